"""One question: what it is about, the values it is between, and a place to write another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import ENTER, button
from ui.common.entry import field_label
from ui.common.margins import margins
from ui.common.scrolling import scrolling
from ui.common.side import clear, note
from ui.common.theme import set_look
from ui.waiting.candidates import Choice, Choices
from workbook.i18n import _
from workbook.text import has_arabic_script


class QuestionView(QFrame):
    """Shows one question at a time, or what a decision on many would change."""

    taken = Signal(int)
    written = Signal(str)
    left = Signal()
    """Escape: back to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "card")
        self.setAccessibleName(_("The chosen question"))
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(margins(20, 16, 18, 16))
        self.body.setSpacing(6)
        self.area = scrolling(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.area)
        self.choices: Choices | None = None
        self.other: QLineEdit | None = None

    def show_question(
        self,
        heading: str,
        *,
        kind: str,
        matter: str,
        sentence: str,
        choices: Sequence[Choice],
        can: bool,
        writes: str = "",
        links: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show a question. `matter` names the field in question, "" for none; `writes` the field
        where another value may be written, "" where none may. `links` lead to where more is seen.
        """
        clear(self.body)
        self.body.addWidget(note(kind, "muted"))
        self.body.addWidget(note(heading, "title"))
        if matter:
            self.body.addWidget(note(matter, "strong"))
        if sentence:
            self.body.addWidget(note(sentence))
        self.body.addSpacing(8)
        self.choices = Choices(choices, can=can)
        self.choices.taken.connect(self.taken)
        self.body.addWidget(self.choices)
        self.other = None
        if writes:
            self._add_other(writes, can)
        for text, go in links:
            self._row(button(text, look="link", on_click=go))
        self.body.addStretch()
        self.body.addSpacing(10)
        keys = _("In the list, the keys 1, 2, 3 answer and Down goes to the next question.")
        self.body.addWidget(note(keys, "muted"))
        self.area.verticalScrollBar().setValue(0)

    def _add_other(self, field: str, can: bool) -> None:
        self.other = QLineEdit()
        self.other.installEventFilter(self)
        self.body.addSpacing(8)
        self.body.addWidget(field_label(_("Or write what is right"), self.other))
        self.other.setAccessibleName(_("{field}: what is right").format(field=field))
        use = button(_("Use this"), on_click=self._on_written)
        use.setEnabled(False)

        def typed(text: str) -> None:
            use.setEnabled(can and bool(text.strip()))
            side = Qt.LayoutDirection.RightToLeft if has_arabic_script(text) else None
            if self.other is not None and side is not None:
                self.other.setLayoutDirection(side)

        self.other.textChanged.connect(typed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.other, 1)
        row.addWidget(use)
        self.body.addLayout(row)

    def show_many(
        self,
        heading: str,
        sentence: str,
        lines: Sequence[tuple[str, str]],
        *,
        accept: str,
        on_accept: Callable[[], object],
        on_cancel: Callable[[], object],
    ) -> None:
        """Show what one decision on many questions would change: (what, old → new) lines."""
        clear(self.body)
        self.choices, self.other = None, None
        self.body.addWidget(note(heading, "title"))
        self.body.addWidget(note(sentence, "muted"))
        self.body.addSpacing(6)
        go = button(accept, look="primary", on_click=on_accept)
        go.setObjectName("take all")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(go)
        row.addWidget(button(_("Cancel"), on_click=on_cancel))
        row.addStretch()
        self.body.addLayout(row)
        self.body.addSpacing(6)
        for what, change in lines:
            self.body.addSpacing(4)
            self.body.addWidget(note(what, "muted"))
            self.body.addWidget(note(change))
        self.body.addStretch()
        self.area.verticalScrollBar().setValue(0)
        go.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the cursor on the first value."""
        if self.choices is not None and self.choices.buttons:
            self.choices.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, widget: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(widget)
        row.addStretch()
        self.body.addLayout(row)

    def _on_written(self) -> None:
        if self.other is not None and self.other.text().strip():
            self.written.emit(self.other.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in ENTER:
            self._on_written()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
