"""Who has passed which module: typed, brought in, and asked for in a reminder without names."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import DateField, NumberField, short_day
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.page import Page
from ui.common.side import SidePanel, choices, choose
from ui.common.tables import Table
from ui.common.words import attempt_word
from ui.elearning.grid import ModuleGrid, completion_tip
from workbook.domain.elearning import AttemptStatus, Need
from workbook.i18n import _, ngettext
from workbook.services import elearning
from workbook.services.elearning import CompletionRow, ModuleRow
from workbook.storage.changing import Changes

KEYS = {
    Qt.Key.Key_P: AttemptStatus.PASSED,
    Qt.Key.Key_F: AttemptStatus.FAILED,
    Qt.Key.Key_B: AttemptStatus.IN_PROGRESS,
    Qt.Key.Key_R: AttemptStatus.REPEAT,
}


class GridTable(Table):
    """P, F, B or R on a cell begins a result."""

    status_typed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        status = KEYS.get(Qt.Key(event.key()))
        if status is not None and not event.modifiers():
            self.status_typed.emit(status)
        else:
            super().keyPressEvent(event)


class ElearningPage(Page):
    """The grid, and beside it the form of one result or of the modules asked for."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"module", "required_module", "attempt", "person", "enrolment", "agency", "cohort"}
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("E-learning"))
        self.remind = button(_("Copy reminder"), icon="copy", on_click=self._on_remind)
        self.ask = button(_("Modules and deadline"), icon="list-checks", on_click=self._on_modules)
        self.bring = button(
            _("Bring in results"), look="primary", icon="file-up", on_click=self._bring_in
        )
        for item in (self.remind, self.ask, self.bring):
            self.buttons.addWidget(item)
        self.model = ModuleGrid()
        self.table = GridTable(
            self.model,
            _("Modules"),
            whole_rows=False,
            empty=EmptyState(
                "users",
                _("Nobody in this cohort yet"),
                _("Who is put forward for the cohort stands here with her modules."),
            ),
        )
        self.table.horizontalHeader().setMinimumHeight(48)
        self.table.activated_key.connect(self._on_activated)
        self.table.status_typed.connect(self.record)
        self.panel = SidePanel(_("Result"))
        home = QWidget()
        row = QHBoxLayout(home)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(
            Label(_("P passed, F failed, B begun, R to repeat; Enter records a result"), "muted")
        )
        row.addLayout(column, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "users-round",
                _("No cohort yet"),
                _("Make a cohort first, then ask for its modules here."),
                action=_("Go to the cohort"),
                on_action=lambda: ctx.bus.go("cohort"),
            )
        )
        self.stack.addWidget(
            EmptyState(
                "graduation-cap",
                _("No modules are asked for"),
                _(
                    "Say which modules this cohort needs before the training and until when. "
                    "Or bring in the list of the learning platform."
                ),
                action=_("Choose the modules"),
                on_action=self._on_modules,
            )
        )
        self.stack.addWidget(home)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.stack, 1)
        lower.addWidget(self.panel)
        self.body.addLayout(lower, 1)

    # -- showing

    def reload(self) -> None:
        key = self.ctx.cohort_id
        writable = not self.ctx.book.read_only
        for item in (self.remind, self.ask):
            item.setEnabled(key is not None)
        self.ask.setEnabled(key is not None and writable)
        self.bring.setEnabled(writable)
        if key is None:
            self.stack.setCurrentIndex(0)
            self.subtitle.clear()
            self.panel.close_panel()
            return
        grid = elearning.completion_grid(self.ctx.book, cohort_id=key)
        self.grid = grid
        place = self.table.currentIndex().column()
        self.model.set_grid(grid)
        self.table.setCurrentIndex(
            self.model.index(max(self.table.currentIndex().row(), 0), max(place, 0))
        )
        self.stack.setCurrentIndex(2 if grid.modules else 1)
        self.remind.setEnabled(bool(elearning.reminder_text(self.ctx.book, cohort_id=key)))
        self._say()

    def _say(self) -> None:
        modules = self.grid.modules
        if not modules:
            self.subtitle.clear()
            return
        dues = sorted({module.due_on for module in modules if module.due_on is not None})
        said = [
            ngettext("{n} module", "{n} modules", len(modules)).format(n=len(modules)),
            _("deadline {day}").format(day=short_day(dues[0])) if dues else _("no deadline"),
        ]
        self.subtitle.setText(" · ".join(said))

    def search(self, text: str) -> None:
        self.model.set_search(text)

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, frozenset | set | list | tuple):
            wanted = frozenset(key for key in detail if isinstance(key, int))
            self.model.set_filter(lambda row: row.enrolment_id in wanted)

    # -- one result

    def _on_activated(self, _key: object) -> None:
        self.record(AttemptStatus.PASSED)

    def record(self, status: AttemptStatus) -> None:
        """Ask for score and day of a result in the cell with the cursor."""
        index = self.table.currentIndex()
        row = self.model.row_at(index)
        place = self.model.module_at(index.column())
        if row is None or place is None or self.ctx.book.read_only:
            return
        module = self.model.modules[place]
        panel = self.panel
        panel.start(_("Record a result"))
        panel.say(row.display_name, "strong")
        panel.say(f"{module.code}  {module.title}".strip())
        panel.say(completion_tip(row.completions[place]), "muted")
        self.status = choices(
            _("Result"), [(attempt_word(status), status) for status in AttemptStatus]
        )
        choose(self.status, status)
        self.score = NumberField(_("Score"), 100, suffix=" %", none=True)
        self.score.set_number(None)
        self.day = DateField(_("Day"), optional=True)
        self.day.set_day(self.ctx.book.sources.today())
        panel.add(_("Result"), self.status)
        panel.add(_("Score"), self.score)
        panel.add(_("Day"), self.day)
        panel.say(_("Earlier tries are kept. One pass is enough."), "muted")

        def save() -> None:
            self._record(row, module)

        panel.finish(_("Record"), save)
        for field in (self.score, self.day):
            field.installEventFilter(panel)
        panel.open_panel(self.score, self.table)
        self.score.selectAll()

    def _record(self, row: CompletionRow, module: ModuleRow) -> None:
        def act() -> Changes:
            return elearning.record_attempt(
                self.ctx.book,
                person_id=row.person_id,
                module_id=module.id,
                status=AttemptStatus(self.status.currentData()),
                score=self.score.number(),
                done_on=self.day.day(),
                source=_("typed by hand"),
            )

        if self.ctx.perform(act, _("The result is recorded.")) is None:
            return
        self.panel.close_panel()
        index = self.table.currentIndex()
        below = self.model.index(min(index.row() + 1, self.model.rowCount() - 1), index.column())
        self.table.selectionModel().setCurrentIndex(
            below, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    # -- modules asked for

    def _on_modules(self) -> None:
        if self.ctx.cohort_id is None:
            return
        panel = self.panel
        panel.start(_("Modules and deadline"))
        asked = elearning.module_rows(self.ctx.book, cohort_id=self.ctx.cohort_id)
        others = [
            module
            for module in elearning.module_rows(self.ctx.book)
            if module.id not in {known.id for known in asked}
        ]
        self.list = QListWidget()
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(190)
        for module in (*asked, *others):
            self._add_module(module.label, module.title, module in asked)
        self.code = QLineEdit()
        self.code.setPlaceholderText("TIP-101")
        self.due = DateField(_("Deadline"), optional=True)
        self.due.set_day(next((module.due_on for module in asked if module.due_on), None))
        self.recommended = QCheckBox(_("Recommended, not required"))
        self.recommended.setChecked(bool(asked) and asked[0].need == Need.RECOMMENDED)
        panel.add(_("Asked for, in this order"), self.list)
        panel.add(_("Another module's code"), self.code)
        panel.body.addWidget(
            button(_("Add to the list"), look="link", icon="plus", on_click=self._on_code)
        )
        panel.add(_("Deadline"), self.due)
        panel.body.addWidget(self.recommended)
        # Enter in the line adds the code to the list.
        self.code.removeEventFilter(panel)
        self.code.returnPressed.connect(self._on_code)
        panel.finish(_("Save"), self._save_modules)
        panel.open_panel(self.list, self.ask)

    def _add_module(self, code: str, title: str, checked: bool) -> None:
        item = QListWidgetItem(f"{code}  {title}" if title and title != code else code)
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _on_code(self) -> None:
        code = self.code.text().strip()
        if code:
            self._add_module(code, "", True)
            self.code.clear()

    def _save_modules(self) -> None:
        key = self.ctx.cohort_id
        if key is None:
            return
        self._on_code()
        items = [self.list.item(n) for n in range(self.list.count())]
        codes = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        due: date | None = self.due.day()
        need = Need.RECOMMENDED if self.recommended.isChecked() else Need.REQUIRED

        def act() -> Changes:
            return elearning.require_modules(
                self.ctx.book, cohort_id=key, codes=codes, due_on=due, need=need
            )

        if self.ctx.perform(act, _("The modules were saved.")) is not None:
            self.panel.close_panel()

    # -- reminder and list

    def reminder_menu(self) -> QMenu:
        """One entry for every agency that lacks something, and one for all."""
        menu = QMenu(self.remind)
        key = self.ctx.cohort_id
        if key is None:
            return menu
        agencies: dict[int | None, str] = {
            row.agency_id: row.agency
            for row in elearning.missing_rows(self.ctx.book, cohort_id=key)
        }
        for agency, name in agencies.items():
            if agency is not None:
                action = menu.addAction(name)
                action.setData(agency)
        if agencies:
            menu.addSeparator()
            menu.addAction(_("All agencies")).setData(None)
        menu.triggered.connect(lambda action: self.copy_reminder(action.data()))
        return menu

    def _on_remind(self) -> None:
        menu = self.reminder_menu()
        menu.popup(self.remind.mapToGlobal(self.remind.rect().bottomLeft()))

    def copy_reminder(self, agency_id: int | None) -> None:
        """Put the reminder of one agency, or of all, on the clipboard. It names nobody."""
        key = self.ctx.cohort_id
        if key is None:
            return
        text = elearning.reminder_text(self.ctx.book, cohort_id=key, agency_id=agency_id)
        QGuiApplication.clipboard().setText(text)
        self.ctx.say(_("Copied, without names: paste it into a message."), False)

    def _bring_in(self) -> None:
        self.ctx.bus.go("intake", "choose")
