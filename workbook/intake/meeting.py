"""Reports of online meetings: who joined and who left when, as Zoom, Teams and others write them.

Layouts come from exports of Zoom, Microsoft Teams, BigBlueButton and Google Meet; captions in other
languages than English are as their vendors translate them, and a table whose captions are not known
is told by its shape: names beside times of day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from workbook.errors import SheetError
from workbook.i18n import _, ngettext
from workbook.intake import values
from workbook.intake.clock import Moment, moment_of, seconds_of
from workbook.intake.devices import device_reason, spellings_of
from workbook.intake.meeting_words import HEAD_ROLES, JOINED, LEFT, ROLES, key
from workbook.intake.values import DateOrder
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import skeleton


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time in the meeting, on the report's clock, without a time zone."""

    starts: datetime
    ends: datetime

    @property
    def seconds(self) -> int:
        return int((self.ends - self.starts).total_seconds())


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody, or something, that a report names. `key` tells her from the others in the report.

    `spellings` are her name and its parts, to be compared; `stays` do not overlap, and there are
    none where the report only tells how long she was there. `minutes` are of the whole meeting,
    rounded down. `open`: no leaving is reported. `row` is the first that names her, counted from 1.
    `left_out` says why this is nobody's name; "" for a person.
    """

    key: str
    name: str
    spellings: tuple[str, ...]
    email: str
    stays: tuple[Stay, ...]
    minutes: int
    open: bool
    row: int
    left_out: str = ""


@dataclass(frozen=True)
class MeetingReport:
    """A report as read. `starts` and `ends` are None where it tells no times.

    `header_row` has the captions of the first table that names who was there, counted from 1.
    `orders` are the orders of day and month its dates allow; `order` is the one it was read in. Of
    more than one, the day of a session or a person must tell. `dayless`: it writes times without
    any day, and was read without one; then nobody's `stays` are known. `zone` is the time zone as
    written, "" where it says none. `warnings` are sentences for the preview.
    """

    file_name: str
    digest: str
    sheet: str
    header_row: int
    title: str
    people: tuple[Attendee, ...]
    devices: tuple[Attendee, ...]
    starts: datetime | None
    ends: datetime | None
    order: DateOrder
    orders: tuple[DateOrder, ...]
    dayless: bool
    zone: str
    warnings: tuple[str, ...]
    file: SheetFile = field(repr=False)

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which somebody was there, in order."""
        found = {
            moment.date()
            for one in (*self.people, *self.devices)
            for stay in one.stays
            for moment in (stay.starts, stay.ends)
        }
        return tuple(sorted(found))

    def read_as(self, order: DateOrder) -> MeetingReport:
        """The same report with its dates read in another order."""
        return self if order is self.order else read_report(self.file, order=order)

    def on(self, day: date) -> MeetingReport:
        """The same report, of that day where it says none itself."""
        return read_report(self.file, order=self.order, day=day) if self.dayless else self


def is_report(file: SheetFile) -> bool:
    """Whether a file tells who joined and left an online meeting."""
    return _find(file) is not None


def read_report(
    file: SheetFile, *, order: DateOrder | None = None, day: date | None = None
) -> MeetingReport:
    """The report in `file`. `order` is how its dates are meant where both ways are possible, `day`
    the day of times that are written without one.

    Raises SheetError with reason not_people where there is no such report, empty where it names
    nobody.
    """
    found = _find(file)
    if found is None:
        raise SheetError(
            _("This is no report of an online meeting. Nothing was changed."), reason="not_people"
        )
    return _Reading(file, found, order, day).report()


# -- finding the table

Roles = Mapping[str, int]
"""Columns, counted from 0, by what they tell."""


@dataclass(frozen=True)
class _Block:
    """One table of the report: its row of captions and its last row, counted from 0.

    `first` is the row of captions of the first table that names people on this sheet.
    """

    sheet: Sheet
    header: int
    last: int
    roles: Roles
    first: int


def _roles(row: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        if isinstance(cell, str) and (role := ROLES.get(key(cell))) is not None:
            found.setdefault(role, column)
    return found


def _find(file: SheetFile) -> _Block | None:
    """The table that tells best who was there when; None where there is none."""
    sheets = [sheet for sheet in file.sheets if not sheet.hidden]
    blocks = [block for sheet in sheets for block in _blocks(sheet)]
    if not blocks and file.kind == "csv":
        blocks = [block for sheet in sheets if (block := _by_shape(sheet)) is not None]

    def worth(block: _Block) -> tuple[bool, int, int]:
        times = "stamp" in block.roles or {"join", "leave"} <= block.roles.keys()
        return times, block.last - block.header, block.header

    best = max(blocks, key=worth, default=None)
    if best is None:
        return None
    return replace(best, first=min(b.first for b in blocks if b.sheet is best.sheet))


def _blocks(sheet: Sheet) -> Iterator[_Block]:
    rows = sheet.rows
    for top, row in enumerate(rows):
        if not _can_be_captions(row):
            continue
        roles = _roles(row)
        named = "name" in roles or {"first_name", "last_name"} <= roles.keys()
        if not named or not roles.keys() & {"join", "stamp", "duration"}:
            continue
        last = _last_row(rows, top)
        if _holds(rows[top + 1 : last + 1], roles):
            yield _Block(sheet, top, last, roles, top)


def _can_be_captions(row: Sequence[Cell]) -> bool:
    """Whether a row holds no numbers: told at once for most rows of a long list."""
    return all(cell is None or (isinstance(cell, str) and not cell.isdecimal()) for cell in row)


_SECTION = re.compile(r"\d+\s*[.)]\s*\S.*")


def _last_row(rows: Sequence[Sequence[Cell]], top: int) -> int:
    """The last row of the table whose captions are in row `top`: before a blank or a section."""
    last = top
    for number in range(top + 1, len(rows)):
        filled = [cell for cell in rows[number] if cell is not None]
        section = len(filled) == 1 and _SECTION.fullmatch(str(filled[0]))
        if not filled or section or (len(_roles(rows[number])) >= 3):
            break
        last = number
    return last


def _holds(rows: Sequence[Sequence[Cell]], roles: Roles) -> bool:
    """Whether the values are what the captions say: times of day, or how long."""

    def most(role: str, test: object) -> bool:
        cells = [cell for row in rows if (cell := _at(row, roles.get(role))) is not None]
        good = sum(test(cell) is not None for cell in cells)  # type: ignore[operator]
        return bool(cells) and good * 5 >= len(cells) * 4

    if "stamp" in roles:
        return "action" in roles and most("stamp", _any_moment)
    if "join" in roles:
        # The day on which an officer joined the service is no time of day.
        return most("join", _any_moment) and bool(roles.keys() & {"leave", "duration"})
    # A column of names beside "Duration" can be any list of courses.
    sure = {"platform", "waiting", "email"} & roles.keys()
    return bool(sure) and most("duration", seconds_of)


def _any_moment(cell: Cell) -> Moment | None:
    found = (moment_of(cell, order) for order in DateOrder)
    return next((moment for moment in found if moment is not None), None)


def _by_shape(sheet: Sheet) -> _Block | None:
    """A table of events in a language that is not known: a name, what she did, and when."""
    body = [row for row in sheet.rows[1:] if _filled(row)]
    if len(body) < 4 or any(len(row) != 3 or None in row for row in (sheet.rows[0], *body)):
        return None
    names = all(isinstance(row[0], str) and not row[0].isdecimal() for row in body)
    times = all(_any_moment(row[2]) for row in body) and not _any_moment(sheet.rows[0][2])
    if not names or not times or not 2 <= len({row[1] for row in body}) <= 3:
        return None
    return _Block(sheet, 0, len(sheet.rows) - 1, {"name": 0, "action": 1, "stamp": 2}, 0)


def _at(row: Sequence[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else None


# -- reading


@dataclass
class _Entry:
    """What the rows of one name come to before it is known when the meeting ended."""

    name: str
    email: str
    row: int
    spellings: list[str] = field(default_factory=list)
    stays: list[tuple[Moment | None, Moment | None]] = field(default_factory=list)
    seconds: int = 0
    told: bool = False  # how long she was there is said, or can be counted


class _Reading:
    """One reading of a report."""

    def __init__(
        self, file: SheetFile, block: _Block, order: DateOrder | None, day: date | None
    ) -> None:
        self.file = file
        self.block = block
        self.sheet = block.sheet
        self.roles = self.block.roles
        self.rows = self.sheet.rows[self.block.header + 1 : self.block.last + 1]
        self.head = self._head()
        self.orders = self._orders()
        self.order = order if order is not None and order in self.orders else self.orders[0]
        self.day = self._first_day() or day
        self.warnings: list[str] = list(file.notes)
        self.zones: set[str] = set()

    def report(self) -> MeetingReport:
        entries = self._events() if "action" in self.roles else self._lines()
        if not entries:
            raise SheetError(_("This report of a meeting names nobody."), reason="empty")
        starts, ends = self._span(entries)
        everybody = [self._attendee(key, one, starts, ends) for key, one in entries.items()]
        people = tuple(one for one in everybody if not one.left_out)
        devices = tuple(one for one in everybody if one.left_out)
        self._warn(people, devices, ends)
        return MeetingReport(
            file_name=self.file.name,
            digest=self.file.digest,
            sheet=self.sheet.name,
            header_row=self.block.first + 1,
            title=self.head.get("title", ""),
            people=people,
            devices=devices,
            starts=starts,
            ends=ends,
            order=self.order,
            orders=self.orders,
            dayless=self.day is None and any(entry.stays for entry in entries.values()),
            zone=", ".join(sorted(self.zones)),
            warnings=tuple(self.warnings),
            file=self.file,
        )

    # -- the head

    def _head(self) -> dict[str, str]:
        """Title, start and end from the lines above: "Start time" beside or above its value."""
        found: dict[str, str] = {}
        rows = self.sheet.rows[: max(self.block.header, 0)]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                role = HEAD_ROLES.get(key(cell)) if isinstance(cell, str) else None
                if role is None or role in found:
                    continue
                beside, below = _at(row, column + 1), None
                if number + 1 < len(rows):
                    below = _at(rows[number + 1], column)
                wanted = beside if column == 0 and len(_filled(row)) == 2 else below
                said = values.text(wanted)
                if said is not None:
                    found[role] = said
        return found

    # -- what order the dates have

    def _stamps(self) -> Iterator[Cell]:
        for role in ("stamp", "join", "leave"):
            for row in self.rows:
                if (cell := _at(row, self.roles.get(role))) is not None:
                    yield cell
        yield from (self.head[role] for role in ("starts", "ends") if role in self.head)

    def _orders(self) -> tuple[DateOrder, ...]:
        """The orders in which all dates are dates; one where both give the same days."""
        cells = list(self._stamps())
        read = {
            order: [moment.day for cell in cells if (moment := moment_of(cell, order)) is not None]
            for order in DateOrder
        }
        most = max(map(len, read.values()))
        fitting = tuple(order for order in DateOrder if len(read[order]) == most)
        if len(fitting) == 2 and read[fitting[0]] == read[fitting[1]]:
            return fitting[:1]
        return fitting

    def _first_day(self) -> date | None:
        """The first day that the report tells, for times that come without one."""
        moments = (self._moment(cell) for cell in self._stamps())
        return min((one.day for one in moments if one and one.day), default=None)

    def _moment(self, cell: Cell) -> Moment | None:
        return moment_of(cell, self.order)

    # -- rows

    def _entry(self, entries: dict[str, _Entry], number: int, row: Sequence[Cell]) -> _Entry | None:
        column = self.roles.get("name")
        if column is not None:
            written = values.text(_at(row, column))
        else:
            parts = (values.text(_at(row, self.roles[r])) for r in ("first_name", "last_name"))
            written = " ".join(part for part in parts if part) or None
        email = (values.text(_at(row, self.roles.get("email"))) or "").lower()
        if written is None:
            return None
        spelt = spellings_of(written)
        # Two of one name with different addresses are two people; one without may be either.
        key = " ".join(sorted(skeleton(spelt[0]).split()))
        if email:
            same = next((k for k, e in entries.items() if e.email == email), None)
            other = entries.get(key)
            if same is not None and set(skeleton(entries[same].name).split()) & set(key.split()):
                key = same
            elif other is not None and other.email and other.email != email:
                key = f"{key} {email}"
        found = entries.get(key)
        if found is None:
            first = self.block.header + 2 + number
            found = entries[key] = _Entry(values.name_case(spelt[0]), email, first)
        found.email = found.email or email
        found.spellings += [one for one in spelt if one not in found.spellings]
        return found

    def _lines(self) -> dict[str, _Entry]:
        """Tables with a row for each stay, or for each person."""
        entries: dict[str, _Entry] = {}
        waited = 0
        for number, row in enumerate(self.rows):
            if skeleton(str(_at(row, self.roles.get("waiting")) or "")) in ("yes", "true", "oui"):
                waited += 1
                continue
            entry = self._entry(entries, number, row)
            if entry is None:
                continue
            join = self._moment(_at(row, self.roles.get("join")))
            leave = self._moment(_at(row, self.roles.get("leave")))
            seconds = seconds_of(_at(row, self.roles.get("duration")), self._unit)
            if leave is None and join is not None and seconds is not None:
                leave = Moment(join.at + timedelta(seconds=seconds), join.day, join.zone)
            if join is not None or leave is not None:
                entry.stays.append((join, leave))
            if seconds is not None:
                entry.seconds += seconds
                entry.told = True
        if waited:
            self.warnings.append(
                ngettext(
                    "{n} row tells of waiting before the meeting; it does not count.",
                    "{n} rows tell of waiting before the meeting; they do not count.",
                    waited,
                ).format(n=waited)
            )
        return entries

    @property
    def _unit(self) -> int:
        """How many seconds a mere number in the column of durations means."""
        caption = _at(self.sheet.rows[self.block.header], self.roles.get("duration"))
        return 1 if "second" in skeleton(str(caption)) else 60

    def _events(self) -> dict[str, _Entry]:
        """Tables with a row for each joining and each leaving."""
        entries: dict[str, _Entry] = {}
        events: dict[str, list[tuple[Moment, bool]]] = defaultdict(list)
        first = skeleton(str(_at(self.rows[0], self.roles["action"]) or ""))
        for number, row in enumerate(self.rows):
            entry = self._entry(entries, number, row)
            moment = self._moment(_at(row, self.roles["stamp"]))
            if entry is None or moment is None:
                continue
            said = skeleton(str(_at(row, self.roles["action"]) or ""))
            joined = bool(JOINED.search(said)) or (said == first and not LEFT.search(said))
            key = next(key for key, one in entries.items() if one is entry)
            events[key].append((moment, joined))
        for key, happened in events.items():
            entries[key].stays = _paired(happened)
        return entries

    # -- times

    def _span(self, entries: Mapping[str, _Entry]) -> tuple[datetime | None, datetime | None]:
        """When the meeting began and ended: as its head says, else the first and last event."""
        said = {r: self._at_time(self._moment(self.head.get(r))) for r in ("starts", "ends")}
        events = [
            at
            for entry in entries.values()
            for pair in entry.stays
            for moment in pair
            if (at := self._at_time(moment)) is not None
        ]
        starts = said["starts"] or min(events, default=None)
        ends = said["ends"] or max(events, default=None)
        if ends is not None and events:
            ends = max(ends, *events)
        return starts, ends

    def _at_time(self, moment: Moment | None) -> datetime | None:
        """A moment, on the report's day where it was written without one."""
        if moment is None or (moment.day is None and self.day is None):
            return None
        if moment.zone:
            self.zones.add(moment.zone)
        if moment.day is not None:
            return moment.at
        assert self.day is not None
        return datetime.combine(self.day, moment.at.time())

    def _attendee(
        self, key: str, entry: _Entry, starts: datetime | None, ends: datetime | None
    ) -> Attendee:
        stays = []
        for joined, left in entry.stays:
            begin = self._at_time(joined) if joined else starts
            end = self._at_time(left) if left else ends
            if begin is not None and end is not None:
                if end < begin and end.time() < begin.time() and joined and left and not left.day:
                    end += timedelta(days=1)  # a time without a day, after midnight
                stays.append(Stay(begin, max(begin, end)))
        merged = together(stays)
        seconds = sum(stay.seconds for stay in merged)
        # "First join" and "last leave" hide the time between; how long she was there does not.
        if entry.told and entry.stays and len(entry.stays) == 1:
            seconds = min(seconds, entry.seconds) if merged else entry.seconds
        elif not merged:
            seconds = entry.seconds
        reason = device_reason(entry.spellings)
        return Attendee(
            key=key,
            name=entry.name,
            spellings=tuple(entry.spellings),
            email=entry.email,
            stays=merged,
            minutes=seconds // 60,
            open=any(left is None for _joined, left in entry.stays),
            row=entry.row,
            left_out=reason,
        )

    # -- what to tell

    def _warn(
        self, people: Sequence[Attendee], devices: Sequence[Attendee], ends: datetime | None
    ) -> None:
        still = sum(one.open for one in people)
        if still and ends is not None:
            self.warnings.append(
                ngettext(
                    "{n} person never left, says the report: she is counted until {time},"
                    " when the meeting ended.",
                    "{n} people never left, says the report: they are counted until {time},"
                    " when the meeting ended.",
                    still,
                ).format(n=still, time=f"{ends:%H:%M}")
            )
        if devices:
            said = ngettext(
                "{n} entry is a device or a room, and nobody's name: it was left out.",
                "{n} entries are devices or rooms, and nobody's names: they were left out.",
                len(devices),
            )
            self.warnings.append(said.format(n=len(devices)))
        if not any(one.stays for one in (*people, *devices)):
            self.warnings.append(
                _("The report tells how long each was there, but not when she joined and left.")
            )
        elif self.zones:
            self.warnings.append(
                _("Its times are of time zone {zone}; they were taken as written.").format(
                    zone=", ".join(sorted(self.zones))
                )
            )
        repeated = [e for e in (*people, *devices) if e.minutes and not e.stays]
        if repeated and any(one.stays for one in people):
            self.warnings.append(
                _("Of some only the minutes are told; they cannot be given to a session.")
            )


def _filled(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell is not None]


def _paired(
    events: Iterable[tuple[Moment, bool]],
) -> list[tuple[Moment | None, Moment | None]]:
    """Stays from joinings and leavings.

    Where each joining has its leaving, one within another is a second device of hers. Else a
    joining while she is there is the same again, a leaving while she is not makes the last stay
    longer, and one before any joining is of somebody who was there from the start.
    """
    found: list[tuple[Moment | None, Moment | None]] = []
    # Of one moment, joining comes first.
    ordered = sorted(events, key=lambda event: (event[0].at, not event[1]))
    nested = 2 * sum(joined for _moment, joined in ordered) == len(ordered)
    since: Moment | None = None
    devices = 0
    for moment, joined in ordered:
        if joined:
            since = since or moment
            devices = devices + 1 if nested else 1
        elif devices > 1:
            devices -= 1
        elif since is None and found:
            found[-1] = (found[-1][0], moment)
        else:
            found.append((since, moment))
            since, devices = None, 0
    if since is not None:
        found.append((since, None))
    return found


def together(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """The stays in order, those that overlap or touch as one."""
    found: list[Stay] = []
    for stay in sorted(stays, key=lambda one: one.starts):
        if found and stay.starts <= found[-1].ends:
            found[-1] = Stay(found[-1].starts, max(found[-1].ends, stay.ends))
        else:
            found.append(stay)
    return tuple(found)


def seconds_within(stays: Iterable[Stay], starts: datetime, ends: datetime) -> int:
    """How many seconds of `stays`, which do not overlap, lie between two moments."""
    return sum(
        max(0, int((min(stay.ends, ends) - max(stay.starts, starts)).total_seconds()))
        for stay in stays
    )
