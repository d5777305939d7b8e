"""The files of one drop, one line each: what it is, from whom, and what would become of it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.common.tables import Column, SnapshotModel, Table
from ui.intake.files import File, state_tone, state_word
from ui.intake.words import counts_of, what_it_is
from workbook.i18n import _

MOST_LINES = 3
"""So many files are seen without scrolling; the rest of the page is for the chosen one."""
FEWEST_LINES = 2
"""So many where the page is low."""
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
        self._roomy = self._low = False
        model.modelReset.connect(self._fit_height)
        self._fit_height()

    def set_room(self, *, roomy: bool | None = None, low: bool | None = None) -> None:
        """Whether the chosen file leaves the page empty, and whether the page is low."""
        before = self._roomy, self._low
        self._roomy = self._roomy if roomy is None else roomy
        self._low = self._low if low is None else low
        if before != (self._roomy, self._low):
            self._fit_height()
            self.scrollTo(self.currentIndex())

    def _fit_height(self) -> None:
        most = ROOMY_LINES if self._roomy else FEWEST_LINES if self._low else MOST_LINES
        lines = min(max(self.model().rowCount(), 1), most)
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
