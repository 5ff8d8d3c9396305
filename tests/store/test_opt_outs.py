"""Opt-outs from the short code."""

import pytest

from callfire_soap.domain.actions import ActionKind
from callfire_soap.store import dnc, opt_outs, senders
from callfire_soap.store.senders import OwnNumberRow
from tests.builders import NOW, los_angeles

MANY = los_angeles(600)


# Few are all read, many are looked for.
@pytest.mark.parametrize("how_many", [1, 250, 251, 600])
def test_whoever_opted_out_is_found_among_few_and_many(connection, mine, others, how_many):
    for person in MANY[:how_many]:
        opt_outs.add(connection, person, NOW)
    opt_outs.add(connection, "15", NOW, others)
    assert opt_outs.stopped(connection, mine, [*MANY[:how_many:7], "15", "16"]) == set(MANY[:how_many:7])
    assert opt_outs.stopped(connection, others, ["15", "16"]) == {"15"}
    assert opt_outs.stopped(connection, mine, []) == set()


@pytest.mark.parametrize("how_many", [1, 250, 251, 600])
def test_numbers_for_texts_are_found_among_few_and_many(connection, mine, how_many):
    for number in MANY[:how_many]:
        senders.add_own_number(connection, OwnNumberRow(mine, number, True, True), NOW)
    senders.add_own_number(connection, OwnNumberRow(mine, "18555551234", True, False), NOW)
    asked = {*MANY[:how_many:7], "18555551234", "16"}
    assert senders.numbers_that_take_texts(connection, asked) == set(MANY[:how_many:7])
    assert senders.numbers_that_take_texts(connection, set()) == set()


def test_an_opt_out_is_new_once(connection, mine):
    assert [opt_outs.add(connection, "1", NOW) for _ in range(2)] == [True, False]
    assert [opt_outs.add(connection, "1", NOW, mine) for _ in range(2)] == [True, False]
    assert [opt_outs.remove(connection, "1") for _ in range(2)] == [True, False]
    assert opt_outs.all_opt_outs(connection) == []


def test_only_what_a_person_asked_for_is_taken_off_a_list(connection, mine, others):
    dnc.forbid(connection, mine, "1", ActionKind.TEXT, NOW)
    assert not dnc.opt_out(connection, mine, "1", "67076", NOW)
    assert dnc.opt_out(connection, others, "1", "67076", NOW)
    assert opt_outs.unlist(connection, "1", None, said_to_short_code=True)
    assert dnc.forbidden(connection, mine, ActionKind.TEXT, ["1"]) == {"1"}
    assert dnc.forbidden(connection, others, ActionKind.TEXT, ["1"]) == set()
