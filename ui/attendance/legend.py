"""What each mark means, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.attendance.grid import Standing, tone_of
from ui.attendance.paint import Swatch
from ui.attendance.typing import mode_key
from ui.common.label import Label
from ui.common.side import clear, note
from workbook.domain.training import Status
from workbook.i18n import _

AT_SIDE = 2


class Legend(QWidget):
    """The marks of one cohort; keys and letters are the same thing. In one line, or at the side."""

    def __init__(self, *, at_side: bool = False) -> None:
        super().__init__()
        self._statuses: tuple[Status, ...] = ()
        self._at_side = at_side
        self._marks = QGridLayout()
        self._marks.setHorizontalSpacing(12)
        self._marks.setVerticalSpacing(4)
        self.keys = note("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(self._marks)
        layout.addWidget(self.keys)

    def show_statuses(self, statuses: Sequence[Status]) -> None:
        """Show these marks; nothing is done where they stand already."""
        if tuple(statuses) == self._statuses or not statuses:
            return
        self._statuses = tuple(statuses)
        clear(self._marks)
        items = [
            (Swatch(Standing.MARKED, status.code, tone_of(status, statuses)), status.label)
            for status in statuses
        ]
        online = _("{key} online").format(key=mode_key(statuses))
        items += [
            (Swatch(Standing.MARKED), online),
            (Swatch(Standing.OPEN), _("not yet entered")),
            (Swatch(Standing.AHEAD), _("not yet held")),
        ]
        across = AT_SIDE if self._at_side else len(items)
        for place, (swatch, text) in enumerate(items):
            cell = QHBoxLayout()
            cell.setSpacing(6)
            cell.addWidget(swatch)
            cell.addWidget(Label(text, "muted"))
            cell.addStretch()
            self._marks.addLayout(cell, place // across, place % across)
        self._marks.setColumnStretch(across, 1)
        codes = " ".join(status.code for status in statuses)
        absent = next((one.code for one in statuses if not one.counts), statuses[-1].code)
        if self._at_side:
            text = _("7{absent}: row 7 is {absent} · 90 Enter: minutes · Ctrl+Enter: the rest")
        else:
            text = _(
                "{codes} mark and move down · 90 Enter: minutes · 7{absent}: row 7 is {absent} · "
                "Delete empties · Ctrl+D and Ctrl+R fill blanks · Ctrl+V pastes from Excel"
            )
        self.keys.setText(text.format(codes=codes, absent=absent))
