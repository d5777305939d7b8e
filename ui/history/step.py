"""One step at the side: what it changed, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.side import SidePanel
from ui.common.tables import isolated
from ui.common.tokens import Tone
from ui.history.words import ERASED, state_word, when_word, who_word
from workbook.domain.certificate import CERTIFICATE, CertificateState
from workbook.i18n import _, ngettext
from workbook.services import certificates, history
from workbook.services.certificates import CertificateRow
from workbook.services.coaching import SHOWN
from workbook.services.history import ChangeRow, HistoryRow
from workbook.storage.book import StepDone, Workbook
from workbook.storage.changing import Changes

SHOWN_VALUES = 60
SHOWN_STEPS = 40
ISSUE = "issue"


class StepPanel(SidePanel):
    """Old and new values of a step; Undo, or why it cannot be undone and what can be done."""

    undone = Signal(object)
    """A StepDone."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Step"))
        self.ctx = ctx
        self.row: HistoryRow | None = None
        self.changes: tuple[ChangeRow, ...] = ()
        self.certificates: tuple[CertificateRow, ...] = ()

    def show_step(self, row: HistoryRow) -> None:
        """Show a step, a file of another office, or a look at a note."""
        self.row = row
        self.changes = history.change_rows(self.ctx.book, step=row.step) if row.step else ()
        self.start(row.label or _("Step"))
        about = (when_word(row), who_word(row), state_word(row))
        self.say(" · ".join(text for text in about if text), "muted")
        if row.source:
            self.say(isolated(row.source), "muted")
        if row.kind == SHOWN:
            self.body.addSpacing(6)
            self.say(_("The text of a note was on the screen. The history never holds its words."))
        self._show_foot(row)
        if row.take_in is not None:
            self._show_parts(history.part_rows(self.ctx.book, take_in=row.take_in))
        self._show_changes(self.changes)
        self.area.verticalScrollBar().setValue(0)
        self.show()

    def _show_parts(self, parts: Sequence[HistoryRow]) -> None:
        """The steps that a file brought; a click on one shows its values."""
        self.body.addSpacing(10)
        count = len(parts)
        said = ngettext("It brought {n} step", "It brought {n} steps", count).format(n=count)
        self.say(said, "strong")
        for part in parts[:SHOWN_STEPS]:
            about = " · ".join(text for text in (who_word(part), when_word(part)) if text)
            go = button(isolated(part.what or _("Step")), look="link", on_click=self._opening(part))
            go.setAccessibleName(f"{part.what}, {about}")
            self.body.addWidget(go)
            line = self.say("\n".join(text for text in (part.changed, about) if text), "muted")
            line.setContentsMargins(7, 0, 7, 0)
        if count > SHOWN_STEPS:
            more = count - SHOWN_STEPS
            text = ngettext("and {n} step more", "and {n} steps more", more)
            self.body.addSpacing(6)
            self.say(text.format(n=more), "muted")

    def _opening(self, part: HistoryRow) -> Callable[[], None]:
        return lambda: self.show_part(part)

    def show_part(self, part: HistoryRow) -> None:
        """Show one step of the file that is chosen, with a way back to the file."""
        whole = self.row
        if whole is None or part.step is None:
            return
        self.start(part.label or _("Step"))
        back = button(
            _("Back to the file"),
            look="link",
            icon="arrow-left",
            on_click=lambda: self.show_step(whole),
        )
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch()
        self.body.addLayout(row)
        about = (when_word(part), who_word(part), state_word(part))
        self.say(" · ".join(text for text in about if text), "muted")
        self._show_changes(history.change_rows(self.ctx.book, step=part.step))
        self.area.verticalScrollBar().setValue(0)
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_kept(self, done: StepDone, kept: Sequence[ChangeRow]) -> None:
        """Say what was taken back, and list what could not be."""
        self.start(_("Undone: {what}").format(what=done.label))
        if not done.changes.count:
            self.body.addWidget(
                Banner(_("Nothing was left to take back: all was changed since."), Tone.WARN)
            )
        elif kept:
            text = ngettext(
                "{n} value was changed since and stays. The rest is as it was before.",
                "{n} values were changed since and stay. The rest is as it was before.",
                len(kept),
            )
            self.body.addWidget(Banner(text.format(n=len(kept)), Tone.INFO))
        else:
            text = (
                _("All else is as it was before.")
                if done.told
                else _("All of it is as it was before.")
            )
            self.body.addWidget(Banner(text, Tone.GOOD))
        for sentence in done.told:
            self.body.addWidget(Banner(sentence, Tone.INFO))
        self._show_changes(kept)
        self.show()

    def _show_changes(self, rows: Sequence[ChangeRow]) -> None:
        arrow = "←" if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else "→"
        shown = rows[:SHOWN_VALUES]
        for (record, what), group in groupby(shown, key=lambda row: (row.record, row.what)):
            self.body.addSpacing(10)
            self.say(f"{record}: {isolated(what)}" if what else record, "strong")
            lines = []
            for row in group:
                text = isolated(row.new or "–")
                if row.old:
                    text = f"{isolated(row.old)}  {arrow}  {text}"
                lines.append(f"{row.field}: {text}" if row.field != record else text)
            self.say("\n".join(lines))
        if len(rows) > len(shown):
            more = len(rows) - len(shown)
            self.body.addSpacing(10)
            text = ngettext("and {n} value more", "and {n} values more", more)
            self.say(text.format(n=more), "muted")

    def _show_foot(self, row: HistoryRow) -> None:
        writable = not self.ctx.book.read_only
        self.certificates = ()
        if row.kind == ISSUE:
            self._show_issue(row)
        elif row.undoable:
            said = _("Undo this step") if row.take_in is None else _("Undo the whole file")
            undo = button(said, icon="undo-2", on_click=self.undo)
            undo.setEnabled(writable)
            undo.setObjectName("undo")
            self.foot.addWidget(undo)
            self.foot.addStretch()
        elif row.undone:
            self._say_why(
                _("This step was undone.")
                if row.take_in is None
                else _("This file was undone. Taken in again, it brings all of it back.")
            )
        elif row.take_in is not None:
            self._say_why(
                _(
                    "What this file brought cannot be undone: what is erased stays erased, and "
                    "certificates are cancelled one by one. What was done before it can be undone."
                )
            )
        elif row.kind in ERASED:
            self._say_why(
                _("What was erased stays erased, for good. What was done before can be undone.")
            )
        elif row.kind != SHOWN:
            self._say_why(_("This step cannot be undone."))

    def _show_issue(self, row: HistoryRow) -> None:
        caption = _(CERTIFICATE.caption)
        numbers = {change.what for change in self.changes if change.record == caption}
        self.certificates = tuple(
            found
            for found in certificates.register_rows(self.ctx.book)
            if found.number in numbers and found.state is CertificateState.ISSUED
        )
        self._say_why(
            _(
                "A certificate that was issued cannot be undone: the paper may be in someone's "
                "hands. It can be cancelled with a reason; its number stays used."
            )
        )
        if self.certificates:
            cancel = button(_("Cancel with a reason"), icon="ban", on_click=self.cancel)
            cancel.setEnabled(not self.ctx.book.read_only)
            cancel.setObjectName("cancel")
            self.foot.addWidget(cancel)
            self.foot.addStretch()

    def _say_why(self, text: str) -> None:
        self.body.addSpacing(10)
        self.body.addWidget(Banner(text, Tone.INFO))

    # -- doing

    def undo(self) -> None:
        """Take the step back, after a question."""
        row = self.row
        if row is None or (row.step is None and row.take_in is None):
            return
        sure = self.ctx.ask.confirm(
            _("Undo “{what}”?").format(what=row.label),
            _(
                "What nobody has touched since goes back to what it was; what somebody has is "
                "listed and stays. Undoing is a step of its own, which can be undone here too."
            ),
            yes=_("Undo"),
        )
        if not sure:
            return
        done: list[StepDone] = []

        def act() -> Changes:
            done.append(_undo(self.ctx.book, row))
            return done[0].changes

        if self.ctx.perform(act) is not None:
            self.undone.emit(done[0])

    def cancel(self) -> None:
        """Cancel one of the step's certificates, with a reason."""
        chosen = self._choose(self.certificates)
        if chosen is None:
            return
        reason = self.ctx.ask.text(
            _("Cancel certificate {number}").format(number=chosen.number),
            _("Why is it cancelled? The reason stands in the register."),
        )
        if reason is None:
            return
        self.ctx.perform(
            lambda: certificates.cancel(self.ctx.book, certificate_id=chosen.id, reason=reason)
        )

    def _choose(self, rows: Sequence[CertificateRow]) -> CertificateRow | None:
        if len(rows) < 2:
            return next(iter(rows), None)
        place = self.ctx.ask.choose(
            _("Cancel a certificate"),
            _("Which certificate is to be cancelled?"),
            list(_options(rows)),
        )
        return None if place is None else rows[place]

    def first(self) -> QWidget:
        """Where the cursor goes when the panel is entered."""
        item = self.foot.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget or self.cross


def _undo(book: Workbook, row: HistoryRow) -> StepDone:
    if row.take_in is not None:
        return history.undo_take_in(book, take_in=row.take_in)
    assert row.step is not None
    return history.undo_step(book, step=row.step)


def _options(rows: Iterable[CertificateRow]) -> Iterable[str]:
    for row in rows:
        yield f"{isolated(row.number)}  {isolated(row.name)}"
