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

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.common.ask import Ask
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.label import Label
from workbook.errors import SaveError
from workbook.i18n import _

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
            number.setMinimumWidth(18)
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
        """Ask for a printer and print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setDocName(_("Emergency sheet"))
        if self._ask.run(QPrintDialog(printer, self)):
            draw_sheet(self.sheet, printer)
            self.done.setText(_("Sent to the printer."))

    def save_sheet(self) -> None:
        """Ask where, and save as PDF."""
        name = _("emergency-sheet-{number}.pdf").format(number=self.sheet.number)
        path = self._ask.save_file(_("Save the emergency sheet"), Path(name), "PDF (*.pdf)")
        if path is None:
            return
        try:
            save_pdf(self.sheet, path)
        except SaveError as error:
            self._on_error(error)
            return
        self.done.setText(
            _("Saved as {name}. Print it, then delete that file.").format(name=path.name)
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


def save_pdf(sheet: EmergencySheet, path: Path) -> None:
    """Write the sheet as a PDF; raises SaveError."""
    try:
        # Made private before a byte of the key is in it.
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as error:
        raise SaveError(_("The file could not be written there. Choose another folder.")) from error
    writer = QPdfWriter(str(path))
    writer.setTitle(_("Emergency sheet"))
    writer.setResolution(300)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    draw_sheet(sheet, writer)


def draw_sheet(sheet: EmergencySheet, device: QPagedPaintDevice) -> None:
    """Draw the sheet on an A4 page of `device`."""
    painter = QPainter(device)
    scale = device.logicalDpiX() / 25.4
    page = device.pageLayout().pageSize().size(QPageSize.Unit.Millimeter)
    left, width = 25.0, page.width() - 50.0

    def write(text: str, top: float, height: float, points: float, bold: bool = False) -> None:
        font = QFont()
        font.setFamilies(["Inter", "Vazirmatn"])
        font.setPointSizeF(points)
        font.setBold(bold)
        painter.setFont(font)
        room = QRectF(left * scale, top * scale, width * scale, height * scale)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, text)

    painter.setPen(QColor("#000000"))
    write(_("Emergency sheet no. {number}").format(number=sheet.number), 25, 12, 22, True)
    write(f"{sheet.office}\n{sheet.file_name}\n{sheet.made_on:%d %B %Y}", 40, 20, 11)
    write(
        _(
            "This key opens the workbook when its password is forgotten, and every backup that "
            "names sheet no. {number}. Whoever has it can read everything: keep it locked away, "
            "not with the laptop, and do not photograph it."
        ).format(number=sheet.number),
        63,
        24,
        11,
    )
    height = 14.0
    column = width / GROUPS_A_LINE
    for position, group in enumerate(sheet.groups):
        line, place = divmod(position, GROUPS_A_LINE)
        corner = QRectF(
            (left + place * column) * scale,
            (92 + line * (height + 4)) * scale,
            (column - 3) * scale,
            height * scale,
        )
        painter.setPen(QPen(QColor("#999999"), 0.25 * scale))
        painter.drawRoundedRect(corner, 1.5 * scale, 1.5 * scale)
        painter.setPen(QColor("#555555"))
        font = QFont("Inter")
        font.setPointSizeF(7)
        painter.setFont(font)
        painter.drawText(
            corner.adjusted(1.5 * scale, 1 * scale, 0, 0),
            Qt.AlignmentFlag.AlignLeft,
            str(position + 1),
        )
        painter.setPen(QColor("#000000"))
        font = QFont()
        font.setFamilies(["Noto Sans Mono", "DejaVu Sans Mono", "Courier New", "Inter"])
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPointSizeF(17)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, group)
    lines = -(-len(sheet.groups) // GROUPS_A_LINE)
    write(
        _(
            "To use it: open the workbook, choose \u201cUse the emergency sheet\u201d and type the "
            "groups in their order. A new password will be asked for, and a new sheet printed; "
            "this one then opens older backups only."
        ),
        100 + lines * (height + 4),
        30,
        11,
    )
    painter.end()
