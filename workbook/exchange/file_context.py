"""What the workbook knows of the rows and names that a file speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.ids import is_ref, ref
from workbook.domain.people import display_name
from workbook.domain.records import ENTITIES
from workbook.domain.training import statuses_of
from workbook.errors import NotFoundError
from workbook.exchange import cells
from workbook.exchange.cells import Shown
from workbook.exchange.layout import CHOICES, mark_text
from workbook.exchange.origins import NO_ORIGIN, Origin, Origins
from workbook.exchange.sheet_step import SheetStep
from workbook.exchange.stamps import RowLog, said_by
from workbook.i18n import _
from workbook.intake.values import Unreadable
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.log import Log
from workbook.storage.state import CREATE, Seen
from workbook.text import ascii_digits, clean, skeleton


@dataclass(frozen=True)
class Sent:
    """A file as its own manifest tells of it. `office` is the code of who made it, `sheets` the
    names of the sheets it had, `origins` where the values of its cells come from, `notes_keys`
    what its notes open with.
    """

    export: bytes
    lamport: int
    office: str
    sheets: tuple[str, ...]
    origins: Origins
    notes_keys: tuple[str, ...] = ()


class Context:
    """One reading of a file's cells, within one transaction.

    `newer`: whether it is a newer version of what was taken in before; None when nobody said.
    """

    def __init__(
        self, book: Workbook, db: Connection, log: Log, sent: Sent, *, newer: bool | None = None
    ) -> None:
        self.book = book
        self.db = db
        self.log = log
        self.sent = sent
        self.newer = newer
        self.step = SheetStep(sent.export, sent.lamport)
        self.typed: set[UUID] = set()
        """Rows that were typed into the file: their cells were empty when it was made."""
        self._rows: dict[tuple[UUID, ...], RowLog] = {}
        self._called: dict[tuple[UUID, str], frozenset[str]] = {}

    # -- rows

    @cached_property
    def _kinds(self) -> Mapping[UUID, str]:
        return {
            UUID(bytes=row.uuid): row.entity
            for row in self.db.execute(select(t.row.c.entity, t.row.c.uuid))
        }

    @cached_property
    def _refs(self) -> Mapping[str, UUID]:
        return {
            ref(ENTITIES[kind].letter, uuid): uuid
            for uuid, kind in self._kinds.items()
            if kind in ENTITIES and ENTITIES[kind].letter
        }

    def kind(self, uuid: UUID) -> str | None:
        """The kind of the row with this id, None where it was never heard of."""
        return self._kinds.get(uuid)

    def by_ref(self, text: str) -> UUID | None:
        """The row of a Ref as it stands in a cell; None for one that was altered or is not here."""
        found = ascii_digits(text).upper()
        return self._refs.get(found) if is_ref(found) else None

    def row(self, uuids: tuple[UUID, ...]) -> RowLog:
        """What the log says of a row, or of a pair; empty where it says nothing."""
        if uuids not in self._rows:
            numbers = [self.log.find_row(uuid.bytes) or -1 for uuid in uuids]
            self._rows[uuids] = RowLog(
                self.log, (numbers[0], numbers[1] if len(numbers) > 1 else 0)
            )
        return self._rows[uuids]

    def standing(self, kind: str, uuids: Set[UUID]) -> set[UUID]:
        """Those of some rows of a kind that are not deleted."""
        table = t.RECORDS[kind]
        found = self.db.execute(
            select(t.row.c.uuid).join(table, table.c.id == t.row.c.n).where(table.c.gone == 0)
        ).scalars()
        return {uuid for uuid in map(_uuid, found) if uuid in uuids}

    # -- where values come from

    @property
    def two_way(self) -> bool:
        """Whether nothing tells where the file's values come from: then all of it is in review."""
        return not self.sent.origins.told

    def held(self, kind: str) -> Set[UUID]:
        """The rows of a kind that a row of the file may be: those it was made with; where that is
        not told, all that stand.
        """
        if not self.two_way:
            return self.sent.origins.sent(kind)
        return self.standing(kind, set(self._kinds))

    def elsewhere(self) -> str:
        """What to do about a row or a change that the file speaks of and that is not here."""
        if self.two_way or not self.sent.office:
            return _("this row is not in this workbook.")
        return _("this is not known here: take in the file from {office} first.").format(
            office=self.sent.office
        )

    def origin(self, entity: Entity, uuids: tuple[UUID, ...], field: str) -> Origin:
        if uuids[-1] in self.typed:
            return NO_ORIGIN
        return self.sent.origins.of(entity, uuids, field, self.row(uuids))

    @cached_property
    def _own_runs(self) -> list[tuple[int, int]]:
        """(n, count) of what was taken in of this file before."""
        return self._runs("replica = ?", self.sent.export)

    @cached_property
    def _undo_runs(self) -> list[tuple[int, int]]:
        """(n, count) of the steps that took something back."""
        return self._runs("kind = (SELECT n FROM word WHERE text = ?)", "undo")

    def _runs(self, where: str, value: object) -> list[tuple[int, int]]:
        found = self.log.cursor.execute(
            f"SELECT n, count FROM tx WHERE {where} ORDER BY n", (value,)
        )
        return [(n, count) for n, count in found.fetchall()]

    def earlier(self, uuids: tuple[UUID, ...], field: str) -> list[Seen]:
        """What was taken in of this file before for a field and not taken back, newest last."""
        if not self._own_runs:
            return []
        changes = self.row(uuids).changes
        own = [
            change
            for change in changes
            if _within(self._own_runs, change.n)
            and (change.field == field or (change.field == CREATE and _says(change, field)))
        ]
        replaced = {n for change in own for n in change.parents}
        taken_back = {
            n for change in changes if _within(self._undo_runs, change.n) for n in change.parents
        }
        return [change for change in own if change.n not in replaced | taken_back]

    def taken_back(self, row: RowLog, field: str) -> bool:
        """Whether what stands now of a field came from taking back what this file had brought."""
        head = row.head(field)
        if head is None or not _within(self._undo_runs, head.n):
            return False
        return any(_within(self._own_runs, parent) for parent in head.parents)

    # -- names

    def called(self, uuid: UUID, kind: str) -> frozenset[str]:
        """Every name a row ever had, folded, whichever change said it."""
        if (uuid, kind) not in self._called:
            fields = ("name_latin", "name_native") if kind in ("person", "expert") else _NAMES
            names = {
                said
                for change in self.row((uuid,)).changes
                for name in fields
                if isinstance(said := _named(change, name), str | int)
            } or {display_name(None, None)}
            self._called[uuid, kind] = frozenset(skeleton(str(name)) for name in names)
        return self._called[uuid, kind]

    def person_of(self, uuid: UUID) -> UUID | None:
        """The person that a row is, or is about."""
        kind = self.kind(uuid)
        if kind == "person":
            return uuid
        row = self.row((uuid,))
        for name in ("person", "enrolment"):
            value = row.value(name)
            if value is not None and self.kind(UUID(hex=str(value))) is not None:
                return self.person_of(UUID(hex=str(value)))
        return None

    def is_erased(self, uuid: UUID) -> bool:
        """Whether the row's person was erased for good."""
        person = self.person_of(uuid)
        return person is not None and self.row((person,)).heads.is_erased("name_latin")

    def names_shown(self, uuid: UUID) -> frozenset[str]:
        """Every name that the row's person ever went by, folded, and her Ref: a sheet shows that
        where it shows no name.
        """
        person = self.person_of(uuid)
        if person is None:
            return frozenset()
        return self.called(person, "person") | {skeleton(ref(ENTITIES["person"].letter, person))}

    def ever(self, uuid: UUID, name: str) -> frozenset[str]:
        """Everything that a shown-only column `name` of a row ever said, folded; empty where that
        is not known.
        """
        entity = ENTITIES.get(self.kind(uuid) or "")
        if entity is None:
            return frozenset()
        for field in entity.fields:
            if field.name == name and field.kind is Kind.REF:
                if field.to in ("person", "enrolment"):
                    return self.names_shown(uuid)
                value = self.row((uuid,)).value(name)
                return self.called(UUID(hex=str(value)), field.to or "") if value else frozenset()
            if name in {part.name for part in field.columns}:
                said = (_named(change, field.name) for change in self.row((uuid,)).changes)
                parts = (v.get(name) if isinstance(v, Mapping) else v for v in said)
                return frozenset(skeleton(str(part)) for part in parts if part is not None)
        return frozenset()

    # -- what cells stand for

    def shown(
        self, entity: Entity, declared: Field, leaf: Field, value: Any, *, mark: bool
    ) -> Shown:
        """A value of the log as its cell shows it; `mark`: the cell of a grid of marks."""
        if value is None:
            return None
        if mark:
            return mark_text(value)
        if leaf.kind is Kind.REF:
            called = self.row((UUID(hex=str(value)),)).value("name")
            return str(called) if called else None
        if declared.tick == "notes":
            return self.opened(str(value))
        return cells.shown(leaf, value, choices=f"{entity.name}.{leaf.name}" in CHOICES)

    def opened(self, sealed: str) -> str | None:
        """The text of a note; None where its key is neither here nor in the file."""
        try:
            return self.book.unseal(sealed, also=self.sent.notes_keys)
        except NotFoundError:
            return None

    def reference(self, declared: Field, cell: object) -> str:
        """The id (hex) of the agency or section a cell names; raises Unreadable."""
        sought = skeleton(str(cell))
        for uuid, names in self._listed(declared.to or "").items():
            if sought in map(skeleton, names):
                return uuid.hex
        raise Unreadable(_not_listed(declared, cell))

    def alike(self, declared: Field, cell: object) -> list[tuple[str, str]]:
        """(name, id in hex) of the agencies or sections whose name is like that of a cell."""
        from rapidfuzz import fuzz

        sought = skeleton(str(cell))
        scored = [
            (max(fuzz.token_set_ratio(sought, skeleton(name)) for name in names), names[0], uuid)
            for uuid, names in self._listed(declared.to or "").items()
        ]
        scored.sort(key=lambda found: (-found[0], found[1]))
        return [(name, uuid.hex) for score, name, uuid in scored if score >= _ALIKE][:_MOST_ALIKE]

    def _listed(self, kind: str) -> Mapping[UUID, tuple[str, ...]]:
        table = t.RECORDS[kind]
        found = self.db.execute(
            select(table, t.row.c.uuid)
            .join(t.row, t.row.c.n == table.c.id)
            .where(table.c.gone == 0)
            .order_by(table.c.id)
        ).mappings()
        listed = {}
        for row in found:
            names = (row["name"], row.get("short_name"), row["name_native"])
            if any(names):
                listed[UUID(bytes=row["uuid"])] = tuple(name for name in names if name)
        return listed

    def statuses(self, enrolment: UUID) -> frozenset[str]:
        """The mark codes of the enrolment's cohort."""
        cohort = self.row((enrolment,)).value("cohort")
        stored = self.row((UUID(hex=str(cohort)),)).value("status_set") if cohort else None
        return frozenset(status.code for status in statuses_of(stored))  # type: ignore[arg-type]

    def delivery(self, session: UUID) -> str:
        return str(self.row((session,)).value("delivery") or "")


_NAMES = ("name", "code", "title", "number")
_ALIKE, _MOST_ALIKE = 60, 3


def _not_listed(declared: Field, cell: object) -> str:
    """Why an agency or a section cannot be read, and what to do."""
    if declared.to == "unit":
        said = _(
            "“{name}” is not one of the sections here. Add it first (People, a person, Section,"
            " “Add a section…”), then take the file in again"
        )
    else:
        said = _(
            "“{name}” is not one of the agencies here. Add it first (People, a person, Agency,"
            " “Add an agency…”), then take the file in again"
        )
    return said.format(name=clean(str(cell)))


def _uuid(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def _within(runs: list[tuple[int, int]], n: int) -> bool:
    return any(start <= n < start + count for start, count in runs)


def _says(change: Seen, field: str) -> bool:
    return said_by(change, field) is not None


def _named(change: Seen, field: str) -> object:
    return said_by(change, field) if change.field in (field, CREATE) else None
