"""The other offices as their files make them known: by the key they sign with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, func, select

from workbook.exchange.preview import Trust
from workbook.exchange.sync import Signature, Sync
from workbook.i18n import _
from workbook.services.spoken import words_of
from workbook.sources import WALL
from workbook.storage import tables as t
from workbook.storage.book import Workbook

_AHEAD = timedelta(hours=48)
_EARLIER = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an Exchange file says it comes from; "" for what it does not say.

    `wall` is ISO UTC by that computer's clock, `known` the highest sequence number it holds of each
    installation, by the installation's id in hex.
    """

    export: str
    office: str
    office_id: str
    office_name: str
    replica: str
    public_key: str
    wall: str
    lamport: int
    complete: bool
    cohorts: tuple[str, ...]
    known: Mapping[str, int]

    @property
    def called(self) -> str:
        """The office's code, or words where it has none."""
        return self.office or _("an office that is not named")


def origin_of(sync: Sync) -> Origin:
    """What the manifest says; anything of another form is left out."""
    said = sync.manifest
    scope = said.get("scope")
    scope = scope if isinstance(scope, dict) else {}
    known = said.get("known")
    known = known if isinstance(known, dict) else {}
    cohorts = scope.get("cohorts")
    return Origin(
        export=_text(said, "export"),
        office=_text(said, "office"),
        office_id=_text(said, "office_id"),
        office_name=_text(said, "office_name"),
        replica=_text(said, "replica"),
        public_key=sync.public_key,
        wall=_text(said, "wall"),
        lamport=_whole(said.get("lamport")),
        complete=bool(scope.get("complete")),
        cohorts=tuple(str(code) for code in cohorts) if isinstance(cohorts, list) else (),
        known={str(replica): _whole(seq) for replica, seq in known.items()},
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def trust_of(book: Workbook, db: Connection, sync: Sync) -> Trust:
    """What the signature tells of a file."""
    if sync.signature is Signature.MISSING:
        return Trust.UNSIGNED
    if sync.signature is Signature.ALTERED or not sync.whole:
        return Trust.ALTERED
    if sync.public_key == book.public_key:
        return Trust.OWN
    found = partner(db, sync.public_key)
    confirmed = found is not None and found["confirmed_on"] is not None
    return Trust.CONFIRMED if confirmed else Trust.UNCONFIRMED


def partner(db: Connection, public_key: str) -> RowMapping | None:
    """What is kept of the office that signs with this key."""
    return (
        db.execute(select(t.partner).where(t.partner.c.public_key == public_key))
        .mappings()
        .one_or_none()
    )


def detail_of(row: RowMapping) -> dict[str, Any]:
    """What is kept of a partner's newest file, {} where it never sent one."""
    found: dict[str, Any] = orjson.loads(row["detail"])
    return found


def remember(db: Connection, book: Workbook, origin: Origin, *, name: str, root: str) -> None:
    """Keep what a well-signed file tells of its office: of the newest of its files.

    `db` is of a transaction that may write.
    """
    present = partner(db, origin.public_key)
    now = book.sources.wall()
    detail = {
        "replica": origin.replica,
        "wall": origin.wall,
        "lamport": origin.lamport,
        "taken_in_on": now,
        "file": name,
        "root": root,
        "complete": origin.complete,
        "cohorts": list(origin.cohorts),
        "known": dict(origin.known),
    }
    said = {
        "office": origin.office_id,
        "code": origin.office,
        "name": origin.office_name,
        "detail": orjson.dumps(detail).decode(),
    }
    if present is None:
        db.execute(t.partner.insert().values(public_key=origin.public_key, first_seen=now, **said))
    elif brings_news(present, origin):
        db.execute(t.partner.update().where(t.partner.c.public_key == origin.public_key), said)


def brings_news(present: RowMapping | None, origin: Origin) -> bool:
    """Whether a file tells more of its office than is kept."""
    if present is None:
        return True
    kept = detail_of(present)
    return origin.lamport > int(kept.get("lamport", -1)) or (
        origin.lamport == kept.get("lamport") and dict(origin.known) != kept.get("known")
    )


def notices_on(book: Workbook, db: Connection, origin: Origin, trust: Trust) -> list[str]:
    """What to know of the sender: whose key it is, its clock, its code, how old the file is."""
    said = [_of_trust(origin, trust)]
    office = t.RECORDS["office"]
    mine = db.execute(
        select(office.c.code, t.row.c.uuid)
        .join(t.row, t.row.c.n == office.c.id)
        .where(office.c.gone == 0)
    ).all()
    if origin.office and any(
        row.code == origin.office and bytes(row.uuid).hex() != origin.office_id for row in mine
    ):
        said.append(two_with_one_code(origin.office))
    others = db.execute(select(t.partner).where(t.partner.c.office == origin.office_id)).mappings()
    kept = {row["public_key"]: row for row in others}
    confirmed = any(row["confirmed_on"] for row in kept.values())
    if trust is Trust.UNCONFIRMED and origin.public_key not in kept and confirmed:
        said.append(
            _(
                "{office} signs with another key than the one you confirmed: a second or a"
                " restored computer. Read the words of its key over the phone."
            ).format(office=origin.called)
        )
    newest = max(
        (
            int(detail_of(row).get("lamport", 0))
            for row in kept.values()
            if detail_of(row).get("replica") == origin.replica
        ),
        default=0,
    )
    if newest > origin.lamport:
        said.append(
            _("A newer file of {office} was taken in before: this one is older.").format(
                office=origin.called
            )
        )
    if doubtful_clock(book, db, origin.wall):
        said.append(
            _(
                "By the clock of {office} this file is of {when}, which cannot be: its times are"
                " doubtful. Nothing depends on them."
            ).format(office=origin.called, when=day_of(origin.wall))
        )
    return said


def _of_trust(origin: Origin, trust: Trust) -> str:
    office = origin.called
    if trust is Trust.OWN:
        return _("This is a file of your own.")
    if trust is Trust.CONFIRMED:
        return _("Signed by {office}.").format(office=office)
    if trust is Trust.UNCONFIRMED:
        return _(
            "Signed by {office}, but its key is not yet confirmed: nobody has checked that it is"
            " really theirs. The file can be taken in all the same. To be sure, ask {office} over"
            " the phone for the six words of its key: they must be “{words}”. Then confirm them"
            " under Exchange, Offices."
        ).format(office=office, words=words_of(origin.public_key))
    if trust is Trust.ALTERED:
        return _("This file was altered after {office} signed it.").format(office=office)
    return _("This file is not signed: nobody knows who made it.")


def two_with_one_code(code: str) -> str:
    """The sentence for two offices that use one code."""
    return _(
        "Two offices use the code {code}. No data is lost by it, but agree on another code for one"
        " of them: it begins the numbers of certificates."
    ).format(code=code)


def doubtful_clock(book: Workbook, db: Connection, wall: str) -> bool:
    """Whether a time cannot be right: two days ahead of us, or long before there was anything."""
    said = moment(wall)
    if said is None:
        return bool(wall)
    if said > book.sources.now() + _AHEAD:
        return True
    cohort = t.RECORDS["cohort"]
    first = db.scalar(select(func.min(cohort.c.starts_on)).where(cohort.c.gone == 0))
    own = db.scalar(
        select(t.tx.c.wall).where(t.tx.c.secret.is_not(None)).order_by(t.tx.c.n).limit(1)
    )
    began = [found for found in (moment(f"{first}T00:00:00Z"), moment(own or "")) if found]
    return bool(began) and said < min(began) - _EARLIER


def moment(wall: str) -> datetime | None:
    """An ISO UTC time as the log and a manifest write it, or None."""
    try:
        return datetime.strptime(wall, WALL).replace(tzinfo=UTC)
    except ValueError:
        return None


def day_of(wall: str) -> str:
    """The day of a time as people read it."""
    found = moment(wall)
    return f"{found.astimezone():%d %B %Y}" if found is not None else wall
