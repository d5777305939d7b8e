"""The last afternoon: ten signed half-day sheets become certificates and a register to sign.

Counted is what hands do: a key (a chord such as Ctrl+Enter is one), a click. The budgets may only
fall. Of the 250 cells only the exceptions are typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.attendance.page import AttendancePage
from ui.certificates.page import CertificatesPage
from ui.common.preview import Preview
from workbook.services import certificates

# What is on the paper: row numbers whose signature is not there, or came with a remark.
EXCEPTIONS = (
    ("5A", "9L"),
    ("5A", "12A"),
    ("5A", "3L"),
    ("14E",),
    ("20A",),
    ("20A", "7O"),
    ("20A", "18L"),
    (),
    ("22 90\n",),
    ("1L",),
)

BUDGET = {
    "go to the page, start typing sheets": 2,
    "sheet codes: the first typed, the next offered": 7 + 4,
    "exceptions: 14 on ten half-days": 38,
    "the rest of each half-day": 10,
    "confirm the names that were ticked": 1 + 1 + 1,
    "issue, and print the certificates": 1 + 4,
    "print the register": 1 + 3,
}
MOST_KEYS_AND_CLICKS = sum(BUDGET.values())


@dataclass
class Hands:
    """Types and clicks on what has the focus, and counts."""

    qtbot: QtBot
    window: Any
    counts: dict[str, int] = field(default_factory=dict)
    doing: str = ""

    def _count(self) -> None:
        self.counts[self.doing] = self.counts.get(self.doing, 0) + 1

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        self._count()
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        self.qtbot.keyClick(self._focused(), key, held)

    def type(self, text: str) -> None:
        for letter in text:
            if letter == "\n":
                self.press(Qt.Key.Key_Return)
            else:
                self._count()
                self.qtbot.keyClicks(self._focused(), letter)

    def click(self, target: QAbstractButton) -> None:
        assert target.isVisible()
        assert target.isEnabled()
        self._count()
        self.qtbot.mouseClick(target, Qt.MouseButton.LeftButton)

    def _focused(self) -> Any:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget


@pytest.fixture
def hands(qtbot: QtBot, at_course: App) -> Hands:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is at_course.window)
    return Hands(qtbot, at_course.window)


def printing_by_keys(
    qtbot: QtBot, app: App, hands: Hands, out: list[Path]
) -> Callable[[QDialog], bool]:
    """What the person does in the dialogs: Enter prints, Enter takes the printer, Escape closes."""

    def on_dialog(dialog: QDialog) -> bool:
        if isinstance(dialog, QPrintDialog):
            hands._count()
            dialog.printer().setOutputFileName(str(out[0]))
            dialog.printer().setResolution(96)
            return True
        assert isinstance(dialog, Preview)
        dialog.show()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.print_button)
        hands.press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not app.jobs.busy, timeout=60_000)
        assert dialog.said.text().endswith("sent to the printer.")
        qtbot.waitUntil(lambda: not dialog.view.waiting, timeout=10_000)
        hands.press(Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        return False

    return on_dialog


def pages_of(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def test_from_signed_sheets_to_a_register_within_the_budget(
    qtbot: QtBot, at_course: App, course: Any, hands: Hands, answers: Any, tmp_path: Path
) -> None:
    workspace = at_course.workspace
    assert workspace is not None
    steps = iter(BUDGET)
    control = Qt.KeyboardModifier.ControlModifier

    hands.doing = next(steps)
    hands.press(Qt.Key.Key_6, control)
    page = workspace.pages["attendance"]
    assert isinstance(page, AttendancePage)
    hands.press(Qt.Key.Key_T, control)

    codes, exceptions, rest = next(steps), next(steps), next(steps)
    for number in range(10):
        if number % 2 == 0:
            hands.doing = codes
            hands.type(f"{course.codes[0].replace('-', '').lower()}\n" if number == 0 else "\n")
            assert page.sheet.entry is not None
            assert page.sheet.entry.code == course.codes[number // 2]
        hands.doing = exceptions
        for said in EXCEPTIONS[number]:
            hands.type(said)
        hands.doing = rest
        hands.press(Qt.Key.Key_Return, control)
    assert page.snapshot is not None
    assert all(mark is not None for row in page.snapshot.rows for mark in row.marks)
    assert page.subtitle.text().startswith("250 marks")

    hands.doing = next(steps)
    hands.press(Qt.Key.Key_8, control)
    award = workspace.pages["certificates"]
    assert isinstance(award, CertificatesPage)
    earned = {row.name[-2:]: row for row in award.rows if row.earned == "attendance"}
    assert sorted(earned) == ["05", "12", "20"]
    assert "600 minutes" not in " ".join(earned["12"].why_not)
    assert any("Session 2" in reason for reason in earned["12"].why_not)
    assert any("minutes short of 80 %" in reason for reason in earned["20"].why_not)
    hands.click(award.names_step.link)
    hands._count()  # Enter: the answer is played
    assert answers.asked[-1] == "Confirm the names of 25 people?"
    assert all(row.names_confirmed for row in award.rows)

    hands.doing = next(steps)
    papers = [tmp_path / "printed.pdf"]
    answers.on_dialog = printing_by_keys(qtbot, at_course, hands, papers)
    assert award.issue_step.button.text() == "Issue \u206622 + 3\u2069 certificates"
    hands.click(award.issue_step.button)
    qtbot.waitUntil(lambda: award.panel.isVisible(), timeout=60_000)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is award.panel.accept)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: papers[0].exists() and not at_course.jobs.busy, timeout=60_000)
    rows = certificates.register_rows(course.book, cohort_id=course.cohort)
    assert [row.state for row in rows] == ["issued"] * 25
    assert pages_of(papers[0]) == 25

    hands.doing = next(steps)
    papers[0] = tmp_path / "register.pdf"
    hands.click(award.hand_step.button)
    qtbot.waitUntil(lambda: papers[0].exists() and not at_course.jobs.busy, timeout=60_000)
    assert pages_of(papers[0]) >= 1
    assert not answers.errors

    over = {doing: n for doing, n in hands.counts.items() if n > BUDGET[doing]}
    assert not over, f"more keys and clicks than before: {over}"
    assert sum(hands.counts.values()) <= MOST_KEYS_AND_CLICKS == 73
