"""Columns that somebody added to a sheet: what they say can be kept as remarks of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from workbook.domain.people import PERSON
from workbook.exchange import cells
from workbook.exchange.edit_plan import Choice, Doubt, DoubtKind
from workbook.exchange.field_reader import RowFound
from workbook.exchange.file_context import Context
from workbook.exchange.sheet_header import Header, cell_at, text_at
from workbook.exchange.sheet_step import id_of
from workbook.i18n import _, ngettext
from workbook.sheets.addresses import address, column_letters
from workbook.sheets.reader import Cell, Sheet
from workbook.storage.union import Line
from workbook.text import clean, skeleton

_REMARK = PERSON.field("remark")
# Rows of these are each about one person, and no secret of a coach stands beside them.
_ABOUT_A_PERSON = ("person", "enrolment", "attempt")
_SHOWN_AT_MOST = 3


@dataclass(frozen=True)
class Said:
    """A row whose person is sure: its number counted from 0, its cells, whose it is (None for
    somebody new), and what was found in it.
    """

    number: int
    cells: Sequence[Cell]
    uuid: UUID | None
    found: RowFound


class AddedColumns:
    """The columns of one sheet that it was not given out with. `notices` are what to know."""

    def __init__(self, context: Context, sheet: Sheet, header: Header) -> None:
        self.context = context
        self.sheet = sheet
        self.header = header
        self.notices: list[str] = []

    def doubts(self, rows: Sequence[Said], unsure: int) -> list[Doubt]:
        """One for each column whose texts can be kept; `unsure` is the number of other rows."""
        found = []
        for place in self._places(rows):
            called = self._called(place)
            if self._is_of_the_sheet(called):
                self.notices.append(
                    _(
                        "{sheet}: the column “{name}” lost its hidden id, so it is not taken in."
                        " Type what was changed in it into a fresh export."
                    ).format(sheet=self.sheet.name, name=called)
                )
            elif not self._texts(place, rows):
                self.notices.append(
                    _("{sheet}: the added column “{name}” is empty.").format(
                        sheet=self.sheet.name, name=called
                    )
                )
            elif self.header.entity.name not in _ABOUT_A_PERSON:
                self.notices.append(
                    _(
                        "{sheet}: the added column “{name}” is not taken in: these records have no"
                        " place for remarks. Copy what it says by hand."
                    ).format(sheet=self.sheet.name, name=called)
                )
            else:
                found += self._asked(place, called, rows, unsure)
        return found

    def _places(self, rows: Sequence[Said]) -> list[int]:
        """The columns without an id that have a heading, or say something."""
        width = max((len(row.cells) for row in rows), default=0)
        return [
            place
            for place in range(max(width, len(self.header.captions)))
            if place not in self.header.columns
            and (text_at(self.header.captions, place) or self._texts(place, rows))
        ]

    def _called(self, place: int) -> str:
        return text_at(self.header.captions, place) or _("column {letters}").format(
            letters=column_letters(place)
        )

    def _is_of_the_sheet(self, called: str) -> bool:
        """Whether a column is one that the sheet was given out with, without its id."""
        captions = {
            skeleton(text)
            for field in self.header.entity.fields
            for part in (field, *field.parts)
            for text in (part.caption, _(part.caption))
        }
        return skeleton(called) in captions

    def _texts(self, place: int, rows: Sequence[Said]) -> list[tuple[Said, str]]:
        return [
            (row, text)
            for row in rows
            if (text := _text(cell_at(row.cells, place)))
            and address(row.number, place) not in self.sheet.broken
        ]

    def _asked(self, place: int, called: str, rows: Sequence[Said], unsure: int) -> list[Doubt]:
        texts: dict[UUID, list[str]] = {}
        rows_of: dict[UUID, list[Said]] = {}
        shown = []
        for row, text in self._texts(place, rows):
            person = self._person(row)
            if person is None:
                unsure += 1
                continue
            texts.setdefault(person, []).append(text)
            rows_of.setdefault(person, []).append(row)
            shown.append(f"{address(row.number, place)} “{text}”")
        lines = [
            line
            for person, said in texts.items()
            if (line := self._line(person, called, said, rows_of[person])) is not None
        ]
        if not lines:
            return []
        sentence = ngettext(
            "“{name}” was added to “{sheet}” and says something in {n} row ({texts}). It can be"
            " kept as the remark of that person, after what stands there.",
            "“{name}” was added to “{sheet}” and says something in {n} rows ({texts}). It can be"
            " kept as remarks of these people, after what stands there.",
            len(shown),
        ).format(
            name=called,
            sheet=self.sheet.name,
            n=len(shown),
            texts=", ".join(shown[:_SHOWN_AT_MOST])
            + (", …" if len(shown) > _SHOWN_AT_MOST else ""),
        )
        sentence += " " + _("Everybody here reads remarks, and they go to other offices.")
        if unsure:
            sentence += " " + ngettext(
                "{n} row is left out: whose it is must be decided first.",
                "{n} rows are left out: whose they are must be decided first.",
                unsure,
            ).format(n=unsure)
        choices = (
            Choice(_("leave it out")),
            Choice(_("keep it as remarks of each row"), tuple(lines)),
        )
        subject = (called, *(f"{person} {said}" for person, said in texts.items()))
        return [
            Doubt(
                DoubtKind.ADDED_COLUMN, self.sheet.name, 0, "", sentence, choices, subject=subject
            )
        ]

    def _person(self, row: Said) -> UUID | None:
        if row.uuid is not None:
            return None if self.context.is_erased(row.uuid) else self.context.person_of(row.uuid)
        made = [line for line in row.found.lines if line[3] == PERSON.name]
        return UUID(hex=made[0][4][0]) if made else None

    def _line(
        self, person: UUID, called: str, texts: Sequence[str], rows: Sequence[Said]
    ) -> Line | None:
        """Her remark with the texts after it; None where it says them already."""
        now, parents = self._remark(person, rows)
        said = f"{called}: " + "; ".join(dict.fromkeys(texts))
        if skeleton(said) in skeleton(now):
            return None
        value = f"{now}\n{said}" if now else said
        return self.context.step.beside.edit(PERSON.name, (person,), _REMARK.name, value, parents)

    def _remark(self, person: UUID, rows: Sequence[Said]) -> tuple[str, set[bytes]]:
        """Her remark as it will stand when the sheet is taken in, and the changes that say so."""
        for row in rows:
            for line in row.found.lines:
                if line[4] == [person.hex] and line[5] == _REMARK.name:
                    return str(line[9] or ""), {id_of(line)}
                if line[3] == PERSON.name and line[5] == "*" and line[4] == [person.hex]:
                    return str(line[9].get(_REMARK.name) or ""), {id_of(line)}
        log = self.context.row((person,))
        return str(log.value(_REMARK.name) or ""), log.head_ids(_REMARK.name)


def _text(cell: Cell) -> str:
    return "" if cells.is_empty(cell) else clean(str(cell))
