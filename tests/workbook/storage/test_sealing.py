"""Notes are ciphertext: two offices make the same, and without the key it tells nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.errors import NotFoundError
from workbook.storage.book import Workbook

from .conftest import PASSPHRASE, Reopen

HERE: dict[str, Any] = {"row": UUID(int=7), "field": "sealed"}
on_one_book = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workbook]:
    """Another office, with a notes key of its own."""
    with Workbook.create(
        tmp_path / "other.workbook",
        passphrase=PASSPHRASE,
        office_code="LHR",
        office_name="Lahore",
    ) as made:
        yield made
        made._dirty = False


@on_one_book
@given(
    text=texts, other=texts, row=st.uuids(), another=st.uuids(), field=st.sampled_from(["a", "b"])
)
def test_a_sealed_text_is_the_same_only_in_its_own_place(
    book: Workbook, text: str, other: str, row: UUID, another: UUID, field: str
) -> None:
    sealed = book.seal(text, row=row, field=field)
    assert book.unseal(sealed) == text
    assert sealed == book.seal(text, row=row, field=field)
    for said, place, name in ((other, row, field), (text, another, field), (text, row, "c")):
        if (said, place, name) != (text, row, field):
            # Another nonce: under the same one two texts would tell each other.
            assert book.seal(said, row=place, field=name)[:24] != sealed[:24]


def test_no_word_of_a_note_stands_in_its_ciphertext(book: Workbook) -> None:
    sealed = book.seal("she fears a transfer", **HERE)
    assert "transfer" not in bytes.fromhex(sealed).decode("latin-1")


def test_notes_of_another_office_open_once_its_key_is_here(
    book: Workbook, other: Workbook, at_rest: Path, reopen: Reopen
) -> None:
    sealed = other.seal("She did well.", **HERE)
    with pytest.raises(NotFoundError, match="not in this workbook"):
        book.unseal(sealed)
    assert book.unseal(sealed, also=other.notes_keys()) == "She did well."
    book.add_notes_keys(other.notes_keys())
    book.add_notes_keys([*other.notes_keys(), *book.notes_keys()])
    assert book.notes_keys() == [*book.notes_keys()[:1], *other.notes_keys()]
    assert book.unseal(sealed) == "She did well."
    assert book.unseal(book.seal("Ours.", **HERE)) == "Ours."
    with pytest.raises(NotFoundError):
        other.unseal(book.seal("Ours.", **HERE))
    book.close()
    with reopen(at_rest) as again:
        assert again.unseal(sealed) == "She did well."


def test_an_edit_is_sealed_with_the_key_of_what_it_replaces(
    book: Workbook, other: Workbook
) -> None:
    """So that who could read the note reads the edit, and two offices seal it alike."""
    first = other.seal("She did well.", **HERE)
    theirs = other.seal("She did very well.", **HERE, instead_of=first)
    assert theirs == other.seal("She did very well.", **HERE)
    keys = other.notes_keys()
    assert book.seal("She did very well.", **HERE, instead_of=first, also=keys) == theirs
    ours = book.seal("She did very well.", **HERE)
    assert book.seal("She did very well.", **HERE, instead_of=first) == ours, "its key is not here"
    book.add_notes_keys(keys)
    assert book.seal("She did very well.", **HERE, instead_of=first) == theirs
    assert book.seal("She did very well.", **HERE) == ours
