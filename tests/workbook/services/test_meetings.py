"""A meeting report reviewed beside the sessions of its day: proposed, ticked, marked, undone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from workbook.domain.training import TRAINING_SESSION, Mark
from workbook.errors import RuleError
from workbook.intake.values import DateOrder
from workbook.services import erase, history, meetings, people
from workbook.services.attendance import attendance_grid
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t

HEAD = "Full Name\tUser Action\tTimestamp\n"
DAY = date(2020, 11, 3)


def events(*stays: tuple[str, str, str], day: str = "11/03/2020") -> str:
    """A Teams report of (name, joined, left) on a day, in 24 hours."""
    lines = [
        f"{name}\t{action}\t{day}, {at}:00"
        for name, joined, left in stays
        for action, at in (("Joined", joined), ("Left", left))
        if at
    ]
    return HEAD + "\n".join(lines) + "\n"


def read(tmp_path: Path, text: str, name: str = "report.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-16"))
    return meetings.read_report(read_sheets(path))


def marks_of(book, cohort):
    grid = attendance_grid(book, cohort_id=cohort)
    return {
        (session.id, row.enrolment_id): mark
        for row in grid.rows
        for session, mark in zip(grid.sessions, row.marks, strict=True)
        if mark is not None
    }


@pytest.fixture
def officers(book, make, clock):
    """(cohort, sessions of 3 November, enrolments by name); sessions 9:00-12:30 and 13:30-16:30."""
    cohort = make.cohort()
    people = {
        "Adila Noor": make.person(name_latin="Adila Noor", email="adila@example.org"),
        "Bushra Gul": make.person(name_native="بشریٰ گل", name_latin="Bushra Gul"),
        "Saima Khan": make.person(name_latin="Saima Khan"),
        "Saima Shah": make.person(name_latin="Saima Shah"),
    }
    enrolments = {name: make.enrolment(cohort, person) for name, person in people.items()}
    return cohort, make.sessions(cohort)[2:4], enrolments


def test_minutes_in_each_session_propose_present_late_or_absent(book, tmp_path, officers):
    cohort, (morning, afternoon), enrolments = officers
    report = read(
        tmp_path,
        events(
            ("Noor Adila (FIA)", "08:50", "16:40"),
            ("Bushra Gul", "09:16", "12:30"),
            ("Saima Khan", "09:00", "10:00"),
            ("Trainer's iPad", "08:30", ""),
        ),
    )
    review = meetings.review(book, report, cohort_id=cohort)
    assert review.days == (DAY,)
    assert [session.id for session in review.sessions] == [morning, afternoon]
    cells = {row.participant: row.cells for row in review.rows if row.cells}
    assert [(c.minutes, c.new) for c in cells["Adila Noor"]] == [
        (210, Mark("P", "online")),
        (180, Mark("P", "online")),
    ]
    assert [(c.minutes, c.new, c.ticked) for c in cells["Bushra Gul"]] == [
        (194, Mark("L", "online", 194), True),
        (0, Mark("A"), False),
    ]
    assert [(c.minutes, c.new, c.ticked) for c in cells["Saima Khan"]] == [
        (60, Mark("A"), True),
        (0, Mark("A"), False),
    ]
    # Whoever is not in the report may have been in the room.
    assert [(c.new, c.ticked) for c in cells["Saima Shah"]] == [(Mark("A"), False)] * 2
    assert [row.name for row in review.rows if row.left_out] == ["Trainer's iPad"]
    assert marks_of(book, cohort) == {}
    assert review.ticked == {
        (morning, enrolments["Adila Noor"]): Mark("P", "online"),
        (afternoon, enrolments["Adila Noor"]): Mark("P", "online"),
        (morning, enrolments["Bushra Gul"]): Mark("L", "online", 194),
        (morning, enrolments["Saima Khan"]): Mark("A"),
    }


def test_what_is_ticked_is_entered_as_one_step_that_undo_takes_back(book, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    report = read(tmp_path, events(("Adila Noor", "09:00", "16:30")))
    review = meetings.review(book, report, cohort_id=cohort)
    chosen = {(morning, enrolments["Saima Shah"]): Mark("E"), **review.ticked}
    before = len(history.history_rows(book))
    meetings.mark(book, review, ticked=chosen)
    assert marks_of(book, cohort) == chosen
    assert len(history.history_rows(book)) == before + 1
    again = meetings.review(book, report, cohort_id=cohort)
    assert again.ticked == {}
    assert "entered on" in again.notices[0]
    history.undo_last(book)
    assert marks_of(book, cohort) == {}


def test_a_mark_that_stands_is_shown_and_not_overwritten_unasked(book, make, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    make.marks([morning], [enrolments["Adila Noor"]], "E", mode=None)
    report = read(tmp_path, events(("Adila Noor", "09:00", "16:30")))
    review = meetings.review(book, report, cohort_id=cohort)
    cell = next(row for row in review.rows if row.participant == "Adila Noor").cells[0]
    assert (cell.old, cell.new, cell.ticked) == (Mark("E"), Mark("P", "online"), False)
    assert cell.changes
    meetings.mark(book, review)
    assert marks_of(book, cohort)[morning, enrolments["Adila Noor"]] == Mark("E")
    review = meetings.review(book, report, cohort_id=cohort)
    meetings.mark(book, review, ticked={(morning, enrolments["Adila Noor"]): Mark("P", "online")})
    assert marks_of(book, cohort)[morning, enrolments["Adila Noor"]] == Mark("P", "online")


def test_a_mark_entered_meanwhile_stops_it(book, make, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    review = meetings.review(
        book, read(tmp_path, events(("Adila Noor", "09:00", "16:30"))), cohort_id=cohort
    )
    make.marks([morning], [enrolments["Adila Noor"]], "A")
    with pytest.raises(RuleError, match="changed since"):
        meetings.mark(book, review)
    assert len(marks_of(book, cohort)) == 1
    with pytest.raises(RuleError, match="Nothing is ticked"):
        meetings.mark(book, review, ticked={})


def test_the_threshold_decides_and_is_remembered(book, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    report = read(tmp_path, events(("Adila Noor", "09:00", "11:00")))
    assert meetings.threshold_of(book, cohort_id=cohort) == 75
    strict = meetings.review(book, report, cohort_id=cohort)
    lenient = meetings.review(book, report, cohort_id=cohort, threshold=50)
    pair = (morning, enrolments["Adila Noor"])
    assert (strict.ticked[pair], lenient.ticked[pair]) == (Mark("A"), Mark("P", "online", 120))
    meetings.mark(book, lenient)
    assert meetings.threshold_of(book, cohort_id=cohort) == 50


def test_breaks_in_a_session_make_nobody_shorter(book, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    with book.changing("Shorten") as change:
        change.edit(TRAINING_SESSION, morning, minutes=180)
    report = read(tmp_path, events(("Adila Noor", "09:00", "12:05")))
    review = meetings.review(book, report, cohort_id=cohort)
    assert review.ticked[morning, enrolments["Adila Noor"]] == Mark("P", "online")


def test_two_devices_of_one_person_count_once(book, tmp_path, officers):
    cohort, (_morning, _afternoon), _enrolments = officers
    report = read(
        tmp_path,
        events(("Adila Noor", "09:00", "10:00"), ("adila's phone", "09:30", "11:00")),
    )
    key = next(one.key for one in report.devices)
    enrolment = officers[2]["Adila Noor"]
    review = meetings.review(book, report, cohort_id=cohort, links={key: enrolment})
    rows = [row for row in review.rows if row.enrolment_id == enrolment]
    assert [len(row.cells) for row in rows] == [2, 0]
    assert rows[0].cells[0].minutes == 120
    assert "same person" in rows[1].reason


def test_a_name_linked_once_is_proposed_the_next_time(book, tmp_path, officers):
    cohort, (_morning, _afternoon), enrolments = officers
    report = read(
        tmp_path, events(("Samsung SM-A12", "09:00", "12:30"), ("Saima", "09:00", "12:30"))
    )
    review = meetings.review(book, report, cohort_id=cohort)
    (asked,) = [row for row in review.rows if row.needs_you]
    assert (asked.name, [name for _e, name in asked.candidates][:2]) == (
        "Saima",
        ["Saima Khan", "Saima Shah"],
    )
    links = {asked.key: enrolments["Saima Shah"]}
    review = meetings.review(book, report, cohort_id=cohort, links=links)
    meetings.mark(book, review)
    other = read(tmp_path, events(("SAIMA", "09:00", "12:30"), day="11/04/2020"), "next.csv")
    row = meetings.review(book, other, cohort_id=cohort).rows[0]
    assert (row.participant, row.reason) == ("Saima Shah", "joined under this name before")
    left_out = meetings.review(book, other, cohort_id=cohort, links={row.key: None}).rows[0]
    assert (left_out.enrolment_id, left_out.cells) == (None, ())


def test_a_name_that_was_linked_goes_when_she_is_erased(book, make, tmp_path, officers):
    cohort, _sessions, enrolments = officers
    report = read(tmp_path, events(("Galaxy A12", "09:00", "12:30")))
    (key,) = (one.key for one in report.devices)
    links = {key: enrolments["Saima Shah"]}
    meetings.mark(book, meetings.review(book, report, cohort_id=cohort, links=links))
    assert meetings.review(book, report, cohort_id=cohort).rows[0].participant == "Saima Shah"
    person = next(p for p in people.person_rows(book) if p.name == "Saima Shah")
    erase.erase(book, person_id=person.id, reason="asked for", confirmed=person.ref)
    with book.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.waiting)) == 0


def test_the_day_of_a_session_tells_day_from_month(book, tmp_path, officers):
    cohort = officers[0]
    review = meetings.review(
        book, read(tmp_path, events(("Adila Noor", "09:00", "16:30"))), cohort_id=cohort
    )
    assert (review.report.order, review.question) == (DateOrder.MONTH_FIRST, "")
    report = read(tmp_path, events(("Adila Noor", "09:00", "16:30"), day="05/06/2021"), "b.csv")
    asked = meetings.review(book, report, cohort_id=cohort)
    assert "two ways" in asked.question
    assert (asked.rows, asked.ticked) == ((), {})
    answered = meetings.review(book, report, cohort_id=cohort, order=DateOrder.DAY_FIRST)
    assert (answered.question, answered.sessions) == ("", ())
    assert any("05 June 2021" in warning for warning in answered.warnings)


def test_times_of_another_zone_are_said_and_can_be_moved(book, tmp_path, officers):
    cohort, (morning, _afternoon), enrolments = officers
    report = read(tmp_path, events(("Adila Noor", "04:00", "07:30")))
    review = meetings.review(book, report, cohort_id=cohort)
    assert any("time zone" in warning for warning in review.warnings)
    moved = meetings.review(book, report, cohort_id=cohort, shift=timedelta(hours=5))
    assert not any("time zone" in warning for warning in moved.warnings)
    assert moved.ticked == {(morning, enrolments["Adila Noor"]): Mark("P", "online")}


def test_a_total_marks_one_session_or_all_of_a_day_that_was_long_enough(book, tmp_path, officers):
    cohort, (morning, afternoon), enrolments = officers
    path = tmp_path / "zoom.csv"
    path.write_text(
        "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
        "Adila,adila@example.org,380,Yes\nBushra Gul,,200,Yes\n"
    )
    report = meetings.read_report(read_sheets(path))
    whole = meetings.review(book, report, cohort_id=cohort, day=DAY)
    assert whole.ticked == {
        (session, enrolments["Adila Noor"]): Mark("P", "online") for session in (morning, afternoon)
    }
    assert whole.rows[0].reason == "same e-mail address"
    one = meetings.review(book, report, cohort_id=cohort, session_id=morning)
    assert one.ticked[morning, enrolments["Bushra Gul"]] == Mark("P", "online", 200)


def test_somebody_who_is_nominated_only_is_not_marked(book, make, tmp_path, officers):
    cohort = officers[0]
    make.enrolment(cohort, make.person(name_latin="Zarmina Aziz"), state="nominated")
    report = read(tmp_path, events(("Zarmina Aziz", "09:00", "16:30")))
    row = meetings.review(book, report, cohort_id=cohort).rows[0]
    assert (row.enrolment_id, row.cells) == (None, ())
    assert "not enrolled" in row.reason


def test_the_review_says_itself_in_lines_and_names_no_mark_that_is_not_proposed(
    book, tmp_path, officers
):
    cohort = officers[0]
    report = read(tmp_path, events(("Adila Noor", "09:00", "16:30"), ("Saima", "09:00", "16:30")))
    review = meetings.review(book, report, cohort_id=cohort)
    assert review.summary().startswith("2 marks proposed, 1 name needs you, 0 left out")
    assert any("09:00: 210 min, – → P" in line for line in review.lines())
    said = review.to_json()
    assert said["rows"][0]["sessions"][0]["new"] == {
        "status": "P",
        "mode": "online",
        "minutes": None,
    }
