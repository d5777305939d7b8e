"""The list Questions: what differs between offices, for a person to decide; equal everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.tables import Column, SnapshotModel, Table, isolated
from ui.waiting.candidates import number_key
from ui.waiting.question import QuestionView
from ui.waiting.tab import ItemsTab
from ui.waiting.words import choices_of, is_value, kind_word, matter_of, subject_of
from workbook.domain.decision import Question
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.services import inbox
from workbook.services.items import Item
from workbook.services.same_person import Suggestion
from workbook.storage.changing import Changes


class QuestionsTab(ItemsTab):
    """The questions on one side, the chosen one with its values on the other."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.model = SnapshotModel(_columns(), key=lambda item: item.id, named=subject_of)
        self.empty = EmptyState(
            "circle-check",
            _("Nothing to decide"),
            _(
                "When two offices write different values, or two people look like one, both are "
                "kept and it is asked here. An answer given in one office reaches all."
            ),
        )
        self.table = Table(self.model, _("Questions"), empty=self.empty, least=("matter",))
        self.table.setMinimumWidth(220)
        self.table.installEventFilter(self)
        self.table.selection_moved.connect(self._show_item)
        self.table.activated_key.connect(self._on_activated)
        self.view = QuestionView()
        self.view.taken.connect(self.take)
        self.view.written.connect(self.write)
        self.view.left.connect(self._on_left)
        self.view.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 2)
        row.addWidget(self.view, 3)

    # -- showing

    def reload(self) -> None:
        """Read every question anew."""
        place = max(self.table.currentIndex().row(), 0)
        self.items = inbox.questions(self.ctx.book)
        self.model.set_rows(self.items)
        self._choose(place)

    def offices(self) -> list[tuple[str, int]]:
        """The offices whose values could all be taken: their names, and how many questions that
        would answer.
        """
        counts: Counter[str] = Counter()
        for item in self.items:
            if item.kind == Question.DIFFERENT_VALUES.value:
                of = [
                    {voice.office or voice.office_code for voice in candidate.voices}
                    for candidate in item.candidates
                ]
                once = Counter(office for offices in of for office in offices if office)
                counts.update(office for office, n in once.items() if n == 1)
        return sorted(counts.items(), key=lambda found: found[0].casefold())

    def _show_item(self) -> None:
        item = self._current()
        self.view.setVisible(item is not None)
        if item is None:
            return
        self.view.show_question(
            subject_of(item),
            kind=kind_word(item.kind),
            matter=item.field if is_value(item) else "",
            sentence="" if is_value(item) else item.sentence,
            choices=choices_of(item),
            can=not self.ctx.book.read_only,
            writes=item.field if item.writes else "",
            links=self._links(item),
        )

    def _links(self, item: Item) -> list[tuple[str, Callable[[], object]]]:
        people = item.people
        if len(people) == 2:
            pair = Suggestion(people[0], people[1], ())
            return [(_("Compare both records"), lambda: self.ctx.bus.go("people", pair))]
        if people:
            return [(_("Go to the person"), lambda: self.ctx.bus.go("people", people[0]))]
        return []

    # -- deciding

    def take(self, number: int) -> None:
        """Take an answer of the chosen question by its number."""
        item = self._current()
        if item is None or self.ctx.book.read_only:
            return
        if any(candidate.number == number for candidate in item.candidates):
            self._resolve(lambda: inbox.resolve(self.ctx.book, item.id, take=number))

    def write(self, text: str) -> None:
        """Answer the chosen question with another value."""
        item = self._current()
        if item is not None:
            self._resolve(lambda: inbox.resolve(self.ctx.book, item.id, value=text))

    def _resolve(self, act: Callable[[], Changes]) -> None:
        if self.ctx.perform(act, _("Decided, for every office.")) is not None:
            self._choose(self.table.currentIndex().row())
            self.focus_list()

    def focus_list(self) -> None:
        """Go on with the next question."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at_all_from(self, office: str) -> None:
        """Show what taking every value of an office would change."""
        try:
            found = inbox.take_all_from(self.ctx.book, office=office)
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        arrow = "←" if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else "→"
        lines = [
            (
                f"{isolated(taken.subject)} · {taken.field}",
                f"{isolated(taken.old)}  {arrow}  {isolated(taken.new)}",
            )
            for taken in found.values
            if taken.old != taken.new
        ]
        same, rest = len(found.values) - len(lines), len(self.items) - len(found.values)
        said = [_("What others wrote there stays in the history.")]
        if same and not lines:
            said.append(_("All of them stand already: only their questions go."))
        elif same:
            text = ngettext("{n} value stands already.", "{n} values stand already.", same)
            said.append(text.format(n=same))
        if rest:
            text = ngettext("{n} question stays for you.", "{n} questions stay for you.", rest)
            said.append(text.format(n=rest))
        self.view.setVisible(True)
        self.view.show_many(
            found.summary(),
            " ".join(said),
            lines,
            accept=_("Take all"),
            on_accept=lambda: self.take_all_from(office),
            on_cancel=self._on_left,
        )

    def take_all_from(self, office: str) -> None:
        """Take every value of an office, as one step."""
        self._resolve(lambda: inbox.resolve_all_from(self.ctx.book, office=office))

    # -- keys

    def _on_activated(self, _key: object) -> None:
        self.view.focus_first()

    def _on_left(self) -> None:
        self._show_item()
        self.focus_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            number = number_key(event.key(), event.text())
            if number is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.take(number)
                return True
        return False


def _columns() -> list[Column[Item]]:
    return [
        Column("subject", _("About"), subject_of, tip=subject_of, width=140, stretch=True),
        Column("matter", _("What"), matter_of, tip=matter_of, width=130, stretch=True),
    ]
