"""What the screen does with an error that nobody caught.

A WorkbookError is a sentence and is shown. Anything else is a bug: it is written to a private log
without any value (message texts hold names), and a dialog says what is safe. Paths are cut to
what lies inside the program, since a home folder carries a person's name.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from ui.common.ask import Ask
from workbook.errors import Cancelled, WorkbookError

LOG_LIMIT = 200_000


class ErrorHook(QObject):
    """Takes every uncaught exception, from any thread, to the person at the screen."""

    _raised = Signal(object)

    def __init__(self, ask: Ask, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._log = log
        self._showing = False
        self._raised.connect(self.handle)

    def install(self) -> None:
        """Take over the hooks of the interpreter."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_thread_uncaught

    def handle(self, error: BaseException) -> None:
        """Show `error`: its sentence, or the crash dialog. Call on the UI thread."""
        if isinstance(error, Cancelled | KeyboardInterrupt):
            return
        if isinstance(error, WorkbookError):
            self._ask.show_error(error)
            return
        number = os.urandom(3).hex()
        text = report(error, number)
        self._write(text)
        # A bug that returns with every repaint must not bury the screen under dialogs.
        if not self._showing:
            self._showing = True
            try:
                self._ask.show_crash(number, text)
            finally:
                self._showing = False

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._raised.emit(error)

    def _on_thread_uncaught(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._raised.emit(args.exc_value)

    def _write(self, text: str) -> None:
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            too_long = self._log.exists() and self._log.stat().st_size > LOG_LIMIT
            flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if too_long else os.O_APPEND)
            with os.fdopen(os.open(self._log, flags, 0o600), "a", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError:
            # Where the log cannot be written the dialog still shows the report.
            return


def report(error: BaseException, number: str) -> str:
    """Kinds of error and places in the program; no message, no value, no folder of the user."""
    lines = [f"{number}  {datetime.now(UTC):%Y-%m-%d %H:%M} UTC  Python {sys.version.split()[0]}"]
    link: BaseException | None = error
    while link is not None:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def _place(filename: str) -> str:
    parts = Path(filename).parts
    for root in ("ui", "workbook", "site-packages"):
        if root in parts:
            last = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[last:])
    return parts[-1]
