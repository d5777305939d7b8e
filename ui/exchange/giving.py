"""What the three ways of giving a file share: what leaves, its password, and where it then lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.entry import field_label
from ui.common.side import choices, choose, clear, note
from ui.common.theme import set_look
from ui.common.tokens import Tone
from ui.exchange.protection import Protection
from workbook.errors import WorkbookError
from workbook.i18n import _
from workbook.progress import Progress
from workbook.services import cohorts, sending


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was written: where it lies, and what to say of it."""

    path: Path
    sealed: bool
    said: str


class GivingForm(QStackedWidget):
    """A form, and after it what became of the file. A subclass fills `what` and writes the file.

    Its `reload` reads what can be chosen; `show_leaving` says what would leave.
    """

    changed = Signal()
    """Whether the file can be saved, or whether the form is still shown, may have changed."""

    def __init__(self, ctx: Context, heading: str, sentence: str) -> None:
        super().__init__()
        self.ctx = ctx
        self.heading, self.sentence = heading, sentence
        self.what = Card(_("What leaves"))
        self.protection = Protection()
        self.protection.changed.connect(self.changed)
        self.cohort = choices(_("Cohort"), [])
        self.cohort.currentIndexChanged.connect(self._on_cohort)
        self._chosen: list[QWidget] = []
        self.add(_("Cohort"), self.cohort)
        self.summary = Card(_("In this file"))
        self.leaving = note("")
        self.hidden = note("", "muted")
        self.summary.body.addWidget(self.leaving)
        self.summary.body.addWidget(self.hidden)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(self.summary)
        side.addWidget(self.protection)
        side.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self.what, 1)
        columns.addLayout(side, 1)
        inner = QWidget()
        set_look(inner, "scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(columns)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.addWidget(area)
        self.result = Card()
        below = QWidget()
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.result)
        under.addStretch()
        self.addWidget(below)
        self._busy = False

    # -- for subclasses

    def add(self, label: str, field: QWidget) -> None:
        """A choice under its name, in the card of what leaves."""
        self.what.body.addWidget(field_label(label, field))
        self.add_field(field)

    def add_field(self, field: QWidget) -> None:
        """A choice that says itself what it is. The cursor comes to it before the password."""
        self.what.body.addWidget(field)
        self._chosen.append(field)

    def show_leaving(self) -> None:
        """Say what would leave, from what is chosen."""
        raise NotImplementedError

    def writer(self, path: Path) -> Callable[[Progress], Left]:
        """What writes the file as it is chosen now; runs off the screen's thread."""
        raise NotImplementedError

    def suggested(self) -> str:
        """A name for the file; of no person."""
        return sending.suggested_name(self.ctx.book, cohort_id=self.cohort_id)

    # -- for the page

    def reload(self) -> None:
        """Read what can be chosen; what was chosen stays."""
        chosen = self.cohort.currentData() if self.cohort.count() else self.ctx.cohort_id
        with QSignalBlocker(self.cohort):
            self.cohort.clear()
            for row in cohorts.cohort_rows(self.ctx.book):
                self.cohort.addItem(f"\u2068{row.code}\u2069  \u2068{row.title}\u2069", row.id)
            self.cohort.addItem(_("Everything in this workbook"), None)
            choose(self.cohort, chosen)
        self._on_cohort()

    def begin(self, cohort_id: int | None) -> None:
        """Show the empty form, with this cohort."""
        choose(self.cohort, cohort_id)
        self.protection.clear()
        self.setCurrentIndex(0)
        for before, after in pairwise([*self._chosen, *self.protection.in_order()]):
            self.setTabOrder(before, after)
        self.cohort.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @property
    def cohort_id(self) -> int | None:
        """The chosen cohort; None for everything."""
        key: int | None = self.cohort.currentData()
        return key

    @property
    def filling(self) -> bool:
        """Whether the form is shown, rather than what became of the file."""
        return self.currentIndex() == 0

    @property
    def ready(self) -> bool:
        """Whether the file can be saved."""
        return self.filling and not self._busy and self.protection.ready

    def save(self) -> None:
        """Ask where to, and write the file."""
        out = self.ctx.ask.save_file(
            self.heading, Path(self.suggested()), _("Spreadsheets (*.xlsx)")
        )
        if out is None:
            return
        self._busy = True
        self.changed.emit()
        self.ctx.jobs.run(
            _("Writing the spreadsheet"),
            self.writer(out),
            on_done=self._on_saved,
            on_failed=self._on_failed,
        )

    # -- inside

    def _on_cohort(self) -> None:
        if self.cohort.count():
            self.tell_leaving()

    def tell_leaving(self) -> None:
        """Say what would leave, or why nothing can."""
        try:
            self.show_leaving()
        except WorkbookError as error:
            self.leaving.setText(error.sentence)
        self.changed.emit()

    def _on_saved(self, left: Left) -> None:
        self._busy = False
        self.protection.clear()
        self._show_result(left)
        self.ctx.say(_("Saved: {name}").format(name=left.path.name), False)

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self.changed.emit()
        self.ctx.on_error(error)

    def _show_result(self, left: Left) -> None:
        body = self.result.body
        clear(body)
        body.addWidget(note(_("The file is ready"), "heading"))
        body.addWidget(note(f"\u2068{left.path}\u2069", "muted"))
        body.addWidget(note(left.said))
        readers = (
            Banner(
                _(
                    "Only who knows its password can read it. Tell the password by phone, never "
                    "in the same message as the file."
                ),
                Tone.GOOD,
            )
            if left.sealed
            else Banner(_("Anyone who gets this file can read it."), Tone.WARN)
        )
        body.addWidget(readers)

        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(left.path.parent)))

        def again() -> None:
            self.begin(self.cohort_id)

        row = QHBoxLayout()
        row.setSpacing(10)
        self.folder = button(_("Show in folder"), icon="folder-open", on_click=show_folder)
        row.addWidget(self.folder)
        row.addWidget(button(_("Make another file"), on_click=again))
        row.addStretch()
        body.addSpacing(4)
        body.addLayout(row)
        self.setCurrentIndex(1)
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
