"""Reports of online meetings as platforms write them: who joined and left, and who is a device."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import SheetError
from workbook.intake.clock import moment_of, seconds_of
from workbook.intake.devices import device_reason, spellings_of
from workbook.intake.meeting import Stay, is_report, read_report, seconds_within, together
from workbook.intake.values import DateOrder
from workbook.sheets.reader import read_sheets

ZOOM = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Adila Noor,adila@example.org,11/03/2020 09:01:10 AM,11/03/2020 11:00:00 AM,119,Yes
Adila Noor,adila@example.org,11/03/2020 10:30:00 AM,11/03/2020 12:00:00 PM,90,Yes
iPhone (Bushra Gul),,11/03/2020 09:20:00 AM,11/03/2020 12:00:00 PM,160,Yes
Galaxy A12,,11/03/2020 09:20:00 AM,11/03/2020 12:00:00 PM,160,Yes
Saima Khan - FIA,,11/03/2020 12:20:00 PM,11/03/2020 01:05:00 PM,45,Yes
"""
ZOOM_HEAD = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
812 3456 7890,Second day,25/11/2020 08:55:00 AM,25/11/2020 04:30:00 PM,a@example.org,455,3,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Adila Noor,,25/11/2020 08:50:00 AM,25/11/2020 08:55:00 AM,5,Yes,Yes
Adila Noor,,25/11/2020 08:55:00 AM,25/11/2020 04:00:00 PM,425,Yes,No
03 Bushra_Gul,,25/11/2020 09:20:00 AM,,,Yes,No
"""
ZOOM_TOTAL = """\
Name (Original Name),User Email,Total Duration (Minutes),Guest
Adila Noor,,380,Yes
Conference Room,,400,Yes
"""
TEAMS = """\
1. Summary
Meeting title\tSecond day
Attended participants\t2
Start time\t11/13/20, 8:41:10\u202fAM
End time\t11/13/20, 4:30:00\u202fPM
Meeting duration\t7h 48m 50s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Adila Noor (Unverified)\t11/13/20, 9:08:00\u202fAM\t11/13/20, 3:30:00\u202fPM\t5h 32m\t\t\tPresenter
Bushra Gul (FIA)\t11/13/20, 9:08:00\u202fAM\t11/13/20, 3:30:00\u202fPM\t6h 22m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Adila Noor (Unverified)\t11/13/20, 9:08:00\u202fAM\t11/13/20, 11:08:00\u202fAM\t2h 0m\t\tPresenter
Adila Noor (Unverified)\t11/13/20, 11:58:00\u202fAM\t11/13/20, 3:30:00\u202fPM\t3h 32m\t\tPresenter
Bushra Gul (FIA)\t11/13/20, 9:08:00\u202fAM\t11/13/20, 3:30:00\u202fPM\t6h 22m\t\tAttendee
"""
TEAMS_EVENTS = """\
Full Name\tUser Action\tTimestamp
Adila Noor (FIA)\tJoined before\t11/13/2020, 09:08:00 AM
Bushra Gul\tJoined\t11/13/2020, 09:10:00 AM
Adila Noor (FIA)\tLeft\t11/13/2020, 11:08:00 AM
Adila Noor (FIA)\tJoined\t11/13/2020, 11:30:00 AM
Adila Noor (FIA)\tLeft\t11/13/2020, 12:00:00 PM
Trainer's iPad\tJoined\t11/13/2020, 08:41:10 AM
"""
TEAMS_FRENCH = """\
Nom complet\tAction de l’utilisateur\tHorodateur
Adila Noor\tA rejoint\t13/11/2020 à 09:08:00
Bushra Gul\tA rejoint avant\t13/11/2020 à 09:08:00
Adila Noor\tParti\t13/11/2020 à 16:08:00
"""
UNKNOWN_LANGUAGE = """\
Xyz\tQwe\tRty
Adila Noor\tXx\t2020-11-03 09:08:00
Bushra Gul\tXx\t2020-11-03 09:10:00
Adila Noor\tYy\t2020-11-03 16:08:00
Bushra Gul\tYy\t2020-11-03 16:10:00
"""
BIG_BLUE_BUTTON = """\
Name,Moderator,Activity Score,Talk Time,Webcam Time,Messages,Emojis,Raise Hand,Join,Left,Duration
Adila Noor,No,3.2,00:01:02,00:00:00,3,1,0,"13/11/2020, 09:08:00","13/11/2020, 16:08:00",07:00:00
Bushra Gul,Yes,3.2,00:01:02,00:00:00,3,1,0,"13/11/2020, 09:08:00",-,07:10:00
"""
MEET = """\
First name,Last name,Email,Duration,Time joined,Time exited
Adila,Noor,adila@example.org,1 hr 2 min,9:08 AM,10:10 AM
Bushra,Gul,,45 min,9:08 AM,9:53 AM
"""


def read(tmp_path: Path, text: str, encoding: str = "utf-8", **asked):
    path = tmp_path / "report.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return read_report(read_sheets(path), **asked)


def stays_of(report):
    return {
        one.name: [f"{stay.starts:%H:%M}-{stay.ends:%H:%M}" for stay in one.stays]
        for one in report.people
    }


def test_zoom_tells_each_stay_and_overlaps_count_once(tmp_path):
    report = read(tmp_path, ZOOM)
    assert stays_of(report) == {
        "Adila Noor": ["09:01-12:00"],
        "Bushra Gul": ["09:20-12:00"],
        "Saima Khan": ["12:20-13:05"],
    }
    assert [(one.name, bool(one.left_out)) for one in report.devices] == [("Galaxy A12", True)]
    assert report.people[0].email == "adila@example.org"
    assert report.people[0].minutes == 178
    assert report.orders == (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    assert report.days == (date(2020, 3, 11),)
    assert report.read_as(DateOrder.MONTH_FIRST).days == (date(2020, 11, 3),)


def test_zoom_with_its_head_counts_no_waiting_and_ends_what_is_open(tmp_path):
    report = read(tmp_path, ZOOM_HEAD)
    assert (report.title, report.starts, report.ends) == (
        "Second day",
        datetime(2020, 11, 25, 8, 55),
        datetime(2020, 11, 25, 16, 30),
    )
    assert stays_of(report) == {"Adila Noor": ["08:55-16:00"], "Bushra Gul": ["09:20-16:30"]}
    assert [one.open for one in report.people] == [False, True]
    assert any("16:30" in warning for warning in report.warnings)
    assert any("waiting" in warning for warning in report.warnings)


def test_totals_alone_give_minutes_and_say_so(tmp_path):
    report = read(tmp_path, ZOOM_TOTAL)
    assert [(one.name, one.minutes, one.stays) for one in report.people] == [
        ("Adila Noor", 380, ())
    ]
    assert [one.name for one in report.devices] == ["Conference Room"]
    assert any("not when" in warning for warning in report.warnings)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_the_activities_of_teams_are_read_and_not_the_summary(tmp_path, encoding):
    report = read(tmp_path, TEAMS, encoding)
    assert report.title == "Second day"
    assert stays_of(report) == {
        "Adila Noor": ["09:08-11:08", "11:58-15:30"],
        "Bushra Gul": ["09:08-15:30"],
    }
    assert [one.minutes for one in report.people] == [332, 382]
    assert report.orders == (DateOrder.MONTH_FIRST,)


def test_the_header_of_a_report_in_parts_is_that_of_its_participants(tmp_path):
    report = read(tmp_path, TEAMS)

    assert report.header_row == 9
    assert [one.row for one in report.people] == [15, 17]


def test_first_join_and_last_leave_count_no_more_than_was_said(tmp_path):
    report = read(tmp_path, TEAMS.partition("3. In-Meeting")[0])
    assert [one.minutes for one in report.people] == [332, 382]


def test_events_are_paired_and_who_never_left_stays_to_the_end(tmp_path):
    report = read(tmp_path, TEAMS_EVENTS, "utf-16")
    assert stays_of(report) == {
        "Adila Noor": ["09:08-11:08", "11:30-12:00"],
        "Bushra Gul": ["09:10-12:00"],
    }
    assert [one.name for one in report.devices] == ["Trainer's iPad"]


@pytest.mark.parametrize("text", [TEAMS_FRENCH, UNKNOWN_LANGUAGE])
def test_events_in_another_language_are_read(tmp_path, text):
    report = read(tmp_path, text, "utf-16")
    assert [(one.name, one.minutes) for one in report.people] == [
        ("Adila Noor", 420),
        ("Bushra Gul", 420),
    ]


def test_the_dashboard_of_bigbluebutton_is_read(tmp_path):
    report = read(tmp_path, BIG_BLUE_BUTTON)
    assert [one.minutes for one in report.people] == [420, 430]


def test_times_without_a_day_wait_for_one(tmp_path):
    report = read(tmp_path, MEET)
    assert report.dayless
    assert [one.minutes for one in report.people] == [62, 45]
    assert stays_of(report.on(date(2020, 11, 3))) == {
        "Adila Noor": ["09:08-10:10"],
        "Bushra Gul": ["09:08-09:53"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "Name,Mobile,Joined\nAdila Noor,03005550000,02/11/2015\n",
        "Name,Duration\nInvestigation,3\nInterviewing,4\n",
        "Name,Course,Status,Completed on\nAdila Noor,SOM-201,passed,2020-10-01\n",
        "Name,Email,Duration\nAdila Noor,adila@example.org,as long as it takes\n",
    ],
)
def test_other_lists_are_no_reports(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    file = read_sheets(path)
    assert not is_report(file)
    with pytest.raises(SheetError) as raised:
        read_report(file)
    assert raised.value.reason == "not_people"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Adila Noor (FIA)", "Adila Noor"),
        ("FIA | Adila Noor", "Adila Noor"),
        ("Ms. ADILA NOOR (Guest)", "Adila Noor"),
        ("12. adila_noor", "Adila Noor"),
        ("Galaxy A51 (Adila Noor)", "Adila Noor"),
        ("Adila Noor (she/her)", "Adila Noor"),
        ("عادلہ نور", "عادلہ نور"),
    ],
)
def test_a_name_is_found_among_what_stands_beside_it(written, name):
    spelt = spellings_of(written)
    assert (spelt[0], device_reason(spelt)) == (name, "")


@pytest.mark.parametrize(
    "written",
    [
        "iPhone",
        "Adila's iPhone",
        "Trainer's iPad",
        "Galaxy A12",
        "SM-A105F",
        "HP",
        "DESKTOP-4KJ2L9",
        "Zoom user",
        "user",
        "Guest 3",
        "Conference Room",
        "Training Hall (Lahore HQ)",
        "923001234567",
        "Otter.ai Notetaker",
        "گیلکسی",
        "🙂",
    ],
)
def test_devices_and_rooms_are_nobody(written):
    assert device_reason(spellings_of(written))


def test_a_device_that_tells_the_whole_name_is_hers():
    assert device_reason(spellings_of("Adila Noor's iPhone 12")) == ""


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("11/03/2020, 12:00:00 AM", datetime(2020, 3, 11, 0, 0)),
        ("11/3/20, 12:05:00\u202fPM", datetime(2020, 3, 11, 12, 5)),
        ("2020-03-11T09:08:00Z", datetime(2020, 3, 11, 9, 8)),
        ("3 Nov 2020 09:08:30", datetime(2020, 11, 3, 9, 8, 30)),
        ("November 3, 2020 4:08 pm", datetime(2020, 11, 3, 16, 8)),
        ("١١/٠٣/٢٠٢٠ ٠٤:٠٨ م", datetime(2020, 3, 11, 16, 8)),
        ("11.03.2020 16:08", datetime(2020, 3, 11, 16, 8)),
    ],
)
def test_moments_are_read_as_written(written, moment):
    found = moment_of(written, DateOrder.DAY_FIRST)
    assert found is not None
    assert found.at == moment


@pytest.mark.parametrize("written", ["11/03/2020", "99/99/2020 09:00", "Joined", "25:61", 7, None])
def test_what_is_no_moment_is_none(written):
    assert moment_of(written, DateOrder.DAY_FIRST) is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1h 23m 4s", 4984),
        ("01:23:04", 4984),
        ("83", 4980),
        (84, 5040),
        ("1 hr 2 min", 3720),
        ("45 min", 2700),
        ("۱ ساعت ۲۳ دقیقه", 4980),
        ("1 Std. 23 Min.", 4980),
        ("10/11/2020", None),
        ("soon", None),
    ],
)
def test_durations_are_read_as_written(written, seconds):
    assert seconds_of(written) == seconds


_minutes = st.integers(min_value=0, max_value=1200)


@given(st.lists(st.tuples(_minutes, _minutes), max_size=12), st.tuples(_minutes, _minutes))
def test_stays_together_count_every_moment_once(pairs, window):
    midnight = datetime(2020, 11, 3)

    def at(minute: int) -> datetime:
        return midnight.replace(hour=minute // 60, minute=minute % 60)

    stays = [Stay(at(min(pair)), at(max(pair))) for pair in pairs]
    starts, ends = min(window), max(window)
    merged = together(stays)
    there = {minute for pair in pairs for minute in range(min(pair), max(pair))}
    expected = len(there & set(range(starts, ends)))
    assert seconds_within(merged, at(starts), at(ends)) == 60 * expected
    assert all(one.ends < other.starts for one, other in pairwise(merged))
