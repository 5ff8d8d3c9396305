"""Schedules, followed: windows open and broadcasts start, windows close and broadcasts stop."""

from datetime import datetime

from callfire_soap.conduct.lifecycle import move, start_if_open
from callfire_soap.domain.broadcasts import ACTIVE_STATUSES, BroadcastEvent
from callfire_soap.domain.schedules import opens_anew
from callfire_soap.store import broadcasts, schedules
from callfire_soap.store.accounts import get_account
from callfire_soap.store.schedules import ScheduleRow
from callfire_soap.store.unit_of_work import UnitOfWork


def follow_schedules(unit: UnitOfWork, now: datetime) -> int:
    """Open and close what is due; answers how many schedules changed."""
    due = schedules.due_schedules(unit.connection, now)
    for row in due:
        _follow(unit, row, now)
    return len(due)


def _follow(unit: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    zone = get_account(unit.connection, row.account_id).time_zone
    rule, resumes = row.rule(zone), row.resumes
    broadcast = broadcasts.broadcasts_by_id(unit.connection, [row.broadcast_id])[row.broadcast_id]
    rules = [each.rule(zone) for each in schedules.schedules_of(unit.connection, broadcast.id)]
    if broadcast.is_halted and opens_anew(rule, rules, row.seen_at, now):
        broadcasts.halt(unit.connection, broadcast.id, is_halted=False)
        broadcast = broadcast._replace(is_halted=False)
    if rule.is_open(now):
        start_if_open(unit, broadcast, zone, now)
    elif broadcast.status in ACTIVE_STATUSES and not any(each.is_open(now) for each in rules):
        move(unit, broadcast, BroadcastEvent.STOP, now)
        if broadcast.resume_next_day:
            # "unfinished campaign goes on next day". Inferred: at the same hours, whatever days and dates the
            # schedule names.
            resumes = rule.day_after_closing(row.seen_at, now)
    changes_at = row._replace(resumes=resumes).rule(zone).next_change(now)
    schedules.see_schedule(unit.connection, row.id, now, changes_at, resumes)
