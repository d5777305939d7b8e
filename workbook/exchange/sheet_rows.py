"""The rows of one sheet: whose each is, and what becomes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from workbook.domain.ids import is_ref, ref
from workbook.domain.records import ENTITIES
from workbook.exchange import cells, slots, stamps
from workbook.exchange.added_columns import AddedColumns, Said
from workbook.exchange.edit_plan import Choice, Doubt, DoubtKind, Target, shown_text
from workbook.exchange.field_reader import FieldReader, RowFound
from workbook.exchange.file_context import Context
from workbook.exchange.layout import FIELD_ID, INFO_ID, TOKEN_ID
from workbook.exchange.newcomers import Newcomers
from workbook.exchange.sheet_header import Header, cell_at, text_at
from workbook.exchange.shuffled import Content
from workbook.i18n import _, ngettext
from workbook.intake.plan import Outcome
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, Sheet
from workbook.storage.union import Line
from workbook.text import skeleton

_NAMED_AT_MOST = 8


@dataclass
class Row:
    """One row of the sheet; `number` is counted from 0.

    `uuid` is the row it is of; `sure` is False where only its content tells. `slot` is that of a
    spare row, `stranger` the id that its token names and that is not here. `doubt` is why it is
    nobody's yet. `outcome` is that of a row without doubts.
    """

    number: int
    cells: Sequence[Cell]
    uuid: UUID | None = None
    sure: bool = True
    slot: int | None = None
    stranger: UUID | None = None
    doubt: Doubt | None = None
    found: RowFound = field(default_factory=RowFound)
    outcome: Outcome = Outcome.SAME


class SheetRows:
    """Reads one sheet. `notices` are what to know of it, `doubts` those about it as a whole, and
    `missing` the rows that were in it and are not any more.
    """

    def __init__(
        self, context: Context, newcomers: Newcomers, sheet: Sheet, header: Header, *, repair: bool
    ) -> None:
        self.context = context
        self.newcomers = newcomers
        self.sheet = sheet
        self.header = header
        self.repair = repair
        self.notices: list[str] = []
        self.doubts: list[Doubt] = []
        self.missing: list[UUID] = []
        self.content = Content(context, header, context.held(header.entity.name))
        self._altered: list[str] = []
        self._greyed: list[str] = []
        self._emptied = 0

    def read(self) -> list[Row]:
        """The rows that say something, in their order, with all that was found in them."""
        rows = [
            self._whose(number, cells_)
            for number, cells_ in enumerate(self.sheet.rows)
            if number >= self.header.first and self._says_something(cells_)
        ]
        self._known_by_content(rows)
        self._put_straight(rows)
        for row in rows:
            if row.uuid is not None and row.doubt is None:
                self._fields(row)
        self._alone(rows)
        for row in rows:
            self._settle(row)
        self._added(rows)
        self.missing = self._missing({row.uuid for row in rows if row.uuid is not None})
        self._tell_altered()
        self._tell_erased([row for row in rows if row.found.erased])
        return rows

    # -- whose a row is

    def _says_something(self, row: Sequence[Cell]) -> bool:
        if text_at(row, self.header.token) == TOKEN_ID:  # the captions, sorted in among the rows
            return False
        if stamps.read_token(text_at(row, self.header.token)) or text_at(row, self.header.ref):
            return True
        return any(not cells.is_empty(cell_at(row, place)) for place in self.header.says)

    def _whose(self, number: int, cells_: Sequence[Cell]) -> Row:
        """By its token and its Ref, which must not name two."""
        row = Row(number, cells_)
        text = text_at(cells_, self.header.ref)
        hidden = text_at(cells_, self.header.token)
        token, slot = stamps.read_token(hidden), slots.read_slot(hidden)
        by_ref = self.context.by_ref(text)
        by_token = token[0] if token else None
        if by_token is not None and self.context.kind(by_token) is None:
            if by_ref is None and self.context.two_way:
                row.stranger, row.sure = by_token, False
                return row
            if by_ref is None:
                row.doubt = self._not_here(row, by_token)
                return row
            by_token = None
        if by_token is not None and by_ref is not None and by_token != by_ref:
            # One of the two went astray: what the row says tells which.
            fits = {uuid: self.content.fits(cells_, uuid) for uuid in (by_token, by_ref)}
            row.sure = False
            if fits[by_token] != fits[by_ref]:
                row.uuid = max(fits, key=lambda uuid: fits[uuid])
                self._altered.append(address(number, self.header.ref or 0))
            else:
                sentence = _("Its Ref and its hidden id name different rows.")
                row.doubt = self._doubt(row, DoubtKind.NO_ID, sentence)
            return row
        row.uuid = by_token or by_ref
        if row.uuid is not None:
            if text and by_ref is None:
                self._altered.append(address(number, self.header.ref or 0))
            if self.context.kind(row.uuid) != self.header.entity.name:
                row.uuid = None
                sentence = _("Its Ref is of another kind of record.")
                row.doubt = self._doubt(row, DoubtKind.NO_ID, sentence)
            return row
        if slot is not None and slot[1] == self.context.step.export:
            row.slot = slot[0]
        elif text or hidden:
            row.sure = False
            if not (self.context.two_way and is_ref(text)):
                self._altered.append(address(number, self.header.ref or self.header.token or 0))
        return row

    def _known_by_content(self, rows: Sequence[Row]) -> None:
        """Rows that lost their ids, or had them altered, are known by what they say."""
        lost = [row for row in rows if row.uuid is None and row.doubt is None and row.slot is None]
        if not lost:
            return
        claimed = {row.uuid for row in rows}
        owners: dict[UUID, list[Row]] = defaultdict(list)
        for row in lost:
            owner = self.content.best(row.cells)
            if owner is not None and owner not in claimed:
                owners[owner].append(row)
        for owner, found in owners.items():
            if len(found) == 1:
                found[0].uuid = owner
                found[0].sure = False

    def _put_straight(self, rows: Sequence[Row]) -> None:
        """Rows whose cells went without their ids: with `repair` they go back with their people."""
        held = [
            (row.number, row.cells, row.uuid)
            for row in rows
            if row.uuid is not None and row.sure and row.doubt is None
        ]
        astray = self.content.astray(held)
        for row in rows:
            if row.number not in astray:
                continue
            owner = astray[row.number]
            if self.repair and owner is not None:
                row.uuid = owner
                continue
            sentence = _("This row no longer matches its Ref: was a part of the sheet sorted?")
            doubt = self._doubt(row, DoubtKind.SHUFFLED, sentence)
            back: list[Choice] = []
            if owner is not None:
                elsewhere = Row(row.number, row.cells, owner)
                self._fields(elsewhere)
                label = _("put them back with their people")
                back = [Choice(label, tuple(elsewhere.found.lines))]
            row.doubt = replace(
                doubt, choices=(*doubt.choices, *back), subject=(f"{row.uuid} {owner}",)
            )

    def _doubt(self, row: Row, kind: DoubtKind, sentence: str) -> Doubt:
        name = ref(self.header.entity.letter, row.uuid) if row.uuid else ""
        left_out = Choice(_("leave it out"))
        return Doubt(kind, self.sheet.name, row.number + 1, name, sentence, (left_out,))

    def _not_here(self, row: Row, named: UUID) -> Doubt:
        doubt = self._doubt(row, DoubtKind.NO_ORIGIN, self.context.elsewhere())
        return replace(doubt, subject=(f"{self.sheet.name} {named}",))

    def _alone(self, rows: Sequence[Row]) -> None:
        """Of the rows with one id the least changed keeps it, the first of equals."""
        same: dict[UUID, list[Row]] = defaultdict(list)
        for row in rows:
            if row.uuid is not None and row.doubt is None:
                same[row.uuid].append(row)
        for held in same.values():
            held.sort(key=lambda row: (row.found.distance, row.number))
            for row in held[1:]:
                self._copied(row)

    def _copied(self, row: Row) -> None:
        if not row.found.distance:
            self.notices.append(
                _("{sheet} row {row} is a copy of another row.").format(
                    sheet=self.sheet.name, row=row.number + 1
                )
            )
            return
        row.found = RowFound()
        ask = _("Another row has the same Ref. Is this somebody new?")
        if self.header.entity.name == "person":
            self._new(row, ask=ask)
        else:
            row.doubt = self._doubt(row, DoubtKind.NO_ID, ask)
        row.uuid = None

    # -- what becomes of it

    def _settle(self, row: Row) -> None:
        found = row.found
        if row.doubt is not None:
            row.found = RowFound(doubts=[row.doubt])
        elif row.uuid is None and not found.doubts and not found.lines:
            self._nobodys(row)
        elif not row.sure and row.uuid is not None:
            self._ask_each(row)
        elif found.changes and row.outcome is Outcome.SAME:
            row.outcome = Outcome.CHANGED

    def _nobodys(self, row: Row) -> None:
        """A row without an id: somebody new, on the sheet of people."""
        if self.header.entity.name != "person":
            if row.stranger is not None:
                doubt = self._not_here(row, row.stranger)
            else:
                sentence = _("A new row without a Ref: enter it by hand, or as a list.")
                doubt = self._doubt(row, DoubtKind.NO_ID, sentence)
            row.found.doubts.append(doubt)
            return
        values, _noted, _wrong = self.newcomers.read(self.sheet, self.header, row.number, row.cells)
        known = self.newcomers.known(row.slot, values)
        if known is None:
            ask = "" if row.sure else _("Its Ref is not one of this workbook.")
            if self.context.two_way and not ask:
                ask = _("She is not in this workbook.")
            self._new(row, ask=ask)
            return
        self.context.typed.add(known)
        row.uuid = known
        self.newcomers.again(known, row.found)
        if self.context.two_way and row.found.lines:
            sentence = _("She came in from this sheet before, and was taken out again.")
            doubt = self._doubt(row, DoubtKind.NEW_PERSON, sentence)
            enters = Choice(_("somebody new"), tuple(row.found.lines))
            said = (known.hex, *(line[1] for line in row.found.lines))
            doubt = replace(doubt, choices=(enters, *doubt.choices), subject=said)
            row.found.doubts.append(doubt)
            row.found.lines = []
            return
        row.outcome = Outcome.NEW if row.found.lines else Outcome.SAME
        self._fields(row)
        if row.found.changes and row.outcome is Outcome.SAME:
            row.outcome = Outcome.CHANGED

    def _new(self, row: Row, *, ask: str = "") -> None:
        self.newcomers.meet(
            self.sheet,
            self.header,
            row.number,
            row.cells,
            row.slot,
            row.found,
            ask=ask,
            stranger=row.stranger,
        )
        if row.found.lines:
            row.outcome = Outcome.NEW

    def _ask_each(self, row: Row) -> None:
        """Its ids are lost: what it says is taken in only when a person says that it is hers."""
        found = row.found
        unsure = _("Its ids are lost or altered: it was known by what it says.")
        found.doubts = [
            replace(doubt, sentence=f"{doubt.sentence} {unsure}")
            if doubt.kind is DoubtKind.COMPARED
            else doubt
            for doubt in found.doubts
        ]
        asked = []
        for line in found.lines:
            said = [c for c in found.changes if c.target is not None and _is_of(line, c.target)]
            told = "; ".join(
                _("{cell}: {field} {old} → {new}").format(
                    cell=change.cell,
                    field=change.caption,
                    old=shown_text(change.old),
                    new=shown_text(change.new),
                )
                for change in said
            )
            doubt = self._doubt(row, DoubtKind.BY_CONTENT, f"{told}. {unsure}" if told else unsure)
            taken = Choice(_("take what the sheet says"), (line,))
            asked.append(replace(doubt, choices=(*doubt.choices, taken), subject=(line[1],)))
        found.doubts = asked + found.doubts
        found.lines = []
        found.changes = []

    def _fields(self, row: Row) -> None:
        """Read the cells of a row as those of its `uuid`."""
        assert row.uuid is not None
        reader = FieldReader(self.context, self.sheet, self.header, row.number, row.cells)
        groups: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for place, id_ in self.header.columns.items():
            if id_.startswith(FIELD_ID):
                kind, _dot, rest = id_.removeprefix(FIELD_ID).partition(".")
                name = rest if "@" in rest else rest.partition(".")[0]
                groups[kind, name].append((place, rest.partition(".")[2]))
            elif id_.startswith(INFO_ID):
                self._check_shown(row, place, id_.rpartition(".")[2])
        for (kind, said), parts in groups.items():
            entity = ENTITIES.get(kind)
            name, _at, session = said.partition("@")
            if entity is None or name not in {f.name for f in entity.fields}:
                self.notices.append(
                    _("{sheet}: a column is of a newer version and was left out.").format(
                        sheet=self.sheet.name
                    )
                )
                continue
            uuids = (UUID(hex=session), row.uuid) if session else (row.uuid,)
            reader.read(entity, entity.field(name), uuids, parts, row.found)

    def _check_shown(self, row: Row, place: int, name: str) -> None:
        """A grey cell that was typed over is told: such an edit is never just dropped."""
        assert row.uuid is not None
        if self.context.is_erased(row.uuid):
            return
        said = skeleton(text_at(row.cells, place))
        ever = self.context.ever(row.uuid, name)
        if not ever:
            return
        if not said:
            self._emptied += name in ("person", "enrolment")  # others may have shown nothing
        elif said not in ever and self.context.two_way:
            self._greyed.append(address(row.number, place))
        elif said not in ever and not any(
            cells.untouched(known, cell_at(row.cells, place)) for known in ever
        ):
            sentence = _("{cell} only shows this: correct it where it is kept.")
            if name in ("person", "enrolment"):
                sentence = _("{cell} only shows a name: correct it on the sheet of people.")
            at = address(row.number, place)
            row.found.doubts.append(self._doubt(row, DoubtKind.SHOWN, sentence.format(cell=at)))

    # -- what to know

    def _added(self, rows: Sequence[Row]) -> None:
        said = [
            Said(row.number, row.cells, row.uuid, row.found)
            for row in rows
            if row.doubt is None and row.sure
        ]
        unsure = len(rows) - len(said)
        added = AddedColumns(self.context, self.sheet, self.header)
        self.doubts += added.doubts(said, unsure)
        self.notices += added.notices

    def _missing(self, present: set[UUID]) -> list[UUID]:
        if not self.header.is_list:
            return []
        kind = self.header.entity.name
        sent = self.context.sent.origins.sent(kind)
        return sorted(self.context.standing(kind, sent - present), key=lambda uuid: uuid.int)

    def _tell_erased(self, rows: Sequence[Row]) -> None:
        if rows:
            numbers = _some(str(row.number + 1) for row in rows)
            self.notices.append(
                _("{sheet}: what was erased for good stands in row {rows}; it is not read.").format(
                    sheet=self.sheet.name, rows=numbers
                )
            )

    def _tell_altered(self) -> None:
        if self._altered:
            self.notices.append(
                _("{sheet}: ids were altered in {cells}; their rows are known by the rest.").format(
                    sheet=self.sheet.name, cells=_some(self._altered)
                )
            )
        if self._greyed:
            self.notices.append(
                _("{sheet}: grey cells show other names than this workbook ({cells}).").format(
                    sheet=self.sheet.name, cells=_some(self._greyed)
                )
            )
        if self._emptied:
            self.notices.append(
                ngettext(
                    "{sheet}: {n} grey cell was emptied; it only shows.",
                    "{sheet}: {n} grey cells were emptied; they only show.",
                    self._emptied,
                ).format(sheet=self.sheet.name, n=self._emptied)
            )


def _is_of(line: Line, target: Target) -> bool:
    kind, uuids, name = target
    return (line[3], line[4], line[5]) == (kind, [uuid.hex for uuid in uuids], name)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = ", …" if len(listed) > _NAMED_AT_MOST else ""
    return ", ".join(listed[:_NAMED_AT_MOST]) + more
