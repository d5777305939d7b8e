"""Every kind of file that is read, and how what is hidden, broken or linked in it is told."""

import hashlib
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from base64 import b64encode
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from workbook.sheets.reader import SheetFile, read_sheets
from workbook.sheets.writer import BookWriter

OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def cell(text: str, **attributes: str) -> str:
    said = "".join(f' table:{name.replace("_", "-")}="{it}"' for name, it in attributes.items())
    kind = ' office:value-type="string"'
    return f"<table:table-cell{kind}{said}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def body(rows: str, columns: str = "") -> str:
    table = f'<table:table table:name="List">{columns}{rows}</table:table>'
    return f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"


def content_xml(rows: str, columns: str = "") -> str:
    return f"<office:document-content {OFFICE}>{body(rows, columns)}</office:document-content>"


def manifest(inside: str = "") -> str:
    return f'<manifest:manifest xmlns:manifest="{MANIFEST}">{inside}</manifest:manifest>'


def ods(packed, rows: str, columns: str = "", **parts: str) -> bytes:
    return packed(
        {
            "mimetype": MIMETYPE,
            "META-INF/manifest.xml": manifest(),
            "content.xml": content_xml(rows, columns),
            **parts,
        }
    )


def test_what_an_ods_hides_and_breaks_is_told(read, packed) -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="1021"/>'
    )
    remark = "<office:annotation><text:p>#REF!</text:p></office:annotation>"
    rows = (
        row(cell("Letterhead", number_columns_spanned="3"))
        + row(cell("Name"), cell("Mark"), cell("Sum"))
        + row(
            cell("Sana"), cell("", number_columns_repeated="2"), more=' table:visibility="filter"'
        )
        + row(
            cell("Iqra"),
            '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
            f' calcext:value-type="error">{remark}<text:p>#DIV/0!</text:p></table:table-cell>',
            '<table:table-cell table:formula="of:=[.A1]&gt;2"/>',
            '<table:table-cell table:formula="of:=1+1" office:value-type="float"'
            ' office:value="2"><text:p>2</text:p></table:table-cell>',
        )
        + '<table:table-row table:number-rows-repeated="1048000" table:visibility="collapse">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    file = read(ods(packed, rows, columns), "list.ods")
    (sheet,) = file.sheets
    assert file.kind == "ods"
    assert sheet.rows == [
        ["Letterhead"],
        ["Name", "Mark", "Sum"],
        ["Sana"],
        ["Iqra", None, None, 2],
    ]
    assert sheet.broken == {"B4": "#DIV/0!", "C4": "formula"}
    assert sheet.unstored == {"C4": "=[.A1]>2"}
    assert sheet.formulas == {"D4"}
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {2})
    assert [(m.first_row, m.last_column) for m in sheet.merged] == [(0, 2)]


def test_an_ods_without_its_mimetype_is_read_and_so_is_one_in_pretty_print(read, packed) -> None:
    rows = row(cell("Sana")) + row(cell("Iqra"))
    assert read(packed({"content.xml": content_xml(rows)}), "l.ods").sheets[0].rows == [
        ["Sana"],
        ["Iqra"],
    ]
    pretty = rows.replace("><", ">\n   <")
    assert read(ods(packed, pretty), "l.ods").sheets[0].rows == [["Sana"], ["Iqra"]]


def test_a_cell_of_an_ods_that_says_no_kind_is_the_text_it_shows(read, packed) -> None:
    plain = "<table:table-cell table:style-name='by'>\n<text:p>Malik</text:p></table:table-cell>"
    empty = '<table:table-cell table:style-name="ce1"/>'
    file = read(ods(packed, row(cell("Sana"), empty, plain)), "list.ods")
    assert file.sheets[0].rows == [["Sana", None, "Malik"]]


def test_what_an_ods_remembers_of_other_workbooks_is_no_sheet(read, packed) -> None:
    rows = row(cell("Sana"))
    far = '<table:table-row table:number-rows-repeated="60000">' + cell("Iqra")
    other = (
        "</table:table><table:table table:name=\"'file:///old.ods'#Data\""
        ' table:print="false" table:style-name="ta_extref"><table:table-source'
        f' xlink:href="../old.ods"/>{far}</table:table-row>'
    )
    file = read(ods(packed, rows + other), "list.ods")
    assert [sheet.name for sheet in file.sheets] == ["List"]
    assert file.sheets[0].rows == [["Sana"]]
    assert any("other workbooks" in note for note in file.notes)


def test_a_flat_open_document_is_read(read, refused) -> None:
    start = f'<?xml version="1.0"?>\n<office:document {OFFICE}>'
    rows = row(cell("Sana"), cell("0307")).replace("><", ">\n <")
    file = read(f"{start}{body(rows)}</office:document>".encode(), "list.xls")
    assert (file.kind, file.sheets[0].rows) == ("ods", [["Sana", "0307"]])
    letter = f"{start}<office:body><office:text/></office:body></office:document>"
    refused(letter.encode(), "unsupported", "list.fods")


def test_an_ods_beyond_the_limits_is_refused(packed, refused) -> None:
    far = '<table:table-row table:number-rows-repeated="1000000"/>' + row(cell("x"))
    assert "A1000001" in refused(ods(packed, far), "limit")
    refused(ods(packed, row(cell("x", number_columns_repeated="16384"))), "limit")
    many = row(cell("x"), more=' table:number-rows-repeated="30000"')
    refused(ods(packed, many), "limit")


def locked_ods(packed, password: str, *, old: bool) -> bytes:
    """As LibreOffice 3.5 and later save it, or an `old` OpenOffice.org."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    digest = hashlib.sha1 if old else hashlib.sha256
    salt, vector, size = os.urandom(16), os.urandom(8 if old else 16), 16 if old else 32
    start = digest(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, salt, 1_024, size)
    deflating = zlib.compressobj(wbits=-15)
    plain = deflating.compress(content_xml(row(cell("Sana"))).encode()) + deflating.flush()
    checksum = b64encode(digest(plain[:1024]).digest()).decode()
    if old:
        cipher = Cipher(Blowfish(key), CFB(vector))
    else:
        plain += bytes(15 - len(plain) % 16) + bytes([16 - len(plain) % 16])
        cipher = Cipher(AES256(key), CBC(vector))
    locking = cipher.encryptor()
    method = "Blowfish CFB" if old else "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    begin = "SHA1" if old else "http://www.w3.org/2000/09/xmldsig#sha256"
    inside = (
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f'<manifest:encryption-data manifest:checksum="{checksum}">'
        f'<manifest:algorithm manifest:algorithm-name="{method}"'
        f' manifest:initialisation-vector="{b64encode(vector).decode()}"/>'
        '<manifest:key-derivation manifest:key-derivation-name="PBKDF2"'
        f' manifest:key-size="{size}" manifest:iteration-count="1024"'
        f' manifest:salt="{b64encode(salt).decode()}"/>'
        f'<manifest:start-key-generation manifest:start-key-generation-name="{begin}"/>'
        "</manifest:encryption-data></manifest:file-entry>"
    )
    return packed(
        {
            "mimetype": MIMETYPE,
            "META-INF/manifest.xml": manifest(inside),
            "content.xml": locking.update(plain) + locking.finalize(),
        }
    )


@pytest.mark.parametrize("old", [False, True])
def test_a_locked_ods_opens_with_its_password_only(read, refused, packed, old: bool) -> None:
    content = locked_ods(packed, "geheim", old=old)
    assert "Enter it" in refused(content, "password")
    assert "does not open" in refused(content, "password", password="wrong")
    assert read(content, password="geheim").sheets[0].rows == [["Sana"]]


def test_an_ods_locked_in_a_way_of_tomorrow_asks_for_a_copy(refused, packed) -> None:
    inside = (
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data>'
        '<manifest:algorithm manifest:algorithm-name="aes256-gcm"/>'
        '<manifest:key-derivation manifest:key-derivation-name="argon2id"/>'
        "</manifest:encryption-data></manifest:file-entry>"
    )
    parts = {"mimetype": MIMETYPE, "META-INF/manifest.xml": manifest(inside), "content.xml": "x"}
    assert "save a copy" in refused(packed(parts), "password", password="geheim")


EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def test_the_xml_of_excel_2003_is_read(read, refused) -> None:
    text = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{EXCEL_2003}" xmlns:ss="{EXCEL_2003}"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
 <Worksheet ss:Name="List"><Table>
  <Column/><Column ss:Hidden="1"/>
  <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">Letterhead</Data></Cell>
   <Cell><Data ss:Type="String">D</Data></Cell></Row>
  <Row ss:Index="4" ss:Hidden="1">
   <Cell><Data ss:Type="String">Sana</Data><Comment><ss:Data>a remark</ss:Data></Comment></Cell>
   <Cell ss:Index="3"><Data ss:Type="Number">3001234567</Data></Cell>
   <Cell><Data ss:Type="DateTime">1984-04-15T00:00:00.000</Data></Cell>
   <Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
   <Cell ss:Formula="=A1"/><Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>
   <Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="Old"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
  <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""
    file = read(text.encode(), "list.xls")
    assert file.kind == "xls"
    sheet, old = file.sheets
    assert (old.name, old.hidden) == ("Old", True)
    assert sheet.rows == [
        ["Letterhead", None, None, "D"],
        [],
        [],
        ["Sana", None, 3001234567, date(1984, 4, 15), None, None, 2, True],
    ]
    assert sheet.broken == {"E4": "#DIV/0!", "F4": "formula"}
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {1})
    refused(text.replace("</Workbook>", "").encode(), "damaged", "list.xls")
    wrong = text.replace("1984-04-15T", "1984-13-45T").replace(">3001234567<", ">12,5<")
    assert read(wrong.encode(), "list.xls").sheets[0].rows[3][2:4] == [
        "12,5",
        "1984-13-45T00:00:00.000",
    ]


def record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def test_the_xls_of_excel_4_is_read(read) -> None:
    """The file format as [MS-XLS] and its forebears tell it: a bare row of records."""

    def text(row: int, column: int, value: bytes) -> bytes:
        return record(0x204, struct.pack("<HHHH", row, column, 0, len(value)) + value)

    content = (
        record(0x409, struct.pack("<HHH", 0, 0x10, 0))
        + record(0x42, struct.pack("<H", 1252))
        + text(0, 0, b"Name")
        + text(0, 1, b"Mark")
        + text(1, 0, "Zoë".encode("cp1252"))
        + record(0x203, struct.pack("<HHHd", 1, 1, 0, 12.0))
        + record(0x205, struct.pack("<HHHBB", 2, 1, 0, 0x07, 1))
        + record(0x0A, b"")
    )
    file = read(content, "list.csv")
    assert file.kind == "xls"
    (sheet,) = file.sheets
    assert sheet.rows == [["Name", "Mark"], ["Zoë", 12]]
    assert sheet.broken == {"B3": "#DIV/0!"}


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary(*records: tuple[int, bytes]) -> bytes:
    written = b""
    for number, content in records:
        start = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        written += start + bytes([len(content)]) + content
    return written


def xlsb(packed) -> bytes:
    types = "application/vnd.ms-excel"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def leading(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
            f' Type="{relations}/{kind}" Target="{target}"/></Relationships>'
        )

    def at(column: int) -> bytes:
        return struct.pack("<II", column, 0)

    rows = (
        (0, struct.pack("<IIHHB", 0, 0, 300, 0, 0) + bytes(4)),
        (6, at(0) + wide("Name")),
        (6, at(1) + wide("Mark")),
        (0, struct.pack("<IIHBBB", 1, 0, 300, 0, 0x10, 0) + bytes(4)),
        (6, at(0) + wide("Sana")),
        (3, at(1) + b"\x17"),
        (5, at(2) + struct.pack("<d", 12.0)),
    )
    sheet = binary(
        (129, b""),
        (148, struct.pack("<IIII", 0, 1, 0, 2)),
        (60, struct.pack("<IIIIH", 2, 2, 2_048, 0, 1)),
        (145, b""),
        *rows,
        (146, b""),
        (176, struct.pack("<IIII", 0, 0, 0, 1)),
        (130, b""),
    )
    return packed(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types">'
                f'<Override PartName="/xl/workbook.bin" ContentType="{types}.sheet.binary.macro'
                'Enabled.main"/></Types>'
            ),
            "_rels/.rels": leading("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": binary(
                (131, b""),
                (143, b""),
                (156, struct.pack("<II", 0, 1) + wide("r1") + wide("List")),
                (144, b""),
                (132, b""),
            ),
            "xl/_rels/workbook.bin.rels": leading("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def test_a_binary_workbook_is_read_with_what_it_hides_and_breaks(read, packed) -> None:
    file = read(xlsb(packed), "list.xlsx")
    assert file.kind == "xlsb"
    (sheet,) = file.sheets
    assert sheet.rows == [["Name", "Mark"], ["Sana", None, 12]]
    assert sheet.broken == {"B2": "#REF!"}
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {2})
    assert [(m.first_row, m.last_column) for m in sheet.merged] == [(0, 1)]


def test_a_sound_binary_workbook_that_no_library_reads_is_not_called_damaged(
    packed, refused
) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsb(packed))) as book:
        parts = {name.replace("xl/", "other/"): book.read(name) for name in book.namelist()}
    for name in ("[Content_Types].xml", "_rels/.rels"):
        parts[name] = parts[name].replace(b"xl/workbook", b"other/workbook")
    assert "save it as .xlsx" in refused(packed(parts), "unsupported", "list.xlsb")


def converted(source: Path, kind: str) -> Path:
    """`source` saved by LibreOffice in another kind."""
    profile = source.parent / "profile"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", kind, "--outdir", str(source.parent), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return source.with_suffix(f".{kind}")


@pytest.mark.needs_libreoffice
def test_one_list_saved_as_every_kind_reads_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Liste é"
    sheet.append(["Letterhead"])
    sheet.merge_cells("A1:D1")
    sheet.append(["Name", "Born", "Phone", "Sum"])
    sheet.append(["Sana", date(1984, 4, 15), 3001234567, "=C3*2"])
    sheet.append(["عائشہ", datetime(1985, 5, 16, 9, 30), 3001234568, "=1/0"])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Old")["A1"] = "hidden"
    book["Old"].sheet_state = "hidden"
    source = tmp_path / "list.xlsx"
    book.save(source)

    def said(file: SheetFile) -> object:
        return [
            (s.name, s.hidden, s.rows, s.broken, s.hidden_rows, s.hidden_columns, s.merged)
            for s in file.sheets
        ]

    expected = said(read_sheets(converted(source, "ods")))
    assert "#DIV/0!" in repr(expected)
    for kind in ("fods", "xls"):
        file = read_sheets(converted(source, kind))
        assert said(file) == expected, kind
        assert file.kind == {"fods": "ods", "xls": "xls"}[kind]


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for address, value in cells.items():
        book.active[address] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, name: str, old: str, new: str, encoding: str = "utf-8") -> bytes:
    """`content` with one part changed and written in `encoding`."""
    assert name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            part = source.read(member)
            if member.filename == name:
                text = part.decode().replace(old, new)
                assert text != part.decode() or old == new
                part = text.encode(encoding)
            target.writestr(member.filename, part)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_strict_workbook_is_read(read) -> None:
    content = workbook(A1="Sana", B1=date(1984, 4, 15))
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        content = changed(
            content,
            name,
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    (sheet,) = read(content).sheets
    assert sheet.rows == [["Sana", date(1984, 4, 15)]]


def test_a_workbook_of_1904_gives_the_same_dates(read) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(1984, 4, 15)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue()).sheets[0].rows == [[date(1984, 4, 15)]]


def test_what_the_first_library_refuses_the_second_reads(read) -> None:
    content = workbook(A1="Name", A2="Sana", B2=7)
    content = changed(content, SHEET, "=1", "=1", "utf-16")
    (sheet,) = read(content).sheets
    assert sheet.rows == [["Name"], ["Sana", 7]]


def test_a_day_is_a_day_whichever_library_reads(read) -> None:
    content = workbook(A1="Sana", B1=date(1984, 4, 15))
    content = changed(content, SHEET, "=1", "=1", "utf-16")
    assert read(content).sheets[0].rows == [["Sana", date(1984, 4, 15)]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="d"><v>invalid::date</v>', "invalid::date"),
        ('t="d"><v>1984-13-45</v>', "1984-13-45"),
        ('t="n"><v>12,5</v>', "12,5"),
        ('t="e"><v>OOPS</v>', None),
        ('t="e"><f>1/0</f><v>OOPS</v>', None),
    ],
)
def test_a_cell_that_cannot_be_costs_no_other_cell(read, cell: str, value: str | None) -> None:
    content = workbook(A1="Sana", A2="Iqra", B1=7, B2=8, C2=9)
    content = changed(content, SHEET, '<c r="B2" t="n"><v>8</v>', f'<c r="B2" {cell}')
    # Beside it one over which both libraries stumble, each over its own half.
    content = changed(content, SHEET, '<c r="C2" t="n"><v>9</v>', '<c r="C2" t="e"><v>ERROR</v>')
    content = changed(content, SHEET, "</row></sheetData>", f"{NO_DATE}</row></sheetData>")
    (sheet,) = read(content).sheets
    assert sheet.rows == [["Sana", 7], ["Iqra", value, None, "never"]]
    assert sheet.broken == {"C2": "ERROR"} | ({} if value else {"B2": "OOPS"})


NO_DATE = '<c r="D2" t="d"><v>never</v></c>'


def test_a_whole_row_shown_as_one_cell_costs_nothing(read) -> None:
    content = workbook(A1="Nominations", A2="Sana")
    merged = '</sheetData><mergeCells count="2"><mergeCell ref="1:1"/><mergeCell ref="D:E"/>'
    content = changed(content, SHEET, "</sheetData>", f"{merged}</mergeCells>")
    assert read(content).sheets[0].rows == [["Nominations"], ["Sana"]]


def test_a_sheet_in_a_state_nobody_knows_is_read(read) -> None:
    content = changed(workbook(A1="Sana"), "xl/workbook.xml", 'state="visible"', 'state="show"')
    (sheet,) = read(content).sheets
    assert (sheet.rows, sheet.hidden) == ([["Sana"]], False)


def test_a_book_whose_sheets_are_lost_is_damaged(refused) -> None:
    content = workbook(A1="Sana")
    rels = "xl/_rels/workbook.xml.rels"
    refused(changed(content, rels, "worksheets/sheet1", "worksheets/sheet7"), "damaged")


def test_rows_that_could_not_be_read_are_announced(read) -> None:
    book = BookWriter(created=date(2020, 11, 1))
    sheet = book.sheet("List")
    for number, name in enumerate(("Name", "Iqra", "Sana")):
        sheet.write(number, 0, name)
    content = book.finish()
    assert not read(content).notes
    lost = changed(content, "xl/sharedStrings.xml", "<t>Iqra</t>", "<phoneticPr/>")
    file = read(lost)
    assert file.sheets[0].rows == [["Name"], [], ["Sana"]]
    assert any("only 2 of 3 rows" in note for note in file.notes)


def test_rows_of_empty_results_are_no_loss(read) -> None:
    content = workbook(A1="Name", A2="=IF(B2,1,0)")
    content = changed(content, SHEET, '<c r="A2"', '<c r="A2" t="str"')
    file = read(content)
    assert file.sheets[0].rows == [["Name"]]
    assert not any("could be read" in note for note in file.notes)


def test_names_in_the_zip_lead_nowhere(read, tmp_path: Path) -> None:
    content = workbook(A1="Sana")
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w") as target,
    ):
        for member in source.infolist():
            target.writestr(member.filename.replace("/", "\\"), source.read(member))
        target.writestr("../../outside.txt", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("../../outside.txt", "y")
    assert read(buffer.getvalue()).sheets[0].rows == [["Sana"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.xlsx"]


def linked(content: bytes) -> bytes:
    """With everything in it that leads elsewhere."""
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as target:
        target.writestr(
            "xl/externalLinks/externalLink1.xml",
            '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        )
        target.writestr("xl/connections.xml", "<connections/>")
        target.writestr(
            "xl/drawings/_rels/drawing1.xml.rels",
            f'<Relationships><Relationship Id="r1" TargetMode="External" Type="{image}"'
            ' Target="http://localhost:9/x.png"/></Relationships>',
        )
    return buffer.getvalue()


LINKED = {"A1": "Sana", "B1": '=WEBSERVICE("http://localhost:9/")'}


def test_what_leads_elsewhere_is_named(read) -> None:
    notes = " ".join(read(linked(workbook(**LINKED))).notes)
    for place in ("workbooks", "connections", "pictures", "other programs", "internet"):
        assert place in notes
    assert "links" not in " ".join(read(workbook(A1="Sana")).notes)


def test_links_of_an_ods_are_named(read, packed) -> None:
    source = '<table:table-source xlink:href="file:///other.ods"/>'
    picture = '<draw:frame><draw:image xlink:href="http://localhost:9/x.png"/></draw:frame>'
    rows = row(cell("Sana").replace("<text:p>", f"{picture}<text:p>"))
    content = ods(packed, rows, source, **{"Basic/Standard/Module1.xml": "<x/>"})
    notes = " ".join(read(content, "list.ods").notes)
    assert "workbooks" in notes
    assert "pictures" in notes
    assert "macros" in notes


def watched(tmp_path: Path, command: str) -> Path:
    """A stand-in for the interpreter: one that dies when a socket is made."""
    watcher = tmp_path / "watch.py"
    watcher.write_text(
        "import os, sys\n"
        "def watch(event, _arguments):\n"
        "    if event.startswith('socket.'):\n"
        "        os._exit(9)\n"
        "sys.addaudithook(watch)\n"
        "from workbook.sheets.child import main\n"
        "main()\n"
    )
    child = tmp_path / "child"
    child.write_text(f"#!/bin/sh\nexec {command} {sys.executable} -P {watcher}\n")
    child.chmod(0o700)
    return child


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the child is a shell script")
@pytest.mark.parametrize("command", ["", pytest.param("unshare -n", marks=pytest.mark.needs_root)])
def test_no_link_is_ever_followed(
    read, packed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(sys, "executable", str(watched(tmp_path, command)))
    assert read(linked(workbook(**LINKED))).sheets[0].rows == [["Sana"]]
    assert read(xlsb(packed)).sheets[0].name == "List"
    assert read(b"Name;Phone\nSana;1\n").sheets[0].rows[1] == ["Sana", "1"]


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"<html><table><tr><td>Name</td></tr></table></html>", "list.xls"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "list.xls"),
        (b"{\\rtf1\\ansi Name}", "list.xls"),
        (b"%PDF-1.7 text", "list.xlsx"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "list.xls"),
        (b'<?xml version="1.0"?><people><person/></people>', "list.xml"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "list.xlsx"),
        (b"\x1f\x8b\x08\x00\x00\x00", "list.ods"),
    ],
)
def test_documents_and_pictures_under_a_spreadsheets_name_are_told(
    refused, start: bytes, name: str
) -> None:
    refused(start, "unsupported", name)


def test_a_csv_that_begins_like_something_else_is_a_csv(read) -> None:
    for start in (b"PK;Name\n1;Sana\n", b"MZ;BM\n1;2\n", b"BMI;Name\n22;Sana\n"):
        assert read(start).kind == "csv"


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text exist only here")
def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/Liste \xe9.csv"))
    path.write_bytes(b"Name\nSana\n")
    assert read_sheets(path).sheets[0].rows == [["Name"], ["Sana"]]
