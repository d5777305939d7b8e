"""Work off the UI thread: long, told about in steps, and stoppable.

A job is for other files or more than a screenful; anything shorter is called directly. Jobs are
made on the UI thread and answer there: the signals belong to objects that live on it, and are
connected to bound methods.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance

from workbook.errors import Cancelled
from workbook.i18n import _
from workbook.progress import Progress

REPORTS_PER_SECOND = 20


class Job(QObject):
    """One piece of work, as the UI thread sees it."""

    progressed = Signal(int, int, str)
    """Done, total (0: not known) and what is being done."""
    _ended = Signal(object, object)

    def __init__(
        self,
        title: str,
        work: Callable[[Progress], object],
        *,
        on_done: Callable[[Any], None],
        on_failed: Callable[[BaseException], None],
        on_ended: Callable[[Job], None],
        can_stop: bool,
        quiet: bool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.can_stop = can_stop
        self.quiet = quiet
        self._on_done = on_done
        self._on_failed = on_failed
        self._on_ended = on_ended
        self._stop = threading.Event()
        self._abandoned = False
        self._ended.connect(self._finish)
        self.runnable = _Runnable(work, self._stop, self.progressed, self._ended)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what it began is then undone by the core."""
        self._stop.set()

    def abandon(self) -> None:
        """Tell nobody of the end, which may already be on its way."""
        self._abandoned = True

    def _finish(self, result: object, error: BaseException | None) -> None:
        if self._abandoned:
            return
        self._on_ended(self)
        if error is None:
            self._on_done(result)
        else:
            self._on_failed(error)


class _Runnable(QRunnable):
    def __init__(
        self,
        work: Callable[[Progress], object],
        stop: threading.Event,
        progressed: SignalInstance,
        ended: SignalInstance,
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work = work
        self._stop = stop
        self._progressed = progressed
        self._ended = ended
        self._last = 0.0

    def run(self) -> None:
        try:
            result = self._work(self)
        except BaseException as error:
            # Some readers of foreign files raise outside Exception; whatever it is goes to the
            # UI thread, where the exception hook tells a sentence from a bug.
            self._ended.emit(None, error)
        else:
            self._ended.emit(result, None)

    def report(self, done: int, total: int, what: str) -> None:
        if self._stop.is_set():
            raise Cancelled(_("Stopped. Nothing was changed."))
        now = time.monotonic()
        if now - self._last >= 1 / REPORTS_PER_SECOND or (total and done >= total):
            self._last = now
            self._progressed.emit(done, total, what)


class Jobs(QObject):
    """Runs jobs one after the other on one worker, and tells who shows them."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, on_error: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_error = on_error
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._jobs: list[Job] = []

    @property
    def busy(self) -> bool:
        """Whether a job is waiting or running that somebody asked for."""
        return any(not job.quiet for job in self._jobs)

    def run(
        self,
        title: str,
        work: Callable[[Progress], Any],
        *,
        on_done: Callable[[Any], None],
        on_failed: Callable[[BaseException], None] | None = None,
        can_stop: bool = True,
        quiet: bool = False,
    ) -> Job:
        """Start `work` and return at once. `quiet` work only reads what nobody waits for: nothing
        of it is shown, and nothing is lost when it is stopped.

        `on_done` gets its result on the UI thread. Without `on_failed` a WorkbookError is shown
        and a bug reaches the crash dialog. `title` is what the progress strip says.
        """
        job = Job(
            title,
            work,
            on_done=on_done,
            on_failed=on_failed or self._on_error,
            on_ended=self._forget,
            can_stop=can_stop,
            quiet=quiet,
            parent=self,
        )
        self._jobs.append(job)
        # Collected on the worker, a widget would be destroyed there, and Qt crashes.
        gc.disable()
        if not quiet:
            self.started.emit(job)
        self._pool.start(job.runnable)
        return job

    def stop_all(self) -> None:
        """Stop every job and wait for it: before the workbook is closed.

        Nobody is told how it went: who asked may be gone by then.
        """
        for job in self._jobs:
            job.cancel()
        self._pool.waitForDone()
        for job in list(self._jobs):
            job.abandon()
            self._forget(job)

    def _forget(self, job: Job) -> None:
        self._jobs.remove(job)
        if not self._jobs:
            gc.enable()
        self.ended.emit(job)
        job.deleteLater()
