"""`dump`: the synced records only. It follows every kind of record, and nothing of this laptop."""

import json
from typing import Any

import pytest

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.storage.dump import dump


def dumped(book: Workbook) -> dict[str, Any]:
    with book.reading() as db:
        said: dict[str, Any] = json.loads(dump(db))
    return said


def value_for(change: Changing, declared: Field, text: str) -> object:
    """A value the field can hold; another `text` gives another value."""
    if declared.kind is Kind.GROUP:
        return {part.name: value_for(change, part, text) for part in declared.parts}
    if declared.kind is Kind.REF:
        assert declared.to is not None
        return change.create(ENTITIES[declared.to])
    number = len(text)
    return {
        Kind.TEXT: text,
        Kind.WHOLE: number,
        Kind.YES: number % 2 == 0,
        Kind.DATE: f"2020-11-{number:02}",
        Kind.JSON: [text],
    }[declared.kind]


def write(change: Changing, entity: Entity, key: tuple[int, ...] | None, text: str) -> Any:
    values = {f.name: value_for(change, f, text) for f in entity.fields}
    if entity.pair is not None:
        pair = key or tuple(change.create(ENTITIES[kind]) for _column, kind in entity.pair)
        change.put(entity, (pair[0], pair[1]), **values)
        return pair
    if key is None:
        return (change.create(entity, uuid=None, **values),)
    change.edit(entity, key[0], **values)
    return key


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_it_changes_with_an_edit_of_every_kind_of_record(book: Workbook, name: str) -> None:
    entity = ENTITIES[name]
    empty = dumped(book)
    with book.changing("Write a record") as change:
        key = write(change, entity, None, "one")
    first = dumped(book)
    assert first[name] != empty[name]
    with book.changing("Edit a record") as change:
        write(change, entity, key, "three")
    second = dumped(book)
    assert second[name] != first[name]
    with book.changing("Delete a record") as change:
        change.delete(entity, key if entity.pair else key[0])
    assert len(dumped(book)[name]) == len(second[name]) - 1


def test_one_row_says_each_of_its_values_once(book: Workbook) -> None:
    before = set(dumped(book)["person"])
    with book.changing("Write a record") as change:
        change.create(PERSON, name_latin="Invented Person", provisional=True)
    after = dumped(book)["person"]
    (row,) = (after[id_] for id_ in set(after) - before)
    assert row == {"name_latin": "Invented Person", "provisional": True}


def test_what_stays_on_this_laptop_is_not_in_it(book: Workbook) -> None:
    before = dumped(book)
    book.keep_setting("colour", "green")
    book.keep_draft("note", "half a sentence")
    book.operator = "Somebody else"
    assert dumped(book) == before
