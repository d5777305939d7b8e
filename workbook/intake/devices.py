"""Names as people join a meeting with them: with agency, role and device, or only a device."""

from __future__ import annotations

import re

from workbook.i18n import _
from workbook.intake import values
from workbook.text import clean, skeleton

_ASIDE = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]")
_PARTS = re.compile(r"\s+[-–—|/•:]+\s+|\s*[|/•]\s*")
_NUMBERED = re.compile(r"^\W*\d{1,3}\s*[.)\-:]*\s*(?=\D)")

# What programs write behind a name.
_TAGS = frozenset(
    {
        "guest",
        "external",
        "unverified",
        "host",
        "co-host",
        "me",
        "you",
        "organizer",
        "organiser",
        "presenter",
        "attendee",
        "participant",
        "moderator",
        "invite",
        "externe",
        "non verifie",
        "gast",
        "extern",
        "ضيف",
        "مهمان",
        "خارجي",
        "غير مؤكد",
    }
)
_DEVICE = re.compile(
    r"\b(?:i-?phone|i-?pad|i-?mac|mac ?book|galaxy|samsung|redmi|xiaomi|poco|oppo|vivo|realme"
    r"|infinix|tecno|itel|q ?mobile|huawei|honor|nokia|one ?plus|pixel|motorola|moto|android|htc"
    r"|lenovo|think ?pad|dell|hp|acer|asus|toshiba|windows|laptop|desktop|computer|pc|tablet|tab"
    r"|phone|mobile|device|chrome ?book|sm-[a-z]?\d+\w*|desktop-\w+|laptop-\w+)\b"
    r"|ا[یي] ?فون|ا[یي] ?پ[یي]ڈ|گ[یي]لکس[یي]|سام ?سنگ|لیپ ?ٹاپ|کمپیوٹر|موبائل|حاسوب|جوال"
)
_MODEL = re.compile(r"\b(?:[a-z]{0,3}\d+\w*|pro|max|plus|ultra|mini|air|note|lite|\d+)\b")
_ROOM = re.compile(
    r"\b(?:(?:conference|meeting|training|board|class|control|operations|video|committee|lecture)"
    r" ?(?:room|hall)|(?:room|hall|lab) ?\d+|zoom ?rooms?|head ?quarters?|hq|office|academy"
    r"|police station|training (?:school|centre|center|college)|auditorium"
    r"|salle de (?:reunion|conference|formation))\b"
    r"|کانفرنس (?:روم|هال)|تربیت[یي] (?:هال|مرکز)|اجلاس کا کمره|قاعه|سالن"
)
_NOBODY = re.compile(
    r"(?:(?:zoom|teams|meet|web|call-?in|phone|unknown|anonymous|guest|new|test) )?"
    r"(?:user|guest|participant|attendee|caller|anonymous|unknown|admin|administrator|host|co-host"
    r"|it support|support|technical team|invite|utilisateur|مهمان|ضیف|صارف|کاربر|নামহীন)"
    r"(?:[ _#-]*\d+)?"
    r"|.*\b(?:note ?taker|notetaker|otter\.? ?ai|otter pilot|fireflies|read\.? ?ai|fathom|recorder"
    r"|recording|bot)\b.*"
    r"|\+?[\d\s*()\-]{5,}"
)
_OWN = re.compile(r"['’`]s?\b")


def spellings_of(written: str) -> tuple[str, ...]:
    """A name of a report, then other ways to read it; the best for a person first, never empty.

    "Sana Ahmed (FIA)" gives Sana Ahmed alone; "iPhone (Sana Ahmed)" gives that and then iPhone.
    """
    text = " ".join(clean(written).replace("_", " ").split())
    asides = [aside.strip() for aside in _ASIDE.findall(text)]
    base = _NUMBERED.sub("", _ASIDE.sub(" ", text)).strip()
    parts = [part for part in _PARTS.split(base) if part]
    named = [part for part in parts if not _is_tag(part)]
    found = [" ".join(named or parts)]
    if len(named) > 1:
        found += named
    found += [aside for aside in asides if not _is_tag(aside)]
    spelt = [values.name(one.strip(" .,;-")) for one in found]
    kept = list(dict.fromkeys(one for one in spelt if one)) or [text]
    return tuple(sorted(kept, key=lambda one: bool(_reason(one))))


def _is_tag(part: str) -> bool:
    """Whether a part of a name is an agency's letters, a role, pronouns or a number."""
    folded = skeleton(part)
    one_word = " " not in part
    letters = part.replace(".", "").replace("-", "")
    return (
        folded in _TAGS
        or not any(letter.isalpha() for letter in part)
        or "/" in part
        or (one_word and letters.isupper() and letters.isascii() and len(letters) <= 6)
    )


def device_reason(spellings: tuple[str, ...] | list[str]) -> str:
    """Why none of these is a person's name, as a sentence; "" where one can be."""
    reasons = [_reason(one) for one in spellings]
    return "" if "" in reasons else reasons[0]


def _reason(spelling: str) -> str:
    folded = skeleton(spelling)
    if _NOBODY.fullmatch(folded):
        return _("This is what the program calls somebody without a name.")
    if _ROOM.search(folded):
        return _("This is a room or an office, where several can sit.")
    if not _DEVICE.search(folded):
        return "" if re.search(r"[^\W\d_]{2}", folded) else _("This is no name.")
    rest = _MODEL.sub(" ", _DEVICE.sub(" ", _OWN.sub(" ", folded)))
    words = [word for word in re.findall(r"[^\W\d_]{2,}", rest) if word not in ("of", "my", "the")]
    # "Sana Ahmed's iPhone" is hers; "Trainer's iPad" can be anybody's.
    return "" if len(words) >= 2 else _("This is a device, and no person's name.")
