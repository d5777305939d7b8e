"""The panel at the side: why and why not, correcting a name, issuing, cancelling, a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout

from ui.certificates.rows import earned_tone, earned_word, kind_word
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.side import SidePanel, clear, native_line, note
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.domain.certificate import CertificateKind
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.services import verify
from workbook.services.certificates import IssuePlan, VerdictRow
from workbook.services.people import PersonRow
from workbook.services.verify import Finding

MOST_NAMED = 6


class CertificatePanel(SidePanel):
    """Shows one thing at a time and tells what is wished; the page does it."""

    print_asked = Signal(str)
    hand_asked = Signal(int)
    correct_asked = Signal(object)
    cancel_asked = Signal(object)
    confirm_asked = Signal(object)

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Certificate"), drafts=ctx.drafts)
        self.ctx = ctx
        self.shown: int | None = None
        """The enrolment whose verdict is shown; None while a form is."""
        self.offers: list[QPushButton] = []

    # -- one person

    def show_person(self, row: VerdictRow) -> None:
        """Why she has what she has, why not more, what helps, and what can be done."""
        self.start(row.name)
        self.shown = row.enrolment_id
        if row.name_native and row.name_native != row.name:
            self.say(row.name_native, "muted")
        certificate = row.certificate
        if certificate is not None:
            issued = short_day(date.fromisoformat(certificate.issued_on))
            self._toned(
                _("{kind}: {number}, issued {day}").format(
                    kind=kind_word(certificate.kind), number=certificate.number, day=issued
                ),
                Tone.GOOD,
            )
        else:
            self._toned(earned_word(row), earned_tone(row))
        for sentence in row.blocked:
            self._toned(sentence, Tone.BAD)
        for question in row.questions:
            self._question(question)
        for sentence in row.waiting:
            self._toned(sentence, Tone.WARN)
        self._part(_("What she has"), row.why)
        self._part(_("Why not completion"), row.why_not)
        missing = row.verdict.missing_minutes
        if missing:
            self.say(
                _("{n} minutes missing, {open} still open.").format(n=missing, open=row.share.open),
                "muted",
            )
        self._part(_("What helps"), row.remedies)
        self._part(
            _("Names"),
            [
                _("Confirmed by her on the name-check sheet.")
                if row.names_confirmed
                else _("Nobody has confirmed them yet.")
            ],
        )
        self.body.addSpacing(10)
        can = not self.ctx.book.read_only
        self.offers = []
        if certificate is not None:
            # While it is in question neither this one is printed nor another made in its place.
            free = not row.questions
            number = certificate.number
            self._action(_("Print this one alone"), "printer", self.print_asked, number, free)
            self._action(_("Correct and reprint"), "pencil", self.correct_asked, row, can and free)
            if not certificate.handed_over_on:
                self._action(_("Handed over"), "check", self.hand_asked, certificate.id, can)
            self._action(_("Cancel it"), "ban", self.cancel_asked, row, can)
        else:
            self._action(_("Correct her names"), "pencil", self.correct_asked, row, can)
        if not row.names_confirmed:
            self._action(_("Names are right"), "check", self.confirm_asked, row.person_id, can)
        self.show()

    def _part(self, heading: str, sentences: Sequence[str]) -> None:
        if sentences:
            self.body.addSpacing(6)
            self.say(heading, "strong")
            for sentence in sentences:
                self.say(sentence)

    def _action(self, text: str, icon: str, told: SignalInstance, value: object, can: bool) -> None:
        made = button(text, icon=icon, on_click=lambda: told.emit(value))
        made.setEnabled(can)
        self.offers.append(made)
        self.body.addWidget(made)

    def _question(self, id_: str) -> None:
        go = button(
            _("Go to the question"),
            icon="circle-help",
            on_click=lambda: self.ctx.bus.go("waiting", id_),
        )
        self.body.addWidget(go)

    def _toned(self, text: str, tone: Tone) -> None:
        frame = QFrame()
        set_look(frame, tone.value)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(10, 7, 10, 7)
        inner.addWidget(note(text))
        self.body.addWidget(frame)

    # -- forms

    def show_correction(
        self, row: VerdictRow, person: PersonRow, on_accept: Callable[[], object]
    ) -> None:
        """Her names; with a certificate out, also why it is replaced."""
        self.start(
            _("Correct and reprint") if row.certificate else _("Correct her names"),
            f"names {row.person_id}",
        )
        self.shown = None
        self.latin = QLineEdit(person.name)
        self.native = native_line(_("Name in own script"))
        self.native.setText(person.name_native)
        self.own = QLineEdit(person.certificate_name)
        self.own.setPlaceholderText(_("as above"))
        self.add(_("Name"), self.latin)
        self.add(_("Name in own script"), self.native)
        self.add(_("Name on certificate, if another"), self.own)
        self.reason = QLineEdit(_("Name corrected"))
        if row.certificate is not None:
            self.add(_("Why it is replaced"), self.reason)
            self.say(
                _(
                    "She gets a new number. {number} stays in the register as replaced: take the "
                    "spoiled paper back."
                ).format(number=row.certificate.number),
                "muted",
            )
        self.finish(_("Replace and print") if row.certificate else _("Names are right"), on_accept)
        self.open_panel(self.latin)
        self.latin.selectAll()

    def show_cancelling(self, row: VerdictRow, on_accept: Callable[[], object]) -> None:
        """Why a certificate is cancelled."""
        assert row.certificate is not None
        number = row.certificate.number
        self.start(_("Cancel {number}").format(number=number), f"cancel {number}")
        self.shown = None
        self.say(_("It stays in the register as cancelled, and its number is never used again."))
        self.reason = QLineEdit()
        self.add(_("Reason"), self.reason)
        accept = self.finish(_("Cancel the certificate"), on_accept)
        set_look(accept, "danger")
        self.open_panel(self.reason)

    def show_issue(
        self, plan: IssuePlan, warnings: Sequence[str], on_accept: Callable[[], object]
    ) -> None:
        """What would be issued, and what to look at before."""
        kinds = [row.kind for row in plan.to_issue]
        self.start(issue_words(plan))
        self.shown = None
        for kind in (CertificateKind.COMPLETION, CertificateKind.ATTENDANCE):
            if kind in kinds:
                self.say(f"{kinds.count(kind)} · {kind_word(kind)}", "strong")
        if plan.to_issue:
            first, last = plan.to_issue[0].number, plan.to_issue[-1].number
            self.say(f"\u2066{first}\u2069 – \u2066{last}\u2069", "muted")
        if plan.unconfirmed:
            count = len(plan.unconfirmed)
            text = ngettext(
                "{n} name is not confirmed: {names}",
                "{n} names are not confirmed: {names}",
                count,
            )
            self.body.addSpacing(6)
            self._toned(text.format(n=count, names=_some(plan.unconfirmed)), Tone.WARN)
        for warning in warnings:
            self._toned(warning, Tone.WARN)
        if not plan.unconfirmed and not warnings:
            self.body.addSpacing(6)
            self._toned(_("All names are confirmed, and everything fits the paper."), Tone.GOOD)
        for heading, rows in (
            (_("Held back"), plan.held_back),
            (_("Nothing earned"), plan.nothing),
        ):
            if rows:
                self.body.addSpacing(6)
                self.say(f"{heading}: {len(rows)}", "strong")
                for row in rows[:MOST_NAMED]:
                    why = (*row.blocked, *row.waiting, *row.why_not)
                    self.say(f"{row.name}. {' '.join(why[:2])}", "muted")
                if len(rows) > MOST_NAMED:
                    self.say(_("and {n} more").format(n=len(rows) - MOST_NAMED), "muted")
        self.body.addSpacing(6)
        self.say(
            _("Issuing cannot be undone: a number stays used. You can cancel or replace it later."),
            "muted",
        )
        accept = self.finish(_("Issue and print…"), on_accept)
        accept.setEnabled(bool(kinds))
        # Enter presses it: it has the focus.
        accept.setAutoDefault(True)
        self.open_panel(accept)

    # -- a code

    def show_check(self) -> None:
        """Check a certificate in hand: its code as text, or a picture of it."""
        self.start(_("Check a code"))
        self.shown = None
        self.say(
            _(
                "Paste what a phone reads from the code, or open a photo or scan of the paper. "
                "It is checked here, without internet."
            ),
            "muted",
        )
        self.code = QLineEdit()
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.add(_("Text of the code"), self.code)
        self.picture = button(_("Open a picture…"), icon="image", on_click=self._on_picture)
        self.body.addWidget(self.picture)
        self.result = QVBoxLayout()
        self.result.setSpacing(5)
        self.body.addSpacing(8)
        self.body.addLayout(self.result)
        self.finish(_("Check"), self._on_check)
        self.open_panel(self.code)

    def _on_picture(self) -> None:
        paths = self.ctx.ask.open_files(
            _("A picture of the certificate"),
            _("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)"),
        )
        if paths:
            self._check(str(paths[0]))

    def _on_check(self) -> None:
        if self.code.text().strip():
            self._check(self.code.text())

    def _check(self, code: str) -> None:
        clear(self.result)
        try:
            found = verify.verify(self.ctx.book, code)
        except WorkbookError as error:
            self._found(error.sentence, Tone.WARN)
            return
        lines = found.lines()
        tone = Tone.BAD
        if found.genuine:
            tone = Tone.GOOD if found.finding is Finding.GENUINE else Tone.WARN
        self._found(lines[0], tone)
        for line in lines[1:]:
            self.result.addWidget(note(line))
        if found.name_in_register and found.signed and found.name_in_register != found.signed.name:
            self.result.addWidget(
                note(_("Name in the register: {name}").format(name=found.name_in_register))
            )

    def _found(self, text: str, tone: Tone) -> None:
        frame = QFrame()
        set_look(frame, tone.value)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(10, 7, 10, 7)
        inner.addWidget(note(text, "strong"))
        self.result.addWidget(frame)


def issue_words(plan: IssuePlan) -> str:
    """What the button says: "Issue 22 + 3 certificates"."""
    completion = sum(row.kind is CertificateKind.COMPLETION for row in plan.to_issue)
    attendance = len(plan.to_issue) - completion
    counts = " + ".join(str(count) for count in (completion, attendance) if count)
    if not counts:
        return _("Issue certificates")
    said = ngettext("Issue {n} certificate", "Issue {n} certificates", len(plan.to_issue))
    return said.format(n=f"\u2066{counts}\u2069")


def _some(rows: Sequence[VerdictRow]) -> str:
    names = ", ".join(row.name for row in rows[:MOST_NAMED])
    if len(rows) > MOST_NAMED:
        names += ", " + _("and {n} more").format(n=len(rows) - MOST_NAMED)
    return names
