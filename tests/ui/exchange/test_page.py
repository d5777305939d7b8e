"""Giving a cohort out: what leaves is seen before, and a file without a password is warned of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.exchange.page import ExchangePage
from workbook.errors import SheetError
from workbook.sheets.reader import read_sheets

PASSWORD = "seven quiet rivers run"

Save = Callable[[Path], None]


@pytest.fixture
def page(at_course: App) -> ExchangePage:
    assert at_course.workspace is not None
    at_course.workspace.show_page("exchange")
    shown = at_course.workspace.pages["exchange"]
    assert isinstance(shown, ExchangePage)
    return shown


@pytest.fixture
def save(qtbot: QtBot, at_course: App, page: ExchangePage, answers: Any) -> Save:
    def saved(out: Path) -> None:
        answers.files = [out]
        page.save.click()
        qtbot.waitUntil(lambda: not at_course.jobs.busy and out.exists(), timeout=20_000)

    return saved


def test_what_leaves_is_counted_and_grows_with_each_tick(page: ExchangePage) -> None:
    assert "25 people leave" in page.leaving.text()
    assert "Phone" not in page.leaving.text()
    page.ticks["phones"].setChecked(True)
    assert "Phone" in page.leaving.text()


def test_nothing_leaves_before_a_password_or_the_word_without(page: ExchangePage) -> None:
    assert not page.save.isEnabled()
    page.open_to_all.setChecked(True)
    assert page.save.isEnabled()
    assert page.warning.isVisible()
    assert "Anyone who gets this file can read it" in page.warning.label.text()


def test_the_file_opens_only_with_its_password(
    page: ExchangePage, save: Save, tmp_path: Path
) -> None:
    page.password.first.setText(PASSWORD)
    page.password.again.setText(PASSWORD)
    out = tmp_path / "out.xlsx"
    save(out)
    with pytest.raises(SheetError) as refused:
        read_sheets(out)
    assert refused.value.reason == "password"
    assert any(sheet.name == "People" for sheet in read_sheets(out, password=PASSWORD).sheets)
    assert page.password.password() is None, "the password is not kept on the screen"


def test_without_a_tick_no_phone_leaves(page: ExchangePage, save: Save, tmp_path: Path) -> None:
    page.open_to_all.setChecked(True)
    out = tmp_path / "out.xlsx"
    save(out)
    ids = {cell.value for cell in openpyxl.load_workbook(out)["People"][1]}
    assert "f.person.name_latin" in ids
    assert not ids & {"f.person.phone", "f.person.national_id"}
    assert "25 people" in page.done.text()


def test_an_office_without_a_cohort_is_told_what_comes_first(at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("exchange")
    shown = at_work.workspace.pages["exchange"]
    assert isinstance(shown, ExchangePage)
    assert shown.nothing.isVisible()
    assert not shown.save.isEnabled()
