"""What has left this laptop: when, to whom, with which fields."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.empty import EmptyState
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.tokens import Tone
from ui.exchange.words import count_people
from workbook.exchange.outgoing import HANDED_OUT, SENT
from workbook.exchange.partners import moment
from workbook.i18n import _
from workbook.services import sending
from workbook.services.sending import Left

NARROW = 980


class Register(QWidget):
    """The register of files that left, the newest first. It stays on this laptop."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.model: SnapshotModel[tuple[int, Left]] = SnapshotModel(
            _columns(), key=lambda row: row[0], named=lambda row: row[1].name
        )
        self.table = Table(
            self.model,
            _("What has left"),
            empty=EmptyState(
                "send",
                _("Nothing has left yet"),
                _("Every file stands here with its day, for whom it was, and what was in it."),
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def reload(self) -> None:
        """Read the register anew."""
        left = sending.register(self.ctx.book)
        self.model.set_rows([(len(left) - place, row) for place, row in enumerate(left)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has no room for every column: what is left out stands in the tips."""
        super().resizeEvent(event)
        self.table.hide_columns({"people", "who"} if self.width() < NARROW else ())


def _kind(row: tuple[int, Left]) -> str:
    words = {
        SENT: _("To an office"),
        HANDED_OUT: _("To read"),
    }
    return words.get(row[1].kind, _("To fill in"))


def _day(row: tuple[int, Left]) -> str:
    when = moment(row[1].when)
    return short_day(when.astimezone().date()) if when is not None else ""


def _day_and_who(row: tuple[int, Left]) -> str:
    return ", ".join(text for text in (_day(row), row[1].operator) if text)


def _cohorts(row: tuple[int, Left]) -> str:
    return ", ".join(row[1].cohorts) or _("everything")


def _cohorts_and_people(row: tuple[int, Left]) -> str:
    return f"{_cohorts(row)}: {count_people(row[1].people)}"


def _to(row: tuple[int, Left]) -> str:
    return row[1].to


def _fields(row: tuple[int, Left]) -> str:
    return ", ".join(_(field) for field in row[1].fields)


def _columns() -> list[Column[tuple[int, Left]]]:
    return [
        Column("when", _("When"), _day, lambda row: row[1].when, tip=_day_and_who),
        Column("kind", _("What for"), _kind),
        Column("to", _("To whom"), _to, tip=_to, width=150),
        Column("cohorts", _("Cohort"), _cohorts, tip=_cohorts_and_people, width=110),
        Column(
            "people",
            _("People"),
            lambda row: count_people(row[1].people),
            lambda row: row[1].people,
        ),
        Column(
            "sealed",
            _("Password"),
            lambda row: _("Protected") if row[1].sealed else _("Open to all"),
            tone=lambda row: Tone.GOOD if row[1].sealed else Tone.WARN,
        ),
        Column("fields", _("Fields"), _fields, tip=_fields, stretch=True, width=140),
        Column("who", _("Who"), lambda row: row[1].operator),
    ]
