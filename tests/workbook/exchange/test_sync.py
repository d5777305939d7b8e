"""Lines of the log in cells: packed, carried, read back, and told apart where they were altered."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.exchange.sync import (
    Fault,
    Lines,
    Signature,
    ascii_json,
    find_sync,
    head_rows,
    pack,
    visible_hash,
)
from workbook.sheets.reader import Sheet

texts = st.text(max_size=40)
lines = st.lists(
    st.lists(st.one_of(texts, st.integers(-(2**53), 2**53), st.none()), min_size=1, max_size=4),
    max_size=30,
)


def unpacked(rows):
    return Lines((number, "".join(row)) for number, row in enumerate(rows, start=3))


def sheet(book, made=None, *, name="_sync", **more):
    packed = pack(book.lines() if made is None else made)
    manifest = {
        "format": 1,
        "kind": "exchange",
        "export": "00" * 8,
        "public_key": book.public_key,
        "root": packed.root,
        "lines": packed.lines,
        **more,
    }
    rows = [list(row) for row in (*head_rows(book, manifest), *packed.rows)]
    return Sheet(name, hidden=True, rows=rows)


@given(lines)
def test_lines_come_back_as_they_went(made):
    made = [line for line in made if not any(_lone(value) for value in line)]
    packed = pack(made)
    read = unpacked(packed.rows)
    assert list(read) == made
    assert list(read) == made, "they can be read again"
    assert (len(read), read.root) == (packed.lines, packed.root)


def _lone(value):
    return isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)


@given(st.text(st.sampled_from("_x0041 \r\n"), max_size=30))
def test_what_a_suite_would_read_as_an_escape_does_not_stand_in_a_cell(text):
    cell = ascii_json([text])
    assert "_x" not in cell
    assert "\n" not in cell
    assert "\r" not in cell


def test_a_line_longer_than_a_cell_stands_alone_over_several():
    long = ["a" * 100_000, "x"]
    packed = pack([["before"], long, ["after"]])
    assert [len(row) > 1 for row in packed.rows] == [False, True, False]
    assert all(len(cell) <= 30_000 for row in packed.rows for cell in row)
    assert list(unpacked(packed.rows)) == [["before"], long, ["after"]]


def test_many_lines_share_few_cells():
    packed = pack(["change", n, "0" * 250] for n in range(10_000))
    assert len(packed.rows) < 100
    assert all(len(cell) <= 30_000 for row in packed.rows for cell in row)


def test_the_sheet_is_found_by_what_stands_in_it(book, cohort):
    found = find_sync([Sheet("People", hidden=False, rows=[["Ref"]]), sheet(book, name="Sheet9")])
    assert found.signature is Signature.GOOD
    assert found.whole
    assert found.public_key == book.public_key
    assert list(found.lines) == book.lines()
    assert found.faults() == []


def test_other_line_ends_change_nothing(book, cohort):
    sent = sheet(book)
    rows = [[cell.replace("\n", "\r\n") for cell in row] for row in sent.rows]
    found = find_sync([dataclasses.replace(sent, rows=rows)])
    assert found.whole
    assert found.signature is Signature.GOOD


def test_a_row_put_above_and_a_copy_of_the_sheet_do_no_harm(book, cohort):
    sent = sheet(book)
    shifted = dataclasses.replace(sent, rows=[["Do not touch"], [], *sent.rows])
    copy = dataclasses.replace(sent, name="_sync (2)", rows=sent.rows[1:])
    found = find_sync([copy, shifted])
    assert found.signature is Signature.GOOD
    assert found.whole


def altered(sent, row, old, new):
    rows = [list(cells) for cells in sent.rows]
    assert old in rows[row][0]
    rows[row][0] = rows[row][0].replace(old, new, 1)
    return find_sync([dataclasses.replace(sent, rows=rows)])


def test_an_altered_line_is_told_by_its_place_and_the_rest_is_used(book, cohort):
    sent = sheet(book)
    row = next(n for n, cells in enumerate(sent.rows) if "03001234562" in cells[0])
    found = altered(sent, row, "03001234562", "03009999999")
    assert not found.whole
    assert found.signature is Signature.GOOD, "the manifest is as it was signed"
    (fault,) = found.faults()
    assert (fault.row, fault.fault) == (row + 1, Fault.ALTERED)
    text = next(t for r, place, t in found.lines.texts() if (r, place) == (fault.row, fault.place))
    assert "03009999999" in text


def test_an_altered_header_takes_its_changes_along(book, cohort):
    found = altered(sheet(book), 2, "Create workbook", "Creative work")
    faults = found.faults()
    assert [f.fault for f in faults].count(Fault.ALTERED) == 1
    assert (faults[0].row, faults[0].place) == (3, 1)
    assert len([f for f in faults if f.fault is Fault.NO_STEP]) == 3  # programme, office, its key


def test_lost_lines_are_counted(book, cohort):
    sent = sheet(book)
    rows = [*sent.rows[:-1], [sent.rows[-1][0].rpartition("\n")[0]]]
    found = find_sync([dataclasses.replace(sent, rows=rows)])
    assert not found.whole
    assert found.missing == 1


def test_a_manifest_that_was_altered_or_not_signed_is_told(book, cohort):
    sent = sheet(book)
    assert altered(sent, 0, '"exchange"', '"form"').signature is Signature.ALTERED
    unsigned = dataclasses.replace(sent, rows=[sent.rows[0], *sent.rows[2:]])
    assert find_sync([unsigned]).signature is Signature.MISSING
    headless = find_sync([dataclasses.replace(sent, rows=sent.rows[2:])])
    assert headless.manifest == {}
    assert list(headless.lines) == book.lines()
    foreign = sheet(book, public_key="00" * 32)
    assert find_sync([foreign]).signature is Signature.ALTERED


@pytest.mark.parametrize("text", ["{", "not JSON", '["change"', "", '{"a": 1}'])
def test_a_line_that_is_none_comes_as_its_text(text):
    (line,) = Lines([(3, text)])
    assert line == [text]


def test_what_a_suite_keeps_hashes_alike():
    from datetime import date, datetime

    written = [["Ref", "Name"], ["P1", date(2020, 11, 2), 5, "a\nb", None], [None]]
    read = [["Ref", "Name", None], ["P1", datetime(2020, 11, 2), 5.0, "a\r\nb "], [], ["", None]]
    assert visible_hash(written) == visible_hash(read)
    assert visible_hash(written) != visible_hash([["Ref", "Name"], ["P2"]])
    assert visible_hash([["a", "b"]]) != visible_hash([["ab"]])
