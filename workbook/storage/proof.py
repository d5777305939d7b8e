"""Proof that a file says what its log says: pages, steps, changes and tables, in one pass."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from workbook.domain.entity import Entity
from workbook.domain.records import ENTITIES
from workbook.storage import log as logs
from workbook.storage.cells import differences
from workbook.storage.log import Address, Log, Step, StepIndex
from workbook.storage.state import CREATE, Seen


class What(enum.Enum):
    """Kinds of fault."""

    PAGE = "page"  # a page of the file was altered on the disk
    STEP = "step"  # what is said of a step is not what its hash says
    CHANGE = "change"  # a change's value, parents or place is not what its id says
    MISSING = "missing"  # changes that were there are gone
    TABLE = "table"  # a table says something else than the log


@dataclass(frozen=True)
class Fault:
    """One fault. What is not known, or does not apply, is None.

    `place` is a page of the file for PAGE and the number of a change for the others, `count` how
    many changes are MISSING; `column` is None where a whole row of a table is too many or missing.
    """

    what: What
    place: int | None = None
    entity: Entity | None = None
    address: Address | None = None
    column: str | None = None
    label: str | None = None
    count: int = 1


def faults(log: Log, replica: bytes) -> list[Fault]:
    """Everything that is wrong; empty when all is well. `replica` is this installation's."""
    found = list(_pages(log))
    steps = log.steps()
    found += _steps(log, steps, replica)
    checker = _Changes(log, steps)
    found += [
        Fault(What.TABLE, None, gap.entity, gap.address, gap.column)
        for gap in differences(log, checker.every_row())
    ]
    return [*found, *checker.found, *checker.missing()]


def _pages(log: Log) -> Iterator[Fault]:
    # The check says "HMAC verification failed for page 7".
    for (said,) in log.cursor.execute("PRAGMA cipher_integrity_check").fetchall():
        digits = "".join(c for c in str(said).rpartition("page")[2] if c.isdigit())
        yield Fault(What.PAGE, int(digits) if digits else None)


def _steps(log: Log, steps: list[Step], replica: bytes) -> Iterator[Fault]:
    """Headers that are not what their hash says, and gaps in the numbers of changes and steps."""
    expected = 1
    ours: dict[int, Step] = {}
    for step in steps:
        if step.header.hash() != step.hash:
            yield Fault(What.STEP, step.n, label=step.header.label)
        if step.n > expected:
            yield Fault(What.MISSING, expected, count=step.n - expected)
        expected = max(expected, step.n + step.count)
        if step.header.replica == replica and step.secret is not None:
            ours[step.header.seq] = step
    last = max(int(log.one("SELECT seq FROM replica")[0]), *ours, 0)
    for seq in range(1, last + 1):
        before = ours.get(seq - 1)
        step_here = ours.get(seq)
        if step_here is None:
            # One in the middle has left a gap in the numbers as well, the last one has not.
            if seq == last:
                yield Fault(What.MISSING, expected)
        elif before is not None and step_here.header.prev != before.hash:
            yield Fault(What.STEP, step_here.n, label=step_here.header.label)


class _Changes:
    """Checks every change against its id while it goes by."""

    def __init__(self, log: Log, steps: list[Step]) -> None:
        self.log = log
        self.index = StepIndex(steps)
        self.steps = steps
        self.held = dict.fromkeys((step.n for step in steps), 0)
        self.found: list[Fault] = []
        self.ids: dict[int, bytes] = {
            n: bytes(id_) for n, id_ in log.cursor.execute("SELECT n, id FROM change")
        }
        self.salts: dict[int, Any] = dict(
            log.cursor.execute("SELECT n, salt FROM change WHERE salt IS NOT NULL").fetchall()
        )

    def every_row(self) -> Iterator[tuple[str, Address, list[Seen]]]:
        """Every row; without its changes where one was altered, which says nothing of the table."""
        rows = {n: bytes(uuid) for n, uuid in self.log.cursor.execute("SELECT n, uuid FROM row")}
        for kind, address, changes in self.log.every_row():
            uuids = [rows.get(n, b"") for n in address if n]
            key = logs.row_key(kind, *uuids)
            whole = True
            for change in changes:
                step = self.index.of(change.n)
                if step.holds(change.n):
                    self.held[step.n] += 1
                if not step.holds(change.n) or self._id(step, key, change) != change.id:
                    whole = False
                    self.found.append(
                        Fault(
                            What.CHANGE,
                            change.n,
                            ENTITIES.get(kind),
                            address,
                            change.field,
                            step.header.label,
                        )
                    )
            yield kind, address, changes if whole else []

    def missing(self) -> list[Fault]:
        return [
            Fault(
                What.MISSING,
                step.n,
                label=step.header.label,
                count=step.count - self.held[step.n],
            )
            for step in self.steps
            if self.held[step.n] != step.count
        ]

    def _id(self, step: Step, key: bytes, change: Seen) -> bytes | None:
        """The id that follows from what stands there; None where something it needs is gone."""
        if not set(change.parents) <= self.ids.keys():
            return None
        try:
            hashed = self._hashed(step, key, change)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        parents = [self.ids[parent] for parent in change.parents]
        return logs.change_id(step.hash, key, change.field, parents, change.saw, hashed)

    def _hashed(self, step: Step, key: bytes, change: Seen) -> bytes:
        stored = self.salts.get(change.n)
        if change.field != CREATE:
            if change.value is None:
                if stored is None:
                    raise ValueError("neither a value nor its hash")
                return bytes(stored)
            own = stored if stored is not None else self._salt(step, key, change.field)
            return logs.value_hash(bytes(own), change.value)
        said = orjson.loads(change.value or b"")
        if stored is None:
            return logs.create_hash(
                {
                    name: logs.value_hash(self._salt(step, key, name), logs.canonical(value))
                    for name, value in said.items()
                }
            )
        salts = orjson.loads(stored)
        if set(said) - set(salts):
            raise ValueError("a value without its salt")
        return logs.create_hash(
            {
                name: bytes.fromhex(text[1:])
                if text[0] == "-"
                else logs.value_hash(bytes.fromhex(text), logs.canonical(said[name]))
                for name, text in salts.items()
            }
        )

    @staticmethod
    def _salt(step: Step, key: bytes, name: str) -> bytes:
        if not step.secret:
            raise ValueError("the salt of a foreign change is gone")
        return logs.field_salt(step.secret, key, name)
