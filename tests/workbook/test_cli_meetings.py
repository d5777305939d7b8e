"""A meeting's report on the command line: shown, and marked only when that is said."""

import json
from datetime import date
from pathlib import Path

import pytest

from workbook import cli
from workbook.services import attendance, cohorts, people, schedule
from workbook.storage.book import Workbook

PASSPHRASE = "rainy season"
REPORT = (
    "Full Name\tUser Action\tTimestamp\n"
    "Adila Noor\tJoined\t11/03/2020, 08:55:00 AM\n"
    "Adila Noor\tLeft\t11/03/2020, 04:30:00 PM\n"
    "Trainer's iPad\tJoined\t11/03/2020, 08:41:10 AM\n"
)


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "isb.workbook"
    with Workbook.create(
        path, passphrase=PASSPHRASE, office_code="ISB", office_name="Islamabad", operator="C"
    ) as book:
        cohort = cohorts.create_cohort(
            book,
            code="2020-A",
            title="Investigation",
            starts_on=date(2020, 11, 2),
            ends_on=date(2020, 11, 6),
        ).id
        people_ids = [
            people.create_person(book, name_latin=name).id for name in ("Adila Noor", "Saima Khan")
        ]
        cohorts.enrol(book, cohort_id=cohort, person_ids=people_ids)
        schedule.plan_training(book, cohort_id=cohort, template="investigation-week")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.csv"
    path.write_bytes(REPORT.encode("utf-16"))
    return path


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


def marked(path: Path) -> int:
    with Workbook.open(path, passphrase=PASSPHRASE, operator="C", read_only=True) as book:
        cohort = cohorts.get_cohort_by_code(book, code="2020-A").id
        grid = attendance.attendance_grid(book, cohort_id=cohort)
        return sum(mark is not None for row in grid.rows for mark in row.marks)


def test_a_report_is_shown_and_marked_when_asked(
    workbook: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("take-in", workbook, report, "--cohort", "2020-A") == 0
    said = capsys.readouterr().out
    assert "2 marks proposed" in said
    assert "With --mark" in said
    assert marked(workbook) == 0
    assert run("take-in", workbook, report, "--cohort", "2020-A", "--mark", "--dry-run") == 0
    assert marked(workbook) == 0
    capsys.readouterr()
    assert run("take-in", workbook, report, "--cohort", "2020-A", "--mark", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["marked"], told["people"], told["devices"]) == (2, 1, 1)
    assert marked(workbook) == 2
    assert run("undo", workbook) == 0
    assert marked(workbook) == 0


def test_a_report_needs_a_cohort_and_a_sensible_threshold(
    workbook: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("take-in", workbook, report, "--mark") != 0
    assert "--cohort" in capsys.readouterr().err
    assert run("take-in", workbook, report, "--cohort", "2020-A", "--threshold", "0") != 0
    assert "1 to 100" in capsys.readouterr().err
    assert marked(workbook) == 0
