"""Offices that do anything in any order, checked against a plain reading of their lines.

Every office is a real encrypted file. What it shows is compared with what its own lines say, read
here a second time and in the most simple-minded way. At the end everybody hears everything.
"""

import random
import re
import shutil
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from workbook.domain.cohort import ENROLMENT
from workbook.domain.people import AGENCY, PERSON
from workbook.domain.training import ATTENDANCE, TRAINING_SESSION
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.storage.union import Line, Union
from workbook.text import skeleton

from .offices import ENROLLED, PEOPLE, SESSION, Places, conflicts, dumped, everything, prepare

MOST_OFFICES = 4
TEXTS = ("name_latin", "phone")
KNOWN = {field.name for field in PERSON.fields}
offices = st.integers(0, MOST_OFFICES - 1)
people = st.integers(0, len(PEOPLE) - 1)
few = st.integers(0, 2)


def said_of(lines: list[Line]) -> dict[UUID, tuple[dict[str, object], set[str], bool]]:
    """(shown values, fields in question, deleted) of every person, from lines alone."""
    lamports = {}
    rows = defaultdict(list)
    for line in lines:
        if line[0] == "step":
            lamports[union_hash(line)] = line[1][2]
        elif line[3] == "person":
            rows[UUID(line[4][0])].append(line)
    return {uuid: _shown(changes, lamports) for uuid, changes in rows.items()}


def union_hash(step: Line) -> str:
    from workbook.storage.log import Header

    return Header.from_list(step[1]).hash().hex()


def _shown(
    changes: list[Line], lamports: dict[str, int]
) -> tuple[dict[str, object], set[str], bool]:
    erased = {name for line in changes if line[5] == "erase" for name in line[9]}
    creates = [line for line in changes if line[5] == "*"]
    shown: dict[str, object] = {}
    asked: set[str] = set()
    heads: set[str] = {line[1] for line in creates}
    alive: list[Line] = []
    named = {line[5] for line in changes} | {name for line in creates for name in line[9]}
    for name in named - {"*", "erase"}:
        edits = [line for line in changes if line[5] == name]
        replaced = {parent for line in edits for parent in line[6]}
        left = [line for line in edits if line[1] not in replaced]
        if name == "alive":
            alive = left
            continue
        heads |= {line[1] for line in left}
        says = [
            ((lamports[line[2]], line[1]), line[9]) for line in left if not line[8].startswith("-")
        ]
        says += [
            ((lamports[line[2]], line[1]), line[9][name])
            for line in creates
            if name in line[9] and line[1] not in replaced
        ]
        if name in erased or "*" in erased or not says or name not in KNOWN:
            continue
        shown[name] = max(says)[1]
        words_said = {skeleton(said) if isinstance(said, str) else said for _, said in says}
        if len(words_said) > 1:
            asked.add(name)
    words = {line[9] for line in alive}
    seen = {id_ for line in alive for id_ in line[7]}
    gone = "*" in erased or (words == {False} and heads <= seen)
    if "*" not in erased and ((words == {False} and not heads <= seen) or len(words) > 1):
        asked.add("alive")
    return {} if "*" in erased else shown, asked, gone


class Exchange(RuleBasedStateMachine):
    """Two offices at first; copies of a workbook may be made, and go on as offices of their own."""

    template: tuple[Path, str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.stack.callback(shutil.rmtree, self.folder)
        self.books: list[Workbook] = []
        self.files: list[tuple[int, list[Line]]] = []
        self.made: set[str] = set()
        self.erased: set[tuple[int, str]] = set()
        self.newer: set[bytes] = set()

    @initialize(seed=st.integers(0, 99))
    def begin(self, seed: int) -> None:
        places = Places(*self.template, self.folder)
        self.books = self.stack.enter_context(places.offices(2, seed))
        prepare(self.books[0])
        self.books[0]._undo.clear()
        self.books[1].unite(self.books[0].lines())

    def book(self, who: int) -> Workbook:
        return self.books[who % len(self.books)]

    def take(self, book: Workbook, lines: list[Line]) -> Union:
        """Take lines in; a second time they bring nothing."""
        result = book.unite(lines)
        assert result.refused == ()
        again = book.unite(lines)
        assert (again.new, again.filled, again.kinds) == (0, 0, frozenset())
        if result.forked:
            book.rotate("New identity")
        self.check(book)
        return result

    def check(self, book: Workbook) -> None:
        """The tables show what the lines say, and nothing is deleted that nobody deleted."""
        lines = book.lines()
        self.made |= {line[1] for line in lines if line[0] == "change"}
        wanted = said_of(lines)
        with book.reading() as db:
            found = db.exec_driver_sql(
                "SELECT uuid, name_latin, phone, gone FROM person JOIN row ON n = id"
            ).all()
            shown = {
                UUID(bytes=uuid): (dict(zip(TEXTS, texts, strict=True)), bool(gone))
                for uuid, *texts, gone in found
            }
        asked = defaultdict(set)
        for row, _sub, name in conflicts(book):
            asked[UUID(bytes=row)].add(name)
        assert shown.keys() == wanted.keys()
        for uuid, (values, disputed, gone) in wanted.items():
            assert shown[uuid] == ({name: values.get(name) for name in TEXTS}, gone)
            assert asked[uuid] == disputed

    # -- work

    @rule(who=offices, person=people, field=st.sampled_from(TEXTS), said=few)
    def edit(self, who: int, person: int, field: str, said: int) -> None:
        book = self.book(who)
        with book.changing("Edit") as change:
            row = change.log.find_row(PEOPLE[person].bytes)
            values = {field: f"{field}{person}:{said}"}
            if row is not None and self._erased(change, row, field):
                return
            if row is None or change.is_gone(PERSON, row):
                change.create(PERSON, uuid=PEOPLE[person], **values)  # type: ignore[arg-type]
            else:
                change.edit(PERSON, row, **values)
        self.check(book)

    @rule(who=offices, person=people)
    def delete(self, who: int, person: int) -> None:
        with self.book(who).changing("Delete") as change:
            row = change.key(PERSON, PEOPLE[person])
            if row is not None:
                change.delete(PERSON, row)
        self.check(self.book(who))

    @rule(who=offices, person=people)
    def restore(self, who: int, person: int) -> None:
        with self.book(who).changing("Restore") as change:
            row = change.log.find_row(PEOPLE[person].bytes)
            if row is not None and not self._erased(change, row):
                change.restore(PERSON, row)
        self.check(self.book(who))

    @rule(who=offices, person=people, agency=few)
    def move(self, who: int, person: int, agency: int) -> None:
        with self.book(who).changing("Move") as change:
            row = change.key(PERSON, PEOPLE[person])
            if row is not None:
                to = change.create(AGENCY, uuid=UUID(int=300 + agency), name=f"Agency {agency}")
                change.edit(PERSON, row, agency=to)

    @rule(who=offices, status=st.sampled_from(["P", "A", None]))
    def mark(self, who: int, status: str | None) -> None:
        with self.book(who).changing("Mark") as change:
            pair = change.key(TRAINING_SESSION, SESSION), change.key(ENROLMENT, ENROLLED)
            assert pair[0] is not None
            assert pair[1] is not None
            if status is not None:
                change.put(ATTENDANCE, (pair[0], pair[1]), mark={"status": status})
            elif not change.is_gone(ATTENDANCE, (pair[0], pair[1])):
                change.delete(ATTENDANCE, (pair[0], pair[1]))

    @rule(who=offices)
    def undo(self, who: int) -> None:
        self.book(who).undo()
        self.check(self.book(who))

    @rule(who=offices)
    def redo(self, who: int) -> None:
        self.book(who).redo()
        self.check(self.book(who))

    @rule(who=offices, person=people, field=st.sampled_from((*TEXTS, "*")))
    def erase(self, who: int, person: int, field: str) -> None:
        book = self.book(who)
        with book.changing("Erase", kind="erase") as change:
            row = change.log.find_row(PEOPLE[person].bytes)
            if row is not None:
                change.erase(PERSON, row, (field,))
                self.erased |= {(person, name) for name in (TEXTS if field == "*" else (field,))}
        self.check(book)

    @rule(who=offices, delete=st.booleans())
    def decide(self, who: int, delete: bool) -> None:
        """Answer a question: it is none any more, and no file of our own past asks it again."""
        book = self.book(who)
        with book.reading() as db:
            found = db.exec_driver_sql("SELECT uuid FROM person JOIN row ON n = id WHERE NOT gone")
            standing = {UUID(bytes=uuid) for uuid in found.scalars()}.intersection(PEOPLE)
        asked = [one for one in conflicts(book) if UUID(bytes=one[0]) in standing]
        if not asked:
            return
        uuid, _sub, name = asked[0]
        past = book.lines()
        with book.changing("Decide") as change:
            row = change.log.find_row(uuid)
            assert row is not None
            if name == "alive" and delete:
                change.delete(PERSON, row)
            elif name == "alive":
                change.restore(PERSON, row)
            else:
                column = PERSON.field(name).column
                shown = change.log.one(f"SELECT {column} FROM person WHERE id=?", row)[0]
                change.edit(PERSON, row, **{name: shown})
        assert asked[0] not in conflicts(book)
        before = everything(book)
        self.take(book, past)
        assert everything(book) == before

    @staticmethod
    def _erased(change: Changing, row: int, *fields: str) -> bool:
        found = change.log.cursor.execute("SELECT name FROM erased WHERE row=?", (row,)).fetchall()
        return bool({name for (name,) in found} & {"*", *fields})

    # -- exchange

    @rule(giver=offices, taker=offices, seed=st.none() | st.integers(0, 99))
    def send(self, giver: int, taker: int, seed: int | None) -> None:
        """All lines; with a `seed` shuffled and in two parts."""
        lines = self.book(giver).lines()
        self.files.append((giver % len(self.books), lines))
        if seed is not None:
            chance = random.Random(seed)
            headers = [line for line in lines if line[0] == "step"]
            changes = [line for line in lines if line[0] == "change"]
            chance.shuffle(changes)
            half = chance.randrange(len(changes) + 1)
            self.take(self.book(taker), [*headers, *changes[:half]])
            lines = [*changes[half:], *headers]
        self.take(self.book(taker), lines)

    @rule(giver=offices, taker=offices, withheld=st.sets(st.sampled_from(TEXTS)), person=people)
    def send_some(self, giver: int, taker: int, withheld: set[str], person: int) -> None:
        """One person's row, without some fields: nothing else changes."""
        book, other = self.book(giver), self.book(taker)
        with book.reading() as db:
            row = db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (PEOPLE[person].bytes,))
            numbers = {(n, 0) for n in row.scalars()}
        lines = book.lines(withhold={("person", name) for name in withheld}, rows=numbers)
        told = orjson.dumps(lines)
        assert not any(f"{name}{person}:".encode() in told for name in withheld)
        before = orjson.loads(dumped(other))
        result = self.take(other, lines)
        after = orjson.loads(dumped(other))
        hers = PEOPLE[person].hex
        assert result.kinds <= {"person"}
        for said in (before, after):
            said["person"].pop(hers, None)
            if result.forked:
                del said["office_key"]  # that of the new identity is said
        assert before == after

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 99), taker=offices)
    def send_old(self, which: int, taker: int) -> None:
        """A file of any age, also our own."""
        maker, lines = self.files[which % len(self.files)]
        taker %= len(self.books)
        before = everything(self.books[taker])
        self.take(self.books[taker], lines)
        if maker == taker:
            assert everything(self.books[taker]) == before

    @rule(who=offices, value=few)
    def relay(self, who: int, value: int) -> None:
        """Lines of a newer version, which nobody here understands."""
        header, secret = union.sheet_step(b"\x09" * 8, value)
        lines = [
            ["step", header.listed()],
            union.edit_line(header, secret, "person", [PEOPLE[0].bytes], "shoe", {"eu": value}),
            union.edit_line(header, secret, "vehicle", [UUID(int=7).bytes], "plate", [value, None]),
        ]
        self.newer |= {orjson.dumps(line) for line in lines}
        assert self.book(who).unite(lines).refused == ()

    @precondition(lambda self: 0 < len(self.books) < MOST_OFFICES)
    @rule(who=offices)
    def copy(self, who: int) -> None:
        """The file is copied on the same computer, and both go on."""
        book = self.book(who)
        path = self.folder / f"copy {len(self.books)}.workbook"
        shutil.copyfile(book.path, path)
        chance = random.Random(len(self.books))
        sources = type(book.sources)(now=book.sources.now, random=chance.randbytes)
        made = Workbook.open(path, emergency_key=book.emergency_key, sources=sources)
        self.stack.callback(made.close)
        self.books.append(made)

    def teardown(self) -> None:
        try:
            if self.books:
                self._meet()
        finally:
            for book in self.books:
                book._dirty = False
            self.stack.close()

    def _meet(self) -> None:
        for book in self.books:
            self.check(book)
        for _round in range(2):
            for giver in self.books:
                lines = giver.lines()
                for taker in self.books:
                    if taker is not giver:
                        self.take(taker, lines)
        # An office that took another identity meanwhile has said so.
        for giver in self.books:
            lines = giver.lines()
            for taker in self.books:
                self.take(taker, lines)
        first = everything(self.books[0])
        for book in self.books:
            lines = book.lines()
            assert everything(book) == first
            assert lines == self.books[0].lines()
            assert self.made <= {line[1] for line in lines if line[0] == "change"}
            told = orjson.dumps(lines)
            for person, name in self.erased:
                assert not re.search(f"{name}{person}:".encode(), told)
            if (0, "name_latin") not in self.erased or (0, "phone") not in self.erased:
                texts = {orjson.dumps(line) for line in lines}
                assert {text for text in self.newer if b"shoe" not in text} <= texts
            assert book.proof() == []
            book.rebuild()
            assert everything(book) == first
