"""Planning lists of results: whose each try at a module is, and which are not known yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from workbook.domain.elearning import Attempt, AttemptStatus, attempt_id, module_id
from workbook.domain.people import NameCheck
from workbook.i18n import _
from workbook.intake.detect import Record
from workbook.intake.field_plan import FieldPlan
from workbook.intake.held import find_module, standing
from workbook.intake.likeness import names_compatible
from workbook.intake.match import Candidate, Evidence, Known
from workbook.intake.plan import CandidatePlan, LearnerPlan, Outcome, RecordPlan, unread
from workbook.intake.planner import Planner, name_of, names_of
from workbook.text import consonants, skeleton


def attempt_of(record: Record) -> Attempt:
    """The try that a record of completions tells; its status was read."""
    score = record.fields.get("score")
    assert score is None or isinstance(score, int)
    return Attempt(AttemptStatus(str(record.fields["status"])), score, record.text("done_on"))


def learner_key(record: Record) -> str:
    """What groups the tries of one learner within a list: her phone, else her name's parts."""
    phone = record.text("phone") or record.text("national_id")
    return phone or " ".join(sorted(skeleton(" ".join(names_of(record))).split()))


def commonest_spelling(spellings: Sequence[str], native: str | None) -> str | None:
    """The spelling most often used, of those in the order of the native name where there is one."""
    counted = Counter(spelling for spelling in spellings if spelling)
    if not counted:
        return None
    in_order = {s for s in counted if native and consonants(s) == consonants(native)}
    return max(counted, key=lambda s: (s in in_order, counted[s]))


class TriesPlanner(Planner):
    """Plans lists of results. The tries of one learner are hers together, or wait together."""

    def records(self) -> list[RecordPlan]:
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in self.foreign.records:
            groups[learner_key(record)].append(record)
        attempts = {UUID(bytes=row["uuid"]) for row in standing(self.db, "attempt")}
        planned: dict[int, RecordPlan] = {}
        for records in groups.values():
            for plan in self._learner(records, attempts):
                planned[plan.record.row_number] = plan
        return [planned[record.row_number] for record in self.foreign.records]

    def _learner(self, records: Sequence[Record], attempts: set[UUID]) -> Iterable[RecordPlan]:
        usable = [record for record in records if not _refusal(record)]
        yield from (
            RecordPlan(record, Outcome.REFUSED, name_of(record), reasons=(reason,))
            for record in records
            if (reason := _refusal(record))
        )
        if not usable:
            return
        decided = [record for record in usable if record.row_number in self.decisions]
        first = usable[0]
        candidates: tuple[Candidate, ...] = ()
        if decided:
            person = self._decided(decided[0], self._new_id(first))
        else:
            spellings = tuple(dict.fromkeys(n for record in usable for n in names_of(record)))
            if any(not names_compatible(spellings[:1], (other,)) for other in spellings[1:]):
                several = _(
                    "One phone number stands beside different names in this list."
                    " Correct the list and bring it in again, or say whose results these are."
                )
                yield from (self._ask(record, (), (several,)) for record in usable)
                return
            sought = self._sought(first)
            match = self.index.match(Known(sought.id, spellings, sought.numbers, sought.agency))
            person, candidates = match.certain, match.candidates
        if person is None and candidates:
            yield from (self._ask(record, candidates) for record in usable)
            return
        whole = []
        for record in usable:
            if record.problems and record.row_number not in self.decisions:
                yield self._unread(record, person or self._new_id(first))
                continue
            whole.append(record)
            whose = person or self._new_id(first)
            yield self._attempt(record, whose, attempts, made=person is None)
        if whole:
            self._plan_learner(whole, person, self._new_id(first))

    def _unread(self, record: Record, person: UUID) -> RecordPlan:
        """A try with a cell that cannot be read: it waits, and whose it is is known."""
        return RecordPlan(
            record,
            Outcome.NEEDS_YOU,
            name_of(record),
            candidates=(CandidatePlan(person, name_of(record), (Evidence.NAME.value,)),),
            reasons=unread(record),
        )

    def _attempt(
        self, record: Record, person: UUID, attempts: set[UUID], *, made: bool
    ) -> RecordPlan:
        code = str(record.fields.get("module_code") or record.fields["module_title"])
        found = find_module(self.modules, code)
        module = UUID(bytes=found["uuid"]) if found else module_id(self.programme, code)
        said = attempt_of(record)
        whose = (person, *self.records_of.get(person, ()))
        if any(attempt_id(one, module, said) in attempts for one in whose):
            return RecordPlan(record, Outcome.SAME, name_of(record), person)
        attempts.add(attempt_id(person, module, said))
        changes = tuple(
            FieldPlan(name, self.foreign.cell(record, name), None, record.fields[name])
            for name in ("module_code", "module_title", "status", "score", "done_on")
            if name in record.fields
        )
        return RecordPlan(
            record, Outcome.NEW, name_of(record), person, makes_person=made, changes=changes
        )

    def _plan_learner(self, records: Sequence[Record], person: UUID | None, new_id: UUID) -> None:
        present = self.people[person] if person is not None else None
        values: dict[str, str] = {}
        if present is None or not present["name_latin"]:
            native = present["name_native"] if present is not None else None
            spelling = commonest_spelling([r.text("name_latin") or "" for r in records], native)
            if spelling:
                values["name_latin"] = spelling
                values["name_check"] = NameCheck.PROPOSED.value
        if present is None:
            for name in ("phone", "national_id", "email", "name_native"):
                if found := records[0].text(name):
                    values[name] = found
        if values:
            cells = tuple(self.foreign.cell(record, "name_latin") for record in records)
            self.learners.append(LearnerPlan(person or new_id, present is None, values, cells))


def _refusal(record: Record) -> str | None:
    if not names_of(record) and "phone" not in record.fields:
        return _("This row has no name.")
    if not {"module_code", "module_title"} & record.fields.keys():
        return _("This row names no module.")
    if "status" not in record.fields:
        return _("This row tells no result.")
    return None
