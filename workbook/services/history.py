"""Who did what and when, in words; and taking a step back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from workbook.domain.entity import Field, Kind
from workbook.domain.people import masked
from workbook.domain.records import ENTITIES
from workbook.errors import StaysError
from workbook.exchange import register
from workbook.exchange import take_in as exchange
from workbook.exchange.naming import Names
from workbook.i18n import _, ngettext
from workbook.services.coaching import SHOWN
from workbook.storage import tables as t
from workbook.storage.book import StepDone, Workbook
from workbook.storage.history import (
    NOT_UNDONE,
    FieldChange,
    StepRow,
    can_take_back,
    step_rows,
)
from workbook.storage.log import Log, Step
from workbook.storage.state import ALIVE, CREATE

_FIELDS_SAID = 3


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One step, a file of another office as a whole, or a look at a note. `when` is ISO UTC by that
    computer's clock; `user` is stated, not proven, "" when not given. `step` is None for what is
    no step of its own. `kinds` are captions of the kinds of record it touched, `fields` those of
    the fields it changed where it changed nothing but records of one kind, `count` how many changes
    it made. `take_in` numbers a file: `part_rows` gives what it brought.
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
    take_in: int | None = None
    fields: tuple[str, ...] = ()

    @property
    def changed(self) -> str:
        """The first of the fields, such as "Phone, Rank changed"; "" where none is told."""
        more = len(self.fields) - _FIELDS_SAID
        fields = ", ".join(self.fields[:_FIELDS_SAID])
        if more > 0:
            said = ngettext("{fields} and {n} more changed", "{fields} and {n} more changed", more)
            return said.format(fields=fields, n=more)
        return _("{fields} changed").format(fields=fields) if fields else ""

    @property
    def what(self) -> str:
        """What was done in one line: the label, and the fields that were changed."""
        return ": ".join(part for part in (self.label, self.changed) if part)


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
    """What was done, newest first; who had a note shown stands among it. The steps that came with
    a file of another office stand as one row, the file.
    """
    with book.reading() as db:
        log = Log(db.connection.cursor(), read_only=True)
        entries = db.execute(select(t.register).order_by(t.register.c.n.desc())).all()
        take_ins = register.take_ins(db)
        brought = {bytes(entry.step): entry for entry in entries if entry.step is not None}
        rows: list[HistoryRow] = []
        before: int | None = None
        for found in sorted(take_ins, key=lambda found: found.first, reverse=True):
            since, end = found.span
            rows += _step_rows(log, brought, limit - len(rows), before, end)
            if len(rows) >= limit:
                break
            rows.append(_take_in_row(log, found))
            before = since
        rows += _step_rows(log, brought, limit - len(rows), before, 0)
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
        if entry.kind == SHOWN and (len(rows) < limit or entry.wall >= oldest)
    ]
    return _woven(rows, shown)[:limit]


def part_rows(book: Workbook, *, take_in: int, limit: int = 200) -> tuple[HistoryRow, ...]:
    """The steps that a file of another office brought, newest first; their times are those of the
    computers they were made on. Empty for a number that is none.
    """
    with book.reading() as db:
        found = register.take_in(db, take_in)
        if found is None:
            return ()
        log = Log(db.connection.cursor(), read_only=True)
        since, end = found.span
        return tuple(_step_rows(log, {}, limit, end, since))


def _step_rows(
    log: Log, brought: Mapping[bytes, Any], limit: int, before: int | None, since: int
) -> list[HistoryRow]:
    if limit <= 0:
        return []
    found = step_rows(log, limit=limit, before=before, since=since)
    return [_row(step, brought.get(step.step)) for step in found]


def _take_in_row(log: Log, found: register.TakeIn) -> HistoryRow:
    kinds = log.cursor.execute(
        "SELECT DISTINCT entity FROM field WHERE n IN"
        " (SELECT DISTINCT field FROM change WHERE n >= ? AND n < ?)",
        found.span,
    ).fetchall()
    return HistoryRow(
        step=None,
        when=found.wall,
        user=found.operator,
        label=exchange.label_of(found.office),
        kind=register.TAKEN_IN,
        source=found.name,
        count=found.count,
        kinds=tuple(sorted(_caption(kind) for (kind,) in kinds)),
        undone=found.undone,
        undoable=not found.undone and can_take_back(log, found.mark),
        take_in=found.number,
    )


def _brought_back() -> str:
    return _("Bring back a file that was given out")


def _row(step: StepRow, brought: Any) -> HistoryRow:
    """A step; the name of the file it came from stays on this laptop, in the register. One read
    from a sheet says nothing of its coming at all.
    """
    when, user, label, source = step.when, step.user, step.label, step.source
    if step.kind == "sheet":
        label = _brought_back()
    if brought is not None:
        source = source or brought.name
        if step.kind == "sheet":
            when, user = brought.wall, brought.operator
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
        fields=_fields(step),
    )


def _fields(step: StepRow) -> tuple[str, ...]:
    """Captions of the fields that a step changed. Pairs say all by their kind."""
    entity = ENTITIES.get(step.kinds[0]) if len(step.kinds) == 1 else None
    if entity is None or entity.pair is not None:
        return ()
    changed = {name for _kind, name in step.fields}
    return tuple(_(field.caption) for field in entity.fields if field.name in changed)


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


def undo_take_in(book: Workbook, *, take_in: int) -> StepDone:
    """Take back all that a file brought, as one step, for what nobody has touched since; the rest
    is listed. Taking the same file in again brings it back.

    Raises RuleError where it is undone already, NotFoundError.
    """
    return exchange.take_back(book, take_in)


def undo_last(book: Workbook) -> StepDone | None:
    """Take back the newest thing done here that stands: a step of this workbook's own, a Form that
    came back, or a file of another office as a whole. None when there is none.

    What can be taken back no more is passed over, and `told` of what is done: what erased somebody,
    and what was all worked on since. Raises RuleError where it is an issued certificate, StaysError
    where nothing older than what is passed over is left.
    """
    told: list[str] = []
    passed: set[bytes] = set()
    while True:
        with book.reading() as db:
            log = Log(db.connection.cursor(), read_only=True)
            files = register.take_ins_and_decisions(db)
            again = {step for found in files for _n, step in found.again}
            own = _last_step(db, log, again | passed)
        standing = [found for found in files if not found.undone and found.mark not in passed]
        newest = max(standing, key=lambda found: found.done_at, default=None)
        # A decision on a Form is the newest part of the Form's own step.
        if newest is not None and own is not None and own.n > newest.done_at:
            newest = None
        if newest is None and own is None:
            if told:
                raise StaysError(" ".join((*dict.fromkeys(told), _("Nothing was changed."))))
            return None
        try:
            if newest is not None:
                passed.add(newest.mark)
                done = exchange.take_back(book, newest.number)
            else:
                assert own is not None
                passed.add(own.hash)
                done = _undo_own(book, own)
        except StaysError as error:
            told.append(error.sentence)
            continue
        if done.changes.step is not None:
            return replace(done, told=tuple(dict.fromkeys((*done.told, *told))))
        said = _("“{label}” stays: all that it changed was worked on since.")
        told.append(said.format(label=done.label))


def _undo_own(book: Workbook, step: Step) -> StepDone:
    if step.header.kind == "erase":
        raise StaysError(_("What was erased here stays erased, for good."))
    done = book.undo_step(step.hash)
    return replace(done, label=_brought_back()) if step.header.kind == "sheet" else done


_PAGE = 50
_SAID = frozenset({"issue", "erase"})
"""The kinds of step that cannot be taken back and say so."""


def _last_step(db: Connection, log: Log, but_for: Collection[bytes]) -> Step | None:
    """The newest step made here that is not taken back and can be, or says why it cannot; but for
    those in `but_for`, which are not to be looked at.
    """
    before = 1 << 62
    while True:
        steps = log.steps(
            "WHERE n < ? AND (secret IS NOT NULL OR hash IN (SELECT step FROM register))"
            " ORDER BY n DESC LIMIT ?",
            before,
            _PAGE,
        )
        for step in steps:
            kind = step.header.kind
            passed_over = kind == "undo" or (kind in NOT_UNDONE and kind not in _SAID)
            # What made the workbook is not taken back; a sheet's step never follows on another.
            first = step.header.prev is None and kind != "sheet"
            passed_over = passed_over or first or step.hash in but_for
            if not passed_over and register.stands(db, step.hash):
                return step
        if len(steps) < _PAGE:
            return None
        before = steps[-1].n


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
    if change.erased:
        yield ChangeRow(record, change.ref, what, _(change.caption), "", _("erased"))
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
