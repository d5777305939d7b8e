"""The values a question is between: each with who wrote it, and one click to take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.fonts import native_font
from ui.common.label import Label
from ui.common.pill import Pill
from ui.common.tables import isolated
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _
from workbook.text import has_arabic_script

GAP = 10
SHORT = 80
"""So many letters of a value are set large; a longer one is a text to be read."""
NARROWEST = 24
"""How many letters of the running text a card is wide at the least, beside another."""


@dataclass(frozen=True)
class Choice:
    """One way to settle a question. `number` is its key on the keyboard; `verb` the word on its
    button; `about` are lines of who, which office and when; `shown` marks what stands now.
    """

    number: int
    text: str
    verb: str
    about: Sequence[str] = ()
    doubt: str = ""
    shown: bool = False


class ChoiceCard(QFrame):
    """A value with who wrote it. The button says the value too when it is read aloud."""

    def __init__(self, choice: Choice, take: QPushButton) -> None:
        super().__init__()
        set_look(self, "card")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(str(choice.number), "muted"))
        top.addStretch()
        pill = Pill(_("stands now"), Tone.INFO)
        if choice.shown:
            top.addWidget(pill)
        else:
            # The values of two cards stand at one height.
            top.addSpacing(1)
            top.addStrut(pill.sizeHint().height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(3)
        layout.addLayout(top)
        native = has_arabic_script(choice.text)
        large = not native and len(choice.text) <= SHORT
        value = _wrapped(isolated(choice.text), "heading" if large else "")
        if native:
            value.setFont(native_font(16))
        layout.addWidget(value)
        layout.addSpacing(2)
        for line in choice.about:
            layout.addWidget(_wrapped(line, "muted"))
        if choice.doubt:
            layout.addWidget(_wrapped(choice.doubt, "muted"))
        layout.addStretch()
        layout.addSpacing(8)
        layout.addWidget(take)


class Choices(QWidget):
    """Values as cards, side by side where there is room; answers nobody wrote as plain buttons."""

    taken = Signal(int)

    def __init__(
        self, choices: Sequence[Choice], *, can: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # The cards ask for what height there is, to stand at one foot; theirs is enough.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.buttons: list[QPushButton] = []
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._columns = 0
        self._written = any(choice.about for choice in choices)
        for choice in choices:
            take = self._button(choice)
            take.setEnabled(can)
            self.buttons.append(take)
            self._cells.append(ChoiceCard(choice, take) if self._written else take)
        self._arrange()

    def _button(self, choice: Choice) -> QPushButton:
        take = button(
            choice.verb if self._written else f"{choice.number}   {isolated(choice.text)}",
            on_click=lambda: self.taken.emit(choice.number),
        )
        said = ", ".join(part for part in (choice.text, *choice.about, choice.doubt) if part)
        take.setAccessibleName(f"{choice.verb}: {said}" if self._written else choice.text)
        take.setAccessibleDescription(_("Key {n}").format(n=choice.number))
        take.setToolTip(_("Key {n}").format(n=choice.number))
        return take

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrowest = NARROWEST * self.fontMetrics().averageCharWidth()
        roomy = self._written and self.width() >= 2 * narrowest + GAP and len(self._cells) > 1
        columns = 2 if roomy else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _wrapped(text: str, look: str) -> Label:
    """Text that wraps; unlike a note it asks for no more height than its lines need."""
    label = Label(text, look, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def number_key(key: int, text: str) -> int | None:
    """The number that a key stands for, on Urdu and Persian keyboards too; None for another."""
    if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return key - Qt.Key.Key_0
    return int(text) if len(text) == 1 and text.isdecimal() and text != "0" else None
