"""The script that scores a folder of labelled lists says what is right and what is not."""

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

_SCRIPT = importlib.util.spec_from_file_location("score", Path(__file__).with_name("score.py"))
assert _SCRIPT is not None
assert _SCRIPT.loader is not None
score = sys.modules["score"] = importlib.util.module_from_spec(_SCRIPT)
_SCRIPT.loader.exec_module(score)

LIST = "Name,Mobile\nHina Raza,03012345678\nSana Jibraan,03012345679\n"
CODES = "Code\nA1\nA2\n"


def folder(path: Path, people: int) -> Path:
    (path / "list.csv").write_text(LIST)
    (path / "codes.csv").write_text(CODES)
    with (path / "expected.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["path", "expected_outcome", "people_sheet", "header_row0", "people_rows"])
        lines.writerow(["list.csv", "READ", "csv", 0, people])
        lines.writerow(["codes.csv", "EMPTY or NOT-PEOPLE", "csv", 0, 0])
    return path


def test_a_folder_that_is_read_rightly_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score.main(folder(tmp_path, people=2)) == 0
    said = capsys.readouterr().out
    assert "1 of 1 labelled lists right at once (100.0%)" in said
    assert "1 of 1 other files as they may be" in said


def test_a_wrong_count_is_shown_beside_the_right_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score.main(folder(tmp_path, people=3)) == 1
    said = capsys.readouterr().out
    assert "header row 0, 3 people; got sheet" in said
    assert "WRONG when told too" in said
