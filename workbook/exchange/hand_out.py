"""The Hand-out: values only, for people outside who read or print it.

No ids, no hidden part, no history, no choices: it cannot be taken in again. With pseudonyms it
holds codes in place of names, months in place of days, and no group of fewer than five.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, select

from workbook.domain.certificate import CertificateState
from workbook.domain.people import PERSON
from workbook.exchange import pages
from workbook.exchange.cells import Shown, word
from workbook.exchange.layout import INFO_ID, Column, FormSheet, Layout
from workbook.exchange.profiles import Choice, FieldName, choices
from workbook.exchange.suppression import FEWEST, suppressed
from workbook.i18n import _, ngettext
from workbook.services.same_person import representatives
from workbook.sheets.reader import Sheet
from workbook.sheets.writer import BookWriter, Style
from workbook.storage import tables as t
from workbook.storage.book import Workbook

MINIMAL: frozenset[FieldName] = frozenset(
    {
        ("person", "name_latin"),
        ("person", "name_native"),
        ("person", "agency"),
        ("enrolment", "standing"),
        ("certificate", "issue"),
        ("certificate", "status"),
    }
)
MINIMAL_PSEUDONYMOUS: frozenset[FieldName] = frozenset(
    {
        ("person", "agency"),
        ("person", "sex"),
        ("enrolment", "standing"),
        ("attempt", "result"),
        ("attendance", "mark"),
    }
)
_OFFERED = frozenset(
    {
        ("enrolment", "standing"),
        ("attempt", "result"),
        ("attendance", "mark"),
        ("certificate", "issue"),
        ("certificate", "status"),
        ("certificate", "handover"),
    }
)
_NOT_OFFERED = frozenset({("person", "name_check"), ("person", "provisional")})
# Why somebody left, and where a row came from, is nobody's outside.
_NEVER = frozenset({"reason", "source", "handed_over_by"})
# A certificate's number leads to its holder.
_NEVER_PSEUDONYMOUS = frozenset({"number"})
_NAMES = frozenset({("person", "name_latin"), ("person", "name_native")})
# What people are grouped by, and could be told by where few share it.
_GROUPING = frozenset(
    {
        "person.agency",
        "person.unit",
        "person.sex",
        "person.rank",
        "person.grade",
        "enrolment.state",
        "enrolment.state_on",
    }
)
_OF_PEOPLE = frozenset(
    f"{INFO_ID}{name}" for name in ("enrolment.person", "attempt.person", "certificate.enrolment")
)
_NOT_SHOWN = "—"
_TEXT: Style = {"num_format": "@", "valign": "top"}
_COUNT: Style = {"num_format": "0", "align": "right", "valign": "top"}
_HIDDEN: Style = {"align": "right", "valign": "top", "font_color": "#5a6472"}


def hand_out_choices() -> tuple[Choice, ...]:
    """What can be ticked for a Hand-out, people first."""
    return tuple(
        choice
        for choice in choices()
        if choice.name in _OFFERED
        or (choice.entity == PERSON.name and choice.name not in _NOT_OFFERED)
    )


@dataclass(frozen=True)
class Table:
    """A sheet: one caption and style a column, and rows of values."""

    name: str
    captions: tuple[str, ...]
    styles: tuple[Style, ...]
    rows: tuple[tuple[Shown, ...], ...]
    sessions: tuple[str, ...] = ()
    """Those of the captions that are of sessions."""


@dataclass(frozen=True)
class Made:
    """A file in memory. `codes` are the pseudonyms in it, by the ids of people in hex."""

    content: bytes
    people: int
    codes: Mapping[str, str] = field(repr=False)


def compose(
    book: Workbook,
    *,
    cohort_id: int | None,
    chosen: Collection[FieldName],
    codes: Mapping[str, str] | None,
) -> Made:
    """A cohort, or everything with None, as a Hand-out of the fields in `chosen`.

    With `codes`, those given out before, it is pseudonymised; else None. Raises NotFoundError.
    """
    with book.reading() as db:
        layout = Layout(
            db,
            cohort_id=cohort_id,
            ticked=("ids", "phones"),
            unseal=book.unseal,
            withheld={choice.name for choice in choices()} - set(chosen),
        )
        same = representatives(db)
        pseudonyms = codes is not None
        given = _labels(book, layout, same, codes) if codes is not None else {}
        named = bool(_NAMES & set(chosen))
        if pseudonyms:
            layout.names = {row["id"]: given[layout.uuids[row["id"]].hex] for row in layout.people}
        elif not named:
            # Not a Ref: a Hand-out holds no ids.
            layout.names = {row["id"]: str(n) for n, row in enumerate(layout.people, start=1)}
        tables = _Tables(
            layout, same, chosen, pseudonyms=pseudonyms, labelled=pseudonyms or not named
        ).all()
        people = len({same.get(row["id"], row["id"]) for row in layout.people})
        groups = _statistics(db, layout, same)
        cohorts = [f"{row['code'] or ''}  {row['title'] or ''}".strip() for row in layout.cohorts]
    newest = book.steps(limit=1)[0].when
    made_on = date.fromisoformat(newest[:10]) if newest else book.sources.today()
    if pseudonyms:
        made_on = made_on.replace(day=1)
    writer = BookWriter(created=made_on, title=_("Cohort"))
    title = cohorts[0] if cohort_id is not None else book.office_name
    _write_about(writer, title, book.office_name, people, tables, pseudonyms=pseudonyms)
    for table in tables:
        _write_table(writer, table)
    _write_statistics(writer, groups)
    return Made(writer.finish(), people, given)


# -- who is who


def _labels(
    book: Workbook, layout: Layout, same: Mapping[int, int], before: Mapping[str, str]
) -> dict[str, str]:
    """A code for everybody: as given out before, else one drawn by lot."""
    found: dict[str, str] = {}
    used = set(before.values())
    for row in layout.people:
        uuid = layout.uuids[row["id"]].hex
        first = layout.uuids[same.get(row["id"], row["id"])].hex
        code = found.get(first) or before.get(first) or before.get(uuid) or _drawn(book, used)
        used.add(code)
        found[uuid] = found[first] = code
    return found


def _drawn(book: Workbook, used: Collection[str]) -> str:
    while True:
        code = f"N{int.from_bytes(book.sources.random(4), 'big') % 900_000 + 100_000}"
        if code not in used:
            return code


# -- the sheets


class _Tables:
    """The sheets of records, from the columns and rows of a Form."""

    def __init__(
        self,
        layout: Layout,
        same: Mapping[int, int],
        chosen: Collection[FieldName],
        *,
        pseudonyms: bool,
        labelled: bool,
    ) -> None:
        self.layout = layout
        self.same = same
        self.chosen = chosen
        self.pseudonyms = pseudonyms
        self.labelled = labelled

    def all(self) -> list[Table]:
        """Those that show something that was chosen."""
        made = {sheet.name: sheet for sheet in self.layout.build().sheets}
        found = [self._people(made[_("People")], made[_("Enrolments")])]
        if len(self.layout.cohorts) != 1 and ("enrolment", "standing") in self.chosen:
            found.append(self._table(made[_("Enrolments")]))
        if ("attempt", "result") in self.chosen:
            found.append(self._table(made[_("E-learning")]))
        found += [
            self._table(sheet)
            for sheet in made.values()
            if any(column.session for column in sheet.columns)
        ]
        if {("certificate", "issue"), ("certificate", "status")} & set(self.chosen):
            found.append(self._table(made[_("Certificates")]))
        return [table for table in found if table.captions]

    def _people(self, people: FormSheet, enrolments: FormSheet) -> Table:
        """Everybody once; in a file of one cohort with her state in it."""
        said = [column for column in people.columns if self._goes(column)]
        more: list[Column] = []
        standing: dict[int, tuple[Shown, ...]] = {}
        if len(self.layout.cohorts) == 1 and ("enrolment", "standing") in self.chosen:
            more = [column for column in enrolments.columns if column.field and self._goes(column)]
            for row in enrolments.rows:
                person = self.layout.enrolled[row.key]
                standing.setdefault(person, self._cells(enrolments, row.cells, more))
        rows: dict[int, tuple[Shown, ...]] = {}
        for row in people.rows:
            label = (self.layout.names[row.key],) if self.labelled else ()
            blank = (None,) * len(more)
            rows.setdefault(
                self.same.get(row.key, row.key),
                (*label, *self._cells(people, row.cells, said), *standing.get(row.key, blank)),
            )
        first = [_("Code") if self.pseudonyms else _("No.")] if self.labelled else []
        table = Table(
            people.name,
            (*first, *(column.caption for column in (*said, *more))),
            (*(_TEXT for _label in first), *(pages.style_of(column) for column in (*said, *more))),
            self._ordered(rows.values()),
        )
        if not self.pseudonyms:
            return table
        groups = [
            place
            for place, column in enumerate((*said, *more), start=len(first))
            if column.name in _GROUPING
        ]
        return _without_few(table, groups)

    def _table(self, sheet: FormSheet) -> Table:
        columns = [column for column in sheet.columns if self._goes(column)]
        captions = [column.caption for column in columns]
        sessions = [place for place, column in enumerate(columns) if column.session]
        if self.pseudonyms:
            captions = [
                _("Code") if column.id in _OF_PEOPLE else caption
                for column, caption in zip(columns, captions, strict=True)
            ]
            for number, place in enumerate(sessions, start=1):
                captions[place] = f"{number} ({captions[place][:7]})"
        return Table(
            sheet.name,
            tuple(captions),
            tuple(_TEXT if c.field is None else pages.style_of(c) for c in columns),
            self._ordered(self._cells(sheet, row.cells, columns) for row in sheet.rows),
            tuple(captions[place] for place in sessions),
        )

    def _goes(self, column: Column) -> bool:
        if column.field is None:
            name = column.id.rpartition(".")[2]
            return not (name in _NEVER or (self.pseudonyms and name in _NEVER_PSEUDONYMOUS))
        return column.leaf.name not in _NEVER

    def _cells(
        self, sheet: FormSheet, cells: Sequence[Shown], columns: Collection[Column]
    ) -> tuple[Shown, ...]:
        kept = (
            cell for column, cell in zip(sheet.columns, cells, strict=True) if column in columns
        )
        return tuple(self._outside(cell) for cell in kept)

    def _outside(self, cell: Shown) -> Shown:
        if self.pseudonyms and isinstance(cell, date):
            return f"{cell:%Y-%m}"
        return cell

    def _ordered(self, rows: Iterable[tuple[Shown, ...]]) -> tuple[tuple[Shown, ...], ...]:
        """By code: their own order could tell who they are."""
        if not self.pseudonyms:
            return tuple(rows)
        return tuple(sorted(rows, key=lambda row: tuple(map(str, row))))


def _without_few(table: Table, places: Collection[int]) -> Table:
    """Without the words that so few of the rows say that they could be told by them."""
    rows = [list(row) for row in table.rows]
    for place in places:
        few = suppressed(Counter(str(row[place]) for row in rows if row[place] is not None))
        for row in rows:
            if str(row[place]) in few:
                row[place] = _NOT_SHOWN
    return replace(table, rows=tuple(map(tuple, rows)))


def _statistics(
    db: Connection, layout: Layout, same: Mapping[int, int]
) -> list[tuple[str, Mapping[str, int]]]:
    """How many by agency, sex, state and certificate: everybody once in each cohort."""
    people = {row["id"]: row for row in layout.people}
    certificate = t.RECORDS["certificate"]
    said_of = select(certificate.c.enrolment_id, certificate.c.kind).where(
        certificate.c.gone == 0, certificate.c.state == CertificateState.ISSUED
    )
    issued = {row.enrolment_id: row.kind for row in db.execute(said_of)}
    once: dict[tuple[int, int], tuple[str, str, str, str]] = {}
    for row in layout.enrolments:
        person = people.get(row["person_id"])
        if person is None:
            continue
        said = (
            layout.listed["agency"].get(person["agency_id"]) or _("not stated"),
            word(person["sex"] or _("not stated")),
            word(row["state"] or _("not stated")),
            word(issued.get(row["id"]) or _("none")),
        )
        once.setdefault((row["cohort_id"], same.get(row["person_id"], row["person_id"])), said)
    headings = (_("Agency"), _("Sex"), _("State"), _("Certificate"))
    return [
        (heading, Counter(said[place] for said in once.values()))
        for place, heading in enumerate(headings)
    ]


# -- writing


def _write_about(
    writer: BookWriter,
    title: str,
    office: str,
    people: int,
    tables: Sequence[Table],
    *,
    pseudonyms: bool,
) -> None:
    given = _("Given by {office}: {people}.").format(
        office=office, people=ngettext("{n} person", "{n} people", people).format(n=people)
    )
    said = [given, *(_contents(table) for table in tables), ""]
    if pseudonyms:
        said += [
            _("Codes stand in place of names. Only the office that gave this can tell whose."),
            _("Days are given as months. What fewer than {n} people share is not shown.").format(
                n=FEWEST
            ),
        ]
    else:
        said.append(_("It names people. Keep it as you would keep their files."))
    said.append(
        _(
            "In the statistics, numbers under {n} are not shown, nor others from which they could"
            " be worked out."
        ).format(n=FEWEST)
    )
    target = writer.sheet(_("About"))
    pages.write_lines(target, [(title, pages.TITLE), *((text, pages.LINE) for text in said)])
    target.page()


def _contents(table: Table) -> str:
    """What a sheet shows, in one line."""
    said = [
        " ".join(caption.split()) for caption in table.captions if caption not in table.sessions
    ]
    if table.sessions:
        n = len(table.sessions)
        said.append(ngettext("{n} session", "{n} sessions", n).format(n=n))
    return f"{table.name}: {', '.join(said)}"


def _write_table(writer: BookWriter, table: Table) -> None:
    target = writer.sheet(table.name)
    for place, (caption, style) in enumerate(zip(table.captions, table.styles, strict=True)):
        cells = [row[place] for row in table.rows]
        target.column(place, place, width=pages.width(caption, cells, filtered=False))
        target.write(0, place, caption, pages.CAPTION)
        for number, value in enumerate(cells, start=1):
            dated = style.get("num_format") != "@" and isinstance(value, str)
            target.write(number, place, value, _TEXT if dated else style)
    target.row(0, height=30.0)
    target.freeze(1, 1)
    target.page(landscape=True, repeat_rows=(0, 0))


def _write_statistics(writer: BookWriter, groups: Sequence[tuple[str, Mapping[str, int]]]) -> None:
    target = writer.sheet(_("Statistics"))
    target.column(0, 0, width=36.0)
    target.column(1, 1, width=14.0)
    target.write(0, 0, _("Participants"), pages.TITLE)
    row = 2
    for heading, counts in groups:
        target.write(row, 0, heading, pages.CAPTION)
        target.write(row, 1, _("People"), {**pages.CAPTION, "align": "right"})
        row += 1
        few = suppressed(counts)
        total = sum(counts.values())
        for name, n in sorted(counts.items()):
            target.write(row, 0, name, _TEXT)
            target.write(row, 1, *((_NOT_SHOWN, _HIDDEN) if name in few else (n, _COUNT)))
            row += 1
        shown = total >= FEWEST or not total
        target.write(row, 0, _("Together"), {**_TEXT, "bold": True})
        target.write(
            row, 1, total if shown else _NOT_SHOWN, {**(_COUNT if shown else _HIDDEN), "bold": True}
        )
        row += 2
    target.page()


def _suppression_said() -> str:
    return _(
        "In the statistics, numbers under {n} are not shown, nor others from which they could"
        " be worked out."
    ).format(n=FEWEST)


def is_hand_out(sheets: Iterable[Sheet]) -> bool:
    """Whether these are the sheets of a Hand-out, by what it says of itself."""
    return any(
        isinstance(row[0], str) and row[0].startswith(_suppression_said())
        for sheet in sheets
        for row in sheet.rows
        if row
    )
