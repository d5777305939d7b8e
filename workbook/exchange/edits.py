"""A file that came back: what was changed in it by hand, looked at first, then applied exactly so.

Every cell is compared with the value it showed when the file was made, not with what the workbook
says today: an untouched sheet of any age changes nothing, and an edit of a value that someone else
changed since stands beside theirs until a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.errors import RuleError
from workbook.exchange import register, stamps
from workbook.exchange.edit_plan import (
    CellPlan,
    Choice,
    Doubt,
    DoubtKind,
    FormPlan,
    FormRowPlan,
    SheetEdits,
)
from workbook.exchange.file_context import Context, Sent
from workbook.exchange.form_sync import FormSync
from workbook.exchange.missing_rows import MissingRows
from workbook.exchange.newcomers import Newcomers
from workbook.exchange.sheet_header import Header, find_header, is_own, text_at
from workbook.exchange.sheet_rows import Row, SheetRows
from workbook.exchange.together import group_of, merged
from workbook.exchange.waiting import WAITING, Source, decided, drop_moot, keep_waiting
from workbook.i18n import _, ngettext
from workbook.intake.plan import Outcome, base_of
from workbook.progress import Progress, Silent
from workbook.sheets.reader import Sheet, SheetFile
from workbook.storage import tables as t
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.storage.log import Log
from workbook.storage.union import Line

__all__ = [
    "CAME_BACK",
    "WAITING",
    "CellPlan",
    "FormDone",
    "FormPlan",
    "FormRowPlan",
    "Sent",
    "apply_form",
    "cell_edits",
    "is_own_form",
    "plan_form",
    "with_conflicts",
]

CAME_BACK = "form_back"
"""The kind of the register's entries for Forms that were taken in."""

_NAMED_AT_MOST = 12
_OF_THE_FILE = (
    DoubtKind.VERSION,
    DoubtKind.SHEET,
    DoubtKind.COPIED_SHEET,
    DoubtKind.NO_ORIGIN,
    DoubtKind.ADDED_COLUMN,
)
"""What is told above the rows: no row shows it."""


@dataclass(frozen=True)
class FormDone:
    """What was applied. `step` can be undone; None when nothing was."""

    step: bytes | None
    changes: Changes


def is_own_form(file: SheetFile) -> bool:
    """Whether this is a Form of ours, by what stands in its cells: a row of ids, row tokens."""
    return is_own(file.sheets)


# -- what the cells say


def cell_edits(
    book: Workbook,
    db: Connection,
    log: Log,
    sheets: Sequence[Sheet],
    sent: Sent,
    *,
    only: Collection[str] | None = None,
    newer: bool | None = None,
    repair: bool = False,
) -> SheetEdits:
    """What was changed by hand in the cells of a file, as lines for a union. Nothing is written.

    `only` names the sheets to look at (None: all). `newer` answers whether the file is a newer
    version of what was taken in of it before; `repair` puts shuffled rows back with their people.
    The log must hold what the file itself carries.
    """
    return _Reading(Context(book, db, log, sent, newer=newer), sheets, only, repair=repair).edits()


@dataclass
class _Told:
    """A row with the doubts about it that are still open."""

    sheet: str
    ref: str
    row: Row
    doubts: list[Doubt]

    def plan(self) -> FormRowPlan:
        found = self.row.found
        return FormRowPlan(
            self.sheet,
            self.row.number + 1,
            self.ref,
            Outcome.NEEDS_YOU if self.doubts else self.row.outcome,
            tuple(found.changes),
            tuple(doubt.sentence for doubt in self.doubts),
        )


class _Reading:
    """One file being read."""

    def __init__(
        self,
        context: Context,
        sheets: Sequence[Sheet],
        only: Collection[str] | None,
        *,
        repair: bool,
    ) -> None:
        self.context = context
        self.sheets = sheets
        self.only = only
        self.repair = repair
        self.newcomers = Newcomers(context)
        self.missing = MissingRows(context)
        self.notices: list[str] = []
        self.told: list[_Told] = []
        self.doubts: list[Doubt] = []
        self.lines: list[Line] = []
        self.versions: list[Line] = []
        self.mangled = 0
        self.passed = 0

    def edits(self) -> SheetEdits:
        headed = [(sheet, header) for sheet in self.sheets if (header := find_header(sheet))]
        copies = _copies(headed, self.context.sent.sheets)
        for sheet, header in headed:
            if self.only is not None and sheet.name not in self.only:
                continue
            if sheet.name in copies:
                self._copied(sheet, header, copies[sheet.name])
            else:
                self._sheet(sheet, header)
        self._unread({sheet.name for sheet, _header in headed})
        if self.versions:
            self.doubts.append(self._version())
        self.doubts += self.missing.doubts.values()
        self.notices += self.missing.notices
        self._drop_decided()
        if self.mangled:
            self.notices.append(
                ngettext(
                    "{n} cell looked changed by Excel: it is no edit.",
                    "{n} cells looked changed by Excel: they are no edits.",
                    self.mangled,
                ).format(n=self.mangled)
            )
        if self.passed:
            self.notices.append(
                ngettext(
                    "{n} empty cell was passed over: it takes nothing away.",
                    "{n} empty cells were passed over: they take nothing away.",
                    self.passed,
                ).format(n=self.passed)
            )
        shuffled = [d.sentence for d in self.doubts if d.kind is DoubtKind.SHUFFLED]
        self.notices += [doubt.sentence for doubt in self.doubts if doubt.kind in _OF_THE_FILE]
        gone = [
            FormRowPlan(doubt.sheet, 0, doubt.ref, Outcome.NEEDS_YOU, (), (doubt.sentence,))
            for doubt in self.doubts
            if doubt.kind is DoubtKind.MISSING
        ]
        return SheetEdits(
            (*(told.plan() for told in self.told), *gone),
            self.context.step.with_header(_once(self.lines)),
            tuple(self.doubts),
            tuple(dict.fromkeys(self.notices)),
            " ".join(shuffled) or None,
        )

    def _sheet(self, sheet: Sheet, header: Header) -> None:
        reading = SheetRows(self.context, self.newcomers, sheet, header, repair=self.repair)
        for row in reading.read():
            name = _ref_of(header, row)
            self.told.append(_Told(sheet.name, name, row, row.found.doubts))
            self.lines += row.found.lines
            self.versions += row.found.versions
            self.mangled += len(row.found.mangled)
            self.passed += row.found.passed
            if row.found.formulas:
                self.notices.append(
                    _("{sheet}: the value of a formula was taken in {cells}.").format(
                        sheet=sheet.name, cells=", ".join(row.found.formulas)
                    )
                )
        self.notices += reading.notices
        self.doubts += reading.doubts
        self.missing.note(sheet.name, header.entity.name, reading.missing)

    def _copied(self, sheet: Sheet, header: Header, original: str) -> None:
        """A sheet that was copied inside the file is not read; where it differs is told."""
        reading = SheetRows(self.context, self.newcomers, sheet, header, repair=False)
        rows = reading.read()
        changes = [change.cell for row in rows for change in row.found.changes]
        cells = changes + [d.sentence.partition(":")[0] for row in rows for d in row.found.doubts]
        if not cells:
            self.notices.append(
                _("{sheet} is a copy of {original}: it was not read.").format(
                    sheet=sheet.name, original=original
                )
            )
            return
        sentence = _(
            "{sheet} is a copy of {original} and was not read. It differs in {cells}."
        ).format(sheet=sheet.name, original=original, cells=", ".join(cells[:_NAMED_AT_MOST]))
        choices = [Choice(_("leave the copy out"))]
        lines = [line for row in rows for line in row.found.lines]
        if lines:
            choices.append(Choice(_("take its changes in too"), tuple(lines)))
        self.doubts.append(
            Doubt(
                DoubtKind.COPIED_SHEET,
                sheet.name,
                0,
                "",
                sentence,
                tuple(choices),
                subject=tuple(line[1] for line in lines),
            )
        )

    def _unread(self, read: set[str]) -> None:
        """A sheet that was given out is gone or renamed, or its ids are: that is never silent."""
        if self.only is not None:
            return
        sent = self.context.sent.sheets
        # As many as were sent: one was only renamed.
        missing = [name for name in sent if name not in read] if len(read) < len(sent) else []
        without_ids = {
            sheet.name
            for sheet in self.sheets
            if sheet.name not in read and sheet.rows and (sheet.name in missing or is_own([sheet]))
        }
        for name in sorted(without_ids):
            sentence = _(
                "{sheet}: its hidden row of ids was deleted, or is not in the first 20 rows."
                " Nothing of it was taken in; type the changes into a fresh export."
            ).format(sheet=name)
            left_out = Choice(_("leave it out"))
            self.doubts.append(Doubt(DoubtKind.SHEET, name, 0, "", sentence, (left_out,)))
        self.notices += [
            _("{sheet}: this sheet is no longer in the file. Nothing is deleted.").format(
                sheet=name
            )
            for name in missing
            if name not in without_ids
        ]

    def _version(self) -> Doubt:
        when = _taken_in_on(self.context.db, self.context.step.export)
        sentence = _(
            "Another version of this file was taken in{when}. Is this a newer version of that one,"
            " or another copy, filled in by someone else?"
        ).format(when=_(" on {day}").format(day=f"{when:%d %B %Y}") if when else "")
        choices = (
            Choice(_("another copy: where they differ, both values stand until decided")),
            Choice(_("a newer version: its values replace the earlier ones"), _once(self.versions)),
        )
        said = tuple(f"{line[3:6]} {line[9]}" for line in self.versions)
        return Doubt(DoubtKind.VERSION, "", 0, "", sentence, choices, subject=said)

    # -- doubts

    def _drop_decided(self) -> None:
        """Put doubts that are one question together; what was decided before is not asked again."""
        settled = decided(self.context.db)
        groups: dict[tuple[str, ...], list[tuple[_Told, Doubt]]] = defaultdict(list)
        for told in self.told:
            for number, doubt in enumerate(told.doubts):
                alone = (told.sheet, str(told.row.number), str(number))
                groups[group_of(self.context, doubt) or alone].append((told, doubt))
        asked = []
        as_before = 0
        for members in groups.values():
            doubt = merged(self.context, [doubt for _told, doubt in members])
            opened = settled.get(doubt.key(self.export))
            if opened is None:
                asked.append(doubt)
                continue
            for told, one in members:
                if (
                    opened
                    and one.kind is DoubtKind.COMPARED
                    and one.key(self.export) not in settled
                ):
                    asked.append(one)
                    continue
                told.doubts = [other for other in told.doubts if other is not one]
                as_before += one.kind is DoubtKind.COMPARED
        self.doubts = asked + [d for d in self.doubts if d.key(self.export) not in settled]
        if as_before:
            self.notices.append(
                ngettext(
                    "{n} cell differs, and stays as it was decided before.",
                    "{n} cells differ, and stay as it was decided before.",
                    as_before,
                ).format(n=as_before)
            )

    @property
    def export(self) -> bytes:
        return self.context.step.export


def _once(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Each change once, in their order."""
    return tuple({line[1]: line for line in lines}.values())


def _ref_of(header: Header, row: Row) -> str:
    from workbook.domain.ids import ref

    return ref(header.entity.letter, row.uuid) if row.uuid is not None else ""


def _copies(headed: Sequence[tuple[Sheet, Header]], sent: Collection[str]) -> dict[str, str]:
    """The sheets that are copies of others of the file, by name, and of which."""
    tokens = {sheet.name: _tokens(sheet, header) for sheet, header in headed}
    copies: dict[str, str] = {}
    originals: list[tuple[str, Header]] = []
    # What has the name it was given out under is the original, else the first one.
    for sheet, header in sorted(headed, key=lambda found: found[0].name not in sent):
        for name, other in originals:
            alike = other.entity is header.entity and (
                bool(other.fields & header.fields) or other.fields == header.fields
            )
            if alike and tokens[name] & tokens[sheet.name] and not {name, sheet.name} <= set(sent):
                copies[sheet.name] = name
                break
        else:
            originals.append((sheet.name, header))
    return copies


def _tokens(sheet: Sheet, header: Header) -> set[UUID]:
    found = (stamps.read_token(text_at(row, header.token)) for row in sheet.rows[header.first :])
    return {token[0] for token in found if token is not None}


def _taken_in_on(db: Connection, export: bytes) -> date | None:
    """The day an earlier version of a file was taken in here; None where it was elsewhere."""
    rows = db.execute(
        select(t.register.c.wall, t.register.c.detail)
        .where(t.register.c.kind == CAME_BACK)
        .order_by(t.register.c.n.desc())
    )
    for wall, detail in rows:
        if orjson.loads(detail).get("export") == export.hex():
            return date.fromisoformat(wall[:10])
    return None


def with_conflicts(
    db: Connection, log: Log, rows: Sequence[FormRowPlan]
) -> tuple[FormRowPlan, ...]:
    """The rows, each change told whether it is in conflict now that its lines are in the log: then
    the row needs a person, who is asked.
    """
    disputed = {
        tuple(found)
        for found in db.execute(select(t.conflict.c.row, t.conflict.c.sub, t.conflict.c.field))
    }

    def told(change: CellPlan) -> CellPlan:
        if change.target is None or not disputed:
            return change
        kind, uuids, name = change.target
        numbers = [log.find_row(uuid.bytes) for uuid in uuids]
        place = (numbers[0], numbers[1] if len(numbers) > 1 else 0, log.field_n(kind, name))
        return replace(change, conflict=place in disputed)

    def asked(row: FormRowPlan) -> FormRowPlan:
        changes = tuple(map(told, row.changes))
        needs = any(change.conflict for change in changes)
        outcome = Outcome.NEEDS_YOU if needs else row.outcome
        return replace(row, changes=changes, outcome=outcome)

    return tuple(map(asked, rows))


# -- Forms


def plan_form(
    book: Workbook, file: SheetFile, *, newer: bool | None = None, repair: bool = False
) -> FormPlan:
    """What taking in this Form would do, seen by doing it and rolling it back.

    `newer` answers `question`, `repair` accepts `proposal`. Raises RuleError for a Form of another
    programme.
    """
    with book.uniting(keep=False) as (db, log):
        return _planned(book, db, log, file, newer, repair=repair)[0]


def _planned(
    book: Workbook,
    db: Connection,
    log: Log,
    file: SheetFile,
    newer: bool | None,
    *,
    repair: bool,
) -> tuple[FormPlan, union.Union]:
    """The plan, and what its lines brought: they are in the log now."""
    base = base_of(db)
    sync = FormSync(db, file.sheets)
    if sync.programme not in ("", book.programme_uuid.hex):
        raise RuleError(_("This file is of another programme. Nothing was taken in."))
    edits = cell_edits(book, db, log, file.sheets, sync.sent, newer=newer, repair=repair)
    joined = union.take_lines(log, edits.edits)
    plan = FormPlan(
        with_conflicts(db, log, edits.rows),
        edits.edits,
        edits.doubts,
        (*sync.notices, *_taken_in_before(db, file), *edits.notices),
        edits.proposal,
        file=file,
        export=sync.sent.export,
        lamport=sync.sent.lamport,
        base=base,
        newer=newer,
        repair=repair,
        two_way=not sync.sent.origins.told,
    )
    return plan, joined


def _taken_in_before(db: Connection, file: SheetFile) -> Iterator[str]:
    found = db.scalar(
        select(t.register.c.wall)
        .where(t.register.c.kind == CAME_BACK, t.register.c.content == file.digest)
        .order_by(t.register.c.n.desc())
    )
    if found is not None:
        day = f"{date.fromisoformat(found[:10]):%d %B %Y}"
        yield _("This file was already brought in on {day}.").format(day=day)


def apply_form(book: Workbook, plan: FormPlan, *, progress: Progress | None = None) -> FormDone:
    """Do exactly what `plan` says, in one transaction; a backup is made first. What a person must
    decide is kept waiting. The step can be undone.

    Raises RuleError when the workbook has changed since and the plan would now be another.
    """
    progress = progress or Silent()
    if plan.edits:
        book.backup_now()
    progress.report(0, 1, _("Taking in what was changed"))
    with book.uniting(keep=True) as (db, log):
        fresh, joined = _planned(book, db, log, plan.file, plan.newer, repair=plan.repair)
        if fresh.rows != plan.rows or len(fresh.edits) != len(plan.edits):
            raise RuleError(
                _(
                    "The workbook has changed since you looked at this file. "
                    "Nothing was taken in. Look at it again."
                )
            )
        step = bytes.fromhex(fresh.edits[1][2]) if fresh.edits else None
        _note(book, db, fresh, step)
    if step is not None:
        book.let_undo(step)
    progress.report(1, 1, _("Taking in what was changed"))
    return FormDone(step, Changes(step, joined.kinds if step else frozenset(), joined.new))


def _note(book: Workbook, db: Connection, plan: FormPlan, step: bytes | None) -> None:
    """Remember that the file came back, and what of it waits for a person."""
    register.enter(
        book,
        db,
        CAME_BACK,
        name=plan.file.name,
        content=plan.file.digest,
        detail={"export": plan.export.hex(), "counts": plan.counts},
        step=step,
    )
    source = Source(plan.export, plan.lamport, plan.file.name, plan.file.digest)
    drop_moot(db, plan.doubts, source=source)
    keep_waiting(db, plan.doubts, source=source, wall=book.sources.wall())
