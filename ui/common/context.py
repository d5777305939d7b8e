"""What a page is given: everything it may reach, through its constructor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from ui.common.ask import Ask
from ui.common.bus import CURRENT_COHORT, Bus
from ui.common.drafts import Drafts
from ui.common.jobs import Jobs
from ui.common.theme import Theme
from workbook.errors import WorkbookError
from workbook.settings import SettingsFile

if TYPE_CHECKING:
    from workbook.services.inbox import OpenCount
    from workbook.storage.book import Workbook


@dataclass(frozen=True)
class CohortChoice:
    """A cohort as the switcher shows it."""

    id: int
    code: str
    title: str


@dataclass(frozen=True)
class Glance:
    """What the frame shows around every page."""

    cohorts: Sequence[CohortChoice] = ()
    last_backup: datetime | None = None


class Changes(Protocol):
    """What a service returns: which kinds of thing changed."""

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of record, as the bus tells them."""


Done = TypeVar("Done", bound=Changes)


@dataclass
class Context:
    """One open workbook and what belongs to the window around it."""

    book: Workbook
    ask: Ask
    jobs: Jobs
    bus: Bus
    settings: SettingsFile
    theme: Theme
    drafts: Drafts
    operator: str
    on_error: Callable[[BaseException], None]
    """Shows a sentence, or the crash dialog."""
    say: Callable[[str, bool], None]
    """Shows a toast; True offers Undo."""
    reopened: Callable[[Workbook], None]
    """Shows a workbook that was opened anew in place of this one: after a restore."""
    count_open: Callable[[], OpenCount]
    """Counts what waits for somebody. Takes its time in a large workbook."""
    glance: Callable[[], Glance] = field(default=Glance)
    counted: OpenCount | None = None
    """What waited when it was counted last; None before the first count is done."""
    cohort_id: int | None = None

    def choose_cohort(self, cohort_id: int | None) -> None:
        """Make another cohort the current one, and tell the pages."""
        if cohort_id != self.cohort_id:
            self.cohort_id = cohort_id
            self.bus.tell(frozenset({CURRENT_COHORT}))

    def perform(self, action: Callable[[], Done], said: str = "") -> Done | None:
        """Do one action of the user, tell the pages, and say what was done with Undo.

        A WorkbookError is shown and gives None: what the user typed stays on the screen.
        """
        try:
            changes = action()
        except WorkbookError as error:
            self.on_error(error)
            return None
        self.bus.tell(changes.kinds)
        if said:
            self.say(said, True)
        return changes
