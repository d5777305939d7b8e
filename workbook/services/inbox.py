"""What waits for a person: questions, equal in every office, and what only this laptop holds."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, select

from workbook.domain.decision import Question
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.take_in import PARKED
from workbook.exchange.waiting import WaitingDoubt, settle_form_row, waiting_doubts
from workbook.i18n import _, ngettext
from workbook.intake.detect import ListKind
from workbook.services import waiting_lists
from workbook.services.items import Asked, Candidate, Item, choice
from workbook.services.people import names_by_ref
from workbook.services.questions import asked
from workbook.services.waiting_lists import WaitingRow
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.text import clean, skeleton

_NOTHING = Changes(None, frozenset(), 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """One value that a decision on many would choose: what it is of, what stands now."""

    id: str
    subject: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TakeAll:
    """What taking all of one office's values would change; `values` that stand already are left
    standing, and their questions go too.
    """

    office: str
    values: tuple[Taken, ...]

    def summary(self) -> str:
        """Such as "Take all from Lahore: 12 values"."""
        count = len(self.values)
        said = ngettext(
            "Take all from {office}: {n} value", "Take all from {office}: {n} values", count
        )
        return said.format(office=self.office, n=count)


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many questions wait, and how many rows and files that only this laptop holds."""

    questions: int
    kept: int

    @property
    def total(self) -> int:
        return self.questions + self.kept


def items(book: Workbook) -> tuple[Item, ...]:
    """Everything that waits: the questions by kind and name, then this laptop's own in the order
    they came.
    """
    return (*questions(book), *waiting(book))


def questions(book: Workbook) -> tuple[Item, ...]:
    """What every office is asked alike."""
    with book.reading() as db:
        return tuple(one.item for one in asked(db, now=book.sources.now()))


def count(book: Workbook) -> OpenCount:
    """How much waits. It takes its time in a large workbook: off the UI thread."""
    with book.reading() as db:
        return OpenCount(len(asked(db, now=book.sources.now())), waiting_count(db))


def resolve(
    book: Workbook,
    item_id: str,
    *,
    take: int | None = None,
    value: str | None = None,
    together: bool = False,
) -> Changes:
    """Decide an item as one step: take a candidate by its number, or write another value.
    `together` gives the same answer to the others of its kind and file (`Candidate.also`).

    Raises NotFoundError when it is open no more, RuleError for an answer it does not have, or that
    is given one by one.
    """
    if (take is None) == (value is None):
        raise RuleError(_("Take an answer by its number, or write a value. Nothing was changed."))
    sought = clean(item_id).upper()
    if sought[:1] == "W" and sought[1:].isdigit():
        return _settle_waiting(book, int(sought[1:]), take, value, together=together)
    _alone(together=together)
    now = book.sources.now()
    with book.reading() as db:
        known = _find(asked(db, now=now), sought)
    with book.changing(_label(known), kind=known.step_kind(take)) as change:
        one = _find(asked(change.db, now=now), sought)
        one.settle(change, book, take, value)
    return change.summary


def _alone(*, together: bool) -> None:
    if together:
        raise RuleError(_("This is answered one by one. Nothing was changed."))


def _find(open_: list[Asked], sought: str) -> Asked:
    found = next((one for one in open_ if one.item.id == sought), None)
    if found is None:
        raise NotFoundError(
            _("There is no open question “{id}”; it may be decided. Nothing was changed.").format(
                id=sought[:20]
            )
        )
    return found


def _label(one: Asked) -> str:
    return {
        Question.DIFFERENT_VALUES: _("Choose between values"),
        Question.DELETED_EDITED: _("Keep or delete a record"),
        Question.SAME_PERSON: _("Decide whether two records are one person"),
        Question.NUMBER_TWICE: _("Decide on a number that two have"),
        Question.CERTIFICATE_TWICE: _("Decide which of two certificates stands"),
        Question.CODE_TWICE: _("Decide which office keeps a code"),
        Question.MARKS_DIFFER: _("Choose between marks"),
        Question.CERTIFICATE_READS_OTHERWISE: _("Decide on a certificate with another name"),
    }[Question(one.item.kind)]


# -- many at once


def take_all_from(book: Workbook, *, office: str) -> TakeAll:
    """What `resolve_all_from` would do. `office` is its code or name, in any spelling."""
    with book.reading() as db:
        found = _from(asked(db, now=book.sources.now()), office)
    return TakeAll(
        next((voice.office for _one, c in found for voice in c.voices), clean(office)),
        tuple(
            Taken(
                one.item.id,
                one.item.subject,
                one.item.field,
                next((c.text for c in one.item.candidates if c.stands), ""),
                candidate.text,
            )
            for one, candidate in found
        ),
    )


def resolve_all_from(book: Workbook, *, office: str) -> Changes:
    """Choose an office's value wherever it wrote just one of several, as one step."""
    with book.changing(_("Take all values of one office")) as change:
        for one, candidate in _from(asked(change.db, now=book.sources.now()), office):
            one.settle(change, book, candidate.number, None)
    return change.summary


def _from(open_: list[Asked], office: str) -> list[tuple[Asked, Candidate]]:
    sought = skeleton(office)
    found = []
    for one in open_:
        if one.item.kind != Question.DIFFERENT_VALUES:
            continue
        own = [
            candidate
            for candidate in one.item.candidates
            if any(
                sought in (skeleton(voice.office_code), skeleton(voice.office))
                for voice in candidate.voices
            )
        ]
        if len(own) == 1 and sought:
            found.append((one, own[0]))
    return found


# -- what only this laptop holds


def waiting(book: Workbook) -> tuple[Item, ...]:
    """Rows and files that are not used yet, in the order they came."""
    rows = [_row(row) for row in waiting_lists.waiting_rows(book) if row.kind is not None]
    with book.reading() as db:
        found = waiting_doubts(db)
        parked = [_parked(row) for row in db.execute(_parked_files())]
    names = names_by_ref(book) if any(doubt.ref for doubt in found) else {}
    doubts = [_doubt(doubt, names.get(doubt.ref, "")) for doubt in found]
    return tuple(sorted((*rows, *doubts, *parked), key=lambda item: int(item.id[1:])))


def parked_file(book: Workbook, item_id: str) -> tuple[str, bytes, str | None]:
    """A file that waits: its name, its bytes as they came, and the password that opens it, None
    where it has none. Raises NotFoundError.
    """
    with book.reading() as db:
        for row in db.execute(_parked_files()):
            if f"W{row.n}" == item_id:
                said = orjson.loads(row.detail)
                return row.name, b64decode(said["content"]), said["password"]
    raise NotFoundError(_("This file does not wait any more. Nothing was changed."))


def waiting_count(db: Connection) -> int:
    """How many items of this laptop wait."""
    parked = db.scalar(select(func.count()).select_from(_parked_files().subquery()))
    return waiting_lists.waiting_count(db) + int(parked or 0)


def _parked_files() -> Select[Any]:
    return select(t.waiting).where(t.waiting.c.kind == PARKED)


def _row(row: WaitingRow) -> Item:
    answers = [candidate.name for candidate in row.candidates]
    if _can_be_new(row):
        answers.append(_("Somebody new"))
    answers.append(_("Leave it out"))
    return _local(
        row.waiting_id,
        "row",
        row.name,
        _("“{file}”, sheet “{sheet}”, row {row}, {name}: {reasons}").format(
            file=row.file_name,
            sheet=row.sheet,
            row=row.row_number,
            name=row.name,
            reasons=" ".join(row.reasons),
        ),
        answers,
    )


def _can_be_new(row: WaitingRow) -> bool:
    return row.kind not in (ListKind.MARKS, ListKind.NATIVE_NAMES, ListKind.TEST_MARKS)


def _doubt(doubt: WaitingDoubt, name: str) -> Item:
    item = _local(
        doubt.waiting_id,
        doubt.kind.value,
        name or doubt.ref or doubt.sheet or doubt.file_name,
        _doubt_sentence(doubt, name),
        doubt.choices,
        writes=doubt.takes_text,
    )
    candidates = (
        replace(one, also=doubt.alike if one.number <= doubt.alike_to else 0)
        for one in item.candidates
    )
    return replace(item, candidates=tuple(candidates))


def _doubt_sentence(doubt: WaitingDoubt, name: str) -> str:
    if not doubt.row:
        return _("“{file}”: {what}").format(file=doubt.file_name, what=doubt.sentence)
    place = _("“{file}”, sheet “{sheet}”, row {row}").format(
        file=doubt.file_name, sheet=doubt.sheet, row=doubt.row
    )
    about = f"{name} ({doubt.ref})" if name else doubt.ref
    return f"{', '.join(part for part in (place, about) if part)}: {doubt.sentence}"


def _parked(row: Any) -> Item:
    sentence = _(
        "“{file}” was made by a newer version of the program and is kept here. Update the "
        "program and take it in again."
    ).format(file=row.name)
    if orjson.loads(row.detail).get("password"):
        sentence += " " + _("Its password is kept with it.")
    return _local(
        row.n,
        row.kind,
        row.name,
        sentence,
        [_("Leave it out")],
    )


def _local(
    number: int,
    kind: str,
    subject: str,
    sentence: str,
    answers: Sequence[str],
    *,
    writes: bool = False,
) -> Item:
    candidates = tuple(Candidate(place, text) for place, text in enumerate(answers, 1))
    return Item(f"W{number}", "local", kind, subject, "", sentence, candidates, writes)


def _settle_waiting(
    book: Workbook, number: int, take: int | None, value: str | None, *, together: bool
) -> Changes:
    row = next((row for row in waiting_lists.waiting_rows(book) if row.waiting_id == number), None)
    if row is None or row.kind is None:
        with book.reading() as db:
            parked = number in db.scalars(select(_parked_files().subquery().c.n)).all()
        if not parked:
            return settle_form_row(book, number, take=take, value=value, together=together)
        _alone(together=together)
        choice(take, value, 1)
        with book.noting() as db:
            db.execute(t.waiting.delete().where(t.waiting.c.n == number))
        return _NOTHING
    _alone(together=together)
    people = [candidate.person_id for candidate in row.candidates]
    last = len(people) + _can_be_new(row) + 1
    chosen = choice(take, value, last)
    if chosen == last:
        waiting_lists.dismiss_waiting(book, number)
        return _NOTHING
    return waiting_lists.settle_waiting(
        book, number, people[chosen - 1] if chosen <= len(people) else None
    )
