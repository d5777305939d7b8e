"""What the two lists of the page have in common: items, and a cursor that goes on to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.common.context import Context
from ui.common.tables import SnapshotModel, Table
from workbook.services.items import Item


class ItemsTab(QWidget):
    """A list of items on one side, the chosen one on the other. A list makes `model` and `table`,
    reads its items in `reload` and shows the chosen one in `_show_item`.
    """

    model: SnapshotModel[Item]
    table: Table

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.items: tuple[Item, ...] = ()

    def narrow(self, kind: str) -> None:
        """Show one kind alone; "" for all."""
        self.model.set_filter((lambda item: item.kind == kind) if kind else None)
        self._choose(0)

    def search(self, text: str) -> None:
        """Show what fits `text`."""
        self.model.set_search(text)
        self._choose(0)

    def show_id(self, id_: str) -> bool:
        """Put the cursor on an item; False where it is open no more."""
        found = self.table.show_key(id_)
        if found:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return found

    def _choose(self, place: int) -> None:
        """Keep the cursor on its item; on the one that came into its place when it is gone."""
        count = self.model.rowCount()
        if count and self.table.current_key() is None:
            self.table.setCurrentIndex(self.model.index(min(place, count - 1), 0))
        self._show_item()

    def _current(self) -> Item | None:
        return self.model.row_at(self.table.currentIndex())

    def _show_item(self) -> None:
        raise NotImplementedError
