"""Commands on the workbook file itself."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from workbook.cli.common import Commands, file_option, open_book, passphrase
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext


def _new_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("--office", required=True, metavar="CODE")
    parser.add_argument("--name", required=True, metavar="OFFICE-NAME")
    parser.add_argument("--programme", default="MAIN", metavar="CODE")


def _new(arguments: argparse.Namespace) -> int:
    from workbook.storage.book import Workbook

    with Workbook.create(
        arguments.file,
        passphrase=passphrase(arguments),
        office_code=arguments.office,
        office_name=arguments.name,
        programme_code=arguments.programme,
        operator=arguments.operator,
    ) as book:
        print(
            _("Emergency key (sheet {number}), shown once: print it and lock it away.").format(
                number=book.sheet_number
            )
        )
        print(book.emergency_key)
    return 0


def _history_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("--limit", type=int, default=200, metavar="N")


def _history(arguments: argparse.Namespace) -> int:
    from workbook.services import history

    with open_book(arguments, read_only=True) as book:
        for row in history.history_rows(book, limit=arguments.limit):
            undone = _(" (undone)") if row.undone else ""
            print(f"{row.when}  {row.user or '-'}  {row.what}  [{row.count}]{undone}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from workbook.services import check

    with open_book(arguments, read_only=True) as book:
        findings = check.check(book)
    for finding in findings:
        print(finding.sentence)
    if findings:
        raise WorkbookError(
            ngettext(
                "{count} place is not as the change log says. Restore a backup, or ask for help.",
                "{count} places are not as the change log says. Restore a backup, or ask for help.",
                len(findings),
            ).format(count=len(findings))
        )
    print(_("All is well: every page, every change and every table was checked."))
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    with open_book(arguments) as book:
        row = book.backup_now()
        print(
            _("Backup {number}: {people} people, opened and checked. {path}").format(
                number=row.number, people=row.people, path=row.path
            )
        )
    return 0


def _dump(arguments: argparse.Namespace) -> int:
    from workbook.storage.dump import dump

    with open_book(arguments, read_only=True) as book, book.reading() as db:
        sys.stdout.buffer.write(dump(db))
    return 0


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", default=Path("demo"), metavar="DIR")


def _demo(arguments: argparse.Namespace) -> int:
    from workbook import demo

    chosen = os.environ.get("WORKBOOK_PASSPHRASE") or "demo"
    for line in demo.run(arguments.folder, passphrase=chosen):
        print(line, flush=True)
    return 0


COMMANDS: Commands = {
    "demo": (_demo, _demo_options, _("do the whole job on invented people and keep the results")),
    "new": (_new, _new_options, _("make a workbook; prints its emergency key once")),
    "history": (_history, _history_options, _("who did what, when")),
    "check": (_check, file_option, _("prove that the file is whole and says what its log says")),
    "backup": (_backup, file_option, _("make a verified backup")),
    "dump": (_dump, file_option, _("the synced records as canonical JSON")),
}
