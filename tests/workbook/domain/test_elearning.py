"""Rules of modules, without a database."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.cohort import may_start_training
from workbook.domain.elearning import Attempt, AttemptStatus, attempt_id, completion, module_id

PERSON, MODULE = UUID(int=1), UUID(int=2)
days = st.dates().map(lambda day: day.isoformat())
tries = st.lists(
    st.builds(Attempt, st.sampled_from(AttemptStatus), st.none() | st.integers(0, 100), days)
)
passes = st.builds(Attempt, st.just(AttemptStatus.PASSED), st.integers(0, 100), days)


@given(tries)
def test_the_order_of_tries_does_not_matter(attempts):
    found = completion(attempts)
    assert completion(reversed(attempts)) == found
    assert found.tries == len(attempts)


@given(st.lists(passes, min_size=1), tries)
def test_passed_means_any_try_unless_asked_to_repeat(passed, others):
    others = [a for a in others if a.status is not AttemptStatus.REPEAT]
    found = completion([*others, *passed])
    every = [a for a in (*others, *passed) if a.status is AttemptStatus.PASSED]
    assert found.passed
    assert found.passed_on == min(a.done_on for a in every)
    assert found.best_score == max(a.score for a in every if a.score is not None)


@given(tries)
def test_a_request_to_repeat_after_everything_leaves_nothing_passed(attempts):
    last = max((a.done_on for a in attempts), default="2020-01-01")
    assert not completion([*attempts, Attempt(AttemptStatus.REPEAT, None, last)]).passed


def test_a_try_has_the_id_of_what_it_says():
    one = Attempt(AttemptStatus.PASSED, 80, "2020-10-01")
    assert attempt_id(PERSON, MODULE, one) == attempt_id(PERSON, MODULE, one)
    others = [
        Attempt(AttemptStatus.FAILED, 80, "2020-10-01"),
        Attempt(AttemptStatus.PASSED, 81, "2020-10-01"),
        Attempt(AttemptStatus.PASSED, 80, None),
        Attempt(AttemptStatus.PASSED, None, "2020-10-01"),
    ]
    ids = {attempt_id(PERSON, MODULE, attempt) for attempt in (one, *others)}
    assert len(ids) == 5
    assert module_id(PERSON, " tip-101 ") == module_id(PERSON, "TIP-101")


@given(st.sets(st.sampled_from("ABCD")), st.sets(st.sampled_from("ABCD")), st.booleans())
def test_who_may_start_and_what_is_missing(required, passed, allowed):
    order = sorted(required)
    found = may_start_training(
        required=order, passed=passed, allowed_reason="reason" if allowed else None
    )
    assert found.missing == tuple(code for code in order if code not in passed)
    assert found.ready == (required <= passed)
    assert found.may_start == (found.ready or allowed)
