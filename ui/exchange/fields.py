"""Which fields leave: a list to tick, in groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from workbook.exchange.profiles import Choice, FieldName
from workbook.i18n import _

KEY = Qt.ItemDataRole.UserRole


class FieldPicker(QListWidget):
    """Space ticks a field, or on a group's caption all of its fields."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Fields that leave"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(150)
        self._captions: list[str] = []
        self.itemChanged.connect(self._on_changed)

    def show_choices(self, choices: Iterable[Choice], ticked: Collection[FieldName]) -> None:
        """Offer these fields, with these ticked; those of a group follow each other."""
        self._captions = []
        with QSignalBlocker(self):
            self.clear()
            for group, found in groupby(choices, key=lambda choice: choice.group):
                self._captions.append(group)
                heading = self._add(group, None)
                font = heading.font()
                font.setBold(True)
                heading.setFont(font)
                for choice in found:
                    item = self._add(f"    {choice.caption}", choice.name)
                    item.setCheckState(_state(choice.name in ticked))
            self._say_groups()
            if self.count():
                self.setCurrentRow(0)

    def ticked(self) -> frozenset[FieldName]:
        """The fields that leave."""
        return frozenset(
            tuple(item.data(KEY))
            for item in self._items()
            if item.data(KEY) is not None and item.checkState() == Qt.CheckState.Checked
        )

    def tick(self, names: Collection[FieldName]) -> None:
        """Tick just these fields."""
        with QSignalBlocker(self):
            for item in self._items():
                if item.data(KEY) is not None:
                    item.setCheckState(_state(tuple(item.data(KEY)) in names))
            self._say_groups()
        self.picked.emit()

    def _add(self, text: str, name: FieldName | None) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(KEY, name)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(Qt.CheckState.Unchecked)
        self.addItem(item)
        return item

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]

    def _on_changed(self, changed: QListWidgetItem) -> None:
        with QSignalBlocker(self):
            if changed.data(KEY) is None:
                for item in self._members(self.row(changed)):
                    item.setCheckState(changed.checkState())
            self._say_groups()
        self.picked.emit()

    def _members(self, heading: int) -> list[QListWidgetItem]:
        members = []
        for place in range(heading + 1, self.count()):
            if self.item(place).data(KEY) is None:
                break
            members.append(self.item(place))
        return members

    def _say_groups(self) -> None:
        """A group is ticked when all of its fields are, and says how many are."""
        captions = iter(self._captions)
        for place, item in enumerate(self._items()):
            if item.data(KEY) is not None:
                continue
            members = self._members(place)
            count = sum(one.checkState() == Qt.CheckState.Checked for one in members)
            item.setCheckState(_state(count == len(members)))
            item.setText(
                _("{group} · {n} of {all}").format(group=next(captions), n=count, all=len(members))
            )


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
