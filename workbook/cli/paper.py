"""Commands on paper: certificates and attendance sheets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.cli.common import Commands, cohort_key, day, file_and_cohort, file_option, open_book
from workbook.i18n import _

if TYPE_CHECKING:
    from workbook.services.printing import PrintDone


def _issue_options(parser: argparse.ArgumentParser) -> None:
    file_and_cohort(parser)
    parser.add_argument("--dry-run", action="store_true", help=_("show the list, issue nothing"))


def _issue(arguments: argparse.Namespace) -> int:
    from workbook.services import certificates

    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort)
        plan = certificates.plan_issue(book, cohort_id=cohort)
        if not arguments.dry_run:
            certificates.issue(book, cohort_id=cohort)
        print(plan.summary())
        for row in certificates.verdict_rows(book, cohort_id=cohort):
            print(row.line())
    return 0


def _print_sheets_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("out", type=Path, metavar="OUT.pdf")
    parser.add_argument("--cohort", required=True, metavar="CODE")
    parser.add_argument("--day", type=day, metavar="DATE", help=_("this day only"))
    parser.add_argument("--language", choices=("en", "ur"), default="en")


def _print_sheets(arguments: argparse.Namespace) -> int:
    from workbook.services import printing

    with open_book(arguments) as book:
        cohort = cohort_key(book, arguments.cohort)
        done = printing.print_sheets(
            book,
            arguments.out,
            cohort_id=cohort,
            day=arguments.day,
            language=arguments.language,
        )
    return _printed(done)


def _print_certificates_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("out", type=Path, metavar="OUT.pdf")
    parser.add_argument("--cohort", required=True, metavar="CODE")
    parser.add_argument("--only", metavar="NUMBER", help=_("this certificate alone"))


def _print_certificates(arguments: argparse.Namespace) -> int:
    from workbook.services import printing

    with open_book(arguments, read_only=True) as book:
        cohort = cohort_key(book, arguments.cohort)
        done = printing.print_certificates(
            book, arguments.out, cohort_id=cohort, only=arguments.only
        )
    return _printed(done)


def _printed(done: PrintDone) -> int:
    print(done.summary())
    for warning in done.warnings:
        print(warning, file=sys.stderr)
    return 0


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="CODE-TEXT|IMAGE", help=_("the text of the code, or a picture of it")
    )
    parser.add_argument("--workbook", dest="file", type=Path, required=True, metavar="FILE")


def _verify(arguments: argparse.Namespace) -> int:
    from workbook.services import verify

    with open_book(arguments, read_only=True) as book:
        found = verify.verify(book, arguments.code)
    for line in found.lines():
        print(line)
    return 0 if found.genuine else 2


COMMANDS: Commands = {
    "issue": (_issue, _issue_options, _("issue the certificates that are earned")),
    "print-sheets": (_print_sheets, _print_sheets_options, _("print attendance sheets to a PDF")),
    "print-certificates": (
        _print_certificates,
        _print_certificates_options,
        _("print issued certificates to a PDF"),
    ),
    "verify": (_verify, _verify_options, _("check a certificate by its code")),
}
