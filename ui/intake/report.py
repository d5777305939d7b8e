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
from ui.intake.files import File
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
        self.undos: list[QPushButton] = []
        self.copies: list[QPushButton] = []
        for taken in done.files:
            self._column.addWidget(self._card(taken, brief=len(done.files) > 1))
        self._column.addLayout(self._ways(done, left, on_rest, on_more))
        self._column.addStretch()
        self.setWidget(inner)

    def _card(self, taken: Taken, *, brief: bool) -> Card:
        """What one file came to; of several, each in one line."""
        card = Card(taken.file.name)
        if brief:
            card.body.setSpacing(0)
            card.body.setContentsMargins(16, 8, 12, 10)
        shown = [outcome for outcome in Outcome if taken.counts[outcome.value]]
        if brief and shown:
            card.body.addWidget(note(counts_said(taken.counts)))
        for outcome in shown if not brief else ():
            line = QHBoxLayout()
            figure = Label(str(taken.counts[outcome.value]), "figure")
            figure.setMinimumWidth(44)
            line.addWidget(figure)
            line.addWidget(Label(came_to(outcome), wrap=True), 1)
            card.body.addLayout(line)
        if not shown:
            card.body.addWidget(note(_("It is kept in the workbook for later."), "muted"))
        if isinstance(taken.file.plan, Plan) and taken.file.path is not None:
            copy = button(
                _("Save a copy with the results"),
                icon="file-down",
                on_click=lambda: self.save_copy(taken.file),
                tip=_("Their own file, with what became of each row beside it."),
            )
            self.copies.append(copy)
            card.top.addWidget(copy)
        if taken.step is not None or taken.take_in is not None:
            undo = button(_("Undo"), icon="undo-2", on_click=self._undoing(taken, card))
            undo.setAccessibleName(_("Undo {file}").format(file=taken.file.name))
            self.undos.append(undo)
            card.top.addWidget(undo)
        return card

    def save_copy(self, file: File) -> None:
        """Ask where to, and write what became of each row beside it in a copy of the file."""
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

    def _undoing(self, taken: Taken, card: Card) -> Callable[[], None]:
        def undo() -> None:
            kept: list[int] = []

            def act() -> Changes:
                if taken.take_in is not None:
                    done = history.undo_take_in(self.ctx.book, take_in=taken.take_in)
                else:
                    assert taken.step is not None
                    done = history.undo_step(self.ctx.book, step=taken.step)
                kept.append(len(done.kept))
                return done.changes

            if self.ctx.perform(act) is None:
                return
            for button_ in (*self.undos, *self.copies):
                if card.isAncestorOf(button_):
                    button_.hide()
            said = _("This was undone. Taking the file in again brings it back.")
            if kept[0]:
                said += " " + ngettext(
                    "{n} value was changed since and stays.",
                    "{n} values were changed since and stay.",
                    kept[0],
                ).format(n=kept[0])
            card.body.addWidget(Banner(said, Tone.INFO))

        return undo

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


def _where(done: TakenIn) -> tuple[str, str]:
    """The page on which to see what came, and the words for it."""
    plan = done.files[0].file.plan if len(done.files) == 1 else None
    if isinstance(plan, Plan) and plan.foreign.kind is ListKind.COMPLETIONS:
        return "elearning", _("See the results")
    if isinstance(plan, Plan) and plan.cohort:
        return "cohort", _("See the cohort")
    return "people", _("See the people")
