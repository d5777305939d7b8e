"""What became of each row, written beside it in a copy of the list that somebody sent.

The copy can go back to them: it names fields and reasons, and no value or name that they do not
have already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from pathlib import Path

from workbook.domain.people import PERSON
from workbook.errors import RuleError
from workbook.files import write_bytes
from workbook.i18n import _
from workbook.intake import values
from workbook.intake.detect import ForeignList
from workbook.intake.plan import Outcome, Plan, RecordPlan
from workbook.sheets.added_column import CannotAdd, add_column
from workbook.sheets.reader import Sheet, read_sheets
from workbook.sheets.seal import seal, unseal
from workbook.sheets.writer import BookWriter
from workbook.text import skeleton

_WIDTH = 44
_KEEPS_LOOKS = (".xlsx", ".xlsm")


def default_name(source: Path) -> str:
    """What to call the copy: "nominations - result.xlsx" for nominations.csv."""
    suffix = source.suffix.lower() if source.suffix.lower() in _KEEPS_LOOKS else ".xlsx"
    return _("{name} - result").format(name=source.stem) + suffix


def write_results(
    plan: Plan, source: Path, target: Path, *, created: date, password: str | None = None
) -> None:
    """Write a copy of `source`, the file that `plan` is of, with a column "Result" at `target`.

    An .xlsx keeps its looks; of other files, and of lists of people across, the values are copied
    into an .xlsx created on `created`. What had a `password` has it again. Raises RuleError when
    `source` is no longer the file that was read, SheetError and SaveError.
    """
    content = source.read_bytes() if source.is_file() else b""
    if blake2b(content, digest_size=16).hexdigest() != plan.foreign.digest:
        raise RuleError(
            _(
                "The list is no longer where it was, or has changed since it was read."
                " No copy was written; what was taken in stays."
            )
        )
    file = read_sheets(source, password=password)
    sheets = {sheet.name: sheet for sheet in file.sheets}
    sealed = file.kind == "xlsx" and not content.startswith(b"PK")
    said = _said(plan)
    written: bytes | None = None
    if file.kind == "xlsx" and not plan.foreign.across:
        written = unseal(content, password or "") if sealed else content
        try:
            for name, cells in said.items():
                column = _column(plan.foreign, sheets[name], cells)
                written = add_column(written, name, column, cells, width=_WIDTH)
        except CannotAdd:
            written = None
    if written is None:
        written = _plain_copy(plan.foreign, sheets, said, created)
    if sealed and password:
        written = seal(written, password)
    write_bytes(target, written)


def _said(plan: Plan) -> dict[str, dict[int, str]]:
    """By sheet, by row counted from 0: what became of it, with the caption above."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for planned in plan.records:
        sheet = planned.record.sheet or plan.foreign.sheet
        found[sheet][planned.record.row - 1].append(_result(planned))
    said = {
        sheet: {row: "\n".join(dict.fromkeys(results)) for row, results in rows.items()}
        for sheet, rows in found.items()
    }
    caption = 0 if plan.foreign.across else plan.foreign.caption_row
    for rows in said.values():
        if caption is not None:
            rows[caption] = _("Result")
    return said


def _result(planned: RecordPlan) -> str:
    reasons = " ".join(planned.reasons)
    if planned.outcome is Outcome.NEW:
        return _("New")
    if planned.outcome is Outcome.SAME:
        return _with(_("There already, the same"), reasons)
    if planned.outcome is Outcome.CHANGED:
        captions = {declared.name: declared.caption for declared in PERSON.fields}
        fields = (captions.get(change.field, _("cohort")) for change in planned.changes)
        said = _("Changed: {fields}").format(fields=", ".join(dict.fromkeys(fields)))
        return _with(said, reasons)
    if planned.outcome is Outcome.NEEDS_YOU:
        return _("Waits for a decision: {reasons}").format(reasons=reasons)
    return _("Not taken in: {reasons}").format(reasons=reasons)


def _with(said: str, reasons: str) -> str:
    return f"{said}. {reasons}" if reasons else said


def _column(foreign: ForeignList, sheet: Sheet, cells: Mapping[int, str]) -> int:
    """The column of the results, counted from 0: one that is there from before, else the first
    that is free in every row of the list.
    """
    caption = foreign.caption_row
    if caption is not None and caption < len(sheet.rows):
        for column, cell in enumerate(sheet.rows[caption]):
            if isinstance(cell, str) and skeleton(cell) == skeleton(_("Result")):
                return column
    return max(len(sheet.rows[row]) for row in cells if row < len(sheet.rows))


def _plain_copy(
    foreign: ForeignList,
    sheets: Mapping[str, Sheet],
    said: Mapping[str, Mapping[int, str]],
    created: date,
) -> bytes:
    book = BookWriter(created=created)
    for name, results in said.items():
        sheet = sheets[name]
        rows = [list(row) for row in sheet.rows]
        if foreign.across:
            rows.append([])
            places = {column: (len(rows) - 1, column) for column in results}
        else:
            beside = _column(foreign, sheet, results)
            places = {row: (row, beside) for row in results}
        for number, (row, column) in places.items():
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = results[number]
        copy = book.sheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                copy.write(row, column, values.text(cell) if isinstance(cell, float) else cell)
    return book.finish()
