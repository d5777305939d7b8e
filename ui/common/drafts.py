"""Texts that are being written: kept encrypted in the workbook while the screen is locked.

An editor is registered under a key that names its place ("coaching note 2-17"). When the screen
is locked its text goes into the workbook and leaves the editor; unlocking puts it back, and after
a crash it is offered when the same place is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from workbook.errors import WorkbookError

if TYPE_CHECKING:
    from workbook.storage.book import Workbook

Editor = QLineEdit | QPlainTextEdit | QTextEdit


class Drafts:
    """The editors that are open in one workbook."""

    def __init__(self, book: Workbook, on_error: Callable[[BaseException], None]) -> None:
        self._book = book
        self._on_error = on_error
        self._editors: dict[str, Editor] = {}
        self._before: dict[str, str] = {}
        self._away: dict[str, int] = {}

    def register(self, key: str, editor: Editor, *, before: str = "") -> bool:
        """Watch `editor`; a draft of before is put into it at once. True when there was one.

        `before` is what the workbook says: a text that is still the same is no draft.
        """
        self._editors[key] = editor
        self._before[key] = before
        kept = self._book.draft(key)
        if kept and kept != text_of(editor):
            _set_text(editor, kept)
            return True
        return False

    def done(self, key: str) -> None:
        """The text of `key` was saved or thrown away: forget its draft."""
        self._editors.pop(key, None)
        self._away.pop(key, None)
        self._before.pop(key, None)
        if not self._book.read_only and self._book.draft(key) is not None:
            self._book.drop_draft(key)

    def put_away(self) -> None:
        """Keep every text and empty its editor, as the screen is being locked.

        What cannot be kept (disk full, read-only file) stays in its editor, behind the lock.
        """
        for key in self._keep_all():
            editor = self._editors[key]
            self._away[key] = _cursor(editor)
            _set_text(editor, "")

    def bring_back(self) -> None:
        """Put the texts back where they were, as the screen is unlocked."""
        for key, cursor in self._away.items():
            editor = self._editors.get(key)
            if editor is not None and shiboken6.isValid(editor):
                _set_text(editor, self._book.draft(key) or "")
                _set_cursor(editor, cursor)
        self._away.clear()

    def keep(self) -> None:
        """Keep every text, as the window is being closed."""
        self._keep_all()

    def _keep_all(self) -> list[str]:
        """Keep what has text; returns the keys that are safe in the workbook."""
        gone = [key for key, editor in self._editors.items() if not shiboken6.isValid(editor)]
        for key in gone:
            del self._editors[key]
        kept: list[str] = []
        if self._book.read_only:
            return kept
        for key, editor in self._editors.items():
            text = text_of(editor)
            if not text or text == self._before.get(key):
                continue
            try:
                self._book.keep_draft(key, text)
            except WorkbookError as error:
                self._on_error(error)
                break
            kept.append(key)
        return kept


def text_of(editor: Editor) -> str:
    """What is written in `editor`."""
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def _set_text(editor: Editor, text: str) -> None:
    if isinstance(editor, QLineEdit):
        editor.setText(text)
    else:
        editor.setPlainText(text)


def _cursor(editor: Editor) -> int:
    if isinstance(editor, QLineEdit):
        return editor.cursorPosition()
    return editor.textCursor().position()


def _set_cursor(editor: Editor, position: int) -> None:
    if isinstance(editor, QLineEdit):
        editor.setCursorPosition(position)
        return
    cursor = QTextCursor(editor.document())
    cursor.setPosition(min(position, len(editor.toPlainText())))
    editor.setTextCursor(cursor)
