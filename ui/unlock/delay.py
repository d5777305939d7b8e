"""Wrong passwords cost more and more time, but never lock anybody out."""

from __future__ import annotations

FREE_TRIES = 2
LONGEST_SECONDS = 60


class Delay:
    """Counts wrong tries in a row."""

    def __init__(self) -> None:
        self._wrong = 0

    def note_wrong(self) -> int:
        """Seconds to wait before the next try: 0, 0, 2, 4, 8 ... 60."""
        self._wrong += 1
        if self._wrong <= FREE_TRIES:
            return 0
        return min(int(2 ** (self._wrong - FREE_TRIES)), LONGEST_SECONDS)

    def note_right(self) -> None:
        """Begin again at nothing."""
        self._wrong = 0
