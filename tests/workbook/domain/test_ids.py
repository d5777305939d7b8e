from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from workbook.domain import ids


@given(st.binary(min_size=16, max_size=16), st.integers(1, 5_000_000))
def test_the_id_of_a_listed_person_is_that_of_her_list_and_row(digest: bytes, row: int) -> None:
    said = f"{digest.hex()}\0{row}"
    person, expert = ids.listed_person_id(digest, row), ids.listed_expert_id(digest, row)
    assert person == uuid5(ids._NAMESPACE, f"listed\0{said}")
    assert expert == uuid5(ids._NAMESPACE, f"listed expert\0{said}")
