"""The other offices: what they sent last, what they have not seen, whose key is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.side import SidePanel
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.tokens import Tone
from workbook.errors import WorkbookError
from workbook.exchange.partners import moment
from workbook.i18n import _, ngettext
from workbook.services import offices
from workbook.services.offices import OfficeRow

OFFICES = "offices"
"""The kind that is told when more is known of another office."""
NO_LIMIT = 16_777_215
ALONE = 76
"""The height of a table of one line."""
NARROW = 860
"""Under this width the day of the last file has no room beside the panel."""


class Offices(QWidget):
    """The table of offices, this one first, and what is known of the chosen one."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.said = Label("", "muted", wrap=True)
        self.model: SnapshotModel[OfficeRow] = SnapshotModel(
            _columns(), key=lambda row: row.public_key, named=_called
        )
        self.table = Table(self.model, _("Offices"))
        self.table.clicked.connect(self._show_row)
        self.table.activated_key.connect(self._on_activated)
        self.table.selection_moved.connect(self._on_moved)
        self.alone = EmptyState(
            "building-2",
            _("No other office yet"),
            _(
                "Send a file to another office, or take one of theirs in: from then on its name "
                "stands here, with what it has not seen of yours."
            ),
        )
        self.panel = SidePanel(_("Office"))
        self.panel.closed.connect(self._fit)
        tables = QVBoxLayout()
        tables.setSpacing(8)
        tables.addWidget(self.said)
        tables.addWidget(self.table, 1)
        tables.addWidget(self.alone, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(tables, 1)
        row.addWidget(self.panel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def reload(self) -> None:
        """Read the offices anew."""
        rows = offices.office_rows(self.ctx.book)
        others = [row for row in rows if not row.own]
        self.model.set_rows(rows)
        self.alone.setVisible(not others)
        # Alone, this office's line stays: its words may be asked for on the phone.
        self.table.setMaximumHeight(NO_LIMIT if others else ALONE)
        self.said.setText(_state_of(others))
        self.said.setVisible(bool(others))
        if not self.panel.isHidden():
            self._show_row()

    def _on_activated(self, _key: object) -> None:
        self._show_row()
        self.panel.open_panel(self.panel.cross, self.table)

    def _on_moved(self) -> None:
        if not self.panel.isHidden():
            self._show_row()

    def _show_row(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            self.panel.close_panel()
            return
        self._fill(row)
        self.panel.show()
        self._fit()

    def _fit(self) -> None:
        """Beside the panel, and in a narrow window, there is no room for every column."""
        hidden = set() if self.panel.isHidden() else {"name", "unseen"}
        if self.width() < NARROW and hidden:
            hidden.add("last")
        self.table.hide_columns(hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fill(self, row: OfficeRow) -> None:
        panel = self.panel
        panel.start(_called(row))
        panel.say(_of(row), "muted")
        for warning in row.warnings:
            panel.body.addWidget(Banner(warning, Tone.WARN))
        panel.body.addSpacing(8)
        panel.say(_words(row), "muted")
        words = panel.say(row.words, "heading")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not row.own and row.confirmed_on is None and not self.ctx.book.read_only:
            panel.body.addSpacing(6)
            self.confirm = button(
                _("The words are the same: confirm"),
                icon="phone",
                on_click=lambda: self._on_confirm(row),
            )
            panel.body.addWidget(self.confirm)
        panel.body.addSpacing(6)
        for label, text in _facts(row):
            panel.body.addSpacing(4)
            panel.say(label, "muted")
            panel.say(text)

    def _on_confirm(self, row: OfficeRow) -> None:
        try:
            offices.confirm(self.ctx.book, public_key=row.public_key)
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        self.ctx.bus.tell(frozenset({OFFICES}))
        self.ctx.say(_("The key of {office} is confirmed.").format(office=_called(row)), False)


def _called(row: OfficeRow) -> str:
    return row.code or _("An office that is not named")


def _of(row: OfficeRow) -> str:
    if row.own:
        return _("{name} · this office").format(name=row.name)
    return row.name


def _words(row: OfficeRow) -> str:
    if row.own:
        return _("Words to read over the phone")
    if row.confirmed_on:
        return _("The words of their key")
    return _("Ask them to read their words over the phone")


def _day(wall: str | None) -> str:
    when = moment(wall or "")
    return short_day(when.astimezone().date()) if when is not None else ""


def _last(row: OfficeRow) -> str:
    return _day(row.last_file.taken_in_on) if row.last_file is not None else ""


def _unseen(row: OfficeRow) -> str:
    if row.own:
        return ""
    if row.unseen is None:
        return _("not known")
    if not row.unseen:
        return _("nothing")
    return ngettext("{n} step", "{n} steps", row.unseen).format(n=row.unseen)


def _state(row: OfficeRow) -> str:
    if row.own:
        return _("This office")
    if row.last_file is None:
        return _("Nothing from them yet")
    if row.stale:
        return _("Long silent")
    return _("Confirmed") if row.confirmed_on else _("Not confirmed yet")


def _tone(row: OfficeRow) -> Tone:
    if row.own or row.last_file is None:
        return Tone.NEUTRAL
    if row.stale:
        return Tone.WARN
    return Tone.GOOD if row.confirmed_on else Tone.INFO


def _facts(row: OfficeRow) -> list[tuple[str, str]]:
    facts = []
    if not row.own:
        if row.last_file is None:
            facts.append((_("Last file"), _("None was taken in: ask them to send one.")))
        else:
            said = _("{file}, taken in on {day}").format(
                file=f"\u2068{row.last_file.name}\u2069", day=_last(row)
            )
            if row.last_file.doubtful:
                said += ". " + _("Their clock is wrong; nothing depends on it.")
            facts.append((_("Last file"), said))
            if not row.last_file.complete and row.last_file.cohorts:
                facts.append((_("It held"), ", ".join(row.last_file.cohorts)))
        if row.unseen:
            facts.append(
                (
                    _("Not seen by them yet"),
                    ngettext(
                        "{n} step of yours: send them a file.",
                        "{n} steps of yours: send them a file.",
                        row.unseen,
                    ).format(n=row.unseen),
                )
            )
        if row.stale:
            facts.append((_("Silent"), _("Nothing came for 30 days: ask them for a file.")))
        if row.confirmed_on:
            facts.append(
                (
                    _("Key confirmed"),
                    _("on {day} by {who}").format(
                        day=_day(row.confirmed_on), who=row.confirmed_by or "–"
                    ),
                )
            )
        else:
            facts.append(
                (
                    _("Key"),
                    _(
                        "Not confirmed yet. Their files can be taken in all the same; confirming "
                        "only makes sure that it is them."
                    ),
                )
            )
    return facts


def _state_of(others: Sequence[OfficeRow]) -> str:
    """Which offices are behind or silent, in one line."""
    silent = [_called(row) for row in others if row.last_file is not None and row.stale]
    missing = [_called(row) for row in others if row.last_file is None]
    behind = [_called(row) for row in others if row.unseen]
    parts = []
    if silent:
        parts.append(_("Nothing for 30 days from {offices}").format(offices=", ".join(silent)))
    if missing:
        parts.append(_("No file yet from {offices}").format(offices=", ".join(missing)))
    if behind:
        parts.append(_("Have not seen all of yours: {offices}").format(offices=", ".join(behind)))
    return " · ".join(parts) or _("Everybody has sent a file of late, and has seen yours.")


def _columns() -> list[Column[OfficeRow]]:
    return [
        Column("code", _("Office"), _called),
        Column("name", _("Name"), lambda row: row.name, stretch=True),
        Column("state", _("State"), _state, tone=_tone),
        Column(
            "last",
            _("Last file"),
            _last,
            lambda row: row.last_file.taken_in_on if row.last_file else None,
            stretch=True,
        ),
        Column("unseen", _("Not seen by them"), _unseen, lambda row: row.unseen),
    ]
