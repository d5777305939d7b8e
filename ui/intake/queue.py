"""The files of one drop, one line each: what it is, from whom, and what would become of it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.common.tables import Column, SnapshotModel, Table
from ui.intake.files import File, state_tone, state_word
from ui.intake.words import counts_of, what_it_is
from workbook.i18n import _

MOST_LINES = 3
"""So many files are seen without scrolling; the rest of the page is for the chosen one."""
ROOMY_LINES = 8
"""So many while the chosen file has no rows to show."""


def queue_model() -> SnapshotModel[File]:
    """The model of the files."""
    return SnapshotModel(_columns(), key=id, named=lambda file: file.name)


class QueueTable(Table):
    """As high as its files need, up to `MOST_LINES`; higher where the page has the room."""

    def __init__(self, model: SnapshotModel[File]) -> None:
        super().__init__(model, _("Files"), sortable=False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._roomy = False
        model.modelReset.connect(self._fit_height)
        self._fit_height()

    def set_roomy(self, roomy: bool) -> None:
        """Whether the chosen file leaves the page empty."""
        if roomy is not self._roomy:
            self._roomy = roomy
            self._fit_height()
            self.scrollTo(self.currentIndex())

    def _fit_height(self) -> None:
        lines = min(max(self.model().rowCount(), 1), ROOMY_LINES if self._roomy else MOST_LINES)
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + lines * self.verticalHeader().defaultSectionSize() + 4)


def _name(file: File) -> str:
    return file.name


def _columns() -> list[Column[File]]:
    return [
        Column("name", _("File"), _name, tip=_name, stretch=True, width=140),
        Column("what", _("What it is"), what_it_is),
        Column(
            "state", _("State"), state_word, tone=state_tone, tip=lambda file: file.error, width=160
        ),
        Column(
            "counts",
            _("What would become of it"),
            counts_of,
            tip=counts_of,
            stretch=True,
            width=220,
        ),
    ]
