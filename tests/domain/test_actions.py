"""The life of an action."""

from itertools import product

import pytest

from callfire_soap.domain.actions import (
    TRANSITIONS,
    WAITING_STATES,
    ActionEvent,
    ActionState,
    IllegalTransition,
    next_state,
    shown_state,
    states_shown_as,
)

LIFE = {
    "READY": "claim SELECTED, disable DISABLED, forbid DNC, repeat DUP, reject INVALID, "
    "restrict RESTRICTED_NUMBER, abandon FINISHED",
    "SELECTED": "end FINISHED, retry READY, lose TIMEOUT, forbid DNC, limit PERIOD_LIMIT",
    "DISABLED": "enable READY, disable DISABLED, abandon FINISHED",
}
EXPECTED = {
    (state, *step.split(" ")[:1]): step.split(" ")[1]
    for state, steps in LIFE.items()
    for step in steps.split(", ")
}
STATES_OF_2014 = {"READY", "SELECTED", "FINISHED", "DNC", "DUP", "INVALID", "TIMEOUT"}


@pytest.mark.parametrize(("state", "event"), list(product(ActionState, ActionEvent)), ids=str)
def test_every_event_in_every_state_leads_on_or_is_a_defect(state, event):
    expected = EXPECTED.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalTransition, match=f"{event} cannot happen to an action that is {state}"):
            next_state(state, event)
    else:
        assert next_state(state, event).value == expected


def test_only_what_waits_can_change():
    assert {state for state, _ in TRANSITIONS} == WAITING_STATES


@pytest.mark.parametrize("state", ActionState)
def test_only_states_of_2014_are_shown(state):
    assert shown_state(state).value in STATES_OF_2014


@pytest.mark.parametrize("state", sorted(STATES_OF_2014))
def test_states_of_2014_are_shown_as_they_are(state):
    assert shown_state(ActionState(state)).value == state


@pytest.mark.parametrize("state", ActionState)
def test_a_filter_finds_what_is_shown_under_its_name(state):
    assert state in states_shown_as(shown_state(state))


def test_a_disabled_action_is_found_as_ready():
    assert set(states_shown_as(ActionState.READY)) == {
        ActionState.READY,
        ActionState.DISABLED,
        ActionState.CALLBACK,
    }
