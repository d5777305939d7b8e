"""The log as lines, and the union of two logs: what office-to-office exchange stands on.

A line is a list: `["step", header]` or `["change", id, step, entity, row, field, parents, saw,
salt, value]`, ids as hex. `id` follows from the rest, so that an altered line is noticed. Of a `*`
create, salt is an object {field: salt or "-" + value hash}, the latter where the field was
withheld; so is the salt of an edit that was withheld. Lines come parents first, and are the same in
every office that holds the same changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from workbook.domain.entity import Entity
from workbook.storage import log as logs
from workbook.storage.cells import settle
from workbook.storage.log import Address, Header, Log, StepIndex
from workbook.storage.state import ALIVE, CREATE

Line = list[Any]


@dataclass(frozen=True)
class Union:
    """What a union brought. `refused` are lines whose content does not give their id or whose step
    is missing, `parked` those whose parents have not come: they are kept until these come.
    `filled` are changes known without their value, which came now.
    """

    new: int
    known: int
    refused: int
    parked: int
    filled: int
    kinds: frozenset[str]


def lines_out(log: Log, *, withhold: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Line]:
    """Every step and change of the log. Fields in `withhold`, (entity, field), go without value."""
    index = StepIndex(log.steps())
    told: set[bytes] = set()
    found = log.cursor.execute(
        "SELECT n, id, row, sub, field, parent, value, salt,"
        " (SELECT entity FROM field WHERE n = change.field) FROM change"
    ).fetchall()
    ids = {r[0]: bytes(r[1]) for r in found}
    for change, parents in _causal(log, found, index, ids):
        n, id_, row, sub, field_n, _parent, stored, salt, kind = change
        step = index.of(n)
        if step.hash not in told:
            told.add(step.hash)
            yield ["step", step.header.listed()]
        name = log.field_name(field_n)
        value = log.value(stored)
        uuids = [log.row(row)[1]] + ([log.row(sub)[1]] if sub else [])
        key = logs.row_key(kind, *uuids)
        line: Line = [
            "change",
            bytes(id_).hex(),
            step.hash.hex(),
            kind,
            [uuid.hex() for uuid in uuids],
            name,
            sorted(ids[parent].hex() for parent in parents),
            sorted(head.hex() for head in (log.saw(n) if name == ALIVE else ())),
        ]
        if name == CREATE:
            yield [*line, *_create_out(kind, key, value, salt, step.secret, withhold)]
        elif value is None:
            yield [*line, "-" + bytes(salt).hex(), None]
        else:
            own = (
                bytes(salt) if salt is not None else logs.field_salt(step.secret or b"", key, name)
            )
            if (kind, name) in withhold:
                yield [*line, "-" + logs.value_hash(own, value).hex(), None]
            else:
                yield [*line, own.hex(), orjson.loads(value)]


def _causal(
    log: Log, found: list[Any], index: StepIndex, ids: dict[int, bytes]
) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """The changes by (Lamport count, step, id), each with its parents and after them."""
    rows = {r[0]: r for r in found}

    def rank(n: int) -> tuple[int, bytes, bytes]:
        step = index.of(n)
        return (step.header.lamport, step.hash, ids[n])

    out: set[int] = set()
    for start in sorted(rows, key=rank):
        waiting = [start]
        while waiting:
            n = waiting[-1]
            parents = log.parents(n, rows[n][5])
            missing = sorted((p for p in parents if p not in out), key=rank, reverse=True)
            if missing and n not in out:
                waiting += missing
                continue
            waiting.pop()
            if n not in out:
                out.add(n)
                yield rows[n], parents


def _create_out(
    kind: str,
    key: bytes,
    value: bytes | None,
    salt: bytes | None,
    secret: bytes | None,
    withhold: frozenset[tuple[str, str]],
) -> tuple[dict[str, str], dict[str, object]]:
    said: dict[str, object] = orjson.loads(value) if value is not None else {}
    if salt is not None:
        salts: dict[str, str] = orjson.loads(salt)
    else:
        salts = {name: logs.field_salt(secret or b"", key, name).hex() for name in said}
    for name in list(said):
        if (kind, name) in withhold:
            text = logs.canonical(said.pop(name))
            salts[name] = "-" + logs.value_hash(bytes.fromhex(salts[name]), text).hex()
    return salts, said


def sheet_step(export_id: bytes, lamport: int) -> tuple[Header, bytes]:
    """The header and the secret of what is read from a sheet that was given out as `export_id`.

    Nothing else goes into them, so two offices that take in the same edited sheet make the same
    changes. `lamport` is the count of the log when the sheet was made, as its manifest says.
    """
    header = Header(
        replica=export_id,
        seq=0,
        lamport=lamport + 1,
        wall="",
        user="sheet",
        source="",
        kind="sheet",
        label="Sheet",
        undoes=None,
        prev=None,
    )
    return header, blake2b(b"sheet\0" + export_id, digest_size=16).digest()


def edit_line(
    header: Header,
    secret: bytes,
    kind: str,
    uuids: Sequence[bytes],
    field: str,
    value: object,
    *,
    parents: Sequence[bytes] = (),
) -> Line:
    """One edit of a step as a line. `value` is as in the log, `parents` the ids it replaces."""
    key = logs.row_key(kind, *uuids)
    salt = logs.field_salt(secret, key, field)
    hashed = logs.value_hash(salt, logs.canonical(value))
    step = header.hash()
    return [
        "change",
        logs.change_id(step, key, field, parents, (), hashed).hex(),
        step.hex(),
        kind,
        [uuid.hex() for uuid in uuids],
        field,
        sorted(parent.hex() for parent in parents),
        [],
        salt.hex(),
        value,
    ]


@dataclass
class _Incoming:
    step: bytes
    kind: str
    uuids: list[bytes]
    field: str
    parents: list[bytes]
    saw: list[bytes]
    salts: Any
    value: Any
    id: bytes
    line: Line


def take_lines(log: Log, lines: Iterable[Line]) -> Union:
    """Add the changes that are not known yet and settle the rows they touch. In any order, twice or
    in part: the result is that of the set of all changes.
    """
    return _Taking(log).take(lines)


# The salts of a create are JSON in which :"- begins the hash of a withheld field.
_KNOWN = "SELECT n, id, value IS NULL OR instr(salt, x'3a222d') FROM change WHERE row=? AND sub=?"


class _Taking:
    """One union under way."""

    def __init__(self, log: Log) -> None:
        self.log = log
        log.note_state()
        self.n = log.state().next_n
        self.headers: dict[bytes, Header] = {}
        self.runs: dict[bytes, list[int]] = {}
        self.ids: dict[Address, dict[bytes, int]] = {}
        self.touched: dict[tuple[str, Address], Entity] = {}
        self.hollow: set[int] = set()  # known changes of which something was withheld
        self.refused = self.known = self.filled = self.new = 0

    def take(self, lines: Iterable[Line]) -> Union:
        coming = self._read(lines)
        parked = self._unpark()
        before = {change.id for change in parked}
        coming += parked
        coming.sort(key=lambda c: (self.headers[c.step].lamport, c.step, c.id))
        # A pass adds what has its parents; only a child of its own step's change needs another.
        while True:
            left = [change for change in coming if not self._add(change)]
            if len(left) == len(coming):
                break
            coming = left
        for hash_, run in self.runs.items():
            self._write_run(hash_, run)
        self._park(left, before)
        for (_kind, address), entity in self.touched.items():
            settle(self.log, entity, address)
        if self.headers:
            highest = max(header.lamport for header in self.headers.values())
            self.log.cursor.execute("UPDATE replica SET lamport = max(lamport, ?)", (highest,))
        kinds = frozenset(kind for kind, _ in self.touched)
        return Union(self.new, self.known, self.refused, len(left), self.filled, kinds)

    def _read(self, lines: Iterable[Line]) -> list[_Incoming]:
        read: dict[bytes, _Incoming] = {}
        for line in lines:
            try:
                if line[0] == "step":
                    header = Header.from_list(line[1])
                    self.headers[header.hash()] = header
                    continue
                change = _incoming(line)
            except (ValueError, TypeError, IndexError, KeyError, AttributeError):
                self.refused += 1
                continue
            if change.id in read and not _tells_more(change, read[change.id]):
                self.known += 1
            else:
                read[change.id] = change
        kept = [change for change in read.values() if change.step in self.headers]
        self.refused += len(read) - len(kept)
        return kept

    def _unpark(self) -> list[_Incoming]:
        found = self.log.cursor.execute("SELECT line FROM parked ORDER BY id").fetchall()
        out = []
        for (text,) in found:
            said, line = orjson.loads(text)
            header = Header.from_list(said)
            self.headers.setdefault(header.hash(), header)
            out.append(_incoming(line))
        return out

    def _park(self, left: list[_Incoming], before: set[bytes]) -> None:
        kept = {change.id: change for change in left}
        self.log.cursor.executemany(
            "DELETE FROM parked WHERE id=?", [(id_,) for id_ in before - set(kept)]
        )
        self.log.cursor.executemany(
            "INSERT OR REPLACE INTO parked VALUES (?,?)",
            [
                (id_, logs.canonical([self.headers[change.step].listed(), change.line]).decode())
                for id_, change in kept.items()
            ],
        )

    def _add(self, change: _Incoming) -> bool:
        """Add a change, or see that it is known; False while a parent is missing."""
        address = _address(self.log, change)
        if address is None:
            self.refused += 1
            return True
        if address not in self.ids:
            found = self.log.cursor.execute(_KNOWN, address).fetchall()
            self.ids[address] = {bytes(r[1]): r[0] for r in found}
            self.hollow |= {r[0] for r in found if r[2]}
        here = self.ids[address]
        if change.id in here:
            if here[change.id] in self.hollow and _fill(self.log, here[change.id], change):
                self.filled += 1
                self._touch(change, address)
            else:
                self.known += 1
            return True
        if any(parent not in here for parent in change.parents):
            return False
        run = self.runs.setdefault(change.step, [self.n, 0])
        if sum(run) != self.n:  # another step came between: a new stretch of this one
            self._write_run(change.step, run)
            run = self.runs[change.step] = [self.n, 0]
        _insert(self.log, self.n, address, change, [here[parent] for parent in change.parents])
        run[1] += 1
        here[change.id] = self.n
        self.n += 1
        self.new += 1
        self._touch(change, address)
        return True

    def _touch(self, change: _Incoming, address: Address) -> None:
        entity = logs.entity_of(change.kind)
        if entity is not None:
            self.touched[(change.kind, address)] = entity

    def _write_run(self, hash_: bytes, run: list[int]) -> None:
        self.log.write_header(run[0], run[1], self.headers[hash_], None, hash_)


def _incoming(line: Line) -> _Incoming:
    _, said_id, step, kind, uuids, field, parents, saw, salts, value = line
    raw = [bytes.fromhex(uuid) for uuid in uuids]
    if not 1 <= len(raw) <= 2 or any(len(uuid) != 16 for uuid in raw):
        raise ValueError("not the ids of a row")
    key = logs.row_key(kind, *raw)
    if field == CREATE:
        hashes = {
            name: bytes.fromhex(salt[1:])
            if salt[0] == "-"
            else logs.value_hash(bytes.fromhex(salt), logs.canonical(value[name]))
            for name, salt in salts.items()
        }
        if set(value) != {name for name, salt in salts.items() if salt[0] != "-"}:
            raise ValueError("a value without its salt")
        hashed = logs.create_hash(hashes)
    elif salts[0] == "-":
        hashed = bytes.fromhex(salts[1:])
        value = None
    else:
        hashed = logs.value_hash(bytes.fromhex(salts), logs.canonical(value))
    parent_ids = [bytes.fromhex(parent) for parent in parents]
    seen = [bytes.fromhex(head) for head in saw]
    step_hash = bytes.fromhex(step)
    id_ = logs.change_id(step_hash, key, field, parent_ids, seen, hashed)
    if id_.hex() != said_id:
        raise ValueError("the line was altered")
    return _Incoming(step_hash, kind, raw, field, parent_ids, seen, salts, value, id_, line)


def is_intact(line: Line) -> bool:
    """Whether this is a line of a change, and its content gives its id."""
    try:
        _incoming(line)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return False
    return True


def _tells_more(change: _Incoming, other: _Incoming) -> bool:
    """Whether `change`, the same as `other`, comes with values that `other` withholds."""
    if change.field == CREATE:
        return len(change.value) > len(other.value)
    return bool(other.salts[0] == "-" and change.salts[0] != "-")


def _fill(log: Log, n: int, change: _Incoming) -> bool:
    """Add the values of a known change that were withheld when it came; True when there are any."""
    value, salt = log.one("SELECT value, salt FROM change WHERE n=?", n)
    if change.field == CREATE:
        if salt is None:  # our own: nothing is withheld
            return False
        salts = orjson.loads(salt)
        new = {f: text for f, text in change.salts.items() if text[0] != "-" and salts[f][0] == "-"}
        if not new:
            return False
        said = orjson.loads(value) | {name: change.value[name] for name in new}
        stored: object = logs.canonical(said).decode()
        salt = logs.canonical(salts | new)
    else:
        if value is not None or change.salts[0] == "-":
            return False
        stored, salt = _stored(log, change)
    log.cursor.execute("UPDATE change SET value=?, salt=? WHERE n=?", (stored, salt, n))
    return True


def _address(log: Log, change: _Incoming) -> Address | None:
    """The numbers of the change's row; None where an id stands for a row of another kind."""
    entity = logs.entity_of(change.kind)
    if len(change.uuids) == 1:
        kinds = [change.kind]
    elif entity is not None and entity.pair is not None:
        kinds = [kind for _column, kind in entity.pair]
    else:  # of a newer version: its rows are named when it is known what they are
        kinds = ["", ""]
    numbers = []
    for kind, uuid in zip(kinds, change.uuids, strict=True):
        n = log.row_n(kind, uuid)
        if kind and log.row(n)[0] == "":
            log.name_row(n, kind)
        if kind not in ("", log.row(n)[0]):
            return None
        numbers.append(n)
    return (numbers[0], numbers[1] if len(numbers) > 1 else 0)


def _stored(log: Log, change: _Incoming) -> tuple[object, bytes]:
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


def _insert(log: Log, n: int, address: Address, change: _Incoming, parents: list[int]) -> None:
    log.cursor.execute(
        "INSERT INTO change VALUES (?,?,?,?,?,?,?,?)",
        (
            n,
            change.id,
            *address,
            log.field_n(change.kind, change.field),
            parents[0] if len(parents) == 1 else 0 if parents else None,
            *_stored(log, change),
        ),
    )
    if len(parents) > 1:
        log.cursor.executemany("INSERT INTO parents VALUES (?,?)", [(n, p) for p in parents])
    log.cursor.executemany("INSERT INTO saw VALUES (?,?)", [(n, head) for head in change.saw])


def digest(log: Log) -> str:
    """A hash of the set of changes the log holds: equal in offices that hold the same."""
    total = blake2b(digest_size=16)
    for (id_,) in log.cursor.execute("SELECT id FROM change ORDER BY id"):
        total.update(bytes(id_))
    return total.hexdigest()
