"""Erasing a person: what goes, what stays, and what nothing brings back.

All people here are invented.
"""

import json
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from workbook.domain.cohort import LeaveReason
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE
from workbook.errors import NotFoundError, RuleError
from workbook.services import (
    attendance,
    certificates,
    coaching,
    cohorts,
    erase,
    intake,
    people,
    same_person,
)
from workbook.services.history import history_rows
from workbook.sheets.seal import seal
from workbook.sheets.writer import BookWriter
from workbook.storage import cipher
from workbook.storage import tables as t
from workbook.storage.dump import dump

AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
HER = {
    "name_latin": "Canaria Birdwing",
    "name_native": "کنریا آزمائشی",
    "certificate_name": "Canaria B. Wing",
    "relative_name": "Osprey Wingfather",
    "phone": "+923005557771",
    "national_id": "35202-7777777-1",
    "service_number": "SN-90017",
    "email": "canaria@invented.example",
    "born_on": "1987-03-21",
    "duty_station": "Sparrowford",
    "remark": "Prefers mornings",
}
WORDS = (
    *(value for name, value in HER.items() if name != "born_on"),
    "needs-a-transfer",
    "seen-in-the-log",
    "fears-the-night",
    "promises-to-write",
    "left-for-the-coast",
    "allowed-for-her",
    "marked-by-hand",
    "handed-to-sister",
)
REASON = "Asked for by letter"


class Hers:
    """The keys of what the workbook keeps of her, and of one other officer beside her."""

    def __init__(self, book, make, clock):
        self.book = book
        self.cohort = make.cohort()
        agency = make.agency()
        hina = make.person(name_latin="Hina Invented", agency=agency)
        self.other = make.enrolment(self.cohort, hina)
        self.person = make.person(**HER, agency=agency)
        self.enrolment = make.enrolment(self.cohort, self.person)
        sessions = make.sessions(self.cohort)
        make.attempt(self.person, make.module())
        make.marks(sessions, [self.other, self.enrolment])
        with book.changing("Remark") as change:
            change.put(ATTENDANCE, (sessions[0], self.enrolment), remark="marked-by-hand")
        cohorts.allow(book, enrolment_id=self.enrolment, reason="allowed-for-her")
        self.round = coaching.create_round(book, cohort_id=self.cohort).id
        self.about = {"enrolment_id": self.enrolment, "round_id": self.round}
        coaching.record_need(
            book,
            enrolment_id=self.enrolment,
            title="needs-a-transfer",
            evidence="seen-in-the-log",
        )
        self.note = coaching.add_note(book, text="fears-the-night", **self.about).id
        coaching.add_action(book, what="promises-to-write", **self.about)
        clock.set(AFTER)
        issued = certificates.issue(book, cohort_id=self.cohort, enrolment_ids=[self.enrolment])
        (self.certificate,), (self.number,) = issued.certificates, issued.numbers
        certificates.record_handover(
            book, certificate_ids=[self.certificate], by="handed-to-sister"
        )
        cohorts.withdraw(
            book,
            enrolment_id=self.enrolment,
            reason=LeaveReason.OTHER,
            note="left-for-the-coast",
        )

    @property
    def row(self):
        return next(row for row in people.person_rows(self.book) if row.id == self.person)

    def erase(self):
        return erase.erase(self.book, person_id=self.person, reason=REASON, confirmed=self.row.ref)


@pytest.fixture
def hers(book, make, clock):
    return Hers(book, make, clock)


def plain(book):
    """Every page of the file, free ones included, deciphered as SQLCipher 4 would (AES-256-CBC;
    80 bytes at a page's end, of which the first 16 are its IV; 16 bytes of salt at the head).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = algorithms.AES(cipher.unspell(book.emergency_key))
    content = book.path.read_bytes()
    out = []
    for start in range(0, len(content), cipher.PAGE):
        page = content[start : start + cipher.PAGE]
        body, iv = page[16 if not start else 0 : -80], page[-80:-64]
        opened = Cipher(key, modes.CBC(iv)).decryptor()
        out.append(opened.update(body) + opened.finalize())
    return b"".join(out)


def spellings(text):
    yield text.encode()
    yield json.dumps(text)[1:-1].encode()
    yield text.casefold().encode()


def assert_nothing_of_her(content, *words):
    for text in words or WORDS:
        for spelling in spellings(text):
            assert spelling not in content, text


def state(book):
    with book.reading() as db:
        return dump(db)


def test_every_value_of_her_goes_and_the_bytes_of_the_file_hold_none(hers, book):
    """Scenario 55 and I24, inside one office."""
    before = plain(book)
    assert all(word.encode() in before for word in WORDS if word != "fears-the-night")
    hers.erase()
    assert_nothing_of_her(plain(book))
    assert_nothing_of_her(state(book))
    assert coaching.show_note(book, note_id=hers.note) == ""
    assert book.proof() == []


def test_counts_number_and_states_stay(hers, book):
    before = certificates.verdict_rows(book, cohort_id=hers.cohort)
    grid = attendance.attendance_grid(book, cohort_id=hers.cohort)
    hers.erase()
    after = certificates.verdict_rows(book, cohort_id=hers.cohort)
    assert [row.share for row in after] == [row.share for row in before]
    assert attendance.attendance_grid(book, cohort_id=hers.cohort).sessions == grid.sessions
    (left,) = [row for row in cohorts.enrolment_rows(book, cohort_id=hers.cohort) if row.erased]
    assert (left.state, left.reason, left.display_name) == ("left", "", "(erased)")
    (row,) = certificates.register_rows(book)
    assert (row.number, row.state, row.name) == (hers.number, "issued", "")
    assert row.handed_over_on
    assert not row.handed_over_by
    assert certificates.certificate_rows(book, cohort_id=hers.cohort) == ()


def test_her_ref_stands_where_her_name_stood(hers, book):
    her_ref = hers.row.ref
    hers.erase()
    assert (hers.row.ref, hers.row.display_name, hers.row.erased) == (her_ref, "(erased)", True)


def test_what_goes_is_told_before(hers, book):
    said = erase.what_goes(book, person_id=hers.person)
    assert said.ref == hers.row.ref
    assert dict(said.rows) == {
        "Person": 1,
        "Enrolment": 1,
        "Mark": 1,
        "Need": 1,
        "Note": 1,
        "Action point": 1,
        "Certificate": 1,
    }
    assert said.certificates == (hers.number,)
    assert hers.number in "\n".join(said.lines())
    assert hers.erase().what == said


def test_the_history_says_who_and_why_and_never_whose(hers, book):
    done = hers.erase()
    step = next(row for row in history_rows(book) if row.step == done.changes.step)
    assert (step.kind, step.user, step.undoable) == ("erase", "Coordinator", False)
    assert REASON in step.label
    assert_nothing_of_her(repr(history_rows(book)).encode())
    assert_nothing_of_her(done.summary().encode())


def test_it_is_not_undone(hers, book):
    done = hers.erase()
    with pytest.raises(RuleError):
        book.undo_step(done.changes.step)
    for step in book.steps():
        if step.undoable:
            with suppress(RuleError):
                book.undo_step(step.step)
    assert_nothing_of_her(state(book))


def test_no_new_value_is_taken_for_her(hers, book):
    hers.erase()
    with pytest.raises(RuleError):
        people.edit_person(book, person_id=hers.person, phone="03001112223")


@pytest.mark.parametrize(
    "reason", ["", "  ", "Canaria asked", "by کنریا آزمائشی", "call 0300 555 7771"]
)
def test_the_reason_is_given_and_does_not_name_her(hers, book, reason):
    before = state(book)
    with pytest.raises(RuleError):
        erase.erase(book, person_id=hers.person, reason=reason, confirmed=hers.row.ref)
    assert state(book) == before


def test_it_is_confirmed_by_her_ref(hers, book):
    before = state(book)
    with pytest.raises(RuleError):
        erase.erase(book, person_id=hers.person, reason=REASON, confirmed="P123456789AB")
    assert state(book) == before
    done = erase.erase_by_ref(book, ref=hers.row.ref.lower(), reason=REASON)
    assert done.what.person_id == hers.person


@pytest.mark.parametrize("ref", ["", "P123456789AB", "not a ref"])
def test_an_unknown_ref_erases_nobody(book, ref):
    with pytest.raises(NotFoundError):
        erase.erase_by_ref(book, ref=ref, reason=REASON)


def test_twice_is_refused(hers, book):
    hers.erase()
    with pytest.raises(RuleError):
        hers.erase()


def test_a_deleted_person_can_be_erased(book, make):
    person = make.person(**HER)
    (row,) = people.person_rows(book)
    with book.changing("Delete") as change:
        change.delete(PERSON, person)
    erase.erase_by_ref(book, ref=row.ref, reason=REASON)
    assert_nothing_of_her(plain(book), *(v for v in HER.values()))


def test_all_records_of_her_go(book, make):
    one = make.person(**HER)
    other = make.person(name_latin="Kanaria Birdwinge", phone="0300-5557771")
    same_person.merge(book, keep_id=one, other_id=other)
    said = erase.what_goes(book, person_id=other)
    assert len(said.refs) == 2
    erase.erase(book, person_id=other, reason=REASON, confirmed=said.ref)
    assert_nothing_of_her(plain(book), *HER.values(), "Kanaria Birdwinge")


def test_records_about_others_lose_what_names_her_and_keep_the_rest(hers, book, make):
    mine = {"enrolment_id": hers.other, "round_id": hers.round}
    named = coaching.add_action(book, what="Ring her", owner="canaria  birdwing", **mine).id
    once = coaching.add_action(book, what="Send کنریا آزمائشی home", **mine).id
    coaching.edit_action(book, action_id=once, what="Send them home")
    note = coaching.add_note(book, text="Sits with Canaria Birdwing", **mine).id
    far = coaching.add_note(book, text="Sits alone", **mine).id
    cohorts.withdraw(
        book, enrolment_id=hers.other, reason=LeaveReason.OTHER, note="ask 0300-5557771"
    )
    said = erase.what_goes(book, person_id=hers.person)
    assert [(m.record, m.field) for m in said.mentions] == [
        ("Enrolment", "State"),
        ("Action point", "Owner"),
        ("Action point", "What she promised"),
        ("Note", "Note"),
    ]
    hers.erase()
    assert_nothing_of_her(plain(book), "Canaria", "canaria", "کنریا", "5557771")
    rows = {row.id: row for row in coaching.action_rows(book, cohort_id=hers.cohort)}
    assert (rows[named].what, rows[named].owner) == ("Ring her", "")
    assert rows[once].what == "Send them home"
    assert coaching.show_note(book, note_id=note) == ""
    assert coaching.show_note(book, note_id=far) == "Sits alone"
    state_of = {row.id: row for row in cohorts.enrolment_rows(book, cohort_id=hers.cohort)}
    assert (state_of[hers.other].state, state_of[hers.other].reason) == ("left", "")


def test_somebody_of_another_name_loses_nothing(hers, book, make):
    make.person(name_latin="Canaria Finch", remark="Birdwing is a house; 0300-5557772")
    assert erase.what_goes(book, person_id=hers.person).mentions == ()


# -- what only this laptop keeps


def wait(book, kind, name, detail):
    with book.noting() as db:
        db.execute(
            insert(t.waiting).values(
                kind=kind, wall="", name=name, content=name, detail=json.dumps(detail)
            )
        )


def waiting(book):
    with book.reading() as db:
        return list(db.scalars(select(t.waiting.c.name).order_by(t.waiting.c.n)))


def workbook_file(*texts):
    writer = BookWriter(created=date(2020, 11, 9), title="List")
    sheet = writer.sheet("People")
    for number, text in enumerate(texts):
        sheet.write(number, 0, text, None)
    return writer.finish()


def test_waiting_rows_and_files_that_name_her_go(hers, book):
    wait(book, "row", "a.xlsx", {"record": {"fields": {"name_latin": "CANARIA BIRDWING"}}})
    wait(book, "row", "b.xlsx", {"record": {"fields": {"name_native": "كنريا آزمائشى"}}})
    wait(book, "row", "c.xlsx", {"record": {"fields": {"phone": "۰۳۰۰-۵۵۵۷۷۷۱"}}})
    wait(book, "row", "d.xlsx", {"record": {"fields": {"name_latin": "Canaria Finch"}}})
    wait(book, "row", "Canaria Birdwing.xlsx", {"record": {"fields": {}}})
    hers_too = workbook_file("Name", "Hina Invented", "Canaria Birdwing")
    wait(book, "file", "e.xlsx", {"content": b64encode(hers_too).decode(), "password": None})
    sealed = b64encode(seal(hers_too, "invented")).decode()
    wait(book, "file", "f.xlsx", {"content": sealed, "password": "invented"})
    wait(book, "file", "g.xlsx", {"content": sealed, "password": None})
    clean = workbook_file("Name", "Hina Invented")
    wait(book, "file", "h.xlsx", {"content": b64encode(clean).decode(), "password": None})
    said = erase.what_goes(book, person_id=hers.person)
    assert len(said.waiting) == 6
    assert said.unread == ("g.xlsx",)
    hers.erase()
    assert waiting(book) == ["d.xlsx", "g.xlsx", "h.xlsx"]
    assert_nothing_of_her(plain(book), "Canaria B", "کنریا", "5557771")


def test_drafts_and_the_register_forget_her(hers, book):
    book.keep_draft("note", "She said Canaria Birdwing sings")
    book.keep_draft(f"person {hers.person}/3", "half a sentence")
    book.keep_draft("cohort 1", "Investigation")
    with book.noting() as db:
        db.execute(
            insert(t.register).values(
                kind="hand_out",
                wall="2020-11-09T09:00:00Z",
                operator="Coordinator",
                name="Canaria Birdwing.xlsx",
                content="",
                detail=json.dumps(
                    {"key": {"K1": "Canaria Birdwing", "K2": "Hina Invented"}, "people": 2},
                    ensure_ascii=False,
                ),
            )
        )
    assert erase.what_goes(book, person_id=hers.person).noted == 3
    hers.erase()
    with book.reading() as db:
        assert list(db.scalars(select(t.draft.c.name))) == ["cohort 1"]
        (entry,) = db.execute(select(t.register).where(t.register.c.kind == "hand_out")).all()
    assert entry.name == "(erased)"
    assert json.loads(entry.detail) == {
        "key": {"K1": "(erased)", "K2": "Hina Invented"},
        "people": 2,
    }
    assert_nothing_of_her(plain(book), "Canaria Bird", "half a sentence")


def test_backups_that_still_hold_her_are_listed(hers, book, make):
    book.backup_now()
    said = erase.what_goes(book, person_id=hers.person)
    assert [(b.number, b.certain) for b in said.backups] == [(1, True)]
    assert "number 1" in "\n".join(said.lines())
    hers.erase()
    book.backup_now()
    make.person(**HER)
    other = next(row.id for row in people.person_rows(book) if not row.erased and row.phone)
    assert erase.what_goes(book, person_id=other).backups == ()


# -- what comes in afterwards


def test_a_list_that_made_her_once_brings_somebody_new_and_says_so(book, make, tmp_path):
    make.cohort()
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_file())
    found = intake.read_list(path)
    intake.apply_plan(book, intake.plan_list(book, found))
    (first,) = people.person_rows(book, search="birdwing")
    erase.erase_by_ref(book, ref=first.ref, reason=REASON)
    plan = intake.plan_list(book, found)
    assert plan.counts["new"] == 1
    assert any("erased" in notice for notice in plan.notices)
    intake.apply_plan(book, plan)
    (again,) = people.person_rows(book, search="birdwing")
    assert again.ref != first.ref
    assert intake.plan_list(book, found).counts["new"] == 0


def list_file():
    writer = BookWriter(created=date(2020, 11, 9), title="List")
    sheet = writer.sheet("List")
    rows = (
        ("Name", "Phone", "Rank"),
        ("Canaria Birdwing", "03005557771", "Inspector"),
        ("Hina Invented", "03005557772", "Inspector"),
    )
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    return writer.finish()


def test_what_an_office_that_did_not_know_says_of_her_is_swept(hers, book, make, tmp_path):
    hers.erase()
    assert erase.sweep(book) == 0
    coaching.add_action(book, what="promises-to-write", **hers.about)
    assert erase.sweep(book) == 1
    assert erase.sweep(book) == 0
    assert_nothing_of_her(plain(book), "promises-to-write")


def test_where_nobody_was_erased_a_sweep_writes_nothing(hers, book):
    before = book.steps()
    assert erase.sweep(book) == 0
    assert book.steps() == before
