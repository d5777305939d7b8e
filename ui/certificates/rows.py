"""The columns of the certificates' table, and the words of a verdict."""

from __future__ import annotations

from datetime import date

from ui.common.dates import short_day
from ui.common.tables import Column
from ui.common.tokens import Tone
from workbook.domain.certificate import CertificateKind
from workbook.i18n import _
from workbook.services.certificates import VerdictRow
from workbook.text import has_arabic_script


def columns() -> list[Column[VerdictRow]]:
    """Name, what is earned and why not more, then what was done about it."""
    return [
        Column("name", _("Name"), lambda row: row.name, width=176),
        Column("earned", _("Earned"), earned_word, _earned_order, tone=earned_tone, tip=reasons),
        Column("why", _("Why not more"), why_short, tip=reasons, width=210, stretch=True),
        Column(
            "names",
            _("Names"),
            lambda row: _("confirmed") if row.names_confirmed else _("to check"),
            tone=lambda row: Tone.GOOD if row.names_confirmed else Tone.WARN,
        ),
        Column(
            "number",
            _("Certificate"),
            lambda row: row.certificate.number if row.certificate else "",
            lambda row: row.certificate.number if row.certificate else None,
        ),
        Column("handed", _("Handed over"), handed_over),
        Column(
            "share",
            _("Attended"),
            lambda row: "–" if row.share.of_plan is None else f"{row.share.of_plan} %",
            lambda row: row.share.of_plan,
            number=True,
            tip=lambda row: _("{n} of {all} planned minutes").format(
                n=row.share.attended, all=row.share.planned
            ),
        ),
        Column("agency", _("Agency"), lambda row: row.agency),
        Column(
            "native",
            _("Own script"),
            lambda row: "" if has_arabic_script(row.name) else row.name_native,
            native=True,
        ),
    ]


def kind_word(kind: CertificateKind | None) -> str:
    """Completion, attendance, or nothing yet."""
    words = {
        CertificateKind.COMPLETION: _("Completion"),
        CertificateKind.ATTENDANCE: _("Attendance"),
    }
    return words[kind] if kind is not None else _("Not yet")


def earned_word(row: VerdictRow) -> str:
    """What is out, else what would be issued, else that something is still to come."""
    if row.certificate is not None:
        return kind_word(row.certificate.kind)
    return _("Waiting") if row.waiting else kind_word(row.earned)


def earned_tone(row: VerdictRow) -> Tone:
    """Green for completion, blue for attendance."""
    kind = row.certificate.kind if row.certificate is not None else row.earned
    if row.certificate is None and row.waiting:
        return Tone.NEUTRAL
    if kind is None:
        return Tone.WARN
    return Tone.GOOD if kind is CertificateKind.COMPLETION else Tone.INFO


def _earned_order(row: VerdictRow) -> tuple[int, int]:
    order = (CertificateKind.COMPLETION, CertificateKind.ATTENDANCE, None)
    return order.index(row.earned), -row.share.attended


def why_short(row: VerdictRow) -> str:
    """What stands in the way, most pressing first; "" for nothing."""
    return " ".join((*row.blocked, *row.waiting, *row.why_not))


def reasons(row: VerdictRow) -> str:
    """Every reason, and what helps, a line each."""
    return "\n".join((*row.blocked, *row.waiting, *row.why_not, *row.remedies, *row.why))


def handed_over(row: VerdictRow) -> str:
    """The day she got it; "" while she has not."""
    said = row.certificate.handed_over_on if row.certificate is not None else ""
    return short_day(date.fromisoformat(said)) if said else ""
