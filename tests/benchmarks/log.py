"""What the change log costs: each figure is a ratio to plain tables in the same run.

    python tests/benchmarks/log.py [--marks 100000]

The plain tables have integer keys and stand in a file of the same cipher with the same settings,
written through SQLAlchemy Core in BEGIN IMMEDIATE ... COMMIT, on the same disk. Prints one line a
figure, with its target, and ends with 1 when a target is missed.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, Text, event, insert
from sqlalchemy.schema import CreateTable

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.storage import cipher, connection
from workbook.storage.book import Workbook
from workbook.storage.connection import connect, engine

CLASS = 25
ROUNDS = 200
MARK = {"status": "P", "mode": "in_room"}
CODES = ("P", "L", "A", "E")

plain = MetaData()
MARKS = Table(
    "attendance",
    plain,
    Column("session_id", Integer, primary_key=True, autoincrement=False),
    Column("enrolment_id", Integer, primary_key=True, autoincrement=False),
    Column("status", Text),
    Column("mode", Text),
    Column("minutes", Integer),
    Column("source", Text),
    Column("remark", Text),
    sqlite_with_rowid=False,
)


class Plain:
    """Tables without a log."""

    def __init__(self, path: Path) -> None:
        self.key = b"k" * 32
        self.salt = cipher.MAGIC + b"s" * 12
        db = connect(path, self.key, self.salt)
        for table in plain.sorted_tables:
            db.execute(str(CreateTable(table)))
        db.close()
        self.path = path
        self.engine: Engine = engine(path, self.key, self.salt)

    def write(self, work: Callable[[Connection], object]) -> None:
        with self.engine.connect() as opened:
            db = opened.execution_options(writes=True)
            with db.begin():
                work(db)


class Logged:
    """The workbook's own way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = Workbook.create(
            path, passphrase="benchmark", office_code="BEN", office_name="Benchmark"
        )

    def prepare(self, sessions: int) -> tuple[list[int], list[int]]:
        with self.book.changing("Prepare") as change:
            cohort = change.create(COHORT, code="B")
            training = change.create(TRAINING, cohort=cohort)
            enrolments = [
                change.create(
                    ENROLMENT,
                    cohort=cohort,
                    person=change.create(PERSON, name_latin=f"Officer {n:02}"),
                )
                for n in range(CLASS)
            ]
            return [
                change.create(TRAINING_SESSION, training=training, minutes=210)
                for _ in range(sessions)
            ], enrolments


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(what: str, ratio: float, target: float, more: str) -> bool:
    good = ratio <= target
    print(f"{what:<44} {ratio:5.2f}x  (at most {target}x{'' if good else ': MISSED'})  {more}")
    return good


def unguarded(plain_file: Plain) -> None:
    """The guard is the workbook's own: it must not stand in the way of the comparison."""
    event.remove(plain_file.engine, "before_cursor_execute", connection._guard)


def small(logged: Logged, bare: Plain) -> bool:
    """One mark, and a class of marks, each committed on its own; medians of interleaved rounds."""
    sessions, enrolments = logged.prepare(4 * ROUNDS)
    ones: dict[str, list[float]] = {"plain": [], "logged": []}
    fresh = iter(range(10_000_000, 20_000_000))
    classes: dict[str, list[float]] = {"plain": [], "logged": []}
    corrected: dict[str, list[float]] = {"plain": [], "logged": []}

    def plain_marks(count: int) -> None:
        session = next(fresh)
        rows = [
            {"session_id": session, "enrolment_id": n, "status": "P", "mode": "in_room"}
            for n in range(count)
        ]
        bare.write(lambda db: db.execute(insert(MARKS), rows))

    def logged_mark(session: int) -> None:
        with logged.book.changing("Mark attendance") as change:
            change.put(ATTENDANCE, (session, enrolments[0]), mark=MARK)

    def logged_marks(session: int) -> None:
        with logged.book.changing("Mark attendance") as change:
            change.put_many(ATTENDANCE, [((session, e), {"mark": MARK}) for e in enrolments])

    def plain_correction(session: int, code: str) -> None:
        bare.write(
            lambda db: db.execute(
                MARKS.update()
                .where(MARKS.c.session_id == session, MARKS.c.enrolment_id == 0)
                .values(status=code)
            )
        )

    def logged_correction(session: int, code: str) -> None:
        with logged.book.changing("Mark attendance") as change:
            change.put(ATTENDANCE, (session, enrolments[0]), mark={**MARK, "status": code})

    gc.collect()
    for n in range(ROUNDS):
        ones["plain"].append(timed(lambda: plain_marks(1)))
        ones["logged"].append(timed(lambda n=n: logged_mark(sessions[n])))
        classes["plain"].append(timed(lambda: plain_marks(CLASS)))
        classes["logged"].append(timed(lambda n=n: logged_marks(sessions[ROUNDS + n])))
        code = CODES[1 + n % 3]
        corrected["plain"].append(
            timed(lambda n=n, c=code: plain_correction(10_000_000 + 2 * n, c))
        )
        corrected["logged"].append(timed(lambda n=n, c=code: logged_correction(sessions[n], c)))
    good = True
    for what, times in (
        ("one mark, committed", ones),
        ("25 marks, committed at once", classes),
        ("one mark corrected, committed", corrected),
    ):
        before, after = (statistics.median(times[which]) * 1000 for which in ("plain", "logged"))
        good &= report(what, after / before, 1.5, f"{before:.2f} -> {after:.2f} ms")
    return good


def large(logged: Logged, bare: Plain, marks: int) -> bool:
    """Many marks in one step, then the bytes of both files after VACUUM."""
    sessions, enrolments = logged.prepare(marks // CLASS)
    rows = [
        {"session_id": s, "enrolment_id": e, "status": CODES[(s + e) % 4], "mode": "in_room"}
        for s in range(len(sessions))
        for e in range(CLASS)
    ]
    before = timed(lambda: bare.write(lambda db: db.execute(insert(MARKS), rows)))
    said = [
        ((s, e), {"mark": {"status": CODES[(s + e) % 4], "mode": "in_room"}})
        for s in sessions
        for e in enrolments
    ]

    def mark_all() -> None:
        with logged.book.changing("Mark attendance") as change:
            change.put_many(ATTENDANCE, said)

    after = timed(mark_all)
    good = report(
        f"{marks:,} marks in one step", after / before, 6, f"{before:.2f} -> {after:.2f} s"
    )
    key = cipher.unspell(logged.book.emergency_key)
    for db in (
        connect(logged.path, key, cipher.salt_of(logged.path)),
        connect(bare.path, bare.key, bare.salt),
    ):
        db.execute("VACUUM")
        db.close()
    bytes_before, bytes_after = bare.path.stat().st_size, logged.path.stat().st_size
    return good & report(
        f"bytes with {marks:,} marks",
        bytes_after / bytes_before,
        3,
        f"{bytes_before / 1e6:.1f} -> {bytes_after / 1e6:.1f} MB",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=100_000)
    marks = parser.parse_args().marks
    good = True
    for part in (small, lambda logged, bare: large(logged, bare, marks)):
        with tempfile.TemporaryDirectory(prefix="benchmark-", dir=Path.cwd()) as name:
            logged, bare = Logged(Path(name) / "a.workbook"), Plain(Path(name) / "plain")
            unguarded(bare)
            good &= part(logged, bare)
            bare.engine.dispose()
            logged.book._dirty = False
            logged.book.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
