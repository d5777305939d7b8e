"""Tests before and after a training: what each participant had of them, and what she gained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from workbook.domain.entity import Entity, day, group, ref, text, whole, yes
from workbook.domain.ids import linked_id
from workbook.text import skeleton


class Occasion(StrEnum):
    """When a test is held: before the training, after it, or at another time."""

    PRE = "pre"
    POST = "post"
    OTHER = "other"


TEST = Entity(
    "test",
    "Test",
    (
        ref("cohort", "Cohort", "cohort"),
        text("title", "Title"),
        text("kind", "Before or after"),
        day("held_on", "Date"),
        whole("out_of", "Out of"),
    ),
    letter="W",
)

# Marks are text, because half marks are given: "17.5", never "17.50".
TEST_MARK = Entity(
    "test_mark",
    "Mark of a test",
    (
        group("result", "Result", text("marks", "Marks"), yes("absent", "Absent"), coded=True),
        text("source", "Source"),
    ),
    pair=(("test_id", "test"), ("enrolment_id", "enrolment")),
)


@dataclass(frozen=True)
class Score:
    """What one participant had of one test: marks, or None where she was absent."""

    marks: Decimal | None

    @property
    def absent(self) -> bool:
        return self.marks is None

    @property
    def text(self) -> str:
        """The marks as they are stored and shown, "" where she was absent."""
        return "" if self.marks is None else marks_text(self.marks)

    def percent(self, out_of: int | None) -> float | None:
        """The marks in percent; None where she was absent or nobody knows out of how many."""
        if self.marks is None or not out_of:
            return None
        return float(self.marks * 100 / out_of)


def marks_text(marks: Decimal) -> str:
    """Marks in their shortest form: "17.5", "20"."""
    said = format(marks, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said


def id_of_test(cohort: UUID, kind: Occasion, title: str) -> UUID:
    """The id of a cohort's test, the same in every office that takes in the same marks.

    Spaces, dashes and case of the title do not matter.
    """
    folded = "".join(c for c in skeleton(title) if c.isalnum())
    return linked_id("test", cohort, says=f"{kind.value}\0{folded}")


@dataclass(frozen=True)
class Gain:
    """What participants gained between two tests, over those alone who have marks in both.

    `before` and `after` are mean percentages. `normalised` is the gain as a share of what could be
    gained (Hake 1998): (after - before) / (100 - before) of the means; None where nothing could be.
    All None without a pair.
    """

    n: int
    before: float | None
    after: float | None

    @property
    def points(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def normalised(self) -> float | None:
        if self.before is None or self.after is None or self.before >= 100:
            return None
        return (self.after - self.before) / (100 - self.before)


def gain(pairs: Iterable[tuple[float | None, float | None]]) -> Gain:
    """The gain over (before, after) in percent of each; a pair that lacks one does not count."""
    matched = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not matched:
        return Gain(0, None, None)
    n = len(matched)
    return Gain(n, sum(one for one, _ in matched) / n, sum(other for _, other in matched) / n)
