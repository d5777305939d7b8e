"""A Form that came back: what was changed in it, looked at first, then applied exactly so.

Every cell is compared with the value its stamp names, not with what the workbook says today: an
untouched sheet of any age changes nothing, and an edit of a value that someone else changed since
stands beside theirs until a person decides.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, insert, select

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.ids import is_ref, ref
from workbook.domain.people import display_name
from workbook.domain.records import ENTITIES
from workbook.domain.training import Delivery, Mode, statuses_of
from workbook.errors import RuleError
from workbook.exchange import cells, stamps
from workbook.exchange.cells import Shown
from workbook.exchange.form import GIVEN_OUT, SYNC_SHEET
from workbook.exchange.layout import CHOICES, FIELD_ID, INFO_ID, REF_ID, TOKEN_ID, mark_text
from workbook.i18n import _, ngettext
from workbook.intake.plan import Outcome, base_of
from workbook.intake.values import Unreadable
from workbook.progress import Progress, Silent
from workbook.sheets.addresses import address, column_letters
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.storage import tables as t
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.storage.log import Header, Log
from workbook.text import ascii_digits, clean, skeleton

CAME_BACK = "form_back"
"""The kind of the register's entries for Forms that were taken in."""
WAITING = "form_row"
_HEADER_WITHIN = 20
# Which of her own columns tell a person's row from another's.
_TELLING = ("name_latin", "name_native", "relative_name", "service_number", "phone", "national_id")
_ENOUGH = 3


@dataclass(frozen=True)
class CellPlan:
    """One cell that was changed. `conflict`: someone else changed the value since, so both stand
    until a person decides.
    """

    sheet: str
    row: int
    column: str
    caption: str
    old: Shown
    new: Shown
    conflict: bool = False

    @property
    def cell(self) -> str:
        """Such as "G12"."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True)
class FormRowPlan:
    """What becomes of one row of the file; rows are counted as the sheet does, from 1.

    `reasons` are sentences, for NEEDS_YOU and REFUSED. The cells in `changes` are applied even
    where other cells of the row need a person.
    """

    sheet: str
    row: int
    ref: str
    outcome: Outcome
    changes: tuple[CellPlan, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One field to be written. `value` is as in the log; `parents` are what it replaces.

    `fresh`: it came in before and was undone, so it is said anew, over what stands now.
    """

    entity: str
    uuids: tuple[UUID, ...]
    field: str
    value: Any
    parents: tuple[bytes, ...]
    fresh: bool


@dataclass(frozen=True)
class FormPlan:
    """What taking a Form back in would do, as the workbook stood at its change number `base`."""

    file: SheetFile = field(repr=False)
    export: bytes
    lamport: int
    rows: tuple[FormRowPlan, ...]
    edits: tuple[Edit, ...]
    notices: tuple[str, ...]
    base: int

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the file by outcome; every outcome is there, and together they are all."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def changes_nothing(self) -> bool:
        return not self.edits

    def summary(self) -> str:
        """The counts in one line."""
        return _(
            "{new} new, {same} the same, {changed} changed, {needs_you} need you, {refused} refused"
        ).format(**self.counts)

    def lines(self) -> tuple[str, ...]:
        """What to know first, then each change with its place, then what needs a person."""
        said = [
            _("Sheet “{sheet}”, row {row}, cell {cell}: {field} {old} → {new}").format(
                sheet=change.sheet,
                row=change.row,
                cell=change.cell,
                field=change.caption,
                old="—" if change.old is None else change.old,
                new="—" if change.new is None else change.new,
            )
            + (" " + _("(changed by someone else too: both are kept)") if change.conflict else "")
            for row in self.rows
            for change in row.changes
        ]
        said += [
            _("Sheet “{sheet}”, row {row}: {reason}").format(
                sheet=row.sheet, row=row.row, reason=reason
            )
            for row in self.rows
            for reason in row.reasons
        ]
        return (*self.notices, *said)

    def to_json(self) -> dict[str, Any]:
        """The preview for another program; it holds the values of changed cells."""
        return {
            "kind": "form",
            "file": self.file.name,
            "export": self.export.hex(),
            "counts": self.counts,
            "notices": list(self.notices),
            "rows": [
                {
                    "sheet": row.sheet,
                    "row": row.row,
                    "ref": row.ref,
                    "outcome": row.outcome,
                    "changes": [
                        {
                            "column": change.column,
                            "cell": change.cell,
                            "caption": change.caption,
                            "old": _plain(change.old),
                            "new": _plain(change.new),
                            "conflict": change.conflict,
                        }
                        for change in row.changes
                    ],
                    "reasons": list(row.reasons),
                }
                for row in self.rows
                if row.outcome is not Outcome.SAME
            ],
        }


def _plain(value: Shown) -> str | int | None:
    return value if value is None or isinstance(value, str | int) else value.isoformat()


@dataclass(frozen=True)
class FormDone:
    """What was applied. `step` can be undone; None when nothing was."""

    step: bytes | None
    changes: Changes


# -- is it ours


def is_own_form(file: SheetFile) -> bool:
    """Whether this is a Form of ours, by what stands in its cells: a row of ids, row tokens."""
    return any(_find_header(sheet) is not None for sheet in file.sheets)


@dataclass(frozen=True)
class _Header:
    """Where a sheet's ids stand: the row, and the column of each id."""

    row: int
    entity: Entity
    columns: Mapping[int, str]
    ref: int | None
    token: int | None


def _find_header(sheet: Sheet) -> _Header | None:
    for number, cells_ in enumerate(sheet.rows[:_HEADER_WITHIN]):
        ids = {
            place: cell.strip()
            for place, cell in enumerate(cells_)
            if isinstance(cell, str) and cell[:2] in (REF_ID, FIELD_ID, INFO_ID, TOKEN_ID[:2])
        }
        marks = [place for place, id_ in ids.items() if id_.startswith(REF_ID)]
        token = next((place for place, id_ in ids.items() if id_ == TOKEN_ID), None)
        kinds = [ids[place].removeprefix(REF_ID) for place in marks] or [
            id_.split(".")[1] for id_ in ids.values() if id_.startswith(FIELD_ID)
        ]
        if len(ids) < 2 or not kinds or kinds[0] not in ENTITIES:
            continue
        if not marks and token is None:
            continue
        return _Header(number, ENTITIES[kinds[0]], ids, marks[0] if marks else None, token)
    return None


# -- planning


def plan_form(book: Workbook, file: SheetFile) -> FormPlan:
    """What taking in this Form would do. Nothing is written."""
    with book.reading() as db:
        return _Planner(book, db, file).plan()


@dataclass
class _Found:
    """What reading one row came to."""

    changes: list[CellPlan]
    reasons: list[str]


class _Planner:
    def __init__(self, book: Workbook, db: Connection, file: SheetFile) -> None:
        self.book = book
        self.db = db
        self.file = file
        self.log = Log(db.connection.cursor(), read_only=True)
        self.notices: list[str] = []
        self.edits: list[Edit] = []
        self.known: dict[tuple[UUID, ...], stamps.RowLog] = {}
        self.keys = {bytes(row.uuid): row.n for row in db.execute(select(t.row.c.n, t.row.c.uuid))}
        self.refs = {
            ref(ENTITIES[row.entity].letter, UUID(bytes=row.uuid)): UUID(bytes=row.uuid)
            for row in db.execute(select(t.row.c.entity, t.row.c.uuid))
            if row.entity in ENTITIES and ENTITIES[row.entity].letter
        }
        self.manifest, lines = self._sync()
        self.export = bytes.fromhex(str(self.manifest.get("export", "00" * 8)))
        self.stamps = {
            (line[0], tuple(UUID(hex=uuid) for uuid in line[1])): line[2] for line in lines
        }
        lamport = int(self.manifest.get("lamport", 0))
        self.header, self.secret = union.sheet_step(self.export, lamport)
        self.lamport = lamport

    # -- the file's own account of itself

    def _sync(self) -> tuple[dict[str, Any], list[Any]]:
        """Manifest and stamps: from the file, else from the register of what was given out."""
        for sheet in self.file.sheets:
            first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
            if sheet.name.casefold() == SYNC_SHEET or (
                isinstance(first, str) and first.startswith('{"') and '"export"' in first
            ):
                found = self._read_sync(sheet)
                if found is not None:
                    return found
        kept = self._given_out()
        if kept is not None:
            self.notices.append(
                _("The file's own list of origins is lost; it was taken from the register.")
            )
            return kept["manifest"], kept["stamps"]
        self.notices.append(
            _("This file's origin is not known here: nothing in it can be compared.")
        )
        return {}, []

    def _read_sync(self, sheet: Sheet) -> tuple[dict[str, Any], list[Any]] | None:
        texts = [row[0] for row in sheet.rows if row and isinstance(row[0], str)]
        try:
            manifest = json.loads(texts[0])
            lines = [json.loads(text) for text in texts[2:]]
            bytes.fromhex(manifest["export"])
            int(manifest["lamport"])
            for line in lines:
                [UUID(hex=uuid) for uuid in line[1]]
                dict(line[2])
        except (ValueError, KeyError, TypeError, IndexError):
            return None
        if stamps.root_of(lines) != manifest.get("root") or not self._signed(texts[0], texts[1]):
            kept = self._given_out(manifest["export"])
            if kept is not None:
                self.notices.append(
                    _("The file's list of origins was altered; that of the register is used.")
                )
                return kept["manifest"], kept["stamps"]
            self.notices.append(_("The file's list of origins was altered, or is not signed."))
        return manifest, lines

    def _signed(self, manifest: str, line: str) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = t.RECORDS["office_key"]
        known = set(self.db.execute(select(key.c.public_key).where(key.c.gone == 0)).scalars())
        signature, _blank, public = line.partition(" ")
        if public not in known:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
                bytes.fromhex(signature), manifest.encode()
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    def _given_out(self, export: str | None = None) -> dict[str, Any] | None:
        wanted = {export} if export else {found[1].hex() for found in self._tokens()}
        rows = self.db.execute(
            select(t.register.c.detail).where(
                t.register.c.kind == GIVEN_OUT, t.register.c.content.in_(wanted)
            )
        ).scalars()
        for detail in rows:
            kept: dict[str, Any] = orjson.loads(detail)
            return kept
        return None

    def _tokens(self) -> Iterator[tuple[UUID, bytes]]:
        for sheet in self.file.sheets:
            header = _find_header(sheet)
            if header is None or header.token is None:
                continue
            for row in sheet.rows[header.row + 1 :]:
                found = stamps.read_token(_text(row, header.token))
                if found is not None:
                    yield found

    # -- rows

    def plan(self) -> FormPlan:
        rows: list[FormRowPlan] = []
        read = set()
        for sheet in self.file.sheets:
            header = _find_header(sheet)
            if header is not None:
                read.add(sheet.name)
                rows += self._sheet(sheet, header)
        sent = self.manifest.get("sheets", {})
        # As many as were sent: one was only renamed.
        for name in sent if len(read) < len(sent) else ():
            if name not in read:
                self._not_read(name)
        foreign = str(self.manifest.get("programme", self.book.programme_uuid.hex))
        if foreign != self.book.programme_uuid.hex:
            raise RuleError(_("This file is of another programme. Nothing was taken in."))
        return FormPlan(
            self.file,
            self.export,
            self.lamport,
            tuple(rows),
            tuple(self.edits),
            tuple(dict.fromkeys(self.notices)),
            base_of(self.db),
        )

    def _not_read(self, name: str) -> None:
        """A sheet that was given out is gone or renamed, or its ids are: that is never silent."""
        if any(sheet.name == name and sheet.rows for sheet in self.file.sheets):
            self.notices.append(
                _(
                    "{sheet}: its hidden row of ids or both its columns of ids were deleted."
                    " Nothing of it was taken in; type the changes into a fresh export."
                ).format(sheet=name)
            )
        else:
            self.notices.append(
                _("{sheet}: this sheet is no longer in the file. Nothing is deleted.").format(
                    sheet=name
                )
            )

    def _sheet(self, sheet: Sheet, header: _Header) -> Iterator[FormRowPlan]:
        captions = sheet.rows[header.row + 1] if len(sheet.rows) > header.row + 1 else []
        self._unknown_columns(sheet, header, captions)
        held: list[tuple[int, list[Cell], UUID | None, str]] = []
        for number in range(header.row + 2, len(sheet.rows)):
            row = sheet.rows[number]
            if all(cells.is_empty(cell) for cell in row):
                continue
            uuid, why = self._whose(header, row)
            held.append((number, row, uuid, why))
        yield from self._rows(sheet, header, captions, held)

    def _rows(
        self,
        sheet: Sheet,
        header: _Header,
        captions: Sequence[Cell],
        held: list[tuple[int, list[Cell], UUID | None, str]],
    ) -> Iterator[FormRowPlan]:
        read: list[tuple[int, UUID | None, str, _Found, list[Edit]]] = []
        for number, row, uuid, why in held:
            found = _Found([], [])
            edits: list[Edit] = []
            if uuid is not None:
                found, edits = self._read_row(sheet, header, captions, number, row, uuid)
            read.append((number, uuid, why, found, edits))
        astray = self._astray(header, held)
        seen: set[UUID] = set()
        best = _closest(read)
        for number, uuid, why, found, edits in read:
            line = number + 1
            if uuid is None:
                yield FormRowPlan(sheet.name, line, "", Outcome.NEEDS_YOU, (), (why,))
                continue
            name = ref(header.entity.letter, uuid)
            if uuid in astray:
                reason = _("This row no longer matches its Ref: was a part of the sheet sorted?")
                yield FormRowPlan(sheet.name, line, name, Outcome.NEEDS_YOU, (), (reason,))
                continue
            if best[uuid] != number:
                same = not found.changes and not found.reasons
                if same:
                    self.notices.append(
                        _("{sheet} row {row} is a copy of another row.").format(
                            sheet=sheet.name, row=line
                        )
                    )
                    yield FormRowPlan(sheet.name, line, name, Outcome.SAME)
                else:
                    reason = _("Another row has the same Ref. Is this somebody new?")
                    yield FormRowPlan(sheet.name, line, name, Outcome.NEEDS_YOU, (), (reason,))
                continue
            seen.add(uuid)
            self.edits += edits
            outcome = Outcome.SAME
            if found.reasons:
                outcome = Outcome.NEEDS_YOU
            elif found.changes:
                outcome = Outcome.CHANGED
            yield FormRowPlan(
                sheet.name, line, name, outcome, tuple(found.changes), tuple(found.reasons)
            )
        self._missing(sheet, header, {uuid for _n, uuid, _w, _f, _e in read if uuid is not None})

    def _whose(self, header: _Header, row: Sequence[Cell]) -> tuple[UUID | None, str]:
        """Whose row this is: by its token and its Ref, which must not name two."""
        token = stamps.read_token(_text(row, header.token))
        text = ascii_digits(_text(row, header.ref)).upper()
        by_ref = self.refs.get(text) if is_ref(text) else None
        by_token = token[0] if token else None
        if by_token is not None and by_token.bytes not in self.keys:
            by_token = None
        if by_token is not None and by_ref is not None and by_token != by_ref:
            return None, _("Its Ref and its hidden id name different rows.")
        found = by_token or by_ref
        if found is None:
            if text or _text(row, header.token):
                return None, _("Its Ref is not one of this workbook.")
            return None, _("A new row without a Ref: enter it by hand, or as a list.")
        kind = self.log.row(self.keys[found.bytes])[0]
        if kind != header.entity.name:
            return None, _("Its Ref is of another kind of record.")
        return found, ""

    def _astray(
        self, header: _Header, held: list[tuple[int, list[Cell], UUID | None, str]]
    ) -> set[UUID]:
        """Rows whose telling columns fit another row's origin and not their own."""
        places = {
            id_.split(".")[2]: place
            for place, id_ in header.columns.items()
            if id_.startswith(f"{FIELD_ID}{header.entity.name}.") and id_.count(".") == 2
        }
        telling = [(name, places[name]) for name in _TELLING if name in places]
        shows = [place for place, id_ in header.columns.items() if id_.startswith(INFO_ID)]
        if header.entity.name != "person":
            return self._led_astray(header, held, shows)
        origins = {
            uuid: [self._base(header.entity, (uuid,), name)[1] for name, _place in telling]
            for _number, _row, uuid, _why in held
            if uuid is not None
        }
        astray = set()
        for _number, row, uuid, _why in held:
            if uuid is None:
                continue
            said = [_cell(row, place) for _name, place in telling]
            if _matches(origins[uuid], said) > 1:
                continue
            if any(
                other != uuid and _matches(origin, said) >= min(_ENOUGH, len(telling))
                for other, origin in origins.items()
            ):
                astray.add(uuid)
        return astray

    def _led_astray(
        self,
        header: _Header,
        held: list[tuple[int, list[Cell], UUID | None, str]],
        shows: Sequence[int],
    ) -> set[UUID]:
        """Rows that show the name of another row's person."""
        person = next(
            (p for p in shows if header.columns[p].endswith((".person", ".enrolment"))), None
        )
        if person is None:
            return set()
        own = {uuid: self._names_shown(uuid) for _n, _r, uuid, _w in held if uuid is not None}
        everyone = {name for names in own.values() for name in names}
        astray = set()
        for _number, row, uuid, _why in held:
            said = skeleton(_text(row, person))
            if uuid is not None and said and said not in own[uuid] and said in everyone:
                astray.add(uuid)
        return astray

    def _names_shown(self, uuid: UUID) -> frozenset[str]:
        """Every name the row's person ever went by, folded."""
        person = self._person_of(uuid)
        if person is None:
            return frozenset()
        return frozenset(skeleton(name) for name in self._called(person, "person"))

    def _person_of(self, uuid: UUID) -> UUID | None:
        kind = self.log.row(self.keys[uuid.bytes])[0]
        if kind == "person":
            return uuid
        row = self._row((uuid,))
        for name in ("person", "enrolment"):
            value = row.value(name)
            if value is not None and UUID(hex=str(value)).bytes in self.keys:
                return self._person_of(UUID(hex=str(value)))
        return None

    def _called(self, uuid: UUID, kind: str) -> set[str]:
        """Every name a row ever had, whichever change said it."""
        names: set[str] = set()
        fields = ("name_latin", "name_native") if kind == "person" else ("name", "code", "title")
        for change in self._row((uuid,)).changes:
            for name in fields:
                if change.field in (name, "*"):
                    said = stamps.said_by(change, name)
                    if isinstance(said, str):
                        names.add(said)
        return names or {display_name(None, None)}

    def _unknown_columns(self, sheet: Sheet, header: _Header, captions: Sequence[Cell]) -> None:
        extra = [
            clean(str(caption))
            for place, caption in enumerate(captions)
            if place not in header.columns and not cells.is_empty(caption)
        ]
        if extra:
            self.notices.append(
                _("{sheet}: columns that were added are not taken in: {names}.").format(
                    sheet=sheet.name, names=", ".join(extra)
                )
            )

    def _missing(self, sheet: Sheet, header: _Header, present: set[UUID]) -> None:
        if any(id_.startswith(f"{FIELD_ID}attendance.") for id_ in header.columns.values()):
            return
        sent = {
            uuids[0]
            for (kind, uuids) in self.stamps
            if kind == header.entity.name and len(uuids) == 1
        }
        count = len(sent - present)
        if count:
            self.notices.append(
                ngettext(
                    "{sheet}: {n} row is no longer in the file. Nothing is deleted.",
                    "{sheet}: {n} rows are no longer in the file. Nothing is deleted.",
                    count,
                ).format(sheet=sheet.name, n=count)
            )

    # -- cells

    def _row(self, uuids: tuple[UUID, ...]) -> stamps.RowLog:
        if uuids not in self.known:
            numbers = [self.keys.get(uuid.bytes, -1) for uuid in uuids]
            pair = (numbers[0], numbers[1] if len(numbers) > 1 else 0)
            self.known[uuids] = stamps.RowLog(self.log, pair)
        return self.known[uuids]

    def _base(
        self, entity: Entity, uuids: tuple[UUID, ...], name: str
    ) -> tuple[bytes | None, Any, bool]:
        """(change, value, known): the origin of a field as the file's stamp names it.

        (None, None, True) where the field had none; `known` is False where the stamp's change, or
        the stamp itself, is not here.
        """
        own = self.stamps.get((entity.name, uuids))
        if own is None:
            return None, None, entity.pair is not None and bool(self.stamps)
        text = own.get(name, own.get("*"))
        if text is None:
            return None, None, True
        change = self._row(uuids).named(text)
        if change is None:
            return None, None, False
        return change.id, stamps.said_by(change, name), True

    def _read_row(
        self,
        sheet: Sheet,
        header: _Header,
        captions: Sequence[Cell],
        number: int,
        row: Sequence[Cell],
        uuid: UUID,
    ) -> tuple[_Found, list[Edit]]:
        found = _Found([], [])
        edits: list[Edit] = []
        groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for place, id_ in header.columns.items():
            if id_.startswith(FIELD_ID):
                kind, _dot, rest = id_.removeprefix(FIELD_ID).partition(".")
                name = rest if "@" in rest else rest.partition(".")[0]
                groups[f"{kind}.{name}"].append((place, rest.partition(".")[2]))
            elif id_.startswith(INFO_ID):
                self._check_shown(sheet, id_, number, place, row, uuid, found)
        for key, parts in groups.items():
            kind, _dot, name = key.partition(".")
            entity = ENTITIES.get(kind)
            name, _at, session = name.partition("@")
            if entity is None or name not in {f.name for f in entity.fields}:
                self.notices.append(
                    _("{sheet}: a column is of a newer version and was left out.").format(
                        sheet=sheet.name
                    )
                )
                continue
            reader = _FieldReader(self, sheet, captions, number, row, entity, entity.field(name))
            uuids = (UUID(hex=session), uuid) if session else (uuid,)
            edit = reader.read(uuids, parts, found)
            if edit is not None:
                edits.append(edit)
        return found, edits

    def _check_shown(
        self,
        sheet: Sheet,
        id_: str,
        number: int,
        place: int,
        row: Sequence[Cell],
        uuid: UUID,
        found: _Found,
    ) -> None:
        """A grey cell that was typed over is told: such an edit is never just dropped."""
        last = id_.rpartition(".")[2]
        if last not in ("person", "enrolment") or place >= len(row):
            return
        said = _text(row, place)
        own = self._names_shown(uuid)
        if said and own and skeleton(said) not in own:
            found.reasons.append(
                _("{cell} only shows a name: correct it on the sheet of people.").format(
                    cell=address(number, place)
                )
            )

    # -- what names stand for

    def reference(self, declared: Field, cell: Cell) -> str:
        """The id (hex) of the agency or section a cell names; raises Unreadable."""
        table = t.RECORDS[declared.to or ""]
        sought = skeleton(str(cell))
        for row in self.db.execute(
            select(table, t.row.c.uuid)
            .join(t.row, t.row.c.n == table.c.id)
            .where(table.c.gone == 0)
            .order_by(table.c.id)
        ).mappings():
            names = (row["name"], row.get("short_name"), row["name_native"])
            if sought in (skeleton(name) for name in names if name):
                return UUID(bytes=row["uuid"]).hex
        raise Unreadable(_("this is not one of the words of the list"))

    def statuses(self, enrolment: UUID) -> frozenset[str]:
        """The mark codes of the enrolment's cohort."""
        cohort = self._row((enrolment,)).value("cohort")
        stored = self._row((UUID(hex=str(cohort)),)).value("status_set") if cohort else None
        return frozenset(status.code for status in statuses_of(stored))  # type: ignore[arg-type]

    def delivery(self, session: UUID) -> str:
        return str(self._row((session,)).value("delivery") or "")


class _FieldReader:
    """Reads the cells of one field of one row."""

    def __init__(
        self,
        planner: _Planner,
        sheet: Sheet,
        captions: Sequence[Cell],
        number: int,
        row: Sequence[Cell],
        entity: Entity,
        declared: Field,
    ) -> None:
        self.planner = planner
        self.sheet = sheet
        self.captions = captions
        self.number = number
        self.row = row
        self.entity = entity
        self.declared = declared

    def read(
        self, uuids: tuple[UUID, ...], parts: Iterable[tuple[int, str]], found: _Found
    ) -> Edit | None:
        """The edit these cells make, noted in `found` cell by cell; None when they make none."""
        change, base, known = self.planner._base(self.entity, uuids, self.declared.name)
        if not known:
            # Without its origin a cell can only be held against what stands now.
            base = self.planner._row(uuids).value(self.declared.name)
        grouped = self.declared.kind is Kind.GROUP and len(uuids) == 1
        new: Any = dict(base) if grouped and isinstance(base, Mapping) else {} if grouped else base
        noted: list[CellPlan] = []
        for place, part in parts:
            at = address(self.number, place)
            broken = self.sheet.broken.get(at)
            cell = _cell(self.row, place)
            leaf = next((p for p in self.declared.parts if p.name == part), self.declared)
            was = base.get(part) if grouped and isinstance(base, Mapping) else base
            was = None if grouped and not isinstance(base, Mapping) else was
            try:
                if broken is not None:
                    if self._typed_alike(at, leaf, was, uuids):
                        continue
                    raise Unreadable(_("the cell has an error or a formula without a value"))
                said = self._cell(cell, was, leaf, uuids)
            except Unreadable as problem:
                found.reasons.append(f"{at}: {problem.sentence}.")
                continue
            if said is _SAME:
                continue
            if not known:
                found.reasons.append(
                    _("{cell}: where its value comes from is not known here.").format(cell=at)
                )
                continue
            new = {**new, part: said} if grouped else said
            shown = self._shown(leaf, was, uuids), self._shown(leaf, said, uuids)
            noted.append(self._noted(place, *shown))
        if not noted:
            return None
        if grouped:
            new = {name: value for name, value in new.items() if value is not None} or None
        return self._edit(uuids, new, change, noted, found)

    def _edit(
        self,
        uuids: tuple[UUID, ...],
        new: Any,
        change: bytes | None,
        noted: list[CellPlan],
        found: _Found,
    ) -> Edit | None:
        row = self.planner._row(uuids)
        now = row.value(self.declared.name)
        if self._opened(now) == self._opened(new):
            return None
        parents = (change,) if change is not None else ()
        line = union.edit_line(
            self.planner.header,
            self.planner.secret,
            self.entity.name,
            [uuid.bytes for uuid in uuids],
            self.declared.name,
            new,
            parents=parents,
        )
        fresh = False
        if row.known(bytes.fromhex(line[1])):
            fresh = self._was_undone(row)
            if not fresh:
                return None
        heads = row.head_ids(self.declared.name)
        moved = not fresh and bool(heads) and heads != set(parents)
        found.changes += [
            CellPlan(c.sheet, c.row, c.column, c.caption, c.old, c.new, moved) for c in noted
        ]
        return Edit(self.entity.name, uuids, self.declared.name, new, parents, fresh)

    def _was_undone(self, row: stamps.RowLog) -> bool:
        """Whether what stands now came from taking a step back."""
        head = row.head(self.declared.name)
        if head is None:
            return False
        steps = self.planner.log.steps("WHERE n <= ? ORDER BY n DESC LIMIT 1", head.n)
        return bool(steps) and steps[0].header.kind == "undo"

    def _opened(self, value: Any) -> Any:
        if self.declared.tick == "notes" and value:
            return self.planner.book.unseal(str(value))
        return value

    def _cell(self, cell: Cell, was: Any, leaf: Field, uuids: tuple[UUID, ...]) -> Any:
        """What one cell says, as a value of the log; _SAME when it is as it was."""
        before = self._shown(leaf, was, uuids)
        if self._untouched(before, was, leaf, cell):
            return _SAME
        if cells.is_empty(cell):
            raise Unreadable(_("it was emptied; write (clear) to empty the value"))
        if isinstance(cell, str) and skeleton(cell) == cells.CLEAR:
            return None
        said = self._read(cell, was, leaf, uuids)
        if leaf.kind is Kind.DATE and cells.swapped(was, said):
            raise Unreadable(_("day and month seem to have changed places"))
        if said == was or self._opened(said) == self._opened(was):
            return _SAME
        return said

    def _untouched(self, before: Shown, was: Any, leaf: Field, cell: Cell) -> bool:
        if cells.untouched(before, cell):
            return True
        if leaf.kind is Kind.REF and was is not None and isinstance(cell, str):
            # The row may have been renamed since the sheet was made.
            called = self.planner._called(UUID(hex=str(was)), leaf.to or "")
            return skeleton(cell) in (skeleton(name) for name in called)
        return False

    def _typed_alike(self, at: str, leaf: Field, was: Any, uuids: tuple[UUID, ...]) -> bool:
        """Whether a formula is our own text, such as "=HYPERLINK(...)" in a remark: saving with
        openpyxl makes one of the other.
        """
        formula = self.sheet.unstored.get(at)
        before = self._shown(leaf, was, uuids)
        return formula is not None and self._untouched(before, was, leaf, formula)

    def _read(self, cell: Cell, was: Any, leaf: Field, uuids: tuple[UUID, ...]) -> Any:
        name = f"{self.entity.name}.{leaf.name}"
        if len(uuids) == 2:
            return self._mark(cell, was, uuids)
        if leaf.kind is Kind.REF:
            return self.planner.reference(leaf, cell)
        if self.declared.tick == "notes":
            return self.planner.book.seal(clean(str(cell)))
        choices = {
            skeleton(form): value
            for value in CHOICES.get(name, ())
            for form in (value, cells.word(value))
        }
        return cells.read(name, leaf, cell, choices)

    def _shown(self, leaf: Field, value: Any, uuids: tuple[UUID, ...]) -> Shown:
        if value is None:
            return None
        if len(uuids) == 2:
            return mark_text(value)
        if leaf.kind is Kind.REF:
            called = self.planner._row((UUID(hex=str(value)),)).value("name")
            return str(called) if called else None
        if self.declared.tick == "notes":
            return self.planner.book.unseal(str(value))
        return cells.shown(leaf, value, choices=f"{self.entity.name}.{leaf.name}" in CHOICES)

    def _mark(self, cell: Cell, was: Any, uuids: tuple[UUID, ...]) -> dict[str, Any]:
        """A mark such as "P", "L 90", "P online"; without a word the mode stays as it was."""
        words = ascii_digits(clean(str(cell))).replace("min", " ").split()
        known = {code.casefold(): code for code in self.planner.statuses(uuids[1])}
        status = known.get(words[0].casefold()) if words else None
        if status is None:
            raise Unreadable(
                _("this is not a mark: use {codes}").format(codes=" ".join(sorted(known.values())))
            )
        said: dict[str, Any] = {"status": status}
        for extra in words[1:]:
            if extra.isdigit() and "minutes" not in said:
                said["minutes"] = int(extra)
            elif extra.casefold() in ("online", "room") and "mode" not in said:
                mode = Mode.ONLINE if extra.casefold() == "online" else Mode.IN_ROOM
                said["mode"] = mode.value
            else:
                raise Unreadable(_("this is not a mark such as P, P online or L 90"))
        if "mode" not in said:
            before = was.get("mode") if isinstance(was, Mapping) else None
            online = self.planner.delivery(uuids[0]) == Delivery.ONLINE
            said["mode"] = before or (Mode.ONLINE if online else Mode.IN_ROOM).value
        return said

    def _noted(self, place: int, old: Shown, new: Shown) -> CellPlan:
        caption = self.captions[place] if place < len(self.captions) else None
        return CellPlan(
            self.sheet.name,
            self.number + 1,
            column_letters(place),
            clean(str(caption or self.declared.caption)),
            old,
            new,
        )


_SAME: Any = object()


def _cell(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(row: Sequence[Cell], place: int | None) -> str:
    cell = None if place is None else _cell(row, place)
    return "" if cell is None else clean(str(cell))


def _matches(origin: Sequence[Any], said: Sequence[Cell]) -> int:
    return sum(
        base is not None and cells.untouched(base, cell)
        for base, cell in zip(origin, said, strict=True)
    )


def _closest(
    read: Sequence[tuple[int, UUID | None, str, _Found, list[Edit]]],
) -> dict[UUID, int]:
    """Of the rows with one id, the one that keeps it: the least changed, the first of equals."""
    best: dict[UUID, tuple[int, int]] = {}
    for number, uuid, _why, found, _edits in read:
        if uuid is None:
            continue
        distance = (len(found.changes) + len(found.reasons), number)
        best[uuid] = min(best.get(uuid, distance), distance)
    return {uuid: number for uuid, (_distance, number) in best.items()}


# -- applying


def apply_form(book: Workbook, plan: FormPlan, *, progress: Progress | None = None) -> FormDone:
    """Do exactly what `plan` says; a backup is made first. Rows that need a person are kept
    waiting. The step can be undone.

    Raises RuleError when the workbook has changed since and the plan would now be another.
    """
    progress = progress or Silent()
    if plan.edits:
        book.backup_now()
    with book.reading() as db:
        if base_of(db) != plan.base:
            fresh = _Planner(book, db, plan.file).plan()
            if fresh.rows != plan.rows:
                raise RuleError(
                    _(
                        "The workbook has changed since you looked at this file. "
                        "Nothing was taken in. Look at it again."
                    )
                )
    progress.report(0, 1, _("Taking in what was changed"))
    header, secret = union.sheet_step(plan.export, plan.lamport)
    first = [edit for edit in plan.edits if not edit.fresh]
    done = _say(book, header, secret, first)
    again = [edit for edit in plan.edits if edit.fresh]
    if again:
        done = _say_again(book, plan, again)
    _note(book, plan, done.step)
    progress.report(1, 1, _("Taking in what was changed"))
    return done


def _say(book: Workbook, header: Header, secret: bytes, edits: Sequence[Edit]) -> FormDone:
    """Edits as every office that takes in this sheet says them."""
    if not edits:
        return FormDone(None, Changes(None, frozenset(), 0))
    lines: list[union.Line] = [["step", header.listed()]]
    lines += (
        union.edit_line(
            header,
            secret,
            edit.entity,
            [uuid.bytes for uuid in edit.uuids],
            edit.field,
            edit.value,
            parents=edit.parents,
        )
        for edit in edits
    )
    joined = book.unite(lines, undoable=header.hash())
    return FormDone(header.hash(), Changes(header.hash(), joined.kinds, joined.new))


def _say_again(book: Workbook, plan: FormPlan, edits: Sequence[Edit]) -> FormDone:
    """Edits that were undone once: said anew, over what stands now."""
    with book.changing(
        _("Bring back a file that was given out"), kind="import", source=plan.file.name
    ) as change:
        for edit in edits:
            entity = ENTITIES[edit.entity]
            declared = entity.field(edit.field)
            keys = [change.log.row_n("", uuid.bytes) for uuid in edit.uuids]
            value = edit.value
            if declared.kind is Kind.REF and value is not None:
                value = change.log.row_n(declared.to or "", bytes.fromhex(str(value)))
            if entity.pair is None:
                change.edit(entity, keys[0], **{edit.field: value})
            else:
                change.put(entity, (keys[0], keys[1]), **{edit.field: value})
    return FormDone(change.summary.step, change.summary)


def _note(book: Workbook, plan: FormPlan, step: bytes | None) -> None:
    """Remember that the file came back, and what of it waits for a person."""
    wall = book.sources.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    with book.noting() as db:
        db.execute(
            insert(t.register).values(
                kind=CAME_BACK,
                wall=wall,
                operator=book.operator,
                name=plan.file.name,
                content=plan.file.digest,
                step=step,
                detail=orjson.dumps({"export": plan.export.hex(), "counts": plan.counts}).decode(),
            )
        )
        known = set(
            db.execute(select(t.waiting.c.content).where(t.waiting.c.kind == WAITING)).scalars()
        )
        for row in plan.rows:
            content = f"{plan.file.digest}:{row.sheet}:{row.row}"
            if row.outcome is not Outcome.NEEDS_YOU or content in known:
                continue
            detail = {"sheet": row.sheet, "row": row.row, "ref": row.ref, "reasons": row.reasons}
            db.execute(
                insert(t.waiting).values(
                    kind=WAITING,
                    wall=wall,
                    name=plan.file.name,
                    content=content,
                    detail=orjson.dumps(detail).decode(),
                )
            )
