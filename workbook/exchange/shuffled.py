"""Rows whose cells went another way than their ids, known by what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from workbook.domain.records import ENTITIES
from workbook.exchange import cells
from workbook.exchange.cells import Shown
from workbook.exchange.file_context import Context
from workbook.exchange.layout import FIELD_ID, INFO_ID
from workbook.exchange.sheet_header import Header, cell_at, text_at
from workbook.sheets.reader import Cell
from workbook.text import skeleton

# Which of her own columns tell a person's row from another's.
_TELLING = ("name_latin", "name_native", "relative_name", "service_number", "phone", "national_id")
_ENOUGH = 3

HeldRow = tuple[int, Sequence[Cell], UUID]
"""(row of the sheet counted from 0, its cells, the row its ids name)."""


class Content:
    """What the rows `uuids` of one sheet said when it was given out; where that is not known, what
    they would say now.
    """

    def __init__(self, context: Context, header: Header, uuids: Collection[UUID]) -> None:
        self.context = context
        self.header = header
        self.uuids = uuids
        self._origins: dict[UUID, Mapping[int, Shown]] = {}

    def origin(self, uuid: UUID) -> Mapping[int, Shown]:
        """What stood in the cells of a row, by column; without those that were empty."""
        if uuid not in self._origins:
            found = {
                place: self._shown(uuid, id_)
                for place, id_ in self.header.columns.items()
                if id_.startswith(FIELD_ID)
            }
            self._origins[uuid] = {p: said for p, said in found.items() if said is not None}
        return self._origins[uuid]

    def _shown(self, uuid: UUID, id_: str) -> Shown:
        kind, _dot, rest = id_.removeprefix(FIELD_ID).partition(".")
        rest, _at, session = rest.partition("@")
        name, _dot, part = rest.partition(".")
        entity = ENTITIES.get(kind)
        if entity is None or name not in {field.name for field in entity.fields}:
            return None
        declared = entity.field(name)
        leaf = next((p for p in declared.parts if p.name == part), declared)
        uuids = (UUID(hex=session), uuid) if session else (uuid,)
        value = self.context.origin(entity, uuids, name).value
        if part:
            value = value.get(part) if isinstance(value, Mapping) else None
        return self.context.shown(entity, declared, leaf, value, mark=bool(session))

    @cached_property
    def _saying(self) -> Mapping[tuple[int, str], set[UUID]]:
        saying: dict[tuple[int, str], set[UUID]] = defaultdict(set)
        for uuid in self.uuids:
            for place, said in self.origin(uuid).items():
                saying[place, _key(said)].add(uuid)
            for place in self._names:
                for name in self.context.names_shown(uuid):
                    saying[place, name].add(uuid)
        return saying

    @cached_property
    def _names(self) -> list[int]:
        """The columns that show whose row it is."""
        return [
            place
            for place, id_ in self.header.columns.items()
            if id_.startswith(INFO_ID) and id_.endswith((".person", ".enrolment"))
        ]

    def best(self, row: Sequence[Cell]) -> UUID | None:
        """The one row that these cells fit best, in more than half of what it said; None where
        none or several do.
        """
        votes: Counter[UUID] = Counter()
        for place in (*self.header.says, *self._names):
            cell = cell_at(row, place)
            if not cells.is_empty(cell):
                votes.update(self._saying.get((place, _key(cell)), ()))
        first = votes.most_common(2)
        if not first or (len(first) > 1 and first[0][1] == first[1][1]):
            return None
        uuid, count = first[0]
        if self.context.two_way and not self._tells(row, uuid):
            return None
        return uuid if 2 * count > len(self.origin(uuid)) else None

    def _tells(self, row: Sequence[Cell], uuid: UUID) -> bool:
        """Whether a cell is hers that tells her from others: of all people, many share the rest."""
        if self.header.entity.name != "person":
            return True
        return any(
            cells.untouched(said, cell_at(row, place))
            for place, said in self.origin(uuid).items()
            if place in self._telling
        )

    @cached_property
    def _telling(self) -> list[int]:
        places = [self.header.place_of(f"{FIELD_ID}person.{name}") for name in _TELLING]
        return [place for place in places if place is not None]

    def fits(self, row: Sequence[Cell], uuid: UUID) -> int:
        """How many cells of a row are as they stood in `uuid`."""
        return sum(
            cells.untouched(said, cell_at(row, place)) for place, said in self.origin(uuid).items()
        )

    def astray(self, held: Sequence[HeldRow]) -> dict[int, UUID | None]:
        """The rows that do not fit their ids, by their number: whose cells they hold, None where
        that is not clear.
        """
        if self.header.entity.name == "person":
            wrong = self._telling_astray(held)
        elif self._names:
            wrong = self._names_astray(held)
        else:
            return {}
        if not wrong:
            return {}
        owners = {number: self.best(row) for number, row, _uuid in held if number in wrong}
        claims = Counter(owner for owner in owners.values() if owner is not None)
        claims.update(uuid for number, _row, uuid in held if number not in wrong)
        return {
            number: owner if owner is not None and claims[owner] == 1 else None
            for number, owner in owners.items()
        }

    def _telling_astray(self, held: Sequence[HeldRow]) -> set[int]:
        """People whose telling columns fit another person's origin and not their own."""
        telling = self._telling
        saying: dict[tuple[int, str], set[UUID]] = defaultdict(set)
        counts = {}
        for uuid in {uuid for _number, _row, uuid in held}:
            told = {p: said for p, said in self.origin(uuid).items() if p in telling}
            counts[uuid] = len(told)
            for place, said in told.items():
                saying[place, _key(said)].add(uuid)
        own = {}
        others: dict[int, Counter[UUID]] = {}
        for number, row, uuid in held:
            told = {p: said for p, said in self.origin(uuid).items() if p in telling}
            own[number] = sum(cells.untouched(said, cell_at(row, p)) for p, said in told.items())
            others[number] = Counter(
                other
                for place in telling
                for other in saying.get((place, _key(cell_at(row, place))), ())
                if other != uuid
            )
        moved = {uuid for number, _row, uuid in held if own[number] == 0}
        wrong = set()
        for number, _row, uuid in held:
            if own[number] > (1 if counts[uuid] >= _ENOUGH else 0):
                continue
            for other, count in others[number].items():
                # Two people with little but a name: only where the other's cells moved as well.
                if count >= _ENOUGH or (count >= counts[other] and other in moved):
                    wrong.add(number)
        return wrong

    def _names_astray(self, held: Sequence[HeldRow]) -> set[int]:
        """Rows that show the name of another row's person."""
        own = {uuid: self.context.names_shown(uuid) for _number, _row, uuid in held}
        everyone = frozenset[str]().union(*own.values())
        return {
            number
            for number, row, uuid in held
            for place in self._names[:1]
            if (said := skeleton(text_at(row, place)))
            and said not in own[uuid]
            and said in everyone
        }


def _key(said: Cell | Shown) -> str:
    """A cell, or what stood in one, for finding equals."""
    if isinstance(said, datetime):
        return said.date().isoformat()
    if isinstance(said, date):
        return said.isoformat()
    if isinstance(said, float) and said.is_integer():
        return str(int(said))
    return "" if said is None else skeleton(str(said))
