"""People, and the agencies, sections and ranks they come from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, case, select

from workbook.domain.cohort import ENROLMENT, EnrolmentState
from workbook.domain.entity import Entity
from workbook.domain.ids import ref
from workbook.domain.people import (
    AGENCY,
    PERSON,
    RANK,
    UNIT,
    NameCheck,
    Sex,
    agency_id,
    certificate_names,
    display_name,
    masked,
    rank_id,
    unit_id,
)
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.intake import values as typed
from workbook.services.erase import erased_people
from workbook.services.same_person import edit_person as edit_records
from workbook.services.same_person import representatives
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import ascii_digits, clean, consonants, skeleton

_person = t.RECORDS["person"]
_agency = t.RECORDS["agency"]
_unit = t.RECORDS["unit"]
_rank = t.RECORDS["rank"]
_enrolment = t.RECORDS["enrolment"]
_cohort = t.RECORDS["cohort"]

# Of several enrolments of one person in a cohort, the one that got furthest stands for her.
_FURTHEST = (
    EnrolmentState.ENROLLED,
    EnrolmentState.LEFT,
    EnrolmentState.NOMINATED,
    EnrolmentState.RESERVE,
    EnrolmentState.DECLINED,
    EnrolmentState.REPLACED,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was made: its key, and what the step changed."""

    id: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. Texts are "" where nothing is known; `sex` is "", "female" or "male".

    `phone` and `national_id` are masked: `reveal` gives them. `cohorts` are codes, the earliest
    first. `state` is that of her enrolment in the cohort asked for, else of her latest one.
    """

    id: int
    ref: str
    name: str
    name_native: str
    certificate_name: str
    names_confirmed: bool
    relative_name: str
    sex: str
    agency_id: int | None
    agency: str
    unit: str
    rank: str
    grade: str
    service_number: str
    phone: str
    national_id: str
    duty_station: str
    role: str
    remark: str
    provisional: bool
    cohorts: tuple[str, ...]
    enrolment_id: int | None
    state: str
    erased: bool

    @property
    def display_name(self) -> str:
        return display_name(self.name, self.name_native, erased=self.erased)


@dataclass(frozen=True, slots=True)
class Contact:
    """What is shown of a person only when asked for; "" or None where it is not known."""

    phone: str
    email: str
    national_id: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """`people` is how many of the workbook come from it."""

    id: int
    name: str
    short_name: str
    name_native: str
    people: int

    @property
    def label(self) -> str:
        """The short name, else the name."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class UnitRow:
    id: int
    agency_id: int | None
    name: str
    name_native: str


@dataclass(frozen=True, slots=True)
class RankRow:
    """`position` counts from 1 for the most senior rank; None stands last."""

    id: int
    agency_id: int | None
    name: str
    name_native: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person's enrolment with what pages and papers say of her. Dates are ISO texts.

    `agency` is the short name, else the name; "" where nothing is known, as for every text.
    `further` are her other enrolments in the cohort, where two records of her are one person: their
    marks, tries and rows are hers too.
    """

    enrolment_id: int
    enrolment_uuid: UUID
    person_id: int
    name: str
    name_native: str
    certificate_name: str
    names_confirmed: bool
    sex: str
    phone: str
    rank: str
    agency_id: int | None
    agency: str
    agency_name: str
    agency_native: str
    provisional: bool
    state: str
    state_on: str | None
    reason: str
    reserve_order: int | None
    replaces_id: int | None
    allowed: bool
    allowed_reason: str
    source: str
    further: tuple[int, ...]
    erased: bool

    @property
    def enrolment_ids(self) -> tuple[int, ...]:
        """All her enrolments in the cohort, this one first."""
        return (self.enrolment_id, *self.further)

    @property
    def display_name(self) -> str:
        return display_name(self.name, self.name_native, erased=self.erased)

    @property
    def certificate_names(self) -> tuple[str, str]:
        """Her names in Latin and in her own script as a certificate says them; "" for none."""
        return certificate_names(self.name, self.name_native, self.certificate_name)


# -- reading


def person_rows(
    book: Workbook, *, cohort_id: int | None = None, search: str = ""
) -> tuple[PersonRow, ...]:
    """People by agency and name; with `cohort_id` those of the cohort in its order.

    `search` finds a name in any spelling and either script, a phone or number by its digits, a
    service number, an agency and a Ref; every word must be found. Somebody with several records
    stands there once, and is found by any of them.
    """
    with book.reading() as db:
        same = representatives(db)
        enrolments = db.execute(
            select(
                _enrolment.c.id,
                _enrolment.c.person_id,
                _enrolment.c.cohort_id,
                _enrolment.c.state,
                _cohort.c.code,
            )
            .join(_cohort, _cohort.c.id == _enrolment.c.cohort_id)
            .where(_enrolment.c.gone == 0, _cohort.c.gone == 0)
            .order_by(_cohort.c.starts_on, _cohort.c.id)
        ).all()
        order = (
            {member.person_id: n for n, member in enumerate(roster(db, cohort_id=cohort_id))}
            if cohort_id is not None
            else None
        )
        found = db.execute(
            select(
                _person,
                t.row.c.uuid,
                _agency.c.name.label("agency_name"),
                _agency.c.short_name.label("agency_short"),
                _unit.c.name.label("unit_name"),
            )
            .join(t.row, t.row.c.n == _person.c.id)
            .outerjoin(_agency, _agency.c.id == _person.c.agency_id)
            .outerjoin(_unit, _unit.c.id == _person.c.unit_id)
            .where(_person.c.gone == 0)
        ).all()
        erased = erased_people(db)
    of_person: dict[int, list[Any]] = {}
    for enrolment in enrolments:
        of_person.setdefault(same.get(enrolment.person_id, enrolment.person_id), []).append(
            enrolment
        )
    refs = {person.id: ref(PERSON.letter, UUID(bytes=person.uuid)) for person in found}
    records: dict[int, list[Any]] = {}
    for person in found:
        records.setdefault(same.get(person.id, person.id), []).append(person)
    rows = []
    for person in found:
        if person.id in same or (order is not None and person.id not in order):
            continue
        if not any(_matches(search, one, refs[one.id]) for one in records[person.id]):
            continue
        own = _one_each(of_person.get(person.id, []))
        here = [e for e in own if e.cohort_id == cohort_id] if cohort_id is not None else own
        rows.append(
            PersonRow(
                id=person.id,
                ref=refs[person.id],
                name=person.name_latin or "",
                name_native=person.name_native or "",
                certificate_name=person.certificate_name or "",
                names_confirmed=person.name_check == NameCheck.CONFIRMED,
                relative_name=person.relative_name or "",
                sex=person.sex or "",
                agency_id=person.agency_id,
                agency=person.agency_short or person.agency_name or "",
                unit=person.unit_name or "",
                rank=person.rank or "",
                grade=person.grade or "",
                service_number=person.service_number or "",
                phone=masked(person.phone),
                national_id=masked(person.national_id),
                duty_station=person.duty_station or "",
                role=person.role or "",
                remark=person.remark or "",
                provisional=bool(person.provisional),
                cohorts=tuple(e.code or "" for e in own),
                enrolment_id=here[-1].id if here else None,
                state=(here[-1].state or "") if here else "",
                erased=person.id in erased,
            )
        )
    if order is not None:
        rows.sort(key=lambda row: order[row.id])
    else:
        rows.sort(key=lambda row: (skeleton(row.agency), skeleton(row.display_name), row.id))
    return tuple(rows)


def _one_each(enrolments: list[Any]) -> list[Any]:
    """One enrolment a cohort, in the order given: the one that got furthest."""
    best: dict[int, Any] = {}
    for enrolment in enrolments:
        known = best.get(enrolment.cohort_id)
        if known is None or _went(enrolment.state) < _went(known.state):
            best[enrolment.cohort_id] = enrolment
    return list(best.values())


def _went(state: str | None) -> int:
    """How far an enrolment got: 0 is the furthest."""
    return next((n for n, known in enumerate(_FURTHEST) if known == state), len(_FURTHEST))


def _matches(search: str, person: Any, own_ref: str) -> bool:
    sought = skeleton(search)
    if not sought:
        return True
    names = [n for n in (person.name_latin, person.name_native, person.certificate_name) if n]
    numbers = [person.phone, person.national_id]
    said = [
        *names,
        *numbers,
        person.service_number,
        person.agency_name,
        person.agency_short,
        person.rank,
        person.duty_station,
        own_ref,
    ]
    text = " ".join(skeleton(part) for part in said if part)
    if all(word in text for word in sought.split()):
        return True
    digits = "".join(c for c in ascii_digits(search) if c.isdigit())
    if len(digits) >= 4 and not any(c.isalpha() for c in search):
        # A leading 0 is written where a country code is not.
        return any(
            digits.lstrip("0") in "".join(c for c in number if c.isdigit())
            for number in numbers
            if number
        )
    sounds = consonants(search).split()
    # One consonant alone would find everybody.
    if max((len(sound) for sound in sounds), default=0) < 2:
        return False
    return any(
        all(any(part.startswith(sound) for part in consonants(name).split()) for sound in sounds)
        for name in names
    )


def reveal(book: Workbook, *, person_id: int) -> Contact:
    """A person's phone, e-mail, identity card and date of birth in full."""
    with book.reading() as db:
        found = get_row(db, PERSON, person_id)
    return Contact(
        found.phone or "",
        found.email or "",
        found.national_id or "",
        date.fromisoformat(found.born_on) if found.born_on else None,
    )


def agency_rows(book: Workbook) -> tuple[AgencyRow, ...]:
    """Every agency, by name."""
    with book.reading() as db:
        agencies = db.execute(select(_agency).where(_agency.c.gone == 0)).all()
        same = representatives(db)
        people = [
            row.agency_id
            for row in db.execute(
                select(_person.c.id, _person.c.agency_id).where(_person.c.gone == 0)
            )
            if row.id not in same
        ]
    rows = [
        AgencyRow(a.id, a.name or "", a.short_name or "", a.name_native or "", people.count(a.id))
        for a in agencies
    ]
    return tuple(sorted(rows, key=lambda row: (skeleton(row.name), row.id)))


def unit_rows(book: Workbook, *, agency_id: int | None = None) -> tuple[UnitRow, ...]:
    """Every section, or those of one agency, by name."""
    with book.reading() as db:
        found = db.execute(_of_agency(_unit, agency_id)).all()
    rows = [UnitRow(u.id, u.agency_id, u.name or "", u.name_native or "") for u in found]
    return tuple(sorted(rows, key=lambda row: (skeleton(row.name), row.id)))


def rank_rows(book: Workbook, *, agency_id: int | None = None) -> tuple[RankRow, ...]:
    """Every rank, or those of one agency, the most senior first."""
    with book.reading() as db:
        found = db.execute(_of_agency(_rank, agency_id)).all()
    rows = [
        RankRow(r.id, r.agency_id, r.name or "", r.name_native or "", r.position) for r in found
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (row.agency_id or 0, row.position or 1 << 30, skeleton(row.name)),
        )
    )


def _of_agency(table: Any, agency_id: int | None) -> Select[Any]:
    found = select(table).where(table.c.gone == 0)
    return found if agency_id is None else found.where(table.c.agency_id == agency_id)


def names_by_ref(book: Workbook) -> dict[str, str]:
    """The name of everybody by her Ref and by the Refs of her enrolments, as files show them."""
    columns = (t.row.c.uuid, _person.c.name_latin, _person.c.name_native)
    people = select(*columns).join(_person, _person.c.id == t.row.c.n)
    enrolled = (
        select(*columns)
        .join(_enrolment, _enrolment.c.id == t.row.c.n)
        .join(_person, _person.c.id == _enrolment.c.person_id)
    )
    with book.reading() as db:
        return {
            ref(entity.letter, UUID(bytes=uuid)): display_name(latin or "", native or "")
            for entity, wanted in ((PERSON, people), (ENROLMENT, enrolled))
            for uuid, latin, native in db.execute(wanted)
        }


def roster(db: Connection, *, cohort_id: int) -> tuple[Member, ...]:
    """Everybody with an enrolment in a cohort, whatever its state, in the cohort's order.

    Agency by agency, in the order the first of each came in; those without one last. The order
    does not change when a name is corrected. Somebody enrolled under two records stands there
    once, with the enrolment that got furthest.
    """
    person_id = _standing_for(db, cohort_id)
    found = db.execute(
        select(
            _enrolment,
            t.row.c.uuid,
            person_id.label("standing_for"),
            _person.c.name_latin,
            _person.c.name_native,
            _person.c.certificate_name,
            _person.c.name_check,
            _person.c.sex,
            _person.c.phone,
            _person.c.rank,
            _person.c.agency_id,
            _person.c.provisional,
            _agency.c.name.label("agency_name"),
            _agency.c.short_name.label("agency_short"),
            _agency.c.name_native.label("agency_native"),
        )
        .join(t.row, t.row.c.n == _enrolment.c.id)
        .join(_person, _person.c.id == person_id)
        .outerjoin(_agency, _agency.c.id == _person.c.agency_id)
        .where(_enrolment.c.cohort_id == cohort_id, _enrolment.c.gone == 0, _person.c.gone == 0)
        .order_by(_enrolment.c.id)
    ).all()
    together: dict[int, list[Any]] = {}
    for e in found:
        together.setdefault(e.standing_for, []).append(e)
    for own in together.values():
        own.sort(key=lambda e: (_went(e.state), e.person_id != e.standing_for, bytes(e.uuid)))
    found = [e for e in found if e is together[e.standing_for][0]]
    erased = erased_people(db)
    first: dict[int | None, int] = {}
    for e in found:
        first.setdefault(e.agency_id, e.id if e.agency_id is not None else 1 << 62)
    return tuple(
        Member(
            enrolment_id=e.id,
            enrolment_uuid=UUID(bytes=e.uuid),
            person_id=e.standing_for,
            name=e.name_latin or "",
            name_native=e.name_native or "",
            certificate_name=e.certificate_name or "",
            names_confirmed=e.name_check == NameCheck.CONFIRMED,
            sex=e.sex or "",
            phone=e.phone or "",
            rank=e.rank or "",
            agency_id=e.agency_id,
            agency=e.agency_short or e.agency_name or "",
            agency_name=e.agency_name or "",
            agency_native=e.agency_native or "",
            provisional=bool(e.provisional),
            state=e.state or "",
            state_on=e.state_on,
            reason=e.reason or "",
            reserve_order=e.reserve_order,
            replaces_id=e.replaces_id,
            allowed=bool(e.allowed),
            allowed_reason=e.allowed_reason or "",
            source=e.source or "",
            further=tuple(other.id for other in together[e.standing_for][1:]),
            erased=e.standing_for in erased,
        )
        for e in sorted(found, key=lambda e: (first[e.agency_id], e.id))
    )


def members_by_ref(db: Connection, members: Sequence[Member]) -> dict[str, Member]:
    """Members by the Refs of their enrolments and of their people, those of further records too."""
    by_enrolment = {key: member for member in members for key in member.enrolment_ids}
    people = dict(
        db.execute(
            select(_enrolment.c.id, _enrolment.c.person_id).where(_enrolment.c.id.in_(by_enrolment))
        ).all()
    )
    by_key = by_enrolment | {people[key]: member for key, member in by_enrolment.items()}
    by_key |= {member.person_id: member for member in members}
    kinds = dict.fromkeys(by_enrolment, ENROLMENT)
    return {
        ref(kinds.get(key, PERSON).letter, UUID(bytes=uuid)): by_key[key]
        for key, uuid in db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_(by_key)))
    }


def _standing_for(db: Connection, cohort_id: int) -> ColumnElement[int]:
    """Whose record an enrolment of the cohort is shown with: its person's, as a rule."""
    same = representatives(db)
    if same:
        here = set(
            db.scalars(select(_enrolment.c.person_id).where(_enrolment.c.cohort_id == cohort_id))
        )
        same = {key: first for key, first in same.items() if key in here}
    person = _enrolment.c.person_id
    return case(same, value=person, else_=person) if same else person


# -- people


def create_person(
    book: Workbook,
    *,
    name_latin: str = "",
    name_native: str = "",
    sex: Sex | None = None,
    agency_id: int | None = None,
    unit_id: int | None = None,
    rank: str = "",
    phone: str = "",
    national_id: str = "",
    service_number: str = "",
    certificate_name: str = "",
    relative_name: str = "",
    grade: str = "",
    email: str = "",
    born_on: date | None = None,
    duty_station: str = "",
    role: str = "",
    remark: str = "",
) -> Made:
    """Add a person. Raises RuleError without a name in either script."""
    if not clean(name_latin) and not clean(name_native):
        raise RuleError(_("A person needs a name, in either script. Nothing was added."))
    with book.changing(_("Add a person")) as change:
        made = change.create(
            PERSON,
            uuid=None,
            **given(
                name_latin=name_latin,
                name_native=name_native,
                certificate_name=certificate_name,
                relative_name=relative_name,
                rank=rank,
                grade=grade,
                service_number=service_number,
                phone=_phone(phone),
                national_id=_national_id(national_id),
                email=email,
                duty_station=duty_station,
                role=role,
                remark=remark,
                sex=sex,
                agency=agency_id,
                unit=unit_id,
                born_on=born_on,
            ),
        )
    return Made(made, change.summary)


def edit_person(
    book: Workbook,
    *,
    person_id: int,
    name_latin: str | None = None,
    name_native: str | None = None,
    certificate_name: str | None = None,
    names_confirmed: bool = False,
    sex: Sex | None = None,
    agency_id: int | None = None,
    unit_id: int | None = None,
    rank: str | None = None,
    phone: str | None = None,
    national_id: str | None = None,
    service_number: str | None = None,
    relative_name: str | None = None,
    grade: str | None = None,
    email: str | None = None,
    born_on: date | None = None,
    duty_station: str | None = None,
    role: str | None = None,
    remark: str | None = None,
    provisional: bool | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it.

    A name that is changed counts as unconfirmed again, unless `names_confirmed`: she has seen it.
    """
    values = given(
        name_latin=name_latin,
        name_native=name_native,
        certificate_name=certificate_name,
        relative_name=relative_name,
        rank=rank,
        grade=grade,
        service_number=service_number,
        phone=None if phone is None else _phone(phone),
        national_id=None if national_id is None else _national_id(national_id),
        email=email,
        duty_station=duty_station,
        role=role,
        remark=remark,
        sex=sex,
        agency=agency_id,
        unit=unit_id,
        born_on=born_on,
        provisional=provisional,
    )
    with book.changing(_("Edit a person")) as change:
        present = get_row(change.db, PERSON, person_id)
        names = ("name_latin", "name_native", "certificate_name")
        after = {name: values.get(name, getattr(present, name)) or "" for name in names}
        if not after["name_latin"] and not after["name_native"]:
            raise RuleError(_("A person needs a name, in either script. Nothing was changed."))
        if names_confirmed:
            values["name_check"] = NameCheck.CONFIRMED
        elif present.name_check == NameCheck.CONFIRMED and any(
            after[name] != (getattr(present, name) or "") for name in names
        ):
            values["name_check"] = NameCheck.PROPOSED
        edit_records(change, person_id, **values)
    return change.summary


@dataclass(frozen=True, slots=True)
class Names:
    """A person's names as she confirmed them; `certificate` is "" where it is no other."""

    latin: str
    native: str
    certificate: str


def write_names(change: Changing, person_id: int, names: Names) -> None:
    """Write confirmed names within a step. Raises RuleError without a name in either script."""
    if not clean(names.latin) and not clean(names.native):
        raise RuleError(_("A person needs a name, in either script. Nothing was changed."))
    get_row(change.db, PERSON, person_id)
    edit_records(
        change,
        person_id,
        name_latin=clean(names.latin),
        name_native=clean(names.native),
        certificate_name=clean(names.certificate),
        name_check=NameCheck.CONFIRMED,
    )


def correct_names(book: Workbook, *, person_id: int, names: Names) -> Changes:
    """Correct a person's names as she wrote them on the name-check sheet. Raises RuleError."""
    with book.changing(_("Correct names")) as change:
        write_names(change, person_id, names)
    return change.summary


def confirm_names(book: Workbook, *, person_ids: Collection[int]) -> Changes:
    """Note that each of these people has read her names on the name-check sheet."""
    with book.changing(_("Confirm names")) as change:
        for person in person_ids:
            get_row(change.db, PERSON, person)
            edit_records(change, person, name_check=NameCheck.CONFIRMED)
    return change.summary


# -- agencies, sections, ranks


def create_agency(
    book: Workbook, *, name: str, short_name: str = "", name_native: str = ""
) -> Made:
    """Add an agency. Raises RuleError without a name, or when one of this name is there."""
    with book.changing(_("Add an agency")) as change:
        uuid = agency_id(book.programme_uuid, name)
        made = _create_named(
            change, AGENCY, uuid, name=name, short_name=short_name, name_native=name_native
        )
    return Made(made, change.summary)


def edit_agency(
    book: Workbook,
    *,
    agency_id: int,
    name: str | None = None,
    short_name: str | None = None,
    name_native: str | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    with book.changing(_("Edit an agency")) as change:
        _edit_named(
            change, AGENCY, agency_id, name=name, short_name=short_name, name_native=name_native
        )
    return change.summary


def create_unit(book: Workbook, *, agency_id: int, name: str, name_native: str = "") -> Made:
    """Add a section of an agency. Raises RuleError as `create_agency` does."""
    with book.changing(_("Add a section")) as change:
        agency = get_row(change.db, AGENCY, agency_id)
        uuid = unit_id(book.programme_uuid, agency.name or "", name)
        made = _create_named(
            change, UNIT, uuid, agency=agency_id, name=name, name_native=name_native
        )
    return Made(made, change.summary)


def edit_unit(
    book: Workbook, *, unit_id: int, name: str | None = None, name_native: str | None = None
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    with book.changing(_("Edit a section")) as change:
        _edit_named(change, UNIT, unit_id, name=name, name_native=name_native)
    return change.summary


def create_rank(book: Workbook, *, agency_id: int, name: str, name_native: str = "") -> Made:
    """Add a rank, below all others of the agency. Raises RuleError as `create_agency` does."""
    with book.changing(_("Add a rank")) as change:
        agency = get_row(change.db, AGENCY, agency_id)
        present = change.db.execute(_of_agency(_rank, agency_id)).all()
        last = max((r.position or 0 for r in present), default=0)
        uuid = rank_id(book.programme_uuid, agency.name or "", name)
        made = _create_named(
            change,
            RANK,
            uuid,
            agency=agency_id,
            name=name,
            name_native=name_native,
            position=last + 1,
        )
    return Made(made, change.summary)


def edit_rank(
    book: Workbook, *, rank_id: int, name: str | None = None, name_native: str | None = None
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    with book.changing(_("Edit a rank")) as change:
        _edit_named(change, RANK, rank_id, name=name, name_native=name_native)
    return change.summary


def order_ranks(book: Workbook, *, rank_ids: Sequence[int]) -> Changes:
    """Put ranks of an agency in this order, the most senior first."""
    with book.changing(_("Order ranks")) as change:
        for position, rank in enumerate(rank_ids, 1):
            get_row(change.db, RANK, rank)
            change.edit(RANK, rank, position=position)
    return change.summary


def _create_named(change: Changing, entity: Entity, uuid: UUID, **values: object) -> int:
    if not clean(str(values["name"])):
        raise RuleError(_("A name is needed. Nothing was added."))
    if change.key(entity, uuid) is not None:
        raise RuleError(
            _("“{name}” is there already. Nothing was added.").format(
                name=clean(str(values["name"]))
            )
        )
    return change.create(entity, uuid=uuid, **given(**values))


def _edit_named(change: Changing, entity: Entity, key: int, **values: object) -> None:
    get_row(change.db, entity, key)
    said = given(**values)
    if said.get("name") == "":
        raise RuleError(_("A name is needed. Nothing was changed."))
    change.edit(entity, key, **said)


def get_row(db: Connection, entity: Entity, key: int) -> Any:
    """A row that stands. Raises NotFoundError."""
    table = t.RECORDS[entity.name]
    found = db.execute(select(table).where(table.c.id == key, table.c.gone == 0)).one_or_none()
    if found is None:
        raise NotFoundError(
            _("This is no longer in the workbook; it may have been deleted or undone.")
        )
    return found


def given(**values: object) -> dict[str, object]:
    """What is given (not None), texts cleaned."""
    return {
        name: clean(value) if type(value) is str else value
        for name, value in values.items()
        if value is not None
    }


def _phone(said: str) -> str:
    """A phone as lists are read, so that she is found by it; as typed where it is none."""
    try:
        return typed.phone(said) or ""
    except typed.Unreadable:
        return said


def _national_id(said: str) -> str:
    try:
        return typed.national_id(said) or ""
    except typed.Unreadable:
        return said
