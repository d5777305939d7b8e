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
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

from workbook.errors import SheetError
from workbook.i18n import _

SECONDS = 10.0
_BYTES_A_SECOND = 500_000  # what a slow laptop reads of a large file

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


def read_sheets(path: Path, *, password: str | None = None) -> SheetFile:
    """Read every sheet of an .xlsx, .ods or .csv file, whatever its name says it is.

    Formulas give their stored values; macros are never run and links never followed.

    Raises SheetError: reason password (needs one, or it is wrong), damaged, limit, empty or
    unsupported. Nothing is ever written.
    """
    path = Path(path)
    order = json.dumps({"path": str(path.absolute()), "password": password})
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "workbook.sheets.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_creation_flags(),
    ) as child:
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        watch = threading.Timer(_patience(path), stop)
        watch.start()
        try:
            file = _answer(path.name, child, order.encode())
            died = child.wait() != 0
        except BaseException:
            child.kill()
            raise
        finally:
            watch.cancel()
    if died or file is None:
        raise _unsafe("limit" if late.is_set() else "damaged")
    return file


def _patience(path: Path) -> float:
    with contextlib.suppress(OSError):
        return SECONDS + path.stat().st_size / _BYTES_A_SECOND
    return SECONDS


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


def _answer(name: str, child: subprocess.Popen[bytes], order: bytes) -> SheetFile | None:
    """What the child says, a value a line; None where it died before the end."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(BrokenPipeError), child.stdin:
        child.stdin.write(order)
    sheets: list[Sheet] = []
    file = None
    try:
        for said in map(json.loads, child.stdout):
            if isinstance(said, list):
                sheets[-1].rows.append([_cell(value) for value in said])
            elif "sheet" in said:
                sheets.append(_sheet(said))
            elif "sentence" in said:
                raise SheetError(said["sentence"], reason=said["reason"])
            else:
                file = SheetFile(said["kind"], name, said["digest"], sheets, said["notes"])
    except ValueError:  # it died in the middle of a line
        return None
    return file


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


_READERS: dict[str, Callable[[str], Cell]] = {
    "d": date.fromisoformat,
    "dt": datetime.fromisoformat,
    "t": time.fromisoformat,
}


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READERS[kind](text)
    cell: Cell = value
    return cell
