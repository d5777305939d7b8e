"""Modules, and people's tries at them. A module is passed when any try passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from workbook.domain.entity import Entity, day, group, ref, text, whole
from workbook.domain.ids import linked_id, named_id
from workbook.text import skeleton


class AttemptStatus(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    IN_PROGRESS = "in_progress"
    REPEAT = "repeat"  # asked to do it again: the earlier passes no longer count


class Need(StrEnum):
    REQUIRED = "required"
    RECOMMENDED = "recommended"


MODULE = Entity(
    "module",
    "E-learning module",
    (
        text("code", "Code"),
        text("title", "Title"),
        text("title_native", "Title in own script"),
        text("language", "Language"),
        text("version", "Version"),
    ),
    letter="M",
)

REQUIRED_MODULE = Entity(
    "required_module",
    "Module of a cohort",
    (text("need", "Required or recommended"), day("due_on", "Due"), whole("position", "Order")),
    pair=(("cohort_id", "cohort"), ("module_id", "module")),
)

# A try is a row with an id derived from what it says, never a list inside one field: two offices
# that bring in different tries of one person then simply hold both.
ATTEMPT = Entity(
    "attempt",
    "Module result",
    (
        ref("person", "Person", "person"),
        ref("module", "Module", "module"),
        group(
            "result",
            "Result",
            text("status", "Status"),
            whole("score", "Score"),
            day("done_on", "Completed on"),
            coded=True,
        ),
        text("source", "Source"),
    ),
    letter="T",
)


@dataclass(frozen=True)
class Attempt:
    """One try. `score` in percent or None, `done_on` ISO date or None while in progress."""

    status: AttemptStatus
    score: int | None
    done_on: str | None


def module_id(programme: UUID, code: str) -> UUID:
    """The id of the module with this code, the same in every office; case does not matter."""
    return named_id(programme, "module", skeleton(code))


def attempt_id(person: UUID, module: UUID, attempt: Attempt) -> UUID:
    """The id of a try, from what it says: the same list taken in by two offices adds it once."""
    said = (attempt.status.value, attempt.score, attempt.done_on)
    text = "\0".join("" if part is None else str(part) for part in said)
    return linked_id("attempt", person, module, says=text)


@dataclass(frozen=True)
class Completion:
    """What all tries of one person at one module come to.

    `passed_on` is the first date passed, `best_score` the best of the passes; None if not passed.
    """

    passed: bool
    passed_on: str | None
    best_score: int | None
    tries: int
    status: AttemptStatus | None


def completion(attempts: Iterable[Attempt]) -> Completion:
    """Passed = any try passed since the last request to repeat it; tries in any order."""
    tries = sorted(attempts, key=lambda a: (a.done_on or "9999", a.status))
    asked = [a.done_on or "" for a in tries if a.status is AttemptStatus.REPEAT]
    since = max(asked, default="")
    passes = [
        a
        for a in tries
        if a.status is AttemptStatus.PASSED and (not asked or (a.done_on or "") > since)
    ]
    if passes:
        dates = [a.done_on for a in passes if a.done_on]
        scores = [a.score for a in passes if a.score is not None]
        return Completion(
            True,
            min(dates, default=None),
            max(scores, default=None),
            len(tries),
            AttemptStatus.PASSED,
        )
    return Completion(False, None, None, len(tries), tries[-1].status if tries else None)
