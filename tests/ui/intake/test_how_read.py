"""How a list was read is seen, corrected on the page, and read so the next time."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.intake.files import State
from ui.intake.page import IntakePage
from workbook.intake.correction import NOTHING
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.plan import Outcome
from workbook.services import cohorts, intake, mappings, people
from workbook.sheets.writer import BookWriter
from workbook.storage.book import Workbook

PATIENCE = 180_000
"""Milliseconds that end a run which hangs; a busy computer takes its time over many files."""
CAPTIONS = ["Name", "Born", "Cell or desk", "Other"]
MAY = [
    ["Uzma Ahmed", "05/04/1984", "0314-9412691", "Lahore"],
    ["Khadija Siddiqui", "06/07/1986", "0319-5937440", "Multan"],
]
JUNE = [
    ["Noreen Siddiqui", "01/02/1990", "0335-2667523", "Quetta"],
    ["Zarmina Parveen", "03/02/1991", "0341-3332982", "Karachi"],
]
LISTED = [["Punjab Police"], [], CAPTIONS, *MAY]


@pytest.fixture
def page(book: Workbook, at_work: App) -> IntakePage:
    today = book.sources.today()
    cohorts.create_cohort(book, code="INV-1", title="Course", starts_on=today, ends_on=today)
    assert at_work.workspace is not None
    at_work.workspace.show_page("intake")
    made = at_work.workspace.pages["intake"]
    assert isinstance(made, IntakePage)
    return made


@pytest.fixture
def read(qtbot: QtBot, page: IntakePage) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        page.read([path])
        qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=PATIENCE)

    return read


def write(path: Path, *sheets: Sequence[Sequence[str]], hidden: int = -1) -> Path:
    book = BookWriter(created=date(2020, 10, 20))
    for number, rows in enumerate(sheets):
        state = "hidden" if number == hidden else "visible"
        sheet = book.sheet(f"Sheet {number + 1}", visible=state)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    path.write_bytes(book.finish())
    return path


def found(page: IntakePage) -> ForeignList:
    assert isinstance(page.files[0].found, ForeignList)
    return page.files[0].found


def fields(page: IntakePage) -> list[str | None]:
    return [column.field for column in found(page).mapping]


def outcomes(page: IntakePage) -> list[Outcome]:
    return [row.outcome for row in page.one.model.rows()]


def said(page: IntakePage) -> str:
    texts = [label.text() for label in page.one.said.findChildren(QLabel) if not label.isHidden()]
    return re.sub("[\u2066-\u2069]", "", "\n".join(texts))


def take_in(qtbot: QtBot, page: IntakePage) -> None:
    page.accept.click()
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=PATIENCE)


def test_it_is_closed_until_its_key_is_pressed(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    how = page.one.how
    assert not how.is_open
    assert how.summary.text() == "List of people · 3 of 4 columns"
    qtbot.keyClick(page, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert how.is_open
    assert (how.header.text(), how.first.text(), how.last.text()) == ("3", "4", "5")
    assert how.cells.cells.frame is not None
    assert how.cells.cells.frame.header == (2,)
    assert how.cells.currentIndex().row() == 2
    qtbot.keyClick(how.tabs, Qt.Key.Key_Escape)
    assert not how.is_open
    assert page.files, "the list is not put away"


def test_the_columns_say_what_they_mean_how_well_and_why(
    page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    wrong = [["Hina Raza", "07/08/1990", "see card", "Multan"]]
    read(write(tmp_path / "may.xlsx", [*LISTED, *JUNE, *wrong]))
    page.one.how.open_card()
    table = page.one.how.meanings.meanings
    lines = [[column.text(row) for column in table.columns] for row in table.rows()]
    assert lines[2][:5] == ["C", "Cell or desk", "Phone", "4 of 5 look right", "its caption"]
    assert lines[3][:5] == ["D", "Other", "Leave out", "5 filled", ""]
    assert "0314-9412691" in lines[2][5]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_column_is_said_to_mean_something_else_by_the_keyboard(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    how = page.one.how
    how.open_card()
    how.tabs.setCurrentIndex(1)
    how.meanings.show_key(3)
    qtbot.keyClick(how.meanings, Qt.Key.Key_Return)
    assert how.meanings.choice is not None
    choice = how.meanings.choice
    assert choice.currentText() == "Leave out"
    choice.hidePopup()
    choice.setCurrentIndex(choice.findData("duty_station"))
    choice.activated.emit(choice.currentIndex())
    qtbot.waitUntil(lambda: fields(page)[3] == "duty_station")
    assert found(page).mapping[3].by == "person"
    assert "Lahore" in page.one.model.rows()[0].what or outcomes(page)[0] is Outcome.NEEDS_YOU
    qtbot.keyClick(how.meanings, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: fields(page)[3] is None)
    assert how.meanings.current_key() == 3, "the cursor stays on its column"


def test_the_header_is_moved_and_put_back(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    how = page.one.how
    how.open_card()
    how.header.stepUp()
    qtbot.waitUntil(lambda: found(page).caption_row == 3)
    assert page.one.model.rowCount() == 1
    how.say_nothing()
    qtbot.waitUntil(lambda: page.one.model.rowCount() == 2)
    assert how.header.text() == "3"
    how.cells.setCurrentIndex(how.cells.cells.index(3, 0))
    qtbot.keyClick(how.cells, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: found(page).caption_row == 3)


def test_of_many_changes_in_a_row_the_last_one_holds(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", [*LISTED, *JUNE]))
    how = page.one.how
    how.open_card()
    for last in (6, 5, 4):
        how.last.setValue(last)
    assert not page.accept.isEnabled()
    qtbot.waitUntil(lambda: page.files[0].wanted is None)
    assert page.files[0].said.last_row == 3
    assert [row.name for row in page.one.model.rows()] == ["Uzma Ahmed"]
    assert how.last.text() == "4"


def test_another_sheet_is_chosen_by_its_people(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    other = [["Name", "Mobile"], ["Hina Raza", "0300-1112222"]]
    read(write(tmp_path / "two.xlsx", LISTED, other, hidden=1))
    how = page.one.how
    how.open_card()
    texts = [how.sheet.itemText(number) for number in range(how.sheet.count())]
    plain = [re.sub("[\u2066-\u2069]", "", text) for text in texts]
    assert plain == ["Sheet 1 · 2 people", "Sheet 2 · 1 person · hidden"]
    assert not how.hidden.isHidden()
    how.sheet.setCurrentIndex(1)
    how.sheet.activated.emit(1)
    qtbot.waitUntil(lambda: [row.name for row in page.one.model.rows()] == ["Hina Raza"])


def test_people_across_are_counted_in_letters(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    across = [list(cells) for cells in zip(CAPTIONS, *MAY, *JUNE, strict=True)]
    read(write(tmp_path / "across.xlsx", across))
    how = page.one.how
    how.open_card()
    assert how.across.isChecked()
    assert (how.header.text(), how.first.text(), how.last.text()) == ("A", "B", "E")
    assert how.last.valueFromText("D") == 4
    how.last.setValue(how.last.valueFromText("D"))
    qtbot.waitUntil(lambda: page.one.model.rowCount() == 3)


def test_the_order_of_dates_is_asked_once_and_can_be_answered_otherwise(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    assert outcomes(page) == [Outcome.NEEDS_YOU] * 2
    day, month = page.one.values.answers
    assert [day.text(), month.text()] == ["The day: 5 Apr", "The month: 4 May"]
    assert not day.isChecked()
    assert not month.isChecked()
    month.click()
    qtbot.waitUntil(lambda: outcomes(page) == [Outcome.NEW] * 2)
    assert found(page).records[0].fields["born_on"] == "1984-05-04"
    assert page.one.values.answers[1].isChecked()
    page.one.values.answers[0].click()
    qtbot.waitUntil(lambda: found(page).records[0].fields["born_on"] == "1984-04-05")
    page.one.how.say_nothing()
    qtbot.waitUntil(lambda: outcomes(page) == [Outcome.NEEDS_YOU] * 2)
    assert not any(answer.isChecked() for answer in page.one.values.answers)


def test_a_word_of_a_platform_is_asked_about(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "results.csv"
    path.write_text(
        "Learner,Mobile,Course code,Status\n"
        "Uzma Ahmed,0314-9412691,SOM-101,Gold star\n"
        "Hina Raza,0319-5937440,SOM-101,Assigned to her\n",
        "utf-8",
    )
    read(path)
    assert outcomes(page) == [Outcome.NEEDS_YOU, Outcome.REFUSED] or len(page.one.values.answers)
    words = [answer.text() for answer in page.one.values.answers[:5]]
    assert words == ["Passed", "Failed", "Begun", "To repeat", "No result yet"]
    page.one.values.answers[0].click()
    qtbot.waitUntil(lambda: outcomes(page)[0] is Outcome.NEW)
    assert page.accept.accessibleName() == "Bring in 1 result"


def test_a_sender_is_read_as_before_and_afresh_when_asked(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], book: Workbook, tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    page.one.values.answers[1].click()
    qtbot.waitUntil(lambda: outcomes(page) == [Outcome.NEW] * 2)
    page.one.how.open_card()
    page.one.how.meanings.chosen.emit(3, "duty_station")
    qtbot.waitUntil(lambda: fields(page)[3] == "duty_station")
    assert page.one.how.summary.text().endswith("corrected, and kept for this sender")
    page.one.how.keep_as.setText("Punjab")
    page.one.how.keep_as.textEdited.emit("Punjab")
    assert mappings.saved(book) == ()
    take_in(qtbot, page)
    assert [(one.name, one.sender) for one in mappings.saved(book)] == [("Punjab", "Punjab Police")]

    read(write(tmp_path / "june.xlsx", [["Punjab Police"], [], CAPTIONS, *JUNE]))
    assert outcomes(page) == [Outcome.NEW] * 2
    assert "for this sender" in said(page)
    assert [column.by for column in found(page).mapping][3] == "saved"
    afresh = page.one.said.findChildren(QPushButton)[0]
    assert afresh.text() == "Read it afresh"
    afresh.click()
    qtbot.waitUntil(lambda: outcomes(page) == [Outcome.NEEDS_YOU] * 2)
    assert fields(page)[3] is None
    again = next(
        button
        for button in page.one.said.findChildren(QPushButton)
        if button.text() == "Read it as then" and not button.isHidden()
    )
    again.click()
    qtbot.waitUntil(lambda: outcomes(page) == [Outcome.NEW] * 2)
    take_in(qtbot, page)
    assert {row.duty_station for row in people.person_rows(book)} >= {"Quetta", "Karachi"}
    assert len(mappings.saved(book)) == 1


def test_a_file_in_which_nobody_was_found_is_read_as_somebody_says(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], book: Workbook, tmp_path: Path
) -> None:
    rows = [["Ref", "Q"], ["17", "uzma_ahmed"], ["18", "khadija_raza"]]
    read(write(tmp_path / "odd.xlsx", rows))
    link = next(
        button
        for button in page.message.findChildren(QPushButton)
        if button.text() == "Show its cells and say where the list is"
    )
    link.click()
    how = page.one.how
    assert how.is_open
    assert page.files[0].state is State.REFUSED
    assert not page.accept.isEnabled()
    how.header.setValue(1)
    qtbot.waitUntil(lambda: page.files[0].wanted is None)
    assert [row.label for row in how.meanings.meanings.rows()] == ["A", "B"]
    how.meanings.chosen.emit(1, "name_latin")
    qtbot.waitUntil(lambda: page.files[0].state is State.READY)
    assert page.one.model.rowCount() == 2
    how.meanings.chosen.emit(1, None)
    qtbot.waitUntil(lambda: page.files[0].state is State.REFUSED)
    assert "names" in said(page)
    assert how.is_open, "it can be said otherwise at once"


def test_letters_that_were_guessed_wrongly_are_read_again(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    text = "Name,Mobile\nثناء جبران,0314-9412691\nحنا رضا,0319-5937440\n"
    path.write_bytes(text.encode("cp1256"))
    read(path)
    how = page.one.how
    how.open_card()
    assert not how.letters.isHidden()
    how.lettered.emit("cp1252")
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy)
    assert page.files[0].list is not None
    assert page.files[0].list.sheets.encoding == "cp1252"
    how.lettered.emit("cp1256")
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy)
    assert [row.name for row in page.one.model.rows()] == ["ثناء جبران", "حنا رضا"]
    assert how.letters.currentData() == "cp1256"


def test_another_kind_of_list_goes_into_the_cohort_or_not(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    assert found(page).kind is ListKind.PARTICIPANTS
    assert page.files[0].cohort is None
    how = page.one.how
    how.open_card()
    how.kind.setCurrentIndex(how.kind.findData(ListKind.NOMINATIONS))
    how.kind.activated.emit(how.kind.currentIndex())
    qtbot.waitUntil(lambda: found(page).kind is ListKind.NOMINATIONS)
    assert page.files[0].cohort == page.ctx.cohort_id
    assert page.one.proposals.nominate.currentData() == page.ctx.cohort_id


def test_pasted_people_are_corrected_too(qtbot: QtBot, page: IntakePage, book: Workbook) -> None:
    page.read_pasted([["Sana Jibraan", "Lahore"], ["Hina Raza", "Multan"]])
    page.one.how.open_card()
    page.one.how.meanings.chosen.emit(1, "duty_station")
    qtbot.waitUntil(lambda: fields(page)[1] == "duty_station")
    assert not page.one.how.keep_as.isVisible()
    take_in(qtbot, page)
    assert {row.duty_station for row in people.person_rows(book)} == {"Lahore", "Multan"}
    assert mappings.saved(book) == ()


def test_who_was_chosen_stays_when_a_column_is_corrected(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], book: Workbook, tmp_path: Path
) -> None:
    people.create_person(book, name_latin="Uzma Ahmed")
    rows = [["Name", "Mobile", "Other"], ["Uzma Ahmed", "0314-9412691", "Lahore"]]
    read(write(tmp_path / "one.xlsx", rows))
    assert outcomes(page) == [Outcome.NEEDS_YOU]
    page.one.decide(None)
    page.one.how.open_card()
    page.one.how.meanings.chosen.emit(2, "duty_station")
    qtbot.waitUntil(lambda: fields(page)[2] == "duty_station")
    assert outcomes(page) == [Outcome.NEW]
    assert page.files[0].said != NOTHING
    take_in(qtbot, page)
    assert len(people.person_rows(book)) == 2
    assert intake.waiting_rows(book) == ()


def test_a_report_of_a_meeting_can_be_read_as_a_list_of_its_people(
    qtbot: QtBot, page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "meeting.csv"
    path.write_text(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
        "Uzma Ahmed,u@example.org,11/02/2020 09:00:00 AM,11/02/2020 12:00:00 PM,180,Yes\n"
        "Hina Raza,h@example.org,11/02/2020 09:05:00 AM,11/02/2020 12:00:00 PM,175,Yes\n",
        "utf-8",
    )
    read(path)
    assert page.files[0].is_meeting
    assert not page.one.meeting.isHidden(), "also in a cohort without sessions"
    how = page.one.how
    how.open_card()
    assert how.kind.currentText() == "Report of a meeting"
    how.kind.setCurrentIndex(how.kind.findData(ListKind.PARTICIPANTS))
    how.kind.activated.emit(how.kind.currentIndex())
    qtbot.waitUntil(lambda: not page.files[0].is_meeting)
    assert [row.name for row in page.one.model.rows()] == ["Uzma Ahmed", "Hina Raza"]
    assert page.one.meeting.isHidden()
    how.kind.setCurrentIndex(0)
    how.kind.activated.emit(0)
    qtbot.waitUntil(lambda: page.files[0].is_meeting)
    assert not page.one.rows.isVisible()


def test_the_cursor_goes_from_the_questions_through_how_it_was_read_to_the_rows(
    page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    read(write(tmp_path / "may.xlsx", LISTED))
    page.one.how.open_card()
    one, how = page.one, page.one.how
    order = [
        *one.values.answers,
        one.proposals.agency,
        one.proposals.nominate,
        how.toggle,
        how.tabs,
    ]
    order += [how.kind, how.sheet, how.header, how.first, how.last, how.across, how.cells]
    order += [*one.tiles.values(), one.table]
    passed = [one.values.answers[0]]
    while passed[-1] is not one.table and len(passed) < 500:
        passed.append(passed[-1].nextInFocusChain())
    places = [passed.index(widget) for widget in order]
    assert places == sorted(places)


def test_every_kind_of_list_is_read_whole_in_a_narrow_window(
    page: IntakePage, read: Callable[[Path], None], tmp_path: Path
) -> None:
    page.window().resize(1024, 700)
    read(write(tmp_path / "may.xlsx", LISTED))
    kind = page.one.how.kind
    page.one.how.open_card()
    QApplication.processEvents()
    option = QStyleOptionComboBox()
    kind.initStyleOption(option)
    room = kind.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, kind
    )
    for number in range(kind.count()):
        text = kind.itemText(number)
        assert kind.fontMetrics().horizontalAdvance(text) <= room.width(), text
