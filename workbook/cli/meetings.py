"""What `take-in` does with the report of an online meeting: shows what it would mark."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext

if TYPE_CHECKING:
    from workbook.intake.meeting import MeetingReport
    from workbook.storage.book import Workbook


def meeting_options(parser: argparse.ArgumentParser) -> None:
    """What can be said of a meeting's report."""
    parser.add_argument(
        "--mark", action="store_true", help=_("of a meeting's report: enter the marks it proposes")
    )
    parser.add_argument(
        "--threshold",
        type=int,
        metavar="PERCENT",
        help=_("of a session's minutes, from which on somebody was present"),
    )


def take_in_meeting(
    book: Workbook, report: MeetingReport, cohort_id: int | None, arguments: argparse.Namespace
) -> int:
    """Show the review of a report; with --mark also enter what it ticks."""
    from workbook.services import meetings

    if cohort_id is None:
        raise WorkbookError(
            _("This is the report of a meeting. Name the cohort with --cohort. Nothing was marked.")
        )
    threshold = arguments.threshold
    if threshold is not None and not 1 <= threshold <= 100:
        raise WorkbookError(_("--threshold takes a percentage from 1 to 100. Nothing was marked."))
    review = meetings.review(book, report, cohort_id=cohort_id, threshold=threshold)
    entered = 0
    if arguments.mark and not arguments.dry_run and review.ticked:
        entered = len(review.ticked)
        meetings.mark(book, review)
    if arguments.json:
        print(json.dumps(review.to_json() | {"marked": entered}, ensure_ascii=False, indent=2))
        return 0
    print(review.summary())
    for line in review.lines():
        print(f"  {line}")
    if entered:
        print(ngettext("{n} mark entered.", "{n} marks entered.", entered).format(n=entered))
    elif review.ticked:
        print(_("Nothing was marked. With --mark what is proposed here is entered."))
    else:
        print(_("Nothing was marked."))
    return 0
