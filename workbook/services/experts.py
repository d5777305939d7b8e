"""Trainers, coaches and speakers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workbook.domain.people import EXPERT, display_name
from workbook.errors import RuleError
from workbook.i18n import _
from workbook.services.people import Made, get_row, given
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes

_expert = t.RECORDS["expert"]


@dataclass(frozen=True, slots=True)
class ExpertRow:
    """An expert. `name` is the one shown; empty texts where nothing is known."""

    id: int
    name: str
    name_native: str
    role: str
    title: str
    institution: str
    languages: str


def expert_rows(book: Workbook) -> tuple[ExpertRow, ...]:
    """Every expert, by name."""
    with book.reading() as db:
        found = db.execute(select(_expert).where(_expert.c.gone == 0)).all()
    rows = (
        ExpertRow(
            row.id,
            display_name(row.name_latin, row.name_native),
            row.name_native or "",
            row.role or "",
            row.title or "",
            row.institution or "",
            row.languages or "",
        )
        for row in found
    )
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def create_expert(
    book: Workbook,
    *,
    name_latin: str = "",
    name_native: str = "",
    role: str = "",
    title: str = "",
    institution: str = "",
    languages: str = "",
    phone: str = "",
) -> Made:
    """Add an expert. Raises RuleError without a name in either script."""
    said = given(
        name_latin=name_latin,
        name_native=name_native,
        role=role,
        title=title,
        institution=institution,
        languages=languages,
        phone=phone,
    )
    if not (said["name_latin"] or said["name_native"]):
        raise RuleError(_("A name is needed. Nothing was added."))
    with book.changing(_("Add an expert")) as change:
        made = change.create(EXPERT, uuid=None, **said)
    return Made(made, change.summary)


def edit_expert(
    book: Workbook,
    *,
    expert_id: int,
    name_latin: str | None = None,
    name_native: str | None = None,
    role: str | None = None,
    title: str | None = None,
    institution: str | None = None,
    languages: str | None = None,
    phone: str | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    with book.changing(_("Edit an expert")) as change:
        get_row(change.db, EXPERT, expert_id)
        change.edit(
            EXPERT,
            expert_id,
            **given(
                name_latin=name_latin,
                name_native=name_native,
                role=role,
                title=title,
                institution=institution,
                languages=languages,
                phone=phone,
            ),
        )
    return change.summary
