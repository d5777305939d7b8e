"""Reading files and planning what they would do, in the order in which they are taken in.

Other offices' files come first: what a Form was made from may be in one of them. Lists of people
come before what is told of those people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui.intake.files import File
from workbook.errors import RuleError, SheetError
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.take_in import plan_exchange
from workbook.i18n import _
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ForeignList, ListKind
from workbook.progress import Progress
from workbook.services import intake
from workbook.services.intake import ListFile, Opened, TakeInPlan
from workbook.sheets.reader import SheetFile

if TYPE_CHECKING:
    from workbook.storage.book import Workbook


@dataclass(frozen=True)
class Wanted:
    """A file to be read: how it opens, and what is known of how it is read."""

    path: Path
    password: str | None = None
    encoding: str | None = None
    correction: Correction = NOTHING


@dataclass(frozen=True)
class Reading:
    """What reading one file came to: what was found, or why not."""

    read: Opened | None = None
    locked: bool = False
    error: str = ""
    password: str | None = None


def read_all(book: Workbook, wanted: Sequence[Wanted], progress: Progress) -> list[Reading]:
    """Read files one after the other; one that cannot be read stops no other."""
    found = []
    for place, one in enumerate(wanted):
        progress.report(place, len(wanted), one.path.name)
        found.append(_read(book, one))
    return found


def _read(book: Workbook, wanted: Wanted) -> Reading:
    if not wanted.path.exists():
        return Reading(error=_("This file is no longer where it was. Choose it again."))
    try:
        read = intake.open_file(
            wanted.path,
            password=wanted.password,
            encoding=wanted.encoding,
            correction=wanted.correction,
        )
    except SheetError as error:
        locked = error.reason == "password"
        return Reading(locked=locked, error=error.sentence, password=wanted.password)
    if isinstance(read, ListFile) and wanted.correction == NOTHING:
        read = intake.as_before(book, read)
    return Reading(read, password=wanted.password)


_OF_PEOPLE = (ListKind.COMPLETIONS, ListKind.NATIVE_NAMES, ListKind.MARKS, ListKind.TEST_MARKS)


def in_order(files: Iterable[File]) -> list[File]:
    """The files as they are taken in, else as they came: a folder has them by name."""

    def place(file: File) -> int:
        if file.is_meeting:
            return 2
        found = file.found
        return int(isinstance(found, ForeignList) and found.kind in _OF_PEOPLE)

    return sorted(files, key=place)


Answers = Mapping[str, tuple[bool | None, bool]]
"""By a file's digest: is it newer than what was taken in before, are shuffled rows put back."""


def plan_offices(
    book: Workbook, files: Sequence[ExchangeFile], answers: Answers, progress: Progress
) -> list[ExchangePlan | ParkedPlan | str]:
    """What the files of other offices would do one after the other; a sentence for each that
    cannot be taken in at all.
    """
    try:
        return list(plan_exchange(book, files, answers=answers, progress=progress))
    except RuleError as error:
        if len(files) == 1:
            return [error.sentence]
    alone = [plan_offices(book, [file], answers, progress)[0] for file in files]
    good = [file for file, plan in zip(files, alone, strict=True) if not isinstance(plan, str)]
    together = iter(plan_offices(book, good, answers, progress)) if good else iter(())
    return [plan if isinstance(plan, str) else next(together) for plan in alone]


@dataclass(frozen=True)
class Understood:
    """A list in another understanding, and what it would do; a sentence where it cannot be taken
    in, None where there is no list, or one that is never planned.
    """

    read: ListFile
    plan: TakeInPlan | str | None


def understand(book: Workbook, file: File, wanted: Correction) -> Understood:
    """The list of `file` as `wanted` says."""
    assert file.list is not None
    read = intake.correct(file.list, wanted)
    found = read.found
    if found is None or found.report is not None:
        return Understood(read, None)
    try:
        return Understood(read, _plan_list(book, file, found))
    except RuleError as error:
        return Understood(read, error.sentence)


def plan_one(book: Workbook, file: File) -> TakeInPlan:
    """What a list or a Form would do, as it was answered. Raises RuleError for a Form of another
    programme.
    """
    found = file.found
    if isinstance(found, ForeignList):
        return _plan_list(book, file, found)
    assert isinstance(found, SheetFile)
    return intake.plan_list(book, found, newer=file.newer, repair=file.repair)


def as_answered(files: Iterable[File]) -> list[File]:
    """The files as they are answered now, to be planned elsewhere while more is answered."""
    return [replace(file, asked=dict(file.asked)) for file in files]


def plan_lists(book: Workbook, files: Sequence[File], progress: Progress) -> list[TakeInPlan | str]:
    """What each of these lists and Forms would do alone; a sentence for one that cannot be taken
    in at all.
    """
    plans: list[TakeInPlan | str] = []
    for place, file in enumerate(files):
        progress.report(place, len(files), file.name)
        try:
            plans.append(plan_one(book, file))
        except RuleError as error:
            plans.append(error.sentence)
    return plans


def is_planned(file: File) -> bool:
    """Whether it is a list or a Form: these are planned alone."""
    return not (file.found is None or isinstance(file.found, ExchangeFile) or file.is_meeting)


def rows_in(file: File) -> int:
    """How many rows of people a list has; 0 for what is no list."""
    return len(file.found.records) if isinstance(file.found, ForeignList) else 0


def show_plans(files: Sequence[File], plans: Sequence[TakeInPlan | str]) -> None:
    """Tell each file its plan, or why it cannot be taken in."""
    for file, plan in zip(files, plans, strict=True):
        if isinstance(plan, str):
            file.refuse(plan)
        else:
            file.show_plan(plan)


def _plan_list(book: Workbook, file: File, found: ForeignList) -> TakeInPlan:
    accepted = replace(
        found,
        agency=found.agency if file.same_agency else None,
        sex=found.sex if file.same_sex else None,
    )
    return intake.plan_list(book, accepted, cohort_id=file.cohort, decisions=file.asked)
