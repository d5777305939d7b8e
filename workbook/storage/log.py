"""The change log: how a step and its changes are hashed, written and read.

A step (tx) has a header; its hash is BLAKE2b-128 of the header's canonical JSON. A change's id is
BLAKE2b-128 over the step's hash, the row, the field, its parents, what it saw and the salted hash
of its value: so a value can be erased or withheld and the rest still verifies, and the same edited
sheet makes the same ids in two offices. The wall clock is in the header for people to read; order
comes from the Lamport count alone.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import orjson

from workbook.domain.entity import Entity
from workbook.domain.records import ENTITIES
from workbook.storage.state import ALIVE, CREATE, Seen

SCHEMA: Final = 1
Address = tuple[int, int]  # (row, sub): sub is 0 but for pairs
_ROWS_REMEMBERED: Final = 200_000
_HIGHEST: Final = 1 << 52


def canonical(value: object) -> bytes:
    """The one JSON text of a value: keys sorted, no blanks, no floats anywhere."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a step as a whole.

    `kind` is edit, import, undo, issue, show, ...; `undoes` the hash of the step taken back.
    `prev` is the hash of this replica's step before it.
    """

    replica: bytes
    seq: int
    lamport: int
    wall: str
    user: str
    source: str
    kind: str
    label: str
    undoes: bytes | None
    prev: bytes | None
    schema: int = SCHEMA

    def listed(self) -> list[object]:
        return [
            self.replica.hex(),
            self.seq,
            self.lamport,
            self.wall,
            self.user,
            self.schema,
            self.source,
            self.kind,
            self.label,
            self.undoes.hex() if self.undoes else None,
            self.prev.hex() if self.prev else None,
        ]

    @classmethod
    def from_list(cls, said: Sequence[Any]) -> Header:
        """The header that `listed` gave; ValueError, TypeError or IndexError if it is not one."""
        if not all(0 <= int(said[i]) < _HIGHEST for i in (1, 2, 5)):
            raise ValueError("a number no step can have")
        return cls(
            bytes.fromhex(said[0]),
            int(said[1]),
            int(said[2]),
            str(said[3]),
            str(said[4]),
            str(said[6]),
            str(said[7]),
            str(said[8]),
            bytes.fromhex(said[9]) if said[9] else None,
            bytes.fromhex(said[10]) if said[10] else None,
            int(said[5]),
        )

    def hash(self) -> bytes:
        return blake2b(canonical(self.listed()), digest_size=16).digest()


def row_key(entity: str, *uuids: bytes) -> bytes:
    """What stands for a row in a change's id: its kind and its id, or the two of a pair."""
    return entity.encode() + b"\0" + b"".join(uuids)


def field_salt(secret: bytes, key: bytes, field: str) -> bytes:
    """The 8-byte salt of a value of our own: it follows from the step's secret."""
    return blake2b(key + field.encode(), key=secret, digest_size=8).digest()


def value_hash(salt: bytes, value: bytes) -> bytes:
    return blake2b(salt + value, digest_size=16).digest()


def create_hash(hashes: Mapping[str, bytes]) -> bytes:
    """The value hash of a `*` from its fields' hashes, each salted: so that one can be withheld."""
    text = b"".join(name.encode() + b"\0" + hashes[name] for name in sorted(hashes))
    return blake2b(text, digest_size=16).digest()


def change_id(
    step: bytes,
    key: bytes,
    field: str,
    parents: Sequence[bytes],
    saw: Collection[bytes],
    hashed: bytes,
) -> bytes:
    seen = sorted(saw)
    head = b"%s\0%s\0%d\0%d\0" % (key, field.encode(), len(parents), len(seen))
    return blake2b(b"".join((step, head, *sorted(parents), *seen, hashed)), digest_size=16).digest()


class FirstIds:
    """`change_id` of a step's changes that replace nothing, fast for the many of a bulk."""

    def __init__(self, step: bytes, secret: bytes) -> None:
        self._salting = blake2b(key=secret, digest_size=8)
        self._naming = blake2b(step, digest_size=16)

    def of(self, key: bytes, field: bytes, value: bytes) -> bytes:
        salt = self._salting.copy()
        salt.update(key + field)
        id_ = self._naming.copy()
        hashed = blake2b(salt.digest() + value, digest_size=16).digest()
        id_.update(b"%s\0%s\x000\x000\0%s" % (key, field, hashed))
        return id_.digest()


@dataclass(frozen=True)
class State:
    """Where the log stands when a step begins: `seq` and `prev` are of this replica's last step.

    `next_n` is one more than the last number ever given, so that a gap is a loss.
    """

    seq: int
    lamport: int
    prev: bytes | None
    next_n: int
    conflicts: bool
    erasures: bool


class Names:
    """What the dictionaries of the log are known to say. Only good while no step is rolled back."""

    def __init__(self) -> None:
        self.fields: dict[tuple[str, str], int] = {}
        self.field_names: dict[int, str] = {}
        self.words: dict[str, int] = {}
        self.coded: dict[bytes, int] = {}
        self.codes: dict[int, bytes] = {}
        self.rows: dict[int, tuple[str, bytes]] = {}
        self.numbers: dict[bytes, int] = {}

    def trim(self) -> None:
        """Forget rows, which are many, when they would take much memory."""
        if len(self.rows) + len(self.numbers) > _ROWS_REMEMBERED:
            self.rows.clear()
            self.numbers.clear()


class Log:
    """Reads and numbers the log through one driver cursor."""

    def __init__(self, cursor: Any, names: Names | None = None, *, read_only: bool = False) -> None:
        """With `read_only` nothing is numbered anew: what has no number gets -1."""
        self.cursor = cursor
        self.written = False  # a change was added, or a value that was withheld
        self.erased = False  # values that stood in the file were dropped for good
        self._names = names or Names()
        self._read_only = read_only

    def one(self, sql: str, *values: object) -> Any:
        return self.cursor.execute(sql, values).fetchone()

    def field_n(self, entity: str, name: str) -> int:
        known = self._names.fields
        key = (entity, name)
        if key not in known:
            found = self.one("SELECT n FROM field WHERE entity=? AND name=?", entity, name)
            if found is None and self._read_only:
                return -1
            if found is None:
                self.cursor.execute("INSERT INTO field(entity, name) VALUES (?, ?)", key)
                found = (self.cursor.lastrowid,)
            known[key] = int(found[0])
        return known[key]

    def field_name(self, n: int) -> str:
        known = self._names.field_names
        if n not in known:
            known[n] = str(self.one("SELECT name FROM field WHERE n=?", n)[0])
        return known[n]

    def field_of(self, n: int) -> tuple[str, str]:
        """(kind of record, field) of a numbered field."""
        entity, name = self.one("SELECT entity, name FROM field WHERE n=?", n)
        return str(entity), str(name)

    def word_n(self, text: str) -> int:
        known = self._names.words
        if text not in known:
            found = self.one("SELECT n FROM word WHERE text=?", text)
            if found is None:
                self.cursor.execute("INSERT INTO word(text) VALUES (?)", (text,))
                found = (self.cursor.lastrowid,)
            known[text] = int(found[0])
        return known[text]

    def code_n(self, value: bytes) -> int:
        known = self._names.coded
        if value not in known:
            found = self.one("SELECT n FROM coded WHERE json=?", value.decode())
            if found is None:
                self.cursor.execute("INSERT INTO coded(json) VALUES (?)", (value.decode(),))
                found = (self.cursor.lastrowid,)
            known[value] = int(found[0])
        return known[value]

    def value(self, stored: object) -> bytes | None:
        """Canonical JSON of a value as it stands in the change table; None when erased."""
        if stored is None:
            return None
        if isinstance(stored, int):
            known = self._names.codes
            if stored not in known:
                known[stored] = self.one("SELECT json FROM coded WHERE n=?", stored)[0].encode()
            return known[stored]
        return str(stored).encode()

    def find_row(self, uuid: bytes) -> int | None:
        """The number of the row with this id, or None where it was never heard of."""
        n = self._names.numbers.get(uuid)
        if n is None:
            found = self.one("SELECT n FROM row WHERE uuid=?", uuid)
            if found is None:
                return None
            n = self._names.numbers[uuid] = int(found[0])
        return n

    def row_n(self, entity: str, uuid: bytes) -> int:
        """The number of the row with this id; numbered now if it was not known."""
        n = self.find_row(uuid)
        if n is None and self._read_only:
            return -1
        if n is None:
            self.cursor.execute("INSERT INTO row(entity, uuid) VALUES (?, ?)", (entity, uuid))
            n = self._names.numbers[uuid] = int(self.cursor.lastrowid)
            self._names.rows[n] = (entity, uuid)
        return n

    def row(self, n: int) -> tuple[str, bytes]:
        """(entity, id) of a numbered row."""
        known = self._names.rows
        if n not in known:
            entity, uuid = self.one("SELECT entity, uuid FROM row WHERE n=?", n)
            known[n] = (entity, bytes(uuid))
            self._names.numbers[known[n][1]] = n
        return known[n]

    def name_row(self, n: int, entity: str) -> None:
        """Say of which kind a row is that a newer version's change named before it was known."""
        self.cursor.execute("UPDATE row SET entity=? WHERE n=?", (entity, n))
        self._names.rows.pop(n, None)

    def key(self, entity: Entity, address: Address) -> bytes:
        """`row_key` of a row by its numbers."""
        known = self._names.rows
        first = (known.get(address[0]) or self.row(address[0]))[1]
        if entity.pair is None:
            return row_key(entity.name, first)
        second = (known.get(address[1]) or self.row(address[1]))[1]
        return b"%s\0%s%s" % (entity.name.encode(), first, second)

    def state(self) -> State:
        """Read from the last step where that is our own, else as `note_state` last noted it."""
        seq, lamport, prev, conflicts, erasures, next_n, ours, *last = self.one(
            "SELECT r.seq, r.lamport, r.prev, EXISTS (SELECT 1 FROM conflict),"
            " EXISTS (SELECT 1 FROM erased), t.n + t.count,"
            " t.replica = r.replica AND t.secret IS NOT NULL, t.seq, t.lamport, t.hash"
            " FROM replica r LEFT JOIN tx t ON t.n = (SELECT max(n) FROM tx)"
        )
        if ours:
            seq, lamport, prev = last[0], max(lamport, last[1]), last[2]
        return State(seq, lamport, _bytes(prev), next_n or 1, bool(conflicts), bool(erasures))

    def note_state(self) -> None:
        """Note where our steps stand: before others' come behind them, and for `check`, which so
        misses the last ones if they are deleted. Not at each step: it would cost a page.
        """
        state = self.state()
        self.cursor.execute(
            "UPDATE replica SET seq=?, lamport=?, prev=?", (state.seq, state.lamport, state.prev)
        )

    def write_header(
        self, n: int, count: int, header: Header, secret: bytes | None, hash_: bytes
    ) -> None:
        self.cursor.execute(
            'INSERT INTO tx(n, count, replica, seq, lamport, wall, "user", schema, source, kind,'
            " label, undoes, prev, secret, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                n,
                count,
                header.replica,
                header.seq,
                header.lamport,
                header.wall,
                self.word_n(header.user),
                header.schema,
                self.word_n(header.source),
                self.word_n(header.kind),
                self.word_n(header.label),
                header.undoes,
                header.prev,
                secret,
                hash_,
            ),
        )

    _HEADER = (
        "SELECT n, count, secret, hash, replica, seq, lamport, wall,"
        ' (SELECT text FROM word WHERE n = tx."user"), (SELECT text FROM word WHERE n = source),'
        " (SELECT text FROM word WHERE n = kind), (SELECT text FROM word WHERE n = label),"
        " undoes, prev, schema FROM tx"
    )

    def steps(self, where: str = "", *values: object) -> list[Step]:
        """Steps as they stand, by `where` (SQL behind FROM tx), or all in the order of arrival."""
        sql = f"{self._HEADER} {where or 'ORDER BY n'}"
        return [
            Step(
                n,
                count,
                bytes(secret) if secret is not None else None,
                bytes(hash_),
                Header(
                    replica=bytes(said[0]),
                    seq=said[1],
                    lamport=said[2],
                    wall=said[3],
                    user=said[4],
                    source=said[5],
                    kind=said[6],
                    label=said[7],
                    undoes=_bytes(said[8]),
                    prev=_bytes(said[9]),
                    schema=said[10],
                ),
            )
            for n, count, secret, hash_, *said in self.cursor.execute(sql, values).fetchall()
        ]

    def seen(self, address: Address) -> list[Seen]:
        """Every change of one row, in the order of arrival."""
        found = self.cursor.execute(_SEEN, address).fetchall()
        return [self._seen(*row) for row in found]

    def _seen(
        self,
        n: int,
        id_: Any,
        field_n: int,
        parent: int | None,
        value: object,
        salt: Any,
        lamport: int,
    ) -> Seen:
        name = self.field_name(field_n)
        return Seen(
            n,
            bytes(id_),
            name,
            self.parents(n, parent),
            self.value(value),
            lamport,
            self.saw(n) if name == ALIVE else frozenset(),
            withheld_in(salt) if name == CREATE else frozenset(),
        )

    def parents(self, n: int, parent: int | None) -> tuple[int, ...]:
        if parent is None:
            return ()
        if parent:
            return (parent,)
        found = self.cursor.execute(
            "SELECT parent FROM parents WHERE change=? ORDER BY parent", (n,)
        ).fetchall()
        return tuple(r[0] for r in found)

    def saw(self, n: int) -> frozenset[bytes]:
        found = self.cursor.execute("SELECT seen FROM saw WHERE change=?", (n,)).fetchall()
        return frozenset(bytes(r[0]) for r in found)

    def every_row(self) -> Iterator[tuple[str, Address, list[Seen]]]:
        """(kind, address, changes in the order of arrival) of every row, in one pass."""
        steps = self.steps()
        index = StepIndex(steps)
        fields = {
            n: (kind, name) for n, kind, name in self._all("SELECT n, entity, name FROM field")
        }
        several: dict[int, list[int]] = {}
        for n, parent in self._all("SELECT change, parent FROM parents ORDER BY change, parent"):
            several.setdefault(n, []).append(parent)
        saw: dict[int, set[bytes]] = {}
        for n, seen in self._all("SELECT change, seen FROM saw"):
            saw.setdefault(n, set()).add(bytes(seen))
        here: tuple[str, Address] | None = None
        changes: list[Seen] = []
        for n, id_, row, sub, field_n, parent, value, salt in self.cursor.connection.execute(
            "SELECT n, id, row, sub, field, parent, value, salt FROM change ORDER BY row, sub, n"
        ):
            kind, name = fields.get(field_n, ("", ""))
            if here != (kind, (row, sub)):
                if here is not None:
                    yield *here, changes
                here, changes = (kind, (row, sub)), []
            changes.append(
                Seen(
                    n,
                    bytes(id_),
                    name,
                    () if parent is None else (parent,) if parent else tuple(several.get(n, ())),
                    self.value(value),
                    index.of(n).header.lamport,
                    frozenset(saw.get(n, ())),
                    withheld_in(salt) if name == CREATE else frozenset(),
                )
            )
        if here is not None:
            yield *here, changes

    def rows_since(self, first: int) -> Iterator[tuple[str, Address, list[Seen]]]:
        """(kind, address, all changes) of the rows that changes from `first` on are of.

        The log must not change meanwhile; tables may.
        """
        kinds = dict(self._all("SELECT n, entity FROM field"))
        # A cross join keeps the order of its loops: the changes of a row come together.
        found = self.cursor.connection.execute(_SINCE, (first,))
        for (row, sub), rows in groupby(found, itemgetter(0, 1)):
            changes = list(rows)
            kind = kinds[changes[0][4]]
            yield kind, (row, sub), [self._seen(*said[2:]) for said in changes]

    def kind_of(self, address: Address) -> str:
        """The kind of record a row is, from the changes it has."""
        (field,) = self.one("SELECT field FROM change WHERE row=? AND sub=? LIMIT 1", *address)
        return self.field_of(field)[0]

    def _all(self, sql: str) -> list[Any]:
        return list(self.cursor.execute(sql).fetchall())


_SEEN: Final = (
    "SELECT n, id, field, parent, value, salt, (SELECT lamport FROM tx WHERE tx.n <= change.n"
    " ORDER BY tx.n DESC LIMIT 1) FROM change WHERE row=? AND sub=? ORDER BY n"
)


_SINCE: Final = (
    "SELECT t.row, t.sub, c.n, c.id, c.field, c.parent, c.value, c.salt,"
    " (SELECT lamport FROM tx WHERE tx.n <= c.n ORDER BY tx.n DESC LIMIT 1)"
    " FROM (SELECT DISTINCT row, sub FROM change WHERE n >= ?) t"
    " CROSS JOIN change c ON c.row = t.row AND c.sub = t.sub"
)


def withheld_in(salt: bytes | None) -> frozenset[str]:
    """The fields a create holds at home but did not bring here, from its stored salts."""
    if salt is None:
        return frozenset()
    return frozenset(field for field, text in orjson.loads(salt).items() if text[0] == "-")


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else None


@dataclass(frozen=True)
class Step:
    """A step as it stands in the log. `secret` is None for one that came from elsewhere, empty for
    one of ours of which something was erased: then the salts stand in full.

    One that came in parts stands as several, alike but for `n` and `count`.
    """

    n: int
    count: int
    secret: bytes | None
    hash: bytes
    header: Header

    def holds(self, n: int) -> bool:
        return self.n <= n < self.n + self.count


class StepIndex:
    """Finds the step a change belongs to, for whole-log passes."""

    def __init__(self, steps: Sequence[Step]) -> None:
        """`steps` in the order of arrival, as `Log.steps` gives them."""
        self._starts = [step.n for step in steps]
        self._steps = steps

    def of(self, n: int) -> Step:
        return self._steps[bisect.bisect_right(self._starts, n) - 1]


def entity_of(name: str) -> Entity | None:
    """The declared kind of record, or None for one of a newer version."""
    return ENTITIES.get(name)
