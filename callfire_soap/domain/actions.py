"""The life of an action: one number to reach in one broadcast."""

from enum import StrEnum


class ActionKind(StrEnum):
    """Whether an action is a call or a text."""

    CALL = "call"
    TEXT = "text"


class ActionState(StrEnum):
    """Where an action stands."""

    READY = "READY"
    SELECTED = "SELECTED"
    CALLBACK = "CALLBACK"
    DISABLED = "DISABLED"
    SKIPPED = "SKIPPED"
    FINISHED = "FINISHED"
    DNC = "DNC"
    DUP = "DUP"
    INVALID = "INVALID"
    TIMEOUT = "TIMEOUT"
    PERIOD_LIMIT = "PERIOD_LIMIT"
    RESTRICTED_NUMBER = "RESTRICTED_NUMBER"


class ActionEvent(StrEnum):
    """What can happen to an action."""

    CLAIM = "claim"
    END = "end"
    RETRY = "retry"
    LOSE = "lose"
    DISABLE = "disable"
    ENABLE = "enable"
    FORBID = "forbid"
    REPEAT = "repeat"
    REJECT = "reject"
    LIMIT = "limit"
    RESTRICT = "restrict"
    ABANDON = "abandon"


# "READY -> SELECTED -> FINISHED", "retry wait", "never attempted: DUP, DNC, INVALID, PERIOD_LIMIT,
# RESTRICTED_NUMBER", "DISABLED (batch disabled; reversible)", "SELECTED -> TIMEOUT" -- life cycle of an action.
TRANSITIONS: dict[tuple[ActionState, ActionEvent], ActionState] = {
    (ActionState.READY, ActionEvent.CLAIM): ActionState.SELECTED,
    (ActionState.READY, ActionEvent.DISABLE): ActionState.DISABLED,
    (ActionState.READY, ActionEvent.FORBID): ActionState.DNC,
    (ActionState.READY, ActionEvent.REPEAT): ActionState.DUP,
    (ActionState.READY, ActionEvent.REJECT): ActionState.INVALID,
    (ActionState.READY, ActionEvent.RESTRICT): ActionState.RESTRICTED_NUMBER,
    # Inferred: its broadcast has ended for good, so it is attempted no more.
    (ActionState.READY, ActionEvent.ABANDON): ActionState.FINISHED,
    (ActionState.DISABLED, ActionEvent.ABANDON): ActionState.FINISHED,
    (ActionState.DISABLED, ActionEvent.ENABLE): ActionState.READY,
    (ActionState.DISABLED, ActionEvent.DISABLE): ActionState.DISABLED,
    (ActionState.SELECTED, ActionEvent.END): ActionState.FINISHED,
    (ActionState.SELECTED, ActionEvent.RETRY): ActionState.READY,
    (ActionState.SELECTED, ActionEvent.LOSE): ActionState.TIMEOUT,
    # What the checks at selection find is claimed already.
    (ActionState.SELECTED, ActionEvent.FORBID): ActionState.DNC,
    (ActionState.SELECTED, ActionEvent.LIMIT): ActionState.PERIOD_LIMIT,
}

WAITING_STATES = frozenset({ActionState.READY, ActionState.SELECTED, ActionState.DISABLED})
"""The states of an action that may still be attempted."""


class IllegalTransition(Exception):
    """An event that cannot happen in this state: a defect, never a client's mistake."""


def next_state(state: ActionState, event: ActionEvent) -> ActionState:
    """Answer the state after an event; a pair outside the table raises IllegalTransition."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        message = f"{event} cannot happen to an action that is {state}"
        raise IllegalTransition(message) from None


# "accept the superset, emit the 2014 set" -- programs of 2014 fail on later values.
_STATE_OF_2014 = {
    ActionState.DISABLED: ActionState.READY,
    ActionState.CALLBACK: ActionState.READY,
    ActionState.PERIOD_LIMIT: ActionState.DNC,
    ActionState.RESTRICTED_NUMBER: ActionState.INVALID,
    ActionState.SKIPPED: ActionState.FINISHED,
}


def shown_state(state: ActionState) -> ActionState:
    """Answer the state as the schema of 2014 words it."""
    return _STATE_OF_2014.get(state, state)


def states_shown_as(wanted: ActionState) -> tuple[ActionState, ...]:
    """Answer the states that a filter on `wanted` means: itself and what is shown as it."""
    return (wanted, *(state for state, shown in _STATE_OF_2014.items() if shown is wanted))
