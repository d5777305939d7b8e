"""Taking the files in, one after the other, each just as it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ui.intake.files import File
from ui.intake.planning import plan_one
from workbook.exchange.edit_plan import FormPlan
from workbook.exchange.plans import ExchangePlan, ParkedPlan
from workbook.exchange.take_in import apply_exchange
from workbook.i18n import _
from workbook.intake.plan import Plan
from workbook.progress import Progress
from workbook.services import intake

if TYPE_CHECKING:
    from workbook.storage.book import Workbook


@dataclass(frozen=True)
class Taken:
    """A file that was taken in: its `step`, or its number among the `take_ins`, for undo.

    Both None: nothing came of it that could be undone, such as a file that is kept for later.
    """

    file: File
    counts: dict[str, int]
    step: bytes | None = None
    take_in: int | None = None


@dataclass
class TakenIn:
    """What a run came to. `stopped` is why the rest was not taken in, "" when all was."""

    files: list[Taken] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    stopped: str = ""


def take_in(book: Workbook, files: Sequence[File], progress: Progress) -> TakenIn:
    """Take in `files`, those of other offices first and in one transaction, then each other.

    What an earlier file brought may change what a later one would do: then the run stops before
    it. Raises RuleError when nothing was taken in since the workbook has changed.
    """
    done = TakenIn()
    offices = [file for file in files if isinstance(file.plan, ExchangePlan | ParkedPlan)]
    if offices:
        _take_offices(book, offices, done, progress)
    first = not offices
    for file in files:
        if file in offices:
            continue
        plan = file.plan
        assert isinstance(plan, Plan | FormPlan)
        if not first:
            fresh = plan_one(book, file)
            if _said(fresh) != _said(plan):
                done.stopped = _(
                    "What was taken in before it changes what “{file}” would do: look at it again."
                ).format(file=file.name)
                return done
            plan = fresh
            assert isinstance(plan, Plan | FormPlan)
        changes = intake.apply_plan(book, plan, progress=progress)
        if file.list is not None:
            intake.keep_correction(book, file.list, file.keep_as)
        done.files.append(Taken(file, plan.counts, step=changes.step))
        done.kinds |= changes.kinds
        first = False
    return done


def _take_offices(book: Workbook, files: Sequence[File], done: TakenIn, progress: Progress) -> None:
    plans = [plan for file in files if isinstance(plan := file.plan, ExchangePlan | ParkedPlan)]
    made = apply_exchange(book, plans, progress=progress)
    numbers = iter(made.take_ins)
    for file, plan in zip(files, plans, strict=True):
        noted = isinstance(plan, ExchangePlan) and plan.again is None and plan.brings
        number = next(numbers, None) if noted else None
        done.files.append(Taken(file, dict(plan.counts), take_in=number))
    done.kinds |= made.changes.kinds
    done.notices = made.notices


def _said(plan: Any) -> object:
    """What a plan was looked at for: what becomes of each row, and whom it may be."""
    if isinstance(plan, Plan):
        # That somebody whom it may be is called otherwise by now changes nothing.
        records = [
            (record._replace(candidates=()), [one.person for one in record.candidates])
            for record in plan.records
        ]
        return records, plan.learners
    return plan.rows, plan.doubts
