"""Who did what and when, in words; and taking a step back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workbook.domain.entity import Field, Kind
from workbook.domain.people import masked
from workbook.domain.records import ENTITIES
from workbook.exchange.naming import Names
from workbook.i18n import _
from workbook.services.coaching import SHOWN
from workbook.storage import tables as t
from workbook.storage.book import StepDone, Workbook
from workbook.storage.history import FieldChange, StepRow
from workbook.storage.state import ALIVE, CREATE


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One step, or a look at a note. `when` is ISO UTC by that computer's clock; `user` is stated,
    not proven, "" when not given. `step` is None for what is recorded on this laptop only. `kinds`
    are captions of the kinds of record it touched, `count` how many changes it made.
    """

    step: bytes | None
    when: str
    user: str
    label: str
    kind: str
    source: str
    count: int
    kinds: tuple[str, ...]
    undone: bool
    undoable: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value before and after, as people read it; "" is nothing. `what` names the record."""

    record: str
    ref: str
    what: str
    field: str
    old: str
    new: str


def history_rows(book: Workbook, *, limit: int = 200) -> tuple[HistoryRow, ...]:
    """What was done, newest first; who had a note shown stands among it."""
    steps = book.steps(limit=limit)
    with book.reading() as db:
        entries = db.execute(select(t.register).order_by(t.register.c.n.desc())).all()
    brought = {bytes(entry.step): entry for entry in entries if entry.step is not None}
    rows = [_row(step, brought.get(step.step)) for step in steps]
    oldest = min((row.when for row in rows if row.when), default="")
    shown = [
        HistoryRow(
            step=None,
            when=entry.wall,
            user=entry.operator,
            label=_("Show a note"),
            kind=SHOWN,
            source=entry.name,
            count=0,
            kinds=(_(ENTITIES["note"].caption),),
            undone=False,
            undoable=False,
        )
        for entry in entries
        if entry.kind == SHOWN and (len(steps) < limit or entry.wall >= oldest)
    ]
    return _woven(rows, shown)[:limit]


def _row(step: StepRow, brought: Any) -> HistoryRow:
    """A step; one read from a sheet says nothing of its coming, so the register is asked."""
    when, user, label, source = step.when, step.user, step.label, step.source
    if step.kind == "sheet":
        label = _("Bring back a file that was given out")
        if brought is not None:
            when, user, source = brought.wall, brought.operator, brought.name
    return HistoryRow(
        step=step.step,
        when=when,
        user=user,
        label=label,
        kind=step.kind,
        source=source,
        count=step.count,
        kinds=tuple(_caption(kind) for kind in step.kinds),
        undone=step.undone,
        undoable=step.undoable,
    )


def _woven(rows: list[HistoryRow], shown: list[HistoryRow]) -> tuple[HistoryRow, ...]:
    """Both lists, newest first: the steps keep their own order, whatever a clock said."""
    woven: list[HistoryRow] = []
    for row in rows:
        while shown and row.when and shown[0].when > row.when:
            woven.append(shown.pop(0))
        woven.append(row)
    return (*woven, *shown)


def _caption(kind: str) -> str:
    entity = ENTITIES.get(kind)
    return _(entity.caption) if entity is not None else kind


def change_rows(book: Workbook, *, step: bytes, reveal: bool = False) -> tuple[ChangeRow, ...]:
    """What a step changed, field by field. Identity cards and phones are masked unless asked;
    the text of a note is never among it. Empty for a step that is not known.
    """
    changes = book.step_changes(step)
    with book.reading() as db:
        names = Names(db)
        return tuple(row for change in changes for row in _rows(change, names, reveal=reveal))


def undo_step(book: Workbook, *, step: bytes) -> StepDone:
    """Take a step back, days later too, for what nobody has touched since; the rest is listed.

    Raises RuleError for what cannot be taken back, NotFoundError.
    """
    return book.undo_step(step)


def kept_rows(book: Workbook, *, done: StepDone) -> tuple[ChangeRow, ...]:
    """What taking back did not reach, since someone has worked on it: as the step had set it."""
    with book.reading() as db:
        names = Names(db)
        return tuple(row for change in done.kept for row in _rows(change, names, reveal=False))


def _rows(change: FieldChange, names: Names, *, reveal: bool) -> Iterable[ChangeRow]:
    record = _(change.entity.caption)
    what = names.at(change.entity, change.address)
    if change.field in (CREATE, ALIVE):
        said = _("made") if change.field == CREATE else _("restored")
        new = said if change.new else _("deleted")
        yield ChangeRow(record, change.ref, what, record, "", new)
        return
    declared = next((f for f in change.entity.fields if f.name == change.field), None)
    if declared is None:
        yield ChangeRow(record, change.ref, what, change.caption, "", _("(of a newer version)"))
        return
    if declared.kind is not Kind.GROUP:
        old = _text(declared, change.old, names, reveal=reveal)
        new = _text(declared, change.new, names, reveal=reveal)
        yield ChangeRow(record, change.ref, what, _(declared.caption), old, new)
        return
    before = change.old if isinstance(change.old, Mapping) else {}
    after = change.new if isinstance(change.new, Mapping) else {}
    for part in declared.parts:
        old, new = (
            _text(part, side.get(part.name), names, reveal=reveal) for side in (before, after)
        )
        if old != new:
            yield ChangeRow(record, change.ref, what, _(part.caption), old, new)


def _text(declared: Field, value: object, names: Names, *, reveal: bool) -> str:
    """A value of the log as people read it."""
    if value is None:
        return ""
    if declared.kind is Kind.REF:
        return names.of(ENTITIES.get(declared.to or ""), str(value))
    if declared.kind is Kind.YES:
        return _("yes") if value else _("no")
    if declared.kind is Kind.JSON:
        return _("(as set)")
    if declared.tick == "notes":
        return "•••"
    if declared.tick is not None and not reveal:
        return masked(str(value))
    return str(value)
