"""Which numbers of a batch are going to be reached, and why not the others."""

from collections.abc import Collection, Iterator, Sequence

from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import BadRequest
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

    "INVALID, DUP, DNC, PERIOD_LIMIT, RESTRICTED_NUMBER, dial" is the order in which they are judged. `present` are
    the numbers that the broadcast has already, None where they do not matter; it grows.
    """
    for number in numbers:
        may_be_reached = is_dialable(number)
        if not may_be_reached and not is_restricted(number):
            # "A syntactically fine but undialable recipient is not a fault: State INVALID".
            yield _INVALID
            continue
        if present is not None:
            if number in present:
                yield _DUP
                continue
            present.add(number)
        if number in forbidden:
            yield _DNC
        else:
            yield ActionState.READY if may_be_reached else _RESTRICTED


def too_many_recipients(most: int, most_elements: int | None = None) -> BadRequest:
    """Answer the refusal of a request that names more numbers, contacts or ids than are allowed.

    Or, before it is known what they name, of one that has more elements than it could need for them.
    """
    found = "" if most_elements is None else f", and this one has more than {most_elements} elements"
    return BadRequest(
        f"a request may name at most {most} numbers, contacts or ids{found}; send the others in further requests"
    )
