"""Two hundred kills -9: what was acknowledged is there, what was half done is not.

Acknowledged means that `changing`, `backup_now`, `rekey` or `open` has returned. The moments are
random; the work that is killed spills to the disk early, so that many kills leave a hot journal.
"""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from workbook.errors import WrongKeyError
from workbook.storage import cipher
from workbook.storage.book import Workbook

from .conftest import Reopen, Template, add_people
from .killed import NEW_KEYS, ROWS
from .test_upgrade import OLD, OLD_DIGEST, OLD_KEY

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks the process it kills")

KILLS = {"edit": 110, "bulk": 25, "backup": 20, "rekey": 25, "upgrade": 20}
HOT_WANTED = 50
# Seconds from the child's start within which it is killed.
WITHIN = {"edit": 0.05, "bulk": 0.6, "backup": 0.06, "rekey": 0.15, "upgrade": 0.12}
JOURNAL_HEAD = bytes.fromhex("d9d505f920a163d7")


@dataclass
class Killer:
    """Starts work in another process and kills it; counts the hot journals that leaves."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(20201102))
    kills: int = 0
    hot: Counter[str] = field(default_factory=Counter)

    def kill(self, mode: str, path: Path, key: str) -> tuple[list[str], bool]:
        """What the work acknowledged before it was killed, and whether a journal is hot."""
        acknowledged = self.folder / "acknowledged"
        acknowledged.unlink(missing_ok=True)
        self._say(f"{mode}\t{path}\t{key}\t{acknowledged}")
        pid = int(self._hear())
        delay = self.chance.random() * WITHIN[mode]
        select.select([self.process.stdout], [], [], delay)
        os.kill(pid, signal.SIGKILL)
        self._say(f"wait\t{pid}")
        while (said := self._hear()) != "dead":
            assert said == "done", said
        self.kills += 1
        hot = any(_is_hot(journal) for journal in path.parent.glob("*-journal"))
        self.hot[mode] += hot
        return acknowledged.read_text().split() if acknowledged.exists() else [], hot

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            got = os.read(self.process.stdout.fileno(), 1)
            assert got, "the process that forks the children has died"
            line += got
        return line.decode().strip()


def _is_hot(journal: Path) -> bool:
    """Whether the journal was on the disk before the file was written: SQLite noted its pages."""
    head = journal.read_bytes()[:12]
    return head[:8] == JOURNAL_HEAD and int.from_bytes(head[8:], "big") > 0


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    yield Killer(process, tmp_path)
    process.kill()
    process.communicate()


def names(book: Workbook) -> list[str]:
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT name_latin FROM person WHERE NOT gone ORDER BY id")
        return [row[0] for row in found]


Kill = Callable[[], None]


def edits(killer: Killer, path: Path, key: str) -> Kill:
    seen = 0

    def kill() -> None:
        nonlocal seen
        acknowledged, _hot = killer.kill("edit", path, key)
        told = int(acknowledged[-1]) if acknowledged else seen
        with Workbook.open(path, emergency_key=key) as book:
            assert any("closed unexpectedly" in notice for notice in book.notices)
            edited = [name for name in names(book) if name.startswith("n")]
            assert edited == [f"n{n}" for n in range(1, len(edited) + 1)]
            # The last may be saved, but not yet acknowledged.
            assert told <= len(edited) <= told + 1
            with book.reading() as db:
                phone = db.exec_driver_sql("SELECT phone FROM person ORDER BY id").scalar()
            assert phone == (str(len(edited)) if edited else "03000")
            assert book.differences() == []
        seen = len(edited)

    return kill


def bulks(killer: Killer, path: Path, key: str) -> Kill:
    whole = path.read_bytes()

    def kill() -> None:
        path.write_bytes(whole)
        acknowledged, hot = killer.kill("bulk", path, key)
        with Workbook.open(path, emergency_key=key) as book:
            now = len(names(book))
            assert now == 300 + ROWS if acknowledged else now in (300, 300 + ROWS)
            if hot:
                assert book.proof() == []
            book._dirty = False

    return kill


def backups(killer: Killer, path: Path, key: str) -> Kill:
    made: set[int] = set()

    def kill() -> None:
        acknowledged, _hot = killer.kill("backup", path, key)
        made.update(int(n) for n in acknowledged)
        with Workbook.open(path, emergency_key=key) as book:
            rows = book.backups()
            assert all(row.verified and row.people for row in rows)
            there = {row.number for row in rows}
            assert set(sorted(made | there, reverse=True)[:10]) <= there

    return kill


def rekeys(killer: Killer, path: Path, key: str) -> Kill:
    present = key
    note = ""

    def kill() -> None:
        nonlocal present, note
        acknowledged, hot = killer.kill("rekey", path, present)
        keys = [present, *(cipher.spell(new) for new in NEW_KEYS)]
        told = int(acknowledged[-1]) if acknowledged else 0
        # The one in force, or the next one: saved, but not yet acknowledged.
        possible = [keys[told], keys[told + 1]] if told + 1 < len(keys) else [keys[told]]
        if hot:
            # A wrong key plays the journal back, and is refused all the same.
            with pytest.raises(WrongKeyError):
                Workbook.open(path, emergency_key=cipher.spell(b"w" * 32))
        opened = None
        for each in possible:
            try:
                opened = Workbook.open(path, emergency_key=each)
            except WrongKeyError:
                continue
            present = each
            break
        assert opened is not None, "neither the old key nor the new one opens the file"
        with opened as book:
            if note:
                assert book.unseal(note) == "a note"
            else:
                note = book.seal("a note", row=UUID(int=7), field="sealed")
            assert len(names(book)) == 300
            assert book.differences() == []

    return kill


def upgrades(killer: Killer, path: Path, key: str) -> Kill:
    def kill() -> None:
        for left in path.parent.iterdir():
            left.unlink()
        shutil.copyfile(OLD, path)
        killer.kill("upgrade", path, key)
        with Workbook.open(path, emergency_key=key) as book:
            assert book.content_digest() == OLD_DIGEST
            assert book.differences() == []
        assert path.with_name(f"{path.stem} version 1.workbook").read_bytes() == OLD.read_bytes()
        assert not list(path.parent.glob(f"{path.name}.part*"))

    return kill


def test_two_hundred_kills_lose_nothing_that_was_acknowledged(
    killer: Killer, template: Template, tmp_path: Path, reopen: Reopen
) -> None:
    kinds = {"edit": edits, "bulk": bulks, "backup": backups, "rekey": rekeys}
    kill: dict[str, Kill] = {}
    for mode, of in kinds.items():
        path = tmp_path / mode / "office.workbook"
        path.parent.mkdir()
        shutil.copyfile(template.path, path)
        with reopen(path) as book:
            add_people(book, 1 if mode == "edit" else 300, remark="x" * 300)
            book._dirty = False
        kill[mode] = of(killer, path, template.emergency_key)
    (tmp_path / "upgrade").mkdir()
    kill["upgrade"] = upgrades(killer, tmp_path / "upgrade" / "old.workbook", OLD_KEY)

    for mode, times in KILLS.items():
        for _time in range(times):
            kill[mode]()
    assert killer.kills == 200
    print(f"{killer.kills} kills, hot journals: {dict(killer.hot)}")
    assert killer.hot.total() >= HOT_WANTED
