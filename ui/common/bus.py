"""What has changed, told once to every page, and the wish to see another page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

CURRENT_COHORT = "current cohort"
"""The kind that is announced when another cohort is chosen."""


class Bus(QObject):
    """The one message about change, and the one about going to a page."""

    changed = Signal(frozenset)
    """After every action: the kinds of thing that changed (words such as person, attendance)."""
    page_asked = Signal(str, object)
    """The key of a page, and what it should show there (page and caller agree; None: as it is)."""
    counted = Signal(object)
    """The OpenCount of what waits, after it has been counted anew in the background."""
    files_dropped = Signal(list)
    """Paths of files dropped on the window while a workbook is open and not locked."""

    def tell(self, kinds: frozenset[str]) -> None:
        """Say that things of these kinds have changed."""
        self.changed.emit(kinds)

    def go(self, page: str, detail: object = None) -> None:
        """Show another page: a figure leads to its rows."""
        self.page_asked.emit(page, detail)
