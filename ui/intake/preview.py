"""What a planned list looks like before it is brought in: one line a record, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ui.common.dates import short_day
from ui.common.tables import Column
from ui.common.tokens import Tone
from ui.common.words import attempt_word, sex_word, state_word
from workbook.domain.people import PERSON
from workbook.i18n import _
from workbook.intake.plan import FieldPlan, Outcome, Plan, RecordPlan, Value

ARROW = "→"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One record. `decided`: a person said who it is; `chosen` is then whom (None: new)."""

    plan: RecordPlan
    decided: bool
    chosen: UUID | None

    @property
    def number(self) -> int:
        return self.plan.record.row_number

    @property
    def what(self) -> str:
        """What is new or changed, or why it is doubtful or refused, in one line."""
        if self.plan.outcome in (Outcome.NEEDS_YOU, Outcome.REFUSED):
            return " ".join(self.plan.reasons)
        if self.plan.outcome is Outcome.SAME:
            return ""
        fresh = self.plan.outcome is Outcome.NEW
        said = [value_text(c) if fresh else change_text(c) for c in self.plan.changes]
        if fresh:
            said = [
                text
                for text, change in zip(said, self.plan.changes, strict=True)
                if change.field not in ("name_latin", "agency", "sex")
            ]
        return " · ".join(said)


def preview_rows(plan: Plan, asked: Mapping[int, UUID | None]) -> list[PreviewRow]:
    """The records of `plan`; `asked` is what was decided while looking at it."""
    return [
        PreviewRow(r, r.record.row_number in asked, asked.get(r.record.row_number))
        for r in plan.records
    ]


def outcome_word(outcome: Outcome) -> str:
    """An outcome as the tiles and the pills say it."""
    words = {
        Outcome.NEW: _("New"),
        Outcome.SAME: _("Same"),
        Outcome.CHANGED: _("Changed"),
        Outcome.NEEDS_YOU: _("Needs you"),
        Outcome.REFUSED: _("Refused"),
    }
    return words[outcome]


def outcome_tone(outcome: Outcome) -> Tone:
    """The colour of an outcome."""
    tones = {
        Outcome.NEW: Tone.GOOD,
        Outcome.SAME: Tone.NEUTRAL,
        Outcome.CHANGED: Tone.INFO,
        Outcome.NEEDS_YOU: Tone.WARN,
        Outcome.REFUSED: Tone.BAD,
    }
    return tones[outcome]


def caption(field: str) -> str:
    """The name of a field of a list."""
    more = {
        "enrolment": _("In the cohort"),
        "module_code": _("Module"),
        "module_title": _("Title of the module"),
        "status": _("Result"),
        "score": _("Score"),
        "done_on": _("Completed on"),
    }
    if field in more:
        return more[field]
    return next((_(known.caption) for known in PERSON.fields if known.name == field), field)


def shown(field: str, value: Value) -> str:
    """A value of a list as the screen writes it."""
    if value is None or value == "":
        return "–"
    text = str(value)
    if field == "enrolment":
        return state_word(text)
    if field == "sex":
        return sex_word(text)
    if field == "status":
        return attempt_word(text)
    if field == "score":
        return f"{text} %"
    if field == "provisional":
        return _("yes") if value else _("no")
    if field in ("born_on", "done_on"):
        return short_day(date.fromisoformat(text))
    return text


def value_text(change: FieldPlan) -> str:
    """What a new record says of one field."""
    return shown(change.field, change.new)


def change_text(change: FieldPlan) -> str:
    """One field before and after: "Phone: 0300 → 0301"."""
    old, new = shown(change.field, change.old), shown(change.field, change.new)
    return f"{caption(change.field)}: {old} {ARROW} {new}"


def columns() -> list[Column[PreviewRow]]:
    """The columns of the preview."""
    return [
        Column("row", _("Row"), lambda r: str(r.number), lambda r: r.number, number=True),
        Column("name", _("Name"), lambda r: r.plan.name),
        Column(
            "outcome",
            _("What happens"),
            lambda r: outcome_word(r.plan.outcome),
            tone=lambda r: outcome_tone(r.plan.outcome),
        ),
        Column("what", _("What the list says"), lambda r: r.what, stretch=True, width=260),
    ]
