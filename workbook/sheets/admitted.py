"""A file that may be read, and its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from workbook.sheets.refusals import LIST, Limits
from workbook.sheets.scan import Scan

Form = Literal["xlsx", "xlsb", "biff", "spreadsheetml", "ods", "text"]

KINDS: dict[Form, Literal["xlsx", "xlsb", "xls", "ods", "csv"]] = {
    "xlsx": "xlsx",
    "xlsb": "xlsb",
    "biff": "xls",
    "spreadsheetml": "xls",
    "ods": "ods",
    "text": "csv",
}
"""What a file of each form is called."""


class Admitted:
    """A file that may be read: `content` is the decrypted file, in a form the readers know.

    `scans` goes by the name of the sheet, for the forms whose sheets are looked through
    beforehand. `encoding` is the codec of a text: the one to use, or None until one was found.
    """

    def __init__(
        self,
        form: Form,
        content: bytes,
        notes: list[str] | None = None,
        scans: dict[str, Scan] | None = None,
        limits: Limits = LIST,
    ) -> None:
        self.form: Form = form
        self.content = content
        self.notes = notes or []
        self.scans = scans or {}
        self.limits = limits
        self.encoding: str | None = None


class Table(NamedTuple):
    """One sheet. `rows` begin at the first row and column; cells are as the library gives them."""

    name: str
    hidden: bool
    scan: Scan
    rows: Iterator[list[Any]]
