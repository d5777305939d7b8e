"""The words and colours of states on the screen, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable

from ui.common.tokens import Tone
from workbook.domain.cohort import EnrolmentState, LeaveReason
from workbook.domain.elearning import AttemptStatus
from workbook.domain.people import EXPERT, PERSON, Sex
from workbook.domain.training import Delivery
from workbook.i18n import _
from workbook.intake.attendance_grid import label_of
from workbook.intake.match import Evidence
from workbook.intake.test_marks import of_field


def state_word(state: str) -> str:
    """An enrolment's state; "" for none."""
    words = {
        EnrolmentState.NOMINATED: _("Nominated"),
        EnrolmentState.RESERVE: _("Reserve"),
        EnrolmentState.DECLINED: _("Declined"),
        EnrolmentState.REPLACED: _("Replaced"),
        EnrolmentState.ENROLLED: _("Enrolled"),
        EnrolmentState.LEFT: _("Left"),
    }
    return words[EnrolmentState(state)] if state else ""


def state_tone(state: str) -> Tone:
    """The colour of an enrolment's state."""
    tones = {
        EnrolmentState.NOMINATED: Tone.INFO,
        EnrolmentState.ENROLLED: Tone.GOOD,
        EnrolmentState.LEFT: Tone.BAD,
    }
    return tones.get(EnrolmentState(state), Tone.NEUTRAL) if state else Tone.NEUTRAL


def reason_word(reason: LeaveReason) -> str:
    """Why somebody left."""
    words = {
        LeaveReason.TRANSFERRED: _("Transferred"),
        LeaveReason.LEFT_SERVICE: _("Left the service"),
        LeaveReason.LEAVE: _("On leave"),
        LeaveReason.NOT_RELEASED: _("Not released by her office"),
        LeaveReason.OTHER: _("Another reason"),
    }
    return words[reason]


def sex_word(sex: str) -> str:
    """A person's sex; "" where it is not known."""
    return {Sex.FEMALE: _("Woman"), Sex.MALE: _("Man")}[Sex(sex)] if sex else ""


def delivery_word(delivery: str) -> str:
    """How a session is given."""
    words = {
        Delivery.IN_PERSON: _("In the room"),
        Delivery.ONLINE: _("Online"),
        Delivery.BOTH: _("In the room and online"),
    }
    return words[Delivery(delivery)] if delivery else ""


def attempt_word(status: str) -> str:
    """What a try at a module came to."""
    words = {
        AttemptStatus.PASSED: _("Passed"),
        AttemptStatus.FAILED: _("Failed"),
        AttemptStatus.IN_PROGRESS: _("Begun"),
        AttemptStatus.REPEAT: _("To repeat"),
    }
    return words[AttemptStatus(status)] if status else ""


def attempt_tone(status: str) -> Tone:
    """The colour of what a try came to."""
    tones = {
        AttemptStatus.PASSED: Tone.GOOD,
        AttemptStatus.FAILED: Tone.BAD,
        AttemptStatus.IN_PROGRESS: Tone.INFO,
        AttemptStatus.REPEAT: Tone.WARN,
    }
    return tones[AttemptStatus(status)] if status else Tone.NEUTRAL


def evidence_word(evidence: Iterable[str]) -> str:
    """What a row of a list and somebody have in common, as `match.Evidence` names it."""
    words = {
        Evidence.NATIONAL_ID: _("same identity card"),
        Evidence.SERVICE_NUMBER: _("same service number"),
        Evidence.PHONE: _("same phone"),
        Evidence.NAME: _("same name"),
    }
    return ", ".join(words[Evidence(said)] for said in evidence)


def list_field_word(field: str) -> str:
    """The name of a field of a list that came in."""
    more = {
        "enrolment": _("In the cohort"),
        "marks": _("Marks"),
        "module_code": _("Module"),
        "module_title": _("Title of the module"),
        "status": _("Result"),
        "score": _("Score"),
        "done_on": _("Completed on"),
    }
    if field in more:
        return more[field]
    if (test := of_field(field)) is not None:
        return test.title
    if (label := label_of(field)) is not None:
        return label
    declared = (*PERSON.fields, *EXPERT.fields)
    return next((_(known.caption) for known in declared if known.name == field), field)
