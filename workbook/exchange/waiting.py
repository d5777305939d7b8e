"""What of a file waits for a person, and what becomes of it when she decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, insert, select, update

from workbook.domain.entity import Kind
from workbook.domain.records import ENTITIES
from workbook.errors import NotFoundError, RuleError
from workbook.exchange import cells, register
from workbook.exchange.edit_plan import ALIKE, Doubt, DoubtKind, OpenValue
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
class Source:
    """The file that doubts are about: its id and count as its manifest says, its name, and the
    hash of its bytes.
    """

    export: bytes
    lamport: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class WaitingDoubt:
    """A doubt that waits. `row` is 0 for what is about a whole sheet, `ref` "" for nobody known;
    `choices` are numbered from 1. With `takes_text` a value may be typed instead.

    `alike` are the others of its kind and file, which one answer can settle with it up to the
    choice `alike_to`; 0 where each is answered alone.
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
    alike: int
    alike_to: int


def keep_waiting(db: Connection, doubts: Sequence[Doubt], *, source: Source, wall: str) -> None:
    """Keep what is doubtful in a file for a person; what waits already is not kept twice."""
    _keep(db, [_kept(doubt, source.export) for doubt in doubts], source=source, wall=wall)


def drop_moot(db: Connection, doubts: Sequence[Doubt], *, source: Source) -> None:
    """Drop what waits of this very file and is not asked any more, now that it was read again:
    what was missing came, and the file speaks for itself.
    """
    asked = {doubt.key(source.export) for doubt in doubts}
    for row in _of_file(db, source.digest):
        if row.content not in asked:
            db.execute(t.waiting.delete().where(t.waiting.c.n == row.n))


def decided(db: Connection) -> Mapping[str, bool]:
    """The keys of the doubts that were decided here, but for decisions that were undone. True
    where others are asked instead.
    """
    rows = db.execute(
        select(t.waiting.c.content, t.waiting.c.detail).where(t.waiting.c.kind == SETTLED)
    )
    said = [(row.content, orjson.loads(row.detail)) for row in rows]
    return {
        content: bool(detail.get("opened"))
        for content, detail in said
        if _stands(db, detail.get("mark"))
    }


def _stands(db: Connection, mark: str | None) -> bool:
    return mark is None or register.stands(db, bytes.fromhex(mark))


def _of_file(db: Connection, digest: str) -> list[Any]:
    """What waits of the file with this hash, in the order it came."""
    rows = db.execute(
        select(t.waiting).where(t.waiting.c.kind == WAITING).order_by(t.waiting.c.n)
    ).all()
    return [row for row in rows if orjson.loads(row.detail).get("file") == digest]


def _kept(doubt: Doubt, export: bytes) -> dict[str, Any]:
    """A doubt as it is kept."""
    return {
        "key": doubt.key(export),
        "sheet": doubt.sheet,
        "row": doubt.row,
        "ref": doubt.ref,
        "reasons": [doubt.sentence],
        "kind": doubt.kind,
        "choices": [
            [choice.label, choice.lines, [_kept(opened, export) for opened in choice.opens]]
            for choice in doubt.choices
        ],
        "open": _kept_open(doubt.open),
    }


def _keep(db: Connection, kept: Sequence[Mapping[str, Any]], *, source: Source, wall: str) -> None:
    known = set(db.scalars(select(t.waiting.c.content).where(t.waiting.c.kind == WAITING)))
    file = {"export": source.export.hex(), "lamport": source.lamport, "file": source.digest}
    for said in kept:
        if said["key"] in known:
            continue
        known.add(said["key"])
        db.execute(
            insert(t.waiting).values(
                kind=WAITING,
                wall=wall,
                name=source.name,
                content=said["key"],
                detail=orjson.dumps({**said, **file}).decode(),
            )
        )


def waiting_doubts(db: Connection) -> tuple[WaitingDoubt, ...]:
    """What waits of files that came back, in the order it came."""
    rows = db.execute(
        select(t.waiting).where(t.waiting.c.kind == WAITING).order_by(t.waiting.c.n)
    ).all()
    read = [(row, orjson.loads(row.detail)) for row in rows]
    counts = Counter(_together(said) for _row, said in read)
    return tuple(
        WaitingDoubt(
            row.n,
            DoubtKind(said["kind"]),
            row.name,
            said["sheet"],
            said["row"],
            said["ref"],
            " ".join(said["reasons"]),
            tuple(choice[0] for choice in said["choices"]),
            said["open"] is not None,
            counts[_together(said)] - 1 if said["kind"] in ALIKE else 0,
            ALIKE.get(said["kind"], 0),
        )
        for row, said in read
    )


def _together(said: Mapping[str, Any]) -> tuple[str, str]:
    return said["kind"], said.get("file", said["export"])


def settle_form_row(
    book: Workbook,
    waiting_id: int,
    *,
    take: int | None = None,
    value: str | None = None,
    together: bool = False,
) -> Changes:
    """Decide a doubt: take a choice by its number, counted from 1, or type the value. `together`
    gives the same answer to all of its kind that wait of the same file.

    What changes is said as the sheet would have said it, over the value it was made from, so that
    two offices that decide alike make the same changes. One undo takes it back. Raises
    NotFoundError when it waits no more, RuleError for a choice or a value that it does not have,
    and for an answer that is given one by one.
    """
    with book.uniting(keep=True) as (db, log):
        row = db.execute(
            select(t.waiting).where(t.waiting.c.n == waiting_id, t.waiting.c.kind == WAITING)
        ).one_or_none()
        if row is None:
            raise NotFoundError(_("This row does not wait any more. Nothing was changed."))
        said = orjson.loads(row.detail)
        source = Source(
            bytes.fromhex(said["export"]), said["lamport"], row.name, said.get("file", "")
        )
        step = SheetStep(source.export, source.lamport)
        settled = [(row.n, said)]
        opened: list[Any] = []
        if value is not None:
            if said["open"] is None or together:
                raise RuleError(_("Nothing can be typed here: choose one of the answers."))
            sent = Sent(step.export, step.lamport, "", (), StampOrigins(()))
            lines = [_typed(Context(book, db, log, sent), _open(said["open"]), value)]
        else:
            if together:
                settled = _alike(db, source, said, take)
            chosen = [_chosen(one, take) for _n, one in settled]
            lines = [line for _label, kept, *_opens in chosen for line in kept]
            opened = [one for _label, _lines, *opens in chosen for one in chain(*opens)]
        first = log.state().next_n
        joined = union.take_lines(log, step.with_header(lines))
        mark = _remember(book, db, log, row, first) if joined.new else None
        detail = {"take": take, "mark": mark.hex() if mark else None, "opened": bool(opened)}
        db.execute(
            update(t.waiting)
            .where(t.waiting.c.n.in_([n for n, _said in settled]))
            .values(kind=SETTLED, detail=orjson.dumps(detail).decode())
        )
        _keep(db, opened, source=source, wall=book.sources.wall())
    if mark is None:
        return Changes(None, frozenset(), 0)
    book.let_undo(mark)
    return Changes(mark, joined.kinds, joined.new)


def _alike(
    db: Connection, source: Source, said: Mapping[str, Any], take: int | None
) -> list[tuple[int, Any]]:
    """What one answer settles at once: (number, what is kept) of each."""
    if take is None or take > ALIKE.get(said["kind"], 0):
        raise RuleError(_("This answer is given one by one. Nothing was changed."))
    read = [(row.n, orjson.loads(row.detail)) for row in _of_file(db, source.digest)]
    return [(n, one) for n, one in read if one["kind"] == said["kind"]]


def _chosen(said: Mapping[str, Any], take: int | None) -> Sequence[Any]:
    """The choice that was taken: [label, lines, doubts that are asked instead]."""
    choices: list[list[Any]] = said["choices"]
    if take is None or not 1 <= take <= len(choices):
        raise RuleError(
            _("Choose an answer from 1 to {n}. Nothing was changed.").format(n=len(choices))
        )
    return choices[take - 1]


def _remember(book: Workbook, db: Connection, log: Log, row: Any, first: int) -> bytes:
    """Keep a decision apart from the rest of its file, so that it is taken back alone."""
    mark = register.mark_of(row.content, first)
    count = log.state().next_n - first
    history.bundle(log, mark, first, count, _("Decide on a waiting row"))
    register.enter(
        book,
        db,
        register.DECIDED,
        name=row.name,
        content=row.content,
        detail={"first": first, "count": count},
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
