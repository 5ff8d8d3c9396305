"""Schedules as operations use them."""

from callfire_soap.conduct.lifecycle import start_if_open
from callfire_soap.contract.broadcasts import BroadcastSchedule
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.schedules import time_zone
from callfire_soap.services.scope import Scope
from callfire_soap.store import broadcasts, schedules
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.schedules import ScheduleRow


def add(scope: Scope, broadcast: BroadcastRow, wanted: BroadcastSchedule) -> int:
    """Add a schedule to a broadcast, and follow it from now on."""
    # "<TimeZone/> is sent all winter": it is accepted and means the zone of the account.
    if wanted.time_zone:
        time_zone(wanted.time_zone)
    if wanted.begin_date and wanted.end_date and wanted.end_date < wanted.begin_date:
        # Inferred: past dates are fine, a span that ends before it begins is not.
        message = "EndDate is before BeginDate"
        raise BadRequest(message)
    row = ScheduleRow(
        id=0,
        account_id=scope.account_id,
        broadcast_id=broadcast.id,
        start=wanted.start_time_of_day,
        stop=wanted.stop_time_of_day,
        zone=wanted.time_zone,
        begin=wanted.begin_date,
        end=wanted.end_date,
        days=list(dict.fromkeys(wanted.days_of_week)),
        seen_at=scope.now,
        changes_at=None,
    )
    connection, zone, now = scope.connection, scope.account.time_zone, scope.now
    rule = row.rule(zone)
    others = [each.rule(zone) for each in schedules.schedules_of(connection, broadcast.id)]
    created = schedules.add_schedule(connection, row._replace(changes_at=rule.next_change(now)))
    if broadcast.is_halted and rule.is_open(now) and not any(each.is_open(now) for each in others):
        # Inferred: a STOP that came before the schedule holds until its first opening, and that is now. Where another
        # schedule is open, its window has become longer.
        broadcasts.halt(connection, broadcast.id, is_halted=False)
        broadcast = broadcast._replace(is_halted=False)
    follow(scope, broadcast)
    return created


def follow(scope: Scope, broadcast: BroadcastRow) -> None:
    """Start a broadcast that has got work, if one of its schedules is open."""
    start_if_open(scope.unit, broadcast, scope.account.time_zone, scope.now, scope.starts_at)


def get(scope: Scope, schedule_id: int) -> ScheduleRow:
    """Answer a schedule of the account, or raise NotFound: "Not Found" for one that was deleted."""
    row = schedules.find_schedule(scope.connection, scope.account_id, schedule_id)
    if row is None:
        raise NotFound
    return row


def halt(scope: Scope, broadcast: BroadcastRow, *, is_halted: bool) -> None:
    """Note whether open schedules must leave a broadcast alone; a STOP undoes openings that nobody has followed yet."""
    connection = scope.connection
    broadcasts.halt(connection, broadcast.id, is_halted=is_halted)
    for row in schedules.schedules_of(connection, broadcast.id) if is_halted else ():
        changes_at = row.rule(scope.account.time_zone).next_change(scope.now)
        schedules.see_schedule(connection, row.id, scope.now, changes_at, row.resumes)
