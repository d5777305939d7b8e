"""How a list that somebody sent is understood: looked at without a workbook, and corrected."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.cli.common import Commands, first_line
from workbook.errors import SheetError
from workbook.i18n import _, ngettext

if TYPE_CHECKING:
    from workbook.intake.correction import Correction
    from workbook.intake.detect import ForeignList
    from workbook.services.lists import Opened, Read
    from workbook.storage.book import Workbook


def where_options(parser: argparse.ArgumentParser) -> None:
    """Options that say where in a file the list stands."""
    parser.add_argument("--sheet", dest="on_sheet", metavar="NAME", help=_("the sheet to read"))
    parser.add_argument(
        "--header-row",
        type=_row,
        metavar="N",
        help=_("the row of its captions, counted from 0; none for a list without"),
    )
    parser.add_argument(
        "--dates",
        choices=("day", "month"),
        help=_("what comes first in dates that could be two days"),
    )
    parser.add_argument("--encoding", metavar="NAME", help=_("of the letters of a .csv: cp1256"))


def _row(text: str) -> int:
    from workbook.intake.correction import NO_HEADER

    if text.strip().lower() == "none":
        return NO_HEADER
    try:
        row = int(text)
    except ValueError:
        row = -1
    if row < 0:
        raise argparse.ArgumentTypeError(_("a row is 0, 1, 2 and so on, or none"))
    return row


def told_where(arguments: argparse.Namespace) -> Correction:
    """What the options of `where_options` say."""
    from workbook.intake.correction import Correction

    return Correction(sheet=arguments.on_sheet, header_row=arguments.header_row)


def open_as_told(path: Path, password: str | None, arguments: argparse.Namespace) -> Opened:
    """What `path` is; a list is read as the options of `where_options` say. Raises SheetError."""
    from workbook.intake.values import DateOrder
    from workbook.services import lists

    told = told_where(arguments)
    opened = lists.open_file(path, password=password, encoding=arguments.encoding, correction=told)
    if not isinstance(opened, lists.ListFile) or opened.found is None or not arguments.dates:
        return opened
    order = DateOrder.DAY_FIRST if arguments.dates == "day" else DateOrder.MONTH_FIRST
    orders = {question.column: order for question in opened.found.questions}
    return lists.correct(opened, replace(told, date_orders=orders)) if orders else opened


def open_as_kept(
    book: Workbook, path: Path, password: str | None, arguments: argparse.Namespace
) -> Opened:
    """What `open_as_told` gives; where nothing is told, a list as was kept under the name --map
    gives, else as lists of its sender were corrected before. Raises SheetError, NotFoundError.
    """
    from workbook.intake.correction import NOTHING
    from workbook.services import lists, mappings

    kept = mappings.named(book, arguments.map) if arguments.map else None
    opened = open_as_told(path, password, arguments)
    if not isinstance(opened, lists.ListFile):
        return opened
    if kept is None and opened.correction == NOTHING:
        opened = lists.as_before(book, opened)
    if opened.found is None:
        assert opened.refusal is not None
        raise opened.refusal
    if kept is not None and opened.found.report is None:
        found = mappings.read_as_saved(opened.sheets, opened.found, kept, asked=True)
        return replace(opened, found=found)
    return opened


def _inspect_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("a list that somebody sent"))
    parser.add_argument("--json", action="store_true")
    where_options(parser)
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=_("of the sheet"))


def _inspect(arguments: argparse.Namespace) -> int:
    from workbook.services import lists

    password = first_line(arguments.password_file) if arguments.password_file else None
    try:
        opened = open_as_told(arguments.sheet, password, arguments)
        found = lists.list_in(opened) if isinstance(opened, lists.ListFile) else opened
    except SheetError as error:
        if not arguments.json:
            raise
        print(json.dumps({"reason": error.reason, "sentence": error.sentence}, ensure_ascii=False))
        return 2
    said = _said(found)
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _print(said)
    return 0


def _said(found: Read) -> dict[str, Any]:
    from workbook.exchange.plans import ExchangeFile
    from workbook.sheets.reader import SheetFile

    if isinstance(found, ExchangeFile):
        return _of_an_office("exchange", list(found.sheets), list(found.notes))
    if isinstance(found, SheetFile):
        return _of_an_office("form", found.sheets, found.notes)
    return _of_list(found)


def _of_an_office(kind: str, sheets: list[Any], notes: list[str]) -> dict[str, Any]:
    """Of a file that carries ids: what it is. Its people are compared when it is taken in."""
    return {
        "sheets": [
            {"name": sheet.name, "hidden": sheet.hidden, "people": None, "header_row": None}
            for sheet in sheets
        ],
        "kind": kind,
        "warnings": notes,
    }


def _of_list(found: ForeignList) -> dict[str, Any]:
    return {
        "sheets": [asdict(sheet) for sheet in found.sheets],
        "kind": found.kind.value,
        "sheet": found.sheet,
        "header_row": found.caption_row,
        "header_rows": list(found.header_rows),
        "across": found.across,
        "people": found.people,
        "persons": found.persons,
        "reserve": found.reserve,
        "mapping": [
            {
                "column": str(column.column + 1) if found.across else column.letters,
                "header": column.header,
                "field": column.field,
                "filled": column.filled,
                "right": column.right,
                "by": column.by,
            }
            for column in found.mapping
        ],
        "left_out": [asdict(row) for row in found.left_out],
        "questions": [asdict(question) for question in found.questions],
        "warnings": list(found.warnings),
        "agency": asdict(found.agency) if found.agency else None,
        "sex": found.sex.sex.value if found.sex else None,
        "encoding": found.encoding,
    }


def _print(said: dict[str, Any]) -> None:
    words = {
        "exchange": _("A file of another office. Take it in to see what it brings."),
        "form": _("A file that was given out. Take it in to see what was filled in."),
    }
    if said["kind"] in words:
        print(words[said["kind"]])
    else:
        _print_list(said)
    for warning in said["warnings"]:
        print(f"  {warning}")


def _print_list(said: dict[str, Any]) -> None:
    print(
        ngettext("{n} row names a person", "{n} rows name people", said["people"]).format(
            n=said["people"]
        )
        + ngettext(" ({n} person, ", " ({n} people, ", said["persons"]).format(n=said["persons"])
        + _("{n} in reserve), as {kind}.").format(n=said["reserve"], kind=said["kind"])
    )
    row = said["header_row"]
    print(
        _("Sheet “{sheet}”").format(sheet=said["sheet"])
        + ", "
        + (_("without header") if row is None else _("header in row {n}").format(n=row + 1))
    )
    for column in said["mapping"]:
        if column["field"]:
            right = _("{right} of {filled} look right").format(**column)
            print(f"  {column['column']:>3}  {column['header']}  →  {column['field']}  ({right})")
    for question in said["questions"]:
        print(
            "  "
            + _("Does the day or the month come first in “{header}”? {examples}").format(
                header=question["header"], examples=", ".join(question["examples"])
            )
        )


def _template_options(parser: argparse.ArgumentParser) -> None:
    from workbook.intake.template_words import TEMPLATES

    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--language", choices=tuple(TEMPLATES), default="en")


def _template(arguments: argparse.Namespace) -> int:
    from workbook.files import write_bytes
    from workbook.intake.template import template
    from workbook.sources import Sources

    content = template(arguments.language, created=Sources.system().today())
    write_bytes(arguments.out, content)
    print(_("Written: {name}").format(name=arguments.out.name))
    return 0


COMMANDS: Commands = {
    "inspect": (_inspect, _inspect_options, _("how a list that somebody sent is understood")),
    "template": (_template, _template_options, _("an empty list of nominations to send out")),
}
"""What needs no workbook: how a list is understood, and one to be filled in."""
