"""Finds the list in a foreign file, chooses among the tables that may be it, and reads it.

Nothing is decided for good here: a ForeignList is a reading with its reasons, shown before it is
taken in, and read again as a person corrects it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import orjson

from workbook.domain.elearning import AttemptStatus
from workbook.errors import SheetError
from workbook.garbage import uncollected
from workbook.i18n import _, ngettext
from workbook.intake import attendance_grid, experts, letterhead, meeting, test_marks, values
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.foreign import ForeignList, SheetFound, ValueQuestion
from workbook.intake.kinds import ListKind
from workbook.intake.letterhead import AgencyProposal, SexProposal
from workbook.intake.likeness import names_compatible
from workbook.intake.mapping import (
    CAN_BE_WRONG,
    COMPLETION_FIELDS,
    filled_cells,
    looks_right,
    settle,
)
from workbook.intake.persons import count_persons
from workbook.intake.rows import NAMES, NAMING, Body, LeftOut, Problem, Reading, Record, Table
from workbook.intake.tables import Candidate, candidates
from workbook.intake.values import DateOrder
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import Sheet, SheetFile
from workbook.text import skeleton

__all__ = [
    "AgencyProposal",
    "ForeignList",
    "LeftOut",
    "ListKind",
    "Problem",
    "Record",
    "SexProposal",
    "SheetFound",
    "ValueQuestion",
    "detect",
]

_DATES = ("born_on", "done_on")
_SHOWN = 12
_MOST_WORDS = 8  # for results; a column of more is none of results
_COMPARED = 200


@uncollected()
def detect(file: SheetFile, correction: Correction = NOTHING) -> ForeignList:
    """The list of people in `file`: of all tables that may be one, the most telling.

    Raises SheetError with reason not_people when no table seems to hold people, or empty when there
    is nobody under its header; and not_people when a correction leaves nothing to read.
    """
    if correction.kind is ListKind.MEETING or (correction == NOTHING and meeting.is_report(file)):
        return _of_meeting(file)
    names = [sheet.name for sheet in file.sheets]
    if correction.sheet is not None and correction.sheet not in names:
        raise SheetError(
            _("There is no sheet “{name}” in this file. It has: {sheets}.").format(
                name=correction.sheet, sheets=_quoted(names)
            ),
            reason="not_people",
        )
    found = _Detection(file, correction).found()
    found = attendance_grid.with_grid(file, found)
    found = experts.with_experts(file, found)
    return test_marks.with_marks(file, found, lambda name: _of_sheet(file, name))


def _of_sheet(file: SheetFile, name: str) -> ForeignList:
    return _Detection(file, Correction(sheet=name)).found()


def _of_meeting(file: SheetFile) -> ForeignList:
    report = meeting.read_report(file)
    sheet = next(sheet for sheet in file.sheets if sheet.name == report.sheet)
    records = tuple(
        Record(
            one.row,
            {"name_latin": one.name} | ({"email": one.email} if one.email else {}),
        )
        for one in report.people
    )
    header = report.header_row
    return ForeignList(
        kind=ListKind.MEETING,
        file_name=file.name,
        digest=file.digest,
        sheet=sheet.name,
        sheet_hash=_hash([sheet]),
        header_row=header,
        mapping=(),
        records=records,
        warnings=(*file.notes, *report.warnings),
        header_rows=(header - 1,),
        caption_row=header - 1,
        sheets=(SheetFound(sheet.name, sheet.hidden, len(records), header - 1),),
        persons=len(records),
        encoding=file.encoding,
        report=report,
    )


class _Detection:
    """One file being looked at: its tables, the chosen one, and what there is to say."""

    def __init__(self, file: SheetFile, correction: Correction) -> None:
        self.file = file
        self.correction = correction
        self.warnings = list(file.notes)
        self.tables = {sheet.name: self._tables(sheet) for sheet in file.sheets}

    def _tables(self, sheet: Sheet) -> list[Candidate]:
        return candidates(sheet, self._correction_of(sheet))

    def _correction_of(self, sheet: Sheet) -> Correction:
        """The correction of where the list stands, for the sheet it was meant for."""
        if self.correction.sheet in (None, sheet.name):
            return self.correction
        return Correction(hidden=self.correction.hidden)

    def found(self) -> ForeignList:
        chosen = self._chosen()
        sheets = self._sheets()
        self._warn_of_hidden(chosen, sheets)
        tables = [chosen, *self._continuing(chosen)]
        self._warn_of_others(tables)
        return self._read(tables, sheets)

    # -- choosing

    def _open(self, sheet: Sheet) -> bool:
        """Whether a sheet may be read unasked."""
        asked = self.correction.hidden or self.correction.sheet == sheet.name
        return asked or not sheet.hidden

    def _chosen(self) -> Table:
        wanted = self.correction
        possible = [
            candidate
            for sheet in self.file.sheets
            if self._open(sheet) and wanted.sheet in (None, sheet.name)
            for candidate in self.tables[sheet.name]
        ]
        if wanted.sheet is None and (wanted.header_row is not None or wanted.first_row is not None):
            possible = self._on_the_best_sheet(possible)
        told = (wanted.header_row, wanted.first_row, wanted.sheet) != (None, None, None)
        named = any(field in NAMES for field in wanted.fields.values())
        people = [c for c in possible if c.is_people] or (possible if told or named else [])
        people = [candidate for candidate in people if candidate.people] or people
        if not people:
            raise self._nobody(possible)
        return max(people, key=lambda candidate: candidate.rank).table

    def _on_the_best_sheet(self, possible: Sequence[Candidate]) -> list[Candidate]:
        """A header row without a sheet is meant for the sheet that is chosen without it."""
        as_found = [
            (sheet.name, candidate)
            for sheet in self.file.sheets
            if self._open(sheet)
            for candidate in candidates(sheet, Correction(hidden=self.correction.hidden))
            if candidate.is_people
        ]
        if not as_found:
            return list(possible)
        best, _candidate = max(as_found, key=lambda named: named[1].rank)
        return [c for c in possible if c.table.grid.sheet.name == best]

    def _nobody(self, possible: Sequence[Candidate]) -> SheetError:
        hidden = [
            _of_hidden_sheet(found) for found in self._sheets() if found.hidden and found.people
        ]
        if any(candidate.is_empty for candidate in possible):
            sentence = _("There is nobody in this list: no row under the header has a name.")
            reason = "empty"
        elif not any(any(row) for sheet in self.file.sheets for row in sheet.rows):
            sentence = _("This file holds no sheet with cells.")
            reason = "empty"
        elif self.file.is_text_named_as_workbook:
            sentence = _(
                "This file is named like a workbook but holds only some text, and no list of"
                " people: it is damaged. Nothing was changed. Ask for it again."
            )
            reason = "damaged"
        else:
            sentence = _(
                "No list of people was found in this file: no table in it seems to hold names."
                " Nothing was changed."
            )
            reason = "not_people"
        return SheetError(" ".join([sentence, *hidden]), reason=reason)

    def _sheets(self) -> tuple[SheetFound, ...]:
        found = []
        for sheet in self.file.sheets:
            people = [c for c in self.tables[sheet.name] if c.is_people]
            best = max(people, key=lambda candidate: candidate.rank, default=None)
            found.append(
                SheetFound(
                    sheet.name,
                    sheet.hidden,
                    best.people if best else 0,
                    best.table.caption_row if best else None,
                )
            )
        return tuple(found)

    # -- tables that go on with the list, and those that do not

    def _continuing(self, chosen: Table) -> list[Table]:
        """Tables with the same captions and other people: one sheet a district, or side by side."""
        if not chosen.header_rows or self.correction.last_row is not None:
            return []
        others = list(self._others(chosen))
        names = _names_in(chosen) if others else set()
        found = []
        for candidate in others:
            if not candidate.is_people or _captions(candidate.table) != _captions(chosen):
                continue
            theirs = _names_in(candidate.table)
            if len(names & theirs) * 10 <= len(theirs):
                found.append(candidate.table)
                names |= theirs
        return found

    def _others(self, chosen: Table) -> Iterable[Candidate]:
        for sheet in self.file.sheets:
            if not self._open(sheet):
                continue
            if self.correction.sheet not in (None, sheet.name):
                continue
            for candidate in self.tables[sheet.name]:
                if candidate.table.grid.across is chosen.grid.across and not _overlap(
                    candidate.table, chosen
                ):
                    yield candidate

    def _warn_of_others(self, read: Sequence[Table]) -> None:
        chosen, *continuing = read
        if continuing:
            parts = sorted(read, key=self._place)
            sheets = list(dict.fromkeys(table.grid.sheet.name for table in parts))
            self.warnings.append(
                _(
                    "The list goes on in other tables of the same header; all were read: {sheets}."
                ).format(sheets=_quoted(sheets))
            )
        others = list(self._others(chosen))
        names = set().union(*(_names_in(table) for table in read)) if others else set()
        for candidate in others:
            table = candidate.table
            if not candidate.is_people or any(_overlap(table, one) for one in read):
                continue
            alone = sum(not _is_among(name, names) for name in _names_in(table))
            sheet = table.grid.sheet.name
            if sheet == chosen.grid.sheet.name:
                self.warnings.append(
                    _(
                        "Only one list of this sheet was read. Another one begins in row {row}:"
                        " {n} people in it are not in the one that was read."
                    ).format(row=_first_row(table), n=alone)
                )
            elif alone:
                self.warnings.append(
                    ngettext(
                        "Only the first list was read. {n} person stands only on sheet “{sheet}”.",
                        "Only the first list was read. {n} people stand only on sheet “{sheet}”.",
                        alone,
                    ).format(n=alone, sheet=sheet)
                )
            else:
                self.warnings.append(
                    _("Sheet “{sheet}” repeats people of this list and was not read.").format(
                        sheet=sheet
                    )
                )

    def _warn_of_hidden(self, chosen: Table, sheets: Sequence[SheetFound]) -> None:
        if self.correction.hidden:
            return
        for found in sheets:
            if found.hidden and self.correction.sheet != found.name:
                sheet = next(s for s in self.file.sheets if s.name == found.name)
                if found.people:
                    self.warnings.append(_of_hidden_sheet(found))
                elif sheet.rows:
                    self.warnings.append(
                        _("Sheet “{sheet}” is hidden and was not read.").format(sheet=found.name)
                    )
        self.warnings += self._of_hidden_rows(chosen)
        columns = sorted(chosen.grid.hidden_columns)
        columns = [c for c in columns if any(cell is not None for cell in chosen.cells(c))]
        if columns:
            self.warnings.append(
                ngettext(
                    "A hidden column was not read: {columns}.",
                    "Hidden columns were not read: {columns}.",
                    len(columns),
                ).format(columns=", ".join(_column(chosen, column) for column in columns))
            )

    def _of_hidden_rows(self, table: Table) -> list[str]:
        if self.correction.hidden or not table.grid.hidden_rows:
            return []
        rows = len(Body(table, hidden=True).people) - len(Body(table).people)
        sentence = ngettext(
            "{n} person stands in a hidden row, perhaps by a filter, and was not read.",
            "{n} people stand in hidden rows, perhaps by a filter, and were not read.",
            rows,
        )
        return [sentence.format(n=rows)] if rows else []

    # -- reading

    def _read(self, tables: Sequence[Table], sheets: tuple[SheetFound, ...]) -> ForeignList:
        understood = tables[0]
        chosen = self._understood(understood)
        in_order = sorted(tables, key=self._place)
        if in_order[0].span == chosen.span:  # the list begins where its first table stands
            tables = in_order
            chosen = replace(in_order[0], columns=chosen.columns)
        kind = self.correction.kind or self._kind(chosen)
        if kind is not ListKind.COMPLETIONS:
            chosen = replace(
                chosen,
                columns=tuple(
                    replace(column, field=None) if column.field in COMPLETION_FIELDS else column
                    for column in chosen.columns
                ),
            )
        orders, questions = self._date_orders(chosen)
        questions += self._unknown_words(chosen)
        reading = Reading(orders, self.correction.statuses)
        records: list[Record] = []
        left_out: list[LeftOut] = []
        filled = [column.filled for column in chosen.columns]
        wrong: Counter[str | None] = Counter()
        for number, table in enumerate(tables):
            sheet = table.grid.sheet.name
            shift = table.span[0] - chosen.span[0]
            body = Body(_as(chosen, table, shift), hidden=self.correction.hidden)
            elsewhere = "" if sheet == chosen.grid.sheet.name else sheet
            here = reading.records(body, sheet=elsewhere, shift=shift if number else 0)
            records += here
            wrong += _wrong(body.table, here)
            if table is not understood:
                rows = [body.grid.rows[row] for row in body.people]
                cells = filled_cells(body.table.columns, rows)
                more = (len(cells[column.column]) for column in body.table.columns)
                filled = list(map(sum, zip(filled, more, strict=True)))
            left_out += [LeftOut(sheet, row + 1, reason) for row, reason in body.left_out()]
        if not records:
            said = [_("There is nobody in this list: no row under the header has a name.")]
            raise SheetError(" ".join(said + self._of_hidden_rows(tables[0])), reason="empty")
        columns = (
            replace(column, filled=n, right=n - wrong[column.field])
            for column, n in zip(chosen.columns, filled, strict=True)
        )
        chosen = replace(chosen, columns=tuple(columns))
        self._warn_of_columns(chosen, kind)
        self._warn_of_rows(left_out, chosen)
        lines = chosen.grid.lines(0, chosen.header_rows[0]) if chosen.header_rows else []
        tells = kind is not ListKind.COMPLETIONS
        return ForeignList(
            kind=kind,
            file_name=self.file.name,
            digest=self.file.digest,
            sheet=chosen.grid.sheet.name,
            sheet_hash=_hash(
                list({table.grid.sheet.name: table.grid.sheet for table in tables}.values())
            ),
            header_row=chosen.header_rows[-1] + 1 if chosen.header_rows else 0,
            mapping=chosen.columns,
            records=tuple(records),
            agency=letterhead.agency(lines) if tells else None,
            sex=letterhead.sex(lines) if tells else None,
            warnings=tuple(self.warnings),
            header_rows=chosen.header_rows,
            caption_row=chosen.caption_row,
            across=chosen.grid.across,
            sheets=sheets,
            correction=self.correction,
            questions=questions,
            persons=count_persons(records),
            left_out=tuple(left_out),
            encoding=self.file.encoding,
        )

    def _place(self, table: Table) -> tuple[int, int]:
        """Where a table stands in the file: which sheet, and its first row."""
        return self.file.sheets.index(table.grid.sheet), table.first_row

    def _understood(self, table: Table) -> Table:
        """The table with its columns settled by what stands in the rows of people."""
        people = Body(table, hidden=self.correction.hidden).people
        rows = [table.grid.rows[row] for row in people] or table.body()
        columns = settle(table.columns, rows, self.correction.fields)
        settled = replace(table, columns=columns)
        if settled.column(*NAMES) is None:
            raise SheetError(
                _("No column of names was chosen. Say which column holds the names."),
                reason="not_people",
            )
        return settled

    def _kind(self, table: Table) -> ListKind:
        fields = table.fields
        if fields & {"module_code", "module_title"} and fields & {"status", "score", "done_on"}:
            return ListKind.COMPLETIONS
        if {"name_latin", "name_native"} <= fields and not fields & {"rank", "grade", "born_on"}:
            return ListKind.NATIVE_NAMES
        first = table.header_rows[0] if table.header_rows else table.first_row
        lines = [line for _address, line in table.grid.lines(0, first)]
        said = [self.file.name, table.grid.sheet.name, *lines]
        if any(_NOMINATION.search(skeleton(line)) for line in said):
            return ListKind.NOMINATIONS
        return ListKind.PARTICIPANTS

    def _date_orders(
        self, table: Table
    ) -> tuple[Mapping[int, DateOrder | None], tuple[ValueQuestion, ...]]:
        orders: dict[int, DateOrder | None] = {}
        questions = []
        for column in table.columns:
            if column.field not in _DATES:
                continue
            number = column.column
            cells = table.cells(number)
            orders[number] = self.correction.date_orders.get(number) or values.proven_order(cells)
            examples = values.ambiguous_dates(cells) if orders[number] is None else ()
            if examples:
                answers = tuple(order.value for order in DateOrder)
                questions.append(
                    ValueQuestion("date_order", number, column.header, examples, answers)
                )
        return orders, tuple(questions)

    def _unknown_words(self, table: Table) -> tuple[ValueQuestion, ...]:
        """The words for results that are not known, where they are few enough to be such words."""
        column = table.column("status")
        if column is None:
            return ()
        words = values.unknown_statuses(table.cells(column.column), self.correction.statuses)
        if len(words) > _MOST_WORDS:
            return ()
        answers = (*(status.value for status in AttemptStatus), "")
        return tuple(
            ValueQuestion("status", column.column, column.header, (written,), answers, word=word)
            for word, written in words.items()
        )

    def _warn_of_columns(self, table: Table, kind: ListKind) -> None:
        if table.grid.across:
            self.warnings.append(_("People seem to be in columns in this list; it was read so."))
        if not table.header_rows:
            self.warnings.append(
                _("This list has no header. What its columns mean was told by their values.")
            )
        unknown = [
            column.header or _("Column {letter}").format(letter=_column(table, column.column))
            for column in table.columns
            if column.field is None and (column.header or column.filled) and not column.note
        ]
        if unknown:
            self.warnings.append(
                _("Columns that were not understood and stay out: {columns}.").format(
                    columns=_quoted(unknown)
                )
            )
        self.warnings += [
            f"{_column(table, column.column)}: {column.note}"
            for column in table.columns
            if column.note
        ]

    def _warn_of_rows(self, left_out: Sequence[LeftOut], table: Table) -> None:
        """What was passed over by a rule that a person may see otherwise."""
        by_reason: dict[str, list[LeftOut]] = {}
        for row in left_out:
            by_reason.setdefault(row.reason, []).append(row)
        for reason, rows in by_reason.items():
            shown = [
                str(row.row) if not table.grid.across else column_letters(row.row - 1)
                for row in rows[:_SHOWN]
            ]
            if len(rows) > _SHOWN:
                shown.append("…")
            self.warnings.append(
                ngettext(
                    "Left out, {reason}: row {rows}.",
                    "Left out, {reason}: rows {rows}.",
                    len(rows),
                ).format(reason=reason, rows=", ".join(shown))
            )


_NOMINATION = re.compile(
    "|".join(
        skeleton(word)
        for word in (
            "nominat",
            "nominee",
            "candidature",
            "نامزد",
            "نوماند",
            "ترشيح",
            "مرشح",
            "মনোনয়ন",
        )
    )
)


def _wrong(table: Table, records: Sequence[Record]) -> Counter[str | None]:
    """How many cells of each field do not look right, by what could not be read of the records."""
    columns = {column.field: column.column for column in table.columns}
    wrong: Counter[str | None] = Counter()
    for record in records:
        for problem in record.problems:
            if problem.field not in CAN_BE_WRONG:
                continue
            cell = table.grid.cell(record.row - 1, columns[problem.field])
            of_two_days = problem.field in _DATES and looks_right(problem.field, cell)
            wrong[problem.field] += cell is not None and not of_two_days
    return wrong


def _hash(sheets: Sequence[Sheet]) -> bytes:
    return blake2b(orjson.dumps([sheet.rows for sheet in sheets]), digest_size=16).digest()


def _of_hidden_sheet(found: SheetFound) -> str:
    return ngettext(
        "Sheet “{sheet}” is hidden: {n} person in it was not read.",
        "Sheet “{sheet}” is hidden: {n} people in it were not read.",
        found.people,
    ).format(sheet=found.name, n=found.people)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _column(table: Table, column: int) -> str:
    return str(column + 1) if table.grid.across else column_letters(column)


def _first_row(table: Table) -> int:
    return (table.header_rows[0] if table.header_rows else table.first_row) + 1


def _captions(table: Table) -> list[tuple[int, str]]:
    """The captions of a table, by how far right of its first one they stand."""
    first = table.span[0]
    return [(c.column - first, skeleton(c.caption)) for c in table.columns if c.header]


def _as(chosen: Table, table: Table, shift: int) -> Table:
    """A table read with the columns of the one it goes on with."""
    if table is chosen:
        return chosen
    columns = tuple(replace(column, column=column.column + shift) for column in chosen.columns)
    return replace(table, columns=columns)


def _overlap(one: Table, other: Table) -> bool:
    """Whether two tables have cells in common."""
    if one.grid.sheet is not other.grid.sheet or one.grid.across is not other.grid.across:
        return False
    rows = one.first_row <= other.last_row and other.first_row <= one.last_row
    columns = one.span[0] <= other.span[1] and other.span[0] <= one.span[1]
    return rows and columns


def _is_among(name: str, names: set[str]) -> bool:
    """Whether a name is one of `names`, in another spelling too where there are few of them."""
    if name in names or len(names) > _COMPARED:
        return name in names
    return any(names_compatible((name,), (other,)) for other in names)


def _names_in(table: Table) -> set[str]:
    """The names of a table's people, for comparison."""
    body = Body(table)
    columns = [c.column for c in table.columns if c.field in NAMING]
    return {
        " ".join(
            sorted(
                part
                for column in columns
                for part in skeleton(str(table.grid.cell(row, column) or "")).split()
            )
        )
        for row in body.people
    } - {""}
