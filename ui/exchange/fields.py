"""Which fields leave: a list to tick, in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from workbook.i18n import _

KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that are ticked together: a caption, and (key, caption) of each."""

    caption: str
    fields: Sequence[tuple[str, str]]


class FieldPicker(QListWidget):
    """Space ticks a field, or on a group's caption all of its fields."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Fields that leave"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(150)
        self._groups: Sequence[FieldGroup] = ()
        self.itemChanged.connect(self._on_changed)

    def show_groups(self, groups: Sequence[FieldGroup], ticked: Iterable[str]) -> None:
        """Offer these fields, with these ticked."""
        self._groups = groups
        chosen = frozenset(ticked)
        with QSignalBlocker(self):
            self.clear()
            for group in groups:
                heading = self._add(group.caption, None)
                font = heading.font()
                font.setBold(True)
                heading.setFont(font)
                for key, caption in group.fields:
                    item = self._add(f"    {caption}", key)
                    item.setCheckState(_state(key in chosen))
            self._say_groups()
            if self.count():
                self.setCurrentRow(0)

    def ticked(self) -> frozenset[str]:
        """The keys of the fields that leave."""
        return frozenset(
            item.data(KEY)
            for item in self._items()
            if item.data(KEY) is not None and item.checkState() == Qt.CheckState.Checked
        )

    def tick(self, keys: Iterable[str]) -> None:
        """Tick just these fields."""
        chosen = frozenset(keys)
        with QSignalBlocker(self):
            for item in self._items():
                if item.data(KEY) is not None:
                    item.setCheckState(_state(item.data(KEY) in chosen))
            self._say_groups()
        self.picked.emit()

    def _add(self, text: str, key: str | None) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(KEY, key)
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
        groups = iter(self._groups)
        for place, item in enumerate(self._items()):
            if item.data(KEY) is not None:
                continue
            members = self._members(place)
            count = sum(one.checkState() == Qt.CheckState.Checked for one in members)
            item.setCheckState(_state(count == len(members)))
            item.setText(
                _("{group} · {n} of {all}").format(
                    group=next(groups).caption, n=count, all=len(members)
                )
            )


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
