"""The command line, from the files agencies send to printed certificates."""

import json
import os
import shutil
import stat
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from workbook import cli

SAMPLE = Path(str(files("resources"))) / "sample"
COHORT = "2020-A"


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "rainy season")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with an empty cohort, made from the command line; each test gets a copy."""
    path = tmp_path_factory.mktemp("prepared") / "isb.workbook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_PASSPHRASE", "rainy season")
        run("new", path, "--office", "ISB", "--name", "Islamabad office")
        run(
            *("cohort", path, COHORT, "--title", "Investigation skills"),
            *("--from", "2020-11-02", "--to", "2020-11-06"),
        )
    return path


@pytest.fixture
def workbook(prepared: Path, tmp_path: Path) -> Path:
    """A copy of `prepared`, closed."""
    return Path(shutil.copy2(prepared, tmp_path))


def run(*words: object) -> None:
    assert cli.main([str(word) for word in words]) == 0


def take_in(capsys: pytest.CaptureFixture[str], path: Path, sheet: Path) -> dict[str, int]:
    capsys.readouterr()
    run("take-in", path, sheet, "--cohort", COHORT, "--json")
    counts: dict[str, int] = json.loads(capsys.readouterr().out)["counts"]
    return counts


def counted(**counts: int) -> dict[str, int]:
    return {"new": 0, "same": 0, "changed": 0, "needs_you": 0, "refused": 0, **counts}


def test_from_two_lists_to_printed_certificates(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(capsys, workbook, SAMPLE / "fia-nominations.xlsx") == counted(new=19)
    assert take_in(capsys, workbook, SAMPLE / "punjab-police-nominations.xlsx") == counted(new=8)
    assert take_in(capsys, workbook, SAMPLE / "elearning-completions.csv") == counted(new=105)
    assert take_in(capsys, workbook, SAMPLE / "fia-nominations.xlsx") == counted(same=19)

    run("enrol", workbook, "--cohort", COHORT, "--all-ready")
    said = capsys.readouterr().out
    assert "23 enrolled: 23 ready, 0 allowed" in said
    lacking = [line.split()[0] for line in said.splitlines() if "nominated" in line]
    assert len(lacking) == 2
    for ref in lacking:
        run("enrol", workbook, "--cohort", COHORT, "--allow", ref, "--reason", "Finishes it soon")
    assert "25 enrolled: 23 ready, 2 allowed" in capsys.readouterr().out

    run("plan", workbook, "--cohort", COHORT, "--template", "investigation-week")
    assert len(capsys.readouterr().out.splitlines()) == 10
    for language in ("en", "ur"):
        out = tmp_path / f"sheets-{language}.pdf"
        run("print-sheets", workbook, out, "--cohort", COHORT, "--language", language)
        assert out.read_bytes().startswith(b"%PDF")

    run("mark", workbook, "--cohort", COHORT, marks_sheet(workbook, tmp_path))
    capsys.readouterr()
    run("issue", workbook, "--cohort", COHORT, "--dry-run")
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("To issue: 25 completion, 0 attendance. Out already: 0.")
    assert len(rest) == 25
    run("issue", workbook, "--cohort", COHORT)
    numbers = [word for word in capsys.readouterr().out.split() if word.startswith("ISB-")]
    assert len(set(numbers)) == 25

    everyone, one, again = (tmp_path / f"{name}.pdf" for name in ("all", "one", "again"))
    run("print-certificates", workbook, everyone, "--cohort", COHORT)
    number = min(numbers).strip(",.:")
    for out in (one, again):
        run("print-certificates", workbook, out, "--cohort", COHORT, "--only", number)
    assert one.read_bytes() == again.read_bytes()
    run("check", workbook)


def marks_sheet(workbook: Path, tmp_path: Path) -> Path:
    """Everybody present in all ten half-days, people named by their Ref."""
    from workbook.services import attendance, cohorts
    from workbook.storage.book import Workbook

    with Workbook.open(workbook, passphrase="rainy season", read_only=True) as book:
        cohort = cohorts.get_cohort_by_code(book, code=COHORT).id
        sessions = attendance.attendance_grid(book, cohort_id=cohort).sessions
        people = [
            row for row in cohorts.enrolment_rows(book, cohort_id=cohort) if row.state == "enrolled"
        ]
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Ref", "Name", *(session.label for session in sessions)])
    for row in people:
        sheet.append([row.person_ref, row.name, *("P" for _ in sessions)])
    path = tmp_path / "marks.xlsx"
    made.save(path)
    return path


def test_an_own_sheet_taken_in_changes_nothing_and_one_edited_phone_changes_one(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(capsys, workbook, SAMPLE / "punjab-police-nominations.xlsx")
    out = tmp_path / "cohort.xlsx"
    run("export", workbook, out, "--cohort", COHORT, "--with", "phones")
    counts = take_in(capsys, workbook, out)
    assert counts == counted(same=counts["same"])
    assert counts["same"] > 0

    made = openpyxl.load_workbook(out)
    sheet = made["People"]
    fields = {cell.value: cell.column for cell in sheet[1]}
    phone = sheet.cell(row=3, column=fields["f.person.phone"])
    phone.value = "03001234567"
    made.save(out)
    capsys.readouterr()
    run("take-in", workbook, out, "--cohort", COHORT)
    said = capsys.readouterr().out
    assert "1 changed" in said
    assert "People" in said
    assert phone.coordinate in said


def test_a_dry_run_changes_nothing(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("dump", workbook)
    before = capsys.readouterr().out
    run("take-in", workbook, SAMPLE / "fia-nominations.xlsx", "--cohort", COHORT, "--dry-run")
    assert "19 new" in capsys.readouterr().out
    run("dump", workbook)
    assert capsys.readouterr().out == before


def test_what_leaves_only_when_ticked_is_named(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out.xlsx")
    assert cli.main(["export", str(workbook), out, "--with", "addresses"]) == 2
    assert "addresses" in capsys.readouterr().err
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["history", "{file}", "--passphrase-file", "{wrong}"], "password does not open"),
        (["dump", "{none}"], "no workbook"),
        (["plan", "{file}", "--cohort", "NOPE", "--template", "x"], "NOPE"),
        (["take-in", "{file}", "{none}"], "There is no file"),
        (["demo", "{wrong}"], "cannot be written"),
        (["new", "{file}", "--office", "X", "--name", "Y"], "already a file"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_exit_2(
    workbook: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one\n", "utf-8")
    filled = [
        word.format(file=workbook, wrong=wrong, none=tmp_path / "none.workbook") for word in words
    ]
    assert cli.main(filled) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_without_a_password_it_says_where_one_may_stand(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WORKBOOK_PASSPHRASE")
    assert cli.main(["dump", str(workbook)]) == 2
    assert "--passphrase-file" in capsys.readouterr().err


def test_history_tells_who_and_what(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = SAMPLE / "fia-nominations.xlsx"
    run("take-in", workbook, sheet, "--cohort", COHORT, "--operator", "Farah")
    capsys.readouterr()
    run("history", workbook)
    newest = capsys.readouterr().out.splitlines()[0]
    assert "Farah" in newest
    assert "nominations" in newest


def test_a_backup_is_made_and_named(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("backup", workbook)
    path = Path(capsys.readouterr().out.strip().split("checked. ")[1])
    assert path.read_bytes()[:16] == workbook.read_bytes()[:16]
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    assert command in capsys.readouterr().out


def test_a_command_loads_no_qt() -> None:
    script = "import sys; from ui.start import main; main(['demo', '--help'])"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "PySide6" not in done.stderr
    assert "sqlalchemy" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(workbook: Path) -> None:
    script = "import sys; from workbook.cli import main; sys.exit(main(sys.argv[1:]))"
    run("take-in", workbook, SAMPLE / "fia-nominations.xlsx", "--cohort", COHORT)
    with subprocess.Popen(
        [sys.executable, "-c", script, "dump", str(workbook)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_an_office_code_can_begin_a_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.workbook"
    for code in ("l h r", "LHR/../x", ""):
        assert cli.main(["new", str(path), "--office", code, "--name", "Office"]) == 2
        assert "letters and digits" in capsys.readouterr().err
        assert not path.exists()
