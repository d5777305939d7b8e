"""What of a file waits for a person, and what becomes of it when she decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, insert, select, update

from workbook.domain.entity import Kind
from workbook.domain.records import ENTITIES
from workbook.errors import NotFoundError, RuleError
from workbook.exchange import cells, register
from workbook.exchange.edit_plan import Choice, Doubt, DoubtKind, OpenValue
from workbook.exchange.field_reader import typed_value
from workbook.exchange.file_context import Context, Sent
from workbook.exchange.origins import StampOrigins
from workbook.exchange.sheet_step import SheetStep
from workbook.i18n import _
from workbook.intake.values import Unreadable
from workbook.storage import history, union
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.storage.log import Log
from workbook.storage.union import Line
from workbook.text import skeleton

WAITING = "form_row"
"""The kind of waiting entries for what a person must decide of a file that came back."""
SETTLED = "form_settled"
"""The kind of those that were decided: the same file does not ask again."""


@dataclass(frozen=True, slots=True)
class WaitingDoubt:
    """A doubt that waits. `row` is 0 for what is about a whole sheet, `ref` "" for nobody known;
    `choices` are numbered from 1. With `takes_text` a value may be typed instead.
    """

    waiting_id: int
    kind: DoubtKind
    file_name: str
    sheet: str
    row: int
    ref: str
    sentence: str
    choices: tuple[str, ...]
    takes_text: bool


def keep_waiting(
    db: Connection,
    doubts: Sequence[Doubt],
    *,
    export: bytes,
    lamport: int,
    name: str,
    wall: str,
) -> None:
    """Keep what is doubtful in a file for a person. `export` and `lamport` are its manifest's,
    `name` is the file's; what waits already is not kept twice.
    """
    known = _contents(db, WAITING)
    for doubt in doubts:
        content = doubt.key(export)
        if content in known:
            continue
        known.add(content)
        detail = {
            "sheet": doubt.sheet,
            "row": doubt.row,
            "ref": doubt.ref,
            "reasons": [doubt.sentence],
            "kind": doubt.kind,
            "export": export.hex(),
            "lamport": lamport,
            "choices": [[choice.label, choice.lines] for choice in doubt.choices],
            "open": _kept_open(doubt.open),
        }
        db.execute(
            insert(t.waiting).values(
                kind=WAITING,
                wall=wall,
                name=name,
                content=content,
                detail=orjson.dumps(detail).decode(),
            )
        )


def decided(db: Connection) -> set[str]:
    """The keys of the doubts that were decided here, but for decisions that were undone."""
    rows = db.execute(
        select(t.waiting.c.content, t.waiting.c.detail).where(t.waiting.c.kind == SETTLED)
    )
    return {row.content for row in rows if _stands(db, orjson.loads(row.detail).get("mark"))}


def _stands(db: Connection, mark: str | None) -> bool:
    return mark is None or register.stands(db, bytes.fromhex(mark))


def _contents(db: Connection, kind: str) -> set[str]:
    return set(db.scalars(select(t.waiting.c.content).where(t.waiting.c.kind == kind)))


def waiting_doubts(db: Connection) -> tuple[WaitingDoubt, ...]:
    """What waits of files that came back, in the order it came."""
    rows = db.execute(
        select(t.waiting).where(t.waiting.c.kind == WAITING).order_by(t.waiting.c.n)
    ).all()
    found = []
    for row in rows:
        said = orjson.loads(row.detail)
        found.append(
            WaitingDoubt(
                row.n,
                DoubtKind(said["kind"]),
                row.name,
                said["sheet"],
                said["row"],
                said["ref"],
                " ".join(said["reasons"]),
                tuple(label for label, _lines in said["choices"]),
                said["open"] is not None,
            )
        )
    return tuple(found)


def settle_form_row(
    book: Workbook, waiting_id: int, *, take: int | None = None, value: str | None = None
) -> Changes:
    """Decide a doubt: take a choice by its number, counted from 1, or type the value.

    What changes is said as the sheet would have said it, over the value it was made from, so that
    two offices that decide alike make the same changes. One undo takes it back. Raises
    NotFoundError when it waits no more, RuleError for a choice or a value that it does not have.
    """
    with book.uniting(keep=True) as (db, log):
        row = db.execute(
            select(t.waiting).where(t.waiting.c.n == waiting_id, t.waiting.c.kind == WAITING)
        ).one_or_none()
        if row is None:
            raise NotFoundError(_("This row does not wait any more. Nothing was changed."))
        said = orjson.loads(row.detail)
        step = SheetStep(bytes.fromhex(said["export"]), said["lamport"])
        if value is not None:
            if said["open"] is None:
                raise RuleError(_("Nothing can be typed here: choose one of the answers."))
            sent = Sent(step.export, step.lamport, "", (), StampOrigins(()))
            lines = [_typed(Context(book, db, log, sent), _open(said["open"]), value)]
        else:
            choices = [Choice(label, tuple(kept)) for label, kept in said["choices"]]
            if take is None or not 1 <= take <= len(choices):
                raise RuleError(
                    _("Choose an answer from 1 to {n}. Nothing was changed.").format(n=len(choices))
                )
            lines = list(choices[take - 1].lines)
        first = log.state().next_n
        joined = union.take_lines(log, step.with_header(lines))
        mark = _remember(book, db, log, row, first) if joined.new else None
        settled = {"take": take, "mark": mark.hex() if mark else None}
        db.execute(
            update(t.waiting)
            .where(t.waiting.c.n == waiting_id)
            .values(kind=SETTLED, detail=orjson.dumps(settled).decode())
        )
    if mark is None:
        return Changes(None, frozenset(), 0)
    book.let_undo(mark)
    return Changes(mark, joined.kinds, joined.new)


def _remember(book: Workbook, db: Connection, log: Log, row: Any, first: int) -> bytes:
    """Keep a decision apart from the rest of its file, so that it is taken back alone."""
    mark = register.mark_of(row.content, first)
    count = log.state().next_n - first
    history.bundle(log, mark, first, count, _("Decide on a waiting row"))
    register.remember(
        db,
        wall=book.sources.wall(),
        operator=book.operator,
        name=row.name,
        root=row.content,
        detail={"first": first, "count": count},
        kind=register.DECIDED,
    )
    return mark


def _typed(context: Context, place: OpenValue, text: str) -> Line:
    """The change that a typed answer makes."""
    entity = ENTITIES[place.kind]
    declared = entity.field(place.field)
    leaf = next((p for p in declared.parts if p.name == place.part), declared)
    try:
        said = (
            None
            if skeleton(text) == cells.CLEAR
            else typed_value(context, entity, declared, leaf, place.uuids, text, place.value)
        )
    except Unreadable as problem:
        raise RuleError(f"{problem.sentence[:1].upper()}{problem.sentence[1:]}.") from problem
    if declared.kind is Kind.GROUP and place.part:
        whole = {**(place.value or {}), place.part: said}
        said = {name: part for name, part in whole.items() if part is not None} or None
    return context.step.edit(place.kind, place.uuids, place.field, said, place.parents)


def _kept_open(place: OpenValue | None) -> list[Any] | None:
    if place is None:
        return None
    return [
        place.kind,
        [uuid.hex for uuid in place.uuids],
        place.field,
        place.part,
        place.value,
        [parent.hex() for parent in place.parents],
    ]


def _open(kept: Sequence[Any]) -> OpenValue:
    kind, uuids, field, part, value, parents = kept
    return OpenValue(
        kind,
        tuple(UUID(hex=uuid) for uuid in uuids),
        field,
        part,
        value,
        tuple(bytes.fromhex(parent) for parent in parents),
    )
