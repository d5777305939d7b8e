"""The Form: a cohort as a spreadsheet that people read, fill in and send back.

Row 1 of a data sheet holds hidden ids of its columns and row 2 their captions; the first column is
the row's Ref and the last, hidden one its token. `_sync` holds a manifest, its signature and the
stamps. Identity cards, phones and notes are in it only when ticked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import insert

from workbook import files
from workbook.domain.entity import Entity, Kind
from workbook.domain.ids import ref
from workbook.domain.people import PERSON
from workbook.exchange import slots, stamps
from workbook.exchange.cells import Shown
from workbook.exchange.layout import REF_ID, TOKEN_ID, Column, FormBook, FormSheet, Layout
from workbook.i18n import _
from workbook.progress import Progress, Silent
from workbook.sheets.addresses import column_letters
from workbook.sheets.writer import BookWriter, SheetWriter, Style
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.dump import dump
from workbook.storage.log import Log

FORMAT = 1
SYNC_SHEET = "_sync"
GIVEN_OUT = "form"
"""The kind of the register's entries for Forms that were given out."""

FIRST_ROW = 2
_EARLIEST, _LATEST = date(1920, 1, 1), date(2099, 12, 31)
_NARROWEST, _WIDEST = 12, 42
_READ_ME_WIDTH = 76
_TEXT: Style = {"num_format": "@", "valign": "top"}
_OPEN: Style = {**_TEXT, "locked": False}
_DATES: Style = {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "locked": False}
_NUMBERS: Style = {
    "num_format": "0",
    "valign": "top",
    "align": "right",
    "indent": 1,
    "locked": False,
}
_NATIVE: Style = {**_OPEN, "align": "right", "reading_order": 2, "indent": 1}
_SHOWS: Style = {**_TEXT, "font_color": "#5a6472", "bg_color": "#f3f5f7"}
_CAPTION: Style = {
    "num_format": "@",
    "bold": True,
    "font_color": "#ffffff",
    "bg_color": "#1f3a5f",
    "valign": "vcenter",
    "text_wrap": True,
}
_WITHHELD = {"ids": "identity cards and dates of birth", "phones": "phones", "notes": "notes"}
_ENGLISH = (
    "White cells are yours to change; grey ones only show. Save the file and send it back: "
    "only what you changed is taken in.",
    "An empty cell changes nothing. To empty a value, write (clear) in its cell.",
    "Do not change the column Ref. Sorting and filtering are fine.",
    "To add somebody, fill in one of the empty rows below the last person.",
)
_URDU = (
    "سفید خانے آپ بدل سکتے ہیں؛ سرمئی خانے صرف دکھانے کے لیے ہیں۔ فائل محفوظ کر کے واپس بھیجیں۔",
    "خالی خانہ کچھ نہیں بدلتا۔ کچھ مٹانا ہو تو خانے میں (clear) لکھیں۔",
    "Ref کا کالم نہ بدلیں۔ ترتیب دینا اور چھانٹنا ٹھیک ہے۔",
    "کسی کو شامل کرنا ہو تو آخری نام کے نیچے کی خالی سطر بھریں۔",
)


@dataclass(frozen=True)
class GivenOut:
    """What was written: how many people, which columns of theirs, under which id."""

    path: Path
    export: bytes
    people: int
    fields: tuple[str, ...]
    sealed: bool


def export_cohort(
    book: Workbook,
    path: Path,
    *,
    cohort_id: int | None = None,
    ticked: Collection[str] = (),
    password: str | None = None,
    progress: Progress | None = None,
) -> GivenOut:
    """Write a cohort (or everything, with None) to an .xlsx at `path`, and remember that.

    `ticked`: which of "notes", "ids" and "phones" leave. The same workbook gives the same bytes,
    but under a password. Raises SaveError; then nothing was written.
    """
    progress = progress or Silent()
    progress.report(0, 4, _("Reading the workbook"))
    with book.reading() as db:
        layout = Layout(db, cohort_id=cohort_id, ticked=ticked, unseal=book.unseal)
        made = layout.build()
        log = Log(db.connection.cursor(), read_only=True)
        progress.report(1, 4, _("Marking where each value comes from"))
        lines = list(_stamp_lines(log, made))
        lamport = int(log.one("SELECT lamport FROM replica")[0])
        state = blake2b(dump(db), digest_size=16).hexdigest()
    steps = book.steps(limit=1)
    made_on = date.fromisoformat(steps[0].when[:10]) if steps[0].when else book.sources.today()
    manifest = _manifest(book, made, frozenset(ticked), lines, lamport, state)
    progress.report(2, 4, _("Writing the sheets"))
    content = _written(book, made, manifest, lines, made_on)
    if password is not None:
        from workbook.sheets.seal import seal

        content = seal(content, password)
    progress.report(3, 4, _("Saving the file"))

    def write(file: BinaryIO) -> None:
        file.write(content)

    files.atomic_write(path, write)
    done = GivenOut(
        path,
        bytes.fromhex(manifest["export"]),
        made.people,
        tuple(column.caption for column in made.sheets[0].columns),
        password is not None,
    )
    _remember(book, done, manifest, lines)
    progress.report(4, 4, _("Saving the file"))
    return done


# -- stamps and manifest

StampLine = list[Any]
"""[entity, [id or two ids], {field: stamp}]; "*" stands for every field that is not named."""


def _stamp_lines(log: Log, made: FormBook) -> Iterator[StampLine]:
    for sheet in made.sheets:
        fields = dict.fromkeys(
            column.field.name for column in sheet.columns if column.field and not column.session
        )
        for row in sheet.rows:
            if fields:
                yield _stamp_line(log, sheet.entity, (row.key, 0), [row.uuid.hex], fields)
            for column in sheet.columns:
                if column.session is None:
                    continue
                session = log.row_n("training_session", column.session.bytes)
                assert column.entity is not None
                pair = [column.session.hex, row.uuid.hex]
                line = _stamp_line(log, column.entity, (session, row.key), pair, ("mark",))
                if line[2]:
                    yield line


def _stamp_line(
    log: Log, entity: Entity, address: tuple[int, int], uuids: list[str], fields: Collection[str]
) -> StampLine:
    row = stamps.RowLog(log, address)
    found = {}
    for field in fields:
        head = row.head(field)
        if head is not None:
            found[field] = stamps.stamp(head.id)
    create = next((c for c in row.changes if c.field == "*"), None)
    if create is not None:
        mark = stamps.stamp(create.id)
        found = {name: text for name, text in found.items() if text != mark}
        # What her creation says of a withheld field was not seen here, so it is not the origin.
        found |= {name: "" for name in create.withheld if name in fields and name not in found}
        found["*"] = mark
    return [entity.name, uuids, found]


def _manifest(
    book: Workbook,
    made: FormBook,
    ticked: frozenset[str],
    lines: list[StampLine],
    lamport: int,
    state: str,
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "format": FORMAT,
        "kind": "form",
        "programme": book.programme_uuid.hex,
        "office": book.office_code,
        "lamport": lamport,
        "cohorts": [code for _uuid, code, _title in made.cohorts],
        "withheld": sorted({"notes", "ids", "phones"} - ticked),
        "sheets": {sheet.name: len(sheet.rows) for sheet in made.sheets},
        "root": stamps.root_of(lines),
    }
    unique = orjson.dumps([said, book.replica.hex(), state], option=orjson.OPT_SORT_KEYS)
    said["export"] = blake2b(unique, digest_size=8).hexdigest()
    return said


def _remember(
    book: Workbook, done: GivenOut, manifest: dict[str, Any], lines: list[StampLine]
) -> None:
    if book.read_only:
        return
    detail = {
        "manifest": manifest,
        "people": done.people,
        "fields": done.fields,
        "sealed": done.sealed,
        "stamps": lines,
    }
    with book.noting() as db:
        db.execute(
            insert(t.register).values(
                kind=GIVEN_OUT,
                wall=book.sources.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                operator=book.operator,
                name=done.path.name,
                content=manifest["export"],
                step=None,
                detail=orjson.dumps(detail).decode(),
            )
        )


# -- sheets


def _written(
    book: Workbook,
    made: FormBook,
    manifest: dict[str, Any],
    lines: list[StampLine],
    made_on: date,
) -> bytes:
    writer = BookWriter(created=made_on, title=_("Cohort"))
    _write_read_me(writer, book, made, manifest)
    export = bytes.fromhex(manifest["export"])
    sheets = [(sheet, writer.sheet(sheet.name)) for sheet in made.sheets]
    ranges = _write_lists(writer, made)
    for sheet, target in sheets:
        _write_sheet(target, sheet, export, ranges)
    _write_sync(writer, book, manifest, lines)
    return writer.finish()


def _write_sheet(
    target: SheetWriter, sheet: FormSheet, export: bytes, ranges: dict[tuple[str, ...], str]
) -> None:
    spare = slots.COUNT if sheet.entity is PERSON else 0
    last_row = max(FIRST_ROW, FIRST_ROW + len(sheet.rows) + spare - 1)
    end = len(sheet.columns) + 1
    target.write(0, 0, f"{REF_ID}{sheet.entity.name}", _TEXT)
    target.write(1, 0, "Ref", _CAPTION)
    target.column(0, 0, width=15.0, style=_SHOWS)
    target.write(0, end, TOKEN_ID, _TEXT)
    target.write(1, end, TOKEN_ID, _CAPTION)
    target.column(end, end, style=_TEXT, hidden=True)
    styles = []
    for place, column in enumerate(sheet.columns, start=1):
        style = _style(column)
        styles.append(style)
        target.write(0, place, column.id, _TEXT)
        target.write(1, place, column.caption, _CAPTION)
        shown = [row.cells[place - 1] for row in sheet.rows]
        target.column(place, place, width=_width(column.caption, shown), style=style)
        cells = (FIRST_ROW, place), (last_row, place)
        if column.choices:
            source = ranges.get(column.choices, column.choices)
            target.choices(*cells, source if isinstance(source, str) else list(source))
        elif column.field is not None and column.leaf.kind is Kind.DATE:
            target.dates(*cells, _EARLIEST, _LATEST)
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        target.write(number, 0, ref(sheet.entity.letter, row.uuid), _SHOWS)
        for place, (value, style) in enumerate(zip(row.cells, styles, strict=True), start=1):
            # A date that is none stays the text it is.
            odd = isinstance(value, str) and style in (_DATES, _NUMBERS)
            target.write(number, place, value, _OPEN if odd else style)
        target.write(number, end, stamps.token(row.uuid, export), _TEXT)
    for slot in range(spare):
        number = FIRST_ROW + len(sheet.rows) + slot
        for place, style in enumerate((_SHOWS, *styles)):
            target.write(number, place, None, style)
        target.write(number, end, slots.token(slot + 1, export), _TEXT)
    target.row(0, hidden=True)
    target.row(1, height=30.0)
    target.freeze(FIRST_ROW, 2)
    target.filter((1, 0), (last_row, end))
    target.protect()
    target.page(landscape=True, repeat_rows=(1, 1))


def _width(caption: str, cells: Sequence[Shown]) -> float:
    """In digits: what most cells need, and the caption in two lines beside its filter button."""
    words = max((len(word) for word in caption.split()), default=0)
    wanted = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return float(min(max(words + 4, (len(caption) + 1) // 2 + 5, wanted + 2, _NARROWEST), _WIDEST))


def _style(column: Column) -> Style:
    if column.field is None:
        return _SHOWS
    if column.leaf.name.endswith("_native"):
        return _NATIVE
    return {Kind.DATE: _DATES, Kind.WHOLE: _NUMBERS}.get(column.leaf.kind, _OPEN)


def _write_lists(writer: BookWriter, made: FormBook) -> dict[tuple[str, ...], str]:
    """The hidden sheet of choices; where each list stands, for those too long to stand inline."""
    target = writer.sheet("Lists", visible="hidden")
    ranges: dict[tuple[str, ...], str] = {}
    for place, (name, words) in enumerate(made.lists.items()):
        target.write(0, place, name, _TEXT)
        for number, said in enumerate(words, start=1):
            target.write(number, place, said, _TEXT)
        if words:
            letters = column_letters(place)
            ranges[words] = f"=Lists!${letters}$2:${letters}${len(words) + 1}"
    return ranges


def _write_sync(
    writer: BookWriter, book: Workbook, manifest: dict[str, Any], lines: list[StampLine]
) -> None:
    text = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS)
    target = writer.sheet(SYNC_SHEET, visible="very_hidden")
    target.write(0, 0, _ascii(text), _TEXT)
    target.write(1, 0, f"{book.sign(_ascii(text).encode()).hex()} {book.public_key}", _TEXT)
    for number, line in enumerate(lines, start=2):
        target.write(number, 0, _ascii(orjson.dumps(line)), _TEXT)


def _ascii(text: bytes) -> str:
    """JSON in plain ASCII, which every suite keeps; "_x0041_" would be read as an escape."""
    return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).replace(
        "_x", "\\u005fx"
    )


def _write_read_me(
    writer: BookWriter, book: Workbook, made: FormBook, manifest: dict[str, Any]
) -> None:
    target = writer.sheet(_("READ ME"))
    target.column(0, 0, width=float(_READ_ME_WIDTH), style={"text_wrap": True, "valign": "top"})
    title: Style = {"bold": True, "font_size": 16, "font_color": "#1f3a5f"}
    line: Style = {"text_wrap": True, "valign": "top"}
    urdu: Style = {**line, "reading_order": 2, "align": "right"}
    titles = [f"{code}  {title}".strip() for _uuid, code, title in made.cohorts]
    said: list[tuple[str, Style]] = [
        (" · ".join(titles) or book.office_name, title),
        (f"Given out by {book.office_name}.", line),
        (f"It names {made.people} people. Keep it as you would keep their files.", line),
    ]
    if manifest["withheld"]:
        left_out = ", ".join(_WITHHELD[name] for name in manifest["withheld"])
        said.append((f"Not in it: {left_out}.", line))
    said += [(text, line) for text in ("", *_ENGLISH)]
    if made.legends:
        marks = f"Marks: {'; '.join(made.legends)}. Minutes and online may follow: L 90 online."
        said.append((marks, line))
    said += [(text, urdu) for text in ("", *_URDU)]
    for number, (text, style) in enumerate(said):
        target.write(number, 0, text, style)
        # LibreOffice gives a wrapped line the height of one.
        if len(text) > _READ_ME_WIDTH - 8 and style is not title:
            target.row(number, height=15.0 * (1 + len(text) // (_READ_ME_WIDTH - 8)))
    target.page()
