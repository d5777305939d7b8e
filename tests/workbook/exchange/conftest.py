"""The workbook and builders of the services' tests, and a cohort given out."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
