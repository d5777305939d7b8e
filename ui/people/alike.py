"""Who may be in the workbook already, shown while a new person is typed; it holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.side import clear, note
from ui.common.tables import isolated
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.services import same_person
from workbook.services.same_person import Likeness

PAUSE_MS = 350
MOST = 4


@dataclass(frozen=True)
class Typed:
    """What is typed of a person so far."""

    names: tuple[str, ...]
    phone: str
    national_id: str
    service_number: str
    agency_id: int | None


class AlikeBox(QFrame):
    """Empty and hidden until somebody is like what is typed."""

    open_asked = Signal(int)
    """The key of somebody who may be meant."""

    def __init__(
        self, ctx: Context, typed: Callable[[], Typed], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._typed = typed
        self._asked: Typed | None = None
        self.found: tuple[Likeness, ...] = ()
        set_look(self, Tone.INFO.value)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(10, 8, 10, 8)
        self.lines.setSpacing(3)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self.hide()

    def wait(self) -> None:
        """Look once the typing pauses."""
        self._timer.start()

    def look(self) -> None:
        """Look now for whom what is typed may mean."""
        asked = self._asked = self._typed()
        book = self.ctx.book

        def work(_progress: Progress) -> tuple[Likeness, ...]:
            return same_person.like(
                book,
                names=asked.names,
                phone=asked.phone,
                national_id=asked.national_id,
                service_number=asked.service_number,
                agency_id=asked.agency_id,
            )

        def done(found: tuple[Likeness, ...]) -> None:
            # By now the form may be closed, or something else stand in it.
            if shiboken6.isValid(self) and asked == self._asked:
                self._show(found)

        self.ctx.jobs.run(_("Looking for people alike"), work, on_done=done, quiet=True)

    def _show(self, found: tuple[Likeness, ...]) -> None:
        self.found = found
        clear(self.lines)
        self.setVisible(bool(found))
        if not found:
            return
        self.lines.addWidget(
            note(
                ngettext("She may be here already:", "She may be one of these:", len(found)),
                "strong",
            )
        )
        for person in found[:MOST]:
            go = button(
                isolated(person.name), look="link", on_click=self._opening(person.person_id)
            )
            go.setAccessibleName(f"{person.name}: {', '.join(person.reasons)}")
            self.lines.addWidget(go)
            why = note(", ".join(person.reasons))
            why.setContentsMargins(7, 0, 7, 0)
            self.lines.addWidget(why)

    def _opening(self, person_id: int) -> Callable[[], None]:
        return lambda: self.open_asked.emit(person_id)
