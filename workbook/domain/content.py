"""What a certificate says, frozen when it is issued, and the wording in both languages.

A reprint needs nothing but this: the office's later corrections do not reach a paper that is out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import blake2b
from typing import Any

import orjson

from workbook.domain.certificate import CertificateKind
from workbook.domain.cohort import Signatory
from workbook.domain.training import Delivery

DESIGN = 1
"""The version of the page's design that new certificates are issued in."""

_PROOF = ("public_key", "signature", "code")
_URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_URDU_MONTHS = (
    *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون"),
    *("جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
)
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Lines:
    """What a certificate says of its holder in one language.

    `holder` is rank and agency, "" without both; `body` goes on after the name.
    """

    holder: str
    body: str


@dataclass(frozen=True)
class Content:
    """The frozen content of one certificate. Dates are ISO, times in minutes, "" is nothing.

    `english` and `urdu` are None where the person has no name in that script. `course` is the
    title on the paper: the neutral one where the cohort has one. `public_key`, `signature` and
    `code` (the text of the QR) are the proof of all the rest.
    """

    number: str
    kind: str
    issued_on: str
    design: int
    office_code: str
    office_name: str
    name_latin: str
    name_native: str
    rank: str
    rank_native: str
    agency: str
    agency_native: str
    cohort_code: str
    title: str
    title_native: str
    course: str
    course_native: str
    starts_on: str
    ends_on: str
    minutes_attended: int
    minutes_planned: int
    modules: int
    venue: str
    venue_native: str
    delivery: str
    signatories: tuple[Signatory, ...] = ()
    english: Lines | None = None
    urdu: Lines | None = None
    public_key: str = ""
    signature: str = ""
    code: str = ""

    @property
    def name(self) -> str:
        """The name the code signs: Latin, else in her own script."""
        return self.name_latin or self.name_native


def stored_content(content: Content) -> dict[str, Any]:
    """A content as the certificate's row keeps it."""
    said = asdict(content)
    said["signatories"] = [asdict(signatory) for signatory in content.signatories]
    return said


def content_digest(stored: Mapping[str, Any]) -> bytes:
    """8 bytes over everything a stored content says but its proof."""
    said = {name: value for name, value in stored.items() if name not in _PROOF}
    return blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=8).digest()


def content_of(stored: Mapping[str, Any]) -> Content:
    """The content that `stored_content` gave; what a later version added is left out."""
    known = {item.name for item in fields(Content)}
    said = {name: value for name, value in stored.items() if name in known}
    said["signatories"] = tuple(Signatory(**s) for s in said.get("signatories") or ())
    for language in ("english", "urdu"):
        lines = said.get(language)
        said[language] = Lines(**lines) if lines else None
    return Content(**said)


def english_lines(content: Content) -> Lines:
    """The English wording: it names the course by its neutral title, and nobody's sex."""
    days = english_days(content.starts_on, content.ends_on)
    details = [_ENGLISH_DELIVERY.get(content.delivery, ""), content.venue, days]
    planned = hours(content.minutes_planned)
    if content.kind == CertificateKind.COMPLETION:
        modules = ""
        if content.modules:
            noun = "e-learning module" if content.modules == 1 else "e-learning modules"
            modules = f"passed {_count(content.modules)} {noun} and "
        said = ", ".join(part for part in (f"{planned} hours", *details) if part)
        body = f"has {modules}completed the course “{content.course}” ({said})."
    else:
        said = ", ".join(part for part in details if part)
        attended = hours(content.minutes_attended)
        body = f"has attended {attended} of the {planned} hours of the course “{content.course}”"
        body += f" ({said})." if said else "."
    return Lines(", ".join(part for part in (content.rank, content.agency) if part), body)


def urdu_lines(content: Content) -> Lines:
    """The Urdu wording, numbers in Urdu digits."""
    days = urdu_days(content.starts_on, content.ends_on)
    venue = content.venue_native or content.venue
    details = [_URDU_DELIVERY.get(content.delivery, ""), venue, days]
    course = content.course_native or content.course
    planned = urdu_digits(hours(content.minutes_planned))
    if content.kind == CertificateKind.COMPLETION:
        modules = ""
        if content.modules:
            count = urdu_digits(str(content.modules))
            modules = f"{count} آن لائن ماڈیول کامیابی سے مکمل کیے اور "
        said = "، ".join(part for part in (f"{planned} گھنٹے", *details) if part)
        body = f"نے {modules}کورس ’’{course}‘‘ ({said}) مکمل کیا۔"
    else:
        said = "، ".join(part for part in details if part)
        inside = f" ({said})" if said else ""
        attended = urdu_digits(hours(content.minutes_attended))
        body = f"نے کورس ’’{course}‘‘{inside} کے {planned} گھنٹوں میں سے {attended} گھنٹے شرکت کی۔"
    holder = (content.rank_native or content.rank, content.agency_native or content.agency)
    return Lines("، ".join(part for part in holder if part), body)


_ENGLISH_DELIVERY = {
    Delivery.IN_PERSON.value: "in person",
    Delivery.ONLINE.value: "online",
    Delivery.BOTH.value: "delivered online and in person",
}
_URDU_DELIVERY = {
    Delivery.IN_PERSON.value: "بالمشافہ",
    Delivery.ONLINE.value: "آن لائن",
    Delivery.BOTH.value: "آن لائن اور بالمشافہ",
}


def delivery_of(deliveries: Sequence[str]) -> str:
    """How a training was given as a whole: one way, or both; "" when no session says."""
    said = {delivery for delivery in deliveries if delivery}
    if len(said) > 1:
        return Delivery.BOTH.value
    return said.pop() if said else ""


def hours(minutes: int) -> str:
    """Minutes as hours for people: "30", "32.5", "6.33"."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return str(whole)
    return f"{whole}.{rest * 100 // 60:02}".rstrip("0")


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def urdu_digits(text: str) -> str:
    """`text` with the digits 0 to 9 as Urdu writes them."""
    return text.translate(_URDU_DIGITS)


def english_day(iso: str) -> str:
    """ "6 November 2020"; "" for no date."""
    return english_days(iso, iso)


def english_days(first: str, last: str) -> str:
    """ "2–6 November 2020", "30 November – 4 December 2020", or one day; "" without both."""
    return _days(first, last, _MONTHS, "–", " – ")


def urdu_days(first: str, last: str) -> str:
    """ "۲ تا ۶ نومبر ۲۰۲۰ء", and so on as `english_days`."""
    said = _days(first, last, _URDU_MONTHS, " تا ", " تا ")
    return urdu_digits(said) + "ء" if said else ""


def _days(first: str, last: str, months: Sequence[str], within: str, across: str) -> str:
    if not (first or last):
        return ""
    start, end = date.fromisoformat(first or last), date.fromisoformat(last or first)
    final = f"{end.day} {months[end.month - 1]} {end.year}"
    if start == end:
        return final
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{within}{final}"
    begun = f"{start.day} {months[start.month - 1]}"
    if start.year != end.year:
        begun += f" {start.year}"
    return f"{begun}{across}{final}"
