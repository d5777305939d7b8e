import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from ui.common.jobs import REPORTS_PER_SECOND, Jobs
from ui.common.progress_strip import ProgressStrip
from workbook.errors import Cancelled
from workbook.progress import Progress


@pytest.fixture
def errors() -> list[BaseException]:
    return []


@pytest.fixture
def jobs(qtbot: QtBot, errors: list[BaseException]) -> Iterator[Jobs]:
    parent = QObject()
    made = Jobs(errors.append, parent)
    yield made
    made.stop_all()


def test_the_result_arrives_on_the_ui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    worker: list[threading.Thread] = []

    def work(progress: Progress) -> int:
        worker.append(threading.current_thread())
        return 7

    with qtbot.waitSignal(jobs.ended):
        jobs.run("Counting", work, on_done=lambda n: seen.append((n, threading.current_thread())))
    assert seen == [(7, threading.main_thread())]
    assert worker[0] is not threading.main_thread()
    assert not jobs.busy


def test_a_job_is_stopped_at_its_next_step(
    qtbot: QtBot, jobs: Jobs, errors: list[BaseException]
) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> None:
        while True:
            begun.set()
            progress.report(1, 0, "counting")

    done: list[object] = []
    job = jobs.run("Counting", work, on_done=done.append)
    assert begun.wait(5)
    with qtbot.waitSignal(jobs.ended):
        job.cancel()
    assert isinstance(errors[0], Cancelled)
    assert not done


def test_an_error_goes_to_whoever_asked_for_it(qtbot: QtBot, jobs: Jobs) -> None:
    failed: list[BaseException] = []

    def work(progress: Progress) -> None:
        raise ValueError

    with qtbot.waitSignal(jobs.ended):
        jobs.run("Counting", work, on_done=failed.append, on_failed=failed.append)
    assert isinstance(failed[0], ValueError)


def test_nobody_is_told_once_all_are_stopped(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[object] = []
    jobs.run("Counting", lambda progress: 7, on_done=told.append, on_failed=told.append)
    jobs.stop_all()
    assert not jobs.busy
    QCoreApplication.processEvents()
    assert told == []


def test_progress_is_told_at_most_twenty_times_a_second(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[int] = []

    def work(progress: Progress) -> float:
        begun = time.monotonic()
        for step in range(20_000):
            progress.report(step, 20_001, "rows")
        return time.monotonic() - begun

    took: list[float] = []
    with qtbot.waitSignal(jobs.ended):
        job = jobs.run("Counting", work, on_done=took.append)
        job.progressed.connect(lambda done, total, what: told.append(done))
    assert len(told) <= took[0] * REPORTS_PER_SECOND + 1


def test_the_strip_shows_a_job_and_stops_it(
    qtbot: QtBot, jobs: Jobs, errors: list[BaseException]
) -> None:
    strip = ProgressStrip(jobs)
    qtbot.addWidget(strip)

    def work(progress: Progress) -> None:
        while True:
            progress.report(3, 10, "nominations.xlsx")

    job = jobs.run("Reading the list", work, on_done=errors.append)
    with qtbot.waitSignal(job.progressed):
        pass
    assert strip.isVisible()
    assert strip.title.text() == "Reading the list"
    assert strip.bar.value() == 3
    with qtbot.waitSignal(jobs.ended):
        strip.cancel.click()
    assert strip.isHidden()
