"""Lists of trainers and other experts: told by what they are called, read into their own fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from workbook.i18n import _
from workbook.intake import values
from workbook.intake.kinds import ListKind
from workbook.intake.phrases import pattern
from workbook.intake.rows import Record
from workbook.intake.unsaid import without_columns
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import skeleton

if TYPE_CHECKING:
    from workbook.intake.detect import ForeignList

EXPERT_FIELDS = (
    "name_latin",
    "name_native",
    "role",
    "title",
    "institution",
    "languages",
    "phone",
)
"""The fields of an expert that a list can fill."""
_FROM_PERSON = {"agency": "institution", "rank": "title"}


_EXPERTS = pattern(
    "trainer | trainers | expert | experts | resource person | resource persons"
    " | resource people | facilitator | facilitators | instructor | instructors | coach"
    " | coaches | speaker | speakers | lecturer | lecturers | mentor | mentors"
    " | formateur | formateurs | formatrice | formatrices | intervenant | intervenants"
    " | animateur | animateurs",
    "ٹرینر | تربیت کار | ماہرین | ماہر | سہولت کار | مدرب | مدربین | المدربون | خبراء"
    " | خبير | میسر | مربی | مربیان | آموزگار | کارشناس | استادان | مدرس | مدرسین"
    " | روزونکی | روزونکي | ښوونکي | ماهر | প্রশিক্ষক | বিশেষজ্ঞ | সহায়ক",
)
_NOT_EXPERTS = pattern(
    "training of trainers | tot | participant | participants | trainee | trainees"
    " | nominee | nominees | nomination | nominations | student | students | attendance"
    " | formation de formateurs",
    "شرکاء | شرکا | نامزد | زیر تربیت | مشارکین | متدربین | متدربون | شرکت کنندگان"
    " | اشتراک کوونکي | অংশগ্রহণকারী | প্রশিক্ষণার্থী",
)
_SPECIALITY = pattern(
    "speciality | specialty | specialisation | specialization | expertise"
    " | area of expertise | field | subject | subjects | topic | topics | module"
    " | modules | role | session | profession | specialite | domaine | matiere",
    "مہارت | شعبہ | مضمون | تخصص | اختصاص | مجال | حوزه | رشته | موضوع | বিষয় | দক্ষতা",
)
_LANGUAGES = pattern(
    "language | languages | languages spoken | langue | langues",
    "زبان | زبانیں | زبانها | لغة | لغات | اللغات | ژبې | ভাষা",
)


def with_experts(file: SheetFile, found: ForeignList) -> ForeignList:
    """`found` as a list of experts where it says so, or a person did; else `found` itself."""
    asked = found.correction.kind
    if asked not in (None, ListKind.EXPERTS) or found.across:
        return found
    if asked is None and (
        found.kind not in (ListKind.PARTICIPANTS, ListKind.NATIVE_NAMES)
        or not _says_experts(file, found)
    ):
        return found
    more: dict[int, str] = {}
    for column in found.mapping:
        said = skeleton(column.header)
        field = "role" if _SPECIALITY.search(said) else ""
        field = "languages" if _LANGUAGES.search(said) else field
        if column.by == "person" or column.field is not None:
            continue
        if field and field not in more.values():
            more[column.column] = field
    sheet = next(one for one in file.sheets if one.name == found.sheet)
    records = tuple(_record(sheet, record, more) for record in found.records)
    warnings = without_columns(
        found.warnings, {c.header for c in found.mapping if c.column in more}
    )
    if any("email" in record.fields for record in found.records):
        warnings.append(_("Of experts the workbook keeps no e-mail addresses: they stay out."))
    return replace(
        found,
        kind=ListKind.EXPERTS,
        records=records,
        mapping=tuple(
            replace(column, field=more.get(column.column) or _FROM_PERSON.get(f, f))
            if (f := column.field or "") or column.column in more
            else column
            for column in found.mapping
        ),
        agency=None,
        sex=None,
        warnings=tuple(warnings),
    )


def _says_experts(file: SheetFile, found: ForeignList) -> bool:
    texts = [skeleton(text) for text in _texts(file, found)]
    if any(_NOT_EXPERTS.search(text) for text in texts):
        return False
    return any(_EXPERTS.search(text) for text in texts)


def _texts(file: SheetFile, found: ForeignList) -> Iterator[str]:
    """What a list is called: file, sheet, the lines above it, the caption of its names."""
    yield re.sub(r"[_\-.]", " ", file.name)
    yield found.sheet
    sheet = next(one for one in file.sheets if one.name == found.sheet)
    for row in sheet.rows[: found.header_rows[0] if found.header_rows else 0]:
        for cell in row:
            if isinstance(cell, str):
                yield cell
    yield from (c.header for c in found.mapping if c.field in ("name_latin", "name_native"))


def _record(sheet: Sheet, record: Record, more: dict[int, str]) -> Record:
    fields: dict[str, str | int] = {}
    places = dict(record.places)
    for name, said in record.fields.items():
        own = _FROM_PERSON.get(name, name)
        if own in EXPERT_FIELDS:
            fields[own] = said
    for column, field in more.items():
        row, at = record.row - 1, column + record.shift
        cell: Cell = None
        if row < len(sheet.rows) and at < len(sheet.rows[row]):
            cell = sheet.rows[row][at]
        if (text := values.text(cell)) is not None:
            fields[field] = text
        places[field] = address(row, at)
    problems = tuple(one for one in record.problems if one.field in EXPERT_FIELDS)
    return replace(record, fields=fields, places=places, problems=problems, reserve_order=0)
