"""What the columns of a list mean, how well that fits, and why: chosen otherwise in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionViewItem

from ui.common.icons import pixmap
from ui.common.side import choices, choose
from ui.common.tables import TRAILING, Column, Index, PillDelegate, SnapshotModel, Table, isolated
from ui.common.tokens import Tone, tokens_of
from ui.common.words import list_field_word
from ui.intake.cells import Frame, frame_of
from workbook.i18n import _, ngettext
from workbook.intake import mapping, values
from workbook.intake.detect import ListKind
from workbook.intake.experts import EXPERT_FIELDS
from workbook.services.intake import ListFile
from workbook.sheets.reader import Cell

_EXAMPLES = 3
_MEANS = 2
_ARROW = 14
_LOOKED_AT = 200
"""So many people are looked through for examples."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column of the list as it is understood. `field` is None for one that stays out."""

    column: int
    label: str
    caption: str
    field: str | None
    filled: int
    right: int
    by: str
    note: str
    examples: tuple[str, ...]


def meanings_of(read: ListFile) -> list[Meaning]:
    """The columns that say something, in their order: of the list, or else of its sheet."""
    frame, found = frame_of(read), read.found
    if found is None:
        return _of_the_sheet(read, frame)
    rows = [(r.row - 1, r.shift) for r in found.records[:_LOOKED_AT] if not r.sheet]
    return [
        Meaning(
            column.column,
            frame.column_label(column.column),
            column.header,
            column.field,
            column.filled,
            column.right,
            column.by,
            column.note,
            _examples(frame.grid.cell(row, column.column + shift) for row, shift in rows),
        )
        for column in found.mapping
        if column.header or column.filled
    ]


def _of_the_sheet(read: ListFile, frame: Frame) -> list[Meaning]:
    grid, said = frame.grid, read.correction.fields
    first = 0 if frame.caption is None else frame.caption + 1
    found = []
    for column in range(grid.width):
        caption = None if frame.caption is None else grid.cell(frame.caption, column)
        cells = [grid.cell(row, column) for row in range(first, len(grid.rows))]
        filled = sum(cell is not None for cell in cells)
        if filled:
            found.append(
                Meaning(
                    column,
                    frame.column_label(column),
                    values.text(caption) or "",
                    said.get(column),
                    filled,
                    filled,
                    "person" if column in said else "header",
                    "",
                    _examples(cells[:_LOOKED_AT]),
                )
            )
    return found


def _examples(cells: Iterable[Cell]) -> tuple[str, ...]:
    said = (values.text(cell) for cell in cells)
    return tuple(dict.fromkeys(text for text in said if text))[:_EXAMPLES]


def field_word(field: str | None) -> str:
    """What a column fills, in words."""
    words = {
        None: _("Leave out"),
        mapping.SERIAL: _("Number of the row"),
        mapping.NAME: _("Name"),
        "given_name": _("Given name"),
        "middle_name": _("Middle name"),
        "family_name": _("Family name"),
    }
    return words[field] if field in words else list_field_word(str(field))


def fields_of(kind: ListKind) -> tuple[str, ...]:
    """What the columns of a list can fill."""
    person = EXPERT_FIELDS if kind is ListKind.EXPERTS else mapping.PERSON_FIELDS
    name, native, *others = person
    more = mapping.COMPLETION_FIELDS if kind is ListKind.COMPLETIONS else ()
    return (name, native, *mapping.NAME_PARTS, *others, *more, mapping.SERIAL)


class Meanings(Table):
    """One line a column; Enter, Space or a click opens the choice of what it means."""

    chosen = Signal(int, object)
    """A column was said to fill a field, or None: to stay out."""

    def __init__(self) -> None:
        self.meanings: SnapshotModel[Meaning] = SnapshotModel(
            _columns(), key=lambda row: row.column, named=lambda row: row.caption or row.label
        )
        super().__init__(
            self.meanings,
            _("What the columns mean"),
            sortable=False,
            least=("examples", "why"),
        )
        self.fields: tuple[str, ...] = ()
        self.choice: QComboBox | None = None
        self.setItemDelegateForColumn(_MEANS, _ChoiceDelegate(self))
        self.activated_key.connect(lambda _key: self.open_choice())
        self.clicked.connect(self._on_clicked)

    def show_list(self, read: ListFile) -> None:
        """Show the columns of a list."""
        self.close_choice()
        kind = read.found.kind if read.found is not None else read.correction.kind
        self.fields = fields_of(kind or ListKind.PARTICIPANTS)
        rows = meanings_of(read)
        self.meanings.set_rows(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.meanings.index(0, _MEANS))

    def open_choice(self) -> None:
        """Let the column with the cursor be said to mean something else."""
        row = self.meanings.row_at(self.currentIndex())
        if row is None:
            return
        self.close_choice()
        index = self.meanings.index(self.currentIndex().row(), _MEANS)
        self.scrollTo(index)
        known = tuple(dict.fromkeys((*self.fields, *([row.field] if row.field else []))))
        box = choices(
            _("What column {column} means").format(column=row.label),
            [(field_word(None), None), *((field_word(field), field) for field in known)],
        )
        box.setParent(self.viewport())
        choose(box, row.field)
        box.setMaxVisibleItems(12)
        box.setGeometry(self.visualRect(index).adjusted(2, 1, -2, -1))
        box.activated.connect(lambda place: self._on_chosen(row.column, box.itemData(place)))
        self.choice = box
        box.show()
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.showPopup()

    def close_choice(self) -> None:
        """Put the choice away; the meaning stays."""
        box, self.choice = self.choice, None
        if box is not None:
            had_focus = box.hasFocus()
            box.hide()
            box.deleteLater()
            if had_focus:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, column: int, field: str | None) -> None:
        self.close_choice()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(column, field)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == _MEANS:
            self.open_choice()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_F2):
            self.open_choice()
        elif event.key() == Qt.Key.Key_Delete:
            row = self.meanings.row_at(self.currentIndex())
            if row is not None and row.field is not None:
                self.chosen.emit(row.column, None)
        elif event.key() == Qt.Key.Key_Escape and self.choice is not None:
            self.close_choice()
        else:
            super().keyPressEvent(event)


class _ChoiceDelegate(PillDelegate):
    """Shows by an arrow that a cell is a choice."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        place = QStyle.alignedRect(
            option.direction, TRAILING, QSize(_ARROW, _ARROW), option.rect.adjusted(8, 0, -8, 0)
        )
        colour = tokens_of(option.palette).muted
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(place.topLeft(), pixmap("chevron-down", colour, _ARROW, ratio))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + _ARROW + 8, size.height())


def _columns() -> list[Column[Meaning]]:
    return [
        Column("column", "", lambda row: row.label, width=48),
        Column(
            "caption",
            _("Caption"),
            lambda row: row.caption or "–",
            tip=lambda row: row.note or row.caption,
            stretch=True,
            width=130,
        ),
        Column(
            "means",
            _("What it means"),
            lambda row: field_word(row.field),
            tip=lambda row: _("Enter, Space or a click chooses; Delete leaves it out"),
        ),
        Column(
            "right",
            _("Its cells"),
            _right_word,
            tone=lambda row: Tone.WARN if row.field and row.right < row.filled else None,
            tip=lambda row: row.note,
        ),
        Column("why", _("Known by"), lambda row: why_word(row), tip=lambda row: row.note),
        Column(
            "examples",
            _("For example"),
            lambda row: ", ".join(isolated(text) for text in row.examples),
            stretch=True,
            width=140,
        ),
    ]


def _right_word(row: Meaning) -> str:
    if not row.filled:
        return _("empty")
    if row.field is None:
        return ngettext("{n} filled", "{n} filled", row.filled).format(n=row.filled)
    return _("{right} of {n} look right").format(right=row.right, n=row.filled)


def why_word(row: Meaning) -> str:
    """Why a column is thought to mean what it means."""
    if row.field is None and row.by == "header":
        return ""
    words = {
        "header": _("its caption"),
        "values": _("its values"),
        "saved": _("as before for this sender"),
        "person": _("by you"),
    }
    return words[row.by]
