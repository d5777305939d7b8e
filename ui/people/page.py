"""Everybody in the workbook: found in any spelling, added, edited, pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.side import choices, choose
from ui.common.tables import SnapshotModel, Table, cells_of
from ui.common.tokens import Tone
from ui.people.erase import ErasePanel
from ui.people.experts import ExpertsTab
from ui.people.form import PersonForm
from ui.people.rows import person_columns
from ui.people.same import SamePeople
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.services import cohorts, people, same_person
from workbook.services.people import PersonRow
from workbook.services.same_person import Suggestion
from workbook.storage.changing import Changes

COHORT = "cohort"
PROVISIONAL = "provisional"
PARTICIPANTS, EXPERTS, SAME = range(3)
"""What the page is filled with."""


class PeoplePage(Page):
    """`show_detail` takes a person's key, a collection of keys that alone are shown, or a
    `Suggestion`: two who may be one person, side by side.
    """

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"person", "agency", "unit", "enrolment", "cohort", "expert", "link"}
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("People"))
        self._words = ""
        self._cohort_code = ""
        self._only: frozenset[int] | None = None
        self.bring = button(_("Bring in a list"), icon="file-up", on_click=self._bring_in)
        self.nominate = button("", on_click=self._nominate)
        self.compare = button(
            _("Compare the two"),
            on_click=self._compare,
            tip=_("Whether the two selected records are one person"),
        )
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
        bar.addWidget(self.compare)
        bar.addWidget(self.nominate)
        bar.addWidget(self.which)
        bar.addWidget(self.agency)
        self.body.addLayout(bar)
        self.body.setSpacing(8)
        self.alike: tuple[Suggestion, ...] = ()
        self.twice = Banner(
            "", Tone.INFO, action=_("Look at them"), on_action=self._look_at_alike, parent=self
        )
        self.twice.hide()
        self.body.addWidget(self.twice)
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
        self.table.selection_moved.connect(self._refresh_selected)
        self.form = PersonForm(ctx)
        self.form.other_asked.connect(self._on_other)
        self.form.erase_asked.connect(self._on_erase)
        self.erasing = ErasePanel(ctx)
        first = QWidget()
        row = QHBoxLayout(first)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.form)
        row.addWidget(self.erasing)
        self.experts = ExpertsTab(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(first)
        self.stack.addWidget(self.experts)
        self.same = SamePeople(ctx)
        self.same.left.connect(self._on_left)
        self.stack.addWidget(self.same)
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
        self._refresh_selected()
        self._look_for_alike()
        if self.stack.currentIndex() == SAME:
            self.same.reload()

    def _read(self) -> None:
        here = self.which.currentData() == COHORT
        rows = people.person_rows(
            self.ctx.book, cohort_id=self.ctx.cohort_id if here else None, search=self._words
        )
        self.model.set_rows(rows)
        self._on_filter()

    def search(self, text: str) -> None:
        self._words = text
        if text:
            self._on_left()
        if self.tabs.currentIndex() == 1:
            self.experts.model.set_search(text)
        self._read()

    def show_detail(self, detail: object) -> None:
        self.tabs.setCurrentIndex(PARTICIPANTS)
        if isinstance(detail, Suggestion):
            self._show_pairs([detail])
            return
        self._on_left()
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
        self._fill(place)
        said = _("Add a person") if place == PARTICIPANTS else _("Add an expert")
        self.add.setText(f" {said}")
        self.add.setAccessibleName(said)

    def _fill(self, place: int) -> None:
        """Show the participants, the experts, or two records side by side."""
        self.stack.setCurrentIndex(place)
        here = place == PARTICIPANTS
        for item in (self.which, self.agency, self.paste_button, self.bring):
            item.setVisible(here)
        self.tabs.setVisible(place != SAME)
        self.every.setVisible(here and self._only is not None)
        self._say_alike()
        self._refresh_selected()

    def _add(self) -> None:
        self._on_left()
        if self.tabs.currentIndex() == 1:
            self.experts.add()
        else:
            self.erasing.close_panel()
            self.form.add_person(self.agency.currentData(), self.table)

    def _on_activated(self, _key: object) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            return
        if row.erased:
            self.ctx.say(_("She was erased for good: there is nothing to open."), False)
            return
        self.erasing.close_panel()
        self.form.edit_person(row, self.table)

    # -- one person with two records

    def _look_for_alike(self) -> None:
        book = self.ctx.book

        def work(_progress: Progress) -> tuple[Suggestion, ...]:
            return same_person.candidates(book)

        def done(found: tuple[Suggestion, ...]) -> None:
            self.alike = found
            self._say_alike()

        self.ctx.jobs.run(_("Looking for people alike"), work, on_done=done, quiet=True)

    def _say_alike(self) -> None:
        count = len(self.alike)
        text = ngettext(
            "{n} person may be in the workbook twice.",
            "{n} people may be in the workbook twice.",
            count,
        )
        self.twice.label.setText(text.format(n=count))
        self.twice.setVisible(count > 0 and self.stack.currentIndex() == PARTICIPANTS)

    def _look_at_alike(self) -> None:
        self._show_pairs(self.alike)

    def _compare(self) -> None:
        one, other = (key for key in self.table.selected_keys() if isinstance(key, int))
        known = [pair for pair in self.alike if {pair.one_id, pair.other_id} == {one, other}]
        self._show_pairs(known or [Suggestion(one, other, ())])

    def _show_pairs(self, pairs: Sequence[Suggestion]) -> None:
        self.form.close_panel()
        self._fill(SAME)
        self.same.show_pairs(pairs)

    def _on_left(self) -> None:
        if self.stack.currentIndex() == SAME:
            self._fill(self.tabs.currentIndex())
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other(self, person_id: int) -> None:
        """Open somebody who may be the person that was being added."""
        self.form.close_panel()
        self.show_detail(person_id)
        self._on_activated(person_id)

    def _on_erase(self, row: PersonRow) -> None:
        self.form.close_panel()
        self.erasing.show_person(row, self.table)

    def _refresh_selected(self) -> None:
        """Offer what can be done with the selected people."""
        here = self.stack.currentIndex() == PARTICIPANTS
        self.compare.setVisible(here and len(self.table.selected_keys()) == 2)
        self._refresh_nominate()

    def _refresh_nominate(self) -> None:
        """Offer to put the selected people forward, where there is a cohort for it."""
        chosen = self._to_nominate()
        self.nominate.setVisible(bool(chosen) and self.stack.currentIndex() == PARTICIPANTS)
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
