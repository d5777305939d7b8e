"""Commands on a cohort: create it, enrol, plan, mark."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.cli.common import Commands, cohort_key, day, file_and_cohort, file_option, open_book
from workbook.i18n import _

if TYPE_CHECKING:
    from workbook.services.cohorts import EnrolmentRow


def _cohort_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--title", required=True)
    parser.add_argument("--from", dest="starts_on", type=day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="ends_on", type=day, required=True, metavar="DATE")


def _make_cohort(arguments: argparse.Namespace) -> int:
    from workbook.services import cohorts

    with open_book(arguments) as book:
        cohorts.create_cohort(
            book,
            code=arguments.code,
            title=arguments.title,
            starts_on=arguments.starts_on,
            ends_on=arguments.ends_on,
        )
    print(_("Cohort {code} created.").format(code=arguments.code))
    return 0


def _enrol_options(parser: argparse.ArgumentParser) -> None:
    file_and_cohort(parser)
    parser.add_argument(
        "--all-ready", action="store_true", help=_("only those whose modules are all passed")
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="REF",
        help=_("let this person start though modules are missing"),
    )
    parser.add_argument("--reason", metavar="TEXT", help=_("why she is allowed"))


def _enrol(arguments: argparse.Namespace) -> int:
    from workbook.services import cohorts

    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort)
        allowed = [
            cohorts.get_enrolment_by_ref(book, cohort_id=cohort, ref=ref).id
            for ref in arguments.allow
        ]
        for enrolment in allowed:
            cohorts.allow(book, enrolment_id=enrolment, reason=arguments.reason or "")
        if allowed and not arguments.all_ready:
            cohorts.enrol(book, cohort_id=cohort, enrolment_ids=allowed)
        elif arguments.all_ready:
            cohorts.enrol_ready(book, cohort_id=cohort)
        else:
            cohorts.enrol(book, cohort_id=cohort)
        rows = cohorts.enrolment_rows(book, cohort_id=cohort)
        _print_standing(rows)
    return 0


def _print_standing(rows: Sequence[EnrolmentRow]) -> None:
    enrolled = [row for row in rows if row.state == "enrolled"]
    ready = sum(row.ready for row in enrolled)
    allowed = sum(not row.ready and row.allowed_reason is not None for row in enrolled)
    print(
        _("{enrolled} enrolled: {ready} ready, {allowed} allowed with a reason.").format(
            enrolled=len(enrolled), ready=ready, allowed=allowed
        )
    )
    for row in rows:
        if row.missing and row.allowed_reason is None:
            name = row.name or row.name_native
            print(f"  {row.ref}  {name}  {row.state}  " + _("lacks") + " " + ", ".join(row.missing))


def _plan_options(parser: argparse.ArgumentParser) -> None:
    file_and_cohort(parser)
    parser.add_argument("--template", required=True, metavar="NAME")


def _plan(arguments: argparse.Namespace) -> int:
    from workbook.services import schedule

    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort)
        schedule.plan_training(book, cohort_id=cohort, template=arguments.template)
        for row in schedule.session_rows(book, cohort_id=cohort):
            print(f"{row.day:%a %d %b %Y}  {row.starts_at}-{row.ends_at}  {row.title}")
    return 0


def _mark_options(parser: argparse.ArgumentParser) -> None:
    file_and_cohort(parser)
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("the sheet with the marks"))


def _mark(arguments: argparse.Namespace) -> int:
    from workbook.services import mark_sheets

    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort)
        found = mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=arguments.sheet)
        print(found.summary())
    return 0


COMMANDS: Commands = {
    "cohort": (_make_cohort, _cohort_options, _("create a cohort")),
    "enrol": (_enrol, _enrol_options, _("enrol the nominated")),
    "plan": (_plan, _plan_options, _("plan the training from a curriculum")),
    "mark": (_mark, _mark_options, _("bring in attendance marks")),
}
