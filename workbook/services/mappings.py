"""How the lists of one sender are read: what a person corrected once is kept and used again.

Kept on this laptop only, never sent, and without anything of the people in a list: captions,
fields, orders of dates, words for results.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from workbook.errors import NotFoundError, SheetError
from workbook.i18n import _
from workbook.intake.captions import caption_key
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ForeignList, detect
from workbook.intake.kinds import ListKind
from workbook.sheets.reader import SheetFile
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.text import skeleton

_PREFIX = "mapping/"


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """What was kept of how a list was read. `name` and `sender` are "" where nobody gave one;
    `sender` is the agency of the letterhead. `signatures` tell lists with the same captions, as
    the list was found and as it was corrected. `captions` are those of corrected columns.
    """

    mapping_id: int
    name: str
    sender: str
    saved_on: date
    kind: ListKind
    correction: Correction
    signatures: tuple[str, ...]
    captions: Mapping[int, str]

    def correction_for(self, foreign: ForeignList) -> Correction:
        """The correction of another list: columns that moved are found by their captions, and
        those that are missing in it are left as found.
        """
        places = self._places(foreign)
        corrected = self.correction
        return replace(
            corrected,
            fields={places[c]: name for c, name in corrected.fields.items() if c in places},
            date_orders={places[c]: o for c, o in corrected.date_orders.items() if c in places},
        )

    def _places(self, foreign: ForeignList) -> Mapping[int, int]:
        """Where each column of the kept list stands in another one."""
        theirs = {column.column: caption_key(column.header) for column in foreign.mapping}
        found = {}
        for column, caption in self.captions.items():
            if not caption or theirs.get(column) == caption:
                found[column] = column
            elif list(theirs.values()).count(caption) == 1:
                found[column] = next(c for c, key in theirs.items() if key == caption)
        return found


def header_signature(foreign: ForeignList) -> str:
    """What tells lists with the same captions in the same order; "" of a list without captions."""
    keys = [caption_key(column.header) for column in foreign.mapping]
    if not any(keys):
        return ""
    said = "\n".join([str(foreign.across), *keys])
    return blake2b(said.encode(), digest_size=16).hexdigest()


def remember(
    book: Workbook,
    foreign: ForeignList,
    name: str | None = None,
    *,
    as_found: ForeignList | None = None,
) -> int:
    """Keep how `foreign` was corrected (its `correction`), and give the key of what is kept.

    It is used again for lists with these captions, and for lists that come out as this one did
    before it was corrected: `as_found`. What was kept under the same name, or for the same sender
    and captions, is replaced. Which rows a list had is not kept.
    """
    sender = _sender(foreign)
    signatures = [header_signature(found) for found in (foreign, as_found) if found is not None]
    kept = replace(foreign.correction, first_row=None, last_row=None)
    if as_found is None or as_found.caption_row == foreign.caption_row:
        kept = replace(kept, header_row=None)
    if as_found is None or as_found.sheet == foreign.sheet:
        kept = replace(kept, sheet=None)
    columns = {*kept.fields, *kept.date_orders}
    captions = {
        column.column: caption_key(column.header)
        for column in foreign.mapping
        if column.column in columns
    }
    said: dict[str, Any] = {
        "name": name or "",
        "sender": sender,
        "saved_on": book.sources.today().isoformat(),
        "kind": foreign.kind.value,
        "correction": kept.to_json(),
        "signatures": list(dict.fromkeys(s for s in signatures if s)),
        "captions": captions,
    }
    with book.noting() as db:
        present = _saved(db)
        number = next(
            (
                one.mapping_id
                for one in present
                if _is_named(one, name)
                or (not name and not one.name and _fits(one, signatures, sender))
            ),
            1 + max((one.mapping_id for one in present), default=0),
        )
        db.exec_driver_sql(
            "INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)",
            (f"{_PREFIX}{number}", json.dumps(said, ensure_ascii=False)),
        )
    return number


def for_list(book: Workbook, foreign: ForeignList) -> SavedMapping | None:
    """What was kept for lists with these captions: of the same sender first, and of nobody else
    where both letterheads name one. None for nothing; the newest of several.
    """
    signature, sender = header_signature(foreign), _sender(foreign)
    fitting = [one for one in saved(book) if _fits(one, [signature], sender)]
    return max(
        fitting,
        key=lambda one: (skeleton(one.sender) == skeleton(sender), one.saved_on, one.mapping_id),
        default=None,
    )


def named(book: Workbook, name: str) -> SavedMapping:
    """What was kept under a name; case does not matter. Raises NotFoundError, which names all."""
    present = saved(book)
    for one in present:
        if _is_named(one, name):
            return one
    names = ", ".join(f"“{one.name}”" for one in present if one.name)
    raise NotFoundError(
        _("No mapping of columns is kept as “{name}”. There are: {names}.").format(
            name=name, names=names or _("none")
        )
    )


def saved(book: Workbook) -> tuple[SavedMapping, ...]:
    """All that is kept, the oldest first."""
    with book.reading() as db:
        return _saved(db)


def forget(book: Workbook, mapping_id: int) -> None:
    """Keep it no longer; lists are read as they are found again."""
    with book.noting() as db:
        db.execute(t.setting.delete().where(t.setting.c.name == f"{_PREFIX}{mapping_id}"))


def read_as_saved(
    file: SheetFile, as_found: ForeignList, kept: SavedMapping, *, asked: bool = False
) -> ForeignList:
    """The list read as it was kept, and saying so; `as_found` where it does not fit.

    A mapping that was `asked` for by name is used for other captions too.
    """
    again = _read_again(file, as_found, kept)
    if again is None or not (asked or header_signature(again) in kept.signatures):
        return as_found
    note = said_of(kept, asked=asked)
    return replace(
        again,
        mapping=tuple(
            replace(column, by="saved") if column.by == "person" else column
            for column in again.mapping
        ),
        warnings=(note, *again.warnings),
    )


def said_of(kept: SavedMapping, *, asked: bool = False) -> str:
    """The sentence that a list is read as it was kept."""
    day = f"{kept.saved_on:%d %B %Y}".lstrip("0")
    if asked:
        return _("The columns are read as “{name}”, kept on {day}.").format(name=kept.name, day=day)
    return _("The columns are read as on {day} for this sender.").format(day=day)


def _read_again(file: SheetFile, as_found: ForeignList, kept: SavedMapping) -> ForeignList | None:
    """The list as kept; None where nothing in it would be read in another way, or at all."""
    frame = replace(kept.correction, fields={}, date_orders={}, statuses={}, kind=None)
    if frame.sheet not in {None, *(sheet.name for sheet in file.sheets)}:
        frame = replace(frame, sheet=None)
    try:
        captioned = as_found if frame == NOTHING else detect(file, frame)
        correction = replace(kept.correction_for(captioned), sheet=frame.sheet)
        return None if correction == NOTHING else detect(file, correction)
    except SheetError:  # rows that this list does not have
        return None


def _sender(foreign: ForeignList) -> str:
    return foreign.agency.name if foreign.agency else ""


def _is_named(one: SavedMapping, name: str | None) -> bool:
    return bool(name) and skeleton(one.name) == skeleton(name or "")


def _fits(one: SavedMapping, signatures: list[str], sender: str) -> bool:
    if one.sender and sender and skeleton(one.sender) != skeleton(sender):
        return False
    return any(signature in one.signatures for signature in signatures if signature)


def _saved(db: Connection) -> tuple[SavedMapping, ...]:
    rows = db.execute(
        select(t.setting.c.name, t.setting.c.value).where(t.setting.c.name.startswith(_PREFIX))
    ).all()
    found = [_read(int(row.name.removeprefix(_PREFIX)), json.loads(row.value)) for row in rows]
    return tuple(sorted(found, key=lambda one: one.mapping_id))


def _read(number: int, said: Mapping[str, Any]) -> SavedMapping:
    return SavedMapping(
        mapping_id=number,
        name=said["name"],
        sender=said["sender"],
        saved_on=date.fromisoformat(said["saved_on"]),
        kind=ListKind(said["kind"]),
        correction=Correction.from_json(said["correction"]),
        signatures=tuple(said["signatures"]),
        captions={int(column): caption for column, caption in said["captions"].items()},
    )
