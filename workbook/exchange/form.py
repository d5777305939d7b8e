"""The Form: a cohort as a spreadsheet that people read, fill in and send back.

Row 1 of a data sheet holds hidden ids of its columns and row 2 their captions; the first column is
the row's Ref and the last, hidden one its token. `_sync` holds a manifest, its signature and the
stamps. Identity cards, phones and notes are in it only when ticked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from workbook.domain.entity import Entity
from workbook.domain.people import PERSON
from workbook.exchange import pages, slots, stamps
from workbook.exchange.layout import FormBook, Layout
from workbook.exchange.outgoing import GIVEN_OUT, remember, save
from workbook.exchange.sync import FORMAT, NAME, ascii_json, head_rows
from workbook.i18n import _
from workbook.progress import Progress, Silent
from workbook.sheets.writer import BookWriter
from workbook.storage.book import Workbook
from workbook.storage.dump import dump
from workbook.storage.log import Log

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
        lamport = log.state().lamport
        state = blake2b(dump(db), digest_size=16).hexdigest()
    steps = book.steps(limit=1)
    made_on = date.fromisoformat(steps[0].when[:10]) if steps[0].when else book.sources.today()
    manifest = _manifest(book, made, frozenset(ticked), lines, lamport, state)
    progress.report(2, 4, _("Writing the sheets"))
    content = _written(book, made, manifest, lines, made_on)
    progress.report(3, 4, _("Saving the file"))
    save(path, content, password)
    done = GivenOut(
        path,
        bytes.fromhex(manifest["export"]),
        made.people,
        tuple(column.caption for column in made.sheets[0].columns),
        bool(password),
    )
    remember(
        book,
        GIVEN_OUT,
        path,
        content=manifest["export"],
        manifest=manifest,
        people=done.people,
        fields=done.fields,
        sealed=done.sealed,
        stamps=lines,
    )
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


# -- sheets


def _written(
    book: Workbook,
    made: FormBook,
    manifest: dict[str, Any],
    lines: list[StampLine],
    made_on: date,
) -> bytes:
    writer = BookWriter(created=made_on, title=_("Cohort"))
    pages.write_read_me(writer, *_read_me(book, made, manifest))
    export = bytes.fromhex(manifest["export"])
    sheets = [(sheet, writer.sheet(sheet.name)) for sheet in made.sheets]
    ranges = pages.write_lists(writer, made.lists)
    for sheet, target in sheets:
        spare = slots.COUNT if sheet.entity is PERSON else 0
        pages.write_sheet(target, sheet, pages.grid(sheet, export, spare=spare), ranges)
    rows = [*head_rows(book, manifest), *((ascii_json(line),) for line in lines)]
    writer.texts(NAME, rows)
    return writer.finish()


def _read_me(
    book: Workbook, made: FormBook, manifest: dict[str, Any]
) -> tuple[str, list[str], Sequence[str]]:
    """Title, the lines in English, the lines in Urdu."""
    titles = [f"{code}  {title}".strip() for _uuid, code, title in made.cohorts]
    said = [
        f"Given out by {book.office_name}.",
        f"It names {made.people} people. Keep it as you would keep their files.",
    ]
    if manifest["withheld"]:
        left_out = ", ".join(_WITHHELD[name] for name in manifest["withheld"])
        said.append(f"Not in it: {left_out}.")
    said += ["", *_ENGLISH]
    if made.legends:
        said.append(
            f"Marks: {'; '.join(made.legends)}. Minutes and online may follow: L 90 online."
        )
    return " · ".join(titles) or book.office_name, said, _URDU
