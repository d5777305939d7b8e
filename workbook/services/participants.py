"""Who among the participants of a cohort the names of a report or a list of marks are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from workbook.domain.people import PERSON
from workbook.i18n import _
from workbook.intake.fitting import Fit, fits, settle
from workbook.services.people import Member, roster
from workbook.storage import tables as t

_person = t.RECORDS[PERSON.name]
_NUMBERS = ("national_id", "service_number", "phone", "email")


@dataclass(frozen=True)
class Sought:
    """Somebody to be found: her spellings, and her numbers and e-mail by field.

    `before` is the person who was said to be she in an earlier file.
    """

    spellings: tuple[str, ...]
    numbers: Mapping[str, str] = field(default_factory=dict)
    before: int | None = None


@dataclass(frozen=True)
class Found:
    """Who somebody is: `member` None where a person must tell; `candidates` best first.

    `fit` is how well the member fits, else the best of the candidates. `taken`: the one who fits
    is somebody else of the same file.
    """

    member: Member | None
    fit: Fit
    candidates: tuple[Member, ...]
    taken: bool = False

    @property
    def doubt(self) -> str:
        """Why only a person can tell who it is."""
        if self.taken:
            return _("The one who fits is named elsewhere in this file, too.")
        if len(self.candidates) > 1:
            return _("More than one participant fits.")
        if self.fit is Fit.OTHER_NAME:
            return _("A number or e-mail address here is of a participant with another name.")
        if self.candidates:
            return _("Only a part of the name fits.")
        return _("No participant of this cohort has this name or number.")


class Participants:
    """The members of a cohort, each once, with what they are found by; `among` leaves those out
    whose enrolment is not in it.
    """

    def __init__(
        self, db: Connection, cohort_id: int, *, among: Collection[int] | None = None
    ) -> None:
        self.members = tuple(
            member
            for member in roster(db, cohort_id=cohort_id)
            if not member.erased and (among is None or member.enrolment_id in among)
        )
        people = [member.person_id for member in self.members]
        rows = db.execute(
            select(_person.c.id, *(_person.c[name] for name in _NUMBERS)).where(
                _person.c.id.in_(people)
            )
        ).mappings()
        numbers = {row["id"]: {n: row[n] for n in _NUMBERS if row[n]} for row in rows}
        self._known = [
            ([name for name in (m.name, m.name_native) if name], numbers.get(m.person_id, {}))
            for m in self.members
        ]

    def by_enrolment(self, enrolment: int | None) -> Member | None:
        """The member with this enrolment among hers."""
        return next((m for m in self.members if enrolment in m.enrolment_ids), None)

    def by_person(self, person: int) -> Member | None:
        """The member who is this person."""
        return next((m for m in self.members if m.person_id == person), None)

    def find(self, wanted: Sequence[Sought]) -> list[Found]:
        """Who each of `wanted` is; two can be one only by a number or an earlier word."""
        found = fits([(one.spellings, one.numbers) for one in wanted], self._known)
        for one, options in zip(wanted, found, strict=True):
            options |= {
                place: Fit.BEFORE
                for place, member in enumerate(self.members)
                if one.before == member.person_id
            }
        settled = settle(found)
        claimed = {sure[0] for sure in settled if sure is not None}
        return [
            self._doubt(options, claimed)
            if sure is None
            else Found(self.members[sure[0]], sure[1], (self.members[sure[0]],))
            for options, sure in zip(found, settled, strict=True)
        ]

    def _doubt(self, options: Mapping[int, Fit], claimed: set[int]) -> Found:
        fitting = sorted(options, key=lambda place: (-options[place], place in claimed, place))
        candidates = tuple(self.members[place] for place in fitting)
        taken = len(fitting) == 1 and fitting[0] in claimed
        return Found(None, options[fitting[0]] if fitting else Fit.NOT, candidates, taken)
