"""Tables: a snapshot of frozen rows, columns declared once, and the view that shows them.

A page makes a `SnapshotModel` with its columns, gives it to a `Table`, and calls `set_rows` with
what a service returned. `data()` only looks up. After a sort or a filter rows keep their identity:
selection follows the row's key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.common.empty import EmptyState
from ui.common.fonts import NATIVE_HEIGHT, native_font
from ui.common.tokens import Tone, tokens_of

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

TONE_ROLE = Qt.ItemDataRole.UserRole + 1
KEY_ROLE = Qt.ItemDataRole.UserRole + 2
NATIVE_ROLE = Qt.ItemDataRole.UserRole + 3

ROW_HEIGHT = 34
LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
# Arabic script begins at the right whatever the screen's direction.
NATIVE_SIDE = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


def isolated(text: str) -> str:
    """`text` in its own direction: "7 / 8" is drawn "8 / 7" on a right-to-left screen otherwise."""
    return f"\u2068{text}\u2069" if text else text


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table.

    `text` is what is shown and copied. `sort` gives what is compared (default: the text, case
    folded); None sorts last. `tone` draws the text as a pill. `number` aligns to the far side.
    `native` is for names in Arabic script. `stretch` takes what space is left. `tip` is a tool
    tip, and is read out too.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    tip: Callable[[Row], str] | None = None
    number: bool = False
    centre: bool = False
    native: bool = False
    stretch: bool = False
    width: int | None = None

    def shown(self, row: Row) -> str:
        """The text as drawn."""
        return isolated(self.text(row))

    def compared(self, row: Row) -> tuple[bool, Any]:
        """The key by which rows are sorted."""
        value = self.sort(row) if self.sort else self.text(row).casefold()
        return (value is None, value)

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Where the text stands in its cell."""
        if self.centre:
            return CENTRE
        if self.native:
            return NATIVE_SIDE
        return TRAILING if self.number else LEADING


class SnapshotModel(QAbstractTableModel, Generic[Row]):
    """Frozen rows, sorted and filtered in memory.

    `key` tells rows apart across reloads. `named` says, for reading aloud, what the row is about:
    "Sana Ahmed, Mon 2 AM: Present".
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        key: Callable[[Row], Hashable],
        named: Callable[[Row], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._named = named
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._wanted: Callable[[Row], bool] | None = None
        self._words: tuple[str, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show another snapshot; sort and filter stay."""
        self._all = tuple(rows)
        self._arrange()

    def set_filter(self, wanted: Callable[[Row], bool] | None) -> None:
        """Show only the rows that `wanted` says yes to; None shows all."""
        self._wanted = wanted
        self._arrange()

    def set_search(self, text: str) -> None:
        """Show only rows in which every word of `text` stands somewhere."""
        self._words = tuple(text.casefold().split())
        self._arrange()

    def rows(self) -> Sequence[Row]:
        """The rows shown, in the order shown."""
        return tuple(self._shown)

    @property
    def total(self) -> int:
        """How many rows the snapshot has, shown or not."""
        return len(self._all)

    def row_at(self, index: Index) -> Row | None:
        """The row of `index`; None outside the table."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        return self._shown[index.row()]

    def position(self, key: Hashable) -> int | None:
        """Where the row with `key` stands; None when it is not shown."""
        for position, row in enumerate(self._shown):
            if self._key(row) == key:
                return position
        return None

    def key_at(self, position: int) -> Hashable:
        """The key of the row at `position`."""
        return self._key(self._shown[position])

    def _arrange(self) -> None:
        self.beginResetModel()
        rows = [row for row in self._all if self._is_shown(row)]
        if self._sorted is not None:
            column, order = self._sorted
            compared = self.columns[column].compared
            if order == Qt.SortOrder.AscendingOrder:
                rows.sort(key=compared)
            else:
                # Empty values stay last either way.
                filled = [row for row in rows if not compared(row)[0]]
                filled.sort(key=compared, reverse=True)
                rows = filled + [row for row in rows if compared(row)[0]]
        self._shown = rows
        self.endResetModel()

    def _is_shown(self, row: Row) -> bool:
        if self._wanted is not None and not self._wanted(row):
            return False
        if not self._words:
            return True
        text = "\n".join(column.text(row) for column in self.columns).casefold()
        return all(word in text for word in self._words)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None or index.column() >= len(self.columns):
            return None
        return self.cell(row, self.columns[index.column()], role)

    def cell(self, row: Row, column: Column[Row], role: int) -> Any:
        """What a cell answers for `role`; a page that needs more overrides this."""
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            tip = column.tip(row) if column.tip else ""
            said = f"{self._named(row)}, {column.title}: {column.text(row)}"
            return f"{said}. {tip}" if tip else said
        if role == TONE_ROLE:
            return column.tone(row) if column.tone else None
        if role == NATIVE_ROLE:
            return column.native
        if role == Qt.ItemDataRole.FontRole:
            return native_font() if column.native else None
        if role == KEY_ROLE:
            return self._key(row)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(column.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order) if 0 <= column < len(self.columns) else None
        self._arrange()


class PillDelegate(QStyledItemDelegate):
    """Draws cells: a pill where a tone is given, and a cursor that can be seen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Qt hands a text enumeration back as plain text.
        named = index.data(TONE_ROLE)
        tone = Tone(named) if named else None
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        plain = QStyleOptionViewItem(option)
        plain.state = option.state & ~QStyle.StateFlag.State_HasFocus
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if tone is not None and text:
            self._paint_pill(painter, plain, index, text, tone)
        else:
            super().paint(painter, plain, index)
        if focused:
            self._paint_cursor(painter, option)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        extra = 28 if index.data(TONE_ROLE) is not None else 20
        return QSize(size.width() + extra, size.height())

    def _paint_pill(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        text: str,
        tone: Tone,
    ) -> None:
        empty = QStyleOptionViewItem(option)
        self.initStyleOption(empty, index)
        font = empty.font
        empty.text = ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, option.widget)
        metrics = QFontMetrics(font)
        room = option.rect.adjusted(8, 0, -8, 0)
        width = min(metrics.horizontalAdvance(text) + 18, room.width())
        height = metrics.height() + 4
        place = QStyle.alignedRect(
            option.direction,
            Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or LEADING),
            QSize(width, height),
            room,
        )
        pair = tokens_of(option.palette).tone(tone)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pair.back))
        painter.drawRoundedRect(QRectF(place), height / 2, height / 2)
        painter.setPen(QColor(pair.text))
        painter.setFont(font)
        fitted = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 14)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitted)
        painter.restore()

    def _paint_cursor(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.save()
        colour = option.palette.color(QPalette.ColorRole.Accent)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()


class Table(QTableView):
    """Shows a model; copies as Excel pastes it, and hands over what is pasted.

    `least` are the keys of columns that are left out where there is no room for all, the first of
    them first; where that is not enough, those that stretch give way. Without it the table scrolls.
    """

    activated_key = Signal(object)
    """Enter or a double click on a row: its key."""
    selection_moved = Signal()
    pasted = Signal(list)
    """Rows of texts from the clipboard, when `accepts_paste`."""

    def __init__(
        self,
        model: SnapshotModel[Any],
        name: str,
        *,
        empty: EmptyState | None = None,
        accepts_paste: bool = False,
        whole_rows: bool = True,
        sortable: bool = True,
        least: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.snapshot = model
        self._least = tuple(least)
        self.accepts_paste = accepts_paste
        self._empty = empty
        self._kept: Hashable = None
        self.setAccessibleName(name)
        self.setItemDelegate(PillDelegate(self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        if whole_rows:
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        native = any(column.native for column in model.columns)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(NATIVE_HEIGHT if native else ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(48)
        header.setAccessibleName(name)
        self.setModel(model)
        if sortable:
            self.setSortingEnabled(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if empty is not None:
            empty.setParent(self.viewport())
            empty.hide()
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_activated)

    def current_key(self) -> Hashable | None:
        """The key of the row with the cursor; None without one."""
        index = self.currentIndex()
        key: Hashable | None = index.data(KEY_ROLE) if index.isValid() else None
        return key

    def selected_keys(self) -> list[Hashable]:
        """The keys of the selected rows, from the top."""
        positions = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.snapshot.key_at(position) for position in positions]

    def show_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with `key`; False when it is not shown."""
        position = self.snapshot.position(key)
        if position is None:
            return False
        column = max(self.currentIndex().column(), 0)
        self.setCurrentIndex(self.snapshot.index(position, column))
        return True

    def hide_columns(self, keys: Collection[str]) -> None:
        """Leave out the columns with these keys, and no others; what is left takes their room."""
        for position, column in enumerate(self.snapshot.columns):
            self.setColumnHidden(position, column.key in keys)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give every column the room that its header and its texts ask for."""
        for count in range(len(self._least) + 1):
            for position, column in enumerate(self.snapshot.columns):
                if column.key in self._least:
                    self.setColumnHidden(position, column.key in self._least[:count])
            left = self._size_columns()
            if left >= 0:
                break
        stretched = [
            position
            for position, column in enumerate(self.snapshot.columns)
            if column.stretch and not self.isColumnHidden(position)
        ]
        if stretched and (left > 0 or self._least):
            header = self.horizontalHeader()
            more = left // len(stretched)
            for position in stretched:
                width = max(header.sectionSize(position) + more, header.minimumSectionSize())
                header.resizeSection(position, width)

    def _size_columns(self) -> int:
        """Size the columns that are shown; the room that is left, below 0 for too little."""
        header = self.horizontalHeader()
        metrics = QFontMetrics(header.font())
        wide = 0
        for position, column in enumerate(self.snapshot.columns):
            if self.isColumnHidden(position):
                continue
            lines = column.title.split("\n")
            title = max(metrics.horizontalAdvance(line) for line in lines) * 11 // 10 + 40
            asked = max(title, header.sectionSizeHint(position))
            width = max(column.width or self.sizeHintForColumn(position), asked)
            header.resizeSection(position, width)
            wide += width
        return self.viewport().width() - wide

    def copy(self) -> None:
        """Copy the selection as tab-separated text, columns as shown, headers on top."""
        indexes = self.selectionModel().selectedIndexes()
        if not indexes:
            return
        header = self.horizontalHeader()
        columns = sorted({index.column() for index in indexes}, key=header.visualIndex)
        columns = [column for column in columns if not self.isColumnHidden(column)]
        positions = sorted({index.row() for index in indexes})
        chosen = {(index.row(), index.column()) for index in indexes}
        lines = []
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            lines.append([self.snapshot.columns[column].title for column in columns])
        for position in positions:
            row = self.snapshot.rows()[position]
            lines.append(
                [
                    self.snapshot.columns[column].text(row) if (position, column) in chosen else ""
                    for column in columns
                ]
            )
        text = "\n".join("\t".join(_flat(cell) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self.accepts_paste and event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(cells_of(QGuiApplication.clipboard().text()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
        self._place_empty()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self.fit_columns()

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_moved.emit()

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated_key.emit(index.data(KEY_ROLE))

    def _keep_place(self) -> None:
        self._kept = self.current_key()

    def _on_reset(self) -> None:
        self.fit_columns()
        if self._kept is not None:
            self.show_key(self._kept)
        self._place_empty()

    def _place_empty(self) -> None:
        if self._empty is None:
            return
        self._empty.setGeometry(QRect(QPoint(0, 0), self.viewport().size()))
        self._empty.setVisible(self.snapshot.rowCount() == 0)


def cells_of(text: str) -> list[list[str]]:
    """The cells of a block copied from Excel, Word or a chat: lines, and tabs between cells.

    Cells in quotes may hold line breaks, as Excel writes them.
    """
    rows: list[list[str]] = [[]]
    cell: list[str] = []
    quoted = False
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    position = 0
    while position < len(text):
        letter = text[position]
        if quoted:
            if text[position : position + 2] == '""':
                cell.append('"')
                position += 1
            elif letter == '"':
                quoted = False
            else:
                cell.append(letter)
        elif letter == '"' and not cell and _closes(text, position):
            quoted = True
        elif letter == "\t":
            rows[-1].append("".join(cell))
            cell = []
        elif letter == "\n":
            rows[-1].append("".join(cell))
            cell = []
            rows.append([])
        else:
            cell.append(letter)
        position += 1
    rows[-1].append("".join(cell))
    return [] if rows == [[""]] else rows


def _closes(text: str, start: int) -> bool:
    """Whether the quote at `start` has a partner that ends its cell."""
    position = text.find('"', start + 1)
    while position != -1:
        if text[position : position + 2] == '""':
            position = text.find('"', position + 2)
        else:
            return text[position + 1 : position + 2] in ("", "\t", "\n")
    return False


def _flat(cell: str) -> str:
    if any(letter in cell for letter in '\t\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
