"""What a planned list looks like before it is brought in: one line a record, and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from ui.common.dates import short_day
from ui.common.tables import Column, isolated
from ui.common.tokens import Tone
from ui.common.words import attempt_word, list_field_word, sex_word, state_word
from workbook.exchange.edit_plan import FormPlan
from workbook.exchange.plans import ExchangePlan
from workbook.i18n import _
from workbook.intake.attendance_grid import label_of
from workbook.intake.field_plan import FieldPlan, Value
from workbook.intake.plan import CandidatePlan, Outcome, Plan, RecordPlan
from workbook.intake.test_marks import ABSENT, of_field
from workbook.sheets.addresses import column_letters

Fact = tuple[str, str]
"""A label, and a text."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the list. `say` and `tell` give `what` is said of it in one line and its `facts`:
    they are asked when it is looked at, since a list can have thousands.

    `number` is its row in the sheet, 0 for what came with another office's history, and `label`
    what the sheet calls it; `key` tells it from the other rows: its second part is what a list is
    decided by. `decided`: a person said who it is, here or, `settled`, with an earlier list;
    `chosen` is then whom (None: somebody new). `unread`: a cell of it could not be read.
    """

    key: tuple[str, int]
    sheet: str
    number: int
    name: str
    outcome: Outcome
    say: Callable[[], str]
    tell: Callable[[], Iterable[Fact]]
    reasons: tuple[str, ...]
    candidates: tuple[CandidatePlan, ...] = ()
    decided: bool = False
    chosen: UUID | None = None
    settled: bool = False
    can_decide: bool = False
    kind: str = ""
    label: str = ""
    unread: bool = False

    @property
    def what(self) -> str:
        return self.say()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(self.tell())


def preview_rows(
    plan: Plan,
    asked: Mapping[int, UUID | None],
    candidates: Mapping[int, tuple[CandidatePlan, ...]],
) -> list[PreviewRow]:
    """The records of `plan`; `asked` is what was decided while looking at it.

    `candidates` are whom the decided rows may be: a decided record no longer says so.
    """
    rows = []
    for record in plan.records:
        number = record.record.row_number
        row = record.record.row
        decided = number in asked
        doubted = record.outcome is Outcome.NEEDS_YOU
        settled = bool(record.candidates and record.reasons) and not (decided or doubted)
        rows.append(
            PreviewRow(
                (plan.foreign.sheet, number),
                record.record.sheet or plan.foreign.sheet,
                row,
                record.name,
                record.outcome,
                partial(_what, record),
                partial(_facts, plan, record),
                record.reasons,
                candidates.get(number, record.candidates),
                decided or settled,
                None if record.makes_person else record.person,
                settled,
                can_decide=decided or doubted or settled,
                label=column_letters(row - 1) if plan.foreign.across else str(row),
                unread=bool(record.record.problems),
            )
        )
    return rows


def form_rows(plan: FormPlan, names: Mapping[str, str]) -> list[PreviewRow]:
    """The rows of a file that we gave out and that came back, with what was changed in it.

    `names` are people's names by the Refs of the rows.
    """
    rows = []
    for place, row in enumerate(plan.rows):
        changes = [(c, _from_to(_form_text(c.old), _form_text(c.new))) for c in row.changes]
        reasons = list(row.reasons)
        if any(change.conflict for change in row.changes):
            reasons.append(_("Changed by someone else too: both are kept until you decide."))
        said = [f"{change.caption}: {text}" for change, text in changes]
        rows.append(
            PreviewRow(
                (row.sheet, row.row or -place),  # a row that is gone has no number
                row.sheet,
                row.row,
                names.get(row.ref) or row.ref or "–",
                row.outcome,
                partial(str, " · ".join(said) or " ".join(reasons)),
                partial(tuple, [(f"{c.caption}  ·  {c.cell}", text) for c, text in changes]),
                tuple(reasons),
                label=str(row.row) if row.row else "",
            )
        )
    return rows


def office_rows(plan: ExchangePlan) -> list[PreviewRow]:
    """The records of another office's file that do not stay as they are here."""
    rows = []
    for place, record in enumerate(plan.records):
        changes = [
            (change, _from_to(change.old or "–", change.new or "–")) for change in record.changes
        ]
        typed = next((change for change in record.changes if change.sheet), None)
        said = [f"{change.field}: {text}" for change, text in changes]
        facts = [
            (f"{change.field}  ·  {change.cell}" if change.cell else change.field, text)
            for change, text in changes
        ]
        rows.append(
            PreviewRow(
                ("", place),
                typed.sheet if typed else "",
                typed.row if typed else 0,
                record.what or record.ref or record.kind,
                record.outcome,
                partial(str, " · ".join(said) or " ".join(record.reasons) or record.kind),
                partial(tuple, facts),
                record.reasons,
                label=str(typed.row) if typed else "",
                kind=" ".join(part for part in (record.kind, record.ref) if part),
            )
        )
    return rows


def _form_text(value: str | int | date | None) -> str:
    if value is None or value == "":
        return "–"
    return short_day(value) if isinstance(value, date) else str(value)


def _what(record: RecordPlan) -> str:
    """What is new or changed, or why it is doubtful or refused, in one line."""
    if record.outcome is Outcome.CHANGED:
        return " · ".join([*map(change_text, record.changes), *record.reasons])
    if record.outcome is not Outcome.NEW:
        return " ".join(record.reasons)
    told = ("name_latin", "agency", "sex")
    values = (value_text(c) for c in record.changes if c.field not in told)
    return " · ".join(isolated(value) for value in values)


def _facts(plan: Plan, record: RecordPlan) -> Iterator[Fact]:
    changed = record.outcome is Outcome.CHANGED
    for change in record.changes:
        new = shown(change.field, change.new)
        yield (
            f"{list_field_word(change.field)}  ·  {change.cell}",
            _from_to(shown(change.field, change.old), new) if changed else new,
        )
    said = {change.field for change in record.changes}
    for field, value in record.record.fields.items():
        if field not in said and not changed:
            place = plan.foreign.cell(record.record, field)
            yield f"{list_field_word(field)}  ·  {place}", shown(field, value)


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
    if text == ABSENT and of_field(field) is not None:
        return _("absent")
    if field in ("born_on", "done_on"):
        return short_day(date.fromisoformat(text))
    return text


def value_text(change: FieldPlan) -> str:
    """What a new record says of one field; marks with their test."""
    said = shown(change.field, change.new)
    if of_field(change.field) is None and label_of(change.field) is None:
        return said
    return f"{isolated(list_field_word(change.field))} {isolated(said)}"


def change_text(change: FieldPlan) -> str:
    """One field before and after: "Phone: 0300 → 0301"."""
    old, new = shown(change.field, change.old), shown(change.field, change.new)
    return f"{list_field_word(change.field)}: {_from_to(old, new)}"


def _from_to(old: str, new: str) -> str:
    """Before and after, in that order whatever script begins."""
    return f"\u2066{isolated(old)} → {isolated(new)}\u2069"


def columns() -> list[Column[PreviewRow]]:
    """The columns of the preview."""
    return [
        Column(
            "row",
            _("Row"),
            lambda r: r.label,
            lambda r: r.number or None,
            number=True,
        ),
        Column("name", _("Name"), lambda r: r.name, stretch=True),
        Column(
            "outcome",
            _("What happens"),
            lambda r: outcome_word(r.outcome),
            tone=lambda r: outcome_tone(r.outcome),
        ),
        Column("what", _("What it says"), lambda r: r.what, stretch=True, width=150),
    ]
