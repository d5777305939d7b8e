"""A worksheet is searched, not parsed; it must come out as if it had been parsed."""

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import SheetError
from workbook.sheets.addresses import address
from workbook.sheets.refusals import LIST
from workbook.sheets.scan import Scan
from workbook.sheets.worksheet import scan_worksheet

SPACES = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
]
TEXTS = st.text(alphabet="ab<>&\"' t=e1\nعf/", max_size=8)
CELLS = st.one_of(
    st.tuples(st.just("number"), st.integers(0, 10**6).map(str)),
    st.tuples(st.just("text"), TEXTS),
    st.tuples(st.just("blank"), st.just("")),
    st.tuples(st.just("error"), st.sampled_from(["#REF!", "#DIV/0!"])),
    st.tuples(st.just("unstored"), TEXTS),
    st.tuples(st.just("formula"), TEXTS),
)


class Sheet:
    """Writes a worksheet as some program might, and keeps what a scan of it must find."""

    def __init__(self, prefix: str, quote: str, *, addressed: bool) -> None:
        self.prefix, self.quote, self.addressed = prefix, quote, addressed
        self.scan = Scan()

    def tag(self, name: str, inside: str | None, **attributes: str) -> str:
        p = f"{self.prefix}:" if self.prefix else ""
        said = "".join(f" {key}={self.quote}{it}{self.quote}" for key, it in attributes.items())
        return f"<{p}{name}{said}/>" if inside is None else f"<{p}{name}{said}>{inside}</{p}{name}>"

    def cell(self, row: int, column: int, kind: str, text: str) -> str:
        place = {"r": address(row, column)} if self.addressed else {}
        said = escape(text)
        if kind == "number":
            return self.tag("c", self.tag("v", said), **place)
        if kind == "text":
            return self.tag("c", self.tag("is", self.tag("t", said)), t="inlineStr", **place)
        if kind == "blank":
            return self.tag("c", None, s="1", **place)
        if kind == "error":
            self.scan.errors[address(row, column)] = text
            return self.tag("c", self.tag("f", "A1") + self.tag("v", said), **place, t="e")
        formula = self.tag("f", said)
        self.scan.formula(address(row, column), "=" + text, stored=kind == "formula")
        return self.tag("c", formula + (self.tag("v", "1") if kind == "formula" else ""), **place)

    def row(self, number: int, cells: list[tuple[str, str]], *, hidden: bool) -> str:
        said = {"r": str(number + 1)} if self.addressed else {}
        if hidden:
            said["hidden"] = "1"
            self.scan.hidden_rows.append(number)
        filled = [kind for kind, text in cells if kind in ("formula", "error") or text]
        self.scan.rows += any(kind != "blank" for kind in filled) or any(
            kind == "unstored" for kind, _text in cells
        )
        inside = "".join(
            self.cell(number, column, kind, text) for column, (kind, text) in enumerate(cells)
        )
        return self.tag("row", inside, **said)


@given(
    prefix=st.sampled_from(["", "x", "ss"]),
    quote=st.sampled_from(['"', "'"]),
    addressed=st.booleans(),
    space=st.sampled_from(SPACES),
    rows=st.lists(st.tuples(st.lists(CELLS, max_size=30), st.booleans()), max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_a_worksheet_of_any_writer_tells_the_same(
    prefix: str,
    quote: str,
    addressed: bool,
    space: str,
    rows: list[tuple[list[tuple[str, str]], bool]],
    encoding: str,
) -> None:
    sheet = Sheet(prefix, quote, addressed=addressed)
    inside = "".join(
        sheet.row(number, cells, hidden=hidden) for number, (cells, hidden) in enumerate(rows)
    )
    merged = sheet.tag("mergeCells", sheet.tag("mergeCell", None, ref="A1:C2"))
    declared = f"xmlns:{prefix}" if prefix else "xmlns"
    cells = sheet.tag("cols", sheet.tag("col", None, min="2", max="3", hidden="true"))
    cells += f"<!-- <c t='e'/> -->{sheet.tag('sheetData', inside)}{merged}"
    whole = sheet.tag("worksheet", cells, **{declared: space})
    scan = scan_worksheet(f"<?xml version='1.0'?>{whole}".encode(encoding), LIST)
    expected = sheet.scan
    assert scan.errors == expected.errors
    assert scan.unstored == expected.unstored
    assert scan.formulas == expected.formulas
    assert scan.hidden_rows == expected.hidden_rows
    assert (scan.hidden_columns, scan.merged) == ([1, 2], [(0, 0, 1, 2)])
    assert scan.rows == expected.rows


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        ("KN20000", False),
        ("KO1", True),
        ("A20001", True),
        ("XFD1048576", True),
    ],
)
def test_a_cell_far_out_is_refused_by_name(place: str, refused: bool) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="{row}"><c r={quoteattr(place)}><v>1</v></c></row>'
    part = f'<worksheet xmlns="{SPACES[0]}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    if not refused:
        assert scan_worksheet(part, LIST).rows == 1
        return
    with pytest.raises(SheetError, match=place) as caught:
        scan_worksheet(part, LIST)
    assert caught.value.reason == "limit"


def test_cells_without_an_address_are_counted() -> None:
    cells = "<row>" + "<c><v>1</v></c>" * 301 + "</row>"
    part = f'<worksheet xmlns="{SPACES[0]}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    with pytest.raises(SheetError):
        scan_worksheet(part, LIST)
