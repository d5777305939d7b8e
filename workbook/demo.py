"""The whole main job on invented people, through the same services as the window.

Clock, ids and signing key follow from a seed, so that two runs make the same records and the same
paper. Only this module passes such a seed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from workbook.domain.certificate import CertificateKind
from workbook.domain.coaching import ActionState, RaisedBy
from workbook.domain.cohort import LeaveReason, Signatory
from workbook.domain.training import Mark, Mode
from workbook.errors import SaveError
from workbook.i18n import _
from workbook.services import (
    attendance,
    attendance_sheets,
    certificates,
    coaching,
    cohorts,
    elearning,
    experts,
    export,
    intake,
    people,
    printing,
    schedule,
)
from workbook.services.attendance import GridRow
from workbook.services.schedule import SessionRow
from workbook.sources import SeededClock, seeded
from workbook.storage.backup import folder_of
from workbook.storage.book import Workbook

_SEED: Final = b"the demo's people are invented"
_CODE: Final = "2020-A"
_COORDINATOR: Final = "Farah Naz"
_EXPERTS: Final = (
    ("Amina Yousaf", "آمنہ یوسف", "prosecutor", "Prosecution Service"),
    ("Imran Haider", "عمران حیدر", "investigator", "Police Academy"),
    ("Sobia Karim", "ثوبیہ کریم", "investigator", "Federal Investigation Agency"),
)
# Titles that the agencies' lists give in Latin letters only.
_RANKS: Final = {
    "Assistant Director": "اسسٹنٹ ڈائریکٹر",
    "Inspector": "انسپکٹر",
    "Sub-Inspector": "سب انسپکٹر",
    "Sub Inspector": "سب انسپکٹر",
    "Assistant Sub-Inspector": "اسسٹنٹ سب انسپکٹر",
    "ASI": "اسسٹنٹ سب انسپکٹر",
    "Head Constable": "ہیڈ کانسٹیبل",
    "Lady Constable": "لیڈی کانسٹیبل",
}
_AGENCIES: Final = {"FIA": "وفاقی تحقیقاتی ادارہ"}
# Places in the cohort's order: who came too little for completion, and who left before which round.
_CAME_LESS: Final = (4, 12, 20)
_LEFT: Final = (
    (6, date(2021, 1, 11), LeaveReason.TRANSFERRED),
    (17, date(2021, 8, 2), LeaveReason.LEFT_SERVICE),
    (11, date(2022, 4, 18), LeaveReason.NOT_RELEASED),
)
_LAST_DAY: Final = date(2020, 11, 6)
_ROUNDS: Final = (
    (date(2021, 2, 15), date(2021, 2, 16)),
    (date(2021, 9, 20), date(2021, 9, 21)),
    (date(2022, 5, 9), date(2022, 5, 10)),
)
_NEEDS: Final = (
    "Interviewing witnesses who are afraid",
    "Preserving digital evidence",
    "Working with prosecutors from the first day",
    "Recognising signs of coercion",
    "Writing a case file that stands in court",
)
_PROMISES: Final = (
    "Hold a meeting with the prosecutor before the next arrest",
    "Draw up a checklist for the first hour",
    "Pass on what was learnt to two colleagues",
)
_CHALLENGES: Final = (
    ("Cases change hands between units without a record", "records", "One handover page per case"),
    ("No private room for interviews", "interviewing", "A shared room booked by the hour"),
    ("Phones are seized without a chain of custody", "evidence", "Sealed bags and a numbered form"),
)


def run(folder: Path, *, passphrase: str) -> Iterator[str]:
    """Make demo.workbook, attendance-sheets.pdf, certificates.pdf and cohort.xlsx in `folder`.

    Yields a sentence with counts for each step. What an earlier run made there is replaced.
    """
    path = folder / "demo.workbook"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SaveError(
            _(
                "The demo cannot be written into “{folder}”. Nothing was changed."
                " Name another folder."
            ).format(folder=folder)
        ) from error
    shutil.rmtree(folder_of(path), ignore_errors=True)
    clock = SeededClock(_at(date(2020, 10, 19)))
    with Workbook.create(
        path,
        passphrase=passphrase,
        office_code="ISB",
        office_name="Islamabad field office",
        operator=_COORDINATOR,
        sources=seeded(_SEED, clock),
    ) as book:
        yield _("A new workbook of the {office}; password: {word}").format(
            office=book.office_name, word=passphrase
        )
        demo = _Demo(book, clock, folder)
        yield from demo.nominations()
        yield from demo.training()
        yield from demo.paper()
        yield from demo.coaching()
        yield from demo.sheet()
    yield _("The workbook is in {path}").format(path=path)


def _at(day: date) -> datetime:
    """Noon, UTC, is the same day in every time zone: the paper is the same everywhere."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


class _Demo:
    def __init__(self, book: Workbook, clock: SeededClock, folder: Path) -> None:
        self.book = book
        self.clock = clock
        self.folder = folder
        self.rounds: list[int] = []
        self.experts = [
            experts.create_expert(
                book, name_latin=name, name_native=native, role=role, institution=place
            ).id
            for name, native, role, place in _EXPERTS
        ]
        self.cohort = cohorts.create_cohort(
            book,
            code=_CODE,
            title="Special investigation techniques",
            title_native="خصوصی تفتیشی تکنیک",
            short_title="Investigation skills",
            short_title_native="تفتیشی مہارتیں",
            starts_on=date(2020, 11, 2),
            ends_on=date(2020, 11, 6),
            venue="Islamabad and online",
            venue_native="اسلام آباد اور آن لائن",
            signatories=(
                Signatory(
                    "Amina Yousaf", "آمنہ یوسف", "Lead national expert", "Prosecution Service"
                ),
                Signatory("Imran Haider", "عمران حیدر", "Director of training", "Police Academy"),
                Signatory("Farah Naz", "فرح ناز", "Coordinator", "Islamabad field office"),
            ),
        ).id

    def nominations(self) -> Iterator[str]:
        for name in ("fia-nominations.xlsx", "punjab-police-nominations.xlsx"):
            yield self._take_in(name)
        yield self._take_in("fia-urdu-names.xlsx")
        self._native_titles()
        self.clock.set(_at(date(2020, 11, 1)))
        yield self._take_in("elearning-completions.csv")
        grid = elearning.completion_grid(self.book, cohort_id=self.cohort)
        yield _("{people} people in the workbook").format(people=len(people.person_rows(self.book)))
        nominated = [
            row
            for row in cohorts.enrolment_rows(self.book, cohort_id=self.cohort)
            if row.state == "nominated"
        ]
        for row in nominated:
            if not row.ready:
                cohorts.allow(
                    self.book,
                    enrolment_id=row.id,
                    reason="Finishes the module in the first week after the training",
                )
        cohorts.enrol(self.book, cohort_id=self.cohort)
        rows = [
            row
            for row in cohorts.enrolment_rows(self.book, cohort_id=self.cohort)
            if row.state == "enrolled"
        ]
        enrolled = {row.id for row in rows}
        results = [
            done
            for row in grid.rows
            if row.enrolment_id in enrolled
            for done in row.completions
            if done.tries
        ]
        passed = sum(done.passed for done in results)
        yield _("{results} module results: {passed} passed, {open} unfinished").format(
            results=len(results), passed=passed, open=len(results) - passed
        )
        yield _("{enrolled} enrolled: {ready} ready, {allowed} allowed with a reason").format(
            enrolled=len(rows),
            ready=sum(row.ready for row in rows),
            allowed=sum(not row.ready and row.may_start for row in rows),
        )

    def _native_titles(self) -> None:
        """The agencies' and ranks' names in Urdu, for paper in both languages."""
        for agency in people.agency_rows(self.book):
            if agency.short_name in _AGENCIES:
                people.edit_agency(
                    self.book, agency_id=agency.id, name_native=_AGENCIES[agency.short_name]
                )
        ranks = {(row.agency_id, row.rank) for row in people.person_rows(self.book)}
        for agency_id, rank in sorted((a, r) for a, r in ranks if a is not None and r in _RANKS):
            people.create_rank(self.book, agency_id=agency_id, name=rank, name_native=_RANKS[rank])

    def _take_in(self, name: str) -> str:
        with as_file(files("resources") / "sample" / name) as path:
            plan = intake.plan_list(self.book, intake.read_list(path), cohort_id=self.cohort)
        intake.apply_plan(self.book, plan)
        return f"{name}: {plan.summary()}"

    def training(self) -> Iterator[str]:
        schedule.plan_training(self.book, cohort_id=self.cohort, template="investigation-week")
        for place, session in enumerate(schedule.session_rows(self.book, cohort_id=self.cohort)):
            trainer = self.experts[place // 2 % len(self.experts)]
            schedule.assign_trainers(self.book, session_id=session.id, roles={trainer: "trainer"})
        sessions = schedule.session_rows(self.book, cohort_id=self.cohort)
        yield _("{count} sessions planned, {first} to {last}").format(
            count=len(sessions), first=sessions[0].day, last=sessions[-1].day
        )
        printed = printing.print_sheets(
            self.book, self.folder / "attendance-sheets.pdf", cohort_id=self.cohort
        )
        yield printed.summary()
        marks = 0
        for day in sorted({session.day for session in sessions if session.day}):
            marks += self._type_in(day)
        yield _("{marks} marks typed in from {sheets} sheets").format(marks=marks, sheets=5)

    def _type_in(self, day: date) -> int:
        """The signed sheet of one day, typed in its printed order."""
        self.clock.set(_at(day + timedelta(days=1)))
        sheet = attendance_sheets.sheet_for_day(self.book, cohort_id=self.cohort, day=day)
        grid = attendance.attendance_grid(self.book, cohort_id=self.cohort)
        marks = {
            (session.id, row.enrolment_id): _mark(place, row, session, position)
            for position, session in enumerate(grid.sessions)
            if session.day == day
            for place, row in enumerate(grid.rows)
        }
        attendance_sheets.mark_sheet(self.book, code=sheet.code, marks=marks)
        return len(marks)

    def paper(self) -> Iterator[str]:
        members = people.person_rows(self.book, cohort_id=self.cohort)
        people.confirm_names(self.book, person_ids=[row.id for row in members])
        issued = certificates.issue(self.book, cohort_id=self.cohort, on=_LAST_DAY)
        kinds = [row.kind for row in certificates.register_rows(self.book, cohort_id=self.cohort)]
        yield _("{completion} completion and {attendance} attendance certificates").format(
            completion=kinds.count(CertificateKind.COMPLETION),
            attendance=kinds.count(CertificateKind.ATTENDANCE),
        )
        printed = printing.print_certificates(
            self.book, self.folder / "certificates.pdf", cohort_id=self.cohort
        )
        yield printed.summary()
        certificates.record_handover(
            self.book, certificate_ids=issued.certificates, by=_COORDINATOR, on=_LAST_DAY
        )

    def coaching(self) -> Iterator[str]:
        rows = cohorts.enrolment_rows(self.book, cohort_id=self.cohort)
        order = [row.id for row in rows if row.state == "enrolled"]
        self._needs(order)
        for number, (first, last) in enumerate(_ROUNDS):
            place, left_on, reason = _LEFT[number]
            self.clock.set(_at(left_on))
            cohorts.withdraw(self.book, enrolment_id=order[place], reason=reason, on=left_on)
            self.clock.set(_at(first))
            self._round(number, first, last, order)
        stayed = [
            str(row.count) for row in cohorts.retention_rows(self.book, cohort_id=self.cohort)
        ]
        yield _("Who stayed: {counts}").format(counts=" -> ".join(stayed))

    def _needs(self, order: Sequence[int]) -> None:
        for place, enrolment in enumerate(order):
            coaching.record_need(
                self.book,
                enrolment_id=enrolment,
                title=_NEEDS[place % len(_NEEDS)],
                raised_by=(RaisedBy.SELF, RaisedBy.TRAINER, RaisedBy.SUPERVISOR)[place % 3],
                priority=1 + place % 3,
            )

    def _round(self, number: int, first: date, last: date, order: Sequence[int]) -> None:
        round_ = coaching.create_round(
            self.book,
            cohort_id=self.cohort,
            title=f"Coaching {number + 1}",
            starts_on=first,
            ends_on=last,
            venue="Islamabad",
        ).id
        gone = {order[place] for place, left_on, _reason in _LEFT if left_on <= first}
        here = [enrolment for enrolment in order if enrolment not in gone]
        for place, enrolment in enumerate(here):
            coaching.record_session(
                self.book,
                round_id=round_,
                enrolment_id=enrolment,
                coach_id=self.experts[place % len(self.experts)],
                held_on=first if place % 2 else last,
                minutes=45,
            )
        if number:
            for row in coaching.action_rows(self.book, cohort_id=self.cohort):
                if row.state is ActionState.OPEN and row.enrolment_id in here[::2]:
                    coaching.set_action_state(self.book, action_id=row.id, state=ActionState.DONE)
            coaching.carry_forward(self.book, round_id=self.rounds[-1])
        else:
            for place, enrolment in enumerate(here):
                coaching.add_action(
                    self.book,
                    enrolment_id=enrolment,
                    round_id=round_,
                    what=_PROMISES[place % len(_PROMISES)],
                    due_on=date(2021, 6, 30),
                )
        for place, enrolment in enumerate(here[:5]):
            coaching.add_note(
                self.book,
                enrolment_id=enrolment,
                round_id=round_,
                text=f"Confident with {_NEEDS[place].lower()}; wants to try it in a real case.",
            )
        what, theme, answer = _CHALLENGES[number]
        challenge = coaching.add_challenge(self.book, round_id=round_, what=what, theme=theme).id
        coaching.add_solution(self.book, challenge_id=challenge, what=answer)
        self.rounds.append(round_)

    def sheet(self) -> Iterator[str]:
        done = export.export_cohort(self.book, self.folder / "cohort.xlsx", cohort_id=self.cohort)
        yield done.summary()


def _mark(place: int, row: GridRow, session: SessionRow, position: int) -> Mark:
    """What the paper says: nearly everybody present, some late, excused or online, three seldom."""
    if place in _CAME_LESS:
        return Mark("A") if position in (1, 4, 5, 8) else Mark("P", Mode.IN_ROOM)
    mode = Mode.ONLINE if (place + position) % 5 == 4 else Mode.IN_ROOM
    if not session.mandatory and (place * 7 + position * 3) % 29 == 0:
        return Mark("E")
    if (place * 5 + position * 11) % 31 == 0:
        return Mark("L", mode)
    if (place * 3 + position * 7) % 47 == 0:
        return Mark("P", mode, minutes=session.minutes - 40)
    return Mark("P", mode)
