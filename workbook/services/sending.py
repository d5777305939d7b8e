"""Sending a file to another office, and the register of all that left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.errors import RuleError
from workbook.exchange import profiles
from workbook.exchange.layout import Layout
from workbook.exchange.outgoing import GIVEN_OUT, HANDED_OUT, SENT, remember, save
from workbook.exchange.profiles import Choice, FieldName, Profile
from workbook.exchange.send import compose, not_in_it
from workbook.i18n import _, ngettext
from workbook.progress import Progress, Silent
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.text import safe_file_name


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave: how many people, which of their fields, what is entered about them.

    `without` is what stays here, in words; `hidden` names the parts of the file nobody sees at
    once. `identifying`: names, numbers or addresses of people are among it.
    """

    people: int
    fields: tuple[str, ...]
    records: tuple[str, ...]
    without: tuple[str, ...]
    hidden: tuple[str, ...]
    identifying: bool

    def sentence(self) -> str:
        """Such as "25 people, 9 fields, leaves with: Name, Rank, Mark"."""
        people = ngettext("{n} person", "{n} people", self.people).format(n=self.people)
        fields = ngettext("{n} field", "{n} fields", len(self.fields)).format(n=len(self.fields))
        return _("{people}, {fields}, leaves with: {what}").format(
            people=people, fields=fields, what=", ".join((*self.fields, *self.records))
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What left. `lines` are steps and changes; `export` is the file's id, 16 hex digits."""

    path: Path
    people: int
    fields: tuple[str, ...]
    lines: int
    export: str
    sealed: bool

    def summary(self) -> str:
        """One line, and a warning where anyone can read the file."""
        people = ngettext("{n} person", "{n} people", self.people).format(n=self.people)
        fields = ngettext("{n} field", "{n} fields", len(self.fields)).format(n=len(self.fields))
        said = _("{people}, {fields}, {n} lines of history: {name}.").format(
            people=people, fields=fields, n=f"{self.lines:,}", name=self.path.name
        )
        if self.sealed:
            return said + "\n" + _("Tell its password by phone, never in the same message.")
        return said + "\n" + _("Anyone who gets this file can read it. A password protects it.")


@dataclass(frozen=True, slots=True)
class Left:
    """One entry of the register: `when` in ISO UTC, `kind` send, form or hand_out.

    `cohorts` are codes, empty for all; `fields` the captions of what left about people.
    """

    when: str
    operator: str
    kind: str
    to: str
    name: str
    people: int
    fields: tuple[str, ...]
    cohorts: tuple[str, ...]
    sealed: bool


def field_choices() -> tuple[Choice, ...]:
    """What can be ticked, people first."""
    return profiles.choices()


def chosen_for(profile: Profile | str) -> frozenset[FieldName]:
    """What is ticked to begin with."""
    return profiles.chosen_for(Profile(profile))


def suggested_name(book: Workbook, *, cohort_id: int | None = None) -> str:
    """A name for the file: the office, the cohort's code, the day. Of no person."""
    code = ""
    if cohort_id is not None:
        cohort = t.RECORDS["cohort"]
        with book.reading() as db:
            code = db.scalar(select(cohort.c.code).where(cohort.c.id == cohort_id)) or ""
    parts = [book.office_code, code, book.sources.today().isoformat()]
    return safe_file_name(" ".join(part for part in parts if part)) + ".xlsx"


def what_leaves(
    book: Workbook,
    *,
    cohort_id: int | None = None,
    profile: Profile | str = Profile.OFFICE,
    fields: Collection[FieldName] | None = None,
    with_notes: bool = False,
) -> Leaving:
    """What `send` would write with the same choice. Raises NotFoundError for an unknown cohort."""
    chosen = _chosen(profile, fields)
    withholding = profiles.withholding(chosen, with_notes=with_notes)
    with book.reading() as db:
        people = len(Layout(db, cohort_id=cohort_id, ticked=(), unseal=book.unseal).people)
    every = [choice for choice in profiles.choices() if choice.name in chosen]
    records = {c.entity: c.group for c in every if c.entity != PERSON.name}
    if with_notes:
        records[profiles.NOTE] = _(ENTITIES[profiles.NOTE].caption)
    return Leaving(
        people=people,
        fields=_person_fields(chosen),
        records=tuple(records.values()),
        without=tuple(not_in_it(withholding)),
        hidden=(
            _("ids of rows and columns"),
            _("lists of choices"),
            _("the history of all that leaves, earlier values and who entered them"),
        ),
        identifying=any(choice.identifies for choice in every),
    )


def send(
    book: Workbook,
    path: Path,
    *,
    cohort_id: int | None = None,
    to: str = "",
    profile: Profile | str = Profile.OFFICE,
    fields: Collection[FieldName] | None = None,
    with_notes: bool = False,
    password: str | None = None,
    unprotected: bool = False,
    progress: Progress | None = None,
) -> Sent:
    """Write a file for another office; what left, and to whom, is kept in the register.

    One cohort, or everything with None. `fields` are (entity, field) of `field_choices`, in place
    of the profile's own. Raises RuleError without a password unless `unprotected`, and always for
    notes without one; NotFoundError; SaveError. Then nothing was written.
    """
    if not password and with_notes:
        raise RuleError(
            _("Notes leave only in a file with a password. Nothing was written. Set a password.")
        )
    if not password and not unprotected:
        raise RuleError(
            _(
                "A file for another office is sealed with a password, because it names people."
                " Nothing was written. Set a password, or say that it is to be unprotected."
            )
        )
    progress = progress or Silent()
    chosen = _chosen(profile, fields)
    made = compose(
        book,
        cohort_id=cohort_id,
        withholding=profiles.withholding(chosen, with_notes=with_notes),
        with_notes=with_notes,
        to=to.strip(),
        progress=progress,
    )
    progress.report(0, 0, _("Saving the file"))
    save(path, made.content, password)
    manifest = made.manifest
    done = Sent(
        path,
        made.people,
        _person_fields(chosen),
        manifest["lines"],
        manifest["export"],
        bool(password),
    )
    remember(
        book,
        SENT,
        path,
        content=done.export,
        to=to.strip(),
        profile=str(Profile(profile)),
        people=done.people,
        fields=list(done.fields),
        notes=with_notes,
        sealed=done.sealed,
        root=manifest["root"],
        **manifest["scope"],
    )
    return done


def register(book: Workbook) -> tuple[Left, ...]:
    """All that left this laptop, newest first: files to offices, Forms, Hand-outs."""
    kinds = (SENT, GIVEN_OUT, HANDED_OUT)
    with book.reading() as db:
        rows = db.execute(
            select(t.register).where(t.register.c.kind.in_(kinds)).order_by(t.register.c.n.desc())
        ).all()
    found = []
    for row in rows:
        said = orjson.loads(row.detail)
        cohorts = said.get("cohorts", said.get("manifest", {}).get("cohorts", ()))
        found.append(
            Left(
                row.wall,
                row.operator,
                row.kind,
                said.get("to", ""),
                row.name,
                said["people"],
                tuple(said["fields"]),
                tuple(cohorts),
                said["sealed"],
            )
        )
    return tuple(found)


def _chosen(profile: Profile | str, fields: Collection[FieldName] | None) -> frozenset[FieldName]:
    if fields is None:
        return chosen_for(profile)
    unknown = set(fields) - {choice.name for choice in profiles.choices()}
    if unknown:
        raise RuleError(
            _("There is no field {names} to choose. Nothing was written.").format(
                names=", ".join(".".join(name) for name in sorted(unknown))
            )
        )
    return frozenset(fields)


def _person_fields(chosen: Collection[FieldName]) -> tuple[str, ...]:
    return tuple(
        choice.caption
        for choice in profiles.choices()
        if choice.entity == PERSON.name and choice.name in chosen
    )
