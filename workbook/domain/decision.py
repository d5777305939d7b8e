"""What people decided about records: that two are one person, that a finding may stand."""

from __future__ import annotations

from enum import StrEnum

from workbook.domain.entity import Entity, text


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
