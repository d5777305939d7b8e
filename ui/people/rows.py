"""The columns of people and of experts."""

from __future__ import annotations

from ui.common.tables import Column
from ui.common.tokens import Tone
from ui.common.words import sex_word, state_tone, state_word
from workbook.i18n import _
from workbook.services.people import PersonRow


def state_text(row: PersonRow) -> str:
    """Where she stands; whoever came without nomination is told apart."""
    return _("Came without nomination") if row.provisional else state_word(row.state)


def _tone(row: PersonRow) -> Tone:
    return Tone.WARN if row.provisional else state_tone(row.state)


def person_columns() -> list[Column[PersonRow]]:
    """Nothing is cut: the table scrolls sideways where the window is narrow."""
    return [
        Column("name", _("Name"), lambda row: row.display_name if row.erased else row.name),
        Column("native", _("In own script"), lambda row: row.name_native, native=True),
        Column("agency", _("Agency"), lambda row: row.agency),
        Column("cohorts", _("Cohort"), lambda row: ", ".join(row.cohorts)),
        Column("state", _("State"), state_text, tone=_tone),
        Column("rank", _("Rank"), lambda row: row.rank),
        Column("unit", _("Section"), lambda row: row.unit),
        Column("station", _("Posting"), lambda row: row.duty_station),
        Column("role", _("Role"), lambda row: row.role),
        Column("sex", _("Sex"), lambda row: sex_word(row.sex)),
        Column("phone", _("Phone"), lambda row: row.phone),
        Column("card", _("Identity card"), lambda row: row.national_id),
        Column("service", _("Service number"), lambda row: row.service_number),
        Column("ref", _("Ref"), lambda row: row.ref),
    ]
