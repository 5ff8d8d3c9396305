"""Broadcasts, batches and starts, put together as SendCall, SendText and CreateContactBatch need them."""

from collections.abc import Sequence

from callfire_soap.conduct import lifecycle
from callfire_soap.conduct.lifecycle import end_waiting, move, take_up
from callfire_soap.conduct.list_batches import populate
from callfire_soap.conduct.recipients import Destination, add_recipients
from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.broadcasts import (
    BatchStatus,
    BroadcastCommand,
    BroadcastEvent,
    BroadcastType,
    kind_of,
)
from callfire_soap.domain.configs import Config
from callfire_soap.domain.contacts import LIST_IN_PROGRESS
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.events import BatchMoved
from callfire_soap.domain.labels import given_labels
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.services import schedules
from callfire_soap.services.recipients import read_recipients
from callfire_soap.services.scope import Scope
from callfire_soap.services.sounds import check_ready
from callfire_soap.store import batches, broadcasts, labels, list_batches, statistics
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.contact_lists import ContactListRow

# "default: API Contact Batch" -- CreateContactBatch. Inferred: the batch of a send has the same name.
BATCH_NAME = "API Contact Batch"

# Batches of longer lists are populated by the dispatcher.
_POPULATED_AT_ONCE = 1_000

_DEFAULT_NAMES = {BroadcastType.VOICE: "Voice", BroadcastType.TEXT: "Text", BroadcastType.IVR: "IVR"}


def get_broadcast(scope: Scope, broadcast_id: int) -> BroadcastRow:
    """Answer a broadcast of the account, or raise NotFound."""
    row = broadcasts.find_broadcast(scope.connection, scope.account_id, broadcast_id)
    if row is None:
        message = f"broadcast {broadcast_id} does not exist"
        raise NotFound(message)
    return row


def add_broadcast(
    scope: Scope,
    name: str | None,
    type_: BroadcastType,
    config: Config,
    label_names: Sequence[str],
    **settings: object,
) -> int:
    """Create a broadcast; without a name it is named by its type and time."""
    named = usable_name(name, f"{_DEFAULT_NAMES[type_]} broadcast {scope.now:%Y-%m-%d %H:%M}")
    created = lifecycle.add_broadcast(
        scope.unit, scope.account_id, named, type_, config, scope.now, **settings
    )
    labels.label_broadcast(scope.connection, scope.account_id, created, given_labels(label_names))
    return created


def add_batch(
    scope: Scope, broadcast: BroadcastRow, name: str, recipients: Sequence[ToNumber], *, scrub: bool
) -> int:
    """Add numbers to a broadcast as one batch."""
    batch = batches.add_batch(scope.connection, scope.account_id, broadcast.id, name, scope.now)
    scope.unit.note(BatchMoved(scope.account_id, batch, BatchStatus.ACTIVE, scope.now))
    destination = Destination(
        broadcast_id=broadcast.id,
        batch_id=batch,
        kind=kind_of(broadcast.type),
        from_number=broadcast.settings.from_number,
        scrubs_duplicates=scrub,
    )
    given = read_recipients(recipients)
    add_recipients(scope.unit, scope.account_id, destination, given, scope.now)
    take_up(scope.unit, broadcast, scope.account.time_zone, scope.now, scope.starts_at)
    return batch


def add_list_batch(
    scope: Scope, broadcast: BroadcastRow, name: str, source: ContactListRow, *, scrub: bool
) -> int:
    """Add the contacts of a list to a broadcast as one batch; if they are many, the dispatcher does."""
    connection = scope.connection
    batch = batches.add_batch(connection, scope.account_id, broadcast.id, name, scope.now)
    list_batches.add_source(connection, batch, source.id, scrubs_duplicates=scrub)
    if source.status not in LIST_IN_PROGRESS and source.size <= _POPULATED_AT_ONCE:
        waiting = list_batches.get_source(connection, batch)
        populate(scope.unit, waiting, scope.now, scope.starts_at)
    return batch


def start(scope: Scope, broadcast: BroadcastRow) -> None:
    """Start a broadcast that has contacts; it runs as soon as they are ready."""
    total, _ = batches.page_of_batches(scope.connection, broadcast.id, 0, 1)
    if not total and statistics.progress_of(scope.connection, broadcast.id) == statistics.Progress():
        # "START on a broadcast without any contact batch: business fault".
        message = f"broadcast {broadcast.id} has no contacts"
        raise BadRequest(message)
    check_ready(scope, broadcast.settings)
    broadcasts.halt(scope.connection, broadcast.id, is_halted=False)
    move(scope.unit, broadcast, BroadcastEvent.START, scope.now, scope.starts_at)


def control(scope: Scope, broadcast: BroadcastRow, command: BroadcastCommand) -> None:
    """Carry a command out."""
    if command is BroadcastCommand.START:
        start(scope, broadcast)
        return
    is_halted = command is BroadcastCommand.STOP
    schedules.halt(scope, broadcast, is_halted=is_halted)
    move(scope.unit, broadcast, BroadcastEvent(command.value), scope.now)
    if command is BroadcastCommand.ARCHIVE:
        end_waiting(scope.unit, broadcast.id, scope.now)
