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
from workbook.sheets.xml import local, parse, plain_xml, unescaped

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_EMPTY_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_MANIFEST = "meta-inf/manifest.xml"
# Attributes may hold a ">" of a formula.
_TOKEN = re.compile(rb"<table:table(?:-(row|column))?(?=[\s/>])([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")
_PARTICULAR = (b"table:number-", b"table:formula", b'value-type="error"')
_NAME = re.compile(rb"\btable:name=\"([^\"]*)\"")
_HIDDEN = re.compile(rb"table:visibility=\"(?:collapse|filter)\"")
_COLUMNS = re.compile(rb"table:number-columns-repeated=\"(\d{1,9})\"")
_ROWS = re.compile(rb"table:number-rows-repeated=\"(\d{1,9})\"")
_ACROSS = re.compile(rb"table:number-columns-spanned=\"(\d{1,9})\"")
_DOWN = re.compile(rb"table:number-rows-spanned=\"(\d{1,9})\"")
_FORMULA = re.compile(rb"table:formula=\"([^\"]*)\"")
_SHOWN = re.compile(rb"<text:p(?:\s[^>]*)?>([^<]*)")
_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)|Err:\d{3}")
# What was last seen in other workbooks, kept for the formulas that lead there: no sheet is shown.
_REMEMBERED = re.compile(
    rb"<table:table\s[^>]*\btable:name=\"(?:'|&apos;)\w+:[^\">]*(?:'|&apos;)#.*?</table:table>",
    re.DOTALL,
)
# A cell that does not say what it holds: LibreOffice shows its text, the reader leaves it out.
_UNTYPED = re.compile(
    rb"<table:table-cell(?=[\s>])[^>y]*+(?:y(?!pe=)[^>y]*+)*+(?<!/)(?=>\s*<text:p\b)"
)
_BLANKS = re.compile(rb">\s+</?table:")
_PARAGRAPH = re.compile(rb"(<text:p(?:\s[^>]*)?(?<!/)>.*?</text:p>)", re.DOTALL)
_BETWEEN_TAGS = re.compile(rb">\s+<")
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
        return _admit_cells(cells)
    cells = parts.read("content.xml")
    if "styles.xml" in parts:
        parse(parts.read("styles.xml"))
    # The reader wants a mimetype, which some writers leave out, and no blanks between the tags.
    sound = mimetype and _BLANKS.search(cells) is None
    return _admit_cells(cells, content if sound else None)


def admit_flat_document(content: bytes) -> Admitted:
    """Let an OpenDocument file that is one piece of XML in, or raise SheetError."""
    return _admit_cells(content)


def _admit_cells(cells: bytes, content: bytes | None = None) -> Admitted:
    """`content` is the file, where the reader can take it as it is."""
    parse(cells)
    if b"<office:spreadsheet" not in cells:
        raise a_document()
    shown = _REMEMBERED.sub(b"", cells)
    shown = _UNTYPED.sub(rb'\g<0> office:value-type="string"', shown)
    if content is None or shown != cells:
        content = _packed(shown)
    return Admitted("ods", content, scans=_scanned(plain_xml(shown)))


def _packed(cells: bytes) -> bytes:
    """A package of the cells alone, which is all that is read."""
    pieces = _PARAGRAPH.split(cells)
    pieces[0::2] = [_BETWEEN_TAGS.sub(b"><", piece).strip() for piece in pieces[0::2]]
    cells = b"".join(pieces)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", _MIMETYPE)
        package.writestr("META-INF/manifest.xml", _EMPTY_MANIFEST)
        package.writestr("content.xml", cells)
    return packed.getvalue()


def _scanned(cells: bytes) -> dict[str, Scan]:
    """The scans by the name of the sheet; a row or a cell can stand for many."""
    scanned: dict[str, Scan] = {}
    sheet = _Sheet(Scan())
    for found in _TOKEN.finditer(cells):
        name, attributes = found.groups()
        if name == b"row":
            end = cells.find(b"</table:table-row>", found.end())
            inside = b"" if attributes.endswith(b"/") else cells[found.end() : end]
            sheet.row(attributes, inside)
        elif name == b"column":
            sheet.columns(attributes)
        else:
            sheet.end()
            sheet = _Sheet(scanned.setdefault(_text(_NAME, attributes), Scan()))
    sheet.end()
    return scanned


class _Sheet:
    """Counts through one sheet."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self._column = 0
        self._columns = self._row = 0
        self._filled = self._last_used = -1
        self._hidden: list[range] = []

    def columns(self, attributes: bytes) -> None:
        times = _times(_COLUMNS, attributes)
        # Hiding "all the rest" reaches to the last column, which holds nothing.
        if _HIDDEN.search(attributes) is not None and self._columns + times <= LIST.columns:
            self.scan.hidden_columns += range(self._columns, self._columns + times)
        self._columns += times

    def row(self, attributes: bytes, cells: bytes) -> None:
        times = _times(_ROWS, attributes)
        if _HIDDEN.search(attributes) is not None:
            self._hidden.append(range(self._row, self._row + times))
        filled = self._last_filled(cells)
        if filled >= 0:
            self._last_used = self._row + times - 1
            self.scan.use(self._last_used, filled, LIST)
        self._row += times

    def end(self) -> None:
        """The sheet is over: what it hides below its last row is nothing."""
        for rows in self._hidden:
            self.scan.hidden_rows += range(rows.start, min(rows.stop, self._last_used + 1))

    def _last_filled(self, cells: bytes) -> int:
        at = max(cells.rfind(b"office:value-type="), cells.rfind(b"table:formula="))
        if at < 0:
            return -1
        before = cells[: cells.find(b">", at)]
        if not any(mark in before for mark in _PARTICULAR):
            return before.count(b"<table:table-cell") + before.count(b"<table:covered") - 1
        self._column, self._filled = 0, -1
        for found in _CELL.finditer(cells):
            self._cell(found[1], cells, found.end())
        return self._filled

    def _cell(self, attributes: bytes, cells: bytes, at: int) -> None:
        times = _times(_COLUMNS, attributes) if b"-repeated" in attributes else 1
        first = self._column
        self._column += times
        if b"-spanned" in attributes:
            across, down = _times(_ACROSS, attributes), _times(_DOWN, attributes)
            if across > 1 or down > 1:
                corner = self._row + down - 1, first + across - 1
                self.scan.merged.append((self._row, first, *corner))
        stored = b"office:value-type" in attributes
        formula = _text(_FORMULA, attributes)
        if not (stored or formula):
            return
        self._filled = first + times - 1
        if not formula and b'value-type="error"' not in attributes:
            return
        shown = "" if attributes.endswith(b"/") else _shown(cells, at)
        if b'value-type="error"' in attributes or _ERROR.fullmatch(shown) is not None:
            self.scan.errors[address(self._row, first)] = shown or "#?"
        else:
            typed = _FORMULA_START.sub("", formula)
            self.scan.formula(address(self._row, first), typed, stored=stored or bool(shown))


def _shown(cells: bytes, at: int) -> str:
    """The text of the cell that begins before `at`, without that of its comment."""
    end = cells.find(b"</table:table-cell>", at)
    comment = cells.rfind(b"</office:annotation>", at, end)
    found = _SHOWN.search(cells, max(at, comment), end)
    return "" if found is None else unescaped(found[1].decode("utf-8", "replace"))


def _text(pattern: re.Pattern[bytes], attributes: bytes) -> str:
    found = pattern.search(attributes)
    return "" if found is None else unescaped(found[1].decode("utf-8", "replace"))


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return 1 if found is None else max(1, int(found[1]))


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
