"""What offices must decide: found anew from what all of them hold, so the same in each of them.

A question goes when it is decided, and the decision is a change like any other, which travels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from workbook.domain.certificate import CERTIFICATE
from workbook.domain.cohort import ENROLMENT
from workbook.domain.decision import DECISION, LINK, Question, question_id
from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.office import OFFICE
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.domain.training import ATTENDANCE
from workbook.errors import RuleError
from workbook.exchange import cells
from workbook.exchange.layout import CHOICES
from workbook.i18n import _
from workbook.intake.match import number_key
from workbook.intake.values import Unreadable
from workbook.services import same_person
from workbook.services.asking import decide, decision_id, is_decided, names_of
from workbook.services.certificate_questions import AskingOfCertificates
from workbook.services.items import Asked, Candidate, Item, Settle, choice
from workbook.services.office_questions import AskingOfOffices
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.storage.log import Address
from workbook.storage.state import ALIVE, Heads, Seen, compared
from workbook.text import skeleton

_person = t.RECORDS[PERSON.name]
_certificate = t.RECORDS[CERTIFICATE.name]
_enrolment = t.RECORDS[ENROLMENT.name]
_attendance = t.RECORDS[ATTENDANCE.name]
_decision = t.RECORDS[DECISION.name]
_office = t.RECORDS[OFFICE.name]

# Where a row came from differs with every office that brought it, and nobody has to choose.
_NOT_ASKED = frozenset(
    {
        ("attendance", "source"),
        ("enrolment", "source"),
        ("attempt", "source"),
        ("test_mark", "source"),
        (LINK.name, "says"),
    }
)
_STATUS = (CERTIFICATE.name, "status")
_NUMBERS = ("national_id", "service_number")
_NAMES = ("name_latin", "name_native", "certificate_name")
# A clock that says this of itself is wrong, and no order follows from it anyway.
_TOO_EARLY = "2015"
_AHEAD = timedelta(hours=48)


def asked(db: Connection, *, now: datetime) -> list[Asked]:
    """Every open question, by kind, then by what it is about."""
    questions = _Questions(db, now)
    order = {kind.value: place for place, kind in enumerate(Question)}
    return sorted(
        questions.all(),
        key=lambda one: (
            order[one.item.kind],
            skeleton(one.item.subject),
            one.item.field,
            one.item.id,
        ),
    )


class _Questions(AskingOfCertificates, AskingOfOffices):
    """Finds the questions of one state of the file."""

    def all(self) -> Iterator[Asked]:
        yield from self._disputed()
        alike = same_person.suggestions(self.db)
        yield from self._same_person(alike)
        yield from self._numbers_twice({(one.one_id, one.other_id) for one in alike})
        yield from self._marks_differ()
        yield from self.certificate_questions()
        yield from self.office_questions()

    # -- different values, deleted and edited

    def _disputed(self) -> Iterator[Asked]:
        places: dict[tuple[str, str], dict[tuple[Address, ...], None]] = defaultdict(dict)
        for row, sub, kind, name in self.db.execute(
            select(t.conflict.c.row, t.conflict.c.sub, t.field.c.entity, t.field.c.name).join(
                t.field, t.field.c.n == t.conflict.c.field
            )
        ):
            if kind not in ENTITIES or (kind, name) in _NOT_ASKED:
                continue
            group = self.group_of.get(row, (row,)) if kind == PERSON.name and name != ALIVE else ()
            places[kind, name][tuple((key, 0) for key in group) or ((row, sub),)] = None
        for group, field in same_person.differences(self.db):
            places[PERSON.name, field.name][tuple((key, 0) for key in group)] = None
        standing = {kind: _standing(self.db, ENTITIES[kind]) for kind, _name in places}
        self.learn_names()
        for (kind, name), found in places.items():
            for addresses in found:
                here = [address for address in addresses if address in standing[kind]]
                if not here:
                    continue
                if name == ALIVE:
                    yield self._deleted_edited(ENTITIES[kind], here[0])
                elif (kind, name) == _STATUS and self.replaced_twice(here[0]):
                    continue  # which of the two stands is asked
                else:
                    yield from self._different(ENTITIES[kind], name, addresses, here)

    def _different(
        self,
        entity: Entity,
        name: str,
        addresses: Sequence[Address],
        here: Sequence[Address],
    ) -> Iterator[Asked]:
        declared = entity.field(name)
        said: dict[bytes, list[tuple[tuple[int, bytes], object, Seen | None]]] = defaultdict(list)
        stands = b""
        for address in here:
            heads = Heads(self.log.seen(address)).said(name)
            for head, value in heads:
                said[compared(declared, value)].append((head.rank, value, head))
            if not heads:
                said[compared(declared, None)].append(((0, b""), None, None))
            stands = stands or compared(declared, heads[0][1] if heads else None)
        if len(said) < 2:
            return
        ranked = sorted(said.items(), key=lambda found: max(h[0] for h in found[1]), reverse=True)
        values = [max(heads, key=lambda head: head[0])[1] for _key, heads in ranked]
        subject = self.called(entity, here[0])
        caption = _(declared.caption)
        item = Item(
            id=question_id(Question.DIFFERENT_VALUES, self.uuids(addresses), name),
            scope="shared",
            kind=Question.DIFFERENT_VALUES.value,
            subject=subject,
            field=caption,
            sentence=_("{record} {what}, {field}: {n} different values were written.").format(
                record=_(entity.caption), what=subject, field=caption, n=len(values)
            ),
            candidates=tuple(
                Candidate(
                    place,
                    self.names.said(declared, value) or _("(nothing)"),
                    tuple(self.voice(head) for _rank, _value, head in sorted_heads if head),
                    key == stands,
                )
                for place, (value, (key, heads)) in enumerate(zip(values, ranked, strict=True), 1)
                for sorted_heads in (sorted(heads, key=lambda head: head[0], reverse=True),)
            ),
            writes=declared.kind not in (Kind.GROUP, Kind.JSON, Kind.REF)
            and declared.tick != "notes",
            people=(here[0][0],) if entity.name == PERSON.name else (),
        )

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            value = _read(entity, declared, typed) if typed is not None else _nth(values, taken)
            if declared.kind is Kind.REF and value is not None:
                value = change.log.find_row(bytes.fromhex(str(value)))
            for address in here:
                if entity.pair is None:
                    change.edit(entity, address[0], **{name: value})
                else:
                    change.put(entity, address, **{name: value})

        yield Asked(item, settle)

    def _deleted_edited(self, entity: Entity, address: Address) -> Asked:
        changes = self.log.seen(address)
        heads = Heads(changes)
        by_id = {seen.id: seen for seen in changes}
        alive = [seen for seen in changes if seen.field == ALIVE]
        named = {parent for seen in alive for parent in seen.parents}
        deleted = [s for s in alive if s.value == b"false" and s.n not in named]
        known = frozenset[bytes]().union(*(seen.saw for seen in deleted))
        restored = [s for s in alive if s.value == b"true" and s.n not in named]
        later = restored or [by_id[id_] for id_ in sorted(heads.every() - known)]
        subject = self.called(entity, address)
        item = Item(
            id=question_id(Question.DELETED_EDITED, self.uuids([address])),
            scope="shared",
            kind=Question.DELETED_EDITED.value,
            subject=subject,
            field="",
            sentence=_("{record} {what} was deleted in one place and worked on in another.").format(
                record=_(entity.caption), what=subject
            ),
            candidates=(
                Candidate(1, _("Keep it"), tuple(self.voice(seen) for seen in later), True),
                Candidate(2, _("Delete it"), tuple(self.voice(seen) for seen in deleted)),
            ),
        )
        key = address[0] if entity.pair is None else address

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            if choice(taken, typed, 2) == 1:
                change.restore(entity, key)
            else:
                change.delete(entity, key)

        return Asked(item, settle)

    # -- one person

    def _same_person(self, alike: Iterable[same_person.Suggestion]) -> Iterator[Asked]:
        pairs = {(one.one_id, one.other_id): one.reasons for one in alike}
        for one, other in self.db.execute(
            select(t.conflict.c.row, t.conflict.c.sub)
            .join(t.field, t.field.c.n == t.conflict.c.field)
            .where(t.field.c.entity == LINK.name, t.field.c.name == "says")
        ):
            pairs.setdefault((one, other), (_("two offices decided differently"),))
        people = names_of(self.db, {key for pair in pairs for key in pair})
        for pair, reasons in pairs.items():
            if not all(key in people for key in pair):
                continue
            one, other = pair
            item = Item(
                id=question_id(Question.SAME_PERSON, self.uuids([(one, 0), (other, 0)])),
                scope="shared",
                kind=Question.SAME_PERSON.value,
                subject=f"{people[one]} · {people[other]}",
                field="",
                sentence=_("{one} and {other} may be one person: {reasons}.").format(
                    one=people[one], other=people[other], reasons=", ".join(reasons)
                ),
                candidates=(
                    Candidate(1, _("The same person")),
                    Candidate(2, _("Not the same person")),
                ),
                people=pair,
            )
            yield Asked(item, _joining(one, other), _merge_kind)

    def _numbers_twice(self, alike: Collection[tuple[int, int]]) -> Iterator[Asked]:
        rows = self.db.execute(
            select(
                _person.c.id,
                _person.c.agency_id,
                *(_person.c[name] for name in _NUMBERS),
            )
            .where(_person.c.gone == 0)
            .order_by(_person.c.id)
        ).all()
        for name in _NUMBERS:
            holders: dict[tuple[str, int | None], dict[int, Any]] = defaultdict(dict)
            for row in rows:
                number = number_key(getattr(row, name) or "")
                # A service number is its agency's; a card is a person's wherever she serves.
                scope = row.agency_id if name == "service_number" else None
                if number:
                    group = self.group_of.get(row.id, (row.id,))
                    holders[number, scope].setdefault(group[0], row)
            for found in holders.values():
                pairs = {tuple(sorted(pair)) for pair in alike}
                keys = sorted(found)
                if len(keys) > 1 and not all(
                    (one, other) in pairs for n, one in enumerate(keys) for other in keys[n + 1 :]
                ):
                    yield from self._number_twice(name, keys, getattr(found[keys[0]], name))

    def _number_twice(self, name: str, keys: Sequence[int], number: str) -> Iterator[Asked]:
        uuids = self.uuids([(key, 0) for key in keys])
        state = "\0".join((name, *(uuid.hex for uuid in sorted(uuids))))
        decision = decision_id(Question.NUMBER_TWICE, min(uuids), state)
        if is_decided(self.db, decision):
            return
        ordered = [key for _uuid, key in sorted(zip(uuids, keys, strict=True))]
        people = names_of(self.db, keys)
        caption = _(PERSON.field(name).caption)
        item = Item(
            id=question_id(Question.NUMBER_TWICE, uuids, name),
            scope="shared",
            kind=Question.NUMBER_TWICE.value,
            subject=number,
            field=caption,
            sentence=_("{field} {number} is that of {people}.").format(
                field=caption,
                number=number,
                people=", ".join(people[key] for key in ordered),
            ),
            candidates=(
                *(
                    Candidate(
                        place, _("{name} keeps it; of others it is taken away").format(name=name_)
                    )
                    for place, name_ in enumerate((people[key] for key in ordered), 1)
                ),
                Candidate(len(ordered) + 1, _("Leave it as it is")),
            ),
        )

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            chosen = choice(taken, typed, len(ordered) + 1)
            if chosen > len(ordered):
                decide(change, Question.NUMBER_TWICE, min(uuids), decision)
                return
            for key in ordered:
                if key != ordered[chosen - 1]:
                    same_person.edit_person(change, key, **{name: None})

        yield Asked(item, settle)

    # -- marks

    def _marks_differ(self) -> Iterator[Asked]:
        if not self.groups:
            return
        together: dict[tuple[int, int], list[int]] = defaultdict(list)
        for enrolment, cohort, person in self.db.execute(
            select(_enrolment.c.id, _enrolment.c.cohort_id, _enrolment.c.person_id)
            .where(_enrolment.c.person_id.in_(self.group_of), _enrolment.c.gone == 0)
            .order_by(_enrolment.c.id)
        ):
            together[cohort, self.group_of[person][0]].append(enrolment)
        for enrolments in together.values():
            marks: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
            for mark in self.db.execute(
                select(_attendance).where(
                    _attendance.c.enrolment_id.in_(enrolments),
                    _attendance.c.gone == 0,
                    _attendance.c.status.is_not(None),
                )
            ):
                said = (mark.status, mark.mode, mark.minutes)
                marks[mark.session_id][mark.enrolment_id] = said
            for session, found in marks.items():
                if len(set(found.values())) > 1:
                    yield self._marks(session, found)

    def _marks(self, session: int, found: dict[int, tuple[Any, ...]]) -> Asked:
        declared = ATTENDANCE.field("mark")
        parts = [part.name for part in declared.parts]
        values = sorted(set(found.values()), key=lambda said: [str(part or "") for part in said])
        marks = [
            {name: part for name, part in zip(parts, said, strict=True) if part is not None}
            for said in values
        ]
        (uuid,) = self.uuids([(session, 0)])
        first = next(iter(found))
        subject = self.called(ATTENDANCE, (session, first))
        item = Item(
            id=question_id(
                Question.MARKS_DIFFER, self.uuids([(key, 0) for key in found]), uuid.hex
            ),
            scope="shared",
            kind=Question.MARKS_DIFFER.value,
            subject=subject,
            field=_(declared.caption),
            sentence=_("{what}: her two records have different marks.").format(what=subject),
            candidates=tuple(
                Candidate(
                    place,
                    self.names.said(declared, mark),
                    tuple(
                        self.voice(head)
                        for enrolment, own in found.items()
                        if own == said
                        for head, _value in Heads(self.log.seen((session, enrolment))).said("mark")
                    ),
                )
                for place, (said, mark) in enumerate(zip(values, marks, strict=True), 1)
            ),
        )

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            chosen = marks[choice(taken, typed, len(marks)) - 1]
            for enrolment in found:
                change.put(ATTENDANCE, (session, enrolment), mark=chosen)

        return Asked(item, settle)


def _standing(db: Connection, entity: Entity) -> set[Address]:
    table = t.RECORDS[entity.name]
    found = db.execute(
        select(*(table.c[name] for name in entity.key_columns)).where(table.c.gone == 0)
    )
    return {(row[0], row[1] if entity.pair else 0) for row in found}


# -- answers


def _nth(values: Sequence[object], taken: int | None) -> object:
    return values[choice(taken, None, len(values)) - 1]


def _read(entity: Entity, declared: Field, typed: str) -> object:
    """What a person typed, as a value of the log."""
    if declared.kind in (Kind.GROUP, Kind.JSON, Kind.REF) or declared.tick == "notes":
        raise RuleError(_("This question is answered by a number. Nothing was changed."))
    name = f"{entity.name}.{declared.name}"
    words = {skeleton(str(word)): str(word) for word in CHOICES.get(name, ())}
    try:
        return cells.read(name, declared, typed, words)
    except Unreadable as error:
        raise RuleError(
            _("“{typed}” cannot be taken: {why}. Nothing was changed.").format(
                typed=typed[:40], why=error
            )
        ) from error


def _joining(one: int, other: int) -> Settle:
    def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
        if choice(taken, typed, 2) == 1:
            same_person.join(change, one, other, None)
        else:
            same_person.part(change, one, other)

    return settle


def _merge_kind(taken: int | None) -> str:
    return same_person.MERGE if taken == 1 else "edit"
