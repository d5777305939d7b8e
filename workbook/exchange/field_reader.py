"""One field of one row: the change that the cells of a sheet make, or what is doubtful in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.ids import ref
from workbook.domain.training import Delivery, Mode
from workbook.exchange import calendars, cells
from workbook.exchange.cells import Ambiguous, OtherCalendar, Shown
from workbook.exchange.edit_plan import CellPlan, Choice, Doubt, DoubtKind, OpenValue
from workbook.exchange.file_context import Context
from workbook.exchange.layout import CHOICES
from workbook.exchange.pages import fitting
from workbook.exchange.sheet_header import Header, cell_at
from workbook.exchange.sheet_step import id_of
from workbook.exchange.stamps import said_by
from workbook.i18n import _
from workbook.intake.values import Unreadable
from workbook.sheets.addresses import address, column_letters
from workbook.sheets.reader import Cell, Sheet
from workbook.storage.log import canonical
from workbook.storage.state import CREATE, Seen
from workbook.storage.union import Line
from workbook.text import ascii_digits, clean, skeleton


@dataclass
class RowFound:
    """What reading one row came to. `mangled` and `formulas` are addresses of cells; `versions` are
    the changes to make if the file is newer than what was taken in of it before. `erased`: of what
    the row says something was erased for good, and is not read. `passed` counts empty cells whose
    origin is not known: nobody can tell whether they were emptied.
    """

    changes: list[CellPlan] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    mangled: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    versions: list[Line] = field(default_factory=list)
    erased: bool = False
    passed: int = 0

    @property
    def distance(self) -> int:
        """How far the row is from what was given out."""
        return len(self.changes) + len(self.doubts)


class Doubtful(Exception):
    """A cell that a person must look at. `options` are what it may mean: (how it reads, value)."""

    def __init__(
        self, kind: DoubtKind, sentence: str, options: Sequence[tuple[str, Any]] = ()
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.options = options


_SAME: Any = object()


@dataclass(frozen=True)
class _Open:
    """A doubtful cell, until it is known what the rest of its field says."""

    at: str
    cell: Cell
    part: str
    kind: DoubtKind
    sentence: str
    options: tuple[tuple[str, Any], ...]


class FieldReader:
    """Reads fields of one row of a sheet; `number` is the row, counted from 0."""

    def __init__(
        self, context: Context, sheet: Sheet, header: Header, number: int, row: Sequence[Cell]
    ) -> None:
        self.context = context
        self.sheet = sheet
        self.header = header
        self.number = number
        self.row = row

    def read(
        self,
        entity: Entity,
        declared: Field,
        uuids: tuple[UUID, ...],
        parts: Iterable[tuple[int, str]],
        found: RowFound,
    ) -> None:
        """Note in `found` what the cells of a field say; `parts` are (column, part of a group)."""
        _FieldReading(self, entity, declared, uuids, found).read(parts)


class _FieldReading:
    """One field under way."""

    def __init__(
        self,
        reader: FieldReader,
        entity: Entity,
        declared: Field,
        uuids: tuple[UUID, ...],
        found: RowFound,
    ) -> None:
        self.context = reader.context
        self.reader = reader
        self.entity = entity
        self.declared = declared
        self.uuids = uuids
        self.found = found
        self.log = self.context.row(uuids)
        self.mark = len(uuids) == 2
        self.grouped = declared.kind is Kind.GROUP and not self.mark
        origin = self.context.origin(entity, uuids, declared.name)
        self.known = origin.known
        self.base = origin.value
        self.parents = [origin.change] if origin.change is not None else []
        self.earlier = self.context.earlier(uuids, declared.name) if self.known else []
        if not self.known:
            # Without its origin a cell can only be held against what stands now.
            self.base = self.log.value(declared.name)
            self.parents = sorted(self.log.head_ids(declared.name))
        elif self.earlier and self.context.newer:
            self.base = said_by(self.earlier[-1], declared.name)
            self.parents = [change.id for change in self.earlier]

    def read(self, parts: Iterable[tuple[int, str]]) -> None:
        if self.log.heads.is_erased(self.declared.name):
            self.found.erased = True
            return
        new = self._start()
        noted: list[CellPlan] = []
        opened: list[_Open] = []
        for place, part in parts:
            at = address(self.reader.number, place)
            leaf = next((p for p in self.declared.parts if p.name == part), self.declared)
            cell = cell_at(self.reader.row, place)
            was = self.base
            if self.grouped:
                was = self.base.get(part) if isinstance(self.base, Mapping) else None
            try:
                said = self._cell(at, cell, was, leaf)
                if said is not _SAME and not self.known:
                    raise Doubtful(
                        DoubtKind.COMPARED,
                        self._differs(place, leaf, was, said),
                        [(_("take what the sheet says"), said)],
                    )
            except Doubtful as doubt:
                options = tuple(doubt.options)
                opened.append(_Open(at, cell, part, doubt.kind, doubt.sentence, options))
                continue
            if said is _SAME:
                continue
            new = {**new, part: said} if self.grouped else said
            if at in self.reader.sheet.formulas:
                self.found.formulas.append(at)
            noted.append(self._noted(place, leaf, was, said))
        stem = self._edit(self._whole(new), noted, doubtful=bool(opened))
        self._doubts(new, opened, stem)

    def _differs(self, place: int, leaf: Field, was: Any, said: Any) -> str:
        """Both values, but for a note: a sentence is kept, and a note is sealed."""
        caption = self._caption(place)
        if self.declared.tick == "notes":
            return _("{field}: the sheet says something else than this workbook.").format(
                field=caption
            )
        here, there = (self._shown(leaf, value) for value in (was, said))
        if there is None:
            return _("{field}: the sheet says (clear), you hold “{here}”.").format(
                field=caption, here=here
            )
        if here is None:
            return _("{field}: the sheet says “{there}”, you hold nothing.").format(
                field=caption, there=there
            )
        return _("{field}: the sheet says “{there}”, you hold “{here}”.").format(
            field=caption, there=there, here=here
        )

    def _start(self) -> Any:
        if not self.grouped:
            return self.base
        return dict(self.base) if isinstance(self.base, Mapping) else {}

    def _whole(self, value: Any) -> Any:
        """The value of the field as in the log: of a group without the empty parts."""
        if not self.grouped:
            return value
        return {name: part for name, part in value.items() if part is not None} or None

    # -- one cell

    def _cell(self, at: str, cell: Cell, was: Any, leaf: Field) -> Any:
        """What one cell says, as a value of the log; _SAME when it is as it was."""
        before = self._shown(leaf, was)
        sheet = self.reader.sheet
        if at in sheet.broken:
            typed = sheet.unstored.get(at)
            # Saving with openpyxl makes a formula of a text such as "=HYPERLINK(...)".
            if typed is not None and self._untouched(before, was, leaf, typed):
                return _SAME
            raise Doubtful(
                DoubtKind.UNREADABLE, _("the cell has an error or a formula without a value.")
            )
        if fitting(before) != before and not cells.untouched(fitting(before), cell):
            raise Doubtful(
                DoubtKind.SHOWN,
                _("its text is longer than a cell: correct it where it is kept."),
            )
        if self._untouched(before, was, leaf, cell):
            if cells.mangled(before, cell):
                self.found.mangled.append(at)
            return _SAME
        if self.declared.tick == "notes" and was is not None and before is None:
            raise Doubtful(
                DoubtKind.UNREADABLE,
                _("the key to this note is not here: take in a file of its office with notes."),
            )
        if cells.is_empty(cell):
            if not self.known:
                self.found.passed += 1
                return _SAME
            raise Doubtful(
                DoubtKind.CLEARED,
                _("it was emptied. An empty cell alone changes nothing."),
                [(_("empty"), None)],
            )
        if isinstance(cell, str) and skeleton(cell) == cells.CLEAR:
            return _SAME if was is None else None
        said = self._typed(cell, was, leaf)
        if leaf.kind is Kind.DATE and cells.swapped(was, said):
            raise Doubtful(
                DoubtKind.SWAPPED,
                _("day and month seem to have changed places."),
                [(str(said), said)],
            )
        if said == was or self._opened(said) == self._opened(was):
            return _SAME
        return said

    def _untouched(self, before: Shown, was: Any, leaf: Field, cell: Cell) -> bool:
        if cells.untouched(fitting(before), cell):
            return True
        if leaf.kind is Kind.REF and was is not None and isinstance(cell, str):
            # The row may have been renamed since the sheet was made.
            return skeleton(cell) in self.context.called(UUID(hex=str(was)), leaf.to or "")
        return False

    def _typed(self, cell: Cell, was: Any, leaf: Field) -> Any:
        try:
            return typed_value(
                self.context, self.entity, self.declared, leaf, self.uuids, cell, was
            )
        except OtherCalendar as problem:
            raise Doubtful(DoubtKind.CALENDAR, f"{problem.sentence}.", _days(problem)) from problem
        except Ambiguous as problem:
            options = [(day.isoformat(), day.isoformat()) for day in problem.readings]
            raise Doubtful(DoubtKind.SWAPPED, f"{problem.sentence}.", options) from problem
        except Unreadable as problem:
            options = []
            if leaf.kind is Kind.REF:
                options = list(self.context.alike(leaf, cell))
            raise Doubtful(DoubtKind.UNREADABLE, f"{problem.sentence}.", options) from problem

    def _shown(self, leaf: Field, value: Any) -> Shown:
        return self.context.shown(self.entity, self.declared, leaf, value, mark=self.mark)

    def _opened(self, value: Any) -> Any:
        if self.declared.tick == "notes" and value:
            return self.context.opened(str(value)) or value
        return value

    def _noted(self, place: int, leaf: Field, old: Any, new: Any) -> CellPlan:
        return CellPlan(
            self.reader.sheet.name,
            self.reader.number + 1,
            column_letters(place),
            self._caption(place),
            self._shown(leaf, old),
            self._shown(leaf, new),
            target=(self.entity.name, self.uuids, self.declared.name),
        )

    def _caption(self, place: int) -> str:
        caption = cell_at(self.reader.header.captions, place)
        return clean(str(caption or self.declared.caption))

    # -- the field

    def _edit(self, new: Any, noted: list[CellPlan], *, doubtful: bool) -> list[bytes]:
        """Note the change that the cells make; gives what a doubt about the field builds upon."""
        if not self.known:
            return self.parents
        line = self._line(new, self.parents)
        undone = self.context.taken_back(self.log, self.declared.name)
        same = [change for change in self.earlier if self._is(change, new)]
        if self.earlier and self.context.newer:
            # Two copies taken in before may have said different things: this newer one decides.
            if not noted and len(self.earlier) == 1:
                return self.parents
        elif same:
            return [same[-1].id]
        elif noted and not undone and self.log.known(id_of(line)):
            return [id_of(line)]
        else:
            # What is doubtful in the field is asked of its own, or was decided.
            if self.earlier and (noted or not doubtful):
                self._ask_version(new, line if noted else None)
            if not noted or (not undone and self._says_already(new)):
                return self.parents
        if undone:
            # What came of this file before was undone: it is said anew, over what stands.
            line = self._line(new, self.log.head_ids(self.declared.name))
        self.found.lines.append(line)
        self.found.changes += noted
        return [id_of(line)]

    def _says_already(self, new: Any) -> bool:
        """Whether this, and nothing else, stands already."""
        said = [self._opened(value) for _change, value in self.log.heads.said(self.declared.name)]
        now = said or [None]
        return all(value == self._opened(new) for value in now)

    def _ask_version(self, new: Any, line: Line | None) -> None:
        """What a newer version would say of a cell that an earlier one changed; `line` is what is
        said of it now.
        """
        if self.context.newer is None:
            parents = {change.id for change in self.earlier} | ({id_of(line)} if line else set())
            self.found.versions.append(self._line(new, parents))

    def _is(self, change: Seen, value: Any) -> bool:
        said = self._opened(said_by(change, self.declared.name))
        return canonical(said) == canonical(self._opened(value))

    def _line(self, value: Any, parents: Iterable[bytes]) -> Line:
        return self.context.step.edit(
            self.entity.name, self.uuids, self.declared.name, value, list(parents)
        )

    def _doubts(self, new: Any, opened: list[_Open], stem: list[bytes]) -> None:
        # Parts of one field that were emptied, or that differ, are answered together.
        for kind in (DoubtKind.CLEARED, DoubtKind.COMPARED):
            same = [doubt for doubt in opened if doubt.kind is kind]
            if same:
                label, value = same[0].options[0]
                parts = {d.part: d.options[0][1] for d in same}
                self._doubt(
                    _joined(same), [(label, {**new, **parts} if self.grouped else value)], new, stem
                )
        for doubt in opened:
            if doubt.kind not in (DoubtKind.CLEARED, DoubtKind.COMPARED):
                options = [
                    (label, {**new, doubt.part: value} if self.grouped else value)
                    for label, value in doubt.options
                ]
                self._doubt(doubt, options, new, stem)

    def _doubt(
        self, doubt: _Open, options: Iterable[tuple[str, Any]], new: Any, stem: list[bytes]
    ) -> None:
        reader = self.reader
        undone = self.context.taken_back(self.log, self.declared.name)
        if undone:
            stem = sorted(self.log.head_ids(self.declared.name))
        choices = [Choice(_("keep what is in the workbook"))]
        choices += (
            Choice(label, (self._line(self._whole(value), stem),)) for label, value in options
        )
        taken = (id_of(line) for choice in choices for line in choice.lines)
        if not undone and any(map(self.log.known, taken)):
            return  # decided, here or in another office
        self.found.doubts.append(
            Doubt(
                doubt.kind,
                reader.sheet.name,
                reader.number + 1,
                ref(reader.header.entity.letter, self.uuids[-1]),
                f"{doubt.at}: {doubt.sentence}",
                tuple(choices),
                OpenValue(
                    self.entity.name,
                    self.uuids,
                    self.declared.name,
                    doubt.part if self.grouped else "",
                    new,
                    tuple(stem),
                ),
                (self._subject(doubt),),
            )
        )

    def _subject(self, doubt: _Open) -> str:
        subject = f"{self.uuids} {self.declared.name} {doubt.part}"
        if doubt.kind is not DoubtKind.COMPARED:
            return f"{subject} {doubt.cell!r}"
        heads = " ".join(parent.hex() for parent in self.parents)
        return f"{subject} {skeleton(str(doubt.cell))} {heads}"


def _joined(doubts: Sequence[_Open]) -> _Open:
    """Doubts about parts of one field as one, told with all their cells."""
    first, *others = doubts
    if not others or first.kind is DoubtKind.CLEARED:
        return first
    sentence = " ".join((first.sentence, *(f"{one.at}: {one.sentence}" for one in others)))
    said = " ".join(skeleton(str(one.cell)) for one in doubts)
    return replace(first, sentence=sentence, cell=said)


def typed_value(
    context: Context,
    entity: Entity,
    declared: Field,
    leaf: Field,
    uuids: tuple[UUID, ...],
    cell: Cell,
    was: Any = None,
) -> Any:
    """What somebody typed as a value of the log; raises Unreadable.

    `uuids` is the row, or the two of a mark; `was` is the mark or the sealed note that stood there.
    """
    if len(uuids) == 2:
        return _mark(context, cell, was, uuids)
    if leaf.kind is Kind.REF:
        return context.reference(leaf, cell)
    if declared.tick == "notes":
        return _sealed(context, declared, uuids, clean(str(cell)), was)
    name = f"{entity.name}.{leaf.name}"
    choices = {
        skeleton(form): value
        for value in CHOICES.get(name, ())
        for form in (value, cells.word(value))
    }
    return cells.read(name, leaf, cell, choices)


def _sealed(
    context: Context, declared: Field, uuids: tuple[UUID, ...], text: str, was: str | None
) -> str:
    """A note's new text, sealed with the key of what it replaces; where that was empty, of what the
    note said first. Every office that has the note then makes the same of it.
    """
    changes = context.row(uuids).changes
    first = (said_by(change, declared.name) for change in changes if change.field == CREATE)
    before = was or next(first, None)
    return context.book.seal(
        text,
        row=uuids[0],
        field=declared.name,
        instead_of=str(before) if before else None,
        also=context.sent.notes_keys,
    )


def _mark(context: Context, cell: Cell, was: Any, uuids: tuple[UUID, ...]) -> dict[str, Any]:
    """A mark such as "P", "L 90", "P online"; without a word the mode stays as it was."""
    words = ascii_digits(clean(str(cell))).replace("min", " ").split()
    known = {code.casefold(): code for code in context.statuses(uuids[1])}
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
        online = context.delivery(uuids[0]) == Delivery.ONLINE
        said["mode"] = before or (Mode.ONLINE if online else Mode.IN_ROOM).value
    return said


def _days(typed: OtherCalendar) -> list[tuple[str, str]]:
    """The days that a date of another calendar may mean, with the calendar's name."""
    parts = typed.year, typed.month, typed.day
    readings = {
        _("Shamsi (solar)"): calendars.from_jalali(*parts),
        _("Hijri (lunar)"): calendars.from_hijri(*parts),
    }
    return [
        (f"{day.isoformat()} · {name}", day.isoformat())
        for name, day in readings.items()
        if day is not None
    ]
