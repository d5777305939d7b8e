"""Planning lists of people, and of their names in their own script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from uuid import UUID

from sqlalchemy import RowMapping

from workbook.domain.people import NameCheck, display_name
from workbook.i18n import _
from workbook.intake.detect import Record
from workbook.intake.field_plan import (
    OWN_FIELDS,
    FieldPlan,
    NewPerson,
    Value,
    agency_cell,
    agency_of,
    state_of,
    unit_of,
)
from workbook.intake.match import Candidate, Evidence, Known, People
from workbook.intake.plan import Outcome, RecordPlan, unread
from workbook.intake.planner import Planner
from workbook.intake.remembered import Choice, listing
from workbook.text import has_arabic_script, skeleton


class PeoplePlanner(Planner):
    """Plans lists whose rows are people."""

    def records(self) -> list[RecordPlan]:
        everybody = [self._sought(record) for record in self.foreign.records]
        repeated = _repeated(everybody)
        found = []
        # Two of one name with different identity cards are two people.
        above = People(slips=0)
        rows: dict[UUID, int] = {}
        for record, sought in zip(self.foreign.records, everybody, strict=True):
            planned = self._person(record, sought)
            found.append(planned)
            if repeated is not None and repeated.isdisjoint(sought.keys.values()):
                continue
            undecided = record.row_number not in self.decisions
            if planned.outcome is Outcome.NEW and undecided:
                match = above.match(sought)
                other = match.certain or next((one.id for one in match.candidates), None)
                if other is not None:
                    said = _("Row {row} of this list may be the same person.")
                    found[-1] = RecordPlan(
                        record,
                        Outcome.NEEDS_YOU,
                        planned.name,
                        reasons=(said.format(row=rows[other]),),
                    )
            above.add(sought)
            rows[sought.id] = record.row_number
        return found

    def _person(self, record: Record, sought: Known) -> RecordPlan:
        name = display_name(record.text("name_latin"), record.text("name_native"))
        if not sought.names:
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(_("This row has no name."),))
        undecided = record.row_number not in self.decisions
        if record.problems and undecided:
            return self._doubtful(record, sought)
        match = self.index.match(sought)
        # Where nobody resembles her, nobody is chosen and nothing remembered.
        listed = listing(sought, record.text("relative_name")) if match.candidates else ""
        reasons: tuple[str, ...] = ()
        if undecided:
            person, candidates = match.certain, match.candidates
            if person is None and candidates:
                chosen = self.chosen.get(listed, Choice())
                person, candidates = chosen.certain(candidates), chosen.left(candidates)
                if person is None and candidates:
                    return self._ask(record, candidates)
                reasons = (_("As you chose when she was listed so before."),)
        else:
            person = self._decided(record, sought.id)
        shown = tuple(self._candidate(candidate) for candidate in match.candidates)
        listed = "" if undecided else listed
        if person is None:
            return RecordPlan(
                record,
                Outcome.NEW,
                name,
                sought.id,
                makes_person=True,
                changes=NewPerson(self.foreign, record, self.cohort is not None),
                candidates=shown,
                reasons=reasons,
                listed=listed,
            )
        changes = self._differences(record, self.people[person])
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return RecordPlan(
            record,
            outcome,
            name,
            person,
            changes=changes,
            candidates=shown,
            reasons=reasons,
            listed=listed,
        )

    def _doubtful(self, record: Record, sought: Known) -> RecordPlan:
        """A record with a cell that cannot be read: it waits, with whom it may be."""
        match = self.index.match(sought)
        candidates = match.candidates
        if match.certain is not None:
            candidates = (Candidate(match.certain, (Evidence.NAME,), True),)
        return self._ask(record, candidates, unread(record))

    def _differences(self, record: Record, present: RowMapping) -> tuple[FieldPlan, ...]:
        """What the record would change of a person; nothing is ever emptied."""
        fields = record.fields
        names = [
            name
            for name in OWN_FIELDS
            if name in fields and not _same(name, present[name], str(fields[name]), present)
        ]
        found = [
            FieldPlan(name, cell, present[name], str(fields[name]))
            for name, cell in zip(names, self.foreign.cells(record, names), strict=True)
        ]
        said = self.foreign.sex
        # A subject line tells of most; it does not overrule what is on record of one.
        if said and "sex" not in fields and present["sex"] is None:
            found.append(FieldPlan("sex", said.cell, None, said.sex.value))
        if present["provisional"] and self._nominates:
            found.append(FieldPlan("provisional", f"A{record.row_number}", 1, 0))
        found += self._agency_differences(record, present)
        found += self._enrolment_difference(record, present)
        return tuple(found)

    def _agency_differences(self, record: Record, present: RowMapping) -> Iterable[FieldPlan]:
        name = agency_of(self.foreign, record)
        if name is None:
            return
        cell = agency_cell(self.foreign, record)
        agency = self.agencies.get(present["agency_id"])
        if agency is None or self._agency_id(name).bytes != agency["uuid"]:
            yield FieldPlan("agency", cell, agency["name"] if agency else None, name)
        unit = unit_of(self.foreign, name)
        if unit and self.units.get(present["unit_id"]) is None:
            yield FieldPlan("unit", cell, None, unit)

    def _enrolment_difference(self, record: Record, present: RowMapping) -> Iterable[FieldPlan]:
        if self.cohort is None:
            return
        state = state_of(record)
        now = self.enrolments.get(present["id"])
        # Whoever has gone further than the list stays where she is.
        if now is None or (now != state and now in ("nominated", "reserve")):
            yield FieldPlan("enrolment", f"A{record.row_number}", now, state.value)


class NativeNamePlanner(Planner):
    """Plans lists that say how people are called in their own script."""

    def records(self) -> list[RecordPlan]:
        return [self._record(record) for record in self.foreign.records]

    def _record(self, record: Record) -> RecordPlan:
        name = display_name(record.text("name_latin"), record.text("name_native"))
        if "name_native" not in record.fields:
            return RecordPlan(
                record, Outcome.REFUSED, name, reasons=(_("This row has no name in Urdu."),)
            )
        sought = self._sought(record)
        person = None
        if record.row_number in self.decisions:
            person = self._decided(record, sought.id)
        if person is None:
            match = self.index.match(sought)
            if match.certain is None or record.problems:
                nobody = _("Nobody in this workbook has this name or number.")
                return self._ask(
                    record,
                    match.candidates,
                    unread(record) or [] if match.candidates else [nobody],
                )
            person = match.certain
        present = self.people[person]
        new = str(record.fields["name_native"])
        changes: tuple[FieldPlan, ...] = ()
        if not _same("name_native", present["name_native"], new, present):
            cell = self.foreign.cell(record, "name_native")
            changes = (FieldPlan("name_native", cell, present["name_native"], new),)
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return RecordPlan(record, outcome, name, person, changes=changes)


def _repeated(everybody: Sequence[Known]) -> set[str] | None:
    """The numbers that stand twice in a list, where they alone tell who stands in it twice.

    None where somebody has no identity card: then names tell, too.
    """
    if not all(one.card for one in everybody):
        return None
    times = Counter(chain.from_iterable(one.keys.values() for one in everybody))
    return {number for number, n in times.items() if n > 1}


def _same(name: str, old: Value, new: str, present: RowMapping | None) -> bool:
    """Whether a field says the same already: equal to the eye, or a name in another order."""
    if old is None:
        return False
    if skeleton(str(old)) == skeleton(new):
        return True
    if name not in ("name_latin", "name_native"):
        return False
    if present is not None and present["name_check"] == NameCheck.CONFIRMED:
        return True
    same_script = has_arabic_script(str(old)) == has_arabic_script(new)
    return same_script and sorted(skeleton(str(old)).split()) == sorted(skeleton(new).split())
