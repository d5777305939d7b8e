"""The workbook and builders of the services' tests, and a cohort given out."""

import importlib.util
import shutil
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.form import export_cohort
from workbook.exchange.waiting import waiting_doubts
from workbook.sheets.reader import read_sheets
from workbook.storage.book import Workbook

_SERVICES = Path(__file__).parents[1] / "services" / "conftest.py"
_spec = importlib.util.spec_from_file_location("services_conftest", _SERVICES)
assert _spec is not None
assert _spec.loader is not None
_services = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_services)

template = _services.template
clock = _services.clock
book = _services.book
make = _services.make


@pytest.fixture
def cohort(book, make, clock):
    """A cohort of four with a phone each, marks, results, and the training over."""
    cohort = make.cohort(title="Investigation course", venue="Islamabad")
    agency = make.agency("Federal Agency")
    make.agency("Punjab Police", "PP")
    module = make.module("M1", cohort)
    sessions = make.sessions(cohort, days=2)
    enrolments = []
    for number in range(4):
        person = make.person(
            agency=agency,
            phone=f"0300123456{number}",
            service_number=f"00{number}9",
            relative_name=f"Father {number}",
            duty_station="3/4/2020" if number == 1 else "Lahore",
        )
        enrolments.append(make.enrolment(cohort, person))
        make.attempt(person, module)
    clock.set(datetime(2020, 11, 9, 9, 0, tzinfo=UTC))
    make.marks(sessions, enrolments[:3])
    return cohort


class Hand:
    """Somebody at a sheet that was given out, with openpyxl for a hand; rows count people from 1.

    Reading is slow, so `save` is called once for many edits.
    """

    def __init__(self, path, saved=None):
        self.path = saved or path
        self.file = load_workbook(path)

    def place(self, sheet, caption):
        return [cell.value for cell in self.file[sheet][2]].index(caption) + 1

    def cell(self, sheet, caption, row):
        return self.file[sheet].cell(row + 2, self.place(sheet, caption))

    def put(self, sheet, row, **values):
        """Type values into a row; blanks of captions are written as underscores."""
        for caption, value in values.items():
            self.cell(sheet, caption.replace("_", " "), row).value = value

    def rows(self, sheet, first=3, last=None):
        """The cells of the rows of a sheet, ids included."""
        found = self.file[sheet].iter_rows(min_row=first, max_row=last)
        return [[cell.value for cell in row] for row in found]

    def write(self, sheet, rows, *, first=3, column=1):
        for number, row in enumerate(rows, start=first):
            for place, value in enumerate(row, start=column):
                self.file[sheet].cell(number, place).value = value

    def save(self):
        self.file.save(self.path)
        return read_sheets(self.path)


@pytest.fixture
def given_out(book, cohort, tmp_path):
    """The cohort given out with phones."""
    path = tmp_path / "cohort.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked={"phones"})
    return path


@pytest.fixture
def hand_at():
    """A hand at a file."""
    return Hand


@pytest.fixture
def hand(given_out):
    """A hand at the cohort that was given out."""
    return Hand(given_out)


@pytest.fixture
def other_hand(given_out, tmp_path):
    """A hand at another copy of it."""
    copy = tmp_path / "copy.xlsx"
    shutil.copyfile(given_out, copy)
    return Hand(copy)


class TakenIn:
    """Takes files in; each call gives the plan that was applied."""

    def __init__(self, book):
        self.book = book

    def __call__(self, file, **answers):
        plan = plan_form(self.book, file, **answers)
        apply_form(self.book, plan)
        return plan

    def waiting(self):
        with self.book.reading() as db:
            return waiting_doubts(db)


@pytest.fixture
def take_in(book):
    return TakenIn(book)


@pytest.fixture
def libreoffice(tmp_path):
    """Saves a file again through LibreOffice, as `kind`; the path of what it made."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None

    def save(path, kind="xlsx:Calc MS Excel 2007 XML", folder="saved"):
        out = tmp_path / folder
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            [office, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return out / f"{path.stem}.{kind.partition(':')[0]}"

    return save


@pytest.fixture
def other_office(template, tmp_path):
    """Another office that holds what the first one holds now; each call opens one."""

    @contextmanager
    def opened(book, name="other"):
        path = tmp_path / f"{name}.workbook"
        shutil.copyfile(template.path, path)
        with Workbook.open(path, emergency_key=template.emergency_key) as other:
            other.unite(book.lines())
            yield other

    return opened
