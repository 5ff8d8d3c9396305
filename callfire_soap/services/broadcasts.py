"""BroadcastService."""

from dataclasses import dataclass
from decimal import Decimal

from callfire_soap.contract.broadcasts import (
    ActionStatistics,
    Broadcast,
    BroadcastQueryResult,
    BroadcastRequest,
    BroadcastStats,
    ContactBatch,
    ContactBatchQueryResult,
    ControlBroadcast,
    CreateContactBatch,
    GetBroadcastStats,
    QueryBroadcasts,
    QueryContactBatches,
    ResultStat,
    UsageStats,
)
from callfire_soap.contract.common import CreatedId, IdRequest
from callfire_soap.contract.services import BroadcastService
from callfire_soap.domain.broadcasts import BroadcastCommand, BroadcastEvent
from callfire_soap.domain.errors import BadRequest, NotFound, NotImplementedYet
from callfire_soap.services import sending, views
from callfire_soap.services.actions import label_named
from callfire_soap.services.configs import read_config, type_of
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.store import batches, broadcasts, labels, statistics
from callfire_soap.store.broadcasts import BroadcastFilter
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
        connection, page = self.scope.unit.connection, page_of(request)
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
        named = labels.labels_of_broadcasts(self.scope.unit.connection, [row.id])
        return views.broadcast_view(row, named.get(row.id, ()))

    def get_broadcast_stats(self, request: GetBroadcastStats) -> BroadcastStats:
        """Count a broadcast's attempts and actions, altogether or of an interval."""
        row, connection = sending.get_broadcast(self.scope, request.id), self.scope.unit.connection
        begin, end = request.interval_begin, request.interval_end
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
                self.scope.unit.connection, row.id, self.scope.now, max_active=request.max_active
            )
        if request.command is BroadcastCommand.START:
            sending.start(self.scope, row)
        elif request.command is not None:
            sending.move(self.scope, row, BroadcastEvent(request.command.value))

    def create_contact_batch(self, request: CreateContactBatch) -> CreatedId:
        """Add numbers to a broadcast; answers the id of the batch, though the documentation says list."""
        row = sending.get_broadcast(self.scope, request.broadcast_id)
        if request.contact_list_id is not None:
            message = "batches from contact lists are not implemented"
            raise NotImplementedYet(message)
        scrub = request.scrub_broadcast_duplicates
        name = request.name or sending.BATCH_NAME
        batch = sending.add_batch(self.scope, row, name, request.to_number, scrub=scrub)
        if request.start:
            sending.start(self.scope, row)
        return CreatedId(batch)

    def query_contact_batches(self, request: QueryContactBatches) -> ContactBatchQueryResult:
        """List the batches of a broadcast, oldest first."""
        row, page = sending.get_broadcast(self.scope, request.broadcast_id), page_of(request)
        total, rows = batches.page_of_batches(self.scope.unit.connection, row.id, page.first, page.limit)
        return ContactBatchQueryResult(total_results=total, contact_batch=tuple(map(views.batch_view, rows)))

    def get_contact_batch(self, request: IdRequest) -> ContactBatch:
        """Show a batch."""
        row = batches.find_batch(self.scope.unit.connection, self.scope.account_id, request.id)
        if row is None:
            message = f"contact batch {request.id} does not exist"
            raise NotFound(message)
        return views.batch_view(row)


def _check_max_active(wanted: int) -> None:
    if wanted <= 0:
        # Inferred: no number of calls at once is what STOP is for.
        message = "MaxActive must be at least 1"
        raise BadRequest(message)


def _usage(tallies: list[Tally]) -> UsageStats:
    return UsageStats(
        duration=sum(tally.seconds for tally in tallies),
        billed_duration=sum(tally.billed_seconds for tally in tallies),
        billed_amount=float(sum((tally.billed for tally in tallies), Decimal(0))),
        attempts=sum(tally.attempts for tally in tallies),
        actions=sum(tally.attempted_actions for tally in tallies),
    )
