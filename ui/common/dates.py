"""Days as the screen writes them, and the fields in which days and numbers are typed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from workbook.i18n import _

NONE = QDate(1900, 1, 1)
"""What a DateField that may be empty shows as a dash."""


def month_name(month: int) -> str:
    """The short name of a month, 1 to 12."""
    names = (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )
    return names[month - 1]


def short_day(day: date | None) -> str:
    """A day such as "2 Nov 2020"; "" for None."""
    return f"{day.day} {month_name(day.month)} {day.year}" if day else ""


def span(first: date | None, last: date | None) -> str:
    """From one day to another, with what they share said once: "2–6 Nov 2020"."""
    if first is None or last is None or first == last:
        return short_day(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last)}"
    if first.year == last.year:
        return f"{first.day} {month_name(first.month)} – {short_day(last)}"
    return f"{short_day(first)} – {short_day(last)}"


def inset(box: QAbstractSpinBox) -> None:
    """Keep the text clear of the frame: Qt forgets the padding of the style sheet here."""
    # From the children, because lineEdit() is not public in QAbstractSpinBox.
    for line in box.findChildren(QLineEdit):
        line.setTextMargins(8, 0, 8, 0)


SEPARATORS = (".", "/", "-", ":", " ")


class NumberField(QSpinBox):
    """A whole number; with `none` the lowest value is a dash and counts as none."""

    def __init__(
        self,
        name: str,
        last: int,
        *,
        suffix: str = "",
        none: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._none = none
        self.setRange(-1 if none else 0, last)
        self.setSuffix(suffix)
        if none:
            self.setSpecialValueText("–")
        inset(self)

    def set_number(self, number: int | None) -> None:
        """Show `number`, or a dash for None."""
        self.setValue(-1 if number is None else number)

    def number(self) -> int | None:
        """The number shown; None for the dash."""
        return None if self._none and self.value() < 0 else self.value()


class DateField(QDateEdit):
    """A day, typed or chosen; with `optional` it may be none, shown as a dash."""

    def __init__(self, name: str, *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDisplayFormat("dd.MM.yyyy")
        inset(self)
        self.setToolTip(_("Day, month, year. Up and Down change the part with the cursor."))
        self._optional = optional
        if optional:
            self.setMinimumDate(NONE)
            self.setSpecialValueText("–")
            self.setToolTip(self.toolTip() + " " + _("Delete leaves it open."))
        _TypedOver(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._optional and event.key() == Qt.Key.Key_Delete:
            self.setDate(NONE)
            return
        if self._optional and self.date() == NONE and event.text().isdigit():
            self.setDate(QDate.currentDate())
            self.setSelectedSection(QDateEdit.Section.DaySection)
        super().keyPressEvent(event)

    def stepBy(self, steps: int) -> None:
        if self._optional and self.date() == NONE:
            self.setDate(QDate.currentDate())
        else:
            super().stepBy(steps)

    def set_day(self, day: date | None) -> None:
        """Show `day`; None only where the field is optional."""
        if day is not None:
            self.setDate(QDate(day.year, day.month, day.day))
        elif self._optional:
            self.setDate(NONE)

    def day(self) -> date | None:
        """The day shown; None for the dash."""
        shown = self.date()
        if self._optional and shown == NONE:
            return None
        return date(shown.year(), shown.month(), shown.day())


class TimeField(QTimeEdit):
    """A time of the day, typed or chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDisplayFormat("HH:mm")
        inset(self)
        _TypedOver(self)


class _TypedOver(QObject):
    """Lets a digit replace the part of a date or time in which the cursor is, as it does after Tab:
    Qt swallows it silently where the part is full.

    Qt goes on by itself after a digit that fills its part; a dot typed then is no second step.
    """

    def __init__(self, field: QDateTimeEdit) -> None:
        super().__init__(field)
        self._field = field
        self._typed_in = QDateTimeEdit.Section.NoSection
        lines = field.findChildren(QLineEdit)
        self._line = lines[0]
        field.installEventFilter(self)
        self._line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            self._typed_in = QDateTimeEdit.Section.NoSection
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        field, none = self._field, QDateTimeEdit.Section.NoSection
        before, self._typed_in = self._typed_in, none
        if event.text().isdigit():
            selected = self._line.selectedText()
            if selected and selected == self._line.text():
                field.setSelectedSection(field.sectionAt(0))
            elif not selected and field.currentSection() != before:
                field.setSelectedSection(field.currentSection())
            self._typed_in = field.currentSection()
            return False
        return event.text() in SEPARATORS and before not in (none, field.currentSection())
