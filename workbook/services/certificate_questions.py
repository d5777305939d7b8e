"""Questions about certificates: a number on two, two for one person, a name that is another now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, select

from workbook.domain.certificate import CERTIFICATE, CertificateKind, CertificateState
from workbook.domain.cohort import ENROLMENT
from workbook.domain.decision import Question, question_id
from workbook.domain.people import PERSON, certificate_names, display_name
from workbook.i18n import _, ngettext
from workbook.services import certificates
from workbook.services.asking import Asking, decide, decision_id, is_decided
from workbook.services.items import Asked, Candidate, Item, Settle, choice
from workbook.services.rivals import Rivals
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.storage.log import Address
from workbook.storage.state import Heads
from workbook.text import skeleton

_person = t.RECORDS[PERSON.name]
_certificate = t.RECORDS[CERTIFICATE.name]
_enrolment = t.RECORDS[ENROLMENT.name]
_NAMES = ("name_latin", "name_native", "certificate_name")


class AskingOfCertificates(Asking):
    """Finds the questions about certificates."""

    def certificate_questions(self) -> Iterator[Asked]:
        """All of them."""
        yield from self._certificate_numbers()
        for contested in self.rivals:
            yield self._which_stands(contested)
        yield from self._certificates_read_otherwise()

    def _certificate_numbers(self) -> Iterator[Asked]:
        for number, keys in certificates.numbers_twice(self.db).items():
            uuids = self.uuids([(key, 0) for key in keys])
            ordered = [key for _uuid, key in sorted(zip(uuids, keys, strict=True))]
            holders = [self.called(ENROLMENT, (key, 0)) for key in _enrolments(self.db, ordered)]
            item = Item(
                id=question_id(Question.NUMBER_TWICE, uuids, "issue"),
                scope="shared",
                kind=Question.NUMBER_TWICE.value,
                subject=number,
                field=_("Number"),
                sentence=_("Certificate number {number} was given to {people}.").format(
                    number=number, people=", ".join(holders)
                ),
                candidates=tuple(
                    Candidate(
                        place,
                        _("{name} keeps it; others get a new certificate and number").format(
                            name=name
                        ),
                    )
                    for place, name in enumerate(holders, 1)
                ),
            )
            yield Asked(item, _renumbering(ordered), lambda _taken: "issue")

    def _which_stands(self, contested: Rivals) -> Asked:
        held = {
            row.id: row
            for row in self.db.execute(
                select(_certificate).where(_certificate.c.id.in_(contested.keys))
            )
        }
        name = self.called(PERSON, (contested.person_id, 0))

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            kept = contested.keys[choice(taken, typed, len(contested.keys)) - 1]
            certificates.let_stand(change, contested, kept)
            old = contested.replaces
            if old is not None and self.replaced_twice((old, 0)):
                status = Heads(change.log.seen((old, 0))).said("status")[0][1]
                change.edit(CERTIFICATE, old, status=status)

        return Asked(
            Item(
                id=contested.question,
                scope="shared",
                kind=Question.CERTIFICATE_TWICE.value,
                subject=name,
                field="",
                sentence=self._two_stand(contested, name),
                candidates=tuple(
                    Candidate(
                        place,
                        _stands(held[key], len(contested.keys)),
                        tuple(
                            self.voice(head)
                            for head, _value in Heads(self.log.seen((key, 0))).said("issue")
                        ),
                    )
                    for place, key in enumerate(contested.keys, 1)
                ),
                people=(contested.person_id,),
            ),
            settle,
            lambda _taken: "issue",
        )

    def _two_stand(self, contested: Rivals, name: str) -> str:
        if len(contested.keys) > 2:
            said = _("Certificates {numbers} of {name} cannot all stand: which one stands?")
            return said.format(numbers=", ".join(contested.numbers), name=name)
        if len(set(contested.numbers)) == 1:
            said = _("Two certificates of {name} bear the number {one}: which one stands?")
        elif not contested.out:
            said = _(
                "Certificate {one} and certificate {other} of {name} were each cancelled for the "
                "other: which one stands?"
            )
        elif contested.replaces is not None:
            said = _(
                "Certificate {one} and certificate {other} both replace {old} for {name}: which "
                "one stands?"
            )
        else:
            said = _(
                "Certificate {one} and certificate {other} were both issued to {name}: which one "
                "stands?"
            )
        one, other = contested.numbers
        old = (
            "" if contested.replaces is None else self.called(CERTIFICATE, (contested.replaces, 0))
        )
        return said.format(one=one, other=other, old=old, name=name)

    def replaced_twice(self, address: Address) -> bool:
        """Whether offices differ only in when and why they replaced this certificate, while it is
        asked which of the new ones stands.
        """
        if not any(address == (contested.replaces, 0) for contested in self.rivals):
            return False
        said = [value for _head, value in Heads(self.log.seen(address)).said("status")]
        return len(said) > 1 and all(
            isinstance(value, dict) and value.get("state") == CertificateState.REPLACED
            for value in said
        )

    def _certificates_read_otherwise(self) -> Iterator[Asked]:
        doubtful = certificates.names_in_doubt(self.db)
        contested = {key for one in self.rivals for key in one.keys}
        people = {
            row.id: row
            for row in self.db.execute(
                select(_person.c.id, *(_person.c[name] for name in _NAMES)).where(
                    _person.c.gone == 0
                )
            )
        }
        for row in self.db.execute(
            select(
                _certificate.c.id,
                _certificate.c.number,
                _certificate.c.content,
                _enrolment.c.person_id,
            )
            .join(_enrolment, _enrolment.c.id == _certificate.c.enrolment_id)
            .where(
                _certificate.c.gone == 0,
                _certificate.c.state == CertificateState.ISSUED.value,
                _certificate.c.content.is_not(None),
            )
            .order_by(_certificate.c.id)
        ):
            group = self.group_of.get(row.person_id, (row.person_id,))
            person = people.get(group[0])
            if person is None or row.person_id in doubtful or row.id in contested:
                continue
            printed = orjson.loads(row.content)
            names = certificate_names(*(getattr(person, name) or "" for name in _NAMES))
            sides = zip(names, (printed.get("name_latin"), printed.get("name_native")), strict=True)
            otherwise = [now for now, then in sides if then and skeleton(now) != skeleton(then)]
            if otherwise:
                yield from self._reads_otherwise(row, group, printed, otherwise)

    def _reads_otherwise(
        self, row: Any, group: Sequence[int], printed: Any, now: Sequence[str]
    ) -> Iterator[Asked]:
        (uuid,) = self.uuids([(row.id, 0)])
        # The ids of changes, not names: a name could be guessed back from what follows from it.
        heads = sorted(
            head.id.hex()
            for key in group
            for own in (Heads(self.log.seen((key, 0))),)
            for name in _NAMES
            for head, _value in own.said(name)
        )
        kind = Question.CERTIFICATE_READS_OTHERWISE
        decision = decision_id(kind, uuid, "\0".join(heads))
        if is_decided(self.db, decision):
            return
        then = display_name(printed.get("name_latin"), printed.get("name_native"))
        item = Item(
            id=question_id(kind, [uuid]),
            scope="shared",
            kind=kind.value,
            subject=row.number or "",
            field=_("Name on certificate"),
            sentence=_("Certificate {number} says {then}; the name is now {now}.").format(
                number=row.number, then=then, now=" / ".join(one for one in now if one) or "—"
            ),
            candidates=(
                Candidate(1, _("Replace it with a new certificate")),
                Candidate(2, _("Leave it as issued"), stands=True),
            ),
        )

        def settle(change: Changing, book: Workbook, taken: int | None, typed: str | None) -> None:
            if choice(taken, typed, 2) == 1:
                certificates.put_in_place(change, book, row.id, _("The name was corrected"))
            else:
                decide(change, kind, uuid, decision)

        yield Asked(item, settle, lambda taken: "issue" if taken == 1 else "edit")


def _enrolments(db: Connection, certificates_: Sequence[int]) -> list[int]:
    found = {
        row.id: row.enrolment_id
        for row in db.execute(
            select(_certificate.c.id, _certificate.c.enrolment_id).where(
                _certificate.c.id.in_(certificates_)
            )
        )
    }
    return [found[key] for key in certificates_]


def _stands(row: Any, count: int) -> str:
    """The answer that lets one of `count` certificates stand."""
    said = [row.number]
    if row.kind:
        said.append(certificates.kind_label(CertificateKind(row.kind)))
    if row.issued_on:
        said.append(_("issued on {day}").format(day=row.issued_on))
    if row.handed_over_on:
        said.append(_("handed over on {day}").format(day=row.handed_over_on))
    rest = ngettext("the other is cancelled", "the others are cancelled", count - 1)
    return _("{which} stands; {rest}").format(which=", ".join(said), rest=rest)


def _renumbering(keys: Sequence[int]) -> Settle:
    def settle(change: Changing, book: Workbook, taken: int | None, typed: str | None) -> None:
        keeps = keys[choice(taken, typed, len(keys)) - 1]
        for key in keys:
            if key != keeps:
                reason = _("The number stood on two certificates")
                certificates.put_in_place(change, book, key, reason)

    return settle
