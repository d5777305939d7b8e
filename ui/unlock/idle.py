"""Locks a screen that nobody uses, and never in mid-word.

Input is watched where the system delivers it, at the windows; what an input method puts into a
field without a key press is seen by the field's text.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

INPUTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
CHECK_MS = 1000
WORD_PAUSE_SECONDS = 5.0


def awake_and_asleep() -> float:
    """Seconds that also pass while the computer sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class IdleWatch(QObject):
    """Emits `idle` once after `minutes` without input; `start` begins to count anew."""

    idle = Signal()

    def __init__(
        self,
        minutes: int,
        *,
        clock: Callable[[], float] = awake_and_asleep,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._limit = minutes * 60
        self._clock = clock
        self._last_input = clock()
        self._last_text_change = 0.0
        self._text = ""
        self._watched: set[QWindow] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.check)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._on_window)

    def start(self) -> None:
        """Count from now."""
        self._last_input = self._clock()
        self._on_window(QGuiApplication.focusWindow())
        self._timer.start()

    def stop(self) -> None:
        """Stop counting: the screen is locked or the workbook closed."""
        self._timer.stop()

    def check(self) -> None:
        """Emit `idle` if it is time."""
        now = self._clock()
        text, composing = _writing()
        if text != self._text:
            self._text = text
            self._last_text_change = now
        if now - self._last_input < self._limit:
            return
        if composing or now - self._last_text_change < WORD_PAUSE_SECONDS:
            return
        self.stop()
        self.idle.emit()

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.add(window)
            window.destroyed.connect(self._on_destroyed)
            window.installEventFilter(self)

    def _on_destroyed(self, window: QObject) -> None:
        self._watched = {known for known in self._watched if known is not window}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUTS:
            self._last_input = self._clock()
        return False


def _writing() -> tuple[str, bool]:
    """The text of the field with the cursor, and whether a word is half composed in it."""
    editor = QApplication.focusWidget()
    if isinstance(editor, QLineEdit):
        return editor.text(), False
    if isinstance(editor, QPlainTextEdit | QTextEdit):
        layout = editor.textCursor().block().layout()
        return editor.toPlainText(), bool(layout and layout.preeditAreaText())
    return "", False
