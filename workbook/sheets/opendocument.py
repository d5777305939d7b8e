"""Looking through an OpenDocument spreadsheet: .ods, .fods, and .ods under a password."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from base64 import b64decode
from typing import Protocol

from workbook.i18n import _
from workbook.sheets.addresses import address
from workbook.sheets.admitted import Admitted
from workbook.sheets.refusals import (
    LIST,
    a_document,
    damaged,
    limit,
    needs_a_copy,
    needs_password,
    wrong_password,
)
from workbook.sheets.scan import Scan
from workbook.sheets.xml import local, parse

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_EMPTY_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_MANIFEST = "meta-inf/manifest.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)|Err:\d{3}")
_FORMULA_START = re.compile(r"^\w+:(?==)")


class Parts(Protocol):
    """The parts of a package, by their names in small letters."""

    def __contains__(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes:
        """One part."""


def admit_document(content: bytes, parts: Parts, password: str | None) -> Admitted:
    """Let a zipped OpenDocument file in, or raise SheetError."""
    mimetype = parts.read("mimetype") if "mimetype" in parts else b""
    if mimetype and b"spreadsheet" not in mimetype:
        raise a_document()
    manifest = parts.read(_MANIFEST) if _MANIFEST in parts else b""
    if b"encryption-data" in manifest:
        if password is None:
            raise needs_password()
        cells = _opened(parts.read("content.xml"), _Lock(manifest), password)
        return _admit_cells(cells, _packed(cells))
    cells = parts.read("content.xml")
    if "styles.xml" in parts:
        parse(parts.read("styles.xml"))
    # Some writers leave the mimetype out, and the reader wants one.
    return _admit_cells(cells, content if mimetype else _packed(cells))


def admit_flat_document(content: bytes) -> Admitted:
    """Let an OpenDocument file that is one piece of XML in, or raise SheetError."""
    return _admit_cells(content, _packed(content))


def _admit_cells(cells: bytes, content: bytes) -> Admitted:
    document = _Document()
    parse(cells, document.start, document.end, document.text)
    if not document.is_spreadsheet:
        raise a_document()
    return Admitted("ods", content, scans=document.scans)


def _packed(cells: bytes) -> bytes:
    """A package of the cells alone, which is all that is read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", _MIMETYPE)
        package.writestr("META-INF/manifest.xml", _EMPTY_MANIFEST)
        package.writestr("content.xml", cells)
    return packed.getvalue()


class _Document:
    """Follows content.xml; a row or cell can stand for many."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.is_spreadsheet = False
        self._scan = Scan()
        self._row = self._rows = self._column = self._columns = 0
        self._last_used = -1
        self._filled: list[int] = []
        self._hidden: list[range] = []
        self._depth = 0
        self._cell: dict[str, str] | None = None
        self._said: list[str] = []
        self._own_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            # Texts of comments and drawings, further in, are not the cell's own.
            self._own_text = self._own_text or (self._depth == 0 and tag == _TEXT + "p")
            self._depth += 1
        elif tag in _CELLS:
            self._cell = attributes
            self._said = []
        elif tag == _TABLE + "table-row":
            self._rows = _times(attributes, "rows")
            self._column = 0
            self._filled = []
            if attributes.get(_TABLE + "visibility", "visible") != "visible":
                self._hidden.append(range(self._row, self._row + self._rows))
        elif tag == _TABLE + "table-column":
            times = _times(attributes, "columns")
            hidden = attributes.get(_TABLE + "visibility", "visible") != "visible"
            # Hiding "all the rest" reaches to the last column, which holds nothing.
            if hidden and self._columns + times <= LIST.columns:
                self._scan.hidden_columns += range(self._columns, self._columns + times)
            self._columns += times
        elif tag == _TABLE + "table":
            self._scan = self.scans.setdefault(attributes.get(_TABLE + "name", ""), Scan())
            self._row = self._columns = 0
            self._last_used = -1
            self._hidden = []
        elif tag == _OFFICE + "spreadsheet":
            self.is_spreadsheet = True

    def text(self, text: str) -> None:
        if self._own_text:
            self._said.append(text)

    def end(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1
            self._own_text = self._own_text and self._depth > 0
        elif self._cell is not None:
            self._end_cell(self._cell, "".join(self._said))
            self._cell = None
        elif tag == _TABLE + "table-row":
            self._end_row()
        elif tag == _TABLE + "table":
            for rows in self._hidden:
                self._scan.hidden_rows += range(rows.start, min(rows.stop, self._last_used + 1))

    def _end_cell(self, cell: dict[str, str], text: str) -> None:
        times = _times(cell, "columns")
        formula = cell.get(_TABLE + "formula")
        across = _times(cell, "columns", "spanned")
        down = _times(cell, "rows", "spanned")
        if across > 1 or down > 1:
            self._scan.merged.append(
                (self._row, self._column, self._row + down - 1, self._column + across - 1)
            )
        kind = cell.get(_OFFICE + "value-type")
        if text or kind is not None or formula is not None:
            error = cell.get(_CALC + "value-type") == "error" or (
                formula is not None and _ERROR.fullmatch(text) is not None
            )
            self._filled.append(self._column + times - 1)
            if error:
                self._scan.errors[address(self._row, self._column)] = text or "#?"
            elif formula is not None:
                typed = _FORMULA_START.sub("", formula)
                self._scan.formula(
                    self._row, self._column, typed, stored=kind is not None or bool(text)
                )
        self._column += times

    def _end_row(self) -> None:
        if self._filled:
            last = self._row + self._rows - 1
            self._scan.use(last, self._filled[-1], LIST)
            self._last_used = last
        self._row += self._rows


def _times(attributes: dict[str, str], what: str, how: str = "repeated") -> int:
    said = attributes.get(f"{_TABLE}number-{what}-{how}", "1")
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise damaged()
    return max(1, int(said))


class _Lock:
    """How content.xml is encrypted, as the manifest says (OpenDocument 1.2, part 3, 4.8)."""

    def __init__(self, manifest: bytes) -> None:
        self.method = self.derivation = self.start_key = ""
        self.vector = self.salt = self.checksum = b""
        self.rounds = self.size = 0
        self._wanted = False
        parse(manifest, self._start)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {local(name): value for name, value in attributes.items()}
        name = local(tag)
        try:
            if name == "file-entry":
                self._wanted = said.get("full-path") == "content.xml"
            elif not self._wanted:
                return
            elif name == "encryption-data":
                self.checksum = b64decode(said.get("checksum", ""))
            elif name == "algorithm":
                self.method = said.get("algorithm-name", "")
                self.vector = b64decode(said.get("initialisation-vector", ""))
            elif name == "key-derivation":
                self.derivation = said.get("key-derivation-name", "")
                self.salt = b64decode(said.get("salt", ""))
                self.rounds = int(said.get("iteration-count", "0"))
                self.size = int(said.get("key-size", "16"))
            elif name == "start-key-generation":
                self.start_key = said.get("start-key-generation-name", "")
        except ValueError as error:
            raise damaged() from error


_MOST_ROUNDS = 1_000_000


def _opened(locked: bytes, lock: _Lock, password: str) -> bytes:
    """What is under `lock`. Raises SheetError (password) when `password` does not fit."""
    if lock.derivation.rpartition("#")[2].upper() != "PBKDF2" or lock.size not in (16, 32):
        raise needs_a_copy()
    if not 0 < lock.rounds <= _MOST_ROUNDS:
        raise needs_a_copy()
    strong = lock.start_key.endswith("sha256")
    digest = hashlib.sha256 if strong else hashlib.sha1
    start = digest(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.rounds, lock.size)
    plain = _decrypted(locked, lock, key)
    if digest(plain[:1024]).digest() != lock.checksum:
        raise wrong_password()
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        cells = inflating.decompress(plain, LIST.unpacked)
    except zlib.error as error:
        raise damaged() from error
    if inflating.unconsumed_tail:
        raise limit(_("it would unpack to more than {n} MB").format(n=LIST.unpacked // 10**6))
    return cells


def _decrypted(locked: bytes, lock: _Lock, key: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    method = lock.method.lower()
    try:
        if method.endswith("aes256-cbc"):
            opening = Cipher(AES256(key), CBC(lock.vector)).decryptor()
            plain = opening.update(locked) + opening.finalize()
            return plain[: -plain[-1]] if plain else plain
        if method.endswith("blowfish cfb"):
            opening = Cipher(Blowfish(key), CFB(lock.vector)).decryptor()
            return opening.update(locked) + opening.finalize()
    except ValueError as error:
        raise damaged() from error
    raise needs_a_copy()
