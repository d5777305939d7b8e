"""What commands share: opening the workbook, and the options several take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.i18n import _

if TYPE_CHECKING:
    from workbook.storage.book import Workbook

Command = Callable[[argparse.Namespace], int]
Options = Callable[[argparse.ArgumentParser], None]
Commands = dict[str, tuple[Command, Options, str]]
"""What runs, what options it takes, and what is said of it, by the subcommand's name."""


def passphrase(arguments: argparse.Namespace) -> str:
    if arguments.passphrase_file is not None:
        return first_line(arguments.passphrase_file)
    try:
        return os.environ["WORKBOOK_PASSPHRASE"]
    except KeyError:
        raise WorkbookError(
            _("No password was given. Use --passphrase-file, or set WORKBOOK_PASSPHRASE.")
        ) from None


def first_line(path: Path) -> str:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkbookError(
            _("The password file “{name}” cannot be read.").format(name=path.name)
        ) from error
    if not lines or not lines[0]:
        raise WorkbookError(_("The password file “{name}” is empty.").format(name=path.name))
    return lines[0]


def open_book(arguments: argparse.Namespace, *, read_only: bool = False) -> Workbook:
    from workbook.storage.book import Workbook

    path: Path = arguments.file
    return Workbook.open(
        path, passphrase=passphrase(arguments), operator=arguments.operator, read_only=read_only
    )


def cohort_key(book: Workbook, code: str) -> int:
    from workbook.services import cohorts

    return cohorts.get_cohort_by_code(book, code=code).id


def file_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the workbook"))


def file_and_cohort(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("--cohort", required=True, metavar="CODE")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a date is written 2020-11-02")) from None
