"""What a list says of all its people at once, to be agreed to, and the cohort it goes into."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from ui.common.card import Card
from ui.common.context import Context
from ui.common.label import Label
from ui.common.side import choices, choose
from ui.common.tables import isolated
from ui.intake.files import File
from workbook.domain.people import Sex
from workbook.i18n import _
from workbook.intake.detect import ForeignList, ListKind
from workbook.services import cohorts

_BETWEEN, _MARGINS = 12, 30


class Proposals(Card):
    """The agency and the sex that the letterhead names, and the cohort."""

    answered = Signal()
    """One of them was answered otherwise."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.any = False
        """Whether the list has any of them."""
        self._file: File | None = None
        self.body.setContentsMargins(14, 8, 14, 8)
        self.agency = QCheckBox()
        self.sex = QCheckBox()
        for box in (self.agency, self.sex):
            box.toggled.connect(self._on_proposal)
        self.nominate = choices(_("Nominate into"), [])
        self.nominate.setMinimumContentsLength(6)
        self.nominate.currentIndexChanged.connect(self._on_cohort)
        self.nominate_label = Label(_("Nominate into"))
        self.nominate_label.setBuddy(self.nominate)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_BETWEEN)
        self._grid.setVerticalSpacing(4)
        self._place(beside=False)
        row = QHBoxLayout()
        row.setSpacing(_BETWEEN)
        row.addLayout(self._grid)
        row.addWidget(self.nominate_label)
        row.addWidget(self.nominate)
        row.addStretch()
        self.body.addLayout(row)

    @property
    def chain(self) -> tuple[QWidget, ...]:
        """Where Tab goes, in order."""
        return self.agency, self.sex, self.nominate

    def fit(self, width: int) -> None:
        """Put the proposals beside one another where `width` has the room."""
        asked = (self.agency, self.sex, self.nominate_label, self.nominate)
        needed = _MARGINS + sum(box.sizeHint().width() + _BETWEEN for box in asked)
        self._place(beside=needed <= width)

    def _place(self, *, beside: bool) -> None:
        self._grid.addWidget(self.agency, 0, 0)
        self._grid.addWidget(self.sex, *((0, 1) if beside else (1, 0)))

    def show_file(self, file: File) -> None:
        """Show what the list of a file proposes, as it was answered."""
        self._file = file
        foreign = file.found
        if not isinstance(foreign, ForeignList):
            self.any = False
            return
        with QSignalBlocker(self.agency), QSignalBlocker(self.sex):
            if foreign.agency is not None:
                self.agency.setText(
                    _("All from {agency} (cell {cell})").format(
                        agency=isolated(foreign.agency.name), cell=foreign.agency.cell
                    )
                )
            if foreign.sex is not None:
                women = foreign.sex.sex is Sex.FEMALE
                said = _("All are women (cell {cell})") if women else _("All are men (cell {cell})")
                self.sex.setText(said.format(cell=foreign.sex.cell))
            self.agency.setVisible(foreign.agency is not None)
            self.sex.setVisible(foreign.sex is not None)
            self.agency.setChecked(file.same_agency)
            self.sex.setChecked(file.same_sex)
        of_cohort = foreign.kind in (ListKind.MARKS, ListKind.TEST_MARKS)
        nominates = of_cohort or foreign.kind in (ListKind.NOMINATIONS, ListKind.PARTICIPANTS)
        self.nominate_label.setText(_("Cohort") if of_cohort else _("Nominate into"))
        self.nominate.setVisible(nominates)
        self.nominate_label.setVisible(nominates)
        with QSignalBlocker(self.nominate):
            self.nominate.clear()
            self.nominate.addItem(_("no cohort"), None)
            for row in cohorts.cohort_rows(self.ctx.book):
                self.nominate.addItem(isolated(row.code), row.id)
                last = self.nominate.count() - 1
                self.nominate.setItemData(last, row.title, Qt.ItemDataRole.ToolTipRole)
            choose(self.nominate, file.cohort)
        proposed = foreign.agency is not None or foreign.sex is not None
        self.any = nominates or proposed

    def _on_proposal(self) -> None:
        if self._file is not None:
            self._file.same_agency = self.agency.isChecked()
            self._file.same_sex = self.sex.isChecked()
            self.answered.emit()

    def _on_cohort(self) -> None:
        if self._file is not None:
            self._file.cohort = self.nominate.currentData()
            self.answered.emit()
