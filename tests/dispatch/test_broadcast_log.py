"""What operators are told of broadcasts."""

import logging

import pytest

from callfire_soap.dispatch.broadcast_log import BroadcastLog
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.logs import facts_of
from tests.dispatch.world import World


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "world.db", login="ada")
    log = BroadcastLog(world.store)
    world.store.listen(log.hear)
    yield world
    world.close()


def told(caplog, what="broadcast"):
    return [
        (record.getMessage(), dict(facts_of(record)))
        for record in caplog.records
        if record.getMessage().startswith(what)
    ]


def test_the_start_and_the_end_of_a_broadcast_are_told(world, caplog):
    caplog.set_level(logging.INFO)
    broadcast = world.add(3, name="Spring sale")
    world.run()
    who = {"account": "ada", "id": broadcast, "name": "Spring sale"}
    assert told(caplog) == [
        ("broadcast started", {**who, "status": "RUNNING", "waiting": 3, "finished": 0}),
        ("broadcast ended", {**who, "status": "FINISHED", "waiting": 0, "finished": 3}),
    ]


def test_a_stop_in_between_is_an_end_and_says_what_is_left(world, caplog):
    caplog.set_level(logging.INFO)
    broadcast = world.add(3, max_active=1)
    world.advance(seconds=1)
    world.control(broadcast, BroadcastEvent.STOP)
    [_, (what, facts)] = told(caplog)
    assert (what, facts["status"], facts["waiting"]) == ("broadcast ended", "STOPPED", 3)


def test_nothing_is_read_when_nobody_wants_to_know(world, caplog, monkeypatch):
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(world.store, "glance", None)
    world.add(1)
    world.run()
    assert told(caplog) == []


def test_a_database_that_fails_meanwhile_undoes_nothing(world, caplog, monkeypatch):
    def fail(_find):
        raise DatabaseUnavailable("no disk")

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(world.store, "glance", fail)
    broadcast = world.add(1)
    world.run()
    assert world.status(broadcast) == "FINISHED"


def test_what_goes_on_after_a_restart_is_told(world, caplog):
    caplog.set_level(logging.INFO)
    world.add(3)
    world.advance(seconds=1)
    assert told(caplog, "attempts") == []
    world.restart()
    world.dispatcher.run_due()
    assert told(caplog, "attempts") == [
        ("attempts that were under way go on", {"attempts": 3, "broadcasts": 1, "placed": 0})
    ]
