"""The tables of a workbook file: records (a cache of the log), the log, and what stays local.

Made from the declarations in workbook.domain.records. Numbered SQL steps (upgrade.py) build the
same tables in a file; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.records import ENTITIES

metadata: Final = MetaData()

_TYPES = {Kind.WHOLE: Integer, Kind.YES: Integer, Kind.REF: Integer}
_LOOKED_UP = {"cohort", "person", "enrolment", "training", "round", "challenge", "agency"}


def _column(field: Field) -> Column[object]:
    return Column(field.column, _TYPES.get(field.kind, Text)())


def _record_table(entity: Entity) -> Table:
    if entity.pair is None:
        keys = [Column("id", Integer, primary_key=True)]
    else:
        keys = [
            Column(name, Integer, primary_key=True, autoincrement=False)
            for name in entity.key_columns
        ]
    made = Table(
        entity.name,
        metadata,
        *keys,
        *(_column(field) for field in entity.columns),
        Column("gone", Integer, nullable=False, server_default="0"),
        sqlite_with_rowid=entity.pair is None,
    )
    if entity.pair is None:
        for field in entity.fields:
            if field.kind is Kind.REF and field.name in _LOOKED_UP:
                Index(f"{entity.name}_{field.name}", made.c[field.column])
    return made


RECORDS: Final[Mapping[str, Table]] = {
    name: _record_table(entity) for name, entity in ENTITIES.items()
}

# The log, laid out for size: a change's row is part of what it says and its parents are always of
# the same row, so (row, sub) finds every change and no index on the id is needed.
row = Table(
    "row",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("uuid", LargeBinary, nullable=False, unique=True),
)
word = Table(
    "word",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("text", Text, nullable=False, unique=True),
)
field = Table(
    "field",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("entity", "name"),
)
coded = Table(
    "coded",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("json", Text, nullable=False, unique=True),
)
tx = Table(
    "tx",
    metadata,
    Column("n", Integer, primary_key=True),  # n of its first change
    Column("count", Integer, nullable=False),
    Column("replica", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("wall", Text, nullable=False),
    Column("user", Integer, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("source", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("label", Integer, nullable=False),
    Column("undoes", LargeBinary),
    Column("prev", LargeBinary),
    Column("secret", LargeBinary),
    Column("hash", LargeBinary, nullable=False),
)
change = Table(
    "change",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("row", Integer, nullable=False),
    Column("sub", Integer, nullable=False),
    Column("field", Integer, nullable=False),
    Column("parent", Integer),  # NULL none, 0 several: see parents
    # BLOB converts nothing: an INTEGER is a number in `coded`, TEXT is JSON, NULL is erased.
    Column("value", LargeBinary),
    Column("salt", LargeBinary),  # of foreign changes; ours follow from the secret of the tx
    Index("change_key", "row", "sub"),
)
parents = Table(
    "parents",
    metadata,
    Column("change", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
saw = Table(
    "saw",
    metadata,
    Column("change", Integer, primary_key=True, autoincrement=False),
    Column("seen", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
conflict = Table(
    "conflict",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("sub", Integer, primary_key=True, autoincrement=False),
    Column("field", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
# The fields of rows that were erased for good, "*" for all of them: a cache of the log.
erased = Table(
    "erased",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("sub", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# What stays on this laptop: never in `dump`, never sent.
setting = Table("setting", metadata, Column("name", Text, primary_key=True), Column("value", Text))
replica = Table(
    "replica",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("replica", LargeBinary, nullable=False),
    Column("signing_key", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    # The highest count in the log and the hash of our last step: a commit must not look for them.
    Column("lamport", Integer, nullable=False, server_default="0"),
    Column("prev", LargeBinary),
)
# Several stretches of changes that are taken back as one: what came with a file. `hash` stands for
# them where else a step's hash does.
bundle = Table(
    "bundle",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("label", Text, nullable=False),
    sqlite_with_rowid=False,
)
# Changes that came before those they replace. `line` JSON: [header, line].
parked = Table(
    "parked",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("line", Text, nullable=False),
)
# Files taken in and given out. `content` is the hash of what the file says, `export` the id that
# stands in a file we gave out, `detail` JSON.
register = Table(
    "register",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("wall", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("step", LargeBinary),
    Column("detail", Text, nullable=False),
)
# Rows of lists that need a person's decision. `detail` JSON.
waiting = Table(
    "waiting",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("wall", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
# Offices whose files were taken in, by the key they sign with. `confirmed_on` is None until the
# words of the key were read over the phone. `detail` JSON: their newest file, what they had seen.
partner = Table(
    "partner",
    metadata,
    Column("public_key", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("confirmed_on", Text),
    Column("confirmed_by", Text),
    Column("detail", Text, nullable=False),
)
draft = Table("draft", metadata, Column("name", Text, primary_key=True), Column("value", Text))

LOCAL: Final = frozenset({"setting", "replica", "register", "waiting", "partner", "draft"})
