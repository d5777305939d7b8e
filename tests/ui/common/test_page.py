from typing import ClassVar

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.page import Page
from workbook.domain.people import PERSON
from workbook.errors import SaveError
from workbook.storage.changing import Changes


class Counted(Page):
    """Counts how often it reads."""

    kinds: ClassVar[frozenset[str]] = frozenset({PERSON.name})
    reads = 0

    def reload(self) -> None:
        self.reads += 1


@pytest.fixture
def page(qtbot: QtBot, at_work: App) -> Counted:
    assert at_work.ctx is not None
    made = Counted(at_work.ctx, "People")
    qtbot.addWidget(made)
    return made


def test_a_page_reads_when_it_is_shown_and_not_before(page: Counted) -> None:
    assert page.reads == 0
    page.show()
    assert page.reads == 1


def test_a_visible_page_reads_again_after_a_change_that_concerns_it(page: Counted) -> None:
    page.show()
    page.ctx.bus.tell(frozenset({"certificate"}))
    assert page.reads == 1
    page.ctx.bus.tell(frozenset({PERSON.name}))
    assert page.reads == 2


def test_a_hidden_page_reads_once_however_much_has_changed(page: Counted) -> None:
    page.show()
    page.hide()
    page.ctx.bus.tell(frozenset({PERSON.name}))
    page.ctx.bus.tell(frozenset({PERSON.name}))
    assert page.reads == 1
    page.show()
    assert page.reads == 2


def test_another_cohort_concerns_every_page(page: Counted) -> None:
    page.show()
    page.ctx.choose_cohort(7)
    assert page.reads == 2


def test_an_action_tells_the_pages_and_offers_undo(page: Counted, at_work: App) -> None:
    page.show()

    def add() -> Changes:
        with page.ctx.book.changing("Add a person") as change:
            change.create(PERSON, name_latin="Sana Ahmed")
        return change.summary

    page.ctx.perform(add, "One person added.")
    assert page.reads == 2
    toast = at_work.window.toast
    assert toast.label.text() == "One person added."
    toast.undo.click()
    assert page.reads == 3
    assert not page.ctx.book.can_undo


def test_an_action_that_cannot_be_saved_leaves_the_page_alone(page: Counted, at_work: App) -> None:
    page.show()

    def fail() -> Changes:
        raise SaveError("The disk is full. Your last change is still on the screen.")

    assert page.ctx.perform(fail, "Done.") is None
    assert page.reads == 1
    assert at_work.window.toast.isHidden()
