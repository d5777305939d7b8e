"""Where the value of a cell comes from: the change it showed when its file was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from workbook.domain.cohort import COHORT
from workbook.domain.entity import Entity
from workbook.exchange.stamps import RowLog, said_by
from workbook.storage.state import Heads


class Origin(NamedTuple):
    """`change` is None where the field had none; `known` is False where it is not here."""

    change: bytes | None
    value: Any
    known: bool


NO_ORIGIN = Origin(None, None, known=True)
_UNKNOWN = Origin(None, None, known=False)


class Origins(Protocol):
    """What a file says of where its cells come from. `told` is False where it says nothing."""

    @property
    def told(self) -> bool: ...

    def of(self, entity: Entity, uuids: tuple[UUID, ...], field: str, row: RowLog) -> Origin:
        """The origin of a field of a row; `row` is what the log says of it."""
        ...

    def sent(self, kind: str) -> Set[UUID]:
        """The rows of a kind that were in the file."""
        ...


class NoOrigins:
    """Of a file that lost its own list and is not in the register: each cell can only be held
    against what stands now. `cohorts` are those that rows of the file name.
    """

    told = False

    def __init__(self, cohorts: Iterable[UUID]) -> None:
        self._cohorts = frozenset(cohorts)

    def of(self, entity: Entity, uuids: tuple[UUID, ...], field: str, row: RowLog) -> Origin:
        return Origin(None, row.value(field), known=False)

    def sent(self, kind: str) -> Set[UUID]:
        return self._cohorts if kind == COHORT.name else frozenset()


class StampOrigins:
    """Of a Form: per cell a stamp that names the change."""

    told = True

    def __init__(self, lines: Iterable[Sequence[Any]]) -> None:
        """`lines` are [kind, [id or two ids in hex], {field: stamp}]."""
        self._stamps: dict[tuple[str, tuple[UUID, ...]], Mapping[str, str]] = {
            (line[0], tuple(UUID(hex=uuid) for uuid in line[1])): line[2] for line in lines
        }

    def of(self, entity: Entity, uuids: tuple[UUID, ...], field: str, row: RowLog) -> Origin:
        own = self._stamps.get((entity.name, uuids))
        if own is None:
            return NO_ORIGIN if entity.pair is not None and self._stamps else _UNKNOWN
        text = own.get(field, own.get("*"))
        if not text:  # "": the maker of the file had not seen what its creation says of the field
            return NO_ORIGIN
        change = row.named(text)
        return _UNKNOWN if change is None else Origin(change.id, said_by(change, field), True)

    def sent(self, kind: str) -> Set[UUID]:
        return {uuids[0] for (name, uuids) in self._stamps if name == kind and len(uuids) == 1}


@dataclass(frozen=True)
class FileOrigins:
    """Of an exchange file: the changes it carries. Its lines must be in the log already."""

    changes: Set[bytes]
    rows: Mapping[str, Set[UUID]]

    @property
    def told(self) -> bool:
        return True

    @classmethod
    def of_lines(cls, lines: Iterable[Sequence[Any]]) -> FileOrigins:
        """From the lines of the file; those that are no changes are passed over."""
        changes: set[bytes] = set()
        rows: dict[str, set[UUID]] = defaultdict(set)
        for line in lines:
            if len(line) == 10 and line[0] == "change":
                changes.add(bytes.fromhex(line[1]))
                if len(line[4]) == 1:
                    rows[line[3]].add(UUID(hex=line[4][0]))
        return cls(changes, rows)

    def of(self, entity: Entity, uuids: tuple[UUID, ...], field: str, row: RowLog) -> Origin:
        here = [change for change in row.changes if change.id in self.changes]
        heads = Heads(here)
        said = heads.said(field)
        if said:
            return Origin(said[0][0].id, said[0][1], known=True)
        silent = max(heads.of(field), key=lambda change: change.rank, default=None)
        if silent is not None:
            return Origin(silent.id, None, known=True)
        return NO_ORIGIN if here or entity.pair is not None else _UNKNOWN

    def sent(self, kind: str) -> Set[UUID]:
        return self.rows.get(kind, frozenset())
