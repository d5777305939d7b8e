"""The tests of a cohort: what each participant had, and what was gained, in one small table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from ui.common.bar_chart import Bar, BarChart
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.side import note
from ui.common.tables import Column, SnapshotModel, Table, isolated
from ui.common.tokens import Tone
from workbook.domain.people import display_name
from workbook.i18n import _, ngettext
from workbook.services.assessments import ResultRow, Results


class MarksCard(Card):
    """The mean of each test that is compared, and the gain; `wanted` asks for the marks."""

    wanted = Signal(bool)
    """The marks are to be shown, or put away again."""

    def __init__(self) -> None:
        super().__init__(_("Tests"))
        self.means = BarChart(_("Tests"))
        self.means.chosen.connect(lambda _key: self.show_marks(shown=True))
        self.marks = button("", look="link", on_click=self._toggle)
        self.top.addWidget(self.marks)
        self.said = note("", "muted")
        self.body.addWidget(self.means)
        self.body.addWidget(self.said)
        self.body.addStretch()
        self.shown = False
        self.show_marks(shown=False)

    def show_results(self, results: Results) -> None:
        """Show what was had; the card hides where there are no tests."""
        self.setVisible(bool(results.tests))
        gain = results.gain
        self.means.set_bars(
            [
                Bar(str(test.id), test.title, round(mean), 100)
                for test, mean in ((results.pre, gain.before), (results.post, gain.after))
                if test is not None and mean is not None
            ]
        )
        self.said.setText(gain_text(results))
        if not results.tests and self.shown:
            self.show_marks(shown=False)

    def show_marks(self, *, shown: bool) -> None:
        """Say that the marks are wanted, or not any more."""
        self.shown = shown
        self.marks.setText(_("Show the roster") if shown else _("Show the marks"))
        self.wanted.emit(shown)

    def _toggle(self) -> None:
        self.show_marks(shown=not self.shown)


def gain_text(results: Results) -> str:
    """The gain in a sentence, with how many it is of; "" without tests."""
    gain = results.gain
    if gain.points is None:
        return _("Nobody has marks before and after yet.") if results.tests else ""
    said = ngettext(
        "Percent of the marks, of {n} who has them before and after: {points} points.",
        "Percent of the marks, of {n} who have them before and after: {points} points.",
        gain.n,
    ).format(n=gain.n, points=isolated(signed(gain.points)))
    if gain.normalised is not None:
        said += " " + _("That is {part} of what could be gained.").format(
            part=isolated(f"{gain.normalised * 100:.0f} %")
        )
    return said


def signed(points: float) -> str:
    """Points with their sign: "+31", "−4"."""
    number = round(points)
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


class MarksTable(Table):
    """A line for each participant: her marks in each test, and what she gained."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.rows: SnapshotModel[ResultRow] = SnapshotModel(
            _columns(results), key=lambda row: row.person_id, named=_name
        )
        super().__init__(self.rows, _("Marks of the tests"))
        self.rows.set_rows(results.rows)


def _columns(results: Results) -> list[Column[ResultRow]]:
    found: list[Column[ResultRow]] = [
        Column("name", _("Name"), _name, stretch=True),
        Column("agency", _("Agency"), lambda row: row.agency),
    ]
    for number, test in enumerate(results.tests):
        out_of = "" if test.out_of is None else _(" (of {n})").format(n=test.out_of)
        found.append(
            Column(
                f"test {test.id}",
                f"{test.title}{out_of}",
                _marks_of(number),
                sort=_sorted_by(number),
                number=True,
            )
        )
    found.append(
        Column(
            "gain",
            _("Gain in points"),
            lambda row: "" if row.gain is None else signed(row.gain),
            sort=lambda row: row.gain,
            tone=lambda row: None if row.gain is None or row.gain >= 0 else Tone.WARN,
            number=True,
        )
    )
    return found


def _name(row: ResultRow) -> str:
    return display_name(row.name, row.name_native)


def _marks_of(number: int) -> Callable[[ResultRow], str]:
    def text(row: ResultRow) -> str:
        score = row.scores[number]
        if score is None:
            return "–"
        return _("absent") if score.absent else score.text

    return text


def _sorted_by(number: int) -> Callable[[ResultRow], object]:
    def key(row: ResultRow) -> object:
        score = row.scores[number]
        return None if score is None else score.marks

    return key
