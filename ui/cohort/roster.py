"""The roster of a cohort as its table shows it."""

from __future__ import annotations

from ui.common.dates import short_day
from ui.common.tables import Column
from ui.common.tokens import Tone
from ui.common.words import reason_word, state_tone, state_word
from workbook.domain.cohort import EnrolmentState, leave_parts
from workbook.i18n import _
from workbook.services.cohorts import EnrolmentRow

STARTING = (EnrolmentState.NOMINATED, EnrolmentState.RESERVE, EnrolmentState.ENROLLED)


def state_text(row: EnrolmentRow) -> str:
    """The state; on reserve with the place in it."""
    if row.state == EnrolmentState.RESERVE and row.reserve_order:
        return _("Reserve {n}").format(n=row.reserve_order)
    return state_word(row.state)


def start_text(row: EnrolmentRow) -> str:
    """Whether she may start the training, and what is missing."""
    if row.state not in STARTING:
        return ""
    if row.ready:
        return _("Ready")
    count = len(row.missing)
    lacks = ", ".join(row.missing) if count < 3 else _("{n} modules").format(n=count)
    if row.allowed_reason is not None:
        return _("Allowed without {modules}").format(modules=lacks)
    return _("Not ready: lacks {modules}").format(modules=lacks)


def _start_tone(row: EnrolmentRow) -> Tone | None:
    if row.state not in STARTING:
        return None
    if row.ready:
        return Tone.GOOD
    return Tone.INFO if row.allowed_reason is not None else Tone.WARN


def start_tip(row: EnrolmentRow) -> str:
    """The modules she lacks, and why she may start without them."""
    return " ".join(part for part in (", ".join(row.missing), row.allowed_reason or "") if part)


def reason_text(row: EnrolmentRow) -> str:
    """Why she left, declined or was replaced, or why she may start without a module."""
    if row.state == EnrolmentState.LEFT:
        reason, note = leave_parts(row.reason)
        return f"{reason_word(reason)}: {note}" if note else reason_word(reason)
    if row.allowed_reason is not None and row.state in STARTING:
        return row.allowed_reason
    return row.reason


def roster_columns() -> list[Column[EnrolmentRow]]:
    """Both scripts, where she stands, and whether she may start."""
    return [
        Column("name", _("Name"), lambda row: row.name),
        Column("native", _("In own script"), lambda row: row.name_native, native=True),
        Column("agency", _("Agency"), lambda row: row.agency),
        Column(
            "state",
            _("State"),
            state_text,
            sort=lambda row: (list(EnrolmentState).index(EnrolmentState(row.state)), row.id),
            tone=lambda row: state_tone(row.state),
        ),
        Column(
            "start",
            _("May start"),
            start_text,
            tone=_start_tone,
            tip=start_tip,
        ),
        Column("rank", _("Rank"), lambda row: row.rank),
        Column(
            "since",
            _("Since"),
            lambda row: short_day(row.state_on),
            sort=lambda row: row.state_on,
        ),
        Column("reason", _("Reason"), reason_text, stretch=True),
        Column(
            "provisional",
            _("Remark"),
            lambda row: _("Came without nomination") if row.provisional else "",
            tone=lambda row: Tone.WARN,
        ),
    ]
