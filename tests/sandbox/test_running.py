"""The sandbox interface over the whole system."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.store import accounts, outbox, senders
from tests import builders
from tests.sandbox.conftest import Client

FIVE = "2026-01-05T17:00:00Z"


@pytest.fixture
def config(tmp_path):
    database = str(tmp_path / "test.db")
    bootstrap.upgrade_database(database)
    return Config(sandbox=True, database=database, clock=ClockChoice.MANUAL)


@pytest.fixture
def system(config):
    system = bootstrap.build(config)
    system.start()
    yield system
    system.stop()


@pytest.fixture
def client(system):
    return Client(system.wsgi)


@pytest.fixture
def call(system):
    """Answer what calls numbers: with a started broadcast of its own."""

    def call(*numbers):
        with system.store.writing() as unit:
            connection = unit.connection
            account_id = accounts.find_login(connection, "sandbox").id
            broadcast_id = builders.add_broadcast(connection, account_id, builders.voice(1))
            action_ids = builders.add_actions(connection, account_id, broadcast_id, numbers)
            builders.start(connection, broadcast_id)
            unit.commit()
        return broadcast_id, list(action_ids)

    return call


def moves(client, action_id):
    events = client.get("/sandbox/events").json["events"]
    return [event["state"] for event in events if event.get("action") == action_id]


def test_draining_dials_what_is_due_and_leaves_the_clock_alone(client, call):
    _, (action_id,) = call("12132209001")
    assert client.post("/sandbox/drain").json["now"] == FIVE
    (entry,) = client.get("/sandbox/carrier").json["entries"]
    assert (entry["kind"], entry["action"], entry["to"]) == ("call", action_id, "12132209001")
    assert entry["from"] == builders.FROM
    assert entry["at"] == FIVE
    assert entry["outcome"] is None
    assert moves(client, action_id) == ["SELECTED"]


def test_advancing_brings_calls_to_their_end(client, call):
    broadcast_id, (action_id,) = call("12132209001")
    client.post("/sandbox/drain")
    advanced = client.post("/sandbox/clock/advance", {"seconds": 600}).json
    assert advanced["now"] == "2026-01-05T17:10:00Z"
    assert advanced["events"] > 0
    assert moves(client, action_id) == ["SELECTED", "FINISHED"]
    (entry,) = client.get("/sandbox/carrier").json["entries"]
    assert entry["outcome"] == "live"
    events = client.get("/sandbox/events").json["events"]
    assert [event["status"] for event in events if event.get("broadcast") == broadcast_id][-1] == "FINISHED"
    moments = [datetime.fromisoformat(event["at"]) for event in events]
    assert moments == sorted(moments)


def test_a_scripted_phone_reacts_as_told_until_the_script_is_deleted(client, call):
    client.put("/sandbox/phones/12132209001", {"reactions": [{"answer": "busy"}]})
    call("12132209001")
    client.post("/sandbox/clock/advance", {"seconds": 600})
    client.send("DELETE", "/sandbox/phones/12132209001")
    call("12132209001")
    client.post("/sandbox/clock/advance", {"seconds": 600})
    entries = client.get("/sandbox/carrier").json["entries"]
    assert [entry["outcome"] for entry in entries] == ["busy", "live"]
    assert client.get(f"/sandbox/carrier?after={entries[0]['id']}").json["entries"] == entries[1:]


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [("0110", "machine"), ("0111", "busy"), ("0112", "no_answer"), ("0113", "carrier_error")],
)
def test_the_last_digits_of_a_number_decide_how_it_reacts(client, call, ending, outcome):
    call(f"1213220{ending}")
    client.post("/sandbox/clock/advance", {"seconds": 600})
    (entry,) = client.get("/sandbox/carrier").json["entries"]
    assert entry["outcome"] == outcome


def test_the_same_script_and_clock_give_the_same_history(client, call):
    histories = []
    for _ in range(2):
        client.post("/sandbox/reset")
        call(*builders.los_angeles(20))
        client.post("/sandbox/clock/advance", {"seconds": 3600})
        histories.append((client.get("/sandbox/events").json, client.get("/sandbox/carrier").json))
    assert histories[0] == histories[1]
    assert len(histories[0][1]["entries"]) == 20


def test_a_reset_forgets_everything_and_provisions_again(client, system, call):
    call("12132209001")
    client.put("/sandbox/phones/12132209002", {"reactions": [{"answer": "busy"}]})
    client.post("/sandbox/clock/advance", {"seconds": 600})
    assert client.post("/sandbox/reset").status == 204
    assert client.get("/sandbox/clock").json == {"now": FIVE, "mode": "manual", "speed": 1.0}
    assert client.get("/sandbox/events").json == {"events": []}
    assert client.get("/sandbox/carrier").json == {"entries": []}
    call("12132209002")
    client.post("/sandbox/clock/advance", {"seconds": 600})
    (entry,) = client.get("/sandbox/carrier").json["entries"]
    assert entry["outcome"] == "live"
    with system.store.reading() as unit:
        assert [row.login for row in accounts.list_logins(unit.connection)] == ["sandbox", "sandbox2"]


def test_a_sandbox_starts_again_where_its_database_is(config):
    for _ in range(2):
        system = bootstrap.build(config)
        assert Client(system.wsgi).get("/sandbox/clock").status == 200
        with system.store.reading() as unit:
            assert accounts.count_accounts(unit.connection) == 2
        system.stop()


def test_the_clock_of_a_running_system_cannot_go_back(client):
    assert client.put("/sandbox/clock", {"now": "2026-01-05T18:00:00Z"}).json["now"] == "2026-01-05T18:00:00Z"
    assert client.put("/sandbox/clock", {"now": FIVE}).status == 409


def test_a_real_clock_passes_by_itself_and_can_be_stopped(client):
    assert client.put("/sandbox/clock", {"mode": "real"}).json["mode"] == "real"
    assert client.post("/sandbox/clock/advance", {"seconds": 1}).status == 409
    assert client.post("/sandbox/drain").status == 200
    stopped = client.put("/sandbox/clock", {"mode": "manual"}).json
    assert datetime.fromisoformat(stopped["now"]) > datetime.fromisoformat(FIVE)
    assert client.get("/sandbox/clock").json == stopped


def test_texts_and_calls_arrive_at_own_numbers(client):
    parties = {"from": "12132209001", "to": "12135551126"}
    text = client.post("/sandbox/texts", {**parties, "message": "hello"})
    call = client.post("/sandbox/calls", {**parties, "reaction": {"talk": 12}})
    assert (text.status, call.status) == (200, 200)
    assert text.json["id"] != call.json["id"]


@pytest.mark.parametrize(
    ("path", "more"), [("/sandbox/texts", {"message": "hi"}), ("/sandbox/calls", {})], ids=["text", "call"]
)
def test_nothing_arrives_at_numbers_that_nobody_has(client, path, more):
    answer = client.post(path, {"from": "12132209001", "to": "12132209002", **more})
    assert answer.status == 404
    assert "12132209002" in answer.error


def test_texts_do_not_arrive_at_a_toll_free_number(client):
    parties = {"from": "12132209001", "to": "18555551234"}
    assert client.post("/sandbox/texts", {**parties, "message": "hi"}).status == 404
    assert client.post("/sandbox/calls", parties).status == 200


def test_the_code_that_waits_for_verification_is_shown(client, system):
    with system.store.writing() as unit:
        account_id = accounts.find_login(unit.connection, "sandbox").id
        senders.offer_code(unit.connection, account_id, "12132209001", "1234")
        unit.commit()
    assert client.get("/sandbox/caller-ids/2132209001/code").json == {"code": "1234"}
    assert client.get("/sandbox/caller-ids/2132209002/code").status == 404


def test_events_go_on_after_a_restart_and_begin_anew_with_a_reset(config):
    def run(*, resets=False):
        system = bootstrap.build(config)
        system.start()
        client = Client(system.wsgi)
        if resets:
            client.post("/sandbox/reset")
        client.post("/sandbox/texts", {"from": "12135550123", "to": "12135551126", "message": "Hello"})
        events = client.get("/sandbox/events").json["events"]
        system.stop()
        return events

    first = run()
    assert [event["id"] for event in first] == [1]
    second = run()
    assert second[:1] == first
    assert [event["id"] for event in second] == [1, 2]
    assert run(resets=True) == first


def test_a_service_keeps_nothing_for_the_log_of_a_sandbox(config):
    bootstrap.build(config).stop()
    bootstrap.build(replace(config, sandbox=False, clock=ClockChoice.REAL)).stop()
    store = bootstrap.open_store(config.database)
    with store.reading() as unit:
        assert unit.connection.execute(select(outbox.outbox_reader)).all() == []
    store.close()
