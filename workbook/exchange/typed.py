"""What was typed into the visible cells of an Exchange file, compared with what it was sent as."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.domain.ids import ref
from workbook.domain.records import ENTITIES
from workbook.exchange.cells import Shown
from workbook.exchange.edit_plan import CellPlan, Doubt, FormRowPlan, SheetEdits
from workbook.exchange.edits import cell_edits
from workbook.exchange.file_context import Sent
from workbook.exchange.origins import FileOrigins
from workbook.exchange.plans import ExchangeFile
from workbook.exchange.preview import FieldChange, RecordPlan, Watch
from workbook.exchange.sheet_header import find_header
from workbook.exchange.sync import visible_hash
from workbook.exchange.waiting import WAITING
from workbook.i18n import _
from workbook.intake.plan import Outcome
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.log import Log
from workbook.storage.union import Line

NOTHING = SheetEdits((), (), (), ())


def typed_edits(
    book: Workbook,
    db: Connection,
    log: Log,
    file: ExchangeFile,
    lines: Iterable[Line],
    *,
    newer: bool | None,
    repair: bool,
) -> SheetEdits:
    """The hand edits of a file whose own changes the log holds already. `lines` are the intact
    ones of the file, read only when a sheet is not as it was sent.

    A file that has lost its manifest cannot tell what was typed: that is said then.
    """
    sent = file.sheets_sent
    if sent is None:
        said = _(
            "Its heading is lost or altered, so what was typed into its cells cannot be told and"
            " is not taken in. If something was, type it into a fresh file of that office."
        )
        return SheetEdits((), (), (), (said,))
    with_ids = [sheet for sheet in file.sheets if find_header(sheet) is not None]
    as_sent = set(sent.values())
    edited = [
        sheet.name for sheet in with_ids if sheet.broken or visible_hash(sheet.rows) not in as_sent
    ]
    lost = set(sent) - {sheet.name for sheet in with_ids}
    if not edited and not lost:
        return NOTHING
    origin = file.origin
    context = Sent(
        export=file.export,
        lamport=origin.lamport,
        office=origin.office,
        sheets=tuple(sent),
        origins=FileOrigins.of_lines(lines),
        notes_keys=file.notes_keys,
    )
    return cell_edits(
        book,
        db,
        log,
        file.sheets,
        context,
        only=None if lost else edited,
        newer=newer,
        repair=repair,
    )


def note_typed(watch: Watch, edits: SheetEdits) -> None:
    """Look at the rows that hand edits are about to touch."""
    for line in edits.edits:
        if line[0] == "change":
            watch.note(record_of(line[3], line[4]), line[5])


def tell_typed(watch: Watch, edits: SheetEdits, records: Collection[str]) -> None:
    """Tell the preview where each edit was typed, and which rows need a person."""
    doubtful = [row for row in edits.rows if row.reasons]
    by_ref = _by_ref(records) if doubtful else {}
    for row in edits.rows:
        for change in row.changes:
            if change.target is not None:
                kind, uuids, _field = change.target
                record = record_of(kind, [uuid.hex for uuid in uuids])
                watch.typed.setdefault(record, []).append(_shown(change))
    for row in doubtful:
        known = by_ref.get(row.ref)
        reasons = list(row.said())
        if known is not None:
            watch.doubts.setdefault(known, []).extend(reasons)
        else:
            watch.loose.append(_loose(row, reasons))


def fresh_doubts(db: Connection, edits: SheetEdits, export: bytes) -> tuple[Doubt, ...]:
    """The doubts that do not wait already."""
    waiting = set(db.scalars(select(t.waiting.c.content).where(t.waiting.c.kind == WAITING)))
    return tuple(doubt for doubt in edits.doubts if doubt.key(export) not in waiting)


def record_of(kind: str, uuids: Iterable[str]) -> str:
    """What a record goes by in a line, and in the preview."""
    return f'"{kind}",{orjson.dumps(list(uuids)).decode()}'


def _by_ref(records: Collection[str]) -> dict[str, str]:
    found = {}
    for record in records:
        kind, uuids = orjson.loads(f"[{record}]")
        entity = ENTITIES.get(kind)
        if entity is not None and entity.letter and len(uuids) == 1:
            found[ref(entity.letter, UUID(hex=uuids[0]))] = record
    return found


def _loose(row: FormRowPlan, reasons: list[str]) -> RecordPlan:
    return RecordPlan(_("Row"), row.ref, "", Outcome.NEEDS_YOU, (), tuple(reasons))


def _shown(change: CellPlan) -> FieldChange:
    return FieldChange(
        change.caption,
        _text(change.old),
        _text(change.new),
        change.sheet,
        change.row,
        change.column,
    )


def _text(value: Shown) -> str:
    return "" if value is None else str(value)
