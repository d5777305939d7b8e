"""What an office gave out says nothing new to it, whatever the file is and however old (I6, I7).

A Hand-out cannot come home at all: it is refused, and changes nothing either.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workbook.errors import SheetError
from workbook.services import coaching, export, hand_outs, inbox, intake, sending

from .conftest import Office, Opens

PASSWORD = "told by phone"
# An example opens three workbooks, and writes and reads some files.
on_files = settings(
    max_examples=max(2, settings.default.max_examples // 12),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Leaves(NamedTuple):
    """How a file leaves: `kind` "form", "hand_out" or whom an Exchange file is for; `whole` or one
    cohort of it; with notes; sealed.
    """

    kind: str
    whole: bool = True
    notes: bool = False
    sealed: bool = False


FIELDS = ("rank", "phone", "remark", "duty_station", "name_latin")
VALUES = (None, "One", "two", "0099", "3/4/2020", "=1+1", "ي ك ۰۱", "a\nb", " - ", "(clear)")

people = st.integers(0, 2)
edits = st.tuples(
    st.sampled_from(["edit", "elsewhere"]), people, st.sampled_from(FIELDS), st.sampled_from(VALUES)
)
notes = st.tuples(
    st.sampled_from(["add note", "edit note"]), people, st.sampled_from(["Well done.", "0099"])
)
marks = st.tuples(st.just("mark"), people, st.sampled_from(["P", "A", "L"]))
others = st.tuples(st.sampled_from(["delete", "restore", "undo"]), people)
leaves = st.builds(
    Leaves,
    st.sampled_from(["form", "office", "agency", "donor", "hand_out"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
work = st.lists(st.one_of(edits, edits, notes, marks, others, leaves), min_size=2, max_size=8)


@dataclass
class Course:
    """A cohort of three people in Lahore, who has Islamabad's edits at once."""

    lahore: Office
    islamabad: Office
    people: list[UUID] = field(init=False)
    cohort: UUID = field(init=False)
    files: list[tuple[Leaves, Path]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = ("Adeel Invented", "Hina Thought", "Qasim Made-up")
        self.people = [self.lahore.add(name_latin=name, phone="03001234567") for name in names]
        self.cohort = self.lahore.cohort()
        self.enrolments = [self.lahore.enrol(self.cohort, person) for person in self.people]
        self.lahore.mark(self.enrolments[0], "P")
        self.note(0, "She did well.")

    def do(self, step: Any) -> None:
        match step:
            case Leaves():
                self.files.append((step, self.write(step)))
            case "edit", who, name, value:
                self.edit(self.lahore, who, name, value)
            case "elsewhere", who, name, value:
                lines = self.lahore.book.lines()
                self.edit(self.lahore, who, name, "meanwhile")
                self.islamabad.book.unite(lines)
                self.edit(self.islamabad, who, name, value)
                self.lahore.book.unite(self.islamabad.book.lines())
            case "add note", who, text:
                self.note(who, text)
            case "edit note", who, text:
                key = self.lahore.key(self.enrolments[who])
                for note in coaching.note_rows(self.lahore.book, enrolment_id=key)[:1]:
                    coaching.edit_note(self.lahore.book, note_id=note.id, text=text)
            case "mark", who, status:
                self.lahore.mark(self.enrolments[who], status)
            case "delete", who:
                self.lahore.delete(self.people[who])
            case "restore", who:
                self.lahore.restore(self.people[who])
            case "undo", _:
                self.lahore.book.undo()

    def edit(self, office: Office, who: int, name: str, value: str | None) -> None:
        if office.stands(self.people[who]):
            office.edit(self.people[who], **{name: value})

    def note(self, who: int, text: str) -> None:
        key = self.lahore.key(self.enrolments[who])
        coaching.add_note(self.lahore.book, enrolment_id=key, text=text)

    def write(self, how: Leaves) -> Path:
        book = self.lahore.book
        path = self.lahore.folder / f"{len(self.files)}.xlsx"
        cohort = None if how.whole else self.lahore.key(self.cohort)
        password = PASSWORD if how.sealed else None
        if how.kind == "form":
            ticked = export.TICKS if how.notes else frozenset({"phones"})
            export.export_cohort(book, path, cohort_id=cohort, ticked=ticked, password=password)
        elif how.kind == "hand_out":
            hand_outs.hand_out(book, path, cohort_id=cohort, password=password)
        else:
            sending.send(
                book,
                path,
                cohort_id=cohort,
                profile=how.kind,
                with_notes=how.notes and how.sealed,
                password=password,
                unprotected=True,
            )
        return path

    def state(self) -> tuple[object, ...]:
        book = self.lahore.book
        with book.reading() as db:
            waits = inbox.waiting_count(db)
        return self.lahore.dump(), self.lahore.digest(), self.lahore.asked(), waits, book.last_step


def comes_home_as_nothing(course: Course, how: Leaves, path: Path) -> None:
    before = course.state()
    password = PASSWORD if how.sealed else None
    if how.kind == "hand_out":
        with pytest.raises(SheetError, match="made for reading"):
            intake.read_list(path, password=password)
    else:
        plan = intake.plan_list(course.lahore.book, intake.read_list(path, password=password))
        assert plan.changes_nothing, plan.lines()
        intake.apply_plan(course.lahore.book, plan)
    assert course.state() == before


ALL = [Leaves("form", notes=True), Leaves("office", notes=True, sealed=True), Leaves("donor")]


@given(work=work, seed=st.integers(0, 99))
@example(
    work=[
        *ALL,
        ("elsewhere", 0, "rank", "One"),
        ("edit", 0, "phone", None),
        ("edit note", 0, "0099"),
        ("mark", 0, "A"),
        Leaves("form", whole=False, sealed=True),
        ("undo", 0),
        ("delete", 1),
    ],
    seed=0,
)
@example(
    work=[
        Leaves("agency", whole=False),
        Leaves("hand_out"),
        ("edit", 2, "remark", "=1+1"),
        ("elsewhere", 2, "remark", "a\nb"),
        ("edit", 1, "name_latin", None),
        *ALL[:1],
        ("edit", 2, "remark", None),
    ],
    seed=1,
)
@on_files
def test_an_own_file_of_any_kind_and_age_that_nobody_touched_is_nothing(
    opens: Opens, work: list[Any], seed: int
) -> None:
    with opens(seed) as (lahore, islamabad, _):
        course = Course(lahore, islamabad)
        for step in work:
            course.do(step)
        for how, path in course.files:
            comes_home_as_nothing(course, how, path)
