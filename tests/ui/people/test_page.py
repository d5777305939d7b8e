"""People: found, filtered, added, edited, pasted, copied."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.people.page import PeoplePage
from workbook.domain.people import PERSON, Sex
from workbook.services import cohorts, experts, people
from workbook.storage.book import Workbook


@pytest.fixture
def page(book: Workbook, at_work: App) -> PeoplePage:
    agency = people.create_agency(book, name="Federal Agency", short_name="FA").id
    people.create_person(
        book,
        name_latin="Sana Jibraan",
        name_native="ثناء جبران",
        agency_id=agency,
        phone="0307-7625740",
        national_id="54530-2123863-6",
        rank="ASI",
    )
    people.create_person(book, name_latin="Hina Raza", rank="Inspector")
    with book.changing("Walk in") as change:
        change.create(PERSON, name_latin="Noor Khan", provisional=True)
    assert at_work.workspace is not None
    at_work.workspace.show_page("people")
    made = at_work.workspace.pages["people"]
    assert isinstance(made, PeoplePage)
    return made


def names(page: PeoplePage) -> list[str]:
    return [row.name for row in page.model.rows()]


def open_first(qtbot: QtBot, page: PeoplePage, name: str) -> None:
    place = names(page).index(name)
    page.table.setCurrentIndex(page.model.index(place, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)


@pytest.mark.parametrize("typed", ["sanna jibran", "ثناء", "03077625740"])
def test_a_person_is_found_in_any_spelling_and_either_script(page: PeoplePage, typed: str) -> None:
    page.search(typed)
    assert names(page) == ["Sana Jibraan"]


def test_the_agency_filter_shows_its_people(page: PeoplePage) -> None:
    page.agency.setCurrentIndex(1)
    assert names(page) == ["Sana Jibraan"]
    assert page.subtitle.text() == "1 of 3 people"


def test_who_came_without_nomination_is_told_apart(page: PeoplePage) -> None:
    page.which.setCurrentIndex(2)
    assert names(page) == ["Noor Khan"]
    state = next(c for c in page.model.columns if c.key == "state")
    assert state.text(page.model.rows()[0]) == "Came without nomination"


def test_phone_and_card_stay_masked_until_the_eye_is_pressed(
    qtbot: QtBot, page: PeoplePage
) -> None:
    shown = "\n".join(
        column.text(row) for row in page.model.rows() for column in page.model.columns
    )
    assert "7625740" not in shown
    assert "2123863" not in shown
    open_first(qtbot, page, "Sana Jibraan")
    assert "7625740" not in page.form.phone.text()
    assert page.form.eye is not None
    page.form.eye.click()
    assert page.form.phone.text() == "03077625740"
    assert page.form.card.text() == "54530-2123863-6"


def test_saving_without_the_eye_keeps_what_is_masked(
    qtbot: QtBot, page: PeoplePage, book: Workbook
) -> None:
    open_first(qtbot, page, "Sana Jibraan")
    key = page.model.rows()[names(page).index("Sana Jibraan")].id
    page.form.rank.setEditText("Inspector")
    page.form.save()
    assert people.reveal(book, person_id=key).phone == "03077625740"
    assert page.form.isHidden()
    assert {row.rank for row in page.model.rows() if row.id == key} == {"Inspector"}


def test_a_person_is_added_by_the_keyboard(qtbot: QtBot, page: PeoplePage) -> None:
    page.add.click()
    qtbot.keyClicks(page.form.name, "Uzma Ahmed")
    page.form.sex.setCurrentIndex(1)
    qtbot.keyClick(page.form.name, Qt.Key.Key_Return)
    row = next(row for row in page.model.rows() if row.name == "Uzma Ahmed")
    assert row.sex == Sex.FEMALE
    assert page.table.hasFocus()


def test_a_person_without_a_name_is_refused_and_stays_on_the_screen(
    page: PeoplePage, answers: Any
) -> None:
    page.add.click()
    page.form.rank.setEditText("Inspector")
    page.form.save()
    assert "needs a name" in answers.errors[0]
    assert not page.form.isHidden()
    assert page.form.rank.currentText() == "Inspector"


def test_an_agency_is_added_from_the_form(page: PeoplePage, answers: Any) -> None:
    page.add.click()
    answers.texts = ["Provincial Police"]
    page.form.agency.setCurrentIndex(page.form.agency.count() - 1)
    page.form.agency.activated.emit(page.form.agency.currentIndex())
    assert page.form.agency.currentText() == "Provincial Police"


def test_people_pasted_from_excel_are_looked_at_before_they_enter(
    qtbot: QtBot, page: PeoplePage, at_work: App, book: Workbook
) -> None:
    QApplication.clipboard().setText("Name\tMobile\nRabia Noor\t0300-1234567\nIqra Shah\t")
    qtbot.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert at_work.workspace is not None
    assert at_work.workspace.current == "intake"
    preview: Any = at_work.workspace.pages["intake"]
    assert preview.accept.accessibleName() == "Bring in 2 people"
    assert len(people.person_rows(book)) == 3
    preview.accept.click()
    qtbot.waitUntil(lambda: not at_work.jobs.busy)
    assert len(people.person_rows(book)) == 5
    at_work.workspace.undo()
    assert len(people.person_rows(book)) == 3


def test_rows_are_copied_as_excel_pastes_them(qtbot: QtBot, page: PeoplePage) -> None:
    page.table.selectRow(names(page).index("Hina Raza"))
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:2] == ["Name", "In own script"]
    assert lines[1].split("\t")[0] == "Hina Raza"


def test_another_page_can_ask_for_some_people(page: PeoplePage) -> None:
    rows = page.model.rows()
    page.show_detail(frozenset({rows[0].id}))
    assert len(names(page)) == 1
    assert not page.every.isHidden()
    page.every.click()
    assert len(names(page)) == 3


def test_no_text_and_no_header_is_cut(page: PeoplePage) -> None:
    header = page.table.horizontalHeader()
    for place in range(page.model.columnCount()):
        assert header.sectionSize(place) >= header.sectionSizeHint(place)
        assert page.table.columnWidth(place) >= page.table.sizeHintForColumn(place)


def test_a_native_name_stands_at_its_own_side_in_a_tall_row(page: PeoplePage) -> None:
    place = [column.key for column in page.model.columns].index("native")
    index = page.model.index(0, place)
    alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert page.table.rowHeight(0) >= 40


def test_experts_have_their_tab(qtbot: QtBot, page: PeoplePage, book: Workbook) -> None:
    page.tabs.setCurrentIndex(1)
    page.add.click()
    form = page.experts.form
    qtbot.keyClicks(form.fields["name_latin"], "Nadia Baloch")
    qtbot.keyClicks(form.fields["role"], "prosecutor")
    qtbot.keyClick(form.fields["role"], Qt.Key.Key_Return)
    assert [(row.name, row.role) for row in experts.expert_rows(book)] == [
        ("Nadia Baloch", "prosecutor")
    ]
    assert page.experts.model.rowCount() == 1


def test_people_are_put_forward_for_the_cohort(page: PeoplePage, book: Workbook) -> None:
    today = book.sources.today()
    made = cohorts.create_cohort(book, code="A", title="A", starts_on=today, ends_on=today)
    page.ctx.bus.tell(made.changes.kinds)
    page.table.selectAll()
    page.nominate.click()
    rows = cohorts.enrolment_rows(book, cohort_id=made.id)
    assert {row.state for row in rows} == {"nominated"}
    assert len(rows) == 3


def test_every_model_keeps_qts_rules(qtmodeltester: Any, page: PeoplePage) -> None:
    qtmodeltester.check(page.model)
    qtmodeltester.check(page.experts.model)
    assert page.table.indexAt(QPoint(5, 5)).isValid()


def test_a_form_outlasts_the_lock_and_the_end_of_the_program(
    qtbot: QtBot, page: PeoplePage, book: Workbook, at_work: App
) -> None:
    open_first(qtbot, page, "Hina Raza")
    key = page.form.row.id if page.form.row else 0
    page.form.remark.setPlainText("Prefers mornings")
    at_work.lock_now()
    assert page.form.remark.toPlainText() == ""
    assert page.form.name.text() == "Hina Raza", "what was not touched is no draft"
    assert at_work.lock is not None
    at_work.lock.screen.form.password.setText("four brave owls sing")
    at_work.lock.screen.form.go.click()
    qtbot.waitUntil(lambda: page.form.remark.toPlainText() == "Prefers mornings")
    page.ctx.drafts.keep()
    other = PeoplePage(page.ctx)
    qtbot.addWidget(other)
    other.reload()
    other.table.show_key(key)
    other.form.edit_person(next(r for r in other.model.rows() if r.id == key), other.table)
    assert other.form.remark.toPlainText() == "Prefers mornings"
    other.form.save()
    assert people.person_rows(book, search="Hina Raza")[0].remark == "Prefers mornings"
    page.form.edit_person(next(r for r in page.model.rows() if r.id == key), page.table)
    page.form.remark.setPlainText("Something else")
    page.form.close_panel()
    assert book.draft(f"person {key}/0") is None
