"""From the numbers of a request to contacts and actions: the part that has to be fast."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.phone_numbers import is_dialable, is_restricted, normalize
from callfire_soap.services.scope import Scope
from callfire_soap.store import actions, batches, contacts, dnc, statistics
from callfire_soap.store.columns import micros
from callfire_soap.store.ids import reserve
from callfire_soap.store.statistics import Progress

_RECIPIENTS_AT_ONCE = 10_000

_INVALID = next_state(ActionState.READY, ActionEvent.REJECT)
_RESTRICTED = next_state(ActionState.READY, ActionEvent.RESTRICT)
_DUP = next_state(ActionState.READY, ActionEvent.REPEAT)
_DNC = next_state(ActionState.READY, ActionEvent.FORBID)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the numbers of a request go."""

    broadcast_id: int
    batch_id: int | None
    kind: ActionKind
    from_number: str
    # The message of texts that go through a broadcast with another one.
    message: str | None = None
    scrubs_duplicates: bool = False


def add_recipients(scope: Scope, destination: Destination, recipients: Sequence[ToNumber]) -> None:
    """Make an action of each number: "an action exists for every recipient as soon as the batch is populated"."""
    present: set[str] = set()
    numbers = [normalize(recipient.number) for recipient in recipients]
    if destination.scrubs_duplicates:
        present = actions.numbers_present(scope.unit.connection, destination.broadcast_id, numbers)
    for start in range(0, len(recipients), _RECIPIENTS_AT_ONCE):
        end = start + _RECIPIENTS_AT_ONCE
        _add_some(scope, destination, recipients[start:end], numbers[start:end], present)


def _add_some(
    scope: Scope,
    destination: Destination,
    recipients: Sequence[ToNumber],
    numbers: Sequence[str],
    present: set[str],
) -> None:
    connection = scope.unit.connection
    forbidden: Collection[str] = ()
    if destination.kind is ActionKind.TEXT:
        # "if the number stands on the text list already when the batch is loaded: State DNC".
        forbidden = dnc.forbidden(connection, scope.account_id, destination.kind, set(numbers))
    states = list(_states(numbers, present if destination.scrubs_duplicates else None, forbidden))
    holders = _contacts(scope, recipients, numbers)
    ids = reserve(connection, actions.action, len(numbers))
    actions.insert_actions(connection, _rows(scope, destination, ids, recipients, numbers, states, holders))
    counts = Counter(states)
    waiting = counts[ActionState.READY]
    change = Progress(unattempted=waiting, finished=len(numbers) - waiting)
    statistics.add_progress(connection, destination.broadcast_id, change)
    if destination.batch_id is not None:
        batches.grow_batch(connection, destination.batch_id, len(numbers), waiting)
    for state in counts:
        moved = ids if len(counts) == 1 else [i for i, each in zip(ids, states, strict=True) if each is state]
        scope.unit.note(ActionsMoved(moved, state, scope.now))


def _states(
    numbers: Sequence[str], present: set[str] | None, forbidden: Collection[str]
) -> Iterator[ActionState]:
    """Answer the state of each number: READY, or why it will never be attempted."""
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


def _contacts(scope: Scope, recipients: Sequence[ToNumber], numbers: Sequence[str]) -> Sequence[int]:
    """Answer the contact of each recipient, making those that are missing.

    "a contact already holding that number is reused"; "two entries of the same number with attributes in one
    batch got two contact ids".
    """
    connection = scope.unit.connection
    own = [bool(recipient.open_attributes) for recipient in recipients]
    plain = dict.fromkeys(number for number, is_own in zip(numbers, own, strict=True) if not is_own)
    known = contacts.holders(connection, scope.account_id, plain)
    missing = [number for number in plain if number not in known]
    missing += [number for number, is_own in zip(numbers, own, strict=True) if is_own]
    ids = contacts.add_on_the_fly(connection, scope.account_id, missing, scope.now)
    shared = len(missing) - sum(own)
    known.update(zip(missing[:shared], ids[:shared], strict=True))
    separate = iter(ids[shared:])
    return [next(separate) if is_own else known[number] for number, is_own in zip(numbers, own, strict=True)]


def _rows(
    scope: Scope,
    destination: Destination,
    ids: Sequence[int],
    recipients: Sequence[ToNumber],
    numbers: Sequence[str],
    states: Sequence[ActionState],
    holders: Sequence[int],
) -> list[tuple[object, ...]]:
    """Build the rows of actions, in the order of `actions.COLUMNS_OF_NEW`."""
    stamp, kind, message = micros(scope.now), destination.kind.value, destination.message
    before = (scope.account_id, destination.broadcast_id, destination.batch_id)
    return [
        (
            *(action_id, *before, contact_id, kind, False, destination.from_number, number),
            *(state.value, None, stamp, stamp, stamp, 0, _attributes(recipient), message),
        )
        for action_id, contact_id, number, state, recipient in zip(
            ids, holders, numbers, states, recipients, strict=True
        )
    ]


def _attributes(recipient: ToNumber) -> str | None:
    """Write down what came with a number, to be shown with it and used in templates."""
    if recipient.client_data is None and not recipient.open_attributes:
        return None
    named: Mapping[str, str] = recipient.open_attributes
    if recipient.client_data is not None:
        named = {"ClientData": recipient.client_data, **named}
    return json.dumps(named, separators=(",", ":"))
