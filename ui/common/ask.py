"""Every modal question goes through `ctx.ask`, so that tests can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from ui.common.label import Label
from ui.common.password import PasswordField
from ui.common.theme import set_look
from workbook.errors import WorkbookError
from workbook.i18n import _


class Ask(Protocol):
    """What can be asked of, and told to, the person at the screen. None means: cancelled."""

    def confirm(self, title: str, text: str, *, yes: str, danger: bool = False) -> bool:
        """Whether to go on. `yes` is the verb on the button; `danger` makes Cancel the default."""

    def text(self, title: str, label: str, *, value: str = "") -> str | None:
        """One line of text."""

    def password(self, title: str, label: str) -> str | None:
        """A password, typed in dots."""

    def choose(self, title: str, text: str, options: Sequence[str]) -> int | None:
        """The position of the chosen option."""

    def open_files(self, title: str, patterns: str, *, many: bool = False) -> list[Path]:
        """Existing files; empty when cancelled. `patterns` as in "Spreadsheets (*.xlsx *.csv)"."""

    def save_file(self, title: str, suggested: Path, patterns: str) -> Path | None:
        """Where to write a file; an existing one has been asked about."""

    def folder(self, title: str) -> Path | None:
        """An existing folder."""

    def show_message(self, title: str, text: str) -> None:
        """Tell something that must be seen; what need not be is a toast."""

    def show_error(self, error: WorkbookError) -> None:
        """Tell what happened, what is safe and what to do."""

    def show_crash(self, number: str, report: str) -> None:
        """Tell that a bug was met. `report` holds no values of the workbook."""

    def run(self, dialog: QDialog) -> bool:
        """Show a feature's own dialog until it is accepted (True) or rejected."""


class AskUser:
    """Asks the person at the screen."""

    def __init__(self) -> None:
        self._folder = Path.home()

    def _parent(self) -> QWidget | None:
        return QApplication.activeModalWidget() or QApplication.activeWindow()

    def _box(self, kind: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._parent())
        box.setIcon(kind)
        box.setWindowTitle(title)
        box.setText(title)
        box.setInformativeText(text)
        box.setTextFormat(Qt.TextFormat.PlainText)
        return box

    def confirm(self, title: str, text: str, *, yes: str, danger: bool = False) -> bool:
        kind = QMessageBox.Icon.Warning if danger else QMessageBox.Icon.Question
        box = self._box(kind, title, text)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel if danger else accept)
        box.setEscapeButton(cancel)
        if danger:
            set_look(accept, "danger")
        box.exec()
        return box.clickedButton() is accept

    def text(self, title: str, label: str, *, value: str = "") -> str | None:
        field = QLineEdit(value)
        return self._typed(field, title, label)

    def password(self, title: str, label: str) -> str | None:
        return self._typed(PasswordField(label), title, label)

    def _typed(self, field: QLineEdit, title: str, label: str) -> str | None:
        dialog = _TextDialog(title, label, field, self._parent())
        return field.text() if self.run(dialog) else None

    def choose(self, title: str, text: str, options: Sequence[str]) -> int | None:
        dialog = _ChoiceDialog(title, text, options, self._parent())
        return dialog.options.currentRow() if self.run(dialog) else None

    def open_files(self, title: str, patterns: str, *, many: bool = False) -> list[Path]:
        parent, folder = self._parent(), str(self._folder)
        if many:
            names, _chosen = QFileDialog.getOpenFileNames(parent, title, folder, patterns)
        else:
            name, _chosen = QFileDialog.getOpenFileName(parent, title, folder, patterns)
            names = [name] if name else []
        paths = [Path(name) for name in names]
        if paths:
            self._folder = paths[0].parent
        return paths

    def save_file(self, title: str, suggested: Path, patterns: str) -> Path | None:
        start = suggested if suggested.is_absolute() else self._folder / suggested
        name, _chosen = QFileDialog.getSaveFileName(self._parent(), title, str(start), patterns)
        if not name:
            return None
        path = Path(name)
        self._folder = path.parent
        return path if path.suffix else path.with_suffix(suggested.suffix)

    def folder(self, title: str) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._parent(), title, str(self._folder))
        return Path(name) if name else None

    def show_message(self, title: str, text: str) -> None:
        self._box(QMessageBox.Icon.Information, title, text).exec()

    def show_error(self, error: WorkbookError) -> None:
        self._box(QMessageBox.Icon.Warning, _("This did not work"), error.sentence).exec()

    def show_crash(self, number: str, report: str) -> None:
        box = self._box(
            QMessageBox.Icon.Critical,
            _("The program made a mistake"),
            _(
                "What you saved before is safe. Your last action may not have been saved: look at "
                "the page, and do it again if it is missing.\n\nIf you report this, give the "
                "number {number}. The report holds no names and nothing you typed."
            ).format(number=number),
        )
        copy = box.addButton(_("Copy the report"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.setDetailedText(report)
        box.exec()
        if box.clickedButton() is copy:
            QApplication.clipboard().setText(report)

    def run(self, dialog: QDialog) -> bool:
        return dialog.exec() == QDialog.DialogCode.Accepted


def button_box(dialog: QDialog, accept: str) -> QDialogButtonBox:
    """The row of buttons of a dialog: the verb `accept`, and Cancel."""
    box = QDialogButtonBox()
    button = box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
    button.setDefault(True)
    box.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


class _TextDialog(QDialog):
    def __init__(self, title: str, label: str, field: QLineEdit, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        field.setAccessibleName(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(Label(label))
        layout.addWidget(field)
        layout.addWidget(button_box(self, _("OK")))


class _ChoiceDialog(QDialog):
    def __init__(
        self, title: str, text: str, options: Sequence[str], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.options = QListWidget()
        self.options.setAccessibleName(text)
        self.options.addItems(list(options))
        self.options.setCurrentRow(0)
        self.options.itemActivated.connect(self.accept)
        label = Label(text)
        label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(label)
        layout.addWidget(self.options)
        layout.addWidget(button_box(self, _("Choose")))
