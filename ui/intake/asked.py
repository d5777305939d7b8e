"""What only a person can tell of the values of a column, asked once, with examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from ui.common.card import Card
from ui.common.dates import month_name
from ui.common.side import clear, note
from ui.common.words import attempt_word
from workbook.i18n import _
from workbook.intake import values
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ValueQuestion
from workbook.intake.values import DateOrder
from workbook.sheets.addresses import column_letters


class ValueQuestions(Card):
    """A line with choices for each question; the rows that hang on it wait until it is answered."""

    corrected = Signal(object)
    """All that was said of the list so far, and this answer: a Correction."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Questions about the values"))
        self.body.setContentsMargins(14, 8, 14, 10)
        self.body.setSpacing(3)
        self.answers: list[QRadioButton] = []
        self._said = NOTHING
        self._across = False
        self._shown: tuple[ValueQuestion, ...] = ()
        self._groups: list[QButtonGroup] = []

    def show_questions(
        self, questions: Sequence[ValueQuestion], said: Correction, *, across: bool = False
    ) -> None:
        """Ask these; `said` has what was answered. What is shown already keeps the cursor. Of a
        list `across`, columns are rows of the sheet.
        """
        self._said = said
        self._across = across
        if tuple(questions) != self._shown:
            self._shown = tuple(questions)
            clear(self.body)
            self.answers, self._groups = [], []
            for question in questions:
                self._ask(question)
        for question, group in zip(self._shown, self._groups, strict=True):
            answer = _answer(question, said)
            # Nothing is checked until it is answered, and again when the list is read afresh.
            group.setExclusive(False)
            for choice in group.buttons():
                choice.setChecked(choice.property("answer") == answer)
            group.setExclusive(True)
        self.setVisible(bool(questions))

    def _ask(self, question: ValueQuestion) -> None:
        self.body.addWidget(note(self._sentence(question), "strong"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(18)
        for answer in question.answers:
            choice = QRadioButton(_answer_word(question, answer))
            choice.setProperty("answer", answer)
            choice.clicked.connect(self._answering(question, answer))
            group.addButton(choice)
            row.addWidget(choice)
            self.answers.append(choice)
        row.addStretch()
        self._groups.append(group)
        self.body.addLayout(row)

    def _sentence(self, question: ValueQuestion) -> str:
        if self._across:
            where = _("Row {row}, “{caption}”").format(
                row=question.column + 1, caption=question.header
            )
        else:
            where = _("Column {column}, “{caption}”").format(
                column=column_letters(question.column), caption=question.header
            )
        if question.word:
            said = _("what does “{word}” mean?").format(word=question.examples[0])
        else:
            listed = ", ".join(f"\u2066{example}\u2069" for example in question.examples)
            said = _("which comes first in {dates}?").format(dates=listed)
        return f"{where}: {said}"

    def _answering(self, question: ValueQuestion, answer: str) -> Callable[[], None]:
        def say() -> None:
            said = self._said
            if question.word:
                said = replace(said, statuses={**said.statuses, question.word: answer})
            else:
                orders = {**said.date_orders, question.column: DateOrder(answer)}
                said = replace(said, date_orders=orders)
            self._said = said
            self.corrected.emit(said)

        return say


def _answer(question: ValueQuestion, said: Correction) -> str | None:
    if question.word:
        return said.statuses.get(question.word)
    order = said.date_orders.get(question.column)
    return order.value if order is not None else None


def _answer_word(question: ValueQuestion, answer: str) -> str:
    if question.word:
        return attempt_word(answer) or _("No result yet")
    order = DateOrder(answer)
    words = {
        DateOrder.DAY_FIRST: _("The day: {date}"),
        DateOrder.MONTH_FIRST: _("The month: {date}"),
    }
    day = date.fromisoformat(str(values.day(question.examples[0], order)))
    return words[order].format(date=f"{day.day} {month_name(day.month)}")
