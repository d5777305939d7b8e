"""A cohort, and each person's way through it from nomination to leaving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from workbook.domain.entity import Entity, day, group, json, ref, text, whole, yes
from workbook.domain.ids import linked_id


class EnrolmentState(StrEnum):
    NOMINATED = "nominated"
    RESERVE = "reserve"
    DECLINED = "declined"
    REPLACED = "replaced"
    ENROLLED = "enrolled"
    LEFT = "left"


class LeaveReason(StrEnum):
    TRANSFERRED = "transferred"
    LEFT_SERVICE = "left service"
    LEAVE = "leave"
    NOT_RELEASED = "not released"
    OTHER = "other"


COHORT = Entity(
    "cohort",
    "Cohort",
    (
        ref("programme", "Programme", "programme"),
        text("code", "Code"),
        text("title", "Title"),
        text("title_native", "Title in own script"),
        text("short_title", "Neutral title on sheets"),
        text("short_title_native", "Neutral title in own script"),
        group("dates", "Dates", day("starts_on", "From"), day("ends_on", "To")),
        text("venue", "Venue"),
        text("venue_native", "Venue in own script"),
        json("status_set", "Marks"),
        json("rule", "Rule for certificates"),
        json("signatories", "Signatories"),
    ),
    letter="C",
)

SEATS = Entity(
    "seats",
    "Seats of an agency",
    (whole("seats", "Seats"),),
    pair=(("cohort_id", "cohort"), ("agency_id", "agency")),
)

ENROLMENT = Entity(
    "enrolment",
    "Enrolment",
    (
        ref("cohort", "Cohort", "cohort"),
        ref("person", "Person", "person"),
        group(
            "standing",
            "State",
            text("state", "State"),
            day("state_on", "Since"),
            text("reason", "Reason"),
        ),
        whole("reserve_order", "Order in reserve"),
        ref("replaces", "Replaces", "enrolment"),
        group(
            "allowance",
            "Allowed to start",
            yes("allowed", "Allowed"),
            text("allowed_reason", "Reason for allowing"),
        ),
        text("source", "Nominated in"),
    ),
    letter="E",
)


@dataclass(frozen=True)
class Signatory:
    """Who signs the certificates of a cohort, in one script or both."""

    name: str = ""
    title: str = ""
    name_native: str = ""
    title_native: str = ""


def enrolment_id(cohort: UUID, person: UUID) -> UUID:
    """The id of a person's enrolment in a cohort: two offices that enrol her make one row."""
    return linked_id("enrolment", cohort, person)


def leave_text(reason: LeaveReason, note: str = "") -> str:
    """Why somebody left, as one text: "transferred", or "transferred: to the coast"."""
    return f"{reason.value}: {note.strip()}" if note.strip() else reason.value


def leave_parts(text: str | None) -> tuple[LeaveReason, str]:
    """The reason and the note of `leave_text`; any other text is a note to OTHER."""
    head, _colon, note = (text or "").partition(":")
    try:
        return LeaveReason(head.strip()), note.strip()
    except ValueError:
        return LeaveReason.OTHER, (text or "").strip()


def was_in(state: str, state_on: str | None, day: str) -> bool:
    """Whether somebody was in the cohort on `day` (ISO): enrolled, or left only after it.

    Somebody who left on the day itself was no longer there; one with an unknown day never was.
    """
    if state == EnrolmentState.ENROLLED:
        return True
    return state == EnrolmentState.LEFT and state_on is not None and state_on > day


@dataclass(frozen=True)
class Readiness:
    """Whether a person may start the training. `missing` are module codes, in the cohort's order.

    `allowed_reason` is set when she may start though modules are missing.
    """

    ready: bool
    missing: tuple[str, ...]
    allowed_reason: str | None

    @property
    def may_start(self) -> bool:
        return self.ready or self.allowed_reason is not None


def may_start_training(
    *, required: Collection[str], passed: Collection[str], allowed_reason: str | None
) -> Readiness:
    """Every required module passed, or allowed with a reason."""
    missing = tuple(code for code in required if code not in passed)
    return Readiness(not missing, missing, allowed_reason if missing else None)
