"""Batches."""

from callfire_soap.domain.broadcasts import BatchStatus
from callfire_soap.store import batches
from tests.builders import NOW, add_broadcast


def add(connection, account, broadcast=None, name="Batch"):
    broadcast = broadcast or add_broadcast(connection, account)
    return batches.add_batch(connection, account, broadcast, name, NOW)


def test_a_batch_begins_active_and_empty(connection, mine):
    row = batches.find_batch(connection, mine, add(connection, mine, name="Mine"))
    assert (row.name, row.status, row.is_enabled, row.created_at) == ("Mine", BatchStatus.ACTIVE, True, NOW)
    assert (row.size, row.remaining) == (0, 0)


def test_a_batch_of_another_account_is_not_found(connection, mine, others):
    assert batches.find_batch(connection, mine, add(connection, others)) is None


def test_batches_are_listed_oldest_first(connection, mine):
    broadcast = add_broadcast(connection, mine)
    ids = [add(connection, mine, broadcast) for _ in range(4)]
    add(connection, mine)

    def page(first, limit):
        total, rows = batches.page_of_batches(connection, broadcast, first, limit)
        return total, [row.id for row in rows]

    assert page(0, 1000) == (4, ids)
    assert page(1, 2) == (4, ids[1:3])
    assert page(4, 1) == (4, [])


def test_batches_grow_and_shrink(connection, mine):
    first, second, third = (add(connection, mine) for _ in range(3))
    for each in (first, second, third):
        batches.grow_batch(connection, each, 5, 4)
    batches.grow_batch(connection, first, 2, 2)
    batches.shrink_batches(connection, {first: 3, second: 1})
    found = [batches.find_batch(connection, mine, each) for each in (first, second, third)]
    assert [(row.size, row.remaining) for row in found] == [(7, 3), (5, 3), (5, 4)]
