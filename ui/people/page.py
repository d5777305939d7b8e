"""Everybody in the workbook: found in any spelling, added, edited, pasted."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.side import choices, choose
from ui.common.tables import SnapshotModel, Table, cells_of
from ui.people.experts import ExpertsTab
from ui.people.form import PersonForm
from ui.people.rows import person_columns
from workbook.i18n import _, ngettext
from workbook.services import cohorts, people
from workbook.services.people import PersonRow
from workbook.storage.changing import Changes

COHORT = "cohort"
PROVISIONAL = "provisional"


class PeoplePage(Page):
    """`show_detail` takes a person's key, or a collection of keys that alone are shown."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"person", "agency", "unit", "enrolment", "cohort", "expert"}
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("People"))
        self._words = ""
        self._cohort_code = ""
        self._only: frozenset[int] | None = None
        self.bring = button(_("Bring in a list"), icon="file-up", on_click=self._bring_in)
        self.nominate = button("", on_click=self._nominate)
        self.paste_button = button(
            _("Paste"),
            icon="clipboard-paste",
            on_click=self._paste,
            tip=_("People from Excel, Word or a chat (Ctrl+V)"),
        )
        self.add = button(_("Add a person"), look="primary", icon="user-plus", on_click=self._add)
        for item in (self.paste_button, self.bring, self.add):
            item.setEnabled(not ctx.book.read_only)
            self.buttons.addWidget(item)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("People or experts"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab(_("Participants"))
        self.tabs.addTab(_("Experts"))
        self.tabs.currentChanged.connect(self._on_tab)
        self.agency = choices(_("Agency"), [])
        self.agency.setMinimumWidth(190)
        self.agency.currentIndexChanged.connect(self._on_filter)
        self.which = choices(
            _("Who is shown"),
            [
                (_("Everybody"), None),
                (_("This cohort"), COHORT),
                (_("Came without nomination"), PROVISIONAL),
            ],
        )
        self.which.setMinimumWidth(190)
        self.which.currentIndexChanged.connect(self._on_which)
        self.every = button(_("Show everybody"), look="link", on_click=self._show_everybody)
        self.every.hide()
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.tabs)
        bar.addStretch()
        bar.addWidget(self.every)
        bar.addWidget(self.nominate)
        bar.addWidget(self.which)
        bar.addWidget(self.agency)
        self.body.addLayout(bar)
        self.body.setSpacing(8)
        self.model: SnapshotModel[PersonRow] = SnapshotModel(
            person_columns(), key=lambda row: row.id, named=lambda row: row.display_name
        )
        self.empty = EmptyState(
            "users",
            _("Nobody here yet"),
            _(
                "Bring in a nomination list, paste people from Excel or a chat, or add them one "
                "by one."
            ),
            action=_("Bring in a list"),
            on_action=self._bring_in,
        )
        self.table = Table(self.model, _("People"), empty=self.empty, accepts_paste=True)
        self.table.activated_key.connect(self._on_activated)
        self.table.pasted.connect(self._on_pasted)
        self.table.selection_moved.connect(self._refresh_nominate)
        self.form = PersonForm(ctx)
        first = QWidget()
        row = QHBoxLayout(first)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.form)
        self.experts = ExpertsTab(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(first)
        self.stack.addWidget(self.experts)
        holder = QVBoxLayout()
        holder.addWidget(self.stack)
        self.body.addLayout(holder, 1)

    def reload(self) -> None:
        chosen = self.agency.currentData()
        agencies = people.agency_rows(self.ctx.book)
        with QSignalBlocker(self.agency):
            self.agency.clear()
            self.agency.addItem(_("All agencies"), None)
            for agency in agencies:
                self.agency.addItem(agency.label, agency.id)
            choose(self.agency, chosen)
        key = self.ctx.cohort_id
        known = {row.id: row.code for row in cohorts.cohort_rows(self.ctx.book)}
        self._cohort_code = known.get(key, "") if key is not None else ""
        self._read()
        self.experts.reload()
        self._refresh_nominate()

    def _read(self) -> None:
        here = self.which.currentData() == COHORT
        rows = people.person_rows(
            self.ctx.book, cohort_id=self.ctx.cohort_id if here else None, search=self._words
        )
        self.model.set_rows(rows)
        self._on_filter()

    def search(self, text: str) -> None:
        self._words = text
        if self.tabs.currentIndex() == 1:
            self.experts.model.set_search(text)
        self._read()

    def show_detail(self, detail: object) -> None:
        self.tabs.setCurrentIndex(0)
        if isinstance(detail, int):
            self._show_everybody()
            if self.table.show_key(detail):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(detail, frozenset | set | list | tuple):
            self._only = frozenset(key for key in detail if isinstance(key, int))
            self.every.show()
            self._on_filter()

    def _show_everybody(self) -> None:
        self._only = None
        self.every.hide()
        with QSignalBlocker(self.which), QSignalBlocker(self.agency):
            self.which.setCurrentIndex(0)
            self.agency.setCurrentIndex(0)
        self._read()

    def _on_which(self) -> None:
        self._read()

    def _on_filter(self) -> None:
        agency = self.agency.currentData()
        only = self._only
        walk_ins = self.which.currentData() == PROVISIONAL

        def wanted(row: PersonRow) -> bool:
            return (
                (agency is None or row.agency_id == agency)
                and (only is None or row.id in only)
                and (not walk_ins or row.provisional)
            )

        self.model.set_filter(wanted)
        self._say()

    def _say(self) -> None:
        count, total = self.model.rowCount(), self.model.total
        text = ngettext("{n} person", "{n} people", total).format(n=total)
        if count != total:
            text = _("{n} of {people}").format(n=count, people=text)
        filtered = bool(self._words or self._only is not None or count != total)
        if self._words:
            text += " · " + _("found in any spelling and either script")
        self.subtitle.setText(text)
        self.empty.heading.setText(_("Nobody fits") if filtered else _("Nobody here yet"))
        self.empty.text.setVisible(not filtered)
        if self.empty.action is not None:
            self.empty.action.setVisible(not filtered)

    def _on_tab(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        for item in (self.which, self.agency, self.paste_button, self.bring):
            item.setVisible(place == 0)
        self.every.setVisible(place == 0 and self._only is not None)
        self._refresh_nominate()
        said = _("Add a person") if place == 0 else _("Add an expert")
        self.add.setText(f" {said}")
        self.add.setAccessibleName(said)

    def _add(self) -> None:
        if self.tabs.currentIndex() == 1:
            self.experts.add()
        else:
            self.form.add_person(self.agency.currentData(), self.table)

    def _on_activated(self, _key: object) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is not None:
            self.form.edit_person(row, self.table)

    def _refresh_nominate(self) -> None:
        """Offer to put the selected people forward, where there is a cohort for it."""
        chosen = self._to_nominate()
        self.nominate.setVisible(bool(chosen) and self.tabs.currentIndex() == 0)
        if chosen:
            said = ngettext("Put {n} forward", "Put {n} forward", len(chosen))
            self.nominate.setText(said.format(n=len(chosen)))
            self.nominate.setToolTip(_("Nominate the selected people for the current cohort"))
        self.nominate.setEnabled(not self.ctx.book.read_only)

    def _to_nominate(self) -> list[int]:
        """The selected people who are not in the current cohort."""
        if self.ctx.cohort_id is None:
            return []
        keys = set(self.table.selected_keys())
        return [
            row.id
            for row in self.model.rows()
            if row.id in keys and self._cohort_code not in row.cohorts
        ]

    def _nominate(self) -> None:
        cohort, chosen = self.ctx.cohort_id, self._to_nominate()
        if cohort is None or not chosen:
            return

        def act() -> Changes:
            return cohorts.nominate(self.ctx.book, cohort_id=cohort, person_ids=chosen)

        said = ngettext("{n} person is put forward.", "{n} people are put forward.", len(chosen))
        self.ctx.perform(act, said.format(n=len(chosen)))

    def _bring_in(self) -> None:
        self.ctx.bus.go("intake", "choose")

    def _paste(self) -> None:
        self._on_pasted(cells_of(QGuiApplication.clipboard().text()))

    def _on_pasted(self, cells: list[list[str]]) -> None:
        if cells and not self.ctx.book.read_only:
            self.ctx.bus.go("intake", cells)
