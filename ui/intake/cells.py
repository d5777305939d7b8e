"""The cells of a sheet around the header of its list: what is moved, seen while it is moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui.common.buttons import ENTER
from ui.common.tables import isolated
from ui.common.tokens import tokens_of
from workbook.i18n import _
from workbook.intake import values
from workbook.intake.grid import Grid
from workbook.services.intake import ListFile
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import Sheet

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 26
_WIDEST = 170
_MEASURED = 40
"""So many rows tell how wide the columns are."""
_FITTED = 100
"""So many columns are as wide as their cells ask for."""
_ABOVE = 1
"""So many rows are seen above the header."""


@dataclass(frozen=True)
class Frame:
    """Where a list stands on its sheet: rows counted from 0, of a list across as if turned.

    `caption` is None without a header. `first` and `last` are the first and last row of people,
    None where nobody was found.
    """

    grid: Grid
    caption: int | None
    header: tuple[int, ...]
    first: int | None
    last: int | None

    def row_label(self, row: int) -> str:
        """What the sheet calls a row: its number, or the letters of a column."""
        return column_letters(row) if self.grid.across else str(row + 1)

    def column_label(self, column: int) -> str:
        """What the sheet calls a column."""
        return str(column + 1) if self.grid.across else column_letters(column)


def frame_of(read: ListFile) -> Frame:
    """Where the list of a file stands, or where somebody looks for it."""
    found, said = read.found, read.correction
    if found is None:
        header = said.header_row if said.header_row is not None and said.header_row >= 0 else None
        grid = Grid(_sheet(read, said.sheet), bool(said.across))
        headers = () if header is None else (header,)
        return Frame(grid, header, headers, said.first_row, said.last_row)
    rows = [record.row - 1 for record in found.records if not record.sheet]
    first = said.first_row if said.first_row is not None else min(rows, default=None)
    last = said.last_row if said.last_row is not None else max(rows, default=None)
    grid = Grid(_sheet(read, found.sheet), found.across)
    return Frame(grid, found.caption_row, found.header_rows, first, last)


def _sheet(read: ListFile, name: str | None) -> Sheet:
    sheets = read.sheets.sheets
    wanted = next((sheet for sheet in sheets if sheet.name == name), None)
    return wanted or next((sheet for sheet in sheets if not sheet.hidden), sheets[0])


class CellsModel(QAbstractTableModel):
    """The rows of a frame; what is no part of its list is paler."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Show another sheet, or the same with another list in it."""
        self.beginResetModel()
        self.frame = frame
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.frame is None else len(self.frame.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.frame is None else self.frame.grid.width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.frame is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(self._text(row, column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(row, column) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.frame.grid.address(row, column)}: {self._text(row, column)}"
        if role == Qt.ItemDataRole.FontRole and row in self.frame.header:
            font = QFont(QGuiApplication.font())
            font.setWeight(QFont.Weight.DemiBold)
            return font
        tokens = tokens_of(QGuiApplication.palette())
        if role == Qt.ItemDataRole.BackgroundRole and row in self.frame.header:
            return QBrush(QColor(tokens.accent_soft))
        if role == Qt.ItemDataRole.ForegroundRole and not self._is_of_the_list(row):
            return QBrush(QColor(tokens.faint))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.frame is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.frame.column_label(section)
        return self.frame.row_label(section)

    def _text(self, row: int, column: int) -> str:
        assert self.frame is not None
        return values.text(self.frame.grid.cell(row, column)) or ""

    def _is_of_the_list(self, row: int) -> bool:
        assert self.frame is not None
        if row in self.frame.header:
            return True
        first, last = self.frame.first, self.frame.last
        return first is not None and first <= row and (last is None or row <= last)


class Cells(QTableView):
    """Shows a frame. Enter or a double click makes a row the header."""

    header_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cells = CellsModel()
        self.setModel(self.cells)
        self.setAccessibleName(_("The sheet"))
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumWidth(40)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(ROW_HEIGHT)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED)
        self.doubleClicked.connect(lambda index: self.header_chosen.emit(index.row()))

    def show_frame(self, frame: Frame) -> None:
        """Show where a list stands; another sheet, or another header, is brought into view."""
        before = self.cells.frame
        row = self.currentIndex().row()
        place = self.verticalScrollBar().value()
        self.cells.show_frame(frame)
        if before is None or before.grid != frame.grid:
            self._fit_columns()
        moved = before is None or (before.grid, before.caption) != (frame.grid, frame.caption)
        start = frame.caption if frame.caption is not None else frame.first or 0
        if moved:
            row = start
            place = max(start - _ABOVE, 0)
        self.setCurrentIndex(self.cells.index(max(row, 0), 0))
        self.verticalScrollBar().setValue(place)

    def _fit_columns(self) -> None:
        for column in range(min(self.cells.columnCount(), _FITTED)):
            self.resizeColumnToContents(column)
            width = min(max(self.columnWidth(column) + 12, 48), _WIDEST)
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self.header_chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
