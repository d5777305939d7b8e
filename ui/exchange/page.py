"""Exchange: what is wanted with a spreadsheet, named by its purpose, and the other offices."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.page import Page
from ui.common.template import TemplateButton
from ui.exchange.fill import FillForm
from ui.exchange.giving import GivingForm
from ui.exchange.offices import OFFICES, Offices
from ui.exchange.purposes import PurposeCard
from ui.exchange.register import Register
from ui.exchange.send import SendForm
from ui.exchange.share import ShareForm
from workbook.domain.records import ENTITIES
from workbook.i18n import _

TAKE_IN = "intake"
WIDE = 760
"""The width from which the four purposes stand beside each other."""


class ExchangePage(Page):
    """`show_detail` takes the key of a purpose: send, fill or share."""

    kinds: ClassVar[frozenset[str]] = frozenset(ENTITIES) | {OFFICES}

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Exchange"))
        self.forms: dict[str, GivingForm] = {
            "send": SendForm(ctx),
            "fill": FillForm(ctx),
            "share": ShareForm(ctx),
        }
        self.back = button(_("Back"), icon="arrow-left", on_click=self.go_back)
        self.save = button(
            _("Save the spreadsheet"), look="primary", icon="file-down", on_click=self._on_save
        )
        self.template = TemplateButton(ctx)
        self.buttons.addWidget(self.template)
        self.buttons.addWidget(self.back)
        self.buttons.addWidget(self.save)
        self.cards = {
            "send": PurposeCard(
                "send",
                _("Send to another office"),
                _("Everything of a cohort with its history, so that both offices hold the same."),
            ),
            "fill": PurposeCard(
                "pencil",
                _("Give to a trainer to fill in"),
                _("A sheet to type into and bring back: only what was typed is taken in."),
            ),
            "share": PurposeCard(
                "printer",
                _("Share or print"),
                _("Values only, with nothing hidden, for who needs to read and not to answer."),
            ),
            "take": PurposeCard(
                "file-up",
                _("Take in a file"),
                _("From another office, a trainer or an agency. You look before anything changes."),
            ),
        }
        self.offices = Offices(ctx)
        self.register = Register(ctx)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Offices, or what has left"))
        self.tabs.addTab(_("Offices"))
        self.tabs.addTab(_("What has left"))
        self.below = QStackedWidget()
        self.below.addWidget(self.offices)
        self.below.addWidget(self.register)
        self.tabs.currentChanged.connect(self._on_tab)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        for key, card in self.cards.items():
            card.setObjectName(key)
            card.clicked.connect(self._on_card)
        home = QWidget()
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._grid)
        column.addWidget(self.tabs)
        column.addWidget(self.below, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(home)
        for form in self.forms.values():
            form.changed.connect(self._refresh)
            self.stack.addWidget(form)
        self.body.addWidget(self.stack, 1)
        self._lay_out()
        self._refresh()

    @property
    def form(self) -> GivingForm | None:
        """The form that is open."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, GivingForm) else None

    def reload(self) -> None:
        self.offices.reload()
        self.register.reload()
        if self.form is not None:
            self.form.reload()
        self._refresh()

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, str) and detail in self.cards:
            self.choose(detail)

    def choose(self, purpose: str) -> None:
        """Open the form of a purpose; a file is taken in on its own page."""
        form = self.forms.get(purpose)
        if form is None:
            self.ctx.bus.go(TAKE_IN)
            return
        self.stack.setCurrentWidget(form)
        form.reload()
        form.begin(self.ctx.cohort_id)

    def go_back(self) -> None:
        """Leave the form; what was typed as its password is forgotten."""
        form = self.form
        if form is None:
            return
        form.protection.clear()
        self.stack.setCurrentIndex(0)
        self.register.reload()
        self._refresh()
        key = next(key for key, one in self.forms.items() if one is form)
        self.cards[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form is not None:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def _refresh(self) -> None:
        form = self.form
        self.template.setVisible(form is None)
        self.back.setVisible(form is not None)
        self.save.setVisible(form is not None and form.filling)
        self.save.setEnabled(form is not None and form.ready)
        self.title.setText(form.heading if form is not None else _("Exchange"))
        self.subtitle.setText(form.sentence if form is not None else _("With whom, and what for?"))

    def _on_tab(self, place: int) -> None:
        self.below.setCurrentIndex(place)

    def _on_card(self) -> None:
        self.choose(self.sender().objectName())

    def _on_save(self) -> None:
        if self.form is not None:
            self.form.save()

    def _lay_out(self) -> None:
        """The four purposes in a row, or two by two where the window is narrow."""
        across = 4 if self.width() >= WIDE else 2
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, place // across, place % across)
        for place in range(4):
            self._grid.setColumnStretch(place, int(place < across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
