"""Offices that do anything in any order come to the same; deliberate mistakes are noticed.

The long run tries 20,000 orders: WORKBOOK_HYPOTHESIS=long pytest tests/workbook/storage.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from workbook.domain.entity import Entity
from workbook.storage import cells, log
from workbook.storage.book import Workbook
from workbook.storage.log import FirstIds, Header
from workbook.storage.state import RowState, row_state

from .conftest import PASSPHRASE, Template
from .machine import Exchange

DEFAULT = settings()
LONG = DEFAULT.max_examples > 1_000
GENERATE = [phase for phase in DEFAULT.phases if phase.name == "generate"]
# Steps on real files take long to make shorter: only the long run does.
QUICK = settings(
    max_examples=DEFAULT.max_examples if LONG else 8,
    stateful_step_count=30 if LONG else 14,
    phases=DEFAULT.phases if LONG else GENERATE,
    suppress_health_check=list(HealthCheck),
)
# Enough for each mistake, and the first failure will do: it need not be the shortest.
HUNT = settings(
    max_examples=60,
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=GENERATE,
)


@pytest.fixture
def machine(template: Template) -> type[Exchange]:
    class Here(Exchange):
        pass

    Here.template = (template.path, template.emergency_key)
    return Here


def test_offices_that_do_anything_in_any_order_come_to_the_same(machine: type[Exchange]) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


# -- mistakes that others made, and the machine must find


def test_the_last_writer_winning_is_noticed(
    machine: type[Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_writer(entity: Entity, changes: Any) -> RowState:
        state = row_state(entity, changes)
        state.conflicts.clear()
        return state

    monkeypatch.setattr(cells, "row_state", last_writer)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=HUNT)


def test_replica_and_sequence_as_identity_is_noticed(
    machine: type[Exchange], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two who go on from one copy then take each other's work for their own."""

    def hash_(self: Header) -> bytes:
        # Sheets have no sequence.
        text = f"{self.replica.hex()} {self.seq} {self.lamport if not self.seq else 0}"
        return blake2b(text.encode(), digest_size=16).digest()

    def change_id(step: bytes, key: bytes, field: str, *_more: object) -> bytes:
        return blake2b(step + key + field.encode(), digest_size=16).digest()

    def first_id(self: Any, key: bytes, field: bytes, _value: bytes) -> bytes:
        id_ = self._naming.copy()
        id_.update(key + field)
        return bytes(id_.digest())

    monkeypatch.setattr(Header, "hash", hash_)
    monkeypatch.setattr(log, "change_id", change_id)
    monkeypatch.setattr(FirstIds, "of", first_id)
    path = tmp_path / "mistaken.workbook"
    with Workbook.create(
        path, passphrase=PASSPHRASE, office_code="ISB", office_name="Islamabad"
    ) as book:
        machine.template = (path, book.emergency_key)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=HUNT)
