"""Giving a cohort out: what leaves is seen before, and a file without a password is warned of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.exchange.fill import FillForm
from ui.exchange.giving import GivingForm
from ui.exchange.page import ExchangePage
from ui.exchange.send import SendForm
from ui.exchange.share import ShareForm
from workbook.errors import SheetError
from workbook.services import sending
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
def fill(page: ExchangePage) -> FillForm:
    page.cards["fill"].click()
    assert isinstance(page.form, FillForm)
    return page.form


@pytest.fixture
def save(qtbot: QtBot, at_course: App, page: ExchangePage, answers: Any) -> Save:
    def saved(out: Path) -> None:
        answers.files = [out]
        page.save.click()
        qtbot.waitUntil(lambda: not at_course.jobs.busy and out.exists(), timeout=20_000)

    return saved


def test_each_purpose_has_its_form_and_escape_leads_back(qtbot: QtBot, page: ExchangePage) -> None:
    for key, form in page.forms.items():
        qtbot.keyClick(page.cards[key], Qt.Key.Key_Return)
        assert page.form is form
        assert page.title.text() == page.cards[key].text()
        assert form.cohort.currentData() == page.ctx.cohort_id
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        assert page.form is None
        assert page.cards[key].hasFocus()


def test_a_file_is_taken_in_on_its_own_page(page: ExchangePage, at_course: App) -> None:
    page.cards["take"].click()
    assert at_course.workspace is not None
    assert at_course.workspace.current == "intake"


def test_what_leaves_is_counted_and_grows_with_each_tick(fill: FillForm) -> None:
    assert "25 people" in fill.leaving.text()
    assert "Phone" not in fill.leaving.text()
    fill.ticks["phones"].setChecked(True)
    assert "Phone" in fill.leaving.text()


def test_nothing_leaves_before_a_password_or_the_word_without(
    page: ExchangePage, fill: FillForm
) -> None:
    assert not page.save.isEnabled()
    fill.protection.without.setChecked(True)
    assert page.save.isEnabled()
    assert fill.protection.warning.isVisible()
    assert "Anyone who gets this file can read it" in fill.protection.warning.label.text()


def test_the_file_opens_only_with_its_password(fill: FillForm, save: Save, tmp_path: Path) -> None:
    fill.protection.fields.first.setText(PASSWORD)
    fill.protection.fields.again.setText(PASSWORD)
    out = tmp_path / "out.xlsx"
    save(out)
    with pytest.raises(SheetError) as refused:
        read_sheets(out)
    assert refused.value.reason == "password"
    assert any(sheet.name == "People" for sheet in read_sheets(out, password=PASSWORD).sheets)
    assert fill.protection.password() is None, "the password is not kept on the screen"


def test_without_a_tick_no_phone_leaves(
    page: ExchangePage, fill: FillForm, save: Save, tmp_path: Path
) -> None:
    fill.protection.without.setChecked(True)
    out = tmp_path / "out.xlsx"
    save(out)
    ids = {cell.value for cell in openpyxl.load_workbook(out)["People"][1]}
    assert "f.person.name_latin" in ids
    assert not ids & {"f.person.phone", "f.person.national_id"}
    said = texts(fill.result)
    assert any("25 people" in text for text in said)
    assert any("Anyone who gets this file can read it" in text for text in said)
    assert any(str(out) in text for text in said)
    assert page.save.isHidden()


@pytest.fixture
def send(page: ExchangePage) -> SendForm:
    page.cards["send"].click()
    assert isinstance(page.form, SendForm)
    return page.form


def seal(form: GivingForm) -> None:
    for field in (form.protection.fields.first, form.protection.fields.again):
        field.setText(PASSWORD)


def test_an_office_gets_all_but_notes_an_agency_and_a_donor_little(send: SendForm) -> None:
    assert ("person", "phone") in send.fields.ticked()
    assert "Stays here: note" in send.stays.text()
    send.profile.setCurrentIndex(1)
    assert ("person", "name_latin") in send.fields.ticked()
    assert ("person", "phone") not in send.fields.ticked()
    send.profile.setCurrentIndex(2)
    assert ("person", "name_latin") not in send.fields.ticked()
    assert send.names.isHidden()
    send.fields.tick(send.fields.ticked() | {("person", "name_latin")})
    assert send.names.isVisible()
    assert "25 people, 3 fields, leaves with: Name, Sex, Agency" in send.leaving.text()


def test_a_group_of_fields_is_ticked_at_once(qtbot: QtBot, send: SendForm) -> None:
    send.profile.setCurrentIndex(1)
    send.fields.setFocus()
    qtbot.keyClick(send.fields, Qt.Key.Key_Space)
    assert send.fields.item(0).text() == "Person · 19 of 19"
    assert ("person", "national_id") in send.fields.ticked()
    qtbot.keyClick(send.fields, Qt.Key.Key_Space)
    assert not any(entity == "person" for entity, _field in send.fields.ticked())


def test_notes_leave_only_when_ticked_and_only_under_a_password(
    page: ExchangePage, send: SendForm
) -> None:
    seal(send)
    send.notes.setChecked(True)
    assert "Note" in send.leaving.text()
    send.protection.without.setChecked(True)
    assert not send.notes.isEnabled()
    assert "Note" not in send.leaving.text()
    page.go_back()
    page.cards["send"].click()
    assert not send.notes.isChecked()


def test_what_was_sent_is_told_with_its_place_and_kept_in_the_register(
    send: SendForm, save: Save, course: Any, tmp_path: Path
) -> None:
    seal(send)
    send.to.setCurrentText("LHR")
    out = tmp_path / "sent.xlsx"
    save(out)
    said = texts(send.result)
    assert any(str(out) in text for text in said)
    assert any("Only who knows its password" in text for text in said)
    (left,) = sending.register(course.book)
    assert (left.to, left.kind, left.people, left.sealed) == ("LHR", "send", 25, True)


def test_what_is_shared_holds_values_only_and_codes_where_wished(
    page: ExchangePage, save: Save, course: Any, tmp_path: Path
) -> None:
    page.cards["share"].click()
    form = page.form
    assert isinstance(form, ShareForm)
    assert ("person", "name_latin") in form.fields.ticked()
    assert ("person", "phone") not in form.fields.ticked()
    form.codes.setChecked(True)
    assert ("person", "name_latin") not in form.fields.ticked()
    form.protection.without.setChecked(True)
    out = tmp_path / "shared.xlsx"
    save(out)
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(out)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any("Invented Officer" in cell for cell in cells)
    assert [left.kind for left in sending.register(course.book)] == ["hand_out"]


@pytest.mark.parametrize("width", [1024, 1240])
def test_what_has_left_is_seen_whole_in_any_window(
    qtbot: QtBot, page: ExchangePage, course: Any, tmp_path: Path, width: int
) -> None:
    to = "The office that is called by the longest of all names"
    for name, cohort in (("one", course.cohort), ("all", None)):
        out = tmp_path / f"{name}.xlsx"
        sending.send(course.book, out, cohort_id=cohort, to=to, password=PASSWORD)
    page.register.reload()
    page.tabs.setCurrentIndex(1)
    table = page.register.table
    page.window().resize(width, 700)
    qtbot.waitUntil(lambda: page.window().width() == width and table.isVisible())
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    columns = [column.key for column in page.register.model.columns]
    left_out = {key for place, key in enumerate(columns) if table.isColumnHidden(place)}
    assert left_out == ({"people", "who"} if width == 1024 else set())
    tips = [
        table.snapshot.index(1, columns.index(key)).data(Qt.ItemDataRole.ToolTipRole)
        for key in ("when", "to", "cohorts")
    ]
    assert tips == ["9 Nov 2020, Amina Farooq", to, "INV-1: 25 people"]


def texts(widget: QWidget) -> list[str]:
    """All that is said in a part of the page."""
    return [label.text() for label in widget.findChildren(QLabel)]


def test_the_cursor_goes_through_the_form_as_it_stands(qtbot: QtBot, send: SendForm) -> None:
    wanted = [send.cohort, send.to, send.profile, send.fields, send.notes]
    wanted += [send.protection.fields.first, send.protection.fields.again, send.protection.without]
    seen: list[QWidget] = []
    at: QWidget = send.cohort
    while len(seen) < len(wanted):
        if at in wanted:
            seen.append(at)
        at = at.nextInFocusChain()
    assert seen == wanted
