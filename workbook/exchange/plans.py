"""What taking in an Exchange file would do, to be shown and then applied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from workbook.exchange import partners
from workbook.exchange.edit_plan import Doubt, SheetEdits
from workbook.exchange.partners import Origin
from workbook.exchange.preview import RecordPlan, Trust
from workbook.exchange.sync import FORMAT, Sync, find_sync
from workbook.i18n import _
from workbook.intake.plan import Outcome, counts_said
from workbook.sheets.reader import Sheet, SheetFile

_NAMED_AT_MOST = 3
_EXPORT = re.compile("[0-9a-f]{16}")
_NOTES_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class ExchangeFile:
    """A file of another office as read: what it shows, and what it says to the program.

    `path` and `password` are those it was read with, for a file that has to wait.
    """

    name: str
    digest: str
    path: Path
    password: str | None = field(repr=False)
    sheets: tuple[Sheet, ...] = field(repr=False)
    notes: tuple[str, ...]
    sync: Sync = field(repr=False)

    @cached_property
    def origin(self) -> Origin:
        return partners.origin_of(self.sync)

    @property
    def export(self) -> bytes:
        """The id of the file, 8 bytes."""
        return bytes.fromhex(self.origin.export)

    @property
    def sheets_sent(self) -> dict[str, str] | None:
        """The visible sheets as they were sent: by name the hash of what they showed. None where
        the file does not tell.
        """
        said = self.sync.manifest.get("sheets")
        if not isinstance(said, dict) or not _EXPORT.fullmatch(self.origin.export):
            return None
        return {
            str(name): str(found[1])
            for name, found in said.items()
            if isinstance(found, list) and len(found) == 2
        }

    @property
    def notes_keys(self) -> tuple[str, ...]:
        """The keys that the notes in it open with, where it brings them."""
        given = self.sync.manifest.get("notes_keys")
        if not isinstance(given, list):
            return ()
        return tuple(key for key in map(str, given) if _NOTES_KEY.fullmatch(key))

    @property
    def min_reader(self) -> int:
        said = self.sync.manifest.get("min_reader", FORMAT)
        return said if isinstance(said, int) else FORMAT


def exchange_file(path: Path, file: SheetFile, password: str | None) -> ExchangeFile | None:
    """`file` as that of another office, or as one that needs a newer version; None for others."""
    sync = find_sync(file.sheets)
    if sync is None:
        return None
    found = ExchangeFile(
        file.name,
        file.digest,
        path,
        password,
        # Without the sheet of the lines: they are many, and `sync` holds them.
        tuple(sheet for sheet in file.sheets if sheet.name != sync.sheet),
        tuple(file.notes),
        sync,
    )
    kind = sync.manifest.get("kind", "exchange")
    return found if kind == "exchange" or found.min_reader > FORMAT else None


@dataclass(frozen=True)
class ExchangePlan:
    """What taking in an Exchange file would do, as the log stood at its change number `base`.

    `records` are all but those that stay the same, of the new ones people only; `new` counts the
    new ones by kind. `asks` are questions to answer with yes before so much is changed. `brings`
    is how many changes come; `again`, of the register, is the take-in that was undone and is done
    again. `edits` are what was typed into its cells, `doubts` what of that waits for a decision
    from now on; `newer` and `repair` are what was answered to `question` and `proposal`.
    """

    file: ExchangeFile = field(repr=False)
    trust: Trust
    counts: Mapping[str, int]
    records: tuple[RecordPlan, ...]
    new: tuple[tuple[str, int], ...]
    notices: tuple[str, ...]
    asks: tuple[str, ...]
    brings: int
    again: int | None
    base: int
    edits: SheetEdits = field(repr=False)
    doubts: tuple[Doubt, ...] = field(repr=False)
    newer: bool | None = None
    repair: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to write and nothing to keep for a decision."""
        return not self.brings and self.again is None and not self.doubts

    @property
    def question(self) -> Doubt | None:
        """Is this a newer version of a file whose cells were taken in, or another copy of it?"""
        return self.edits.question

    @property
    def proposal(self) -> str | None:
        """Whether shuffled rows are to be put back."""
        return self.edits.proposal

    def summary(self) -> str:
        """The counts in one line."""
        return counts_said(self.counts)

    def lines(self) -> tuple[str, ...]:
        """What to know first, then what is new by kind, each change, and what needs a person."""
        said = [*self.notices, *self.asks]
        if self.new:
            listed = ", ".join(f"{kind} {count}" for kind, count in self.new)
            said.append(_("New: {kinds}").format(kinds=listed))
        back = [record for record in self.records if record.stands_again]
        if len(back) > _NAMED_AT_MOST:
            named = ", ".join(record.what or record.ref for record in back[:_NAMED_AT_MOST])
            said.append(_("{n} people stand again: {names}, …").format(n=len(back), names=named))
        else:
            back = []
        for record in self.records:
            if record in back:
                continue
            name = " ".join(part for part in (record.kind, record.ref, record.what) if part)
            for change in record.changes:
                line = _("{name}: {field} {old} → {new}").format(
                    name=name,
                    field=change.field,
                    old=change.old or "—",
                    new=change.new or "—",
                )
                if change.sheet:
                    line = _("Sheet “{sheet}”, row {row}, cell {cell}: {line}").format(
                        sheet=change.sheet, row=change.row, cell=change.cell, line=line
                    )
                said.append(line)
            said += [
                _("{name}: {reason}").format(name=name, reason=reason) for reason in record.reasons
            ]
        return tuple(said)

    def to_json(self) -> dict[str, Any]:
        """The preview for another program; it holds the values of what changes."""
        origin = self.file.origin
        return {
            "kind": "exchange",
            "file": self.file.name,
            "export": origin.export,
            "office": origin.office,
            "signature": self.trust,
            "counts": dict(self.counts),
            "new": dict(self.new),
            "notices": list(self.notices),
            "asks": list(self.asks),
            "question": self.question.sentence if self.question else None,
            "proposal": self.proposal,
            "items": [doubt.to_json() for doubt in self.edits.doubts],
            "records": [
                {
                    "kind": record.kind,
                    "ref": record.ref,
                    "name": record.what,
                    "outcome": record.outcome,
                    "changes": [
                        {
                            "field": change.field,
                            "old": change.old,
                            "new": change.new,
                            "sheet": change.sheet or None,
                            "row": change.row or None,
                            "column": change.column or None,
                            "cell": change.cell or None,
                        }
                        for change in record.changes
                    ],
                    "reasons": list(record.reasons),
                }
                for record in self.records
            ],
        }


@dataclass(frozen=True)
class ParkedPlan:
    """A file of a newer version: nothing of it is read; it is kept until the program can."""

    file: ExchangeFile = field(repr=False)
    waits: bool

    @property
    def counts(self) -> dict[str, int]:
        """Nothing is counted: nothing was read."""
        return {outcome.value: 0 for outcome in Outcome}

    @property
    def changes_nothing(self) -> bool:
        """Whether the file is kept already."""
        return self.waits

    @property
    def notices(self) -> tuple[str, ...]:
        said = _(
            "This file was made by a newer version of the program (it needs {version}). Nothing of"
            " it is read; it is kept, and can be taken in after an update."
        ).format(version=self.file.min_reader)
        return (said, _("It waits already.")) if self.waits else (said,)

    def summary(self) -> str:
        return _("The file waits for a newer version of the program.")

    def lines(self) -> tuple[str, ...]:
        return self.notices

    def to_json(self) -> dict[str, Any]:
        """The preview for another program."""
        return {
            "kind": "parked",
            "file": self.file.name,
            "min_reader": self.file.min_reader,
            "counts": self.counts,
            "notices": list(self.notices),
        }
