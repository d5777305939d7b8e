"""The process that test_kills.py kills: it forks a child for every kill, which costs little.

Reads a line `MODE PATH KEY ACKNOWLEDGED` for each child, and `wait PID` after a kill. A child says
`PID` when it begins and `done` when it has nothing left to do; in the file ACKNOWLEDGED it notes
what it was told is saved.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from workbook.domain.people import PERSON
from workbook.storage import cipher
from workbook.storage.book import Workbook
from workbook.storage.keys import NewKey

ROWS = 5_000
NEW_KEYS = tuple(bytes([n]) * 32 for n in range(1, 40))


def edit(book: Workbook, acknowledge: Callable[[str], None]) -> None:
    """One person more a step, and a counter on the first."""
    number = sum(step.label == "Edit" for step in book.steps(limit=10_000))
    with book.reading() as db:
        first = int(db.exec_driver_sql("SELECT min(id) FROM person").scalar() or 0)
    while True:
        number += 1
        with book.changing("Edit") as change:
            change.db.exec_driver_sql("PRAGMA cache_size=4")
            change.create(PERSON, name_latin=f"n{number}", remark="x" * 500)
            change.edit(PERSON, first, phone=str(number))
        acknowledge(str(number))


def bulk(book: Workbook, acknowledge: Callable[[str], None]) -> None:
    """Thousands of people in one step, more than the memory given to it holds."""
    with book.changing("Take in") as change:
        change.db.exec_driver_sql("PRAGMA cache_size=20")
        # What was there is rewritten, so that the journal is needed to go back.
        for (key,) in change.db.exec_driver_sql("SELECT id FROM person LIMIT 200").all():
            change.edit(PERSON, key, remark="y" * 300)
        for number in range(ROWS):
            change.create(PERSON, name_latin=f"bulk {number}", phone="0300")
    acknowledge("bulk")


def back_up(book: Workbook, acknowledge: Callable[[str], None]) -> None:
    while True:
        acknowledge(str(book.backup_now().number))


def rekey(book: Workbook, acknowledge: Callable[[str], None]) -> None:
    for key in NEW_KEYS:
        new = NewKey(book.sheet_number + 1, cipher.spell(key), key)
        book.rekey(new, new.emergency_key)
        acknowledge(str(key[0]))


WORK = {"edit": edit, "bulk": bulk, "backup": back_up, "rekey": rekey}


def run(mode: str, path: Path, key: str, acknowledged: str) -> None:
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def acknowledge(text: str) -> None:
        os.write(file, f"{text}\n".encode())

    if mode == "upgrade":
        os.write(1, f"{os.getpid()}\n".encode())
        Workbook.open(path, emergency_key=key)
        acknowledge("upgrade")
    else:
        book = Workbook.open(path, emergency_key=key)
        os.write(1, f"{os.getpid()}\n".encode())
        WORK[mode](book, acknowledge)
    os.write(1, b"done\n")
    signal.pause()  # until killed


def main() -> None:
    for line in iter(sys.stdin.readline, ""):
        mode, *rest = line.rstrip("\n").split("\t")
        if mode == "wait":
            os.waitpid(int(rest[0]), 0)
            os.write(1, b"dead\n")
        elif os.fork() == 0:
            try:
                run(mode, Path(rest[0]), rest[1], rest[2])
            except BaseException as error:
                os.write(1, f"failed: {error!r}\n".encode())
                raise
            finally:
                os._exit(1)


if __name__ == "__main__":
    main()
