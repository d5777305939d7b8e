"""Where today, ids and random numbers come from: one place that tests and the demo can set."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from uuid import UUID

WALL = "%Y-%m-%dT%H:%M:%SZ"
"""How the log and the register write a time: UTC, to the second."""


@dataclass(frozen=True)
class Sources:
    """The clock (aware, UTC) and the randomness of a workbook."""

    now: Callable[[], datetime]
    random: Callable[[int], bytes]

    @classmethod
    def system(cls) -> Sources:
        """The computer's clock and the operating system's randomness."""
        return cls(now=lambda: datetime.now(UTC), random=os.urandom)

    def today(self) -> date:
        """The plain date where the computer stands."""
        return self.now().astimezone().date()

    def wall(self) -> str:
        """Now, in UTC, as the log and the register write it."""
        return self.now().strftime(WALL)

    def uuid(self) -> UUID:
        """A random (version 4) id."""
        return UUID(bytes=self.random(16), version=4)


class SeededClock:
    """A clock that moves on by one second each time it is read, and can be set."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def set(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def seeded(seed: bytes, clock: Callable[[], datetime]) -> Sources:
    """Sources whose every byte follows from `seed`: for the demo and for tests, never for data."""
    counter = 0

    def random(n: int) -> bytes:
        nonlocal counter
        out = b""
        while len(out) < n:
            counter += 1
            out += blake2b(counter.to_bytes(8, "big"), key=seed, digest_size=64).digest()
        return out[:n]

    return Sources(now=clock, random=random)
