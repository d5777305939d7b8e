"""Sharing or printing: a spreadsheet of values only, for people outside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.errors import RuleError
from workbook.exchange import hand_out as sheets
from workbook.exchange.layout import Layout
from workbook.exchange.outgoing import HANDED_OUT, remember, save
from workbook.exchange.profiles import Choice, FieldName
from workbook.i18n import _, ngettext
from workbook.progress import Progress, Silent
from workbook.services.sending import Leaving
from workbook.storage import tables as t
from workbook.storage.book import Workbook


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What left: how many people, with which fields, under codes or names, sealed or not."""

    path: Path
    people: int
    fields: tuple[str, ...]
    pseudonyms: bool
    sealed: bool

    def summary(self) -> str:
        """One line, and a warning where anyone can read names in the file."""
        people = ngettext("{n} person", "{n} people", self.people).format(n=self.people)
        said = _("{people} with {fields}: {name}.").format(
            people=people, fields=", ".join(self.fields), name=self.path.name
        )
        if self.pseudonyms or self.sealed:
            return said
        return said + "\n" + _("Anyone who gets this file can read it. A password protects it.")


def field_choices(*, pseudonyms: bool = False) -> tuple[Choice, ...]:
    """What can be ticked, people first; with `pseudonyms` nothing that names a person."""
    return tuple(
        choice for choice in sheets.hand_out_choices() if not (pseudonyms and choice.identifies)
    )


def chosen_for(*, pseudonyms: bool = False) -> frozenset[FieldName]:
    """What is ticked to begin with: little."""
    return sheets.MINIMAL_PSEUDONYMOUS if pseudonyms else sheets.MINIMAL


def what_leaves(
    book: Workbook,
    *,
    cohort_id: int | None = None,
    fields: Collection[FieldName] | None = None,
    pseudonyms: bool = False,
) -> Leaving:
    """What `hand_out` would write with the same choice. Raises NotFoundError, RuleError."""
    chosen = _chosen(fields, pseudonyms)
    with book.reading() as db:
        people = len(Layout(db, cohort_id=cohort_id, ticked=(), unseal=book.unseal).people)
    every = field_choices(pseudonyms=pseudonyms)
    records = {c.entity: c.group for c in every if c.name in chosen and c.entity != PERSON.name}
    return Leaving(
        people=people,
        fields=_person_fields(chosen),
        records=tuple(records.values()),
        without=tuple(
            choice.caption
            for choice in sheets.hand_out_choices()
            if choice.entity == PERSON.name and choice.name not in chosen
        ),
        hidden=(),
        identifying=any(choice.identifies for choice in every if choice.name in chosen),
    )


def hand_out(
    book: Workbook,
    path: Path,
    *,
    cohort_id: int | None = None,
    to: str = "",
    fields: Collection[FieldName] | None = None,
    pseudonyms: bool = False,
    password: str | None = None,
    progress: Progress | None = None,
) -> HandedOut:
    """Write a Hand-out of one cohort, or of everything with None; the register keeps what left.

    `fields` are (entity, field) of `field_choices`. With `pseudonyms` codes stand for names: the
    same code for a person each time, and the key to them stays in this workbook. Raises RuleError
    for a field that cannot go, NotFoundError, SaveError; then nothing was written.
    """
    progress = progress or Silent()
    chosen = _chosen(fields, pseudonyms)
    progress.report(0, 2, _("Writing the sheets"))
    made = sheets.compose(
        book,
        cohort_id=cohort_id,
        chosen=chosen,
        codes=codes(book) if pseudonyms else None,
    )
    progress.report(1, 2, _("Saving the file"))
    save(path, made.content, password)
    done = HandedOut(path, made.people, _person_fields(chosen), pseudonyms, bool(password))
    with book.reading() as db:
        cohort = t.RECORDS["cohort"]
        code = db.scalar(select(cohort.c.code).where(cohort.c.id == cohort_id))
    remember(
        book,
        HANDED_OUT,
        path,
        content="",
        to=to.strip(),
        people=done.people,
        fields=list(done.fields),
        cohorts=[code] if code else [],
        sealed=done.sealed,
        codes=dict(made.codes),
    )
    progress.report(2, 2, _("Saving the file"))
    return done


def codes(book: Workbook) -> dict[str, str]:
    """The codes that stood for people in Hand-outs so far, by the people's ids in hex."""
    with book.reading() as db:
        details = db.scalars(
            select(t.register.c.detail)
            .where(t.register.c.kind == HANDED_OUT)
            .order_by(t.register.c.n)
        ).all()
    found: dict[str, str] = {}
    for detail in details:
        found.update(orjson.loads(detail)["codes"])
    return found


def _chosen(fields: Collection[FieldName] | None, pseudonyms: bool) -> frozenset[FieldName]:
    if fields is None:
        return chosen_for(pseudonyms=pseudonyms)
    unfit = set(fields) - {choice.name for choice in field_choices(pseudonyms=pseudonyms)}
    if unfit:
        raise RuleError(
            _("This cannot go into such a file: {names}. Nothing was written.").format(
                names=", ".join(".".join(name) for name in sorted(unfit))
            )
        )
    return frozenset(fields)


def _person_fields(chosen: Collection[FieldName]) -> tuple[str, ...]:
    return tuple(
        choice.caption
        for choice in sheets.hand_out_choices()
        if choice.entity == PERSON.name and choice.name in chosen
    )
