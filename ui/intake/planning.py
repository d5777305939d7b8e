"""Reading files and planning what they would do, in the order in which they are taken in.

Other offices' files come first: what a Form was made from may be in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui.intake.files import File
from workbook.errors import RuleError, SheetError
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.take_in import plan_exchange
from workbook.i18n import _
from workbook.intake.detect import ForeignList
from workbook.progress import Progress
from workbook.services import intake
from workbook.services.intake import Read, TakeInPlan
from workbook.sheets.reader import SheetFile

if TYPE_CHECKING:
    from workbook.storage.book import Workbook


@dataclass(frozen=True)
class Reading:
    """What reading one file came to: what was found, or why not."""

    found: Read | None = None
    locked: bool = False
    error: str = ""
    password: str | None = None


def read_all(wanted: Sequence[tuple[Path, str | None]], progress: Progress) -> list[Reading]:
    """Read (path, password) one after the other; a file that cannot be read stops no other."""
    found = []
    for place, (path, password) in enumerate(wanted):
        progress.report(place, len(wanted), path.name)
        found.append(_read(path, password))
    return found


def _read(path: Path, password: str | None) -> Reading:
    if not path.exists():
        return Reading(error=_("This file is no longer where it was. Choose it again."))
    try:
        return Reading(intake.read_list(path, password=password), password=password)
    except SheetError as error:
        locked = error.reason == "password"
        return Reading(locked=locked, error=error.sentence, password=password)


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


def plan_one(book: Workbook, file: File) -> TakeInPlan:
    """What a list or a Form would do, as it was answered. Raises RuleError for a Form of another
    programme.
    """
    found = file.found
    assert found is not None
    if isinstance(found, ForeignList):
        accepted = replace(
            found,
            agency=found.agency if file.same_agency else None,
            sex=found.sex if file.same_sex else None,
        )
        return intake.plan_list(book, accepted, cohort_id=file.cohort, decisions=file.asked)
    assert isinstance(found, SheetFile)
    return intake.plan_list(book, found, newer=file.newer, repair=file.repair)
