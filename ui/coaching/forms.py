"""Forms that open inside a card; what is typed in them outlives the lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.drafts import Editor
from ui.common.entry import field_label
from ui.common.label import Label
from ui.common.side import clear, note
from workbook.i18n import _


class InlineForm(QFrame):
    """Fields, Save and Cancel. Enter in a line saves, Escape gives up.

    `place` names the form among the drafts. `is_open` stays True while somebody writes in it, so
    that the page keeps it when another participant is chosen.
    """

    closed = Signal()

    def __init__(
        self, ctx: Context, place: str, save: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.place = place
        self.editing: int | None = None
        self._save = save
        self._editors: dict[str, Editor] = {}
        self._first: QWidget | None = None
        self._watched: list[str] = []
        self._before: dict[str, str] = {}
        self.fields = QVBoxLayout()
        self.fields.setSpacing(8)
        self.accept = button(_("Save"), look="primary", on_click=self._on_save)
        self.cancel = button(_("Cancel"), on_click=self.close_form)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(10)
        layout.addLayout(self.fields)
        layout.addLayout(buttons)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether somebody is writing here."""
        return not self.isHidden()

    def row(self, *pairs: tuple[str, QWidget, int]) -> None:
        """Fields side by side: (name, field, share of the width)."""
        line = QHBoxLayout()
        line.setSpacing(10)
        for name, field, share in pairs:
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(field_label(name, field))
            column.addWidget(field)
            column.addStretch()
            line.addLayout(column, share)
            self._first = self._first or field
            field.installEventFilter(self)
        self.fields.addLayout(line)

    def watch(self, name: str, editor: Editor) -> None:
        """Keep the text of `editor` over the lock, under `name` within this form."""
        self._editors[name] = editor

    def may_open(self) -> bool:
        """Whether the form may be filled anew. With words in it, it gets the cursor instead."""
        if not self.is_open or self._texts() == self._before:
            return True
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ctx.say(_("Save or cancel what you are writing first."), False)
        return False

    def open_form(self, editing: int | None = None) -> None:
        """Show the form for something new, or for the row with the key `editing`.

        Fields are filled by then; what was being written before the lock or a crash comes back.
        """
        self._forget()
        self.editing = editing
        self._before = self._texts()
        for name, editor in self._editors.items():
            key = self._key(name, editing)
            self._watched.append(key)
            self.ctx.drafts.register(key, editor)
        self.show()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.TabFocusReason)

    def come_back(self) -> None:
        """Open by itself where something new was being written when the program stopped."""
        if any(self.ctx.book.draft(self._key(name, None)) for name in self._editors):
            self.open_form()

    def close_form(self) -> None:
        """Hide the form and forget what stands in it."""
        self._forget()
        for editor in self._editors.values():
            if isinstance(editor, QLineEdit):
                editor.clear()
            else:
                editor.setPlainText("")
        self.editing = None
        self.hide()
        self.closed.emit()

    def _texts(self) -> dict[str, str]:
        return {
            name: editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
            for name, editor in self._editors.items()
        }

    def _key(self, name: str, editing: int | None) -> str:
        which = "new" if editing is None else str(editing)
        return f"coaching {name} {self.place}-{which}"

    def _forget(self) -> None:
        for key in self._watched:
            self.ctx.drafts.done(key)
        self._watched.clear()

    def _on_save(self) -> None:
        if self._save():
            self.close_form()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(watched, QLineEdit)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._on_save()
            return True
        return False


class Section(Card):
    """A card with lines, and one form under them that the button in its head opens."""

    def __init__(self, heading: str, add: str, form: InlineForm) -> None:
        super().__init__(heading)
        self.form = form
        self.add_button = button(add, look="link", icon="plus", on_click=self.open_new)
        self.add_button.setEnabled(not form.ctx.book.read_only)
        self.top.addWidget(self.add_button)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(10)
        self.body.addLayout(self.lines)
        self.body.addWidget(form)
        form.closed.connect(self._on_closed)

    def open_new(self) -> None:
        """Open the form for something new."""
        if not self.form.is_open:
            self.form.open_form()

    def start(self) -> None:
        """Take the lines out, for others. A button that goes with them leaves the cursor here."""
        focused = QApplication.focusWidget()
        if (
            focused is not None
            and self.isAncestorOf(focused)
            and not self.form.isAncestorOf(focused)
        ):
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        clear(self.lines)

    def line(self, text: str, meta: str = "", *ends: QWidget, look: str = "") -> None:
        """A line: its words, smaller words under them, and what stands at its end."""
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(note(text, look))
        if meta:
            words.addWidget(note(meta, "muted"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for end in ends:
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
        self.lines.addLayout(row)

    def nothing(self, text: str) -> None:
        """Say that there is no line."""
        self.lines.addWidget(Label(text, "muted", wrap=True))

    def _on_closed(self) -> None:
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)


def minutes_field(name: str) -> QSpinBox:
    """Minutes in quarters of an hour; a dash stands for not known."""
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setRange(0, 600)
    field.setSingleStep(15)
    field.setSpecialValueText("–")
    return field


def text_field(name: str) -> QPlainTextEdit:
    """A field of several lines; Tab leaves it."""
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(92)
    return field
