"""The child process of reader.py: reads one file, answers in JSON, and dies alone if it must.

Standard input: {"path", "password", "encoding"}. Standard output, a JSON value a line, so that
neither process holds it all twice:

    {"patience": 60}                      a large file of our own: wait so many seconds
    {"sheet": "People", "hidden": ...}    the next sheet, without its rows
    {"rows": [[...], ...], "times": [[0, 6, "2020-11-02"], ...]}
                                          rows of that sheet; times by row in this line, and column
    {"kind", "digest", "encoding", "notes"}                    the end
    {"sentence", "reason"}                the end: refused, whatever came before
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import blake2b
from math import isfinite
from typing import Any

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.addresses import address, position
from workbook.sheets.admitted import KINDS, Table
from workbook.sheets.gate import admit
from workbook.sheets.libraries import tables
from workbook.sheets.refusals import limit
from workbook.sheets.scan import Scan

MEMORY = 1_500_000_000
_PATIENCE = 120
_SHOWN = 5
_EXACT = 10**15
_LARGEST_WHOLE = 2**63
_AT_ONCE = 500


def main() -> None:
    """Answer the one order on standard input."""
    order = json.load(sys.stdin)
    limit_memory()
    gc.disable()

    def large() -> None:
        _say({"patience": _PATIENCE})
        sys.stdout.buffer.flush()

    try:
        for said in read(order["path"], order["password"], order["encoding"], large):
            _say(said)
    except SheetError as error:
        _say({"sentence": error.sentence, "reason": error.reason})
    except MemoryError:
        refusal = limit(_("it needs more memory than a list of people"))
        _say({"sentence": refusal.sentence, "reason": refusal.reason})
    except BaseException:
        # No traceback: it could quote a cell.
        os._exit(1)
    sys.stdout.buffer.flush()
    os._exit(0)  # giving back a million cells one by one takes its time


# A faster library takes longer to load than this one to write ten thousand rows.
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False, allow_nan=False).encode


def _say(said: dict[str, Any]) -> None:
    sys.stdout.buffer.write(_encode(said).encode() + b"\n")


def limit_memory() -> None:
    """Hold this process to MEMORY bytes where the system can, and let it leave no core file."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(
    path: str, password: str | None, encoding: str | None, large: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    """The file as plain data, piece by piece as above; `large` as in gate.py.

    Raises SheetError, and whatever a reading library raises.
    """
    content = _content(path)
    digest = blake2b(content, digest_size=16).hexdigest()
    admitted = admit(content, password, large)
    del content
    if admitted.form == "text":
        admitted.encoding = encoding
    found = tables(admitted)
    admitted.content = b""
    notes = admitted.notes
    for table in found:
        notes += _notes_of_scan(table.name, table.scan)
        yield _said(table)
        yield from _rows(table, notes)
    yield {
        "kind": KINDS[admitted.form],
        "digest": digest,
        "encoding": admitted.encoding,
        "notes": notes,
    }


def _content(path: str) -> bytes:
    name = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SheetError(
            _("There is no file “{name}” in this folder. Nothing was read.").format(name=name),
            reason="damaged",
        ) from error
    except IsADirectoryError as error:
        raise SheetError(
            _("“{name}” is a folder. Choose a file in it. Nothing was read.").format(name=name),
            reason="unsupported",
        ) from error
    except OSError as error:
        raise SheetError(
            _(
                "“{name}” could not be opened. Nothing was read."
                " Close it in other programs and try again."
            ).format(name=name),
            reason="damaged",
        ) from error


def _said(table: Table) -> dict[str, Any]:
    scan = table.scan
    return {
        "sheet": table.name,
        "hidden": table.hidden,
        "merged": scan.merged,
        "broken": scan.errors | dict.fromkeys(scan.unstored, "formula"),
        "unstored": scan.unstored,
        "formulas": scan.formulas,
        "hidden_rows": scan.hidden_rows,
        "hidden_columns": scan.hidden_columns,
    }


def _rows(table: Table, notes: list[str]) -> Iterator[dict[str, Any]]:
    """The rows without empty cells at their ends, and without empty rows at the end."""
    broken: dict[int, list[int]] = {}
    for row, column in map(position, [*table.scan.errors, *table.scan.unstored]):
        broken.setdefault(row, []).append(column)
    plain = _Plain()
    piece: list[list[Any]] = []
    blank = given = 0
    last = -1
    for number, cells in enumerate(table.rows):
        for column in broken.get(number, ()):
            if column < len(cells):
                cells[column] = None
        plain.take(number, cells, len(piece) + blank)
        while cells and cells[-1] is None:
            cells.pop()
        given += bool(cells) or number in broken
        last = number
        if not cells:
            blank += 1
            continue
        if blank:
            piece += [[] for _row in range(blank)]
            blank = 0
        piece.append(cells)
        if len(piece) >= _AT_ONCE:
            yield {"rows": piece, "times": plain.times}
            piece, plain.times = [], []
    yield {"rows": piece, "times": plain.times}
    notes += plain.notes(table.name)
    # Of rows at the end that hold only what cannot be known, a library tells nothing.
    given += sum(row > last for row in broken)
    if table.scan.comparable and given < table.scan.rows:
        said = _(
            "Sheet “{sheet}”: only {n} of {all} rows could be read. Compare them with what Excel"
            " shows."
        )
        notes.append(said.format(sheet=table.name, n=given, all=table.scan.rows))


class _Plain:
    """Makes the cells of a row plain; remembers what needs more than JSON, or a note."""

    def __init__(self) -> None:
        self.times: list[tuple[int, int, str]] = []
        self._long: list[str] = []

    def take(self, number: int, cells: list[Any], place: int) -> None:
        """Change `cells` of row `number`, which will be row `place` of its piece."""
        for column, value in enumerate(cells):
            kind = type(value)
            if kind is str:
                if not value:
                    cells[column] = None
            elif kind is float:
                if value.is_integer() and abs(value) < _LARGEST_WHOLE:
                    cells[column] = int(value)
                elif not isfinite(value):
                    cells[column] = None
                if not abs(value) < _EXACT:
                    self._long.append(address(number, column))
            elif kind is timedelta:
                minutes = round(value.total_seconds() / 60)
                cells[column] = f"{minutes // 60}:{minutes % 60:02}"
            elif kind is int:
                if abs(value) >= _EXACT:
                    self._long.append(address(number, column))
            elif value is not None and kind is not bool:
                cells[column] = text = value.isoformat()
                self.times.append((place, column, text))

    def notes(self, sheet: str) -> list[str]:
        """What to say of the numbers of a sheet."""
        if not self._long:
            return []
        said = _(
            "Sheet “{sheet}”: Excel has changed long numbers, the last digits in {cells} are not"
            " sure."
        )
        return [said.format(sheet=sheet, cells=_some(self._long))]


def _notes_of_scan(sheet: str, scan: Scan) -> Iterator[str]:
    if scan.errors:
        yield _("Sheet “{sheet}”: Excel errors in {cells}.").format(
            sheet=sheet, cells=_some(list(scan.errors))
        )
    if scan.unstored:
        yield _("Sheet “{sheet}”: formulas without a stored value in {cells}.").format(
            sheet=sheet, cells=_some(list(scan.unstored))
        )
    if scan.formulas:
        yield _("Sheet “{sheet}”: formulas in {cells}; their stored values were taken.").format(
            sheet=sheet, cells=_some(scan.formulas)
        )


def _some(cells: list[str]) -> str:
    if len(cells) <= _SHOWN:
        return ", ".join(cells)
    return _("{cells} and {n} more").format(cells=", ".join(cells[:_SHOWN]), n=len(cells) - _SHOWN)
