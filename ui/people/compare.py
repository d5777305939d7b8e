"""Two records side by side that may be one person: field by field, and what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.fonts import native_font
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.scrolling import scrolling
from ui.common.side import clear, note
from ui.common.tables import isolated
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _
from workbook.text import has_arabic_script

NOTHING = "–"
WRAPPED = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Side:
    """A record as its column is headed: name, Ref and what else tells it apart."""

    name: str
    about: Sequence[str]


@dataclass(frozen=True)
class Line:
    """One field in both records, "" for nothing; where it differs there is something to choose."""

    field: str
    caption: str
    one: str
    other: str
    differs: bool


class Pick(QRadioButton):
    """One of two values. A long one takes more lines: what is chosen is read whole."""

    def __init__(self, text: str, caption: str) -> None:
        super().__init__(text)
        self.setAccessibleName(f"{caption}: {text}")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if has_arabic_script(text):
            self.setFont(native_font(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def heightForWidth(self, width: int) -> int:
        option = self._option()
        option.rect = QRect(0, 0, width, 1000)
        room = self._room(option)
        words = option.fontMetrics.boundingRect(room, WRAPPED, isolated(self.text()))
        return max(words.height() + 4, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = self._option()
        room = self._room(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_RadioButton, option)
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        lines = start | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        role = self.foregroundRole()
        painter.drawItemText(
            room, int(lines), self.palette(), self.isEnabled(), isolated(self.text()), role
        )

    def _option(self) -> QStyleOptionButton:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return option

    def _room(self, option: QStyleOptionButton) -> QRect:
        """Where the words stand."""
        contents = QStyle.SubElement.SE_RadioButtonContents
        return self.style().subElementRect(contents, option, self)


class CompareView(QFrame):
    """Fills the page while two records are looked at. Escape leaves it."""

    same = Signal()
    two = Signal()
    later = Signal()
    left = Signal()
    revealed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "card")
        self.setAccessibleName(_("Two records side by side"))
        self.heading = Label("", "heading", wrap=True)
        self.place = Label("", "muted")
        self.back = button(
            _("Back to the list"), look="link", icon="arrow-left", on_click=self.left.emit
        )
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.place)
        top.addWidget(self.back)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(margins(0, 4, 8, 4))
        outer.setSpacing(10)
        self.reasons = QVBoxLayout()
        self.reasons.setSpacing(4)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(7)
        self.grid.setColumnMinimumWidth(0, 120)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(2, 1)
        outer.addLayout(self.reasons)
        outer.addLayout(self.grid)
        outer.addStretch()
        self.area = scrolling(inner)
        self.says = note(
            _(
                "Attendance, results and certificates of both stay where they are and count "
                "together. Who was made one can be taken apart again."
            ),
            "muted",
        )
        self.yes = button(_("These are the same person"), look="primary", on_click=self.same.emit)
        self.no = button(_("They are two people"), on_click=self.two.emit)
        self.wait = button(_("Decide later"), look="link", on_click=self.later.emit)
        self.eye = button(
            _("Show phone and identity card"), look="link", icon="eye", on_click=self.revealed.emit
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for item in (self.yes, self.no, self.wait):
            foot.addWidget(item)
        foot.addStretch()
        foot.addWidget(self.eye)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(20, 14, 14, 16))
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.says)
        layout.addLayout(foot)
        self._picks: dict[str, QButtonGroup] = {}

    def show_pair(
        self,
        heading: str,
        place: str,
        sides: tuple[Side, Side],
        reasons: Sequence[str],
        lines: Sequence[Line],
        *,
        can: bool,
        masked: bool,
    ) -> None:
        """Show two records. `place` tells which of several pairs it is; `masked`: some of it is
        shown only when asked for.
        """
        self.heading.setText(heading)
        self.place.setText(place)
        self._picks = {}
        clear(self.reasons)
        clear(self.grid)
        if reasons:
            self.reasons.addWidget(Banner(" · ".join(reasons), Tone.INFO))
        for column, side in enumerate(sides, start=1):
            head = QVBoxLayout()
            head.setSpacing(1)
            head.addWidget(note(isolated(side.name), "strong"))
            for text in side.about:
                head.addWidget(note(isolated(text), "muted"))
            self.grid.addLayout(head, 0, column)
        row = 1
        for line in sorted(lines, key=lambda line: not line.differs):
            if line.one or line.other:
                self._add(row, line, can)
                row += 1
        picks = [pick for group in self._picks.values() for pick in group.buttons()]
        for before, after in pairwise([self.back, *picks, self.yes, self.no, self.wait, self.eye]):
            QWidget.setTabOrder(before, after)
        for item in (self.yes, self.no):
            item.setEnabled(can)
        self.eye.setVisible(masked)
        self.area.verticalScrollBar().setValue(0)

    def chosen(self) -> Mapping[str, int]:
        """For each field that differs, which record's value was picked: 0 or 1."""
        return {field: group.checkedId() for field, group in self._picks.items()}

    def pick(self, field: str, record: int) -> QAbstractButton:
        """The button that takes the value of one of the two records (0 or 1)."""
        return self._picks[field].button(record)

    def focus_first(self) -> None:
        """Put the cursor where the decision begins."""
        first = next(iter(self._picks.values()), None)
        target = first.checkedButton() if first is not None else None
        (target or self.yes).setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, row: int, line: Line, can: bool) -> None:
        self.grid.addWidget(note(line.caption, "muted"), row, 0)
        if not line.differs:
            self.grid.addWidget(note(isolated(line.one)), row, 1)
            self.grid.addWidget(Label(_("the same in both"), "muted"), row, 2)
            return
        group = QButtonGroup(self)
        for number, text in enumerate((line.one, line.other)):
            pick = Pick(text or NOTHING, line.caption)
            pick.setEnabled(can)
            group.addButton(pick, number)
            self.grid.addWidget(pick, row, number + 1)
        group.button(0 if line.one else 1).setChecked(True)
        self._picks[line.field] = group

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
