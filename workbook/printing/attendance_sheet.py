"""The sign-in sheet of one day: ticked and signed by hand, typed in or read back by its code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypedDict

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.printing.marks import CORNER_SIDE, corner_boxes, draw_corners, draw_qr
from workbook.printing.paper import (
    A4,
    GREY,
    INK,
    MARGIN,
    NAVY,
    PALE,
    RULE,
    TINT,
    ZEBRA,
    Box,
    Paper,
    Printed,
)
from workbook.printing.words import Language, digits, hours, long_date

_WORDS = {
    "en": {
        "title": "Attendance sheet",
        "hint": "Tick the box and sign in ink.",
        "code": "Sheet code",
        "page": "Page {page} of {pages}",
        "training": "Training",
        "venue": "Venue",
        "date": "Date",
        "day": "Day",
        "day of": "{day} of {days}",
        "trainers": "Trainers",
        "number": "No.",
        "name": "Name",
        "rank": "Rank",
        "agency": "Agency",
        "arrived": "Arrived",
        "left": "Left",
        "morning": "Morning",
        "afternoon": "Afternoon",
        "evening": "Evening",
        "here": "tick",
        "online": "online",
        "signature": "signature",
        "walk-ins": "Came without nomination: write name and agency",
        "continued": "{agency} (continued)",
        "totals": "Totals for the day",
        "listed": "Listed",
        "without": "Not listed",
        "trainer": "Trainer's signature",
        "certified": "Certified correct",
        "certified by": "Name, signature, date",
        "question": "A signature without a tick does not mean absent: "
        "the office asks before it counts.",
        "keep": "Keep the four corner marks visible when you scan or photograph this sheet.",
        "legend": "Marks the office uses:",
    },
    "ur": {
        "title": "حاضری شیٹ",
        "hint": "خانے میں نشان لگائیں اور قلم سے دستخط کریں۔",
        "code": "شیٹ کوڈ",
        "page": "صفحہ {page} از {pages}",
        "training": "تربیت",
        "venue": "مقام",
        "date": "تاریخ",
        "day": "دن",
        "day of": "{day} از {days}",
        "trainers": "تربیت کار",
        "number": "نمبر",
        "name": "نام",
        "rank": "عہدہ",
        "agency": "ادارہ",
        "arrived": "آمد",
        "left": "روانگی",
        "morning": "صبح",
        "afternoon": "سہ پہر",
        "evening": "شام",
        "here": "نشان",
        "online": "آن لائن",
        "signature": "دستخط",
        "walk-ins": "نامزدگی کے بغیر آنے والے: نام اور ادارہ لکھیں",
        "continued": "{agency} (جاری)",
        "totals": "دن کا میزان",
        "listed": "فہرست میں",
        "without": "فہرست سے باہر",
        "trainer": "تربیت کار کے دستخط",
        "certified": "درست ہونے کی تصدیق",
        "certified by": "نام، دستخط، تاریخ",
        "question": "نشان کے بغیر دستخط غیر حاضری نہیں: شمار کرنے سے پہلے دفتر پوچھے گا۔",
        "keep": "سکین یا تصویر لیتے وقت چاروں کونوں کے نشان نظر آنے چاہییں۔",
        "legend": "دفتر کے استعمال کے نشان:",
    },
}

_LEFT, _RIGHT = MARGIN, A4[0] - MARGIN
_WIDTH = _RIGHT - _LEFT
# Between the corner marks.
_INNER = MARGIN + CORNER_SIDE + 3.0
_QR_SIDE = 14.0
_GRID_TOP = 30.0
_GRID_ROW = 8.0
_HEAD_TOP = 49.0
_HEAD_HEIGHT = 8.4
_TITLE_HEIGHT = 3.0
_TABLE_END = 273.5
_NUMBER_WIDTH = 9.0


@dataclass(frozen=True, slots=True)
class SheetSession:
    """One column to sign in. `title` must be fit for a hotel table; "" prints none.

    `label` "" says morning, afternoon or evening by the hour it starts.
    """

    starts_at: time
    ends_at: time
    title: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One listed person, numbered as the attendance grid shows her; "" for what is not known."""

    number: int
    name_latin: str
    name_native: str = ""
    rank: str = ""
    agency: str = ""
    agency_native: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceSheetData:
    """One day's sheet. `code` is short, of capitals, digits and dashes; the page is added to it.

    `title` is the neutral short title. `legend` pairs mark codes with their meaning. Rows of one
    agency that follow each other stand under its name; where agencies alternate they get a
    column. `show_rank`, `show_times` (arrived, left) and `show_online` (a second, smaller box)
    are printed on request only. `dense` puts 25 to 30 rows on one page.
    """

    code: str
    title: str
    title_native: str
    venue: str
    day: date
    day_number: int
    days_total: int
    sessions: tuple[SheetSession, ...]
    trainers: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    walk_ins: int = 4
    language: Language = "en"
    legend: tuple[tuple[str, str], ...] = ()
    show_rank: bool = False
    show_times: bool = False
    show_online: bool = False
    dense: bool = False


class Mark(TypedDict):
    """A place on a printed sheet, in hundredths of a millimetre from the top left of its page.

    `kind` is corner, code, tick, online, sign, arrived, left or name (where a walk-in writes).
    `number` is the row's, 0 where there is none; `session` counts from 0, -1 where there is none.
    """

    page: int
    kind: str
    number: int
    session: int
    x: int
    y: int
    w: int
    h: int


def attendance_sheets_pdf(sheets: Sequence[AttendanceSheetData]) -> Printed:
    """All sheets in the order given, English and Urdu ones mixed as they come.

    Raises RuleError when there is none, and for a sheet without a session.
    """
    if not sheets:
        raise RuleError(_("There is no attendance sheet to print."))
    paper = Paper(title="Attendance sheet" if len(sheets) == 1 else "Attendance sheets")
    draw_attendance_sheets(paper, sheets)
    return paper.finish()


def draw_attendance_sheets(paper: Paper, sheets: Sequence[AttendanceSheetData]) -> None:
    """The pages of `attendance_sheets_pdf` on an A4 paper."""
    for index, data in enumerate(sheets):
        if index:
            paper.next_page()
        _Sheet(data).draw(paper)
    paper.mirrored = False


def geometry(data: AttendanceSheetData) -> list[Mark]:
    """Where everything a reader of the scanned sheet looks for was printed; whole numbers only."""
    return list(_Sheet(data).marks())


@dataclass(frozen=True, slots=True)
class _Line:
    """A strip with an agency's name, a listed row, or (without either) a walk-in's row."""

    y: float
    h: float
    number: int = 0
    row: SheetRow | None = None
    strip: str = ""
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    """The parts of one session's column in one row."""

    tick: Box
    online: Box | None
    sign: Box


class _Sheet:
    """The layout of one sheet, drawn left to right; mirrored pages turn every box by one rule."""

    def __init__(self, data: AttendanceSheetData) -> None:
        if not data.sessions:
            raise RuleError(
                _("Sheet {code} has no session. Nothing was printed.").format(code=data.code)
            )
        self.data = data
        self.words = _WORDS[data.language]
        self.urdu = data.language == "ur"
        agencies = [self._agency(row) for row in data.rows]
        changes = [b for a, b in zip(["", *agencies], agencies, strict=False) if a != b]
        self.grouped = all(agencies) and len(changes) == len(set(agencies))
        titled = any(session.title for session in data.sessions)
        self.head = Box(_LEFT, _HEAD_TOP, _WIDTH, _HEAD_HEIGHT + (_TITLE_HEIGHT if titled else 0))
        self.strip_height = 3.6 if data.dense else 5.0
        self.block_height = 20.5 if data.dense else 26.0
        self._set_columns()
        self.pages = self._paginate()

    # -- what goes where ---------------------------------------------------------------------

    def _agency(self, row: SheetRow) -> str:
        native, latin = row.agency_native.strip(), row.agency.strip()
        return (native or latin) if self.urdu else (latin or native)

    def _set_columns(self) -> None:
        data, count = self.data, len(self.data.sessions)
        # Signatures need the width more than the columns beside them.
        crowded = data.show_times and (data.show_rank or not self.grouped)
        rank = (22.0 if crowded else 26.0) if data.show_rank else 0.0
        agency = 0.0 if self.grouped else (26.0 if crowded else 30.0)
        times = (22.0 if crowded else 26.0) if data.show_times else 0.0
        rest = _WIDTH - _NUMBER_WIDTH - rank - agency - times
        name = max(42.0 if crowded else 46.0, min(66.0, rest - 48.0 * count))
        session = min(64.0, (rest - name) / count)
        widths = {
            "number": _NUMBER_WIDTH,
            "name": rest - session * count,
            "rank": rank,
            "agency": agency,
            "arrived": times / 2,
            "left": times / 2,
        }
        self.columns: dict[str, tuple[float, float]] = {}
        x = _LEFT
        for key, width in widths.items():
            if width:
                self.columns[key] = (x, width)
                x += width
        self.session_columns = [(x + index * session, session) for index in range(count)]

    def _paginate(self) -> list[list[_Line]]:
        least, most = (5.3, 7.4) if self.data.dense else (8.0, 11.5)
        fewest = len(self._pages_of(least))
        row = most
        while row > least and len(self._pages_of(row)) > fewest:
            row -= 0.1
        return self._pages_of(max(row, least))

    def _items(self) -> list[_Line]:
        """All lines in order, heights still to be set."""
        data = self.data
        items: list[_Line] = []
        group = ""
        for row in data.rows:
            agency = self._agency(row)
            if self.grouped and agency != group:
                items.append(_Line(0, 0, strip=agency))
                group = agency
            items.append(_Line(0, 0, row.number, row))
        if data.walk_ins:
            items.append(_Line(0, 0, strip=self.words["walk-ins"]))
        first = max((row.number for row in data.rows), default=0) + 1
        items += [_Line(0, 0, first + index) for index in range(data.walk_ins)]
        return items

    def _pages_of(self, row: float) -> list[list[_Line]]:
        """The lines of each page when rows are `row` millimetres high."""
        top = self.head.bottom
        full, last = _TABLE_END, _TABLE_END - self.block_height - 3.0
        items = self._items()
        heights = [self.strip_height if item.strip else row for item in items]
        pages: list[list[_Line]] = []
        at, group = 0, ""
        while at < len(items) or not pages:
            page: list[_Line] = []
            y, shaded = top, True
            fits_last = y + sum(heights[at:]) + (self.strip_height if group else 0) <= last
            if group and at < len(items) and not items[at].strip:
                text = self.words["continued"].format(agency=group)
                page.append(_Line(y, self.strip_height, strip=text))
                y += self.strip_height
            end = at
            while end < len(items) and y + heights[end] <= full + 1e-6:
                item = items[end]
                shaded = bool(item.strip) or not shaded
                shade = shaded and not item.strip
                page.append(replace(item, y=y, h=heights[end], shaded=shade))
                y += heights[end]
                end += 1
            if end == len(items) and not fits_last:
                # The totals need a page of their own: some rows go with them.
                for _row in range(min(3, end - at - 2)):
                    page.pop()
                    end -= 1
            while page and page[-1].strip and end < len(items):
                page.pop()
                end -= 1
            for item in items[at:end]:
                if item.strip:
                    group = "" if item.strip == self.words["walk-ins"] else item.strip
            pages.append(page)
            at = end
        return pages

    def _cell(self, line: _Line, session: int) -> _Cell:
        x, width = self.session_columns[session]
        side = 3.7 if self.data.dense else 4.4
        middle = line.y + line.h / 2
        tick = Box(x + 2.2, middle - side / 2, side, side)
        after = tick.right + 1.8
        online = None
        if self.data.show_online:
            small = side * 0.72
            online = Box(after + 0.4, middle - small / 2, small, small)
            after = online.right + 2.2
        return _Cell(tick, online, Box(after, line.y, x + width - after - 1.8, line.h))

    def _code_box(self) -> Box:
        return Box(_RIGHT - CORNER_SIDE - 3 - _QR_SIDE, MARGIN, _QR_SIDE, _QR_SIDE)

    def marks(self) -> Iterator[Mark]:
        def mark(page: int, kind: str, box: Box, number: int = 0, session: int = -1) -> Mark:
            if self.urdu and kind != "corner":
                box = box.mirrored(A4[0])
            x, y, w, h = (round(side * 100) for side in (box.x, box.y, box.w, box.h))
            return Mark(page=page, kind=kind, number=number, session=session, x=x, y=y, w=w, h=h)

        for page, lines in enumerate(self.pages, start=1):
            for box in corner_boxes(A4, MARGIN):
                yield mark(page, "corner", box)
            yield mark(page, "code", self._code_box())
            for line in lines:
                if line.strip:
                    continue
                if line.row is None:
                    yield mark(page, "name", self._box("name", line), line.number)
                for key in ("arrived", "left"):
                    if key in self.columns:
                        yield mark(page, key, self._box(key, line), line.number)
                for session in range(len(self.data.sessions)):
                    cell = self._cell(line, session)
                    yield mark(page, "tick", cell.tick, line.number, session)
                    if cell.online is not None:
                        yield mark(page, "online", cell.online, line.number, session)
                    yield mark(page, "sign", cell.sign, line.number, session)

    def _box(self, column: str, line: _Line) -> Box:
        x, width = self.columns[column]
        return Box(x, line.y, width, line.h)

    # -- drawing -----------------------------------------------------------------------------

    def draw(self, paper: Paper) -> None:
        paper.mirrored = self.urdu
        for number, lines in enumerate(self.pages, start=1):
            if number > 1:
                paper.next_page()
            draw_corners(paper, MARGIN)
            self._draw_head(paper, number)
            self._draw_grid(paper)
            self._draw_column_heads(paper)
            for line in lines:
                self._draw_line(paper, line)
            end = lines[-1].y + lines[-1].h if lines else self.head.bottom
            self._draw_rules(paper, lines, end)
            if number == len(self.pages):
                self._draw_block(paper, Box(_LEFT, end + 3, _WIDTH, self.block_height))
            self._draw_foot(paper)

    def _text(self, paper: Paper, about: str = "") -> Callable[..., Box | None]:
        """`Paper.write` with a face, size and colour, in the language of the sheet."""
        from workbook.printing.text import Style

        language = "ur" if self.urdu else None

        def write(
            text: str,
            box: Box,
            face: str,
            size: float,
            color: str = INK,
            **how: object,
        ) -> Box | None:
            style = Style(face, size, color, language=language)
            return paper.write(text, box, style, about=about or self.data.code, **how)  # type: ignore[arg-type]

        return write

    def _draw_head(self, paper: Paper, page: int) -> None:
        data, words = self.data, self.words
        write = self._text(paper)
        code = self._code_box()
        text = f"{data.code}-{page}"
        draw_qr(paper, text, code, quiet=0)
        side = Box(code.x - 3 - 48, MARGIN, 48, 5)
        write(text, side, "sans-semibold", 10.5, INK, align="end", direction="ltr")
        write(words["code"], Box(side.x, 16.6, 48, 3.4), "sans", 6.5, GREY, align="end")
        of = words["page"].format(page=page, pages=len(self.pages))
        of = digits(of, data.language)
        write(of, Box(side.x, 21.2, 48, 4.8), "sans-semibold", 9, NAVY, align="end")
        title = Box(_INNER, MARGIN - 0.6, side.x - _INNER - 3, 9.4)
        write(words["title"], title, "sans-bold", 19, NAVY)
        hint = Box(_INNER, 21.6, title.w, 4.4)
        write(words["hint"], hint, "sans", 8, GREY)

    def _draw_grid(self, paper: Paper) -> None:
        data, words = self.data, self.words
        title = data.title_native.strip() if self.urdu else data.title.strip()
        title = title or data.title.strip() or data.title_native.strip()
        order = words["day of"].format(day=data.day_number, days=data.days_total)
        trainers = ("، " if self.urdu else ", ").join(data.trainers)
        cells = (
            (0.0, 118.0, 0, words["training"], title),
            (118.0, 68.0, 0, words["venue"], data.venue),
            (
                0.0,
                62.0,
                1,
                words["date"],
                long_date(data.day, data.language, weekday=True),
            ),
            (62.0, 22.0, 1, words["day"], digits(order, data.language)),
            (84.0, 102.0, 1, words["trainers"], trainers),
        )
        grid = Box(_LEFT, _GRID_TOP, _WIDTH, 2 * _GRID_ROW)
        paper.frame(grid, 0.5, RULE, radius=1.2)
        middle = _GRID_TOP + _GRID_ROW
        paper.rule(_LEFT, middle, _RIGHT, middle)
        write = self._text(paper)
        for x, width, row, label, value in cells:
            box = Box(_LEFT + x, _GRID_TOP + row * _GRID_ROW, width, _GRID_ROW)
            if x:
                paper.rule(box.x, box.y, box.x, box.bottom)
            inner = box.inset(2.2)
            write(label, Box(inner.x, box.y + 0.6, inner.w, 2.7), "sans", 5.8, GREY)
            value_box = Box(inner.x, box.y + 3.1, inner.w, 4.6)
            write(value, value_box, "sans-semibold", 9, INK, floor=6.5)

    def _draw_column_heads(self, paper: Paper) -> None:
        words, head = self.words, self.head
        paper.fill(head, TINT)
        write = self._text(paper)
        for key, (x, width) in self.columns.items():
            box = Box(x, head.y, width, head.h)
            if key == "number":
                write(words[key], box.inset(0.8), "sans-semibold", 7.5, NAVY, align="center")
            elif key in ("arrived", "left"):
                write(words[key], box.inset(0.6), "sans-semibold", 7, NAVY, align="center")
            else:
                write(words[key], box.inset(2.2), "sans-semibold", 8, NAVY)
        line = _Line(head.y, head.h)
        for index, session in enumerate(self.data.sessions):
            x, width = self.session_columns[index]
            label = session.label or words[_part_of_day(session.starts_at)]
            when = hours(session.starts_at, session.ends_at, self.data.language)
            box = Box(x, head.y + 0.5, width, 4.4).inset(1.6)
            write(f"{label}  {when}", box, "sans-semibold", 8, NAVY, align="center", floor=6)
            y = box.bottom
            if session.title:
                title = Box(box.x, y, box.w, _TITLE_HEIGHT)
                write(session.title, title, "sans", 6.5, NAVY, align="center", floor=5.5)
            foot = head.bottom - 3.1
            cell = self._cell(line, index)
            small = Box(cell.tick.x - 1.6, foot, cell.tick.w + 3.2, 2.7)
            write(words["here"], small, "sans", 5.5, GREY, align="center", floor=4)
            if cell.online is not None:
                small = Box(cell.online.x - 1.6, foot, cell.online.w + 5, 2.7)
                write(words["online"], small, "sans", 5.5, GREY, floor=4)
            sign = Box(cell.sign.x, foot, cell.sign.w, 2.7)
            if cell.online is not None:
                sign = Box(sign.x + 4, foot, sign.w - 4, 2.7)
            write(words["signature"], sign, "sans", 5.5, GREY, align="center", floor=4)

    def _draw_line(self, paper: Paper, line: _Line) -> None:
        from workbook.printing.text import Style

        band = Box(_LEFT, line.y, _WIDTH, line.h)
        if line.strip:
            paper.fill(band, "#f0f3f6")
            write = self._text(paper)
            size = 7.5 if self.data.dense else 8.5
            write(line.strip, band.inset(2.2), "sans-semibold", size, NAVY)
            return
        if line.shaded:
            paper.fill(band, ZEBRA)
        number = digits(line.number, self.data.language)
        box = self._box("number", line).inset(0.8)
        language = "ur" if self.urdu else None
        paper.write(
            number, box, Style("sans", 8, GREY, language=language), align="center", about=number
        )
        if line.row is None:
            self._draw_walk_in(paper, line)
        else:
            self._draw_person(paper, line, line.row, number)
        for session in range(len(self.data.sessions)):
            cell = self._cell(line, session)
            for tick, pen in ((cell.tick, 0.8), (cell.online, 0.6)):
                if tick is not None:
                    paper.fill(tick, "#ffffff")
                    paper.frame(tick, pen, INK)
            y = cell.sign.bottom - (1.4 if self.data.dense else 2.0)
            paper.rule(cell.sign.x, y, cell.sign.right, y, 0.5, PALE, dotted=True)
        for key in ("arrived", "left"):
            if key in self.columns:
                box = self._box(key, line).inset(1.8)
                y = box.bottom - (1.4 if self.data.dense else 2.0)
                paper.rule(box.x, y, box.right, y, 0.5, PALE, dotted=True)

    def _draw_person(self, paper: Paper, line: _Line, row: SheetRow, number: str) -> None:
        place = f"{self.data.code}, {number}"
        write = self._text(paper, place)
        box = self._box("name", line).inset(2.2, 0.35)
        latin, native = row.name_latin.strip(), row.name_native.strip()
        if self.urdu:
            self._draw_urdu_name(paper, box, native, latin, place)
        elif self.data.dense and latin and native:
            ink = write(
                latin,
                Box(box.x, box.y, box.w * 0.64, box.h),
                "sans-semibold",
                8.5,
                floor=6,
                is_name=True,
            )
            start = (ink.right if ink is not None else box.x) + 2.5
            rest = Box(start, box.y, box.right - start, box.h)
            write(native, rest, "naskh", 7.5, GREY, align="end", floor=5, is_name=True)
        elif latin and native:
            # The pair stays together however high the row is.
            box = box.inset(0, max(0.0, (box.h - 9.0) / 2))
            upper = box.h * 0.54
            write(
                latin,
                Box(box.x, box.y, box.w, upper),
                "sans-semibold",
                10 if line.h > 9 else 9,
                floor=6.5,
                is_name=True,
            )
            lower = Box(box.x, box.y + upper, box.w, box.h - upper)
            size = 8.5 if line.h > 9 else 7.5
            write(native, lower, "naskh", size, GREY, floor=5.5, is_name=True, max_lines=1)
        else:
            face = "sans-semibold" if latin else "nastaliq"
            write(latin or native, box, face, 10, floor=6.5, max_lines=2, is_name=True)
        for key, text in (("rank", row.rank), ("agency", self._agency(row))):
            if key in self.columns:
                cell = self._box(key, line).inset(2.0, 0.5)
                write(text, cell, "sans", 7.5, INK, floor=5.5, max_lines=2, leading=1.2)

    def _draw_urdu_name(self, paper: Paper, box: Box, native: str, latin: str, place: str) -> None:
        """Nastaliq first, and what is left of the cell for the Latin name: they never touch."""
        write = self._text(paper, place)
        if not native:
            write(latin, box, "sans-semibold", 9.5, floor=6.5, max_lines=2, is_name=True)
            return
        size = 9.5 if self.data.dense else 14.0
        room = box.w * (0.62 if latin else 1.0)
        ink = write(native, Box(box.x, box.y, room, box.h), "nastaliq", size, floor=6, is_name=True)
        if ink is None or not latin:
            return
        # The ink lies at the right end of the cell; the Latin name fills from the left one.
        used = paper.turned(box).right - ink.x + 3.0
        rest = Box(box.x + used, box.y, box.w - used, box.h)
        write(
            latin,
            rest,
            "sans",
            6.8,
            GREY,
            align="end",
            floor=5.0,
            max_lines=1 if self.data.dense else 3,
            leading=1.15,
            is_name=True,
            direction="ltr",
        )

    def _draw_walk_in(self, paper: Paper, line: _Line) -> None:
        box = self._box("name", line).inset(2.2)
        y = line.y + line.h - (1.4 if self.data.dense else 2.0)
        if not self.grouped:
            paper.rule(box.x, y, box.right, y, 0.5, PALE, dotted=True)
            agency = self._box("agency", line).inset(2.0)
            paper.rule(agency.x, y, agency.right, y, 0.5, PALE, dotted=True)
            return
        split = box.x + box.w * 0.64
        paper.rule(box.x, y, split - 1, y, 0.5, PALE, dotted=True)
        paper.rule(split + 1, y, box.right, y, 0.5, PALE, dotted=True)

    def _draw_rules(self, paper: Paper, lines: Sequence[_Line], end: float) -> None:
        head = self.head
        for line in lines:
            paper.rule(_LEFT, line.y + line.h, _RIGHT, line.y + line.h)
        parts = [(line.y, line.y + line.h) for line in lines if not line.strip]
        spans: list[tuple[float, float]] = []
        for top, bottom in parts:
            if spans and abs(spans[-1][1] - top) < 0.01:
                spans[-1] = (spans[-1][0], bottom)
            else:
                spans.append((top, bottom))
        edges = [x for x, _ in self.columns.values()] + [x for x, _ in self.session_columns]
        for x in edges[1:]:
            for top, bottom in spans:
                paper.rule(x, top, x, bottom)
        paper.frame(Box(_LEFT, head.y, _WIDTH, end - head.y), 0.6, RULE)
        for y in (head.y, head.bottom):
            paper.rule(_LEFT, y, _RIGHT, y, 0.9, NAVY)

    def _draw_block(self, paper: Paper, block: Box) -> None:
        """Totals, trainers and the coordinator, on the last page only."""
        data, words = self.data, self.words
        write = self._text(paper)
        paper.frame(block, 0.7, NAVY, radius=1.4)
        title = 5.2
        totals = Box(block.x + 3, block.y, 66, block.h)
        trainer = Box(totals.right + 5, block.y, 54, block.h)
        certified = Box(trainer.right + 5, block.y, block.right - trainer.right - 8, block.h)
        for box, key in ((totals, "totals"), (trainer, "trainer"), (certified, "certified")):
            write(words[key], Box(box.x, box.y + 0.8, box.w, title - 0.8), "sans-semibold", 8, NAVY)
        labels = [self._label(session) for session in data.sessions]
        boxes = [words["listed"], *labels, words["without"]]
        gap = 2.0
        width = (totals.w - gap * (len(boxes) - 1)) / len(boxes)
        for index, label in enumerate(boxes):
            x = totals.x + index * (width + gap)
            write(
                label,
                Box(x, block.y + title + 0.4, width, 4.6),
                "sans",
                6.5,
                GREY,
                align="center",
                height="bottom",
                floor=4.5,
                max_lines=2,
                leading=1.05,
            )
            field = Box(x, block.y + title + 5.6, width, 8.0)
            paper.frame(field, 0.5, RULE)
            if not index:
                count = digits(len(data.rows), data.language)
                write(count, field, "sans-semibold", 11, align="center")
        pitch = (block.h - title - 2.6) / max(2, len(labels))
        for index, label in enumerate(labels):
            y = block.y + title + (index + 1) * pitch
            caption = Box(trainer.x, y - 3.6, 17, 3.8)
            write(label, caption, "sans", 6.5, GREY, floor=4.5)
            paper.rule(trainer.x + 18, y, trainer.right, y, 0.6, INK)
        y = block.bottom - (4.4 if data.dense else 5.2)
        paper.rule(certified.x, y, certified.right, y, 0.6, INK)
        note = Box(certified.x, y + 0.3, certified.w, 2.8)
        write(words["certified by"], note, "sans", 6, GREY, floor=4)

    def _label(self, session: SheetSession) -> str:
        return session.label or self.words[_part_of_day(session.starts_at)]

    def _draw_foot(self, paper: Paper) -> None:
        from workbook.printing.text import isolate

        words = self.words
        write = self._text(paper)
        box = Box(_INNER, 275.2, A4[0] - 2 * _INNER, 3.3)
        write(words["question"], box, "sans-semibold", 7, INK, align="center")
        box = Box(box.x, box.bottom, box.w, 3.1)
        if self.data.legend:
            pairs = [f"{isolate(code, 'ltr')} {meaning}" for code, meaning in self.data.legend]
            text = f"{words['legend']} {'  ·  '.join(pairs)}"
            write(text, box, "sans", 6.5, GREY, align="center", floor=4.5)
            box = Box(box.x, box.bottom, box.w, 3.1)
        write(words["keep"], box, "sans", 6.5, GREY, align="center")


def _part_of_day(start: time) -> str:
    return "morning" if start.hour < 12 else "afternoon" if start.hour < 17 else "evening"
