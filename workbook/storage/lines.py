"""The log as lines: what a file of the exchange carries.

A line is a list: `["step", header]` or `["change", id, step, entity, row, field, parents, saw,
salt, value]`, ids as hex. `id` follows from the rest, so that an altered line is noticed. Of a `*`
create, salt is an object {field: salt or "-" + value hash}, the latter where the field was
withheld or erased; so is the salt of an edit whose value was. Lines come parents first, and are the
same in every office that holds the same changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson

from workbook.storage import erasing
from workbook.storage import log as logs
from workbook.storage.log import Address, Header, Log, Step
from workbook.storage.state import ALIVE, CREATE

Line = list[Any]


def lines_out(
    log: Log,
    *,
    withhold: Collection[tuple[str, str]] = (),
    rows: Collection[Address] | None = None,
) -> Iterator[Line]:
    """Every step and change of the log, or of `rows`, each with all its history.

    Fields in `withhold`, (entity, field), go without value. Lines are made as they are asked for:
    the log must not change meanwhile.
    """
    return _Telling(log, frozenset(withhold), rows).lines()


_ORDER: Final = (
    "SELECT c.n FROM tx t JOIN change c ON c.n >= t.n AND c.n < t.n + t.count"
    " ORDER BY t.lamport, t.hash, c.id"
)
_TOLD: Final = (
    "SELECT c.n, c.id, c.parent, c.value, c.salt, f.entity, f.name,"
    " (SELECT uuid FROM row WHERE n = c.row), (SELECT uuid FROM row WHERE n = c.sub),"
    " (SELECT id FROM change WHERE n = c.parent)"
    " FROM change c JOIN field f ON f.n = c.field WHERE c.n IN ({})"
)
_AT_ONCE: Final = 500


class _Telling:
    """The changes by (Lamport count, step, id), but each after its parents."""

    def __init__(
        self, log: Log, withhold: frozenset[tuple[str, str]], rows: Collection[Address] | None
    ) -> None:
        self.log = log
        self.withhold = withhold
        self.step: Step | None = None
        self.headed: set[bytes] = set()
        # By number: 1 where a change is told already, or not to be told.
        size = log.one("SELECT coalesce(max(n), 0) FROM change")[0] + 1
        self.done = bytearray(size)
        if rows is not None:
            self.done = bytearray(b"\1") * size
            for address in rows:
                for (n,) in log.cursor.execute(
                    "SELECT n FROM change WHERE row=? AND sub=?", address
                ).fetchall():
                    self.done[n] = 0

    def lines(self) -> Iterator[Line]:
        ordered = self.log.cursor.connection.execute(_ORDER)
        while numbers := [n for (n,) in ordered.fetchmany(_AT_ONCE)]:
            told = self._told([n for n in numbers if not self.done[n]])
            for n in numbers:
                if not self.done[n]:
                    yield from self._from(n, told)

    def _from(self, first: int, at_hand: Mapping[int, Sequence[Any]]) -> Iterator[Line]:
        """The lines of a change that is not told yet, after those of the changes it stands on."""
        waiting = [first]
        while waiting:
            n = waiting[-1]
            told = at_hand.get(n) or self._told([n])[n]
            parents = self._parents(n, told)
            missing = [parent for parent in parents if not self.done[parent]]
            if missing and not self.done[n]:
                waiting += sorted(missing, key=self._rank, reverse=True)
                continue
            waiting.pop()
            if not self.done[n]:
                self.done[n] = 1
                yield from self._lines_of(n, told, sorted(id_.hex() for id_ in parents.values()))

    def _told(self, numbers: Sequence[int]) -> dict[int, Sequence[Any]]:
        """What the log says of changes, by number."""
        marks = ",".join("?" * len(numbers))
        found = self.log.cursor.execute(_TOLD.format(marks), numbers).fetchall()
        return {row[0]: row[1:] for row in found}

    def _parents(self, n: int, told: Sequence[Any]) -> dict[int, bytes]:
        if told[1] is None:
            return {}
        if told[1]:
            return {told[1]: bytes(told[8])}
        found = self.log.cursor.execute(
            "SELECT p.parent, c.id FROM parents p JOIN change c ON c.n = p.parent WHERE p.change=?",
            (n,),
        ).fetchall()
        return {parent: bytes(id_) for parent, id_ in found}

    def _rank(self, n: int) -> tuple[int, bytes, bytes]:
        step = self._step_of(n)
        return (step.header.lamport, step.hash, bytes(self._told([n])[n][0]))

    def _step_of(self, n: int) -> Step:
        if self.step is None or not self.step.holds(n):
            (self.step,) = self.log.steps("WHERE n <= ? ORDER BY n DESC LIMIT 1", n)
        return self.step

    def _lines_of(self, n: int, told: Sequence[Any], parents: list[str]) -> Iterator[Line]:
        id_, _parent, stored, salt, kind, name, one, other, _parent_id = told
        step = self._step_of(n)
        if step.hash not in self.headed:
            self.headed.add(step.hash)
            yield ["step", step.header.listed()]
        value = self.log.value(stored)
        uuids = [one] if other is None else [one, other]
        key = logs.row_key(kind, *uuids)
        line: Line = [
            "change",
            id_.hex(),
            step.hash.hex(),
            kind,
            [uuid.hex() for uuid in uuids],
            name,
            parents,
            sorted(head.hex() for head in self.log.saw(n)) if name == ALIVE else [],
        ]
        if name == CREATE:
            line += self._create(kind, key, value, salt, step.secret)
        elif value is None:
            line += ["-" + salt.hex(), None]
        else:
            own = salt if salt is not None else logs.field_salt(step.secret or b"", key, name)
            if (kind, name) in self.withhold:
                line += ["-" + logs.value_hash(own, value).hex(), None]
            else:
                line += [own.hex(), orjson.loads(value)]
        yield line

    def _create(
        self, kind: str, key: bytes, value: bytes | None, salt: Any, secret: bytes | None
    ) -> list[dict[str, Any]]:
        said: dict[str, object] = orjson.loads(value) if value is not None else {}
        if salt is not None:
            salts: dict[str, str] = orjson.loads(salt)
        else:
            salts = {name: logs.field_salt(secret or b"", key, name).hex() for name in said}
        kept_back = [name for name in said if (kind, name) in self.withhold]
        return list(erasing.without(kept_back, salts, said) if kept_back else (salts, said))


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


@dataclass(slots=True)
class Incoming:
    """A change as a line says it. `place` is that of its line, None for one that was parked."""

    step: bytes
    kind: str
    uuids: list[bytes]
    field: str
    parents: list[bytes]
    saw: list[bytes]
    salts: Any
    value: Any
    id: bytes
    place: int | None = None

    def line(self) -> Line:
        return [
            "change",
            self.id.hex(),
            self.step.hex(),
            self.kind,
            [uuid.hex() for uuid in self.uuids],
            self.field,
            [parent.hex() for parent in self.parents],
            [head.hex() for head in self.saw],
            self.salts,
            self.value,
        ]

    @property
    def tells(self) -> int:
        """How much it tells; less than nothing where any of it was withheld."""
        if self.field == CREATE:
            withheld = any(salt[0] == "-" for salt in self.salts.values())
            return len(self.value) - 1_000_000 if withheld else len(self.value)
        return -1 if self.salts[0] == "-" else 1

    def drop(self, names: Collection[str]) -> bool:
        """Make it what an erased change is, where it tells one of these fields; True if it did."""
        if self.field == CREATE:
            salts, said = erasing.without(names, self.salts, self.value)
            told = len(said) < len(self.value)
            self.salts, self.value = salts, said
            return told
        if not erasing.reaches(names, self.field) or self.salts[0] == "-":
            return False
        salt = bytes.fromhex(self.salts)
        self.salts = "-" + logs.value_hash(salt, logs.canonical(self.value)).hex()
        self.value = None
        return True


UNFIT: Final = (ValueError, TypeError, IndexError, KeyError, AttributeError)


def is_intact(line: Line) -> bool:
    """Whether this is a line of a change, and its content gives its id."""
    try:
        incoming(line)
    except UNFIT:
        return False
    return True


def incoming(line: Line) -> Incoming:
    """The change of a line; ValueError and the like where it is none, or was altered."""
    _, said_id, step, kind, uuids, field, parents, saw, salts, value = line
    raw = [bytes.fromhex(uuid) for uuid in uuids]
    if not 1 <= len(raw) <= 2 or any(len(uuid) != 16 for uuid in raw):
        raise ValueError("not the ids of a row")
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
    step_hash = bytes.fromhex(step)
    parent_ids = sorted(bytes.fromhex(parent) for parent in parents) if parents else []
    seen = sorted(bytes.fromhex(head) for head in saw) if saw else []
    id_ = logs.change_id(step_hash, logs.row_key(kind, *raw), field, parent_ids, seen, hashed)
    if id_.hex() != said_id:
        raise ValueError("the line was altered")
    return Incoming(step_hash, kind, raw, field, parent_ids, seen, salts, value, id_)
