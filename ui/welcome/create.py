"""A new office and its workbook, and the emergency sheet before anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ui.common.ask import Ask
from ui.common.buttons import button
from ui.common.emergency import EmergencyPanel, EmergencySheet
from ui.common.entry import EntryScreen, field_label
from ui.common.label import Label
from ui.common.password import NewPassword
from workbook.i18n import _

WIDTH = 600
SUFFIX = ".workbook"


@dataclass(frozen=True)
class NewWorkbook:
    """What a new workbook is made from."""

    path: Path
    office_code: str
    office_name: str
    programme_code: str
    operator: str
    password: str


class CreateScreen(EntryScreen):
    """The form for a new workbook."""

    submitted = Signal(object)
    """A NewWorkbook."""
    back_asked = Signal()

    def __init__(
        self, ask: Ask, folder: Path, operator: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Create a workbook"),
            _("One workbook for one office. All of this but the code can be changed later."),
            width=WIDTH,
            parent=parent,
        )
        self._ask = ask
        self._folder = folder
        self._path: Path | None = None
        self._busy = False
        self.code = QLineEdit()
        self.code.setMaxLength(8)
        self.code.setPlaceholderText("ISB")
        self.code.setValidator(QRegularExpressionValidator(r"[A-Za-z0-9]{0,8}", self))
        self.name = QLineEdit()
        self.name.setMaxLength(120)
        self.name.setPlaceholderText(_("Islamabad field office"))
        self.programme = QLineEdit("MAIN")
        self.programme.setMaxLength(12)
        self.programme.setValidator(QRegularExpressionValidator(r"[A-Za-z0-9-]{0,12}", self))
        self.operator = QLineEdit(operator)
        self.operator.setMaxLength(80)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(field_label(_("Office code"), self.code), 0, 0)
        grid.addWidget(field_label(_("Name of the office"), self.name), 0, 1)
        grid.addWidget(self.code, 1, 0)
        grid.addWidget(self.name, 1, 1)
        grid.addWidget(Label(_("Begins the number of every certificate."), "muted"), 2, 0, 1, 2)
        grid.setRowMinimumHeight(3, 8)
        grid.addWidget(field_label(_("Programme code"), self.programme), 4, 0)
        grid.addWidget(field_label(_("Your name"), self.operator), 4, 1)
        grid.addWidget(self.programme, 5, 0)
        grid.addWidget(self.operator, 5, 1)
        self.card.body.addLayout(grid)
        self.password = NewPassword()
        self.card.body.addWidget(self.password)
        self.place = Label("", "muted", wrap=True)
        where = QHBoxLayout()
        where.addWidget(field_label(_("Where it is kept"), self.place))
        where.addWidget(self.place, 1)
        self.browse = button(_("Choose…"), icon="folder-open", on_click=self._on_browse)
        where.addWidget(self.browse)
        self.card.body.addLayout(where)
        self.error = Label("", "error", wrap=True)
        self.error.hide()
        self.card.body.addWidget(self.error)
        self.go = button(_("Create"), look="primary", on_click=self._submit)
        self.go.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(
            button(_("Back"), look="link", icon="arrow-left", on_click=self.back_asked.emit)
        )
        row.addStretch()
        row.addWidget(self.go)
        self.card.body.addLayout(row)
        for field in (self.code, self.name, self.programme, self.operator):
            field.textChanged.connect(self._refresh)
            field.returnPressed.connect(self._submit)
        self.password.changed.connect(self._refresh)
        self.password.entered.connect(self._submit)
        self._refresh()
        self.code.setFocus()

    def path(self) -> Path:
        """Where the file will be: as chosen, or named after the office."""
        if self._path is not None:
            return self._path
        code = re.sub(r"[^A-Za-z0-9]+", "", self.code.text()).upper() or _("office")
        return self._folder / f"{code}{SUFFIX}"

    def show_busy(self, busy: bool) -> None:
        """Say that the file is being made."""
        self._busy = busy
        self._refresh()

    def show_error(self, sentence: str) -> None:
        """Say why it could not be made."""
        self.error.setText(sentence)
        self.error.show()
        self.show_busy(False)

    def _on_browse(self) -> None:
        path = self._ask.save_file(
            _("Where to keep the workbook"), self.path(), _("Workbooks (*.workbook)")
        )
        if path is not None:
            self._path = path
            self._refresh()

    def _refresh(self) -> None:
        path = self.path()
        self.place.setText(f"\u2066{path.parent.name}/{path.name}\u2069")
        self.place.setToolTip(str(path))
        fields = (self.code, self.name, self.programme, self.operator)
        full = all(field.text().strip() for field in fields)
        ready = full and self.password.password() is not None
        self.go.setEnabled(ready and not self._busy)
        self.go.setText(_("Creating…") if self._busy else _("Create"))

    def _submit(self) -> None:
        password = self.password.password()
        if not self.go.isEnabled() or password is None:
            return
        self.error.hide()
        path = self.path()
        if path.exists():
            self.show_error(
                _(
                    "There is already a file named {name} in this folder. It was left as it is. "
                    "Choose another name."
                ).format(name=path.name)
            )
            return
        self.submitted.emit(
            NewWorkbook(
                path=path,
                office_code=self.code.text().strip().upper(),
                office_name=self.name.text().strip(),
                programme_code=self.programme.text().strip().upper(),
                operator=self.operator.text().strip(),
                password=password,
            )
        )


class EmergencyScreen(EntryScreen):
    """The sheet of a workbook just made; goes on only when it is typed back."""

    confirmed = Signal()

    def __init__(
        self,
        sheet: EmergencySheet,
        ask: Ask,
        on_error: Callable[[BaseException], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Print the emergency sheet"),
            _("The workbook is made. One thing more, while you still know the password:"),
            width=WIDTH,
            parent=parent,
        )
        self.panel = EmergencyPanel(sheet, ask, on_error)
        self.card.body.addWidget(self.panel)
        self.go = button(_("Open the workbook"), look="primary", on_click=self.confirmed.emit)
        self.go.setEnabled(False)
        self.panel.confirmed.connect(self.go.setEnabled)
        self.panel.entered.connect(self.go.click)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.go)
        self.card.body.addLayout(row)
