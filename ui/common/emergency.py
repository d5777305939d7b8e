"""The emergency sheet: shown, printed or saved, and typed back before it counts.

A sheet nobody printed is no help when the password is forgotten, and one that was misprinted is
worse: two of its groups, picked by chance, are typed back from the paper.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.common.ask import Ask
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.label import Label
from workbook.errors import SaveError, WorkbookError
from workbook.files import atomic_write
from workbook.i18n import _
from workbook.progress import Silent

if TYPE_CHECKING:
    from ui.common.preview import Paper

GROUPS_A_LINE = 4


@dataclass(frozen=True)
class EmergencySheet:
    """What stands on the paper. `key` is groups of four, parted by blanks or hyphens."""

    number: int
    key: str
    office: str
    file_name: str
    made_on: date

    @property
    def groups(self) -> list[str]:
        """The groups of the key."""
        return self.key.replace("-", " ").split()


class EmergencyPanel(QWidget):
    """Shows a sheet, prints or saves it, and asks for two of its groups."""

    confirmed = Signal(bool)
    """Whether both groups are typed as they stand on the sheet."""
    entered = Signal()
    """Enter was pressed in a group."""

    def __init__(
        self,
        sheet: EmergencySheet,
        ask: Ask,
        on_error: Callable[[BaseException], None],
        *,
        asked: Sequence[int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._ask = ask
        self._on_error = on_error
        self.asked = sorted(asked or secrets.SystemRandom().sample(range(len(sheet.groups)), 2))
        card = Card(_("Emergency sheet no. {number}").format(number=sheet.number))
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(6)
        # The key is Latin letters and digits: left to right on every screen.
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        for position, group in enumerate(sheet.groups):
            line, column = divmod(position, GROUPS_A_LINE)
            cell = QHBoxLayout()
            number = Label(str(position + 1), "muted")
            number.setMinimumWidth(24)
            text = Label(group, "key")
            text.setAccessibleName(" ".join(group))
            cell.addWidget(number)
            cell.addWidget(text)
            cell.addStretch()
            grid.addLayout(cell, line, column)
        card.body.addWidget(holder)
        note = Label(
            _(
                "With this sheet the workbook can be opened when the password is forgotten. "
                "Print it or write it down, and lock it away, not with the laptop. It is shown "
                "only now."
            ),
            "muted",
            wrap=True,
        )
        self.done = Label("", "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(button(_("Print"), icon="printer", on_click=self.print_sheet))
        buttons.addWidget(button(_("Save as PDF"), icon="file-down", on_click=self.save_sheet))
        buttons.addWidget(self.done, 1)
        question = Label(_("Now type these two groups from the paper:"), "strong")
        self.answers: list[QLineEdit] = []
        fields = QHBoxLayout()
        for position in self.asked:
            name = _("Group {n}").format(n=position + 1)
            label = Label(name)
            field = QLineEdit()
            field.setAccessibleName(name)
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.setMaximumWidth(130)
            field.textChanged.connect(self._on_typed)
            field.returnPressed.connect(self.entered)
            label.setBuddy(field)
            fields.addWidget(label)
            fields.addWidget(field)
            fields.addSpacing(16)
            self.answers.append(field)
        self.verdict = Label("", "muted")
        fields.addWidget(self.verdict, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(card)
        layout.addWidget(note)
        layout.addLayout(buttons)
        layout.addWidget(question)
        layout.addLayout(fields)

    @property
    def is_confirmed(self) -> bool:
        """Whether both groups are typed right."""
        groups = self.sheet.groups
        return all(
            _plain(field.text()) == _plain(groups[position])
            for position, field in zip(self.asked, self.answers, strict=True)
        )

    def print_sheet(self) -> None:
        """Ask for a printer and print; the key is on no disk."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from ui.common.preview import PdfPages, print_pages

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setDocName(_("Emergency sheet"))
        if not self._ask.run(QPrintDialog(printer, self)):
            return
        pages = PdfPages(self._paper().pdf)
        try:
            print_pages(pages, printer, Silent())
        except WorkbookError as error:
            self._on_error(error)
        else:
            self.done.setText(_("Sent to the printer."))
        finally:
            pages.close()

    def save_sheet(self) -> None:
        """Ask where, and save as PDF."""
        paper = self._paper()
        path = self._ask.save_file(
            _("Save the emergency sheet"), Path(paper.file_name), "PDF (*.pdf)"
        )
        if path is None:
            return

        def write(file: BinaryIO) -> None:
            file.write(paper.pdf)

        try:
            atomic_write(path, write)
        except SaveError as error:
            self._on_error(error)
            return
        self.done.setText(
            _("Saved as {name}. Print it, then delete that file.").format(name=path.name)
        )

    def _paper(self) -> Paper:
        from workbook.services.printing import emergency_paper

        return emergency_paper(
            office=self.sheet.office,
            file_name=self.sheet.file_name,
            sheet_number=self.sheet.number,
            key=self.sheet.key,
            day=self.sheet.made_on,
        )

    def _on_typed(self) -> None:
        groups = self.sheet.groups
        full = all(
            len(_plain(field.text())) >= len(_plain(groups[position]))
            for position, field in zip(self.asked, self.answers, strict=True)
        )
        right = self.is_confirmed
        if right:
            self.verdict.setText(_("Right."))
        else:
            self.verdict.setText(_("This is not what the sheet says.") if full else "")
        self.confirmed.emit(right)


def _plain(group: str) -> str:
    return "".join(letter for letter in group.upper() if letter.isalnum())
