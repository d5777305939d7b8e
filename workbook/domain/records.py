"""Every kind of record, by name: the tables and the change log are made from this list."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.domain import (
    assessment,
    certificate,
    coaching,
    cohort,
    decision,
    elearning,
    office,
    people,
    training,
)
from workbook.domain.entity import Entity

ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for entity in (
        office.PROGRAMME,
        office.OFFICE,
        office.OFFICE_KEY,
        people.AGENCY,
        people.UNIT,
        people.RANK,
        people.PERSON,
        people.EXPERT,
        cohort.COHORT,
        cohort.SEATS,
        cohort.ENROLMENT,
        elearning.MODULE,
        elearning.REQUIRED_MODULE,
        elearning.ATTEMPT,
        training.TRAINING,
        training.TRAINING_SESSION,
        training.SESSION_TRAINER,
        training.ATTENDANCE,
        training.ATTENDANCE_SHEET,
        assessment.TEST,
        assessment.TEST_MARK,
        coaching.COACHING_ROUND,
        coaching.COACHING_SESSION,
        coaching.NEED,
        coaching.NOTE,
        coaching.ACTION_POINT,
        coaching.CHALLENGE,
        coaching.SOLUTION,
        certificate.CERTIFICATE,
        decision.LINK,
        decision.DECISION,
    )
}
