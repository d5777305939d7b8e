"""The rows under a header: who is a person, and what else stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise, zip_longest

from workbook.i18n import _
from workbook.intake import values
from workbook.intake.evidence import has_name_word, is_body, is_no_name, name_likeness
from workbook.intake.grid import Grid
from workbook.intake.mapping import NAME, NAME_PARTS, SERIAL, Column
from workbook.intake.names import NameCell, are_family_first, is_native, read_name_cell
from workbook.intake.values import DateOrder
from workbook.sheets.reader import Cell
from workbook.text import skeleton

NAMES = ("name_latin", "name_native", *NAME_PARTS)
"""The fields that name a person, the best first."""

NAMING = (NAME, *NAMES)
"""The same, and the field of names whose script is not told yet."""

_NUMBERS = ("national_id", "phone", "email")
_OF_THE_ROW = ("agency", "rank", "duty_station")
_ROWS = 1_000_000  # more than a sheet has


@dataclass(frozen=True)
class Problem:
    """A cell that could not be used: its address, and a sentence part without what it holds."""

    field: str
    cell: str
    sentence: str


@dataclass(slots=True)  # not frozen: thousands are made, each in several times as long
class Record:
    """One person's row. `fields` are values as stored: text, whole numbers, ISO dates.

    `row_number` is unique in the list; `row` is the row as its sheet shows it, counted from 1. They
    differ where a row holds several people, and where a list goes on on another sheet. A list of
    people across has columns in their place: A is 1. `reserve_order` is the place in the reserve
    list, which is 0 for everybody else. `sheet` is "" on the sheet of the list. `shift` is how many
    columns right of those of the mapping its cells stand: of tables side by side. `places` are the
    addresses of fields where they stand elsewhere than their column says.
    """

    row_number: int
    fields: Mapping[str, str | int]
    reserve_order: int = 0
    problems: tuple[Problem, ...] = ()
    sheet: str = ""
    shift: int = 0
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def row(self) -> int:
        return self.row_number % _ROWS

    @property
    def reserve(self) -> bool:
        return self.reserve_order > 0

    @property
    def named(self) -> bool:
        """Whether the row names somebody; else it holds only her numbers."""
        return "name_latin" in self.fields or "name_native" in self.fields

    def text(self, name: str) -> str | None:
        """The value of a field as text; None where the cell is empty or the column missing."""
        found = self.fields.get(name)
        return None if found is None else str(found)


@dataclass(frozen=True)
class LeftOut:
    """A row with something in it that is no person: as its sheet shows it, counted from 1, and why,
    as part of a sentence.
    """

    sheet: str
    row: int
    reason: str


class Fate(Enum):
    """What a row under the header is."""

    PERSON = auto()
    EMPTY = auto()
    RESERVE = auto()
    HEADING = auto()
    TOTAL = auto()
    SIGNATURE = auto()
    HEADER = auto()
    KEYS = auto()
    NO_NAME = auto()
    NOBODY = auto()
    SIGNS = auto()
    NOTE = auto()


def _reasons() -> Mapping[Fate, str]:
    return {
        Fate.HEADING: _("a heading"),
        Fate.TOTAL: _("a total"),
        Fate.SIGNATURE: _("a signature, a date or a note below the list"),
        Fate.HEADER: _("the header again"),
        Fate.KEYS: _("a row that explains the columns"),
        Fate.NO_NAME: _("no name"),
        Fate.NOBODY: _("says that nobody is named"),
        Fate.SIGNS: _("only signs"),
        Fate.NOTE: _("a note"),
    }


@dataclass(frozen=True)
class Table:
    """A table on a sheet, which may hold people: rows and columns of its grid, counted from 0.

    `header_rows` are empty and `caption_row` None where it has no header. The body is `first_row`
    to `last_row`, both included; `columns` are in order and need not begin at A.
    """

    grid: Grid
    header_rows: tuple[int, ...]
    caption_row: int | None
    first_row: int
    last_row: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> set[str]:
        return {c.field for c in self.columns if c.field not in (None, SERIAL)}

    @property
    def span(self) -> tuple[int, int]:
        """Its first and last column."""
        return self.columns[0].column, self.columns[-1].column

    def column(self, *names: str) -> Column | None:
        """The column of the first of these fields that the table has; of two, the left one."""
        by_field = {column.field: column for column in reversed(self.columns)}
        return next((by_field[name] for name in names if name in by_field), None)

    def body(self) -> Sequence[Sequence[Cell]]:
        return self.grid.rows[self.first_row : self.last_row + 1]

    def cells(self, column: int) -> Sequence[Cell]:
        """What stands under a caption, empty cells too."""
        if column < len(self._turned):
            return self._turned[column]
        return [None] * len(self.body())

    @cached_property
    def _turned(self) -> Sequence[Sequence[Cell]]:
        return list(zip_longest(*self.body()))


# A whole cell, or the start of one, as folded.
_RESERVE = re.compile(
    r"\W*((the|list of|names? of|liste (de|des)|candidats|فهرست|قائمه|قایمه|لسټ|\d{1,2})\W+)*"
    r"(reserves?|reserved|waiting list|waitlist(ed)?|wait list|stand\W?by|alternates?|alternatives?"
    r"|substitutes?|back\W?ups?|spares?|replacements?|second choice"
    r"|liste d'attente|suppleants?|suppleantes?|remplacants?|remplacantes?|en reserve"
    r"|ریزرو|ریزرف|متبادل|احتیاط|احتیاطی|محفوظ فهرست|انتظار|ذخیره|علی البدل|علیالبدل|لیست انتظار"
    r"|بدلا|البدلا|بدیل|بدیلان|الاحتیاط|الاحتیاطیون|قائمه الانتظار|زېرمه|زیرمه"
    + "".join(
        f"|{skeleton(word)}" for word in ("সংরক্ষিত", "অপেক্ষমাণ", "বিকল্প", "রিজার্ভ", "অপেক্ষমান তালিকা")
    )
    + r")(?!\w)[^@]{0,40}"
)
_TOTAL = re.compile(
    r"\W*(grand |sub\W?|over\W?all )?(total|totals|sum|average|averages|mean|count|moyenne|somme"
    r"|maximum|minimum|std dev|number of|points possible|percentages?|absentees?"
    r"|class (?:scoring|average|total)|جمله|میزان|کل|کل تعداد|مجموعه|مجموع|المجموع|ټول|ټولټال|اوسط"
    r"|المتوسط|معدل|الاجمالی|اجمالی"
    + "".join(f"|{skeleton(word)}" for word in ("মোট", "সর্বমোট", "গড়"))
    + r")(?!\w).{0,60}"
)
_EXTREME = re.compile(r"(max|min|highest|lowest|median)\W*")  # names too, in the list itself
_SIGNATURE = re.compile(
    r"\W*(signature|signed|sign|sd/?-?|dated?|place|prepared by|checked by|verified by|approved by"
    r"|reviewed by|submitted by|forwarded|countersigned|certified|stamp|note|notes|nb|n\.b"
    r"|remarks?|copy to|copy for\w*|cc|distribution|source|legend|key|contact person|focal person"
    r"|page \d+|end of list|fait a|le directeur|etabli par|prepare par|vise|cachet|nota"
    r"|دستخط|تاریخ|نوٹ|نقل|مرتب|تیار کرده|جاری کرده|مهر|امضا|توقیع"
    r"|التوقیع|التاریخ|اعداد|ملاحظه|لاسلیک"
    r"|نیټه|یادداشت|ملاحظات|(?:teacher|instructor|trainer|formateur|المعلم|المدرس|المدرب)\s*:"
    + "".join(f"|{skeleton(word)}" for word in ("স্বাক্ষর", "তারিখ", "প্রস্তুতকারী", "নোট"))
    + r")(?!\w)[\s\S]*"
)
_GREETING = re.compile(
    r"\W*(dear|respected|hello|bonjour|chers?|cheres?|assalam\w* \w*)(?!\w)[^@\d]{0,60}"
    r"|\W*السلام علیکم.{0,40}|\W*(محترم جناب|جناب عالی|جناب محترم|جناب من)\W*"
)
_CLOSING = re.compile(
    r"\W*((with )?(best|kind|warm|kindest|many)? ?(regards|thanks)( and regards)?|thank you"
    r"( very much)?|yours (sincerely|faithfully|truly)|sincerely( yours)?|respectfully( yours)?"
    r"|(bien )?cordialement|bien a vous|salutations( distinguees)?|merci( d'avance)?"
    r"|والسلام|با احترام|با تشکر|شکریه|آپ کا شکریه|مع التحیه|تحیاتی|مع الشکر|وتقبلوا التحیه"
    + f"|{skeleton('ধন্যবাদ')}|{skeleton('শুভেচ্ছান্তে')}"
    + r")\W*"
)
_EXAMPLE = re.compile(r"\W*(example|e\.?g|sample|exemple|مثال|مثلا|نمونه)(?!\w).*")
_HEADING = re.compile(
    r"\W*(district|division|province|region|range|zone|wing|unit|section|branch|group|batch|circle"
    r"|department|directorate|agency|office|police|station|team|ضلع|ولایت|ریاست|شعبه|محافظه|دایره"
    r"|province|departement)(?!\w).*|.*:\s*"
)
_NUMBER = re.compile(r"(?:\d\D{0,3}){7}|\w@\w")
_IN_BRACKETS = re.compile(r"[(\[].*[)\]]")
_HASHTAG = re.compile(r"#[a-z]")
_SENTENCE = 8  # words
_MARK = 2  # words
_EXPLAINED = 2  # rows below the header that may explain it
_LONGEST = 100
_SEVERAL = 3
_ENOUGH = 1_000  # rows that tell what is usual


def _is_whole(name: str) -> bool:
    return name_likeness(name) == 1.0


def are_hashtags(texts: Sequence[str]) -> bool:
    """Whether a row is one of the Humanitarian Exchange Language: "#contact+name"."""
    tags = sum(bool(_HASHTAG.match(text.strip())) for text in texts)
    return tags > 1 and tags * 2 >= len(texts)


class Body:
    """The rows of a table, told apart. `hidden` takes rows the sheet hides too."""

    def __init__(self, table: Table, *, hidden: bool = False) -> None:
        self.table = table
        self.hidden = hidden
        self.grid = table.grid
        self._by_field = {c.field: c.column for c in table.columns[::-1] if c.field is not None}
        self._names = [c.column for name in NAMING for c in table.columns if c.field == name]
        self._numbers = [self._by_field[name] for name in _NUMBERS if name in self._by_field]
        self._serial = self._by_field.get(SERIAL)
        self._captions = {
            column.column: skeleton(column.caption) for column in table.columns if column.header
        }

    @property
    def fates(self) -> list[tuple[int, Fate]]:
        """Every row of the body and what it is, hidden rows only when they are read."""
        table = self.table
        key = (table.header_rows, table.first_row, table.last_row, *table.span)
        known = (*key, tuple(self._names), tuple(self._numbers), self._serial, self.hidden)
        # The same table is asked about many times while it is being understood.
        if known not in self.grid.told:
            self.grid.told[known] = self._told_apart()
        found: list[tuple[int, Fate]] = self.grid.told[known]
        return found

    def _told_apart(self) -> list[tuple[int, Fate]]:
        found: list[tuple[int, Fate]] = []
        gap = closed = False
        for row in self._rows:
            if self._is_plain_person(row):
                fate = Fate.PERSON
            else:
                fate = self._fate(row, self._filled_in(row), gap=gap, closed=closed)
            closed = fate is Fate.SIGNATURE or (closed and fate is not Fate.HEADER)
            gap = fate is Fate.EMPTY or (gap and fate is not Fate.PERSON)
            found.append((row, fate))
        return found

    @property
    def people(self) -> list[int]:
        """The rows of people."""
        return [row for row, fate in self.fates if fate is Fate.PERSON]

    @cached_property
    def _rows(self) -> list[int]:
        """The rows that are read."""
        skipped = () if self.hidden else self.grid.hidden_rows
        end = min(self.table.last_row + 1, len(self.grid.rows))
        return [row for row in range(self.table.first_row, end) if row not in skipped]

    def _filled_in(self, row: int) -> list[int]:
        """The columns of a row that are not empty."""
        first, last = self.table.span
        return [
            column
            for column, cell in enumerate(self.grid.rows[row][first : last + 1], first)
            if cell is not None and not (isinstance(cell, str) and cell.isspace())
        ]

    def _is_plain_person(self, row: int) -> bool:
        """Whether a row has a name and a number of hers: most rows, told without looking further.

        What `_fate` makes of them, too.
        """
        cells = self.grid.rows[row]
        if row <= self.table.first_row + _EXPLAINED or not self._names:
            return False
        name = cells[self._names[0]] if self._names[0] < len(cells) else None
        if not isinstance(name, str):
            return False
        for at in self._numbers:
            if at < len(cells) and self._is_number(cells[at]):
                return not is_no_name(name)
        return False

    @cached_property
    def _examples(self) -> int:
        """How many rows begin like an example: where many do, it is the name of something."""
        firsts = [
            self.grid.rows[row][filled[0]] for row in self._rows if (filled := self._filled_in(row))
        ]
        texts = [cell[:_LONGEST] for cell in firsts if isinstance(cell, str)]
        return sum(bool(_EXAMPLE.fullmatch(skeleton(text))) for text in texts)

    @cached_property
    def _usual(self) -> tuple[int, bool]:
        """How many cells a person's row has filled, and whether it has a serial number."""
        names = set(self._names)
        rows = map(self._filled_in, self._rows[:_ENOUGH])
        named = [filled for filled in rows if not names.isdisjoint(filled)]
        if not named:
            return 0, False
        numbered = sum(self._serial in filled for filled in named)
        # Signatures and notes below have one cell, so that the fuller rows tell.
        usual = sorted(map(len, named))[3 * len(named) // 4]
        return usual, 2 * numbered >= len(named)

    @cached_property
    def _some_stand_alone(self) -> bool:
        """Whether names with nothing beside them are people: on a roster, those with no shift."""
        rows = [row for row in self._rows[:_ENOUGH] if len(self._filled_in(row)) == 1]
        cells = [self.grid.cell(row, column) for row in rows for column in self._names]
        texts = [cell for cell in cells if isinstance(cell, str)]
        whole = [text for text in texts if _is_whole(text)]
        known = sum(map(has_name_word, whole))
        return len(whole) >= _SEVERAL and 2 * len(whole) > len(texts) and 4 * known > len(whole)

    def _fate(self, row: int, filled: Sequence[int], *, gap: bool, closed: bool) -> Fate:
        if not filled:
            return Fate.EMPTY
        stored = self.grid.rows[row]
        cells = {column: stored[column] for column in filled}
        name = self._name(cells)
        sure = any(self._is_number(cells.get(column)) for column in self._numbers)
        if sure and name is not None and row > self.table.first_row + _EXPLAINED:
            return Fate.NOBODY if is_no_name(name) else Fate.PERSON
        said = self._marked(cells, sure=sure)
        if said is not None:
            return said
        if name is None:
            return self._nameless(row, cells, closed=closed)
        if self._repeats_header(cells):
            return Fate.HEADER
        if is_no_name(name):
            if len(filled) == 1 and gap:
                return Fate.SIGNATURE
            signs = not any(letter.isalnum() for letter in name)
            return Fate.SIGNS if signs and len(filled) == 1 else Fate.NOBODY
        return self._named(row, cells, name, gap=gap, closed=closed)

    def _marked(self, cells: Mapping[int, Cell], *, sure: bool) -> Fate | None:
        """What a row is that says so in its first cells; None for all else."""
        texts = [(column, str(cell)) for column, cell in cells.items() if isinstance(cell, str)]
        if not texts:
            return None
        # What is said of a row stands in a short cell, or at the start of a long one.
        texts = [(column, text[:_LONGEST]) for column, text in texts]
        folded = skeleton(texts[0][1])
        distinct = {text for _column, text in texts}
        few = len(distinct) == 1 and len(cells) - len(texts) <= 1
        if few and _RESERVE.fullmatch(folded):
            return Fate.RESERVE
        if _EXAMPLE.fullmatch(folded) and self._examples <= _EXPLAINED:
            return Fate.KEYS
        if sure:
            return None
        if len(cells) == 1 and _CLOSING.fullmatch(folded):
            return Fate.SIGNATURE
        if len(cells) == 1 and _GREETING.fullmatch(folded):
            return Fate.NOTE
        starts = [skeleton(text) for _column, text in texts[:2]]
        # A name that begins like this has other cells beside it.
        if any(_SIGNATURE.fullmatch(start) and not has_name_word(start) for start in starts) or (
            len(texts) == 1 and _SIGNATURE.fullmatch(folded)
        ):
            return Fate.SIGNATURE
        if any(_TOTAL.fullmatch(start) for start in starts):
            return Fate.TOTAL
        return Fate.KEYS if are_hashtags([text for _column, text in texts]) else None

    def _name(self, cells: Mapping[int, Cell]) -> str | None:
        for column in self._names:
            if column in cells:
                return values.text(cells[column])
        return None

    def _nameless(self, row: int, cells: Mapping[int, Cell], *, closed: bool) -> Fate:
        others = [
            cell
            for column, cell in cells.items()
            if column != self._serial or sum(c.isalpha() for c in str(cell)) > 3
        ]
        if not others:
            return Fate.EMPTY  # a number waiting for a name
        if any((row, column) in self.grid.covered for column in self._names):
            return Fate.HEADING  # more lines of the person above, or a merged heading
        if not closed and any(self._is_number(cells.get(column)) for column in self._numbers):
            return Fate.PERSON
        texts = [str(cell) for cell in others if isinstance(cell, str)]
        if texts and not any(c.isalnum() for text in texts for c in text):
            return Fate.SIGNS
        if not texts and self._is_sequence([str(cell) for cell in cells.values()]):
            return Fate.KEYS
        if len(cells) == 1 and texts:
            return Fate.SIGNATURE if closed else Fate.HEADING
        return Fate.NO_NAME if texts or len(others) > 1 else Fate.EMPTY

    def _named(
        self, row: int, cells: Mapping[int, Cell], name: str, *, gap: bool, closed: bool
    ) -> Fate:
        usual, numbered = self._usual
        texts = [str(cell).strip() for cell in cells.values()]
        if row <= self.table.first_row + _EXPLAINED and self._is_key_row(texts):
            return Fate.KEYS
        alone = len(cells) == 1
        counted = self._serial is not None and self._serial in cells
        if closed and len(cells) <= max(2 if counted else 1, usual // 2):
            return Fate.SIGNATURE  # whom copies go to, or who signs
        if gap and numbered and not counted and len(cells) <= usual // 2:
            return Fate.SIGNATURE  # several who sign, side by side
        if alone and usual >= 2 and _IN_BRACKETS.fullmatch(name):
            return Fate.SIGNATURE
        if gap and _EXTREME.fullmatch(skeleton(name)):
            return Fate.TOTAL
        if alone and usual >= 3:
            if any(
                (row, column) in self.grid.covered or self._is_wide(row, column) for column in cells
            ):
                return Fate.HEADING
            if gap:
                return Fate.SIGNATURE
            if numbered:
                return Fate.HEADING
            if usual >= 4 and not (self._some_stand_alone and _is_whole(name)):
                return Fate.HEADING
        if alone and usual >= 2 and _HEADING.fullmatch(skeleton(name)) and not has_name_word(name):
            return Fate.HEADING
        if len(cells) <= 2 and len(name.split()) > _SENTENCE:
            likely = max((name_likeness(part.name) for part in read_name_cell(name)), default=0.0)
            if likely == 0:
                return Fate.NOTE
        if not any(letter.isalpha() for letter in name):
            return Fate.NO_NAME
        return Fate.PERSON

    def _is_wide(self, row: int, column: int) -> bool:
        return self.grid.covered.get((row, column + 1)) == (row, column)

    @staticmethod
    def _is_key_row(texts: Sequence[str]) -> bool:
        """Whether a row below the header explains it: A, B, C; (1), (2), (3); (text), (date)."""
        if len(texts) < 2:
            return False
        return Body._is_sequence(texts) or all(map(_IN_BRACKETS.fullmatch, texts))

    @staticmethod
    def _is_sequence(texts: Sequence[str]) -> bool:
        plain = [text.strip("()[]. ") for text in texts]
        if len(plain) < 3:
            return False
        if all(len(p) == 1 and p.isalpha() for p in plain):
            codes = [ord(p.lower()) for p in plain]
        elif all(p.isdecimal() for p in plain):
            codes = [int(p) for p in plain]
        else:
            return False
        return all(after == before + 1 for before, after in pairwise(codes))

    @staticmethod
    def _is_number(cell: Cell) -> bool:
        return cell is not None and _NUMBER.search(str(cell)) is not None

    def _repeats_header(self, cells: Mapping[int, Cell]) -> bool:
        same = sum(
            isinstance(cell, str)
            and column in self._captions
            and abs(len(cell) - len(self._captions[column])) < _LONGEST
            and skeleton(cell) == self._captions[column]
            for column, cell in cells.items()
        )
        return same >= 2 or (same == 1 and len(cells) == 1)

    def left_out(self) -> Iterator[tuple[int, str]]:
        """The rows that hold something and are no people, and why."""
        reasons = _reasons()
        for row, fate in self.fates:
            if fate in reasons:
                yield row, reasons[fate]


@dataclass
class Reading:
    """Reads the people of a table, and of those it goes on with: numbers are unique in all.

    `date_orders` and `statuses` as in Correction.
    """

    date_orders: Mapping[int, DateOrder | None] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)

    def records(self, body: Body, *, sheet: str = "", shift: int = 0) -> list[Record]:
        """The people in the order of the rows. `sheet` and `shift` as in Record."""
        found: list[Record] = []
        reserve = reserves = 0
        row_reader = _RowReader(body.table, self, shift)
        for row, fate in body.fates:
            if fate is Fate.RESERVE:
                reserve = 1
            elif fate is Fate.HEADING and reserve and not row_reader.continues(row):
                reserve = 0
            elif fate is Fate.PERSON:
                for fields, problems, marked in row_reader.people(row):
                    number = self._number(row + 1)
                    order = reserve
                    if marked and not order:
                        order = 1 + reserves
                    found.append(Record(number, fields, order, problems, sheet, shift))
                    reserve += reserve > 0
                    reserves += order > 0
        return found

    def _number(self, row: int) -> int:
        while row in self.numbers:
            row += _ROWS
        self.numbers.add(row)
        return row


_Person = tuple[dict[str, str | int], tuple[Problem, ...], bool]


class _RowReader:
    """One row of cells becomes the values of its people."""

    def __init__(self, table: Table, reading: Reading, shift: int) -> None:
        self.grid = table.grid
        self.broken = table.grid.sheet.broken
        self.covers = bool(table.grid.covered)
        self.columns = [c for c in table.columns if c.field not in (None, SERIAL)]
        self.converters = [
            (
                c.column,
                str(c.field),
                # A cell of names can hold several people.
                None
                if c.field in ("name_latin", "name_native")
                else values.column_reader(
                    str(c.field),
                    c.header,
                    table.cells(c.column),
                    reading.date_orders.get(c.column - shift),
                    reading.statuses,
                ),
            )
            for c in self.columns
        ]

        self.family_first = {
            c.column
            for c in self.columns
            if c.field in NAMES and are_family_first(table.cells(c.column)[:_ENOUGH])
        }
        self.in_parts = any(c.field in NAME_PARTS for c in self.columns)

    def continues(self, row: int) -> bool:
        """Whether a heading row is more lines of the person above it."""
        return any((row, column.column) in self.grid.covered for column in self.columns)

    def people(self, row: int) -> list[_Person]:
        fields: dict[str, str | int] = {}
        problems: list[Problem] = self._broken(row) if self.broken else []
        several: tuple[NameCell, ...] = ()
        cells = self.grid.rows[row]
        end = len(cells)
        for column, name, read in self.converters:
            cell = cells[column] if column < end else None
            if cell is None and self.covers and name in _OF_THE_ROW:
                cell = self.grid.shown(row, column)
            if cell is None:
                continue
            try:
                if read is not None:
                    value = read(cell)
                else:
                    here = read_name_cell(cell, family_first=column in self.family_first)
                    if not here:
                        continue
                    several = several or here
                    value = here[0].name
                    name = _name_field(value)
            except values.Unreadable as unreadable:
                where = self.grid.address(row, column)
                problems.append(Problem(name, where, unreadable.sentence))
                continue
            if value is not None and name not in fields:
                fields[name] = value
        if self.in_parts:
            _join_name(fields)
        if several and several[0][1:] != _NAME_ALONE:
            _add(fields, several[0])
        marked = "remark" in fields and _is_mark_of_reserve(str(fields["remark"]))
        self._doubt_bodies(row, fields, problems)
        found: list[_Person] = [(fields, tuple(problems), marked)]
        for other in several[1:]:
            shared = {name: fields[name] for name in _OF_THE_ROW if name in fields}
            shared[_name_field(other.name)] = other.name
            _add(shared, other)
            found.append((shared, (), marked))
        return found

    def _broken(self, row: int) -> list[Problem]:
        """The cells of a row whose value the file does not hold."""
        found = []
        for column, name, _read in self.converters:
            where = self.grid.address(row, column)
            if where in self.broken:
                stored = self.broken[where] == "formula"
                said = _("a formula without a stored value") if stored else _("an Excel error")
                found.append(Problem(name, where, said))
        return found

    def _doubt_bodies(
        self, row: int, fields: Mapping[str, str | int], problems: list[Problem]
    ) -> None:
        name = str(fields.get("name_latin") or fields.get("name_native") or "")
        if name and is_body(name) and not has_name_word(name):
            column = next(c.column for c in self.columns if c.field in NAMES)
            problems.append(
                Problem(
                    "name_latin" if "name_latin" in fields else "name_native",
                    self.grid.address(row, column),
                    _("this seems to be an organisation or a place, not a person"),
                )
            )


def _is_mark_of_reserve(remark: str) -> bool:
    return len(remark.split()) <= _MARK and bool(_RESERVE.fullmatch(skeleton(remark)))


def _name_field(name: str) -> str:
    # One column of names can hold both scripts.
    return "name_native" if is_native(name) else "name_latin"


_NAME_ALONE = NameCell("")[1:]


def _add(fields: dict[str, str | int], found: NameCell) -> None:
    """What stood beside a name fills what the row does not say itself."""
    beside = {
        "relative_name": found.relative,
        "rank": found.rank,
        "email": found.email,
        "phone": found.phone,
        "service_number": found.code,
        "remark": found.aside,
        "name_native": found.native,
    }
    for name, value in beside.items():
        if value:
            fields.setdefault(name, value)


def _join_name(fields: dict[str, str | int]) -> None:
    """Make one name of its parts, where the list has it in parts."""
    parts = [str(fields.pop(part)) for part in NAME_PARTS if part in fields]
    if parts and not {"name_latin", "name_native"} & fields.keys():
        name = " ".join(parts)
        fields[_name_field(name)] = name
