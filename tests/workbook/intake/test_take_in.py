"""From files to people: the sample lists, and lists made to be doubtful."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.errors import Cancelled, NotFoundError, RuleError, SheetError
from workbook.intake.detect import ForeignList, detect
from workbook.intake.plan import Plan
from workbook.progress import Stoppable
from workbook.services import intake
from workbook.services.history import history_rows
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.storage import tables as t
from workbook.storage.book import Workbook

SAMPLE = Path(str(files("resources"))) / "sample"
FIA = "fia-nominations.xlsx"
PUNJAB = "punjab-police-nominations.xlsx"
RESULTS = "elearning-completions.csv"
URDU = "fia-urdu-names.xlsx"


@pytest.fixture(scope="module")
def lists() -> dict[str, ForeignList]:
    return {name: intake.read_list(SAMPLE / name) for name in (FIA, PUNJAB, RESULTS, URDU)}


def listed(*rows: list[Cell], name: str = "nominations.xlsx", digest: str = "00") -> ForeignList:
    sheet = Sheet("Nominations", hidden=False, rows=list(rows))
    return detect(SheetFile("xlsx", name, digest, [sheet]))


HEADER: list[Cell] = ["Name", "Father's name", "CNIC", "Mobile", "Rank"]
SANA: list[Cell] = ["Sana Jibraan", "Rizwan Ahmed", "54530-2123863-6", "0307-7625740", "ASI"]


def take_in(book: Workbook, foreign: ForeignList, cohort_id: int | None = None) -> Plan:
    plan = intake.plan_list(book, foreign, cohort_id=cohort_id)
    intake.apply_plan(book, plan)
    return plan


def counts(new: int = 0, same: int = 0, changed: int = 0, needs_you: int = 0, refused: int = 0):
    return {
        "new": new,
        "same": same,
        "changed": changed,
        "needs_you": needs_you,
        "refused": refused,
    }


def rows(book: Workbook, entity: str) -> list[Any]:
    table = t.RECORDS[entity]
    with book.reading() as db:
        return list(db.execute(select(table).where(table.c.gone == 0)).mappings())


def people(book: Workbook) -> dict[str, Any]:
    return {row["name_latin"] or row["name_native"]: row for row in rows(book, "person")}


def test_the_three_lists_make_one_cohort(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    assert take_in(book, lists[FIA], cohort).counts == counts(new=19)
    assert take_in(book, lists[PUNJAB], cohort).counts == counts(new=8)
    results = take_in(book, lists[RESULTS])
    assert results.counts == counts(new=105)
    assert results.people_made == 0
    assert take_in(book, lists[URDU]).counts == counts(changed=17)
    assert len(rows(book, "person")) == 27
    assert len(rows(book, "attempt")) == 105
    assert len(rows(book, "module")) == 4
    states = [row["state"] for row in rows(book, "enrolment")]
    assert (states.count("nominated"), states.count("reserve")) == (25, 2)
    reserve = sorted(r["reserve_order"] for r in rows(book, "enrolment") if r["reserve_order"])
    assert reserve == [1, 2]
    assert {row["sex"] for row in rows(book, "person")} == {"female"}
    assert {(row["name"], row["short_name"]) for row in rows(book, "agency")} == {
        ("Federal Investigation Agency", "FIA"),
        ("Punjab Police", None),
    }
    assert [row["name"] for row in rows(book, "unit")] == ["Anti Human Trafficking Wing"]
    assert intake.waiting_rows(book) == ()
    everybody = people(book)
    assert everybody["Uzma Ahmed"]["name_native"] == "عظمیٰ احمد"
    assert everybody["Sadia Afridi"]["remark"].startswith("=HYPERLINK(")


def test_empty_latin_names_get_the_commonest_spelling_unconfirmed(
    book: Workbook, lists: dict[str, ForeignList]
) -> None:
    take_in(book, lists[PUNJAB])
    take_in(book, lists[RESULTS])
    everybody = {row["name_native"]: row for row in rows(book, "person") if row["name_native"]}
    assert everybody["نائلہ وڑائچ"]["name_latin"] == "Naila Warraich"
    assert everybody["رخسانہ شنواری"]["name_latin"] == "Rukhsana Shenwari"
    assert {row["name_check"] for row in everybody.values()} == {"proposed"}


def test_taking_the_same_files_in_again_changes_nothing(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    for foreign in lists.values():
        take_in(book, foreign, cohort)
    before = book.content_digest()
    steps = len(book.steps())
    for foreign in lists.values():
        again = take_in(book, foreign, cohort)
        assert again.counts == counts(same=len(foreign.records))
        assert any("already brought in on 20 October 2020" in line for line in again.notices)
    assert book.content_digest() == before
    assert len(book.steps()) == steps


def test_the_order_of_the_files_does_not_matter_to_who_is_there(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    first = take_in(book, lists[RESULTS])
    assert (first.counts, first.people_made) == (counts(new=105), 25)
    assert all(row["provisional"] for row in rows(book, "person"))
    assert take_in(book, lists[PUNJAB], cohort).counts == counts(changed=8)
    assert take_in(book, lists[FIA], cohort).counts == counts(new=2, changed=17)
    assert len(rows(book, "person")) == 27
    assert not any(row["provisional"] for row in rows(book, "person"))


def test_taking_in_is_one_step_that_one_undo_takes_back(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    before = book.content_digest()
    take_in(book, lists[FIA], cohort)
    step = book.steps()[0]
    assert (step.kind, step.source) == ("import", ""), "a file's name cannot be erased from a step"
    assert history_rows(book)[0].source == FIA
    after = book.content_digest()
    book.undo()
    assert book.content_digest() == before
    again = take_in(book, lists[FIA], cohort)
    assert again.counts == counts(new=19)
    assert any("undone" in line for line in again.notices)
    assert book.content_digest() == after


def test_a_backup_is_made_before_and_planning_writes_nothing(
    book: Workbook, lists: dict[str, ForeignList]
) -> None:
    before = len(book.steps())
    plan = intake.plan_list(book, lists[FIA])
    assert book.backups() == []
    intake.apply_plan(book, plan)
    (backup,) = book.backups()
    assert backup.people == 0
    assert len(book.steps()) == before + 1


def test_a_changed_cell_is_named_by_sheet_row_and_column(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    edited = [*SANA[:3], "0307-0000000", SANA[4]]
    plan = take_in(book, listed(["(sent again)"], HEADER, edited))
    assert plan.counts == counts(changed=1)
    (change,) = plan.records[0].changes
    assert (change.field, change.cell) == ("phone", "D3")
    assert (change.old, change.new) == ("03077625740", "03070000000")
    assert any("“Nominations”" in line and "D3" in line for line in plan.lines())
    assert people(book)["Sana Jibraan"]["phone"] == "03070000000"


def test_spelling_of_the_same_value_is_no_change(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    same = ["JIBRAAN SANA", "D/o RIZWAN AHMED", 5453021238636, 3077625740, " asi "]
    assert take_in(book, listed(HEADER, same, ["Total"])).counts == counts(same=1)


def test_an_empty_cell_never_empties_anything(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    sparse = ["Sana Jibraan", None, "54530-2123863-6", None, None]
    assert take_in(book, listed(HEADER, sparse)).counts == counts(same=1)
    assert people(book)["Sana Jibraan"]["phone"] == "03077625740"


def test_a_name_alone_waits_and_can_be_settled_as_her(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    doubtful = listed(HEADER, ["Jibraan Sana", "Rizwan Ahmed", None, None, "Inspector"])
    plan = take_in(book, doubtful)
    assert plan.counts == counts(needs_you=1)
    assert len(rows(book, "person")) == 1
    (waiting,) = intake.waiting_rows(book)
    (candidate,) = waiting.candidates
    assert candidate.name == "Sana Jibraan"
    assert waiting.row_number == 2
    assert waiting.reasons
    take_in(book, doubtful)
    assert len(intake.waiting_rows(book)) == 1, "the same row waits once"
    intake.settle_waiting(book, waiting.waiting_id, candidate.person_id)
    assert people(book)["Sana Jibraan"]["rank"] == "Inspector"
    assert intake.waiting_rows(book) == ()
    assert take_in(book, doubtful).counts == counts(same=1), "the decision is remembered"
    with pytest.raises(NotFoundError):
        intake.settle_waiting(book, waiting.waiting_id, None)


def test_a_waiting_row_can_be_somebody_new(book: Workbook, cohort: int) -> None:
    take_in(book, listed(HEADER, SANA))
    other = listed(HEADER, ["Sana Jibraan", "Tariq Khan", None, None, "Inspector"])
    take_in(book, other, cohort)
    (waiting,) = intake.waiting_rows(book)
    with pytest.raises(NotFoundError):
        intake.settle_waiting(book, waiting.waiting_id, 987654)
    intake.settle_waiting(book, waiting.waiting_id, None)
    assert len(rows(book, "person")) == 2
    assert [row["state"] for row in rows(book, "enrolment")] == ["nominated"]
    assert take_in(book, other, cohort).counts == counts(same=1)
    book.undo()


def test_whom_a_person_chose_is_chosen_again_in_another_list(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    first = listed(HEADER, ["Sana Jibran", "Rizwan Ahmed", None, None, "Inspector"])
    asked = intake.plan_list(book, first)
    (candidate,) = asked.records[0].candidates
    chosen = intake.plan_list(book, first, decisions={2: candidate.person})
    intake.apply_plan(book, chosen)
    later = listed(HEADER, ["Sana Jibran", "Rizwan Ahmed", None, None, "DSP"], digest="01")
    again = intake.plan_list(book, later)
    assert again.counts == counts(changed=1)
    assert again.records[0].person == candidate.person
    assert again.records[0].reasons == ("As you chose when she was listed so before.",)
    without = listed(HEADER, ["Sana Jibran", None, None, None, "DSP"], digest="02")
    assert intake.plan_list(book, without).counts == counts(needs_you=1), "too little to know her"


def test_who_is_not_somebody_is_not_proposed_as_her_again_nor_asked_about(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    other = listed(HEADER, ["Sana Jibraan", "Tariq Khan", None, None, "Inspector"])
    intake.apply_plan(book, intake.plan_list(book, other, decisions={2: None}))
    (link,) = rows(book, "link")
    assert link["says"] == "not_same"
    later = listed(HEADER, ["Sana Jibraan", "Tariq Khan", None, None, "DSP"], digest="01")
    plan = intake.plan_list(book, later)
    assert plan.counts == counts(changed=1)
    intake.apply_plan(book, plan)
    assert sorted(row["rank"] for row in rows(book, "person")) == ["ASI", "DSP"]


def test_another_card_is_another_person_and_a_slip_in_it_asks(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    other = ["Sana Jibraan", "Tariq Khan", "31868-2133375-4", None, "ASI"]
    assert intake.plan_list(book, listed(HEADER, other)).counts == counts(new=1)
    slip = ["Sana Jibraan", "Rizwan Ahmed", "54530-2123836-6", None, "ASI"]
    assert intake.plan_list(book, listed(HEADER, slip)).counts == counts(needs_you=1)


def test_a_waiting_row_can_be_left_out(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    take_in(book, listed(HEADER, ["Jibraan Sana", None, None, None, None]))
    (waiting,) = intake.waiting_rows(book)
    intake.dismiss_waiting(book, waiting.waiting_id)
    assert intake.waiting_rows(book) == ()


def test_a_number_on_another_name_waits(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    stranger = ["Iqra Chaudhry", None, None, "0307-7625740", "ASI"]
    plan = take_in(book, listed(HEADER, stranger))
    assert plan.counts == counts(needs_you=1)
    assert "another name" in plan.records[0].reasons[0]


def test_good_rows_enter_and_doubtful_ones_wait(book: Workbook) -> None:
    bad_card = ["Iqra Chaudhry", None, "1234", "0304-9408453", "ASI"]
    no_name = [None, None, None, "0301-3223324", None]
    twice = ["Jibraan Sana", None, None, "0307-7625740", "ASI"]
    plan = take_in(book, listed(HEADER, SANA, bad_card, no_name, twice))
    assert plan.counts == counts(new=1, needs_you=2, refused=1)
    assert plan.records[1].reasons == ("C3: the identity card number has 4 digits and not 13.",)
    assert "Row 2" in plan.records[3].reasons[0]
    assert list(people(book)) == ["Sana Jibraan"]
    first, _second = intake.waiting_rows(book)
    intake.settle_waiting(book, first.waiting_id, None)
    iqra = people(book)["Iqra Chaudhry"]
    assert (iqra["phone"], iqra["national_id"]) == ("03049408453", None)


TWICE: list[Cell] = ["Jibraan Sana", "Rizwan Ahmed", None, "0307-7625740", "DSP"]


def test_a_row_that_may_be_another_row_can_be_said_to_be_her(book: Workbook, cohort: int) -> None:
    short: list[Cell] = ["Sana Jibraan", None, "54530-2123863-6", "0307-7625740", None]
    twice = listed(HEADER, short, TWICE)
    asked = intake.plan_list(book, twice, cohort_id=cohort)
    assert asked.counts == counts(new=1, needs_you=1)
    (candidate,) = asked.records[1].candidates
    assert candidate.person == asked.records[0].person
    assert (candidate.name, candidate.row) == ("Sana Jibraan", "Row 2 of this list")
    assert candidate.evidence == ("phone", "name")
    (said,) = json.loads(json.dumps(asked.to_json()))["records"][1]["candidates"]
    assert said["person"] == asked.to_json()["records"][0]["person"]
    assert said["row"] == "Row 2 of this list"

    plan = intake.plan_list(book, twice, cohort_id=cohort, decisions={3: candidate.person})
    assert plan.counts == counts(new=1, changed=1)
    assert plan.people_made == 1
    added = [(c.field, c.cell, c.old, c.new) for c in plan.records[1].changes]
    assert added == [("relative_name", "B3", None, "Rizwan Ahmed"), ("rank", "E3", None, "DSP")]
    before = book.content_digest()
    intake.apply_plan(book, plan)
    her = people(book)["Sana Jibraan"]
    assert (her["relative_name"], her["rank"]) == ("Rizwan Ahmed", "DSP")
    assert (her["national_id"], her["phone"]) == ("54530-2123863-6", "03077625740")
    assert len(rows(book, "enrolment")) == 1
    assert intake.waiting_rows(book) == ()
    again = intake.plan_list(book, twice, cohort_id=cohort)
    assert again.counts == counts(same=2), "the decision is remembered"
    book.undo()
    assert book.content_digest() == before
    after_undo = intake.plan_list(book, twice, cohort_id=cohort)
    assert after_undo.records == plan.records
    book.redo()
    assert people(book)["Sana Jibraan"]["rank"] == "DSP"


def test_what_the_first_of_two_rows_says_of_her_counts_and_the_other_says_so(
    book: Workbook,
) -> None:
    twice = listed(HEADER, SANA, TWICE)
    first = intake.plan_list(book, twice).records[0].person
    plan = intake.plan_list(book, twice, decisions={3: first})
    assert plan.counts == counts(new=1, same=1)
    (reason,) = plan.records[1].reasons
    assert reason == "Row 2 of this list says otherwise of her, and counts: Rank."
    assert any(reason in line for line in plan.lines())
    intake.apply_plan(book, plan)
    assert people(book)["Sana Jibraan"]["rank"] == "ASI"
    digest = book.content_digest()
    assert take_in(book, twice).counts == counts(same=2)
    assert book.content_digest() == digest


def test_two_rows_of_somebody_known_do_not_overrule_each_other(book: Workbook) -> None:
    take_in(book, listed(HEADER, [*SANA[:4], None]))
    dsp = [*SANA[:2], SANA[2], "0304-9408453", "DSP"]
    twice = listed(HEADER, SANA, dsp, digest="01")
    assert take_in(book, twice).counts == counts(changed=1, same=1)
    assert people(book)["Sana Jibraan"]["rank"] == "ASI"
    assert take_in(book, twice).counts == counts(same=2)


def test_a_row_that_needs_somebody_itself_is_no_answer_for_another(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    alike: list[Cell] = ["Sana Jibran", "Tariq Khan", None, "0300-1234567", None]
    # Too unlike the one of the workbook to be asked about, but with the number of the row above.
    other: list[Cell] = ["Jibran", None, "31868-2133375-4", "0300-1234567", None]
    twice = listed(HEADER, alike, other, digest="01")
    asked = intake.plan_list(book, twice)
    assert asked.counts == counts(needs_you=2)
    waiting = asked.records[1]
    assert waiting.candidates == ()
    assert waiting.reasons == (
        "Row 2 of this list may be the same person, and needs you too: decide about it first.",
    )
    new = intake.plan_list(book, twice, decisions={2: None})
    (candidate,) = new.records[1].candidates
    assert candidate.person == new.records[0].person
    both = intake.plan_list(book, twice, decisions={2: None, 3: candidate.person})
    assert both.counts == counts(new=1, changed=1)
    open_again = intake.plan_list(book, twice, decisions={3: candidate.person})
    assert open_again.counts == counts(needs_you=2), "nobody new comes of who is not known yet"


def test_a_row_is_whoever_the_row_above_is_said_to_be(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    her = people(book)["Sana Jibraan"]["id"]
    alike: list[Cell] = ["Sana Jibran", "Tariq Khan", None, "0300-1234567", None]
    other: list[Cell] = ["Jibran", None, "31868-2133375-4", "0300-1234567", "DSP"]
    twice = listed(HEADER, alike, other, digest="01")
    (known,) = intake.plan_list(book, twice).records[0].candidates
    as_new = intake.plan_list(book, twice, decisions={2: None}).records[0].person
    plan = intake.plan_list(book, twice, decisions={2: known.person, 3: as_new})
    assert [record.person for record in plan.records] == [known.person, known.person]
    intake.apply_plan(book, plan)
    (row,) = rows(book, "person")
    assert (row["id"], row["rank"], row["phone"]) == (her, "DSP", "03001234567")


def test_three_rows_of_one_person_are_one(book: Workbook) -> None:
    third: list[Cell] = ["Sana Jibraan", "Rizwan Ahmed", None, "0307-7625740", "Inspector"]
    three = listed(HEADER, [*SANA[:4], None], TWICE, third)
    first = intake.plan_list(book, three).records[0].person
    some = intake.plan_list(book, three, decisions={3: first})
    (candidate,) = some.records[2].candidates
    assert candidate.person == first, "both rows above are the same person"
    plan = intake.plan_list(book, three, decisions={3: first, 4: first})
    assert plan.counts == counts(new=1, changed=1, same=1)
    assert "Rank" in plan.records[2].reasons[0]
    intake.apply_plan(book, plan)
    assert [row["rank"] for row in rows(book, "person")] == ["DSP"]


def test_a_row_that_is_another_row_is_remembered_as_her(book: Workbook) -> None:
    twice = listed(HEADER, SANA, TWICE)
    first = intake.plan_list(book, twice).records[0].person
    intake.apply_plan(book, intake.plan_list(book, twice, decisions={3: first}))
    later = listed(HEADER, ["Jibraan Sana", "Rizwan Ahmed", None, None, "Inspector"], digest="01")
    plan = intake.plan_list(book, later)
    assert (plan.records[0].outcome, plan.records[0].person) == ("changed", first)


def test_who_is_not_another_row_is_not_asked_about_again(book: Workbook) -> None:
    twice = listed(HEADER, SANA, TWICE)
    intake.apply_plan(book, intake.plan_list(book, twice, decisions={3: None}))
    assert len(rows(book, "person")) == 2
    (link,) = rows(book, "link")
    assert link["says"] == "not_same"


def test_a_waiting_row_can_be_settled_as_the_row_that_was_taken_in(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA, TWICE))
    (waiting,) = intake.waiting_rows(book)
    (candidate,) = waiting.candidates
    assert candidate.name == "Sana Jibraan"
    intake.settle_waiting(book, waiting.waiting_id, candidate.person_id)
    assert [row["rank"] for row in rows(book, "person")] == ["DSP"]


def test_two_of_one_name_with_two_cards_are_two_people(book: Workbook) -> None:
    other = ["Sana Jibraan", "Tariq Khan", "31868-2133375-4", "0304-9408453", "ASI"]
    assert take_in(book, listed(HEADER, SANA, other)).counts == counts(new=2)


def test_a_confirmed_name_is_not_respelt(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    respelt = ["Sanaa Jibran", *SANA[1:]]
    plan = intake.plan_list(book, listed(HEADER, respelt))
    assert plan.counts == counts(changed=1)
    key = people(book)["Sana Jibraan"]["id"]
    with book.changing("Check name") as change:
        change.edit(PERSON, key, name_check="confirmed")
    assert intake.plan_list(book, listed(HEADER, respelt)).counts == counts(same=1)


def test_who_has_gone_further_is_not_put_back(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    from workbook.domain.cohort import ENROLMENT

    take_in(book, lists[FIA], cohort)
    with book.changing("Enrol") as change:
        for row in rows(book, "enrolment"):
            change.edit(ENROLMENT, row["id"], standing={"state": "enrolled"})
    assert take_in(book, lists[FIA], cohort).counts == counts(same=19)


def test_people_taken_in_before_can_be_nominated_later(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    take_in(book, lists[FIA])
    assert rows(book, "enrolment") == []
    assert take_in(book, lists[FIA], cohort).counts == counts(changed=19)
    assert len(rows(book, "enrolment")) == 19


RESULT_HEADER: list[Cell] = ["Learner", "Mobile", "Course code", "Status", "Score", "Completed on"]


def test_tries_of_one_learner_are_settled_together(book: Workbook) -> None:
    take_in(book, listed(HEADER, SANA))
    tries = [
        ["Jibraan Sana", None, "TIP-101", "Failed", 40, "05/10/2020"],
        ["Sana Jibraan", None, "TIP-101", "Passed", 80, "25/10/2020"],
        ["Iqra Chaudhry", "03049408453", "TIP-101", "Passed", 80, "25/10/2020"],
    ]
    results = listed(RESULT_HEADER, *tries, name="results.csv")
    plan = take_in(book, results)
    assert plan.counts == counts(new=1, needs_you=2)
    waiting = intake.waiting_rows(book)
    assert [row.rows for row in waiting] == [2, 2]
    (candidate,) = waiting[0].candidates
    intake.settle_waiting(book, waiting[0].waiting_id, candidate.person_id)
    assert intake.waiting_rows(book) == ()
    assert len(rows(book, "attempt")) == 3
    assert take_in(book, results).counts == counts(same=3)


def test_a_try_that_cannot_be_read_waits_with_its_learner(book: Workbook) -> None:
    tries = [
        ["Iqra Chaudhry", "03049408453", "TIP-101", "Passed", 80, "25/10/2020"],
        ["Iqra Chaudhry", "03049408453", "TIP-201", "Passed", 80, "31/02/2020"],
    ]
    assert take_in(book, listed(RESULT_HEADER, *tries)).counts == counts(new=1, needs_you=1)
    (waiting,) = intake.waiting_rows(book)
    (candidate,) = waiting.candidates
    intake.settle_waiting(book, waiting.waiting_id, candidate.person_id)
    assert (len(rows(book, "attempt")), len(rows(book, "person"))) == (2, 1)


def test_one_phone_under_two_names_waits(book: Workbook) -> None:
    tries = [
        ["Iqra Chaudhry", "03049408453", "TIP-101", "Passed", 80, "25/10/2020"],
        ["Sana Jibraan", "03049408453", "TIP-101", "Passed", 80, "25/10/2020"],
    ]
    assert take_in(book, listed(RESULT_HEADER, *tries)).counts == counts(needs_you=2)


def test_the_same_try_twice_in_a_list_is_one(book: Workbook) -> None:
    row = ["Iqra Chaudhry", "03049408453", "TIP-101", "Passed", 80, "25/10/2020"]
    assert take_in(book, listed(RESULT_HEADER, row, row)).counts == counts(new=1, same=1)


def test_results_without_module_or_status_are_refused(book: Workbook) -> None:
    tries = [
        ["Iqra Chaudhry", "03049408453", None, "Passed", 80, "25/10/2020"],
        ["Iqra Chaudhry", "03049408453", "TIP-101", None, 80, "25/10/2020"],
    ]
    assert take_in(book, listed(RESULT_HEADER, *tries)).counts == counts(refused=2)
    assert rows(book, "person") == []


def test_a_native_name_of_nobody_waits(book: Workbook, lists: dict[str, ForeignList]) -> None:
    plan = take_in(book, lists[URDU])
    assert plan.counts == counts(needs_you=17)
    waiting = intake.waiting_rows(book)
    with pytest.raises(RuleError):
        intake.settle_waiting(book, waiting[0].waiting_id, None)
    take_in(book, lists[FIA])
    key = people(book)["Uzma Ahmed"]["id"]
    intake.settle_waiting(book, waiting[0].waiting_id, key)
    assert people(book)["Uzma Ahmed"]["name_native"] == "عظمیٰ احمد"


def test_a_preview_left_open_is_still_what_happens_or_is_refused(book: Workbook) -> None:
    plan = intake.plan_list(book, listed(HEADER, SANA))
    with book.changing("Something else") as change:
        change.create(PERSON, name_latin="Rabia Baloch")
    intake.apply_plan(book, plan)
    assert len(rows(book, "person")) == 2

    stale = intake.plan_list(book, listed(HEADER, [*SANA[:4], "Inspector"]))
    with book.changing("The same person") as change:
        change.edit(PERSON, people(book)["Sana Jibraan"]["id"], rank="DSP")
    before = book.content_digest()
    with pytest.raises(RuleError, match="Look at it again"):
        intake.apply_plan(book, stale)
    assert book.content_digest() == before


def test_a_stopped_take_in_leaves_nothing(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    plan = intake.plan_list(book, lists[FIA], cohort_id=cohort)
    before = book.content_digest()
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        intake.apply_plan(book, plan, progress=progress)
    assert book.content_digest() == before
    assert intake.plan_list(book, lists[FIA], cohort_id=cohort).notices == ()


def test_the_preview_is_json_that_names_every_record(
    book: Workbook, cohort: int, lists: dict[str, ForeignList]
) -> None:
    plan = intake.plan_list(book, lists[FIA], cohort_id=cohort)
    said = json.loads(json.dumps(plan.to_json()))
    assert said["counts"] == counts(new=19)
    assert (said["sheet"], said["cohort"], said["sex"]) == ("Nominations", "INV-1", "female")
    assert [record["row"] for record in said["records"]] == [*range(8, 25), 27, 28]
    assert sum(said["counts"].values()) == len(said["records"])
    assert plan.summary().startswith("19 new, 0 the same")


def test_no_name_stands_in_a_label(book: Workbook, lists: dict[str, ForeignList]) -> None:
    take_in(book, lists[FIA])
    names = set(people(book))
    for step in book.steps():
        assert not any(name in step.label for name in names)


def test_a_file_that_is_no_list_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("Code,Price\nA,1\n")
    with pytest.raises(SheetError) as caught:
        intake.read_list(path)
    assert caught.value.reason == "not_people"


def test_a_subject_line_overrules_nobodys_sex(book: Workbook, cohort: int) -> None:
    women: list[Cell] = ["Subject: Nomination of female officers"]
    men: list[Cell] = ["Subject: Nomination of male officers"]
    take_in(book, listed(women, HEADER, SANA))
    ahmad: list[Cell] = ["Ahmad Zaki", None, "54530-2123863-7", "0307-7625741", "ASI"]
    assert take_in(book, listed(men, HEADER, SANA, ahmad)).counts == counts(new=1, same=1)
    sexes = {name: row["sex"] for name, row in people(book).items()}
    assert sexes == {"Sana Jibraan": "female", "Ahmad Zaki": "male"}
