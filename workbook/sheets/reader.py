"""Reading a spreadsheet that somebody sent.

The file is looked at and read by a child process with limits on time and memory: some files of
five kilobytes abort the library, and then the child dies alone. What comes back is plain cells.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

import orjson

from workbook.errors import SheetError
from workbook.garbage import uncollected
from workbook.i18n import _

SECONDS = 10.0

Cell = str | int | float | bool | date | datetime | time | None
"""Whole numbers are int; None is an empty cell."""


@dataclass(frozen=True)
class Merged:
    """Cells shown as one; rows and columns counted from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[6][3]` is cell D7. Rows can differ in length; the last ones are not empty.

    `broken` names cells whose value cannot be known, and why: {"D7": "#REF!"}, or "formula" for a
    formula without a stored value. Their cell in `rows` is None. `unstored` gives such formulas as
    typed, {"E7": "=A1+1"}: some programs take a text that begins with = for one. `formulas` are
    the cells whose value is that of a formula. `hidden_rows` and `hidden_columns` are counted from
    0; their cells are in `rows` like all others.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merged: list[Merged] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    unstored: dict[str, str] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SheetFile:
    """A file as read. `notes` are sentences for the preview: what was left out, and why.

    `digest` is the BLAKE2b-128 of the file's bytes, in hex: the same file again. `encoding` is the
    codec with which a csv was read, as Python names it; None for all other kinds.
    """

    kind: Literal["xlsx", "xlsb", "xls", "ods", "csv"]
    name: str
    digest: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)
    encoding: str | None = None

    @property
    def is_text_named_as_workbook(self) -> bool:
        """Whether a text stands where the name promises a workbook: a list, or damage."""
        return self.kind == "csv" and Path(self.name).suffix.lower() in _WORKBOOKS


_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")


@uncollected()
def read_sheets(
    path: Path, *, password: str | None = None, encoding: str | None = None
) -> SheetFile:
    """Read every sheet of a spreadsheet or text with separators, whatever its name says it is.

    Formulas give their stored values; macros are never run and links never followed. `encoding`
    is a Python codec for the letters of a csv, in place of the one that would be found.

    Raises SheetError: reason password (needs one, or it is wrong), damaged, limit, empty or
    unsupported. Nothing is ever written.
    """
    path = Path(path)
    # json, because it can write the names of files that are no valid text.
    order = json.dumps({"path": str(path.absolute()), "password": password, "encoding": encoding})
    with subprocess.Popen(
        # Not -m, which takes as long to find the module as to run it.
        [sys.executable, "-P", "-c", "from workbook.sheets.child import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_creation_flags(),
    ) as child:
        watch = _Watch(child)
        try:
            file = _answer(path.name, child, order.encode(), watch)
            died = child.wait() != 0
        except BaseException:
            child.kill()
            raise
        finally:
            watch.stop()
    if died or file is None:
        raise _unsafe("limit" if watch.late else "damaged")
    return file


class _Watch:
    """Ends the child when its time is over."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self.late = False
        self._child = child
        self._timer = threading.Timer(SECONDS, self._end)
        self._timer.start()

    def wait_longer(self, seconds: float) -> None:
        """Give it so many seconds from now."""
        self._timer.cancel()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.late = True
        self._child.kill()


def _environment() -> dict[str, str]:
    # The child must find this same code also when the program runs from a folder of sources, and
    # must not find the workbook's passphrase.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKBOOK_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2])}


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _unsafe(reason: str) -> SheetError:
    return SheetError(
        _(
            "This file could not be read safely. Nothing was read."
            " Open it in Excel or LibreOffice, save it as a new .xlsx and choose that file."
        ),
        reason=reason,
    )


def _answer(
    name: str, child: subprocess.Popen[bytes], order: bytes, watch: _Watch
) -> SheetFile | None:
    """What the child says, a value a line; None where it died before the end."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(BrokenPipeError), child.stdin:
        child.stdin.write(order)
    sheets: list[Sheet] = []
    file = None
    try:
        for said in map(orjson.loads, child.stdout):
            if "rows" in said:
                _add_rows(sheets[-1].rows, said["rows"], said["times"])
            elif "sheet" in said:
                sheets.append(_sheet(said))
            elif "patience" in said:
                watch.wait_longer(said["patience"])
            elif "sentence" in said:
                raise SheetError(said["sentence"], reason=said["reason"])
            else:
                file = SheetFile(
                    said["kind"], name, said["digest"], sheets, said["notes"], said["encoding"]
                )
    except ValueError:  # it died in the middle of a line
        return None
    return file


def _add_rows(
    rows: list[list[Cell]], more: list[list[Cell]], times: list[tuple[int, int, str]]
) -> None:
    for row, column, text in times:
        cells = more[row]
        if "T" in text:
            cells[column] = datetime.fromisoformat(text)
        elif "-" in text:
            cells[column] = date.fromisoformat(text)
        else:
            cells[column] = time.fromisoformat(text)
    rows += more


def _sheet(said: dict[str, Any]) -> Sheet:
    return Sheet(
        name=said["sheet"],
        hidden=said["hidden"],
        rows=[],
        merged=[Merged(*corners) for corners in said["merged"]],
        broken=said["broken"],
        unstored=said["unstored"],
        formulas=frozenset(said["formulas"]),
        hidden_rows=frozenset(said["hidden_rows"]),
        hidden_columns=frozenset(said["hidden_columns"]),
    )
