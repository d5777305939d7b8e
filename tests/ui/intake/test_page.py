"""Bringing in a list through the window, on the sample files."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.template import LANGUAGES, TemplateButton
from ui.intake.files import State
from ui.intake.kept import kept
from ui.intake.page import AT_ONCE, IntakePage
from ui.intake.readings import KeptReadings
from ui.intake.report import Report
from workbook.intake import template
from workbook.intake.correction import Correction
from workbook.intake.detect import ForeignList
from workbook.intake.plan import Outcome
from workbook.services import cohorts, export, intake, mappings, people
from workbook.sheets.seal import seal
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"
PATIENCE = 180_000
"""Milliseconds that end a run which hangs; a busy computer takes its time over many files."""
SAMPLE = Path(str(files("resources"))) / "sample"
FIA = SAMPLE / "fia-nominations.xlsx"


def plain(text: str) -> str:
    """Without the marks that keep scripts apart."""
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.fixture
def cohort(book: Workbook) -> int:
    today = book.sources.today()
    made = cohorts.create_cohort(
        book, code="INV-1", title="Investigation", starts_on=today, ends_on=today
    )
    return made.id


@pytest.fixture
def page(cohort: int, at_work: App) -> IntakePage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("intake")
    made = at_work.workspace.pages["intake"]
    assert isinstance(made, IntakePage)
    return made


def settled(qtbot: QtBot, page: IntakePage) -> None:
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=PATIENCE)


def read(qtbot: QtBot, page: IntakePage, path: Path) -> None:
    page.read([path])
    settled(qtbot, page)


def add(book: Workbook, name: str, **values: str) -> int:
    return people.create_person(book, name_latin=name, **values).id


def test_a_list_is_understood_looked_at_and_brought_in_as_one_step(
    qtbot: QtBot, page: IntakePage, book: Workbook, cohort: int
) -> None:
    read(qtbot, page, FIA)
    assert page.accept.accessibleName() == "Bring in 19 people"
    assert "Federal Investigation Agency" in page.one.proposals.agency.text()
    assert page.one.proposals.sex.text().startswith("All are women")
    assert "header in rows 6–7" in plain(page.subtitle.text())
    assert page.one.proposals.nominate.currentData() == cohort
    assert page.one.tiles[Outcome.NEW].accessibleName() == "New: 19"
    assert people.person_rows(book) == ()
    page.accept.click()
    settled(qtbot, page)
    assert len(cohorts.enrolment_rows(book, cohort_id=cohort)) == 19
    assert len(book.backups()) == 1
    assert page.title.text() == "fia-nominations.xlsx"
    assert page.accept.isHidden()
    book.undo()
    assert people.person_rows(book) == ()


def test_a_file_dropped_on_the_window_is_read(qtbot: QtBot, page: IntakePage, at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("overview")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(FIA))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    at_work.window.dropEvent(event)
    settled(qtbot, page)
    assert at_work.workspace.current == "intake"
    assert page.one.model.rowCount() == 19


def test_what_the_letterhead_proposes_can_be_refused(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    read(qtbot, page, FIA)
    page.one.proposals.agency.setChecked(False)
    page.accept.click()
    settled(qtbot, page)
    assert {row.agency for row in people.person_rows(book)} == {""}


def test_the_same_file_again_says_when_and_brings_nothing(qtbot: QtBot, page: IntakePage) -> None:
    read(qtbot, page, FIA)
    page.accept.click()
    settled(qtbot, page)
    read(qtbot, page, FIA)
    assert page.accept.accessibleName() == "Nothing to bring in"
    assert not page.accept.isEnabled()
    assert page.one.notes.count() >= 1


def test_a_change_names_old_new_and_cell(qtbot: QtBot, page: IntakePage, book: Workbook) -> None:
    add(book, "Sana Jibraan", phone="03001111111", national_id="54530-2123863-6")
    page.read_pasted(
        [["Name", "CNIC", "Mobile"], ["Sana Jibraan", "54530-2123863-6", "03072222222"]]
    )
    row = page.one.model.rows()[0]
    assert row.outcome is Outcome.CHANGED
    assert plain(row.what) == "Phone: 03001111111 → 03072222222"
    labels = [plain(child.text()) for child in page.one.panel.findChildren(type(page.title))]
    assert "Phone  ·  C2" in labels
    assert "03001111111 → 03072222222" in labels


def test_a_change_reads_from_old_to_new_in_any_script(page: IntakePage, book: Workbook) -> None:
    add(book, "Sana Jibraan", phone="03001111111")
    page.read_pasted([["Name", "Mobile", "نام"], ["Sana Jibraan", "03001111111", "ثناء جبران"]])
    (row,) = page.one.model.rows()
    assert row.what.endswith("\u2066\u2068–\u2069 → \u2068ثناء جبران\u2069\u2069")


def test_a_tile_filters_the_rows(qtbot: QtBot, page: IntakePage, book: Workbook) -> None:
    add(book, "Sana Jibraan")
    page.read_pasted([["Sana Jibraan"], ["Hina Raza"]])
    page.one.tiles[Outcome.NEW].click()
    assert [row.name for row in page.one.model.rows()] == ["Hina Raza"]
    page.one.tiles[Outcome.NEW].click()
    assert page.one.model.rowCount() == 2


def test_a_doubtful_row_is_settled_in_place_by_the_keyboard(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    her = add(book, "Sana Jibraan")
    page.read_pasted([["Sana Jibraan", "0307-7625740"]])
    assert page.accept.accessibleName() == "Keep for later"
    qtbot.keyClick(page.one.table, Qt.Key.Key_Return)
    assert page.one.panel.options[0].text() == "It is Sana Jibraan"
    qtbot.keyClick(page.one.panel.options[0], Qt.Key.Key_Space)
    assert page.one.model.rows()[0].outcome is Outcome.CHANGED
    page.accept.click()
    settled(qtbot, page)
    assert people.reveal(book, person_id=her).phone == "03077625740"
    assert intake.waiting_rows(book) == ()


def test_a_row_that_may_be_another_row_is_settled_as_her_by_the_keyboard(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    page.read_pasted(
        [
            ["Name", "CNIC", "Mobile", "Rank"],
            ["Sana Jibraan", "54530-2123863-6", "0307-7625740", ""],
            ["Jibraan Sana", "", "0307-7625740", "DSP"],
        ]
    )
    assert page.one.table.currentIndex().row() == 1, "the doubtful row is shown first"
    qtbot.keyClick(page.one.table, Qt.Key.Key_Return)
    choice = page.one.panel.options[0]
    assert choice.text() == "It is Sana Jibraan"
    assert choice.toolTip() == "Row 2 of this list: same phone, same name"
    qtbot.keyClick(choice, Qt.Key.Key_Space)
    row = page.one.model.rows()[1]
    assert (row.outcome, plain(row.what)) == (Outcome.CHANGED, "Rank: – → DSP")
    assert page.one.panel.options[0].text().startswith("✓")
    page.accept.click()
    settled(qtbot, page)
    assert [(one.name, one.rank) for one in people.person_rows(book)] == [("Sana Jibraan", "DSP")]
    book.undo()
    assert people.person_rows(book) == ()


def test_a_doubtful_row_can_be_somebody_new_or_be_left_waiting(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    add(book, "Sana Jibraan")
    page.read_pasted([["Sana Jibraan", "0307-7625740"]])
    page.one.decide(None)
    assert page.accept.accessibleName() == "Bring in 1 person"
    page.one.decide("leave")
    page.accept.click()
    settled(qtbot, page)
    assert len(people.person_rows(book)) == 1
    assert len(intake.waiting_rows(book)) == 1


def test_a_preview_left_open_follows_the_workbook(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    page.read_pasted([["Sana Jibraan"]])
    assert page.one.model.rows()[0].outcome is Outcome.NEW
    page.ctx.perform(lambda: people.create_person(book, name_latin="Sana Jibraan").changes)
    assert page.one.model.rows()[0].outcome is Outcome.NEEDS_YOU


def test_a_file_given_out_and_edited_brings_in_that_edit_alone(
    qtbot: QtBot, page: IntakePage, book: Workbook, tmp_path: Path
) -> None:
    add(book, "Sana Jibraan", rank="ASI")
    add(book, "Hina Raza", rank="ASI")
    path = tmp_path / "people.xlsx"
    export.export_cohort(book, path)
    read(qtbot, page, path)
    assert page.accept.accessibleName() == "Nothing to bring in"
    sheets = load_workbook(path)
    every = (row for sheet in sheets.worksheets for row in sheet.iter_rows())
    cells = [cell for row in every for cell in row if cell.value == "ASI"]
    cells[0].value = "Inspector"
    sheets.save(path)
    read(qtbot, page, path)
    page.one.tiles[Outcome.CHANGED].click()
    assert [plain(row.what) for row in page.one.model.rows()] == ["Rank: ASI → Inspector"]
    assert page.one.model.rows()[0].name in ("Sana Jibraan", "Hina Raza")
    assert page.accept.accessibleName() == "Bring in 1 row"
    page.accept.click()
    settled(qtbot, page)
    ranks = {row.rank for row in people.person_rows(book)}
    assert ranks == {"ASI", "Inspector"}


def test_a_sheet_that_comes_again_is_asked_about_on_the_page(
    qtbot: QtBot, page: IntakePage, book: Workbook, tmp_path: Path
) -> None:
    her = add(book, "Sana Jibraan", rank="ASI")
    path = tmp_path / "people.xlsx"
    export.export_cohort(book, path)

    def write(old: str, new: str) -> None:
        sheets = load_workbook(path)
        every = (row for sheet in sheets.worksheets for row in sheet.iter_rows())
        next(cell for row in every for cell in row if cell.value == old).value = new
        sheets.save(path)
        read(qtbot, page, path)

    write("ASI", "Inspector")
    assert page.one.questions.isHidden()
    page.accept.click()
    settled(qtbot, page)
    write("Inspector", "ASP")
    assert page.one.questions.isVisible()
    QCoreApplication.processEvents()
    newer, other = (
        one for one in page.one.questions.findChildren(QRadioButton) if not one.isHidden()
    )
    assert not newer.isChecked()
    assert not other.isChecked()
    page.window().activateWindow()
    newer.setFocus()
    newer.click()
    assert page.files[0].newer is True
    assert page.window().focusWidget() is newer, "the arrow keys go on from the answer"
    assert page.one.questions.isVisible(), "it can still be answered otherwise"
    page.accept.click()
    settled(qtbot, page)
    assert people.person_rows(book)[0].rank == "ASP"
    assert people.person_rows(book)[0].id == her
    assert page.ctx.count_open().total == 0


def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    qtbot: QtBot, page: IntakePage, tmp_path: Path
) -> None:
    path = tmp_path / "menu.csv"
    path.write_text("Soup,Bread\n1,2\n", "utf-8")
    read(qtbot, page, path)
    assert page.title.text() == "menu.csv"
    texts = [child.text() for child in page.message.findChildren(type(page.title))]
    assert any("No list of people" in text for text in texts)


def test_a_sealed_list_asks_for_its_password_on_the_page(
    qtbot: QtBot, page: IntakePage, tmp_path: Path
) -> None:
    path = tmp_path / "sealed.xlsx"
    path.write_bytes(seal(FIA.read_bytes(), "lake"))
    read(qtbot, page, path)
    assert page.one.lock.isVisible()
    assert page.one.password.hasFocus() or not page.window().isActiveWindow()
    assert not page.accept.isEnabled()
    page.one.password.setText("pond")
    assert page.one.wrong.isHidden()
    qtbot.keyClick(page.one.password, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert page.one.lock.isVisible()
    assert page.one.wrong.isVisible()
    assert "does not open this file" in page.one.wrong.text()
    page.one.password.setText("lake")
    page.one.open.click()
    settled(qtbot, page)
    assert page.one.lock.isHidden()
    assert page.one.model.rowCount() == 19


def drop(at_work: App, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at_work.window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two lists, two with one password, one that is no list, and what Excel leaves beside one."""
    made = tmp_path / "from the stick"
    made.mkdir()
    lists = {
        "a.csv": "Name,Mobile\nSana Jibraan,0300-1112221\nHina Raza,0300-1112222\n",
        "b.csv": "Name,Mobile\nPalwasha Malik,0300-1112223\n",
        "menu.csv": "Soup,Bread\n1,2\n",
        "~$b.csv": "lock",
    }
    for name, text in lists.items():
        (made / name).write_text(text, "utf-8")
    for name in ("fia.xlsx", "fia again.xlsx"):
        (made / name).write_bytes(seal(FIA.read_bytes(), "lake"))
    return made


def test_a_folder_dropped_stands_in_one_preview_and_is_taken_in_at_once(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, folder: Path
) -> None:
    drop(at_work, folder)
    settled(qtbot, page)
    assert [file.name for file in page.files] == [
        "a.csv",
        "b.csv",
        "fia again.xlsx",
        "fia.xlsx",
        "menu.csv",
    ]
    assert page.title.text() == "5 files"
    assert page.subtitle.text() == "2 ready · 2 need their password · 1 cannot be taken in"
    assert page.accept.accessibleName() == "Take in 2 files"
    assert people.person_rows(book) == ()
    page.accept.click()
    settled(qtbot, page)
    assert {row.name for row in people.person_rows(book)} == {
        "Sana Jibraan",
        "Hina Raza",
        "Palwasha Malik",
    }
    assert [file.name for file in page.files] == ["fia again.xlsx", "fia.xlsx", "menu.csv"]


def test_one_password_opens_every_file_it_fits(
    qtbot: QtBot, page: IntakePage, at_work: App, folder: Path
) -> None:
    drop(at_work, folder)
    settled(qtbot, page)
    page.queue.show_key(id(page.files[3]))
    assert page.one.lock.isVisible()
    page.one.password.setText("lake")
    page.one.open.click()
    settled(qtbot, page)
    assert [file.state for file in page.files if file.name.startswith("fia")] == [State.READY] * 2


def test_each_file_of_several_is_undone_alone(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, folder: Path
) -> None:
    drop(at_work, folder / "a.csv", folder / "b.csv")
    settled(qtbot, page)
    page.accept.click()
    settled(qtbot, page)
    report = page.message.findChild(Report)
    assert report is not None
    first, second = (card.undo for card in report.cards)
    assert first is not None
    assert second is not None
    assert [first.accessibleName(), second.accessibleName()] == ["Undo a.csv", "Undo b.csv"]
    first.click()
    assert [row.name for row in people.person_rows(book)] == ["Palwasha Malik"]
    assert first.isHidden()
    assert second.isVisible()


def test_a_file_that_would_do_something_else_by_now_is_looked_at_again(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, folder: Path
) -> None:
    (folder / "b.csv").write_text("Name,Rank\nSana Jibraan,ASI\n", "utf-8")
    drop(at_work, folder / "a.csv", folder / "b.csv")
    settled(qtbot, page)
    assert page.accept.accessibleName() == "Take in 2 files"
    page.accept.click()
    settled(qtbot, page)
    assert len(people.person_rows(book)) == 2
    assert [file.name for file in page.files] == ["b.csv"]
    report = page.message.findChild(Report)
    assert report is not None
    report.first.click()
    settled(qtbot, page)
    assert page.one.model.rows()[0].outcome is Outcome.NEEDS_YOU


def test_a_name_that_an_earlier_file_brought_holds_up_no_later_one(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, cohort: int, tmp_path: Path
) -> None:
    people_here = {
        "بشریٰ بی بی": ("Bushra Bibi", "03001112221"),
        "سعدیہ آفریدی": ("Sadia Afridi", "03001112222"),
    }
    for native, (_name, phone) in people_here.items():
        made = people.create_person(book, name_native=native, phone=phone)
        cohorts.nominate(book, cohort_id=cohort, person_ids=[made.id])
    result = tmp_path / "results.csv"
    lines = [f"{name},{phone},M-1,Passed" for name, phone in people_here.values()]
    result.write_text("\n".join(["Learner,Mobile,Course code,Status", *lines]), "utf-8")
    marks = tmp_path / "test.csv"
    lines = [f"{name},{20 + n}" for n, (name, _phone) in enumerate(people_here.values())]
    marks.write_text("\n".join(["Name,Pre-test (out of 50)", *lines]), "utf-8")
    drop(at_work, result, marks)
    settled(qtbot, page)
    assert page.accept.accessibleName() == "Take in 2 files"
    page.accept.click()
    settled(qtbot, page)
    assert page.files == [], "both were taken in"
    assert {row.name for row in people.person_rows(book)} == {"Bushra Bibi", "Sadia Afridi"}


def test_files_not_taken_in_are_still_there_when_the_workbook_is_opened_again(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, folder: Path
) -> None:
    drop(at_work, folder / "a.csv", folder / "b.csv")
    settled(qtbot, page)
    at_work.close_book()
    for file in at_work.settings.path.parent.glob("*.json"):
        assert "a.csv" not in file.read_text("utf-8")
    with Workbook.open(book.path, passphrase=PASSWORD) as again:
        at_work.show_book(again, "Amina Farooq")
        assert at_work.workspace is not None
        at_work.workspace.show_page("intake")
        shown = at_work.workspace.pages["intake"]
        assert isinstance(shown, IntakePage)
        texts = [child.text() for child in shown.message.findChildren(QLabel)]
        assert "2 files were not taken in yet" in texts
        look = next(
            child
            for child in shown.message.findChildren(QPushButton)
            if child.text() == "Look at them"
        )
        look.click()
        settled(qtbot, shown)
        assert shown.accept.accessibleName() == "Take in 2 files"
        shown.cancel.click()
        assert kept(again) == []
        at_work.close_book()


def test_a_file_dropped_during_other_work_is_read_after_it(
    qtbot: QtBot, page: IntakePage, at_work: App, folder: Path
) -> None:
    drop(at_work, folder / "a.csv")
    drop(at_work, folder / "b.csv")
    settled(qtbot, page)
    qtbot.waitUntil(lambda: len(page.files) == 2)
    settled(qtbot, page)
    assert all(file.state is State.READY for file in page.files)


def test_an_empty_folder_is_said_to_be_one(
    qtbot: QtBot, page: IntakePage, at_work: App, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    drop(at_work, empty)
    texts = [child.text() for child in page.message.findChildren(QLabel)]
    assert "There is no spreadsheet in this folder." in texts


def test_the_folders_of_offices_in_a_folder_are_looked_at_too(
    qtbot: QtBot, page: IntakePage, at_work: App, folder: Path
) -> None:
    for office in ("Karachi", "Lahore", ".trash"):
        (folder / office).mkdir()
        (folder / "b.csv").rename(folder / office / "b.csv")
        (folder / "b.csv").write_text("Name,Mobile\nZara Khan,0300-1112229\n", "utf-8")
    drop(at_work, folder)
    settled(qtbot, page)
    names = [file.name for file in page.files]
    assert names[-2:] == ["Karachi/b.csv", "Lahore/b.csv"]
    assert not any("trash" in name for name in names)


def test_pasting_on_the_page_shows_the_people(qtbot: QtBot, page: IntakePage) -> None:
    QApplication.clipboard().setText("1. Sana Jibraan, ASI\n2. Hina Raza, Inspector")
    page.paste()
    assert [row.name for row in page.one.model.rows()] == ["Sana Jibraan", "Hina Raza"]


def test_putting_the_list_away_changes_nothing(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    page.read_pasted([["Sana Jibraan"]])
    page.cancel.click()
    assert page.title.text() == "Bring in a list"
    assert people.person_rows(book) == ()


def test_their_own_file_comes_back_with_what_became_of_each_row(
    qtbot: QtBot, page: IntakePage, answers: Any, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.xlsx"
    theirs.write_bytes(FIA.read_bytes())
    read(qtbot, page, theirs)
    page.accept.click()
    settled(qtbot, page)
    report = page.message.findChild(Report)
    assert report is not None
    answers.files = [tmp_path / "theirs - result.xlsx"]
    (card,) = report.cards
    card.save_copy()
    settled(qtbot, page)
    sheet = load_workbook(answers.files[0]).worksheets[0]
    said = [cell.value for row in sheet.iter_rows() for cell in row if cell.value == "New"]
    assert len(said) == 19
    card.take_back()
    assert card.copy is not None
    assert card.copy.isHidden(), "what was undone has no results"


def test_a_copy_of_a_file_that_is_gone_is_refused_in_a_sentence(
    qtbot: QtBot, page: IntakePage, answers: Any, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.xlsx"
    theirs.write_bytes(FIA.read_bytes())
    read(qtbot, page, theirs)
    page.accept.click()
    settled(qtbot, page)
    report = page.message.findChild(Report)
    assert report is not None
    theirs.unlink()
    answers.files = [tmp_path / "copy.xlsx"]
    report.cards[0].save_copy()
    settled(qtbot, page)
    assert "no longer where it was" in answers.errors[0]
    assert not answers.files[0].exists()


def test_a_template_is_saved_in_the_language_that_was_chosen(
    page: IntakePage, answers: Any, tmp_path: Path
) -> None:
    offered = page.message.findChild(TemplateButton)
    assert offered is not None
    names = [action.text() for action in offered.languages]
    assert names == ["English", "اردو", "دری", "پښتو", "العربية", "বাংলা", "Français"]
    assert sorted(LANGUAGES) == sorted(template.LANGUAGES)
    answers.files = [tmp_path / "template.xlsx"]
    offered.languages[1].trigger()
    sheet = load_workbook(answers.files[0]).worksheets[0]
    assert sheet.sheet_view.rightToLeft


def test_what_is_kept_of_senders_is_listed_and_can_be_forgotten(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    assert page.message.findChildren(KeptReadings)[-1].isHidden()
    for name in ("FIA", "FIA reserve"):
        said = intake.read_list(FIA, correction=Correction(fields={1: "name_latin"}))
        assert isinstance(said, ForeignList)
        mappings.remember(book, said, name)
    page.leave()
    kept_readings = page.message.findChildren(KeptReadings)[-1]
    texts = [plain(label.text()) for label in kept_readings.findChildren(QLabel)]
    assert "FIA reserve" in texts
    assert "Federal Investigation Agency · Nominations · 1 column" in texts
    kept_readings.forgets[0].click()
    assert [one.name for one in mappings.saved(book)] == ["FIA"]
    kept_readings.forgets[0].click()
    assert kept_readings.isHidden()


def test_a_row_that_an_earlier_list_settled_says_so_and_can_be_settled_otherwise(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    add(book, "Sana Jibraan")
    header = ["Name", "Father's name", "Mobile"]
    page.read_pasted([header, ["Sana Jibraan", "Rizwan Ahmed", "0307-7625740"]])
    page.one.decide(None)
    page.accept.click()
    settled(qtbot, page)
    page.read_pasted([header, ["Sana Jibraan", "Rizwan Ahmed", "0307-7625799"]])
    (row,) = page.one.model.rows()
    assert row.outcome is Outcome.CHANGED
    assert row.settled
    assert row.reasons == ("As you chose when she was listed so before.",)
    chosen = [option.text() for option in page.one.panel.options]
    assert chosen[0].startswith("✓") or chosen[1].startswith("✓")
    older = next(one for one in row.candidates if one.person != row.chosen)
    page.one.decide(older.person)
    (row,) = page.one.model.rows()
    assert (row.decided, row.settled, row.chosen) == (True, False, older.person)
    assert page.one.panel.options[-1].text() == "As you chose before"
    page.one.decide("leave")
    assert page.one.model.rows()[0].settled


def test_people_of_one_row_have_its_number(page: IntakePage) -> None:
    two = "1. Sana Jibraan\n2. Hina Raza"
    page.read_pasted([["Name", "Rank"], [two, "ASI"], ["Uzma Ahmed", "Inspector"]])
    assert [row.label for row in page.one.model.rows()] == ["2", "2", "3"]


def test_the_rows_keep_qts_rules(qtmodeltester: Any, qtbot: QtBot, page: IntakePage) -> None:
    page.read_pasted([["Sana Jibraan"], ["Hina Raza"]])
    qtmodeltester.check(page.one.model)


def test_a_report_says_what_was_undone_elsewhere_and_done_again(
    qtbot: QtBot, page: IntakePage, at_work: App
) -> None:
    read(qtbot, page, FIA)
    page.accept.click()
    settled(qtbot, page)
    report = page.message.findChild(Report)
    assert report is not None
    (card,) = report.cards
    assert card.undo is not None
    assert at_work.workspace is not None
    at_work.workspace.undo()
    assert card.undo.isHidden()
    assert "This was undone" in card.undone.label.text()
    assert card.undone.isVisible()
    at_work.workspace.redo()
    assert card.undo.isVisible()
    assert card.undone.isHidden()


def test_what_was_answered_is_not_lost_unasked(
    qtbot: QtBot, page: IntakePage, book: Workbook, answers: Any
) -> None:
    add(book, "Sana Jibraan")
    page.read_pasted([["Sana Jibraan", "0307-7625740"]])
    qtbot.keyClick(page.one.table, Qt.Key.Key_Escape)
    assert answers.asked == [], "nothing was answered yet"
    page.read_pasted([["Sana Jibraan", "0307-7625740"]])
    page.one.decide(None)
    answers.yes = False
    qtbot.keyClick(page.one.table, Qt.Key.Key_Escape)
    assert answers.asked == ["Put this away?"]
    assert page.one.model.rows()[0].outcome is Outcome.NEW
    answers.yes = True
    page.cancel.click()
    assert page.files == []


def test_the_lists_of_a_folder_stand_in_the_order_in_which_they_are_taken_in(
    qtbot: QtBot, page: IntakePage, at_work: App, tmp_path: Path
) -> None:
    made = tmp_path / "from the stick"
    made.mkdir()
    lists = {
        "a results.csv": "Learner,Mobile,Course code,Status\n"
        "Sana Jibraan,0300-1112221,M-1,Passed\n",
        "b meeting.csv": "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        "Sana Jibraan,u@example.org,11/02/2020 09:00:00 AM,11/02/2020 12:00:00 PM,180\n",
        "c people.csv": "Name,Mobile\nSana Jibraan,0300-1112221\nHina Raza,0300-1112222\n",
    }
    for name, text in lists.items():
        (made / name).write_text(text, "utf-8")
    drop(at_work, made)
    settled(qtbot, page)
    names = [file.name for file in page.files]
    assert names == ["c people.csv", "a results.csv", "b meeting.csv"]
    assert page.one.file is page.files[0]
    assert page.subtitle.text() == "2 ready · 1 to look through"


def test_a_password_typed_while_files_are_read_is_tried_after_it(
    qtbot: QtBot, page: IntakePage, at_work: App, folder: Path
) -> None:
    drop(at_work, folder / "fia.xlsx")
    settled(qtbot, page)
    drop(at_work, folder / "a.csv")
    page.one.password.setText("lake")
    page.one.open.click()
    qtbot.waitUntil(lambda: len(page.files) == 2, timeout=PATIENCE)
    settled(qtbot, page)
    assert [file.state for file in page.files] == [State.READY] * 2


def test_an_answer_given_while_files_are_read_counts(
    qtbot: QtBot, page: IntakePage, at_work: App, book: Workbook, folder: Path
) -> None:
    read(qtbot, page, FIA)
    drop(at_work, folder / "a.csv")
    page.one.proposals.agency.click()
    settled(qtbot, page)
    page.accept.click()
    settled(qtbot, page)
    assert {row.agency for row in people.person_rows(book)} == {""}


def long_list(names: int) -> list[list[str]]:
    """People with cards of their own; of rows 3, 5 and 900 it may be that of "Sana Jibraan"."""
    rows = [["Name", "CNIC", "Rank"]]
    for n in range(names):
        name = "".join(("ba", "ko", "di", "fu", "ge")[n // 5**place % 5] for place in range(5))
        rows.append([f"Uzma {name.title()}", f"35202-{1000000 + n}-1", "ASI"])
    for row, slip in ((3, "54530-2123836-6"), (5, "54530-2123863-5"), (900, "54530-2123868-6")):
        rows[row - 1][:2] = ["Sana Jibraan", slip]
    return rows


def test_a_long_list_is_planned_beside_the_window_when_it_is_answered(
    qtbot: QtBot, page: IntakePage, book: Workbook
) -> None:
    add(book, "Sana Jibraan", national_id="54530-2123863-6")
    page.read_pasted(long_list(AT_ONCE + 50))
    settled(qtbot, page)
    one = page.one
    assert one.tiles[Outcome.NEEDS_YOU].accessibleName() == "Needs you: 3"
    assert one.table.current_key() == one.model.key_at(1)
    one.decide(None)
    assert one.model.rows()[1].outcome is Outcome.NEEDS_YOU, "it is being planned"
    assert not page.accept.isEnabled()
    assert one.table.current_key() == one.model.key_at(3), "the next one is asked at once"
    her = one.panel.options[0]
    her.show()  # as the next turn of events does
    qtbot.keyClick(one.table, Qt.Key.Key_Return)
    assert page.window().focusWidget() is her
    qtbot.waitUntil(lambda: one.model.rows()[1].outcome is Outcome.NEW, timeout=PATIENCE)
    assert one.panel.options[0] is her, "what did not change is not made anew"
    assert page.window().focusWidget() is her
    qtbot.keyClick(one.panel.options[1], Qt.Key.Key_Space)
    assert one.table.current_key() == one.model.key_at(898)
    place = one.table.verticalScrollBar().value()
    assert place > 0
    one.decide(None)
    assert one.panel.options[1].text().startswith("✓"), "an answer counts at once"
    qtbot.waitUntil(page.accept.isEnabled, timeout=PATIENCE)
    assert one.tiles[Outcome.NEEDS_YOU].accessibleName() == "Needs you: 0"
    assert one.table.current_key() == one.model.key_at(898)
    assert one.table.verticalScrollBar().value() == place
    assert page.window().focusWidget() is one.table


def test_the_cursor_is_in_the_rows_once_a_file_is_opened(
    qtbot: QtBot, page: IntakePage, folder: Path
) -> None:
    page.window().activateWindow()
    read(qtbot, page, folder / "fia.xlsx")
    assert page.subtitle.text() == "Needs its password"
    assert page.accept.isHidden(), "the password has a button of its own"
    page.one.password.setText("lake")
    page.one.open.setFocus()
    page.one.open.click()
    settled(qtbot, page)
    assert page.window().focusWidget() is page.one.table


def test_people_in_columns_are_told_by_their_letters(page: IntakePage, book: Workbook) -> None:
    add(book, "Sana Jibraan")
    names = ["Name", "Sana Jibraan", "Hina Raza", "Uzma Ahmed", "Palwasha Malik", "Iqra Khan"]
    phones = ["Mobile", *(f"0300-111222{n}" for n in range(5))]
    page.read_pasted([names, phones])
    assert "header in column A" in page.subtitle.text()
    texts = [plain(label.text()) for label in page.one.panel.findChildren(QLabel)]
    assert any(text.startswith("Sheet “Pasted”, column B") for text in texts)


def test_values_of_several_scripts_stand_in_their_order(page: IntakePage) -> None:
    page.read_pasted([["Name", "نام", "Rank"], ["Sana Jibraan", "ثناء جبران", "ASI"]])
    (row,) = page.one.model.rows()
    assert row.what == "\u2068ثناء جبران\u2069 · \u2068ASI\u2069"


def test_nothing_asked_of_a_file_is_cut_in_a_narrow_window(qtbot: QtBot, page: IntakePage) -> None:
    read(qtbot, page, FIA)
    for width in (1024, 1100, 1366):
        page.window().resize(width, 700)
        QApplication.processEvents()
        for box in (
            page.one.proposals.agency,
            page.one.proposals.sex,
            page.one.proposals.nominate_label,
        ):
            assert box.width() >= box.sizeHint().width(), (width, box.text())
