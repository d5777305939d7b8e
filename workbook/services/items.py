"""What is shown of a thing that waits for a person, and how an answer to it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing


@dataclass(frozen=True, slots=True)
class Voice:
    """Who said something, where and when. `office` is its name, "" where it is not known; `when`
    ISO UTC by that computer's clock, "" for a sheet; `clock_wrong`: that clock cannot be right.
    """

    user: str
    office: str
    office_code: str
    when: str
    clock_wrong: bool

    @property
    def line(self) -> str:
        """Such as "Coordinator, Lahore, 2020-11-02 09:00"."""
        when = self.when[:16].replace("T", " ")
        said = ", ".join(part for part in (self.user, self.office, when) if part)
        return said + (_(" (that computer's clock was wrong)") if self.clock_wrong else "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer, numbered from 1. `stands`: it is what everybody sees until it is decided. `also`
    is how many others of the same kind and file the same answer can settle with it.
    """

    number: int
    text: str
    voices: tuple[Voice, ...] = ()
    stands: bool = False
    also: int = 0

    @property
    def label(self) -> str:
        """The text, and who said so."""
        return " — ".join((self.text, *(voice.line for voice in self.voices[:1])))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing for a person to decide. `scope` is "shared" (equal in every office) or "local".

    `subject` is what it is about, by name, and `field` the caption of the value in question, ""
    where it is about no value. `writes`: an answer may be typed instead of taken. `people` are the
    keys of the people it is about, () where it is about nobody or somebody's row.
    """

    id: str
    scope: str
    kind: str
    subject: str
    field: str
    sentence: str
    candidates: tuple[Candidate, ...]
    writes: bool = False
    people: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For another program; it holds names and values."""
        return {
            "id": self.id,
            "scope": self.scope,
            "kind": self.kind,
            "sentence": self.sentence,
            "candidates": [
                {
                    "number": candidate.number,
                    "value": candidate.text,
                    "by": [voice.line for voice in candidate.voices],
                    "also": candidate.also,
                }
                for candidate in self.candidates
            ],
        }


Settle = Callable[[Changing, Workbook, int | None, str | None], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what an answer does within a step: (change, book, taken, typed).

    `step_kind` is the kind of that step, by the answer taken.
    """

    item: Item
    settle: Settle
    step_kind: Callable[[int | None], str] = lambda _taken: "edit"


def choice(taken: int | None, typed: str | None, last: int) -> int:
    """The number taken, of answers numbered 1 to `last`. Raises RuleError for any other."""
    if typed is not None:
        raise RuleError(_("This question is answered by a number. Nothing was changed."))
    if taken is None or not 1 <= taken <= last:
        raise RuleError(
            _("The answers are numbered 1 to {last}. Nothing was changed.").format(last=last)
        )
    return taken
