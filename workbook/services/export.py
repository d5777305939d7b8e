"""Giving a cohort out as a spreadsheet to fill in and bring back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from workbook.exchange import form
from workbook.exchange.layout import Layout
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.storage.book import Workbook

TICKS = frozenset({"notes", "ids", "phones"})
"""What leaves only when it is ticked."""


@dataclass(frozen=True, slots=True)
class ExportDone:
    """What left: how many people with which of their columns, and whether under a password."""

    path: Path
    people: int
    fields: tuple[str, ...]
    sealed: bool

    def summary(self) -> str:
        """One line, and a warning where anyone can read the file."""
        said = ngettext(
            "{n} person with {fields}: {name}.", "{n} people with {fields}: {name}.", self.people
        ).format(n=self.people, fields=", ".join(self.fields), name=self.path.name)
        if self.sealed:
            return said
        return said + "\n" + _("Anyone who gets this file can read it. A password protects it.")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave: how many people, and which of their columns."""

    people: int
    fields: tuple[str, ...]


def what_leaves(
    book: Workbook, *, cohort_id: int | None = None, ticked: Collection[str] = ()
) -> Leaving:
    """What `export_cohort` would write. Raises NotFoundError for an unknown cohort."""
    with book.reading() as db:
        made = Layout(db, cohort_id=cohort_id, ticked=ticked, unseal=book.unseal).build()
    return Leaving(made.people, tuple(column.caption for column in made.sheets[0].columns))


def export_cohort(
    book: Workbook,
    path: Path,
    *,
    cohort_id: int | None = None,
    ticked: Collection[str] = (),
    password: str | None = None,
    progress: Progress | None = None,
) -> ExportDone:
    """Write a cohort, or everything with None, to an .xlsx; what left is kept in the register.

    Raises SaveError, and NotFoundError for an unknown cohort; then nothing was written.
    """
    done = form.export_cohort(
        book, path, cohort_id=cohort_id, ticked=ticked, password=password, progress=progress
    )
    return ExportDone(done.path, done.people, done.fields, done.sealed)
