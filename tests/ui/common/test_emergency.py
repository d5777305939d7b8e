import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from ui.common.emergency import EmergencyPanel, EmergencySheet
from workbook.errors import SaveError

SHEET = EmergencySheet(
    number=1,
    key="ABCD EFGH 1234 5678 JKMN NPQR STVW XYZ0 1A2B 3C4D 5E6F 7G8H 9J0K 1M2N",
    office="Islamabad field office",
    file_name="ISB.workbook",
    made_on=date(2020, 11, 2),
)


@pytest.fixture
def panel(qtbot: QtBot, answers: Any) -> EmergencyPanel:
    made = EmergencyPanel(SHEET, answers, answers.crashes.append, asked=[1, 4])
    qtbot.addWidget(made)
    return made


def test_both_groups_must_be_typed_back(panel: EmergencyPanel) -> None:
    panel.answers[0].setText("efgh")
    assert not panel.is_confirmed
    panel.answers[1].setText("jk-mn")
    assert panel.is_confirmed


def test_a_wrong_group_is_said_to_be_wrong(panel: EmergencyPanel) -> None:
    panel.answers[0].setText("EFGH")
    panel.answers[1].setText("JKMM")
    assert not panel.is_confirmed
    assert panel.verdict.text() == "This is not what the sheet says."


def test_the_asked_groups_are_two_different_ones(qtbot: QtBot, answers: Any) -> None:
    made = EmergencyPanel(SHEET, answers, answers.crashes.append)
    qtbot.addWidget(made)
    assert len(set(made.asked)) == 2


def test_the_saved_sheet_holds_every_group_and_is_private(
    panel: EmergencyPanel, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    answers.files = [path]
    panel.save_sheet()
    text = PdfReader(path).pages[0].extract_text().replace(" ", "")
    for group in SHEET.groups:
        assert group in text
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_sheet_that_cannot_be_saved_is_a_sentence(
    panel: EmergencyPanel, answers: Any, tmp_path: Path
) -> None:
    answers.files = [tmp_path / "missing" / "sheet.pdf"]
    panel.save_sheet()
    assert isinstance(answers.crashes.pop(), SaveError)
