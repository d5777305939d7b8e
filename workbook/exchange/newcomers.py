"""People typed into the spare rows of a sheet, or below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from workbook.domain.cohort import ENROLMENT, EnrolmentState, enrolment_id
from workbook.domain.ids import ref
from workbook.domain.people import PERSON, display_name
from workbook.exchange import cells, slots
from workbook.exchange.edit_plan import CellPlan, Choice, Doubt, DoubtKind
from workbook.exchange.field_reader import RowFound, typed_value
from workbook.exchange.file_context import Context
from workbook.exchange.sheet_header import Header, cell_at
from workbook.exchange.stamps import said_by
from workbook.i18n import _
from workbook.intake.held import standing
from workbook.intake.match import Evidence, Known, People
from workbook.intake.values import Unreadable
from workbook.sheets.addresses import address, column_letters
from workbook.sheets.reader import Cell, Sheet
from workbook.storage.state import ALIVE, CREATE
from workbook.storage.union import Line
from workbook.text import clean, skeleton

_NAME_FIELDS = ("name_latin", "name_native")


class Newcomers:
    """Decides who a row without an id is."""

    def __init__(self, context: Context) -> None:
        self.context = context
        cohorts = context.sent.origins.sent("cohort")
        self.cohort = next(iter(cohorts)) if len(cohorts) == 1 else None

    def known(self, slot: int | None, values: Mapping[str, Any]) -> UUID | None:
        """The person whom an earlier take-in of this file made of this very row."""
        export = self.context.step.export
        uuid = slots.person_id(export, slot, values)
        if self.context.row((uuid,)).changes:
            return uuid
        if slot is None or not self.context.newer:
            return None
        return next((made for made in self._made if self._is_of(made, slot)), None)

    @cached_property
    def _made(self) -> list[UUID]:
        """The people made by earlier take-ins of this file."""
        found = self.context.log.cursor.execute(
            "SELECT DISTINCT r.uuid FROM tx JOIN change c ON c.n >= tx.n AND c.n < tx.n + tx.count"
            " JOIN row r ON r.n = c.row WHERE tx.replica = ? AND r.entity = 'person'",
            (self.context.step.export,),
        )
        return [UUID(bytes=bytes(row[0])) for row in found.fetchall()]

    def _is_of(self, uuid: UUID, slot: int) -> bool:
        return any(
            slots.person_id(
                self.context.step.export,
                slot,
                {field.name: said_by(change, field.name) for field in PERSON.fields},
            )
            == uuid
            for change in self.context.row((uuid,)).changes
            if change.field == CREATE
        )

    def read(
        self, sheet: Sheet, header: Header, number: int, row: Sequence[Cell]
    ) -> tuple[dict[str, Any], list[CellPlan], list[str]]:
        """(values as in the log, the cells that say them, what cannot be read) of a row."""
        values: dict[str, Any] = {}
        noted: list[CellPlan] = []
        wrong: list[str] = []
        for place in header.says:
            cell = cell_at(row, place)
            declared = PERSON.field(header.columns[place].rpartition(".")[2])
            at = address(number, place)
            if at in sheet.broken:
                wrong.append(f"{at}: " + _("the cell has an error or a formula without a value."))
                continue
            if cells.is_empty(cell) or skeleton(str(cell)) == cells.CLEAR:
                continue
            try:
                said = typed_value(self.context, PERSON, declared, declared, (), cell)
            except Unreadable as problem:
                wrong.append(f"{at}: {problem.sentence}.")
                continue
            values[declared.name] = said
            caption = clean(str(cell_at(header.captions, place) or _(declared.caption)))
            shown = self.context.shown(PERSON, declared, declared, said, mark=False)
            noted.append(
                CellPlan(sheet.name, number + 1, column_letters(place), caption, None, shown)
            )
        return values, noted, wrong

    def meet(
        self,
        sheet: Sheet,
        header: Header,
        number: int,
        row: Sequence[Cell],
        slot: int | None,
        found: RowFound,
        *,
        ask: str = "",
        stranger: UUID | None = None,
    ) -> None:
        """Note in `found` that somebody enters, or that a person must say who she is. `ask` is why
        that must be asked in any case; `stranger` the id she has where she comes from.
        """
        values, noted, wrong = self.read(sheet, header, number, row)
        if not any(values.get(name) for name in _NAME_FIELDS):
            sentence = " ".join((_("This row has no name."), *wrong))
            found.doubts.append(_doubt(DoubtKind.NO_ID, sheet, number, sentence, [_leave_out()]))
            return
        uuid = stranger or slots.person_id(self.context.step.export, slot, values)
        sought = _known(uuid, values)
        alike = self._alike(sought)
        enters = (*self._made_of(uuid, values), *self._enrolled(uuid))
        if not (alike or wrong or ask):
            found.lines += enters
            found.changes += noted
            self._people.add(sought)
            return
        reasons = [ask] if ask else []
        if alike:
            reasons.append(_("Somebody in the workbook is like her: is it she?"))
        choices = [
            Choice(
                f"{name} ({ref(PERSON.letter, other)})",
                (*self._told_of(other, values), *self._enrolled(other)),
            )
            for other, name in alike
        ]
        choices += (Choice(_("somebody new"), enters), _leave_out())
        name = display_name(*(values.get(field) for field in _NAME_FIELDS))
        sentence = f"{name}: " + " ".join((*reasons, *wrong))
        doubt = _doubt(DoubtKind.NEW_PERSON, sheet, number, sentence, choices)
        said = [str(cell_at(row, place)) for place in header.says]
        found.doubts.append(replace(doubt, subject=(uuid.hex, *said)))

    def again(self, uuid: UUID, found: RowFound) -> None:
        """She came in from this row before: she stands again where that was taken back."""
        rows = [uuid]
        if self.cohort is not None:
            rows.append(enrolment_id(self.cohort, uuid))
        for made in rows:
            row = self.context.row((made,))
            if row.heads.gone()[0] and self.context.taken_back(row, ALIVE):
                kind = self.context.kind(made) or ""
                found.lines.append(
                    self.context.step.edit(kind, (made,), ALIVE, True, row.head_ids(ALIVE))
                )
        if self.cohort is not None:
            found.lines += self._enrolled(uuid)

    # -- who she may be

    @cached_property
    def _people(self) -> People:
        agencies = {
            row["id"]: UUID(bytes=row["uuid"]) for row in standing(self.context.db, "agency")
        }
        return People(
            Known(
                UUID(bytes=row["uuid"]),
                tuple(row[name] for name in _NAME_FIELDS if row[name]),
                {kind: row[kind] for kind in Evidence if kind is not Evidence.NAME and row[kind]},
                agencies.get(row["agency_id"]),
            )
            for row in standing(self.context.db, "person")
        )

    def _alike(self, sought: Known) -> list[tuple[UUID, str]]:
        """(id, name) of the people of the workbook, or of rows above, who may be she."""
        match = self._people.match(sought)
        ids = [match.certain] if match.certain else [found.id for found in match.candidates]
        return [(id_, display_name(*_two(self._people.get(id_).names))) for id_ in ids]

    # -- what is said of her

    def _made_of(self, uuid: UUID, values: Mapping[str, Any]) -> tuple[Line, ...]:
        return (self.context.step.create(PERSON.name, uuid, values),)

    def _enrolled(self, person: UUID) -> tuple[Line, ...]:
        """She is nominated for the cohort the file is of, where she is not in it yet."""
        if self.cohort is None:
            return ()
        uuid = enrolment_id(self.cohort, person)
        if self.context.row((uuid,)).changes:
            return ()
        values = {
            "cohort": self.cohort.hex,
            "person": person.hex,
            "standing": {"state": EnrolmentState.NOMINATED.value},
        }
        return (self.context.step.create(ENROLMENT.name, uuid, values),)

    def _told_of(self, person: UUID, values: Mapping[str, Any]) -> tuple[Line, ...]:
        """What the row tells of somebody who is in the workbook: what she lacks is added, what
        differs stands beside hers; her names stay.
        """
        row = self.context.row((person,))
        lines = []
        for name, value in values.items():
            now = row.value(name)
            alike = now is not None and skeleton(str(now)) == skeleton(str(value))
            if alike or (now is not None and name in _NAME_FIELDS):
                continue
            parents = row.head_ids(name) if now is None else ()
            lines.append(self.context.step.edit(PERSON.name, (person,), name, value, parents))
        return tuple(lines)


def _known(uuid: UUID, values: Mapping[str, Any]) -> Known:
    agency = values.get("agency")
    return Known(
        uuid,
        tuple(str(values[name]) for name in _NAME_FIELDS if values.get(name)),
        {
            kind: str(values[kind])
            for kind in Evidence
            if kind is not Evidence.NAME and values.get(kind)
        },
        UUID(hex=str(agency)) if agency else None,
    )


def _two(names: Sequence[str]) -> tuple[str | None, str | None]:
    return (names[0] if names else None, None)


def _leave_out() -> Choice:
    return Choice(_("leave it out"))


def _doubt(
    kind: DoubtKind, sheet: Sheet, number: int, sentence: str, choices: Sequence[Choice]
) -> Doubt:
    return Doubt(kind, sheet.name, number + 1, "", sentence, tuple(choices))
