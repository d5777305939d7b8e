"""The whole training on one grid, to be typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.attendance.grid import Grid
from ui.attendance.legend import Legend
from ui.attendance.typing import Marks
from ui.attendance.view import GridView
from ui.common.context import Context
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.services import attendance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.domain.training import Mark

TYPED = "typed"
PASTED = "pasted"


class WeekPanel(QWidget):
    """The grid and its legend. The page reads the snapshot and hands it on."""

    column_changed = Signal(int)

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.view = GridView(_("Attendance"), self._put)
        self.view.column_changed.connect(self.column_changed)
        self.view.pasted.connect(self._on_pasted)
        self.legend = Legend()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.legend)

    def set_grid(self, grid: Grid) -> None:
        """Show a snapshot."""
        self.view.set_grid(grid)
        self.legend.show_statuses(grid.statuses)

    def _put(self, marks: Marks, said: str) -> bool:
        if not marks:
            return False
        return self._enter(marks, TYPED, said)

    def _enter(self, marks: Mapping[tuple[int, int], Mark | None], source: str, said: str) -> bool:
        done = self.ctx.perform(
            lambda: attendance.mark_block(self.ctx.book, marks=marks, source=source), said
        )
        return done is not None

    def _on_pasted(self, text: str) -> None:
        """Lay a copied block on the grid from the selection's first cell, after a look at it."""
        grid = self.view.grid
        places = self.view.chosen()
        if not places or not text.strip():
            return
        top, left = places[0][0], min(column for _line, column in places)
        people = [line.enrolment_id for line in grid.lines[top:] if line.enrolment_id is not None]
        sessions = [head.session_id for head in grid.heads[left:]]
        try:
            block = attendance.parse_block(text, statuses=grid.statuses)
            placed = attendance.place_block(block, session_ids=sessions, enrolment_ids=people)
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        closed = {
            grid.pair(line, column)
            for line, cells in enumerate(grid.cells)
            for column, cell in enumerate(cells)
            if not cell.can_type
        }
        changed = sum(
            1
            for line, cells in enumerate(grid.cells)
            for column, cell in enumerate(cells)
            if cell.mark is not None and placed.get(grid.pair(line, column), cell.mark) != cell.mark
        )
        left_out = sum(pair in closed for pair in placed)
        marks = {pair: mark for pair, mark in placed.items() if pair not in closed}
        if not marks:
            self.ctx.ask.show_message(
                _("Nothing to enter"),
                _("What you copied has no mark for a session that was held."),
            )
            return
        rows = len({enrolment for _session, enrolment in marks})
        columns = len({session for session, _enrolment in marks})
        words = [
            ngettext("{n} mark for", "{n} marks for", len(marks)).format(n=len(marks))
            + " "
            + ngettext("{n} person", "{n} people", rows).format(n=rows)
            + " "
            + ngettext("in {n} session.", "in {n} sessions.", columns).format(n=columns)
        ]
        if changed:
            words.append(
                ngettext(
                    "{n} of them changes a mark that stands.",
                    "{n} of them change marks that stand.",
                    changed,
                ).format(n=changed)
            )
        if left_out:
            words.append(
                ngettext(
                    "{n} is left out: its session is not held, or she was not there then.",
                    "{n} are left out: their session is not held, or she was not there then.",
                    left_out,
                ).format(n=left_out)
            )
        first = next(line for line in grid.lines if line.enrolment_id == people[0])
        words.append(
            _("The first row goes to {name}, the first column to {session}.").format(
                name=first.name, session=grid.heads[left].label
            )
        )
        if self.ctx.ask.confirm(
            _("Enter what you copied?"), " ".join(words), yes=_("Enter the marks")
        ):
            said = ngettext("{n} mark entered.", "{n} marks entered.", len(marks))
            self._enter(marks, PASTED, said.format(n=len(marks)))
