"""Pairs of people who may be one, gone through one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.common.context import Context
from ui.common.words import sex_word
from ui.people.compare import CompareView, Line, Side
from workbook.errors import NotFoundError
from workbook.i18n import _
from workbook.services import same_person, side_by_side
from workbook.services.same_person import Suggestion
from workbook.services.side_by_side import FieldLine, Pair
from workbook.storage.changing import Changes


class SamePeople(QWidget):
    """Shows one pair of several. What is decided is said, and the next pair comes."""

    left = Signal()
    """Nobody is left to look at, or the list is wanted again."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.pairs: list[Suggestion] = []
        self.pair: Pair | None = None
        self.view = CompareView()
        self.view.same.connect(self.join)
        self.view.two.connect(self.part)
        self.view.later.connect(self._on_later)
        self.view.left.connect(self.left)
        self.view.revealed.connect(self._on_revealed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._place = 0

    def show_pairs(self, pairs: Sequence[Suggestion]) -> None:
        """Begin with the first of these."""
        self.pairs = list(pairs)
        self._place = 0
        self._show()

    def reload(self) -> None:
        """Read the pair that is shown anew; one whose records are one by now is passed over."""
        if self.pairs:
            self._show()

    def _show(self, *, reveal: bool = False) -> None:
        while self.pairs:
            self._place %= len(self.pairs)
            chosen = self.pairs[self._place]
            try:
                self.pair = side_by_side.pair(
                    self.ctx.book, one_id=chosen.one_id, other_id=chosen.other_id, reveal=reveal
                )
            except NotFoundError:
                del self.pairs[self._place]
                continue
            break
        else:
            self.pair = None
            self.left.emit()
            return
        count = len(self.pairs)
        one, other = self.pair.records
        self.view.show_pair(
            _("May be the same person") if chosen.reasons else _("Are they the same person?"),
            _("pair {n} of {count}").format(n=self._place + 1, count=count) if count > 1 else "",
            (_side(one), _side(other)),
            chosen.reasons,
            [_shown(line) for line in self.pair.lines],
            can=not self.ctx.book.read_only,
            masked=self.pair.masked,
        )
        self.view.wait.setVisible(count > 1)
        self.view.focus_first()

    def join(self) -> None:
        """Say that the two are one person, with the values that were picked."""
        pair = self.pair
        if pair is None:
            return
        keep, other = (record.person_id for record in pair.records)
        choices = self._choices(pair)

        def act() -> Changes:
            return same_person.merge(self.ctx.book, keep_id=keep, other_id=other, choices=choices)

        self._settle(act, _("They are one person now."))

    def part(self) -> None:
        """Say that the two are two people; no office suggests them again."""
        pair = self.pair
        if pair is None:
            return
        one, other = (record.person_id for record in pair.records)

        def act() -> Changes:
            return same_person.not_the_same(self.ctx.book, one_id=one, other_id=other)

        self._settle(act, _("They are two people; it is not asked again."))

    def _settle(self, act: Callable[[], Changes], said: str) -> None:
        settled = self.pairs.pop(self._place)
        if self.ctx.perform(act, said) is None:
            self.pairs.insert(self._place, settled)
            return
        self._show()

    def _choices(self, pair: Pair) -> Mapping[str, object]:
        picked = self.view.chosen()
        return {
            line.field: line.values[picked[line.field]]
            for line in pair.lines
            if line.field in picked
        }

    def _on_later(self) -> None:
        self._place += 1
        self._show()

    def _on_revealed(self) -> None:
        self._show(reveal=True)


def _side(record: side_by_side.RecordRow) -> Side:
    about = [record.ref]
    if record.cohorts:
        about.append(_("in {cohorts}").format(cohorts=", ".join(record.cohorts)))
    return Side(record.name, about)


def _shown(line: FieldLine) -> Line:
    one, other = line.texts
    if line.field == "sex":
        one, other = sex_word(one), sex_word(other)
    return Line(line.field, line.caption, one, other, line.differs)
