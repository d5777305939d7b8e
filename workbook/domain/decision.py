"""What people decided about records: that two are one person, that a finding may stand."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from workbook.domain.entity import Entity, text
from workbook.domain.ids import linked_id, ref


class Question(StrEnum):
    """What is asked of a person in every office alike."""

    DIFFERENT_VALUES = "different_values"
    DELETED_EDITED = "deleted_edited"
    SAME_PERSON = "same_person"
    NUMBER_TWICE = "number_twice"
    CERTIFICATE_TWICE = "certificate_twice"
    CODE_TWICE = "code_twice"
    MARKS_DIFFER = "marks_differ"
    CERTIFICATE_READS_OTHERWISE = "certificate_reads_otherwise"


def question_id(kind: Question, rows: Iterable[UUID], says: str = "") -> str:
    """The name of a question such as I7Q2M4X9KTMP, the same in every office: of its kind, the rows
    it is about in any order, and what besides names it (a field).
    """
    return ref("I", linked_id(f"question {kind}", *sorted(rows), says=says))


class Says(StrEnum):
    """What a link says of its two people."""

    SAME = "same"
    NOT_SAME = "not_same"


LINK = Entity(
    "link",
    "Same person",
    (text("says", "Says"),),
    pair=(("one_id", "person"), ("other_id", "person")),
)
"""Two people who are one, or are not. `one` is the one with the smaller id as 32 hex digits, so
that two offices that say it make the same link."""

DECISION = Entity(
    "decision",
    "Decision",
    (text("kind", "Question"), text("about", "About"), text("answer", "Answer")),
    letter="B",
)
"""The answer to a question that is no difference between values. Its id is derived from the kind,
the record and the state it was asked in, so that a new state asks again.

`about` is the id of the record as 32 hex digits."""
