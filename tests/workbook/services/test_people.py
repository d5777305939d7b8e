"""People found in any spelling, edited, confirmed; agencies, sections and ranks."""

from datetime import date

import pytest

from workbook.domain.people import Sex
from workbook.errors import NotFoundError, RuleError
from workbook.services import cohorts, people
from workbook.services.people import person_rows


def found(book, search, **where):
    return [row.display_name for row in person_rows(book, search=search, **where)]


@pytest.fixture
def three(book, make):
    agency = make.agency("Federal Agency", "FA")
    return [
        people.create_person(
            book,
            name_latin="Uzma Ahmed",
            name_native="عظمیٰ احمد",
            sex=Sex.FEMALE,
            agency_id=agency,
            phone="+92 300 5550001",
            national_id="35202-1234567-8",
            born_on=date(1990, 1, 2),
        ).id,
        people.create_person(book, name_native="کوثر بی بی", phone="0300-5550002").id,
        people.create_person(book, name_latin="Qurat-ul-Ain", service_number="0042").id,
    ]


@pytest.mark.parametrize(
    "search",
    ["uzma", "AHMED uzma", "Uzmaa Ahmad", "عظمي", "عظمیٰ احمد", "FA", "5550001", "03005550001"],
)
def test_one_person_is_found_in_any_spelling_and_either_script(book, three, search):
    assert found(book, search) == ["Uzma Ahmed"]


def test_a_name_in_one_script_is_found_by_the_other(book, three):
    assert found(book, "Kausar") == ["کوثر بی بی"]
    assert found(book, "0042") == ["Qurat-ul-Ain"]
    assert found(book, "zzz") == []
    assert found(book, "a") != []
    assert len(found(book, "")) == 3


def test_a_person_is_found_by_her_ref(book, three):
    [row] = person_rows(book, search="Uzma")
    assert found(book, row.ref.lower()) == ["Uzma Ahmed"]


def test_numbers_are_masked_until_asked_for(book, three):
    [row] = person_rows(book, search="Uzma")
    assert "555" not in row.phone
    assert row.phone.endswith("001")
    assert "1234567" not in row.national_id
    contact = people.reveal(book, person_id=three[0])
    assert (contact.phone, contact.national_id) == ("03005550001", "35202-1234567-8")
    assert contact.born_on == date(1990, 1, 2)


def test_rows_of_a_cohort_stand_in_its_order_with_her_state_there(book, make, three):
    first, second = make.cohort("A"), make.cohort("B")
    for person in (three[2], three[0]):
        cohorts.enrol(book, cohort_id=first, person_ids=[person])
    cohorts.nominate(book, cohort_id=second, person_ids=[three[0]])
    rows = person_rows(book, cohort_id=first)
    # Agency by agency: the one without an agency stands last though she came first.
    assert [row.id for row in rows] == [three[0], three[2]]
    assert (rows[0].cohorts, rows[0].state) == (("A", "B"), "enrolled")
    assert [row.state for row in person_rows(book, cohort_id=second)] == ["nominated"]


def test_a_person_has_a_name_in_one_script_at_least(book, three):
    with pytest.raises(RuleError):
        people.create_person(book, name_latin=" ", phone="0300")
    with pytest.raises(RuleError):
        people.edit_person(book, person_id=three[2], name_latin="")
    people.edit_person(book, person_id=three[0], name_latin="")
    assert found(book, "5550001") == ["عظمیٰ احمد"]


def test_what_is_not_given_stays_and_empty_text_empties(book, three):
    people.edit_person(book, person_id=three[0], rank="Inspector")
    people.edit_person(book, person_id=three[0], grade="16", phone="")
    [row] = person_rows(book, search="Uzma")
    assert (row.rank, row.grade, row.phone, row.agency) == ("Inspector", "16", "", "FA")
    assert people.edit_person(book, person_id=three[0], rank="Inspector").step is None
    with pytest.raises(NotFoundError):
        people.edit_person(book, person_id=999, rank="x")


def test_a_phone_that_is_none_is_kept_as_typed(book, three):
    people.edit_person(book, person_id=three[0], phone="ask her sister")
    assert people.reveal(book, person_id=three[0]).phone == "ask her sister"


def test_confirmed_names_are_unconfirmed_by_a_change_she_has_not_seen(book, three):
    def confirmed():
        return [row.names_confirmed for row in person_rows(book, search="Ahmed")]

    people.confirm_names(book, person_ids=three)
    assert confirmed() == [True]
    people.edit_person(book, person_id=three[0], rank="Inspector", name_latin="Uzma Ahmed")
    assert confirmed() == [True]
    people.edit_person(book, person_id=three[0], name_latin="Uzma K. Ahmed")
    assert confirmed() == [False]
    people.edit_person(
        book, person_id=three[0], certificate_name="Uzma Ahmed", names_confirmed=True
    )
    assert confirmed() == [True]


def test_no_name_is_in_a_label_of_the_history(book, three):
    people.edit_person(book, person_id=three[0], rank="Inspector")
    labels = " ".join(step.label for step in book.steps())
    assert not any(word in labels for word in ("Uzma", "Ahmed", "Inspector"))


def test_an_agency_stands_once_however_it_is_spelt(book, make):
    made = people.create_agency(book, name="Punjab  Police", short_name="PP")
    with pytest.raises(RuleError, match="there already"):
        people.create_agency(book, name="punjab police")
    with pytest.raises(RuleError):
        people.create_agency(book, name=" ")
    people.edit_agency(book, agency_id=made.id, short_name="", name_native="پنجاب پولیس")
    make.person(agency=made.id)
    [row] = people.agency_rows(book)
    assert (row.label, row.name_native, row.people) == ("Punjab  Police", "پنجاب پولیس", 1)
    with pytest.raises(RuleError):
        people.edit_agency(book, agency_id=made.id, name="")


def test_ranks_stand_in_the_order_of_their_agency(book, make):
    one, other = make.agency("One"), make.agency("Other")
    made = [
        people.create_rank(book, agency_id=one, name=name).id
        for name in ("Constable", "Inspector", "Superintendent")
    ]
    people.create_rank(book, agency_id=other, name="Constable")
    people.order_ranks(book, rank_ids=list(reversed(made)))
    rows = people.rank_rows(book, agency_id=one)
    assert [(row.name, row.position) for row in rows] == [
        ("Superintendent", 1),
        ("Inspector", 2),
        ("Constable", 3),
    ]
    people.edit_rank(book, rank_id=made[0], name_native="کانسٹیبل")
    assert people.rank_rows(book, agency_id=one)[-1].name_native == "کانسٹیبل"
    assert len(people.rank_rows(book)) == 4


def test_sections_belong_to_their_agency(book, make):
    one, other = make.agency("One"), make.agency("Other")
    made = people.create_unit(book, agency_id=one, name="Cyber wing")
    people.create_unit(book, agency_id=other, name="Cyber wing")
    people.edit_unit(book, unit_id=made.id, name="Cyber crime wing")
    assert [row.name for row in people.unit_rows(book, agency_id=one)] == ["Cyber crime wing"]
    assert len(people.unit_rows(book)) == 2
