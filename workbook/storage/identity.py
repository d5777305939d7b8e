"""Which installation a workbook is: the id of its steps, and the key that signs its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from workbook.domain import ids
from workbook.domain.office import OFFICE_KEY
from workbook.sources import Sources
from workbook.storage.changing import Changing


@dataclass(frozen=True)
class Identity:
    """Of one file on one computer. `replica` is 8 bytes; the key is Ed25519's, 32 bytes."""

    replica: bytes
    signing_key: bytes = field(repr=False)

    @classmethod
    def drawn(cls, sources: Sources) -> Identity:
        """A new one, by chance."""
        return cls(sources.random(8), sources.random(32))

    @cached_property
    def public_key(self) -> str:
        """64 hex digits."""
        return bytes(self._private().public_key().public_bytes_raw()).hex()

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return bytes(self._private().sign(message))

    def _private(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.signing_key)

    def put_in(self, db: Any) -> None:
        """Make it that of the file; its steps are counted anew. `db` is the driver's."""
        db.execute(
            "UPDATE replica SET replica=?, signing_key=?, seq=0, prev=NULL",
            (self.replica, self.signing_key),
        )


def say_key(change: Changing, programme: UUID, office: int | None, public_key: str) -> None:
    """Say in the log that the office signs with this key."""
    change.create(
        OFFICE_KEY,
        uuid=ids.named_id(programme, "office_key", public_key),
        office=office,
        public_key=public_key,
    )
