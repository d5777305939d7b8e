"""LibreOffice opens, edits and saves our files, and they come home."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.errors import SheetError
from workbook.services import intake, sending

pytestmark = pytest.mark.needs_libreoffice

PASSWORD = "four invented words"

# Run by the system's Python, which has LibreOffice's bridge: opens a file, types, saves it.
_SCRIPT = """
import sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
pipe, source, target, kind, password, sheet, cell, text = sys.argv[1:]
def value(name, said):
    made = PropertyValue()
    made.Name, made.Value = name, said
    return made
context = uno.getComponentContext()
resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for attempt in range(240):
    try:
        there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.25)
desktop = there.ServiceManager.createInstance("com.sun.star.frame.Desktop")
sealed = (value("Password", password),) if password else ()
hidden = value("Hidden", True)
if kind == "":
    source = target
book = desktop.loadComponentFromURL("file://" + source, "_blank", 0, (hidden, *sealed))
if sheet:
    book.Sheets.getByName(sheet).getCellRangeByName(cell).String = text
if kind == "":  # as File, Save does: under the password it has
    book.setModified(True)
    book.store()
else:
    book.storeToURL("file://" + target, (value("FilterName", kind),))
book.close(True)
try:
    desktop.terminate()
except DisposedException:  # it was gone before it could answer
    pass
"""
_KINDS = {"xlsx": "", "ods": "calc8", "xls": "MS Excel 97"}

Saves = Callable[..., Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saves:
    """`saved(path, sheet=, cell=, text=)` opens a file there, types, and saves it under its
    password; the path of what came of it.
    """

    def save(
        path: Path,
        kind: str = "xlsx",
        *,
        password: str = "",
        sheet: str = "",
        cell: str = "",
        text: str = "",
    ) -> Path:
        out = tmp_path / f"saved {path.stem}.{kind}"
        shutil.copyfile(path, out)
        pipe = f"workbook{abs(hash(tmp_path)) % 10**9}"
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            said = (pipe, str(path), str(out), _KINDS[kind], password, sheet, cell, text)
            subprocess.run(
                ["/usr/bin/python3", "-c", _SCRIPT, *said],
                check=True,
                capture_output=True,
                timeout=120,
            )
            office.wait(60)
        finally:
            office.kill()
            office.wait()
        return out

    return save


@pytest.fixture
def pair(offices):
    """Two offices that hold the same people."""
    lahore, islamabad, _ = offices
    for number in range(3):
        lahore.add(
            name_latin=f"Officer {'ABC'[number]} Invented",
            name_native="افسر",
            phone=f"0300123456{number}",
            service_number=f"00{number}9",
        )
    islamabad.take(lahore.send())
    return lahore, islamabad


def test_an_untouched_file_saved_there_is_the_same_in_every_record(pair, saved):
    """I7 and I8 for files to offices."""
    lahore, islamabad = pair
    path = lahore.send()
    plan = islamabad.plan(saved(path))
    assert plan.changes_nothing
    assert plan.counts["same"] == sum(plan.counts.values())
    assert not any("altered" in notice for notice in plan.notices)


def test_a_cell_typed_there_gives_exactly_that_change(pair, saved):
    """Scenario 34."""
    lahore, islamabad = pair
    path = lahore.send()
    column, row = _phone_of(path, "0300123456" + "1")
    plan = islamabad.take(saved(path, sheet="People", cell=f"{column}{row}", text="03219999999"))
    assert plan.counts["changed"] == 1
    phones = [line for line in islamabad.dump().decode().splitlines() if '"phone"' in line]
    assert sorted(phone.split('"')[3] for phone in phones) == [
        "03001234560",
        "03001234562",
        "03219999999",
    ]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_saved_as_another_kind_of_file_it_says_the_same(pair, saved, kind):
    lahore, islamabad = pair
    path = lahore.send()
    plan = islamabad.plan(saved(path, kind))
    assert plan.changes_nothing
    assert plan.counts["same"] == sum(plan.counts.values())


def test_a_sealed_file_saved_there_opens_and_its_weaker_encryption_is_told(pair, saved, tmp_path):
    """Scenario 56."""
    lahore, islamabad = pair
    lahore.add(name_latin="Hina Invented")
    path = tmp_path / "sealed.xlsx"
    sending.send(lahore.book, path, password=PASSWORD)
    again = saved(path, password=PASSWORD)
    with pytest.raises(SheetError) as refused:
        intake.read_list(again)
    assert refused.value.reason == "password"
    plan = intake.plan_list(islamabad.book, intake.read_list(again, password=PASSWORD))
    assert plan.counts["new"] == 1
    assert any("weaker" in notice for notice in plan.notices)


def _phone_of(path: Path, phone: str) -> tuple[str, int]:
    """(column, row) of the cell of the people's sheet that says this."""
    from openpyxl import load_workbook

    sheet = load_workbook(path)["People"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == phone:
                return cell.column_letter, cell.row
    raise AssertionError(f"no cell says {phone}")
