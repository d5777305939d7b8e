"""A file that may be read, and its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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


@dataclass
class Admitted:
    """A file that may be read: `content` is the decrypted file, in a form the readers know."""

    form: Form
    content: bytes
    notes: list[str] = field(default_factory=list)
    scans: dict[str, Scan] = field(default_factory=dict)
    """By the name of the sheet, for the forms whose sheets are looked through beforehand."""
    limits: Limits = LIST
    encoding: str | None = None
    """The codec of a text: the one to use, or None until one was found."""


class Table(NamedTuple):
    """One sheet. `rows` begin at the first row and column; cells are as the library gives them."""

    name: str
    hidden: bool
    scan: Scan
    rows: Iterator[list[Any]]
