"""How much speaks for a table being one of people: reasons that are added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from workbook.intake import evidence, values
from workbook.intake.likeness import names_compatible
from workbook.intake.mapping import NAME, SERIAL, Column, looks_right
from workbook.intake.rows import NAMES, NAMING, Body, Table
from workbook.sheets.reader import Cell
from workbook.text import has_arabic_script, skeleton

SAMPLE = 200
"""How many rows are looked at to weigh a table."""

FEW = 40
"""How many are looked at closely."""

LONGEST_CAPTION = 80

SOME_NAMES = 10
RARE = 0.1
"""Of so many names fewer are known, where they are no people's."""

COMMON = 0.5
"""Of so many names and more a part is known, where single words are names."""

NO_SHAPE = 0.25
"""Below which nothing looks like a name: single letters."""

NAMED_ADDRESSES = 0.3
"""The part of the e-mail addresses that begin with a name, from which they tell of people."""

MANY_NAMES = 50
"""From how many names on a single one that is known tells nothing: "History of Asia"."""

FEW_NAMES = 3
"""From how many names on it tells something that none of them is known."""

_STRONG = {"relative_name", "rank", "grade", "service_number", "sex", "born_on"} | {
    "national_id",
    "phone",
    "email",
}
_WEAK = {"duty_station", "agency", "remark", "score", "status", "module_code"}
_LONGEST_CELL = 1_000
_NUMBERING = re.compile(r"^\s*[(\[]?\d{1,2}[.)\]-]\s*(?=[^\W\d])")
_ANYTHINGS = {"name", "names", "nom", "noms", "title", "اسم", "نام"}
_MARKS = frozenset(("p", "a", "l", "x", "present", "absent", "late", "leave", "ح", "غ", "✓", "✔"))
_SIGNED = re.compile(r"signature|sign|attendance|دستخط|حاضری|توقیع|امضا|لاسلیک|স্বাক্ষর|emargement")


def cells_of(column: Column, rows: Iterable[Sequence[Cell]]) -> list[Cell]:
    """The cells of a column that are not empty."""
    number = column.column
    return [row[number] for row in rows if number < len(row) and row[number] is not None]


def naming(columns: Sequence[Column]) -> bool:
    return any(column.field in NAMING for column in columns)


class Sample:
    """Some rows of people of a table; without a column of names, some rows of any kind."""

    def __init__(self, table: Table) -> None:
        self.table = table
        part = replace(table, last_row=min(table.last_row, table.first_row + SAMPLE))
        every = range(part.first_row, part.last_row + 1)
        self.rows: Sequence[int] = (
            Body(part, hidden=True).people if naming(table.columns) else every
        )

    @cached_property
    def filled(self) -> int:
        """How many of the rows hold anything."""
        return sum(any(cell is not None for cell in self.table.grid.rows[r]) for r in self.rows)

    def cells(self, column: Column) -> list[Cell]:
        """The cells of a column that are not empty."""
        return cells_of(column, [self.table.grid.rows[row] for row in self.rows])

    def fills(self, name: str) -> bool:
        """Whether a column holds what the field is, as far as cells can be wrong for it."""
        column = self.table.column(name)
        if column is None:
            return False
        cells = self.cells(column)
        right = sum(looks_right(name, cell) for cell in cells)
        return bool(right) and right >= 0.4 * len(cells)

    def denies(self, column: Column) -> bool:
        """Whether nothing under "Contact", which can mean a phone, is one."""
        cells = self.cells(column) if column.field == "phone" else []
        return bool(cells) and not any(looks_right("phone", cell) for cell in cells)

    def names_bodies(self, named: Column) -> bool:
        """Whether each row is of another organisation, and nothing says that people are named."""
        column = self.table.column("agency")
        if column is None or named.by != "values":
            return False
        look = Looks(self.cells(column))
        return look.count >= FEW_NAMES and look.distinct * look.count > 0.9 * self.filled

    def tells_apart(self) -> bool:
        """Whether an address or a number differs from row to row, whatever the names are."""
        columns = [self.table.column(name) for name in ("email", "phone", "national_id")]
        looks = [Looks(self.cells(column)) for column in columns if column is not None]
        return any(look.count > 1 and look.distinct == 1 for look in looks)

    def named_in_addresses(self) -> float:
        """In which part of the rows the e-mail address has a part of the name before the @ alone:
        a company's has it behind too.
        """
        email, name = self.table.column("email"), self.table.column(*NAMES, NAME)
        if email is None or name is None:
            return 0.0
        pairs = [
            (
                skeleton(str(self.table.grid.cell(row, name.column))).split(),
                address.lower().partition("@"),
            )
            for row in self.rows
            if isinstance(address := self.table.grid.cell(row, email.column), str)
        ]
        same = sum(
            any(
                part in local and (len(part) > 2 or part == local) and part not in domain.split(".")
                for part in parts
            )
            for parts, (local, _at, domain) in pairs
        )
        return same / len(pairs) if same >= NAMED_ADDRESSES * len(pairs) > 0 else 0.0

    def same_names(self, one: Column, other: Column) -> bool:
        """Whether two columns write the same names in two scripts."""
        cells = ((self.table.grid.cell(row, c.column) for c in (one, other)) for row in self.rows)
        pairs = [(str(a), str(b)) for a, b in cells if isinstance(a, str) and isinstance(b, str)]
        pairs = [(a, b) for a, b in pairs[:FEW] if has_arabic_script(a) != has_arabic_script(b)]
        same = sum(names_compatible((a,), (b,)) for a, b in pairs)
        return bool(same) and same >= 0.6 * len(pairs)

    def has_marks(self) -> bool:
        """Whether a column holds marks of attendance."""
        for column in self.table.columns:
            cells = self.cells(column) if column.field in (None, "status") else []
            marks = sum(
                isinstance(cell, bool) or skeleton(str(cell)[:20]).strip(".") in _MARKS
                for cell in cells
            )
            if len(cells) >= 2 and marks > 0.7 * len(cells):
                return True
        return False


def _lines(text: str) -> list[str]:
    """The names of a cell that holds one a line, without their numbers; else all of it."""
    lines = [_NUMBERING.sub("", line).strip() for line in text.split("\n")]
    return lines if all(" " in line for line in lines if line) else [text]


class Looks:
    """What cells look like, as fractions of them: whether they name people."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        texts = [
            text
            for cell in cells
            if (text := values.text(cell)) is not None and not isinstance(cell, bool)
        ]
        texts = [line for text in texts for line in _lines(text[:_LONGEST_CELL])]
        self.count = len(texts)
        total = max(1, len(texts))
        self.long = sum(len(text) > evidence.LONGEST_NAME for text in texts) / total
        texts = [text[: evidence.LONGEST_NAME + 1] for text in texts]
        looks = [evidence.name_likeness(text) for text in texts]
        self.shape = sum(looks) / total
        self.whole = looks.count(1.0) / total
        self.known = sum(map(evidence.has_name_word, texts)) / total
        self.bodies = sum(map(evidence.is_body, texts)) / total
        self.coded = sum(map(evidence.is_coded, texts)) / total
        self.nothing = sum(map(evidence.is_no_name, texts)) / total
        self.titled = sum(values.without_titles(text) not in ("", text) for text in texts) / total
        self.distinct = len({text.casefold() for text in texts}) / total


def _speaks(name: str, table: Table) -> bool:
    """Whether a column speaks for people: events have dates, pages a title, goods a category."""
    column = table.column(name)
    assert column is not None
    if name == "born_on":
        return column.by != "values"
    return name not in ("rank", "grade") or skeleton(column.header) not in ("title", "categorie")


def weigh(table: Table) -> float:
    """How much speaks for people, as reasons that are added up."""
    named = table.column(*NAMES, NAME)
    if named is None:
        return 0.0
    sample = Sample(table)
    names = Looks(sample.cells(named))
    fields = table.fields
    strong = fields & _STRONG
    if names.count:
        strong = {name for name in strong if _speaks(name, table) and sample.fills(name)}
    found = 2 * min(3, len(strong)) + 0.5 * min(2, len(fields & _WEAK))
    found += 0.5 * len(strong & {"email", "national_id"})
    found += 0.5 * any(column.field == SERIAL for column in table.columns)
    caption = named.caption
    if {"given_name", "family_name"} <= fields:
        found += 5
    elif named.by == "header" and caption:
        found += 3 if evidence.is_plain_name_caption(caption) else 1
    if not names.count:
        return found
    titled = names.titled if named.by == "header" else 0.0  # courses have teachers with titles
    known = max(names.known, titled, sample.named_in_addresses())
    found += 2 * names.shape + 2.5 * min(1.0, 2 * known)
    found += names.known >= COMMON and names.count >= FEW_NAMES
    bare = bool(table.header_rows) and not caption
    found -= named.by == "values" and (bare or names.distinct < 0.5)
    if names.shape < NO_SHAPE and not known and "given_name" not in fields:
        found -= 6 if table.grid.across else 2
    others = [
        column.header[:LONGEST_CAPTION]
        for column in table.columns
        if column.header and column.field not in (*NAMING, *_STRONG)
    ]
    told = any(map(evidence.tells_of_person, others))
    if names.count >= FEW_NAMES and (not known or (known < RARE and names.count >= MANY_NAMES)):
        # No name that anybody has: lists of kinds, of places, of what was asked.
        found -= 2 * (named.by == "values" and bool(caption))
        found -= 1.5 * (not strong and not told and skeleton(caption) in _ANYTHINGS)
    found += 1.5 * told
    found += 2 * sample.has_marks() + any(_SIGNED.search(skeleton(other)) for other in others)
    if not strong and not evidence.says_person(caption):
        found -= 1.5 * min(2, sum(map(evidence.names_things, others)))
    if len(strong) < 2:
        found -= 6 * names.bodies + 3 * names.nothing
        if "given_name" not in fields:
            found -= 4 * names.coded
    found -= 4 * names.long
    if names.count >= SOME_NAMES and names.known < RARE and names.whole < 0.7:
        # Companies have phones and addresses too, and a website.
        things = any(map(evidence.names_things, others)) or names.bodies + names.coded > 0.1
        found -= 5.5 * (things and strong <= {"phone", "email"})
    found -= 3 * (not strong and sample.names_bodies(named))
    unlike = names.whole < 0.7 and (not strong or (not known and not names.whole))
    if table.grid.across and (names.count < 2 or unlike):
        found -= 4  # many a small table reads like people when it is turned
    if table.grid.across and names.shape < 0.2:
        found -= 4  # captions with explanations beside them
    if table.grid.across and not known:
        found -= 2
    if names.count >= 3 and names.distinct * names.count <= 1:
        found -= 0 if sample.tells_apart() else 4
    elif names.distinct < 0.05:
        found -= 2
    return found
