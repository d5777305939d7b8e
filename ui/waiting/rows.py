"""The list Waiting: rows and files that are this laptop's own, kept until somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.side import DecidePanel, Option
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.words import attempt_word, evidence_word, list_field_word
from ui.waiting.candidates import number_key
from ui.waiting.tab import ItemsTab
from ui.waiting.words import kind_word, subject_of
from workbook.i18n import _, ngettext
from workbook.services import inbox, intake
from workbook.services.intake import WaitingRow
from workbook.services.items import Item
from workbook.storage.changing import Changes

WAITING = "waiting"
"""The kind that is told when rows began or ceased to wait."""
PARKED = "file"


class WaitingTab(ItemsTab):
    """What waits on one side, the chosen row and its answers on the other."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._rows: dict[str, WaitingRow] = {}
        self._folder: QTemporaryDir | None = None
        self.model = SnapshotModel(self._columns(), key=lambda item: item.id, named=subject_of)
        self.table = Table(
            self.model,
            _("Rows and files that wait for you"),
            empty=EmptyState(
                "inbox",
                _("Nothing waits for you"),
                _(
                    "Rows of a list that could be somebody else, or that cannot be read, wait "
                    "here until you decide. The good rows are brought in without them."
                ),
            ),
            least=("kind",),
        )
        self.table.installEventFilter(self)
        self.table.selection_moved.connect(self._show_item)
        self.table.activated_key.connect(self._on_activated)
        self.panel = DecidePanel(_("The chosen row"))
        self.panel.decided.connect(self.decide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)

    # -- showing

    def reload(self) -> None:
        """Read anew what waits."""
        place = max(self.table.currentIndex().row(), 0)
        self.items = inbox.waiting(self.ctx.book)
        self._rows = {f"W{row.waiting_id}": row for row in intake.waiting_rows(self.ctx.book)}
        self.model.set_rows(self.items)
        self._choose(place)

    def _show_item(self) -> None:
        item = self._current()
        if item is None:
            self.panel.hide()
            return
        row = self._rows.get(item.id)
        if row is not None and row.kind is not None:
            self._show_row(item, row)
        else:
            self._show_doubt(item)

    def _show_row(self, item: Item, row: WaitingRow) -> None:
        """A row of a list: who it may be, and what it says."""
        known = len(row.candidates)
        options = []
        for candidate in item.candidates:
            text, hint = candidate.text, ""
            if candidate.number <= known:
                text = _("It is {name}").format(name=text)
                hint = evidence_word(row.candidates[candidate.number - 1].evidence)
            if candidate.number == len(item.candidates):
                hint = _("The same list, brought in again, asks again.")
            options.append(Option(text, candidate.number, hint))
        place = _("{file}, sheet “{sheet}”, row {n}").format(
            file=row.file_name, sheet=row.sheet, n=row.row_number
        )
        if row.rows > 1:
            said = _("One answer settles {n} rows of this person.").format(n=row.rows)
            place = f"{place}\n{said}"
        self.panel.show_row(
            row.name,
            place=place,
            reasons=row.reasons,
            question=_("Who is this?"),
            options=options,
            facts=[(list_field_word(field), _shown(field, value)) for field, value in row.fields],
        )

    def _show_doubt(self, item: Item) -> None:
        """A doubt in a file of ours, or a file that is kept: its sentence and its answers."""
        row = self._rows.get(item.id)
        place = kind_word(item.kind)
        if row is not None:
            where = (
                _("{file}, sheet “{sheet}”, row {n}").format(
                    file=row.file_name, sheet=row.sheet, n=row.row_number
                )
                if row.row_number
                else row.file_name
            )
            place = f"{place} · {where}"
        self.panel.show_row(
            subject_of(item),
            place=place,
            reasons=(self._why(item),),
            question=_("What becomes of it?"),
            options=[Option(_begun(one.text), one.number) for one in item.candidates],
        )
        self._offer_all(item)
        if item.kind == PARKED:
            again = button(_("Try again"), icon="refresh-cw", on_click=lambda: self._again(item))
            self.panel.body.addWidget(again)
        if item.writes:
            field = QLineEdit()
            self.panel.body.addSpacing(6)
            self.panel.add(_("Or write what is right"), field)
            use = button(_("Use this"), on_click=lambda: self._write(item, field.text()))
            self.panel.body.addWidget(use)
            field.returnPressed.connect(use.click)
        for option in self.panel.options:
            option.setEnabled(not self.ctx.book.read_only)

    def _offer_all(self, item: Item) -> None:
        """The answers that others of the same file can get with it."""
        offered = [one for one in item.candidates if one.also]
        if not offered:
            return
        self.panel.body.addSpacing(8)
        self.panel.say(
            ngettext(
                "{n} other of this file is asked about in the same way.",
                "{n} others of this file are asked about in the same way.",
                offered[0].also,
            ).format(n=offered[0].also),
            "muted",
        )
        for one in offered:
            choice = button(
                _("For all {n}: {answer}").format(n=one.also + 1, answer=one.text),
                on_click=self._deciding_all(item, one.number),
            )
            self.panel.options.append(choice)
            self.panel.body.addWidget(choice)

    # -- deciding

    def _deciding_all(self, item: Item, number: int) -> Callable[[], None]:
        return lambda: self._settle(
            lambda: inbox.resolve(self.ctx.book, item.id, take=number, together=True)
        )

    def decide(self, number: object) -> None:
        """Take an answer of what is chosen, by its number."""
        item = self._current()
        if item is None or not isinstance(number, int) or self.ctx.book.read_only:
            return
        if any(candidate.number == number for candidate in item.candidates):
            self._settle(lambda: inbox.resolve(self.ctx.book, item.id, take=number))

    def _write(self, item: Item, text: str) -> None:
        if text.strip():
            self._settle(lambda: inbox.resolve(self.ctx.book, item.id, value=text))

    def _settle(self, act: Callable[[], Changes]) -> None:
        changes = self.ctx.perform(act)
        if changes is None:
            return
        # What only left the list changed nothing that an undo could take back.
        self.ctx.say(_("It is settled."), changes.step is not None)
        self.ctx.bus.tell(frozenset({WAITING}))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _again(self, item: Item) -> None:
        """Look at a file that was kept, as it came, with the password it was opened with then."""
        name, content, password = inbox.parked_file(self.ctx.book, item.id)
        self._folder = QTemporaryDir()
        path = Path(self._folder.path()) / Path(name).name
        path.write_bytes(content)
        self.ctx.bus.go("intake", (path, password))

    # -- keys

    def _on_activated(self, _key: object) -> None:
        self.panel.focus_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            number = number_key(event.key(), event.text())
            if number is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.decide(number)
                return True
        return False

    # -- words

    def _why(self, item: Item) -> str:
        row = self._rows.get(item.id)
        return " ".join(row.reasons) if row is not None else item.sentence

    def _columns(self) -> list[Column[Item]]:
        return [
            Column("name", _("About"), subject_of, width=150),
            Column("kind", _("What"), lambda item: kind_word(item.kind)),
            Column("why", _("Why it waits"), self._why, stretch=True, width=240),
        ]


def _begun(answer: str) -> str:
    """An answer as a button says it."""
    return answer[:1].upper() + answer[1:]


def _shown(field: str, value: str | int) -> str:
    if field == "status":
        return attempt_word(str(value))
    return f"{value} %" if field == "score" else str(value)
