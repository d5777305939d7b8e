"""Taking in an Exchange file: looked at by doing it and rolling back, then done exactly so."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from workbook.errors import NotFoundError, RuleError
from workbook.exchange import partners, register
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.preview import Trust, Watch, asks
from workbook.exchange.sync import FORMAT, Fault, LineFault
from workbook.exchange.typed import NOTHING, fresh_doubts, note_typed, tell_typed, typed_edits
from workbook.exchange.waiting import Source, drop_moot, keep_waiting
from workbook.i18n import _, ngettext
from workbook.intake.plan import base_of
from workbook.progress import Progress, Silent
from workbook.services.erase import going_with, sweep
from workbook.services.named import Named
from workbook.storage import history, union
from workbook.storage import tables as t
from workbook.storage.book import StepDone, Workbook
from workbook.storage.changing import Changes, Changing
from workbook.storage.log import Header, Log
from workbook.storage.union import Line, Union

PARKED = "file"
"""The kind of the waiting entries for files that need a newer version of the program."""

_CHANGE = re.compile(r'\["change","([0-9a-f]{32})","[0-9a-f]{32}",("[^"]*",\[[^]]*\]),"([^"]*)"')
_REPORTED = 1_000


@dataclass(frozen=True)
class ExchangeDone:
    """What was done. `take_ins` are the register's numbers, for undo; none where nothing came.

    `notices` are told once: such as that another computer uses a copy of this workbook.
    """

    take_ins: tuple[int, ...]
    changes: Changes
    notices: tuple[str, ...] = ()


# -- planning


def plan_exchange(
    book: Workbook,
    files: Sequence[ExchangeFile],
    *,
    newer: bool | None = None,
    repair: bool = False,
    answers: Mapping[str, tuple[bool | None, bool]] | None = None,
    progress: Progress | None = None,
) -> tuple[ExchangePlan | ParkedPlan, ...]:
    """What taking in these files one after the other would do: done, looked at, and rolled back.

    `newer` answers their `question`, `repair` accepts their `proposal`; `answers` gives both for
    single files, by digest. Raises RuleError for a file of another programme.
    """
    progress = progress or Silent()
    plans: list[ExchangePlan | ParkedPlan] = []
    with book.uniting(keep=False) as (db, log):
        for file in files:
            if file.min_reader > FORMAT:
                plans.append(ParkedPlan(file, _waits(db, file)))
            else:
                said, put_back = (answers or {}).get(file.digest, (newer, repair))
                plans.append(_Taking(book, db, log, file, progress, said, repair=put_back).plan())
    return tuple(plans)


def _waits(db: Connection, file: ExchangeFile) -> bool:
    return bool(
        db.scalar(
            select(t.waiting.c.n).where(
                t.waiting.c.kind == PARKED, t.waiting.c.content == file.digest
            )
        )
    )


class _Taking:
    """One file being united, in a transaction that is kept or not."""

    def __init__(
        self,
        book: Workbook,
        db: Connection,
        log: Log,
        file: ExchangeFile,
        progress: Progress,
        newer: bool | None,
        *,
        repair: bool,
    ) -> None:
        self.book = book
        self.db = db
        self.log = log
        self.file = file
        self.progress = progress
        self.newer = newer
        self.repair = repair
        self.edits = NOTHING
        self.typed = 0
        self.base = base_of(db)
        self.first = log.state().next_n
        self.records: set[str] = set()
        self.programmes: set[str] = set()
        self.kinds: set[str] = set()
        self.forked = False
        self.watch: Watch | None = None
        self.faults: Mapping[tuple[int, int], LineFault] = {}
        self.earlier = register.earlier(db, file.sync.lines.root)

    def plan(self) -> ExchangePlan:
        """Unite, look, and say what became of each record."""
        db, file = self.db, self.file
        trust = partners.trust_of(self.book, db, file.sync)
        notices = partners.notices_on(self.book, db, file.origin, trust)
        undone = self.earlier is not None and self.earlier.undone
        if self.earlier is not None:
            notices.append(_taken_in_before(self.earlier, file.origin.called))
        self.watch = Watch(db)
        waiting = self._parked()
        result = self.unite()
        notices += self._told(result, trust, waiting)
        tell_typed(self.watch, self.edits, self.records)
        compared = self.watch.compared(self.records)
        if compared.again:
            listed = ", ".join(f"{kind} {count}" for kind, count in compared.again)
            notices.append(_("Deleted before, and stand again: {kinds}").format(kinds=listed))
        return ExchangePlan(
            file=file,
            trust=trust,
            counts=compared.counts,
            records=compared.records,
            new=compared.new,
            notices=(*notices, *file.notes, *self.edits.notices),
            asks=asks(compared),
            brings=result.new + result.filled + self.typed,
            again=self.earlier.number if undone and self.earlier is not None else None,
            base=self.base,
            edits=self.edits,
            doubts=fresh_doubts(db, self.edits, file.export) if self.edits.doubts else (),
            newer=self.newer,
            repair=self.repair,
        )

    def unite(self) -> Union:
        """Add what the file's lines say, then what was typed into its cells; and where an earlier
        take-in of it was undone, do that again.
        """
        self._check_programme(str(self.file.sync.manifest.get("programme", "")))
        if not self.file.sync.whole:
            self.faults = {(fault.row, fault.place): fault for fault in self.file.sync.faults()}
        result = union.take_lines(self.log, self._lines())
        self.kinds |= result.kinds
        self.forked = bool(result.forked)
        # A file without a manifest tells by its lines whose it is.
        for programme in self.programmes:
            self._check_programme(programme)
        self._take_typed()
        if self.earlier is not None and self.earlier.undone:
            self._again(self.earlier)
        return result

    def _take_typed(self) -> None:
        self.edits = typed_edits(
            self.book,
            self.db,
            self.log,
            self.file,
            self._intact(),
            newer=self.newer,
            repair=self.repair,
        )
        if self.watch is not None:
            note_typed(self.watch, self.edits)
        result = union.take_lines(self.log, self.edits.edits)
        self.typed = result.new
        self.kinds |= result.kinds

    def _intact(self) -> Iterator[Line]:
        for row, place, text in self.file.sync.lines.texts():
            if (row, place) not in self.faults:
                yield orjson.loads(text)

    def _check_programme(self, programme: str) -> None:
        if programme not in ("", self.book.programme_uuid.hex):
            raise RuleError(_("This file is of another programme. Nothing was taken in."))

    def _lines(self) -> Iterator[Line]:
        """The lines whose changes are not known yet, or not with all their values."""
        known = union.whole_ids(self.log)
        total = len(self.file.sync.lines)
        for number, (row, place, text) in enumerate(self.file.sync.lines.texts()):
            if number % _REPORTED == 0:
                self.progress.report(number, total, _("Reading what the file brings"))
            found = _CHANGE.match(text)
            if (row, place) in self.faults:
                self._quarantine(row, place, found[2] if found else f'"",["{row}:{place}"]')
                continue
            if found is None:
                yield orjson.loads(text)
                continue
            record = found[2]
            self.records.add(record)
            if record.startswith('"programme"'):
                self.programmes.add(record[-34:-2])
            if bytes.fromhex(found[1]) in known:
                continue
            if self.watch is not None:
                self.watch.note(record, found[3])
            yield orjson.loads(text)

    def _quarantine(self, row: int, place: int, record: str) -> None:
        if self.watch is None:
            return
        fault = self.faults[row, place].fault
        why = (
            _("the heading of its step was altered or is lost")
            if fault is Fault.NO_STEP
            else _("it was altered after signing")
        )
        self.watch.refused.setdefault(record, []).append(
            _("Sheet “{sheet}”, row {row}, line {line}: {why}. It is left out.").format(
                sheet=self.file.sync.sheet, row=row, line=place, why=why
            )
        )

    def _again(self, earlier: register.TakeIn) -> None:
        """Take back the undo of an earlier take-in: as after the first."""
        assert earlier.undo is not None
        change = Changing(self.db, self.log, self.book.sources)
        parts = history.find_step(self.log, earlier.undo)
        if self.watch is not None:
            for told in history.field_changes(self.log, parts):
                self.watch.note_address(told.entity, told.address, told.field)
        history.take_back(change, parts)
        state = change.state
        done = change.write(
            Header(
                replica=self.book.replica,
                seq=state.seq + 1,
                lamport=state.lamport + 1,
                wall=self.book.sources.wall(),
                user=self.book.operator,
                source="",
                kind="redo",
                label=_("Take in again"),
                undoes=earlier.undo,
                prev=state.prev,
            )
        )
        self.kinds |= done.kinds

    def _told(self, result: Union, trust: Trust, waiting: Mapping[bytes, Any]) -> list[str]:
        """What to know of the lines as a whole."""
        said = []
        sync = self.file.sync
        if self.faults:
            n = len(self.faults)
            said.append(
                ngettext(
                    "{n} line was altered and is left out; the rest is intact.",
                    "{n} lines were altered and are left out; the rest is intact.",
                    n,
                ).format(n=n)
            )
        elif trust is Trust.ALTERED and not sync.whole and not sync.missing:
            said.append(_("Its lines are not those that were signed, though each fits its id."))
        if sync.missing:
            n = sync.missing
            said.append(
                ngettext(
                    "{n} line is no longer in the file: ask for it again.",
                    "{n} lines are no longer in the file: ask for it again.",
                    n,
                ).format(n=n)
            )
        parked = {id_: line for id_, line in self._parked().items() if id_ not in waiting}
        if parked:
            n = len(parked)
            said.append(
                ngettext(
                    "{n} change builds on one that is not here. It is kept until that comes.",
                    "{n} changes build on others that are not here. They are kept until these"
                    " come.",
                    n,
                ).format(n=n)
            )
        for line in parked.values():
            assert self.watch is not None
            self.watch.doubts.setdefault(
                f'"{line[3]}",{orjson.dumps(line[4]).decode()}',
                [_("What this builds on is not here yet. It is kept until that comes.")],
            )
        if result.erased:
            said.append(_("What was erased for good came with it, and stays erased."))
        if result.forked:
            said.append(copied())
        return said

    def _parked(self) -> dict[bytes, Any]:
        found = self.log.cursor.execute("SELECT id, line FROM parked").fetchall()
        return {bytes(id_): orjson.loads(text)[1] for id_, text in found}


def copied() -> str:
    """The sentence for a workbook whose file is in use on two computers."""
    return _(
        "Another computer uses a copy of this workbook. Both keep all their work; this one goes on"
        " under an identity of its own."
    )


def _taken_in_before(earlier: register.TakeIn, office: str) -> str:
    said = (
        _("Taken in on {day} (from {office}), and that was undone: it is taken in again.")
        if earlier.undone
        else _("Already taken in on {day} (from {office}).")
    )
    return said.format(day=partners.day_of(earlier.wall), office=office)


# -- applying


def apply_exchange(
    book: Workbook,
    plans: Sequence[ExchangePlan | ParkedPlan],
    *,
    progress: Progress | None = None,
) -> ExchangeDone:
    """Do what `plans` say, in their order and one transaction; a backup is made first.

    Nothing is written where nothing is new. Raises RuleError when the workbook has changed since
    and a plan would now be another.
    """
    progress = progress or Silent()
    if all(plan.changes_nothing for plan in plans):
        _meet_only(book, plans)
        return ExchangeDone((), Changes(None, frozenset(), 0))
    book.backup_now()
    going = _going(book, [plan.file for plan in plans if isinstance(plan, ExchangePlan)])
    take_ins: list[int] = []
    kinds: set[str] = set()
    forked = False
    with book.uniting(keep=True) as (db, log):
        for plan in plans:
            if isinstance(plan, ParkedPlan):
                _park(book, db, plan)
                continue
            taking = _Taking(book, db, log, plan.file, progress, plan.newer, repair=plan.repair)
            if plan.base == taking.base:
                taking.unite()
            elif replace(taking.plan(), base=plan.base) != plan:
                raise RuleError(
                    _(
                        "The workbook has changed since you looked at this file. "
                        "Nothing was taken in. Look at it again."
                    )
                )
            kinds |= taking.kinds
            forked = forked or taking.forked
            number = _remember(book, db, log, plan, taking.first)
            if number is not None:
                take_ins.append(number)
    return _done(book, plans, take_ins, kinds, going, forked=forked)


def take_exchange(
    book: Workbook,
    file: ExchangeFile,
    *,
    newer: bool | None = None,
    repair: bool = False,
    progress: Progress | None = None,
) -> tuple[ExchangePlan | ParkedPlan, ExchangeDone]:
    """Take a file in where nobody looks at the plan between: the plan, and what was done.

    The same as `plan_exchange` and `apply_exchange`, but a large file is united once.
    """
    progress = progress or Silent()
    if file.min_reader > FORMAT or not _brings_changes(book, file):
        (plan,) = plan_exchange(book, [file], newer=newer, repair=repair, progress=progress)
        return plan, apply_exchange(book, [plan], progress=progress)
    book.backup_now()
    going = _going(book, [file])
    with book.uniting(keep=True) as (db, log):
        taking = _Taking(book, db, log, file, progress, newer, repair=repair)
        made = taking.plan()
        number = _remember(book, db, log, made, taking.first)
    take_ins = [number] if number is not None else []
    return made, _done(book, [made], take_ins, taking.kinds, going, forked=taking.forked)


def _going(book: Workbook, files: Sequence[ExchangeFile]) -> Named:
    """What names the people whom these files erase: it is gone when they are taken in."""
    return going_with(book, (text for file in files for *_place, text in file.sync.lines.texts()))


def _brings_changes(book: Workbook, file: ExchangeFile) -> bool:
    """Whether a line of the file is of a change that is not known here."""
    with book.reading() as db:
        known = union.whole_ids(Log(db.connection.cursor(), read_only=True))
    lines = (_CHANGE.match(text) for _row, _place, text in file.sync.lines.texts())
    return any(found is not None and bytes.fromhex(found[1]) not in known for found in lines)


def _done(
    book: Workbook,
    plans: Sequence[ExchangePlan | ParkedPlan],
    take_ins: Sequence[int],
    kinds: Collection[str],
    going: Named,
    *,
    forked: bool,
) -> ExchangeDone:
    """What follows a take-in that is in the file now."""
    with book.reading() as db:
        for number in take_ins:
            found = register.take_in(db, number)
            if found is not None:
                book.let_undo(found.mark)
    _learn_notes_keys(book, plans)
    brought = sum(plan.brings for plan in plans if isinstance(plan, ExchangePlan))
    changes = Changes(None, frozenset(kinds), brought)
    notices = []
    swept = sweep(book, going)
    if swept:
        said = ngettext(
            "{n} value about an erased record came in and was dropped.",
            "{n} values about erased records came in and were dropped.",
            swept,
        )
        notices.append(said.format(n=swept))
    if forked:
        book.rotate(_("New identity: a copy of this workbook is in use"))
        notices.append(copied())
    return ExchangeDone(tuple(take_ins), changes, tuple(notices))


def _learn_notes_keys(book: Workbook, plans: Sequence[ExchangePlan | ParkedPlan]) -> None:
    """Keep the keys of the notes that well-signed files bring, so that they can be read here."""
    for plan in plans:
        if isinstance(plan, ExchangePlan) and plan.trust in (Trust.CONFIRMED, Trust.UNCONFIRMED):
            book.add_notes_keys(plan.file.notes_keys)


def _remember(
    book: Workbook, db: Connection, log: Log, plan: ExchangePlan, first: int
) -> int | None:
    """Note what came; the register's number, None where only an undo was taken back."""
    _meet(book, db, plan)
    waits = (t.waiting.c.kind == PARKED) & (t.waiting.c.content == plan.file.digest)
    db.execute(t.waiting.delete().where(waits))
    origin = plan.file.origin
    if plan.file.sheets_sent is not None:
        source = Source(plan.file.export, origin.lamport, plan.file.name, plan.file.digest)
        drop_moot(db, plan.edits.doubts, source=source)
        keep_waiting(db, plan.doubts, source=source, wall=book.sources.wall())
    if plan.again is not None or not plan.brings:
        return None
    root = plan.file.sync.lines.root
    count = log.state().next_n - first
    mark = register.mark_of(root, first)
    history.bundle(log, mark, first, count, label_of(origin.office))
    return register.enter(
        book,
        db,
        register.TAKEN_IN,
        name=plan.file.name,
        content=root,
        detail={
            "office": origin.office,
            "export": origin.export,
            "key": origin.public_key,
            "wall": origin.wall,
            "lamport": origin.lamport,
            "counts": dict(plan.counts),
            "first": first,
            "count": count,
        },
    )


def _meet_only(book: Workbook, plans: Sequence[ExchangePlan | ParkedPlan]) -> None:
    """Remember the offices of files that bring nothing, where they tell more than is known."""
    for plan in plans:
        if isinstance(plan, ExchangePlan):
            origin = plan.file.origin
            with book.reading() as db:
                news = partners.brings_news(partners.partner(db, origin.public_key), origin)
            if news:
                with book.noting() as db:
                    _meet(book, db, plan)


def _meet(book: Workbook, db: Connection, plan: ExchangePlan) -> None:
    """Remember the office a well-signed file is of."""
    if plan.trust in (Trust.CONFIRMED, Trust.UNCONFIRMED):
        origin = plan.file.origin
        partners.remember(db, book, origin, name=plan.file.name, root=plan.file.sync.lines.root)


def _park(book: Workbook, db: Connection, plan: ParkedPlan) -> None:
    """Keep a file of a newer version in the workbook, with the password that opens it."""
    if _waits(db, plan.file):
        return
    content = plan.file.path.read_bytes()
    detail = {
        "content": b64encode(content).decode(),
        "password": plan.file.password,
        "min_reader": plan.file.min_reader,
    }
    db.execute(
        insert(t.waiting).values(
            kind=PARKED,
            wall=book.sources.wall(),
            name=plan.file.name,
            content=plan.file.digest,
            detail=orjson.dumps(detail).decode(),
        )
    )


# -- taking back


def take_back(book: Workbook, number: int) -> StepDone:
    """Undo a whole take-in as one step, days later too, for what nobody has touched since; the
    rest is listed. Certificates that were issued stay.

    Raises NotFoundError for a number that is none, RuleError where it is undone already, StaysError
    where nothing of it can be.
    """
    with book.reading() as db:
        found = register.take_in(db, number)
    if found is None:
        raise NotFoundError(_("This file is not in the register of this workbook."))
    if found.undone:
        raise RuleError(_("This was undone already. Nothing was changed."))
    return book.undo_step(found.mark)


def label_of(office: str) -> str:
    """What a take-in is called in the history."""
    return _("File of {office} taken in").format(office=office or _("an office that is not named"))
