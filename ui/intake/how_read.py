"""How a list was read: where on which sheet it stands, and what its columns mean, to be corrected.

Closed where nothing has to be said. Each answer is told at once, and what it comes to is shown
below; nothing is kept before the list is taken in.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.card import Card
from ui.common.dates import inset
from ui.common.entry import field_label
from ui.common.icons import set_icon
from ui.common.label import Label
from ui.common.side import choices, choose
from ui.common.tables import isolated
from ui.intake.cells import Cells, Frame, frame_of
from ui.intake.files import File
from ui.intake.meanings import Meanings
from ui.intake.words import kind_word
from workbook.i18n import _, ngettext
from workbook.intake.correction import NO_HEADER, NOTHING, Correction
from workbook.intake.detect import ForeignList, ListKind
from workbook.services.intake import ListFile
from workbook.sheets.addresses import column_letters, position

KEY = "Ctrl+H"
PLACE, COLUMNS = 0, 1
_KINDS = (
    ListKind.NOMINATIONS,
    ListKind.PARTICIPANTS,
    ListKind.COMPLETIONS,
    ListKind.NATIVE_NAMES,
    ListKind.MARKS,
    ListKind.TEST_MARKS,
    ListKind.EXPERTS,
)
_HEIGHT = 262


_LETTERS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1256",
    "cp720",
    "iso8859-6",
    "mac-arabic",
    "cp850",
    "mac-roman",
    "cp1251",
)


def letters_word(codec: str) -> str:
    """How the letters of a text are written, by the name of Python's codec."""
    words = {
        "utf-8": _("Unicode (UTF-8)"),
        "utf-16": _("Unicode (UTF-16)"),
        "cp1252": _("Western European (Windows)"),
        "cp1256": _("Arabic, Urdu, Persian (Windows)"),
        "cp720": _("Arabic (DOS)"),
        "iso8859-6": _("Arabic (ISO)"),
        "mac-arabic": _("Arabic (Mac)"),
        "cp850": _("Western European (DOS)"),
        "mac-roman": _("Western European (Mac)"),
        "cp1251": _("Cyrillic (Windows)"),
    }
    return words.get(codec, codec)


class RowField(QSpinBox):
    """A row as the sheet calls it: its number from 1, or letters where people stand across. Its
    `row` is counted from 0, None for the lowest value, which has words of its own.
    """

    def __init__(self, name: str, none: str) -> None:
        super().__init__()
        self._letters = False
        self._none = none
        self.setAccessibleName(name)
        self.setKeyboardTracking(False)
        self.setAccelerated(True)
        inset(self)

    @property
    def row(self) -> int | None:
        return self.value() - 1 if self.value() else None

    def show_row(self, row: int | None, *, rows: int, letters: bool) -> None:
        """Show a row of `rows`."""
        self._letters = letters
        with QSignalBlocker(self):
            self.setRange(0, max(rows, 1))
            self.setValue(0 if row is None else row + 1)

    def textFromValue(self, value: int) -> str:
        if not value:
            return self._none
        return column_letters(value - 1) if self._letters else str(value)

    def valueFromText(self, text: str) -> int:
        text = text.strip()
        if text == self._none or not text:
            return 0
        if text.isdecimal():
            return int(text)
        return position(f"{text}1")[1] + 1 if text.isascii() and text.isalpha() else self.value()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place


class HowRead(QWidget):
    """A line that opens to a card. Ctrl+H opens and closes it, Escape closes it."""

    corrected = Signal(object)
    """All that was said of the list so far: a Correction."""
    lettered = Signal(str)
    """The file is to be read again, its letters by this codec."""
    turned = Signal()
    """It was opened or closed."""

    def __init__(self) -> None:
        super().__init__()
        self.file: File | None = None
        self.said = NOTHING
        self._frame: Frame | None = None
        self.toggle = button(
            _("How this list was read"), look="link", icon="chevron-right", on_click=self.turn
        )
        self.toggle.setToolTip(KEY)
        self.summary = Label("", "muted")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.toggle)
        head.addWidget(self.summary, 1)
        self.keep_as = QLineEdit()
        self.keep_as.setPlaceholderText(_("Name for it, if you like"))
        self.keep_as.setAccessibleName(_("Name under which this is kept"))
        self.keep_as.setFixedWidth(180)
        self.keep_as.setToolTip(
            _("What you said is used again for lists of this sender; a name tells it from others.")
        )
        self.keep_as.textEdited.connect(self._on_name)
        head.addWidget(self.keep_as)
        self.card = self._make_card()
        self.card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.card, 1)
        shortcut = QShortcut(QKeySequence(KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.turn)

    def _make_card(self) -> Card:
        card = Card()
        card.body.setContentsMargins(14, 6, 14, 10)
        card.body.setSpacing(8)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Where the list stands, or what its columns mean"))
        self.tabs.addTab(_("Where it stands"))
        self.tabs.addTab(_("What the columns mean"))
        self.afresh = button(_("As it was found"), look="link", on_click=self.say_nothing)
        top = QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch()
        top.addWidget(self.afresh)
        self.meanings = Meanings()
        self.meanings.chosen.connect(self._on_meaning)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_place())
        self.stack.addWidget(self.meanings)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        card.body.addLayout(top)
        card.body.addWidget(self.stack, 1)
        card.setMinimumHeight(_HEIGHT)
        return card

    def _make_place(self) -> QWidget:
        self.sheet = choices(_("Sheet"), [])
        self.header = RowField(_("Header row"), _("none"))
        self.first = RowField(_("First row of people"), "–")
        self.last = RowField(_("Last row of people"), "–")
        self.kind = choices(_("Kind of list"), [])
        self.kind.setPlaceholderText(_("not found"))
        self.letters = choices(_("Letters"), [])
        self.letters.setMinimumWidth(240)
        for shown in (self.kind, self.sheet):
            # As high as the numbers beside them; what has no room is read in the tool tip.
            shown.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            shown.currentTextChanged.connect(shown.setToolTip)
        self.across = QCheckBox(_("People stand in columns"))
        self.hidden = QCheckBox(_("Read what the file hides too"))
        self.cells = Cells()
        self.sheet.activated.connect(self._on_sheet)
        self.header.valueChanged.connect(self._on_header)
        self.first.valueChanged.connect(self._on_rows)
        self.last.valueChanged.connect(self._on_rows)
        self.kind.activated.connect(self._on_kind)
        self.letters.activated.connect(lambda n: self.lettered.emit(self.letters.itemData(n)))
        self.across.clicked.connect(self._on_across)
        self.hidden.clicked.connect(self._on_hidden)
        self.cells.header_chosen.connect(self._on_header_chosen)
        fields = QGridLayout()
        fields.setHorizontalSpacing(8)
        fields.setVerticalSpacing(2)
        for number, (text, box, share) in enumerate(
            (
                (_("Kind of list"), self.kind, 1),
                (_("Sheet"), self.sheet, 1),
                (_("Header row"), self.header, 0),
                (_("People from row"), self.first, 0),
                (_("to row"), self.last, 0),
            )
        ):
            fields.addWidget(field_label(text, box), 0, number)
            fields.addWidget(box, 1, number)
            fields.setColumnStretch(number, share)
        self.letters_label = Label(_("Letters"))
        self.letters_label.setBuddy(self.letters)
        ticks = QHBoxLayout()
        ticks.setSpacing(16)
        ticks.addWidget(self.across)
        ticks.addWidget(self.hidden)
        ticks.addStretch()
        ticks.addWidget(self.letters_label)
        ticks.addWidget(self.letters)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(fields)
        column.addLayout(ticks)
        column.addWidget(self.cells, 1)
        return place

    # -- opening and closing

    @property
    def is_open(self) -> bool:
        """Whether more than its line is shown."""
        return not self.card.isHidden()

    @property
    def chain(self) -> tuple[QWidget, ...]:
        """What the cursor goes through, in order."""
        place = (self.kind, self.sheet, self.header, self.first, self.last)
        ticks = (self.across, self.hidden, self.letters)
        shown = (*place, *ticks, self.cells, self.meanings)
        return (self.toggle, self.keep_as, self.tabs, self.afresh, *shown)

    def turn(self) -> None:
        """Open it with the cursor in it, or close it."""
        if self.isHidden():
            return
        if self.is_open:
            self.close_card()
        else:
            self.open_card()
            self.tabs.setFocus(Qt.FocusReason.TabFocusReason)

    def open_card(self) -> None:
        """Show all of it."""
        self.card.show()
        set_icon(self.toggle, "chevron-down", "accent_text")
        if self.file is not None:
            self.show_file(self.file)
        self.turned.emit()

    def close_card(self) -> None:
        """Show its line alone."""
        focused = self.focusWidget()
        self.card.hide()
        self.keep_as.hide()
        set_icon(self.toggle, "chevron-right", "accent_text")
        if focused is not None and self.card.isAncestorOf(focused):
            self.toggle.setFocus(Qt.FocusReason.OtherFocusReason)
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            self.close_card()
        else:
            super().keyPressEvent(event)

    # -- showing

    def show_file(self, file: File) -> None:
        """Show how a file was read; nothing where it is no list."""
        if file is not self.file:
            self.keep_as.setText(file.keep_as)
        self.file = file
        self.setVisible(file.list is not None)
        if file.list is None:
            self.close_card()
            return
        self.said = file.list.correction
        self.summary.setText(summary(file.list))
        self.keep_as.setVisible(self.is_open and _is_kept(file.list))
        if self.is_open:
            self._show()

    def _show(self) -> None:
        read = self.file.list if self.file is not None else None
        if read is None:
            return
        frame = self._frame = frame_of(read)
        found = read.found
        rows, letters = len(frame.grid.rows), frame.grid.across
        with QSignalBlocker(self.sheet), QSignalBlocker(self.kind), QSignalBlocker(self.letters):
            self._fill_sheets(read, frame)
            self._fill_kinds(read, found)
            self._fill_letters(read.sheets.encoding or "utf-8")
        is_text = read.sheets.kind == "csv" and not read.pasted
        self.letters.setVisible(is_text)
        self.letters_label.setVisible(is_text)
        self.header.show_row(frame.caption, rows=rows, letters=letters)
        self.first.show_row(frame.first, rows=rows, letters=letters)
        self.last.show_row(frame.last, rows=rows, letters=letters)
        self.across.setChecked(letters)
        self.hidden.setChecked(self.said.hidden)
        self.hidden.setVisible(self.said.hidden or _hides(read))
        report = found is not None and found.report is not None
        for field in (self.header, self.first, self.last, self.across):
            field.setDisabled(report)
        self.cells.show_frame(frame)
        self.meanings.show_list(read)
        self.afresh.setVisible(self.said != NOTHING)

    def _fill_sheets(self, read: ListFile, frame: Frame) -> None:
        self.sheet.clear()
        people = {sheet.name: sheet.people for sheet in read.found.sheets} if read.found else {}
        for sheet in read.sheets.sheets:
            said = [isolated(sheet.name)]
            if count := people.get(sheet.name):
                people_word = ngettext("{n} person", "{n} people", count).format(n=count)
                said.append(isolated(people_word))
            if sheet.hidden:
                said.append(_("hidden"))
            self.sheet.addItem(" · ".join(said), sheet.name)
        choose(self.sheet, frame.grid.sheet.name)
        self.sheet.setEnabled(self.sheet.count() > 1)

    def _fill_letters(self, encoding: str) -> None:
        used = codecs.lookup(encoding).name.removesuffix("-sig")
        self.letters.clear()
        for codec in dict.fromkeys((*_LETTERS, used)):
            self.letters.addItem(letters_word(codec), codec)
        choose(self.letters, used)

    def _fill_kinds(self, read: ListFile, found: ForeignList | None) -> None:
        as_found = read.as_found
        kinds: Sequence[ListKind] = _KINDS
        if as_found is not None and as_found.report is not None:
            kinds = (ListKind.MEETING, *kinds)
        self.kind.clear()
        for kind in kinds:
            self.kind.addItem(kind_word(kind), kind)
        if found is None and self.said.kind is None:
            self.kind.setCurrentIndex(-1)
        else:
            choose(self.kind, found.kind if found is not None else self.said.kind)

    # -- what a person says

    def say_nothing(self) -> None:
        """Leave the list as it was found."""
        self._say(NOTHING)
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, said: Correction) -> None:
        if said != self.said:
            self.said = said
            self.corrected.emit(said)

    def _on_sheet(self) -> None:
        # What was said of another sheet's rows and columns means nothing here.
        self._say(
            Correction(
                sheet=self.sheet.currentData(),
                hidden=self.said.hidden,
                kind=self.said.kind,
                statuses=self.said.statuses,
            )
        )

    def _on_header(self) -> None:
        row = self.header.row
        self._say(replace(self._here(), header_row=NO_HEADER if row is None else row))

    def _on_header_chosen(self, row: int) -> None:
        self._say(replace(self._here(), header_row=row))

    def _here(self) -> Correction:
        """What was said, without the rows under another header."""
        return replace(self.said, sheet=self._seen(), first_row=None, last_row=None)

    def _seen(self) -> str | None:
        """The sheet that rows are meant of, where it is not the one that is found by itself."""
        read = self.file.list if self.file is not None else None
        assert read is not None
        return self.said.sheet if read.found is not None else frame_of(read).grid.sheet.name

    def _on_rows(self) -> None:
        first, last = self.first.row, self.last.row
        frame = self._frame
        assert frame is not None
        said = replace(self.said, sheet=self._seen())
        if first != frame.first:
            said = replace(said, first_row=first)
        if last != frame.last:
            said = replace(said, last_row=last)
        self._say(said)

    def _on_kind(self) -> None:
        kind = ListKind(self.kind.currentData())  # Qt makes plain text of it
        self._say(NOTHING if kind is ListKind.MEETING else replace(self.said, kind=kind))

    def _on_across(self, across: bool) -> None:
        said = self.said
        self._say(
            Correction(
                sheet=self._seen(),
                across=across,
                hidden=said.hidden,
                kind=said.kind,
                statuses=said.statuses,
            )
        )

    def _on_hidden(self, hidden: bool) -> None:
        self._say(replace(self.said, hidden=hidden))

    def _on_meaning(self, column: int, field: str | None) -> None:
        self._say(replace(self.said, fields={**self.said.fields, column: field}))

    def _on_name(self, name: str) -> None:
        if self.file is not None:
            self.file.keep_as = name


def _is_kept(read: ListFile) -> bool:
    """Whether what was said is used for the next list too, once this one is taken in."""
    more = read.correction != read.before and read.found is not None and not read.pasted
    return more and replace(read.correction, first_row=None, last_row=None) != NOTHING


def _hides(read: ListFile) -> bool:
    return any(
        sheet.hidden or sheet.hidden_rows or sheet.hidden_columns for sheet in read.sheets.sheets
    )


def summary(read: ListFile) -> str:
    """How a list was read, in one line."""
    found = read.found
    if found is None or not found.mapping:
        return ""
    told = [column for column in found.mapping if column.header or column.filled]
    taken = sum(column.field is not None for column in told)
    said = [
        kind_word(found.kind),
        ngettext("{taken} of {n} column", "{taken} of {n} columns", len(told)).format(
            taken=taken, n=len(told)
        ),
    ]
    if _is_kept(read):
        said.append(_("corrected, and kept for this sender"))
    elif read.correction not in (NOTHING, read.before):
        said.append(_("corrected"))
    return " · ".join(said)
