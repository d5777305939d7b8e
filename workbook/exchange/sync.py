"""The sheet `_sync`: what a file says to the program, in cells that every suite keeps.

Row 1 holds the manifest, row 2 its signature and the key it was made with, the rows from the third
on the lines of the log, many to a cell. All of it is plain ASCII, so that opening and saving the
file elsewhere changes none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol

import orjson

from workbook.sheets.reader import Cell, Sheet
from workbook.storage import union
from workbook.storage.log import Header
from workbook.storage.union import Line
from workbook.text import clean

NAME = "_sync"
FORMAT = 1
"""The layout of the file. A reader that knows less than a file's `min_reader` leaves it alone."""

_FULL = 30_000  # Excel holds 32,767 in a cell
_LOOKED_AT = 20
_CHANGE = '["change","'


class Signature(StrEnum):
    """What the signature says of the manifest, and through its root of all lines."""

    GOOD = "good"
    ALTERED = "altered"
    MISSING = "missing"


class Signing(Protocol):
    """What signs: a workbook."""

    @property
    def public_key(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


# -- writing


@dataclass(frozen=True)
class Packed:
    """Lines as rows of cells; `root` is what the manifest says of them, `lines` their number."""

    rows: tuple[tuple[str, ...], ...]
    root: str
    lines: int


def pack(lines: Iterable[Line]) -> Packed:
    """The lines in their order, cut at line ends; one too long for a cell goes on in the next."""
    rows: list[tuple[str, ...]] = []
    hashes: list[bytes] = []
    waiting: list[str] = []
    length = 0
    for line in lines:
        text = ascii_json(line)
        hashes.append(sha256(text.encode()).digest())
        if waiting and length + len(text) > _FULL:
            rows.append(("\n".join(waiting),))
            waiting, length = [], 0
        if len(text) > _FULL:
            rows.append(_cut(text))
        else:
            waiting.append(text)
            length += len(text) + 1
    if waiting:
        rows.append(("\n".join(waiting),))
    return Packed(tuple(rows), _root(hashes), len(hashes))


def head_rows(signing: Signing, manifest: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The first two rows: the manifest, and its signature with the key."""
    text = ascii_json(manifest)
    return _cut(text), (f"{signing.sign(text.encode()).hex()} {signing.public_key}",)


def ascii_json(value: object) -> str:
    """JSON in plain ASCII with sorted keys; "_x0041_" would be read as an escape in a cell."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    if text.isascii() and b"_x" not in text:
        return text.decode()
    escaped = json.dumps(orjson.loads(text), sort_keys=True, separators=(",", ":"))
    return escaped.replace("_x", "\\u005fx")


def _cut(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + _FULL] for start in range(0, len(text), _FULL))


def _root(hashes: list[bytes]) -> str:
    return sha256(b"".join(sorted(hashes))).hexdigest()


# -- reading


class Lines:
    """The lines of a file, parsed as they are asked for; only their text is held.

    A line that is no JSON comes as a list of its one text, which no union takes for a change.
    """

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        """`rows`: the number of a row in its sheet, counted from 1, and its text."""
        self._rows = list(rows)

    def __iter__(self) -> Iterator[Line]:
        return (_parsed(text) for _row, _place, text in self.texts())

    def __len__(self) -> int:
        return sum(text.count("\n") + 1 for _row, text in self._rows)

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """(row of the sheet, place in the row, both counted from 1, text) of each line."""
        for row, text in self._rows:
            for place, line in enumerate(text.split("\n"), start=1):
                yield row, place, line

    @cached_property
    def root(self) -> str:
        """What a manifest says of just these lines."""
        return _root([sha256(text.encode()).digest() for _row, _place, text in self.texts()])


def _parsed(text: str) -> Line:
    try:
        found = orjson.loads(text)
    except ValueError:
        return [text]
    return found if isinstance(found, list) else [text]


class Fault(StrEnum):
    """What is wrong with one line."""

    ALTERED = "altered"  # it does not give the id it says, or is no line at all
    NO_STEP = "no step"  # the header of its step was altered or is lost


@dataclass(frozen=True)
class LineFault:
    """A line that cannot be used. `row` and `place` in that row are counted from 1."""

    row: int
    place: int
    fault: Fault


@dataclass(frozen=True)
class Sync:
    """What was read. `sheet` is its name in the file, `manifest` empty where it is no JSON.

    `public_key` is the key the signature names, "" without one.
    """

    sheet: str
    manifest: Mapping[str, Any]
    signature: Signature
    public_key: str
    lines: Lines = field(repr=False)

    @cached_property
    def whole(self) -> bool:
        """Whether the lines of an exchange file are those its manifest was made for."""
        return bool(self.manifest.get("root") == self.lines.root)

    @property
    def missing(self) -> int:
        """How many lines fewer there are than the manifest says."""
        said = self.manifest.get("lines")
        return max(0, said - len(self.lines)) if isinstance(said, int) else 0

    def faults(self) -> list[LineFault]:
        """The lines of an exchange file that cannot be used, in their order; all are read."""
        steps: dict[str, tuple[int, int]] = {}
        without: dict[tuple[int, int], str] = {}
        used: set[str] = set()
        altered: list[tuple[int, int]] = []
        for row, place, text in self.lines.texts():
            line = _parsed(text)
            hash_ = _step_hash(line) if line[:1] == ["step"] else None
            if hash_ is not None:
                steps.setdefault(hash_, (row, place))
            elif not union.is_intact(line):
                altered.append((row, place))
            elif line[2] in steps:
                used.add(line[2])
            else:
                without[(row, place)] = line[2]
        orphans = [where for where, step in without.items() if step not in steps]
        if orphans:  # a header was altered or lost: an altered one is that of no change
            used.update(without.values())
            altered += [where for hash_, where in steps.items() if hash_ not in used]
        return sorted(
            [LineFault(*where, Fault.ALTERED) for where in altered]
            + [LineFault(*where, Fault.NO_STEP) for where in orphans],
            key=lambda fault: (fault.row, fault.place),
        )


def _step_hash(line: Line) -> str | None:
    """The hash that the changes of a step name; None where its header is none."""
    try:
        return Header.from_list(line[1]).hash().hex()
    except (ValueError, TypeError, IndexError):
        return None


def find_sync(sheets: Iterable[Sheet]) -> Sync | None:
    """The sheet that speaks to the program, by what stands in it and not by its name.

    Of several (a sheet was copied) the first one that is signed well, else the first.
    """
    found: Sync | None = None
    for sheet in sheets:
        read = _read(sheet)
        if read is not None and read.signature is Signature.GOOD:
            return read
        found = found or read
    return found


def _read(sheet: Sheet) -> Sync | None:
    texts = [
        (number, "".join(cell for cell in row if isinstance(cell, str)))
        for number, row in enumerate(sheet.rows, start=1)
    ]
    texts = [(number, _one_newline(text)) for number, text in texts if text]
    start = next((n for n, (_row, text) in enumerate(texts[:_LOOKED_AT]) if _is_ours(text)), None)
    if start is None:
        return None
    below = texts[start:]
    manifest: dict[str, Any] = {}
    said = ""
    if below[0][1].startswith("{"):
        said = below.pop(0)[1]
        manifest = _manifest(said)
    signed = ""
    if below and not below[0][1].startswith("["):
        signed = below.pop(0)[1]
    state, key = _verified(said, manifest, signed)
    return Sync(sheet.name, manifest, state, key, Lines(below))


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_ours(text: str) -> bool:
    return (text.startswith("{") and '"export":' in text) or text.startswith(('["step",', _CHANGE))


def _manifest(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _verified(text: str, manifest: Mapping[str, Any], signed: str) -> tuple[Signature, str]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signature, _blank, key = signed.strip().partition(" ")
    if not signature or not key:
        return Signature.MISSING, ""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return Signature.ALTERED, key
    good = manifest.get("public_key", key) == key
    return (Signature.GOOD if good else Signature.ALTERED), key


# -- what people see


def visible_hash(rows: Iterable[Sequence[Cell]]) -> str:
    """A hash of what a sheet shows: the same as written and as read back untouched.

    Dates, numbers, line ends and empty cells at the ends are as any suite keeps them; a value that
    a suite made another one of (0099 made 99) gives another hash, and is looked at cell by cell.
    """
    kept: list[list[str]] = []
    for row in rows:
        cells = [_canonical(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        kept.append(cells)
    while kept and not kept[-1]:
        kept.pop()
    return sha256(orjson.dumps(kept)).hexdigest()


def _canonical(cell: Cell) -> str:
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        midnight = cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return str(int(cell)) if isinstance(cell, int) or cell.is_integer() else repr(cell)
