"""Doubts that are one question: a column that was emptied, rows that were sorted apart."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.exchange.edit_plan import Choice, Doubt, DoubtKind
from workbook.exchange.file_context import Context
from workbook.i18n import _, ngettext
from workbook.storage.union import Line

_NAMED_AT_MOST = 12


def group_of(context: Context, doubt: Doubt) -> tuple[str, ...] | None:
    """Doubts of a file with the same are one question; None for one that is asked alone."""
    if doubt.kind is DoubtKind.CLEARED and doubt.open is not None:
        return (doubt.kind, doubt.sheet, doubt.open.field)
    if doubt.kind is DoubtKind.SHUFFLED:
        return (doubt.kind, doubt.sheet)
    if _waits_for_a_file(context, doubt):
        return (DoubtKind.NO_ORIGIN, doubt.sheet)
    return None


def merged(context: Context, doubts: Sequence[Doubt]) -> Doubt:
    """The doubts of one group as one."""
    first = doubts[0]
    if _waits_for_a_file(context, first):
        return _not_here(context, doubts)
    if len(doubts) == 1 and first.kind is not DoubtKind.SHUFFLED:
        return first
    count = len(doubts)
    if first.kind is DoubtKind.CLEARED:
        sentence = _(
            "{n} cells of “{sheet}” were emptied ({cells}). Are their values to go? An empty"
            " cell alone changes nothing."
        ).format(
            n=count,
            sheet=first.sheet,
            cells=_some([doubt.sentence.partition(":")[0] for doubt in doubts]),
        )
    else:
        sentence = ngettext(
            "{n} row of “{sheet}” no longer matches its Ref: was a part of the sheet sorted?",
            "{n} rows of “{sheet}” no longer match their people: was a part of the sheet"
            " sorted? They can be put back.",
            count,
        ).format(n=count, sheet=first.sheet)
    subject = tuple(said for doubt in doubts for said in doubt.subject)
    return Doubt(first.kind, first.sheet, 0, "", sentence, _said_together(doubts), subject=subject)


def _waits_for_a_file(context: Context, doubt: Doubt) -> bool:
    """Whether another file may tell: where nothing does, cells are asked about at once."""
    return doubt.kind is DoubtKind.NO_ORIGIN or (
        doubt.kind is DoubtKind.COMPARED and not context.two_way
    )


def _not_here(context: Context, doubts: Sequence[Doubt]) -> Doubt:
    """Rows and cells that come from what is not known here."""
    sheet = doubts[0].sheet
    if context.two_way:
        sentence = ngettext(
            "{n} row of “{sheet}” is not in this workbook (row {rows}), and is left out. Ask the"
            " office it comes from for its file for another office.",
            "{n} rows of “{sheet}” are not in this workbook (rows {rows}), and are left out. Ask"
            " the office they come from for its file for another office.",
            len(doubts),
        )
    else:
        sentence = ngettext(
            "{n} place of “{sheet}” comes from what is not known here (row {rows}). Take in the"
            " file from {office} first, then this one again.",
            "{n} places of “{sheet}” come from what is not known here (rows {rows}). Take in the"
            " file from {office} first, then this one again.",
            len(doubts),
        )
    rows = dict.fromkeys(str(doubt.row) for doubt in doubts)
    said = sentence.format(
        n=len(doubts), sheet=sheet, rows=_some(list(rows)), office=context.sent.office or "?"
    )
    choices = _said_together(doubts)
    compared = tuple(doubt for doubt in doubts if doubt.kind is DoubtKind.COMPARED)
    if compared:
        choices = (*choices, Choice(_("ask about each cell that differs"), opens=compared))
    subject = tuple(said for doubt in doubts for said in doubt.subject)
    return Doubt(DoubtKind.NO_ORIGIN, sheet, 0, "", said, choices, subject=subject)


def _said_together(doubts: Sequence[Doubt]) -> tuple[Choice, ...]:
    """The answers of several doubts, those that read alike as one."""
    said: dict[str, tuple[Line, ...]] = {}
    for doubt in doubts:
        for choice in doubt.choices:
            said[choice.label] = (*said.get(choice.label, ()), *choice.lines)
    return tuple(Choice(label, lines) for label, lines in said.items())


def _some(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _NAMED_AT_MOST else ""
    return ", ".join(names[:_NAMED_AT_MOST]) + more
