"""Certificates of one person in one cohort of which only one can stand.

Two offices that issue or replace while apart, or two records that turn out to be one person, leave
two that are out. Which of them stands is for a person to decide (questions.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workbook.domain.certificate import CertificateState
from workbook.domain.decision import Question, question_id
from workbook.i18n import _
from workbook.services.same_person import representatives, uuids_of
from workbook.storage import tables as t

_certificate = t.RECORDS["certificate"]
_enrolment = t.RECORDS["enrolment"]


@dataclass(frozen=True, slots=True)
class Rivals:
    """The certificates, by number: all are out, or none is, since each was cancelled for another.

    `since` is the later of their days of issue, ISO. `replaces` is the key of the one that all of
    them replace, None where they do not. `question` is the name of the question which one stands.
    """

    person_id: int
    enrolment_ids: frozenset[int]
    keys: tuple[int, ...]
    numbers: tuple[str, ...]
    out: bool
    since: str
    replaces: int | None
    question: str

    @property
    def sentence(self) -> str:
        """Why none of them can be printed."""
        said = (
            _("Certificates {numbers} are both out for one person: choose first which one stands.")
            if self.out
            else _(
                "Certificates {numbers} were each cancelled for the other: choose first which one "
                "stands."
            )
        )
        return said.format(numbers=", ".join(dict.fromkeys(self.numbers)))


def rivals(db: Connection) -> tuple[Rivals, ...]:
    """All of them; the certificates of each in the same order in every office."""
    same = representatives(db)
    held: dict[tuple[int | None, int], list[Any]] = defaultdict(list)
    for row in db.execute(
        select(_certificate, _enrolment.c.cohort_id, _enrolment.c.person_id)
        .join(_enrolment, _enrolment.c.id == _certificate.c.enrolment_id)
        .join(t.row, t.row.c.n == _certificate.c.id)
        .where(_certificate.c.gone == 0, _certificate.c.number.is_not(None))
        .order_by(_certificate.c.number, t.row.c.uuid)
    ):
        held[row.cohort_id, same.get(row.person_id, row.person_id)].append(row)
    found = []
    for (_cohort, person), rows in held.items():
        out = [row for row in rows if row.state == CertificateState.ISSUED]
        claiming = out or _cancelled_for_each_other(rows)
        if len(claiming) > 1:
            found.append(_made(db, person, claiming, bool(out)))
    return tuple(found)


def _cancelled_for_each_other(rows: Sequence[Any]) -> list[Any]:
    """Those that two offices cancelled for one another: each reason names the other's number."""
    cancelled = [row for row in rows if row.state == CertificateState.CANCELLED]

    def names(one: Any, other: Any) -> bool:
        return one.id != other.id and other.number in (one.reason or "")

    return [
        one
        for one in cancelled
        if any(names(one, other) and names(other, one) for other in cancelled)
    ]


def _made(db: Connection, person: int, rows: Sequence[Any], out: bool) -> Rivals:
    replaced = {row.replaces_id for row in rows}
    keys = tuple(row.id for row in rows)
    return Rivals(
        person,
        frozenset(row.enrolment_id for row in rows),
        keys,
        tuple(row.number for row in rows),
        out,
        max(row.issued_on or "" for row in rows),
        replaced.pop() if len(replaced) == 1 else None,
        question_id(Question.CERTIFICATE_TWICE, uuids_of(db, keys)),
    )
