"""Which numbers of a batch are going to be reached, and why not the others."""

from collections.abc import Collection, Iterator, Sequence

from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.phone_numbers import is_dialable, is_restricted

_INVALID = next_state(ActionState.READY, ActionEvent.REJECT)
_RESTRICTED = next_state(ActionState.READY, ActionEvent.RESTRICT)
_DUP = next_state(ActionState.READY, ActionEvent.REPEAT)
_DNC = next_state(ActionState.READY, ActionEvent.FORBID)

FORBIDDEN_RESULT = {
    ActionKind.CALL: Disposition.DO_NOT_CALL,
    ActionKind.TEXT: Disposition.DO_NOT_TEXT,
}
"""The result of what is on a do-not-contact list: "state DNC with result DNC", "result DNT" -- result codes."""


def states_of(
    numbers: Sequence[str], present: set[str] | None, forbidden: Collection[str]
) -> Iterator[ActionState]:
    """Answer the state of each number: READY, or why it will never be attempted.

    `present` are the numbers that the broadcast has already, None where they do not matter; it grows.
    """
    for number in numbers:
        if not is_dialable(number):
            # "A syntactically fine but undialable recipient is not a fault: State INVALID".
            yield _RESTRICTED if is_restricted(number) else _INVALID
            continue
        if present is not None:
            if number in present:
                yield _DUP
                continue
            present.add(number)
        yield _DNC if number in forbidden else ActionState.READY
