"""Certificates: who has earned which, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbook.domain.cohort import Readiness
from workbook.domain.entity import Entity, day, group, json, ref, text
from workbook.domain.training import Share


class CertificateKind(StrEnum):
    COMPLETION = "completion"
    ATTENDANCE = "attendance"


class CertificateState(StrEnum):
    ISSUED = "issued"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


CERTIFICATE = Entity(
    "certificate",
    "Certificate",
    (
        ref("enrolment", "Participant", "enrolment"),
        group(
            "issue",
            "Number, kind and date",
            text("number", "Number"),
            text("kind", "Kind"),
            day("issued_on", "Issued on"),
        ),
        json("content", "Content as issued"),
        group(
            "status",
            "State",
            text("state", "State"),
            day("state_on", "Since"),
            text("reason", "Reason"),
        ),
        ref("replaces", "Replaces", "certificate"),
        group(
            "handover",
            "Handed over",
            day("handed_over_on", "Handed over on"),
            text("handed_over_by", "Handed over by"),
        ),
    ),
    letter="F",
)


@dataclass(frozen=True)
class Rule:
    """When a certificate is earned; each cohort may set its own. Percentages are of planned minutes."""

    completion_percent: int = 80
    attendance_percent: int = 50
    modules: bool = True
    mandatory_sessions: bool = True


@dataclass(frozen=True)
class Verdict:
    """What a person has earned so far (None = nothing yet), and what stands against more.

    `short_of_completion` are the reasons one by one: "modules", "minutes", "mandatory".
    `missing_minutes` are those still needed for completion. `reachable`: completion can still
    be earned with the sessions that are open.
    """

    earned: CertificateKind | None
    short_of_completion: tuple[str, ...]
    missing_minutes: int
    missed_sessions: tuple[int, ...]
    missing_modules: tuple[str, ...]
    reachable: bool


def needed_minutes(planned: int, percent: int) -> int:
    """The least number of minutes that is `percent` of `planned`."""
    return -(-planned * percent // 100)


def verdict(rule: Rule, attendance: Share, readiness: Readiness) -> Verdict:
    """Completion, attendance or nothing, by the rule. Coaching does not count."""
    needed = needed_minutes(attendance.planned, rule.completion_percent)
    missing = max(0, needed - attendance.attended)
    short: list[str] = []
    if rule.modules and not readiness.may_start:
        short.append("modules")
    if missing or not attendance.planned:
        short.append("minutes")
    if rule.mandatory_sessions and attendance.missed_mandatory:
        short.append("mandatory")
    half = needed_minutes(attendance.planned, rule.attendance_percent)
    if not short:
        earned: CertificateKind | None = CertificateKind.COMPLETION
    elif attendance.planned and attendance.attended >= half:
        earned = CertificateKind.ATTENDANCE
    else:
        earned = None
    return Verdict(
        earned,
        tuple(short),
        missing,
        attendance.missed_mandatory if rule.mandatory_sessions else (),
        readiness.missing if rule.modules and not readiness.may_start else (),
        missing <= attendance.open and "mandatory" not in short,
    )
