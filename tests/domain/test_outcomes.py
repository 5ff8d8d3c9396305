"""From what a carrier reports to how an attempt ended."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.outcomes import (
    Answer,
    Connection,
    Effects,
    Leg,
    Outcome,
    Pressed,
    Recording,
    call_disposition,
    text_disposition,
)

AT = datetime(2016, 5, 16, 12, 53, 10, tzinfo=UTC)
LEG = Leg(AT, AT + timedelta(seconds=4), AT + timedelta(seconds=62))

FAILED_CALLS = {
    "busy": "BUSY",
    "no_answer": "NO_ANS",
    "carrier_error": "CARRIER_ERROR",
    "carrier_temp_error": "CARRIER_TEMP_ERROR",
    "internal_error": "INTERNAL_ERROR",
}


@pytest.mark.parametrize(("answer", "result"), FAILED_CALLS.items())
@pytest.mark.parametrize("detects", [True, False])
def test_a_call_that_nobody_took_ended_as_the_carrier_says(answer, result, detects):
    assert call_disposition(Outcome(Answer(answer), LEG), detects_machines=detects).value == result


@pytest.mark.parametrize(
    ("answer", "detects", "pressed", "result"),
    [
        ("live", True, None, "LA"),
        ("live", False, None, "LA"),
        ("machine", True, None, "AM"),
        # "Without detection every connected call is LA" -- results of the platform.
        ("machine", False, None, "LA"),
        ("live", True, "transfer", "XFER"),
        ("live", False, "transfer", "XFER"),
        ("live", True, "dnc", "DNC"),
        ("live", False, "dnc", "DNC"),
    ],
)
def test_an_answered_call_ended_as_the_callee_took_it(answer, detects, pressed, result):
    outcome = Outcome(Answer(answer), LEG, Pressed(pressed) if pressed else None)
    assert call_disposition(outcome, detects_machines=detects).value == result


@pytest.mark.parametrize("detects", [True, False])
@pytest.mark.parametrize(
    ("connections", "by_machine", "result"),
    [(1, False, "XFER"), (1, True, "XFER"), (0, True, "AM"), (0, False, "LA")],
)
def test_a_call_with_a_dialplan_ended_as_its_dialplan_took_it(connections, by_machine, result, detects):
    effects = Effects(connections=(Connection("12135551234", LEG),) * connections, by_machine=by_machine)
    # What the callee pressed was for the dialplan.
    outcome = Outcome(Answer.LIVE, LEG, Pressed.DNC, effects=effects)
    assert call_disposition(outcome, detects_machines=detects).value == result


def test_nothing_that_a_dialplan_leaves_is_later_than_the_end_of_its_call():
    end = AT + timedelta(seconds=30)
    early, late = (Recording(name, AT + timedelta(seconds=at), 1) for name, at in (("a", 5), ("b", 31)))
    short = Leg(AT, AT + timedelta(seconds=4), AT + timedelta(seconds=9))
    effects = Effects(
        recordings=(early, late),
        connections=(Connection("12135551234", LEG, hung_up=True), Connection("12135551235", short)),
        forbidden=("12135551236",),
    )
    assert effects.until(end) == Effects(
        recordings=(early, Recording("b", end, 1)),
        connections=(
            Connection("12135551234", Leg(AT, AT + timedelta(seconds=4), end), hung_up=True),
            Connection("12135551235", short),
        ),
        forbidden=("12135551236",),
    )


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("live", "SENT"),
        ("machine", "SENT"),
        ("busy", "CARRIER_ERROR"),
        ("no_answer", "CARRIER_ERROR"),
        ("carrier_error", "CARRIER_ERROR"),
        ("carrier_temp_error", "CARRIER_TEMP_ERROR"),
        ("internal_error", "INTERNAL_ERROR"),
    ],
)
def test_a_text_is_sent_or_refused(answer, result):
    assert text_disposition(Outcome(Answer(answer), LEG)).value == result


@pytest.mark.parametrize(("answer", "pressed"), list(product(Answer, [None, *Pressed])), ids=str)
def test_calls_and_texts_never_share_a_result_but_for_errors(answer, pressed):
    outcome = Outcome(answer, LEG, pressed)
    call, message = call_disposition(outcome, detects_machines=True), text_disposition(outcome)
    assert call is not message or call.value.endswith("ERROR")


def test_the_duration_is_the_connected_time():
    # "12:53:10 / 12:53:14 / 12:54:12: 58 s" -- sample of a call.
    assert LEG.seconds == 58


def test_a_call_without_an_answer_has_no_duration():
    assert Leg(AT, None, AT + timedelta(seconds=30)).seconds == 0


def test_a_duration_has_whole_seconds():
    assert Leg(AT, AT, AT + timedelta(seconds=2.9)).seconds == 2


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 2), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_a_leg_lasts_as_long_as_lies_between_its_times_as_they_are_shown(one, two, three, four):
    originated, answered, finished, end = sorted([one, two, three, four])
    leg = Leg(originated, answered, finished)
    assert leg.seconds == int(finished.timestamp()) - int(answered.timestamp())
    assert leg.until(end) == leg
    cut = Leg(originated, finished, end).until(answered)
    assert (cut, cut.seconds) == (Leg(originated, answered, answered), 0)
