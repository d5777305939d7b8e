"""The form in which a cohort is made or edited: it fills the page, since it is seldom used."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import DateField, NumberField
from ui.common.entry import field_label
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.side import choices, choose, clear, native_line, note
from ui.common.theme import set_look
from workbook.domain.certificate import Rule
from workbook.domain.cohort import Signatory
from workbook.domain.training import DEFAULT_STATUS_SET, STATUS_SETS
from workbook.i18n import _
from workbook.services import cohorts
from workbook.services.cohorts import CohortRow
from workbook.storage.changing import Changes

MOST_SIGNATORIES = 5
WIDTH = 780


class CohortForm(QWidget):
    """Emits `done` with the cohort's key when it was saved, and with None when it was left."""

    done = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.row: CohortRow | None = None
        self._keys: list[str] = []
        self.inner = QWidget()
        set_look(self.inner, "scrolled")
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(margins(0, 0, 12, 12))
        self.column.setSpacing(12)
        area = QScrollArea()
        area.setWidget(self.inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_cohort(self, row: CohortRow | None) -> None:
        """Show a cohort's fields, or the empty form for None."""
        self.row = row
        clear(self.column)
        self.lines: dict[str, QLineEdit] = {}
        self.column.addWidget(self._about(row))
        self.column.addWidget(self._marks(row))
        self.column.addWidget(self._signing(row))
        self.column.addStretch()
        place = f"cohort {row.id}" if row else "cohort"
        self._keys = [f"{place}/{key}" for key in self.lines]
        for key, line in zip(self._keys, self.lines.values(), strict=True):
            self.ctx.drafts.register(key, line, before=line.text())
        self.lines["code"].setFocus()

    def forget_drafts(self) -> None:
        """The form was saved or left: so are its drafts."""
        for key in self._keys:
            self.ctx.drafts.done(key)

    def _about(self, row: CohortRow | None) -> Card:
        card = self._card(_("The cohort"))
        grid = _grid(card)
        today = self.ctx.book.sources.today()
        self.first = DateField(_("First day"))
        self.last = DateField(_("Last day"))
        monday = today + timedelta(days=-today.weekday() % 7)
        self.first.set_day(row.starts_on if row and row.starts_on else monday)
        self.last.set_day(row.ends_on if row and row.ends_on else monday + timedelta(days=4))
        self.first.dateChanged.connect(self._on_first)
        self._line(grid, 0, 0, "code", _("Code"), row.code if row else "")
        self._line(grid, 0, 1, "venue", _("Venue"), row.venue if row else "")
        self._line(grid, 1, 0, "title", _("Title"), row.title if row else "")
        self._line(
            grid, 1, 1, "title_native", _("Title in own script"), row.title_native if row else ""
        )
        self._line(
            grid, 2, 0, "short_title", _("Neutral title on sheets"), row.short_title if row else ""
        )
        self._line(
            grid,
            2,
            1,
            "short_title_native",
            _("Neutral title in own script"),
            row.short_title_native if row else "",
        )
        self.lines["short_title"].setPlaceholderText(_("Investigation course"))
        _put(grid, 3, 0, _("First day"), self.first)
        _put(grid, 3, 1, _("Last day"), self.last)
        card.body.addWidget(
            note(
                _(
                    "The neutral title stands on sign-in sheets, which lie open on tables: it "
                    "should not say what the course is about."
                ),
                "muted",
            )
        )
        return card

    def _marks(self, row: CohortRow | None) -> Card:
        card = self._card(_("Marks and certificates"))
        grid = _grid(card)
        options = [
            ("  ".join(f"{s.code} {_(s.label)}" for s in statuses), name)
            for name, statuses in STATUS_SETS.items()
        ]
        self.statuses = choices(_("Marks of attendance"), [(t, v) for t, v in options])
        now = next(
            (name for name, known in STATUS_SETS.items() if row and row.statuses == known),
            DEFAULT_STATUS_SET,
        )
        choose(self.statuses, now)
        self._statuses_before = now
        rule = row.rule if row else Rule()
        self.completion = NumberField(_("Certificate of completion from"), 100, suffix=" %")
        self.attendance = NumberField(_("Certificate of attendance from"), 100, suffix=" %")
        self.completion.setValue(rule.completion_percent)
        self.attendance.setValue(rule.attendance_percent)
        grid.addWidget(field_label(_("Marks of attendance"), self.statuses), 0, 0, 1, 2)
        grid.addWidget(self.statuses, 1, 0, 1, 2)
        _put(grid, 1, 0, _("Certificate of completion from"), self.completion)
        _put(grid, 1, 1, _("Certificate of attendance from"), self.attendance)
        self.modules = QCheckBox(_("Completion asks for every required module"))
        self.modules.setChecked(rule.modules)
        self.mandatory = QCheckBox(_("Completion asks for every mandatory session"))
        self.mandatory.setChecked(rule.mandatory_sessions)
        card.body.addWidget(self.modules)
        card.body.addWidget(self.mandatory)
        card.body.addWidget(
            note(_("Percentages are of the planned minutes. Coaching does not count."), "muted")
        )
        return card

    def _signing(self, row: CohortRow | None) -> Card:
        card = self._card(_("Who signs the certificates"))
        self.signatories: list[tuple[QLineEdit, QLineEdit, QLineEdit, QLineEdit]] = []
        self._signing_grid = _grid(card)
        self._signing_grid.setColumnStretch(2, 1)
        self._signing_grid.setColumnStretch(3, 1)
        for place, text in enumerate(
            (_("Name"), _("Title"), _("Name in own script"), _("Title in own script"))
        ):
            self._signing_grid.addWidget(Label(text, "muted"), 0, place)
        for signatory in row.signatories if row else ():
            self._add_signatory(signatory)
        self.more = button(_("Add a signatory"), look="link", icon="plus", on_click=self._on_more)
        card.body.addWidget(self.more)
        if not self.signatories:
            self._add_signatory(Signatory())
        return card

    def _add_signatory(self, signatory: Signatory) -> None:
        number = len(self.signatories) + 1
        fields = []
        for place, (text, label) in enumerate(
            (
                (signatory.name, _("Name of signatory {n}")),
                (signatory.title, _("Title of signatory {n}")),
                (signatory.name_native, _("Name of signatory {n} in own script")),
                (signatory.title_native, _("Title of signatory {n} in own script")),
            )
        ):
            said = label.format(n=number)
            field = native_line(said) if place > 1 else QLineEdit()
            field.setAccessibleName(said)
            field.setText(text)
            self._signing_grid.addWidget(field, number, place)
            fields.append(field)
        self.signatories.append((fields[0], fields[1], fields[2], fields[3]))

    def _on_more(self) -> None:
        self._add_signatory(Signatory())
        self.more.setVisible(len(self.signatories) < MOST_SIGNATORIES)
        self.signatories[-1][0].setFocus()

    def _card(self, heading: str) -> Card:
        card = Card(heading)
        card.setMaximumWidth(WIDTH)
        return card

    def _line(
        self, grid: QGridLayout, row: int, column: int, key: str, label: str, text: str
    ) -> None:
        field = native_line(label) if key.endswith("native") else QLineEdit()
        field.setText(text)
        _put(grid, row, column, label, field)
        self.lines[key] = field

    def _on_first(self) -> None:
        first, last = self.first.day(), self.last.day()
        if self.row is None and first is not None and last is not None:
            self.last.set_day(first + timedelta(days=4))

    def save(self) -> None:
        """Make the cohort or save it; what was typed stays on the screen when it cannot be."""
        row = self.row
        first, last = self.first.day(), self.last.day()
        assert first is not None
        assert last is not None
        values: dict[str, Any] = {key: field.text() for key, field in self.lines.items()}
        values["rule"] = Rule(
            completion_percent=self.completion.value(),
            attendance_percent=self.attendance.value(),
            modules=self.modules.isChecked(),
            mandatory_sessions=self.mandatory.isChecked(),
        )
        values["signatories"] = self._signed()
        chosen = self.statuses.currentData()
        made: list[int] = []

        def act() -> Changes:
            if row is None:
                done = cohorts.create_cohort(
                    self.ctx.book, starts_on=first, ends_on=last, status_set=chosen, **values
                )
                made.append(done.id)
                return done.changes
            return cohorts.edit_cohort(
                self.ctx.book,
                cohort_id=row.id,
                starts_on=_changed(first, row.starts_on),
                ends_on=_changed(last, row.ends_on),
                status_set=chosen if chosen != self._statuses_before else None,
                **values,
            )

        said = _("The cohort is there.") if row is None else _("The cohort was saved.")
        if self.ctx.perform(act, said) is not None:
            self.forget_drafts()
            self.done.emit(made[0] if made else row.id if row else None)

    def _signed(self) -> list[Signatory]:
        rows = [tuple(field.text().strip() for field in fields) for fields in self.signatories]
        return [Signatory(*row) for row in rows if any(row)]


def _changed(day: date, before: date | None) -> date | None:
    return day if day != before else None


def _grid(card: Card) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    card.body.addLayout(grid)
    return grid


def _put(grid: QGridLayout, row: int, column: int, label: str, field: QWidget) -> None:
    grid.addWidget(field_label(label, field), 2 * row, column)
    grid.addWidget(field, 2 * row + 1, column)


def form_buttons(form: CohortForm) -> QHBoxLayout:
    """Cancel and Save for the heading of the page."""

    def leave() -> None:
        form.forget_drafts()
        form.done.emit(None)

    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(button(_("Cancel"), on_click=leave))
    row.addWidget(button(_("Save"), look="primary", icon="check", on_click=form.save))
    return row
