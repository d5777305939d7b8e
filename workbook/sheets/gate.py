"""What a file is, by its content, and whether it is safe to read.

Runs in the child process of reader.py, before any library sees the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from xml.parsers import expat

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.addresses import address, position

MOST_BYTES = 50_000_000
MOST_RATIO = 100
RATIO_MATTERS_FROM = 10_000_000
MOST_MEMBERS = 2_000


@dataclass(frozen=True)
class Limits:
    """How large a file may be: bytes unpacked, rows with something in them, columns."""

    unpacked: int
    rows: int
    columns: int


LIST = Limits(unpacked=50_000_000, rows=20_000, columns=300)
EXCHANGE = Limits(unpacked=250_000_000, rows=200_000, columns=3_000)
"""For an .xlsx that says it is one of ours: the whole history of an office is in it."""

_OWN_SHEET = re.compile(rb"<(\w+:)?sheet\b[^>]*\bname=\"_sync\"")
_MOST_CONTENTS = 5_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@dataclass
class Scan:
    """What calamine does not tell about one worksheet: addresses such as "D7", in reading order."""

    errors: dict[str, str] = field(default_factory=dict)
    """Cells with an Excel error, and the error: {"D7": "#REF!"}."""
    unstored: dict[str, str] = field(default_factory=dict)
    """Formulas without a stored value, as typed: {"E7": "=A1+1"}."""
    formulas: list[str] = field(default_factory=list)
    """Formulas whose stored value is read."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


@dataclass
class Admitted:
    """A file that may be read: `content` is the decrypted file."""

    kind: Literal["xlsx", "ods", "csv"]
    content: bytes
    notes: list[str] = field(default_factory=list)
    scans: dict[str, Scan] = field(default_factory=dict)
    """For xlsx by the name of the zip member, for example "xl/worksheets/sheet1.xml"."""
    limits: Limits = LIST


def admit(content: bytes, password: str | None = None) -> Admitted:
    """Look at a whole file and let it in, or raise SheetError.

    `reason` is password (needs one, or `password` is wrong), damaged, limit, empty or unsupported.
    """
    if not content:
        raise SheetError(
            _("This file is empty: it may not have finished copying. Nothing was read."),
            reason="empty",
        )
    if len(content) > MOST_BYTES:
        raise _limit(_("the file is larger than {n} MB").format(n=MOST_BYTES // 1_000_000))
    if content.startswith(_OLE):
        return _admit_ole(content, password)
    if content.startswith(b"PK"):
        return _admit_zip(content)
    return Admitted("csv", content)


def _admit_ole(content: bytes, password: str | None) -> Admitted:
    from workbook.sheets.seal import is_weak, unseal

    kind = _ole_kind(content)
    if kind == "sealed" and password is not None:
        admitted = _admit_zip(unseal(content, password))
        if is_weak(content):
            admitted.notes.append(
                _(
                    "The file was saved in LibreOffice or an old Excel: its encryption is weaker."
                    " The password still holds; delete that copy when you are done."
                )
            )
        return admitted
    if kind in ("sealed", "protected xls"):
        raise SheetError(
            _(
                "This file is protected with a password."
                " Enter it, or save a copy without one as .xlsx. Nothing was read."
            ),
            reason="password",
        )
    if kind == "xls":
        raise SheetError(
            _(
                "This is an old Excel file (.xls). Open it in Excel or LibreOffice,"
                " save it as .xlsx and choose that file. Nothing was read."
            ),
            reason="unsupported",
        )
    if kind == "damaged":
        raise damaged()
    raise _not_a_sheet()


def _ole_kind(content: bytes) -> str:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                return "sealed"
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    start = ole.openstream(name).read(4096)
                    return "protected xls" if _has_filepass(start) else "xls"
    except (OSError, ValueError, IndexError):
        return "damaged"
    return "other"


def _has_filepass(stream: bytes) -> bool:
    # FILEPASS (0x2F) is among the first records of the globals, by the file format's own order.
    at = 0
    while at + 4 <= len(stream):
        record = int.from_bytes(stream[at : at + 2], "little")
        if record == 0x2F:
            return True
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def _admit_zip(content: bytes) -> Admitted:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _admit_package(content, package)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
        raise damaged() from error
    except NotImplementedError as error:  # a compression that nobody's spreadsheets use
        raise damaged() from error
    except RuntimeError as error:  # zipfile's word for an encrypted member
        raise SheetError(_protected(), reason="password") from error


def _admit_package(content: bytes, package: zipfile.ZipFile) -> Admitted:
    members = package.infolist()
    if len(members) > MOST_MEMBERS:
        raise _limit(_("it is made of more than {n} parts").format(n=MOST_MEMBERS))
    limits = _limits(package)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked:
        raise _limit(
            _("it would unpack to more than {n} MB").format(n=limits.unpacked // 1_000_000)
        )
    if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * len(content):
        raise _limit(_("it is packed so tightly that it looks made to fill the memory"))
    names = {member.filename.replace("\\", "/").lower() for member in members}
    kind = _package_kind(package, names)
    if kind == "ods":
        _refuse_encrypted_ods(package)
    admitted = Admitted(kind, content, _package_notes(names), limits=limits)
    for member in members:
        # Reading to the end is what checks the CRC, and that the sizes above were true.
        part = package.read(member)
        name = member.filename.replace("\\", "/")
        if kind == "xlsx":
            _check_xlsx_part(admitted, name, part)
        else:
            _check_ods_part(name, part)
    return admitted


def _limits(package: zipfile.ZipFile) -> Limits:
    """By the list of sheets, the only part that is read before all sizes are known to be fit."""
    try:
        contents = package.getinfo("xl/workbook.xml")
    except KeyError:
        return LIST
    if contents.file_size > _MOST_CONTENTS:
        return LIST
    return EXCHANGE if _OWN_SHEET.search(package.read(contents)) else LIST


def _package_kind(package: zipfile.ZipFile, names: set[str]) -> Literal["xlsx", "ods"]:
    if "content.xml" in names:
        if "mimetype" in names and b"spreadsheet" not in package.read("mimetype"):
            raise _not_a_sheet()
        return "ods"
    if any(name.endswith("workbook.bin") for name in names):
        raise SheetError(
            _(
                "This is a binary Excel file (.xlsb). Open it in Excel,"
                " save it as .xlsx and choose that file. Nothing was read."
            ),
            reason="unsupported",
        )
    if "[content_types].xml" in names:
        if any(name.startswith(("word/", "ppt/", "visio/")) for name in names):
            raise _not_a_sheet()
        return "xlsx"
    if not names:
        raise damaged()
    raise _not_a_sheet()


def _package_notes(names: set[str]) -> list[str]:
    notes = []
    if any(
        name.endswith("vbaproject.bin") or "/macrosheets/" in name or name.startswith("basic/")
        for name in names
    ):
        notes.append(_("The file holds macros. They were not run and are not taken in."))
    if any("/externallinks/" in name or name.endswith("xl/connections.xml") for name in names):
        notes.append(_("The file holds links to other files. They were not followed."))
    return notes


_CHECKED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(workbook|sharedstrings|styles)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)


def _check_xlsx_part(admitted: Admitted, name: str, part: bytes) -> None:
    if not _CHECKED.fullmatch(name.lstrip("/")):
        return
    if name.lower().lstrip("/").startswith("xl/worksheets/"):
        admitted.scans[name] = _scan_worksheet(part, admitted.limits)
    else:
        _parse(part)


def _refuse_encrypted_ods(package: zipfile.ZipFile) -> None:
    name = "META-INF/manifest.xml"
    if name in package.namelist() and b"encryption-data" in package.read(name):
        raise SheetError(_protected(), reason="password")


def _protected() -> str:
    return _("This file is protected with a password. Save a copy without one. Nothing was read.")


def _check_ods_part(name: str, part: bytes) -> None:
    if name in ("content.xml", "styles.xml"):
        _parse(part)


def _parse(
    part: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise damaged() from error


def _refuse_doctype(*_declaration: object) -> None:
    raise SheetError(
        _(
            "This file holds definitions that no office program writes."
            " It looks made to do harm. Nothing was read."
        ),
        reason="damaged",
    )


class _Worksheet:
    """Follows one worksheet's XML: errors, formulas, what is hidden, and its limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.scan = Scan()
        self.row = -1
        self.column = -1
        self.rows_used = 0
        self.row_used = False
        self.cell_type = ""
        self.formula: list[str] | None = None
        self.value: list[str] | None = None
        self.filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
            self.row_used = False
            if attributes.get("hidden") in ("1", "true"):
                self.scan.hidden_rows.append(self.row)
        elif name == "v":
            self.value = []
        elif name == "f":
            self.formula = []
        elif name in ("t", "is"):
            self.filled = True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            # Hiding "all the rest" reaches to the last column, which holds nothing.
            if last <= self.limits.columns:
                self.scan.hidden_columns += range(first - 1, last)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            self.row, self.column = position(attributes["r"])
        self.cell_type = attributes.get("t", "n")
        self.formula = None
        self.filled = False
        self.value = None

    def text(self, text: str) -> None:
        if self.value is not None:
            self.value.append(text)
        elif self.formula is not None:
            self.formula.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "c":
            self._end_cell()
        elif name == "v" and self.value:
            self.filled = True

    def _end_cell(self) -> None:
        stored = "".join(self.value or ())
        self.value = None
        if not self.filled and self.formula is None:
            return
        if self.column >= self.limits.columns:
            raise too_large(self.limits)
        if not self.row_used:
            self.row_used = True
            self.rows_used += 1
            if self.rows_used > self.limits.rows:
                raise too_large(self.limits)
        if self.cell_type == "e":
            self.scan.errors[address(self.row, self.column)] = stored
        elif self.formula is not None and not self.filled:
            self.scan.unstored[address(self.row, self.column)] = "=" + "".join(self.formula)
        elif self.formula is not None:
            self.scan.formulas.append(address(self.row, self.column))


@lru_cache(maxsize=1_024)
def _local(tag: str) -> str:
    space, _blank, name = tag.rpartition(" ")
    return name if space in (_MAIN, _STRICT) else ""


def _scan_worksheet(part: bytes, limits: Limits) -> Scan:
    sheet = _Worksheet(limits)
    try:
        _parse(part, sheet.start, sheet.end, sheet.text)
    except ValueError as error:
        raise damaged() from error
    return sheet.scan


def damaged() -> SheetError:
    """For a file whose parts do not fit together."""
    return SheetError(
        _(
            "This file is damaged or was not copied completely. Nothing was read."
            " Ask for it again, or open and save it in Excel or LibreOffice."
        ),
        reason="damaged",
    )


def too_large(limits: Limits) -> SheetError:
    """For a sheet with more rows or columns than `limits` let in."""
    return _limit(
        _("it has more than {rows} rows or {columns} columns").format(
            rows=f"{limits.rows:,}", columns=limits.columns
        )
    )


def _limit(why: str) -> SheetError:
    return SheetError(
        _("This file is too large to be a list of people: {why}. Nothing was read.").format(
            why=why
        ),
        reason="limit",
    )


def _not_a_sheet() -> SheetError:
    return SheetError(
        _("This is not a spreadsheet. Choose an .xlsx, .ods or .csv file. Nothing was read."),
        reason="unsupported",
    )
