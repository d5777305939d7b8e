import os
import stat
import threading
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from ui.common.errors import LOG_LIMIT, ErrorHook, report
from workbook.errors import Cancelled, SaveError

SECRET = "Sana Ahmed 0300-1234567"


def broken() -> BaseException:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"no phone of {SECRET}") from error
    except ValueError as error:
        return error


def test_a_sentence_is_shown_as_it_is(qtbot: QtBot, answers: Any, tmp_path: Path) -> None:
    hook = ErrorHook(answers, tmp_path / "errors.log")
    hook.handle(SaveError("The disk is full."))
    assert answers.errors == ["The disk is full."]
    assert not (tmp_path / "errors.log").exists()


def test_a_stopped_job_is_no_error(qtbot: QtBot, answers: Any, tmp_path: Path) -> None:
    ErrorHook(answers, tmp_path / "errors.log").handle(Cancelled("Stopped."))
    assert not answers.errors
    assert not answers.crashes


def test_a_report_names_places_and_no_value(tmp_path: Path) -> None:
    text = report(broken(), "abc123")
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_errors.py" in text
    assert "Sana" not in text
    assert "0300" not in text
    assert str(Path.home()) not in text


def test_a_bug_is_logged_where_only_its_user_can_read(
    qtbot: QtBot, answers: Any, tmp_path: Path
) -> None:
    log = tmp_path / "state" / "errors.log"
    ErrorHook(answers, log).handle(broken())
    assert len(answers.crashes) == 1
    assert SECRET not in log.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_log_does_not_grow_for_ever(qtbot: QtBot, answers: Any, tmp_path: Path) -> None:
    log = tmp_path / "errors.log"
    log.write_text("x" * (LOG_LIMIT + 1))
    ErrorHook(answers, log).handle(broken())
    assert log.stat().st_size < LOG_LIMIT


def test_a_bug_in_another_thread_reaches_the_screen(
    qtbot: QtBot, answers: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    hook = ErrorHook(answers, tmp_path / "errors.log")
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.excepthook", lambda *args: None)
    hook.install()

    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(answers.crashes) == 1)
