"""Bring in lists and files: read them, look at what they would do, settle doubts, take them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.page import Page
from ui.common.side import clear, note
from ui.common.tables import cells_of
from ui.intake import kept, messages
from ui.intake.files import File, State, count_files, files_in
from ui.intake.one import FilePreview
from ui.intake.planning import (
    Reading,
    Understood,
    Wanted,
    as_answered,
    in_order,
    is_planned,
    plan_lists,
    plan_offices,
    read_all,
    rows_in,
    show_plans,
    understand,
)
from ui.intake.queue import QueueTable, queue_model
from ui.intake.readings import KeptReadings
from ui.intake.report import Report
from ui.intake.taking import TakenIn, take_in
from ui.intake.words import about, states_said, verb
from workbook.domain.records import ENTITIES
from workbook.errors import RuleError, SheetError, WorkbookError
from workbook.exchange.plans import ExchangeFile
from workbook.i18n import _
from workbook.intake.correction import Correction
from workbook.intake.detect import ForeignList, ListKind
from workbook.progress import Progress, Silent
from workbook.services import intake
from workbook.services.intake import TakeInPlan
from workbook.services.offices import absences

WAITING = "waiting"
"""The kind that is told when rows began to wait."""
OFFICES = "offices"
"""The kind that is told when more is known of another office."""
OF_COHORT = (ListKind.NOMINATIONS, ListKind.MARKS, ListKind.TEST_MARKS)
"""The kinds of list that go into the current cohort, unless somebody says otherwise."""
AT_ONCE = 1000
"""So many rows are planned at once; more would hold up the window."""
LOW = 660
"""Below this height the rows need the room of other things."""
SAYING, LOOKING = 0, 1
"""What the page shows: a message (the start, a refusal, the report), or files to look at."""


class IntakePage(Page):
    """`show_detail` takes paths to read, one path with the password that opens it or None, rows of
    pasted cells, or "choose" to ask for a file.
    """

    kinds: ClassVar[frozenset[str]] = frozenset(ENTITIES)

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Bring in a list"))
        self.files: list[File] = []
        self._busy = False
        self._dropped: list[Path] = []
        self._password = ""
        self._answered: list[File] = []
        self._report: Report | None = None
        self.cancel = button(_("Cancel"), on_click=self.leave)
        self.accept = button("", look="primary", icon="check", on_click=self.apply)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.accept)
        self.model = queue_model()
        self.queue = QueueTable(self.model)
        self.queue.selection_moved.connect(self._show_file)
        self.queue.activated_key.connect(self._on_activated)
        self.missing = note("", "muted")
        self.about = note("", "strong")
        self.one = FilePreview(ctx)
        self.one.answered.connect(self._on_answered)
        self.one.agreed.connect(self._show_verb)
        self.one.unlocked.connect(self.unlock)
        self.one.how.turned.connect(self._show_queue)
        self.one.corrected.connect(self._on_corrected)
        self.one.lettered.connect(self._on_lettered)
        self.one.meeting.turned.connect(self._on_meeting)
        self.message = QWidget()
        QVBoxLayout(self.message).setContentsMargins(0, 0, 0, 0)
        looking = QWidget()
        column = QVBoxLayout(looking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.queue)
        column.addWidget(self.missing)
        column.addWidget(self.about)
        column.addWidget(self.one, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.message)
        self.stack.addWidget(looking)
        self.body.addWidget(self.stack)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        self._show_start()

    # -- starting

    def show_detail(self, detail: object) -> None:
        if detail == "choose":
            self.choose_file()
        elif isinstance(detail, tuple):
            path, password = detail
            self.read([path], password=password)
        elif isinstance(detail, list) and detail and isinstance(detail[0], Path):
            self.read(list(detail))
        elif isinstance(detail, list):
            self.read_pasted(detail)

    def choose_file(self) -> None:
        """Ask for files and read them."""
        patterns = _("Lists (*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt);;All files (*)")
        paths = self.ctx.ask.open_files(_("Bring in a list"), patterns, many=True)
        if paths:
            self.read(paths)

    def paste(self) -> None:
        """Read what was copied elsewhere."""
        self.read_pasted(cells_of(QGuiApplication.clipboard().text()))

    def read(self, paths: Sequence[Path], *, password: str | None = None) -> None:
        """Look at files and at what lies in folders; those already looked at stay. `password` opens
        them, where it is known.
        """
        if self._busy:
            self._dropped += paths
            return
        found = files_in(paths)
        here = {file.path for file in self.files if file.path is not None}
        fresh = [file for file in found if file.path not in here]
        for file in fresh:
            file.password = password
        if not found:
            self._show_refused(_("There is no spreadsheet in this folder."), paths[0].name)
            return
        again = [file for file in self.files if file.path in {one.path for one in found}]
        self.files = [file for file in self.files if file.path is not None] + fresh
        self._read(fresh + again)

    def read_pasted(self, rows: Sequence[Sequence[str]]) -> None:
        """Look at pasted people."""
        if self._busy:
            return
        try:
            read = intake.open_pasted(rows)
        except SheetError as error:
            self._show_refused(error.sentence)
            return
        file = File(read.sheets.name)
        file.show_read(read)
        if read.refusal is not None:
            self._show_refused(read.refusal.sentence, file=file)
            return
        self._begin(file)
        self.files = [*(one for one in self.files if one.path is not None), file]
        self._plan(file)

    def unlock(self, password: str) -> None:
        """Try a password on every file that needs one: a programme's files share theirs."""
        if self._busy:
            self._password = password
            return
        locked = [file for file in self.files if file.locked]
        current = self.one.file
        if not locked:
            return
        for file in locked:
            file.password = password
        self._read(locked, show=current or locked[0])

    def _read(self, files: list[File], *, show: File | None = None) -> None:
        """Read these and show one of them: without `show`, the first that is taken in."""
        self._busy = True
        self._keep()
        book = self.ctx.book
        wanted = [
            Wanted(file.path, file.password, file.encoding, file.said)
            for file in files
            if file.path is not None
        ]

        def work(progress: Progress) -> list[Reading]:
            return read_all(book, wanted, progress)

        def done(readings: list[Reading]) -> None:
            self._on_read(files, readings, show)

        title = (
            _("Reading {file}").format(file=files[0].name)
            if len(files) == 1
            else _("Reading {files}").format(files=count_files(len(files)))
        )
        self.ctx.jobs.run(title, work, on_done=done, on_failed=self._on_stopped)

    def _on_read(self, files: list[File], readings: list[Reading], show: File | None) -> None:
        for file, reading in zip(files, readings, strict=True):
            file.show_read(reading.read)
            file.error = reading.error or file.error
            file.locked, file.password = reading.locked, reading.password
            self._begin(file)
        self.files = in_order(self.files)
        self._plan(show or in_order(files)[0])

    def _begin(self, file: File) -> None:
        """What is answered before anybody is asked."""
        file.begin(self.ctx.cohort_id if _is_of_cohort(file) else None)

    # -- understanding a list in another way

    def _on_corrected(self, correction: Correction) -> None:
        file = self.one.file
        if file is None or file.list is None:
            return
        file.wanted, file.by_hand = correction, True
        self._understand(file)

    def _on_lettered(self, encoding: str) -> None:
        file = self.one.file
        if file is None or self._busy:
            return
        file.encoding, file.by_hand = encoding, True
        self._read([file], show=file)

    def _understand(self, file: File) -> None:
        """Look at what is wanted; what is said meanwhile is looked at next."""
        wanted = file.wanted
        if self._busy or wanted is None:
            return
        self._busy = True
        self.accept.setEnabled(False)
        self.subtitle.setText(_("Reading it again…"))
        book = self.ctx.book

        def work(_progress: Progress) -> Understood:
            return understand(book, file, wanted)

        def done(understood: Understood) -> None:
            self._busy = False
            self._on_understood(file, understood)
            if file.wanted == wanted:
                file.wanted = None
                self._show_files(file)
                self._catch_up()
            else:
                self._understand(file)

        self.ctx.jobs.run(
            _("Reading the list again"),
            work,
            on_done=done,
            on_failed=self._on_stopped,
            quiet=True,
        )

    def _on_understood(self, file: File, understood: Understood) -> None:
        before, of_cohort = file.found, _is_of_cohort(file)
        file.show_read(understood.read)
        found = file.found
        plan = understood.plan
        if isinstance(plan, str):
            file.refuse(plan)
        elif plan is not None:
            file.show_plan(plan)
        if not isinstance(before, ForeignList) or not isinstance(found, ForeignList):
            return
        moved = (before.sheet, before.across) != (found.sheet, found.across)
        if moved:
            file.forget_rows()
        if _is_of_cohort(file) is not of_cohort:
            file.cohort = None if of_cohort else self.ctx.cohort_id
        elif not moved:
            return
        self._plan_at_once([file])

    # -- planning

    def reload(self) -> None:
        """Plan anew: the workbook has changed under the preview."""
        if self.stack.currentIndex() == LOOKING and self.files and not self._busy:
            self._plan(self.one.file or self.files[0])
        elif self.stack.currentIndex() == SAYING and self._report is not None:
            self._report.refresh()

    def _plan(self, show: File) -> None:
        """Plan every file; what other offices' files would do is found out by doing it."""
        offices = [file for file in self.files if isinstance(file.found, ExchangeFile)]
        lists = [file for file in self.files if is_planned(file)]
        self._answered = []
        if not offices and sum(rows_in(file) for file in lists) <= AT_ONCE:
            self._busy = False
            self._plan_at_once(lists)
            self._show_files(show)
            self._catch_up()
            return
        self._busy = True
        book = self.ctx.book
        answered = as_answered(lists)
        found = [file.found for file in offices if isinstance(file.found, ExchangeFile)]
        answers = {
            one.digest: (file.newer, file.repair) for one, file in zip(found, offices, strict=True)
        }

        def work(progress: Progress) -> list[TakeInPlan | str]:
            made: list[TakeInPlan | str] = []
            if found:
                made += plan_offices(book, found, answers, progress)
            return made + plan_lists(book, answered, progress)

        def done(plans: list[TakeInPlan | str]) -> None:
            self._busy = False
            show_plans([*offices, *lists], plans)
            self._show_files(show)
            self._catch_up()

        self.ctx.jobs.run(
            _("Looking at what would change"), work, on_done=done, on_failed=self._on_stopped
        )

    def _plan_at_once(self, files: Sequence[File]) -> None:
        lists = [file for file in files if is_planned(file)]
        show_plans(lists, plan_lists(self.ctx.book, lists, Silent()))

    def _on_stopped(self, error: BaseException) -> None:
        self._busy = False
        for file in self.files:
            file.wanted = None
        self._show_files(self.one.file)
        self.ctx.on_error(error)
        self._catch_up()

    def _catch_up(self) -> None:
        """Do what was dropped, said or answered while something else was being done."""
        if self._dropped:
            paths, self._dropped = self._dropped, []
            self.read(paths)
        elif self._password:
            password, self._password = self._password, ""
            self.unlock(password)
        elif self._answered:
            self._plan_answered()
        elif self.one.file is not None:
            self._understand(self.one.file)

    def _on_answered(self) -> None:
        file = self.one.file
        if file is None:
            return
        if file not in self._answered:
            self._answered.append(file)
        self._plan_answered()

    def _plan_answered(self) -> None:
        """Plan what was answered; what is answered meanwhile is planned next."""
        if self._busy:
            return
        files = [file for file in self._answered if file in self.files]
        self._answered = []
        shown = self.one.file
        if shown is not None and any(isinstance(file.found, ExchangeFile) for file in files):
            self._plan(shown)
        elif sum(rows_in(file) for file in files) <= AT_ONCE:
            self._plan_at_once(files)
            self._show_files(shown)
        else:
            self._plan_beside(files)

    def _plan_beside(self, files: Sequence[File]) -> None:
        """Plan lists while the window goes on showing what was planned before."""
        self._busy = True
        self.accept.setEnabled(False)
        book = self.ctx.book
        answered = as_answered(files)

        def work(progress: Progress) -> list[TakeInPlan | str]:
            return plan_lists(book, answered, progress)

        def done(plans: list[TakeInPlan | str]) -> None:
            self._busy = False
            show_plans(files, plans)
            self._show_files(self.one.file)
            self._catch_up()

        self.ctx.jobs.run(
            _("Looking at what would change"),
            work,
            on_done=done,
            on_failed=self._on_stopped,
            quiet=True,
        )

    def _on_meeting(self) -> None:
        """Its marks were entered, or there are others to enter."""
        self._keep()
        self.queue.viewport().update()
        self._show_heading()

    # -- showing

    def _show_files(self, current: File | None) -> None:
        if not self.files:
            self._show_start()
            return
        alone = self.files[0] if len(self.files) == 1 else None
        if alone is not None and alone.state is State.REFUSED and not alone.by_hand:
            self.files = []
            self._keep()
            self._show_refused(alone.error, file=alone)
            return
        many = len(self.files) > 1
        entering = self.stack.currentIndex() == SAYING
        self.stack.setCurrentIndex(LOOKING)
        self._show_queue()
        self.about.setVisible(many)
        self._show_missing()
        shown = current if current in self.files else self.files[0]
        assert shown is not None
        with QSignalBlocker(self.queue):
            self.model.set_rows(self.files)
            self.queue.show_key(id(shown))
        self.cancel.show()
        unlocking = self.one.lock.isVisible()
        self._show_file()
        if entering or (unlocking and not self.one.lock.isVisible()):
            self.one.focus_first()

    def _show_queue(self) -> None:
        """Several files are a list, but while it is looked at how one of them was read."""
        self.queue.setVisible(len(self.files) > 1 and not self.one.how.is_open)

    def _show_missing(self) -> None:
        """Of several files: which offices are not among them, and which are behind."""
        found = [file.found for file in self.files if isinstance(file.found, ExchangeFile)]
        several = len(self.files) > 1 and bool(found)
        said = absences(self.ctx.book, files=found) if several else ()
        self.missing.setText(" ".join(said))
        self.missing.setVisible(bool(said))

    def _show_file(self) -> None:
        file = self.model.row_at(self.queue.currentIndex())
        if file is None:
            return
        self.one.show_file(file)
        self.queue.set_room(roomy=file.plan is None and not file.is_meeting)
        self._show_heading()

    def _show_heading(self) -> None:
        file = self.one.file
        if file is None:
            return
        if len(self.files) == 1:
            self.title.setText(file.name)
            self.subtitle.setText(about(file))
        else:
            self.title.setText(count_files(len(self.files)))
            self.subtitle.setText(states_said(self.files))
            said = [f"\u2068{file.name}\u2069", about(file)]
            self.about.setText(" · ".join(part for part in said if part))
        self._show_verb()

    def _show_verb(self) -> None:
        ready = [file for file in self.files if file.state is State.READY]
        if len(self.files) == 1:
            plan = self.files[0].plan
            said = verb(plan) if plan is not None else _("Nothing to bring in")
        elif ready:
            said = _("Take in {files}").format(files=count_files(len(ready)))
        else:
            said = _("Nothing to bring in")
        meant = all(file.agreed for file in ready if file.asks)
        self.accept.setText(f" {said}")
        self.accept.setAccessibleName(said)
        self.accept.setEnabled(bool(ready) and meant and not self.ctx.book.read_only)
        # The marks of a meeting and a password have buttons of their own.
        own = (State.REVIEW, State.ENTERED, State.LOCKED)
        self.accept.setVisible(any(file.state not in own for file in self.files))
        entered = all(file.state is State.ENTERED for file in self.files)
        self.cancel.setText(_("Done") if entered else _("Cancel"))

    def _on_activated(self, _key: object) -> None:
        self.one.focus_first()

    # -- doing it

    def apply(self) -> None:
        """Do exactly what is shown."""
        ready = [file for file in self.files if file.state is State.READY]
        if not ready or self._busy or any(file.wanted for file in ready):
            return
        self._busy = True
        self.accept.setEnabled(False)
        book = self.ctx.book

        def work(progress: Progress) -> TakenIn:
            return take_in(book, ready, progress)

        self.ctx.jobs.run(
            _("Bringing in the list") if len(ready) == 1 else _("Taking in the files"),
            work,
            on_done=self._on_applied,
            on_failed=self._on_not_applied,
        )

    def _on_applied(self, done: TakenIn) -> None:
        self._busy = False
        taken = [one.file for one in done.files]
        over = (State.NOTHING, State.ENTERED)
        rest = [file for file in self.files if file not in taken and file.state not in over]
        self.files = rest
        self._keep()
        steps = [one.step for one in done.files if one.step is not None]
        self._show_report(done)
        self.ctx.bus.tell(done.kinds | {WAITING, OFFICES})
        one_step = len(steps) == 1 and all(one.take_in is None for one in done.files)
        said = (
            _("The list is in the workbook.")
            if len(taken) == 1
            else _("{files} are in the workbook.").format(files=count_files(len(taken)))
        )
        self.ctx.say(said, one_step)
        self._catch_up()

    def _on_not_applied(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, RuleError) and self.files:
            self._plan(self.one.file or self.files[0])
        else:
            self._show_verb()
        self.ctx.on_error(error)

    def leave(self) -> None:
        """Put the files away; nothing is changed. What was answered is not lost unasked."""
        if self._busy:
            return
        review = self.one.meeting
        answered = any(file.is_answered or review.is_answered(file) for file in self.files)
        if answered and not self.ctx.ask.confirm(
            _("Put this away?"),
            _("What you answered here is forgotten. The workbook stays as it is."),
            yes=_("Put it away"),
        ):
            return
        self.files = []
        self._keep()
        self._show_start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.queue.set_room(low=self.height() < LOW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentIndex() == LOOKING:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        """Remember the files that are not taken in, for when the workbook is opened again."""
        try:
            kept.keep(self.ctx.book, self.files)
        except WorkbookError as error:
            self.ctx.on_error(error)

    # -- what is said where no file is looked at

    def _show_message(self, *widgets: QWidget) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        layout = self.message.layout()
        assert isinstance(layout, QVBoxLayout)
        clear(layout)
        first, *others = widgets
        self._report = first if isinstance(first, Report) else None
        layout.addWidget(first, 1)
        for widget in others:
            layout.addWidget(widget)
        self.stack.setCurrentIndex(SAYING)
        self.accept.hide()
        self.cancel.hide()
        self.one.how.close_card()
        if inside:
            # Left to itself, Qt would go to the Undo of a toast.
            first.show()
            self.focus_start()

    def _show_start(self) -> None:
        waiting = kept.kept(self.ctx.book)
        self.title.setText(_("Bring in a list"))
        self.subtitle.setText(
            _("Nominations, results of the platform, files of other offices and of trainers")
        )
        if waiting:
            self._show_message(
                messages.still_here(
                    waiting,
                    on_look=lambda: self.read(waiting),
                    on_other=self.choose_file,
                    on_leave=self.leave,
                )
            )
            return
        start = messages.start(self.ctx, on_choose=self.choose_file)
        self._show_message(start, KeptReadings(self.ctx))

    def _show_refused(self, sentence: str, name: str = "", *, file: File | None = None) -> None:
        """Say why nothing is brought in; where it has cells, a person may know where to look."""
        self.title.setText(name or (file.name if file is not None else _("Pasted")))
        self.subtitle.setText(_("Nothing was changed"))
        read = file.list if file is not None else None
        has_cells = read is not None and any(sheet.rows for sheet in read.sheets.sheets)
        on_help = self._helping(file) if file is not None and has_cells else None
        self._show_message(messages.refused(sentence, on_other=self.choose_file, on_help=on_help))

    def _helping(self, file: File) -> Callable[[], None]:
        def look() -> None:
            file.by_hand = True
            self.files = [file]
            self._show_files(file)
            self.one.how.open_card()
            self.one.how.cells.setFocus(Qt.FocusReason.OtherFocusReason)

        return look

    def _show_report(self, done: TakenIn) -> None:
        rest = self.files

        def back() -> None:
            self._plan(rest[0])

        report = Report(self.ctx, done, left=len(rest), on_rest=back, on_more=self.choose_file)
        if len(done.files) == 1:
            self.title.setText(done.files[0].file.name)
        else:
            self.title.setText(count_files(len(done.files)))
        self.subtitle.setText(_("A backup was made before, and all of it can be undone."))
        self._show_message(report)
        report.first.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_of_cohort(file: File) -> bool:
    return isinstance(file.found, ForeignList) and file.found.kind in OF_COHORT
