"""Looking through a zipped spreadsheet before a library reads it: .xlsx, .xlsm, .xlsb and .ods.

Parts are found by the relationships that name them, as the readers do, and taken from the zip's
index only: nothing is ever unpacked to a folder, so that a name such as "../x" leads nowhere.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from workbook.i18n import _
from workbook.sheets.admitted import Admitted
from workbook.sheets.refusals import (
    EXCHANGE,
    LIST,
    Limits,
    damaged,
    limit,
    needs_a_copy,
    not_a_sheet,
)
from workbook.sheets.worksheet import scan_worksheet
from workbook.sheets.xml import local, parse

MOST_MEMBERS = 2_000
MOST_RATIO = 100
RATIO_MATTERS_FROM = 10_000_000

_OWN_SHEET = re.compile(rb"<(\w+:)?sheet\b[^>]*\bname=\"_sync\"")
_MOST_CONTENTS = 5_000_000
# Beginning with letters, they are searched for at many times the speed.
_BLANK_TEXTS = tuple(
    re.compile(start + rb"si(?:/>|>\s*(?:<(?:\w+:)?t\b[^>]*(?:/>|>\s*</(?:\w+:)?t>)\s*)?</)")
    for start in (b"<", b":")
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_PICTURE = re.compile(rb"<draw:image\b[^>]*xlink:href=\"(?:https?|ftp|file|//)")


class Parts:
    """The parts of a package, by their names in small letters with plain slashes.

    Reading one to its end is what checks its CRC, and that its size was told truly.
    """

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._unread = dict.fromkeys(package.infolist())
        # Of names that stand twice, the last counts.
        self._members = {_name(member.filename): member for member in package.infolist()}
        self.can_hold_macros = False
        self.outside: set[str] = set()
        """Words for what leads out of the file without anybody clicking on it."""

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def member(self, name: str) -> zipfile.ZipInfo:
        """One part as it lies in the package. Raises KeyError."""
        return self._members[name]

    def read(self, name: str) -> bytes:
        """One part. Raises KeyError, and whatever zipfile raises."""
        return self._read(name, self._members[name])

    def read_the_rest(self) -> None:
        """Read what was not read yet, so that all of it is checked."""
        for member in list(self._unread):
            self._read(_name(member.filename), member)

    def _read(self, name: str, member: zipfile.ZipInfo) -> bytes:
        part = self._package.read(member)
        if member in self._unread:
            del self._unread[member]
            self.outside |= set(_outside(name, part))
        return part


def _outside(name: str, part: bytes) -> Iterator[str]:
    if "/externallinks/" in name:
        yield _("other workbooks")
        if b"ddeLink" in part:
            yield _("live data of other programs")
    elif name.startswith(("xl/connections.", "xl/querytables/")):
        yield _("data connections")
    elif name.endswith(".rels"):
        relations = _RELATION.findall(part)
        if any(b"External" in relation and b"/image" in relation for relation in relations):
            yield _("pictures kept elsewhere")
    elif "/worksheets/" in name:
        if b"WEBSERVICE(" in part:
            yield _("addresses on the internet")
    elif name == "content.xml":
        if b"WEBSERVICE(" in part:
            yield _("addresses on the internet")
        if b"<table:table-source" in part:
            yield _("other workbooks")
        if b"<office:dde-source" in part or b"<table:dde-link" in part:
            yield _("live data of other programs")
        if _PICTURE.search(part) is not None:
            yield _("pictures kept elsewhere")


def admit_package(content: bytes, password: str | None, large: Callable[[], None]) -> Admitted:
    """Let a zipped spreadsheet in, or raise SheetError; `large` as in gate.py."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _admit(content, package, password, large)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
        raise damaged() from error
    except NotImplementedError as error:  # a compression that nobody's spreadsheets use
        raise damaged() from error
    except RuntimeError as error:  # zipfile's word for an encrypted member
        raise needs_a_copy() from error


def _admit(
    content: bytes,
    package: zipfile.ZipFile,
    password: str | None,
    large: Callable[[], None],
) -> Admitted:
    members = package.infolist()
    if not members:
        raise damaged()
    if len(members) > MOST_MEMBERS:
        raise limit(_("it is made of more than {n} parts").format(n=f"{MOST_MEMBERS:,}"))
    limits = _limits(package)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked:
        raise limit(_("it would unpack to more than {n} MB").format(n=limits.unpacked // 10**6))
    if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * len(content):
        raise limit(_("it is packed so tightly that it looks made to fill the memory"))
    if limits == EXCHANGE:
        large()
    parts = Parts(package)
    if "content.xml" in parts:
        from workbook.sheets.opendocument import admit_document

        admitted = admit_document(content, parts, password)
    elif "[content_types].xml" in parts:
        admitted = _admit_workbook(content, parts, limits)
    else:
        raise damaged() if not unpacked or _was_a_sheet(parts) else not_a_sheet()
    parts.read_the_rest()
    admitted.notes += _notes(parts)
    return admitted


def _was_a_sheet(parts: Parts) -> bool:
    """Whether a package without its centre has other parts that only spreadsheets have."""
    kind = parts.read("mimetype") if "mimetype" in parts else b""
    return b"spreadsheet" in kind or any(name.startswith("xl/") for name in parts)


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _limits(package: zipfile.ZipFile) -> Limits:
    """By the list of sheets, the only part that is read before all sizes are known to be fit."""
    try:
        contents = package.getinfo("xl/workbook.xml")
    except KeyError:
        return LIST
    if contents.file_size > _MOST_CONTENTS:
        return LIST
    return EXCHANGE if _OWN_SHEET.search(package.read(contents)) else LIST


def _admit_workbook(content: bytes, parts: Parts, limits: Limits) -> Admitted:
    if any(name.startswith(("word/", "ppt/", "visio/")) for name in parts):
        raise not_a_sheet()
    types = parts.read("[content_types].xml")
    parse(types)
    parts.can_hold_macros = b"macroEnabled" in types
    main = _main(parts)
    if main not in parts:
        raise damaged()
    if main.endswith(".bin"):
        return _admit_binary(content, parts, main, limits)
    admitted = Admitted("xlsx", content, limits=limits)
    relations = _relations(parts, main)
    for name, target in _worksheets(parts, relations, _sheets(parts.read(main))):
        part = parts.read(target)
        parse(part)
        admitted.scans[name] = scan_worksheet(part, limits)
    blank = False
    for kind, target in relations.values():
        if kind in ("sharedStrings", "styles") and target in parts:
            part = parts.read(target)
            parse(part)
            if kind == "sharedStrings":
                blank = blank or any(pattern.search(part) for pattern in _BLANK_TEXTS)
    for scan in admitted.scans.values():
        scan.comparable = not blank
    return admitted


def _admit_binary(content: bytes, parts: Parts, main: str, limits: Limits) -> Admitted:
    from workbook.sheets.worksheet_binary import scan_binary_worksheet, sheets_of_binary_book

    admitted = Admitted("xlsb", content, limits=limits)
    sheets = sheets_of_binary_book(parts.read(main))
    for name, target in _worksheets(parts, _relations(parts, main), sheets):
        admitted.scans[name] = scan_binary_worksheet(parts.read(target), limits)
    return admitted


def worksheet_member(package: zipfile.ZipFile, sheet: str) -> zipfile.ZipInfo | None:
    """The member of an .xlsx that holds the sheet called `sheet`; None where it has none."""
    parts = Parts(package)
    main = _main(parts)
    if main not in parts:
        return None
    found = dict(_worksheets(parts, _relations(parts, main), _sheets(parts.read(main))))
    return parts.member(found[sheet]) if sheet in found else None


def _main(parts: Parts) -> str:
    """The part that lists the sheets, by the package's own word where it gives one."""
    main = "xl/workbook.xml"
    for kind, target in _relations(parts, "").values():
        if kind == "officeDocument":
            main = target
    return main


def _worksheets(
    parts: Parts, relations: Mapping[str, tuple[str, str]], sheets: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The name of each worksheet that is there, and its part."""
    for name, relation in sheets.items():
        kind, target = relations.get(relation, ("", ""))
        if kind == "worksheet" and target in parts:
            yield name, target


def _sheets(book: bytes) -> dict[str, str]:
    """The name of each sheet, and the relation that leads to its part."""
    found = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "sheet":
            return
        for key, value in attributes.items():
            if key.endswith("relationships id"):
                found[attributes.get("name", "")] = value

    parse(book, start)
    return found


def _relations(parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """What `source` leads to inside the file: the kind and the part, by the relation's id."""
    folder, name = posixpath.split(source)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if listed not in parts:
        return found

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/").lower()
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[attributes.get("Id", "")] = kind, path

    parse(parts.read(listed), start)
    return found


def _notes(parts: Parts) -> list[str]:
    notes = []
    if any(
        name.endswith("vbaproject.bin")
        or "/macrosheets/" in name
        or name.startswith(("basic/", "scripts/"))
        for name in parts
    ):
        notes.append(_("The file holds macros. They were not run and are not taken in."))
    elif parts.can_hold_macros:
        notes.append(_("The file is of the kind that can hold macros; there are none in it."))
    if parts.outside:
        notes.append(
            _("The file holds links to other places ({places}). They were not followed.").format(
                places=", ".join(sorted(parts.outside))
            )
        )
    return notes
