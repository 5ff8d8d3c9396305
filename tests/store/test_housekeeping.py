"""What concerns the database as a whole."""

from datetime import timedelta

from sqlalchemy import func, select

from callfire_soap.store import broadcasts, housekeeping
from callfire_soap.store.columns import metadata
from tests.builders import NOW, add_account, add_batch, add_broadcast, add_sound, los_angeles


def fill(connection):
    account = add_account(connection)
    broadcast = add_broadcast(connection, account)
    batch, actions = add_batch(connection, account, broadcast, los_angeles(3))
    return account, broadcast, batch, add_sound(connection, account), list(actions)


def test_a_cleared_database_is_empty_and_counts_anew(connection):
    first = fill(connection)
    housekeeping.clear(connection)
    sizes = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar()
        for table in metadata.sorted_tables
    }
    assert {name for name, size in sizes.items() if size} == set()
    assert fill(connection) == first


def test_an_empty_database_has_seen_nothing(connection):
    assert housekeeping.latest_moment(connection) is None


def test_the_latest_moment_is_known(connection):
    _, broadcast, *_ = fill(connection)
    assert housekeeping.latest_moment(connection) == NOW
    later = NOW + timedelta(hours=3)
    broadcasts.change_broadcast(connection, broadcast, later)
    assert housekeeping.latest_moment(connection) == later
