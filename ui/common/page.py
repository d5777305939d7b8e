"""What a page is to the window: a heading, what it shows, and when it reads anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.common.bus import CURRENT_COHORT
from ui.common.context import Context
from ui.common.label import Label


class Page(QWidget):
    """Base of every page. A subclass fills `body` and implements `reload`.

    `kinds`: the kinds of change after which the page reads its snapshot again; it does so at once
    when visible, and otherwise when it is next shown. Choosing another cohort always counts.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    searchable: ClassVar[bool] = False
    """Whether the search field of the window filters this page."""

    def __init__(self, ctx: Context, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._stale = True
        self.title = Label(title, "title")
        self.subtitle = Label("", "muted", wrap=True)
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(10)
        heading = QHBoxLayout()
        heading.setSpacing(16)
        heading.addLayout(words, 1)
        heading.addLayout(self.buttons)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 14, 24, 18)
        layout.setSpacing(14)
        layout.addLayout(heading)
        layout.addLayout(self.body, 1)
        ctx.bus.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read the whole snapshot and show it."""
        raise NotImplementedError

    def show_detail(self, detail: object) -> None:
        """Show what another page asked for with `bus.go(key, detail)`."""

    def focus_start(self) -> None:
        """Put the cursor where the page begins: in its list, or on the first thing to press."""
        can = [
            child
            for child in self.findChildren(QWidget)
            if child.isVisibleTo(self)
            and child.isEnabled()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        lists = [child for child in can if isinstance(child, QAbstractItemView)]
        for child in (lists or can)[:1]:
            child.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self, text: str) -> None:
        """Show only what fits `text`; only for a `searchable` page."""

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & (self.kinds | {CURRENT_COHORT}):
            self._stale = True
            if self.isVisible():
                self.refresh()

    def refresh(self) -> None:
        """Reload if anything that concerns this page has changed since it last did."""
        if self._stale:
            self._stale = False
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


@dataclass(frozen=True)
class PageSpec:
    """A page as the navigation knows it, before it is made. `factory` does the imports."""

    key: str
    title: str
    icon: str
    factory: Callable[[Context], Page]
