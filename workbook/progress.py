"""How long work reports, and how it is stopped."""

from __future__ import annotations

from typing import Protocol

from workbook.errors import Cancelled
from workbook.i18n import _


class Progress(Protocol):
    """What long work is given. Calls may come from a worker thread."""

    def report(self, done: int, total: int, what: str) -> None:
        """Say that `done` of `total` steps are finished; raises Cancelled when stopped.

        `total` is 0 when the number is not known. `what` is shown to the user.
        """


class Silent:
    """Progress that nobody watches and nobody stops."""

    def report(self, done: int, total: int, what: str) -> None:
        pass


class Stoppable:
    """Progress that another thread can stop."""

    def __init__(self) -> None:
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True

    def report(self, done: int, total: int, what: str) -> None:
        if self.stopped:
            raise Cancelled(_("Stopped. Nothing was changed."))
