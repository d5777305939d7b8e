"""The demo: the whole job, the same twice over, and a seed that nothing else can pass."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from workbook import cli, demo
from workbook.storage.book import Workbook
from workbook.storage.dump import dump

RESULTS = ("attendance-sheets.pdf", "certificates.pdf", "cohort.xlsx")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    said = list(demo.run(folder, passphrase="demo"))
    (folder / "said.txt").write_text("\n".join(said), "utf-8")
    return folder


@pytest.fixture(scope="module")
def book(made: Path) -> Iterator[Workbook]:
    with Workbook.open(made / "demo.workbook", passphrase="demo", read_only=True) as opened:
        yield opened


@pytest.mark.parametrize(
    "count",
    [
        "27 people",
        "25 enrolled",
        "100 module results: 98 passed, 2 unfinished",
        "23 ready, 2 allowed",
        "10 sessions",
        "250 marks",
        "25 -> 24 -> 23 -> 22",
        "22 completion and 3 attendance certificates",
    ],
)
def test_each_step_says_its_counts(made: Path, count: str) -> None:
    assert count in (made / "said.txt").read_text("utf-8")


def test_tables_are_what_the_log_says(book: Workbook) -> None:
    assert book.differences() == []


def test_run_again_the_records_and_the_paper_are_the_same_bytes(
    made: Path, book: Workbook, tmp_path: Path
) -> None:
    for name in ("demo.workbook", *RESULTS):
        (tmp_path / name).write_bytes(b"of an earlier run")
    for _line in demo.run(tmp_path, passphrase="another password"):
        pass
    for name in RESULTS:
        assert (made / name).read_bytes() == (tmp_path / name).read_bytes(), name
    with (
        Workbook.open(
            tmp_path / "demo.workbook", passphrase="another password", read_only=True
        ) as again,
        again.reading() as there,
        book.reading() as here,
    ):
        assert dump(here) == dump(there)


def test_every_name_can_be_found_on_paper_in_both_scripts(made: Path, book: Workbook) -> None:
    text = ""
    pdf = pypdfium2.PdfDocument(made / "certificates.pdf")
    for page in pdf:
        text += page.get_textpage().get_text_bounded() + "\n"
    pdf.close()
    from workbook.services import certificates, cohorts

    cohort = cohorts.get_cohort_by_code(book, code="2020-A").id
    rows = certificates.certificate_rows(book, cohort_id=cohort)
    assert len(rows) == 25
    plain = re.sub(r"\s+", "", text)
    for row in rows:
        assert row.content.name_latin.replace(" ", "") in plain
        assert row.content.name_native.replace(" ", "") in plain


def test_only_the_demo_passes_a_seed() -> None:
    """`new` takes no clock, seed or key from anyone: no option, no environment variable."""
    core = Path(cli.__file__).parents[1]
    seeding = {
        path.relative_to(core).as_posix()
        for path in core.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("seeded", "SeededClock")
    }
    assert seeding == {"demo.py"}


def test_two_new_workbooks_share_no_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "same")
    keys = set()
    for name in ("one", "two"):
        path = tmp_path / f"{name}.workbook"
        assert cli.main(["new", str(path), "--office", "ISB", "--name", "Office"]) == 0
        with Workbook.open(path, passphrase="same", read_only=True) as opened:
            keys |= {opened.public_key, opened.emergency_key, opened.replica.hex()}
    assert len(keys) == 6
