"""Schedules of broadcasts."""

from datetime import date, time, timedelta

import pytest

from callfire_soap.domain.schedules import DayOfWeek, Schedule
from callfire_soap.store import schedules
from callfire_soap.store.schedules import ScheduleRow
from tests.builders import NOW, add_broadcast

HOUR = timedelta(hours=1)


@pytest.fixture
def broadcast(connection, mine):
    return add_broadcast(connection, mine)


def add(connection, account, broadcast, **settings):
    values = {
        "id": 0,
        "account_id": account,
        "broadcast_id": broadcast,
        "start": time(9),
        "stop": time(17),
        "zone": "EST",
        "begin": None,
        "end": None,
        "days": [],
        "seen_at": NOW,
        "changes_at": NOW + HOUR,
        **settings,
    }
    return schedules.add_schedule(connection, ScheduleRow(**values))


def test_a_schedule_is_read_as_it_was_written(connection, mine, others, broadcast):
    added = add(
        connection,
        mine,
        broadcast,
        stop=time(17, 30, 15),
        begin=date(2026, 1, 5),
        end=date(2026, 7, 5),
        days=["MONDAY", "SUNDAY"],
    )
    row = schedules.find_schedule(connection, mine, added)
    assert row.rule("America/Denver") == Schedule(
        start=time(9),
        stop=time(17, 30, 15),
        zone="EST",
        begin=date(2026, 1, 5),
        end=date(2026, 7, 5),
        days=(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
    )
    assert schedules.find_schedule(connection, others, added) is None


def test_a_schedule_without_a_zone_has_the_one_of_the_account(connection, mine, broadcast):
    row = schedules.find_schedule(connection, mine, add(connection, mine, broadcast, zone=""))
    assert row.zone == ""
    assert row.rule("America/Denver").zone == "America/Denver"


def test_schedules_are_listed_oldest_first(connection, mine, broadcast):
    ids = [add(connection, mine, broadcast) for _ in range(3)]
    add(connection, mine, add_broadcast(connection, mine))

    def page(first, limit):
        total, rows = schedules.page_of_schedules(connection, broadcast, first, limit)
        return total, [row.id for row in rows]

    assert page(0, 1000) == (3, ids)
    assert page(1, 1) == (3, ids[1:2])
    assert page(3, 1) == (3, [])
    assert [row.id for row in schedules.schedules_of(connection, broadcast)] == ids


def test_a_schedule_that_was_removed_is_gone(connection, mine, broadcast):
    added = add(connection, mine, broadcast)
    schedules.remove_schedule(connection, added)
    assert schedules.find_schedule(connection, mine, added) is None
    assert schedules.next_change(connection) is None


def test_what_changes_first_is_due_first(connection, mine, broadcast):
    assert schedules.next_change(connection) is None
    late, early = (add(connection, mine, broadcast, changes_at=NOW + hours * HOUR) for hours in (3, 2))
    add(connection, mine, broadcast, changes_at=None)
    assert schedules.next_change(connection) == NOW + 2 * HOUR
    assert schedules.due_schedules(connection, NOW + HOUR) == []
    assert [row.id for row in schedules.due_schedules(connection, NOW + 2 * HOUR)] == [early]
    assert [row.id for row in schedules.due_schedules(connection, NOW + 3 * HOUR)] == [early, late]


def test_a_schedule_that_was_followed_is_due_no_more(connection, mine, broadcast):
    added = add(connection, mine, broadcast)
    schedules.see_schedule(connection, added, NOW + HOUR, NOW + 9 * HOUR, None)
    assert schedules.due_schedules(connection, NOW + HOUR) == []
    row = schedules.find_schedule(connection, mine, added)
    assert (row.seen_at, row.changes_at) == (NOW + HOUR, NOW + 9 * HOUR)
