"""How a kind of record is declared: once, for tables, change log, history and sheets."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What a field holds, and how its value reads in the log (JSON) and in the table."""

    TEXT = "text"  # str; "" is never stored, it is None
    WHOLE = "whole"  # int
    YES = "yes"  # bool
    DATE = "date"  # str, ISO yyyy-mm-dd
    REF = "ref"  # in the log the id of the other row as 32 hex digits; in the table its integer key
    GROUP = "group"  # an object that changes as one; in the table one column a part
    JSON = "json"  # an object or list that changes as one; in the table its JSON text


@dataclass(frozen=True)
class Field:
    """One field of a record, the unit of change.

    `parts` (of a GROUP) are columns of the table, so their names are unique within the entity.
    `tick` names what must be ticked before the field leaves in a sheet: "ids", "phones", "notes".
    `coded`: the values are few and say nothing of a person, so the log keeps each once.
    `to` (of a REF) is the name of the other entity.
    """

    name: str
    caption: str
    kind: Kind = Kind.TEXT
    parts: tuple[Field, ...] = ()
    to: str | None = None
    tick: str | None = None
    coded: bool = False

    @property
    def columns(self) -> tuple[Field, ...]:
        """The table's columns for this field: itself, or the parts of a group."""
        return self.parts or (self,)

    @property
    def column(self) -> str:
        """The column's name in the table: a REF's ends in _id."""
        return f"{self.name}_id" if self.kind is Kind.REF else self.name


@dataclass(frozen=True)
class Entity:
    """A kind of record.

    `letter` begins its Ref. `pair` names two REF columns' entities: such a record is addressed by
    the two rows it links, has no id of its own and stands at most once (a mark, a seat).
    """

    name: str
    caption: str
    fields: tuple[Field, ...]
    letter: str = ""
    pair: tuple[tuple[str, str], tuple[str, str]] | None = None

    def field(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name}.{name}")

    @property
    def columns(self) -> tuple[Field, ...]:
        """Every column of the table but the key and `gone`, in the order of declaration."""
        return tuple(column for field in self.fields for column in field.columns)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """("id",), or the two columns a pair is addressed by."""
        return ("id",) if self.pair is None else (self.pair[0][0], self.pair[1][0])


def text(name: str, caption: str, *, tick: str | None = None) -> Field:
    return Field(name, caption, tick=tick)


def whole(name: str, caption: str) -> Field:
    return Field(name, caption, Kind.WHOLE)


def yes(name: str, caption: str) -> Field:
    return Field(name, caption, Kind.YES)


def day(name: str, caption: str, *, tick: str | None = None) -> Field:
    return Field(name, caption, Kind.DATE, tick=tick)


def ref(name: str, caption: str, to: str) -> Field:
    return Field(name, caption, Kind.REF, to=to)


def group(name: str, caption: str, *parts: Field, coded: bool = False) -> Field:
    return Field(name, caption, Kind.GROUP, parts=parts, coded=coded)


def json(name: str, caption: str) -> Field:
    return Field(name, caption, Kind.JSON)
