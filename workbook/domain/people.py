"""People, and the agencies, sections and ranks they come from."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from workbook.domain.entity import Entity, day, ref, text, whole, yes
from workbook.domain.ids import named_id
from workbook.i18n import _
from workbook.text import has_arabic_script, skeleton


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class NameCheck(StrEnum):
    """How far a person's names can be trusted on paper."""

    PROPOSED = "proposed"  # filled in by the program, not yet seen by her
    CONFIRMED = "confirmed"  # she read it on the name-check sheet


AGENCY = Entity(
    "agency",
    "Agency",
    (
        text("name", "Agency"),
        text("short_name", "Short name"),
        text("name_native", "Name in own script"),
    ),
    letter="A",
)

UNIT = Entity(
    "unit",
    "Section",
    (
        ref("agency", "Agency", "agency"),
        text("name", "Section"),
        text("name_native", "Name in own script"),
    ),
    letter="U",
)

RANK = Entity(
    "rank",
    "Rank",
    (
        ref("agency", "Agency", "agency"),
        text("name", "Rank"),
        text("name_native", "Rank in own script"),
        whole("position", "Order"),
    ),
    letter="R",
)

PERSON = Entity(
    "person",
    "Person",
    (
        text("name_latin", "Name"),
        text("name_native", "Name in own script"),
        text("certificate_name", "Name on certificate"),
        text("name_check", "Name check"),
        text("relative_name", "Father's or husband's name"),
        text("sex", "Sex"),
        day("born_on", "Date of birth", tick="ids"),
        ref("agency", "Agency", "agency"),
        ref("unit", "Section", "unit"),
        text("rank", "Rank"),
        text("grade", "Grade"),
        text("service_number", "Service number"),
        text("national_id", "Identity card", tick="ids"),
        text("phone", "Phone", tick="phones"),
        text("email", "E-mail", tick="phones"),
        text("duty_station", "Place of posting"),
        text("role", "Role"),
        text("remark", "Remark"),
        yes("provisional", "Came without nomination"),
    ),
    letter="P",
)

EXPERT = Entity(
    "expert",
    "Expert",
    (
        text("name_latin", "Name"),
        text("name_native", "Name in own script"),
        text("role", "Role"),
        text("title", "Title"),
        text("institution", "Institution"),
        text("languages", "Languages"),
        text("phone", "Phone", tick="phones"),
    ),
    letter="X",
)


def display_name(name_latin: str | None, name_native: str | None, *, erased: bool = False) -> str:
    """The name a person is shown by: Latin, else in her own script, else a dash; somebody who was
    erased by that word.
    """
    return name_latin or name_native or (_("(erased)") if erased else "—")


def certificate_names(latin: str, native: str, own: str) -> tuple[str, str]:
    """The names in Latin and in her own script as a certificate says them; "" for none.

    `own`, the name she chose for certificates, takes the place of the one in its script.
    """
    if own and has_arabic_script(own):
        return latin, own
    return own or latin, native


def agency_id(programme: UUID, name: str) -> UUID:
    """The id of the agency of this name, however it is spelt in one script."""
    return named_id(programme, "agency", skeleton(name))


def unit_id(programme: UUID, agency: str, name: str) -> UUID:
    """The id of a section, by the names of its agency and its own."""
    return named_id(programme, "unit", skeleton(agency), skeleton(name))


def rank_id(programme: UUID, agency: str, name: str) -> UUID:
    """The id of a rank, by the names of its agency and its own."""
    return named_id(programme, "rank", skeleton(agency), skeleton(name))


def masked(value: str | None) -> str:
    """A phone or identity number as shown before it is asked for: its last three characters."""
    if not value:
        return ""
    return "•" * max(3, len(value) - 3) + value[-3:] if len(value) > 3 else "•••"
