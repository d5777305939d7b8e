"""Two records that are one person: who may be, who is, and what follows for reading and writing.

Nothing is rewritten when two records become one: enrolments, tries and marks keep their own person
and are brought together when they are read. The representative of a group, whose record is shown,
is the same in every office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.domain.cohort import ENROLMENT
from workbook.domain.decision import LINK, Says
from workbook.domain.entity import Field, Kind
from workbook.domain.ids import ref
from workbook.domain.people import PERSON, display_name
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.intake.likeness import Names, names_compatible
from workbook.intake.match import Evidence, Known, People, number_key
from workbook.services.origins import person_makers
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.storage.log import Step
from workbook.storage.state import CREATE, Heads, Seen, compared
from workbook.text import script, skeleton

_link = t.RECORDS[LINK.name]
_person = t.RECORDS[PERSON.name]
_enrolment = t.RECORDS[ENROLMENT.name]

MERGE = "merge"
"""The kind of a step that says that two records are one person."""
_NOT_COMPARED = frozenset({"name_check", "provisional"})
COMPARED = tuple(field for field in PERSON.fields if field.name not in _NOT_COMPARED)
"""The fields of a person in which two records of one person must not differ."""
# A number that so many share is an office's, and tells nobody from another.
_SHARED_BY = 12


# -- who is one person


def groups(db: Connection) -> tuple[tuple[int, ...], ...]:
    """The people with more than one record: the keys of each, the representative first.

    That is the first made of those that stand, by Lamport count and id, so the same everywhere.
    A group without anybody that stands is left out.
    """
    edges = db.execute(
        select(_link.c.one_id, _link.c.other_id).where(_link.c.says == Says.SAME, _link.c.gone == 0)
    ).all()
    if not edges:
        return ()
    first: dict[int, int] = {}

    def top(key: int) -> int:
        while first.setdefault(key, key) != key:
            first[key] = key = first[first[key]]
        return key

    for one, other in edges:
        first[top(one)] = top(other)
    together: dict[int, list[int]] = defaultdict(list)
    for key in first:
        together[top(key)].append(key)
    standing = set(db.scalars(select(_person.c.id).where(_person.c.gone == 0)))
    made = _made(db, list(first))
    found = []
    for members in together.values():
        members.sort(key=lambda key: (key not in standing, made.get(key, (1 << 62, b""))))
        if members[0] in standing:
            found.append(tuple(members))
    return tuple(sorted(found))


def _made(db: Connection, keys: Collection[int]) -> dict[int, tuple[int, bytes]]:
    """(Lamport count, id) of the first creation of each person's record."""
    lamport = (
        select(t.tx.c.lamport)
        .where(t.tx.c.n <= t.change.c.n)
        .order_by(t.tx.c.n.desc())
        .limit(1)
        .scalar_subquery()
    )
    found: dict[int, tuple[int, bytes]] = {}
    for key, count, id_ in db.execute(
        select(t.change.c.row, lamport, t.change.c.id).where(
            t.change.c.row.in_(keys), t.change.c.sub == 0, t.change.c.field == _creation()
        )
    ):
        rank = (int(count), bytes(id_))
        found[key] = min(found.get(key, rank), rank)
    return found


def _creation() -> Any:
    return (
        select(t.field.c.n)
        .where(t.field.c.entity == PERSON.name, t.field.c.name == CREATE)
        .scalar_subquery()
    )


def representatives(db: Connection) -> dict[int, int]:
    """The representative's key by the key of every other record of the same person."""
    return {key: group[0] for group in groups(db) for key in group[1:]}


def records_of(db: Connection, person_id: int) -> tuple[int, ...]:
    """The keys of all records of a person, the representative first; her own alone as a rule."""
    return next((group for group in groups(db) if person_id in group), (person_id,))


def further_enrolments(db: Connection, enrolments: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Of these enrolments, those whose person has others in the cohort under another record:
    with them.
    """
    same = representatives(db)
    if not same:
        return {}
    people = {*same, *same.values()}
    rows = db.execute(
        select(_enrolment.c.id, _enrolment.c.cohort_id, _enrolment.c.person_id).where(
            _enrolment.c.person_id.in_(people), _enrolment.c.gone == 0
        )
    ).all()
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for key, cohort, person in rows:
        together[cohort, same.get(person, person)].append(key)
    wanted = set(enrolments)
    return {
        key: tuple(other for other in keys if other != key)
        for keys in together.values()
        if len(keys) > 1
        for key in keys
        if key in wanted
    }


def differences(db: Connection) -> tuple[tuple[tuple[int, ...], Field], ...]:
    """Where records of one person say something else: (her group, field)."""
    found = []
    for group in groups(db):
        rows = _rows(db, group)
        for field in COMPARED:
            if len({compared(field, _cell(row, field)) for row in rows.values()}) > 1:
                found.append((group, field))
    return tuple(found)


def uuids_of(db: Connection, keys: Collection[int]) -> tuple[UUID, ...]:
    """The travelling ids of rows, in order."""
    found = db.scalars(select(t.row.c.uuid).where(t.row.c.n.in_(keys)))
    return tuple(sorted(UUID(bytes=uuid) for uuid in found))


def _rows(db: Connection, keys: Collection[int]) -> dict[int, Any]:
    found = db.execute(select(_person).where(_person.c.id.in_(keys), _person.c.gone == 0))
    return {row.id: row for row in found}


def _cell(row: Any, field: Field) -> Any:
    return getattr(row, field.column)


# -- writing


def edit_person(change: Changing, person_id: int, **values: object) -> bool:
    """`change.edit` of a person, in all her records; True when any differs from what stood."""
    edited = [
        change.edit(PERSON, key, **values)
        for key in records_of(change.db, person_id)
        if key == person_id or not change.is_gone(PERSON, key)
    ]
    return any(edited)


def edit_enrolment(change: Changing, enrolment_id: int, **values: object) -> None:
    """`change.edit` of an enrolment, and with it of her others in the cohort."""
    further = further_enrolments(change.db, [enrolment_id]).get(enrolment_id, ())
    for key in (enrolment_id, *further):
        change.edit(ENROLMENT, key, **values)


def merge(
    book: Workbook,
    *,
    keep_id: int,
    other_id: int,
    choices: Mapping[str, object] | None = None,
) -> Changes:
    """Say that two records are one person, as one step that undo takes back.

    `choices` are values by field, REFs by key; they are written into all her records, and the
    value of `keep_id` (where it has none, the other's) for fields not among them. With `choices`
    None nothing is chosen: blanks are filled, and what differs becomes a question. Raises
    NotFoundError, RuleError for a record with itself.
    """
    with book.changing(_("Two records are one person"), kind=MERGE) as change:
        join(change, keep_id, other_id, choices)
    return change.summary


def join(
    change: Changing, keep_id: int, other_id: int, choices: Mapping[str, object] | None
) -> None:
    """`merge` within a step that is under way."""
    rows = {key: _standing(change.db, key) for key in (keep_id, other_id)}
    if keep_id == other_id:
        raise RuleError(_("This is one record already. Nothing was changed."))
    change.put(LINK, _pair(change, keep_id, other_id), says=Says.SAME)
    keys = records_of(change.db, keep_id)
    rows |= _rows(change.db, keys)
    for field in PERSON.fields:
        values = [_cell(rows[key], field) for key in dict.fromkeys((keep_id, other_id, *rows))]
        given = [value for value in values if value is not None]
        if choices is not None and field.name in choices:
            chosen: object = choices[field.name]
        elif choices is None and len({compared(field, value) for value in given}) > 1:
            continue
        else:
            chosen = given[0] if given else None
        for key in rows:
            change.edit(PERSON, key, **{field.name: chosen})


def not_the_same(book: Workbook, *, one_id: int, other_id: int) -> Changes:
    """Say that two records are two people: no office suggests them again. Raises as `merge`."""
    with book.changing(_("Two records are two people")) as change:
        part(change, one_id, other_id)
    return change.summary


def part(change: Changing, one_id: int, other_id: int) -> None:
    """`not_the_same` within a step that is under way."""
    for key in (one_id, other_id):
        _standing(change.db, key)
    change.put(LINK, _pair(change, one_id, other_id), says=Says.NOT_SAME)


def unmerge(book: Workbook, *, person_id: int) -> Changes:
    """Take one record out of the person it was merged into, with its own children and edits.

    Fields nobody touched since the merge go back to what they were in each record. Raises
    RuleError when the record stands alone.
    """
    with book.changing(_("One record is another person after all")) as change:
        group = records_of(change.db, person_id)
        if len(group) == 1:
            raise RuleError(_("This record is not merged with another. Nothing was changed."))
        merges: list[Step] = []
        touched = {person_id}
        for other in group:
            if other == person_id:
                continue
            pair = _pair(change, person_id, other)
            steps = [_step_of(change, seen.n) for seen in change.log.seen(pair)]
            if steps:
                touched.add(other)
            merges += steps
            change.put(LINK, pair, says=Says.NOT_SAME)
        for key in touched:
            if not change.is_gone(PERSON, key):
                _put_back(change, key, merges)
    return change.summary


def _put_back(change: Changing, key: int, merges: Sequence[Step]) -> None:
    """Give fields of a record that the merge was the last to write the values they had before."""
    seen = {one.n: one for one in change.log.seen((key, 0))}
    heads = Heads(seen.values())
    by_merge = {n for n in seen if any(step.holds(n) for step in merges)}
    for field in PERSON.fields:
        written = heads.of(field.name)
        if not written or not all(head.n in by_merge and head.field != CREATE for head in written):
            continue
        before = _before(written, seen, by_merge)
        said = [value for one in before for value in _said(one, field.name)]
        value = said[0] if said else None
        if field.kind is Kind.REF and value is not None:
            value = change.log.find_row(bytes.fromhex(str(value)))
        change.edit(PERSON, key, **{field.name: value})


def _before(written: Iterable[Seen], seen: Mapping[int, Seen], by_merge: set[int]) -> list[Seen]:
    """What these changes replaced, past others that the merge made; the strongest first."""
    found: dict[int, Seen] = {}
    waiting = list(written)
    while waiting:
        for parent in waiting.pop().parents:
            if parent in by_merge:
                waiting.append(seen[parent])
            else:
                found[parent] = seen[parent]
    return sorted(found.values(), key=lambda one: one.rank, reverse=True)


def _said(one: Seen, field: str) -> list[object]:
    if one.value is None:
        return []
    value = orjson.loads(one.value)
    if one.field != CREATE:
        return [value]
    return [value[field]] if field in value else []


def _step_of(change: Changing, n: int) -> Step:
    return change.log.steps("WHERE n <= ? ORDER BY n DESC LIMIT 1", n)[0]


def _pair(change: Changing, one: int, other: int) -> tuple[int, int]:
    first, second = sorted((one, other), key=lambda key: change.uuid(key).hex)
    return first, second


def _standing(db: Connection, key: int) -> Any:
    found = _rows(db, [key]).get(key)
    if found is None:
        raise NotFoundError(_("This person is not in the workbook. Nothing was changed."))
    return found


# -- who may be one person


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people who may be one. `reasons` are words such as "the same phone", the strongest first.

    `one_id` is the first made; both are representatives.
    """

    one_id: int
    other_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody of the workbook who may be the person being entered."""

    person_id: int
    ref: str
    name: str
    reasons: tuple[str, ...]


def _reason(evidence: Evidence) -> str:
    return {
        Evidence.NATIONAL_ID: _("the same identity card"),
        Evidence.SERVICE_NUMBER: _("the same service number"),
        Evidence.PHONE: _("the same phone"),
        Evidence.NAME: _("a name that sounds alike"),
    }[evidence]


def candidates(book: Workbook) -> tuple[Suggestion, ...]:
    """Everybody who may be in the workbook twice, the likeliest first. Nobody is merged by this.

    Those that were said to be two people are not among them.
    """
    with book.reading() as db:
        return suggestions(db)


def like(
    book: Workbook,
    *,
    names: Sequence[str],
    phone: str = "",
    national_id: str = "",
    service_number: str = "",
    agency_id: int | None = None,
) -> tuple[Likeness, ...]:
    """Who in the workbook the person being entered may be, the likeliest first; () for nobody."""
    numbers = {
        Evidence.PHONE: phone,
        Evidence.NATIONAL_ID: national_id,
        Evidence.SERVICE_NUMBER: service_number,
    }
    with book.reading() as db:
        people = _People(db)
        agency = people.agencies.get(agency_id) if agency_id is not None else None
    sought = Known(
        UUID(int=0),
        tuple(name for name in names if name),
        {kind: number for kind, number in numbers.items() if number},
        agency,
    )
    index = People((one.known for one in people.by_key.values()), same=people.same_uuids)
    match = index.match(sought)
    found = [(match.certain, _shared(sought, index.get(match.certain)))] if match.certain else []
    found += [(candidate.id, candidate.evidence) for candidate in match.candidates]
    shown = {one.known.id: one for one in people.by_key.values()}
    return tuple(
        Likeness(
            shown[id_].key,
            ref(PERSON.letter, id_),
            shown[id_].name,
            tuple(_reason(one) for one in evidence),
        )
        for id_, evidence in found
    )


def _shared(sought: Known, found: Known) -> tuple[Evidence, ...]:
    numbers = tuple(
        kind
        for kind, number in sought.numbers.items()
        if number_key(number) == number_key(found.numbers.get(kind, ""))
    )
    return numbers or (Evidence.NAME,)


@dataclass(frozen=True, slots=True)
class _One:
    """A record as far as likeness needs it. `offices` made it; () where a sheet brought it."""

    key: int
    known: Known
    name: str
    relative: str
    born_on: str
    sex: str
    offices: frozenset[object]


class _People:
    """Every record that stands, with the office it was made in."""

    def __init__(self, db: Connection) -> None:
        self.same = representatives(db)
        agency = t.RECORDS["agency"]
        self.agencies = {
            row.id: UUID(bytes=row.uuid)
            for row in db.execute(
                select(agency.c.id, t.row.c.uuid).join(t.row, t.row.c.n == agency.c.id)
            )
        }
        makers = person_makers(db)
        self.by_key = {
            row.id: _One(
                row.id,
                Known(
                    UUID(bytes=row.uuid),
                    tuple(n for n in (row.name_latin, row.name_native) if n),
                    {
                        kind: number
                        for kind in Evidence
                        if kind is not Evidence.NAME and (number := getattr(row, kind))
                    },
                    self.agencies.get(row.agency_id),
                ),
                display_name(row.name_latin, row.name_native),
                row.relative_name or "",
                row.born_on or "",
                row.sex or "",
                makers.get(row.id, frozenset()),
            )
            for row in db.execute(
                select(_person, t.row.c.uuid)
                .join(t.row, t.row.c.n == _person.c.id)
                .where(_person.c.gone == 0)
                .order_by(_person.c.id)
            )
        }
        self.same_uuids = {
            self.by_key[key].known.id: self.by_key[first].known.id
            for key, first in self.same.items()
            if key in self.by_key
        }


def suggestions(db: Connection) -> tuple[Suggestion, ...]:
    """`candidates` within a transaction that is open."""
    people = _People(db)
    reasons: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    parted = _parted(db, people.same)

    def note(one: _One, other: _One, said: str, weight: int) -> None:
        pair = tuple(sorted(people.same.get(key, key) for key in (one.key, other.key)))
        if pair[0] != pair[1] and pair not in parted:
            reasons[pair[0], pair[1]][said] = weight

    for weight, evidence, one, other in _by_number(people.by_key.values()):
        note(one, other, _reason(evidence), weight)
    for one, other in _by_name(people.by_key.values()):
        note(one, other, _reason(Evidence.NAME), 1)
    made = _made(db, {key for pair in reasons for key in pair})
    ranked = sorted(
        reasons.items(),
        key=lambda found: (-sum(found[1].values()), sorted(made.get(k, ()) for k in found[0])),
    )
    found = []
    for pair, said in ranked:
        first, second = sorted(pair, key=lambda key: made.get(key, ()))
        besides = _besides(people.by_key[first], people.by_key[second])
        found.append(Suggestion(first, second, (*said, *besides)))
    return tuple(found)


def _parted(db: Connection, same: Mapping[int, int]) -> set[tuple[int, ...]]:
    found = db.execute(
        select(_link.c.one_id, _link.c.other_id).where(
            _link.c.says == Says.NOT_SAME, _link.c.gone == 0
        )
    )
    return {tuple(sorted(same.get(key, key) for key in pair)) for pair in found}


def _besides(one: _One, other: _One) -> tuple[str, ...]:
    """What else speaks for two people being one."""
    said = []
    if one.relative and other.relative and names_compatible([one.relative], [other.relative]):
        said.append(_("father's or husband's names alike"))
    if one.known.agency is not None and one.known.agency == other.known.agency:
        said.append(_("the same agency"))
    return tuple(said)


_WEIGHTS = {Evidence.NATIONAL_ID: 8, Evidence.SERVICE_NUMBER: 4, Evidence.PHONE: 2}


def _by_number(people: Iterable[_One]) -> Iterator[tuple[int, Evidence, _One, _One]]:
    """Pairs with a number in common and names that can be one name."""
    holders: dict[tuple[Evidence, str], list[_One]] = defaultdict(list)
    for one in people:
        for kind, number in one.known.numbers.items():
            holders[kind, number_key(number)].append(one)
    for (kind, number), found in holders.items():
        if not number or not 1 < len(found) <= _SHARED_BY:
            continue
        for one, other in combinations(found, 2):
            if kind is Evidence.SERVICE_NUMBER and not _agencies_agree(one, other):
                continue
            if names_compatible(one.known.names, other.known.names):
                yield _WEIGHTS[kind], kind, one, other


def _by_name(people: Collection[_One]) -> Iterator[tuple[_One, _One]]:
    """Pairs made in two offices whose names are alike and nothing speaks against it.

    Of two alike names within an office, a person decided when the second was entered.
    """
    made_apart = [one for one in people if one.offices]
    if len({office for one in made_apart for office in one.offices}) < 2:
        return
    names: Names[_Bearer] = Names()
    for place, one in enumerate(made_apart):
        for text in one.known.names:
            if " " not in skeleton(text):
                continue
            for before, other_script in names.near(text):
                other = made_apart[before]
                if _may_be_one(other, one, one_script=other_script == script(text)):
                    yield other, one
            names.add((place, script(text)), text)


_Bearer = tuple[int, str]


def _may_be_one(one: _One, other: _One, *, one_script: bool) -> bool:
    """Whether two people whose names are alike may be one person."""
    if one.key == other.key or one.offices & other.offices:
        return False
    if any(mine and theirs and mine != theirs for mine, theirs in _facts(one, other)):
        return False
    if one.relative and other.relative:
        return names_compatible([one.relative], [other.relative])
    # A name that many bear, in two agencies: nothing but the name says that they are one.
    return not one_script or _agencies_agree(one, other)


def _facts(one: _One, other: _One) -> Iterator[tuple[str, str]]:
    """What cannot differ between two records of one person."""
    yield one.born_on, other.born_on
    yield one.sex, other.sex
    numbers = [Evidence.NATIONAL_ID]
    if one.known.agency == other.known.agency:
        numbers.append(Evidence.SERVICE_NUMBER)
    for kind in numbers:
        yield (
            number_key(one.known.numbers.get(kind, "")),
            number_key(other.known.numbers.get(kind, "")),
        )


def _agencies_agree(one: _One, other: _One) -> bool:
    agencies = {one.known.agency, other.known.agency} - {None}
    return len(agencies) < 2
