"""From numbers to actions, with all that is counted: the part of sending that has to be fast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from callfire_soap.conduct.contacts import Given, contacts_of
from callfire_soap.conduct.opt_outs import inherit
from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.phone_numbers import is_restricted
from callfire_soap.domain.recipients import FORBIDDEN_RESULT, states_of
from callfire_soap.domain.texts import USUAL_STRATEGY, BigMessageStrategy, may_be_big
from callfire_soap.store import actions, batches, dnc, new_actions, statistics, text_strategies
from callfire_soap.store.new_actions import NewActions
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import UnitOfWork

_RECIPIENTS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where numbers go."""

    broadcast_id: int
    batch_id: int | None
    kind: ActionKind
    from_number: str
    # The message of texts that go through a broadcast with another one.
    message: str | None = None
    # What becomes of that message when it is too long.
    big_message: BigMessageStrategy = USUAL_STRATEGY
    scrubs_duplicates: bool = False
    # Whether the batch was disabled before it was filled.
    is_disabled: bool = False

    def actions_of(self, account_id: int, now: datetime) -> NewActions:
        """Answer what the actions of the numbers have in common."""
        return NewActions(
            account_id,
            self.broadcast_id,
            self.batch_id,
            self.kind,
            self.from_number,
            now,
            self.message,
            results={ActionState.DNC: FORBIDDEN_RESULT[self.kind]},
        )


@dataclass(frozen=True, slots=True)
class Recipients:
    """Numbers, as they are dialled; the contacts they belong to; what came along with each, if anything did."""

    numbers: Sequence[str]
    contact_ids: Sequence[int]
    attributes: Sequence[Mapping[str, str] | None] = ()


def add_recipients(
    unit: UnitOfWork, account_id: int, destination: Destination, given: Given, now: datetime
) -> None:
    """Make an action of each number: "an action exists for every recipient" once a batch is populated."""
    present = present_of(unit, account_id, destination, given.numbers)
    met: set[str] = set()
    for start in range(0, len(given.numbers), _RECIPIENTS_AT_ONCE):
        some = given.among(range(len(given.numbers))[start : start + _RECIPIENTS_AT_ONCE])
        holders = contacts_of(unit, account_id, some, met, now)
        added = Recipients(some.numbers, holders, some.attributes)
        add_actions(unit, account_id, destination, added, present, now)


def present_of(
    unit: UnitOfWork, account_id: int, destination: Destination, numbers: Sequence[str]
) -> set[str] | None:
    """Answer which of the numbers a broadcast has already; None where they may repeat."""
    if not destination.scrubs_duplicates:
        return None
    broadcast, kind = destination.broadcast_id, destination.kind
    return actions.numbers_present(unit.connection, account_id, kind, broadcast, numbers)


def add_actions(
    unit: UnitOfWork,
    account_id: int,
    destination: Destination,
    recipients: Recipients,
    present: set[str] | None,
    now: datetime,
) -> None:
    """Make an action of each number; `present` are those that the broadcast has, None if they may repeat."""
    connection, numbers = unit.connection, recipients.numbers
    stopped: set[str] = set()
    if destination.kind is ActionKind.TEXT:
        stopped = inherit(unit, account_id, destination.from_number, numbers, now)
    # "if the number stands on the text list already when the batch is loaded: State DNC". Calls are looked up when
    # they are selected, but for those that are refused here, which is judged after DNC.
    listed = set(numbers) if destination.kind is ActionKind.TEXT else set(filter(is_restricted, numbers))
    broadcast = destination.broadcast_id
    forbidden = dnc.forbidden(connection, account_id, destination.kind, listed, broadcast)
    states = list(states_of(numbers, present, forbidden | stopped))
    if destination.is_disabled:
        # "Disabled batch: its READY contacts are not dialed".
        disabled = next_state(ActionState.READY, ActionEvent.DISABLE)
        states = [disabled if state is ActionState.READY else state for state in states]
    shared = destination.actions_of(account_id, now)
    ids = new_actions.add_actions(
        connection, shared, recipients.contact_ids, numbers, states, recipients.attributes
    )
    if destination.message is not None and may_be_big(destination.message):
        text_strategies.keep_strategy(connection, ids, destination.big_message)
    counts = Counter(states)
    waiting = counts[ActionState.READY] + counts[ActionState.DISABLED]
    change = Progress(unattempted=waiting, finished=len(numbers) - waiting)
    statistics.add_progress(connection, destination.broadcast_id, change)
    if destination.batch_id is not None:
        batches.grow_batch(connection, destination.batch_id, len(numbers), waiting)
    for state in counts:
        moved = ids if len(counts) == 1 else [i for i, each in zip(ids, states, strict=True) if each is state]
        unit.note(ActionsMoved(account_id, destination.kind, moved, state, now))
