"""The kinds of list that come in."""

from __future__ import annotations

from enum import StrEnum


class ListKind(StrEnum):
    """What a list tells about its people."""

    NOMINATIONS = "nominations"
    PARTICIPANTS = "participants"
    COMPLETIONS = "completions"
    NATIVE_NAMES = "native_names"
    MARKS = "marks"  # an attendance grid: people down, days across
    MEETING = "meeting"  # who joined and left an online meeting
    TEST_MARKS = "test_marks"
    EXPERTS = "experts"
