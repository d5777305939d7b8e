"""The union of two logs: what office-to-office exchange stands on.

Any set of lines can be added in any order, twice or in part: what an office holds is that of the
set of all changes it ever heard of.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Final

import orjson

from workbook.storage import erasing
from workbook.storage import log as logs
from workbook.storage.cells import settle_since
from workbook.storage.lines import (
    UNFIT,
    Incoming,
    Line,
    edit_line,
    incoming,
    is_intact,
    lines_out,
    sheet_step,
)
from workbook.storage.log import Address, Header, Log
from workbook.storage.state import CREATE, ERASE, erased_by

__all__ = [
    "Line",
    "Refused",
    "Union",
    "Why",
    "digest",
    "drop_parked",
    "edit_line",
    "is_intact",
    "lines_out",
    "sheet_step",
    "take_lines",
    "whole_ids",
]


class Why(enum.Enum):
    """Why a line was refused."""

    UNREADABLE = "unreadable"  # it is no line, or a header that no step can have
    ALTERED = "altered"  # its content does not give its id
    NO_STEP = "no step"  # the header of its step was altered or is lost
    OTHER_KIND = "other kind"  # its row is known here as a record of another kind


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was left out; `place` counts the lines from 0."""

    place: int
    why: Why


@dataclass(frozen=True)
class Union:
    """What a union brought.

    `parked` are changes whose parents have not come: they are kept until these come. `filled` are
    changes known without their value, which came now; `erased` those that came with a value that
    was erased for good. `steps` brought something new, in the order they came; `forked` are those
    of them that say they are this installation's, which does not know them: another computer uses
    a copy of the workbook, or it was set back. `kinds` are those of the rows that it touched.
    """

    new: int
    known: int
    refused: tuple[Refused, ...]
    parked: int
    filled: int
    erased: int
    steps: tuple[bytes, ...]
    forked: tuple[bytes, ...]
    kinds: frozenset[str]


def take_lines(log: Log, lines: Iterable[Line]) -> Union:
    """Add the changes that are not known yet and settle the rows they touch.

    In any order, twice or in part: the result is that of the set of all changes. `lines` are read
    once, and only some are held at a time as long as each comes after its step's header and its
    parents. What is no line, such as None, is refused.
    """
    return _Taking(log).take(lines)


def whole_ids(log: Log) -> set[bytes]:
    """The ids of all changes that are held with all their values: lines of these bring nothing."""
    found = log.cursor.execute(f"SELECT id FROM change WHERE NOT {_HOLLOW}")
    return {bytes(id_) for (id_,) in found}


def digest(log: Log) -> str:
    """A hash of the set of changes the log holds: equal in offices that hold the same."""
    total = blake2b(digest_size=16)
    for (id_,) in log.cursor.execute("SELECT id FROM change ORDER BY id"):
        total.update(bytes(id_))
    return total.hexdigest()


def drop_parked(log: Log) -> None:
    """Drop what was erased from the changes that wait for those they build on."""
    erased = erasing.erased_fields(log)
    for id_, text in log.cursor.execute("SELECT id, line FROM parked").fetchall():
        header, line = orjson.loads(text)
        change = incoming(line)
        numbers = [log.find_row(uuid) or 0 for uuid in change.uuids]
        if change.drop(erased.get((numbers[0], sum(numbers[1:])), frozenset())):
            kept = logs.canonical([header, change.line()]).decode()
            log.cursor.execute("UPDATE parked SET line=? WHERE id=?", (kept, id_))


# The salts of a create are JSON in which :"- begins the hash of a withheld field.
_HOLLOW: Final = "(value IS NULL OR ifnull(instr(salt, x'3a222d'), 0) > 0)"
_AT_ONCE: Final = 2_000
_IN_QUERY: Final = 500


class _Taking:
    """One union under way."""

    def __init__(self, log: Log) -> None:
        self.log = log
        log.note_state()
        self.n = self.first = log.state().next_n
        self.headers: dict[bytes, Header] = {}
        self.erased_fields = erasing.erased_fields(log)
        self.rows: dict[bytes, tuple[int, str]] = {}  # number and kind by id
        self.run: tuple[bytes, int] | None = None  # the step being written, n of its first change
        self.waiting: dict[bytes, Incoming] = {}
        self.filled_rows: set[Address] = set()
        self.refused: list[Refused] = []
        self.steps: dict[bytes, None] = {}
        self.known = self.filled = self.erased = 0

    def take(self, lines: Iterable[Line]) -> Union:
        read = self._read(lines)
        while some := list(islice(read, _AT_ONCE)):
            self._add_all(some)
        parked = self._unpark() if self.n > self.first or self.waiting else set()
        self._add_waiting()
        self._park(parked)
        self._end_run()
        self.log.written |= bool(self.n > self.first or self.filled)
        kinds = settle_since(self.log, self.first, self.filled_rows)
        if self.headers:
            highest = max(header.lamport for header in self.headers.values())
            self.log.cursor.execute("UPDATE replica SET lamport = max(lamport, ?)", (highest,))
        (ours,) = self.log.one("SELECT replica FROM replica")
        return Union(
            new=self.n - self.first,
            known=self.known,
            refused=tuple(sorted(self.refused, key=lambda refused: refused.place)),
            parked=self.log.one("SELECT count(*) FROM parked")[0],
            filled=self.filled,
            erased=self.erased,
            steps=tuple(self.steps),
            forked=tuple(hash_ for hash_ in self.steps if self.headers[hash_].replica == ours),
            kinds=kinds,
        )

    def _read(self, lines: Iterable[Line]) -> Iterator[Incoming]:
        for place, line in enumerate(lines):
            try:
                if line[0] == "step":
                    header = Header.from_list(line[1])
                    self.headers[header.hash()] = header
                    continue
            except UNFIT:
                self.refused.append(Refused(place, Why.UNREADABLE))
                continue
            try:
                change = incoming(line)
            except UNFIT:
                why = Why.ALTERED if line[0] == "change" else Why.UNREADABLE
                self.refused.append(Refused(place, why))
                continue
            change.place = place
            yield change

    def _add_all(self, changes: Sequence[Incoming]) -> None:
        """Add the changes that can be added now; the others wait."""
        coming = []
        for change in changes:
            if change.step in self.headers:
                coming.append(change)
            else:
                self._wait(change)
        coming.sort(key=lambda c: (self.headers[c.step].lamport, c.step, c.id))
        batch = _Batch(self, coming)
        for change in coming:
            batch.add(change)
        batch.write()

    def _wait(self, change: Incoming) -> None:
        """Keep a change for later, the one that tells more of two that are the same."""
        other = self.waiting.get(change.id)
        if other is None or change.tells > other.tells:
            self.waiting[change.id] = change
        if other is not None:
            self.known += 1

    def _add_waiting(self) -> None:
        """Add what waited for its parents or its step's header, as long as any can be added."""
        before = -1
        while self.waiting and len(self.waiting) != before:
            before = len(self.waiting)
            again = [change for change in self.waiting.values() if change.step in self.headers]
            again.sort(key=lambda c: (self.headers[c.step].lamport, c.step, c.id))
            for change in again:
                del self.waiting[change.id]
            for start in range(0, len(again), _AT_ONCE):
                self._add_all(again[start : start + _AT_ONCE])
        for change in list(self.waiting.values()):
            if change.step not in self.headers:
                del self.waiting[change.id]
                self.refuse(change, Why.NO_STEP)

    def refuse(self, change: Incoming, why: Why) -> None:
        if change.place is not None:
            self.refused.append(Refused(change.place, why))

    def _unpark(self) -> set[bytes]:
        """What earlier files left waits again; its ids."""
        found = self.log.cursor.execute("SELECT line FROM parked ORDER BY id").fetchall()
        parked = set()
        for (text,) in found:
            said, line = orjson.loads(text)
            header = Header.from_list(said)
            self.headers.setdefault(header.hash(), header)
            change = incoming(line)
            parked.add(change.id)
            other = self.waiting.get(change.id)
            if other is None or change.tells > other.tells:
                self.waiting[change.id] = change
        return parked

    def _park(self, before: set[bytes]) -> None:
        """Keep what still waits; `before` are the ids of what was kept until now."""
        self.log.cursor.executemany(
            "DELETE FROM parked WHERE id=?", [(id_,) for id_ in before - set(self.waiting)]
        )
        for change in self.waiting.values():
            said = [self.headers[change.step].listed(), change.line()]
            self.log.cursor.execute(
                "INSERT OR REPLACE INTO parked VALUES (?,?)",
                (change.id, logs.canonical(said).decode()),
            )

    def begin(self, step: bytes) -> None:
        """The next change is one of this step."""
        if self.run is None or self.run[0] != step:
            self._end_run()
            self.run = (step, self.n)
            self.steps.setdefault(step)

    def _end_run(self) -> None:
        if self.run is not None:
            hash_, first = self.run
            self.log.write_header(first, self.n - first, self.headers[hash_], None, hash_)
        self.run = None


class _Batch:
    """Some changes that are added together: what they need is asked for at once."""

    def __init__(self, taking: _Taking, changes: Sequence[Incoming]) -> None:
        self.taking = taking
        self.log = taking.log
        self.inserts: list[tuple[object, ...]] = []
        self.parents: list[tuple[int, int]] = []
        self.saw: list[tuple[int, bytes]] = []
        self.erasures: list[tuple[Address, set[str]]] = []
        if len(taking.rows) > 20 * _AT_ONCE:
            taking.rows.clear()
        fresh = self._number_rows(changes)
        self.ids: dict[Address, dict[bytes, int]] = {}
        self.hollow: set[int] = set()  # known changes of which something was withheld
        for row in {n for change in changes if (n := self._n(change)) not in fresh}:
            for sub, n, id_, hollow in self.log.cursor.execute(
                f"SELECT sub, n, id, {_HOLLOW} FROM change WHERE row=?", (row,)
            ).fetchall():
                self.ids.setdefault((row, sub), {})[bytes(id_)] = n
                if hollow:
                    self.hollow.add(n)

    def _n(self, change: Incoming) -> int:
        return self.taking.rows[change.uuids[0]][0]

    def _number_rows(self, changes: Sequence[Incoming]) -> set[int]:
        """Give every row a number; those that had none before."""
        rows, cursor = self.taking.rows, self.log.cursor
        wanted: dict[bytes, str] = {}
        for change in changes:
            for uuid, kind in zip(change.uuids, _kinds(change), strict=True):
                if uuid not in rows and not wanted.get(uuid):
                    wanted[uuid] = kind
        asked = list(wanted)
        for start in range(0, len(asked), _IN_QUERY):
            some = asked[start : start + _IN_QUERY]
            marks = ",".join("?" * len(some))
            for n, kind, uuid in cursor.execute(
                f"SELECT n, entity, uuid FROM row WHERE uuid IN ({marks})", some
            ).fetchall():
                rows[bytes(uuid)] = (n, kind)
        next_n = self.log.one("SELECT coalesce(max(n), 0) + 1 FROM row")[0]
        new = [uuid for uuid in asked if uuid not in rows]
        for n, uuid in enumerate(new, start=next_n):
            rows[uuid] = (n, wanted[uuid])
        cursor.executemany(
            "INSERT INTO row(n, entity, uuid) VALUES (?,?,?)",
            [(rows[uuid][0], wanted[uuid], uuid) for uuid in new],
        )
        return {rows[uuid][0] for uuid in new}

    def _address(self, change: Incoming) -> Address | None:
        """The numbers of the change's row; None where an id stands for a row of another kind."""
        numbers = []
        for uuid, kind in zip(change.uuids, _kinds(change), strict=True):
            n, known = self.taking.rows[uuid]
            if kind and not known:
                self.log.name_row(n, kind)
                self.taking.rows[uuid] = (n, kind)
            elif kind not in ("", known):
                return None
            numbers.append(n)
        return (numbers[0], numbers[1] if len(numbers) > 1 else 0)

    def add(self, change: Incoming) -> None:
        """Add a change, or see that it is known; it waits while a parent is missing."""
        taking = self.taking
        address = self._address(change)
        if address is None:
            taking.refuse(change, Why.OTHER_KIND)
            return
        here = self.ids.setdefault(address, {})
        known = here.get(change.id)
        missing = known is None and any(parent not in here for parent in change.parents)
        erased = taking.erased_fields.get(address)
        if erased and change.drop(erased):
            taking.erased += 1
        if missing:
            taking._wait(change)
        elif known is None:
            here[change.id] = taking.n
            self._insert(address, change, [here[parent] for parent in change.parents])
            if change.tells < 0:
                self.hollow.add(taking.n)
            taking.n += 1
        elif known in self.hollow and self._fill(known, change):
            taking.filled += 1
            taking.filled_rows.add(address)
        else:
            taking.known += 1

    def _insert(self, address: Address, change: Incoming, parents: list[int]) -> None:
        n = self.taking.n
        self.taking.begin(change.step)
        self.inserts.append(
            (
                n,
                change.id,
                *address,
                self.log.field_n(change.kind, change.field),
                parents[0] if len(parents) == 1 else 0 if parents else None,
                *_stored(self.log, change),
            )
        )
        if len(parents) > 1:
            self.parents += [(n, parent) for parent in parents]
        self.saw += [(n, head) for head in change.saw]
        if change.field == ERASE:
            self._note_erased(address, change)

    def _note_erased(self, address: Address, change: Incoming) -> None:
        names = erased_by(logs.canonical(change.value)) if change.salts[0] != "-" else set()
        if names:
            self.erasures.append((address, names))
            before = self.taking.erased_fields.get(address, frozenset())
            self.taking.erased_fields[address] = before | names

    def _fill(self, n: int, change: Incoming) -> bool:
        """Add the values of a known change that were withheld when it came; True if there are."""
        self.write()
        value, salt = self.log.one("SELECT value, salt FROM change WHERE n=?", n)
        if change.field == CREATE:
            salts = orjson.loads(salt)
            new = {
                name: text
                for name, text in change.salts.items()
                if text[0] != "-" and salts[name][0] == "-"
            }
            if not new:
                return False
            said = orjson.loads(value) | {name: change.value[name] for name in new}
            stored: object = logs.canonical(said).decode()
            salt = logs.canonical(salts | new)
        else:
            if value is not None or change.salts[0] == "-":
                return False
            stored, salt = _stored(self.log, change)
            if change.field == ERASE:
                self._note_erased(self._address(change) or (0, 0), change)
        self.log.cursor.execute("UPDATE change SET value=?, salt=? WHERE n=?", (stored, salt, n))
        return True

    def write(self) -> None:
        """Write what was added; what it erases goes from the changes that are there."""
        cursor = self.log.cursor
        cursor.executemany("INSERT INTO change VALUES (?,?,?,?,?,?,?,?)", self.inserts)
        cursor.executemany("INSERT INTO parents VALUES (?,?)", self.parents)
        cursor.executemany("INSERT INTO saw VALUES (?,?)", self.saw)
        for address, names in self.erasures:
            erasing.erase(self.log, address, names)
        for done in (self.inserts, self.parents, self.saw, self.erasures):
            done.clear()


def _kinds(change: Incoming) -> Sequence[str]:
    """The kinds of the rows whose ids stand in a change; "" where that is not known."""
    if len(change.uuids) == 1:
        return (change.kind,)
    entity = logs.entity_of(change.kind)
    if entity is not None and entity.pair is not None:
        return (entity.pair[0][1], entity.pair[1][1])
    return ("", "")  # of a newer version: its rows are named when it is known what they are


def _stored(log: Log, change: Incoming) -> tuple[object, bytes]:
    """(value, salt) as they stand in the change table."""
    if change.field == CREATE:
        return logs.canonical(change.value).decode(), logs.canonical(change.salts)
    if change.salts[0] == "-":
        return None, bytes.fromhex(change.salts[1:])
    text = logs.canonical(change.value)
    entity = logs.entity_of(change.kind)
    declared = next((f for f in entity.fields if f.name == change.field), None) if entity else None
    coded = declared is not None and declared.coded and change.value is not None
    return (log.code_n(text) if coded else text.decode()), bytes.fromhex(change.salts)
