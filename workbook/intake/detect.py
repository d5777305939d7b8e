"""Finds the list in a foreign file: under letterheads, with headers in one or two rows.

Nothing is decided for good here: a ForeignList is a reading with its reasons, shown before it is
taken in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from workbook.domain.people import Sex
from workbook.errors import SheetError
from workbook.i18n import _, ngettext
from workbook.intake import meeting, values
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.kinds import ListKind
from workbook.intake.mapping import (
    COMPLETION_FIELDS,
    NAME,
    NAME_PARTS,
    SERIAL,
    Column,
    meaning,
    settle,
)
from workbook.sheets.addresses import address, column_letters
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import has_arabic_script, skeleton

__all__ = [
    "AgencyProposal",
    "ForeignList",
    "ListKind",
    "Problem",
    "Record",
    "SexProposal",
    "SheetFound",
    "ValueQuestion",
    "detect",
]

_SEARCHED_ROWS = 40

_ROWS = 1_000_000  # more than a sheet has


@dataclass(frozen=True)
class Problem:
    """A cell that could not be used: its address, and a sentence part without what it holds."""

    field: str
    cell: str
    sentence: str


@dataclass(frozen=True)
class Record:
    """One person's row. `fields` are values as stored: text, whole numbers, ISO dates.

    `row_number` is unique in the list; `row` is the row as its sheet shows it, counted from 1. They
    differ where a row holds several people, and where a list goes on on another sheet. A list of
    people across has columns in their place: A is 1. `reserve_order` is the place in the reserve
    list, which is 0 for everybody else. `sheet` is "" on the sheet of the list. `shift` is how many
    columns right of those of the mapping its cells stand: of tables side by side.
    """

    row_number: int
    fields: Mapping[str, str | int]
    reserve_order: int = 0
    problems: tuple[Problem, ...] = ()
    sheet: str = ""
    shift: int = 0

    @property
    def row(self) -> int:
        return self.row_number % _ROWS

    @property
    def reserve(self) -> bool:
        return self.reserve_order > 0

    def text(self, name: str) -> str | None:
        """The value of a field as text; None where the cell is empty or the column missing."""
        found = self.fields.get(name)
        return None if found is None else str(found)


@dataclass(frozen=True)
class AgencyProposal:
    """The agency named in the letterhead, and where: `cell` is an address such as "A1".

    `short_name`, `name_native` and `unit` are "" where the letterhead does not tell.
    """

    name: str
    short_name: str
    name_native: str
    unit: str
    cell: str


@dataclass(frozen=True)
class SexProposal:
    """The sex that the subject of the list tells for all its people, and where."""

    sex: Sex
    cell: str


@dataclass(frozen=True)
class SheetFound:
    """A sheet of the file: how many rows of people it seems to hold, and its caption row, counted
    from 0; None without one.
    """

    name: str
    hidden: bool
    people: int
    header_row: int | None


@dataclass(frozen=True)
class ValueQuestion:
    """What only a person can tell of a column, asked once: `date_order`, whether day or month comes
    first. `examples` are cells as written, `answers` the values of DateOrder. Nothing is assumed.
    """

    kind: Literal["date_order"]
    column: int
    header: str
    examples: tuple[str, ...]
    answers: tuple[str, ...]
    default: None = None


@dataclass(frozen=True)
class ForeignList:
    """A list as understood. `header_row` is the last header row, counted from 1; 0 without one.

    `header_rows` are all of them, counted from 0. Of a list that is `across` people stand in
    columns, and rows and columns are counted as if the sheet were turned: header row 0 is column A,
    and so is the row of a record. `persons` are the distinct ones among the records, as far as
    numbers and names tell. `sheet_hash` covers every cell of the sheet, `digest` the file's bytes.
    `warnings` are sentences for the preview.
    """

    kind: ListKind
    file_name: str
    digest: str
    sheet: str
    sheet_hash: bytes
    header_row: int
    mapping: tuple[Column, ...]
    records: tuple[Record, ...]
    agency: AgencyProposal | None = None
    sex: SexProposal | None = None
    warnings: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    caption_row: int | None = None
    across: bool = False
    sheets: tuple[SheetFound, ...] = ()
    correction: Correction = NOTHING
    questions: tuple[ValueQuestion, ...] = ()
    persons: int = 0
    encoding: str | None = None
    report: meeting.MeetingReport | None = None

    def cell(self, record: Record, name: str) -> str:
        """The address of a record's field, "D7", or of the row's first cell where it has none."""
        for column in self.mapping:
            if column.field == name:
                return self.place(record, column.column)
        return self.place(record, 0)

    def place(self, record: Record, column: int) -> str:
        """The address of a record's cell in a column of the mapping, counted from 0."""
        row, column = record.row - 1, column + record.shift
        return address(column, row) if self.across else address(row, column)


def detect(file: SheetFile, correction: Correction = NOTHING) -> ForeignList:
    """The list of people in `file`, from the first visible sheet that holds one.

    Raises SheetError with reason not_people when no sheet has a header that names people, or empty
    when there is nobody under it.
    """
    warnings = list(file.notes)
    warnings += [
        _("Sheet “{sheet}” hides {rows} rows and {columns} columns; they were read.").format(
            sheet=sheet.name, rows=len(sheet.hidden_rows), columns=len(sheet.hidden_columns)
        )
        for sheet in file.sheets
        if sheet.hidden_rows or sheet.hidden_columns
    ]
    hidden = [sheet.name for sheet in file.sheets if sheet.hidden and sheet.rows]
    if hidden:
        warnings.append(
            ngettext(
                "A hidden sheet was left out: {sheets}.",
                "Hidden sheets were left out: {sheets}.",
                len(hidden),
            ).format(sheets=_quoted(hidden))
        )
    tables = [
        (sheet, header)
        for sheet in file.sheets
        if not sheet.hidden and (header := _find_header(sheet)) is not None
    ]
    if not tables:
        raise SheetError(
            _(
                "No list of people was found in this file: no row names a column for names."
                " Nothing was changed."
            ),
            reason="not_people",
        )
    others = [sheet.name for sheet, _header in tables[1:]]
    if others:
        warnings.append(
            _("Only the first list was read. Also in this file: {sheets}.").format(
                sheets=_quoted(others)
            )
        )
    sheet, header = tables[0]
    return _read_list(file, sheet, header, warnings, correction)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


@dataclass(frozen=True)
class _Header:
    """Header rows `first` to `last`, counted from 0, and what they say."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns if column.field not in (None, SERIAL)}


def _find_header(sheet: Sheet) -> _Header | None:
    best: _Header | None = None
    for first in range(min(len(sheet.rows), _SEARCHED_ROWS)):
        for header in _headers_at(sheet, first):
            if best is None or len(header.fields) > len(best.fields):
                best = header
    return best


def _headers_at(sheet: Sheet, first: int) -> list[_Header]:
    """The one-row and, where cells are merged for it, two-row header that begins at `first`."""
    lasts = [first]
    spans = [merged for merged in sheet.merged if merged.first_row == first]
    below = any(merged.last_row == first + 1 for merged in spans)
    across = any(0 < m.last_column - m.first_column < 5 for m in spans)
    if (below or across) and first + 1 < len(sheet.rows):
        lasts.append(first + 1)
    found = []
    for last in lasts:
        columns = _columns(sheet, first, last)
        header = _Header(first, last, columns)
        if _names_people(header):
            found.append(header)
    return found


def _names_people(header: _Header) -> bool:
    """Whether this is a header: a column of names, and another that is known or a serial number."""
    names = {NAME, "name_latin", "name_native", *NAME_PARTS} & header.fields
    serial = any(column.field == SERIAL for column in header.columns)
    return bool(names) and len(header.fields) + serial >= 2


def _columns(sheet: Sheet, first: int, last: int) -> tuple[Column, ...]:
    width = max(len(row) for row in sheet.rows[first : last + 1])
    columns = []
    for column in range(width):
        path: list[str] = []
        for row in range(first, last + 1):
            caption = values.text(_shown(sheet, row, column))
            if caption is not None and caption not in path:
                path.append(caption)
        if path:
            columns.append(Column(column, " > ".join(path), meaning(path)))
        else:
            columns.append(Column(column, "", None))
    return tuple(columns)


def _shown(sheet: Sheet, row: int, column: int) -> Cell:
    """A cell, or for one covered by merging what is shown over it."""
    for merged in sheet.merged:
        if (
            merged.first_row <= row <= merged.last_row
            and merged.first_column <= column <= merged.last_column
        ):
            row, column = merged.first_row, merged.first_column
            break
    return _cell(sheet.rows, row, column)


def _cell(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _read_list(
    file: SheetFile, sheet: Sheet, header: _Header, warnings: list[str], correction: Correction
) -> ForeignList:
    body = range(header.last + 1, len(sheet.rows))
    columns = settle(header.columns, [sheet.rows[row] for row in body])
    kind = _kind(file, sheet, header, columns)
    if kind is not ListKind.COMPLETIONS:
        columns = tuple(
            replace(column, field=None) if column.field in COMPLETION_FIELDS else column
            for column in columns
        )
    wanted = [column for column in columns if column.field not in (None, SERIAL)]
    unknown = [column.header for column in columns if column.field is None and column.header]
    if unknown:
        warnings.append(
            _("Columns that were not understood and stay out: {columns}.").format(
                columns=_quoted(unknown)
            )
        )
    rows = _Rows(sheet, header, wanted, warnings)
    records = rows.records()
    if not records:
        raise SheetError(
            _("There is nobody in this list: no row under the header has a name."), reason="empty"
        )
    agency, sex = _proposals(sheet, header)
    return ForeignList(
        kind=kind,
        file_name=file.name,
        digest=file.digest,
        sheet=sheet.name,
        sheet_hash=_hash(sheet),
        header_row=header.last + 1,
        mapping=columns,
        records=tuple(records),
        agency=None if kind is ListKind.COMPLETIONS else agency,
        sex=None if kind is ListKind.COMPLETIONS else sex,
        warnings=tuple(warnings),
        header_rows=tuple(range(header.first, header.last + 1)),
        caption_row=header.last,
        correction=correction,
        persons=len(records),
    )


def _hash(sheet: Sheet) -> bytes:
    cells = "\n".join("\t".join(repr(cell) for cell in row) for row in sheet.rows)
    return blake2b(cells.encode(), digest_size=16).digest()


_NOMINATION = re.compile(r"nominat|nominee|نامزد")


def _kind(file: SheetFile, sheet: Sheet, header: _Header, columns: Sequence[Column]) -> ListKind:
    fields = {column.field for column in columns}
    if fields & {"module_code", "module_title"} and fields & {"status", "score", "done_on"}:
        return ListKind.COMPLETIONS
    if {"name_latin", "name_native"} <= fields and not fields & {"rank", "grade", "born_on"}:
        return ListKind.NATIVE_NAMES
    said = [file.name, sheet.name, *(line for _cell_address, line in _lines(sheet, header))]
    if any(_NOMINATION.search(skeleton(line)) for line in said):
        return ListKind.NOMINATIONS
    return ListKind.PARTICIPANTS


_NAMES = ("name_latin", "name_native", *NAME_PARTS)

# Words that part a list or end it. A whole cell, or the start of one.
_RESERVE = re.compile(
    r"(reserves?|reserve list|waiting list|stand ?by|alternates?|ریزرو|متبادل|احتیاط)\W*( .*)?"
)
_FOOTER = re.compile(
    r"\W*(total|sub ?total|grand total|sum|signature|signed|sign|dated?|prepared by|checked by"
    r"|approved by|certified|countersigned|note|کل|میزان|دستخط|تاریخ|مجموعہ|مجموع)(?!\w).*"
)


class _Rows:
    """The rows under a header, told apart into people and all else."""

    def __init__(
        self, sheet: Sheet, header: _Header, columns: Sequence[Column], warnings: list[str]
    ) -> None:
        self.sheet = sheet
        self.header = header
        self.columns = columns
        self.warnings = warnings
        self.converters = {
            column.column: self._converter(column) for column in columns if column.field
        }

    def records(self) -> list[Record]:
        found: list[Record] = []
        reserve = 0
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            filled = [cell for cell in self.sheet.rows[row] if cell is not None]
            if not filled:
                continue
            if self._is_divider(filled):
                reserve = 1
                continue
            if self._is_person(row, filled):
                found.append(self._record(row, reserve))
                reserve += reserve > 0
        return found

    @staticmethod
    def _is_divider(filled: Sequence[Cell]) -> bool:
        return len(filled) == 1 and bool(_RESERVE.fullmatch(skeleton(str(filled[0]))))

    def _is_person(self, row: int, filled: Sequence[Cell]) -> bool:
        cells = {
            column.field: _cell(self.sheet.rows, row, column.column) for column in self.columns
        }
        name = next(
            (found for field in _NAMES if (found := values.text(cells.get(field))) is not None),
            None,
        )
        if any(_FOOTER.fullmatch(skeleton(str(cell))) for cell in filled[:2]):
            return False
        if name is None:
            keys = (cells.get("national_id"), cells.get("phone"))
            return any(sum(c.isdecimal() for c in str(key)) >= 7 for key in keys)
        if self._repeats_header(row):
            return False
        # A name is letters; a line of dashes or a column number below the header is not.
        return any(character.isalpha() for character in name)

    def _repeats_header(self, row: int) -> bool:
        headers = [column.header.rpartition(" > ")[2] for column in self.columns]
        cells = [_cell(self.sheet.rows, row, column.column) for column in self.columns]
        same = sum(
            cell is not None and skeleton(str(cell)) == skeleton(header)
            for cell, header in zip(cells, headers, strict=True)
        )
        return same >= 2

    def _record(self, row: int, reserve: int) -> Record:
        fields: dict[str, str | int] = {}
        problems = []
        for column in self.columns:
            cell = _cell(self.sheet.rows, row, column.column)
            where = address(row, column.column)
            name = str(column.field)
            try:
                value = self._value(column, cell, where)
            except values.Unreadable as unreadable:
                problems.append(Problem(name, where, unreadable.sentence))
                continue
            if value is not None:
                fields[self._field(name, value)] = value
        _join_name(fields)
        return Record(row + 1, fields, reserve, tuple(problems))

    def _value(self, column: Column, cell: Cell, where: str) -> str | int | None:
        broken = self.sheet.broken.get(where)
        if broken == "formula":
            raise values.Unreadable(_("a formula without a stored value"))
        if broken is not None:
            raise values.Unreadable(_("an Excel error"))
        return self.converters[column.column](cell)

    @staticmethod
    def _field(name: str, value: str | int) -> str:
        # One column of names can hold both scripts.
        if name in ("name_latin", "name_native"):
            return "name_native" if has_arabic_script(str(value)) else "name_latin"
        return name

    def _converter(self, column: Column) -> Callable[[Cell], str | int | None]:
        name = str(column.field)
        if name not in ("born_on", "done_on"):
            return _CONVERTERS.get(name, values.text)
        order, proven = values.date_order(
            _cell(self.sheet.rows, row, column.column)
            for row in range(self.header.last + 1, len(self.sheet.rows))
        )
        if not proven:
            self._warn_of_order(column)
        return lambda cell: values.day(cell, order, birth=name == "born_on")

    def _warn_of_order(self, column: Column) -> None:
        written = any(
            isinstance(_cell(self.sheet.rows, row, column.column), str)
            for row in range(self.header.last + 1, len(self.sheet.rows))
        )
        if written:
            self.warnings.append(
                _(
                    "Column {column} “{header}” does not show whether the day or the month comes"
                    " first; it was read day first."
                ).format(column=column_letters(column.column), header=column.header)
            )


def _join_name(fields: dict[str, str | int]) -> None:
    """Make one name of its parts, where the list has it in parts."""
    parts = [str(fields.pop(part)) for part in NAME_PARTS if part in fields]
    if parts and not {"name_latin", "name_native"} & fields.keys():
        name = " ".join(parts)
        fields["name_native" if has_arabic_script(name) else "name_latin"] = name


_CONVERTERS: dict[str, Callable[[Cell], str | int | None]] = {
    "name_latin": values.name,
    "name_native": values.name,
    **dict.fromkeys(NAME_PARTS, values.name),
    "relative_name": values.relative_name,
    "sex": values.sex,
    "grade": values.code,
    "service_number": values.code,
    "national_id": values.national_id,
    "phone": values.phone,
    "email": values.email,
    "module_code": values.code,
    "status": values.status,
    "score": values.score,
}


def _lines(sheet: Sheet, header: _Header) -> list[tuple[str, str]]:
    """The texts above the header: address and line."""
    return [
        (address(row, column), text)
        for row in range(header.first)
        for column, cell in enumerate(sheet.rows[row])
        if isinstance(cell, str) and (text := values.text(cell)) is not None
    ]


_AGENCY = re.compile(
    r"\b(agency|police|department|directorate|ministry|bureau|force|commission|authority|guards?"
    r"|service)\b|پولیس|ایجنسی|محکمہ|ادارہ|وزارت|ڈائریکٹوریٹ|پلیس|شرطہ"
)
_FEMALE = re.compile(r"\b(female|females|women|woman|lady|ladies)\b|خواتین|خاتون|عورت|زنان|نساء")
_MALE = re.compile(r"\b(male|males|men|gentlemen)\b|مرد|مردان|رجال")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SUBJECT = re.compile(r"^\W*(subject|sub|re|ref|to|from|موضوع|عنوان)\b", re.IGNORECASE)
_PART = re.compile(r"\s+[—–|:-]\s+|:\s+|\s*[,،]\s+")

# Agencies that write in their own script, by the words of their name.
_LATIN_WORDS = {
    skeleton(native): latin
    for native, latin in {
        "پنجاب": "Punjab",
        "سندھ": "Sindh",
        "بلوچستان": "Balochistan",
        "خیبر": "Khyber",
        "پختونخوا": "Pakhtunkhwa",
        "گلگت": "Gilgit",
        "بلتستان": "Baltistan",
        "پولیس": "Police",
        "وفاقی": "Federal",
        "تحقیقاتی": "Investigation",
        "ادارہ": "Agency",
        "ایجنسی": "Agency",
    }.items()
}


def _proposals(sheet: Sheet, header: _Header) -> tuple[AgencyProposal | None, SexProposal | None]:
    lines = _lines(sheet, header)
    return _agency(lines), _sex(lines)


def _agency(lines: Sequence[tuple[str, str]]) -> AgencyProposal | None:
    for number, (cell, line) in enumerate(lines):
        if _SUBJECT.match(line) or not _AGENCY.search(_folded(line)):
            continue
        name = _PART.split(_ASIDE.sub("", line).strip())[0].strip()
        if not _AGENCY.search(_folded(name)):
            continue
        unit = ""
        following = lines[number + 1 : number + 2]
        if following and not _SUBJECT.match(following[0][1]) and len(following[0][1]) < 60:
            unit = _ASIDE.sub("", following[0][1]).strip()
        if has_arabic_script(name):
            words = [_LATIN_WORDS.get(word) for word in skeleton(name).split()]
            latin = " ".join(word for word in words if word) if all(words) else ""
            return AgencyProposal(latin or name, "", name, unit, cell)
        latin = values.name_case(name)
        return AgencyProposal(latin, _short_name(latin), "", unit, cell)
    return None


def _short_name(name: str) -> str:
    """FIA for Federal Investigation Agency; "" for names of one or two words."""
    words = [word for word in name.split() if word[0].isupper()]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""


def _sex(lines: Sequence[tuple[str, str]]) -> SexProposal | None:
    female = [cell for cell, line in lines if _FEMALE.search(_folded(line))]
    male = [cell for cell, line in lines if _MALE.search(_folded(line))]
    if female and not male:
        return SexProposal(Sex.FEMALE, female[0])
    if male and not female:
        return SexProposal(Sex.MALE, male[0])
    return None


def _folded(line: str) -> str:
    return line.casefold()
