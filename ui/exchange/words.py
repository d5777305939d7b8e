"""What leaves, in the words of every form."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.i18n import _, ngettext


def people_leave(people: int, fields: Sequence[str]) -> str:
    """Before a file is written: "25 people, 9 fields, leaves with: Name, Rank"."""
    return _("{people}, {fields}, leaves with: {names}.").format(
        people=count_people(people), fields=count_fields(len(fields)), names=", ".join(fields)
    )


def people_left(people: int, fields: Sequence[str]) -> str:
    """After it was written."""
    return _("{people} with {fields}: {names}.").format(
        people=count_people(people), fields=count_fields(len(fields)), names=", ".join(fields)
    )


def count_people(count: int) -> str:
    """ "25 people"."""
    return ngettext("{n} person", "{n} people", count).format(n=count)


def count_fields(count: int) -> str:
    """ "9 fields"."""
    return ngettext("{n} field", "{n} fields", count).format(n=count)
