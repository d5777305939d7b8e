"""Rules of attendance, without a database."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.certificate import CertificateKind, Rule, needed_minutes, verdict
from workbook.domain.cohort import Readiness
from workbook.domain.training import (
    STATUS_SETS,
    Mark,
    Slot,
    is_over,
    share,
    slot_minutes,
    statuses_of,
    stored_statuses,
)

STATUSES = {status.code: status for status in STATUS_SETS["PLAE"]}
marks = st.builds(
    Mark,
    st.sampled_from([*STATUSES, "?"]),
    st.sampled_from([None, "in_room", "online"]),
    st.none() | st.integers(-10, 400),
)


@st.composite
def attendances(draw):
    """Slots and one person's marks of some of them."""
    slots = [
        Slot(n, draw(st.integers(0, 300)), draw(st.booleans()), True, draw(st.booleans()))
        for n in range(draw(st.integers(0, 12)))
    ]
    return slots, {slot.session_id: draw(marks) for slot in slots if draw(st.booleans())}


@given(attendances())
def test_shares_stay_within_bounds(attendance):
    slots, given_marks = attendance
    found = share(slots, given_marks, STATUSES)
    assert 0 <= found.attended <= found.entered <= found.planned
    assert found.entered + found.open == found.planned
    assert found.planned == sum(slot.minutes for slot in slots if not slot.cancelled)
    for percent in (found.so_far, found.of_plan, found.reachable):
        assert percent is None or 0 <= percent <= 100
    if found.planned:
        assert found.of_plan <= found.reachable


@given(attendances(), st.integers(0, 100))
def test_a_percentage_is_never_rounded_up_over_a_threshold(attendance, threshold):
    found = share(*attendance, STATUSES)
    if found.planned:
        assert (found.of_plan >= threshold) == (found.attended * 100 >= threshold * found.planned)
        enough = found.attended >= needed_minutes(found.planned, threshold)
        assert (found.of_plan >= threshold) == enough


@given(attendances())
def test_cancelled_sessions_and_the_order_of_sessions_count_for_nothing(attendance):
    slots, given_marks = attendance
    kept = [slot for slot in slots if not slot.cancelled]
    found = share(slots, given_marks, STATUSES)
    assert share(kept, given_marks, STATUSES) == found
    turned = share(reversed(slots), given_marks, STATUSES)
    assert (turned.attended, turned.open) == (found.attended, found.open)


@given(attendances())
def test_whoever_can_still_reach_completion_gets_it_by_attending_everything_open(attendance):
    slots, given_marks = attendance
    ready = Readiness(True, (), None)
    now = verdict(Rule(), share(slots, given_marks, STATUSES), ready)
    attended = {slot.session_id: Mark("P") for slot in slots} | given_marks
    then = verdict(Rule(), share(slots, attended, STATUSES), ready)
    has_minutes = any(slot.minutes for slot in slots if not slot.cancelled)
    if has_minutes and all(slot.minutes for slot in slots):
        assert now.reachable == (then.earned is CertificateKind.COMPLETION)


def test_79_9_percent_is_not_80():
    slots = [Slot(1, 799, False, True, False), Slot(2, 201, False, True, False)]
    found = share(slots, {1: Mark("P"), 2: Mark("A")}, STATUSES)
    assert found.of_plan == 79


def test_minutes_say_more_than_the_status():
    slots = [Slot(1, 200, True, True, False)]
    assert share(slots, {1: Mark("A", None, 50)}, STATUSES).attended == 50
    assert share(slots, {1: Mark("P", None, 0)}, STATUSES).missed_mandatory == (1,)


@pytest.mark.parametrize(
    ("day", "ends_at", "now", "over"),
    [
        (date(2020, 11, 2), "12:30", datetime(2020, 11, 2, 12, 29), False),
        (date(2020, 11, 2), "12:30", datetime(2020, 11, 2, 12, 30), True),
        (date(2020, 11, 2), None, datetime(2020, 11, 2, 23, 59), False),
        (date(2020, 11, 2), None, datetime(2020, 11, 3), True),
        (None, "12:30", datetime(2020, 11, 3), False),
    ],
)
def test_a_session_is_over_at_its_end(day, ends_at, now, over):
    assert is_over(day, ends_at, now) is over


def test_minutes_of_a_slot():
    assert slot_minutes("09:00", "12:30") == 210
    assert slot_minutes("12:30", "09:00") == -210


@pytest.mark.parametrize("name", STATUS_SETS)
def test_a_status_set_is_read_as_it_was_stored(name):
    assert statuses_of(stored_statuses(STATUS_SETS[name])) == STATUS_SETS[name]
    assert statuses_of(None) == STATUS_SETS["PLAE"]
