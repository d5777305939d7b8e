"""What a column means, from the words of its header and, where they say nothing, its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from workbook.domain.elearning import ATTEMPT
from workbook.domain.people import PERSON
from workbook.i18n import _, ngettext
from workbook.intake import recognise, values
from workbook.intake.captions import caption_key, language_of, said
from workbook.intake.header_words import NAME, OTHER, SERIAL
from workbook.intake.names import is_anonymous, is_native, read_name_cell
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import Cell
from workbook.text import is_latin, skeleton

__all__ = [
    "BETWEEN",
    "CAN_BE_WRONG",
    "COMPLETION_FIELDS",
    "NAME",
    "NAME_PARTS",
    "PERSON_FIELDS",
    "SERIAL",
    "By",
    "Column",
    "filled_cells",
    "looks_right",
    "meaning",
    "meaning_of_values",
    "settle",
]

NAME_PARTS = ("given_name", "middle_name", "family_name")
"""Columns of parts, joined to one name in this order."""

PERSON_FIELDS = (
    "name_latin",
    "name_native",
    "relative_name",
    "rank",
    "grade",
    "service_number",
    "national_id",
    "phone",
    "email",
    "duty_station",
    "agency",
    "sex",
    "born_on",
    "remark",
)
COMPLETION_FIELDS = ("module_code", "module_title", "status", "score", "done_on")

By = Literal["header", "values", "saved", "person"]
"""Why a column is thought to fill its field: its header, its values, or somebody who said so."""

_DOUBTED = ("phone", "national_id", "email", "born_on", "sex")
CAN_BE_WRONG = (*_DOUBTED, "service_number", "status", "score", "done_on")
"""The fields that do not take every cell."""
_DATES = ("born_on", "done_on")
_ONE_PHONE = 16  # letters
_DENIED = 0.2  # of the cells look right, or less: the header is wrong
_FEWEST = 3  # cells that can deny a header
_SAMPLE = 400  # cells that tell what a column is
BETWEEN = " > "
"""What joins the captions of a header in several rows."""


@dataclass(frozen=True)
class Column:
    """One column of the list: counted from 0, its header as written, and the field it fills.

    `field` is None when nothing is known of it; then it is not taken in. Of its `filled` cells,
    `right` look right for the field (for a column without field, all); before its rows are read,
    all are. `note` is a sentence where a person should look: a header that its values deny, a
    caption with a slip, a second column of one meaning; else "".
    """

    column: int
    header: str
    field: str | None
    filled: int = 0
    right: int = 0
    by: By = "header"
    note: str = ""

    @property
    def letters(self) -> str:
        return column_letters(self.column)

    @property
    def path(self) -> list[str]:
        """The captions of a header in several rows, the widest first: "Rank" and "BPS"."""
        return self.header.split(BETWEEN)

    @property
    def caption(self) -> str:
        """The caption that stands over the cells."""
        return self.path[-1]


def meaning(path: Sequence[str]) -> str | None:
    """The field that a header means, or None. `path` is ("Rank", "BPS") for BPS under Rank."""
    found = said(path)
    return None if found is None or found.field == OTHER else found.field


def meaning_of_values(cells: Sequence[Cell]) -> str | None:
    """The field that a column's values fill when it has no header; None for nothing telling."""
    return recognise.field_of(cells)


def settle(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    given: Mapping[int, str | None] | None = None,
    given_by: By = "person",
) -> tuple[Column, ...]:
    """The columns with what the values below them decide. `rows` are those of the people.

    `given` says by column number what was decided on (Correction.fields), and `given_by` by whom.
    A column of names is in one script or the other. A header that its values deny gives way to
    them. Of two columns that fill one field the better filled one is taken; the other stays, with
    a note and without field.
    """
    given = given or {}
    language = language_of(column.header for column in columns if column.by == "header")
    settled = []
    filled = filled_cells(columns, rows)
    for column in columns:
        cells = filled[column.column]
        if column.column in given:
            settled.append(replace(column, field=given[column.column], by=given_by))
        elif column.by == "header":
            settled.append(_by_values(_by_header(column, language), cells[:_SAMPLE]))
        else:
            settled.append(column)
    told = _grades_of_modules(_names_in_parts(settled, rows), filled)
    counted = [
        _counted(_in_script(column, filled[column.column]), filled[column.column])
        for column in told
    ]
    return _each_field_once(counted, filled)


def looks_right(field: str | None, cell: Cell) -> bool:
    """Whether a cell alone can be read as what `field` holds."""
    return field is None or _reads(values.CONVERTERS.get(field, values.text), cell)


def _right(column: Column, cells: Sequence[Cell]) -> int:
    """How many of the cells can be read as what the column's field holds; a date that could be two
    days looks right.
    """
    if column.field not in CAN_BE_WRONG:
        return len(cells)
    order = values.proven_order(cells) if column.field in _DATES else None
    read = values.column_reader(
        column.field, column.header, cells, order or values.DateOrder.DAY_FIRST
    )
    wrong = 0
    for cell in cells:
        try:
            read(cell)
        except values.Unreadable:
            wrong += 1
    return len(cells) - wrong


def _reads(read: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        read(cell)
    except values.Unreadable:
        return False
    return True


def filled_cells(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> Mapping[int, Sequence[Cell]]:
    """The cells of each column that are not empty, by its number."""
    turned = list(zip_longest(*rows))
    return {
        column.column: [cell for cell in turned[column.column] if cell is not None and cell != ""]
        if column.column < len(turned)
        else []
        for column in columns
    }


def _by_header(column: Column, language: str) -> Column:
    """The column as its header says it in the language of the list; a slip in it is forgiven."""
    path = tuple(column.path)
    if not column.header or column.field != meaning(path):
        return column
    found = said(path, language, slips=True)
    if found is None or found.field == OTHER:
        return replace(column, field=None)
    if not found.slip_of:
        return replace(column, field=found.field)
    note = _("The caption was read as “{word}”.").format(word=found.slip_of)
    return replace(column, field=found.field, note=note)


def _by_values(column: Column, cells: Sequence[Cell]) -> Column:
    """The column where its values say something else, or more, than its header."""
    if column.field is None:
        found = said(column.path) if column.header else None
        if found is not None:  # understood, and not kept
            return column
        known = recognise.STRONG if column.header else None
        field = recognise.field_of(cells, known) if known else recognise.field_of(cells)
        return column if field is None else replace(column, field=field, by="values")
    if column.field in ("grade", "rank"):
        return _rank_or_grade(column, cells)
    if column.field in _DOUBTED and len(cells) >= _FEWEST:
        return _doubted(column, cells)
    return column


def _rank_or_grade(column: Column, cells: Sequence[Cell]) -> Column:
    """A caption such as Grade or Title can mean either, and titles before names are neither."""
    if column.field == "grade" and recognise.share(cells, recognise.is_rank) >= recognise.ENOUGH:
        return replace(column, field="rank", by="values")
    if column.field == "rank" and cells and all(_is_title(cell) for cell in cells):
        return replace(column, field=None)
    return column


def _is_title(cell: Cell) -> bool:
    text = values.text(cell)
    return text is not None and not values.without_titles(text)


def _doubted(column: Column, cells: Sequence[Cell]) -> Column:
    right = _right(column, cells) / len(cells)
    if right > _DENIED:
        return column
    field = recognise.field_of(cells, recognise.STRONG)
    if field is not None and field != column.field:
        note = _("The header says “{header}”, but the cells look like: {field}.").format(
            header=column.header, field=field_caption(field)
        )
        return replace(column, field=field, by="values", note=note)
    found = said(column.path)
    if right == 0 and found is not None and not found.whole:
        note = _("The header seems to say {field}, but no cell looks like it.").format(
            field=field_caption(str(column.field))
        )
        return replace(column, field=None, note=note)
    return column


def field_caption(field: str) -> str:
    """What a field is called: "Phone"."""
    captions = {f.name: f.caption for entity in (PERSON, ATTEMPT) for f in entity.columns}
    return _(captions[field]) if field in captions else field


def _names_in_parts(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Sequence[Column]:
    """Whether a bare "Name" beside a family name is the given one, and a family name alone all."""
    by_field = {column.field: column for column in columns if column.field is not None}
    family, given, name = (by_field.get(f) for f in ("family_name", "given_name", NAME))
    if family is None:
        return columns
    if given is not None and name is not None:
        # "Team, First Name, Last Name": the whole name is of something else.
        if not _is_of_another(name, (given, family), rows):
            return columns
        return [replace(column, field=None) if column is name else column for column in columns]
    if given is None and name is not None and caption_key(name.header) in _BARE:
        if not _holds(name, family, rows):
            return [
                replace(column, field="given_name") if column is name else column
                for column in columns
            ]
    elif given is None and name is None and not {"name_latin", "name_native"} & by_field.keys():
        return [replace(column, field=NAME) if column is family else column for column in columns]
    return columns


def _grades_of_modules(
    columns: Sequence[Column], filled: Mapping[int, Sequence[Cell]]
) -> Sequence[Column]:
    """In a list of results a bare "Grade" is no pay scale: a score, or nothing."""
    fields = {column.field for column in columns}
    if not fields & {"module_code", "module_title"}:
        return columns
    return [
        replace(column, field=_grade_in_results(filled[column.column], fields))
        if column.field == "grade"
        and column.by == "header"
        and caption_key(column.header) == "grade"
        else column
        for column in columns
    ]


def _grade_in_results(cells: Sequence[Cell], fields: set[str | None]) -> str | None:
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    if 2 * len(numbers) <= len(cells):
        return None
    scale = all(isinstance(number, int) and 1 <= number <= _HIGHEST_GRADE for number in numbers)
    return "grade" if scale or "score" in fields else "score"


_HIGHEST_GRADE = 22  # of the Basic Pay Scale of Pakistan
_BARE = frozenset(
    caption_key(word) for word in ("name", "names", "نام", "اسم", "نوم", "نوم", "নাম", "fname")
)


def _holds(name: Column, family: Column, rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells of `name` hold the family name too."""
    pairs = [
        (skeleton(str(row[name.column])), skeleton(str(row[family.column])))
        for row in rows
        if max(name.column, family.column) < len(row)
        and row[name.column] is not None
        and row[family.column] is not None
    ]
    return 2 * sum(part in whole for whole, part in pairs) > len(pairs)


def _is_of_another(name: Column, parts: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells of `name` share no word with the names in parts, in the same script."""
    cells = [
        [str(row[c.column] or "") if c.column < len(row) else "" for c in (name, *parts)]
        for row in rows
    ]
    pairs = [
        (set(skeleton(whole).split()), set(skeleton(" ".join(said)).split()))
        for whole, *said in cells
        if whole and is_latin(whole) and is_latin(" ".join(said))
    ]
    pairs = [(whole, said) for whole, said in pairs if said]
    return bool(pairs) and 2 * sum(bool(whole & said) for whole, said in pairs) < len(pairs)


def _in_script(column: Column, cells: Sequence[Cell]) -> Column:
    if column.field != NAME:
        return column
    cells = cells[:_SAMPLE]
    return replace(column, field=None if _are_codes(cells) else _script_of_names(cells))


def _are_codes(cells: Sequence[Cell]) -> bool:
    """Whether cells under "Learner" or "Student" hold numbers such as AL001 and not names."""
    coded = sum(
        any(c.isdecimal() for c in part.name) and not is_anonymous(part.name)
        for cell in cells
        for part in read_name_cell(cell)
    )
    return coded > len(cells) / 2


def _script_of_names(cells: Sequence[Cell]) -> str:
    names = [cell for cell in cells if isinstance(cell, str)]
    native = sum(is_native(name) for name in names)
    return "name_native" if native > len(names) / 2 else "name_latin"


def _counted(column: Column, cells: Sequence[Cell]) -> Column:
    note = column.note
    if column.field == "phone":
        several = sum(_holds_several(cell) for cell in cells)
        if several:
            note = _join(note, _several_phones(several))
    if column.field == "score" and values.out_of(column.header, cells) == 1:
        note = _join(note, _("The numbers are parts of one and were read as percent."))
    return replace(column, filled=len(cells), right=len(cells), note=note)


def _holds_several(cell: Cell) -> bool:
    try:
        return isinstance(cell, str) and len(cell) > _ONE_PHONE and len(values.phones(cell)) > 1
    except values.Unreadable:
        return False


def _several_phones(cells: int) -> str:
    return ngettext(
        "{n} cell holds several numbers; the first one is taken.",
        "{n} cells hold several numbers; the first one is taken.",
        cells,
    ).format(n=cells)


def _join(note: str, more: str) -> str:
    return f"{note} {more}".strip()


_SHARED_PHONE = frozenset(
    caption_key(word)
    for word in ("office", "home", "landline", "res", "residence", "ptcl", "fixed")
)


_FINAL_SCORE = frozenset(("total", "final", "overall"))


def _each_field_once(
    columns: Sequence[Column], filled: Mapping[int, Sequence[Cell]]
) -> tuple[Column, ...]:
    """The columns, of which only the best one of each meaning keeps its field."""
    best: dict[str, Column] = {}

    def worth(column: Column) -> tuple[bool, bool, bool, int]:
        return _worth(column, _right(column, filled[column.column]))

    for column in columns:
        if column.field is not None:
            present = best.get(column.field)
            if present is None or worth(column) > worth(present):
                best[column.field] = column
    return tuple(
        column
        if column.field is None or best[column.field] is column
        else replace(
            column,
            field=None,
            note=_("Means the same as column {column}, which is taken.").format(
                column=best[column.field].letters
            ),
        )
        for column in columns
    )


def _worth(column: Column, right: int) -> tuple[bool, bool, bool, int]:
    """What speaks for one of several columns of a field: somebody's word; a phone of her own; the
    score that is said to be the last one; how much it holds.
    """
    said = set(caption_key(column.header).split())
    shared = column.field == "phone" and bool(_SHARED_PHONE & said)
    final = column.field == "score" and bool(_FINAL_SCORE & said)
    decided = column.by in ("person", "saved")
    return decided, bool(right) and not shared, final and bool(right), right
