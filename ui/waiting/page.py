"""Rows of lists that wait for a person's decision; they wait inside the workbook, closed or not."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.side import DecidePanel, Option
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.words import attempt_word
from workbook.domain.people import PERSON
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.intake.detect import ListKind
from workbook.services import intake, people
from workbook.services.intake import WaitingRow
from workbook.storage.changing import Changes

WAITING = "waiting"
"""The kind that is told when rows began or ceased to wait."""
LEAVE_OUT = "leave out"


class WaitingPage(Page):
    """The rows on one side, the chosen row and who it may be on the other."""

    kinds: ClassVar[frozenset[str]] = frozenset({WAITING, "person", "enrolment", "attempt"})
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Waiting"))

        def bring_in() -> None:
            ctx.bus.go("intake", "choose")

        self.buttons.addWidget(button(_("Bring in a list"), icon="file-up", on_click=bring_in))
        self.model: SnapshotModel[WaitingRow] = SnapshotModel(
            _columns(), key=lambda row: row.waiting_id, named=lambda row: row.name
        )
        self.table = Table(
            self.model,
            _("Rows that wait for you"),
            empty=EmptyState(
                "inbox",
                _("Nothing waits for you"),
                _(
                    "Rows of a list that could be somebody else, or that cannot be read, wait "
                    "here until you decide. The good rows are brought in without them."
                ),
            ),
        )
        self.table.selection_moved.connect(self._show_row)
        self.table.activated_key.connect(self._on_activated)
        self.panel = DecidePanel(_("The chosen row"))
        self.panel.decided.connect(self.decide)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self.body.addLayout(row)

    def reload(self) -> None:
        rows = intake.waiting_rows(self.ctx.book)
        if any(row.kind is None for row in rows):
            names = people.names_by_ref(self.ctx.book)
            rows = tuple(replace(row, name=names.get(row.name, row.name)) for row in rows)
        self.model.set_rows(rows)
        count = len(rows)
        self.subtitle.setText(
            ngettext("{n} row needs you", "{n} rows need you", count).format(n=count)
            if count
            else ""
        )
        if rows and self.table.current_key() is None:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_row()

    def search(self, text: str) -> None:
        self.model.set_search(text)
        self._show_row()

    def _show_row(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            self.panel.hide()
            return
        options = [
            Option(_("It is {name}").format(name=candidate.name), candidate.person_id)
            for candidate in row.candidates
        ]
        ours = row.kind is None
        if not ours and row.kind not in (ListKind.NATIVE_NAMES, ListKind.MARKS):
            options.append(Option(_("Somebody new"), None))
        asks_again = _("The same list, brought in again, asks again.")
        if ours:
            asks_again = _("If the change is right, make it by hand where it belongs first.")
        options.append(Option(_("Leave it out"), LEAVE_OUT, asks_again))
        place = _("{file}, sheet “{sheet}”, row {n}").format(
            file=row.file_name, sheet=row.sheet, n=row.row_number
        )
        if row.rows > 1:
            said = _("One answer settles {n} rows of this person.").format(n=row.rows)
            place = f"{place}\n{said}"
        self.panel.show_row(
            row.name,
            place=place,
            reasons=row.reasons,
            question=_("What becomes of it?") if ours else _("Who is this?"),
            options=options,
            facts=[(_caption(field), _shown(field, value)) for field, value in row.fields],
        )

    def decide(self, value: object) -> None:
        """Settle the chosen row: a person's key, None for somebody new, or leave it out."""
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            return
        place = self.table.currentIndex().row()
        if value == LEAVE_OUT:
            try:
                intake.dismiss_waiting(self.ctx.book, row.waiting_id)
            except WorkbookError as error:
                self.ctx.on_error(error)
                return
            self.ctx.say(_("The row was left out."), False)
        else:
            person = value if isinstance(value, int) else None

            def settle() -> Changes:
                return intake.settle_waiting(self.ctx.book, row.waiting_id, person)

            if self.ctx.perform(settle, _("The row was settled.")) is None:
                return
        self.ctx.bus.tell(frozenset({WAITING}))
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(min(place, self.model.rowCount() - 1), 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_activated(self, _key: object) -> None:
        self.panel.focus_first()


def _caption(field: str) -> str:
    more = {
        "marks": _("Marks"),
        "module_code": _("Module"),
        "module_title": _("Title of the module"),
        "status": _("Result"),
        "score": _("Score"),
        "done_on": _("Completed on"),
    }
    if field in more:
        return more[field]
    return next((_(known.caption) for known in PERSON.fields if known.name == field), field)


def _shown(field: str, value: str | int) -> str:
    if field == "status":
        return attempt_word(str(value))
    return f"{value} %" if field == "score" else str(value)


def _columns() -> list[Column[WaitingRow]]:
    return [
        Column("name", _("Name"), lambda row: row.name),
        Column(
            "why", _("Why it waits"), lambda row: " ".join(row.reasons), stretch=True, width=240
        ),
        Column("file", _("List"), lambda row: row.file_name),
        Column(
            "row",
            _("Row"),
            lambda row: str(row.row_number),
            lambda row: row.row_number,
            number=True,
        ),
    ]
