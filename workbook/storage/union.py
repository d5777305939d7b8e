"""The log as lines, and the union of two logs: what office-to-office exchange stands on.

A line is a list: `["step", header]` or `["change", step, entity, row, field, parents, saw, salt,
value]`, ids as hex. Of a `*` create, salt is an object {field: salt or "-" + value hash}, the
latter where the field was withheld. Lines come parents first, and are the same in every office
that holds the same changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from workbook.domain.entity import Entity
from workbook.storage import log as logs
from workbook.storage.cells import settle
from workbook.storage.log import Address, Header, Log, StepIndex
from workbook.storage.state import CREATE

Line = list[Any]


@dataclass(frozen=True)
class Union:
    """What a union brought. `refused` are lines whose content does not give their id or step,
    `parked` those whose parents are not known; both are counted, none is dropped unseen.
    """

    new: int
    known: int
    refused: int
    parked: int
    kinds: frozenset[str]


def lines_out(log: Log, *, withhold: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Line]:
    """Every step and change of the log. Fields in `withhold`, (entity, field), go without value."""
    steps = log.steps()
    index = StepIndex(steps)
    told: set[bytes] = set()
    found = log.cursor.execute(
        "SELECT n, id, row, sub, field, parent, value, salt,"
        " (SELECT entity FROM field WHERE n = change.field) FROM change"
    ).fetchall()
    ordered = sorted(
        found, key=lambda r: (index.of(r[0]).header.lamport, index.of(r[0]).hash, r[1])
    )
    for n, _id, row, sub, field_n, parent, stored, salt, kind in ordered:
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
            step.hash.hex(),
            kind,
            [uuid.hex() for uuid in uuids],
            name,
            sorted(_id_of(log, p) for p in log.parents(n, parent)),
            sorted(
                bytes(r[0]).hex()
                for r in log.cursor.execute("SELECT seen FROM saw WHERE change=?", (n,)).fetchall()
            ),
        ]
        if name == CREATE:
            salts, said = _create_out(kind, key, value, salt, step.secret, withhold)
            yield [*line, salts, said]
        else:
            own = (
                bytes(salt) if salt is not None else logs.field_salt(step.secret or b"", key, name)
            )
            if (kind, name) in withhold or value is None:
                hashed = own if value is None else logs.value_hash(own, value)
                yield [*line, "-" + hashed.hex(), None]
            else:
                yield [*line, own.hex(), orjson.loads(value)]


def _id_of(log: Log, n: int) -> str:
    return bytes(log.one("SELECT id FROM change WHERE n=?", n)[0]).hex()


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


def take_lines(log: Log, lines: Iterable[Line]) -> Union:
    """Add the changes that are not known yet and settle the rows they touch. In any order, twice or
    in part: the result is that of the set of all changes.
    """
    headers: dict[bytes, Header] = {}
    coming: list[_Incoming] = []
    refused = 0
    for line in lines:
        try:
            if line[0] == "step":
                header = Header.from_list(line[1])
                headers[header.hash()] = header
            else:
                coming.append(_incoming(line))
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            refused += 1
    coming_known = [change for change in coming if change.step in headers]
    refused += len(coming) - len(coming_known)
    coming_known.sort(key=lambda c: (headers[c.step].lamport, c.step, c.id))
    new = known = parked = 0
    touched: dict[tuple[str, Address], Entity] = {}
    ids: dict[Address, dict[bytes, int]] = {}
    n = log.next_n()
    steps: dict[bytes, list[int]] = {}
    for change in coming_known:
        address = _address(log, change)
        if address not in ids:
            ids[address] = {
                bytes(r[1]): r[0]
                for r in log.cursor.execute(
                    "SELECT n, id FROM change WHERE row=? AND sub=?", address
                ).fetchall()
            }
        here = ids[address]
        if change.id in here:
            known += 1
            continue
        if any(parent not in here for parent in change.parents):
            parked += 1
            continue
        run = steps.setdefault(change.step, [n, 0])
        if run[0] + run[1] != n:  # another step came between: a new stretch of this one
            _write_step(log, headers[change.step], change.step, run)
            run = steps[change.step] = [n, 0]
        _insert(log, n, address, change, [here[parent] for parent in change.parents])
        run[1] += 1
        here[change.id] = n
        n += 1
        new += 1
        entity = logs.entity_of(change.kind)
        if entity is not None:
            touched[(change.kind, address)] = entity
    for hash_, run in steps.items():
        _write_step(log, headers[hash_], hash_, run)
    for (_kind, address), entity in touched.items():
        settle(log, entity, address)
    return Union(new, known, refused, parked, frozenset(kind for kind, _ in touched))


def _write_step(log: Log, header: Header, hash_: bytes, run: list[int]) -> None:
    log.write_header(run[0], run[1], header, None, hash_)


def _incoming(line: Line) -> _Incoming:
    _, step, kind, uuids, field, parents, saw, salts, value = line
    raw = [bytes.fromhex(uuid) for uuid in uuids]
    key = logs.row_key(kind, *raw)
    if field == CREATE:
        hashes = {
            name: bytes.fromhex(salt[1:])
            if salt[0] == "-"
            else logs.value_hash(bytes.fromhex(salt), logs.canonical(value[name]))
            for name, salt in salts.items()
        }
        if set(value) - set(salts):
            raise ValueError("a value without its salt")
        hashed = logs.create_hash(hashes)
    elif salts[0] == "-":
        hashed = bytes.fromhex(salts[1:])
    else:
        hashed = logs.value_hash(bytes.fromhex(salts), logs.canonical(value))
    parent_ids = [bytes.fromhex(parent) for parent in parents]
    seen = [bytes.fromhex(head) for head in saw]
    step_hash = bytes.fromhex(step)
    id_ = logs.change_id(step_hash, key, field, parent_ids, seen, hashed)
    return _Incoming(step_hash, kind, raw, field, parent_ids, seen, salts, value, id_)


def _address(log: Log, change: _Incoming) -> Address:
    entity = logs.entity_of(change.kind)
    if len(change.uuids) == 1:
        return (log.row_n(change.kind, change.uuids[0]), 0)
    first, second = (entity.pair[0][1], entity.pair[1][1]) if entity and entity.pair else ("", "")
    return (log.row_n(first, change.uuids[0]), log.row_n(second, change.uuids[1]))


def _insert(log: Log, n: int, address: Address, change: _Incoming, parents: list[int]) -> None:
    entity = logs.entity_of(change.kind)
    stored: object
    salt: bytes
    if change.field == CREATE:
        stored = logs.canonical(change.value).decode()
        salt = logs.canonical(change.salts)
    elif change.salts[0] == "-":
        stored, salt = None, bytes.fromhex(change.salts[1:])
    else:
        text = logs.canonical(change.value)
        declared = (
            next((f for f in entity.fields if f.name == change.field), None) if entity else None
        )
        coded = declared is not None and declared.coded and change.value is not None
        stored = log.code_n(text) if coded else text.decode()
        salt = bytes.fromhex(change.salts)
    log.cursor.execute(
        "INSERT INTO change VALUES (?,?,?,?,?,?,?,?)",
        (
            n,
            change.id,
            *address,
            log.field_n(change.kind, change.field),
            parents[0] if len(parents) == 1 else 0 if parents else None,
            stored,
            salt,
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
