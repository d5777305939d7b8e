"""Planning lists of people, and of their names in their own script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from uuid import UUID

from sqlalchemy import RowMapping

from workbook.domain.people import NameCheck, display_name
from workbook.i18n import _
from workbook.intake.detect import ListKind, Record
from workbook.intake.field_plan import OWN_FIELDS, FieldPlan, RowFields, Value
from workbook.intake.match import Known, People, in_common
from workbook.intake.plan import CandidatePlan, Outcome, RecordPlan, caption_of, row_of
from workbook.intake.planner import Planner, name_of
from workbook.intake.remembered import Choice, listing
from workbook.text import has_arabic_script, skeleton


class PeoplePlanner(Planner):
    """Plans lists whose rows are people. Several rows of one person go together: what the first
    of them says of her counts, and the others add to it.
    """

    def records(self) -> list[RecordPlan]:
        everybody = [self._sought(record) for record in self.foreign.records]
        repeated = _repeated(everybody)
        # Two of one name with different identity cards are two people.
        self.above = People(slips=0)
        self.rows: dict[UUID, RecordPlan] = {}  # by the id of whom the row makes, if she is new
        self.hers: dict[UUID, list[Record]] = defaultdict(list)
        for record, sought in zip(self.foreign.records, everybody, strict=True):
            unlike = repeated is not None and repeated.isdisjoint(sought.keys.values())
            self.rows[sought.id] = planned = self._person(record, sought, unlike=unlike)
            if planned.person is not None:
                self.hers[planned.person].append(record)
            if not unlike and planned.outcome is not Outcome.REFUSED:
                self.above.add(sought)
        return list(self.rows.values())

    def _person(self, record: Record, sought: Known, *, unlike: bool) -> RecordPlan:
        """What becomes of a row; with `unlike`, it is nobody of the rows above."""
        name = name_of(record)
        if not sought.names:
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(_("This row has no name."),))
        if record.row_number in self.decisions:
            return self._decided_person(record, sought, unlike=unlike)
        if record.problems:
            return self._doubtful(record, sought)
        match = self.index.match(sought)
        person, candidates = match.certain, match.candidates
        reasons: tuple[str, ...] = ()
        if person is None and candidates:
            chosen = self.chosen.get(_listing(record, sought), Choice())
            person, candidates = chosen.certain(candidates), chosen.left(candidates)
            if person is None and candidates:
                return self._ask(record, candidates)
            reasons = (_("As you chose when she was listed so before."),)
        if person is None and not unlike and (others := self._rows_like(record, sought)):
            return self._ask_of_rows(record, sought, others)
        planned = self._as(record, sought, person)
        if not match.candidates:
            return planned
        return planned._replace(
            candidates=tuple(self._candidate(candidate) for candidate in match.candidates),
            reasons=(*reasons, *planned.reasons),
        )

    def _decided_person(self, record: Record, sought: Known, *, unlike: bool) -> RecordPlan:
        """A row of which a person said who it is: somebody of the workbook, whoever another row
        is, or somebody new.
        """
        said = self.decisions[record.row_number]
        others = () if unlike else self._rows_like(record, sought)
        row = self.rows.get(said) if said is not None and said not in self.people else None
        if row is not None and row.person is None:
            return self._ask_of_rows(record, sought, [row])
        person = row.person if row is not None else self._decided(record, sought.id)
        found = {one.id: self._candidate(one) for one in self.index.match(sought).candidates}
        shown = {one.person: one for one in self._of_rows(sought, others)} | found
        # Where nobody resembles her, nobody was chosen and nothing is remembered.
        return self._as(record, sought, person)._replace(
            candidates=tuple(shown.values()), listed=_listing(record, sought) if shown else ""
        )

    def _as(self, record: Record, sought: Known, person: UUID | None) -> RecordPlan:
        """A row as it is where it is `person`, or None for somebody new."""
        said = RowFields(self.foreign, record, self.cohort is not None)
        if person is None:
            return RecordPlan(
                record, Outcome.NEW, name_of(record), sought.id, makes_person=True, changes=said
            )
        present = self.people.get(person)
        changes = said if present is None else self._differences(record, said, present)
        reasons: tuple[str, ...] = ()
        if before := self.hers.get(person):
            counts = self._said_in(before)
            changes = tuple(change for change in changes if change.field not in counts)
            reasons = self._otherwise(said, counts, before[0])
        return RecordPlan(
            record,
            Outcome.CHANGED if changes else Outcome.SAME,
            name_of(record),
            person,
            changes=changes,
            reasons=reasons,
        )

    # -- several rows of one person

    def _rows_like(self, record: Record, sought: Known) -> tuple[RecordPlan, ...]:
        """The rows above that may be the same person, best first, but for whom she was said not to
        be before.
        """
        match = self.above.match(sought)
        found = [match.certain] if match.certain else [one.id for one in match.candidates]
        if not found:
            return ()
        rejected = self.chosen.get(_listing(record, sought), Choice()).rejected
        return tuple(row for id_ in found if (row := self.rows[id_]).person not in rejected)

    def _ask_of_rows(self, record: Record, sought: Known, rows: Sequence[RecordPlan]) -> RecordPlan:
        """A row that may be the same person as others: it waits, with those who are known."""
        candidates = tuple(self._of_rows(sought, rows))
        if candidates:
            said = _("{row} may be the same person.").format(row=candidates[0].row)
        else:
            said = _("{row} may be the same person, and needs you too: decide about it first.")
            said = said.format(row=row_of(self.foreign, rows[0].record))
        return RecordPlan(
            record, Outcome.NEEDS_YOU, name_of(record), candidates=candidates, reasons=(said,)
        )

    def _of_rows(self, sought: Known, rows: Iterable[RecordPlan]) -> Iterable[CandidatePlan]:
        """Who these rows are, each person once."""
        people: dict[UUID, CandidatePlan] = {}
        for row in rows:
            if row.person is None or row.person in people:
                continue
            known = self.people.get(row.person)
            people[row.person] = CandidatePlan(
                row.person,
                display_name(known["name_latin"], known["name_native"]) if known else row.name,
                tuple(in_common(sought, self._sought(row.record))),
                row_of(self.foreign, row.record),
            )
        return people.values()

    def _said_in(self, records: Sequence[Record]) -> dict[str, Value]:
        """What rows say of one person, by field: the first that says it counts."""
        said: dict[str, Value] = {"provisional": None}
        for record in records:
            for one in RowFields(self.foreign, record, self.cohort is not None):
                said.setdefault(one.field, one.new)
        if "agency" in said:
            said.setdefault("unit", None)  # a section of no other agency
        return said

    def _otherwise(
        self, changes: Iterable[FieldPlan], counts: Mapping[str, Value], first: Record
    ) -> tuple[str, ...]:
        """What a row says in vain, because another says otherwise."""
        fields = [
            caption_of(one.field)
            for one in changes
            if (value := counts.get(one.field)) is not None
            and not _same(one.field, value, str(one.new), None)
        ]
        if not fields:
            return ()
        said = _("{row} says otherwise of her, and counts: {fields}.")
        return (said.format(row=row_of(self.foreign, first), fields=", ".join(fields)),)

    # -- somebody of the workbook

    def _differences(
        self, record: Record, said: Iterable[FieldPlan], present: RowMapping
    ) -> tuple[FieldPlan, ...]:
        """What the record would change of a person; nothing is ever emptied."""
        differences = (self._difference(record, one, present) for one in said)
        found = [one for one in differences if one is not None]
        if present["provisional"] and self.foreign.kind is ListKind.NOMINATIONS:
            place = sum(one.field in OWN_FIELDS for one in found)
            found.insert(place, FieldPlan("provisional", f"A{record.row}", 1, 0))
        return tuple(found)

    def _difference(self, record: Record, one: FieldPlan, present: RowMapping) -> FieldPlan | None:
        """A field of which the list says something that is not on record; None where it is."""
        match one.field:
            case "agency":
                agency = self.agencies.get(present["agency_id"])
                if agency is None:
                    return one
                same = self._agency_id(str(one.new)).bytes == agency["uuid"]
                return None if same else one._replace(old=agency["name"])
            case "unit":
                return one if self.units.get(present["unit_id"]) is None else None
            case "enrolment":
                now = self.enrolments.get(present["id"])
                # Whoever has gone further than the list stays where she is.
                stays = now is not None and (now == one.new or now not in ("nominated", "reserve"))
                return None if stays else one._replace(old=now)
            case "sex" if "sex" not in record.fields:
                # A subject line tells of most; it does not overrule what is on record of one.
                return one if present["sex"] is None else None
            case name:
                old = present[name]
                return None if _same(name, old, str(one.new), present) else one._replace(old=old)


class NativeNamePlanner(Planner):
    """Plans lists that say how people are called in their own script."""

    def records(self) -> list[RecordPlan]:
        return [self._record(record) for record in self.foreign.records]

    def _record(self, record: Record) -> RecordPlan:
        name = name_of(record)
        if "name_native" not in record.fields:
            missing = _("This row has no name in its own script.")
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(missing,))
        sought = self._sought(record)
        person = None
        if record.row_number in self.decisions:
            person = self._decided(record, sought.id)
        if person is None and record.problems:
            return self._doubtful(record, sought)
        if person is None:
            match = self.index.match(sought)
            if match.certain is None:
                nobody = _(
                    "Nobody in this workbook has this name or number:"
                    " bring her in with a list of people first."
                )
                return self._ask(record, match.candidates, () if match.candidates else (nobody,))
            person = match.certain
        present = self.people[person]
        new = str(record.fields["name_native"])
        changes: tuple[FieldPlan, ...] = ()
        if not _same("name_native", present["name_native"], new, present):
            cell = self.foreign.cell(record, "name_native")
            changes = (FieldPlan("name_native", cell, present["name_native"], new),)
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return RecordPlan(record, outcome, name, person, changes=changes)


def _listing(record: Record, sought: Known) -> str:
    return listing(sought, record.text("relative_name"))


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
