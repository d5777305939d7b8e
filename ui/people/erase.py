"""Erasing a person for good: what goes, what stays, who else holds her; then what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.side import SidePanel
from ui.common.tables import isolated
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.services import erase
from workbook.services.erase import Erased, Erasing, HoldingBackup
from workbook.services.people import PersonRow
from workbook.storage.changing import Changes

WIDER = 420


class ErasePanel(SidePanel):
    """Shows all of it before anything is done. What is erased stays erased, in every office."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Erase a person for good"), parent)
        self.ctx = ctx
        self.setFixedWidth(WIDER)
        self.what: Erasing | None = None
        self.person: PersonRow | None = None

    def show_person(self, row: PersonRow, back: QWidget) -> None:
        """Look up what would go, and show it."""
        self.person, self.what = row, None
        self.start(_("Erase for good: {name}").format(name=isolated(row.display_name)))
        self.say(_("Looking where she is named…"), "muted")
        self.open_panel(self.cross, back)
        book, key = self.ctx.book, row.id

        def work(_progress: Progress) -> Erasing:
            return erase.what_goes(book, person_id=key)

        def done(what: Erasing) -> None:
            if self.person is row and not self.isHidden():
                self._show(what)

        self.ctx.jobs.run(_("Looking where she is named"), work, on_done=done)

    def _show(self, what: Erasing) -> None:
        assert self.person is not None
        self.what = what
        self.start(_("Erase for good: {name}").format(name=isolated(self.person.display_name)))
        self.body.addWidget(
            Banner(
                _(
                    "This cannot be undone. What goes is gone from the history too, and no older "
                    "file brings it back."
                ),
                Tone.BAD,
            )
        )
        self._part(_("What goes"), _goes(what))
        self._part(_("What stays"), _stays(what))
        self._show_holders(what)
        self.ref = QLineEdit()
        self.ref.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.reason = QLineEdit()
        self.body.addSpacing(6)
        self.add(_("Why (do not name her here)"), self.reason)
        self.say(_("The reason stays in the history of every office."), "muted")
        self.add(_("To be sure, type her Ref: {ref}").format(ref=isolated(what.ref)), self.ref)
        accept = self.finish(_("Erase for good"), self.erase)
        set_look(accept, "danger")
        for field in (self.ref, self.reason):
            field.textChanged.connect(self._refresh)
        self._refresh()
        self.area.verticalScrollBar().setValue(0)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(0)

    def _refresh(self) -> None:
        assert self.what is not None
        typed = self.ref.text().strip().upper() == self.what.ref
        self.accept.setEnabled(
            typed and bool(self.reason.text().strip()) and not self.ctx.book.read_only
        )

    def _part(self, heading: str, sentences: Iterable[str]) -> None:
        self.body.addSpacing(8)
        self.say(heading, "strong")
        for sentence in sentences:
            self.say(sentence)

    def _show_holders(self, what: Erasing) -> None:
        lines = [
            " · ".join(part for part in (isolated(h.who or h.file), _day(h.when)) if part)
            for h in what.holders
        ]
        lines += _backups(what.backups)
        if lines:
            self._part(_("Who still holds her"), lines)
            if what.holders:
                self.say(
                    _("An office erases her too when it takes in the next file you send."), "muted"
                )
            if what.backups:
                self.say(_("Backups are not changed: delete those you must not keep."), "muted")
        else:
            self._part(_("Who still holds her"), [_("No office and no backup that is known of.")])

    def erase(self) -> None:
        """Erase her, and say what was done."""
        person, what = self.person, self.what
        if person is None or what is None:
            return
        done: list[Erased] = []

        def act() -> Changes:
            done.append(
                erase.erase(
                    self.ctx.book,
                    person_id=person.id,
                    reason=self.reason.text(),
                    confirmed=self.ref.text(),
                )
            )
            return done[0].changes

        if self.ctx.perform(act) is not None:
            self._report(done[0])

    def _report(self, erased: Erased) -> None:
        what = erased.what
        self.person, self.what = None, None
        self.start(_("Erased: {ref}").format(ref=isolated(what.ref)))
        self.body.addWidget(Banner(erased.summary(), Tone.GOOD))
        self._part(_("What stays"), _stays(what))
        self._show_holders(what)
        if what.backups:
            self.foot.addWidget(button(_("Backups"), on_click=lambda: self.ctx.bus.go("backups")))
        self.foot.addStretch()
        close = button(_("Close"), look="primary", on_click=self.close_panel)
        self.foot.addWidget(close)
        close.setFocus(Qt.FocusReason.OtherFocusReason)


def _day(when: str) -> str:
    return short_day(datetime.fromisoformat(when).date()) if when else ""


def _backups(backups: Iterable[HoldingBackup]) -> Iterable[str]:
    """One line a day: somebody who backs up often has many."""
    for (day, certain), found in groupby(backups, key=lambda b: (b.when.date(), b.certain)):
        numbers = [str(backup.number) for backup in found]
        said = ngettext("Backup {n} of {day}", "Backups {n} of {day}", len(numbers))
        if not certain:
            said = ngettext(
                "Backup {n} of {day}, perhaps", "Backups {n} of {day}, perhaps", len(numbers)
            )
        yield said.format(n=isolated(", ".join(numbers)), day=short_day(day))


def _goes(what: Erasing) -> list[str]:
    said = [
        ngettext("{n} value, in: {rows}", "{n} values, in: {rows}", what.fields).format(
            n=what.fields,
            rows=", ".join(f"{caption} ({isolated(str(n))})" for caption, n in what.rows) or "–",
        )
    ]
    if what.mentions:
        places = ", ".join(f"{m.record} {isolated(m.ref)} ({m.field})" for m in what.mentions)
        said.append(_("Text in records about others that names her: {where}").format(where=places))
    if what.waiting:
        said.append(_("What waits and names her: {what}").format(what=", ".join(what.waiting)))
    if what.noted:
        said.append(
            ngettext(
                "{n} draft or entry about a file that names her",
                "{n} drafts and entries about files that name her",
                what.noted,
            ).format(n=what.noted)
        )
    return said


def _stays(what: Erasing) -> list[str]:
    said = [_("Counts and statistics, without her name.")]
    if what.certificates:
        numbers = ", ".join(isolated(number) for number in what.certificates)
        said.append(_("The numbers of her certificates: {numbers}").format(numbers=numbers))
    if what.unread:
        said.append(
            _("Files that wait and cannot be searched; leave them out by hand: {what}").format(
                what=", ".join(isolated(name) for name in what.unread)
            )
        )
    return said
