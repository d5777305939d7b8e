"""The people behind a figure, listed at the side of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.side import SidePanel
from ui.common.tables import ROW_HEIGHT, Column, SnapshotModel, Table
from workbook.i18n import _


@dataclass(frozen=True)
class Named:
    """Somebody behind a figure."""

    person_id: int
    enrolment_id: int
    name: str
    agency: str


class NamesPanel(SidePanel):
    """Heading, a sentence, and the names; one leads to the person, a button to all of them."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Names"))
        self.ctx = ctx
        self.model: SnapshotModel[Named] = SnapshotModel(
            _columns(), key=lambda row: row.person_id, named=lambda row: row.name
        )
        self.table: Table | None = None

    def show_names(self, heading: str, sentence: str, rows: Sequence[Named]) -> None:
        """List `rows` in place of what was listed."""
        self.start(heading)
        if sentence:
            self.say(sentence, "muted")
            self.body.addSpacing(6)
        self.table = Table(self.model, heading, sortable=False)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated_key.connect(self._on_chosen)
        self.model.set_rows(rows)
        self.table.setFixedHeight(ROW_HEIGHT * len(rows) + ROW_HEIGHT + 8)
        self.table.setVisible(bool(rows))
        self.body.addWidget(self.table)
        if not rows:
            self.say(_("Nobody."), "muted")
        self._enrolments = frozenset(row.enrolment_id for row in rows)
        self.every = button(_("Show in the cohort"), icon="users-round", on_click=self._on_every)
        self.every.setEnabled(bool(rows))
        self.foot.addWidget(self.every)
        self.foot.addStretch()
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))

    @property
    def first(self) -> QWidget:
        """Where the cursor goes when the panel is opened."""
        if self.table is not None and self.model.rowCount():
            return self.table
        return self.cross

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None:
            self._on_chosen(row.person_id)

    def _on_chosen(self, person: object) -> None:
        self.ctx.bus.go("people", person)

    def _on_every(self) -> None:
        self.ctx.bus.go("cohort", self._enrolments)


def _columns() -> list[Column[Named]]:
    return [
        Column("name", _("Name"), lambda row: row.name),
        Column("agency", _("Agency"), lambda row: row.agency, stretch=True),
    ]
