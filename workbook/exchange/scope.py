"""Which rows a file of a cohort holds: closed, so that no row in it hangs on one that is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from workbook.domain.decision import Says
from workbook.domain.records import ENTITIES
from workbook.errors import NotFoundError
from workbook.i18n import _
from workbook.storage import tables as t
from workbook.storage.log import Address

# Of every cohort: who we are, and the lists that people and results are told by.
_COMMON = ("programme", "office", "office_key", "agency", "unit", "rank")


@dataclass(frozen=True)
class Scope:
    """The rows of a file, None for all there are; the codes of its cohorts, None for all."""

    rows: frozenset[Address] | None
    cohorts: tuple[str, ...] | None


def scope_of(db: Connection, *, cohort_id: int | None, left_out: Collection[str] = ()) -> Scope:
    """The rows of one cohort, or all with None, without the kinds in `left_out`.

    Deleted rows are among them: that they are is news too. Raises NotFoundError.
    """
    if cohort_id is None:
        every = _everything(db, left_out)
        return Scope(None if every is None else frozenset(every), None)
    cohort = t.RECORDS["cohort"]
    wanted = select(cohort.c.code).where(cohort.c.id == cohort_id, cohort.c.gone == 0)
    found = db.execute(wanted).one_or_none()
    if found is None:
        raise NotFoundError(_("This cohort is no longer in the workbook."))
    return Scope(frozenset(_Closing(db, left_out).of(cohort_id)), (found.code or "",))


def _everything(db: Connection, left_out: Collection[str]) -> set[Address] | None:
    """Every row of the log, also of kinds that only a newer version knows."""
    entity = t.field.c.entity
    said = select(t.change.c.n).join(t.field, t.field.c.n == t.change.c.field)
    if db.execute(said.where(entity.in_(list(left_out))).limit(1)).first() is None:
        return None
    kept = select(t.field.c.n).where(entity.notin_(list(left_out)))
    address = select(t.change.c.row, t.change.c.sub).distinct()
    return {(row, sub) for row, sub in db.execute(address.where(t.change.c.field.in_(kept)))}


class _Closing:
    """Follows a cohort to all rows that say something of it."""

    def __init__(self, db: Connection, left_out: Collection[str]) -> None:
        self.db = db
        self.left_out = frozenset(left_out)
        self.rows: set[Address] = set()

    def of(self, cohort: int) -> set[Address]:
        for name in _COMMON:
            self._all(name)
        self._keep("cohort", [cohort])
        enrolments = self._by("enrolment", "cohort_id", [cohort])
        people = self._same(self._values("enrolment", "person_id", enrolments))
        # Her other enrolments do not come, but what is said of her in this cohort does, under
        # whichever of her records it stands.
        self._keep("person", people)
        self._pairs("seats", [cohort])
        modules = self._pairs("required_module", [cohort])
        attempts = self._by("attempt", "person_id", people)
        self._keep("module", modules | self._values("attempt", "module_id", attempts))
        trainings = self._by("training", "cohort_id", [cohort])
        sessions = self._by("training_session", "training_id", trainings)
        trainers = self._pairs("session_trainer", sessions)
        self._pairs("attendance", sessions)
        self._by("attendance_sheet", "cohort_id", [cohort])
        self._pairs("test_mark", self._by("test", "cohort_id", [cohort]))
        rounds = self._by("coaching_round", "cohort_id", [cohort])
        coached = self._by("coaching_session", "enrolment_id", enrolments)
        self._keep("expert", trainers | self._values("coaching_session", "coach_id", coached))
        for name in ("need", "note", "action_point", "certificate"):
            self._by(name, "enrolment_id", enrolments)
        challenges = self._by("challenge", "round_id", rounds)
        self._by("solution", "challenge_id", challenges)
        self._links(people)
        self._decisions()
        return self.rows

    def _same(self, people: set[int]) -> set[int]:
        """With the other records of the same people."""
        link = t.RECORDS["link"]
        said = select(link.c.one_id, link.c.other_id).where(link.c.says == Says.SAME)
        pairs = self.db.execute(said.where(link.c.gone == 0)).all()
        while True:
            more = {key for pair in pairs if people & set(pair) for key in pair} - people
            if not more:
                return people
            people = people | more

    def _keep(self, name: str, keys: Iterable[int]) -> None:
        if name not in self.left_out:
            self.rows |= {(key, 0) for key in keys}

    def _all(self, name: str) -> None:
        self._keep(name, self.db.scalars(select(t.RECORDS[name].c.id)))

    def _by(self, name: str, column: str, keys: Collection[int]) -> set[int]:
        """The rows of a kind that refer to one of `keys`."""
        table = t.RECORDS[name]
        found = set(self.db.scalars(select(table.c.id).where(_one_of(table.c[column], keys))))
        self._keep(name, found)
        return found

    def _pairs(self, name: str, keys: Collection[int]) -> set[int]:
        """The pairs that begin with one of `keys`; what stands second in them."""
        table = t.RECORDS[name]
        one, other = (table.c[key] for key in ENTITIES[name].key_columns)
        found = self.db.execute(select(one, other).where(_one_of(one, keys))).all()
        if name not in self.left_out:
            self.rows |= {(row[0], row[1]) for row in found}
        return {row[1] for row in found}

    def _links(self, people: Collection[int]) -> None:
        """What was said of two of these people; of one and a stranger nothing goes."""
        link = t.RECORDS["link"]
        here = _one_of(link.c.one_id, people), _one_of(link.c.other_id, people)
        found = self.db.execute(select(link.c.one_id, link.c.other_id).where(*here))
        self.rows |= {(one, other) for one, other in found}

    def _values(self, name: str, column: str, keys: Collection[int]) -> set[int]:
        table = t.RECORDS[name]
        found = self.db.scalars(select(table.c[column]).where(_one_of(table.c.id, keys)))
        return {value for value in found if value is not None}

    def _decisions(self) -> None:
        """Answers to questions about a record that is in the file."""
        table, row = t.RECORDS["decision"], t.row
        about = {
            key: bytes.fromhex(said)
            for key, said in self.db.execute(select(table.c.id, table.c.about))
            if said and _is_id(said)
        }
        numbers = {
            bytes(uuid): n
            for n, uuid in self.db.execute(
                select(row.c.n, row.c.uuid).where(row.c.uuid.in_(list(about.values())))
            )
        }
        here = {address[0] for address in self.rows}
        self._keep("decision", (k for k, uuid in about.items() if numbers.get(uuid) in here))


def _one_of(column: ColumnElement[int], keys: Collection[int]) -> ColumnElement[bool]:
    return column.in_(list(keys))


def _is_id(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 16
    except ValueError:
        return False
