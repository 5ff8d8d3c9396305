"""BroadcastService."""

from dataclasses import dataclass
from decimal import Decimal

from callfire_soap.conduct.lifecycle import move_members
from callfire_soap.contract.broadcasts import (
    ActionStatistics,
    Broadcast,
    BroadcastQueryResult,
    BroadcastRequest,
    BroadcastSchedule,
    BroadcastScheduleQueryResult,
    BroadcastStats,
    ContactBatch,
    ContactBatchQueryResult,
    ControlBroadcast,
    ControlContactBatch,
    CreateBroadcastSchedule,
    CreateContactBatch,
    GetBroadcastStats,
    QueryBroadcasts,
    QueryBroadcastSchedules,
    QueryContactBatches,
    ResultStat,
    UsageStats,
)
from callfire_soap.contract.common import CreatedId, IdRequest
from callfire_soap.contract.services import BroadcastService
from callfire_soap.domain.actions import ActionEvent
from callfire_soap.domain.broadcasts import BroadcastStatus
from callfire_soap.domain.configs import Config
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.labels import given_labels
from callfire_soap.domain.retries import RetryPolicy
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.services import contact_lists, schedules, sending, sounds, views
from callfire_soap.services.actions import label_named
from callfire_soap.services.configs import read_config, type_of
from callfire_soap.services.scope import Scope, last_shown_as, page_of
from callfire_soap.store import actions, attempts, batches, broadcasts, configs, labels, statistics
from callfire_soap.store import schedules as schedule_rows
from callfire_soap.store.batches import BatchRow
from callfire_soap.store.broadcasts import BroadcastFilter, BroadcastRow
from callfire_soap.store.statistics import Tally


@dataclass(frozen=True, slots=True)
class Broadcasts(BroadcastService):
    """Campaigns, their batches and their statistics."""

    scope: Scope

    def create_broadcast(self, request: BroadcastRequest) -> CreatedId:
        """Create a broadcast that waits to be started; an id, status or date that is sent along is ignored."""
        wanted = request.broadcast
        type_ = type_of(wanted.config, wanted.type)
        config = read_config(self.scope, wanted.config)
        created = sending.add_broadcast(
            self.scope, wanted.name, type_, config, wanted.label, resume_next_day=wanted.resume_next_day
        )
        return CreatedId(created)

    def query_broadcasts(self, request: QueryBroadcasts) -> BroadcastQueryResult:
        """List the broadcasts that are not archived, oldest first."""
        connection, page = self.scope.connection, page_of(request)
        wanted = BroadcastFilter(request.type, request.running, label_named(self.scope, request.label_name))
        total, rows = broadcasts.page_of_broadcasts(
            connection, self.scope.account_id, wanted, page.first, page.limit
        )
        named = labels.labels_of_broadcasts(connection, [row.id for row in rows])
        found = tuple(views.broadcast_view(row, named.get(row.id, ())) for row in rows)
        return BroadcastQueryResult(total_results=total, broadcast=found)

    def get_broadcast(self, request: IdRequest) -> Broadcast:
        """Show a broadcast, an archived one too."""
        row = sending.get_broadcast(self.scope, request.id)
        named = broadcasts.labels_of_broadcast(self.scope.connection, row.id)
        return views.broadcast_view(row, named)

    def get_broadcast_stats(self, request: GetBroadcastStats) -> BroadcastStats:
        """Count a broadcast's attempts and actions, altogether or of an interval."""
        row, connection = sending.get_broadcast(self.scope, request.id), self.scope.connection
        begin, end = request.interval_begin, last_shown_as(request.interval_end)
        if begin is None and end is None:
            tallies, progress = (
                statistics.tallies_of(connection, row.id),
                statistics.progress_of(connection, row.id),
            )
        else:
            tallies = statistics.tallies_between(connection, row.id, begin, end)
            progress = statistics.progress_between(connection, row.id, begin, end)
        return BroadcastStats(
            usage_stats=_usage(list(tallies.values())),
            result_stat=tuple(
                ResultStat(result=result, attempts=tally.attempts, actions=tally.actions)
                for result, tally in tallies.items()
            ),
            action_statistics=ActionStatistics(**progress._asdict()),
        )

    def control_broadcast(self, request: ControlBroadcast) -> None:
        """Start, stop or archive a broadcast, and set how many calls it makes at once."""
        row = sending.get_broadcast(self.scope, request.id)
        if request.max_active is not None:
            _check_max_active(request.max_active)
            broadcasts.change_broadcast(
                self.scope.connection, row.id, self.scope.now, max_active=request.max_active
            )
        if request.command is not None:
            sending.control(self.scope, row, request.command)

    def update_broadcast(self, request: BroadcastRequest) -> None:
        """Replace the whole configuration of a broadcast; what is left out is reset.

        "tests assert that the new name is stored" although the documentation says that it is not.
        """
        wanted, connection = request.broadcast, self.scope.connection
        row = sending.get_broadcast(self.scope, wanted.id or 0)
        if type_of(wanted.config, wanted.type) is not row.type:
            # Inferred: nothing can turn calls into texts.
            message = f"broadcast {row.id} is of type {row.type}"
            raise BadRequest(message)
        config = read_config(self.scope, wanted.config)
        if row.status is BroadcastStatus.RUNNING:
            sounds.check_ready(self.scope, config)
        # Inferred: "a running broadcast uses the new configuration for what is selected afterwards".
        if config.from_number != row.settings.from_number:
            actions.change_sender(connection, row.id, config.from_number)
        if row.settings.calling_hours is not None:
            _look_again(self.scope, row, config)
        broadcasts.change_broadcast(
            connection,
            row.id,
            self.scope.now,
            name=usable_name(wanted.name, row.name),
            config=configs.to_document(config),
            resume_next_day=wanted.resume_next_day,
        )
        # Inferred: labels that are given are added, none is taken away.
        labels.label_broadcast(connection, self.scope.account_id, row.id, given_labels(wanted.label))

    def create_contact_batch(self, request: CreateContactBatch) -> CreatedId:
        """Add numbers to a broadcast; answers the id of the batch, though the documentation says list."""
        row = sending.get_broadcast(self.scope, request.broadcast_id)
        scrub = request.scrub_broadcast_duplicates
        name = usable_name(request.name, sending.BATCH_NAME)
        if request.contact_list_id is not None:
            source = contact_lists.get(self.scope, request.contact_list_id)
            batch = sending.add_list_batch(self.scope, row, name, source, scrub=scrub)
        else:
            batch = sending.add_batch(self.scope, row, name, request.to_number, scrub=scrub)
        if request.start:
            sending.start(self.scope, row)
        return CreatedId(batch)

    def query_contact_batches(self, request: QueryContactBatches) -> ContactBatchQueryResult:
        """List the batches of a broadcast, oldest first."""
        row, page = sending.get_broadcast(self.scope, request.broadcast_id), page_of(request)
        total, rows = batches.page_of_batches(self.scope.connection, row.id, page.first, page.limit)
        return ContactBatchQueryResult(total_results=total, contact_batch=tuple(map(views.batch_view, rows)))

    def get_contact_batch(self, request: IdRequest) -> ContactBatch:
        """Show a batch."""
        return views.batch_view(self._batch(request.id))

    def control_contact_batch(self, request: ControlContactBatch) -> None:
        """Rename a batch, or let its numbers be dialled or not; either may be asked alone."""
        row, connection = self._batch(request.id), self.scope.connection
        if request.name:
            batches.change_batch(connection, row.id, name=usable_name(request.name, row.name))
        if request.enabled is not None and request.enabled is not row.is_enabled:
            batches.change_batch(connection, row.id, is_enabled=request.enabled)
            event = ActionEvent.ENABLE if request.enabled else ActionEvent.DISABLE
            move_members(self.scope.unit, row.id, event, self.scope.now)
            # Inferred: whom an open schedule finds enabled again is like a new contact.
            schedules.follow(self.scope, sending.get_broadcast(self.scope, row.broadcast_id))

    def create_broadcast_schedule(self, request: CreateBroadcastSchedule) -> CreatedId:
        """Let a broadcast run by the clock; a window that is open now starts it at once."""
        row = sending.get_broadcast(self.scope, request.broadcast_id)
        return CreatedId(schedules.add(self.scope, row, request.broadcast_schedule))

    def query_broadcast_schedule(self, request: QueryBroadcastSchedules) -> BroadcastScheduleQueryResult:
        """List the schedules of a broadcast, oldest first."""
        row, page = sending.get_broadcast(self.scope, request.broadcast_id), page_of(request)
        total, rows = schedule_rows.page_of_schedules(self.scope.connection, row.id, page.first, page.limit)
        found = tuple(map(views.schedule_view, rows))
        return BroadcastScheduleQueryResult(total_results=total, broadcast_schedule=found)

    def get_broadcast_schedule(self, request: IdRequest) -> BroadcastSchedule:
        """Show a schedule."""
        return views.schedule_view(schedules.get(self.scope, request.id))

    def delete_broadcast_schedule(self, request: IdRequest) -> None:
        """Delete a schedule; a broadcast that runs goes on."""
        row = schedules.get(self.scope, request.id)
        schedule_rows.remove_schedule(self.scope.connection, row.id)

    def _batch(self, batch_id: int) -> BatchRow:
        row = batches.find_batch(self.scope.connection, self.scope.account_id, batch_id)
        if row is None:
            message = f"contact batch {batch_id} does not exist"
            raise NotFound(message)
        return row


def _check_max_active(wanted: int) -> None:
    if wanted <= 0:
        # Inferred: no number of calls at once is what STOP is for.
        message = "MaxActive must be at least 1"
        raise BadRequest(message)


def _look_again(scope: Scope, row: BroadcastRow, config: Config) -> None:
    """Let whoever waits for the calling hours be judged by others, perhaps on another phone.

    A wait between attempts, which the minutes so far decided, is not cut short.
    """
    before, after = (each.retry or RetryPolicy() for each in (row.settings, config))
    hours = row.settings.calling_hours, config.calling_hours
    if hours[0] != hours[1] or before.phone_types != after.phone_types:
        minutes = max(before.minutes_between_attempts, 0)
        attempts.make_due(scope.connection, row.id, minutes, scope.now)


def _usage(tallies: list[Tally]) -> UsageStats:
    return UsageStats(
        duration=sum(tally.seconds for tally in tallies),
        billed_duration=sum(tally.billed_seconds for tally in tallies),
        billed_amount=float(sum((tally.billed for tally in tallies), Decimal(0))),
        attempts=sum(tally.attempts for tally in tallies),
        actions=sum(tally.attempted_actions for tally in tallies),
    )
