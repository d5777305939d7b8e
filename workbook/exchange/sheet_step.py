"""What a sheet says, as changes of the log: the same in every office that takes the sheet in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any
from uuid import UUID

from workbook.storage import log as logs
from workbook.storage import union
from workbook.storage.state import CREATE
from workbook.storage.union import Line


class SheetStep:
    """The one step of a file's hand edits: a pure function of the file's id and Lamport count."""

    def __init__(self, export: bytes, lamport: int) -> None:
        self.export = export
        self.lamport = lamport
        self.header, self._secret = union.sheet_step(export, lamport)
        self.hash = self.header.hash()

    @cached_property
    def beside(self) -> SheetStep:
        """The step of what is decided about the file but stands in none of its cells: it is no
        earlier version of what they say.
        """
        return SheetStep(blake2b(b"beside" + self.export, digest_size=8).digest(), self.lamport)

    def edit(
        self,
        kind: str,
        uuids: Sequence[UUID],
        field: str,
        value: object,
        parents: Collection[bytes] = (),
    ) -> Line:
        """A field gets a value, as in the log; `parents` are the changes it replaces."""
        ids = [uuid.bytes for uuid in uuids]
        return union.edit_line(
            self.header, self._secret, kind, ids, field, value, parents=sorted(parents)
        )

    def create(self, kind: str, uuid: UUID, values: Mapping[str, Any]) -> Line:
        """A row comes into being with `values`, as in the log."""
        key = logs.row_key(kind, uuid.bytes)
        salts = {name: logs.field_salt(self._secret, key, name) for name in values}
        hashes = {
            name: logs.value_hash(salts[name], logs.canonical(value))
            for name, value in values.items()
        }
        id_ = logs.change_id(self.hash, key, CREATE, (), (), logs.create_hash(hashes))
        return [
            "change",
            id_.hex(),
            self.hash.hex(),
            kind,
            [uuid.hex],
            CREATE,
            [],
            [],
            {name: salt.hex() for name, salt in salts.items()},
            dict(values),
        ]

    def with_header(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """`lines` as a union takes them, those of `beside` too; none where there are none."""
        steps = {line[2] for line in lines}
        headers = [
            ["step", step.header.listed()]
            for step in (self, self.beside)
            if step.hash.hex() in steps
        ]
        return (*headers, *lines)


def id_of(line: Line) -> bytes:
    """The id of the change that a line says."""
    return bytes.fromhex(line[1])
