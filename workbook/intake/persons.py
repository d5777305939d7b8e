"""How many people a list has, when some stand in it more than once."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.intake.likeness import names_compatible
from workbook.intake.rows import Record
from workbook.text import skeleton

_CERTAIN = ("national_id", "phone", "email")


def count_persons(records: Sequence[Record]) -> int:
    """The distinct people among the named records.

    An equal number on names that can be one is one person; so is an equal name without numbers that
    contradict. Two people of one name whom the list cannot tell apart count once.
    """
    named = [record for record in records if record.named]
    parent = list(range(len(named)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    by_number: dict[str, dict[str | int, int]] = {kind: {} for kind in _CERTAIN}
    by_name: dict[str, int] = {}
    for index, record in enumerate(named):
        for kind, seen in by_number.items():
            number = record.fields.get(kind)
            if number is None:
                continue
            first = seen.setdefault(number, index)
            if first != index and names_compatible(_names(named[first]), _names(record)):
                parent[root(index)] = root(first)
        first = by_name.setdefault(name_key(record), index)
        if first != index and not _contradict(named[first], record):
            parent[root(index)] = root(first)
    return sum(above == index for index, above in enumerate(parent))


def name_key(record: Record) -> str:
    """A record's name for comparison, its parts in any order."""
    name = record.text("name_latin") or record.text("name_native") or ""
    return " ".join(sorted(skeleton(name).split()))


def _names(record: Record) -> list[str]:
    both = (record.text("name_latin"), record.text("name_native"))
    return [name for name in both if name is not None]


def _contradict(one: Record, other: Record) -> bool:
    return any(
        (mine := one.text(kind)) is not None
        and (theirs := other.text(kind)) is not None
        and mine != theirs
        for kind in _CERTAIN
    )
