"""Rows that were in a sheet and are not any more: they stay, unless somebody says they left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from workbook.domain.cohort import ENROLMENT, EnrolmentState, LeaveReason, leave_text
from workbook.domain.ids import ref
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.exchange.edit_plan import Choice, Doubt, DoubtKind
from workbook.exchange.file_context import Context
from workbook.exchange.naming import Names
from workbook.i18n import _, ngettext
from workbook.services.same_person import further_enrolments
from workbook.storage import tables as t
from workbook.storage.union import Line

_NAMED_AT_MOST = 8
_enrolment, _cohort = t.RECORDS[ENROLMENT.name], t.RECORDS["cohort"]


class MissingRows:
    """Of one file; each enrolment is asked about once, however many sheets lost its row."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.names = Names(context.db)
        self.notices: list[str] = []
        self.doubts: dict[UUID, Doubt] = {}

    def note(self, sheet: str, kind: str, gone: Sequence[UUID]) -> None:
        """Note the rows of `kind` that `sheet` has lost."""
        if not gone:
            return
        sent = len(self.context.sent.origins.sent(kind))
        letter = ENTITIES[kind].letter
        called = [f"{self.names.of(ENTITIES[kind], u.hex)} ({ref(letter, u)})" for u in gone]
        told = ", ".join(called[:_NAMED_AT_MOST]) + (", …" if len(gone) > _NAMED_AT_MOST else "")
        if len(gone) > 1 and 2 * len(gone) > sent:
            self.notices.append(
                _(
                    "{sheet}: {n} of {sent} rows are not in the file ({names}): it seems to be a"
                    " part of it. Nothing is deleted, and nobody is asked about."
                ).format(sheet=sheet, n=len(gone), sent=sent, names=told)
            )
            return
        self.notices.append(
            ngettext(
                "{sheet}: {n} row is no longer in the file: {names}. Nothing is deleted.",
                "{sheet}: {n} rows are no longer in the file: {names}. Nothing is deleted.",
                len(gone),
            ).format(sheet=sheet, n=len(gone), names=told)
        )
        for enrolment in self._enrolments(kind, gone):
            row = self._in_cohort.get(enrolment)
            if row is not None and enrolment not in self.doubts:
                self.doubts[enrolment] = self._doubt(sheet, enrolment, row)

    def _enrolments(self, kind: str, gone: Sequence[UUID]) -> Iterator[UUID]:
        if kind == ENROLMENT.name:
            yield from gone
        elif kind == PERSON.name:
            people = set(gone)
            for enrolment in sorted(self.context.sent.origins.sent(ENROLMENT.name)):
                if self.context.person_of(enrolment) in people:
                    yield enrolment

    @cached_property
    def _in_cohort(self) -> Mapping[UUID, RowMapping]:
        """The enrolments that somebody can still leave or decline."""
        states = (EnrolmentState.NOMINATED, EnrolmentState.RESERVE, EnrolmentState.ENROLLED)
        rows = self.context.db.execute(
            select(_enrolment.c.id, _enrolment.c.state, _cohort.c.code, t.row.c.uuid)
            .join(t.row, t.row.c.n == _enrolment.c.id)
            .join(_cohort, _cohort.c.id == _enrolment.c.cohort_id)
            .where(_enrolment.c.gone == 0, _enrolment.c.state.in_(states))
        ).mappings()
        return {UUID(bytes=row["uuid"]): row for row in rows}

    def _doubt(self, sheet: str, enrolment: UUID, row: RowMapping) -> Doubt:
        person = self.context.person_of(enrolment)
        assert person is not None
        sentence = _(
            "{name} is no longer in the sheet “{sheet}”. Is she still in the cohort {code}? If she"
            " withdraws, it is from {day} on; the page of the cohort takes another day."
        ).format(
            name=self.names.of(PERSON, person.hex),
            sheet=sheet,
            code=row["code"] or "",
            day=f"{self.context.book.sources.today():%d %B %Y}",
        )
        choices = (Choice(_("still in the cohort")), *self._withdrawals(enrolment, row))
        return Doubt(
            DoubtKind.MISSING,
            sheet,
            0,
            ref(PERSON.letter, person),
            sentence,
            choices,
            subject=(enrolment.hex,),
        )

    def _withdrawals(self, enrolment: UUID, row: RowMapping) -> Iterator[Choice]:
        """The ways out that the page of the cohort has, from today on."""
        today = self.context.book.sources.today()
        if row["state"] != EnrolmentState.ENROLLED:
            standing = {"state": EnrolmentState.DECLINED.value, "state_on": today.isoformat()}
            yield Choice(_("withdraw: she declines"), self._lines(enrolment, row["id"], standing))
            return
        for reason in LeaveReason:
            standing = {
                "state": EnrolmentState.LEFT.value,
                "state_on": today.isoformat(),
                "reason": leave_text(reason),
            }
            label = _("withdraw: {reason}").format(reason=_(reason.value))
            yield Choice(label, self._lines(enrolment, row["id"], standing))

    def _lines(self, enrolment: UUID, key: int, standing: Mapping[str, Any]) -> tuple[Line, ...]:
        """Her enrolment stands so, and with it those under other records of hers in the cohort."""
        others = further_enrolments(self.context.db, [key]).get(key, ())
        rows = self.context.db.execute(select(t.row.c.uuid).where(t.row.c.n.in_(others)))
        every = [enrolment, *sorted(UUID(bytes=uuid) for uuid in rows.scalars())]
        return tuple(
            self.context.step.beside.edit(
                ENROLMENT.name,
                (uuid,),
                "standing",
                dict(standing),
                self.context.row((uuid,)).head_ids("standing"),
            )
            for uuid in every
        )
