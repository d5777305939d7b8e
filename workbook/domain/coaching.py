"""Coaching after the training: rounds, needs, notes, action points, and what groups worked out."""

from __future__ import annotations

from enum import StrEnum

from workbook.domain.entity import Entity, day, group, ref, text, whole


class Audience(StrEnum):
    COACH = "coach"  # nobody else, in no print, export or file sent, unless ticked
    TEAM = "team"
    PRINTABLE = "printable"


class RaisedBy(StrEnum):
    SELF = "self"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


COACHING_ROUND = Entity(
    "coaching_round",
    "Coaching round",
    (
        ref("cohort", "Cohort", "cohort"),
        whole("number", "Number"),
        text("title", "Title"),
        group("dates", "Dates", day("starts_on", "From"), day("ends_on", "To")),
        text("venue", "Venue"),
    ),
    letter="D",
)

COACHING_SESSION = Entity(
    "coaching_session",
    "Coaching session",
    (
        ref("round", "Round", "coaching_round"),
        ref("enrolment", "Participant", "enrolment"),
        ref("coach", "Coach", "expert"),
        day("held_on", "Date"),
        whole("minutes", "Minutes"),
        text("mode", "In the room or online"),
    ),
    letter="Y",
)

NEED = Entity(
    "need",
    "Need",
    (
        ref("enrolment", "Participant", "enrolment"),
        text("title", "Need"),
        text("raised_by", "Raised by"),
        whole("priority", "Priority"),
        text("evidence", "Evidence"),
    ),
    letter="N",
)

NOTE = Entity(
    "note",
    "Note",
    (
        ref("enrolment", "Participant", "enrolment"),
        ref("round", "Round", "coaching_round"),
        text("audience", "Who may read it"),
        text("sealed", "Note", tick="notes"),
    ),
    letter="V",
)

ACTION_POINT = Entity(
    "action_point",
    "Action point",
    (
        ref("enrolment", "Participant", "enrolment"),
        ref("round", "Round", "coaching_round"),
        text("what", "What she promised"),
        text("owner", "Owner"),
        day("due_on", "Due"),
        text("state", "State"),
        ref("carried_from", "Carried from", "action_point"),
    ),
    letter="J",
)

CHALLENGE = Entity(
    "challenge",
    "Challenge",
    (
        ref("round", "Round", "coaching_round"),
        text("what", "Challenge"),
        text("theme", "Theme"),
        ref("agency", "Agency", "agency"),
    ),
    letter="L",
)

SOLUTION = Entity(
    "solution",
    "Solution",
    (ref("challenge", "Challenge", "challenge"), text("what", "Solution")),
    letter="Q",
)
