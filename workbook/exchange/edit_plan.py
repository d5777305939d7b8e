"""What a file that came back says: rows and what becomes of them, and what a person must decide.

A *doubt* is one thing to decide. Its choices are numbered from 1, and each holds the changes it
would make as lines of the log, ready when the file was read: whoever decides, and whenever, says
just what the sheet would have said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from workbook.exchange.cells import Shown
from workbook.i18n import _
from workbook.intake.plan import Outcome, counts_said
from workbook.sheets.reader import SheetFile
from workbook.storage.union import Line

Target = tuple[str, tuple[UUID, ...], str]
"""(kind of record, its id or the two of a pair, field)."""


class DoubtKind(StrEnum):
    """What a doubt is about."""

    CLEARED = "cleared"
    SWAPPED = "swapped"  # day and month
    CALENDAR = "calendar"
    UNREADABLE = "unreadable"
    SHOWN = "shown"  # a grey cell was typed over
    NO_ORIGIN = "no_origin"  # the change a cell was made from is not here
    NO_ID = "no_id"
    NEW_PERSON = "new_person"
    SHUFFLED = "shuffled"
    BY_CONTENT = "by_content"  # ids are lost, the row was known by what it says
    COPIED_SHEET = "copied_sheet"
    SHEET = "sheet"  # a sheet that cannot be read
    VERSION = "version"  # newer, or another copy of the same file
    COMPARED = "compared"  # without its origin a cell is held against what stands here now
    MISSING = "missing"  # a row that was in the sheet is not any more
    ADDED_COLUMN = "added_column"


ALIKE: Mapping[DoubtKind, int] = {
    DoubtKind.COMPARED: 2,
    DoubtKind.BY_CONTENT: 2,
    DoubtKind.MISSING: 1,
}
"""Of which kinds all doubts about one file may be answered at once, and the last answer, counted
from 1, that may be given so: nobody is withdrawn together with others.
"""


@dataclass(frozen=True)
class CellPlan:
    """One cell that was changed. `conflict`: someone else changed the value since, so both stand
    until a person decides.
    """

    sheet: str
    row: int
    column: str
    caption: str
    old: Shown
    new: Shown
    conflict: bool = False
    target: Target | None = field(default=None, repr=False)

    @property
    def cell(self) -> str:
        """Such as "G12"."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True)
class FormRowPlan:
    """What becomes of one row of the file; rows are counted as the sheet does, from 1.

    `reasons` are sentences, for NEEDS_YOU and REFUSED. The cells in `changes` are applied even
    where other cells of the row need a person. `row` is 0 for a row that is not in the file any
    more.
    """

    sheet: str
    row: int
    ref: str
    outcome: Outcome
    changes: tuple[CellPlan, ...] = ()
    reasons: tuple[str, ...] = ()

    def said(self) -> tuple[str, ...]:
        """The reasons, each with its place."""
        place = _("Sheet “{sheet}”, row {row}: {reason}") if self.row else "{reason}"
        return tuple(
            place.format(sheet=self.sheet, row=self.row, reason=reason) for reason in self.reasons
        )


@dataclass(frozen=True)
class Choice:
    """One answer to a doubt: how it reads, and the changes it makes (none: nothing changes).

    `opens` are doubts that are asked instead from then on.
    """

    label: str
    lines: tuple[Line, ...] = ()
    opens: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class OpenValue:
    """Where a typed answer goes: a field, or the `part` of a group whose value is `value`.

    `value` is as in the log; `parents` are the changes that the answer replaces.
    """

    kind: str
    uuids: tuple[UUID, ...]
    field: str
    part: str
    value: Any
    parents: tuple[bytes, ...]


@dataclass(frozen=True)
class Doubt:
    """One thing that a person must decide. `row` is 0 where it is about the sheet as a whole, and
    `sheet` is "" where it is about the file. The first choice is what a careful person takes.

    `subject` is what it is about, however the workbook stands; empty: what the sentence says.
    """

    kind: DoubtKind
    sheet: str
    row: int
    ref: str
    sentence: str
    choices: tuple[Choice, ...]
    open: OpenValue | None = None
    subject: tuple[str, ...] = ()

    def key(self, export: bytes) -> str:
        """Equal for the same doubt about the same file, however the file was saved since; of what
        was held against the present data, whatever the file.
        """
        said = [self.kind, self.ref, *(sorted(self.subject) or [self.sheet, self.sentence])]
        file = "" if self.kind is DoubtKind.COMPARED else export.hex()
        return f"{file}:{blake2b(orjson.dumps(said), digest_size=12).hexdigest()}"

    def to_json(self) -> dict[str, Any]:
        """For another program; it holds names and values."""
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "row": self.row,
            "ref": self.ref,
            "sentence": self.sentence,
            "candidates": [choice.label for choice in self.choices],
        }


@dataclass(frozen=True)
class SheetEdits:
    """What the cells of a file say. `edits` are lines for a union, the step's header first (none
    where nothing was changed); `proposal` asks whether shuffled rows are to be put back.
    """

    rows: tuple[FormRowPlan, ...]
    edits: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    notices: tuple[str, ...]
    proposal: str | None = None

    @property
    def question(self) -> Doubt | None:
        """Is this a newer version of a file taken in before, or another copy of it?"""
        return next((doubt for doubt in self.doubts if doubt.kind is DoubtKind.VERSION), None)


@dataclass(frozen=True)
class FormPlan(SheetEdits):
    """What taking a Form back in would do, as the workbook stood at its change number `base`.

    `newer` and `repair` are what was answered: is it a newer version of what was taken in before
    (None: nobody said), are shuffled rows put back. `two_way`: where the file's values come from is
    not known, so it is held against what stands here now.
    """

    file: SheetFile = field(kw_only=True, repr=False)
    export: bytes = field(kw_only=True)
    lamport: int = field(kw_only=True)
    base: int = field(kw_only=True)
    newer: bool | None = field(default=None, kw_only=True)
    repair: bool = field(default=False, kw_only=True)
    two_way: bool = field(default=False, kw_only=True)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the file, and those that are not in it any more and are asked about, by outcome;
        every outcome is there, and together they are all.
        """
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to write and nothing to keep for a decision."""
        return not self.edits and not self.doubts

    def summary(self) -> str:
        """The counts in one line."""
        return counts_said(self.counts)

    def lines(self) -> tuple[str, ...]:
        """What to know first, then each change with its place, then what needs a person."""
        said = [
            _("Sheet “{sheet}”, row {row}, cell {cell}: {field} {old} → {new}").format(
                sheet=change.sheet,
                row=change.row,
                cell=change.cell,
                field=change.caption,
                old=shown_text(change.old),
                new=shown_text(change.new),
            )
            + (" " + _("(changed by someone else too: both are kept)") if change.conflict else "")
            for row in self.rows
            for change in row.changes
        ]
        said += [reason for row in self.rows for reason in row.said()]
        said += [doubt.sentence for doubt in self.doubts if not doubt.row]
        return tuple(dict.fromkeys((*self.notices, *said)))

    def to_json(self) -> dict[str, Any]:
        """The preview for another program; it holds the values of changed cells."""
        return {
            "kind": "form",
            "file": self.file.name,
            "export": self.export.hex(),
            "counts": self.counts,
            "notices": list(self.notices),
            "question": self.question.sentence if self.question else None,
            "proposal": self.proposal,
            "items": [doubt.to_json() for doubt in self.doubts],
            "rows": [_row_json(row) for row in self.rows if row.outcome is not Outcome.SAME],
        }


def shown_text(value: Shown) -> str:
    """What stands in a cell, in a sentence."""
    return "—" if value is None else str(value)


def _row_json(row: FormRowPlan) -> Mapping[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "ref": row.ref,
        "outcome": row.outcome,
        "changes": [
            {
                "column": change.column,
                "cell": change.cell,
                "caption": change.caption,
                "old": _plain(change.old),
                "new": _plain(change.new),
                "conflict": change.conflict,
            }
            for change in row.changes
        ],
        "reasons": list(row.reasons),
    }


def _plain(value: Shown) -> str | int | None:
    return value if value is None or isinstance(value, str | int) else value.isoformat()
