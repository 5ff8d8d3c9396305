"""Texts that accounts send by themselves: answers, and what calls with a dialplan send."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from callfire_soap.conduct.contacts import contact_of
from callfire_soap.conduct.lifecycle import default_text_broadcast, move
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.store import statistics
from callfire_soap.store.new_actions import NewAction, NewActions, add_action
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import UnitOfWork


class OwnText(NamedTuple):
    """A text of an account to one person, in no batch."""

    account_id: int
    from_number: str
    to_number: str
    message: str


def send(unit: UnitOfWork, text: OwnText, now: datetime, times: int = 1) -> Sequence[int]:
    """Send a text, so many times, through the account's default broadcast, without a batch; answers the actions."""
    connection = unit.connection
    broadcast = default_text_broadcast(unit, text.account_id, now)
    contact = contact_of(unit, text.account_id, text.to_number, now)
    shared = NewActions(
        text.account_id, broadcast.id, None, ActionKind.TEXT, text.from_number, now, text.message
    )
    ids = add_action(connection, shared, NewAction(contact, text.to_number, ActionState.READY), times)
    statistics.add_progress(connection, broadcast.id, Progress(unattempted=times))
    unit.note(ActionsMoved(text.account_id, ActionKind.TEXT, ids, ActionState.READY, now))
    move(unit, broadcast, BroadcastEvent.START, now, now)
    return ids
