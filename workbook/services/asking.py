"""What every question is made with: the log, what rows are called, who said it; and decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.decision import DECISION, Question
from workbook.domain.entity import Entity
from workbook.domain.ids import linked_id
from workbook.domain.people import PERSON, display_name
from workbook.domain.records import ENTITIES
from workbook.exchange.naming import Names
from workbook.i18n import _
from workbook.services import origins, same_person
from workbook.services.items import Voice
from workbook.services.rivals import rivals
from workbook.sources import WALL
from workbook.storage import tables as t
from workbook.storage.changing import Changing
from workbook.storage.log import Address, Log, StepIndex
from workbook.storage.state import Seen

_person = t.RECORDS[PERSON.name]
_decision = t.RECORDS[DECISION.name]

# A clock that says this of itself is wrong, and no order follows from it anyway.
_TOO_EARLY = "2015"
_AHEAD = timedelta(hours=48)


class Asking:
    """One state of the file, read to find its questions."""

    def __init__(self, db: Connection, now: datetime) -> None:
        self.db = db
        self.latest = (now + _AHEAD).strftime(WALL)
        self.log = Log(db.connection.cursor(), read_only=True)
        self.names = Names(db)
        self.groups = same_person.groups(db)
        self.group_of = {key: group for group in self.groups for key in group}
        self.rivals = rivals(db)
        self._steps: StepIndex | None = None
        self._offices: dict[bytes, Any] = {}

    def voice(self, seen: Seen) -> Voice:
        """Who said a change, where and when."""
        if self._steps is None:
            self._steps = StepIndex(self.log.steps())
            self._offices = origins.offices(self.db)
        header = self._steps.of(seen.n).header
        office = self._offices.get(header.replica)
        return Voice(
            header.user if header.seq else _("a sheet that was filled in"),
            (office.name or office.code or "") if office is not None else "",
            (office.code or "") if office is not None else "",
            header.wall,
            bool(header.wall) and not _TOO_EARLY <= header.wall <= self.latest,
        )

    def learn_names(self) -> None:
        """Read the names of the people in dispute at once: there may be a thousand."""
        disputed = select(t.conflict.c.row).where(t.conflict.c.row == _person.c.id)
        found = self.db.execute(
            select(t.row.c.uuid, _person.c.name_latin, _person.c.name_native)
            .join(_person, _person.c.id == t.row.c.n)
            .where(_person.c.id.in_(self.group_of) | disputed.exists())
        )
        for row in found:
            if row.name_latin or row.name_native:
                self.names.known[UUID(bytes=row.uuid).hex] = row.name_latin or row.name_native

    def called(self, entity: Entity, address: Address) -> str:
        """The name of a row, or of the two rows of a pair."""
        kinds = [entity.name] if entity.pair is None else [kind for _column, kind in entity.pair]
        return " · ".join(
            self.names.of(ENTITIES[kind], uuid.hex)
            for kind, uuid in zip(kinds, self.uuids([address]), strict=True)
        )

    def uuids(self, addresses: Iterable[Address]) -> tuple[UUID, ...]:
        """The ids of the rows of these addresses, in their order."""
        return tuple(UUID(bytes=self.log.row(n)[1]) for address in addresses for n in address if n)


def names_of(db: Connection, keys: Collection[int]) -> dict[int, str]:
    """The names of the people with these keys that stand, by key."""
    found = db.execute(
        select(_person.c.id, _person.c.name_latin, _person.c.name_native).where(
            _person.c.id.in_(keys), _person.c.gone == 0
        )
    )
    return {row.id: display_name(row.name_latin, row.name_native) for row in found}


def decision_id(kind: Question, about: UUID, state: str) -> UUID:
    """The id of the decision to leave something as it is, in the state it was asked in."""
    digest = blake2b(state.encode(), digest_size=16).hexdigest()
    return linked_id("decision", about, says=f"{kind}:{digest}")


def is_decided(db: Connection, decision: UUID) -> bool:
    """Whether it was decided so."""
    return (
        db.scalar(
            select(_decision.c.id)
            .join(t.row, t.row.c.n == _decision.c.id)
            .where(t.row.c.uuid == decision.bytes, _decision.c.gone == 0)
        )
        is not None
    )


def decide(change: Changing, kind: Question, about: UUID, decision: UUID) -> None:
    """Decide so; `about` is the record that names the question."""
    change.create(DECISION, uuid=decision, kind=kind, about=about.hex, answer="leave")
