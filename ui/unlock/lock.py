"""The lock: nothing of the workbook is on the screen until the password is typed again.

The pages leave the window while it is locked. A dialog that stands open keeps its place and its
contents under an opaque cover, and the password is asked over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from ui.common.drafts import Drafts
from ui.common.entry import EntryScreen
from ui.common.theme import set_look
from ui.unlock.form import UnlockForm
from ui.unlock.screen import WIDTH
from workbook.i18n import _

if TYPE_CHECKING:
    from workbook.storage.book import Workbook


class Coverable(Protocol):
    """The window, as far as the lock needs it."""

    def cover(self, screen: QWidget) -> None:
        """Show `screen` in place of what is there."""

    def uncover(self, screen: QWidget) -> None:
        """Show again what was there before."""


class LockScreen(EntryScreen):
    """Asks for the password of the workbook that is open behind it."""

    def __init__(self, file_name: str, operator: str, parent: QWidget | None = None) -> None:
        text = _("{file} is open, everything is kept. Working: {operator}").format(
            file=f"\u2066{file_name}\u2069", operator=operator
        )
        super().__init__(_("Locked"), text, width=WIDTH, parent=parent)
        self.form = UnlockForm(
            operator=operator, with_emergency=False, ask_operator=False, verb=_("Unlock")
        )
        self.card.body.addWidget(self.form)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Once the stack of screens has given the focus to whom it thinks fit.
        QTimer.singleShot(0, self.form.focus_first)


class Lock(QObject):
    """Locks and unlocks one open workbook."""

    locked = Signal()
    unlocked = Signal()

    def __init__(self, book: Workbook, drafts: Drafts, operator: str, window: Coverable) -> None:
        super().__init__()
        self._book = book
        self._drafts = drafts
        self._operator = operator
        self._window = window
        self._covers: list[QWidget] = []
        self._dialog: QDialog | None = None
        self.screen: LockScreen | None = None

    @property
    def is_locked(self) -> bool:
        """Whether the password is being asked for."""
        return self.screen is not None

    def lock(self) -> None:
        """Take everything off the screen; drafts go into the workbook."""
        if self.is_locked:
            return
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        self._drafts.put_away()
        screen = LockScreen(self._book.path.name, self._operator)
        screen.form.submitted.connect(self._on_submitted)
        self.screen = screen
        modal = QApplication.activeModalWidget()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and isinstance(widget, QDialog):
                self._covers.append(_Cover(widget))
        if modal is None:
            self._window.cover(screen)
        else:
            self._window.cover(blank := QWidget())
            self._covers.append(blank)
            self._dialog = _LockDialog(screen, modal)
            self._dialog.open()
        self.locked.emit()

    def _on_submitted(self, secret: str, by_key: bool, operator: str) -> None:
        screen = self.screen
        if screen is None:
            return
        if not self._book.verify_passphrase(secret):
            screen.form.show_wrong(_("This is not the password of this workbook."))
            return
        self.screen = None
        if self._dialog is None:
            self._window.uncover(screen)
        else:
            self._dialog.done(QDialog.DialogCode.Accepted)
            self._dialog.deleteLater()
            self._dialog = None
        for cover in self._covers:
            if isinstance(cover, _Cover):
                cover.lift()
            elif shiboken6.isValid(cover):
                self._window.uncover(cover)
        self._covers.clear()
        self._drafts.bring_back()
        self.unlocked.emit()


class _Cover(QWidget):
    """An opaque sheet over a dialog that stays open while locked."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        set_look(self, "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._hidden = [
            child
            for child in dialog.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if child is not self and not child.isWindow() and not child.isHidden()
        ]
        for child in self._hidden:
            child.hide()
        dialog.installEventFilter(self)
        self._title = dialog.windowTitle()
        dialog.setWindowTitle(_("Locked"))
        self.setGeometry(dialog.rect())
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show the dialog again."""
        if not shiboken6.isValid(self):
            return
        dialog = self._dialog
        dialog.removeEventFilter(self)
        dialog.setWindowTitle(self._title)
        for child in self._hidden:
            if shiboken6.isValid(child):
                child.show()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._dialog.rect())
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.Close)


class _LockDialog(QDialog):
    """The lock over an open dialog; it cannot be closed but by the password."""

    def __init__(self, screen: LockScreen, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Locked"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.resize(WIDTH + 80, 380)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
