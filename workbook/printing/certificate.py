"""Certificates of completion and of attendance: A4 landscape, in one script or in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.printing.art import FRAME, draw_circle, draw_diamond, draw_frame
from workbook.printing.marks import draw_qr, qr_side
from workbook.printing.paper import (
    A4_LANDSCAPE,
    GOLD,
    GREY,
    INK,
    NAVY,
    PALE,
    Box,
    Paper,
    Printed,
)
from workbook.printing.words import long_date

_TITLES = {
    "completion": ("Certificate of Completion", "سندِ تکمیلِ تربیت"),
    "attendance": ("Certificate of Attendance", "سندِ حاضری"),
}
_CERTIFIES = ("This is to certify that", "تصدیق کی جاتی ہے کہ")
_CHECK = (
    "Check in the Cohort Workbook\nor ask the office",
    "کوہورٹ ورک بک میں جانچیں یا دفتر سے پوچھیں",
)
_MICROTEXT = "THIS CERTIFICATE HOLDS ONLY WITH ITS NUMBER IN THE REGISTER OF THE ISSUING OFFICE · "

# Clear of the frame on all sides.
_LEFT, _RIGHT = 32.0, 265.0
_WIDTH = _RIGHT - _LEFT
_MIDDLE = (_LEFT + _RIGHT) / 2
_ROSETTE = (_MIDDLE, 104.0)

_QR_SIDE = 22.0
_QR_MOST = 26.0
_STAMP = (248.0, 164.5)
_STAMP_RADIUS = 16.5
_SIGNATURE_LINE = 161.5
# Where the last text below it may end.
_SIGNATURE_END = 183.0
MOST_SIGNATORIES = 5


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: name in both scripts ("" where there is none), title and office."""

    name: str
    name_native: str = ""
    title: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class CertificateContent:
    """One certificate as it was frozen at issue; "" where something is not given.

    A person without `name_native` (or without `name_latin`) gets a certificate in the other
    script alone, whatever else is given. The bodies go on after the name: "has completed ...".
    The subtitles are rank and agency. `signatories` are 1 to 5, from left to right. `qr_text` is
    what the code says, "" for none.
    """

    number: str
    kind: Literal["completion", "attendance"]
    name_latin: str
    name_native: str
    subtitle_en: str
    subtitle_native: str
    body_en: str
    body_native: str
    issued_on: date
    place: str
    office_name: str
    signatories: tuple[Signatory, ...]
    qr_text: str
    ink_saving: bool = False


def certificates_pdf(contents: Sequence[CertificateContent]) -> Printed:
    """One page per certificate, in the order given. The same content gives the same page.

    Raises RuleError when there is none, for a certificate without any name, and for more than 5
    signatories.
    """
    if not contents:
        raise RuleError(_("There is no certificate to print."))
    paper = Paper(title="Certificate" if len(contents) == 1 else "Certificates", size=A4_LANDSCAPE)
    draw_certificates(paper, contents)
    return paper.finish()


def draw_certificates(paper: Paper, contents: Sequence[CertificateContent]) -> None:
    """The pages of `certificates_pdf` on a paper of that size."""
    for index, content in enumerate(contents):
        if index:
            paper.next_page()
        _draw(paper, content)


def _draw(paper: Paper, content: CertificateContent) -> None:
    latin, native = bool(content.name_latin.strip()), bool(content.name_native.strip())
    if not (latin or native):
        raise RuleError(
            _("Certificate {number} has no name. Nothing was printed.").format(
                number=content.number
            )
        )
    if len(content.signatories) > MOST_SIGNATORIES:
        raise RuleError(
            _("Certificate {number} has more than {most} signatories. Nothing was printed.").format(
                number=content.number, most=MOST_SIGNATORIES
            )
        )
    _draw_art(paper, ink_saving=content.ink_saving)
    _draw_head(paper, content, latin, native)
    if latin and native:
        _draw_pair(paper, content)
    else:
        _draw_alone(paper, content, native)
    _draw_signatures(paper, content, latin, native)
    _draw_stamp_place(paper, latin, native)
    _draw_code(paper, content, latin, native)


def _draw_art(paper: Paper, *, ink_saving: bool) -> None:
    from workbook.printing.text import Style

    name = "frame-light" if ink_saving else "frame"
    if not paper.has_form(name):
        paper.begin_form(name)
        draw_frame(paper, _ROSETTE, ink_saving=ink_saving)
        style = Style("sans", 1.9, GREY)
        line = Box(FRAME, 0, paper.width - 2 * FRAME, 1.4)
        for y in (FRAME - 0.9, paper.height - FRAME - 0.5):
            text = (_MICROTEXT * 9).rstrip(" ·")
            paper.write(text, Box(line.x, y, line.w, line.h), style, align="center", floor=1.5)
        paper.end_form()
    paper.paint_form(name)


def _draw_head(paper: Paper, content: CertificateContent, latin: bool, native: bool) -> None:
    from workbook.printing.text import Style

    about = content.number
    capitals = {"smcp": 1, "c2sc": 1}
    paper.write(
        content.office_name,
        Box(_MIDDLE - 48, 29.2, 96, 6),
        Style("serif-semibold", 12.5, NAVY, tracking=1.3, features=capitals),
        align="center",
        floor=8,
        about=about,
    )
    label, value = Style("sans", 6.5, GREY), Style("sans-semibold", 8.5, NAVY)
    small = Style("sans", 7.5, INK)
    left, right = Box(_LEFT, 29, 62, 4), Box(_RIGHT - 62, 29, 62, 4)
    below_left, below_right = Box(_LEFT, 33, 62, 4.4), Box(_RIGHT - 62, 33, 62, 4.4)
    numbered = "Certificate number" if latin else ""
    issued = "Issued" if latin else ""
    if native:
        numbered = f"{numbered}  ·  سند نمبر" if latin else "سند نمبر"
        issued = f"{issued}  ·  تاریخِ اجرا" if latin else "تاریخِ اجرا"
    day = long_date(content.issued_on, "en" if latin else "ur")
    when = (", " if latin else "، ").join(part for part in (day, content.place.strip()) if part)
    paper.write(numbered, left, label, direction="ltr")
    paper.write(content.number, below_left, value, direction="ltr", about=about)
    paper.write(issued, right, label, align="end", direction="ltr")
    direction: Literal["ltr", "rtl"] = "ltr" if latin else "rtl"
    paper.write(when, below_right, small, align="end", direction=direction, about=about)


def _draw_pair(paper: Paper, content: CertificateContent) -> None:
    from workbook.printing.text import Style

    about = content.number
    title, title_native = _TITLES[content.kind]
    paper.write(
        title.upper(),
        Box(_LEFT, 39.5, _WIDTH, 11),
        Style("display-bold", 31, NAVY, tracking=3.6),
        align="center",
    )
    paper.write(
        title_native,
        Box(_LEFT, 51, _WIDTH, 17.4),
        Style("nastaliq", 17, GOLD),
        align="center",
    )
    italic = Style("serif-italic", 13, GREY)
    urdu = Style("nastaliq", 10.5, GREY)
    gap = 3.4
    paper.write(_CERTIFIES[0], Box(_LEFT, 68.4, _MIDDLE - _LEFT - gap, 7), italic, align="end")
    paper.write(_CERTIFIES[1], Box(_MIDDLE + gap, 68.4, _RIGHT - _MIDDLE - gap, 7), urdu)
    draw_diamond(paper, (_MIDDLE, 72.1), GOLD)
    _draw_name(paper, content, Box(_LEFT, 77, _WIDTH, 15), native=False)
    _draw_name(paper, content, Box(_LEFT, 92.5, _WIDTH, 17), native=True)
    _draw_rule(paper, 112.0)
    gutter = 15.0
    column = (_WIDTH - gutter) / 2
    left = Box(_LEFT, 115.5, column, 5.6)
    right = Box(_LEFT + column + gutter, 114.2, column, 6.6)
    paper.write(
        content.subtitle_en,
        left,
        Style("serif-italic", 11.5, GREY),
        floor=8,
        about=about,
        direction="ltr",
    )
    paper.write(
        content.subtitle_native,
        right,
        Style("nastaliq", 9.5, GREY),
        align="end",
        floor=6.5,
        about=about,
        direction="rtl",
    )
    paper.write(
        content.body_en,
        Box(left.x, 122, column, 23),
        Style("serif", 13, INK),
        height="top",
        floor=9,
        max_lines=6,
        leading=1.3,
        wrap_first=True,
        about=about,
        direction="ltr",
    )
    paper.write(
        content.body_native,
        Box(right.x, 120.8, column, 26.5),
        Style("nastaliq", 11.5, INK),
        align="end",
        height="top",
        floor=7.5,
        max_lines=5,
        leading=2.2,
        wrap_first=True,
        about=about,
        direction="rtl",
    )


def _draw_alone(paper: Paper, content: CertificateContent, native: bool) -> None:
    from workbook.printing.text import Style

    about = content.number
    title, title_native = _TITLES[content.kind]
    column = Box(_MIDDLE - 88, 0, 176, 0)
    if native:
        paper.write(
            title_native,
            Box(_LEFT, 40, _WIDTH, 24),
            Style("nastaliq-bold", 27, NAVY),
            align="center",
        )
        paper.write(
            _CERTIFIES[1],
            Box(_LEFT, 65.5, _WIDTH, 9),
            Style("nastaliq", 12.5, GREY),
            align="center",
        )
        _draw_name(paper, content, Box(_LEFT, 76, _WIDTH, 27), native=True, size=38)
    else:
        paper.write(
            title.upper(),
            Box(_LEFT, 45, _WIDTH, 13),
            Style("display-bold", 34, NAVY, tracking=4),
            align="center",
        )
        paper.write(
            _CERTIFIES[0],
            Box(_LEFT, 66.5, _WIDTH, 7),
            Style("serif-italic", 15, GREY),
            align="center",
        )
        _draw_name(paper, content, Box(_LEFT, 77.5, _WIDTH, 22), native=False, size=52)
    _draw_rule(paper, 107.0)
    subtitle = content.subtitle_native if native else content.subtitle_en
    body = content.body_native if native else content.body_en
    paper.write(
        subtitle,
        Box(column.x, 110.5, column.w, 8.5),
        Style("nastaliq", 11.5, GREY) if native else Style("serif-italic", 13.5, GREY),
        align="center",
        floor=8,
        about=about,
        direction="rtl" if native else "ltr",
    )
    paper.write(
        body,
        Box(column.x, 120.6, column.w, 26.6),
        Style("nastaliq", 13, INK) if native else Style("serif", 15, INK),
        align="center",
        height="top",
        floor=8.5,
        max_lines=5,
        leading=2.15 if native else 1.32,
        wrap_first=True,
        about=about,
        direction="rtl" if native else "ltr",
    )


def _draw_name(
    paper: Paper, content: CertificateContent, box: Box, *, native: bool, size: float | None = None
) -> None:
    from workbook.printing.text import Style

    if native:
        paper.write(
            content.name_native,
            box,
            Style("nastaliq", size or 27, INK),
            align="center",
            floor=14,
            max_lines=2,
            leading=1.9,
            about=content.number,
            is_name=True,
        )
        return
    paper.write(
        content.name_latin,
        box,
        Style("display", size or 41, INK),
        align="center",
        floor=20,
        max_lines=2,
        leading=0.98,
        about=content.number,
        is_name=True,
    )


def _draw_rule(paper: Paper, y: float) -> None:
    half = 53.0
    paper.rule(_MIDDLE - half, y, _MIDDLE - 3, y, 0.9, GOLD)
    paper.rule(_MIDDLE + 3, y, _MIDDLE + half, y, 0.9, GOLD)
    draw_diamond(paper, (_MIDDLE, y), GOLD)


def _draw_signatures(paper: Paper, content: CertificateContent, latin: bool, native: bool) -> None:
    from workbook.printing.text import Style

    count = len(content.signatories)
    if not count:
        return
    left, right = 66.0, 226.0
    gap = 10.0 if count <= 3 else 5.0
    width = min(50.0, (right - left - gap * (count - 1)) / count)
    # Few lines stand under the middle of the page, many between the code and the stamp.
    whole = width * count + gap * (count - 1)
    start = min(_MIDDLE - whole / 2, right - whole)
    name_size = 10.5 if count <= 3 else 9.0
    title_size = 8.5 if count <= 3 else 7.5
    for place, signatory in enumerate(content.signatories):
        x = start + place * (width + gap)
        y = _SIGNATURE_LINE
        paper.rule(x, y, x + width, y, 0.6, INK)
        y += 0.9
        if latin or not signatory.name_native:
            paper.write(
                signatory.name,
                Box(x, y, width, 4.6),
                Style("serif-semibold", name_size, INK),
                align="center",
                floor=6.5,
                about=content.number,
            )
        else:
            paper.write(
                signatory.name_native,
                Box(x, y, width, 5.3),
                Style("nastaliq", 9.5, INK),
                align="center",
                floor=5.5,
                about=content.number,
            )
        y += 4.5 if latin else 5.6
        style = Style("serif", title_size, GREY)
        below = signatory.name_native.strip() if latin and native else ""
        end = _SIGNATURE_END - (5.2 if below else 0.0)
        texts = [text for text in (signatory.title, signatory.office) if text.strip()]
        for index, text in enumerate(texts):
            room = min(7.0, (end - y) / (len(texts) - index))
            ink = paper.write(
                text,
                Box(x, y, width, room),
                style,
                align="center",
                height="top",
                floor=6.0,
                max_lines=2,
                leading=1.1,
                about=content.number,
            )
            y = max(y + 3.5, ink.bottom + 0.4) if ink is not None else y
        if below:
            paper.write(
                below,
                Box(x, y + 0.2, width, min(5.4, _SIGNATURE_END - y)),
                Style("nastaliq", 8, INK),
                align="center",
                floor=5.0,
                about=content.number,
            )


def _draw_stamp_place(paper: Paper, latin: bool, native: bool) -> None:
    from workbook.printing.text import Style

    x, y = _STAMP
    draw_circle(paper, _STAMP, _STAMP_RADIUS, 0.35, "#c9ced4")
    words = [word for word, shown in (("Office stamp", latin), ("دفتر کی مہر", native)) if shown]
    for index, word in enumerate(words):
        paper.write(
            word,
            Box(x - 11, y + _STAMP_RADIUS - 9.4 + 3.4 * index, 22, 3.6),
            Style("sans", 6, PALE),
            align="center",
            floor=5,
        )


def _draw_code(paper: Paper, content: CertificateContent, latin: bool, native: bool) -> None:
    from workbook.printing.text import Style

    if not content.qr_text:
        return
    side = qr_side(content.qr_text, _QR_SIDE)
    if side > _QR_MOST:
        raise RuleError(
            _("The code of certificate {number} is too long to be read from paper.").format(
                number=content.number
            )
        )
    foot = 170.5
    draw_qr(paper, content.qr_text, Box(_LEFT, foot - side, side, side))
    y = foot + 0.6
    if latin:
        paper.write(
            _CHECK[0],
            Box(_LEFT, y, 34, 5.4),
            Style("sans", 6, GREY),
            height="top",
            floor=5,
            max_lines=2,
        )
        y += 5.3
    if native:
        paper.write(
            _CHECK[1],
            Box(_LEFT, y, 32, 6.4),
            Style("naskh", 6, GREY),
            height="top",
            floor=5,
            max_lines=2,
            direction="rtl",
        )
