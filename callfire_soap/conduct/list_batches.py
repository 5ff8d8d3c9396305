"""Batches that are made of contact lists: filled by and by, once their list is ready."""

from collections.abc import Sequence
from datetime import datetime

from callfire_soap.conduct.lifecycle import end_waiting, take_up
from callfire_soap.conduct.recipients import Destination, Recipients, add_actions, present_of
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus, kind_of
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.events import BatchMoved
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.store import accounts, broadcasts, contact_lists, contacts, list_batches
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.list_batches import SourceRow
from callfire_soap.store.unit_of_work import UnitOfWork

FILLED_AT_ONCE = 5_000
"""So many contacts are taken into a batch at once, while others wait to write."""


def populate(unit: UnitOfWork, source: SourceRow, now: datetime, starts_at: datetime | None = None) -> None:
    """Take the next contacts of its list into a batch; after the last, let its broadcast take up what came.

    "SOURCE_ERROR: the contact list behind it is unusable".
    """
    connection = unit.connection
    if source.list_status is not ContactListStatus.ACTIVE:
        give_up(unit, source, now)
        return
    broadcast = broadcasts.broadcasts_by_id(connection, [source.broadcast_id])[source.broadcast_id]
    ids = contact_lists.page_of_members(connection, source.contact_list_id, source.filled_to, FILLED_AT_ONCE)
    if ids:
        _add_members(unit, source, broadcast, ids, now)
    if len(ids) == FILLED_AT_ONCE:
        list_batches.fill_to(connection, source.batch_id, ids[-1])
        return
    _end(unit, source, BatchStatus.ACTIVE, now)
    zone = accounts.get_account(connection, source.account_id).time_zone
    take_up(unit, broadcast, zone, now, starts_at)


def give_up(unit: UnitOfWork, source: SourceRow, now: datetime) -> None:
    """Let a batch wait no longer for a list that will never be ready, or cannot be taken in."""
    _end(unit, source, BatchStatus.SOURCE_ERROR, now)


def _end(unit: UnitOfWork, source: SourceRow, status: BatchStatus, now: datetime) -> None:
    list_batches.end_source(unit.connection, source.batch_id, status)
    unit.note(BatchMoved(source.account_id, source.batch_id, status, now))


def _add_members(
    unit: UnitOfWork, source: SourceRow, broadcast: BroadcastRow, ids: Sequence[int], now: datetime
) -> None:
    destination = Destination(
        broadcast_id=broadcast.id,
        batch_id=source.batch_id,
        kind=kind_of(broadcast.type),
        from_number=broadcast.settings.from_number,
        scrubs_duplicates=source.scrubs_duplicates,
        is_disabled=not source.is_enabled,
    )
    recipients = _recipients(unit, ids)
    present = present_of(unit, source.account_id, destination, recipients.numbers)
    add_actions(unit, source.account_id, destination, recipients, present, now)
    if broadcast.status is BroadcastStatus.ARCHIVED:
        end_waiting(unit, broadcast.id, now)


def _recipients(unit: UnitOfWork, contact_ids: Sequence[int]) -> Recipients:
    people = contacts.people_of(unit.connection, contact_ids)
    numbered = [(each, people[each].number) for each in contact_ids]
    # A contact may have lost its phones since it came onto the list.
    reachable = [(each, normalize(number)) for each, number in numbered if number]
    return Recipients([number for _, number in reachable], [each for each, _ in reachable])
