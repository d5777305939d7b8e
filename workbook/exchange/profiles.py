"""What a file of the exchange may hold, field by field, and what each receiver gets to begin with.

Whatever is not chosen travels as a hash: the receiver can neither read nor guess it, and what both
offices hold stays the same record. Ids, links between records, and the plan of a cohort always go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbook.domain.entity import Kind
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.i18n import _

FieldName = tuple[str, str]
"""(entity, field), as the log knows them."""


class Profile(StrEnum):
    """Who a file is for."""

    OFFICE = "office"  # everything but notes
    AGENCY = "agency"
    DONOR = "donor"


NOTE = "note"
# Without these the rest says nothing: programme, offices, lists, and the plan of a cohort.
_ALWAYS = frozenset(
    {
        "programme",
        "office",
        "office_key",
        "agency",
        "unit",
        "rank",
        "cohort",
        "seats",
        "module",
        "required_module",
        "training",
        "training_session",
        "test",
        "coaching_round",
        "link",
    }
)
# What of those is about people all the same.
_CHOSEN_EVEN_SO = frozenset({("cohort", "signatories")})
_CHOSEN_LINKS = frozenset({("person", "agency"), ("person", "unit"), ("challenge", "agency")})
# Rows that stand though none of their fields was chosen: others hang on them.
_ROWS_STAND = frozenset({"person", "enrolment"})
_HANGS_ON = {
    "solution": "challenge",
    "session_trainer": "expert",
    "coaching_session": "expert",
}

_IDENTIFYING = frozenset(
    {
        "name_latin",
        "name_native",
        "certificate_name",
        "relative_name",
        "service_number",
        "national_id",
        "phone",
        "email",
    }
)
_AGENCY: frozenset[FieldName] = frozenset(
    {
        ("person", "name_latin"),
        ("person", "name_native"),
        ("person", "agency"),
        ("person", "unit"),
        ("person", "rank"),
        ("enrolment", "standing"),
        ("attempt", "result"),
        ("attendance", "mark"),
        ("certificate", "issue"),
        ("certificate", "status"),
    }
)
_DONOR: frozenset[FieldName] = frozenset(
    {
        ("person", "agency"),
        ("person", "sex"),
        ("enrolment", "standing"),
        ("attempt", "result"),
        ("attendance", "mark"),
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One field to tick. `group` is the caption of its kind of record; `identifies`: it names a
    person, or gives a number or an address of hers.
    """

    entity: str
    field: str
    group: str
    caption: str
    identifies: bool

    @property
    def name(self) -> FieldName:
        return (self.entity, self.field)


def choices() -> tuple[Choice, ...]:
    """Every field that leaves only when chosen, people first, in the order of declaration."""
    found = [
        Choice(
            entity.name,
            field.name,
            _(entity.caption),
            _(field.caption),
            entity.name == PERSON.name and field.name in _IDENTIFYING,
        )
        for entity in ENTITIES.values()
        if entity.name != NOTE
        for field in entity.fields
        if _is_choice(entity.name, field.name, field.kind)
    ]
    return tuple(sorted(found, key=lambda choice: choice.entity != PERSON.name))


def _is_choice(entity: str, field: str, kind: Kind) -> bool:
    if entity in _ALWAYS:
        return (entity, field) in _CHOSEN_EVEN_SO
    return kind is not Kind.REF or (entity, field) in _CHOSEN_LINKS


def chosen_for(profile: Profile) -> frozenset[FieldName]:
    """What a receiver of this kind gets unless somebody chooses otherwise."""
    named: Mapping[Profile, frozenset[FieldName]] = {
        Profile.AGENCY: _AGENCY,
        Profile.DONOR: _DONOR,
    }
    return named.get(profile) or frozenset(choice.name for choice in choices())


@dataclass(frozen=True)
class Withholding:
    """What stays here: fields that go as hashes, and kinds of record that do not go at all."""

    fields: frozenset[FieldName]
    entities: frozenset[str]


def withholding(chosen: Collection[FieldName], *, with_notes: bool) -> Withholding:
    """What stays here when only `chosen` leaves."""
    every = frozenset(choice.name for choice in choices())
    fields = every - frozenset(chosen)
    goes = {entity for entity, _field in every - fields} | _ALWAYS | _ROWS_STAND
    goes |= {_HANGS_ON[entity] for entity in goes & _HANGS_ON.keys()}
    left_out = {entity for entity, _field in every} - goes
    if not with_notes:
        left_out.add(NOTE)
    return Withholding(frozenset(f for f in fields if f[0] not in left_out), frozenset(left_out))
