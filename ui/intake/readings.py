"""How the lists of some senders are read, because somebody said so once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.label import Label
from ui.common.scrolling import scrolling
from ui.common.side import clear
from ui.common.tables import isolated
from ui.intake.words import kind_word
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.services import mappings
from workbook.services.mappings import SavedMapping

_LINE = 40
_MOST_LINES = 3


class KeptReadings(Card):
    """A line for each, the newest first, and the way to forget it; hidden when there is none."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Lists that are read as you said before"))
        self.ctx = ctx
        self.body.setContentsMargins(16, 12, 16, 8)
        self.body.setSpacing(4)
        self.forgets: list[QPushButton] = []
        inner = QWidget()
        self._lines = QGridLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(20)
        self._lines.setVerticalSpacing(2)
        self._lines.setColumnStretch(1, 1)
        self._area = scrolling(inner)
        self.body.addWidget(self._area)
        self.reload()

    def reload(self) -> None:
        """Read anew what is kept."""
        clear(self._lines)
        self.forgets = []
        kept = list(reversed(mappings.saved(self.ctx.book)))
        for row, one in enumerate(kept):
            self._add(row, one)
        self._area.setFixedHeight(min(len(kept), _MOST_LINES) * _LINE)
        self.setVisible(bool(kept))

    def _add(self, row: int, one: SavedMapping) -> None:
        called = one.name or one.sender or _("without a sender")
        by = one.sender if one.name and one.sender else ""
        said = [kind_word(one.kind), _what(one)]
        self._lines.addWidget(Label(isolated(called), "field"), row, 0)
        about = " · ".join(isolated(part) for part in (by, *said) if part)
        self._lines.addWidget(Label(about, "muted"), row, 1)
        self._lines.addWidget(Label(short_day(one.saved_on), "muted"), row, 2)
        forget = button(_("Forget"), look="link", on_click=self._forgetting(one))
        forget.setAccessibleName(_("Forget {name}").format(name=called))
        forget.setDisabled(self.ctx.book.read_only)
        self.forgets.append(forget)
        self._lines.addWidget(forget, row, 3)
        self._lines.setRowMinimumHeight(row, _LINE - 2)

    def _forgetting(self, one: SavedMapping) -> Callable[[], None]:
        def forget() -> None:
            try:
                mappings.forget(self.ctx.book, one.mapping_id)
            except WorkbookError as error:
                self.ctx.on_error(error)
                return
            self.reload()
            self.ctx.say(_("Such lists are read as they are found again."), False)
            if self.forgets:
                self.forgets[0].setFocus(Qt.FocusReason.OtherFocusReason)

        return forget


def _what(one: SavedMapping) -> str:
    """What was said, in few words."""
    said = one.correction
    columns = len({*said.fields, *said.date_orders})
    parts = []
    if columns:
        parts.append(ngettext("{n} column", "{n} columns", columns).format(n=columns))
    if said.statuses:
        words = len(said.statuses)
        parts.append(ngettext("{n} word", "{n} words", words).format(n=words))
    if said.sheet is not None or said.header_row is not None or said.across is not None:
        parts.append(_("where it stands"))
    return ", ".join(parts)
