"""Actions on their way into the store: thousands at once, what they have in common said once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring_ascii as _quoted
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, insert

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.actions import action
from callfire_soap.store.bulk import Bulk
from callfire_soap.store.columns import micros
from callfire_soap.store.ids import reserve

_NOTHING: Mapping[ActionState, Disposition] = MappingProxyType({})


class NewActions(NamedTuple):
    """What actions that are added together have in common."""

    account_id: int
    broadcast_id: int | None
    batch_id: int | None
    kind: ActionKind
    from_number: str
    created_at: datetime
    message: str | None = None
    is_inbound: bool = False
    attempts: int = 0
    # The final results of those that are over, by their state.
    results: Mapping[ActionState, Disposition] = _NOTHING


class NewAction(NamedTuple):
    """What an action has for itself."""

    contact_id: int
    to_number: str
    state: ActionState
    # What came along with the number.
    attributes: Mapping[str, str] | None = None


_INSERT = Bulk(
    insert(action),
    (
        *("id", "account_id", "broadcast_id", "batch_id", "contact_id", "kind", "is_inbound", "from_number"),
        *("to_number", "state", "result", "created_at", "modified_at", "due_at", "attempts"),
        *("attributes", "message"),
    ),
)


def add_action(connection: Connection, shared: NewActions, own: NewAction, times: int = 1) -> range:
    """Add an action so many times; answers their ids."""
    contact_id, to_number, state, attributes = own
    columns = ([contact_id] * times, [to_number] * times, [state] * times, [attributes] * times)
    return add_actions(connection, shared, *columns)


def add_actions(
    connection: Connection,
    shared: NewActions,
    contact_ids: Sequence[int],
    numbers: Sequence[str],
    states: Sequence[ActionState],
    attributes: Sequence[Mapping[str, str] | None] = (),
) -> range:
    """Add actions, given as the columns of NewAction; answers their ids, in the same order."""
    ids, stamp = reserve(connection, action, len(numbers)), micros(shared.created_at)
    before = (shared.account_id, shared.broadcast_id, shared.batch_id)
    sender = (shared.kind.value, int(shared.is_inbound), shared.from_number)
    results = {state: result.value for state, result in shared.results.items()}
    # Asking a member of an enumeration for its value takes longer than asking a table.
    words = {
        state: (state.value, results.get(state), stamp, stamp, stamp, shared.attempts)
        for state in ActionState
    }
    documents = (
        [_document(each) if each else None for each in attributes] if attributes else [None] * len(ids)
    )
    columns = zip(ids, contact_ids, numbers, states, documents, strict=True)
    rows = [
        (each, *before, contact_id, *sender, number, *words[state], document, shared.message)
        for each, contact_id, number, state, document in columns
    ]
    _INSERT.execute(connection, rows)
    return ids


def _document(named: Mapping[str, str]) -> str:
    # All values are texts, which are written a third faster than by an encoder that has to ask.
    return "{" + ",".join([f"{_quoted(name)}:{_quoted(value)}" for name, value in named.items()]) + "}"
