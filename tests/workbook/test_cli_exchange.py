"""Three offices on the command line: files between them, questions, decisions, what comes home."""

import json
import shutil
from base64 import b64encode
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert

from workbook import cli
from workbook.exchange.take_in import PARKED
from workbook.storage import tables as t
from workbook.storage.book import Workbook

SAMPLE = Path(str(files("resources"))) / "sample"
OFFICES = ("LHR", "ISB", "KHI")
Said = Any


class Office:
    """One office's workbook, and what its commands print."""

    def __init__(self, code: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.code = code
        self.folder = folder
        self.path = folder / f"{code}.workbook"
        self.capsys = capsys

    def run(self, command: str, *words: object, exits: int = 0) -> str:
        """What a command prints; where it fails, the sentence it prints."""
        self.capsys.readouterr()
        assert cli.main([command, str(self.path), *map(str, words)]) == exits
        printed = self.capsys.readouterr()
        return printed.err if exits else printed.out

    def said(self, command: str, *words: object) -> Said:
        return json.loads(self.run(command, *words, "--json"))

    def send(self) -> Path:
        out = self.folder / f"from-{self.code}.xlsx"
        self.run("send", out, "--unprotected")
        return out

    def dump(self) -> str:
        return self.run("dump")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three workbooks that hold the same 19 people; each test gets copies."""
    folder = tmp_path_factory.mktemp("founded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_PASSPHRASE", "rainy season")
        for code in OFFICES:
            path = folder / f"{code}.workbook"
            assert cli.main(["new", str(path), "--office", code, "--name", f"Office {code}"]) == 0
        first, out = folder / "LHR.workbook", folder / "first.xlsx"
        assert cli.main(["take-in", str(first), str(SAMPLE / "fia-nominations.xlsx")]) == 0
        assert cli.main(["send", str(first), str(out), "--unprotected"]) == 0
        for code in OFFICES[1:]:
            assert cli.main(["take-in", str(folder / f"{code}.workbook"), str(out)]) == 0
    return folder


@pytest.fixture
def offices(
    founded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Office, ...]:
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "rainy season")
    for code in OFFICES:
        shutil.copy2(founded / f"{code}.workbook", tmp_path)
    return tuple(Office(code, tmp_path, capsys) for code in OFFICES)


def exchange(offices: tuple[Office, ...]) -> None:
    """Each hears of the others, of the first through the second."""
    first, second, third = offices
    for sender, others in ((first, [second]), (second, [third]), (third, [first, second])):
        sheet = sender.send()
        for other in others:
            other.run("take-in", sheet)


def person(office: Office) -> str:
    """The Ref of one person, the same in every office."""
    sheet = office.folder / "people.xlsx"
    office.run("form", sheet)
    return str(openpyxl.load_workbook(sheet)["People"].cell(3, 1).value)


def type_phone(office: Office, ref: str, phone: str) -> Path:
    """A Form of the office with another phone in that person's row."""
    sheet = office.folder / f"form-{office.code}.xlsx"
    office.run("form", sheet, "--with", "phones")
    book = openpyxl.load_workbook(sheet)
    people = book["People"]
    column = [cell.value for cell in people[2]].index("Phone") + 1
    row = [cell.value for cell in people["A"]].index(ref) + 1
    people.cell(row, column).value = phone
    book.save(sheet)
    return sheet


def clash(offices: tuple[Office, ...]) -> None:
    """Two offices type different phones for one person, and everybody hears of it."""
    ref = person(offices[0])
    for office, phone in zip(offices, ("03001111111", "03002222222"), strict=False):
        taken = office.said("take-in", type_phone(office, ref, phone))
        assert taken["counts"]["changed"] == 1
    exchange(offices)


def test_a_clash_is_asked_in_every_office_and_one_answer_settles_it(
    offices: tuple[Office, ...],
) -> None:
    clash(offices)
    asked = [office.said("inbox") for office in offices]
    assert asked[0] == asked[1] == asked[2]
    (item,) = asked[0]
    assert (item["scope"], item["kind"]) == ("shared", "different_values")
    assert [c["number"] for c in item["candidates"]] == [1, 2]
    assert {c["value"] for c in item["candidates"]} == {"03001111111", "03002222222"}
    assert len({office.dump() for office in offices}) == 1

    chosen = next(c for c in item["candidates"] if c["value"] == "03002222222")
    offices[0].run("resolve", item["id"], "--take", chosen["number"])
    exchange(offices)
    assert [office.said("inbox") for office in offices] == [[], [], []]
    (dump,) = {office.dump() for office in offices}
    assert "03002222222" in dump
    assert "03001111111" not in dump


def test_another_value_can_be_typed_and_an_answer_undone(offices: tuple[Office, ...]) -> None:
    clash(offices)
    lahore = offices[0]
    (item,) = lahore.said("inbox")
    assert "Decided. 0 items are left." in lahore.run(
        "resolve", item["id"], "--value", "0300-3333333"
    )
    assert "03003333333" in lahore.dump()
    assert "Undone" in lahore.run("undo")
    assert [again["id"] for again in lahore.said("inbox")] == [item["id"]]
    assert "no open question" in lahore.run("resolve", "I000000000XX", "--take", 1, exits=2)


def test_what_a_take_in_leaves_to_decide_is_told_with_its_counts(
    offices: tuple[Office, ...],
) -> None:
    lahore, islamabad, _karachi = offices
    ref = person(lahore)
    lahore.run("take-in", type_phone(lahore, ref, "03001111111"))
    islamabad.run("take-in", type_phone(islamabad, ref, "03002222222"))
    sheet = lahore.send()
    before = islamabad.dump()
    planned = islamabad.said("take-in", sheet, "--dry-run")
    assert planned["items"] == []
    assert islamabad.dump() == before
    taken = islamabad.said("take-in", sheet)
    assert taken["counts"] == planned["counts"]
    assert taken["counts"]["needs_you"] == 1
    assert [item["kind"] for item in taken["items"]] == ["different_values"]
    again = islamabad.said("take-in", sheet)
    assert again["counts"] == {**again["counts"], "new": 0, "changed": 0, "needs_you": 0}
    assert again["items"] == []


def test_an_undone_file_can_be_taken_in_again(offices: tuple[Office, ...]) -> None:
    lahore, islamabad, _karachi = offices
    lahore.run("take-in", SAMPLE / "punjab-police-nominations.xlsx")
    sheet = lahore.send()
    before = islamabad.dump()
    islamabad.run("take-in", sheet)
    after = islamabad.dump()
    assert "File of LHR" in islamabad.run("undo")
    assert islamabad.dump() == before
    islamabad.run("take-in", sheet)
    assert islamabad.dump() == after


def test_nothing_leaves_unprotected_by_accident(
    offices: tuple[Office, ...], tmp_path: Path
) -> None:
    lahore, islamabad, _karachi = offices
    out, password, wrong = (tmp_path / name for name in ("out.xlsx", "password", "wrong"))
    password.write_text("four plain words\n")
    wrong.write_text("four other words\n")
    assert "password" in lahore.run("send", out, exits=2)
    assert not out.exists()
    assert "by phone" in lahore.run("send", out, "--to", "ISB", "--password-file", password)
    assert "password" in islamabad.run("take-in", out, exits=2)
    assert "password" in islamabad.run("take-in", out, "--password-file", wrong, exits=2)
    islamabad.run("take-in", out, "--password-file", password)


def test_offices_are_known_by_six_words_and_confirmed_with_them(
    offices: tuple[Office, ...],
) -> None:
    lahore, islamabad, _karachi = offices
    own = lahore.said("offices")[0]
    assert (own["code"], own["own"]) == ("LHR", True)
    heard = next(row for row in islamabad.said("offices") if row["code"] == "LHR")
    assert heard["words"] == own["words"]
    assert heard["confirmed_on"] is None
    assert "not yet confirmed" in islamabad.run("offices")
    assert "Nothing was changed" in islamabad.run("offices", "--confirm", "six words", exits=2)
    assert "(confirmed on" in islamabad.run("offices", "--confirm", own["words"])


def test_a_hand_out_is_for_reading_and_under_codes_names_nobody(
    offices: tuple[Office, ...], tmp_path: Path
) -> None:
    lahore = offices[0]
    out = tmp_path / "out.xlsx"
    lahore.run("hand-out", out, "--pseudonyms")
    shown = {
        str(cell.value) for sheet in openpyxl.load_workbook(out) for row in sheet for cell in row
    }
    people = json.loads(lahore.dump())["person"].values()
    assert not shown & {row["name_latin"] for row in people}
    assert "made for reading" in lahore.run("take-in", out, exits=2)


def test_an_erased_person_is_gone_everywhere_and_stays_so(offices: tuple[Office, ...]) -> None:
    lahore, islamabad, _karachi = offices
    ref = person(lahore)
    old = islamabad.send()
    names = {row[0]: row[1] for row in openpyxl.load_workbook(old)["People"].values}
    name = str(names[ref])
    assert name in lahore.dump()
    assert "Nothing was erased" in lahore.run("erase", "P00000000000", "--reason", "x", exits=2)
    assert "gone for good" in lahore.run("erase", ref, "--reason", "Request of 3 May")
    islamabad.run("take-in", lahore.send())
    for office in (lahore, islamabad):
        office.run("take-in", old)
        assert name not in office.dump()


def test_a_sheet_of_another_office_that_lost_its_hidden_list_is_answered_all_at_once(
    offices: tuple[Office, ...],
) -> None:
    lahore, islamabad, _karachi = offices
    sheet = lahore.folder / "strange.xlsx"
    lahore.run("form", sheet)
    book = openpyxl.load_workbook(sheet)
    del book["_sync"]
    people = book["People"]
    rank = [cell.value for cell in people[2]].index("Rank") + 1
    for row in (3, 4, 5):
        people.cell(row, rank).value = f"Invented rank {row}"
    book.save(sheet)
    before = islamabad.dump()
    planned = islamabad.said("take-in", sheet, "--dry-run")
    assert [item["kind"] for item in planned["items"]] == ["compared"] * 3
    taken = islamabad.said("take-in", sheet)
    assert taken["counts"] == planned["counts"]
    assert islamabad.dump() == before
    first, *_others = taken["items"]
    assert "the sheet says “Invented rank 3”" in first["sentence"]
    assert "1, 2 with --all: for 2 others of this file too" in islamabad.run("inbox")
    assert "0 items are left" in islamabad.run("resolve", first["id"], "--take", 2, "--all")
    assert all(f"Invented rank {row}" in islamabad.dump() for row in (3, 4, 5))
    islamabad.run("undo")
    assert islamabad.dump() == before


def test_a_kept_file_is_taken_in_by_its_name_and_opens_with_its_own_password(
    offices: tuple[Office, ...], tmp_path: Path
) -> None:
    lahore, islamabad, _karachi = offices
    password, out = tmp_path / "password", tmp_path / "sealed.xlsx"
    password.write_text("four plain words\n")
    lahore.run("take-in", SAMPLE / "punjab-police-nominations.xlsx")
    lahore.run("send", out, "--password-file", password)
    detail = {
        "content": b64encode(out.read_bytes()).decode(),
        "password": "four plain words",
        "min_reader": 2,
    }
    with Workbook.open(islamabad.path, passphrase="rainy season") as book, book.noting() as db:
        db.execute(
            insert(t.waiting).values(
                kind=PARKED, wall="", name=out.name, content="", detail=json.dumps(detail)
            )
        )
    (kept,) = [item for item in islamabad.said("inbox") if item["scope"] == "local"]
    assert "password is kept" in kept["sentence"]
    assert "does not wait" in islamabad.run("take-in", "W999", exits=2)
    assert " new" in islamabad.run("take-in", kept["id"])
    assert json.loads(lahore.dump())["person"] == json.loads(islamabad.dump())["person"]


def test_two_offices_with_one_code_are_told_everywhere_and_one_takes_another(
    offices: tuple[Office, ...], tmp_path: Path
) -> None:
    lahore, islamabad, _karachi = offices
    twin = Office("LHR", tmp_path / "twin", lahore.capsys)
    twin.folder.mkdir()
    twin.run("new", "--office", "LHR", "--name", "Lahore Cantonment")
    sheet = twin.send()
    assert "Two offices use the code LHR" in lahore.run("take-in", sheet, "--dry-run")
    told = lahore.run("take-in", sheet)
    assert "Two offices use the code LHR" in told
    (asked,) = [i for i in lahore.said("inbox") if "one code, LHR" in i["sentence"]]
    assert asked["id"] in told
    assert lahore.run("offices").count("Two offices use the code LHR") == 2
    (keeps,) = [
        c["number"] for c in asked["candidates"] if c["value"].startswith("Office LHR keeps it")
    ]
    twin.run("take-in", lahore.send())
    lahore.run("resolve", asked["id"], "--take", keeps)
    assert "Two offices use" not in lahore.run("offices")
    twin.run("take-in", lahore.send())
    assert twin.said("inbox") == []
    assert twin.said("offices")[0]["code"] == "LHR2"
    assert "LHR2" in islamabad.run("take-in", twin.send())


def test_undo_says_what_stays_and_goes_on_with_what_is_older(
    offices: tuple[Office, ...],
) -> None:
    lahore, _islamabad, _karachi = offices
    lahore.run("take-in", SAMPLE / "punjab-police-nominations.xlsx")
    lahore.run("erase", person(lahore), "--reason", "Request of 3 May")
    said = lahore.run("undo")
    assert "Undone: " in said
    assert "What was erased here stays erased" in said
