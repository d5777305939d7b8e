"""The child process of reader.py: reads one file, answers in JSON, and dies alone if it must.

Standard input: {"path", "password"}. Standard output, a JSON value a line, so that neither process
holds it all twice: for each sheet {"sheet": name, ...} and its rows, each a list of cells; at the
end what is said of the file, or a sentence and its reason, whatever came before.
Dates travel as {"d": "2020-11-02"}, {"dt": ...} or {"t": ...}; all else is JSON's own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.addresses import address, position
from workbook.sheets.gate import (
    LIST,
    Admitted,
    Limits,
    Scan,
    admit,
    damaged,
    too_large,
)

MEMORY = 1_500_000_000
_SHOWN = 5
_EXACT = 10**15


def main() -> None:
    """Answer the one order on standard input."""
    order = json.load(sys.stdin)
    limit_memory()
    out = sys.stdout.buffer
    try:
        for said in read(Path(order["path"]), order["password"]):
            out.write(json.dumps(said).encode() + b"\n")
    except SheetError as error:
        out.write(json.dumps({"sentence": error.sentence, "reason": error.reason}).encode())
    except BaseException:
        # No traceback: it could quote a cell.
        os._exit(1)


def limit_memory() -> None:
    """Hold this process to MEMORY bytes where the system can, and let it leave no core file."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path, password: str | None) -> Iterator[Any]:
    """The file as plain data, piece by piece as above. Raises SheetError, and whatever a reading
    library raises.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SheetError(
            _("There is no file “{name}” in this folder. Nothing was read.").format(name=path.name),
            reason="damaged",
        ) from error
    except IsADirectoryError as error:
        raise SheetError(
            _("“{name}” is a folder. Choose a file in it. Nothing was read.").format(
                name=path.name
            ),
            reason="unsupported",
        ) from error
    except OSError as error:
        raise SheetError(
            _(
                "“{name}” could not be opened. Nothing was read."
                " Close it in other programs and try again."
            ).format(name=path.name),
            reason="damaged",
        ) from error
    digest = blake2b(content, digest_size=16).hexdigest()
    admitted = admit(content, password)
    del content
    long = _LongNumbers()
    sheets = _csv_sheets(admitted) if admitted.kind == "csv" else _package_sheets(admitted)
    for said, rows in sheets:
        yield said
        yield from _trimmed(long.watched(rows))
    yield {
        "kind": admitted.kind,
        "digest": digest,
        "notes": admitted.notes + long.notes(),
    }


_Sheet = tuple[dict[str, Any], Iterator[list[Any]]]


def _package_sheets(admitted: Admitted) -> Iterator[_Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        XmlError,
        ZipError,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(admitted.content))
        scans = _scans_by_sheet(admitted)
        found = False
        for known in book.sheets_metadata:
            if known.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(known.name)
            hidden = known.visible is not SheetVisibleEnum.Visible
            scan = scans.get(known.name, Scan())
            _note_scan(admitted.notes, known.name, scan)
            found = True
            yield _sheet(known.name, hidden, sheet, scan, admitted.limits)
    except PasswordError as error:
        raise SheetError(
            _("This file is protected with a password. Save a copy without one. Nothing was read."),
            reason="password",
        ) from error
    except (CalamineError, XmlError, ZipError) as error:
        raise damaged() from error
    if not found:
        raise SheetError(_("This file holds no sheet with cells."), reason="empty")


def _sheet(name: str, hidden: bool, sheet: Any, scan: Scan, limits: Limits) -> _Sheet:
    if sheet.end is not None and (sheet.end[0] >= limits.rows or sheet.end[1] >= limits.columns):
        raise too_large(limits)
    broken = scan.errors | dict.fromkeys(scan.unstored, "formula")
    said = {
        "sheet": name,
        "hidden": hidden,
        "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
        "broken": broken,
        "unstored": scan.unstored,
        "formulas": scan.formulas,
        "hidden_rows": scan.hidden_rows,
        "hidden_columns": scan.hidden_columns,
    }
    emptied: dict[int, list[int]] = {}
    for row, column in map(position, broken):
        emptied.setdefault(row, []).append(column)
    return said, _rows(sheet, emptied)


def _rows(sheet: Any, emptied: Mapping[int, Sequence[int]]) -> Iterator[list[Any]]:
    if sheet.start is None:
        return
    before = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows()):
        row = before + [_plain(value) for value in cells]
        for column in emptied.get(number, ()):
            if column < len(row):
                row[column] = None
        yield row


def _plain(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value


def _trimmed(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Without empty cells at the ends of rows, and empty rows at the end."""
    blank = 0
    for row in rows:
        while row and row[-1] is None:
            row.pop()
        if not row:
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield row


def _scans_by_sheet(admitted: Admitted) -> dict[str, Scan]:
    """The scans by the sheet's name, through the workbook's relationships."""
    import zipfile

    from defusedxml import ElementTree

    if not admitted.scans:
        return {}
    with zipfile.ZipFile(io.BytesIO(admitted.content)) as package:
        names = {name.replace("\\", "/").lower().lstrip("/"): name for name in package.namelist()}
        parts = [names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")]
        if parts[0] is None or parts[1] is None:
            return {}
        book = ElementTree.fromstring(package.read(parts[0]))
        relations = ElementTree.fromstring(package.read(parts[1]))
    targets = {
        relation.get("Id"): relation.get("Target", "").replace("\\", "/") for relation in relations
    }
    scans = {name.lower().lstrip("/"): scan for name, scan in admitted.scans.items()}
    found = {}
    for element in book.iter():
        if not element.tag.endswith("}sheet"):
            continue
        for key, value in element.attrib.items():
            if key.endswith("}id") and value in targets:
                target = targets[value].lower().lstrip("/")
                scan = scans.get(target) or scans.get(f"xl/{target}")
                if scan is not None:
                    found[element.get("name", "")] = scan
    return found


def _note_scan(notes: list[str], sheet: str, scan: Scan) -> None:
    if scan.errors:
        notes.append(
            _("Sheet “{sheet}”: Excel errors in {cells}.").format(
                sheet=sheet, cells=_some(list(scan.errors))
            )
        )
    if scan.unstored:
        notes.append(
            _("Sheet “{sheet}”: formulas without a stored value in {cells}.").format(
                sheet=sheet, cells=_some(list(scan.unstored))
            )
        )
    if scan.formulas:
        notes.append(
            _("Sheet “{sheet}”: formulas in {cells}; their stored values were taken.").format(
                sheet=sheet, cells=_some(scan.formulas)
            )
        )


def _some(cells: list[str]) -> str:
    if len(cells) <= _SHOWN:
        return ", ".join(cells)
    return _("{cells} and {n} more").format(cells=", ".join(cells[:_SHOWN]), n=len(cells) - _SHOWN)


class _LongNumbers:
    """Watches for numbers of more digits than a spreadsheet keeps."""

    def __init__(self) -> None:
        self._cells: list[str] = []

    def watched(self, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        for number, row in enumerate(rows):
            self._cells += [
                address(number, column)
                for column, value in enumerate(row)
                if isinstance(value, int | float) and abs(value) >= _EXACT
            ]
            yield row

    def notes(self) -> list[str]:
        if not self._cells:
            return []
        said = _("Excel has changed long numbers: the last digits in {cells} are not sure.")
        return [said.format(cells=_some(self._cells))]


def _csv_sheets(admitted: Admitted) -> Iterator[_Sheet]:
    text = _decoded(admitted.content)
    if text.lstrip().startswith(("<", "%PDF", "{\\rtf")):
        raise SheetError(
            _(
                "This file is a web page or document, not a spreadsheet, whatever its name says."
                " Open it in Excel or LibreOffice, save it as .xlsx and choose that file."
            ),
            reason="unsupported",
        )
    if "\0" in text:
        raise damaged()
    if "????" in text:
        admitted.notes.append(
            _("“????” stands where letters were lost when this file was saved as CSV.")
        )
    delimiter, text = _delimiter(text)
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(rows) >= LIST.rows or len(row) > LIST.columns:
                raise too_large(LIST)
            rows.append([value or None for value in row])
    except csv.Error as error:
        raise SheetError(
            _(
                "Line {line} of this file has a quotation mark that is not closed,"
                " or a text that is too long. Nothing was read."
            ).format(line=reader.line_num),
            reason="damaged",
        ) from error
    said: dict[str, Any] = {"sheet": _("list"), "hidden": False, "merged": []}
    seen: dict[str, Any] = {
        "broken": {},
        "unstored": {},
        "formulas": [],
        "hidden_rows": [],
        "hidden_columns": [],
    }
    yield said | seen, iter(rows)


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, encoding)
    start = content[:4096]
    if b"\0" in start:
        # Latin letters, digits and separators have their zero byte on one side only.
        big = start[0::2].count(0) > start[1::2].count(0)
        return _strictly(content, "utf-16-be" if big else "utf-16-le")
    return _strictly(content, "utf-8")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(
            _(
                "This file is not a spreadsheet, or its letters are written in an old way."
                " Open it in Excel or LibreOffice, save it as .xlsx and choose that file."
            ),
            reason="unsupported",
        ) from error


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the fields, and the text without Excel's own "sep=;" line."""
    first, _newline, rest = text.partition("\n")
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and len(said) == len("sep=") + 1:
        return said[-1], rest
    if first.strip("\r").lower() == "sep=\t":
        return "\t", rest
    start = "\n".join(text[:20_000].splitlines()[:30])
    outside = "".join(start.split('"')[0::2])
    return max(",;\t", key=outside.count), text


if __name__ == "__main__":
    main()
