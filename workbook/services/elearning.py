"""Modules, who has passed them, and the reminder to those who have not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workbook.domain.cohort import COHORT, EnrolmentState
from workbook.domain.elearning import (
    ATTEMPT,
    MODULE,
    REQUIRED_MODULE,
    Attempt,
    AttemptStatus,
    Completion,
    Need,
    attempt_id,
    module_id,
)
from workbook.domain.people import PERSON, display_name
from workbook.errors import RuleError
from workbook.i18n import _, ngettext
from workbook.services.cohorts import completions, required_modules
from workbook.services.people import Made, Member, get_row, given, roster
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.text import clean, skeleton

_module = t.RECORDS["module"]


# Those the modules are asked of; who declined or left owes nothing.
ASKED = (EnrolmentState.NOMINATED, EnrolmentState.RESERVE, EnrolmentState.ENROLLED)
_COUNTED = (EnrolmentState.NOMINATED, EnrolmentState.ENROLLED)


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module; `need` and `due_on` are those of the cohort asked for, else "" and None."""

    id: int
    code: str
    title: str
    title_native: str
    need: str
    due_on: date | None

    @property
    def label(self) -> str:
        """The code, or the title of a module without one."""
        return self.code or self.title


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One enrolment and what it has of each module of the grid, in its order.

    A Completion with 0 tries and status None says that nothing is known.
    """

    enrolment_id: int
    person_id: int
    name: str
    name_native: str
    agency_id: int | None
    agency: str
    state: str
    completions: tuple[Completion, ...]
    erased: bool

    @property
    def display_name(self) -> str:
        return display_name(self.name, self.name_native, erased=self.erased)


@dataclass(frozen=True, slots=True)
class CompletionGrid:
    """Modules of a cohort against its people, in the cohort's order of both."""

    cohort_id: int
    modules: tuple[ModuleRow, ...]
    rows: tuple[CompletionRow, ...]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A required module that people of an agency have not passed. `of` is how many were asked.

    `overdue`: its day has passed. `enrolment_ids` are those who lack it.
    """

    agency_id: int | None
    agency: str
    module: ModuleRow
    enrolment_ids: tuple[int, ...]
    of: int
    overdue: bool


_NOTHING = Completion(False, None, None, 0, None)


# -- modules


def module_rows(book: Workbook, *, cohort_id: int | None = None) -> tuple[ModuleRow, ...]:
    """Every module by code; with `cohort_id` those of the cohort in its order."""
    with book.reading() as db:
        if cohort_id is not None:
            return _modules(db, cohort_id)
        found = db.execute(select(_module).where(_module.c.gone == 0)).all()
    rows = [
        ModuleRow(m.id, m.code or "", m.title or "", m.title_native or "", "", None) for m in found
    ]
    return tuple(sorted(rows, key=lambda row: skeleton(row.label)))


def _modules(db: Connection, cohort_id: int) -> tuple[ModuleRow, ...]:
    return tuple(
        ModuleRow(
            m.id,
            m.code or "",
            m.title or "",
            m.title_native or "",
            m.need or Need.REQUIRED,
            date.fromisoformat(m.due_on) if m.due_on else None,
        )
        for m in required_modules(db, cohort_id=cohort_id)
    )


def create_module(
    book: Workbook,
    *,
    code: str,
    title: str = "",
    title_native: str = "",
    language: str = "",
    version: str = "",
) -> Made:
    """Add a module. Raises RuleError without a code, or when the code is taken."""
    if not clean(code):
        raise RuleError(_("A module needs a code. Nothing was added."))
    with book.changing(_("Add a module")) as change:
        uuid = module_id(book.programme_uuid, code)
        if change.key(MODULE, uuid) is not None:
            raise RuleError(
                _("There is already a module “{code}”. Nothing was added.").format(code=clean(code))
            )
        made = change.create(
            MODULE,
            uuid=uuid,
            **given(
                code=code,
                title=title,
                title_native=title_native,
                language=language,
                version=version,
            ),
        )
    return Made(made, change.summary)


def edit_module(
    book: Workbook,
    *,
    module_id: int,
    title: str | None = None,
    title_native: str | None = None,
    language: str | None = None,
    version: str | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it. The code stays."""
    with book.changing(_("Edit a module")) as change:
        get_row(change.db, MODULE, module_id)
        change.edit(
            MODULE,
            module_id,
            **given(title=title, title_native=title_native, language=language, version=version),
        )
    return change.summary


def require_modules(
    book: Workbook,
    *,
    cohort_id: int,
    codes: Sequence[str],
    due_on: date | None = None,
    need: Need = Need.REQUIRED,
) -> Changes:
    """Ask these modules of a cohort, in this order, and those asked for so far no longer.

    A code that is not known yet becomes a module. Raises RuleError for an empty code or one that
    stands there twice.
    """
    folded = [skeleton(code) for code in codes]
    if not all(folded) or len(set(folded)) < len(folded):
        raise RuleError(_("Give each module's code once. Nothing was changed."))
    with book.changing(_("Ask for modules")) as change:
        get_row(change.db, COHORT, cohort_id)
        wanted: list[int] = []
        for code in codes:
            uuid = module_id(book.programme_uuid, code)
            known = change.key(MODULE, uuid)
            wanted.append(
                known if known is not None else change.create(MODULE, uuid=uuid, code=clean(code))
            )
        for present in required_modules(change.db, cohort_id=cohort_id):
            if present.id not in wanted:
                change.delete(REQUIRED_MODULE, (cohort_id, present.id))
        for position, module in enumerate(wanted, 1):
            change.put(
                REQUIRED_MODULE, (cohort_id, module), need=need, due_on=due_on, position=position
            )
    return change.summary


# -- results


def record_attempt(
    book: Workbook,
    *,
    person_id: int,
    module_id: int,
    status: AttemptStatus,
    score: int | None = None,
    done_on: date | None = None,
    source: str = "",
) -> Changes:
    """Keep one try beside the others; the same try again changes nothing.

    `score` in percent. REPEAT asks her to do the module again: her passes up to its day (today
    when None) no longer count. Raises RuleError for a score outside 0 to 100.
    """
    if score is not None and not 0 <= score <= 100:
        raise RuleError(_("A score is 0 to 100 percent. Nothing was recorded."))
    status = AttemptStatus(status)
    if status is AttemptStatus.REPEAT and done_on is None:
        done_on = book.sources.today()
    said = Attempt(status, score, done_on.isoformat() if done_on else None)
    with book.changing(_("Record a module result")) as change:
        get_row(change.db, PERSON, person_id)
        get_row(change.db, MODULE, module_id)
        uuid = attempt_id(change.uuid(person_id), change.uuid(module_id), said)
        if change.key(ATTEMPT, uuid) is None:
            change.create(
                ATTEMPT,
                uuid=uuid,
                person=person_id,
                module=module_id,
                result={"status": said.status, "score": said.score, "done_on": said.done_on},
                source=clean(source),
            )
    return change.summary


def completion_grid(book: Workbook, *, cohort_id: int) -> CompletionGrid:
    """What everybody who is nominated, on reserve, enrolled or has left has of each module."""
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        return grid_of(db, cohort_id=cohort_id)


def grid_of(db: Connection, *, cohort_id: int) -> CompletionGrid:
    """`completion_grid` within a transaction that is open."""
    modules = _modules(db, cohort_id)
    shown = (*ASKED, EnrolmentState.LEFT)
    members = [m for m in roster(db, cohort_id=cohort_id) if m.state in shown]
    done = completions(
        db, people=[m.person_id for m in members], modules=[module.id for module in modules]
    )
    return CompletionGrid(cohort_id, modules, tuple(_row(m, modules, done) for m in members))


def _row(
    member: Member, modules: Sequence[ModuleRow], done: Mapping[tuple[int, int], Completion]
) -> CompletionRow:
    return CompletionRow(
        member.enrolment_id,
        member.person_id,
        member.name,
        member.name_native,
        member.agency_id,
        member.agency,
        member.state,
        tuple(done.get((member.person_id, module.id), _NOTHING) for module in modules),
        member.erased,
    )


# -- what is missing


def missing_rows(book: Workbook, *, cohort_id: int) -> tuple[MissingRow, ...]:
    """Required modules that the nominated and enrolled lack, by agency, then in module order."""
    return missing(completion_grid(book, cohort_id=cohort_id), today=book.sources.today())


def missing(grid: CompletionGrid, *, today: date) -> tuple[MissingRow, ...]:
    """`missing_rows` of a grid that was read."""
    counted = [row for row in grid.rows if row.state in _COUNTED]
    found: list[MissingRow] = []
    for agency in dict.fromkeys(row.agency_id for row in counted):
        own = [row for row in counted if row.agency_id == agency]
        for n, module in enumerate(grid.modules):
            if module.need == Need.RECOMMENDED:
                continue
            lack = tuple(row.enrolment_id for row in own if not row.completions[n].passed)
            if lack:
                overdue = module.due_on is not None and module.due_on < today
                found.append(MissingRow(agency, own[0].agency, module, lack, len(own), overdue))
    return tuple(found)


def reminder_text(book: Workbook, *, cohort_id: int, agency_id: int | None = None) -> str:
    """A reminder for one agency, or for each by name, without anybody's name, ready to copy.

    A line for each module, such as "3 of your 17 lack module SOM-201; deadline 30 October 2020.";
    "" when nothing is missing.
    """
    rows = missing_rows(book, cohort_id=cohort_id)
    if agency_id is not None:
        return "\n".join(_reminder(row) for row in rows if row.agency_id == agency_id)
    blocks = []
    for agency in dict.fromkeys(row.agency_id for row in rows):
        own = [row for row in rows if row.agency_id == agency]
        head = own[0].agency or _("Without agency")
        blocks.append("\n".join([f"{head}:", *(_reminder(row) for row in own)]))
    return "\n\n".join(blocks)


def _reminder(row: MissingRow) -> str:
    lack = len(row.enrolment_ids)
    text = ngettext(
        "{lack} of your {of} lacks module {module}",
        "{lack} of your {of} lack module {module}",
        lack,
    ).format(lack=lack, of=row.of, module=row.module.label)
    if row.module.due_on is None:
        return f"{text}."
    return _("{missing}; deadline {day}.").format(missing=text, day=long_date(row.module.due_on))


def long_date(day: date) -> str:
    """A day in words: 30 October 2020."""
    months = (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
    return f"{day.day} {months[day.month - 1]} {day.year}"
