"""A file that came in, and how its list is understood: as found, as before, as a person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbook.errors import SheetError
from workbook.exchange.edits import is_own_form
from workbook.exchange.hand_out import is_hand_out
from workbook.exchange.plans import ExchangeFile, exchange_file
from workbook.i18n import _
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ForeignList, detect
from workbook.intake.pasted import detect_pasted, pasted_file
from workbook.progress import Progress, Silent
from workbook.services import mappings
from workbook.services.mappings import SavedMapping
from workbook.sheets.reader import SheetFile, read_sheets
from workbook.storage.book import Workbook

Read = ForeignList | SheetFile | ExchangeFile
"""What is taken in: a list of people, a Form that came back, or the file of another office."""


@dataclass(frozen=True)
class ListFile:
    """The cells of a file that somebody sent, and the list `found` in them as `correction` says.

    Where there is none, `found` is None and `refusal` says why. `as_found` is the list before
    anybody said anything, None where that gave none. `saved` is what was kept for lists of this
    sender, and `before` the correction that it came to here. While it is used, wholly or with
    more said, the first of the list's warnings says so.
    """

    sheets: SheetFile = field(repr=False)
    found: ForeignList | None = field(repr=False)
    refusal: SheetError | None = None
    as_found: ForeignList | None = field(default=None, repr=False)
    correction: Correction = NOTHING
    saved: SavedMapping | None = None
    before: Correction = NOTHING
    pasted: bool = False


Opened = ListFile | SheetFile | ExchangeFile
"""A file as it is opened: a list with its cells, a Form, or the file of another office."""


def open_file(
    path: Path,
    *,
    password: str | None = None,
    encoding: str | None = None,
    correction: Correction = NOTHING,
    progress: Progress | None = None,
) -> Opened:
    """A file, told by what is in it: a Form of ours, the file of another office, or else one in
    which a list may be. Needs no workbook and changes nothing.

    Raises SheetError for what cannot be read at all; `reason` password asks for one. `encoding`
    is a Python codec for the letters of a csv.
    """
    progress = progress or Silent()
    progress.report(0, 2, _("Reading the file"))
    file = read_sheets(path, password=password, encoding=encoding)
    progress.report(1, 2, _("Looking for the list"))
    office = exchange_file(path, file, password)
    if office is not None or is_own_form(file):
        return office or file
    if is_hand_out(file.sheets):
        raise SheetError(
            _(
                "This sheet was made for reading: it carries no ids and cannot be taken in."
                " Nothing was read. Ask for the file for another office, or to fill in."
            ),
            reason="unsupported",
        )
    found = _first(file, correction)
    progress.report(2, 2, _("Looking for the list"))
    return found


def read_list(
    path: Path,
    *,
    password: str | None = None,
    encoding: str | None = None,
    correction: Correction = NOTHING,
    progress: Progress | None = None,
) -> Read:
    """What `open_file` gives, with the list in place of the cells that it was found in.

    Raises SheetError; `reason` password asks for one, not_people and empty found nobody.
    """
    read = open_file(
        path, password=password, encoding=encoding, correction=correction, progress=progress
    )
    return list_in(read) if isinstance(read, ListFile) else read


def open_pasted(rows: Sequence[Sequence[str]]) -> ListFile:
    """A block that was copied from a sheet, a document or a chat, and the people in it.

    With a header or without one; lines without tabs are parted where a number or a comma stands.
    Rows are counted as pasted. Raises SheetError when nothing was pasted.
    """
    return _first(pasted_file(rows), NOTHING, pasted=True)


def read_pasted(rows: Sequence[Sequence[str]]) -> ForeignList:
    """The people in what `open_pasted` opens. Raises SheetError when nobody is in it."""
    return list_in(open_pasted(rows))


def list_in(read: ListFile) -> ForeignList:
    """The list in an opened file. Raises the SheetError that says why there is none."""
    if read.found is None:
        assert read.refusal is not None
        raise read.refusal
    return read.found


def _first(file: SheetFile, correction: Correction, *, pasted: bool = False) -> ListFile:
    read = correct(ListFile(file, None, pasted=pasted), NOTHING)
    read = replace(read, as_found=read.found)
    return read if correction == NOTHING else correct(read, correction)


def as_before(book: Workbook, read: ListFile) -> ListFile:
    """A list that nobody has said anything of, as lists of its sender with these columns were
    corrected before; as it is where nothing fits. The first of its warnings then says so.
    """
    if read.as_found is None or read.as_found.report is not None or read.pasted:
        return read
    saved = mappings.for_list(book, read.as_found)
    if saved is None:
        return read
    again = mappings.read_as_saved(read.sheets, read.as_found, saved)
    if again is read.as_found:
        return read
    said = again.correction
    return replace(read, found=again, refusal=None, correction=said, saved=saved, before=said)


def keep_correction(book: Workbook, read: ListFile, name: str = "") -> bool:
    """Keep for lists of its sender what a person said of this one, under a `name` where she gave
    one; whether there was anything to keep.

    Call it when the list was taken in. Which rows it has concerns no other list.
    """
    found = read.found
    if found is None or found.report is not None or read.correction == read.before:
        return False
    if replace(read.correction, first_row=None, last_row=None) == NOTHING:
        return False
    known = [one for one in (found, read.as_found) if one is not None]
    if not any(mappings.header_signature(one) for one in known):
        return False
    name = name.strip() or (read.saved.name if read.saved else "")
    mappings.remember(book, found, name or None, as_found=read.as_found)
    return True


def correct(read: ListFile, correction: Correction) -> ListFile:
    """The same cells understood as `correction` says, which takes the place of what was said
    before: NOTHING reads it afresh, `read.before` as before. One that leaves no list is refused:
    see `ListFile.refusal`.
    """
    look = detect_pasted if read.pasted else detect
    try:
        found = look(read.sheets, correction)
    except SheetError as error:
        return replace(read, found=None, refusal=error, correction=correction)
    before = read.before.fields
    mapping = tuple(
        replace(column, by="saved")
        if column.by == "person"
        and column.column in before
        and correction.fields[column.column] == before[column.column]
        else column
        for column in found.mapping
    )
    warnings = found.warnings
    if read.saved is not None and correction != NOTHING:
        warnings = (mappings.said_of(read.saved), *warnings)
    found = replace(found, mapping=mapping, warnings=warnings)
    return replace(read, found=found, refusal=None, correction=correction)
