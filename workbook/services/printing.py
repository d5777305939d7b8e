"""Paper: what a document says is gathered here from the workbook, and drawn by workbook.printing.

Each document comes as a `Paper` in memory, for the preview, or goes to a file (`print_...`).
Only attendance sheets change the workbook: a sheet printed for the first time gets its code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from workbook.domain.certificate import CertificateState
from workbook.domain.cohort import EnrolmentState
from workbook.domain.content import Content
from workbook.errors import RuleError
from workbook.files import write_bytes
from workbook.i18n import _, ngettext
from workbook.progress import Progress, Silent
from workbook.services import attendance_sheets, certificates, cohorts, people, schedule
from workbook.services.attendance_sheets import PrintedSheet
from workbook.services.cohorts import CohortRow
from workbook.services.people import Member
from workbook.services.schedule import SessionRow
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.text import has_arabic_script, safe_file_name

if TYPE_CHECKING:
    from workbook.printing.attendance_sheet import AttendanceSheetData
    from workbook.printing.certificate import CertificateContent
    from workbook.printing.paper import Printed

Language = Literal["en", "ur"]
_certificate = t.RECORDS["certificate"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document in memory. `said` names it with its count: "5 attendance sheets".

    `warnings` are sentences to read before it goes to the printer. `file_name` holds nobody's name.
    """

    pdf: bytes
    pages: int
    count: int
    warnings: tuple[str, ...]
    file_name: str
    said: str

    def summary(self) -> str:
        """What it is and how many pages it has."""
        pages = ngettext("{n} page", "{n} pages", self.pages).format(n=self.pages)
        return f"{self.said}, {pages}"


@dataclass(frozen=True, slots=True)
class PrintDone:
    """A document that was written to `path`. `count` is sheets, certificates or people."""

    path: Path
    pages: int
    count: int
    warnings: tuple[str, ...]
    said: str

    def summary(self) -> str:
        """What was written where, in one line."""
        return f"{self.said}: {self.path.name}"


def _write(out: Path, paper: Paper) -> PrintDone:
    write_bytes(out, paper.pdf)
    return PrintDone(out, paper.pages, paper.count, paper.warnings, paper.summary())


def _paper(printed: Printed, count: int, name: str, said: str, notes: Sequence[str] = ()) -> Paper:
    warnings = (*notes, *(warning.sentence for warning in printed.warnings))
    file_name = f"{safe_file_name(name)}.pdf"
    return Paper(printed.pdf, printed.pages, count, warnings, file_name, said)


# -- attendance sheets


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """What a sheet shows besides name and agency. `dense` puts 25 to 30 rows on one page."""

    language: Language = "en"
    dense: bool = False
    rank: bool = False
    times: bool = False
    online: bool = False


def sheets_paper(
    book: Workbook,
    *,
    cohort_id: int,
    day: date | None = None,
    options: SheetOptions | None = None,
    progress: Progress | None = None,
) -> Paper:
    """The attendance sheets of one day, or of every day of the training.

    A sheet that was not printed before gets its code, one step each. Raises RuleError when there
    is no session, NotFoundError, Cancelled.
    """
    from workbook.printing.attendance_sheet import attendance_sheets_pdf

    progress = progress or Silent()
    options = options or SheetOptions()
    cohort = cohorts.get_cohort(book, cohort_id=cohort_id)
    sessions = {row.id: row for row in schedule.session_rows(book, cohort_id=cohort_id)}
    planned = [row.day for row in sessions.values() if row.day is not None and not row.cancelled]
    days = sorted(set(planned))
    wanted = days if day is None else [day]
    if not wanted:
        raise RuleError(_("No session of this cohort has a date. Nothing was printed."))
    members = _members(book, cohort_id)
    sheets = []
    for number, one in enumerate(wanted):
        progress.report(number, len(wanted), _("Attendance sheets"))
        sheet = attendance_sheets.sheet_for_day(book, cohort_id=cohort_id, day=one)
        place = days.index(one) + 1
        sheets.append(_sheet(sheet, cohort, members, sessions, place, len(days), options))
    printed = attendance_sheets_pdf(sheets)
    progress.report(len(wanted), len(wanted), _("Attendance sheets"))
    notes = []
    if any(not sheet.code for sheet in sheets):
        notes.append(
            _("The workbook is open read-only: sheets not printed before have no code to type.")
        )
    said = ngettext("{n} attendance sheet", "{n} attendance sheets", len(sheets))
    name = f"attendance {cohort.code} {wanted[0].isoformat()}"
    return _paper(printed, len(sheets), name, said.format(n=len(sheets)), notes)


def print_sheets(
    book: Workbook,
    out: Path,
    *,
    cohort_id: int,
    day: date | None = None,
    language: Language = "en",
) -> PrintDone:
    """Write `sheets_paper` to a file; raises as it does, and SaveError."""
    options = SheetOptions(language=language)
    return _write(out, sheets_paper(book, cohort_id=cohort_id, day=day, options=options))


def _members(book: Workbook, cohort_id: int) -> dict[int, Member]:
    with book.reading() as db:
        return {member.enrolment_id: member for member in people.roster(db, cohort_id=cohort_id)}


def _sheet(
    sheet: PrintedSheet,
    cohort: CohortRow,
    members: dict[int, Member],
    sessions: dict[int, SessionRow],
    number: int,
    total: int,
    options: SheetOptions,
) -> AttendanceSheetData:
    from workbook.printing.attendance_sheet import AttendanceSheetData, SheetRow, SheetSession

    trainers: dict[str, None] = {}
    for session in sheet.sessions:
        for trainer in sessions[session.id].trainers:
            trainers[trainer.name or trainer.name_native] = None
    rows = []
    for place, row in enumerate(sheet.rows, start=1):
        member = members[row.enrolment_id]
        rows.append(
            SheetRow(
                place,
                row.name,
                row.name_native,
                member.rank,
                member.agency,
                member.agency_native,
            )
        )
    return AttendanceSheetData(
        code=sheet.code,
        # The full title may say what nobody in the hotel should read.
        title=cohort.short_title or cohort.code,
        title_native=cohort.short_title_native,
        venue=cohort.venue,
        day=sheet.day,
        day_number=number,
        days_total=total,
        sessions=tuple(
            SheetSession(time.fromisoformat(one.starts_at), time.fromisoformat(one.ends_at))
            for one in sheet.sessions
        ),
        trainers=tuple(trainers),
        rows=tuple(rows),
        language=options.language,
        legend=tuple((status.code, status.label) for status in cohort.statuses),
        show_rank=options.rank,
        show_times=options.times,
        show_online=options.online,
        dense=options.dense,
    )


# -- names


def name_check_paper(book: Workbook, *, cohort_id: int) -> Paper:
    """Everybody's names as a certificate would say them, to be read and corrected in ink.

    Raises RuleError when nobody is enrolled, NotFoundError.
    """
    from workbook.printing.name_check_sheet import NameCheckData, NameCheckRow, name_check_pdf

    cohort = cohorts.get_cohort(book, cohort_id=cohort_id)
    enrolled = [
        member
        for member in _members(book, cohort_id).values()
        if member.state == EnrolmentState.ENROLLED
    ]
    rows = []
    for number, member in enumerate(enrolled, start=1):
        latin, native = member.certificate_names
        rows.append(NameCheckRow(number, latin, native))
    title = cohort.short_title or cohort.short_title_native or cohort.code
    printed = name_check_pdf(NameCheckData(title, cohort.venue, book.sources.today(), tuple(rows)))
    said = ngettext("Name-check sheet, {n} person", "Name-check sheet, {n} people", len(rows))
    return _paper(printed, len(rows), f"name check {cohort.code}", said.format(n=len(rows)))


def print_name_check(book: Workbook, out: Path, *, cohort_id: int) -> PrintDone:
    """Write `name_check_paper` to a file; raises as it does, and SaveError."""
    return _write(out, name_check_paper(book, cohort_id=cohort_id))


# -- certificates


def certificates_paper(
    book: Workbook,
    *,
    cohort_id: int,
    only: str | None = None,
    ink_saving: bool = False,
    progress: Progress | None = None,
) -> Paper:
    """The certificates that are out, as they were frozen; `only` is one number, printed alone.

    The same certificate gives the same page, whenever and with whomever it is printed; nothing is
    changed. One that may not be printed is left out with a warning, alone it raises RuleError.
    Raises RuleError when none is out, NotFoundError, Cancelled.
    """
    from workbook.printing.certificate import certificates_pdf

    progress = progress or Silent()
    progress.report(0, 0, _("Certificates"))
    cohort = cohorts.get_cohort(book, cohort_id=cohort_id)
    rows = certificates.certificate_rows(book, cohort_id=cohort_id, only=only)
    blocked = [row.blocked for row in rows if row.blocked]
    contents = [row.content for row in rows if not row.blocked]
    if not contents:
        raise RuleError(
            " ".join(blocked) or _("No certificate of this cohort is out. Issue them first.")
        )
    printed = certificates_pdf([_drawn(content, ink_saving) for content in contents])
    progress.report(1, 1, _("Certificates"))
    said = ngettext("{n} certificate", "{n} certificates", len(contents)).format(n=len(contents))
    name = contents[0].number if len(contents) == 1 else cohort.code
    return _paper(printed, len(contents), f"certificates {name}", said, blocked)


def print_certificates(
    book: Workbook, out: Path, *, cohort_id: int, only: str | None = None
) -> PrintDone:
    """Write `certificates_paper` to a file; raises as it does, and SaveError."""
    return _write(out, certificates_paper(book, cohort_id=cohort_id, only=only))


def warnings_before_issue(
    book: Workbook, *, cohort_id: int, progress: Progress | None = None
) -> tuple[str, ...]:
    """What would not print well of the certificates about to be issued: missing letters, texts too
    long. Sentences; () when all is well or nothing is due.
    """
    from workbook.printing.certificate import certificates_pdf

    (progress or Silent()).report(0, 0, _("Looking at every certificate"))
    contents = certificates.draft_contents(book, cohort_id=cohort_id)
    if not contents:
        return ()
    printed = certificates_pdf([_drawn(content, False) for content in contents])
    return tuple(warning.sentence for warning in printed.warnings)


def _drawn(content: Content, ink_saving: bool) -> CertificateContent:
    from workbook.printing.certificate import CertificateContent, Signatory

    english, urdu = content.english, content.urdu
    return CertificateContent(
        number=content.number,
        kind="completion" if content.kind == "completion" else "attendance",
        name_latin=content.name_latin,
        name_native=content.name_native,
        subtitle_en=english.holder if english else "",
        subtitle_native=urdu.holder if urdu else "",
        body_en=english.body if english else "",
        body_native=urdu.body if urdu else "",
        issued_on=date.fromisoformat(content.issued_on),
        place="",
        office_name=content.office_name,
        signatories=tuple(
            Signatory(one.name, one.name_native, one.title or one.title_native)
            for one in content.signatories
        ),
        qr_text=content.code,
        ink_saving=ink_saving,
    )


# -- the register


def register_paper(book: Workbook, *, cohort_id: int) -> Paper:
    """The list in which everybody signs for her certificate, replaced and cancelled ones struck.

    Raises RuleError when no certificate was issued, NotFoundError.
    """
    from workbook.printing.register import RegisterData, RegisterRow, register_pdf

    cohort = cohorts.get_cohort(book, cohort_id=cohort_id)
    found = certificates.register_rows(book, cohort_id=cohort_id)
    by = _replaced_by(book)
    rows = tuple(
        RegisterRow(
            number=row.number,
            kind=row.kind.value,
            name_latin="" if has_arabic_script(row.name) else row.name,
            name_native=row.name_native,
            issued_on=date.fromisoformat(row.issued_on),
            state=row.state.value,
            state_on=_day(row.state_on) if row.state is not CertificateState.ISSUED else None,
            reason=row.reason,
            replaced_by=by.get(row.id, ""),
            handed_over_on=_day(row.handed_over_on),
            handed_over_by=row.handed_over_by,
        )
        for row in found
    )
    title = cohort.short_title or cohort.code
    printed = register_pdf(RegisterData(book.office_name, title, book.sources.today(), rows))
    said = ngettext("Register, {n} certificate", "Register, {n} certificates", len(rows))
    return _paper(printed, len(rows), f"register {cohort.code}", said.format(n=len(rows)))


def _replaced_by(book: Workbook) -> dict[int, str]:
    """The number that took the place of a certificate, by the key of the old one."""
    with book.reading() as db:
        found = db.execute(
            select(_certificate.c.replaces_id, _certificate.c.number).where(
                _certificate.c.replaces_id.is_not(None), _certificate.c.gone == 0
            )
        ).all()
    return {row[0]: row[1] or "" for row in found}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# -- the emergency sheet


def emergency_paper(
    *, office: str, file_name: str, sheet_number: int, key: str, day: date
) -> Paper:
    """A workbook's emergency sheet; `key` as the workbook spells it."""
    from workbook.printing.emergency_sheet import EmergencySheetData, emergency_sheet_pdf

    printed = emergency_sheet_pdf(EmergencySheetData(office, file_name, sheet_number, day, key))
    said = _("Emergency sheet no. {n}").format(n=sheet_number)
    return _paper(printed, 1, f"emergency sheet {sheet_number}", said)


def print_emergency_sheet(
    out: Path, *, office: str, file_name: str, sheet_number: int, key: str, day: date
) -> PrintDone:
    """Write a workbook's emergency sheet; `key` as the workbook spells it. Raises SaveError."""
    return _write(
        out,
        emergency_paper(
            office=office, file_name=file_name, sheet_number=sheet_number, key=key, day=day
        ),
    )
