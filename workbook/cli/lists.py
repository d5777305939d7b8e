"""How a list that somebody sent is understood: looked at without a workbook, and corrected."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.cli.common import Commands, first_line
from workbook.errors import SheetError
from workbook.i18n import _, ngettext

if TYPE_CHECKING:
    from workbook.intake.detect import ForeignList
    from workbook.services.intake import Read


def where_options(parser: argparse.ArgumentParser) -> None:
    """Options that say where in a file the list stands."""
    parser.add_argument("--sheet", dest="on_sheet", metavar="NAME", help=_("the sheet to read"))
    parser.add_argument(
        "--header-row",
        type=_row,
        metavar="N",
        help=_("the row of its captions, counted from 0; none for a list without"),
    )


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


def read_as_told(arguments: argparse.Namespace) -> Read:
    """The list in the file `arguments.sheet`, where the options of `where_options` say it stands;
    without them whatever the file is. Raises SheetError.
    """
    from workbook.intake.correction import NOTHING, Correction
    from workbook.intake.detect import detect
    from workbook.services import intake
    from workbook.sheets.reader import read_sheets

    password = first_line(arguments.password_file) if arguments.password_file else None
    told = Correction(sheet=arguments.on_sheet, header_row=arguments.header_row)
    if told == NOTHING:
        return intake.read_list(arguments.sheet, password=password)
    file = read_sheets(arguments.sheet, password=password)
    if told.sheet is not None and told.sheet not in [sheet.name for sheet in file.sheets]:
        raise SheetError(
            _("There is no sheet “{name}” in this file. It has: {sheets}.").format(
                name=told.sheet, sheets=", ".join(f"“{sheet.name}”" for sheet in file.sheets)
            ),
            reason="not_people",
        )
    return detect(file, told)


def _inspect_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("a list that somebody sent"))
    parser.add_argument("--json", action="store_true")
    where_options(parser)
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=_("of the sheet"))


def _inspect(arguments: argparse.Namespace) -> int:
    try:
        found = read_as_told(arguments)
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


COMMANDS: Commands = {
    "inspect": (_inspect, _inspect_options, _("how a list that somebody sent is understood")),
}
"""What is told of a list, without a workbook."""
