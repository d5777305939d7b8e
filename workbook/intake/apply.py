"""Taking in a planned list: exactly the plan, in one step that one undo takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from workbook.domain.cohort import ENROLMENT, enrolment_id
from workbook.domain.elearning import ATTEMPT, MODULE, REQUIRED_MODULE, Need, attempt_id, module_id
from workbook.domain.people import AGENCY, PERSON, UNIT, agency_id, unit_id
from workbook.i18n import _
from workbook.intake.detect import AgencyProposal, ListKind
from workbook.intake.held import find_agency, find_module, standing
from workbook.intake.plan import Outcome, Plan, RecordPlan
from workbook.intake.tries import attempt_of
from workbook.progress import Progress
from workbook.services.people import roster
from workbook.services.same_person import edit_enrolment, edit_person
from workbook.storage.changing import Changing

_REPORT_EVERY = 50
_LINKS = frozenset({"agency", "unit", "enrolment"})


def apply(
    change: Changing, plan: Plan, *, programme: UUID, today: date, progress: Progress
) -> None:
    """Write what `plan` says, and nothing else, into the step `change`.

    `today` is since when new nominations stand. Records that need a person's decision are not
    written here; see services/intake.py.
    """
    if plan.foreign.kind is ListKind.COMPLETIONS:
        _Completions(change, plan, programme).apply(progress)
    else:
        _People(change, plan, programme, today).apply(progress)


class _People:
    """Lists whose rows are people."""

    def __init__(self, change: Changing, plan: Plan, programme: UUID, today: date) -> None:
        self.change = change
        self.plan = plan
        self.programme = programme
        self.today = today
        self.agencies = _Agencies(change, programme, plan.foreign.agency)
        members = roster(change.db, cohort_id=plan.cohort.key) if plan.cohort else ()
        self.made: dict[UUID, int] = {}
        self.enrolled = {member.person_id: member.enrolment_id for member in members}

    def apply(self, progress: Progress) -> None:
        for done, planned in enumerate(self.plan.records):
            _report(progress, done, self.plan)
            if planned.outcome in (Outcome.NEW, Outcome.CHANGED):
                self._person(planned)

    def _person(self, planned: RecordPlan) -> None:
        assert planned.person is not None
        said = {field.field: field.new for field in planned.changes}
        values: dict[str, object] = {
            name: value for name, value in said.items() if name not in _LINKS
        }
        if "agency" in said:
            values["agency"] = self.agencies.key(str(said["agency"]))
        if "unit" in said:
            values["unit"] = self.agencies.unit_key(str(said["unit"]))
        if planned.makes_person:
            key = self.change.create(PERSON, uuid=planned.person, **values)
            self.made[planned.person] = key
        else:
            key = self.made.get(planned.person) or _person_key(self.change, planned.person)
            edit_person(self.change, key, **values)
        if "enrolment" in said:
            self._enrol(planned, key, str(said["enrolment"]))

    def _enrol(self, planned: RecordPlan, person: int, state: str) -> None:
        cohort = self.plan.cohort
        assert cohort is not None
        values: dict[str, object] = {
            "standing": {"state": state, "state_on": self.today},
            "reserve_order": planned.record.reserve_order or None,
        }
        # The id of an erased row is never used again: her record may have come under another.
        id_ = enrolment_id(cohort.uuid, self.change.uuid(person))
        present = self.enrolled.get(person) or self.change.key(ENROLMENT, id_)
        if present is not None:
            edit_enrolment(self.change, present, **values)
            return
        self.change.create(
            ENROLMENT,
            uuid=id_,
            cohort=cohort.key,
            person=person,
            source=self.plan.foreign.file_name,
            **values,
        )


class _Agencies:
    """Agencies and their sections by name, made when the workbook does not know them."""

    def __init__(self, change: Changing, programme: UUID, proposal: AgencyProposal | None) -> None:
        self.change = change
        self.programme = programme
        self.proposal = proposal
        self.present = standing(change.db, "agency")
        self.made: dict[str, int] = {}

    def key(self, name: str) -> int:
        found = find_agency(self.present, name)
        if found is not None:
            return int(found["id"])
        if name not in self.made:
            proposal = self.proposal if self.proposal and self.proposal.name == name else None
            self.made[name] = self.change.create(
                AGENCY,
                uuid=agency_id(self.programme, name),
                name=name,
                short_name=proposal.short_name if proposal else "",
                name_native=proposal.name_native if proposal else "",
            )
        return self.made[name]

    def unit_key(self, name: str) -> int:
        assert self.proposal is not None
        id_ = unit_id(self.programme, self.proposal.name, name)
        present = self.change.key(UNIT, id_)
        if present is not None:
            return present
        agency = self.key(self.proposal.name)
        return self.change.create(UNIT, uuid=id_, agency=agency, name=name)


class _Completions:
    """Lists whose rows are tries at modules."""

    def __init__(self, change: Changing, plan: Plan, programme: UUID) -> None:
        self.change = change
        self.plan = plan
        self.programme = programme
        self.modules = standing(change.db, "module")
        self.made: dict[UUID, int] = {}

    def apply(self, progress: Progress) -> None:
        people: dict[UUID, int] = {}
        for learner in self.plan.learners:
            if learner.makes_person:
                people[learner.person] = self.change.create(
                    PERSON, uuid=learner.person, provisional=True, **learner.values
                )
            else:
                key = _person_key(self.change, learner.person)
                edit_person(self.change, key, **learner.values)
        titles = self._titles()
        for done, planned in enumerate(self.plan.records):
            _report(progress, done, self.plan)
            if planned.outcome is not Outcome.NEW:
                continue
            assert planned.person is not None
            if planned.person not in people:
                people[planned.person] = _person_key(self.change, planned.person)
            self._attempt(planned, people[planned.person], titles)
        self._require(titles)

    def _require(self, titles: Mapping[str, str]) -> None:
        for position, code in enumerate(self.plan.requires, start=1):
            assert self.plan.cohort is not None
            _uuid, module = self._module(code, None, titles)
            self.change.put(
                REQUIRED_MODULE,
                (self.plan.cohort.key, module),
                need=Need.REQUIRED,
                position=position,
            )

    def _titles(self) -> Mapping[str, str]:
        """Title by code, the first that the list tells."""
        titles: dict[str, str] = {}
        for planned in self.plan.records:
            code, title = planned.record.text("module_code"), planned.record.text("module_title")
            if code and title:
                titles.setdefault(code, title)
        return titles

    def _attempt(self, planned: RecordPlan, person: int, titles: Mapping[str, str]) -> None:
        said = {field.field: field.new for field in planned.changes}
        module_uuid, module = self._module(
            said.get("module_code"), said.get("module_title"), titles
        )
        attempt = attempt_of(planned.record)
        self.change.create(
            ATTEMPT,
            uuid=attempt_id(self.change.uuid(person), module_uuid, attempt),
            person=person,
            module=module,
            result=asdict(attempt),
            source=self.plan.foreign.file_name,
        )

    def _module(
        self, code: str | int | None, title: str | int | None, titles: Mapping[str, str]
    ) -> tuple[UUID, int]:
        called = str(code or title)
        found = find_module(self.modules, called)
        if found is not None:
            return UUID(bytes=found["uuid"]), int(found["id"])
        id_ = module_id(self.programme, called)
        if id_ not in self.made:
            self.made[id_] = self.change.create(
                MODULE,
                uuid=id_,
                code=str(code) if code else "",
                title=titles.get(called) or str(title or ""),
            )
        return id_, self.made[id_]


def _report(progress: Progress, done: int, plan: Plan) -> None:
    if done % _REPORT_EVERY == 0:
        progress.report(done, len(plan.records), _("Taking in the list"))


def _person_key(change: Changing, id_: UUID) -> int:
    key = change.key(PERSON, id_)
    assert key is not None, "the plan was made for this state of the workbook"
    return key
