"""A file that cannot be opened: the backups beside it are offered, and nothing is thrown away."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.unlock.screen import UnlockScreen
from workbook.domain.people import PERSON
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"


@pytest.fixture
def closed(book: Workbook) -> Path:
    """A workbook at rest with one person and a backup."""
    with book.changing("Add a person") as change:
        change.create(PERSON, name_latin="Sana Ahmed")
    book.close()
    return book.path


def unlock(qtbot: QtBot, program: App, path: Path) -> None:
    program.show_unlock(path)
    program.window.show()
    screen = program.window.screen_shown
    assert isinstance(screen, UnlockScreen)
    screen.form.submitted.emit(PASSWORD, False, "Amina Farooq")
    qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)


def damage(path: Path) -> bytes:
    whole = path.read_bytes()
    half = whole[: len(whole) // 2 + 100]
    path.write_bytes(half)
    return half


def test_a_damaged_file_is_put_aside_and_the_chosen_backup_opens(
    qtbot: QtBot, program: App, closed: Path
) -> None:
    half = damage(closed)
    unlock(qtbot, program, closed)
    qtbot.waitUntil(lambda: program.ctx is not None, timeout=20_000)
    assert program.ctx is not None
    with program.ctx.book.reading() as db:
        names = db.exec_driver_sql("SELECT name_latin FROM person").scalars().all()
    assert names == ["Sana Ahmed"]
    (aside,) = closed.parent.glob("*damaged*")
    assert aside.read_bytes() == half


def test_an_empty_file_too(qtbot: QtBot, program: App, closed: Path) -> None:
    closed.write_bytes(b"")
    unlock(qtbot, program, closed)
    qtbot.waitUntil(lambda: program.ctx is not None, timeout=20_000)


def test_who_declines_finds_the_file_as_it_was(
    qtbot: QtBot, program: App, closed: Path, answers: Any
) -> None:
    answers.choice = None
    half = damage(closed)
    unlock(qtbot, program, closed)
    assert program.ctx is None
    assert closed.read_bytes() == half
