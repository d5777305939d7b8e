"""The change log: how a step and its changes are hashed, written and read.

A step (tx) has a header; its hash is BLAKE2b-128 of the header's canonical JSON. A change's id is
BLAKE2b-128 over the step's hash, the row, the field, its parents, what it saw and the salted hash
of its value: so a value can be erased or withheld and the rest still verifies, and the same edited
sheet makes the same ids in two offices. The wall clock is in the header for people to read; order
comes from the Lamport count alone.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson

from workbook.domain.entity import Entity
from workbook.domain.records import ENTITIES
from workbook.storage.state import CREATE, Seen

SCHEMA: Final = 1
Address = tuple[int, int]  # (row, sub): sub is 0 but for pairs


def canonical(value: object) -> bytes:
    """The one JSON text of a value: keys sorted, no blanks, no floats anywhere."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True)
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
        """The header that `listed` gave; raises ValueError, TypeError or IndexError if it is not one."""
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
    """The value hash of a `*` from its fields' hashes, each with its own salt: one can be withheld."""
    text = b"".join(name.encode() + b"\0" + hashes[name] for name in sorted(hashes))
    return blake2b(text, digest_size=16).digest()


def change_id(
    step: bytes,
    key: bytes,
    field: str,
    parents: Sequence[bytes],
    saw: Iterable[bytes],
    hashed: bytes,
) -> bytes:
    seen = sorted(saw)
    head = b"%s\0%s\0%d\0%d\0" % (key, field.encode(), len(parents), len(seen))
    return blake2b(b"".join((step, head, *sorted(parents), *seen, hashed)), digest_size=16).digest()


class Log:
    """Reads and numbers the log through one driver connection. Dictionaries are kept per Log."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self._fields: dict[tuple[str, str], int] = {}
        self._names: dict[int, str] = {}
        self._words: dict[str, int] = {}
        self._coded: dict[bytes, int] = {}
        self._codes: dict[int, bytes] = {}
        self._rows: dict[int, tuple[str, bytes]] = {}

    def one(self, sql: str, *values: object) -> Any:
        return self.cursor.execute(sql, values).fetchone()

    def field_n(self, entity: str, name: str) -> int:
        key = (entity, name)
        if key not in self._fields:
            found = self.one("SELECT n FROM field WHERE entity=? AND name=?", entity, name)
            if found is None:
                self.cursor.execute("INSERT INTO field(entity, name) VALUES (?, ?)", key)
                found = (self.cursor.lastrowid,)
            self._fields[key] = found[0]
        return self._fields[key]

    def field_name(self, n: int) -> str:
        if n not in self._names:
            self._names[n] = self.one("SELECT name FROM field WHERE n=?", n)[0]
        return self._names[n]

    def word_n(self, text: str) -> int:
        if text not in self._words:
            found = self.one("SELECT n FROM word WHERE text=?", text)
            if found is None:
                self.cursor.execute("INSERT INTO word(text) VALUES (?)", (text,))
                found = (self.cursor.lastrowid,)
            self._words[text] = found[0]
        return self._words[text]

    def word(self, n: int) -> str:
        return str(self.one("SELECT text FROM word WHERE n=?", n)[0])

    def code_n(self, value: bytes) -> int:
        if value not in self._coded:
            found = self.one("SELECT n FROM coded WHERE json=?", value.decode())
            if found is None:
                self.cursor.execute("INSERT INTO coded(json) VALUES (?)", (value.decode(),))
                found = (self.cursor.lastrowid,)
            self._coded[value] = found[0]
        return self._coded[value]

    def value(self, stored: object) -> bytes | None:
        """Canonical JSON of a value as it stands in the change table; None when erased."""
        if stored is None:
            return None
        if isinstance(stored, int):
            if stored not in self._codes:
                self._codes[stored] = self.one("SELECT json FROM coded WHERE n=?", stored)[
                    0
                ].encode()
            return self._codes[stored]
        return str(stored).encode()

    def row_n(self, entity: str, uuid: bytes) -> int:
        """The number of the row with this id; numbered now if it was not known."""
        found = self.one("SELECT n FROM row WHERE uuid=?", uuid)
        if found is not None:
            return int(found[0])
        self.cursor.execute("INSERT INTO row(entity, uuid) VALUES (?, ?)", (entity, uuid))
        return int(self.cursor.lastrowid)

    def row(self, n: int) -> tuple[str, bytes]:
        """(entity, id) of a numbered row."""
        if n not in self._rows:
            entity, uuid = self.one("SELECT entity, uuid FROM row WHERE n=?", n)
            self._rows[n] = (entity, bytes(uuid))
        return self._rows[n]

    def key(self, entity: Entity, address: Address) -> bytes:
        """`row_key` of a row by its numbers."""
        first = self.row(address[0])[1]
        if entity.pair is None:
            return row_key(entity.name, first)
        return row_key(entity.name, first, self.row(address[1])[1])

    def next_n(self) -> int:
        """The number of the next change: one more than the last ever, so that a gap is a loss."""
        found = self.one("SELECT n + count FROM tx ORDER BY n DESC LIMIT 1")
        return int(found[0]) if found else 1

    def last_lamport(self) -> int:
        return int(self.one("SELECT coalesce(max(lamport), 0) FROM tx")[0])

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
                Header(bytes(said[0]), *said[1:8], _bytes(said[8]), _bytes(said[9]), said[10]),
            )
            for n, count, secret, hash_, *said in self.cursor.execute(sql, values).fetchall()
        ]

    def seen(self, address: Address) -> list[Seen]:
        """Every change of one row, in the order of arrival."""
        found = self.cursor.execute(
            "SELECT n, id, field, parent, value, salt FROM change WHERE row=? AND sub=? ORDER BY n",
            address,
        ).fetchall()
        return list(self._as_seen(found))

    def _as_seen(self, found: Iterable[Sequence[Any]]) -> Iterator[Seen]:
        for n, id_, field_n, parent, value, salt in found:
            name = self.field_name(field_n)
            seen: frozenset[bytes] = frozenset()
            if name == "alive":
                seen = frozenset(
                    bytes(r[0])
                    for r in self.cursor.execute(
                        "SELECT seen FROM saw WHERE change=?", (n,)
                    ).fetchall()
                )
            withheld: frozenset[str] = frozenset()
            if name == CREATE and salt is not None:
                withheld = frozenset(
                    field for field, text in orjson.loads(salt).items() if text[0] == "-"
                )
            yield Seen(
                n,
                bytes(id_),
                name,
                self.parents(n, parent),
                self.value(value),
                self.lamport_of(n),
                seen,
                withheld,
            )

    def parents(self, n: int, parent: int | None) -> tuple[int, ...]:
        if parent is None:
            return ()
        if parent:
            return (parent,)
        return tuple(
            r[0]
            for r in self.cursor.execute(
                "SELECT parent FROM parents WHERE change=? ORDER BY parent", (n,)
            ).fetchall()
        )

    def lamport_of(self, n: int) -> int:
        return int(self.one("SELECT lamport FROM tx WHERE n <= ? ORDER BY n DESC LIMIT 1", n)[0])


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else None


@dataclass(frozen=True)
class Step:
    """A step as it stands in the log. `secret` is None for one that came from elsewhere."""

    n: int
    count: int
    secret: bytes | None
    hash: bytes
    header: Header


class StepIndex:
    """Finds the step a change belongs to, for whole-log passes."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._starts = [step.n for step in steps]
        self._steps = steps

    def of(self, n: int) -> Step:
        return self._steps[bisect.bisect_right(self._starts, n) - 1]


def entity_of(name: str) -> Entity | None:
    """The declared kind of record, or None for one of a newer version."""
    return ENTITIES.get(name)
