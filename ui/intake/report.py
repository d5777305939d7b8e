"""What became of the files that were taken in, with the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.label import Label
from ui.common.side import note
from ui.common.theme import set_look
from ui.common.tokens import Tone
from ui.intake.taking import Taken, TakenIn
from ui.intake.words import came_to, counts_said
from workbook.i18n import _, ngettext
from workbook.intake.detect import ListKind
from workbook.intake.plan import Outcome, Plan
from workbook.progress import Progress
from workbook.services import history, results
from workbook.storage.changing import Changes


class Report(QScrollArea):
    """One card a file with its counts and its Undo, and where to go from here."""

    def __init__(
        self,
        ctx: Context,
        done: TakenIn,
        *,
        left: int,
        on_rest: Callable[[], object],
        on_more: Callable[[], object],
    ) -> None:
        super().__init__()
        self.ctx = ctx
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        set_look(inner, "scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        for notice in done.notices:
            self._column.addWidget(Banner(notice, Tone.WARN))
        if done.stopped:
            self._column.addWidget(Banner(done.stopped, Tone.WARN))
        self.cards = [TakenCard(ctx, taken, brief=len(done.files) > 1) for taken in done.files]
        for card in self.cards:
            self._column.addWidget(card)
        self._column.addLayout(self._ways(done, left, on_rest, on_more))
        self._column.addStretch()
        self.setWidget(inner)

    def refresh(self) -> None:
        """Say which files were undone elsewhere, or done again."""
        rows = history.history_rows(self.ctx.book)
        undone = {row.take_in or row.step: row.undone for row in rows}
        for card in self.cards:
            key = card.taken.take_in or card.taken.step
            if key in undone:
                card.show_undone(undone[key])

    def _ways(
        self,
        done: TakenIn,
        left: int,
        on_rest: Callable[[], object],
        on_more: Callable[[], object],
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        if left:
            said = ngettext("Look at the other file", "Look at the other {n} files", left)
            self.first = button(said.format(n=left), look="primary", on_click=on_rest)
            row.addWidget(self.first)
        page, text = _where(done)
        self.see = button(text, look="" if left else "primary", on_click=self._going(page))
        row.addWidget(self.see)
        if not left:
            self.first = self.see
        if any(taken.counts["needs_you"] for taken in done.files):
            row.addWidget(
                button(_("See what waits"), icon="inbox", on_click=self._going("waiting"))
            )
        row.addWidget(button(_("Bring in more…"), on_click=on_more))
        row.addStretch()
        return row

    def _going(self, page: str) -> Callable[[], None]:
        return lambda: self.ctx.bus.go(page)


class TakenCard(Card):
    """What one file came to, with its Undo and the copy with results; `brief` in one line."""

    def __init__(self, ctx: Context, taken: Taken, *, brief: bool) -> None:
        super().__init__(taken.file.name)
        self.ctx = ctx
        self.taken = taken
        self.copy: QPushButton | None = None
        self.undo: QPushButton | None = None
        self.top.setSpacing(10)
        if brief:
            self.body.setSpacing(0)
            self.body.setContentsMargins(16, 8, 12, 10)
        shown = [outcome for outcome in Outcome if taken.counts[outcome.value]]
        if brief and shown:
            self.body.addWidget(note(counts_said(taken.counts)))
        for outcome in shown if not brief else ():
            line = QHBoxLayout()
            figure = Label(str(taken.counts[outcome.value]), "figure")
            figure.setMinimumWidth(44)
            line.addWidget(figure)
            line.addWidget(Label(came_to(outcome), wrap=True), 1)
            self.body.addLayout(line)
        if not shown:
            self.body.addWidget(note(_("It is kept in the workbook for later."), "muted"))
        self.undone = Banner("", Tone.INFO)
        self.undone.hide()
        self.body.addWidget(self.undone)
        if isinstance(taken.file.plan, Plan) and taken.file.path is not None:
            self.copy = button(
                _("Save a copy with the results"),
                icon="file-down",
                on_click=self.save_copy,
                tip=_("Their own file, with what became of each row beside it."),
            )
            self.top.addWidget(self.copy)
        if taken.step is not None or taken.take_in is not None:
            self.undo = button(_("Undo"), icon="undo-2", on_click=self.take_back)
            self.undo.setAccessibleName(_("Undo {file}").format(file=taken.file.name))
            self.top.addWidget(self.undo)

    def save_copy(self) -> None:
        """Ask where to, and write what became of each row beside it in a copy of the file."""
        file = self.taken.file
        plan, source, password = file.plan, file.path, file.password
        assert isinstance(plan, Plan)
        assert source is not None
        suggested = source.with_name(results.default_name(source))
        target = self.ctx.ask.save_file(
            _("Save a copy with the results"), suggested, _("Excel (*.xlsx *.xlsm)")
        )
        if target is None:
            return
        created = self.ctx.book.sources.today()

        def work(_progress: Progress) -> None:
            results.write_results(plan, source, target, created=created, password=password)

        def done(_nothing: None) -> None:
            self.ctx.say(_("The copy is saved as “{name}”.").format(name=target.name), False)

        self.ctx.jobs.run(_("Writing the copy"), work, on_done=done, can_stop=False)

    def take_back(self) -> None:
        """Undo the file alone."""
        kept: list[int] = []

        def act() -> Changes:
            if self.taken.take_in is not None:
                done = history.undo_take_in(self.ctx.book, take_in=self.taken.take_in)
            else:
                assert self.taken.step is not None
                done = history.undo_step(self.ctx.book, step=self.taken.step)
            kept.append(len(done.kept))
            return done.changes

        if self.ctx.perform(act) is not None:
            self.show_undone(True, kept=kept[0])

    def show_undone(self, undone: bool, *, kept: int = 0) -> None:
        """Say that it was undone, and that `kept` values stay; or that it stands."""
        said = _("This was undone. Taking the file in again brings it back.")
        if kept:
            said += " " + ngettext(
                "{n} value was changed since and stays.",
                "{n} values were changed since and stay.",
                kept,
            ).format(n=kept)
        if undone is self.undone.isHidden() or kept:
            self.undone.label.setText(said)
            self.undone.setVisible(undone)
            for button_ in (self.copy, self.undo):
                if button_ is not None:
                    button_.setHidden(undone)


def _where(done: TakenIn) -> tuple[str, str]:
    """The page on which to see what came, and the words for it."""
    plans = [taken.file.plan for taken in done.files]
    if all(isinstance(p, Plan) and p.foreign.kind is ListKind.COMPLETIONS for p in plans):
        return "elearning", _("See the results")
    if all(isinstance(p, Plan) and p.cohort for p in plans):
        return "cohort", _("See the cohort")
    return "people", _("See the people")
