"""Bring in a list: read it, look at what it would do, settle what is doubtful, take it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.page import Page
from ui.common.side import DecidePanel, Option, choices, choose, clear
from ui.common.tables import SnapshotModel, Table, cells_of
from ui.common.tokens import Tone
from ui.intake.count_tile import CountTile
from ui.intake.preview import (
    PreviewRow,
    columns,
    form_rows,
    outcome_tone,
    outcome_word,
    preview_rows,
)
from workbook.domain.people import Sex
from workbook.errors import RuleError, SheetError
from workbook.exchange.edits import FormPlan
from workbook.i18n import _, ngettext
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.match import Evidence
from workbook.intake.plan import CandidatePlan, Outcome, Plan
from workbook.progress import Progress
from workbook.services import cohorts, intake, people
from workbook.sheets.reader import SheetFile
from workbook.storage.changing import Changes

WAITING = "waiting"
"""The kind that is told when rows began to wait."""
LEAVE = "leave"


class IntakePage(Page):
    """`show_detail` takes paths to read, rows of pasted cells, or "choose" to ask for a file."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"person", "agency", "enrolment", "cohort", "module", "attempt"}
    )

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Bring in a list"))
        self.found: ForeignList | SheetFile | None = None
        self.plan: Plan | FormPlan | None = None
        self.asked: dict[int, UUID | None] = {}
        self._candidates: dict[int, tuple[CandidatePlan, ...]] = {}
        self._rest: list[Path] = []
        self._cohort: int | None = None
        self._busy = False
        self.cancel = button(_("Cancel"), on_click=self.leave)
        self.accept = button("", look="primary", icon="check", on_click=self.apply)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.accept)
        self.stack = QStackedWidget()
        self.message = QWidget()
        QVBoxLayout(self.message).setContentsMargins(0, 0, 0, 0)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self._make_preview())
        self.body.addWidget(self.stack)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        self._show_start()

    # -- the preview's parts

    def _make_preview(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        column.addLayout(self.notes)
        self.understood = Card()
        self.understood.body.setContentsMargins(14, 8, 14, 8)
        self.agency = QCheckBox()
        self.sex = QCheckBox()
        for box in (self.agency, self.sex):
            box.toggled.connect(self._on_proposal)
        self.nominate = choices(_("Nominate into"), [])
        self.nominate.setMinimumWidth(150)
        self.nominate.currentIndexChanged.connect(self._on_cohort)
        self.nominate_label = Label(_("Nominate into"))
        self.nominate_label.setBuddy(self.nominate)
        row = QHBoxLayout()
        row.setSpacing(18)
        proposed = QVBoxLayout()
        proposed.setSpacing(4)
        proposed.addWidget(self.agency)
        proposed.addWidget(self.sex)
        row.addLayout(proposed)
        row.addStretch()
        row.addWidget(self.nominate_label)
        row.addWidget(self.nominate)
        self.understood.body.addLayout(row)
        column.addWidget(self.understood)
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        self.tiles: dict[Outcome, CountTile] = {}
        for outcome in Outcome:
            tile = CountTile(outcome_word(outcome), outcome_tone(outcome))
            tile.toggled.connect(self._on_filter)
            self.tiles[outcome] = tile
            tiles.addWidget(tile)
        column.addLayout(tiles)
        self.model: SnapshotModel[PreviewRow] = SnapshotModel(
            columns(), key=lambda row: (row.sheet, row.number), named=lambda row: row.name
        )
        self.table = Table(self.model, _("Rows of the list"))
        self.table.selection_moved.connect(self._show_row)
        self.table.activated_key.connect(self._on_activated)
        self.panel = DecidePanel(_("The chosen row"))
        self.panel.decided.connect(self.decide)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.table, 1)
        lower.addWidget(self.panel)
        column.addLayout(lower, 1)
        return whole

    # -- starting

    def show_detail(self, detail: object) -> None:
        if detail == "choose":
            self.choose_file()
        elif isinstance(detail, list) and detail and isinstance(detail[0], Path):
            self.read(list(detail))
        elif isinstance(detail, list):
            self.read_pasted(detail)

    def choose_file(self) -> None:
        """Ask for files and read the first."""
        patterns = _("Lists (*.xlsx *.ods *.csv *.xls *.txt);;All files (*)")
        paths = self.ctx.ask.open_files(_("Bring in a list"), patterns, many=True)
        if paths:
            self.read(paths)

    def paste(self) -> None:
        """Read what was copied elsewhere."""
        self.read_pasted(cells_of(QGuiApplication.clipboard().text()))

    def read(self, paths: list[Path], password: str | None = None) -> None:
        """Read the first of `paths`; the others follow when it is done with."""
        if self._busy:
            return
        path, self._rest = paths[0], paths[1:]
        self._busy = True

        def work(progress: Progress) -> ForeignList | SheetFile:
            return intake.read_list(path, password=password, progress=progress)

        def failed(error: BaseException) -> None:
            self._busy = False
            self._on_unread(error, path)

        self.ctx.jobs.run(
            _("Reading {file}").format(file=path.name),
            work,
            on_done=self._on_read,
            on_failed=failed,
        )

    def read_pasted(self, rows: Sequence[Sequence[str]]) -> None:
        """Look at pasted people."""
        try:
            foreign = intake.read_pasted(rows)
        except SheetError as error:
            self._show_refused(error.sentence)
            return
        self._rest = []
        self._on_read(foreign)

    def _on_read(self, found: ForeignList | SheetFile) -> None:
        self._busy = False
        self.found = found
        self.asked = {}
        self._candidates = {}
        self._cohort = None
        if isinstance(found, ForeignList):
            if found.kind is ListKind.NOMINATIONS:
                self._cohort = self.ctx.cohort_id
            self._show_proposals(found)
        else:
            self.understood.hide()
        for tile in self.tiles.values():
            with QSignalBlocker(tile):
                tile.setChecked(False)
        self._plan_anew()
        first = self.tiles[Outcome.NEEDS_YOU]
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.rowCount():
            place = 0
            if first.isEnabled():
                doubtful = (Outcome.NEEDS_YOU,)
                rows = self.model.rows()
                place = next(n for n, row in enumerate(rows) if row.outcome in doubtful)
            self.table.setCurrentIndex(self.model.index(place, 0))

    def _on_unread(self, error: BaseException, path: Path) -> None:
        if isinstance(error, SheetError) and error.reason == "password":
            password = self.ctx.ask.password(
                _("Password of {file}").format(file=path.name), error.sentence
            )
            if password is not None:
                self.read([path, *self._rest], password)
            return
        if isinstance(error, SheetError):
            self._show_refused(error.sentence, path.name)
            return
        self.ctx.on_error(error)

    def _show_proposals(self, foreign: ForeignList) -> None:
        with QSignalBlocker(self.agency), QSignalBlocker(self.sex):
            if foreign.agency is not None:
                self.agency.setText(
                    _("All from {agency} (cell {cell})").format(
                        agency=foreign.agency.name, cell=foreign.agency.cell
                    )
                )
            if foreign.sex is not None:
                women = foreign.sex.sex is Sex.FEMALE
                said = _("All are women (cell {cell})") if women else _("All are men (cell {cell})")
                self.sex.setText(said.format(cell=foreign.sex.cell))
            self.agency.setVisible(foreign.agency is not None)
            self.sex.setVisible(foreign.sex is not None)
            self.agency.setChecked(True)
            self.sex.setChecked(True)
        people = foreign.kind in (ListKind.NOMINATIONS, ListKind.PARTICIPANTS)
        self.nominate.setVisible(people)
        self.nominate_label.setVisible(people)
        with QSignalBlocker(self.nominate):
            self.nominate.clear()
            self.nominate.addItem(_("no cohort"), None)
            for row in cohorts.cohort_rows(self.ctx.book):
                self.nominate.addItem(row.code, row.id)
                last = self.nominate.count() - 1
                self.nominate.setItemData(last, row.title, Qt.ItemDataRole.ToolTipRole)
            choose(self.nominate, self._cohort)
        proposed = foreign.agency is not None or foreign.sex is not None
        self.understood.setVisible(people or proposed)

    # -- planning

    def reload(self) -> None:
        """Plan anew: the workbook has changed under the preview."""
        if self.found is not None and not self._busy:
            self._plan_anew()

    def _accepted(self, foreign: ForeignList) -> ForeignList:
        return replace(
            foreign,
            agency=foreign.agency if self.agency.isChecked() else None,
            sex=foreign.sex if self.sex.isChecked() else None,
        )

    def _plan_anew(self) -> None:
        plan: Plan | FormPlan
        if self.found is None:
            return
        if isinstance(self.found, ForeignList):
            plan = intake.plan_list(
                self.ctx.book,
                self._accepted(self.found),
                cohort_id=self._cohort,
                decisions=self.asked,
            )
        else:
            plan = intake.plan_list(self.ctx.book, self.found)
        self.plan = plan
        self.stack.setCurrentIndex(1)
        self.cancel.show()
        self._show_plan(plan)

    def _show_plan(self, plan: Plan | FormPlan) -> None:
        if isinstance(plan, Plan):
            foreign = plan.foreign
            warnings, total = list(foreign.warnings), len(plan.records)
            pasted = foreign.sheet == foreign.file_name
            parts = [
                "" if pasted else _("Sheet “{sheet}”").format(sheet=foreign.sheet),
                _("header in row {n}").format(n=foreign.header_row) if foreign.header_row else "",
            ]
            for planned in plan.records:
                if planned.candidates:
                    self._candidates[planned.record.row_number] = planned.candidates
            rows = preview_rows(plan, self.asked, self._candidates)
            again = _("What is in the workbook already is not brought in twice.")
            notices = [f"{notice} {again}" for notice in plan.notices]
        else:
            warnings, total = [], len(plan.rows)
            parts = [_("A file you gave out, come back: only what was changed in it is read")]
            rows = form_rows(plan, people.names_by_ref(self.ctx.book))
            notices = list(plan.notices)
        parts.append(ngettext("{n} row", "{n} rows", total).format(n=total))
        self.title.setText(_file_name(plan))
        self.subtitle.setText(" · ".join(part for part in parts if part))
        clear(self.notes)
        for notice in notices:
            self.notes.addWidget(Banner(notice, Tone.INFO))
        if warnings:
            self.notes.addWidget(Banner("\n".join(warnings), Tone.WARN, can_close=True))
        for outcome, tile in self.tiles.items():
            tile.show_count(plan.counts[outcome.value])
            if tile.isChecked() and not plan.counts[outcome.value]:
                tile.setChecked(False)
        self.model.set_rows(rows)
        self._on_filter()
        self.accept.setText(f" {_said(plan)}")
        self.accept.setAccessibleName(_said(plan))
        self.accept.setEnabled(not plan.changes_nothing and not self.ctx.book.read_only)
        self.accept.show()

    def _on_proposal(self) -> None:
        self._plan_anew()

    def _on_cohort(self) -> None:
        self._cohort = self.nominate.currentData()
        self._plan_anew()

    def _on_filter(self) -> None:
        wanted = {outcome for outcome, tile in self.tiles.items() if tile.isChecked()}
        self.model.set_filter((lambda row: row.outcome in wanted) if wanted else None)
        self._show_row()

    # -- one row

    def _show_row(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None or self.plan is None:
            self.panel.hide()
            return
        options = self._options(row) if row.can_decide else []
        place = _("Sheet “{sheet}”, row {n}").format(sheet=row.sheet, n=row.number)
        self.panel.show_row(
            row.name,
            place=f"{place} · {outcome_word(row.outcome)}",
            reasons=row.reasons,
            question=_("Who is this?") if options else "",
            options=options,
            facts=row.facts,
        )

    def _options(self, row: PreviewRow) -> list[Option]:
        options = [
            Option(
                _("It is {name}").format(name=candidate.name),
                candidate.person,
                evidence_text(candidate),
                chosen=row.decided and row.chosen == candidate.person,
            )
            for candidate in row.candidates
        ]
        found = self.found
        if not (isinstance(found, ForeignList) and found.kind is ListKind.NATIVE_NAMES):
            new = row.decided and row.chosen is None
            options.append(Option(_("Somebody new"), None, chosen=new))
        options.append(
            Option(
                _("Leave it waiting"),
                LEAVE,
                _("It stays under “Waiting”, with its reason, until you decide."),
                chosen=not row.decided,
            )
        )
        return options

    def decide(self, value: object) -> None:
        """Settle the chosen row: a person, None for somebody new, or leave it waiting."""
        row = self.model.row_at(self.table.currentIndex())
        if row is None or not row.can_decide:
            return
        number = row.number
        if value == LEAVE:
            self.asked.pop(number, None)
        else:
            self.asked[number] = value if isinstance(value, UUID) else None
        self._plan_anew()
        following = next(
            (
                (other.sheet, other.number)
                for other in self.model.rows()
                if other.outcome is Outcome.NEEDS_YOU and other.number > number
            ),
            None,
        )
        stay = following is None or value == LEAVE
        self.table.show_key((row.sheet, number) if stay else following)
        self._show_row()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_activated(self, _key: object) -> None:
        self.panel.focus_first()

    # -- doing it

    def apply(self) -> None:
        """Do exactly what is shown, as one step."""
        plan = self.plan
        if plan is None or self._busy:
            return
        self._busy = True
        self.accept.setEnabled(False)

        def work(progress: Progress) -> Changes:
            return intake.apply_plan(self.ctx.book, plan, progress=progress)

        def done(changes: Changes) -> None:
            self._on_applied(plan, changes)

        self.ctx.jobs.run(
            _("Bringing in the list"), work, on_done=done, on_failed=self._on_not_applied
        )

    def _on_applied(self, plan: Plan | FormPlan, changes: Changes) -> None:
        self._busy = False
        self.found = self.plan = None
        self.ctx.bus.tell(changes.kinds | {WAITING})
        self.ctx.say(_("The list is in the workbook."), changes.step is not None)
        self._show_report(plan)

    def _on_not_applied(self, error: BaseException) -> None:
        self._busy = False
        self.accept.setEnabled(True)
        if isinstance(error, RuleError):
            self._plan_anew()
        self.ctx.on_error(error)

    def leave(self) -> None:
        """Put the list away; nothing is changed."""
        self.found = self.plan = None
        if self._rest:
            self.read(self._rest)
        else:
            self._show_start()

    # -- what is said where no list is

    def _show_message(self, *widgets: QWidget) -> None:
        layout = self.message.layout()
        assert layout is not None
        clear(layout)
        for widget in widgets:
            layout.addWidget(widget)
        self.stack.setCurrentIndex(0)
        self.accept.hide()
        self.cancel.hide()

    def _show_start(self) -> None:
        self.title.setText(_("Bring in a list"))
        self.subtitle.setText(_("Nominations, results of the platform, names in Urdu"))
        state = EmptyState(
            "file-up",
            _("Choose a list, drop it here, or paste it"),
            _(
                "Excel, LibreOffice and CSV files as they come, letterhead and all. You see what "
                "would change before anything does."
            ),
            action=_("Choose a file…"),
            on_action=self.choose_file,
        )
        self._show_message(state)

    def _show_refused(self, sentence: str, name: str = "") -> None:
        self.found = self.plan = None
        self.title.setText(name or _("Pasted"))
        self.subtitle.setText(_("Nothing was changed"))
        state = EmptyState(
            "triangle-alert",
            _("This could not be brought in"),
            sentence,
            action=_("Choose another file…"),
            on_action=self.choose_file,
        )
        self._show_message(state)

    def _show_report(self, plan: Plan | FormPlan) -> None:
        self.title.setText(_file_name(plan))
        self.subtitle.setText(_("A backup was made before, and one Undo takes all of it back."))
        counts = plan.counts
        card = Card(_("Brought in"))
        for outcome in Outcome:
            if counts[outcome.value]:
                line = QHBoxLayout()
                figure = Label(str(counts[outcome.value]), "figure")
                figure.setMinimumWidth(44)
                line.addWidget(figure)
                line.addWidget(Label(_report(outcome), wrap=True), 1)
                card.body.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(10)
        if self._rest:
            following = _("Next: {file}").format(file=self._rest[0].name)
            row.addWidget(button(following, look="primary", on_click=self.leave))
        page, text = "people", _("See the people")
        if isinstance(plan, Plan) and plan.foreign.kind is ListKind.COMPLETIONS:
            page, text = "elearning", _("See the results")
        elif isinstance(plan, Plan) and plan.cohort:
            page, text = "cohort", _("See the cohort")

        def go() -> None:
            self.ctx.bus.go(page)

        def wait() -> None:
            self.ctx.bus.go("waiting")

        self.see = button(text, look="" if self._rest else "primary", on_click=go)
        row.addWidget(self.see)
        if counts["needs_you"]:
            row.addWidget(button(_("See what waits"), icon="inbox", on_click=wait))
        row.addWidget(button(_("Bring in another list…"), on_click=self.choose_file))
        row.addStretch()
        card.body.addSpacing(8)
        card.body.addLayout(row)
        rest = QWidget()
        rest.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._show_message(card, rest)
        self.see.setFocus(Qt.FocusReason.OtherFocusReason)


def evidence_text(candidate: CandidatePlan) -> str:
    """What a candidate has in common with the row."""
    words = {
        Evidence.NATIONAL_ID: _("same identity card"),
        Evidence.SERVICE_NUMBER: _("same service number"),
        Evidence.PHONE: _("same phone"),
        Evidence.NAME: _("same name"),
    }
    return ", ".join(words[Evidence(said)] for said in candidate.evidence)


def _file_name(plan: Plan | FormPlan) -> str:
    return plan.foreign.file_name if isinstance(plan, Plan) else plan.file.name


def _said(plan: Plan | FormPlan) -> str:
    """The verb on the button, with what it will do."""
    counts = plan.counts
    todo = counts["new"] + counts["changed"]
    if plan.changes_nothing:
        return _("Nothing to bring in")
    if not todo:
        return _("Keep for later")
    if isinstance(plan, FormPlan):
        return ngettext("Bring in {n} row", "Bring in {n} rows", todo).format(n=todo)
    if plan.foreign.kind is ListKind.COMPLETIONS:
        return ngettext("Bring in {n} result", "Bring in {n} results", todo).format(n=todo)
    if plan.foreign.kind is ListKind.NATIVE_NAMES:
        return ngettext("Bring in {n} name", "Bring in {n} names", todo).format(n=todo)
    return ngettext("Bring in {n} person", "Bring in {n} people", todo).format(n=todo)


def _report(outcome: Outcome) -> str:
    words = {
        Outcome.NEW: _("new"),
        Outcome.SAME: _("were in the workbook already, the same"),
        Outcome.CHANGED: _("changed"),
        Outcome.NEEDS_YOU: _("wait for your decision"),
        Outcome.REFUSED: _("were refused: the row names nobody, or no result"),
    }
    return words[outcome]
