"""Scenarios end to end: what one office enters, another holds, by way of real files."""

import shutil
from datetime import UTC, datetime
from uuid import UUID

from workbook.domain.people import PERSON
from workbook.storage import union
from workbook.storage.log import Header

from .conftest import everybody_has_everything


def test_a_file_twice_and_under_another_name_brings_nothing(offices, tmp_path):
    """Scenario 5, and I5."""
    lahore, islamabad, _ = offices
    lahore.add(name_latin="Adeel Invented", phone="03001234567")
    path = lahore.send()
    islamabad.take(path)
    before = islamabad.dump(), islamabad.digest()
    renamed = tmp_path / "DOC-2020…(1).xlsx"
    shutil.copyfile(path, renamed)
    for again in (path, renamed):
        plan = islamabad.take(again)
        assert plan.changes_nothing
        assert any("Already taken in" in notice for notice in plan.notices)
    assert (islamabad.dump(), islamabad.digest()) == before


def test_an_older_file_that_comes_late_reverts_nothing_and_adds_what_only_it_had(offices):
    """Scenario 6."""
    lahore, islamabad, karachi = offices
    adeel = lahore.add(name_latin="Adeel Invented", rank="Constable")
    islamabad.take(lahore.send())
    hina = islamabad.add(name_latin="Hina Invented")
    march = islamabad.send()
    lahore.edit(adeel, rank="Inspector")
    karachi.take(lahore.send())
    karachi.take(march)
    assert karachi.person(adeel)["rank"] == "Inspector"
    assert karachi.stands(hina)
    assert karachi.questions() == []


def test_what_a_lost_file_held_comes_with_the_next(offices):
    """Scenario 7."""
    lahore, islamabad, _ = offices
    adeel = lahore.add(name_latin="Adeel Invented")
    lahore.send()
    hina = lahore.add(name_latin="Hina Invented")
    islamabad.take(lahore.send())
    assert islamabad.stands(adeel)
    assert islamabad.stands(hina)


def test_what_comes_through_a_third_office_is_as_if_it_came_directly(offices):
    """Scenarios 8 and 9, and I6."""
    lahore, islamabad, karachi = offices
    lahore.add(name_latin="Adeel Invented", phone="03001234567")
    islamabad.take(lahore.send())
    karachi.take(islamabad.send())
    assert karachi.take(lahore.send()).counts["new"] == 0
    before = lahore.dump()
    home = lahore.take(lahore.send())
    assert home.changes_nothing
    islamabad.take(karachi.send())
    lahore.take(karachi.send())
    assert lahore.dump() == karachi.dump() == islamabad.dump()
    assert set(before.splitlines()) <= set(lahore.dump().splitlines())


def test_an_old_file_of_an_office_that_did_not_know_does_not_bring_a_deleted_row_back(offices):
    """Scenario 38, and I10."""
    lahore, islamabad, _ = offices
    adeel = lahore.add(name_latin="Adeel Invented")
    islamabad.take(lahore.send())
    old = islamabad.send()
    lahore.delete(adeel)
    lahore.take(old)
    assert not lahore.stands(adeel)
    assert lahore.questions() == []
    islamabad.take(lahore.send())
    assert not islamabad.stands(adeel)


def test_what_was_restored_stays_when_the_old_deletion_comes_again(offices):
    """Scenario 39."""
    lahore, islamabad, karachi = offices
    adeel = lahore.add(name_latin="Adeel Invented")
    everybody_has_everything(*offices)
    lahore.delete(adeel)
    deletion = lahore.send()
    islamabad.take(deletion)
    karachi.take(deletion)
    old = islamabad.send()
    karachi.restore(adeel)
    restored = karachi.send()
    lahore.take(restored)
    lahore.take(old)
    karachi.take(old)
    islamabad.take(restored)
    islamabad.take(deletion)
    assert [office.stands(adeel) for office in offices] == [True, True, True]
    assert [office.questions() for office in offices] == [[], [], []]


def test_a_clock_that_jumps_back_does_not_change_what_came_last(offices):
    """Scenario 44, and I19."""
    lahore, islamabad, _ = offices
    adeel = lahore.add(name_latin="Adeel Invented", rank="Constable")
    counts = [_count(lahore)]
    for year in (2036, 2010, 1999):
        lahore.clock.set(datetime(year, 1, 1, tzinfo=UTC))
        lahore.edit(adeel, rank=f"Rank of {year}")
        counts.append(_count(lahore))
    assert counts == sorted(set(counts)), "the Lamport count rises all the same"
    islamabad.take(lahore.send())
    assert islamabad.person(adeel)["rank"] == "Rank of 1999"
    assert islamabad.questions() == []


def _count(office) -> int:
    with office.book.reading() as db:
        return db.exec_driver_sql("SELECT max(lamport) FROM tx").scalar()


def _of_a_newer_version(office, person: UUID, **values: object) -> None:
    """A step of a newer version, in which a person has fields this one does not know."""
    header = Header(b"version2", 1, 50, "", "", "", "edit", "Edit", None, None, schema=2)
    with office.book.uniting(keep=True) as (_db, log):
        lines = [["step", header.listed()]]
        lines += [
            union.edit_line(header, b"s" * 16, "person", [person.bytes], name, value)
            for name, value in values.items()
        ]
        assert union.take_lines(log, lines).new == len(values)


def test_a_field_that_a_newer_version_split_is_relayed_and_an_edit_of_the_old_one_stays(offices):
    """Scenarios 45 and 46, and I18: Islamabad is of this version, the others of a newer one."""
    lahore, islamabad, karachi = offices
    adeel = lahore.add(name_latin="Adeel Invented")
    split = {"given_name": "Adeel", "family_name": {"text": "Invented", "sure": True}}
    _of_a_newer_version(lahore, adeel, **split)
    islamabad.take(lahore.send())
    islamabad.edit(adeel, name_latin="Adil Invented")
    karachi.take(islamabad.send())
    lahore.take(islamabad.send())
    for office in (lahore, karachi):
        assert office.person(adeel)["name_latin"] == "Adil Invented"
        said = {
            line[5]: line[9]
            for line in office.book.lines()
            if line[0] == "change" and line[4] == [adeel.hex] and line[5] in split
        }
        assert said == split
    newer = [line for line in lahore.book.lines() if "given_name" in line or "family_name" in line]
    assert all(line in karachi.book.lines() for line in newer)


def test_a_mark_that_comes_before_its_session_and_person_attaches_when_they_come(offices):
    """Scenario 54."""
    lahore, islamabad, _ = offices
    cohort = lahore.cohort()
    adeel = lahore.add(name_latin="Adeel Invented")
    enrolment = lahore.enrol(cohort, adeel)
    lahore.mark(enrolment, "P")
    lines = lahore.book.lines()
    marks = [line for line in lines if line[0] == "step" or line[3] == "attendance"]
    islamabad.book.unite(marks)
    assert islamabad.marks() == ["P"]
    assert islamabad.sessions() == []
    assert islamabad.book.differences() == []
    islamabad.take(lahore.send())
    assert islamabad.marks() == ["P"]
    assert islamabad.person(adeel)["name_latin"] == "Adeel Invented"
    assert islamabad.dump() != b""
    lahore.take(islamabad.send())
    assert lahore.dump() == islamabad.dump()
    with islamabad.book.changing("Look") as change:
        assert change.key(PERSON, adeel) is not None
