"""Questions and Waiting: what every office is asked, and what only this laptop holds."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from PySide6.QtCore import QPoint, QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QTabBar

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.label import Label
from ui.common.page import Page
from ui.common.side import choices, choose
from ui.waiting.questions import QuestionsTab
from ui.waiting.rows import WAITING, WaitingTab
from ui.waiting.words import kind_word
from workbook.domain.records import ENTITIES
from workbook.i18n import _, ngettext

QUESTIONS, KEPT = range(2)
"""The tabs, by their place."""
_LISTS = ("questions", "kept")


class WaitingPage(Page):
    """`show_detail` takes the name of what is wanted, I... of a question, W... of what waits; or
    "questions" or "kept" for one of the two lists.
    """

    kinds: ClassVar[frozenset[str]] = frozenset(ENTITIES) | {WAITING}
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Questions and Waiting"))
        self.bring = button(_("Take in a file"), icon="file-up", on_click=self._bring_in)
        self.all_from = button(_("Take all from…"), on_click=self._show_offices)
        self.buttons.addWidget(self.all_from)
        self.buttons.addWidget(self.bring)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Questions or waiting"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.says = Label("", "muted", wrap=True)
        self.kind = choices(_("Which kind"), [])
        self.kind.setMinimumWidth(210)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        bar.addWidget(self.tabs)
        bar.addWidget(self.says, 1)
        bar.addWidget(self.kind)
        self.body.addLayout(bar)
        self.questions = QuestionsTab(ctx)
        self.waiting = WaitingTab(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.questions)
        self.stack.addWidget(self.waiting)
        self.body.addWidget(self.stack, 1)
        self._seen = False
        self.tabs.currentChanged.connect(self._on_tab)
        self.kind.currentIndexChanged.connect(self._on_kind)

    @property
    def tab(self) -> QuestionsTab | WaitingTab:
        """The list that is shown."""
        return self.questions if self.tabs.currentIndex() == QUESTIONS else self.waiting

    def reload(self) -> None:
        self.questions.reload()
        self.waiting.reload()
        asked, kept = len(self.questions.items), len(self.waiting.items)
        for place, word, count in (
            (QUESTIONS, _("Questions"), asked),
            (KEPT, _("Waiting"), kept),
        ):
            self.tabs.setTabText(place, f"{word} (\u2066{count}\u2069)" if count else word)
        said = [
            ngettext("{n} question", "{n} questions", asked).format(n=asked),
            ngettext("{n} row or file waits", "{n} rows or files wait", kept).format(n=kept),
        ]
        self.subtitle.setText(
            " · ".join(text for text, n in zip(said, (asked, kept), strict=True) if n)
            or _("Nothing waits.")
        )
        if not self._seen:
            self._seen = True
            if kept and not asked:
                self.tabs.setCurrentIndex(KEPT)
        self._show_bar()

    def search(self, text: str) -> None:
        self.questions.search(text)
        self.waiting.search(text)

    def show_detail(self, detail: object) -> None:
        if not isinstance(detail, str):
            return
        if detail in _LISTS:
            self.tabs.setCurrentIndex(_LISTS.index(detail))
            return
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(0)
        self.tabs.setCurrentIndex(KEPT if detail.startswith("W") else QUESTIONS)
        self.tab.narrow("")
        if not self.tab.show_id(detail):
            self.ctx.say(_("This question is decided already."), False)

    def _show_bar(self) -> None:
        tab = self.tab
        chosen = self.kind.currentData()
        counts = Counter(item.kind for item in tab.items)
        with QSignalBlocker(self.kind):
            self.kind.clear()
            self.kind.addItem(_("Every kind"), "")
            for kind, count in sorted(counts.items(), key=lambda found: kind_word(found[0])):
                self.kind.addItem(f"{kind_word(kind)} (\u2066{count}\u2069)", kind)
            choose(self.kind, chosen)
        self.kind.setVisible(len(counts) > 1)
        tab.narrow(self.kind.currentData())
        here = self.tabs.currentIndex() == QUESTIONS
        self.says.setText(
            _("Asked in every office; one answer is enough.")
            if here
            else _("On this laptop only, until somebody decides.")
        )
        self.all_from.setVisible(here and bool(self.questions.offices()))
        self.all_from.setEnabled(not self.ctx.book.read_only)

    def _on_tab(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._show_bar()

    def _on_kind(self) -> None:
        self.tab.narrow(self.kind.currentData() or "")

    def _show_offices(self) -> None:
        menu = QMenu(self)
        for office, count in self.questions.offices():
            action = menu.addAction(
                ngettext("{office}: {n} value", "{office}: {n} values", count).format(
                    office=office, n=count
                )
            )
            action.setData(office)
        menu.triggered.connect(lambda action: self.questions.look_at_all_from(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.all_from.mapToGlobal(QPoint(0, self.all_from.height())))

    def _bring_in(self) -> None:
        self.ctx.bus.go("intake", "choose")
