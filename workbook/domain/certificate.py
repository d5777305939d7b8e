"""Certificates: who has earned which, and why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from workbook.domain.cohort import Readiness
from workbook.domain.entity import Entity, day, group, json, ref, text
from workbook.domain.ids import check_letter
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
    """When a certificate is earned; each cohort may set its own.

    Percentages are of planned minutes.
    """

    completion_percent: int = 80
    attendance_percent: int = 50
    modules: bool = True
    mandatory_sessions: bool = True


def rule_of(stored: Mapping[str, Any] | None) -> Rule:
    """The rule of a cohort from what it keeps; the default for whatever it does not say."""
    known = {field.name for field in fields(Rule)}
    return Rule(**{name: value for name, value in (stored or {}).items() if name in known})


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


_NUMBER = re.compile(r"([A-Z0-9-]+)-(\d{4})-(\d{6,})-([A-Z])")


@dataclass(frozen=True, order=True)
class Number:
    """A certificate's number: office prefix, year of issue, count within both, a check letter."""

    prefix: str
    year: int
    count: int

    def __str__(self) -> str:
        """Such as "ISB-2020-000001-K"."""
        body = f"{self.prefix}-{self.year:04}-{self.count:06}"
        return f"{body}-{check_letter(body)}"


def read_number(text: str | None) -> Number | None:
    """The number that `text` spells, or None when it spells none or its check letter is wrong."""
    found = _NUMBER.fullmatch((text or "").strip().upper())
    if found is None:
        return None
    number = Number(found[1], int(found[2]), int(found[3]))
    return number if str(number).endswith(found[4]) else None
