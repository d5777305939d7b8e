"""A program on real widgets and real files; only the person at the screen is played.

All people are invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ui.app import App, dress
from workbook.domain.cohort import ENROLMENT, enrolment_id
from workbook.domain.training import TRAINING, TRAINING_SESSION
from workbook.errors import WorkbookError
from workbook.services import attendance_sheets, cohorts, people
from workbook.settings import SettingsFile
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"


@dataclass
class Answers:
    """Plays the person: gives the answers prepared, and keeps what was said."""

    yes: bool = True
    texts: list[str | None] = field(default_factory=list)
    choice: int | None = 0
    files: list[Path] = field(default_factory=list)
    on_dialog: Callable[[QDialog], bool] | None = None
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def confirm(self, title: str, text: str, *, yes: str, danger: bool = False) -> bool:
        self.asked.append(title)
        return self.yes

    def text(self, title: str, label: str, *, value: str = "") -> str | None:
        return self.texts.pop(0)

    def password(self, title: str, label: str) -> str | None:
        return self.texts.pop(0)

    def choose(self, title: str, text: str, options: Sequence[str]) -> int | None:
        return self.choice

    def open_files(self, title: str, patterns: str, *, many: bool = False) -> list[Path]:
        return self.files

    def save_file(self, title: str, suggested: Path, patterns: str) -> Path | None:
        return self.files[0] if self.files else None

    def folder(self, title: str) -> Path | None:
        return self.files[0] if self.files else None

    def show_message(self, title: str, text: str) -> None:
        self.asked.append(text)

    def show_error(self, error: WorkbookError) -> None:
        self.errors.append(error.sentence)

    def show_crash(self, number: str, report: str) -> None:
        self.crashes.append(report)

    def run(self, dialog: QDialog) -> bool:
        assert self.on_dialog is not None
        return self.on_dialog(dialog)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen says this of every window that is shown."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, answers: Answers, tmp_path: Path) -> Iterator[App]:
    """The program before any workbook is open. A crash or an unasked-for error fails the test."""
    dress(qapp, "en")
    settings = SettingsFile(tmp_path / "settings.json")
    settings.settings.theme = "light"
    made = App(qapp, settings, ask=answers, log=tmp_path / "errors.log")
    yield made
    made.close_book()
    made.window.close_for_good()
    # Left alive, every window would be styled anew by each program that a later test makes.
    for gone in (made.window, made.theme):
        gone.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not answers.crashes


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Workbook]:
    """A new workbook of an invented office."""
    made = Workbook.create(
        tmp_path / "ISB.workbook",
        passphrase=PASSWORD,
        office_code="ISB",
        office_name="Islamabad field office",
        operator="Amina Farooq",
    )
    yield made
    made.close()


@pytest.fixture
def at_work(qtbot: QtBot, program: App, book: Workbook) -> App:
    """The program with `book` open and its pages shown."""
    program.show_book(book, "Amina Farooq")
    program.window.show()
    qtbot.waitExposed(program.window)
    return program


class Course(NamedTuple):
    """25 people of two agencies, numbered as on paper, and a week of ten half-days that is over.

    The second half-day is mandatory. The sheets of the five days are printed; nothing is marked.
    """

    book: Workbook
    cohort: int
    enrolments: list[int]
    sessions: list[int]
    codes: list[str]
    clock: SeededClock


MONDAY = date(2020, 11, 2)


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    clock = SeededClock(datetime(2020, 11, 9, 9, tzinfo=UTC))
    book = Workbook.create(
        tmp_path / "course.workbook",
        passphrase=PASSWORD,
        office_code="ISB",
        office_name="Islamabad field office",
        operator="Amina Farooq",
        sources=seeded(b"course", clock),
    )
    agencies = [
        people.create_agency(book, name=name, short_name=short).id
        for name, short in (("Federal Agency", "FA"), ("Provincial Police", "PP"))
    ]
    cohort = cohorts.create_cohort(
        book,
        code="INV-1",
        title="Investigation course",
        short_title="Week of November",
        starts_on=MONDAY,
        ends_on=MONDAY + timedelta(days=4),
    ).id
    with_native = {1: "زرمینہ خان", 18: "عظمیٰ احمد"}
    persons = [
        people.create_person(
            book,
            name_latin=f"Invented Officer {number:02}",
            name_native=with_native.get(number, ""),
            agency_id=agencies[number > 17],
        ).id
        for number in range(1, 26)
    ]
    with book.changing("Enrol and plan") as change:
        enrolments = [
            change.create(
                ENROLMENT,
                uuid=enrolment_id(change.uuid(cohort), change.uuid(person)),
                cohort=cohort,
                person=person,
                standing={"state": "enrolled", "state_on": "2020-10-20"},
            )
            for person in persons
        ]
        training = change.create(TRAINING, cohort=cohort, title="Week")
        sessions = [
            change.create(
                TRAINING_SESSION,
                training=training,
                title=f"Session {2 * day + half + 1}",
                slot={
                    "held_on": MONDAY + timedelta(days=day),
                    "starts_at": ("09:00", "13:30")[half],
                    "ends_at": ("12:30", "16:30")[half],
                },
                minutes=(210, 180)[half],
                mandatory=(day, half) == (0, 1),
                delivery="both",
                status={"state": "planned"},
            )
            for day in range(5)
            for half in range(2)
        ]
    codes = [
        attendance_sheets.sheet_for_day(
            book, cohort_id=cohort, day=MONDAY + timedelta(days=day)
        ).code
        for day in range(5)
    ]
    yield Course(book, cohort, enrolments, sessions, codes, clock)
    book.close()


@pytest.fixture
def at_course(qtbot: QtBot, program: App, course: Course) -> App:
    """The program with the course's workbook open."""
    program.show_book(course.book, "Amina Farooq")
    program.window.show()
    qtbot.waitExposed(program.window)
    program.window.activateWindow()
    return program
