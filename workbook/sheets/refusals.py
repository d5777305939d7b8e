"""How large a file may be, and the sentences with which one is refused."""

from __future__ import annotations

from typing import NamedTuple

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.addresses import address


class Limits(NamedTuple):
    """How large a file may be: bytes unpacked, rows with something in them, columns."""

    unpacked: int
    rows: int
    columns: int


LIST = Limits(unpacked=50_000_000, rows=20_000, columns=300)
EXCHANGE = Limits(unpacked=250_000_000, rows=200_000, columns=3_000)
"""For an .xlsx that says it is one of ours: the whole history of an office is in it."""


def damaged() -> SheetError:
    """For a file whose parts do not fit together."""
    return SheetError(
        _(
            "This file is damaged or was not copied completely. Nothing was read."
            " Ask for it again, or open and save it in Excel or LibreOffice."
        ),
        reason="damaged",
    )


def limit(why: str) -> SheetError:
    """For a file beyond a limit; `why` is a part of a sentence."""
    return SheetError(
        _("This file is too large to be a list of people: {why}. Nothing was read.").format(
            why=why
        ),
        reason="limit",
    )


def too_many_rows(limits: Limits) -> SheetError:
    """For a sheet with more rows than `limits` let in."""
    return limit(_("it has more than {rows} rows").format(rows=f"{limits.rows:,}"))


def check_place(row: int, column: int, limits: Limits) -> None:
    """Raise SheetError (limit) for a filled cell, counted from 0, that lies too far out.

    However few cells are filled, a reader makes room for all before the last one.
    """
    if row >= limits.rows or column >= limits.columns:
        raise limit(
            _("cell {cell} is filled, and {rows} rows and {columns} columns are read").format(
                cell=address(row, column), rows=f"{limits.rows:,}", columns=f"{limits.columns:,}"
            )
        )


def not_a_sheet() -> SheetError:
    """For a file of another kind."""
    return SheetError(
        _("This is not a spreadsheet. Choose an .xlsx, .xls, .ods or .csv file. Nothing was read."),
        reason="unsupported",
    )


def a_document() -> SheetError:
    """For a web page or document that is named like a spreadsheet."""
    return SheetError(
        _(
            "This file is a web page or document, not a spreadsheet, whatever its name says."
            " Open it in Excel or LibreOffice, save it as .xlsx and choose that file."
        ),
        reason="unsupported",
    )


def needs_password() -> SheetError:
    """For a file that a password would open."""
    return SheetError(
        _(
            "This file is protected with a password."
            " Enter it, or save a copy without one as .xlsx. Nothing was read."
        ),
        reason="password",
    )


def wrong_password() -> SheetError:
    """For a password that does not fit."""
    return SheetError(
        _("The password does not open this file. Nothing was read."), reason="password"
    )


def needs_a_copy() -> SheetError:
    """For a file under a kind of protection that cannot be opened here."""
    return SheetError(
        _(
            "This file is protected with a password in a way that cannot be opened here."
            " Open it in Excel or LibreOffice, save a copy without a password"
            " and choose that file. Nothing was read."
        ),
        reason="password",
    )
