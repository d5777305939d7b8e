"""Finds the tables of a sheet that may hold people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log2

from workbook.intake import evidence, values
from workbook.intake.correction import NO_HEADER, Correction
from workbook.intake.grid import Grid
from workbook.intake.mapping import BETWEEN, NAME, SERIAL, Column, meaning, meaning_of_values
from workbook.intake.rows import NAMES, NAMING, Body, Table, are_hashtags
from workbook.intake.weighing import (
    FEW,
    LONGEST_CAPTION,
    SAMPLE,
    Looks,
    Sample,
    cells_of,
    naming,
    weigh,
)
from workbook.sheets.reader import Cell, Sheet
from workbook.text import skeleton

ENOUGH = 4.5
"""The evidence from which a table is taken for people."""

_HEADER_ALONE = 3.5
_TOP = 60
_MOST_STARTS = 400
_MOST_HEADER_ROWS = 3
_GAP = 4
_MOST_TURNED = 150  # rows
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")


@dataclass(frozen=True)
class Candidate:
    """A table, its `evidence` of people (ENOUGH and more: people), and how many rows name some."""

    table: Table
    evidence: float

    @property
    def is_people(self) -> bool:
        return self.evidence >= ENOUGH

    @property
    def is_empty(self) -> bool:
        """Whether its header names people, and nobody is under it."""
        header = self.table.header_rows and not self.table.grid.across
        return bool(header) and self.evidence >= _HEADER_ALONE and not self.people

    @cached_property
    def people(self) -> int:
        return len(Body(self.table).people)

    @property
    def rank(self) -> float:
        """What it is chosen by: evidence, how many people, how much is told of them."""
        fields = len(self.table.fields)
        turned = 2.0 if self.table.grid.across else 0.0
        return min(self.evidence, 12.0) + 1.5 * log2(1 + self.people) + 0.75 * fields - turned


def candidates(sheet: Sheet, correction: Correction) -> list[Candidate]:
    """The tables of a sheet that may hold people, as they stand from top to bottom; those of people
    in columns after them. What was corrected is not looked for again.
    """
    grids = []
    if correction.across is not True:
        grids.append(Grid(sheet))
    if correction.across is not False and _turns(sheet):
        grids.append(Grid(sheet, across=True))
    found = []
    for grid in grids:
        skipped = frozenset() if correction.hidden else grid.hidden_columns
        search = _Search(grid, skipped, correction.fields)
        if correction.header_row is None and correction.first_row is None:
            tables = _until(search.tables(), correction.last_row)
        else:
            tables = search.corrected(correction)
        found += [Candidate(table, weigh(table)) for table in tables]
    return found


def _until(tables: Iterator[Table], last: int | None) -> Iterator[Table]:
    """The tables up to a row, if one was named; those below it are left out."""
    for table in tables:
        if last is None or table.last_row <= last:
            yield table
        elif table.first_row <= last:
            yield replace(table, last_row=last)


def _turns(sheet: Sheet) -> bool:
    """Whether people may stand in columns: nobody writes hundreds of rows about each."""
    return len(sheet.rows) <= _MOST_TURNED


@lru_cache(maxsize=20_000)
def _meaning(caption: str) -> str | None:
    return meaning((caption,))


@dataclass(frozen=True)
class _Header:
    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    @property
    def known(self) -> set[str | None]:
        return {column.field for column in self.columns} - {None}

    @property
    def captions(self) -> list[tuple[int, str]]:
        return [(c.column, skeleton(c.header)) for c in self.columns if c.header]

    @property
    def names_people(self) -> bool:
        return not self.known.isdisjoint(NAMING)


class _Search:
    """The tables of one grid. `skipped` are columns that are not looked at, `given` what a person
    said that columns mean.
    """

    def __init__(
        self, grid: Grid, skipped: frozenset[int], given: Mapping[int, str | None]
    ) -> None:
        self.grid = grid
        self.skipped = skipped
        self.named = [column for column, field in given.items() if field in NAMES]
        self.rows = grid.rows

    def tables(self) -> Iterator[Table]:
        headers = self._headers()
        last_row = len(self.rows) - 1
        seen = -1
        for number, header in enumerate(headers):
            if header.rows[0] <= seen:
                continue
            below = header.rows[-1] + 1
            end = last_row
            for other in headers[number + 1 :]:
                if other.rows[0] < below:
                    continue
                if self._same(header, other) or self._is_within(header, other):
                    seen = other.rows[-1]
                    continue
                end = other.rows[0] - 1
                break
            for columns in self._bands(header.columns, below, end):
                table = self._settled(header.rows, columns, below, end)
                if table is not None:
                    yield table
        if not any(header.names_people for header in headers):
            yield from self._by_values()

    def corrected(self, correction: Correction) -> Iterator[Table]:
        """The table whose header or rows a person has named."""
        first, last = correction.first_row, correction.last_row
        end = len(self.rows) - 1 if last is None else min(last, len(self.rows) - 1)
        if max(first or 0, correction.header_row or 0) > end:
            return  # of another sheet, or turned
        if correction.header_row is None or correction.header_row == NO_HEADER:
            header = None
            if correction.header_row is None and first is not None:
                above = [h for h in self._headers() if h.rows[-1] < first and h.names_people]
                header = above[-1] if above else None
            start = 0 if first is None else first
        else:
            header = self._header_at(correction.header_row)
            start = header.rows[-1] + 1 if first is None else first
        if header is None:
            yield from self._without_header(start, end, sure=True)
            return
        if last is None:
            below = [h for h in self._headers() if h.rows[0] > start and h.names_people]
            end = next((h.rows[0] - 1 for h in below if not self._same(header, h)), end)
        for columns in self._bands(header.columns, start, end):
            table = self._settled(header.rows, columns, start, end, sure=True)
            if table is not None:
                yield table

    # -- headers

    def _headers(self) -> list[_Header]:
        """The rows that look like headers, from top to bottom, none over another."""
        found: list[_Header] = []
        for row in self._starts():
            if found and row <= found[-1].rows[-1]:
                continue
            best = self._best_header(row)
            if best is not None:
                found.append(self._without_rows_above(best, found))
        return found

    def _without_rows_above(self, header: _Header, found: Sequence[_Header]) -> _Header:
        """The header without what is above one that stood before: the last row of a page."""
        for first in range(1, len(header.rows)):
            rows = header.rows[first:]
            lower = _Header(rows, self._columns(rows))
            if any(self._same(one, lower) for one in found):
                return lower
        return header

    def _starts(self) -> Iterator[int]:
        """Rows where a header may begin: the top ones, and those below empty or short ones."""
        tried = 0
        short = True
        for number, row in enumerate(self.rows):
            filled = 0
            for cell in row:
                if cell is not None:
                    filled += 1
                    if filled > 2:
                        break
            if filled and (number < _TOP or (short and tried < _MOST_STARTS)):
                tried += number >= _TOP
                yield number
            short = filled <= 2

    def _best_header(self, first: int) -> _Header | None:
        if self._captionlike(first) < 1:
            return None
        best: _Header | None = None
        for count in range(1, _MOST_HEADER_ROWS + 1):
            rows = tuple(range(first, first + count))
            if rows[-1] >= len(self.rows) or (count > 1 and not self._goes_on(rows)):
                break
            header = _Header(rows, self._columns(rows))
            more = best is None or len(header.known) > len(best.known)
            if more or self._reaches_into(rows) or self._says_again(rows):
                best = header
        if best is None or not self._is_header(best) or self._counts_people(first):
            return None
        if self._is_of_a_kind(best):
            return None
        if self._is_somebody(best):
            return None
        # A title over the table is no part of its header.
        while len(best.rows) > 1:
            lower = _Header(best.rows[1:], self._columns(best.rows[1:]))
            title = sum(cell is not None for cell in self.rows[best.rows[0]]) == 1
            if not title or len(lower.known) < len(best.known):
                break
            best = lower
        return best

    @staticmethod
    def _is_header(header: _Header) -> bool:
        if header.names_people:
            return any(
                c.field in NAMING and len(c.header) < LONGEST_CAPTION for c in header.columns
            )
        return len(header.known - {SERIAL}) >= 2

    def _is_of_a_kind(self, header: _Header) -> bool:
        """Whether what seems to caption names stands again in other rows: "Family", of families."""
        named = [c.column for c in header.columns if c.field in NAMING]
        if len(named) != 1:
            return False
        last = header.rows[-1]
        cell, whole = self.grid.cell(last, named[0]), self.rows[last]
        around = self.rows[max(0, last - FEW) : last + 1 + FEW]
        again = [row for row in around if named[0] < len(row) and row[named[0]] == cell]
        return cell is not None and sum(row != whole for row in again) > 1

    def _counts_people(self, row: int) -> bool:
        """Whether a row says how many people there are, and no more: "Participants", 30."""
        filled = [cell for cell in self.rows[row] if cell is not None]
        return len(filled) == 2 and isinstance(filled[1], int | float)

    @staticmethod
    def _is_somebody(header: _Header) -> bool:
        """Whether what looks like a header is a person with her work: "Hina", "Teacher"."""
        others = [column.header for column in header.columns if column.header and not column.field]
        if len(header.rows) > 1 or len(header.known) > 1 or not others:
            return False
        named = sum(evidence.has_name_word(o) and evidence.name_likeness(o) > 0 for o in others)
        return 2 * named >= len(others)

    def _header_at(self, row: int) -> _Header:
        """The header with its captions of names in `row`, whatever it looks like."""
        spans = [
            tuple(range(first, last + 1))
            for first in range(max(0, row - _MOST_HEADER_ROWS + 1), row + 1)
            for last in range(row, min(row + _MOST_HEADER_ROWS, len(self.rows)))
            if last - first < _MOST_HEADER_ROWS
        ]
        possible = [
            _Header(rows, self._columns(rows))
            for rows in spans
            if len(rows) == 1
            or (
                self._goes_on(rows)
                and all(self._captionlike(r) >= 2 or r == row for r in rows if r <= row)
            )
        ]
        if not possible:
            return _Header((row,), self._columns((row,)))
        return max(possible, key=lambda header: (len(header.known), -len(header.rows)))

    def _captionlike(self, row: int) -> int:
        """How many cells of a row can be captions; 0 where it holds data."""
        if are_hashtags([cell for cell in self.rows[row] if isinstance(cell, str)]):
            return 0
        found = 0
        for cell in self.rows[row]:
            if cell is None:
                continue
            if isinstance(cell, str):
                text = cell.strip()
                if not text:
                    continue
                digits = 0
                if not _DAY.fullmatch(text):
                    digits = sum(c.isdecimal() for c in _TIME.sub("", text))
                if "@" in text or digits >= 7 or len(text) > 3 * LONGEST_CAPTION:
                    return 0
                found += any(c.isalpha() for c in text) or text in ("#", "№", "%")
        return found

    def _goes_on(self, rows: Sequence[int]) -> bool:
        """Whether the last of `rows` is part of the header that the ones above it begin."""
        above, row = rows[-2], rows[-1]
        if self._reaches_into(rows):
            return self._captionlike(row) > 0 or not any(self.rows[row])
        if self._captionlike(row) < 1:
            return False
        # Captions below a wide one, and data under none of them.
        upper = {c for c, cell in enumerate(self.rows[above]) if cell is not None}
        lower = {c for c, cell in enumerate(self.rows[row]) if cell is not None}
        named = [
            column
            for column in lower
            if isinstance(cell := self.grid.cell(row, column), str) and _meaning(cell) is not None
        ]
        if len(lower) > 1 and any(not isinstance(self.grid.cell(row, c), str) for c in lower):
            return False
        names = [
            c
            for c in upper
            if isinstance(cell := self.grid.cell(above, c), str) and _meaning(cell) in NAMING
        ]
        if any(c in lower and _meaning(str(self.grid.cell(row, c))) not in NAMING for c in names):
            return False
        return len(named) >= 2 or (bool(named) and len(lower) <= len(upper))

    def _reaches_into(self, rows: Sequence[int]) -> bool:
        """Whether a merged caption of the rows above covers the last of `rows`."""
        return any(covered[0] in rows[:-1] for _place, covered in self._covered_at(rows[-1]))

    def _says_again(self, rows: Sequence[int]) -> bool:
        """Whether the last of `rows` says what the one above it says, in another language."""
        pairs = (
            [
                (_meaning(str(above)), _meaning(str(below)))
                for above, below in zip(self.rows[rows[-2]], self.rows[rows[-1]], strict=False)
                if above is not None
                and below is not None
                and skeleton(str(above)) != skeleton(str(below))
            ]
            if len(rows) > 1
            else []
        )
        known = [pair for pair in pairs if None not in pair]
        return len(known) >= 2 and all(above == below for above, below in known)

    def _covered_at(self, row: int) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
        covered = self.grid.covered
        return [
            ((row, column), covered[row, column])
            for column in range(self.grid.width)
            if (row, column) in covered
        ]

    def _columns(self, rows: Sequence[int]) -> tuple[Column, ...]:
        width = max(len(self.rows[row]) for row in rows)
        columns = []
        for column in range(width):
            if column in self.skipped:
                continue
            path: list[str] = []
            for row in rows:
                caption = values.text(self.grid.shown(row, column))
                if caption is None and row != rows[-1]:
                    caption = self._over(row, column, rows[-1])
                if caption is not None and caption not in path:
                    path.append(caption)
            columns.append(Column(column, BETWEEN.join(path), self._means(path)))
        if any(column.field == "family_name" for column in columns):
            # "FName, LName": beside a last name it is no father's.
            columns = [
                replace(c, field="given_name") if skeleton(c.caption) == "fname" else c
                for c in columns
            ]
        return tuple(columns)

    def _over(self, row: int, column: int, below: int) -> str | None:
        """A caption that stands to the left and means this column too, without merging."""
        if self.grid.cell(below, column) is None:
            return None
        for before in range(column - 1, max(-1, column - 4), -1):
            if self.grid.cell(below, before) is None:
                return None
            caption = self.grid.cell(row, before)
            if caption is not None:
                # Names do not go on to the right.
                text = values.text(caption)
                return None if text and _meaning(text) in (*NAMING, SERIAL) else text
        return None

    @staticmethod
    def _means(path: Sequence[str]) -> str | None:
        if not path or any(len(caption) > 3 * LONGEST_CAPTION for caption in path):
            return None
        return _meaning(path[0]) if len(path) == 1 else meaning(path)

    @staticmethod
    def _same(one: _Header, other: _Header) -> bool:
        """Whether a header is another one again, as at the top of a printed page."""
        mine, others = set(one.captions), set(other.captions)
        return bool(mine & others) and len(mine & others) >= 0.8 * max(len(mine), len(others))

    def _is_within(self, header: _Header, other: _Header) -> bool:
        """Whether what looks like a header is a row of the list under another one: "Mark" is a name
        too, and nothing parts it from the rows above.
        """
        if self.grid.across:
            return False
        above = sum(cell is not None for cell in self.rows[other.rows[0] - 1])
        mine, others = (sum(c.field is not None for c in h.columns) for h in (header, other))
        less = others < mine or not other.names_people
        return header.names_people and above > 1 and less

    # -- the table under a header

    def _bands(
        self, columns: Sequence[Column], first: int, last: int
    ) -> Iterator[tuple[Column, ...]]:
        """Tables side by side: parted by an empty column, or where the captions begin anew."""
        parts: list[list[Column]] = [[]]
        captions: set[str] = set()
        for column in columns:
            caption = skeleton(column.caption)
            empty = not caption and not any(
                self.grid.cell(row, column.column) is not None
                for row in range(first, min(last, first + SAMPLE) + 1)
            )
            if empty:
                if parts[-1]:
                    parts.append([])
                continue
            begins = parts[-1] and caption and caption == skeleton(parts[-1][0].caption)
            if begins and caption in captions and len(parts[-1]) > 1:
                parts.append([])
            captions.add(caption)
            parts[-1].append(column)
        parts = [part for part in parts if part]
        if sum(naming(part) for part in parts) < 2:
            whole = tuple(column for part in parts for column in part)
            if whole:
                yield whole
            return
        current: list[Column] = []
        for part in parts:
            # What has no names of its own belongs to the table on its left.
            if naming(part) and naming(current):
                yield tuple(current)
                current = []
            current += part
        yield tuple(current)

    def _settled(
        self,
        rows: tuple[int, ...],
        columns: tuple[Column, ...],
        first: int,
        last: int,
        *,
        sure: bool = False,
    ) -> Table | None:
        """The table with a column of names; None where nothing in it can be one."""
        table = Table(self.grid, rows, rows[-1] if rows else None, first, last, columns)
        unnamed = naming(columns) and not self._any_named(table)
        if unnamed and self._columns_of_names(_without_names(table), sure=False):
            # "Full name" is empty, and "Name on the device" is not.
            table = _without_names(table)
        if not naming(table.columns):
            here = {column.column for column in columns}
            names = [column for column in self.named if column in here]
            names = names or self._columns_of_names(table, sure=sure)
            if not names:
                return None
            table = replace(table, columns=_with_names(table.columns, names))
        table = _without_other_names(table)
        named = table.column(*NAMING)
        assert named is not None
        caption_row = next(
            (
                row
                for row in rows
                if self.grid.cell(row, named.column) is not None
                and (row == rows[-1] or _meaning(str(self.grid.cell(row, named.column))) in NAMING)
            ),
            rows[-1] if rows else None,
        )
        return replace(table, caption_row=caption_row)

    def _any_named(self, table: Table) -> bool:
        """Whether anything stands under the captions that mean names."""
        columns = [c.column for c in table.columns if c.field in NAMING]
        rows = range(table.first_row, min(table.last_row + 1, len(self.rows)))
        return any(self.grid.cell(row, c) is not None for row in rows for c in columns)

    def _columns_of_names(self, table: Table, *, sure: bool) -> list[int]:
        """The column whose values look most like names, of those that are not something else, and
        the one that writes the same names in another script.
        """
        best, best_score = None, 0.3 if sure else 0.55
        sample = Sample(table)
        possible = [
            column
            for column in table.columns
            if (column.field in (None, SERIAL) or sample.denies(column))
            and (sure or not evidence.names_no_people(column.header[:LONGEST_CAPTION]))
        ]
        for column in possible:
            looks = Looks(sample.cells(column))
            # Names differ from row to row and stand in nearly all of them.
            everywhere = 0.5 + 0.5 * min(1.0, looks.count / max(1, sample.filled))
            varied = 0.5 + 0.5 * min(1.0, 4 * looks.distinct)
            score = (looks.shape + 0.5 * looks.known) * everywhere * varied - 0.01 * column.column
            if looks.count and score > best_score:
                best, best_score = column, score
        if best is None:
            return []
        others = [c for c in possible if c is not best and sample.same_names(best, c)]
        return [best.column, *(other.column for other in others[:1])]

    # -- without captions that mean anything

    def _by_values(self) -> Iterator[Table]:
        """Tables told by what stands in them: where their first row may be a person."""
        wide = [len([c for c in row if c is not None]) for row in self.rows]
        usual = max(wide, default=0)
        least = 1 if usual == 1 else 2
        blocks: list[tuple[int, int]] = []
        for number, filled in enumerate(wide):
            if filled < least:
                continue
            if blocks and number - blocks[-1][1] <= _GAP:
                blocks[-1] = (blocks[-1][0], number)
            else:
                blocks.append((number, number))
        # Rows of a single cell after a block can be people of whom no more is known.
        firsts = [first for first, _last in blocks] + [len(self.rows)]
        for first, following in list(pairwise(firsts))[:_TOP]:
            yield from self._without_header(first, following - 1)

    def _without_header(self, first: int, last: int, *, sure: bool = False) -> Iterator[Table]:
        if first >= len(self.rows):
            return
        header = None if sure else self._caption_row(first, last)
        body = first if header is None else header + 1
        if body > last:
            return
        rows = () if header is None else (header,)
        columns = self._columns(rows) if rows else ()
        known = {column.column for column in columns}
        width = max(len(row) for row in self.rows[first : last + 1])
        columns = (
            *columns,
            *(Column(c, "", None) for c in range(width) if c not in known | self.skipped),
        )
        sample = self.rows[body : min(last + 1, body + FEW)]
        typed = []
        for column in columns:
            cells = [row[column.column] if column.column < len(row) else None for row in sample]
            field = column.field or meaning_of_values(cells * 2 if len(cells) == 1 else cells)
            if field is None and _counts(cells):
                field = SERIAL
            typed.append(column if field is None else replace(column, field=field, by="values"))
        for part in self._bands(typed, body, last):
            table = self._settled(rows, part, body, last, sure=sure)
            if table is not None:
                yield table

    def _caption_row(self, first: int, last: int) -> int | None:
        """The first row of a block where it is of another kind than what stands below it."""
        captions = [(c, cell) for c, cell in enumerate(self.rows[first]) if cell is not None]
        if last == first or not any(isinstance(cell, str) for _column, cell in captions):
            return None
        below = self.rows[first + 1 : min(last + 1, first + 1 + FEW)]
        other = alike = 0
        for column, cell in captions:
            cells = [r[column] for r in below if column < len(r) and r[column] is not None]
            if not cells:
                continue
            kinds = [_kind(c) for c in cells]
            usual = max(set(kinds), key=kinds.count)
            if _kind(cell) != usual:
                other += 1
            elif usual == "text":
                said = str(cell)[:LONGEST_CAPTION]
                # "Room" is the caption of rooms; "Head office, Main Street" stands in one.
                of_things = len(said.split()) == 1 and evidence.names_no_people(said)
                caption = of_things or _meaning(said) is not None
                named = evidence.name_likeness(str(cell)) >= 0.5
                other += caption or (not named and Looks(cells).shape > 0.5)
                alike += named and not caption
            else:
                alike += 1
        return first if other and other >= alike else None


def _without_other_names(table: Table) -> Table:
    """The table without names of other things beside those of people: events, and who speaks."""
    several = [column for column in table.columns if column.field == NAME]
    if len(several) < 2:
        return table
    rows = table.body()[:SAMPLE]
    shapes = {column.column: Looks(cells_of(column, rows)).shape for column in several}
    best = max(shapes.values())
    return replace(
        table,
        columns=tuple(
            replace(c, field=None) if shapes.get(c.column, best) < 0.5 * best else c
            for c in table.columns
        ),
    )


def _without_names(table: Table) -> Table:
    columns = (replace(c, field=None) if c.field in NAMING else c for c in table.columns)
    return replace(table, columns=tuple(columns))


def _with_names(columns: Sequence[Column], numbers: Sequence[int]) -> tuple[Column, ...]:
    return tuple(
        replace(column, field=NAME, by="values") if column.column in numbers else column
        for column in columns
    )


def _kind(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes or no"
    if isinstance(cell, int | float):
        return "number"
    if isinstance(cell, date | time):
        return "date"
    text = str(cell)
    if "@" in text:
        return "address"
    digits = sum(c.isdecimal() for c in text)
    return "number" if digits * 2 > len(text) else "text"


def _counts(cells: Sequence[Cell]) -> bool:
    """Whether cells count on: 1, 2, 3."""
    numbers = [int(str(cell)) for cell in cells if cell is not None and str(cell).isdecimal()]
    filled = sum(cell is not None for cell in cells)
    if len(numbers) < 2 or len(numbers) < 0.8 * filled or numbers[0] not in (0, 1):
        return False
    return all(after - before == 1 for before, after in pairwise(numbers))
