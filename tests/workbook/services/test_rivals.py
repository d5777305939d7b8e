"""Two certificates of one person: asked everywhere alike, and not printed before it is answered."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.errors import RuleError
from workbook.services import certificates, inbox, same_person
from workbook.storage.book import Workbook

from .conftest import Make, Template
from .offices import Offices, dumped, exchange, open_questions


@pytest.fixture
def offices(template: Template, tmp_path: Path) -> Offices:
    return Offices(template.path, template.emergency_key, tmp_path)


def trained(book: Workbook, *names: str) -> int:
    """The cohort, over, of people who were always there."""
    make = Make(book)
    cohort = make.cohort()
    enrolments = [make.enrolment(cohort, make.person(name_latin=name)) for name in names]
    make.marks(make.sessions(cohort), enrolments)
    return cohort


def prefixed(books: list[Workbook]) -> None:
    """Let each office number its certificates in its own way, until it hears of others again."""
    for book, prefix in zip(books, ("ISB", "LHR", "KHI"), strict=False):
        book.number_prefix = prefix


def key_of_cohort(book: Workbook) -> int:
    with book.reading() as db:
        return int(db.exec_driver_sql("SELECT id FROM cohort").scalar_one())


def states(book: Workbook) -> dict[str, str]:
    return {row.number[:15]: row.state.value for row in certificates.register_rows(book)}


def replace_first(book: Workbook, reason: str) -> str:
    first = certificates.register_rows(book)[0]
    done = certificates.replace(book, certificate_id=first.id, reason=reason)
    return done.numbers[0]


def replaced_apart(books: list[Workbook]) -> int:
    """Two offices replaced the certificate of one person while apart."""
    cohort = trained(books[0], "Sana Ahmed")
    certificates.issue(books[0], cohort_id=cohort)
    exchange(books)
    prefixed(books)
    for book, reason in zip(books, ("Torn", "Stained"), strict=False):
        replace_first(book, reason)
    exchange(books)
    return cohort


def test_a_certificate_replaced_in_two_offices_asks_which_one_stands(offices: Offices) -> None:
    with offices.open(2) as books:
        cohort = replaced_apart(books)
        assert open_questions(books[0]) == open_questions(books[1])
        (item,) = inbox.questions(books[0])
        assert item.kind == "certificate_twice"
        assert "ISB-2020-000002" in item.sentence
        assert "LHR-2020-000001" in item.sentence
        assert "both replace ISB-2020-000001" in item.sentence
        assert "for Sana Ahmed: which one stands?" in item.sentence
        assert [c.voices[0].office for c in item.candidates] == ["Islamabad", "Lahore"]
        rows = certificates.certificate_rows(books[0], cohort_id=cohort)
        assert [row.question for row in rows] == [item.id] * 2
        assert all("choose first which one stands" in row.blocked for row in rows)
        (verdict,) = certificates.verdict_rows(books[0], cohort_id=cohort)
        assert verdict.questions == (item.id,)
        assert item.id in verdict.line()
        with pytest.raises(RuleError, match="which one stands"):
            certificates.replace(books[0], certificate_id=rows[0].id, reason="Torn")
        inbox.resolve(books[1], item.id, take=2)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert states(book) == {
                "ISB-2020-000001": "replaced",
                "ISB-2020-000002": "cancelled",
                "LHR-2020-000001": "issued",
            }
            (row,) = certificates.certificate_rows(book, cohort_id=key_of_cohort(book))
            assert row.blocked == ""
        assert dumped(books[0]) == dumped(books[1])


def test_certificates_issued_apart_ask_even_where_they_bear_one_number(offices: Offices) -> None:
    with offices.open(2) as books:
        trained(books[0], "Sana Ahmed")
        exchange(books)
        for book in books:
            certificates.issue(book, cohort_id=key_of_cohort(book))
        exchange(books)
        (item,) = inbox.questions(books[1])
        assert item.kind == "certificate_twice"
        assert "Two certificates of Sana Ahmed bear the number ISB-2020-000001" in item.sentence
        assert open_questions(books[0]) == open_questions(books[1])
        assert certificates.plan_issue(books[1], cohort_id=key_of_cohort(books[1])).to_issue == ()
        for book in books:  # one answer is enough, and two that are alike are no clash
            inbox.resolve(book, item.id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            (row,) = certificates.certificate_rows(book, cohort_id=key_of_cohort(book))
            assert row.blocked == ""


def test_two_offices_that_let_different_ones_stand_are_asked_once_more(offices: Offices) -> None:
    with offices.open(2) as books:
        cohort = replaced_apart(books)
        for book, take in zip(books, (1, 2), strict=True):
            inbox.resolve(book, inbox.questions(book)[0].id, take=take)
        exchange(books)
        (item,) = inbox.questions(books[0])
        assert open_questions(books[0]) == open_questions(books[1])
        assert "were each cancelled for the other" in item.sentence
        plan = certificates.plan_issue(books[0], cohort_id=cohort)
        assert plan.to_issue == (), "no third one while it is open which of the two stands"
        (held,) = plan.held_back
        assert held.questions == (item.id,)
        inbox.resolve(books[0], item.id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert states(book)["ISB-2020-000002"] == "issued"
            assert states(book)["LHR-2020-000001"] == "cancelled"


def test_two_records_that_become_one_person_have_one_certificate(
    book: Workbook, clock: object
) -> None:
    cohort = trained(book, "Sana Ahmed", "Sanaa Ahmad")
    certificates.issue(book, cohort_id=cohort)
    assert not [i for i in inbox.questions(book) if i.kind == "certificate_twice"]
    one, other = (row.person_id for row in certificates.verdict_rows(book, cohort_id=cohort))
    with book.changing("One person", kind=same_person.MERGE) as change:
        same_person.join(change, one, other, None)
    (item,) = (i for i in inbox.questions(book) if i.kind == "certificate_twice")
    inbox.resolve(book, item.id, take=1)
    assert not [i for i in inbox.questions(book) if i.kind == "certificate_twice"]
    assert sorted(states(book).values()) == ["cancelled", "issued"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)), max_size=10)
)
def test_whatever_is_issued_replaced_and_answered_one_stands_at_the_end(
    offices: Offices, acts: list[tuple[int, int, int]]
) -> None:
    with offices.open(3) as books:
        trained(books[0], "Sana Ahmed")
        exchange(books)
        for who, what, which in acts:
            book = books[who]
            prefixed(books)
            out = [r for r in certificates.register_rows(book) if r.state.value == "issued"]
            asked = [i for i in inbox.questions(book) if i.kind == "certificate_twice"]
            if what == 0:
                book.unite(books[which].lines())
            elif what == 1 and not out and not asked:
                certificates.issue(book, cohort_id=key_of_cohort(book))
            elif what == 2 and out and not asked:
                certificates.replace(book, certificate_id=out[0].id, reason=f"Torn {which}")
            elif asked:
                count = len(asked[0].candidates)
                inbox.resolve(book, asked[0].id, take=which % count + 1)
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1]) == open_questions(books[2])
        for _round in range(5):
            asked = inbox.questions(books[1])
            if not asked:
                break
            inbox.resolve(books[1], asked[0].id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            states_ = [row.state.value for row in certificates.register_rows(book)]
            assert states_.count("issued") <= 1
            assert bool(states_) == ("issued" in states_)
        assert dumped(books[0]) == dumped(books[1]) == dumped(books[2])
