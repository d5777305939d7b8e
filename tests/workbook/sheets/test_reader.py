import io
import os
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from workbook.errors import SheetError
from workbook.sheets.reader import read_sheets
from workbook.sheets.seal import seal, unseal
from workbook.sheets.writer import BookWriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(
    rows: str,
    *,
    before: str = "",
    after: str = "",
    parts: dict[str, bytes] | None = None,
    **changed: str,
) -> bytes:
    """A smallest .xlsx with `rows` as the inside of sheetData; `parts` are added to it."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": (
            f'{changed.get("doctype", "")}<worksheet xmlns="{MAIN}">{before}'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>"
        ),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in package.items():
            file.writestr(name, part)
        for name, content in (parts or {}).items():
            file.writestr(name, content)
    return buffer.getvalue()


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


ONE_ROW = f'<row r="1">{text_cell("A1", "Sana")}</row>'


def test_cells_keep_their_kind_and_their_place(read) -> None:
    book = BookWriter(created=date(2020, 11, 1))
    sheet = book.sheet("People")
    sheet.write(6, 3, "0496/L")
    sheet.write(7, 3, 3352667523)
    sheet.write(8, 3, date(1984, 4, 15))
    sheet.write(9, 3, datetime(2020, 11, 2, 9, 30))
    sheet.merge((0, 0), (0, 3), "Letterhead")
    hidden = book.sheet("Old", visible="hidden")
    hidden.write(0, 0, "Sana")
    file = read(book.finish())
    people, old = file.sheets
    assert file.kind == "xlsx"
    assert (people.name, people.hidden) == ("People", False)
    assert (old.name, old.hidden) == ("Old", True)
    assert people.rows[6][3] == "0496/L"
    assert people.rows[7][3] == 3352667523
    assert isinstance(people.rows[7][3], int)
    assert people.rows[8][3] in (date(1984, 4, 15), datetime(1984, 4, 15))
    assert people.rows[9][3] == datetime(2020, 11, 2, 9, 30)
    assert people.rows[1] == []
    (merged,) = people.merged
    assert (merged.first_row, merged.first_column, merged.last_row, merged.last_column) == (
        0,
        0,
        0,
        3,
    )


def test_errors_and_formulas_without_a_value_are_named(read) -> None:
    rows = (
        '<row r="7"><c r="D7" t="e"><v>#REF!</v></c><c r="E7"><f>A1+1</f></c>'
        '<c r="F7"><f>1+1</f><v>2</v></c></row>'
    )
    file = read(xlsx(rows))
    (sheet,) = file.sheets
    assert sheet.broken == {"D7": "#REF!", "E7": "formula"}
    assert sheet.unstored == {"E7": "=A1+1"}
    assert sheet.rows[6] == [None, None, None, None, None, 2]
    assert any("D7" in note and "error" in note for note in file.notes)
    assert any("E7" in note and "without a stored value" in note for note in file.notes)
    assert any("F7" in note and "stored values were taken" in note for note in file.notes)


def test_rows_at_the_end_with_formulas_that_were_never_computed_are_not_lost_rows(read) -> None:
    file = read(xlsx(ONE_ROW + '<row r="2"><c r="A2"><f>A1</f></c></row>'))
    assert file.sheets[0].unstored == {"A2": "=A1"}
    assert not any("only" in note for note in file.notes)


def test_the_content_decides_and_not_the_name(read) -> None:
    assert read(xlsx(ONE_ROW), "list.xls").kind == "xlsx"
    assert read(b"Name;Phone\r\nSana;0307\r\n", "list.xlsx").kind == "csv"


def test_an_ods_is_read(read, refused, packed) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="L"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Sana</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{{}}</manifest:manifest>'
    whole = {"META-INF/manifest.xml": manifest.format("")}
    plain = packed({"mimetype": mimetype, "content.xml": content, **whole})
    file = read(plain, "list.ods")
    assert (file.kind, file.sheets[0].rows) == ("ods", [["Sana"]])
    locked = {"META-INF/manifest.xml": manifest.format("<manifest:encryption-data/>")}
    refused(packed({"mimetype": mimetype, "content.xml": "\x01", **locked}), "password")
    refused(packed({"mimetype": "application/epub+zip", "content.xml": "x"}), "unsupported")


def test_a_day_that_its_formula_could_not_tell_is_no_day(read, packed) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="L"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Sana</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=NOSUCH()" office:value-type="date"'
        ' office:date-value="2020-11-02"><text:p>#NAME?</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = {"META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}"/>'}
    parts = {"mimetype": mimetype, "content.xml": content, **manifest}
    (sheet,) = read(packed(parts), "list.ods").sheets
    assert (sheet.rows, sheet.broken) == ([["Sana"]], {"B1": "#NAME?"})


def test_a_password_opens_a_sealed_file(read, refused) -> None:
    # The library spoils packages below 4 KB; no real spreadsheet is so small.
    content = xlsx(ONE_ROW, parts={"xl/media/noise.bin": os.urandom(4_000)})
    sealed = seal(content, "correct horse")
    assert read(sealed, password="correct horse").sheets[0].rows == [["Sana"]]
    assert "password" in refused(sealed, "password")
    with pytest.raises(SheetError, match="does not open") as caught:
        read(sealed, password="wrong")
    assert caught.value.reason == "password"


def test_a_file_under_a_cipher_that_is_not_known_is_protected_and_not_damaged(refused) -> None:
    content = xlsx(ONE_ROW, parts={"xl/media/noise.bin": os.urandom(4_000)})
    sealed = seal(content, "correct horse").replace(
        b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC2"'
    )
    assert "cannot be opened here" in refused(sealed, "password")


def test_a_sealed_file_changed_on_its_way_is_damaged() -> None:
    content = xlsx(ONE_ROW, parts={"xl/media/noise.bin": os.urandom(20_000)})
    sealed = bytearray(seal(content, "correct horse"))
    assert unseal(bytes(sealed), "correct horse") == content
    sealed[len(sealed) // 2] ^= 1
    with pytest.raises(SheetError) as caught:
        unseal(bytes(sealed), "correct horse")
    assert caught.value.reason == "damaged"


def test_a_file_whose_password_libreoffice_kept_opens_and_is_said_to_be_weaker(read) -> None:
    # LibreOffice 7.4 saved it anew: AES-128 and SHA-1 in place of what we write.
    content = (Path(__file__).parent / "saved_by_libreoffice.xlsx").read_bytes()
    file = read(content, password="geheim")
    assert len(file.sheets[0].rows) == 200
    assert any("encryption is weaker" in note for note in file.notes)
    with pytest.raises(SheetError) as caught:
        read(content, password="wrong")
    assert caught.value.reason == "password"
    ours = seal(xlsx(ONE_ROW, parts={"xl/media/noise.bin": os.urandom(4_000)}), "geheim")
    assert not read(ours, password="geheim").notes


def test_an_empty_file_is_told_in_words(refused) -> None:
    assert "finished copying" in refused(b"", "damaged")


@pytest.mark.parametrize("cut", [50, 300, -10])
def test_a_truncated_file_is_damaged(refused, cut: int) -> None:
    refused(xlsx(ONE_ROW)[:cut], "damaged")


def test_one_changed_byte_of_a_part_is_damage(read, refused) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, zipfile.ZipFile(io.BytesIO(xlsx(ONE_ROW))) as old:
        for name in old.namelist():
            file.writestr(name, old.read(name))
    refused(buffer.getvalue().replace(b"<t>Sana<", b"<t>Sara<"), "damaged")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_definitions_in_xml_are_refused(refused, doctype: str) -> None:
    assert "made to do harm" in refused(xlsx(ONE_ROW, doctype=doctype), "damaged")


def test_malformed_xml_is_damaged(refused) -> None:
    refused(xlsx(f'{ONE_ROW}<row r="2"><c r="A2">'), "damaged")


def test_bombs_are_refused_before_they_unpack(refused) -> None:
    refused(xlsx(ONE_ROW, parts={"xl/media/a.bin": bytes(51_000_000)}), "limit")
    refused(xlsx(ONE_ROW, parts={"xl/media/a.bin": bytes(12_000_000)}), "limit")
    many = {f"xl/media/{number}.bin": b"" for number in range(2_001)}
    refused(xlsx(ONE_ROW, parts=many), "limit")


def test_too_many_rows_and_columns_are_refused(refused) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_002))
    refused(xlsx(rows), "limit")
    refused(xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "limit")
    refused(xlsx('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "limit")
    refused(b"a\n" * 20_001, "limit", "list.csv")


def test_a_large_file_of_ours_passes_where_a_foreign_one_of_its_size_does_not(
    read, refused
) -> None:
    long = [(os.urandom(2_000).hex() * 7,) for _number in range(1_850)]
    book = BookWriter(created=date(2020, 1, 1))
    book.sheet("People")
    book.texts("_sync", long)
    content = book.finish()
    assert [tuple(row) for row in read(content).sheets[1].rows] == long
    foreign = BookWriter(created=date(2020, 1, 1))
    foreign.texts("Numbers", long)
    refused(foreign.finish(), "limit")


def test_formatted_blank_rows_do_not_count(read) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 30_000))
    assert read(xlsx(ONE_ROW + blank)).sheets[0].rows == [["Sana"]]


def test_macros_links_and_hidden_parts_are_named(read) -> None:
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    before = '<cols><col min="2" max="3" hidden="1"/></cols>'
    row = ONE_ROW.replace('<row r="1">', '<row r="1" hidden="1">')
    file = read(xlsx(row, before=before, parts=parts))
    notes = " ".join(file.notes)
    assert "macros" in notes
    assert "links" in notes
    (sheet,) = file.sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({0}, {1, 2})


def test_long_numbers_are_named(read) -> None:
    file = read(xlsx('<row r="1"><c r="A1"><v>3520212345678901</v></c></row>'))
    assert any("A1" in note for note in file.notes)


@pytest.mark.parametrize("number", ["NaN", "1E999", "-INF"])
def test_a_number_that_is_none_is_named_and_left_out(read, number: str) -> None:
    row = f'<row r="2">{text_cell("A2", "Uzma")}<c r="B2"><v>{number}</v></c></row>'
    file = read(xlsx(ONE_ROW + row))
    assert file.sheets[0].rows == [["Sana"], ["Uzma"]]
    assert any("B2" in note for note in file.notes)


def test_other_kinds_of_file_are_told_apart(refused, packed) -> None:
    refused(b"\x89PNG\r\n\x1a\n\xff\xff\xfe", "unsupported")
    refused(b"%PDF-1.7 text", "unsupported", "list.csv")
    refused(b"<html><table></table></html>", "unsupported", "list.xls")
    refused(packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "unsupported")
    refused(packed({"readme.txt": "x"}), "unsupported")


def test_a_package_without_its_centre_is_damaged(refused, packed) -> None:
    refused(packed({"xl/worksheets/sheet1.xml": "<x/>"}), "damaged")
    refused(packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "damaged")
    refused(packed({"nothing.xlsx": ""}), "damaged")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the child is a shell script")
def test_the_child_is_not_told_the_passphrase(
    refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    seen = tmp_path / "seen"
    child.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n")
    child.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(child))
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "invented words")
    refused(xlsx(ONE_ROW), "damaged")
    assert "PYTHONPATH" in seen.read_text()
    assert "invented words" not in seen.read_text()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the child is a shell script")
@pytest.mark.parametrize(
    ("behaviour", "reason"), [("kill -ABRT $$", "damaged"), ("exec sleep 30", "limit")]
)
def test_a_child_that_dies_or_hangs_dies_alone(
    refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str, reason: str
) -> None:
    child = tmp_path / "child"
    child.write_text(f"#!/bin/sh\n{behaviour}\n")
    child.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(child))
    monkeypatch.setattr("workbook.sheets.reader.SECONDS", 0.5)
    assert "safely" in refused(xlsx(ONE_ROW), reason)


def test_the_child_runs_no_code_from_the_folder_it_stands_in(
    read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert read(xlsx(ONE_ROW)).sheets[0].rows == [["Sana"]]


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="There is no file"):
        read_sheets(tmp_path / "gone.xlsx")
    with pytest.raises(SheetError, match=r"is a folder|could not be opened"):
        read_sheets(tmp_path)
