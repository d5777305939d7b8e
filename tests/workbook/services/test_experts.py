import pytest

from workbook.errors import RuleError
from workbook.services import experts
from workbook.storage.book import Workbook


def test_experts_are_listed_by_name_and_edited(book: Workbook) -> None:
    second = experts.create_expert(book, name_latin="Yusra Baig", role="coach")
    experts.create_expert(book, name_latin="Adeela Noor", institution="Academy")
    experts.edit_expert(book, expert_id=second.id, role="trainer")
    assert [(row.name, row.role) for row in experts.expert_rows(book)] == [
        ("Adeela Noor", ""),
        ("Yusra Baig", "trainer"),
    ]


def test_an_expert_needs_a_name(book: Workbook) -> None:
    with pytest.raises(RuleError):
        experts.create_expert(book, role="coach")
    assert experts.expert_rows(book) == ()
