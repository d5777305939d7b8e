"""Which sheets to print and what they show; then the preview."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QVBoxLayout

from ui.common.ask import button_box
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.entry import field_label
from ui.common.label import Label
from ui.common.preview import show_paper
from ui.common.side import choices
from workbook.i18n import _
from workbook.progress import Progress
from workbook.services import printing
from workbook.services.printing import Paper, SheetOptions
from workbook.services.schedule import day_name

if TYPE_CHECKING:
    from workbook.services.attendance import AttendanceGrid


class SheetsDialog(QDialog):
    """Day, language, and columns on request. The next day that is not over is proposed."""

    def __init__(self, snapshot: AttendanceGrid, language: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setWindowTitle(_("Print sheets"))
        self.setMinimumWidth(380)
        planned = [one for one in snapshot.sessions if one.day is not None and not one.cancelled]
        days = sorted({one.day for one in planned if one.day is not None})
        options: list[tuple[str, object]] = [(_("Every day"), None)]
        options += [(f"{day_name(day)}, {short_day(day)}", day) for day in days]
        self.day = choices(_("Day"), options)
        coming = [one.day for one in planned if not one.over]
        if coming and coming[0] != days[0]:
            self.day.setCurrentIndex(self.day.findData(coming[0]))
        self.language = choices(_("Language"), [(_("English"), "en"), (_("Urdu"), "ur")])
        self.language.setCurrentIndex(max(self.language.findData(language), 0))
        self.dense = QCheckBox(_("25 to 30 rows on one page"))
        self.dense.setChecked(len(snapshot.rows) > 17)
        self.rank = QCheckBox(_("Rank"))
        self.times = QCheckBox(_("Arrival and leaving"))
        self.online = QCheckBox(_("A box for “online”"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(6)
        for name, field in ((_("Day"), self.day), (_("Language"), self.language)):
            layout.addWidget(field_label(name, field))
            layout.addWidget(field)
            layout.addSpacing(6)
        for box in (self.dense, self.rank, self.times, self.online):
            layout.addWidget(box)
        layout.addSpacing(6)
        layout.addWidget(
            Label(
                _("The sheets bear the neutral title, and name and agency only unless you ask."),
                "muted",
                wrap=True,
            )
        )
        layout.addSpacing(10)
        layout.addWidget(button_box(self, _("Show the sheets")))

    def wanted(self) -> tuple[date | None, SheetOptions]:
        """The day (None: every day) and what the sheets show."""
        language: Literal["en", "ur"] = "ur" if self.language.currentData() == "ur" else "en"
        return self.day.currentData(), SheetOptions(
            language,
            self.dense.isChecked(),
            self.rank.isChecked(),
            self.times.isChecked(),
            self.online.isChecked(),
        )


def ask_and_print(ctx: Context, snapshot: AttendanceGrid) -> None:
    """Ask what to print, make the sheets and show them."""
    dialog = SheetsDialog(snapshot, ctx.settings.settings.language)
    accepted = ctx.ask.run(dialog)
    day, options = dialog.wanted()
    dialog.deleteLater()
    if not accepted:
        return
    book, cohort = ctx.book, snapshot.cohort_id

    def make(progress: Progress) -> Paper:
        return printing.sheets_paper(
            book, cohort_id=cohort, day=day, options=options, progress=progress
        )

    show_paper(ctx, _("Attendance sheets"), make, kinds=frozenset({"attendance_sheet"}))
