"""Commands on spreadsheets that come in and go out, and on what they leave to decide."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from workbook.cli.common import Commands, cohort_key, file_option, first_line, open_book
from workbook.errors import WorkbookError
from workbook.i18n import _


def _take_in_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("the list to bring in"))
    parser.add_argument("--cohort", metavar="CODE", help=_("whom the list nominates for"))
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, change nothing"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=_("of the list"))


def _take_in(arguments: argparse.Namespace) -> int:
    from workbook.services import intake

    password = first_line(arguments.password_file) if arguments.password_file else None
    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort) if arguments.cohort else None
        found = intake.read_list(arguments.sheet, password=password)
        plan = intake.plan_list(book, found, cohort_id=cohort)
        if not arguments.dry_run:
            intake.apply_plan(book, plan)
    if arguments.json:
        print(json.dumps(plan.to_json(), ensure_ascii=False, indent=2))
    else:
        print(plan.summary())
        for line in plan.lines():
            print(f"  {line}")
    return 0


def _export_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--cohort", metavar="CODE", help=_("this cohort only"))
    parser.add_argument(
        "--with",
        dest="ticked",
        default="",
        metavar="notes,ids,phones",
        help=_("what leaves only when named: notes, ids, phones"),
    )
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help=_("protect the sheet with a password")
    )


def _export(arguments: argparse.Namespace) -> int:
    from workbook.services import export

    ticked = frozenset(part.strip() for part in arguments.ticked.split(",") if part.strip())
    unknown = ticked - export.TICKS
    if unknown:
        raise WorkbookError(
            _("--with takes notes, ids and phones, not “{word}”. Nothing was written.").format(
                word=sorted(unknown)[0]
            )
        )
    password = first_line(arguments.password_file) if arguments.password_file else None
    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort) if arguments.cohort else None
        done = export.export_cohort(
            book, arguments.out, cohort_id=cohort, ticked=ticked, password=password
        )
        print(done.summary())
    return 0


COMMANDS: Commands = {
    "take-in": (_take_in, _take_in_options, _("bring in a list")),
    "export": (_export, _export_options, _("write a spreadsheet to fill in and bring back")),
}
