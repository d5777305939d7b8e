"""Marks of tests in a list: which columns hold them, of which test, out of how many.

A list of marks is a list of people whose columns have been found; here its columns of marks get a
field that says all of their test, and the sheets that give the same people other marks are joined
to it. What is kept of a row that waits then needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from workbook.domain.assessment import Occasion, marks_text
from workbook.errors import SheetError
from workbook.i18n import _, ngettext
from workbook.intake.fitting import Known, fits, settle
from workbook.intake.kinds import ListKind
from workbook.intake.phrases import pattern
from workbook.intake.rows import Problem, Record
from workbook.intake.unsaid import without_columns
from workbook.intake.values import Unreadable
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import ascii_digits, skeleton

if TYPE_CHECKING:
    from workbook.intake.detect import ForeignList
    from workbook.intake.mapping import Column

ABSENT = "absent"
"""What a field of marks says of somebody who was not there."""
_FIELD = "test"
_NUMBERS = ("national_id", "service_number", "phone", "email")
# A list that tells this much of its people is a list of people, marks or not.
_OF_PEOPLE = frozenset({"relative_name", "born_on", "duty_station"})


@dataclass(frozen=True)
class FoundTest:
    """A test as a list tells it. `out_of` is None where it does not say."""

    occasion: Occasion
    out_of: int | None
    title: str

    @property
    def field(self) -> str:
        """The field of a record that holds marks of this test."""
        return "|".join((_FIELD, self.occasion.value, str(self.out_of or ""), self.title))


def of_field(field: str | None) -> FoundTest | None:
    """The test whose marks a field holds; None for every other field."""
    kind, _sign, rest = (field or "").partition("|")
    if kind != _FIELD:
        return None
    occasion, out_of, title = rest.split("|", 2)
    return FoundTest(Occasion(occasion), int(out_of) if out_of else None, title)


# -- words


_PRE = pattern(
    "pre | pretest | before | baseline | entry | initial | avant",
    "پری | قبل | پیش | ابتدائی | مخکې | প্রাক | পূর্ব",
)
_POST = pattern(
    "post | posttest | after | endline | exit | final | apres",
    "پوسټ | پوسٹ | بعد | پس از | اخیر | وروسته | পরবর্তী | পোস্ট",
)
_TEST = pattern(
    "test | tests | pretest | posttest | quiz | exam | examination | assessment | evaluation | mark"
    " | marks | score | scores | obtained | points | note | notes | resultat",
    "امتحان | ٹیسٹ | ټیسټ | تست | نمبر | نمره | نمرات | نمرې | نومرې | آزمون | ازموینه | اختبار"
    " | درجة | درجات | علامة | علامات | পরীক্ষা | নম্বর",
)
_PLAIN = pattern(
    "mark | marks | score | scores | obtained | points | total | note | notes | resultat",
    "نمبرات | نمبر | نمرات | نمره | نمرې | نومرې | درجات | درجة | علامات | علامة | حاصل کردہ"
    " | নম্বর",
)
_NOT_MARKS = pattern(
    "gain | difference | diff | improvement | change | increase | rank | position | grade | remarks"
    " | date | no | serial | phone | mobile | roll | result | pass | status",
    "موبائل | موبایل | فون | شمار | فرق | هاتف",
)
_PERCENT = pattern(
    "percent | percentage | per cent | pourcentage", "% | فیصد | درصد | سلنه | نسبة | শতাংশ"
)
_MOST = pattern(
    "total marks | max | max marks | maximum | maximum marks | out of | full marks", "کل نمبر"
)
_OUT_OF = re.compile(
    r"(?:out of|max(?:imum)?\.?|total|sur|von|of|/|از|من)\s*[:=]?\s*(\d{1,4})"
    r"|(\d{1,4})\s*(?:marks|points|میں سے|می سے|نمبر|نمره)|\((\d{1,4})\)"
)
_GENERIC = re.compile(r"(?:sheet|feuil(?:le)?|tabelle|list|liste|شیٹ|شیت|ورقة|فهرست)? ?\d*")
_ABSENT = frozenset(
    skeleton(word)
    for word in (
        *("a", "ab", "abs", "absent", "not present", "did not attend", "dna", "absente"),
        *("غیر حاضر", "غیرحاضر", "غ", "غائب", "غایب", "ناسوب", "অনুপস্থিত"),
    )
)


def read_marks(cell: Cell, out_of: int | None) -> str | None:
    """Marks as they are stored, "17.5", or ABSENT; None for an empty cell.

    Raises Unreadable for what is neither, and for more marks than there are.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip(" -–—.")):
        return None
    said = ascii_digits(skeleton(str(cell)))
    if said.strip(". ") in _ABSENT:
        return ABSENT
    said, _sign, most = said.partition("/")
    if isinstance(cell, bool) or (most.strip() and out_of and most.strip() != str(out_of)):
        raise Unreadable(_("these are no marks of this test"))
    try:
        marks = Decimal(said.strip().replace(",", ".").replace("٫", "."))
    except InvalidOperation as error:
        raise Unreadable(_("these are no marks")) from error
    if not marks.is_finite() or marks < 0 or (out_of is not None and marks > out_of):
        raise Unreadable(_("these marks are not between 0 and {n}").format(n=out_of or "∞"))
    return marks_text(round(marks, 2))


# -- finding the tests of a list


def with_marks(
    file: SheetFile, found: ForeignList, read_sheet: Callable[[str], ForeignList]
) -> ForeignList:
    """`found` as a list of test marks where it is one, with the marks of other sheets too; else
    `found` itself. `read_sheet` reads the list of another sheet, as detect does.
    """
    asked = found.correction.kind
    if asked not in (None, ListKind.TEST_MARKS) or found.across:
        return found
    if asked is None and (
        found.kind not in (ListKind.PARTICIPANTS, ListKind.NATIVE_NAMES)
        or {column.field for column in found.mapping} & _OF_PEOPLE
    ):
        return found
    first = _Marks(file, found)
    if not first.tests:
        return found
    joined = first.read()
    for other in found.sheets:
        if other.hidden or not other.people or other.name == found.sheet or found.correction.sheet:
            continue
        try:
            sheet = _Marks(file, read_sheet(other.name))
        except SheetError:
            continue
        if sheet.tests:
            joined = _joined(joined, sheet, found)
    return joined


class _Marks:
    """One sheet of a list, and the tests whose marks its columns hold."""

    def __init__(self, file: SheetFile, found: ForeignList) -> None:
        self.file = file
        self.found = found
        self.sheet: Sheet = next(sheet for sheet in file.sheets if sheet.name == found.sheet)
        self.warnings: list[str] = []
        wanted = [column for column in found.mapping if self._holds_marks(column)]
        self.tests: dict[int, FoundTest] = {
            column.column: self._test(column, alone=len(wanted) == 1) for column in wanted
        }

    def cells(self, column: int) -> list[Cell]:
        """What stands in a column for the people of the list."""
        return [self._cell(record, column) for record in self.found.records]

    def _cell(self, record: Record, column: int) -> Cell:
        row, column = record.row - 1, column + record.shift
        rows = self.sheet.rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    def _holds_marks(self, column: Column) -> bool:
        if column.by == "person" or column.field not in (None, "score", "status"):
            return False
        said = skeleton(column.header)
        if not (_TEST.search(said) or _PRE.search(said) or _POST.search(said)):
            return False
        plain = _TEST.sub(" ", said)
        if _PERCENT.search(said) or _is_most(column) or _NOT_MARKS.search(plain):
            return False
        filled = [cell for cell in self.cells(column.column) if cell is not None]
        return bool(filled) and sum(map(_is_marks, filled)) * 5 >= len(filled) * 3

    def _test(self, column: Column, *, alone: bool) -> FoundTest:
        own = _bare(column.path)
        said = [column.header, self.sheet.name] if alone else [column.header]
        said += [self.file.name] if alone else []
        occasion = next((o for text in said if (o := _occasion(text)) is not None), None)
        title = own
        if not title:
            title = next(
                (
                    text
                    for text in (self.sheet.name, self.file.name.rpartition(".")[0])
                    if not _GENERIC.fullmatch(skeleton(text))
                ),
                _("Test"),
            )
        return FoundTest(occasion or Occasion.OTHER, self._out_of(column), title)

    def _out_of(self, column: Column) -> int | None:
        """Out of how many marks: by the caption, a cell "21/50", a column that says so, or the
        formula of the percentage beside it.
        """
        said = _OUT_OF.search(ascii_digits(skeleton(column.header)))
        if said and (number := next((int(part) for part in said.groups() if part), 0)) > 1:
            return number
        written = {
            str(cell).partition("/")[2].strip() for cell in self.cells(column.column) if cell
        } - {""}
        if len(written) == 1 and (most := written.pop()).isdecimal():
            return int(most)
        for other in self.found.mapping:
            if _is_most(other):
                numbers = {c for c in self.cells(other.column) if isinstance(c, int)}
                if len(numbers) == 1:
                    return numbers.pop()
        divided = {
            int(found[1])
            for record in self.found.records
            for other in self._percentages(column)
            if (
                found := re.search(
                    r"/\s*\$?(\d{1,4})\b",
                    self.sheet.unstored.get(address(record.row - 1, other.column), ""),
                )
            )
        }
        return divided.pop() if len(divided) == 1 else None

    def _percentages(self, column: Column) -> list[Column]:
        """The column of percentages that belongs to one of marks: the next to it, if any."""
        later = [other for other in self.found.mapping if other.column > column.column]
        beside = []
        for other in later:
            if self._holds_marks(other):
                break
            if _PERCENT.search(skeleton(other.header)):
                beside.append(other)
        return beside[:1]

    # -- the list with its marks

    def read(self) -> ForeignList:
        """The list with the marks in the fields of its records."""
        mapping = tuple(
            replace(
                column,
                field=self.tests[column.column].field,
                note="",
                right=sum(_is_marks(cell) for cell in self.cells(column.column)),
            )
            if column.column in self.tests
            else column
            for column in self.found.mapping
        )
        records = tuple(self.record(record) for record in self.found.records)
        return replace(
            self.found,
            kind=ListKind.TEST_MARKS,
            mapping=mapping,
            records=records,
            agency=None,
            sex=None,
            warnings=(*self._still_true(), *self._checks(records)),
        )

    def record(self, record: Record) -> Record:
        """A record with its marks, and where each stands."""
        fields = dict(record.fields)
        places = dict(record.places)
        problems = list(record.problems)
        for column, test in self.tests.items():
            place = address(record.row - 1, column + record.shift)
            places[test.field] = place
            if place in self.sheet.broken:
                why = _("a formula without a stored value")
                problems.append(Problem(test.field, place, why))
                continue
            try:
                marks = read_marks(self._cell(record, column), test.out_of)
            except Unreadable as unreadable:
                problems.append(Problem(test.field, place, unreadable.sentence))
                continue
            if marks is not None:
                fields[test.field] = marks
        return replace(record, fields=fields, problems=tuple(problems), places=places)

    def _still_true(self) -> list[str]:
        """What was said of the list, without what is said of columns and sheets that are read."""
        columns = [column for column in self.found.mapping if column.column in self.tests]
        untrue = {f"{column.letters}: {column.note}" for column in columns if column.note}
        for marks in columns:
            for beside in self._percentages(marks):
                untrue.add(f"{beside.letters}: {beside.note}")
        true = [warning for warning in self.found.warnings if warning not in untrue]
        return without_columns(true, {column.header for column in columns})

    def _checks(self, records: Sequence[Record]) -> Iterator[str]:
        for column, test in self.tests.items():
            if test.out_of is None:
                yield _(
                    "“{title}”: the list does not say out of how many marks; there are no percent."
                ).format(title=test.title)
            blank = [
                str(record.row)
                for record in records
                if test.field not in record.fields
                and not any(problem.field == test.field for problem in record.problems)
            ]
            if blank:
                yield ngettext(
                    "“{title}”: row {rows} has no marks; nothing is entered for her.",
                    "“{title}”: rows {rows} have no marks; nothing is entered for them.",
                    len(blank),
                ).format(title=test.title, rows=", ".join(blank))
            yield from self._check_percent(column, test, records)

    def _check_percent(
        self, column: int, test: FoundTest, records: Sequence[Record]
    ) -> Iterator[str]:
        """Whether the percentages beside the marks say the same; those without a value say none."""
        marks = next(one for one in self.found.mapping if one.column == column)
        for beside in self._percentages(marks):
            wrong, unknown = [], 0
            for record in records:
                cell = self._cell(record, beside.column)
                place = address(record.row - 1, beside.column + record.shift)
                unknown += place in self.sheet.broken
                said = record.text(test.field)
                if said in (None, ABSENT) or not test.out_of or not isinstance(cell, int | float):
                    continue
                percent = float(Decimal(str(said)) * 100 / test.out_of)
                if min(abs(cell - percent), abs(cell * 100 - percent)) > 1:
                    wrong.append(place)
            if wrong:
                yield _(
                    "These percentages are not those of the marks, which count: {cells}."
                ).format(cells=", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else ""))
            if unknown:
                yield _(
                    "Column {column} “{header}” holds formulas without values: it stays out,"
                    " and the marks tell the percent."
                ).format(column=beside.letters, header=beside.header)


def _is_most(column: Column) -> bool:
    """Whether a caption is just that of how many marks there are."""
    return bool(_MOST.fullmatch(skeleton(column.caption)))


def _is_marks(cell: Cell) -> bool:
    try:
        return cell is not None and read_marks(cell, None) is not None
    except Unreadable:
        return False


def _occasion(text: str) -> Occasion | None:
    folded = skeleton(re.sub(r"[_\-]", " ", text))
    before, after = _PRE.search(folded), _POST.search(folded)
    if before and not after:
        return Occasion.PRE
    return Occasion.POST if after and not before else None


def _bare(path: Sequence[str]) -> str:
    """What a caption says besides "marks" and out of how many: "Pre-test"."""
    parts = []
    telling = [part for part in path if any(p.search(skeleton(part)) for p in (_PRE, _POST, _TEST))]
    for part in telling or path:
        text = re.sub(r"[(\[][^)\]]*[)\]]", " ", part)
        folded = ascii_digits(text)
        text = _OUT_OF.sub(" ", folded) if _OUT_OF.search(folded) else text
        words = (
            word for word in text.split() if not _PLAIN.fullmatch(skeleton(word.strip(":./-–")))
        )
        parts.append(" ".join(words).strip(" -–—:/.%"))
    return " ".join(dict.fromkeys(part for part in parts if part))


# -- sheets of the same people


def _joined(first: ForeignList, other: _Marks, before: ForeignList) -> ForeignList:
    """One list of two sheets: who stands on both is one record, with the marks of both. `before`
    is the first as detect found it.
    """
    theirs = other.read()
    found = fits([_known(one) for one in theirs.records], [_known(one) for one in first.records])
    base = _ROWS * (1 + [sheet.name for sheet in first.sheets].index(theirs.sheet))
    records = list(first.records)
    for record, sure in zip(theirs.records, settle(found), strict=True):
        places = {name: f"{theirs.sheet}!{cell}" for name, cell in record.places.items()}
        problems = tuple(
            replace(problem, cell=f"{theirs.sheet}!{problem.cell}") for problem in record.problems
        )
        marks = {name: said for name, said in record.fields.items() if of_field(name)}
        if sure is None:
            records.append(
                replace(
                    record,
                    row_number=base + record.row_number,
                    sheet=theirs.sheet,
                    problems=problems,
                    places=places,
                )
            )
            continue
        own = records[sure[0]]
        records[sure[0]] = replace(
            own,
            fields={**own.fields, **marks},
            problems=(*own.problems, *problems),
            places={**places, **own.places},
        )
    return replace(
        first,
        records=tuple(records),
        persons=len(records),
        warnings=tuple(
            dict.fromkeys(
                (
                    *_without(first.warnings, theirs.sheet, said=before.warnings),
                    *_without(theirs.warnings, first.sheet, said=other.found.warnings),
                )
            )
        ),
    )


def _without(warnings: Sequence[str], sheet: str, *, said: Sequence[str]) -> list[str]:
    """The warnings without what was `said` of another sheet as a whole: it is read now."""
    return [
        warning
        for warning in warnings
        if warning not in said or f"“{sheet}”" not in warning or _is_of_cells(warning)
    ]


_ROWS = 1_000_000  # as detect counts rows of further sheets


def _is_of_cells(warning: str) -> bool:
    """Whether a warning names cells, and so stays true of a sheet that is read."""
    return bool(re.search(r"\b[A-Z]{1,2}\d+\b", warning))


def _known(record: Record) -> Known:
    names = (record.text("name_latin"), record.text("name_native"))
    return (
        [name for name in names if name],
        {name: str(record.fields[name]) for name in _NUMBERS if name in record.fields},
    )
