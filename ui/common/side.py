"""A panel at the side of a page: a form, or what is known of the chosen row. Never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button, icon_button
from ui.common.drafts import Drafts, text_of
from ui.common.entry import field_label
from ui.common.fonts import native_font
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.page import Page
from ui.common.scrolling import scrolling
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _

WIDTH = 340
_BUTTON_TEXT = WIDTH - 80
"""The room for the text of a button in a panel, beside a scroll bar."""


def clear(layout: QLayout) -> None:
    """Take everything out of `layout`; the widgets are let go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def note(text: str, look: str = "") -> Label:
    """A sentence that wraps, however narrow its place."""
    label = Label(text, look, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def native_line(name: str) -> QLineEdit:
    """A field for Arabic script: right to left, in the font of names."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    field.setFont(native_font(14))
    # A height set in code gives way to the one in the application's style sheet.
    field.setStyleSheet("QLineEdit { min-height: 30px; }")
    return field


def choices(name: str, options: Sequence[tuple[str, object]]) -> QComboBox:
    """A drop-down of (text, value)."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumContentsLength(8)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for text, value in options:
        box.addItem(text, value)
    return box


def choose(box: QComboBox, value: object) -> None:
    """Show the option with `value`, or the first."""
    box.setCurrentIndex(max(box.findData(value), 0))


class SidePanel(QFrame):
    """A heading, a body that scrolls, and buttons under it. Escape or the cross closes it."""

    closed = Signal()

    def __init__(
        self, name: str, parent: QWidget | None = None, *, drafts: Drafts | None = None
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._place = ""
        self._texts: list[QLineEdit | QPlainTextEdit] = []
        self._keys: list[str] = []
        set_look(self, "card")
        self.setAccessibleName(name)
        self.setFixedWidth(WIDTH)
        self.heading = Label(name, "heading", wrap=True)
        self.cross = icon_button("x", _("Close"), on_click=self.close_panel)
        top = QHBoxLayout()
        top.setContentsMargins(margins(16, 10, 8, 0))
        top.setSpacing(8)
        top.addWidget(self.heading, 1)
        top.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(margins(16, 8, 14, 10))
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setSpacing(5)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self.area = scrolling(inner)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(margins(16, 6, 14, 14))
        self.foot.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.area, 1)
        layout.addLayout(self.foot)
        self._return_to: QWidget | None = None
        self.hide()

    def start(self, heading: str, place: str = "") -> None:
        """Empty the panel for another content.

        `place` names a form and its record among the drafts ("person 12"): what is being written
        in it then outlasts the lock, and the end of the program.
        """
        self._forget()
        self._place = place
        self.heading.setText(heading)
        clear(self.body)
        clear(self.foot)

    def add(self, label: str, field: QWidget) -> Label:
        """A field under its name, which Alt and the screen reader know too."""
        name = field_label(label, field)
        if self.body.count():
            self.body.addSpacing(6)
        self.body.addWidget(name)
        self.body.addWidget(field)
        if isinstance(field, QLineEdit | QComboBox | QAbstractSpinBox):
            field.installEventFilter(self)
        if isinstance(field, QLineEdit | QPlainTextEdit):
            self._texts.append(field)
        return name

    def say(self, text: str, look: str = "") -> Label:
        """A sentence."""
        label = note(text, look)
        self.body.addWidget(label)
        return label

    def finish(self, accept: str, on_accept: Callable[[], object]) -> QPushButton:
        """The buttons of a form: the verb, which Enter in a field also presses, and Cancel."""
        self._bring_back()
        self.foot.addStretch()
        self.foot.addWidget(button(_("Cancel"), on_click=self.close_panel))
        self.accept = button(accept, look="primary", on_click=on_accept)
        self.foot.addWidget(self.accept)
        return self.accept

    def open_panel(self, focus: QWidget | None = None, back: QWidget | None = None) -> None:
        """Show the panel; the cursor goes to `focus`, and on closing to `back`."""
        self._return_to = back
        self.show()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.TabFocusReason)

    def close_panel(self) -> None:
        """Hide the panel without doing anything."""
        if self.isHidden():
            return
        self._forget()
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if self._return_to is not None:
            self._return_to.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus:
            self._focus_page()
        self.closed.emit()

    def _bring_back(self) -> None:
        if self._drafts is None or not self._place:
            return
        # What is shown only when asked for is nothing to come back unasked.
        open_ = {
            f"{self._place}/{number}": field
            for number, field in enumerate(self._texts)
            if not field.isReadOnly() and not field.isHidden()
        }
        self._keys = list(open_)
        found = [
            self._drafts.register(key, field, before=text_of(field)) for key, field in open_.items()
        ]
        if any(found):
            self.say(_("What you were writing here is back; it is not saved yet."), "muted")

    def _forget(self) -> None:
        """The form was saved or left: so are its drafts."""
        if self._drafts is not None:
            for key in self._keys:
                self._drafts.done(key)
        self._keys, self._texts = [], []

    def _focus_page(self) -> None:
        """Left to itself, Qt would go to what is next: the Undo of a toast, where Enter undoes."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, Page):
            above = above.parentWidget()
        if above is not None:
            above.focus_start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.foot.count()
        ):
            self.accept.click()
            return True
        return False


@dataclass(frozen=True)
class Option:
    """A way to settle a doubtful row. `value` is what `DecidePanel.decided` tells."""

    text: str
    value: object
    hint: str = ""
    chosen: bool = False


class DecidePanel(SidePanel):
    """What a row of a list says, why it is doubtful, and the ways to settle it."""

    decided = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.cross.hide()
        self.options: list[QPushButton] = []

    def show_row(
        self,
        heading: str,
        *,
        place: str,
        reasons: Sequence[str] = (),
        options: Sequence[Option] = (),
        facts: Sequence[tuple[str, str]] = (),
        question: str = "",
        tone: Tone = Tone.WARN,
    ) -> None:
        """Show one row; a (label, text) is a fact of it, and `tone` that of its reasons."""
        self.start(heading)
        self.options = []
        self.say(place, "muted")
        for reason in reasons:
            self.body.addSpacing(6)
            self.body.addWidget(_Toned(reason, tone))
        if question:
            self.body.addSpacing(8)
            self.say(question, "strong")
        for option in options:
            choice = button(
                option.text,
                look="primary" if option.chosen else "",
                on_click=self._deciding(option.value),
            )
            choice.setToolTip(option.hint)
            text = option.text
            if option.chosen:
                text = f"✓  {option.text}"
                choice.setAccessibleDescription(_("chosen"))
            choice.setAccessibleName(option.text)
            choice.ensurePolished()
            choice.setText(_in_lines(text, choice.fontMetrics()))
            self.options.append(choice)
            self.body.addWidget(choice)
            if option.hint:
                self.say(option.hint, "muted")
        if facts:
            self.body.addSpacing(8)
        for label, text in facts:
            self.say(label, "muted")
            self.say(text)
            self.body.addSpacing(4)
        self.show()

    def focus_first(self) -> None:
        """Put the cursor on the first way to settle the row."""
        if self.options:
            self.options[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _deciding(self, value: object) -> Callable[[], None]:
        return lambda: self.decided.emit(value)


def _in_lines(text: str, metrics: QFontMetrics) -> str:
    """The text of a button in lines that have room in a panel: a long name is seen whole."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= _BUTTON_TEXT:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


class _Toned(QFrame):
    def __init__(self, text: str, tone: Tone) -> None:
        super().__init__()
        set_look(self, tone.value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.addWidget(note(text))
