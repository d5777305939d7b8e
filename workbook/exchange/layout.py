"""Which sheets and columns a Form has, and what stands in its cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, RowMapping, select

from workbook.domain.certificate import CERTIFICATE
from workbook.domain.coaching import NOTE, Audience
from workbook.domain.cohort import COHORT, ENROLMENT, EnrolmentState
from workbook.domain.elearning import ATTEMPT, AttemptStatus
from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.ids import ref
from workbook.domain.people import PERSON, Sex, display_name
from workbook.domain.records import ENTITIES
from workbook.domain.training import (
    ATTENDANCE,
    TRAINING_SESSION,
    Delivery,
    Mode,
    SessionState,
    statuses_of,
)
from workbook.errors import NotFoundError
from workbook.exchange.cells import Shown, shown, word
from workbook.i18n import _
from workbook.storage import tables as t

REF_ID, FIELD_ID, INFO_ID, TOKEN_ID = "r.", "f.", "i.", "t.token"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "person.sex": tuple(Sex),
    "enrolment.state": tuple(EnrolmentState),
    "training_session.delivery": tuple(Delivery),
    "training_session.state": tuple(SessionState),
    "attempt.status": tuple(AttemptStatus),
    "note.audience": tuple(Audience),
}
"""Stored words of a column, by entity.column; agencies and sections are lists of their own."""

# What a sheet cannot say well, or what is for the program alone.
_LEFT_OUT = frozenset(
    {
        ("person", "name_check"),
        ("cohort", "programme"),
        ("training_session", "training"),
    }
)
_LISTED = ("agency", "unit")
_OF_CERTIFICATES = (
    "number",
    "kind",
    "issued_on",
    "state",
    "state_on",
    "reason",
    "handed_over_on",
)


@dataclass(frozen=True)
class Column:
    """One column. `field` is None where it only shows; `part` is the part of a group.

    `session` is set for a column of marks. `choices` are what its cells may say, as shown.
    """

    id: str
    caption: str
    entity: Entity | None = None
    field: Field | None = None
    part: Field | None = None
    session: UUID | None = None
    choices: tuple[str, ...] = ()

    @property
    def leaf(self) -> Field:
        """What one cell says: the part of a group, else the field."""
        found = self.part or self.field
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """entity.column, as CHOICES and the readers know it."""
        assert self.entity is not None
        return f"{self.entity.name}.{self.leaf.name}"


@dataclass(frozen=True)
class FormRow:
    """A row: whose it is, and its cells."""

    key: int
    uuid: UUID
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class FormSheet:
    """A sheet in the making. `entity` is the kind of its rows."""

    name: str
    entity: Entity
    columns: tuple[Column, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class FormBook:
    """All sheets of a Form. `lists` are the choices that stand in cells, by the other's name."""

    sheets: tuple[FormSheet, ...]
    lists: Mapping[str, tuple[str, ...]]
    people: int
    cohorts: tuple[tuple[UUID, str, str], ...]
    legends: tuple[str, ...]


class Layout:
    """Builds a Form's sheets from the workbook as it stands.

    `ticked` says which of "notes", "ids" and "phones" leave, `withheld` which (entity, field) do
    not whatever is ticked. `unseal` opens a note.
    """

    def __init__(
        self,
        db: Connection,
        *,
        cohort_id: int | None,
        ticked: Collection[str],
        unseal: Callable[[str], str],
        withheld: Collection[tuple[str, str]] = (),
    ) -> None:
        self.db = db
        self.ticked = frozenset(ticked)
        self.withheld = frozenset(withheld)
        self.unseal = unseal
        self.uuids = {
            row.n: UUID(bytes=row.uuid) for row in db.execute(select(t.row.c.n, t.row.c.uuid))
        }
        self.cohorts = self._rows("cohort", "id", None if cohort_id is None else [cohort_id])
        keys = [row["id"] for row in self.cohorts]
        if cohort_id is not None and not keys:
            raise NotFoundError(_("This cohort is no longer in the workbook."))
        enrolments = self._rows("enrolment", "cohort_id", keys)
        wanted = [row["person_id"] for row in enrolments]
        self.people = self._rows("person", "id", wanted if cohort_id is not None else None)
        self.names = {row["id"]: self._name(row) for row in self.people}
        # What belongs to a deleted person is hidden with her.
        self.enrolments = [row for row in enrolments if row["person_id"] in self.names]
        self.enrolled = {row["id"]: row["person_id"] for row in self.enrolments}
        self.trainings = self._rows("training", "cohort_id", keys)
        self.sessions = sorted(
            self._rows("training_session", "training_id", [row["id"] for row in self.trainings]),
            key=lambda row: (row["held_on"] or "9999", row["starts_at"] or "", row["id"]),
        )
        self.listed = {name: self._named(name) for name in _LISTED}

    def build(self) -> FormBook:
        """The sheets, in the order of the work."""
        several = len(self.cohorts) > 1
        sheets = [
            self._plain(_("People"), PERSON, self.people),
            self._plain(_("Cohort"), COHORT, self.cohorts),
            self._plain(
                _("Enrolments"),
                ENROLMENT,
                self.enrolments,
                {"cohort": self._cohort_code} if several else {},
                leave_out={"replaces"} | (set() if several else {"cohort"}),
            ),
            self._results(),
            self._plain(_("Sessions"), TRAINING_SESSION, self.sessions),
        ]
        if ("attendance", "mark") not in self.withheld:
            sheets += [self._marks(cohort, several=several) for cohort in self.cohorts]
        sheets.append(self._certificates())
        if "notes" in self.ticked:
            sheets.append(self._notes())
        return FormBook(
            tuple(sheets),
            {name: tuple(sorted(set(self.listed[name].values()))) for name in _LISTED},
            len(self.people),
            tuple(
                (self.uuids[row["id"]], row["code"] or "", row["title"] or "")
                for row in self.cohorts
            ),
            tuple(dict.fromkeys(self._legend(cohort) for cohort in self.cohorts)),
        )

    # -- reading

    def _rows(self, name: str, column: str, keys: Sequence[int] | None) -> Sequence[RowMapping]:
        table = t.RECORDS[name]
        wanted = select(table).where(table.c.gone == 0)
        if keys is not None:
            wanted = wanted.where(table.c[column].in_(keys))
        return self.db.execute(wanted.order_by(*table.primary_key)).mappings().all()

    def _named(self, name: str) -> dict[int, str]:
        table = t.RECORDS[name]
        found = self.db.execute(select(table.c.id, table.c.name).where(table.c.gone == 0))
        return {row.id: row.name or "" for row in found}

    def _name(self, row: RowMapping) -> str:
        """A person's name in rows about her; her Ref where names are withheld."""
        latin, native = (
            None if ("person", name) in self.withheld else row[name]
            for name in ("name_latin", "name_native")
        )
        if latin or native:
            return display_name(latin, native)
        return ref(PERSON.letter, self.uuids[row["id"]])

    def _cohort_code(self, row: RowMapping) -> str:
        return next((c["code"] or "" for c in self.cohorts if c["id"] == row["cohort_id"]), "")

    def _person(self, row: RowMapping) -> str:
        return self.names.get(row["person_id"], "")

    def _person_of(self, row: RowMapping) -> str:
        person = self.enrolled.get(row["enrolment_id"])
        return self.names.get(person, "") if person is not None else ""

    # -- sheets

    def _plain(
        self,
        name: str,
        entity: Entity,
        rows: Sequence[RowMapping],
        info: Mapping[str, Callable[[RowMapping], str]] | None = None,
        *,
        leave_out: Collection[str] = (),
    ) -> FormSheet:
        """A sheet with a column for each field, or part of a group."""
        showing = dict(info or {})
        if entity is ENROLMENT or entity is ATTEMPT:
            showing["person"] = self._person
        columns: list[Column] = []
        for field in entity.fields:
            if (
                field.kind is Kind.JSON
                or field.name in leave_out
                or (entity.name, field.name) in _LEFT_OUT | self.withheld
                or (field.tick is not None and field.tick not in self.ticked)
            ):
                continue
            if field.name in showing or (field.kind is Kind.REF and field.to not in _LISTED):
                columns.append(Column(f"{INFO_ID}{entity.name}.{field.name}", _(field.caption)))
                continue
            columns += (self._column(entity, field, part) for part in field.parts or (None,))
        made = tuple(
            FormRow(
                row["id"],
                self.uuids[row["id"]],
                tuple(self._cell(column, row, showing) for column in columns),
            )
            for row in rows
        )
        return FormSheet(name, entity, tuple(columns), made)

    def _column(self, entity: Entity, field: Field, part: Field | None) -> Column:
        leaf = part or field
        id_ = f"{FIELD_ID}{entity.name}.{field.name}" + (f".{part.name}" if part else "")
        choices = tuple(word(value) for value in CHOICES.get(f"{entity.name}.{leaf.name}", ()))
        if field.kind is Kind.REF and field.to in self.listed:
            choices = tuple(sorted(set(self.listed[field.to].values())))
        elif leaf.kind is Kind.YES:
            choices = ("yes", "no")
        return Column(id_, _(leaf.caption), entity, field, part, None, choices)

    def _cell(
        self,
        column: Column,
        row: RowMapping,
        showing: Mapping[str, Callable[[RowMapping], str]],
    ) -> Shown:
        if column.field is None:
            name = column.id.rpartition(".")[2]
            return showing[name](row) if name in showing else ""
        leaf = column.leaf
        value = row[leaf.column]
        if leaf.kind is Kind.REF:
            return self.listed[leaf.to or ""].get(value)
        if column.field.tick == "notes":
            return self._opened(value)
        return shown(leaf, value, choices=column.name in CHOICES)

    def _opened(self, sealed: str | None) -> str | None:
        """The text of a note; nothing where another office wrote it and its key is not here."""
        if not sealed:
            return None
        try:
            return self.unseal(sealed)
        except NotFoundError:
            return None

    def _results(self) -> FormSheet:
        people = [row["person_id"] for row in self.enrolments]
        rows = self._rows("attempt", "person_id", people)
        modules = {
            row["id"]: row["code"] or row["title"] or "" for row in self._rows("module", "id", None)
        }
        return self._plain(
            _("E-learning"),
            ATTEMPT,
            sorted(
                rows,
                key=lambda row: (
                    self._person(row),
                    modules.get(row["module_id"], ""),
                    row["done_on"] or "",
                    row["id"],
                ),
            ),
            {"module": lambda row: modules.get(row["module_id"], "")},
        )

    def _notes(self) -> FormSheet:
        rounds = {
            row["id"]: str(row["number"] or "") for row in self._rows("coaching_round", "id", None)
        }
        rows = self._rows("note", "enrolment_id", [row["id"] for row in self.enrolments])
        return self._plain(
            _("Notes"),
            NOTE,
            rows,
            {
                "enrolment": self._person_of,
                "round": lambda row: rounds.get(row["round_id"], ""),
            },
        )

    def _marks(self, cohort: RowMapping, *, several: bool) -> FormSheet:
        """People down, sessions across."""
        trainings = {row["id"] for row in self.trainings if row["cohort_id"] == cohort["id"]}
        sessions = [row for row in self.sessions if row["training_id"] in trainings]
        enrolments = [row for row in self.enrolments if row["cohort_id"] == cohort["id"]]
        keys = [row["id"] for row in sessions]
        marks = {
            (row["session_id"], row["enrolment_id"]): row
            for row in self._rows("attendance", "session_id", keys)
        }
        mark = ATTENDANCE.field("mark")
        columns = [Column(f"{INFO_ID}enrolment.person", _("Person"))]
        columns += (
            Column(
                f"{FIELD_ID}attendance.mark@{self.uuids[row['id']].hex}",
                " ".join(part for part in (row["held_on"], row["starts_at"]) if part)
                or row["title"]
                or "",
                ATTENDANCE,
                mark,
                session=self.uuids[row["id"]],
            )
            for row in sessions
        )
        held = {enrolment for _session, enrolment in marks}
        standing = [
            e
            for e in enrolments
            if e["id"] in held or e["state"] in (EnrolmentState.ENROLLED, EnrolmentState.LEFT)
        ]
        rows = tuple(
            FormRow(
                row["id"],
                self.uuids[row["id"]],
                (self._person(row), *(mark_text(marks.get((key, row["id"]))) for key in keys)),
            )
            for row in standing
        )
        name = _("Attendance")
        if several:
            name = f"{name} {cohort['code'] or cohort['id']}"
        return FormSheet(name, ENROLMENT, tuple(columns), rows)

    def _certificates(self) -> FormSheet:
        rows = self._rows("certificate", "enrolment_id", [row["id"] for row in self.enrolments])
        parts = {
            part.name: part
            for field in CERTIFICATE.fields
            for part in field.parts
            if (CERTIFICATE.name, field.name) not in self.withheld
        }
        said = tuple(name for name in _OF_CERTIFICATES if name in parts)
        columns = [Column(f"{INFO_ID}certificate.enrolment", _("Participant"))]
        columns += (Column(f"{INFO_ID}certificate.{name}", _(parts[name].caption)) for name in said)
        made = tuple(
            FormRow(
                row["id"],
                self.uuids[row["id"]],
                (self._person_of(row), *(row[name] for name in said)),
            )
            for row in sorted(rows, key=lambda row: (row["number"] or "", row["id"]))
        )
        return FormSheet(_("Certificates"), CERTIFICATE, tuple(columns), made)

    def _legend(self, cohort: RowMapping) -> str:
        stored = orjson.loads(cohort["status_set"]) if cohort["status_set"] else None
        return ", ".join(f"{s.code} = {s.label}" for s in statuses_of(stored))


def mark_text(mark: Mapping[str, Any] | RowMapping | None) -> str | None:
    """A mark as its cell shows it: "P", "P online", "L 90 room"; None for no mark."""
    if mark is None or not mark.get("status"):
        return None
    return _mark_text(mark["status"], mark.get("minutes"), mark.get("mode"))


# There are few different ones, and very many cells.
@cache
def _mark_text(status: object, minutes: object, mode: object) -> str:
    said = [str(status)]
    if minutes is not None:
        said.append(str(minutes))
    if mode:
        said.append("online" if mode == Mode.ONLINE else "room")
    return " ".join(said)


def entity_of(id_: str) -> Entity | None:
    """The kind of record a column's id speaks of."""
    return ENTITIES.get(id_.partition(".")[2].partition(".")[0].partition("@")[0])
