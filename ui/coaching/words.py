"""The words of coaching on the screen."""

from __future__ import annotations

from ui.common.dates import month_name, short_day, span
from ui.common.tokens import Tone
from workbook.domain.coaching import ActionState, Audience, RaisedBy
from workbook.domain.training import Mode
from workbook.i18n import _, ngettext
from workbook.services.coaching import ActionRow, CoachingSessionRow, RoundRow


def audience_word(audience: Audience) -> str:
    """Who may read a note."""
    words = {
        Audience.COACH: _("Coach only"),
        Audience.TEAM: _("The training team"),
        Audience.PRINTABLE: _("May be printed"),
    }
    return words[audience]


def raised_word(raised_by: str) -> str:
    """Who raised a need; "" where nobody is said."""
    words = {
        RaisedBy.SELF: _("raised by herself"),
        RaisedBy.SUPERVISOR: _("raised by her supervisor"),
        RaisedBy.TRAINER: _("raised by a trainer"),
    }
    return words[RaisedBy(raised_by)] if raised_by else ""


def priority_tone(priority: int | None) -> Tone:
    """The colour of a need's priority, 1 being the most urgent."""
    if priority is None:
        return Tone.NEUTRAL
    return {1: Tone.BAD, 2: Tone.WARN}.get(priority, Tone.INFO)


def mode_word(mode: str) -> str:
    """How a conversation was held; "" where it is not known."""
    return {Mode.IN_ROOM: _("in the room"), Mode.ONLINE: _("online")}[Mode(mode)] if mode else ""


def round_words(row: RoundRow) -> tuple[str, str, str]:
    """A round as its tab names it: with its days, with its month, and by its number alone."""
    name = _("Round {n}").format(n=row.number)
    if row.starts_on is None:
        return name, name, name
    month = f"{month_name(row.starts_on.month)} {row.starts_on.year}"
    return f"{name} · {span(row.starts_on, row.ends_on)}", f"{name} · {month}", name


def chain_words(row: ActionRow) -> str:
    """Where a promise was made, how often it was carried on, who has it, and when it is due."""
    parts = [_("promised in round {n}").format(n=row.first_round)]
    if row.carried:
        parts.append(
            ngettext("carried on once", "carried on {n} times", row.carried).format(n=row.carried)
        )
    if row.owner:
        parts.append(row.owner)
    if row.due_on is not None:
        parts.append(_("due {day}").format(day=short_day(row.due_on)))
    return " · ".join(parts)


def state_pill(row: ActionRow) -> tuple[str, Tone] | None:
    """What is said of a promise beside its words; None for one that is simply open."""
    if row.state is ActionState.DONE:
        return _("Done"), Tone.GOOD
    if row.state is ActionState.DROPPED:
        return _("Dropped"), Tone.NEUTRAL
    return (_("Overdue"), Tone.BAD) if row.overdue else None


def session_words(row: CoachingSessionRow) -> str:
    """A conversation in a line."""
    minutes = (
        ngettext("{n} minute", "{n} minutes", row.minutes).format(n=row.minutes)
        if row.minutes
        else ""
    )
    parts = (short_day(row.held_on), minutes, row.coach, mode_word(row.mode))
    return " · ".join(part for part in parts if part)
