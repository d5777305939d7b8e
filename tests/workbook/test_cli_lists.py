"""`inspect`, and how `take-in` is told where a list stands."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from workbook.cli import main

SAMPLE = Path(str(files("resources"))) / "sample"


def inspect(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["inspect", *arguments, "--json"])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, said


def written(path: Path, **sheets: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
    return path


@pytest.fixture
def days(tmp_path: Path) -> Path:
    return written(
        tmp_path / "days.xlsx",
        One=[["Title"], ["Name", "Mobile"], ["Hina Raza", "03012345678"]],
        Two=[["Trainer", "Topic"], ["Name", "Mobile"], ["Sana Jibraan", "03012345679"]],
    )


def test_a_list_is_told_with_its_columns_and_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = inspect(capsys, str(SAMPLE / "fia-nominations.xlsx"))
    assert code == 0
    assert (said["kind"], said["sheet"], said["header_row"]) == ("nominations", "Nominations", 5)
    assert said["header_rows"] == [5, 6]
    assert (said["people"], said["persons"], said["reserve"]) == (19, 19, 2)
    assert said["sheets"] == [
        {"name": "Nominations", "hidden": False, "people": 19, "header_row": 5}
    ]
    assert said["mapping"][5] == {
        "column": "F",
        "header": "CNIC No.",
        "field": "national_id",
        "filled": 19,
        "right": 19,
        "by": "header",
    }
    assert said["agency"]["short_name"] == "FIA"
    assert said["sex"] == "female"
    assert said["across"] is False


def test_rows_of_one_person_are_one_person(capsys: pytest.CaptureFixture[str]) -> None:
    _code, said = inspect(capsys, str(SAMPLE / "elearning-completions.csv"))
    assert (said["kind"], said["people"], said["persons"]) == ("completions", 105, 25)
    assert said["encoding"] is not None


def test_hidden_sheets_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    _code, said = inspect(capsys, str(SAMPLE / "punjab-police-nominations.xlsx"))
    assert said["people"] == 8
    assert [sheet["hidden"] for sheet in said["sheets"]] == [False, True]
    assert [sheet["people"] for sheet in said["sheets"]][:1] == [8]
    assert any("hidden" in warning for warning in said["warnings"])


def test_a_refusal_is_told_in_one_word_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_text("Code\nA1\nA2\n")
    code, said = inspect(capsys, str(codes))
    assert code == 2
    assert said["reason"] == "not_people"
    assert said["sentence"]
    assert main(["inspect", str(codes)]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.strip() == said["sentence"]


def test_sheet_and_header_row_can_be_told(days: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, said = inspect(capsys, str(days), "--sheet", "Two", "--header-row", "1")
    assert (said["sheet"], said["header_row"], said["people"]) == ("Two", 1, 1)
    _code, said = inspect(capsys, str(days), "--sheet", "One", "--header-row", "none")
    assert said["header_row"] is None
    code, said = inspect(capsys, str(days), "--sheet", "Three")
    assert code == 2
    assert "“One”, “Two”" in said["sentence"]


def test_the_words_for_people_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(SAMPLE / "fia-nominations.xlsx")]) == 0
    out = capsys.readouterr().out
    assert "19 rows name people (19 people, 2 in reserve)" in out
    assert "header in row 6" in out
    assert "19 of 19 look right" in out


def test_it_needs_no_workbook_and_writes_nothing(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    order = "import sys; from workbook.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", order, "inspect", str(SAMPLE / "fia-nominations.xlsx"), "--json"],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["people"] == 19
    assert sorted(tmp_path.iterdir()) == before


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "correct horse battery staple")
    path = tmp_path / "w.cohort"
    assert main(["new", str(path), "--office", "ISB", "--name", "Islamabad office"]) == 0
    return path


def test_a_list_is_taken_in_from_the_sheet_that_is_told(
    workbook: Path, days: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--sheet", "Two", "--header-row", "1", "--json"]
    capsys.readouterr()
    assert main(["take-in", str(workbook), str(days), *where]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["counts"]["new"] == 1


def test_an_empty_list_can_be_written_in_a_language(tmp_path: Path) -> None:
    out = tmp_path / "nominations.xlsx"
    assert main(["template", str(out), "--language", "ur"]) == 0
    (sheet, *_others) = openpyxl.load_workbook(out).worksheets
    assert sheet.sheet_view.rightToLeft
    with pytest.raises(SystemExit):
        main(["template", str(out), "--language", "xx"])


def test_what_comes_first_in_dates_can_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Name", "Mobile", "Date of birth"], ["Hina Raza", "03012345678", "03/04/1990"]]
    path = written(tmp_path / "list.xlsx", List=rows)
    _code, asked = inspect(capsys, str(path))
    assert [question["header"] for question in asked["questions"]] == ["Date of birth"]
    _code, told = inspect(capsys, str(path), "--dates", "month")
    assert told["questions"] == []


def test_a_copy_of_the_list_says_what_became_of_each_row(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.xlsx"
    given = [str(workbook), str(SAMPLE / "fia-nominations.xlsx"), "--result", str(out)]
    assert main(["take-in", *given]) == 0
    cells = [cell.value for row in openpyxl.load_workbook(out).worksheets[0].rows for cell in row]
    assert cells.count("New") == 19
    assert cells.count("Result") == 1


def test_a_row_that_may_be_another_row_names_her_and_can_be_decided_as_her(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["Name", "CNIC", "Mobile", "Rank"]
    her = ["Sana Jibraan", "54530-2123863-6", "0307-7625740", ""]
    again = ["Jibraan Sana", "", "0307-7625740", "DSP"]
    path = written(tmp_path / "list.xlsx", Police=[header, her, again])
    capsys.readouterr()
    assert main(["take-in", str(workbook), str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    first, second = said["records"]
    assert (first["outcome"], second["outcome"]) == ("new", "needs_you")
    (candidate,) = second["candidates"]
    assert candidate == {
        "person": first["person"],
        "name": "Sana Jibraan",
        "evidence": ["phone", "name"],
        "row": "Row 2 of this list",
    }
    (item,) = said["items"]
    assert "sheet “Police”, row 3" in item["sentence"]
    assert item["candidates"][0]["value"] == "Sana Jibraan"
    assert main(["resolve", str(workbook), item["id"], "--take", "1"]) == 0
    capsys.readouterr()
    assert main(["dump", str(workbook)]) == 0
    dumped = capsys.readouterr().out
    assert dumped.count("Sana Jibraan") == 1
    assert "DSP" in dumped


def test_how_a_list_was_read_is_kept_under_a_name_and_used_again(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Name", "Mobile", "Date of birth"], ["Hina Raza", "03012345678", "03/04/1990"]]
    first = written(tmp_path / "first.xlsx", List=rows)
    rows[1] = ["Sana Jibraan", "03012345679", "05/06/1991"]
    second = written(tmp_path / "second.xlsx", List=rows)
    for arguments in (
        [str(first), "--dates", "month", "--keep", "Police"],
        [str(second), "--map", "Police", "--dry-run", "--json"],
    ):
        capsys.readouterr()
        assert main(["take-in", str(workbook), *arguments]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["counts"]["new"] == 1
    (born,) = [c["new"] for c in plan["records"][0]["changes"] if c["field"] == "born_on"]
    assert born == "1991-05-06"
    assert main(["take-in", str(workbook), str(second), "--map", "Nobody"]) == 2


def test_files_of_ours_are_told_by_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "password.txt"
    key.write_text("correct horse battery staple")
    password = ["--passphrase-file", str(key)]
    book = str(tmp_path / "w.cohort")
    new = ["new", book, "--office", "ISB", "--name", "Islamabad office"]
    assert main([*new, *password]) == 0
    nominations = str(SAMPLE / "fia-nominations.xlsx")
    assert main(["take-in", book, nominations, *password]) == 0
    form, hand_out, sent = (str(tmp_path / f"{name}.xlsx") for name in ("form", "hand", "sent"))
    assert main(["form", book, form, *password]) == 0
    assert main(["hand-out", book, hand_out, *password]) == 0
    assert main(["send", book, sent, "--password-file", str(key), *password]) == 0
    capsys.readouterr()
    assert inspect(capsys, form)[1]["kind"] == "form"
    assert inspect(capsys, sent)[1]["reason"] == "password"
    assert inspect(capsys, sent, "--password-file", str(key))[1]["kind"] == "exchange"
    code, said = inspect(capsys, hand_out)
    assert (code, said["reason"]) == (2, "unsupported")
