"""Overview: what is next, then where the cohort stands, every figure a click from its people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.common.bar_chart import Bar, BarChart
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import short_day, span
from ui.common.empty import EmptyState
from ui.common.margins import margins
from ui.common.page import Page
from ui.common.scrolling import scrolling
from ui.common.side import note
from ui.common.stayed import Stage, StayedChart
from ui.common.tables import isolated
from ui.common.tile import FigureTile
from ui.common.tokens import Tone
from ui.common.words import reason_word
from ui.overview.flow import Flow
from ui.overview.next import NextCard
from ui.overview.people import Named, NamesPanel
from ui.overview.split import SplitRow, SplitTable, split_rows
from workbook.domain.elearning import Need
from workbook.errors import NotFoundError
from workbook.i18n import _, ngettext
from workbook.services import cohorts, elearning, overview
from workbook.services.cohorts import CohortRow, EnrolmentRow, RetentionRow
from workbook.services.elearning import CompletionGrid
from workbook.services.overview import (
    ActionKind,
    ActionRow,
    Figure,
    FigureKind,
    Overview,
    questions_due,
)
from workbook.storage.book import Workbook

Listed = tuple[str, str, list[Named]]
"""A heading, a sentence or "", and the people."""
Names = Callable[[], Listed | None]
"""Gives the people behind what was clicked, as they are now; None when it is gone."""


class OverviewPage(Page):
    """Shows the current cohort."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "action_point",
            "agency",
            "attempt",
            "attendance",
            "attendance_sheet",
            "certificate",
            "coaching_round",
            "cohort",
            "enrolment",
            "link",
            "module",
            "person",
            "required_module",
            "training",
            "training_session",
            "waiting",
        }
    )

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Overview"))
        self.snapshot: Overview | None = None
        self.people: dict[int, EnrolmentRow] = {}
        self.stages: tuple[RetentionRow, ...] = ()
        self.grid: CompletionGrid | None = None
        self.bring = button(_("Bring in a list"), icon="file-up", on_click=self._bring_in)
        self.bring.setEnabled(not ctx.book.read_only)
        self.buttons.addWidget(self.bring)
        self.panel = NamesPanel(ctx)
        self.panel.closed.connect(self._on_closed)
        self._asked: Names | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self._nothing())
        self.stack.addWidget(self._home())
        self.body.addWidget(self.stack)
        ctx.bus.counted.connect(self._show_next)

    def _nothing(self) -> QWidget:
        self.empty = EmptyState(
            "layout-dashboard",
            _("A workbook begins with a cohort"),
            _(
                "Give the group a code, a title and its week; then bring in the lists of the "
                "agencies. Or begin with a list, and decide about the cohort later."
            ),
            action=_("Create a cohort"),
            on_action=lambda: self.ctx.bus.go("cohort", "new"),
        )
        assert self.empty.action is not None
        self.first_list = button(_("Bring in a list"), icon="file-up", on_click=self._bring_in)
        layout = self.empty.layout()
        assert isinstance(layout, QVBoxLayout)
        below = layout.indexOf(self.empty.action) + 1
        layout.insertWidget(below, self.first_list, 0, Qt.AlignmentFlag.AlignHCenter)
        for item in (self.empty.action, self.first_list):
            item.setEnabled(not self.ctx.book.read_only)
        return self.empty

    def _home(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(margins(0, 0, 4, 0))
        column.setSpacing(12)
        self.next = NextCard()
        self.next.asked.connect(self._on_next)
        self.next.names_asked.connect(self._on_next_names)
        self.next.reminder_asked.connect(self.copy_reminder)
        column.addWidget(self.next)
        self.tiles = {
            FigureKind.NOMINATED: FigureTile(_("Nominated")),
            FigureKind.READY: FigureTile(_("Ready")),
            FigureKind.TRAINED: FigureTile(_("Trained")),
            FigureKind.STAYED: FigureTile(_("Stayed")),
            FigureKind.CERTIFIED: FigureTile(_("Certified")),
        }
        for kind, tile in self.tiles.items():
            tile.setObjectName(kind.value)
            tile.clicked.connect(self._on_tile)
        column.addWidget(Flow(list(self.tiles.values()), least=120))
        self.split = SplitTable(
            [_("Nominated"), _("Ready"), _("Trained"), _("Stayed"), _("Certified")]
        )
        self.split.asked.connect(self._on_split)
        column.addWidget(self.split)
        self.stayed_card = Card(_("Who stayed"))
        self.stayed = StayedChart(_("Who stayed"))
        self.stayed.chosen.connect(self._on_stage)
        self.left = note("", "muted")
        self.stayed_card.body.addWidget(self.stayed)
        self.stayed_card.body.addWidget(self.left)
        self.stayed_card.body.addStretch()
        self.modules_card = Card(_("E-learning modules passed"))
        self.modules = BarChart(_("E-learning modules passed"))
        self.modules.chosen.connect(self._on_module)
        self.modules_card.body.addWidget(self.modules)
        self.no_modules = note(_("No modules are asked of this cohort."), "muted")
        self.modules_card.body.addWidget(self.no_modules)
        self.modules_card.body.addStretch()
        column.addWidget(Flow([self.modules_card, self.stayed_card], least=540))
        column.addStretch()
        self.area = scrolling(inner)
        home = QWidget()
        row = QHBoxLayout(home)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.area, 1)
        row.addWidget(self.panel)
        return home

    # -- showing

    def reload(self) -> None:
        book, key = self.ctx.book, self.ctx.cohort_id
        if self.snapshot is not None and self.snapshot.cohort_id != key:
            self.panel.close_panel()
        row = _cohort(book, key)
        if row is None:
            self.snapshot = None
            self.title.setText(_("Overview"))
            self.subtitle.clear()
            self.bring.hide()
            self.stack.setCurrentIndex(0)
            return
        self.bring.show()
        self.stack.setCurrentIndex(1)
        self.snapshot = overview.overview(book, cohort_id=row.id)
        people = cohorts.enrolment_rows(book, cohort_id=row.id)
        self.people = {person.id: person for person in people}
        self.stages = cohorts.retention_rows(book, cohort_id=row.id)
        self.grid = elearning.completion_grid(book, cohort_id=row.id)
        self._head(row)
        self._show_next()
        for figure in self.snapshot.figures:
            self._show_figure(figure)
        self.split.show_figures(self.snapshot.figures)
        self.split.setVisible(bool(self.split.model_of_splits.rowCount()))
        self._show_stages()
        self._show_modules()
        self._refresh_names()

    def _show_next(self) -> None:
        """Say what is due; of the questions what was counted last, which may be a while ago."""
        if self.snapshot is None:
            return
        counted = self.ctx.counted
        questions = questions_due(counted.questions) if counted is not None else ()
        self.next.show_actions(
            (*self.snapshot.next_actions, *questions), all_known=counted is not None
        )

    def _head(self, row: CohortRow) -> None:
        self.title.setText(_("Cohort {code}").format(code=row.code))
        nominated = self._figure(FigureKind.NOMINATED)
        agencies = ", ".join(part.label for part in nominated.by_agency)
        people = ngettext("{n} participant", "{n} participants", row.enrolled)
        about = (
            row.title,
            span(row.starts_on, row.ends_on),
            people.format(n=row.enrolled),
            agencies,
        )
        self.subtitle.setText(" · ".join(text for text in about if text))

    def _figure(self, kind: FigureKind) -> Figure:
        assert self.snapshot is not None
        return self.snapshot.figure(kind)

    def _show_figure(self, figure: Figure) -> None:
        hint, tone = self._hint(figure)
        self.tiles[figure.kind].show_figure(str(figure.count), isolated(hint), tone)

    def _hint(self, figure: Figure) -> tuple[str, Tone | None]:
        nominated, trained = (
            self._figure(kind).count for kind in (FigureKind.NOMINATED, FigureKind.TRAINED)
        )
        if not figure.count and figure.kind is not FigureKind.READY:
            return _("none yet"), None
        if figure.kind is FigureKind.NOMINATED:
            count = len(figure.by_agency)
            return ngettext("{n} agency", "{n} agencies", count).format(n=count), None
        if figure.kind is FigureKind.READY:
            lack = nominated - figure.count
            if lack:
                said = ngettext("{n} lacks modules", "{n} lack modules", lack)
                return said.format(n=lack), Tone.WARN
            return (_("every module passed"), Tone.GOOD) if nominated else ("", None)
        if figure.kind is FigureKind.TRAINED:
            parts = (f"{part.count} {part.label}" for part in figure.by_sex)
            return ", ".join(parts), None
        if figure.kind is FigureKind.STAYED:
            gone = trained - figure.count
            said = ngettext("{n} has left", "{n} have left", gone)
            return (said.format(n=gone), Tone.WARN) if gone else (_("nobody left"), Tone.GOOD)
        return _("of {n} trained").format(n=trained), None

    def _show_stages(self) -> None:
        self.stayed.set_stages(
            [
                Stage(str(n), stage.title, short_day(stage.day), stage.count)
                for n, stage in enumerate(self.stages)
            ]
        )
        reasons = [reason_word(leaver.reason) for stage in self.stages for leaver in stage.left]
        counted = ", ".join(f"{word} {reasons.count(word)}" for word in dict.fromkeys(reasons))
        self.left.setText(_("Left: {reasons}").format(reasons=counted) if counted else "")
        self.left.setVisible(bool(counted))

    def _show_modules(self) -> None:
        assert self.grid is not None
        asked = set(self._figure(FigureKind.NOMINATED).enrolment_ids)
        bars = []
        for n, module in enumerate(self.grid.modules):
            passed = sum(
                row.completions[n].passed for row in self.grid.rows if row.enrolment_id in asked
            )
            label = f"{module.code}  {module.title}".strip()
            if module.need == Need.RECOMMENDED:
                label = _("{module} (recommended)").format(module=label)
            bars.append(Bar(str(module.id), label, passed, len(asked)))
        self.modules.set_bars(bars)
        self.modules.setVisible(bool(bars))
        self.no_modules.setVisible(not bars)

    # -- from a figure to its people

    def _ask(self, names: Names, back: QWidget | None) -> None:
        """List who `names` gives; after a change it is asked again."""
        self._asked = names
        self._refresh_names()
        self.panel.open_panel(self.panel.first, back)

    def _refresh_names(self) -> None:
        found = self._asked() if self._asked is not None else None
        if found is None:
            self.panel.close_panel()
        else:
            self.panel.show_names(*found)

    def _on_closed(self) -> None:
        self._asked = None

    def _named(self, enrolments: Iterable[int]) -> list[Named]:
        return [
            Named(row.person_id, row.id, row.display_name, row.agency)
            for row in (self.people[e] for e in enrolments if e in self.people)
        ]

    def _on_tile(self) -> None:
        kind = FigureKind(self.sender().objectName())

        def names() -> Listed:
            figure = self._figure(kind)
            heading = f"{figure.title}: {figure.count}"
            return heading, _meaning(kind), self._named(figure.enrolment_ids)

        self._ask(names, self.tiles[kind])

    def _on_split(self, row: SplitRow, place: int) -> None:
        def names() -> Listed | None:
            if self.snapshot is None:
                return None
            figure = self.snapshot.figures[place]
            for now in split_rows(self.snapshot.figures):
                if (now.by, now.value) == (row.by, row.value):
                    people = now.people[place]
                    heading = f"{figure.title}, {now.label}: {len(people)}"
                    return heading, _meaning(figure.kind), self._named(people)
            return None

        self._ask(names, self.split)

    def _on_stage(self, key: str) -> None:
        def names() -> Listed | None:
            place = int(key)
            if place >= len(self.stages):
                return None
            stage = self.stages[place]
            left = "\n".join(
                " · ".join(
                    text
                    for text in (
                        _("{name} left").format(name=leaver.name),
                        short_day(leaver.on),
                        reason_word(leaver.reason),
                        leaver.note,
                    )
                    if text
                )
                for leaver in stage.left
            )
            heading = f"{stage.title}: {stage.count}"
            return heading, left, self._named(stage.enrolment_ids)

        self._ask(names, self.stayed)

    def _on_module(self, key: str) -> None:
        def names() -> Listed | None:
            if self.grid is None:
                return None
            for n, module in enumerate(self.grid.modules):
                if str(module.id) == key:
                    asked = set(self._figure(FigureKind.NOMINATED).enrolment_ids)
                    rows = [row for row in self.grid.rows if row.enrolment_id in asked]
                    lack = [r.enrolment_id for r in rows if not r.completions[n].passed]
                    said = _("passed by {n} of {all}").format(
                        n=len(rows) - len(lack), all=len(rows)
                    )
                    heading = _("Lack {module}: {n}").format(module=module.label, n=len(lack))
                    return heading, f"{module.title}: {said}", self._named(lack)
            return None

        self._ask(names, self.modules)

    def _on_next_names(self, place: int) -> None:
        assert self.snapshot is not None
        wanted = self.snapshot.next_actions[place]

        def names() -> Listed | None:
            assert self.snapshot is not None
            for row in self.snapshot.next_actions:
                if row.kind is wanted.kind and row.enrolment_ids == wanted.enrolment_ids:
                    return row.sentence, "", self._named(row.enrolment_ids)
            return None

        self._ask(names, self.next)

    # -- to where it is done

    def _on_next(self, row: ActionRow) -> None:
        go = self.ctx.bus.go
        if row.kind is ActionKind.MODULES:
            go("elearning")
        elif row.kind is ActionKind.BLANKS:
            go("attendance", row.session_id)
        elif row.kind is ActionKind.STALE_SHEET:
            go("attendance")
        elif row.kind is ActionKind.NAMES:
            people = (self.people[e] for e in row.enrolment_ids if e in self.people)
            go("people", frozenset(person.person_id for person in people))
        elif row.kind is ActionKind.CERTIFICATES:
            go("certificates")
        elif row.kind is ActionKind.PEOPLE:
            self._bring_in()
        elif row.kind is ActionKind.ENROL:
            go("cohort")
        elif row.kind is ActionKind.PROMISES:
            go("coaching")
        else:
            go("waiting", "kept" if row.kind is ActionKind.WAITING else "questions")

    def copy_reminder(self) -> None:
        """Put the reminder for every agency on the clipboard."""
        assert self.snapshot is not None
        text = elearning.reminder_text(self.ctx.book, cohort_id=self.snapshot.cohort_id)
        QGuiApplication.clipboard().setText(text)
        self.ctx.say(
            _("The reminder is copied: it holds no names. Paste it into a message."), False
        )

    def _bring_in(self) -> None:
        self.ctx.bus.go("intake", "choose")


def _cohort(book: Workbook, key: int | None) -> CohortRow | None:
    """None where none is chosen, or it was deleted."""
    try:
        return cohorts.get_cohort(book, cohort_id=key) if key is not None else None
    except NotFoundError:
        return None


def _meaning(kind: FigureKind) -> str:
    """What a figure counts, in a sentence."""
    meanings = {
        FigureKind.NOMINATED: _(
            "Put forward by an agency; who declined, was replaced or is on reserve is not counted."
        ),
        FigureKind.READY: _("Of the nominated, those who passed every required module."),
        FigureKind.TRAINED: _("Attended a session that was held, if only for a minute."),
        FigureKind.STAYED: _("Of the trained, those who are in the cohort today."),
        FigureKind.CERTIFIED: _("Hold a certificate that was not cancelled."),
    }
    return meanings[kind]
