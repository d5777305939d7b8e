"""Dropping values for good: the changes stay as what their ids need, the hash of each value.

The salt of one of our own values follows from its step's secret, and with the salt a short value
can be guessed from its hash. So the secret goes, and the salts of the step's other values are
written out. An empty secret says that a step is ours and was treated so.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson

from workbook.domain.entity import Entity
from workbook.storage import log as logs
from workbook.storage.log import Address, Log
from workbook.storage.state import ALIVE, CREATE, ERASE, EVERYTHING

_KEPT = (ALIVE, ERASE)


def erased_fields(log: Log) -> dict[Address, frozenset[str]]:
    """The fields that were erased, by row; "*" for the whole row."""
    found: dict[Address, frozenset[str]] = {}
    for row, sub, name in log.cursor.execute('SELECT "row", sub, name FROM erased').fetchall():
        found[row, sub] = found.get((row, sub), frozenset()) | {name}
    return found


def names_erased(log: Log, address: Address) -> frozenset[str]:
    """The fields of one row that were erased; "*" for the whole row."""
    found = log.cursor.execute('SELECT name FROM erased WHERE "row"=? AND sub=?', address)
    return frozenset(name for (name,) in found.fetchall())


def reaches(names: Collection[str], field: str) -> bool:
    """Whether erasing `names` drops the values of a field."""
    return field not in _KEPT and (field in names or EVERYTHING in names)


def is_whole(entity: Entity, names: Collection[str]) -> bool:
    """Whether nothing of a row is left when `names` are erased."""
    return bool(names) and all(reaches(names, field.name) for field in entity.fields)


def erase(log: Log, address: Address, names: Collection[str]) -> None:
    """Drop what the changes of a row say of these fields ("*": of all), now and ever after."""
    log.cursor.executemany(
        "INSERT OR IGNORE INTO erased VALUES (?,?,?)", [(*address, name) for name in sorted(names)]
    )
    saying = [
        n
        for n, _salt, field, value in _changes(log, address)
        if value is not None
        and (
            any(reaches(names, name) for name in orjson.loads(value))
            if field == CREATE
            else reaches(names, field)
        )
    ]
    log.erased = True
    for n in saying:
        _give_up_secret(log, n)
    for n, salt, field, value in _changes(log, address):
        if n not in saying or value is None:
            continue
        if field == CREATE:
            told = without(names, orjson.loads(salt), orjson.loads(value))
            stored: tuple[object, bytes] = (
                logs.canonical(told[1]).decode(),
                logs.canonical(told[0]),
            )
        else:
            stored = (None, logs.value_hash(bytes(salt), value))
        log.cursor.execute("UPDATE change SET value=?, salt=? WHERE n=?", (*stored, n))


def without(
    names: Collection[str], salts: dict[str, str], said: dict[str, object]
) -> tuple[dict[str, str], dict[str, object]]:
    """(salts, values) of a create without some fields: a hash stands for each."""
    gone = {name for name in said if reaches(names, name)}
    hashes = {
        name: "-" + logs.value_hash(bytes.fromhex(salts[name]), logs.canonical(said[name])).hex()
        for name in gone
    }
    return salts | hashes, {name: value for name, value in said.items() if name not in gone}


def _changes(log: Log, address: Address) -> list[tuple[int, Any, str, bytes | None]]:
    found = log.cursor.execute(
        'SELECT n, salt, field, value FROM change WHERE "row"=? AND sub=?', address
    ).fetchall()
    return [(n, salt, log.field_name(field), log.value(value)) for n, salt, field, value in found]


def _give_up_secret(log: Log, n: int) -> None:
    """Write out the salts that follow from the secret of the change's step, and drop the secret."""
    first, count, secret = log.one(
        "SELECT n, count, secret FROM tx WHERE n <= ? ORDER BY n DESC LIMIT 1", n
    )
    if not secret:
        return
    rows = log.cursor.execute(
        "SELECT c.n, c.value, f.entity, f.name, r.uuid, s.uuid FROM change c"
        " JOIN field f ON f.n = c.field JOIN row r ON r.n = c.row LEFT JOIN row s ON s.n = c.sub"
        " WHERE c.n >= ? AND c.n < ? AND c.salt IS NULL",
        (first, first + count),
    ).fetchall()
    log.cursor.executemany(
        "UPDATE change SET salt=? WHERE n=?",
        [(_salt(log, bytes(secret), *told), n) for n, *told in rows],
    )
    log.cursor.execute("UPDATE tx SET secret=x'' WHERE n=?", (first,))


def _salt(
    log: Log, secret: bytes, value: object, kind: str, field: str, one: bytes, other: bytes | None
) -> bytes:
    key = logs.row_key(kind, bytes(one), bytes(other or b""))
    if field != CREATE:
        return logs.field_salt(secret, key, field)
    said = orjson.loads(log.value(value) or b"{}")
    return logs.canonical({name: logs.field_salt(secret, key, name).hex() for name in said})
