"""Whom a person chose for a row, so that another list that names her alike does not ask again.

Kept on this laptop. That two records are not one person is a link, which travels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, insert, select

from workbook.intake.match import Candidate, Known
from workbook.storage import tables as t
from workbook.text import skeleton

_CHOSEN, _REJECTED = "listed_as", "not_listed_as"


@dataclass
class Choice:
    """Who somebody who is listed so was said to be, None where nobody said, and who not."""

    person: UUID | None = None
    rejected: set[UUID] = field(default_factory=set)

    def certain(self, candidates: Collection[Candidate]) -> UUID | None:
        """The candidate who was chosen before."""
        return self.person if self.person in {candidate.id for candidate in candidates} else None

    def left(self, candidates: Collection[Candidate]) -> tuple[Candidate, ...]:
        """The candidates who were not rejected before."""
        return tuple(c for c in candidates if c.id not in self.rejected)


def listing(sought: Known, relative: str | None) -> str:
    """How a row names somebody: her names, her father's or husband's, and her agency.

    "" where a bare name is all there is: too little to remember her by.
    """
    besides = [skeleton(relative or ""), sought.agency.hex if sought.agency else ""]
    if not sought.names or not any(besides):
        return ""
    return "\n".join([*sorted(skeleton(name) for name in sought.names), *besides])


def choices(db: Connection) -> Mapping[str, Choice]:
    """What was chosen on this laptop, by listing."""
    found: dict[str, Choice] = defaultdict(Choice)
    kept = db.execute(
        select(t.waiting.c.kind, t.waiting.c.name, t.waiting.c.content)
        .where(t.waiting.c.kind.in_((_CHOSEN, _REJECTED)))
        .order_by(t.waiting.c.n)
    )
    for row in kept:
        choice, person = found[row.name], UUID(row.content)
        if row.kind == _CHOSEN:
            choice.person = person
            choice.rejected.discard(person)
        else:
            choice.rejected.add(person)
    return dict(found)


def remember(
    db: Connection, wall: str, listed: str, person: UUID, rejected: Collection[UUID]
) -> None:
    """Keep that somebody listed so is `person` and none of `rejected`, within `book.noting()` or a
    change of the workbook.
    """
    if not listed:
        return
    said = [(_CHOSEN, person), *((_REJECTED, other) for other in sorted(rejected))]
    for kind, one in said:
        db.execute(
            insert(t.waiting).values(
                kind=kind, wall=wall, name=listed, content=one.hex, detail="{}"
            )
        )
