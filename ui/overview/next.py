"""What is to be done next, each line a click from where it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.card import Card
from ui.common.icons import pixmap
from ui.common.label import Label
from ui.common.side import clear, note
from ui.common.tokens import Tone, tokens_of
from workbook.i18n import _, ngettext
from workbook.services.overview import ActionKind, ActionRow

SHOWN = 5

_ICONS = {
    ActionKind.PEOPLE: ("user-plus", Tone.INFO),
    ActionKind.ENROL: ("user-plus", Tone.GOOD),
    ActionKind.PROMISES: ("messages-square", Tone.WARN),
    ActionKind.MODULES: ("graduation-cap", Tone.WARN),
    ActionKind.BLANKS: ("clipboard-check", Tone.WARN),
    ActionKind.NAMES: ("id-card", Tone.INFO),
    ActionKind.STALE_SHEET: ("printer", Tone.WARN),
    ActionKind.CERTIFICATES: ("award", Tone.GOOD),
    ActionKind.WAITING: ("inbox", Tone.INFO),
    ActionKind.CONFLICTS: ("git-compare", Tone.WARN),
}
WITH_NAMES = frozenset(
    {
        ActionKind.ENROL,
        ActionKind.MODULES,
        ActionKind.NAMES,
        ActionKind.CERTIFICATES,
        ActionKind.PROMISES,
    }
)


class Glyph(QWidget):
    """An icon on a ground in its tone."""

    def __init__(self, icon: str, tone: Tone) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        pair = tokens_of(self.palette()).tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pair.back))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        picture = pixmap(self._icon, pair.text, 18, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(7, 7), picture)


class NextCard(Card):
    """The list of what is due, the most urgent first; or that nothing is."""

    asked = Signal(object)
    """The ActionRow whose place of doing is wanted."""
    names_asked = Signal(int)
    """The position of the ActionRow whose people are wanted."""
    reminder_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Next"))
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.body.addLayout(self.lines)
        self.copy = button(
            _("Copy reminder"),
            look="link",
            icon="copy",
            tip=_("About the modules that are missing: a text for each agency, without names"),
            on_click=self.reminder_asked.emit,
        )
        self.top.addWidget(self.copy)
        self.copy.hide()
        self._rows: tuple[ActionRow, ...] = ()
        self._all = self._all_known = False
        self._buttons: list[QPushButton] = []
        self._fill()

    def show_actions(self, rows: Sequence[ActionRow], *, all_known: bool = True) -> None:
        """Show these, as many as fit well; the rest by a click. That nothing is due is said only
        where all is known.
        """
        if (self._rows, self._all_known) == (tuple(rows), all_known):
            return
        self._rows, self._all_known = tuple(rows), all_known
        self.copy.setVisible(any(row.kind is ActionKind.MODULES for row in rows))
        self._fill()

    def _fill(self) -> None:
        # The window's own, which stays while another program's window is in front.
        focused = self.window().focusWidget()
        name = next((item.accessibleName() for item in self._buttons if item is focused), None)
        clear(self.lines)
        self._buttons = []
        shown = self._rows if self._all else self._rows[:SHOWN]
        for place, row in enumerate(shown):
            self.lines.addWidget(self._line(place, row))
        if not self._rows:
            self.lines.addWidget(_done(said=self._all_known))
        if len(self._rows) > SHOWN:
            more = len(self._rows) - SHOWN
            text = (
                _("Show fewer")
                if self._all
                else ngettext("Show {n} more", "Show {n} more", more).format(n=more)
            )
            item = button(text, look="link", on_click=self._toggle)
            line = QHBoxLayout()
            line.addWidget(item)
            line.addStretch()
            self.lines.addLayout(line)
        for item in self._buttons:
            if item.accessibleName() == name:
                item.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()

    def _line(self, place: int, row: ActionRow) -> QWidget:
        icon, tone = _ICONS[row.kind]
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(Glyph(icon, tone))
        layout.addWidget(note(row.sentence), 1)
        if row.kind in WITH_NAMES and row.enrolment_ids:
            names = button(_("Names"), look="link", on_click=lambda: self.names_asked.emit(place))
            names.setAccessibleName(_("Names: {what}").format(what=row.sentence))
            layout.addWidget(names)
            self._buttons.append(names)
        go = button(_verb(row.kind), on_click=lambda: self.asked.emit(row))
        go.setAccessibleName(f"{_verb(row.kind)}: {row.sentence}")
        go.setObjectName(row.kind.value)
        layout.addWidget(go)
        self._buttons.append(go)
        return line


def _verb(kind: ActionKind) -> str:
    verbs = {
        ActionKind.PEOPLE: _("Bring in a list"),
        ActionKind.ENROL: _("Enrol"),
        ActionKind.PROMISES: _("Coaching"),
        ActionKind.MODULES: _("E-learning"),
        ActionKind.BLANKS: _("Fill in"),
        ActionKind.NAMES: _("Check names"),
        ActionKind.STALE_SHEET: _("Print again"),
        ActionKind.CERTIFICATES: _("Issue"),
        ActionKind.WAITING: _("Decide"),
        ActionKind.CONFLICTS: _("Decide"),
    }
    return verbs[kind]


def _done(*, said: bool) -> QWidget:
    """That nothing is due; its place alone until that can be said."""
    line = QWidget()
    policy = line.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    line.setSizePolicy(policy)
    if not said:
        line.hide()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    layout.addWidget(Glyph("check-check", Tone.GOOD))
    layout.addWidget(Label(_("Nothing is due. What comes next will stand here.")), 1)
    return line
