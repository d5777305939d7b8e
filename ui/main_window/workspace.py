"""The pages of one open workbook, with the navigation, the bar over them and the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.common.banner import Banner
from ui.common.bus import CURRENT_COHORT
from ui.common.context import Context
from ui.common.page import Page, PageSpec
from ui.common.progress_strip import ProgressStrip
from ui.common.toast import Toast
from ui.common.tokens import Tone
from ui.main_window.navigation import Navigation
from ui.main_window.status_bar import StatusLine
from ui.main_window.top_bar import TopBar
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.progress import Progress

if TYPE_CHECKING:
    from workbook.services.inbox import OpenCount
    from workbook.storage.book import StepDone

SEARCH_PAGE = "people"
DROP_PAGE = "intake"
QUESTIONS_PAGE = "waiting"
PAUSE_MS = 1000
"""What waits is counted when nothing was changed for so long: a count holds up who is typing."""


class Workspace(QWidget):
    """Makes each page when it is first asked for. Knows no page by name but for where to start."""

    def __init__(
        self,
        ctx: Context,
        pages: Sequence[PageSpec],
        toast: Toast,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._specs = {spec.key: spec for spec in pages}
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._toast = toast
        self._counting = self._count_again = False
        self.navigation = Navigation(pages)
        self.top_bar = TopBar()
        self.status = StatusLine()
        self.progress = ProgressStrip(ctx.jobs)
        self._stack = QStackedWidget()
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(24, 0, 24, 0)
        self._banners.setSpacing(6)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addLayout(self._banners)
        right.addWidget(self._stack, 1)
        right.addWidget(self.progress)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(self.status)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self.navigation.chosen.connect(self.show_page)
        self.status.page_asked.connect(self.show_page)
        self.top_bar.cohort_chosen.connect(ctx.choose_cohort)
        self.top_bar.undo_asked.connect(self.undo)
        self.top_bar.redo_asked.connect(self.redo)
        self.top_bar.search.searched.connect(self._on_searched)
        self.top_bar.search.entered.connect(self._on_search_entered)
        ctx.bus.changed.connect(self._on_changed)
        ctx.bus.page_asked.connect(self.show_page)
        self._shortcuts(pages)
        self.navigation.show_file(ctx.book.office_name, ctx.book.path.name)
        tone = Tone.WARN if ctx.book.read_only else Tone.INFO
        for notice in ctx.book.notices:
            self.show_banner(notice, tone, can_close=not ctx.book.read_only)
        self._show_glance()

    def show_page(self, key: str, detail: object = None) -> None:
        """Go to a page, and there to `detail` where one is given."""
        spec = self._specs.get(key)
        if spec is None:
            return
        if key not in self.pages:
            page = spec.factory(self.ctx)
            self.pages[key] = page
            self._stack.addWidget(page)
        page = self.pages[key]
        before, focused = self._stack.currentWidget(), QApplication.focusWidget()
        leaves = (
            before is not None
            and before is not page
            and focused is not None
            and before.isAncestorOf(focused)
        )
        moved, self.current = key != self.current, key
        self.navigation.show_current(key)
        self._stack.setCurrentWidget(page)
        page.refresh()
        if leaves:
            page.focus_start()
        if moved:
            self.top_bar.search.clear()
        if detail is not None:
            page.show_detail(detail)

    def show_banner(self, text: str, tone: Tone, *, can_close: bool = False) -> None:
        """Put a sentence over the page."""
        if self._banners.isEmpty():
            self._banners.setContentsMargins(24, 10, 24, 0)
        self._banners.addWidget(Banner(text, tone, can_close=can_close))

    def on_dropped(self, paths: list[Path]) -> None:
        """Tell of files that were dropped on the window; as lists they are brought in."""
        self.ctx.bus.files_dropped.emit(paths)
        self.show_page(DROP_PAGE, paths)

    def undo(self) -> None:
        """Take back this laptop's last step of this sitting."""
        self._step(self.ctx.book.undo, _("Undone: {what}"), _("There is nothing to undo."))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._step(self.ctx.book.redo, _("Done again: {what}"), _("There is nothing to redo."))

    def _step(self, action: Callable[[], StepDone | None], said: str, nothing: str) -> None:
        try:
            step = action()
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        if step is None:
            self._toast.say(nothing)
            return
        self.ctx.bus.tell(step.changes.kinds)
        text = " ".join((said.format(what=step.label), *step.told))
        if step.kept:
            count = len(step.kept)
            text += " " + ngettext(
                "{n} value was changed since and stays.",
                "{n} values were changed since and stay.",
                count,
            ).format(n=count)
        self._toast.say(text)

    def _shortcuts(self, pages: Sequence[PageSpec]) -> None:
        for number, spec in enumerate(pages[:9], start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setObjectName(spec.key)
            shortcut.activated.connect(self._on_page_key)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence("Ctrl+Y"), self.redo),
            (QKeySequence("Ctrl+Shift+Z"), self.redo),
            (QKeySequence(QKeySequence.StandardKey.Find), self._on_find),
        ):
            QShortcut(keys, self).activated.connect(slot)

    def add_action(self, text: str, slot: Callable[[], object], keys: str = "") -> QAction:
        """Put an entry into the menu at the end of the top bar."""
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: slot())
        self.top_bar.menu.addAction(action)
        self.addAction(action)
        return action

    def _on_page_key(self) -> None:
        self.show_page(self.sender().objectName())

    def _on_find(self) -> None:
        self.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search.selectAll()

    def _on_searched(self, text: str) -> None:
        page = self.pages.get(self.current)
        if page is not None and page.searchable:
            page.search(text)

    def _on_search_entered(self, text: str) -> None:
        page = self.pages.get(self.current)
        if page is not None and page.searchable:
            page.search(text)
        elif text and SEARCH_PAGE in self._specs:
            self.show_page(SEARCH_PAGE)
            self.top_bar.search.setText(text)
            self.pages[SEARCH_PAGE].search(text)

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds != {CURRENT_COHORT}:
            self._show_glance()
        else:
            self.top_bar.show_current_cohort(self.ctx.cohort_id)

    def _show_glance(self) -> None:
        glance = self.ctx.glance()
        ids = [choice.id for choice in glance.cohorts]
        if self.ctx.cohort_id not in ids:
            self.ctx.cohort_id = ids[0] if ids else None
        self.top_bar.show_cohorts(glance.cohorts, self.ctx.cohort_id)
        self.status.show_glance(self.ctx.book.office_name, glance, datetime.now(UTC))
        self.top_bar.undo.setEnabled(self.ctx.book.can_undo)
        self.top_bar.redo.setEnabled(self.ctx.book.can_redo)
        self._pause.start()

    def _count(self) -> None:
        """Count in the background what waits; what changes meanwhile is counted once more."""
        self._count_again = self._counting
        if self._counting:
            return
        self._counting = True
        count_open = self.ctx.count_open

        def work(_progress: Progress) -> OpenCount:
            return count_open()

        self.ctx.jobs.run(
            _("Counting"),
            work,
            on_done=self._on_counted,
            on_failed=self._on_not_counted,
            quiet=True,
        )

    def _on_counted(self, count: OpenCount) -> None:
        self._counting = False
        self.ctx.counted = count
        if QUESTIONS_PAGE in self._specs:
            self.navigation.show_count(QUESTIONS_PAGE, count.total)
        self.status.show_questions(count.total)
        self.ctx.bus.counted.emit(count)
        if self._count_again:
            self._count()

    def _on_not_counted(self, error: BaseException) -> None:
        """A workbook that was closed meanwhile needs no count."""
        self._counting = False
        if not isinstance(error, WorkbookError):
            self.ctx.on_error(error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.top_bar.search.retint()
