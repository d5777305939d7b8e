"""Who stayed through the rounds, and who left and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.common.card import Card
from ui.common.dates import short_day
from ui.common.empty import EmptyState
from ui.common.stayed import Stage, StayedChart
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.words import reason_word
from workbook.i18n import _
from workbook.services.cohorts import LeaverRow, RetentionRow


@dataclass(frozen=True)
class Leaver:
    """Somebody who left, and the stage she was no longer at."""

    row: LeaverRow
    before: str


class WhoStayed(QWidget):
    """The stages from the training on, and a table of those who left."""

    stage_chosen = Signal(int)
    """The position of a stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = Card(_("Who stayed"))
        self.chart = StayedChart(_("Who stayed"))
        self.chart.chosen.connect(self._on_chosen)
        card.body.addWidget(self.chart)
        self.model: SnapshotModel[Leaver] = SnapshotModel(
            _columns(), key=lambda row: row.row.enrolment_id, named=lambda row: row.row.name
        )
        self.table = Table(
            self.model,
            _("Who left"),
            empty=EmptyState(
                "users-round",
                _("Nobody has left"),
                _("Whoever leaves the cohort stands here with the day and the reason."),
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(card)
        layout.addWidget(self.table, 1)

    def show_stages(self, stages: Sequence[RetentionRow]) -> None:
        """Show the stages in their order."""
        self.chart.set_stages(
            [
                Stage(str(n), stage.title, short_day(stage.day), stage.count)
                for n, stage in enumerate(stages)
            ]
        )
        self.model.set_rows([Leaver(row, stage.title) for stage in stages for row in stage.left])

    def _on_chosen(self, key: str) -> None:
        self.stage_chosen.emit(int(key))


def _reason(row: Leaver) -> str:
    return ": ".join(text for text in (reason_word(row.row.reason), row.row.note) if text)


def _columns() -> list[Column[Leaver]]:
    return [
        Column("name", _("Name"), lambda row: row.row.name),
        Column("agency", _("Agency"), lambda row: row.row.agency),
        Column(
            "on",
            _("Left on"),
            lambda row: short_day(row.row.on),
            lambda row: row.row.on or date.max,
        ),
        Column("before", _("No longer at"), lambda row: row.before),
        Column("reason", _("Reason"), _reason, stretch=True),
    ]
