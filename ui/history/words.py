"""The words of the history on the screen."""

from __future__ import annotations

from datetime import datetime

from ui.common.dates import short_day
from ui.common.tokens import Tone
from workbook.i18n import _
from workbook.services.coaching import SHOWN
from workbook.services.history import HistoryRow

EDIT = frozenset({"edit", "", "completion", "merge"})
BROUGHT = frozenset({"import", "sheet", "exchange"})
ISSUED = frozenset({"issue"})
UNDONE = frozenset({"undo", "redo"})
ERASED = frozenset({"erase"})
LOOKED = frozenset({SHOWN})


def ways() -> list[tuple[str, frozenset[str] | None]]:
    """What the list can be narrowed to: a name, and kinds of step; None for all."""
    return [
        (_("Every step"), None),
        (_("Entered here"), EDIT),
        (_("Lists and files brought in"), BROUGHT),
        (_("Certificates"), ISSUED),
        (_("Undone and done again"), UNDONE),
        (_("Erased"), ERASED),
        (_("Notes shown"), LOOKED),
    ]


def local_time(row: HistoryRow) -> datetime | None:
    """When it was, by the clock of this computer; None where it is not known."""
    if not row.when:
        return None
    return datetime.fromisoformat(row.when).astimezone()


def when_word(row: HistoryRow) -> str:
    """Day and time of a step; "" where they are not known."""
    when = local_time(row)
    return f"{short_day(when.date())}, {when:%H:%M}" if when is not None else ""


def who_word(row: HistoryRow) -> str:
    """Who it was, as stated."""
    return row.user or _("not stated")


def state_word(row: HistoryRow) -> str:
    """What became of a step; "" for one that stands."""
    if row.undone:
        return _("Undone")
    if row.kind in ISSUED:
        return _("Issued")
    if row.kind == SHOWN:
        return _("Note shown")
    if row.kind in BROUGHT:
        return _("Brought in")
    if row.kind in ERASED:
        return _("Erased")
    return ""


def state_tone(row: HistoryRow) -> Tone | None:
    """The colour of what became of a step."""
    if row.undone:
        return Tone.NEUTRAL
    if row.kind in ISSUED:
        return Tone.GOOD
    if row.kind == SHOWN:
        return Tone.WARN
    if row.kind in ERASED:
        return Tone.BAD
    return Tone.INFO if row.kind in BROUGHT else None
