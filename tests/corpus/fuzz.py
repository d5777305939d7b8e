"""Are damaged files survived? Reads mutated copies of the spreadsheets in a folder.

    python tests/corpus/fuzz.py FOLDER [--runs 2000] [--seed 1]

Bytes are flipped, cut, doubled; parts of zipped files are mutated inside and zipped again with a
right checksum. Every copy is read, looked through for a list, and planned against a workbook, as
`take-in --dry-run` does. A run fails when something other than a refusal in words comes out, when
one file takes over 10 seconds, or when the file or the workbook has changed. Then one cell of each
file that can be read is changed: 90 of 100 of those must still be read. Exit code 1 on a failure.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from random import Random

from workbook.errors import SheetError, WorkbookError
from workbook.intake.detect import ForeignList
from workbook.services import intake
from workbook.storage.book import Workbook

SECONDS = 10.0
STILL_READ = 0.90
WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What reading one file came to: "read", or why it was refused; `failure` is a defect."""

    what: str
    failure: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # of the library that changes cells here
    sources = sorted(p for p in asked.folder.rglob("*") if p.is_file() and p.stat().st_size)
    sources = [path for path in sources if path.name != "expected.csv"]
    random = Random(asked.seed)
    with tempfile.TemporaryDirectory() as made, Bench(Path(made)) as bench:
        whole = bench.read_all([(path.name, path.read_bytes()) for path in sources])
        _report("as they are", whole)
        mutated = bench.read_all(
            (path.name, _mutated(path.read_bytes(), random))
            for path in islice(cycle(sources), asked.runs)
        )
        _report("mutated", mutated)
        readable = [
            path for path, outcome in zip(sources, whole, strict=True) if outcome.what == "read"
        ]
        changed = [
            (path.name, content)
            for path in readable
            if (content := _one_cell_changed(path.read_bytes(), random)) is not None
        ]
        touched = bench.read_all(changed)
        _report("with one changed cell", touched)
    failures = [o.failure for o in (*whole, *mutated, *touched) if o.failure]
    for failure in failures:
        print(f"FAILED: {failure}")
    share = sum(outcome.what == "read" for outcome in touched) / max(len(touched), 1)
    print(f"{share:.1%} of the files with one changed cell are still read (limit {STILL_READ:.0%})")
    return 0 if not failures and share >= STILL_READ else 1


def _report(what: str, outcomes: Sequence[Outcome]) -> None:
    counted = Counter(outcome.what for outcome in outcomes)
    listed = ", ".join(f"{n} {name}" for name, n in counted.most_common())
    print(f"{len(outcomes)} files {what}: {listed}")


class Bench:
    """A folder for the copies and an empty workbook to plan against."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = folder / "copies"
        self._copies.mkdir()
        self._path = folder / "fuzz.workbook"

    def __enter__(self) -> Bench:
        self._book = Workbook.create(
            self._path, passphrase="invented", office_code="FUZ", office_name="Fuzz"
        )
        self._before = _digest(self._path)
        return self

    def __exit__(self, *_error: object) -> None:
        self._book.close()

    def read_all(self, files: Iterable[tuple[str, bytes]]) -> list[Outcome]:
        with ThreadPoolExecutor(WORKERS) as pool:
            found = list(pool.map(self._read, enumerate(files)))
        if _digest(self._path) != self._before:
            found.append(Outcome("changed", "the workbook has changed"))
        return found

    def _read(self, numbered: tuple[int, tuple[str, bytes]]) -> Outcome:
        number, (name, content) = numbered
        path = self._copies / f"{number}-{name}"
        path.write_bytes(content)
        began = time.monotonic()
        try:
            outcome = self._outcome(path)
        except Exception as error:
            kept = Path(tempfile.gettempdir()) / f"fuzz-{path.name}"
            kept.write_bytes(content)
            outcome = Outcome("crashed", f"{name}: {type(error).__name__}, kept as {kept}")
        took = time.monotonic() - began
        if took > SECONDS:
            outcome = Outcome("slow", f"{name}: {took:.0f} s")
        if path.read_bytes() != content:
            outcome = Outcome("changed", f"{name}: the file has changed")
        path.unlink()
        return outcome

    def _outcome(self, path: Path) -> Outcome:
        try:
            found = intake.read_list(path)
        except SheetError as error:
            # Not people and nobody there are answers about what was read.
            read = error.reason in ("not_people", "empty")
            return Outcome("read" if read else f"refused as {error.reason}")
        try:
            if isinstance(found, ForeignList):
                intake.plan_list(self._book, found)
        except WorkbookError:
            return Outcome("read, but no plan")
        return Outcome("read")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


# -- mutations


def _mutated(content: bytes, random: Random) -> bytes:
    if content.startswith(b"PK") and random.random() < 0.6:
        inside = _mutated_inside(content, random)
        if inside is not None:
            return inside
    for _round in range(random.choice((1, 1, 2, 8, 64))):
        content = random.choice(MUTATIONS)(content, random) or b"\0"
    return content


def _mutated_inside(content: bytes, random: Random) -> bytes | None:
    """One part of a zipped file mutated, with a checksum that fits it."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as copy:
            members = [member for member in package.infolist() if not member.is_dir()]
            chosen = random.choice(members)
            for member in members:
                part = package.read(member)
                if member is chosen:
                    for _round in range(random.choice((1, 2, 8))):
                        part = random.choice(MUTATIONS)(part, random)
                copy.writestr(member.filename, part, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, IndexError, ValueError, OSError):
        return None
    return made.getvalue()


def _flip(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content)) if content else 0
    return content[:place] + bytes([random.randrange(256)]) + content[place + 1 :]


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _leave_out(content: bytes, random: Random) -> bytes:
    first = random.randrange(len(content) + 1)
    return content[:first] + content[first + random.randrange(1, 400) :]


def _double(content: bytes, random: Random) -> bytes:
    first = random.randrange(len(content) + 1)
    last = first + random.randrange(1, 400)
    return content[:last] + content[first:last] * random.choice((1, 2, 50)) + content[last:]


def _put_in(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(NASTY) + content[place:]


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip,
    _cut,
    _leave_out,
    _double,
    _put_in,
)
NASTY = (
    b"\0",
    b'"',
    b"\xff\xfe",
    b"\xef\xbf\xbe",
    b'=HYPERLINK("http://example.org")',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"]]>",
    b"9" * 400,
    b"1E999",
    b'r="XFD1048576"',
    b"A" * 140_000,
    b"\xd8\x00\xdc\x00",
    b"\r",
    b'<row r="99999999999">',
)


def _one_cell_changed(content: bytes, random: Random) -> bytes | None:
    """The file with another text in one cell; None where that cannot be done here."""
    if content.startswith(b"PK"):
        return _one_xlsx_cell_changed(content, random)
    if content.startswith((b"\xd0\xcf", b"\xff\xfe", b"\xfe\xff", b"<")) or b"\0" in content[:400]:
        return None
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", "surrogateescape"))))
    filled = [(row, n) for row in rows for n, cell in enumerate(row) if cell]
    if not filled:
        return None
    row, place = random.choice(filled)
    row[place] = "Sana Jibraan"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogateescape")


def _one_xlsx_cell_changed(content: bytes, random: Random) -> bytes | None:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [
            cell
            for sheet in book.worksheets
            for row in sheet.iter_rows(max_row=200, max_col=40)
            for cell in row
            if isinstance(cell.value, str)
        ]
        random.choice(cells).value = "Sana Jibraan"
        made = io.BytesIO()
        book.save(made)
    except Exception:  # another library's limits are not what is tried here
        return None
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
