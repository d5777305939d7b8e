"""Erasing a person for good: a legal request, or an officer's safety.

Her values go from the log, the tables and from what this laptop keeps, and no older file brings
them back; the skeletons of the changes stay, so that counts stay what they were. It cannot be
undone. Which rows quote a person is declared in quoted.py; where else she is named is searched
for.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.domain.entity import Entity
from workbook.domain.ids import is_ref, ref
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.errors import NotFoundError, RuleError, SheetError
from workbook.i18n import _, ngettext
from workbook.services.named import NOBODY, Named
from workbook.services.quoted import SEARCHED, Place, places_about, values_said, without_part
from workbook.services.same_person import records_of
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.storage.log import Address, Log
from workbook.storage.state import CREATE, row_state
from workbook.text import clean

_NAMES = ("name_latin", "name_native", "certificate_name")
_NUMBERS = ("phone", "national_id")
_OTHERS = ("service_number", "email")
KIND: Final = "erase"
"""The kind of the steps that erase."""
_LEFT = ("send", "form", "hand_out")
"""The kinds of the register's entries for files that left with people in them."""
_ERASES = re.compile(r'"person",\["([0-9a-f]{32})"\],"erase",')


@dataclass(frozen=True, slots=True)
class Mention:
    """A field of a record that is about others and names her; `record` and `field` as captions."""

    record: str
    ref: str
    field: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds her besides us. `who` is an office, or what was typed when a file was given out, ""
    when nothing was; `when` ISO UTC; `file` the name of the file that tells it.
    """

    who: str
    when: str
    file: str


@dataclass(frozen=True, slots=True)
class HoldingBackup:
    """A backup that holds her. `when` is local time. `certain` is False where the present password
    does not open it, and it may.
    """

    number: int
    when: datetime
    sheet_number: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Erasing:
    """What erasing a person would do. `refs` are those of all her records, the one asked for
    first.

    `rows` are (kind of record, how many of them lose something), `fields` what they lose together.
    `certificates` are the numbers that stay. `waiting` names what waits and goes, `unread` the
    files that wait and cannot be searched: they stay. `noted` counts drafts and entries of the
    register that name her. `holders` and `backups` are not reached.
    """

    person_id: int
    refs: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    fields: int
    certificates: tuple[str, ...]
    mentions: tuple[Mention, ...]
    waiting: tuple[str, ...]
    unread: tuple[str, ...]
    noted: int
    holders: tuple[Holder, ...]
    backups: tuple[HoldingBackup, ...]

    @property
    def ref(self) -> str:
        return self.refs[0]

    def lines(self) -> tuple[str, ...]:
        """Sentences that say all of it, for a terminal or a panel."""
        said = [
            _("{n} values go, in: {rows}.").format(
                n=self.fields,
                rows=", ".join(f"{caption} ({count})" for caption, count in self.rows) or "—",
            )
        ]
        if self.mentions:
            said.append(
                _("She is named in records about others, and that text goes too: {where}.").format(
                    where=", ".join(f"{m.record} {m.ref} ({m.field})" for m in self.mentions)
                )
            )
        if self.waiting:
            said.append(
                _("What waits and names her goes: {what}.").format(what=", ".join(self.waiting))
            )
        if self.unread:
            said.append(
                _(
                    "These files wait and cannot be searched; leave them out by hand: {what}."
                ).format(what=", ".join(self.unread))
            )
        if self.certificates:
            said.append(
                _("The numbers of her certificates stay: {numbers}.").format(
                    numbers=", ".join(self.certificates)
                )
            )
        if self.holders:
            said.append(
                _("Others hold her too, until they take in a file of this office: {who}.").format(
                    who=", ".join(sorted({h.who or h.file for h in self.holders}))
                )
            )
        if self.backups:
            said.append(
                _("These backups still hold her: {which}.").format(
                    which=", ".join(
                        _("number {n} of {day}").format(n=b.number, day=f"{b.when:%d %B %Y}")
                        for b in self.backups
                    )
                )
            )
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, and the step that says so."""

    what: Erasing
    changes: Changes

    def summary(self) -> str:
        """One line that names nobody."""
        said = ngettext(
            "The record {ref} was erased: {n} value is gone for good.",
            "The record {ref} was erased: {n} values are gone for good.",
            self.what.fields,
        ).format(ref=self.what.ref, n=self.what.fields)
        if self.what.backups:
            n = len(self.what.backups)
            said += " " + ngettext(
                "{n} backup still holds it.", "{n} backups still hold it.", n
            ).format(n=n)
        return said


def what_goes(book: Workbook, *, person_id: int) -> Erasing:
    """What erasing a person, with all records that were said to be hers, would do.

    She may have been deleted before. Raises NotFoundError; RuleError where she is erased already.
    """
    with book.reading() as db:
        return _of_person(book, db, person_id).told()


def erase(book: Workbook, *, person_id: int, reason: str, confirmed: str) -> Erased:
    """Erase a person for good. `confirmed` is her Ref, typed by somebody who means it.

    `reason` stays in the history, in every office. Raises RuleError where it is empty or names
    her, or the Ref is another; NotFoundError.
    """
    with book.reading() as db:
        label = _label(_of_person(book, db, person_id), reason)
    with book.changing(label, kind=KIND) as change:
        reach = _of_person(book, change.db, person_id)
        what = reach.told()
        if clean(confirmed).upper() != what.ref:
            raise RuleError(_("This is not the Ref of this person. Nothing was erased."))
        _write(change, reach.places)
        reach.forget()
    return Erased(what, change.summary)


def erase_by_ref(book: Workbook, *, ref: str, reason: str) -> Erased:
    """`erase` by the Ref of a person's record. Raises as it does."""
    sought = clean(ref).upper()
    person_id = None
    if is_ref(sought):
        with book.reading() as db:
            person_id = _person_by_ref(db, sought)
    if person_id is None:
        raise NotFoundError(_("No person has this Ref. Nothing was erased."))
    return erase(book, person_id=person_id, reason=reason, confirmed=sought)


def going_with(book: Workbook, lines: Iterable[str]) -> Named:
    """What names the people whom a file erases, by its lines as JSON texts: to be asked before the
    file is taken in, and given to `sweep` afterwards.
    """
    erased = {UUID(hex=found[1]) for line in lines if (found := _ERASES.search(line))}
    if not erased:
        return NOBODY
    with book.reading() as db:
        people = db.scalars(
            select(t.row.c.n).where(t.row.c.uuid.in_([uuid.bytes for uuid in erased]))
        ).all()
        return _names_of(Log(db.connection.cursor(), read_only=True), people)


def sweep(book: Workbook, going: Named = NOBODY) -> int:
    """Erase what came in about erased people from offices that did not know, and what this laptop
    keeps that names those in `going`; how many values of records.

    To be called after each take-in. Where nobody was ever erased it costs one query.
    """
    with book.reading() as db:
        people = tuple(sorted(erased_people(db)))
        if not people:
            return 0
        reach = _Reach(book, db, people, going)
        if not (reach.places or reach.waiting or reach.drafts() or reach.noted()):
            return 0
    with book.changing(_("Erase what came about erased records"), kind=KIND) as change:
        reach = _Reach(book, change.db, people, going)
        _write(change, reach.places)
        reach.forget()
    return sum(len(place.names) for place in reach.places)


def erased_people(db: Connection) -> frozenset[int]:
    """The keys of people who were erased."""
    erased, person = t.erased, t.RECORDS[PERSON.name]
    return frozenset(
        db.scalars(
            select(erased.c.row)
            .join(person, person.c.id == erased.c.row)
            .where(erased.c.name.in_((PERSON.fields[0].name, "*")))
        )
    )


def _write(change: Changing, places: Iterable[Place]) -> None:
    for place in places:
        change.erase(place.entity, place.key, sorted(place.names), left=place.left)


def _label(reach: _Reach, reason: str) -> str:
    said = clean(reason)
    if not said:
        raise RuleError(_("Give a reason: it stays in the history. Nothing was erased."))
    if reach.named.hinted_in(said):
        raise RuleError(
            _("The reason stays in the history and must not name her. Nothing was erased.")
        )
    return _("Erase a record: {reason}").format(reason=said)


# -- where she stands


def _of_person(book: Workbook, db: Connection, person_id: int) -> _Reach:
    kind = db.scalar(select(t.row.c.entity).where(t.row.c.n == person_id))
    if kind != PERSON.name:
        raise NotFoundError(_("This person is not in the workbook. Nothing was erased."))
    records = records_of(db, person_id)
    people = (person_id, *(key for key in records if key != person_id))
    if erased_people(db) >= set(people):
        raise RuleError(_("This record was erased already. Nothing is left of it."))
    log = Log(db.connection.cursor(), read_only=True)
    return _Reach(book, db, people, _names_of(log, people))


class _Reach:
    """All that erasing people reaches, read in one transaction: rows by whose they are, and what
    `named` finds.
    """

    def __init__(
        self, book: Workbook, db: Connection, people: tuple[int, ...], named: Named
    ) -> None:
        self.book = book
        self.db = db
        self.log = Log(db.connection.cursor(), read_only=True)
        self.people = people
        self.named = named
        self.own = places_about(self.log, db, people)
        self.others: list[Place] = []
        self.waiting: list[tuple[int, str]] = []
        self.unread: tuple[str, ...] = ()
        if named:
            self.others = self._mentions({place.address: place for place in self.own})
            self.waiting, self.unread = self._waiting()

    @property
    def places(self) -> list[Place]:
        return [*self.own, *self.others]

    def told(self) -> Erasing:
        counts = Counter(_(place.entity.caption) for place in self.own)
        return Erasing(
            person_id=self.people[0],
            refs=tuple(_ref(self.log, PERSON, (key, 0)) for key in self.people),
            rows=tuple(counts.items()),
            fields=sum(len(place.names) for place in self.places),
            certificates=self._numbers(),
            mentions=tuple(
                Mention(
                    _(place.entity.caption),
                    _ref(self.log, place.entity, place.address),
                    _(place.entity.field(name).caption),
                )
                for place in self.others
                for name in sorted(place.names)
            ),
            waiting=tuple(name for _n, name in self.waiting),
            unread=self.unread,
            noted=len(self.drafts()) + len(self.noted()),
            holders=tuple(self._holders()),
            backups=tuple(
                HoldingBackup(number, when, sheet, certain)
                for number, when, sheet, certain in self.book.backups_holding(
                    [self.log.row(key)[1] for key in self.people]
                )
            ),
        )

    def _mentions(self, own: Mapping[Address, Place]) -> list[Place]:
        """Rows about others with the fields that name her, now or in their history; what else
        names her in rows of `own` is added to these.
        """
        found: dict[Address, str] = {}
        named: dict[object, bool] = {}
        rows = self.log.cursor.execute(
            'SELECT c."row", c.sub, f.entity, f.name, c.value FROM change c'
            " JOIN field f ON f.n = c.field WHERE typeof(c.value) = 'text'"
        )
        for row, sub, kind, name, value in rows:
            wanted = SEARCHED.get(kind)
            if wanted is None or (row, sub) in found:
                continue
            if name != CREATE and all(name != one.partition(".")[0] for one in wanted):
                continue
            if (kind, value) not in named:
                parts = orjson.loads(value) if name == CREATE else {name: orjson.loads(value)}
                named[kind, value] = any(
                    self._names_her(kind, one, parts.get(one.partition(".")[0])) for one in wanted
                )
            if named[kind, value]:
                found[row, sub] = kind
        others = []
        for address, kind in sorted(found.items()):
            place = own.get(address) or Place(ENTITIES[kind], address)
            self._mention(place)
            if address not in own and place.names:
                others.append(place)
        return others

    def _mention(self, place: Place) -> None:
        entity, changes = place.entity, self.log.seen(place.address)
        now = row_state(entity, changes).values
        for one in SEARCHED[entity.name]:
            name, _dot, part = one.partition(".")
            if not any(
                self._names_her(entity.name, one, value)
                for change in changes
                for said, value in values_said(change)
                if said == name
            ):
                continue
            value = place.left.pop(name, None) if name in place.names else now.get(name)
            place.names.add(name)
            if self._names_her(entity.name, one, value):
                value = without_part(value, part)
            if value is not None:
                place.left[name] = value

    def _names_her(self, kind: str, one: str, value: object) -> bool:
        part = one.partition(".")[2]
        text = value.get(part) if part and isinstance(value, Mapping) else value
        if not isinstance(text, str):
            return False
        if (kind, one) == ("note", "sealed"):
            return self.named.in_text(self._unsealed(text))
        return self.named.in_text(text)

    def _unsealed(self, text: str) -> str:
        """A note's text; "" for one whose key is not here."""
        from cryptography.exceptions import InvalidTag

        try:
            return self.book.unseal(text)
        except (InvalidTag, ValueError):
            return ""

    def _numbers(self) -> tuple[str, ...]:
        certificate, enrolment = t.RECORDS["certificate"], t.RECORDS["enrolment"]
        found = self.db.scalars(
            select(certificate.c.number)
            .join(enrolment, enrolment.c.id == certificate.c.enrolment_id)
            .where(enrolment.c.person_id.in_(self.people), certificate.c.gone == 0)
            .order_by(certificate.c.number)
        )
        return tuple(number for number in found if number)

    # -- what only this laptop keeps

    def _waiting(self) -> tuple[list[tuple[int, str]], tuple[str, ...]]:
        """(what waits and names her, names of the files that cannot be searched)."""
        hers, unread = [], []
        own = {UUID(bytes=self.log.row(key)[1]).hex for key in self.people}
        for row in self.db.execute(select(t.waiting).order_by(t.waiting.c.n)):
            said = orjson.loads(row.detail)
            content = said.pop("content", None) if isinstance(said, dict) else None
            names_her: bool | None = (
                row.content in own or self.named.in_text(row.name) or self.named.within(said)
            )
            if not names_her and isinstance(content, str):
                names_her = self._in_parked(b64decode(content), said.get("password"))
            if names_her:
                hers.append((row.n, row.name if not self.named.in_text(row.name) else _("a file")))
            elif names_her is None:
                unread.append(row.name)
        return hers, tuple(unread)

    def _in_parked(self, content: bytes, password: str | None) -> bool | None:
        if password:
            from workbook.sheets.seal import unseal

            try:
                content = unseal(content, password)
            except SheetError:
                return None
        return self.named.in_file(content)

    def drafts(self) -> list[str]:
        """The names of drafts that name her, or are of a form about her."""
        enrolments = [place.address[0] for place in self.own if place.entity.name == "enrolment"]
        about = re.compile(
            "|".join(
                [rf"\bperson {key}\b" for key in self.people]
                + [rf"\b{key}-\d+\b" for key in enrolments]
            )
        )
        found = self.db.execute(select(t.draft.c.name, t.draft.c.value))
        return [
            name
            for name, text in found
            if about.search(name) or self.named.somewhere_in(text or "")
        ]

    def noted(self) -> list[tuple[Any, Any, str, str]]:
        """(table, key, name, detail) of the entries of register and partners that name her, as they
        stand without her.
        """
        found: list[tuple[Any, Any, str, str]] = []
        for table, key in ((t.register, t.register.c.n), (t.partner, t.partner.c.public_key)):
            for row in self.db.execute(select(key.label("key"), table.c.name, table.c.detail)):
                name, detail = self.named.without(row.name), row.detail
                if self.named.somewhere_in(detail):
                    detail = orjson.dumps(self.named.without(orjson.loads(detail))).decode()
                if (name, detail) != (row.name, row.detail):
                    found.append((table, key == row.key, name, detail))
        return found

    def forget(self) -> None:
        """Drop her from what only this laptop keeps."""
        self.db.execute(
            t.waiting.delete().where(t.waiting.c.n.in_([n for n, _name in self.waiting]))
        )
        self.db.execute(t.draft.delete().where(t.draft.c.name.in_(self.drafts())))
        for table, where, name, detail in self.noted():
            self.db.execute(table.update().where(where).values(name=name, detail=detail))

    # -- who else holds her

    def _holders(self) -> Iterator[Holder]:
        """Who was given a file that could have her in it, and offices whose newest file tells that
        they know her.
        """
        known_from, cohorts = self._known_from(), self._cohorts()
        for row in self.db.execute(
            select(t.register).where(t.register.c.kind.in_(_LEFT)).order_by(t.register.c.n)
        ):
            said = orjson.loads(row.detail)
            manifest = said.get("manifest", said)
            scope = manifest.get("scope", manifest)
            given = scope.get("cohorts", said.get("cohorts"))
            first = [cohorts[code] for code in given if code in cohorts] if given else [known_from]
            # Entries of earlier versions do not say what was here then.
            if first and ("upto" not in said or min(first) < said["upto"]):
                yield Holder(said.get("to") or "", row.wall, self.named.without(row.name))
        steps = self._steps()
        for row in self.db.execute(select(t.partner).order_by(t.partner.c.code)):
            said = orjson.loads(row.detail)
            known = said.get("known", {})
            if any(known.get(replica, 0) >= seq for replica, seq in steps):
                yield Holder(
                    row.name or row.code, said.get("wall", ""), self.named.without(said["file"])
                )

    def _known_from(self) -> int:
        """The number of the first change that made her known here, or named her elsewhere."""
        own = [self._first((key, 0)) for key in self.people]
        others = [
            change.n
            for place in self.others
            for change in self.log.seen(place.address)
            if any(self.named.within(value) for _name, value in values_said(change))
        ]
        return min((*own, *others))

    def _first(self, address: Address) -> int:
        return min((change.n for change in self.log.seen(address)), default=0)

    def _cohorts(self) -> dict[str, int]:
        """The codes of the cohorts she was ever nominated for, each with the number of the first
        change that says so.
        """
        cohort, enrolment = t.RECORDS["cohort"], t.RECORDS["enrolment"]
        found: dict[str, int] = {}
        for code, key in self.db.execute(
            select(cohort.c.code, enrolment.c.id)
            .join(enrolment, enrolment.c.cohort_id == cohort.c.id)
            .where(enrolment.c.person_id.in_(self.people), cohort.c.code.is_not(None))
        ):
            first = self._first((key, 0))
            found[code] = min(found.get(code, first), first)
        return found

    def _steps(self) -> set[tuple[str, int]]:
        """(replica, its number) of the steps that said something of her records."""
        found = set()
        for key in self.people:
            for change in self.log.seen((key, 0)):
                (step,) = self.log.steps("WHERE n <= ? ORDER BY n DESC LIMIT 1", change.n)
                found.add((step.header.replica.hex(), step.header.seq))
        return found


def _names_of(log: Log, people: Iterable[int]) -> Named:
    said: dict[str, set[str]] = {}
    for key in people:
        for change in log.seen((key, 0)):
            for name, value in values_said(change):
                if isinstance(value, str):
                    said.setdefault(name, set()).add(value)

    def told(fields: tuple[str, ...]) -> list[str]:
        return [text for name in fields for text in said.get(name, ())]

    return Named.by(names=told(_NAMES), numbers=told(_NUMBERS), others=told(_OTHERS))


def _ref(log: Log, entity: Entity, address: Address) -> str:
    kinds = [entity.name] if entity.pair is None else [kind for _column, kind in entity.pair]
    return " · ".join(
        ref(ENTITIES[kind].letter, UUID(bytes=log.row(n)[1]))
        for kind, n in zip(kinds, address, strict=False)
    )


def _person_by_ref(db: Connection, sought: str) -> int | None:
    rows = db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.entity == PERSON.name))
    return next((n for n, uuid in rows if ref(PERSON.letter, UUID(bytes=uuid)) == sought), None)
