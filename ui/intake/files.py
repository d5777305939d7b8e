"""Files on their way in: what each is, what was answered about it, and what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from uuid import UUID

from ui.common.tokens import Tone
from workbook.exchange.edit_plan import FormPlan
from workbook.exchange.plans import ExchangePlan
from workbook.i18n import _, ngettext
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ForeignList, ValueQuestion
from workbook.intake.plan import CandidatePlan, Outcome
from workbook.services.intake import ListFile, Opened, Read, TakeInPlan

ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"})
"""What is looked at in a folder; a file that is named is read whatever its name."""


class State(Enum):
    """How far a file has come."""

    UNREAD = "unread"
    LOCKED = "locked"
    REFUSED = "refused"
    REVIEW = "review"
    ENTERED = "entered"
    READY = "ready"
    NOTHING = "nothing"


@dataclass
class File:
    """One file, or one pasted block (`path` None). `error` is why it is refused, or locked.

    `list` holds the cells of a list and how they are understood, also where no list was `found` in
    them. `wanted` is what a person said of that since, still to be looked at; with `by_hand` she
    says it of a file in which nobody was found, too. `encoding` is that of its letters where she
    chose one, and `keep_as` a name for what she said.

    The rest is what a person answered: who doubtful rows are (`asked`, by row number), to
    `question` whether it is `newer` than what was taken in before, to `proposal` whether shuffled
    rows are put back (`repair`), and whether a change of so much is meant (`agreed`). `settled` are
    the keys of rows that an earlier list has settled. `entered`: the marks of a meeting's report
    are in the workbook, as they were ticked.
    """

    name: str
    path: Path | None = None
    password: str | None = field(default=None, repr=False)
    found: Read | None = field(default=None, repr=False)
    list: ListFile | None = field(default=None, repr=False)
    wanted: Correction | None = None
    asks_of_values: tuple[ValueQuestion, ...] = ()
    by_hand: bool = False
    keep_as: str = ""
    encoding: str | None = None
    locked: bool = False
    error: str = ""
    plan: TakeInPlan | None = field(default=None, repr=False)
    asked: dict[int, UUID | None] = field(default_factory=dict, repr=False)
    candidates: dict[int, tuple[CandidatePlan, ...]] = field(default_factory=dict, repr=False)
    settled: set[tuple[str, int]] = field(default_factory=set, repr=False)
    cohort: int | None = None
    same_agency: bool = True
    same_sex: bool = True
    question: str = ""
    newer: bool | None = None
    proposal: str = ""
    repair: bool = False
    agreed: bool = False
    entered: bool = False

    @property
    def state(self) -> State:
        if self.locked:
            return State.LOCKED
        if self.error:
            return State.REFUSED
        if self.is_meeting:
            return State.ENTERED if self.entered else State.REVIEW
        if self.plan is None:
            return State.UNREAD
        return State.NOTHING if self.plan.changes_nothing else State.READY

    @property
    def said(self) -> Correction:
        """What a person said of how its list is understood."""
        return self.list.correction if self.list is not None else NOTHING

    @property
    def is_answered(self) -> bool:
        """Whether a person has said anything that would be lost with it."""
        said_of_it = self.by_hand and self.said != NOTHING
        return bool(self.asked) or said_of_it or self.newer is not None or self.repair

    @property
    def is_meeting(self) -> bool:
        """Whether it is reviewed mark by mark, and never planned."""
        return isinstance(self.found, ForeignList) and self.found.report is not None

    def show_read(self, read: Opened | None) -> None:
        """What was read, or understood in another way."""
        self.list = read if isinstance(read, ListFile) else None
        self.found = read.found if isinstance(read, ListFile) else read
        self.plan, self.error = None, ""
        if self.list is None:
            return
        if self.list.refusal is not None:
            self.error = self.list.refusal.sentence
        # What was asked stays, so that it can be answered otherwise.
        said = self.list.correction
        asked = [
            one
            for one in self.asks_of_values
            if (one.word in said.statuses if one.word else one.column in said.date_orders)
        ]
        fresh = self.list.found.questions if self.list.found is not None else ()
        self.asks_of_values = (*asked, *(one for one in fresh if one not in asked))

    def begin(self, cohort: int | None) -> None:
        """Forget what was answered: the file was read anew."""
        self.forget_rows()
        self.cohort = cohort
        self.question = self.proposal = ""
        self.newer, self.repair, self.agreed, self.entered = None, False, False, False

    def forget_rows(self) -> None:
        """Forget who its rows are: they are others."""
        self.asked.clear()
        self.candidates.clear()
        self.settled.clear()

    def show_plan(self, plan: TakeInPlan) -> None:
        """What it would do as answered now; what was asked can still be answered otherwise."""
        self.plan, self.error = plan, ""
        if isinstance(plan, FormPlan | ExchangePlan):
            if plan.question is not None:
                self.question = plan.question.sentence
            self.proposal = plan.proposal or self.proposal

    def refuse(self, sentence: str) -> None:
        """It cannot be taken in at all."""
        self.plan, self.error = None, sentence

    @property
    def asks(self) -> tuple[str, ...]:
        """What must be answered with yes before it is taken in."""
        return self.plan.asks if isinstance(self.plan, ExchangePlan) else ()

    def count(self, outcome: Outcome) -> int | None:
        """How many of its records have this outcome; None before it was read."""
        return None if self.plan is None else self.plan.counts[outcome.value]


def files_in(paths: Iterable[Path]) -> list[File]:
    """The files of a drop: a folder gives the spreadsheets that lie in it, then those in each of
    its folders, in order of name; no deeper, since a whole disk may be dropped.

    Locks and hidden files that office programs leave beside an open file are passed over.
    """
    found: dict[Path, File] = {}
    for path in paths:
        if not path.is_dir():
            found.setdefault(path, File(path.name, path))
            continue
        for one in _spreadsheets(path):
            found.setdefault(one, File(one.name, one))
        for folder in _inside(path):
            if folder.is_dir() and not folder.name.startswith("."):
                for one in _spreadsheets(folder):
                    found.setdefault(one, File(f"{folder.name}/{one.name}", one))
    return list(found.values())


def _spreadsheets(folder: Path) -> Iterator[Path]:
    for one in _inside(folder):
        hidden = one.name.startswith((".", "~$"))
        if one.suffix.casefold() in ENDINGS and not hidden and one.is_file():
            yield one


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder, in order of name; nothing where it may not be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def state_word(file: File) -> str:
    """The state of a file as its pill says it."""
    words = {
        State.UNREAD: _("Not read yet"),
        State.LOCKED: _("Needs its password"),
        State.REFUSED: _("Cannot be taken in"),
        State.REVIEW: _("To look through"),
        State.ENTERED: _("Marks entered"),
        State.READY: _("Ready"),
        State.NOTHING: _("Nothing new"),
    }
    return words[file.state]


def state_tone(file: File) -> Tone:
    """The colour of it."""
    tones = {
        State.LOCKED: Tone.WARN,
        State.REFUSED: Tone.BAD,
        State.REVIEW: Tone.WARN,
        State.ENTERED: Tone.GOOD,
        State.READY: Tone.GOOD,
    }
    return tones.get(file.state, Tone.NEUTRAL)


def count_files(count: int) -> str:
    """ "3 files"."""
    return ngettext("{n} file", "{n} files", count).format(n=count)
