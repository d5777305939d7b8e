"""The figures once more, split by agency, sex and the way of taking part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.tables import ROW_HEIGHT, Column, SnapshotModel, Table
from workbook.i18n import _
from workbook.services.overview import Attended, Figure, Split


@dataclass(frozen=True)
class SplitRow:
    """One part of every figure. `by` is by_agency, by_sex or by_mode; `people` follow the figures.

    `group` is set on the first row of a group.
    """

    by: str
    value: int | str | None
    group: str
    label: str
    people: tuple[tuple[int, ...], ...]


def split_rows(figures: Sequence[Figure]) -> list[SplitRow]:
    """The parts of `figures`; a way of taking part is left out while nobody has."""
    rows: list[SplitRow] = []
    for by, group in (
        ("by_agency", _("Agency")),
        ("by_sex", _("Sex")),
        ("by_mode", _("Took part")),
    ):
        parts: dict[int | str | None, str] = {}
        for figure in figures:
            for part in _splits(figure, by):
                parts.setdefault(part.value, part.label)
        if by == "by_mode" and set(parts) <= {Attended.UNKNOWN.value}:
            continue
        for n, (value, label) in enumerate(parts.items()):
            people = tuple(_people(figure, by, value) for figure in figures)
            said = _way(value) if by == "by_mode" else _begun(label)
            rows.append(SplitRow(by, value, "" if n else group, said, people))
    return rows


def _splits(figure: Figure, by: str) -> tuple[Split, ...]:
    found = {
        "by_agency": figure.by_agency,
        "by_sex": figure.by_sex,
        "by_mode": figure.by_mode,
    }
    return found[by]


def _people(figure: Figure, by: str, value: int | str | None) -> tuple[int, ...]:
    for part in _splits(figure, by):
        if part.value == value:
            return part.enrolment_ids
    return ()


def _begun(label: str) -> str:
    return label[:1].upper() + label[1:]


def _way(value: int | str | None) -> str:
    ways = {
        Attended.IN_ROOM: _("In the room"),
        Attended.ONLINE: _("Online"),
        Attended.BOTH: _("In the room and online"),
        Attended.UNKNOWN: _("Not known"),
    }
    return ways[Attended(str(value))]


class SplitTable(Table):
    """A row to each part, a column to each figure; a click or Enter on a number tells of it."""

    asked = Signal(object, int)
    """The SplitRow, and the position of the figure."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        self.model_of_splits: SnapshotModel[SplitRow] = SnapshotModel(
            _columns(titles),
            key=lambda row: (row.by, row.value),
            named=lambda row: row.label,
        )
        super().__init__(
            self.model_of_splits,
            _("Figures by agency, sex and way of taking part"),
            whole_rows=False,
            sortable=False,
            parent=parent,
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_asked)
        self.activated_key.connect(lambda _key: self._on_asked(self.currentIndex()))

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show the parts of `figures`, which are in the order of the titles."""
        rows = split_rows(figures)
        self.model_of_splits.set_rows(rows)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        rows = ROW_HEIGHT * self.model_of_splits.rowCount()
        bar = self.horizontalScrollBar()
        wide = bar.sizeHint().height() if bar.maximum() > 0 else 0
        frame = 2 * self.frameWidth()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + wide + frame)

    def _on_asked(self, index: QModelIndex) -> None:
        row = self.model_of_splits.row_at(index)
        if row is not None and index.column() >= 2:
            self.asked.emit(row, index.column() - 2)


def _columns(titles: Sequence[str]) -> list[Column[SplitRow]]:
    def number(place: int) -> Callable[[SplitRow], str]:
        return lambda row: str(len(row.people[place]))

    return [
        Column("group", _("Split by"), lambda row: row.group),
        Column("label", "", lambda row: row.label, stretch=True),
        *(
            Column[SplitRow](f"figure {place}", title, number(place), number=True)
            for place, title in enumerate(titles)
        ),
    ]
