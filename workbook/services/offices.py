"""The offices we exchange files with: whose key is confirmed, what they sent, what they lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from workbook.errors import NotFoundError
from workbook.exchange import partners
from workbook.exchange.plans import ExchangeFile
from workbook.i18n import _
from workbook.services.spoken import words_of
from workbook.storage import tables as t
from workbook.storage.book import Workbook

_STALE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LastFile:
    """The newest file of an office. `taken_in_on` is ISO UTC by our clock, `wall` when it was made
    by theirs; `doubtful`: theirs cannot be right. `cohorts` are codes, of a file that is not
    `complete`.
    """

    name: str
    taken_in_on: str
    wall: str
    doubtful: bool
    complete: bool
    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One computer of an office, by the key it signs with.

    `office` is the office's id in hex, the same for all its computers. `words` are read out over
    the phone. `own` is this computer. `first_seen`, `confirmed_on` and `confirmed_by` are None
    where no file of it came, or nobody confirmed it. `unseen`: how many of our steps its newest
    file does not know; None where it never sent one. `stale`: nothing came for 30 days. `warnings`
    are sentences.
    """

    public_key: str
    office: str
    code: str
    name: str
    words: str
    own: bool
    first_seen: str | None
    confirmed_on: str | None
    confirmed_by: str | None
    last_file: LastFile | None
    unseen: int | None
    stale: bool
    warnings: tuple[str, ...]


def office_rows(book: Workbook) -> tuple[OfficeRow, ...]:
    """Every office known: this one first, then by code. One that was heard of through others, and
    never sent a file itself, is among them.
    """
    with book.reading() as db:
        ours = _steps_of(db, book.replica)
        shared = _shared_codes(db)
        rows = []
        for key, said in _known(db).items():
            detail: Mapping[str, Any] = said["detail"]
            last = _last_file(book, db, detail) if detail else None
            own = key == book.public_key
            unseen = None
            if detail and not own:
                seen = int(detail["known"].get(book.replica.hex(), 0))
                unseen = sum(seq > seen for seq in ours)
            warnings = [partners.two_with_one_code(said["code"])] if said["code"] in shared else []
            rows.append(
                OfficeRow(
                    public_key=key,
                    office=said["office"],
                    code=said["code"],
                    name=said["name"],
                    words=words_of(key),
                    own=own,
                    first_seen=said["first_seen"],
                    confirmed_on=said["confirmed_on"],
                    confirmed_by=said["confirmed_by"],
                    last_file=last,
                    unseen=unseen,
                    stale=last is not None and _is_stale(book, last),
                    warnings=tuple(warnings),
                )
            )
    return tuple(sorted(rows, key=lambda row: (not row.own, row.code, row.public_key)))


def absences(book: Workbook, *, files: Sequence[ExchangeFile]) -> tuple[str, ...]:
    """What to know of several files taken in together: the other offices of which none is among
    them, and those whose file is more than 30 days old.
    """
    here = {file.origin.office_id for file in files}
    with book.reading() as db:
        own = db.scalar(select(t.row.c.uuid).where(t.row.c.n == book.office_key))
        here.add(bytes(own or b"").hex())
    said = []
    absent: dict[str, OfficeRow] = {}
    for row in office_rows(book):
        if row.office not in here and (row.last_file or row.office not in absent):
            absent[row.office] = row
    for row in absent.values():
        if row.last_file is None:
            said.append(_("{office}: no file, now or ever.").format(office=row.code))
        else:
            said.append(
                _("{office}: no file among these; the last one is of {day}.").format(
                    office=row.code, day=partners.day_of(row.last_file.wall)
                )
            )
    for file in files:
        made = partners.moment(file.origin.wall)
        if made is not None and book.sources.now() - made > _STALE:
            said.append(
                _("{office}: this file is of {day}; ask for a newer one.").format(
                    office=file.origin.called, day=partners.day_of(file.origin.wall)
                )
            )
    return tuple(said)


def confirm(book: Workbook, *, public_key: str) -> None:
    """Note that the words of a key were read over the phone and are the same there.

    Raises NotFoundError for a key nobody knows.
    """
    with book.noting() as db:
        said = _known(db).get(public_key)
        if said is None or public_key == book.public_key:
            raise NotFoundError(_("No other office with this key is known. Nothing was changed."))
        now = book.sources.wall()
        noted = {"confirmed_on": now, "confirmed_by": book.operator}
        if partners.partner(db, public_key) is None:
            db.execute(
                t.partner.insert().values(
                    public_key=public_key,
                    office=said["office"],
                    code=said["code"],
                    name=said["name"],
                    first_seen=now,
                    detail="{}",
                    **noted,
                )
            )
        else:
            db.execute(t.partner.update().where(t.partner.c.public_key == public_key), noted)


def _known(db: Connection) -> dict[str, dict[str, Any]]:
    """What is known of each key: from the offices' own records, over it from their files."""
    key, office = t.RECORDS["office_key"], t.RECORDS["office"]
    found: dict[str, dict[str, Any]] = {
        row.public_key: {
            "office": bytes(row.uuid).hex(),
            "code": row.code or "",
            "name": row.name or "",
            "first_seen": None,
            "confirmed_on": None,
            "confirmed_by": None,
            "detail": {},
        }
        for row in db.execute(
            select(key.c.public_key, office.c.code, office.c.name, t.row.c.uuid)
            .join(office, office.c.id == key.c.office_id)
            .join(t.row, t.row.c.n == office.c.id)
            .where(key.c.gone == 0)
        )
        if row.public_key
    }
    for row in db.execute(select(t.partner)).mappings():
        here = found.setdefault(row["public_key"], dict(row))
        here |= {
            name: row[name]
            for name in ("code", "name", "first_seen", "confirmed_on", "confirmed_by")
        }
        here["detail"] = partners.detail_of(row)
    return found


def _shared_codes(db: Connection) -> set[str]:
    """Codes that more than one office uses."""
    office = t.RECORDS["office"]
    return set(
        db.scalars(
            select(office.c.code)
            .where(office.c.gone == 0)
            .group_by(office.c.code)
            .having(func.count() > 1)
        )
    )


def _steps_of(db: Connection, replica: bytes) -> set[int]:
    """The sequence numbers of an installation's steps that are held here."""
    return set(db.scalars(select(t.tx.c.seq).where(t.tx.c.replica == replica)))


def _last_file(book: Workbook, db: Connection, detail: Mapping[str, Any]) -> LastFile:
    return LastFile(
        name=detail["file"],
        taken_in_on=detail["taken_in_on"],
        wall=detail["wall"],
        doubtful=partners.doubtful_clock(book, db, detail["wall"]),
        complete=detail["complete"],
        cohorts=tuple(detail["cohorts"]),
    )


def _is_stale(book: Workbook, last: LastFile) -> bool:
    """By our clock when it came, and by theirs when it was made, unless theirs is wrong."""
    times = [partners.moment(last.taken_in_on)]
    if not last.doubtful:
        times.append(partners.moment(last.wall))
    oldest = min(time for time in times if time is not None)
    return book.sources.now() - oldest > _STALE
