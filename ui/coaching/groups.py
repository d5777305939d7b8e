"""Group work of a round: what was hard, and the solutions found. Nobody's name is in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.coaching.forms import InlineForm, Section
from ui.common.context import Context
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.pill import Pill
from ui.common.scrolling import scrolling
from ui.common.side import choices, choose
from ui.common.tokens import Tone
from workbook.i18n import _
from workbook.services import coaching, people
from workbook.services.coaching import ChallengeRow
from workbook.storage.changing import Changes


class GroupWork(QWidget):
    """The challenges of one round, each with its solutions."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.round_id: int | None = None
        self.cards: dict[int, ChallengeCard] = {}
        form = InlineForm(ctx, "challenge", self._save)
        self.what = QLineEdit()
        self.theme = QComboBox()
        self.theme.setEditable(True)
        self.theme.setAccessibleName(_("Theme"))
        self.theme.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.agency = choices(_("Agency"), [(_("Several, or not said"), None)])
        form.row((_("What is hard, without names"), self.what, 1))
        form.row((_("Theme"), self.theme, 1), (_("Agency"), self.agency, 1))
        form.watch("challenge", self.what)
        self.adding = Section(_("Challenges and solutions"), _("Add a challenge"), form)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(margins(0, 0, 4, 0))
        self.column.setSpacing(12)
        self.column.addWidget(self.adding)
        self.column.addStretch()
        area = scrolling(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        if not ctx.book.read_only:
            form.come_back()

    def show_rows(self, rows: Sequence[ChallengeRow], round_id: int) -> None:
        """Show those of the round; themes of the others are offered too."""
        self.round_id = round_id
        here = [row for row in rows if row.round_id == round_id]
        for key in set(self.cards) - {row.id for row in here}:
            card = self.cards.pop(key)
            card.form.close_form()
            card.hide()
            card.deleteLater()
        for row in here:
            if row.id not in self.cards:
                self.cards[row.id] = ChallengeCard(self.ctx, row.id)
                self.column.insertWidget(self.column.count() - 1, self.cards[row.id])
            self.cards[row.id].show_row(row)
        self.adding.start()
        if not here:
            self.adding.nothing(
                _("What groups found hard in this round, and what they would do about it.")
            )
        typed, chosen = self.theme.currentText(), self.agency.currentData()
        self.theme.clear()
        self.theme.addItems(sorted({row.theme for row in rows if row.theme}))
        self.theme.setEditText(typed)
        self.agency.clear()
        self.agency.addItem(_("Several, or not said"), None)
        for agency in people.agency_rows(self.ctx.book):
            self.agency.addItem(agency.label, agency.id)
        choose(self.agency, chosen)

    def _save(self) -> bool:
        round_id = self.round_id
        if round_id is None:
            return False

        def act() -> Changes:
            return coaching.add_challenge(
                self.ctx.book,
                round_id=round_id,
                what=self.what.text(),
                theme=self.theme.currentText(),
                agency_id=self.agency.currentData(),
            ).changes

        saved = self.ctx.perform(act, _("The challenge was added.")) is not None
        if saved:
            self.theme.setEditText("")
            self.agency.setCurrentIndex(0)
        return saved


class ChallengeCard(Section):
    """One challenge with what the group would do."""

    def __init__(self, ctx: Context, challenge_id: int) -> None:
        self.ctx = ctx
        self.challenge_id = challenge_id
        self.solution = QLineEdit()
        form = InlineForm(ctx, str(challenge_id), self._save)
        form.row((_("Solution, without names"), self.solution, 1))
        form.watch("solution", self.solution)
        super().__init__(_("Challenge"), _("Add a solution"), form)
        self.heading.setWordWrap(True)
        self.top.setStretch(0, 1)
        if not ctx.book.read_only:
            form.come_back()

    def show_row(self, row: ChallengeRow) -> None:
        """Show the challenge as it is now."""
        self.heading.setText(row.what)
        self.setAccessibleName(row.what)
        self.add_button.setAccessibleName(f"{_('Add a solution')}: {row.what}")
        self.start()
        if row.theme or row.agency:
            about = QHBoxLayout()
            about.setSpacing(8)
            if row.theme:
                about.addWidget(Pill(row.theme, Tone.INFO))
            about.addWidget(Label(row.agency, "muted"))
            about.addStretch()
            self.lines.addLayout(about)
        for solution in row.solutions:
            self.line(f"→  {solution}" if not _right_to_left(self) else f"←  {solution}")
        if not row.solutions:
            self.nothing(_("No solution yet."))

    def _save(self) -> bool:
        def act() -> Changes:
            return coaching.add_solution(
                self.ctx.book, challenge_id=self.challenge_id, what=self.solution.text()
            ).changes

        return self.ctx.perform(act, _("The solution was added.")) is not None


def _right_to_left(widget: QWidget) -> bool:
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
