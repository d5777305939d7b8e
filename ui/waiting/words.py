"""The words of what waits: its kind, who said something, and how an answer reads."""

from __future__ import annotations

from datetime import datetime

from ui.common.dates import short_day
from ui.common.tables import isolated
from ui.waiting.candidates import Choice
from workbook.domain.decision import Question
from workbook.i18n import _, ngettext
from workbook.services.items import Candidate, Item

VOICES = 2
"""How many of those who said the same are named."""
_VALUES = frozenset({Question.DIFFERENT_VALUES.value, Question.MARKS_DIFFER.value})


def kind_word(kind: str) -> str:
    """What kind of thing waits; the kind itself for one of a newer version."""
    words = {
        "different_values": _("Different values"),
        "deleted_edited": _("Deleted or kept"),
        "same_person": _("The same person?"),
        "number_twice": _("A number that two have"),
        "certificate_twice": _("Two certificates of one person"),
        "code_twice": _("Two offices with one code"),
        "marks_differ": _("Different marks"),
        "certificate_reads_otherwise": _("Certificate with another name"),
        "row": _("Row of a list"),
        "file": _("File of a newer version"),
        "cleared": _("Emptied cell"),
        "swapped": _("Day and month"),
        "calendar": _("Another calendar"),
        "unreadable": _("Cannot be read"),
        "shown": _("Grey cell typed over"),
        "no_origin": _("File needed first"),
        "no_id": _("Row without Ref"),
        "new_person": _("Somebody new"),
        "shuffled": _("Rows out of place"),
        "by_content": _("Row without Ref"),
        "copied_sheet": _("Copied sheet"),
        "sheet": _("Sheet"),
        "version": _("Newer or another copy"),
        "compared": _("Sheet says otherwise"),
        "missing": _("Row no longer in the sheet"),
        "added_column": _("Added column"),
    }
    return words.get(kind, kind)


def subject_of(item: Item) -> str:
    """What it is about; what kind of thing it is where it is about nobody."""
    return item.subject or kind_word(item.kind)


def is_value(item: Item) -> bool:
    """Whether it is between values, which who wrote them tells better than a sentence."""
    return item.kind in _VALUES


def matter_of(item: Item) -> str:
    """The field in question, else the kind of question."""
    return item.field or kind_word(item.kind)


def choices_of(item: Item) -> list[Choice]:
    """Its answers as they are shown."""
    value = is_value(item)
    verb = _("Take this") if value else _("Choose this")
    return [
        Choice(
            candidate.number,
            candidate.text,
            verb,
            _about(candidate),
            _("That computer's clock was wrong.")
            if any(voice.clock_wrong for voice in candidate.voices)
            else "",
            candidate.stands and value,
        )
        for candidate in item.candidates
    ]


def _about(candidate: Candidate) -> tuple[str, ...]:
    said = []
    for voice in candidate.voices[:VOICES]:
        who = (voice.office or voice.office_code, voice.user)
        said += [" · ".join(isolated(part) for part in who if part), when_word(voice.when)]
    more = len(candidate.voices) - VOICES
    if more > 0:
        said.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    return tuple(line for line in said if line)


def when_word(when: str) -> str:
    """Day and time; "" for none, the day as it was written where a clock was out of its mind."""
    if not when:
        return ""
    try:
        local = datetime.fromisoformat(when).astimezone()
    except (ValueError, OverflowError):
        return when[:10]
    return f"{short_day(local.date())}, {local:%H:%M}"
