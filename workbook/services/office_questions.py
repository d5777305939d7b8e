"""The question about two offices that use one code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from workbook.domain.decision import Question, question_id
from workbook.domain.office import OFFICE, OFFICE_KEY
from workbook.i18n import _
from workbook.services.asking import Asking, decide, decision_id, is_decided
from workbook.services.items import Asked, Candidate, Item, choice
from workbook.services.spoken import words_of
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing

_office = t.RECORDS[OFFICE.name]
_key = t.RECORDS[OFFICE_KEY.name]


class AskingOfOffices(Asking):
    """Finds the codes that two offices use."""

    def office_questions(self) -> Iterator[Asked]:
        """All of them, by code."""
        holders: dict[str, list[Any]] = defaultdict(list)
        codes = set()
        for row in self.db.execute(
            select(_office, t.row.c.uuid)
            .join(t.row, t.row.c.n == _office.c.id)
            .where(_office.c.gone == 0, _office.c.code.is_not(None))
            .order_by(t.row.c.uuid)
        ):
            codes.add(row.code)
            holders[row.code].append(row)
        for code, found in sorted(holders.items()):
            if len(found) > 1:
                yield from self._code_twice(code, found, codes)

    def _code_twice(
        self, code: str, found: Sequence[Any], codes: Collection[str]
    ) -> Iterator[Asked]:
        uuids = [UUID(bytes=row.uuid) for row in found]
        decision = decision_id(
            Question.CODE_TWICE, uuids[0], "\0".join((code, *(uuid.hex for uuid in uuids)))
        )
        if is_decided(self.db, decision):
            return
        names = [row.name or code for row in found]
        if len(set(names)) < len(names):
            names = [
                f"{name} ({self._words(row.id)})" for name, row in zip(names, found, strict=True)
            ]
        free = [other for n in range(2, 100) if (other := f"{code}{n}") not in codes][
            : len(found) - 1
        ]

        def given(place: int) -> dict[int, str]:
            """The codes of the others where the one at `place` keeps it, by their keys."""
            others = [row.id for n, row in enumerate(found) if n != place]
            return dict(zip(others, free, strict=True))

        item = Item(
            id=question_id(Question.CODE_TWICE, uuids, code),
            scope="shared",
            kind=Question.CODE_TWICE.value,
            subject=code,
            field=_(OFFICE.field("code").caption),
            sentence=_(
                "{offices} use one code, {code}: it begins the numbers of their certificates, so "
                "that two may bear the same. Which office keeps it?"
            ).format(offices=", ".join(names), code=code),
            candidates=(
                *(
                    Candidate(
                        place + 1,
                        _("{name} keeps it; the other becomes {codes}").format(
                            name=name, codes=", ".join(given(place).values())
                        ),
                    )
                    for place, name in enumerate(names)
                ),
                Candidate(len(names) + 1, _("Leave it as it is")),
            ),
        )

        def settle(change: Changing, _book: Workbook, taken: int | None, typed: str | None) -> None:
            chosen = choice(taken, typed, len(names) + 1)
            if chosen > len(names):
                decide(change, Question.CODE_TWICE, uuids[0], decision)
                return
            prefixes = {row.id: row.number_prefix for row in found}
            for key, fresh in given(chosen - 1).items():
                change.edit(OFFICE, key, code=fresh)
                if prefixes[key] == code:
                    change.edit(OFFICE, key, number_prefix=fresh)

        yield Asked(item, settle)

    def _words(self, office: int) -> str:
        """The words of its first key, which are read out over the phone."""
        found = self.db.scalars(
            select(_key.c.public_key)
            .where(_key.c.office_id == office, _key.c.gone == 0, _key.c.public_key.is_not(None))
            .order_by(_key.c.public_key)
        ).first()
        return words_of(found) if found else "–"
