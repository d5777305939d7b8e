"""What a Form says of itself: its own `_sync`, or what the register keeps of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.exchange import slots, stamps
from workbook.exchange.file_context import Sent
from workbook.exchange.origins import NoOrigins, StampOrigins
from workbook.exchange.outgoing import GIVEN_OUT
from workbook.exchange.sheet_header import Header, find_header, text_at
from workbook.exchange.sync import Signature, Sync, find_sync, visible_hash
from workbook.i18n import _
from workbook.sheets.reader import Sheet
from workbook.storage import tables as t


class FormSync:
    """`sent` is what the file was when it was made, `programme` the id (hex) of its programme, ""
    where that is not known. `notices` are what to know of that.
    """

    def __init__(self, db: Connection, sheets: Sequence[Sheet]) -> None:
        self.db = db
        self.notices: list[str] = []
        manifest, lines = self._found(sheets)
        self.programme = str(manifest.get("programme", ""))
        self.sent = Sent(
            bytes.fromhex(str(manifest["export"])),
            int(manifest.get("lamport", 0)),
            str(manifest.get("office", "")),
            tuple(manifest.get("sheets", {})),
            NoOrigins(_named(sheets, "cohort")) if lines is None else StampOrigins(lines),
        )

    def _found(self, sheets: Sequence[Sheet]) -> tuple[Mapping[str, Any], Sequence[Any] | None]:
        sync = find_sync(sheets)
        lines = _stamps(sync) if sync is not None else None
        if sync is not None and lines is not None:
            if self._trusted(sync, lines):
                return sync.manifest, lines
            kept = self._given_out({sync.manifest["export"]})
            if kept is not None:
                self.notices.append(
                    _("The file's list of origins was altered; that of the register is used.")
                )
                return kept["manifest"], kept["stamps"]
            self.notices.append(_("The file's list of origins was altered, or is not signed."))
            return sync.manifest, lines
        kept = self._given_out(set(_exports(sheets)))
        if kept is not None:
            self.notices.append(
                _("The file's own list of origins is lost; it was taken from the register.")
            )
            return kept["manifest"], kept["stamps"]
        self.notices.append(
            _(
                "Where this file's values come from is not known here: its cells are held against"
                " what this workbook says now. Each that differs is asked about, and nothing is"
                " taken in by itself."
            )
        )
        return {"export": next(_exports(sheets), None) or _export_of(sheets)}, None

    def _trusted(self, sync: Sync, lines: Sequence[Any]) -> bool:
        key = t.RECORDS["office_key"]
        known = set(self.db.execute(select(key.c.public_key).where(key.c.gone == 0)).scalars())
        known |= set(self.db.execute(select(t.partner.c.public_key)).scalars())
        whole = sync.whole or stamps.root_of(lines) == sync.manifest.get("root")
        return whole and sync.signature is Signature.GOOD and sync.public_key in known

    def _given_out(self, exports: set[str]) -> dict[str, Any] | None:
        rows = self.db.execute(
            select(t.register.c.detail).where(
                t.register.c.kind == GIVEN_OUT, t.register.c.content.in_(exports)
            )
        ).scalars()
        for detail in rows:
            kept: dict[str, Any] = orjson.loads(detail)
            return kept
        return None


def _stamps(sync: Sync) -> list[Any] | None:
    """The stamps of a Form; None where they, or the manifest, are not what they should be."""
    try:
        bytes.fromhex(sync.manifest["export"])
        int(sync.manifest["lamport"])
        lines = list(sync.lines)
        for line in lines:
            [UUID(hex=uuid) for uuid in line[1]]
            dict(line[2])
    except (ValueError, KeyError, TypeError, IndexError):
        return None
    return lines


def _exports(sheets: Sequence[Sheet]) -> Iterator[str]:
    """The ids (hex) of files that stand in the hidden ids of rows."""
    for _header, hidden in _hidden(sheets):
        found = stamps.read_token(hidden) or slots.read_slot(hidden)
        if found is not None:
            yield found[1].hex()


def _named(sheets: Sequence[Sheet], kind: str) -> Iterator[UUID]:
    """The rows of a kind that the hidden ids name."""
    for header, hidden in _hidden(sheets):
        token = stamps.read_token(hidden) if header.entity.name == kind else None
        if token is not None:
            yield token[0]


def _hidden(sheets: Sequence[Sheet]) -> Iterator[tuple[Header, str]]:
    for sheet in sheets:
        header = find_header(sheet)
        if header is not None and header.token is not None:
            for row in sheet.rows[header.first :]:
                yield header, text_at(row, header.token)


def _export_of(sheets: Sequence[Sheet]) -> str:
    """An id for a file that names none: of what it shows, so that two files are never one."""
    shown = sorted(visible_hash(sheet.rows) for sheet in sheets if find_header(sheet))
    return blake2b("".join(shown).encode(), digest_size=8).hexdigest()
