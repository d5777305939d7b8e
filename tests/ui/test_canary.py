"""Some versions of the Qt binding take a reference to None or True away with every call.

Python 3.11 then dies after some thousands of calls, at any place, so the cause is hard to see
from the crash. This looks at the cause.
"""

import sys

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

CALLS = 5_000
# Other threads and caches move the counts a little; the fault moves them by CALLS.
SLACK = 500
# References to spare for the rest of the run: the fault is to fail a test, not to end the process.
BALLAST: list[object] = [None, True, False] * (CALLS * 10)


class _Sender(QObject):
    fired = Signal()
    told = Signal(object)


class _Nothing(QRunnable):
    def run(self) -> None:
        pass


def _counts() -> tuple[int, int]:
    return sys.getrefcount(None), sys.getrefcount(True)


def test_emitting_signals_keeps_the_references_to_none_and_true() -> None:
    sender = _Sender()
    heard: list[object] = []
    sender.told.connect(heard.append)
    before = _counts()
    for _ in range(CALLS):
        sender.fired.emit()
        sender.told.emit(True)
        sender.setProperty("colour", None)
        sender.blockSignals(False)
    heard.clear()
    after = _counts()
    assert all(abs(a - b) < SLACK for a, b in zip(after, before, strict=True)), (before, after)


def test_starting_jobs_keeps_the_references_to_none_and_true() -> None:
    pool = QThreadPool()
    before = _counts()
    for _ in range(CALLS // 10):
        pool.start(_Nothing())
    assert pool.waitForDone(10_000)
    after = _counts()
    limit = SLACK // 10
    assert all(abs(a - b) < limit for a, b in zip(after, before, strict=True)), (before, after)
