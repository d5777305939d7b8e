"""The planned days as columns of cards, one row for mornings and one for afternoons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.dates import short_day
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.side import clear, note
from ui.common.theme import set_look
from ui.common.tokens import Tone, tokens_of
from ui.common.words import delivery_word
from workbook.domain.training import Delivery, SessionState
from workbook.i18n import _
from workbook.services.schedule import SessionRow, day_name

NARROWEST = 140


class Pill(QLabel):
    """A word on a coloured ground."""

    def __init__(self, text: str, tone: Tone) -> None:
        super().__init__(text)
        self._tone = tone
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        pair = tokens_of(self.palette()).tone(self._tone)
        sheet = (
            f"QLabel {{ background: {pair.back}; color: {pair.text};"
            " border-radius: 9px; padding: 1px 6px; }"
        )
        # Setting the same sheet again would ask for the palette again, without end.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


class SessionCard(QFrame):
    """One session. Enter, Space or a click opens it."""

    opened = Signal(int)
    moved = Signal(int, int)
    """An arrow key: columns and rows to go."""

    def __init__(self, row: SessionRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        set_look(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        times = f"{row.starts_at}–{row.ends_at}"
        minutes = _("{n} min").format(n=row.minutes).replace(" ", "\u00a0")
        title = note(row.title, "strong")
        font = title.font()
        font.setStrikeOut(row.cancelled)
        title.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 9, 9, 9)
        layout.setSpacing(5)
        when = note(f"{times}  {minutes}", "muted")
        layout.addWidget(when)
        layout.addWidget(title)
        said = [times, minutes, row.title]
        pills = _pills(row)
        for text, tone in pills:
            line = QHBoxLayout()
            line.addWidget(Pill(text, tone))
            line.addStretch()
            layout.addLayout(line)
            said.append(text)
        if row.reason:
            layout.addWidget(note(row.reason, "muted"))
            said.append(row.reason)
        trainers = ", ".join(trainer.name for trainer in row.trainers)
        if trainers:
            layout.addWidget(note(trainers))
            said.append(trainers)
        layout.addStretch()
        self.setAccessibleName(", ".join(said))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.row.id)
        elif key in steps:
            self.moved.emit(*steps[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.opened.emit(self.row.id)


def _pills(row: SessionRow) -> list[tuple[str, Tone]]:
    found: list[tuple[str, Tone]] = []
    if row.state == SessionState.CANCELLED:
        return [(_("Cancelled"), Tone.BAD)]
    if row.state == SessionState.MOVED:
        found.append((_("Moved"), Tone.WARN))
    if row.mandatory:
        found.append((_("Mandatory"), Tone.INFO))
    both = row.delivery == Delivery.BOTH
    word = _("Room and online") if both else delivery_word(row.delivery)
    found.append((word, Tone.NEUTRAL))
    if row.held:
        found.append((_("Held"), Tone.GOOD))
    return [(text, tone) for text, tone in found if text]


class WeekView(QScrollArea):
    """Days as columns; arrows move between the cards."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[SessionCard] = []
        self._places: dict[tuple[int, int, int], SessionCard] = {}
        self.inner = QWidget()
        set_look(self.inner, "scrolled")
        self.grid = QGridLayout(self.inner)
        self.grid.setContentsMargins(1, 1, 8, 8)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(10)
        self.setWidget(self.inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Sessions by day"))

    def set_rows(self, rows: Sequence[SessionRow]) -> None:
        """Show other sessions; the cursor stays on the session it was on."""
        focused = next((card.row.id for card in self.cards if card.hasFocus()), None)
        clear(self.grid)
        for column in range(self.grid.columnCount()):
            self.grid.setColumnMinimumWidth(column, 0)
            self.grid.setColumnStretch(column, 0)
        self.cards = []
        self._places = {}
        days: list[date | None] = list(dict.fromkeys(row.day for row in rows))
        for column, day in enumerate(days):
            self.grid.setColumnMinimumWidth(column, NARROWEST)
            self.grid.setColumnStretch(column, 1)
            self.grid.addWidget(_heading(day), 0, column)
            for half in (0, 1):
                own = [row for row in rows if row.day == day and row.half == half]
                stack = QVBoxLayout()
                stack.setSpacing(8)
                for place, row in enumerate(own):
                    card = SessionCard(row)
                    card.opened.connect(self.opened)
                    card.moved.connect(self._on_moved)
                    self.cards.append(card)
                    self._places[column, half, place] = card
                    stack.addWidget(card, 1)
                self.grid.addLayout(stack, half + 1, column)
        self.grid.setRowStretch(3, 1)
        if focused is not None:
            self.focus_session(focused)

    def focus_session(self, session_id: int) -> None:
        """Put the cursor on a session."""
        for card in self.cards:
            if card.row.id == session_id:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(card)

    def _on_moved(self, across: int, down: int) -> None:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            across = -across
        place = next((p for p, card in self._places.items() if card is self.sender()), None)
        if place is None:
            return
        column, half, order = place
        if across:
            order = 0
            wanted = [(column + across, half, 0), (column + across, 1 - half, 0)]
        else:
            wanted = [(column, half, order + down), (column, half + down, 0)]
        for at in wanted:
            if at in self._places:
                card = self._places[at]
                card.setFocus(Qt.FocusReason.TabFocusReason)
                self.ensureWidgetVisible(card)
                return


def _heading(day: date | None) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(margins(4, 0, 0, 0))
    layout.setSpacing(0)
    layout.addWidget(Label(day_name(day) if day else _("No date yet"), "strong"))
    layout.addWidget(Label(short_day(day), "muted"))
    return box
