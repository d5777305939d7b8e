from uuid import UUID

import pytest

from workbook.intake.match import Evidence, Known, People

CARD, SERVICE, PHONE = Evidence.NATIONAL_ID, Evidence.SERVICE_NUMBER, Evidence.PHONE


def known(number: int, *names: str, agency: int | None = None, **numbers: str) -> Known:
    return Known(
        UUID(int=number),
        names,
        {Evidence(kind): value for kind, value in numbers.items()},
        UUID(int=agency) if agency else None,
    )


UZMA = known(1, "Uzma Ahmed", national_id="31961-6039487-8", phone="03149412691")
NAILA = known(2, "نائلہ وڑائچ", service_number="0418/L", phone="03442536640", agency=7)


@pytest.mark.parametrize(
    "sought",
    [
        known(9, "Uzma Ahmed", national_id="31961-6039487-8"),
        known(9, "AHMED UZMA", phone="03149412691"),
        known(9, "Uzma", national_id="31961-6039487-8", phone="03000000000"),
        known(9, phone="03149412691"),
        known(1, "Someone Else"),
    ],
)
def test_an_equal_number_on_a_compatible_name_is_certain(sought: Known) -> None:
    assert People([UZMA, NAILA]).match(sought).certain == UZMA.id


def test_a_phone_joins_the_scripts() -> None:
    sought = known(9, "WARRAICH NAILA", phone="03442536640")
    assert People([UZMA, NAILA]).match(sought).certain == NAILA.id


def test_an_equal_number_on_another_name_asks() -> None:
    match = People([UZMA, NAILA]).match(known(9, "Sana Jibraan", phone="03149412691"))
    assert match.certain is None
    (candidate,) = match.candidates
    assert (candidate.id, candidate.evidence, candidate.names_agree) == (UZMA.id, (PHONE,), False)


def test_a_name_alone_asks() -> None:
    match = People([UZMA, NAILA]).match(known(9, "Ahmed Uzma", phone="03000000000"))
    assert match.certain is None
    assert [candidate.evidence for candidate in match.candidates] == [(Evidence.NAME,)]


def test_numbers_of_two_people_ask() -> None:
    sought = known(9, "Uzma Ahmed", national_id="31961-6039487-8", phone="03442536640")
    match = People([UZMA, NAILA]).match(sought)
    assert match.certain is None
    assert [candidate.id for candidate in match.candidates] == [UZMA.id, NAILA.id]


def test_nobody_is_nobody() -> None:
    match = People([UZMA, NAILA]).match(known(9, "Sana Jibraan", phone="03077625740"))
    assert (match.certain, match.candidates) == (None, ())


def test_service_numbers_are_of_one_agency() -> None:
    people = People([NAILA])
    mine = known(9, "Naila Warraich", service_number="0418/l", agency=7)
    theirs = known(9, "Hina Butt", service_number="0418/L", agency=8)
    assert people.match(mine).certain == NAILA.id
    assert people.match(theirs).candidates == ()
