"""Reading the XML that Excel 2002 and 2003 could save, and many web programs still do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workbook.sheets.addresses import address
from workbook.sheets.admitted import Admitted, Table
from workbook.sheets.refusals import LIST, check_place, damaged
from workbook.sheets.scan import Scan
from workbook.sheets.xml import local, parse

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"

_CELL = f"{_NAMESPACE} Cell"
_DATA = f"{_NAMESPACE} Data"
_SHEET = f"{_NAMESPACE} Worksheet"


def spreadsheetml_tables(admitted: Admitted) -> list[Table]:
    """The sheets of such a file. Raises SheetError: damaged or limit."""
    book = _Book()
    try:
        parse(admitted.content, book.start, book.end, book.text)
    except ValueError as error:
        raise damaged() from error
    return [
        Table(name, name in book.hidden, scan, iter(rows))
        for name, (scan, rows) in book.sheets.items()
    ]


class _Book:
    def __init__(self) -> None:
        self.sheets: dict[str, tuple[Scan, list[list[Any]]]] = {}
        self.hidden: set[str] = set()
        self._name = ""
        self._row = self._column = self._across = -1
        self._next_column = 0
        self._formula: str | None = None
        self._kind = ""
        self._value: list[str] | None = None
        self._visible: list[str] | None = None
        self._filled = -1
        self._in_comment = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {local(name): value for name, value in attributes.items()}
        name = local(tag)
        if tag == _CELL:
            self._column = int(said.get("Index", self._column + self._across + 2)) - 1
            self._across = int(said.get("MergeAcross", 0))
            down = int(said.get("MergeDown", 0))
            check_place(self._row, self._column, LIST)
            if self._across or down:
                self._scan.merged.append(
                    (self._row, self._column, self._row + down, self._column + self._across)
                )
            self._formula = said.get("Formula")
            self._kind = ""
        elif tag == _DATA and not self._in_comment:
            self._kind = said.get("Type", "String")
            self._value = []
        elif name == "Row":
            self._row = int(said.get("Index", self._row + 2)) - 1
            self._column, self._across, self._filled = -1, 0, -1
            if said.get("Hidden") == "1":
                self._scan.hidden_rows.append(self._row)
        elif name == "Column":
            first = int(said.get("Index", self._next_column + 1)) - 1
            self._next_column = first + int(said.get("Span", 0)) + 1
            if said.get("Hidden") == "1" and self._next_column <= LIST.columns:
                self._scan.hidden_columns += range(first, self._next_column)
        elif tag == _SHEET:
            self._name = said.get("Name", "")
            self.sheets[self._name] = Scan(), []
            self._row, self._next_column = -1, 0
        elif name == "Comment":
            self._in_comment = True
        elif name == "Visible":
            self._visible = []

    def text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)
        elif self._visible is not None:
            self._visible.append(text)

    def end(self, tag: str) -> None:
        if tag == _CELL:
            if self._formula is not None:
                stored = bool(self._kind)
                self._scan.formula(address(self._row, self._column), self._formula, stored=stored)
            if self._formula is not None or self._kind:
                self._filled = self._column
        elif tag == _DATA and self._value is not None:
            self._put("".join(self._value))
            self._value = None
        elif local(tag) == "Comment":
            self._in_comment = False
        elif local(tag) == "Row" and self._filled >= 0:
            self._scan.use(self._row, self._filled, LIST)
        elif local(tag) == "Visible" and self._visible is not None:
            if "".join(self._visible).strip() in ("SheetHidden", "SheetVeryHidden"):
                self.hidden.add(self._name)
            self._visible = None

    @property
    def _scan(self) -> Scan:
        if self._name not in self.sheets:
            raise damaged()
        return self.sheets[self._name][0]

    def _put(self, text: str) -> None:
        if self._kind == "Error":
            self._scan.errors[address(self._row, self._column)] = text
            self._formula = None
            return
        rows = self.sheets[self._name][1]
        rows += ([] for _missing in range(self._row - len(rows) + 1))
        cells = rows[self._row]
        cells += [None] * (self._column - len(cells) + 1)
        cells[self._column] = _value(self._kind, text)


def _value(kind: str, text: str) -> Any:
    """The value; a text where it is not what it says to be."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != datetime.min.time() else moment.date()
    except ValueError:
        return text
    if kind == "Boolean":
        return text.strip().lower() in ("1", "true")
    return text
