"""Broadcasts, batches and starts, put together as SendCall, SendText and CreateContactBatch need them."""

from collections.abc import Sequence

from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus, BroadcastType, next_status
from callfire_soap.domain.configs import Config
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.events import BroadcastMoved
from callfire_soap.services.recipients import Destination, add_recipients
from callfire_soap.services.scope import Scope
from callfire_soap.store import batches, broadcasts, labels, statistics
from callfire_soap.store.broadcasts import BroadcastRow

# "default: API Contact Batch" -- CreateContactBatch. Inferred: the batch of a send has the same name.
BATCH_NAME = "API Contact Batch"

_DEFAULT_NAMES = {BroadcastType.VOICE: "Voice", BroadcastType.TEXT: "Text", BroadcastType.IVR: "IVR"}


def get_broadcast(scope: Scope, broadcast_id: int) -> BroadcastRow:
    """Answer a broadcast of the account, or raise NotFound."""
    row = broadcasts.find_broadcast(scope.unit.connection, scope.account_id, broadcast_id)
    if row is None:
        message = f"broadcast {broadcast_id} does not exist"
        raise NotFound(message)
    return row


def kind_of(type_: BroadcastType) -> ActionKind:
    """Answer whether a broadcast calls or texts."""
    return ActionKind.TEXT if type_ is BroadcastType.TEXT else ActionKind.CALL


def add_broadcast(
    scope: Scope,
    name: str | None,
    type_: BroadcastType,
    config: Config,
    label_names: Sequence[str],
    **settings: object,
) -> int:
    """Create a broadcast; without a name it is named by its type and time."""
    named = name or f"{_DEFAULT_NAMES[type_]} broadcast {scope.now:%Y-%m-%d %H:%M}"
    connection = scope.unit.connection
    created = broadcasts.add_broadcast(
        connection, scope.account_id, named, type_, config, scope.now, **settings
    )
    statistics.begin_statistics(connection, created)
    labels.label_broadcast(connection, scope.account_id, created, filter(None, label_names))
    scope.unit.note(BroadcastMoved(created, BroadcastStatus.STOPPED, scope.now))
    return created


def add_batch(
    scope: Scope, broadcast: BroadcastRow, name: str, recipients: Sequence[ToNumber], *, scrub: bool
) -> int:
    """Add numbers to a broadcast as one batch."""
    batch = batches.add_batch(scope.unit.connection, scope.account_id, broadcast.id, name, scope.now)
    destination = Destination(
        broadcast_id=broadcast.id,
        batch_id=batch,
        kind=kind_of(broadcast.type),
        from_number=broadcast.settings.from_number,
        scrubs_duplicates=scrub,
    )
    add_recipients(scope, destination, recipients)
    return batch


def start(scope: Scope, broadcast: BroadcastRow) -> None:
    """Start a broadcast that has contacts; it runs as soon as they are ready."""
    total, _ = batches.page_of_batches(scope.unit.connection, broadcast.id, 0, 1)
    if not total and statistics.progress_of(scope.unit.connection, broadcast.id) == statistics.Progress():
        # "START on a broadcast without any contact batch: business fault".
        message = f"broadcast {broadcast.id} has no contacts"
        raise BadRequest(message)
    move(scope, broadcast, BroadcastEvent.START)


def move(scope: Scope, broadcast: BroadcastRow, event: BroadcastEvent) -> None:
    """Take a broadcast to its next status, if that is another one."""
    status = next_status(broadcast.status, event)
    if status is broadcast.status:
        return
    starts_at = scope.starts_at if status is BroadcastStatus.START_PENDING else None
    broadcasts.change_broadcast(
        scope.unit.connection, broadcast.id, scope.now, status=status, starts_at=starts_at
    )
    scope.unit.note(BroadcastMoved(broadcast.id, status, scope.now))
