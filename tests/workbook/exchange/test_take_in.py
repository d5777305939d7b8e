"""Files of other offices are taken in: nothing is lost, nothing comes twice, all of it is told."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.office import PROGRAMME
from workbook.domain.people import PERSON
from workbook.errors import Cancelled, RuleError, SheetError
from workbook.exchange.plans import ExchangeFile
from workbook.exchange.take_in import apply_exchange, plan_exchange, take_exchange
from workbook.progress import Stoppable
from workbook.services import (
    erase,
    hand_outs,
    history,
    inbox,
    intake,
    offices,
    people,
    sending,
)
from workbook.sheets.seal import seal
from workbook.sources import SeededClock, seeded
from workbook.storage import tables as t
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.dump import dump

START = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)


class Office:
    """A workbook of its own, its clock, and what it does in one line."""

    def __init__(self, book: Workbook, clock: SeededClock, folder: Path) -> None:
        self.book = book
        self.clock = clock
        self.folder = folder
        self.sent = 0

    def add(self, name: str, **values: object) -> None:
        with self.book.changing("Add a person") as change:
            change.create(PERSON, name_latin=name, **values)

    def key(self, name: str) -> int:
        person = t.RECORDS["person"]
        with self.book.reading() as db:
            return db.execute(person.select().where(person.c.name_latin == name)).one().id

    def edit(self, name: str, **values: object) -> None:
        key = self.key(name)
        with self.book.changing("Edit a person") as change:
            change.edit(PERSON, key, **values)

    def delete(self, name: str) -> None:
        key = self.key(name)
        with self.book.changing("Delete a person") as change:
            change.delete(PERSON, key)

    def person(self, name: str) -> dict[str, Any]:
        person = t.RECORDS["person"]
        with self.book.reading() as db:
            found = (
                db.execute(person.select().where(person.c.name_latin == name, person.c.gone == 0))
                .mappings()
                .one()
            )
            return dict(found)

    def people(self) -> list[str]:
        person = t.RECORDS["person"]
        with self.book.reading() as db:
            return sorted(
                row.name_latin for row in db.execute(person.select().where(person.c.gone == 0))
            )

    def questions(self) -> int:
        with self.book.reading() as db:
            return len(db.execute(t.conflict.select()).all())

    def dump(self) -> bytes:
        with self.book.reading() as db:
            return dump(db)

    def send(self, *, without: tuple[str, str] | None = None, cohort_id: int | None = None) -> Path:
        """A file for another office; `without` is an (entity, field) that does not leave."""
        self.sent += 1
        path = self.folder / f"{self.book.office_code} {self.sent}.xlsx"
        fields = {choice.name for choice in sending.field_choices()} - {without}
        sending.send(self.book, path, cohort_id=cohort_id, fields=fields, unprotected=True)
        return path

    def plan(self, path: Path) -> Any:
        return intake.plan_list(self.book, intake.read_list(path))

    def take(self, path: Path) -> Any:
        plan = self.plan(path)
        intake.apply_plan(self.book, plan)
        return plan


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Workbooks of three offices at rest, with the keys that open them without waiting."""
    folder = tmp_path_factory.mktemp("offices")
    found = {}
    for code, name in (("LHR", "Lahore"), ("ISB", "Islamabad"), ("KHI", "Karachi")):
        path = folder / f"{code}.workbook"
        with Workbook.create(
            path,
            passphrase="invented",
            office_code=code,
            office_name=name,
            sources=seeded(code.encode(), SeededClock(START)),
        ) as book:
            found[code] = (path, book.emergency_key)
    return found


Opens = Callable[..., Office]


@pytest.fixture
def office(made: dict[str, tuple[Path, str]], tmp_path: Path) -> Iterator[Opens]:
    """`office("LHR")` opens that office's workbook."""
    opened: list[Office] = []

    def open_(code: str, path: Path | None = None) -> Office:
        source, key = made[code]
        if path is None:
            path = tmp_path / f"{code}.workbook"
            shutil.copyfile(source, path)
        clock = SeededClock(START + timedelta(days=1))
        book = Workbook.open(
            path,
            emergency_key=key,
            operator="Coordinator",
            sources=seeded(f"{code} {len(opened)}".encode(), clock),
        )
        opened.append(Office(book, clock, tmp_path))
        return opened[-1]

    yield open_
    for one in opened:
        assert one.book.differences() == [], "tables and log differ"
        one.book._dirty = False
        one.book.close()


def exchange(*offices: Office) -> None:
    """Every office takes in every other's file."""
    files = [one.send() for one in offices]
    for one in offices:
        for other, path in zip(offices, files, strict=True):
            if other is not one:
                one.take(path)


def undone_and_again(one: Office, path: Path) -> None:
    assert history.undo_last(one.book) is not None
    one.take(path)


class TestTwoOfficesApart:
    """Scenarios 1 to 9."""

    @pytest.fixture
    def pair(self, office: Opens) -> tuple[Office, Office]:
        """Two offices that hold the same person."""
        lahore, islamabad = office("LHR"), office("ISB")
        lahore.add("Adeel Invented", phone="03001234567", rank="Constable")
        islamabad.take(lahore.send())
        lahore.take(islamabad.send())
        return lahore, islamabad

    def test_different_fields_of_one_person_are_both_kept_without_a_question(self, pair):
        lahore, islamabad = pair
        lahore.edit("Adeel Invented", phone="03009999999")
        islamabad.edit("Adeel Invented", rank="Inspector")
        exchange(*pair)
        for one in pair:
            person = one.person("Adeel Invented")
            assert (person["phone"], person["rank"]) == ("03009999999", "Inspector")
            assert one.questions() == 0
        assert lahore.dump() == islamabad.dump()

    def test_the_same_field_changed_differently_is_one_question_in_each_office(self, pair):
        lahore, islamabad = pair
        lahore.edit("Adeel Invented", phone="03001111111")
        islamabad.edit("Adeel Invented", phone="03002222222")
        plan = islamabad.plan(lahore.send())
        assert plan.counts["needs_you"] == 1
        (record,) = plan.records
        assert "03001111111" in record.reasons[0]
        assert "03002222222" in record.reasons[0]
        assert "Phone" in record.reasons[0]
        exchange(*pair)
        assert lahore.questions() == islamabad.questions() == 1
        assert (
            lahore.person("Adeel Invented")["phone"] == islamabad.person("Adeel Invented")["phone"]
        )
        lahore.edit("Adeel Invented", phone="03001111111")
        assert islamabad.take(lahore.send()).counts["needs_you"] == 0
        assert lahore.questions() == islamabad.questions() == 0
        assert lahore.dump() == islamabad.dump()

    def test_the_same_number_in_other_digits_is_no_question(self, pair):
        lahore, islamabad = pair
        lahore.edit("Adeel Invented", duty_station="Post 12")
        islamabad.edit("Adeel Invented", duty_station="Post ۱۲")
        exchange(*pair)
        assert lahore.questions() == islamabad.questions() == 0

    def test_one_question_answered_differently_in_two_places_is_one_new_question(self, pair):
        lahore, islamabad = pair
        lahore.edit("Adeel Invented", phone="03001111111")
        islamabad.edit("Adeel Invented", phone="03002222222")
        exchange(*pair)
        lahore.edit("Adeel Invented", phone="03003333333")
        islamabad.edit("Adeel Invented", phone="03004444444")
        plan = islamabad.plan(lahore.send())
        assert plan.counts["needs_you"] == 1
        assert all(n in plan.records[0].reasons[0] for n in ("03003333333", "03004444444"))
        exchange(*pair)
        assert lahore.questions() == islamabad.questions() == 1

    def test_a_file_taken_in_again_under_another_name_brings_nothing(self, pair, tmp_path):
        lahore, islamabad = pair
        lahore.add("Bilal Invented")
        path = lahore.send()
        islamabad.take(path)
        before = islamabad.dump()
        backups = len(islamabad.book.backups())
        renamed = tmp_path / "DOC-2020 (1).xlsx"
        shutil.copyfile(path, renamed)
        for again in (path, renamed):
            plan = islamabad.take(again)
            assert plan.changes_nothing
            assert plan.counts["new"] == plan.counts["changed"] == 0
            assert plan.counts["same"] > 3
            assert any("Already taken in on 03 November 2020 (from LHR)" in n for n in plan.notices)
        assert islamabad.dump() == before
        assert len(islamabad.book.backups()) == backups

    def test_an_older_file_that_comes_late_reverts_nothing(self, pair):
        lahore, islamabad = pair
        lahore.add("Bilal Invented")
        march = lahore.send()
        lahore.edit("Adeel Invented", rank="Inspector")
        lahore.delete("Bilal Invented")
        islamabad.take(lahore.send())
        plan = islamabad.take(march)
        assert plan.changes_nothing
        assert any("older" in notice for notice in plan.notices)
        assert islamabad.person("Adeel Invented")["rank"] == "Inspector"
        assert islamabad.people() == ["Adeel Invented"]

    def test_what_a_lost_file_held_comes_with_the_next(self, pair):
        lahore, islamabad = pair
        lahore.add("Lost Invented")
        lahore.send()
        lahore.add("Next Invented")
        islamabad.take(lahore.send())
        assert islamabad.people() == ["Adeel Invented", "Lost Invented", "Next Invented"]

    def test_what_comes_through_a_third_office_is_as_if_it_came_directly(self, pair, office):
        lahore, islamabad = pair
        karachi = office("KHI")
        karachi.take(islamabad.send())
        assert karachi.people() == ["Adeel Invented"]
        assert karachi.take(lahore.send()).counts["new"] == 0
        home = karachi.send()
        plan = lahore.take(home)
        assert plan.counts["changed"] == plan.counts["needs_you"] == 0
        assert {kind for kind, _count in plan.new} == {"Office", "Office identity"}

    def test_an_own_file_that_comes_home_brings_nothing(self, pair):
        lahore, _islamabad = pair
        plan = lahore.take(lahore.send())
        assert plan.changes_nothing
        assert plan.notices[0] == "This is a file of your own."


def test_a_first_file_brings_all_and_says_so_and_a_preview_writes_nothing(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="0300 1")
    path = lahore.send()
    before = islamabad.dump()
    plan = islamabad.plan(path)
    assert islamabad.dump() == before
    assert dict(plan.new) == {"Person": 1, "Office": 1, "Office identity": 1}
    assert [record.what for record in plan.records] == ["Adeel Invented"]
    assert "not yet confirmed" in plan.notices[0]
    intake.apply_plan(islamabad.book, plan)
    assert islamabad.people() == ["Adeel Invented"]


def test_a_take_in_undone_and_done_again_is_as_after_the_first(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    islamabad.take(lahore.send())
    lahore.edit("Adeel Invented", phone="03002222222")
    lahore.add("Bilal Invented")
    path = lahore.send()
    islamabad.take(path)
    first = islamabad.dump()
    for _again in range(2):
        done = history.undo_last(islamabad.book)
        assert done is not None
        assert done.label == "File of LHR taken in"
        assert done.kept == ()
        assert islamabad.people() == ["Adeel Invented"]
        assert islamabad.person("Adeel Invented")["phone"] == "03001111111"
        plan = islamabad.plan(path)
        assert not plan.changes_nothing
        assert plan.counts["changed"] == 2
        assert any("was undone" in notice for notice in plan.notices)
        intake.apply_plan(islamabad.book, plan)
        assert islamabad.dump() == first
        assert islamabad.take(path).changes_nothing


def test_what_stands_again_is_counted_and_not_listed_row_by_row(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    for number in range(12):
        lahore.add(f"Invented {number}")
    path = lahore.send()
    islamabad.take(path)
    history.undo_last(islamabad.book)
    plan = islamabad.plan(path)
    said = plan.lines()
    assert any(line.startswith("12 people stand again: Invented") for line in said)
    assert not any("deleted → stands" in line for line in said)
    (told,) = [line for line in said if line.startswith("Deleted before, and stand again")]
    assert "Person 12" in told
    assert len(plan.records) == 12, "people are named where there is room for it"


def test_undo_and_redo_of_this_sitting_reach_a_whole_take_in(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    before = islamabad.dump()
    islamabad.take(lahore.send())
    after = islamabad.dump()
    for step, stands in (
        (islamabad.book.undo, before),
        (islamabad.book.redo, after),
        (islamabad.book.undo, before),
    ):
        done = step()
        assert done is not None
        assert done.label == "File of LHR taken in"
        assert islamabad.dump() == stands


def test_undoing_a_take_in_keeps_what_was_worked_on_since(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    lahore.add("Bilal Invented")
    path = lahore.send()
    islamabad.take(path)
    islamabad.edit("Adeel Invented", rank="Inspector")
    entry = next(row for row in history.history_rows(islamabad.book) if row.take_in is not None)
    done = history.undo_take_in(islamabad.book, take_in=entry.take_in or 0)
    assert islamabad.people() == ["Adeel Invented"]
    assert done.kept


def test_the_history_shows_a_file_as_one_entry_that_opens_into_its_steps(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    for name in ("Adeel Invented", "Bilal Invented"):
        lahore.add(name)
    islamabad.take(lahore.send())
    islamabad.add("Own Invented")
    rows = history.history_rows(islamabad.book)
    assert [row.label for row in rows] == [
        "Add a person",
        "File of LHR taken in",
        "Create workbook",
    ]
    parts = history.part_rows(islamabad.book, take_in=rows[1].take_in or 0)
    assert [row.label for row in parts] == ["Add a person", "Add a person", "Create workbook"]
    assert rows[1].source == "LHR 1.xlsx"
    history.undo_last(islamabad.book)
    history.undo_last(islamabad.book)
    assert islamabad.people() == []
    assert history.undo_last(islamabad.book) is None
    assert next(row for row in history.history_rows(islamabad.book) if row.take_in).undone


# -- files that are not as they were sent


def rewrite(path: Path, change: Callable[[dict[str, list[list[str]]]], None]) -> Path:
    """The file with the texts of its sheets changed, as somebody would in a suite."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    texts = {
        sheet.title: [[str(c) if c is not None else "" for c in row] for row in sheet.values]
        for sheet in book
    }
    change(texts)
    for name, rows in texts.items():
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row, start=1):
                book[name].cell(number, place).value = text or None
    changed = path.with_name(f"changed {path.name}")
    book.save(changed)
    return changed


def in_lines(old: str, new: str) -> Callable[[dict[str, list[list[str]]]], None]:
    def change(texts: dict[str, list[list[str]]]) -> None:
        rows = texts["_sync"]
        for row in rows[2:]:
            assert old in "".join(row)
            row[0] = row[0].replace(old, new, 1)

    return change


def in_manifest(old: str, new: str) -> Callable[[dict[str, list[list[str]]]], None]:
    def change(texts: dict[str, list[list[str]]]) -> None:
        row = texts["_sync"][0]
        assert old in row[0]
        row[0] = row[0].replace(old, new)

    return change


def test_an_altered_line_is_left_out_and_named_and_the_rest_is_taken_in(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    for name in ("Adeel Invented", "Bilal Invented"):
        lahore.add(name, phone="03001234567")
    path = rewrite(lahore.send(), in_lines("Bilal Invented", "Bilal Altered"))
    plan = islamabad.take(path)
    assert plan.trust == "altered"
    assert plan.counts["refused"] == 1
    (refused,) = [record for record in plan.records if record.outcome == "refused"]
    assert "altered after signing" in refused.reasons[0]
    assert "_sync" in refused.reasons[0]
    assert islamabad.people() == ["Adeel Invented"]
    assert islamabad.take(lahore.send()).counts["new"] == 1
    assert islamabad.people() == ["Adeel Invented", "Bilal Invented"]


def test_a_file_that_is_not_signed_is_shown_as_such_and_taken_in(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")

    def unsigned(texts: dict[str, list[list[str]]]) -> None:
        texts["_sync"][1] = [""]

    plan = islamabad.take(rewrite(lahore.send(), unsigned))
    assert plan.trust == "unsigned"
    assert "not signed" in plan.notices[0]
    assert islamabad.people() == ["Adeel Invented"]


def test_a_file_of_another_programme_is_refused(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.book.programme_uuid = UUID(int=7)
    before = islamabad.dump()
    with pytest.raises(RuleError, match="another programme"):
        islamabad.take(lahore.send())
    assert islamabad.dump() == before


def test_a_file_without_a_manifest_is_told_by_its_lines(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")

    def torn(texts: dict[str, list[list[str]]]) -> None:
        texts["_sync"][0], texts["_sync"][1] = [""], [""]

    plan = islamabad.take(rewrite(lahore.send(), torn))
    assert plan.trust == "unsigned"
    assert islamabad.people() == ["Adeel Invented"]


def test_a_file_of_a_newer_layout_waits_and_nothing_of_it_is_read(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    path = rewrite(lahore.send(), in_manifest('"min_reader":1', '"min_reader":9'))
    before = islamabad.dump()
    plan = islamabad.take(path)
    assert "newer version" in plan.notices[0]
    assert set(plan.counts.values()) == {0}
    assert islamabad.dump() == before
    with islamabad.book.reading() as db:
        (waits,) = db.execute(t.waiting.select().where(t.waiting.c.kind == "file")).all()
    assert waits.name == path.name
    assert islamabad.take(path).changes_nothing


@pytest.mark.parametrize("year", [2036, 2010])
def test_a_wrong_clock_is_told_and_decides_nothing(office: Opens, year: int) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    islamabad.take(lahore.send())
    lahore.take(islamabad.send())
    lahore.clock.set(datetime(year, 1, 1, tzinfo=UTC))
    lahore.edit("Adeel Invented", phone="03002222222")
    plan = islamabad.take(lahore.send())
    assert any("doubtful" in notice for notice in plan.notices)
    assert islamabad.person("Adeel Invented")["phone"] == "03002222222"
    islamabad.edit("Adeel Invented", phone="03003333333")
    lahore.take(islamabad.send())
    assert lahore.person("Adeel Invented")["phone"] == "03003333333"
    assert lahore.questions() == 0


def test_what_a_newer_version_says_is_relayed_unread(office: Opens) -> None:
    lahore, islamabad, karachi = office("LHR"), office("ISB"), office("KHI")
    lahore.add("Adeel Invented")
    header, secret = union.sheet_step(bytes(8), 50)
    line = union.edit_line(header, secret, "drone", [UUID(int=9).bytes], "rotors", {"of": [4, "x"]})
    lahore.book.unite([["step", header.listed()], line])
    plan = islamabad.take(lahore.send())
    assert ("Record of a newer version", 1) in plan.new
    karachi.take(islamabad.send())
    assert line in karachi.book.lines()


def test_a_stopped_take_in_leaves_all_as_it_was(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    plan = islamabad.plan(lahore.send())
    before = islamabad.dump()
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        intake.apply_plan(islamabad.book, plan, progress=progress)
    assert islamabad.dump() == before
    intake.apply_plan(islamabad.book, plan)
    assert islamabad.people() == ["Adeel Invented"]


def test_a_preview_left_open_is_refused_when_it_would_now_be_another(office: Opens) -> None:
    lahore, islamabad, karachi = office("LHR"), office("ISB"), office("KHI")
    lahore.add("Adeel Invented", phone="03001111111")
    islamabad.take(lahore.send())
    karachi.take(lahore.send())
    lahore.edit("Adeel Invented", phone="03002222222")
    karachi.edit("Adeel Invented", phone="03003333333")
    shown = islamabad.plan(lahore.send())
    assert shown.counts["changed"] == 1
    islamabad.take(karachi.send())
    with pytest.raises(RuleError, match="Look at it again"):
        intake.apply_plan(islamabad.book, shown)
    assert islamabad.person("Adeel Invented")["phone"] == "03003333333"
    again = islamabad.plan(shown.file.path)
    assert again.counts["needs_you"] == 1
    intake.apply_plan(islamabad.book, again)


def test_a_preview_holds_when_something_else_was_done_meanwhile(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    shown = islamabad.plan(lahore.send())
    islamabad.add("Own Invented")
    intake.apply_plan(islamabad.book, shown)
    assert islamabad.people() == ["Adeel Invented", "Own Invented"]


def test_two_offices_that_use_one_code_are_warned_and_keep_everything(
    office: Opens, made: dict[str, tuple[Path, str]], tmp_path: Path
) -> None:
    lahore = office("LHR")
    path = tmp_path / "other.workbook"
    with Workbook.create(
        path,
        passphrase="invented",
        office_code="LHR",
        office_name="Lahore Cantonment",
        sources=seeded(b"other", SeededClock(START)),
    ) as book:
        made = {**made, "other": (path, book.emergency_key)}
    other = Office(
        Workbook.open(path, emergency_key=made["other"][1], operator="Coordinator"),
        SeededClock(START),
        tmp_path / "other",
    )
    other.folder.mkdir()
    other.add("Adeel Invented")
    plan = lahore.take(other.send())
    assert any("Two offices use the code LHR" in notice for notice in plan.notices)
    assert lahore.people() == ["Adeel Invented"]
    assert all(row.warnings for row in offices.office_rows(lahore.book))
    other.book._dirty = False
    other.book.close()


def test_much_that_changes_at_once_is_asked_once_more(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    names = [f"Officer {letter} Invented" for letter in "ABCDE"]
    for name in names:
        lahore.add(name, rank="Constable")
    islamabad.take(lahore.send())
    lahore.take(islamabad.send())
    for name in names[:3]:
        lahore.edit(name, rank="Inspector")
    lahore.delete(names[4])
    plan = islamabad.plan(lahore.send())
    assert any("1 people would no longer stand here" in asked for asked in plan.asks)
    assert any("4 of 5 people would change" in asked for asked in plan.asks)
    assert plan.counts["changed"] == 4


def test_deleted_in_one_place_and_edited_in_another_stands_and_is_asked(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", rank="Constable")
    islamabad.take(lahore.send())
    lahore.take(islamabad.send())
    lahore.delete("Adeel Invented")
    islamabad.edit("Adeel Invented", rank="Inspector")
    plan = islamabad.plan(lahore.send())
    assert plan.counts["needs_you"] == 1
    assert "deleted in one place" in plan.records[0].reasons[0]
    exchange(lahore, islamabad)
    assert lahore.people() == islamabad.people() == ["Adeel Invented"]


def test_the_plan_reads_as_json_and_as_lines(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    islamabad.take(lahore.send())
    lahore.edit("Adeel Invented", phone="03002222222", rank="Inspector")
    plan = islamabad.plan(lahore.send())
    said = json.loads(json.dumps(plan.to_json()))
    assert said["kind"] == "exchange"
    assert said["counts"]["changed"] == 1
    changes = {c["field"]: (c["old"], c["new"]) for c in said["records"][0]["changes"]}
    assert changes == {"Phone": ("03001111111", "03002222222"), "Rank": ("", "Inspector")}
    assert any("Rank — → Inspector" in line for line in plan.lines())
    assert plan.summary().startswith("0 new, ")


# -- copies of a workbook, fields that were left out, one go


def test_a_copied_workbook_keeps_the_work_of_both_and_one_goes_on_under_another_identity(
    office: Opens, tmp_path: Path
) -> None:
    lahore = office("LHR")
    lahore.add("Adeel Invented", phone="03000000000")
    lahore.book.backup_now()
    copy = tmp_path / "copy.workbook"
    shutil.copyfile(lahore.book.path, copy)
    clone = office("LHR", copy)
    lahore.edit("Adeel Invented", phone="03001111111")
    lahore.add("Bilal Invented")
    clone.edit("Adeel Invented", rank="Inspector")
    identity = clone.book.replica
    assert lahore.book.replica == identity
    path = lahore.send()
    plan = clone.plan(path)
    assert any("a copy of this workbook" in notice for notice in plan.notices)
    done = intake.apply_plan(clone.book, plan)
    assert any("a copy of this workbook" in notice for notice in done.notices)
    assert clone.book.replica != identity
    assert clone.person("Adeel Invented")["rank"] == "Inspector"
    assert clone.person("Adeel Invented")["phone"] == "03001111111"
    assert clone.people() == ["Adeel Invented", "Bilal Invented"]
    clone.add("Chand Invented")
    lahore.take(clone.send())
    lahore.take(clone.send())
    clone.take(lahore.send())
    assert lahore.dump() == clone.dump()
    rows = offices.office_rows(clone.book)
    assert [row.own for row in rows].count(True) == 1


def test_own_later_files_bring_back_what_a_restored_backup_lost(
    office: Opens, made: dict[str, tuple[Path, str]], tmp_path: Path
) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    backup = lahore.book.backup_now()
    lahore.add("Bilal Invented")
    islamabad.take(lahore.send())
    restored = Office(lahore.book.restore(backup), lahore.clock, tmp_path)
    lahore.book = restored.book
    assert restored.people() == ["Adeel Invented"]
    restored.add("Chand Invented")
    plan = restored.take(islamabad.send())
    assert plan.counts["needs_you"] == 0
    assert restored.people() == ["Adeel Invented", "Bilal Invented", "Chand Invented"]
    islamabad.take(restored.send())
    assert restored.people() == islamabad.people()


def test_a_field_that_was_left_out_changes_nothing_and_an_own_entry_is_asked_at_home(
    office: Opens,
) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111", rank="Constable")
    lahore.edit("Adeel Invented", rank="Inspector")
    islamabad.take(lahore.send(without=("person", "phone")))
    assert islamabad.person("Adeel Invented")["phone"] is None
    islamabad.edit("Adeel Invented", phone="03002222222")
    plan = lahore.take(islamabad.send())
    assert plan.counts["needs_you"] == 1
    assert "03001111111" in plan.records[0].reasons[0]
    islamabad.take(lahore.send())
    assert lahore.questions() == islamabad.questions() == 1


def test_what_was_left_out_first_and_comes_later_is_a_change(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    islamabad.take(lahore.send(without=("person", "phone")))
    plan = islamabad.take(lahore.send())
    assert plan.counts["changed"] == 1
    assert islamabad.person("Adeel Invented")["phone"] == "03001111111"


def test_a_file_is_taken_in_at_once_as_it_is_in_two_steps(office: Opens) -> None:
    lahore, islamabad, karachi = office("LHR"), office("ISB"), office("KHI")
    lahore.add("Adeel Invented", phone="03001111111")
    path = lahore.send()
    read = intake.read_list(path)
    assert isinstance(read, ExchangeFile)
    plan, done = take_exchange(islamabad.book, read)
    assert len(done.take_ins) == 1
    assert done.changes.count == plan.brings
    shown = karachi.take(path)
    assert shown.counts == plan.counts
    assert shown.records == plan.records
    again, nothing = take_exchange(islamabad.book, read)
    assert again.changes_nothing
    assert nothing.take_ins == ()


def test_several_files_are_one_preview_and_one_transaction(office: Opens) -> None:
    lahore, islamabad, karachi = office("LHR"), office("ISB"), office("KHI")
    lahore.add("Adeel Invented", rank="Constable")
    karachi.take(lahore.send())
    karachi.edit("Adeel Invented", rank="Inspector")
    files = [intake.read_list(path) for path in (lahore.send(), karachi.send())]
    plans = plan_exchange(islamabad.book, [f for f in files if isinstance(f, ExchangeFile)])
    assert [plan.counts["new"] for plan in plans] == [3, 2]
    assert [plan.counts["changed"] for plan in plans] == [0, 1]
    done = apply_exchange(islamabad.book, plans)
    assert len(done.take_ins) == 2
    assert islamabad.person("Adeel Invented")["rank"] == "Inspector"
    history.undo_last(islamabad.book)
    assert islamabad.person("Adeel Invented")["rank"] == "Constable"
    history.undo_last(islamabad.book)
    assert islamabad.people() == []


@pytest.mark.parametrize("damage", ["cut short", "a document", "empty"])
def test_a_file_that_cannot_be_read_is_told_in_words(
    office: Opens, tmp_path: Path, damage: str
) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    content = lahore.send().read_bytes()
    path = tmp_path / "received.xlsx"
    if damage == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("word/document.xml", "<document/>")
    before = islamabad.dump()
    with pytest.raises(SheetError):
        islamabad.take(path)
    assert islamabad.dump() == before


def test_a_sealed_file_opens_with_its_password_only(office: Opens, tmp_path: Path) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    path = tmp_path / "sealed.xlsx"
    path.write_bytes(seal(lahore.send().read_bytes(), "told by phone"))
    for wrong in (None, "guessed"):
        with pytest.raises(SheetError) as refused:
            intake.read_list(path, password=wrong)
        assert refused.value.reason == "password"
    plan = intake.plan_list(islamabad.book, intake.read_list(path, password="told by phone"))
    intake.apply_plan(islamabad.book, plan)
    assert islamabad.people() == ["Adeel Invented"]


# -- what people do to the sheets


def by_hand(path: Path, edit: Callable[[Any], None], sheet: str = "People") -> Path:
    """The file with cells of one sheet changed by `edit`, saved anew."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    edit(book[sheet])
    changed = path.with_name(f"by hand {path.name}")
    book.save(changed)
    return changed


def cell_of(sheet: Any, person: str, field: str) -> Any:
    column = next(c.column for c in sheet[1] if str(c.value).endswith(f"person.{field}"))
    row = next(r for r in sheet.iter_rows(min_row=3) if any(c.value == person for c in r))
    return sheet.cell(row[0].row, column)


def test_a_cell_typed_over_in_a_file_of_an_office_is_an_edit_of_what_it_showed(
    office: Opens,
) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111", rank="Constable")
    lahore.add("Bilal Invented", phone="03002222222", rank="Constable")

    def promote(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "rank").value = "Inspector"

    path = by_hand(lahore.send(), promote)
    plan = islamabad.plan(path)
    assert plan.trust == "unconfirmed"
    (adeel,) = [record for record in plan.records if record.what == "Adeel Invented"]
    (change,) = adeel.changes
    assert (change.field, change.old, change.new) == ("Rank", "Constable", "Inspector")
    assert (change.sheet, change.row) == ("People", 3)
    assert change.cell.endswith("3")
    intake.apply_plan(islamabad.book, plan)
    assert islamabad.person("Adeel Invented")["rank"] == "Inspector"
    assert islamabad.person("Bilal Invented")["rank"] == "Constable"
    assert islamabad.take(path).changes_nothing
    lahore.edit("Adeel Invented", rank="Head Constable")
    plan = lahore.take(path)
    assert plan.counts["needs_you"] == 1
    assert lahore.questions() == 1
    islamabad.take(lahore.send())
    assert islamabad.questions() == 1


def test_an_untouched_file_saved_anew_is_the_same_in_every_record(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", phone="03001111111")
    path = lahore.send()
    first = islamabad.take(path)
    saved = by_hand(path, lambda _sheet: None)
    assert saved.read_bytes() != path.read_bytes()
    plan = islamabad.take(saved)
    assert plan.changes_nothing
    assert plan.counts["same"] == sum(first.counts.values())
    assert plan.counts["changed"] == plan.counts["new"] == 0


def test_a_column_cleared_before_sending_is_one_question_and_takes_nothing(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    names = [f"Officer {letter} Invented" for letter in "ABC"]
    for name in names:
        lahore.add(name, phone="03001111111")

    def clear(sheet: Any) -> None:
        for name in names:
            cell_of(sheet, name, "phone").value = None

    path = by_hand(lahore.send(), clear)
    plan = islamabad.take(path)
    assert len(plan.doubts) == 1
    assert islamabad.person(names[0])["phone"] == "03001111111"
    assert islamabad.take(path).changes_nothing


def test_a_cohort_alone_touches_no_other(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    for code in "AB":
        with lahore.book.changing("A cohort and somebody in it") as change:
            programme = change.key(PROGRAMME, lahore.book.programme_uuid)
            cohort = change.create(COHORT, programme=programme, code=code, title=code)
            person = change.create(PERSON, name_latin=f"Officer {code} Invented")
            change.create(ENROLMENT, cohort=cohort, person=person)
    islamabad.take(lahore.send())
    lahore.edit("Officer A Invented", rank="Inspector")
    lahore.edit("Officer B Invented", rank="Inspector")
    cohorts = t.RECORDS["cohort"]
    with lahore.book.reading() as db:
        of_a = db.execute(cohorts.select().where(cohorts.c.code == "A")).one().id
    plan = islamabad.take(lahore.send(cohort_id=of_a))
    assert [record.what for record in plan.records] == ["Officer A Invented"]
    assert islamabad.person("Officer B Invented")["rank"] is None
    assert islamabad.people() == ["Officer A Invented", "Officer B Invented"]


def test_a_hand_out_is_told_to_be_for_reading(office: Opens, tmp_path: Path) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    path = tmp_path / "for the donor.xlsx"
    hand_outs.hand_out(lahore.book, path)
    with pytest.raises(SheetError, match="made for reading"):
        islamabad.take(path)


KILLED = """
import os, sys
from pathlib import Path
from workbook.services import intake
from workbook.storage.book import Workbook

class Killer:
    calls = 0
    def report(self, done, total, what):
        Killer.calls += 1
        if Killer.calls == 2:
            os._exit(9)

book = Workbook.open(Path(sys.argv[1]), emergency_key=sys.argv[2])
plan = intake.plan_list(book, intake.read_list(Path(sys.argv[3])))
intake.apply_plan(book, plan, progress=Killer())
"""


def test_a_power_cut_in_the_middle_leaves_all_as_it_was_and_the_file_can_be_taken_in(
    office: Opens, made: dict[str, tuple[Path, str]], tmp_path: Path
) -> None:
    lahore = office("LHR")
    with lahore.book.changing("Add many people") as change:
        for number in range(1_100):
            change.create(PERSON, name_latin=f"Officer {number} Invented")
    path = lahore.send()
    workbook = tmp_path / "ISB.workbook"
    shutil.copyfile(made["ISB"][0], workbook)
    order = [sys.executable, "-c", KILLED, str(workbook), made["ISB"][1], str(path)]
    assert subprocess.run(order, check=False).returncode == 9
    islamabad = office("ISB", workbook)
    assert islamabad.people() == []
    islamabad.take(path)
    assert len(islamabad.people()) == 1_100


def test_what_was_typed_where_ids_or_heading_are_lost_is_told(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", rank="Constable")

    def promote(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "rank").value = "Inspector"
        sheet.delete_rows(1)

    path = lahore.send()
    plan = islamabad.take(by_hand(path, promote))
    (doubt,) = plan.doubts
    assert doubt.kind == "sheet"
    assert any("row of ids was deleted" in notice for notice in plan.notices)

    def behead(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "rank").value = "Inspector"
        sheet.parent["_sync"].cell(1, 1).value = None

    plan = islamabad.plan(by_hand(path, behead))
    assert any("cannot be told" in notice for notice in plan.notices)


def test_a_formula_without_a_value_in_an_empty_cell_waits(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")

    def reckon(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "rank").value = "=B3&B3"

    plan = islamabad.take(by_hand(lahore.send(), reckon))
    assert [doubt.kind for doubt in plan.doubts] == ["unreadable"]


def test_a_doubt_that_was_decided_is_not_asked_again_in_any_office(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", born_on="1981-09-08")

    def swap(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "born_on").value = datetime(1981, 8, 9)

    path = by_hand(lahore.send(), swap)
    islamabad.take(path)
    (item,) = inbox.waiting(islamabad.book)
    inbox.resolve(islamabad.book, item.id, take=2)
    assert islamabad.person("Adeel Invented")["born_on"] == "1981-08-09"
    lahore.take(islamabad.send())
    for one in (islamabad, lahore):
        plan = one.take(path)
        assert plan.changes_nothing
        assert plan.question is None
        assert inbox.items(one.book) == ()


def test_undo_takes_back_a_decision_alone_and_its_file_asks_again(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", born_on="1981-09-08")

    def swap(sheet: Any) -> None:
        cell_of(sheet, "Adeel Invented", "born_on").value = datetime(1981, 8, 9)

    path = by_hand(lahore.send(), swap)
    islamabad.take(path)
    for _time in range(2):
        (item,) = inbox.waiting(islamabad.book)
        inbox.resolve(islamabad.book, item.id, take=2)
        assert islamabad.person("Adeel Invented")["born_on"] == "1981-08-09"
        done = history.undo_last(islamabad.book)
        assert done is not None
        assert done.label == "Decide on a waiting row"
        assert islamabad.person("Adeel Invented")["born_on"] == "1981-09-08"
        islamabad.take(path)


def test_undo_passes_over_a_file_that_only_erased_somebody_and_says_so(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    islamabad.take(lahore.send())
    islamabad.add("Own Invented")
    ref = next(row.ref for row in people.person_rows(lahore.book))
    erase.erase_by_ref(lahore.book, ref=ref, reason="Asked for by letter")
    islamabad.take(lahore.send())
    rows = history.history_rows(islamabad.book)
    assert [row.undoable for row in rows if row.take_in] == [False, True]
    before = islamabad.dump()
    with pytest.raises(RuleError, match="stays erased"):
        history.undo_take_in(islamabad.book, take_in=rows[0].take_in or 0)
    assert islamabad.dump() == before
    for label in ("Add a person", "File of LHR taken in"):
        done = history.undo_last(islamabad.book)
        assert done is not None
        assert done.label == label
        assert "stays erased" in done.told[0]
    with pytest.raises(RuleError, match=r"stays erased.*Nothing was changed"):
        history.undo_last(islamabad.book)


def test_undo_of_this_sitting_says_what_stays_and_goes_on(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    islamabad.take(lahore.send())
    lahore.edit("Adeel Invented", rank="Constable")
    lahore.add("Bilal Invented")
    ref = next(r.ref for r in people.person_rows(lahore.book) if "Adeel" in r.name)
    erase.erase_by_ref(lahore.book, ref=ref, reason="Asked for by letter")
    islamabad.take(lahore.send())
    whole = islamabad.book.undo()
    assert whole is not None
    assert whole.told == ("What it erased stays erased, for good.",)
    assert "Bilal Invented" not in islamabad.people()
    bilal = next(r.ref for r in people.person_rows(lahore.book) if "Bilal" in r.name)
    erase.erase_by_ref(lahore.book, ref=bilal, reason="Asked for by letter")
    islamabad.take(lahore.send())
    with pytest.raises(RuleError, match=r"cannot be undone\. What it erased stays erased"):
        islamabad.book.undo()
    assert islamabad.book.undo() is not None


def test_what_both_made_alike_is_not_said_to_stay(office: Opens) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented")
    islamabad.take(lahore.send())
    done = history.undo_last(islamabad.book)
    assert done is not None
    assert done.kept == ()


@pytest.mark.parametrize("taken", [1, 2])
def test_undoing_a_decision_on_a_deleted_row_leaves_it_standing_and_asked(
    office: Opens, taken: int
) -> None:
    lahore, islamabad = office("LHR"), office("ISB")
    lahore.add("Adeel Invented", rank="Constable")
    islamabad.take(lahore.send())
    islamabad.edit("Adeel Invented", rank="Inspector")
    lahore.delete("Adeel Invented")
    islamabad.take(lahore.send())
    (item,) = inbox.items(islamabad.book)
    inbox.resolve(islamabad.book, item.id, take=taken)
    assert inbox.items(islamabad.book) == ()
    assert islamabad.people() == ["Adeel Invented"][: 2 - taken]
    history.undo_last(islamabad.book)
    assert islamabad.people() == ["Adeel Invented"]
    (again,) = inbox.items(islamabad.book)
    assert again.id == item.id
    lahore.take(islamabad.send())
    assert lahore.people() == ["Adeel Invented"]
    assert [one.id for one in inbox.items(lahore.book)] == [item.id]
    assert islamabad.book.differences() == []
