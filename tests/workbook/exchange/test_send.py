"""Files for another office: what they hold, what they withhold, and what comes of them there."""

import io
import json
import shutil
import subprocess
import zipfile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from workbook.domain.decision import LINK
from workbook.domain.people import PERSON
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.profiles import Profile
from workbook.exchange.sync import Signature, find_sync, visible_hash
from workbook.services import coaching, intake, sending
from workbook.sheets.reader import read_sheets
from workbook.sheets.seal import unseal
from workbook.sources import SeededClock, seeded
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.log import Log
from workbook.storage.union import lines_out

PASSWORD = "invented words"


@pytest.fixture
def other(tmp_path, clock):
    with Workbook.create(
        tmp_path / "lahore.workbook",
        passphrase="invented",
        office_code="LHR",
        office_name="Lahore",
        operator="Second",
        sources=seeded(b"other", SeededClock(clock.moment)),
    ) as opened:
        yield opened


def sent(book, tmp_path, **more):
    path = tmp_path / "out.xlsx"
    more = {"password": PASSWORD} | more
    sending.send(book, path, **more)
    return read_sheets(path, password=more["password"])


def sync(book, tmp_path, **more):
    found = find_sync(sent(book, tmp_path, **more).sheets)
    assert found.signature is Signature.GOOD
    assert found.whole
    assert found.faults() == []
    return found


def people(book):
    person = t.RECORDS["person"]
    with book.reading() as db:
        return db.execute(select(person).order_by(person.c.name_latin)).mappings().all()


def text_of(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        return "".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def test_a_file_carries_the_whole_history(book, cohort, other, tmp_path):
    found = sync(book, tmp_path)
    assert list(found.lines) == book.lines()
    assert found.manifest["scope"]["complete"]
    result = other.unite(found.lines)
    assert result.new
    assert not result.refused
    assert other.unite(found.lines).new == 0
    assert [row["phone"] for row in people(other)] == [row["phone"] for row in people(book)]


def test_the_manifest_says_whose_it_is_and_what_we_know(book, cohort, tmp_path):
    said = sync(book, tmp_path, to="Lahore").manifest
    with book.reading() as db:
        highest = db.scalar(select(t.tx.c.seq).order_by(t.tx.c.seq.desc()).limit(1))
    assert said["kind"] == "exchange"
    assert said["programme"] == book.programme_uuid.hex
    assert (said["office"], said["office_name"], said["user"]) == (
        "ISB",
        "Islamabad",
        "Coordinator",
    )
    assert said["replica"] == book.replica.hex()
    assert said["known"] == {book.replica.hex(): highest}
    assert said["lamport"] == highest
    assert "notes_keys" not in said


def test_the_sheets_are_as_the_manifest_says(book, cohort, tmp_path):
    file = sent(book, tmp_path)
    said = find_sync(file.sheets).manifest["sheets"]
    shown = {sheet.name: sheet for sheet in file.sheets if sheet.name in said}
    assert list(shown) == ["People", "Cohort", "Enrolments", "E-learning", "Sessions",
                           "Attendance", "Certificates"]  # fmt: skip
    for name, (rows, digest) in said.items():
        assert len(shown[name].rows) - 2 == rows
        assert visible_hash(shown[name].rows) == digest


def test_the_same_workbook_and_choice_give_the_same_bytes(book, cohort, clock, tmp_path):
    moment = clock.moment
    files = []
    for name in ("one.xlsx", "two.xlsx"):
        clock.set(moment)
        sending.send(book, tmp_path / name, unprotected=True)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    one = sync(book, tmp_path).manifest["export"]
    assert sync(book, tmp_path).manifest["export"] == one
    assert sync(book, tmp_path, profile="agency").manifest["export"] != one
    people_sheet = sent(book, tmp_path).sheets[1]
    assert people_sheet.rows[2][-1].startswith("x")


def test_a_file_of_one_cohort_holds_nothing_of_another(book, cohort, make, other, tmp_path):
    second = make.cohort("INV-2", title="Other course")
    stranger = make.person(name_latin="Nobody Here", phone="03009998887")
    make.enrolment(second, stranger)
    make.marks(make.sessions(second, days=1), [make.enrolment(second)])
    found = sync(book, tmp_path, cohort_id=cohort)
    text = "\n".join(line for _row, _place, line in found.lines.texts())
    assert "Nobody Here" not in text
    assert "03009998887" not in text
    assert "Other course" not in text
    assert found.manifest["scope"]["cohorts"] == ["INV-1"]
    assert not found.manifest["scope"]["complete"]
    result = other.unite(found.lines)
    assert not result.refused
    assert not result.parked
    assert len(people(other)) == 4
    with book.reading() as db, other.reading() as there:
        for name in ("attendance", "attempt", "training_session", "enrolment", "module"):
            table = t.RECORDS[name]
            wanted = select(table.c.gone)
            if name == "attendance":
                assert len(there.execute(wanted).all()) == 3 * 4
            elif name in ("attempt", "module"):
                assert len(there.execute(wanted).all()) == len(db.execute(wanted).all())
    assert other.differences() == []


def test_no_row_of_a_file_hangs_on_one_that_is_not_in_it(book, cohort, make, tmp_path):
    make.enrolment(make.cohort("INV-2"), make.person())
    lines = [line for line in sync(book, tmp_path, cohort_id=cohort).lines if line[0] == "change"]
    rows = {uuid for line in lines for uuid in line[4]}
    for line in lines:
        said = line[9] if line[5] == "*" else {line[5]: line[9]}
        assert {v for v in said.values() if isinstance(v, str) and len(v) == 32} <= rows


def test_her_other_record_comes_along_and_a_stranger_told_apart_does_not(
    book, cohort, make, tmp_path
):
    keys = [row["id"] for row in people(book)]
    same, stranger = make.person(name_latin="Same One"), make.person(name_latin="Told Apart")
    with book.changing("Link") as change:
        for key, says in ((same, "same"), (stranger, "not_same")):
            pair = sorted((keys[0], key), key=lambda k: change.uuid(k).hex)
            change.put(LINK, tuple(pair), says=says)
    found = sync(book, tmp_path, cohort_id=cohort)
    text = "\n".join(line for _row, _place, line in found.lines.texts())
    assert "Same One" in text
    assert "Told Apart" not in text
    assert '"not_same"' not in text


def test_what_was_withheld_comes_as_a_hash_and_clashes_with_nothing(book, cohort, other, tmp_path):
    chosen = sending.chosen_for(Profile.OFFICE) - {("person", "phone")}
    path = tmp_path / "out.xlsx"
    sending.send(book, path, fields=chosen, unprotected=True)
    assert "0300123456" not in text_of(path)
    assert "Phone" not in str(read_sheets(path).sheets[1].rows)
    found = find_sync(read_sheets(path).sheets)
    assert found.manifest["scope"]["withheld"] == [["person", "phone"]]
    other.unite(found.lines)
    assert [row["phone"] for row in people(other)] == [None] * 4
    assert all(row["service_number"] for row in people(other))
    # The full file tells the rest later.
    other.unite(sync(book, tmp_path).lines)
    assert [row["phone"] for row in people(other)] == [row["phone"] for row in people(book)]


@pytest.mark.parametrize(
    ("profile", "shown", "hidden"),
    [
        (
            "agency",
            ("Officer 01", "Federal Agency"),
            ("0300123456", '"0009"', ">0009<", "Father 0", "3/4/2020"),
        ),
        (
            "donor",
            ("Federal Agency", "female"),
            ("Officer 0", "0300123456", '"0009"', ">0009<", "Father 0"),
        ),
    ],
)
def test_agencies_and_donors_get_little(book, cohort, tmp_path, profile, shown, hidden):
    path = tmp_path / "out.xlsx"
    done = sending.send(book, path, cohort_id=cohort, profile=profile, unprotected=True)
    text = text_of(path)
    assert all(word in text for word in shown)
    assert not any(word in text for word in hidden)
    leaving = sending.what_leaves(book, cohort_id=cohort, profile=profile)
    assert leaving.fields == done.fields
    assert "Phone" in leaving.without
    assert leaving.identifying == (profile == "agency")


def test_notes_leave_only_when_ticked_and_under_a_password(book, cohort, other, tmp_path):
    with book.reading() as db:
        enrolment = db.scalar(select(t.RECORDS["enrolment"].c.id).limit(1))
    coaching.add_note(book, enrolment_id=enrolment, text="Never to be told")
    unticked = sync(book, tmp_path)
    assert unticked.manifest["scope"]["left_out"] == ["note"]
    assert not any('"note"' in text for _row, _place, text in unticked.lines.texts())
    with pytest.raises(RuleError, match="Notes leave only"):
        sending.send(book, tmp_path / "no.xlsx", with_notes=True, unprotected=True)
    assert not (tmp_path / "no.xlsx").exists()
    ticked = sync(book, tmp_path, with_notes=True)
    other.unite(ticked.lines)
    other.add_notes_keys(ticked.manifest["notes_keys"])
    with other.reading() as db:
        assert other.unseal(db.scalar(select(t.RECORDS["note"].c.sealed))) == "Never to be told"


def test_without_a_password_nothing_is_written_by_mistake(book, cohort, tmp_path):
    for password in (None, ""):
        with pytest.raises(RuleError, match="password"):
            sending.send(book, tmp_path / "out.xlsx", password=password)
    assert not (tmp_path / "out.xlsx").exists()
    with pytest.raises(NotFoundError):
        sending.send(book, tmp_path / "out.xlsx", cohort_id=987, password=PASSWORD)
    assert sending.register(book) == ()


def test_a_sealed_file_opens_with_its_password_alone(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    done = sending.send(book, path, password=PASSWORD)
    assert done.sealed
    assert b"Officer" not in path.read_bytes()
    assert unseal(path.read_bytes(), PASSWORD).startswith(b"PK")


def test_the_register_knows_who_got_what(book, cohort, tmp_path):
    path = tmp_path / sending.suggested_name(book, cohort_id=cohort)
    assert path.name.startswith("ISB INV-1 20")
    sending.send(book, path, cohort_id=cohort, to="Lahore office", password=PASSWORD)
    (left,) = sending.register(book)
    assert (left.kind, left.to, left.operator) == ("send", "Lahore office", "Coordinator")
    assert (left.people, left.cohorts, left.sealed) == (4, ("INV-1",), True)
    assert "Phone" in left.fields


def test_the_preview_names_what_leaves(book, cohort):
    leaving = sending.what_leaves(book, cohort_id=cohort, profile="agency")
    assert leaving.sentence().startswith("4 people, 5 fields, leaves with: Name, ")
    assert "Mark" in leaving.records
    assert any("history" in part for part in leaving.hidden)


def test_nothing_tells_who_wrote_the_file_or_where(book, cohort, home, tmp_path):
    path = tmp_path / "out.xlsx"
    sending.send(book, path, unprotected=True)
    text = text_of(path)
    for canary in (str(tmp_path), str(home), "office.workbook", "xlsxwriter"):
        assert canary.lower() not in text.lower()


def test_a_deleted_record_is_news_for_the_other_office(book, cohort, other, tmp_path):
    other.unite(sync(book, tmp_path).lines)
    with book.changing("Delete") as change:
        change.delete(PERSON, people(book)[0]["id"])
    other.unite(sync(book, tmp_path, cohort_id=cohort).lines)
    assert [row["gone"] for row in people(other)] == [1, 0, 0, 0]


def test_withheld_fields_stay_withheld_through_every_edit(book, cohort, tmp_path):
    with book.changing("Correct") as change:
        change.edit(PERSON, people(book)[0]["id"], phone="03331112223")
    with book.changing("Correct again") as change:
        change.edit(PERSON, people(book)[0]["id"], phone="03331112224")
    path = tmp_path / "out.xlsx"
    chosen = sending.chosen_for("office") - {("person", "phone")}
    sending.send(book, path, fields=chosen, unprotected=True)
    assert "0333111222" not in text_of(path)
    with book.reading() as db:
        log = Log(db.connection.cursor(), read_only=True)
        every = [line for line in lines_out(log) if line[0] == "change"]
    sent_ids = {line[1] for line in find_sync(read_sheets(path).sheets).lines if line[0] != "step"}
    assert sent_ids == {line[1] for line in every}


@pytest.mark.needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_opening_and_saving_elsewhere_changes_nothing(book, cohort, tmp_path, kind):
    path = tmp_path / "out.xlsx"
    sending.send(book, path, unprotected=True)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path / "saved"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    saved = read_sheets(tmp_path / "saved" / f"out.{kind}")
    assert saved.digest != read_sheets(path).digest
    found = find_sync(saved.sheets)
    assert found.signature is Signature.GOOD
    assert found.whole
    shown = {sheet.name: sheet.rows for sheet in saved.sheets}
    for name, (_rows, digest) in found.manifest["sheets"].items():
        assert visible_hash(shown[name]) == digest, name


def test_a_note_that_was_typed_over_is_read_with_the_key_its_file_brings(
    book, cohort, other, tmp_path
):
    with book.reading() as db:
        enrolment = db.scalar(select(t.RECORDS["enrolment"].c.id).limit(1))
    note = coaching.add_note(book, enrolment_id=enrolment, text="First words").id
    path = tmp_path / "notes.xlsx"
    sending.send(book, path, with_notes=True, password=PASSWORD)

    def typed_over(*, with_key):
        file = load_workbook(io.BytesIO(unseal(path.read_bytes(), PASSWORD)))
        place = next(c.coordinate for row in file["Notes"] for c in row if c.value == "First words")
        file["Notes"][place].value = "Second words"
        if not with_key:
            head = json.loads(file["_sync"]["A1"].value)
            del head["notes_keys"]
            file["_sync"]["A1"].value = json.dumps(head)
        file.save(tmp_path / "typed.xlsx")
        return intake.plan_list(other, intake.read_list(tmp_path / "typed.xlsx"))

    (doubt,) = typed_over(with_key=False).doubts
    assert "key to this note" in doubt.sentence
    plan = typed_over(with_key=True)
    assert plan.doubts == ()
    intake.apply_plan(other, plan)
    with other.reading() as db:
        assert other.unseal(db.scalar(select(t.RECORDS["note"].c.sealed))) == "Second words"
    assert coaching.show_note(book, note_id=note) == "First words"
