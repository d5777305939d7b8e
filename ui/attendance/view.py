"""The grid that is typed into: keys become marks, the cursor moves on by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.attendance import typing
from ui.attendance.grid import Grid, GridModel, Index
from ui.attendance.paint import (
    BAND_HEIGHT,
    ROW_HEIGHT,
    CellDelegate,
    PeopleHeader,
    SessionHeader,
)
from ui.attendance.typing import Marks, Place
from workbook.i18n import ngettext
from workbook.text import ascii_digits

NARROWEST, WIDEST = 48, 110
FIGURE_WIDTH = 62
Put = Callable[[Marks, str], bool]
"""Enters marks as one step and says it in the toast ("" says nothing); False when refused."""


class GridView(QTableView):
    """Shows a `Grid`. A mark goes to `put`, which enters it and sets the grid anew."""

    column_changed = Signal(int)
    """The cursor came to another session or percentage."""
    pasted = Signal(str)
    """The text of the clipboard, to be entered from the cursor on."""
    past_end = Signal()
    """Enter after the last cell of the last session."""

    def __init__(self, name: str, put: Put, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = GridModel()
        self.typed = ""
        self._put = put
        self._column = -1
        self.setAccessibleName(name)
        self.setModel(self.grid_model)
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalHeader(SessionHeader(self))
        self.setVerticalHeader(PeopleHeader(self))
        self.horizontalHeader().setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerWidget(QWidget())
        self.horizontalHeader().sectionPressed.connect(self._on_column_pressed)
        self.grid_model.modelReset.connect(self._on_reset)

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self.grid_model.grid

    def set_grid(self, grid: Grid) -> None:
        """Show another picture; the cursor stays on its person and session where they remain."""
        line, column = self.currentIndex().row(), self.currentIndex().column()
        before = self.grid
        same = grid.has_shape_of(before)
        enrolment = before.lines[line].enrolment_id if 0 <= line < len(before.lines) else None
        session = before.heads[column].session_id if 0 <= column < len(before.heads) else None
        self.grid_model.set_grid(grid)
        if same:
            return
        lines = [place.enrolment_id for place in grid.lines]
        sessions = [head.session_id for head in grid.heads]
        if enrolment in lines and session in sessions:
            self.go(lines.index(enrolment), sessions.index(session))

    def go(self, line: int, column: int) -> None:
        """Put the cursor on a cell, and select it alone, whatever keys are held."""
        self.selectionModel().setCurrentIndex(
            self.grid_model.index(line, column), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def go_to_first_blank(self, column: int | None = None) -> bool:
        """Put the cursor on the first blank of `column` (or of all, column by column)."""
        columns = range(len(self.grid.heads)) if column is None else [column]
        for place in columns:
            blanks = self.grid.blanks(place)
            if blanks:
                self.go(blanks[0], place)
                return True
        return False

    def chosen(self) -> list[Place]:
        """The selected cells of sessions, line by line; the cursor alone where none is."""
        sessions = len(self.grid.heads)
        places = {
            (index.row(), index.column())
            for index in self.selectionModel().selectedIndexes()
            if index.column() < sessions
        }
        index = self.currentIndex()
        if not places and index.isValid() and index.column() < sessions:
            places = {(index.row(), index.column())}
        return sorted(places)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_control(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_delete(event.key() == Qt.Key.Key_Backspace)
        elif event.key() == Qt.Key.Key_Escape and self.typed:
            self._type("")
        elif not self._on_letter(event):
            self._type("")
            super().keyPressEvent(event)

    def _on_control(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif event.key() == Qt.Key.Key_R:
            self.fill_right()
        else:
            super().keyPressEvent(event)

    def _on_letter(self, event: QKeyEvent) -> bool:
        text = ascii_digits(event.text())
        if text == " " and self.typed:
            self._go_to_number()
            return True
        if text.isdecimal() and len(self.typed) < 4:
            self._type(self.typed + text)
            return True
        for letter in (text.upper(), _latin_key(event)):
            if not letter:
                continue
            if letter in {status.code.upper() for status in self.grid.statuses}:
                self._mark(letter)
                return True
            if letter == typing.mode_key(self.grid.statuses):
                self._toggle()
                return True
        return False

    def _go_to_number(self) -> bool:
        """To the row whose number was typed, if one was; False when there is none."""
        if not self.typed:
            return True
        line = self.grid.line_numbered(int(self.typed))
        self._type("")
        if line is not None:
            self.go(line, max(self.currentIndex().column(), 0))
        return line is not None

    def _mark(self, letter: str) -> None:
        code = next(one.code for one in self.grid.statuses if one.code.upper() == letter)
        if self._go_to_number():
            places = self.chosen()
            self._put_and_move(typing.marked(self.grid, places, code), places)

    def _toggle(self) -> None:
        if self._go_to_number():
            self._put(typing.toggled(self.grid, self.chosen()), "")

    def _on_enter(self, *, back: bool) -> None:
        if self.typed:
            minutes = int(self.typed)
            self._type("")
            places = self.chosen()
            self._put_and_move(typing.with_minutes(self.grid, places, minutes), places)
        else:
            self.move_on(-1 if back else 1)

    def _on_delete(self, backspace: bool) -> None:
        if backspace and self.typed:
            self._type(self.typed[:-1])
            return
        self._type("")
        self._put(typing.cleared(self.grid, self.chosen()), "")

    def _put_and_move(self, marks: Marks, places: Sequence[Place]) -> None:
        if marks and self._put(marks, "") and len(places) == 1:
            self.move_on(1)

    def fill_down(self) -> None:
        """Ctrl+D."""
        self._fill(typing.filled_down(self.grid, self.chosen()))

    def fill_right(self) -> None:
        """Ctrl+R."""
        self._fill(typing.filled_right(self.grid, self.chosen()))

    def _fill(self, marks: Marks) -> None:
        if marks:
            said = ngettext("{n} blank filled.", "{n} blanks filled.", len(marks))
            self._put(marks, said.format(n=len(marks)))

    def copy(self) -> None:
        """Copy the selection as tab-separated text, as it can be pasted again."""
        places = self.chosen()
        if not places:
            return
        columns = sorted({column for _line, column in places})
        wanted = set(places)
        rows = []
        for line in sorted({line for line, _column in places}):
            cells = []
            for column in columns:
                cell = self.grid.cell(line, column)
                cells.append(cell.text if cell is not None and (line, column) in wanted else "")
            rows.append("\t".join(cells))
        QGuiApplication.clipboard().setText("\n".join(rows))

    def move_on(self, step: int) -> None:
        """To the next person; after the last to the top of the next session."""
        index = self.currentIndex()
        line = self._line_from(index.row() + step, step)
        if line is not None:
            self.go(line, index.column())
            return
        column = index.column() + step
        top = self._line_from(0 if step > 0 else len(self.grid.lines) - 1, step)
        if top is not None and 0 <= column < len(self.grid.heads):
            self.go(top, column)
        elif step > 0:
            self.past_end.emit()

    def _line_from(self, line: int, step: int) -> int | None:
        """The first person at or after `line`, going by `step`."""
        while 0 <= line < len(self.grid.lines):
            if self.grid.lines[line].enrolment_id is not None:
                return line
            line += step
        return None

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        before = self.currentIndex()
        index = super().moveCursor(action, modifiers)
        if not index.isValid() or self.grid.lines[index.row()].enrolment_id is not None:
            return index
        step = 1 if index.row() > before.row() or index.row() == 0 else -1
        column = before.column() if index.row() != before.row() else index.column()
        line = self._line_from(index.row(), step)
        return before if line is None else self.grid_model.index(line, max(column, 0))

    def _type(self, text: str) -> None:
        if text != self.typed:
            self.typed = text
            self.update(self.currentIndex())

    # -- looks

    def currentChanged(self, current: Index, previous: Index) -> None:
        self.typed = ""
        super().currentChanged(current, previous)
        for index in (current, previous):
            self._update_headers(index)
        if current.column() != self._column:
            self._column = current.column()
            self.column_changed.emit(self._column)

    def _update_headers(self, index: Index) -> None:
        """Draw the headers of a cell anew: those of the cursor stand out."""
        for header, section in (
            (self.horizontalHeader(), index.column()),
            (self.verticalHeader(), index.row()),
        ):
            if section < 0:
                continue
            start, size = header.sectionViewportPosition(section), header.sectionSize(section)
            if header.orientation() == Qt.Orientation.Horizontal:
                header.viewport().update(start, 0, size, header.height())
            else:
                header.viewport().update(0, start, header.width(), size)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and not self.go_to_first_blank():
            line = self._line_from(0, 1)
            if line is not None:
                self.go(line, 0)
        self.update(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._type("")
        self.update(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def _on_reset(self) -> None:
        self._column = -1
        self.clearSpans()
        columns = self.grid_model.columnCount()
        for place, line in enumerate(self.grid.lines):
            is_band = line.enrolment_id is None
            self.setRowHeight(place, BAND_HEIGHT if is_band else ROW_HEIGHT)
            if is_band and columns > 1:
                self.setSpan(place, 0, 1, columns)
        self._fit_columns()

    def _fit_columns(self) -> None:
        sessions, figures = len(self.grid.heads), len(self.grid.figure_heads)
        people = self.verticalHeader()
        assert isinstance(people, PeopleHeader)
        whole = self.viewport().width() + people.width()
        columns = sessions * NARROWEST + figures * FIGURE_WIDTH
        people.setFixedWidth(people.wanted_width(whole - columns))
        if not sessions:
            return
        room = whole - people.width() - figures * FIGURE_WIDTH
        width = min(max(room // sessions, NARROWEST), WIDEST)
        for column in range(sessions + figures):
            self.setColumnWidth(column, width if column < sessions else FIGURE_WIDTH)

    def _on_column_pressed(self, column: int) -> None:
        """The whole session is selected, and the cursor stands on its first blank."""
        if column >= len(self.grid.heads):
            return
        blanks = self.grid.blanks(column)
        line = blanks[0] if blanks else self._line_from(0, 1)
        if line is None:
            return
        last = len(self.grid.lines) - 1
        selection = QItemSelection(
            self.grid_model.index(0, column), self.grid_model.index(last, column)
        )
        model = self.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        model.setCurrentIndex(self.grid_model.index(line, column), flag.NoUpdate)
        model.select(selection, flag.ClearAndSelect)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        event.ignore()


def _latin_key(event: QKeyEvent) -> str:
    """The letter on the key where another keyboard layout (Urdu, Arabic) is switched on."""
    code = event.nativeVirtualKey()
    return chr(code) if 65 <= code <= 90 and not event.text().isascii() else ""
