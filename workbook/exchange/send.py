"""The file for another office: sheets for people, and the history of its rows for the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.exchange import pages
from workbook.exchange.layout import FormBook, FormSheet, Layout
from workbook.exchange.profiles import NOTE, Withholding, choices
from workbook.exchange.scope import Scope, scope_of
from workbook.exchange.sync import FORMAT, NAME, Packed, ascii_json, head_rows, pack, visible_hash
from workbook.i18n import _, ngettext
from workbook.progress import Progress, Silent
from workbook.sheets.writer import BookWriter
from workbook.storage.book import Workbook
from workbook.storage.log import Log
from workbook.storage.union import Line, lines_out

_REPORTED = 5_000
_ENGLISH = (
    "In the Cohort Workbook of the office that gets it, choose “Take in a file”. Nothing is "
    "replaced unseen: where two offices say different things, both stand until a person decides.",
    "The sheets can also be read, and their white cells changed, in Excel or LibreOffice: what "
    "was changed is taken in too. Grey cells only show. Do not change the column Ref.",
    "Hidden in it: the lists of choices, the ids of rows and columns, and the history of all "
    "that stands here, earlier values too. Whoever can open the file can read all of it.",
)
_URDU = (
    "یہ فائل دوسرے دفتر کی ورک بک کے لیے ہے: وہاں ’’Take in a file‘‘ چنیں۔ کوئی چیز بغیر دکھائے "
    "تبدیل نہیں ہوتی: جہاں دو دفتروں کی بات مختلف ہو وہاں فیصلہ ہونے تک دونوں محفوظ رہتی ہیں۔",
    "سفید خانے ایکسل یا لبرے آفس میں بدلے جا سکتے ہیں؛ وہ تبدیلیاں بھی شامل ہو جاتی ہیں۔ "
    "سرمئی خانے صرف دکھانے کے لیے ہیں۔ Ref کا کالم نہ بدلیں۔",
    "اس میں چھپے ہوئے حصے بھی ہیں: فہرستیں، شناختی نشان اور ہر اندراج کی پوری تاریخ۔ جو اسے کھول "
    "سکے وہ سب پڑھ سکتا ہے۔ جو باتیں شامل نہیں وہ اوپر انگریزی میں درج ہیں۔",
)


ReadMe = tuple[str, Sequence[str], Sequence[str]]
"""Title, lines in English, lines in Urdu."""


@dataclass(frozen=True)
class Made:
    """A file in memory, not sealed yet. `people` stand in its sheets; `manifest` as in `_sync`."""

    content: bytes
    manifest: Mapping[str, Any]
    people: int


def compose(
    book: Workbook,
    *,
    cohort_id: int | None,
    withholding: Withholding,
    with_notes: bool,
    to: str = "",
    progress: Progress | None = None,
) -> Made:
    """A cohort, or everything with None, as a file for another office.

    The same workbook and choice give the same bytes but for the clock in the manifest. `with_notes`
    puts the keys of the notes into it: it must then be sealed. Raises NotFoundError.
    """
    progress = progress or Silent()
    with book.reading() as db:
        progress.report(0, 0, _("Reading the workbook"))
        scope = scope_of(db, cohort_id=cohort_id, left_out=withholding.entities)
        made = _shown(book, db, cohort_id, withholding, with_notes)
        log = Log(db.connection.cursor(), read_only=True)
        packed = pack(
            _watched(
                lines_out(log, withhold=withholding.fields, rows=scope.rows),
                int(log.one("SELECT count(*) FROM change")[0]),
                progress,
            )
        )
        manifest = _manifest(book, log, scope, withholding, packed)
        if with_notes:
            manifest["notes_keys"] = book.notes_keys()
    manifest["export"] = _export(manifest)
    progress.report(0, 0, _("Writing the sheets"))
    newest = book.steps(limit=1)[0].when
    made_on = date.fromisoformat(newest[:10]) if newest else book.sources.today()
    writer = BookWriter(created=made_on, title=_("Cohort"))
    read_me = _read_me(book, made, withholding, cohort_id is not None, to, made_on)
    pages.write_read_me(writer, *read_me)
    sheets, made = list(made.sheets), replace(made, sheets=())
    shown = _write_sheets(writer, sheets, made.lists, bytes.fromhex(manifest["export"]))
    wall = book.sources.wall()
    head = head_rows(book, {**manifest, "sheets": shown, "wall": wall})
    writer.texts(NAME, (*head, *packed.rows))
    return Made(writer.finish(), manifest, made.people)


def _shown(
    book: Workbook,
    db: Connection,
    cohort_id: int | None,
    withholding: Withholding,
    with_notes: bool,
) -> FormBook:
    """The sheets for people: of the kinds of record that go, what is not withheld."""
    ticked = {"ids", "phones"} | ({"notes"} if with_notes else set())
    gone = {(name, field.name) for name in withholding.entities for field in ENTITIES[name].fields}
    made = Layout(
        db,
        cohort_id=cohort_id,
        ticked=ticked,
        unseal=book.unseal,
        withheld=withholding.fields | gone,
    ).build()
    sheets = tuple(s for s in made.sheets if s.entity.name not in withholding.entities)
    return replace(made, sheets=sheets)


def _watched(lines: Iterable[Line], total: int, progress: Progress) -> Iterator[Line]:
    for number, line in enumerate(lines):
        if number % _REPORTED == 0:
            progress.report(min(number, total), total, _("Gathering what was entered"))
        yield line


# -- the manifest


def _manifest(
    book: Workbook, log: Log, scope: Scope, withholding: Withholding, packed: Packed
) -> dict[str, Any]:
    office = log.row(book.office_key)[1].hex() if book.office_key is not None else ""
    known = log.cursor.execute(
        "SELECT replica, max(seq) FROM tx WHERE seq > 0 GROUP BY replica"
    ).fetchall()
    whole = scope.cohorts is None and not withholding.fields and withholding.entities <= {NOTE}
    return {
        "format": FORMAT,
        "min_reader": FORMAT,
        "kind": "exchange",
        "programme": book.programme_uuid.hex,
        "office": book.office_code,
        "office_name": book.office_name,
        "office_id": office,
        "replica": book.replica.hex(),
        "public_key": book.public_key,
        "user": book.operator,
        "lamport": log.state().lamport,
        "scope": {
            "cohorts": list(scope.cohorts or ()),
            "withheld": sorted(map(list, withholding.fields)),
            "left_out": sorted(withholding.entities),
            "complete": whole,
        },
        "known": {bytes(replica).hex(): seq for replica, seq in known},
        "root": packed.root,
        "lines": packed.lines,
    }


def _export(manifest: Mapping[str, Any]) -> str:
    """The file's id: it follows from what the file says, not from when it was made."""
    return blake2b(ascii_json(manifest).encode(), digest_size=8).hexdigest()


# -- the sheets


def _write_sheets(
    writer: BookWriter,
    sheets: list[FormSheet],
    lists: Mapping[str, tuple[str, ...]],
    export: bytes,
) -> dict[str, list[object]]:
    """What the manifest says of the sheets: by name the number of rows, and a hash of all cells.

    `sheets` is emptied: they are large, and need not be held twice.
    """
    targets = [writer.sheet(sheet.name) for sheet in sheets]
    ranges = pages.write_lists(writer, lists)
    shown: dict[str, list[object]] = {}
    for target in targets:
        sheet = sheets.pop(0)
        rows = pages.grid(sheet, export)
        shown[target.name] = [len(sheet.rows), visible_hash(rows)]
        pages.write_sheet(target, sheet, rows, ranges)
    return shown


def _read_me(
    book: Workbook, made: FormBook, withholding: Withholding, cohort: bool, to: str, made_on: date
) -> ReadMe:
    sender = f"{book.office_name} ({book.office_code})"
    people = ngettext("{n} person", "{n} people", made.people).format(n=made.people)
    titles = [f"{code}  {title}".strip() for _uuid, code, title in made.cohorts]
    what = f"the cohort {titles[0]}" if cohort else "everything in the workbook"
    english = [
        f"Sent by {sender}{f' to {to}' if to else ''}: {what}, {people}, as of {made_on}. "
        "Keep it as you would keep their files.",
    ]
    missing = not_in_it(withholding)
    if missing:
        english.append(f"Not in it: {', '.join(missing)}.")
    english += ["", *_ENGLISH]
    if any(sheet.columns[-1].session for sheet in made.sheets if sheet.columns):
        english.append(
            f"Marks: {'; '.join(made.legends)}. Minutes and online may follow: L 90 online."
        )
    return titles[0] if cohort else book.office_name, english, _URDU


def not_in_it(withholding: Withholding) -> list[str]:
    """In words what stays here: kinds of record, then single fields."""
    kinds = [
        _("notes") if name == NOTE else _(ENTITIES[name].caption).lower()
        for name in sorted(withholding.entities)
    ]
    fields = [
        choice.caption if choice.entity == PERSON.name else f"{choice.group}: {choice.caption}"
        for choice in choices()
        if choice.name in withholding.fields
    ]
    return [*kinds, *fields]
