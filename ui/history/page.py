"""History: who did what and when, every value before and after, and taking a step back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.page import Page
from ui.common.side import choices, choose
from ui.common.tables import Column, SnapshotModel, Table
from ui.history.step import StepPanel
from ui.history.words import (
    local_time,
    state_tone,
    state_word,
    ways,
    when_word,
    who_word,
)
from workbook.domain.records import ENTITIES
from workbook.i18n import _, ngettext
from workbook.services import history
from workbook.services.coaching import SHOWN
from workbook.services.history import HistoryRow
from workbook.storage.book import StepDone

AT_ONCE = 200
_LEAST = ("count", "kinds", "who", "state")
"""The columns that have no room in a narrow window, least of all beside the panel."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class HistoryPage(Page):
    """The steps of the whole workbook, the newest first."""

    kinds: ClassVar[frozenset[str]] = frozenset(ENTITIES) | {SHOWN}
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("History"))
        self._limit = AT_ONCE
        self._words = ""
        self.way = choices(_("Which steps"), [])
        self.way.setMinimumWidth(210)
        for text, kinds in ways():
            self.way.addItem(text, kinds)
        self.record = choices(_("What was touched"), [])
        self.record.setMinimumWidth(190)
        self.record.addItem(_("Everything"), "")
        for box in (self.way, self.record):
            box.currentIndexChanged.connect(self._filter)
        self.count = Label("", "muted")
        self.older = button(_("Show older steps"), look="link", on_click=self.show_older)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.way)
        bar.addWidget(self.record)
        bar.addWidget(self.count, 1)
        bar.addWidget(self.older)
        self.body.addLayout(bar)
        self.model: SnapshotModel[HistoryRow] = SnapshotModel(
            _columns(), key=_key, named=lambda row: f"{row.what}, {when_word(row)}"
        )
        self.empty = EmptyState(
            "history",
            _("Nothing has been done yet"),
            _("Every change stands here with its day, its time and the name that was stated."),
        )
        self.table = Table(self.model, _("History"), empty=self.empty, sortable=False, least=_LEAST)
        # Measuring every row on every resize is what would hold a long history up.
        self.table.horizontalHeader().setResizeContentsPrecision(0)
        self.table.selection_moved.connect(self._on_selected)
        self.table.clicked.connect(self._on_selected)
        self.table.activated_key.connect(self._on_activated)
        self.panel = StepPanel(ctx)
        self.panel.undone.connect(self._on_undone)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)

    # -- showing

    def reload(self) -> None:
        rows = history.history_rows(self.ctx.book, limit=self._limit)
        self.older.setVisible(len(rows) >= self._limit)
        captions = sorted({caption for row in rows for caption in row.kinds})
        chosen = self.record.currentData()
        with QSignalBlocker(self.record):
            self.record.clear()
            self.record.addItem(_("Everything"), "")
            for caption in captions:
                self.record.addItem(caption, caption)
            choose(self.record, chosen)
        self.subtitle.setText(
            _("“Who” is the name that was given when the workbook was opened: stated, not proven.")
        )
        with QSignalBlocker(self.table):
            self.model.set_rows(rows)
        self._filter()
        self._show_again()

    def show_older(self) -> None:
        """Read further back."""
        self._limit *= 4
        self.reload()

    def search(self, text: str) -> None:
        self._words = text
        self.model.set_search(text)
        self._say()

    def _filter(self) -> None:
        kinds, caption = self.way.currentData(), self.record.currentData()

        def wanted(row: HistoryRow) -> bool:
            return (kinds is None or row.kind in kinds) and (not caption or caption in row.kinds)

        self.model.set_filter(wanted if kinds is not None or caption else None)
        self._say()

    def _say(self) -> None:
        count, total = self.model.rowCount(), self.model.total
        text = ngettext("{n} step", "{n} steps", total).format(n=total)
        if count != total:
            text = _("{n} of {steps}").format(n=count, steps=text)
        self.count.setText(text)
        nothing = _("Nothing has been done yet") if not total else _("No step fits")
        self.empty.heading.setText(nothing)
        self.empty.text.setVisible(not total)

    def _on_selected(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is not None and (self.panel.isHidden() or row != self.panel.row):
            self.panel.show_step(row)

    def _on_activated(self, _key: object) -> None:
        self._on_selected()
        self.panel.open_panel(self.panel.first(), self.table)

    def _show_again(self) -> None:
        """Show what became of the step at the side, unless the panel says how an undo went."""
        row = self.panel.row
        if row is None or self.panel.isHidden():
            return
        place = self.model.position(_key(row))
        if place is not None:
            self.panel.show_step(self.model.rows()[place])

    # -- doing

    def _on_undone(self, done: StepDone) -> None:
        kept = history.kept_rows(self.ctx.book, done=done)
        self.panel.show_kept(done, kept)
        self.panel.cross.setFocus(Qt.FocusReason.OtherFocusReason)


def _key(row: HistoryRow) -> tuple[bytes | None, int | None, str, str]:
    looked = row.step is None and row.take_in is None
    return row.step, row.take_in, row.when if looked else "", row.source if looked else ""


def _what(row: HistoryRow) -> str:
    return row.what


def _touched(row: HistoryRow) -> str:
    return ", ".join(row.kinds)


def _columns() -> list[Column[HistoryRow]]:
    return [
        Column("when", _("When"), when_word, lambda row: local_time(row) or LONG_AGO),
        Column("what", _("What"), _what, tip=_what, width=280, stretch=True),
        Column("state", _("State"), state_word, tone=state_tone, width=118),
        Column("who", _("Who"), who_word),
        Column("kinds", _("Touched"), _touched, tip=_touched, width=150),
        Column(
            "count",
            _("Values"),
            lambda row: str(row.count) if row.count else "",
            lambda row: row.count,
            number=True,
        ),
    ]
