"""What a file is, from whom, and what taking it in comes to, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ui.common.tables import isolated
from ui.intake.files import File, State, state_word
from workbook.exchange.edit_plan import FormPlan
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.preview import Trust
from workbook.i18n import _, ngettext
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.plan import Outcome, Plan
from workbook.services.intake import TakeInPlan
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import SheetFile


def what_it_is(file: File) -> str:
    """The kind of a file; "" before it was read."""
    found = file.found
    if isinstance(found, ExchangeFile):
        return _("From {office}").format(office=found.origin.called)
    if isinstance(found, SheetFile):
        unknown = isinstance(file.plan, FormPlan) and file.plan.two_way
        return _("Sheet of unknown origin") if unknown else _("Given out, come back")
    if not isinstance(found, ForeignList):
        return ""
    return kind_word(found.kind)


def kind_word(kind: ListKind) -> str:
    """What a list tells."""
    words = {
        ListKind.NOMINATIONS: _("Nominations"),
        ListKind.PARTICIPANTS: _("List of people"),
        ListKind.COMPLETIONS: _("Results of the platform"),
        ListKind.NATIVE_NAMES: _("Names in their own script"),
        ListKind.MARKS: _("Sheet of marks"),
        ListKind.MEETING: _("Report of a meeting"),
        ListKind.TEST_MARKS: _("Marks of a test"),
        ListKind.EXPERTS: _("List of experts"),
    }
    return words[kind]


def counts_of(file: File) -> str:
    """What would become of its records: "3 new · 643 the same"; "" before it was read. Of a
    meeting's report, how many it names.
    """
    if isinstance(file.found, ForeignList) and file.found.report is not None:
        count = len(file.found.report.people)
        return ngettext("{n} person in the report", "{n} people in the report", count).format(
            n=count
        )
    return counts_said(file.plan.counts) if file.plan is not None else ""


def counts_said(counts: Mapping[str, int]) -> str:
    """Counts of records by outcome in one line, without those that are none."""
    said = []
    for outcome in Outcome:
        count = counts[outcome.value]
        words = {
            Outcome.NEW: ngettext("{n} new", "{n} new", count),
            Outcome.SAME: ngettext("{n} the same", "{n} the same", count),
            Outcome.CHANGED: ngettext("{n} changed", "{n} changed", count),
            Outcome.NEEDS_YOU: ngettext("{n} needs you", "{n} need you", count),
            Outcome.REFUSED: ngettext("{n} refused", "{n} refused", count),
        }
        if count:
            said.append(words[outcome].format(n=count))
    return " · ".join(said)


def signature(plan: ExchangePlan) -> str:
    """Whose a file is, as far as its signature tells."""
    words = {
        Trust.OWN: _("signed by this office"),
        Trust.CONFIRMED: _("signed, and the key is confirmed"),
        Trust.UNCONFIRMED: _("signed, the key is not confirmed yet"),
        Trust.ALTERED: _("altered after signing"),
        Trust.UNSIGNED: _("not signed"),
    }
    return words[plan.trust]


def about(file: File) -> str:
    """One line about a file: what it is, from whom, and where in it the list stands."""
    plan = file.plan
    if file.locked:
        return state_word(file)
    if plan is None:
        said = " · ".join(part for part in (what_it_is(file), counts_of(file)) if part)
        return said or state_word(file)
    if isinstance(plan, Plan):
        foreign = plan.foreign
        pasted = foreign.sheet == foreign.file_name
        parts = [
            "" if pasted else _("Sheet “{sheet}”").format(sheet=foreign.sheet),
            _header(foreign),
            _people(len(plan.records)) if foreign.across else _rows(len(plan.records)),
        ]
    elif isinstance(plan, FormPlan):
        parts = [
            _("A sheet whose origin is not known here: held against what this workbook says now")
            if plan.two_way
            else _("A file you gave out, come back: only what was changed in it is read"),
            _rows(len(plan.rows)),
        ]
    elif isinstance(plan, ExchangePlan):
        origin = plan.file.origin
        parts = [
            _("From {office}").format(office=origin.called),
            origin.office_name,
            signature(plan),
            _records(sum(plan.counts.values())),
        ]
    else:
        parts = [_("Made by a newer version of this program")]
    return " · ".join(part for part in parts if part)


def states_said(files: Sequence[File]) -> str:
    """How many of several files are how far: "2 ready · 1 needs its password"."""
    words: dict[State, Callable[[int], str]] = {
        State.READY: lambda n: ngettext("{n} ready", "{n} ready", n),
        State.REVIEW: lambda n: ngettext("{n} to look through", "{n} to look through", n),
        State.ENTERED: lambda n: ngettext("{n} entered", "{n} entered", n),
        State.NOTHING: lambda n: ngettext("{n} with nothing new", "{n} with nothing new", n),
        State.LOCKED: lambda n: ngettext("{n} needs its password", "{n} need their password", n),
        State.REFUSED: lambda n: ngettext("{n} cannot be taken in", "{n} cannot be taken in", n),
    }
    counts = {state: sum(file.state is state for file in files) for state in words}
    said = (words[state](count).format(n=count) for state, count in counts.items() if count)
    return " · ".join(said)


def _header(foreign: ForeignList) -> str:
    """Where its captions stand, as the sheet calls it."""
    if not foreign.header_rows:
        return ""
    across = foreign.across
    first, last = (
        column_letters(row) if across else str(row + 1)
        for row in (min(foreign.header_rows), max(foreign.header_rows))
    )
    if first != last:
        said = _("header in columns {n}") if across else _("header in rows {n}")
        return said.format(n=isolated(f"{first}–{last}"))
    said = _("header in column {n}") if across else _("header in row {n}")
    return said.format(n=first)


def _people(count: int) -> str:
    return ngettext("{n} person", "{n} people", count).format(n=count)


def _rows(count: int) -> str:
    return ngettext("{n} row", "{n} rows", count).format(n=count)


def _records(count: int) -> str:
    return ngettext("{n} record", "{n} records", count).format(n=count)


def verb(plan: TakeInPlan) -> str:
    """The words on the button for one file, with what it will do."""
    counts = plan.counts
    todo = counts["new"] + counts["changed"]
    if plan.changes_nothing:
        return _("Nothing to bring in")
    if isinstance(plan, ParkedPlan) or (isinstance(plan, Plan | FormPlan) and not todo):
        return _("Keep for later")
    if isinstance(plan, ExchangePlan):
        return ngettext("Take in {n} record", "Take in {n} records", todo).format(n=todo)
    if isinstance(plan, FormPlan):
        return ngettext("Bring in {n} row", "Bring in {n} rows", todo).format(n=todo)
    if plan.foreign.kind is ListKind.COMPLETIONS:
        return ngettext("Bring in {n} result", "Bring in {n} results", todo).format(n=todo)
    if plan.foreign.kind in (ListKind.MARKS, ListKind.TEST_MARKS):
        return ngettext(
            "Bring in marks of {n} person", "Bring in marks of {n} people", todo
        ).format(n=todo)
    if plan.foreign.kind is ListKind.EXPERTS:
        return ngettext("Bring in {n} expert", "Bring in {n} experts", todo).format(n=todo)
    if plan.foreign.kind is ListKind.NATIVE_NAMES:
        return ngettext("Bring in {n} name", "Bring in {n} names", todo).format(n=todo)
    return ngettext("Bring in {n} person", "Bring in {n} people", todo).format(n=todo)


def came_to(outcome: Outcome) -> str:
    """What a count of the report says."""
    words = {
        Outcome.NEW: _("new"),
        Outcome.SAME: _("were in the workbook already, the same"),
        Outcome.CHANGED: _("changed"),
        Outcome.NEEDS_YOU: _("wait for your decision"),
        Outcome.REFUSED: _("were refused"),
    }
    return words[outcome]
