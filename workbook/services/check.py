"""Proof, in sentences, that the file is whole and that its tables say what its log says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from workbook.domain.entity import Entity
from workbook.domain.ids import ref
from workbook.domain.records import ENTITIES
from workbook.i18n import _, ngettext
from workbook.storage.book import Workbook
from workbook.storage.log import Address, Log
from workbook.storage.proof import Fault, What
from workbook.storage.state import ALIVE, CREATE


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; `sentence` names the place but nobody's name."""

    sentence: str


def check(book: Workbook) -> list[Finding]:
    """Check every page, every step, every change and every table; empty when all is well.

    Faults of pages and log come first, then tables, each named by Ref and column.
    """
    faults = sorted(book.proof(), key=lambda fault: fault.what is What.TABLE)
    with book.reading() as db:
        log = Log(db.connection.cursor())
        return [Finding(_sentence(log, fault)) for fault in faults]


def _sentence(log: Log, fault: Fault) -> str:
    if fault.what is What.PAGE:
        return _("Page {page} of the file was altered on the disk.").format(page=fault.place)
    if fault.what is What.STEP:
        return _("The step “{label}” in the history is not as it was written.").format(
            label=fault.label
        )
    if fault.what is What.MISSING:
        where = _(" of the step “{label}”").format(label=fault.label) if fault.label else ""
        return ngettext(
            "{count} change{where} is missing from the history (number {place}).",
            "{count} changes{where} are missing from the history (from number {place}).",
            fault.count,
        ).format(count=fault.count, where=where, place=fault.place)
    place = _place(log, fault)
    if fault.what is What.CHANGE:
        return _(
            "The history of {place} was altered: change number {number}, of the step “{label}”, "
            "is not as it was written."
        ).format(place=place, number=fault.place, label=fault.label)
    if fault.column is None:
        return _("{place} stands in the table without a history, or the other way round.").format(
            place=place
        )
    return _("{place} is not what its history says.").format(place=place)


def _place(log: Log, fault: Fault) -> str:
    """ "Person P7Q2M4X9KTMP, Phone (phone)"."""
    if fault.entity is None or fault.address is None:
        return _("a record of a newer version")
    record = f"{fault.entity.caption} {_ref(log, fault.entity, fault.address)}"
    caption = _caption(fault.entity, fault.column)
    return f"{record}, {caption}" if caption else record


def _ref(log: Log, entity: Entity, address: Address) -> str:
    if entity.pair is None:
        return _one_ref(log, entity.letter, address[0])
    letters = (ENTITIES[kind].letter for _column, kind in entity.pair)
    return " · ".join(_one_ref(log, letter, n) for letter, n in zip(letters, address, strict=True))


def _one_ref(log: Log, letter: str, n: int) -> str:
    """A row's Ref; its number where a row was put into the table by hand and has no id."""
    if log.one("SELECT 1 FROM row WHERE n=?", n) is None:
        return str(n)
    return ref(letter, UUID(bytes=log.row(n)[1]))


def _caption(entity: Entity, column: str | None) -> str:
    """A column as the screen and as the table name it."""
    if column is None or column == CREATE:
        return ""
    if column in ("gone", ALIVE):
        return _("deleted or not")
    for declared in (*entity.columns, *entity.fields):
        if column in (declared.column, declared.name):
            return f"{declared.caption} ({column})"
    return column
