"""The tests on a cohort's page: the gain in a card, the marks in place of the roster."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt

from ui.app import App
from ui.cohort.page import CohortPage
from workbook.domain.assessment import TEST, TEST_MARK


@pytest.fixture
def page(at_course: App) -> CohortPage:
    assert at_course.workspace is not None
    at_course.workspace.show_page("cohort")
    made = at_course.workspace.pages["cohort"]
    assert isinstance(made, CohortPage)
    return made


def enter(page: CohortPage) -> None:
    """Marks of two tests: 5 and 15 of 20 for the first, 10 and absent for the second."""
    page.reload()
    first, second = (row.id for row in page.roster[:2])
    with page.ctx.book.changing("Marks") as change:
        tests = [
            change.create(TEST, cohort=page.ctx.cohort_id, title=title, kind=kind, out_of=20)
            for title, kind in (("Pre-test", "pre"), ("Post-test", "post"))
        ]
        change.put(TEST_MARK, (tests[0], first), result={"marks": "5"})
        change.put(TEST_MARK, (tests[1], first), result={"marks": "15"})
        change.put(TEST_MARK, (tests[0], second), result={"marks": "10"})
        change.put(TEST_MARK, (tests[1], second), result={"absent": True})


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def test_a_cohort_without_tests_shows_none(page: CohortPage) -> None:
    assert page.tests_card.isHidden()


def test_the_card_tells_the_gain_and_of_how_many(page: CohortPage) -> None:
    enter(page)
    page.reload()
    assert not page.tests_card.isHidden()
    assert "of 1 who has them before and after: +50 points" in plain(page.tests_card.said.text())


def test_the_marks_stand_in_place_of_the_roster_and_go_again(page: CohortPage) -> None:
    enter(page)
    page.reload()
    page.tests_card.marks.click()
    assert page.marks is not None
    assert page.below.currentWidget() is page.marks
    model = page.marks.rows
    shown = [plain(str(model.index(0, n).data())) for n in range(model.columnCount())]
    assert shown[2:] == ["5", "15", "+50"]
    assert [plain(str(model.index(1, n).data())) for n in (2, 3, 4)] == ["10", "absent", ""]
    headers = [
        plain(str(model.headerData(n, Qt.Orientation.Horizontal)))
        for n in range(model.columnCount())
    ]
    assert headers[2:] == ["Pre-test (of 20)", "Post-test (of 20)", "Gain in points"]
    assert page.doing["enrol"].isHidden()
    page.tests_card.marks.click()
    assert page.marks is None
    assert page.below.currentWidget() is page.table
