"""The same script under a manual clock gives the same history, byte for byte."""

import hashlib
import subprocess
import sys

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import OWN_NUMBER, Account, fields, hours, number, retry, text, voice
from tests.clients import environment

QUERIES = (
    "<QueryCalls/>",
    "<QueryTexts/>",
    "<QueryBroadcasts/>",
    "<QuerySoundMeta/>",
    "<QueryAutoReplies/>",
    "<QueryContactBatches><BroadcastId>1</BroadcastId></QueryContactBatches>",
    "<GetBroadcastStats><Id>1</Id></GetBroadcastStats>",
    "<GetBroadcastStats><Id>2</Id></GetBroadcastStats>",
    "<GetSoundData><Id>3</Id></GetSoundData>",
)


_IN_A_PROCESS_OF_ITS_OWN = """
import hashlib
import sys

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import Account
from tests.behaviour.test_determinism import history

bootstrap.upgrade_database(sys.argv[1])
system = bootstrap.build(Config(sandbox=True, database=sys.argv[1], clock=ClockChoice.MANUAL))
api = Account(system)
api.reset()
print(hashlib.sha256(repr(history(api)).encode()).hexdigest())
system.stop()
"""


def history(api):
    """Run a bit of everything; answers all answers, the journal of the carrier and the events, as they came."""
    people = [number(index, area) for area in ("212", "213", "312") for index in range(40)]
    for index, each in enumerate(people[::3]):
        api.script(
            each,
            {"answer": ("busy", "no_answer", "machine", "carrier_temp_error")[index % 4]},
            {"talk": index},
        )
    answers = []

    def ask(body):
        api(body)
        answers.append(api.received)

    config = voice(
        fields(MachineSoundText="Call us ${name}", TransferDigit=1, TransferNumber=OWN_NUMBER, DncDigit=9),
        mode="AM_AND_LIVE",
        common=hours("08:00:00", "13:00:00") + retry(3, 7, "BUSY NO_ANS CARRIER_TEMP_ERROR"),
    )
    broadcast_id = api.send_call(
        *people, "111", "12136550115", "12136550116", config=config, rest="<MaxActive>7</MaxActive>"
    )
    api.schedule(broadcast_id, "09:30:00", "15:00:00", zone="EST")
    api.advance(minutes=5)
    api.send_text(*people[:20], config=text("Hi ${name}" + "x" * 200, sender=OWN_NUMBER))
    api.auto_reply(OWN_NUMBER, "Thanks", match="yes")
    api.advance(minutes=7)
    for each in people[:5]:
        api.text_arrives(each, OWN_NUMBER, "Yes!")
    api.text_arrives(people[6], OWN_NUMBER, "STOP")
    for query in QUERIES:
        ask(query)
    api.advance(days=2)
    for query in QUERIES:
        ask(query)
    logs = ("/sandbox/carrier", "/sandbox/events")
    return [*answers, *(api.request("GET", path, query="limit=10000") for path in logs)]


@pytest.fixture
def another(tmp_path):
    """Answer another service with a database of its own."""
    database = str(tmp_path / "another.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    yield Account(system)
    system.stop()


def test_two_services_have_the_same_history(api, another):
    first, second = history(api), history(another)
    assert len(first[-1][1]) > 10_000
    assert first == second


def test_a_reset_begins_the_same_history_again(api):
    first = history(api)
    api.reset()
    assert history(api) == first


def test_a_process_of_its_own_has_the_same_history(api, tmp_path):
    """Python walks sets of words in another order in each process; nothing may depend on it."""
    script = tmp_path / "history.py"
    script.write_text(_IN_A_PROCESS_OF_ITS_OWN)
    told = environment(PYTHONHASHSEED="1")
    command = [sys.executable, script, tmp_path / "another.db"]
    ran = subprocess.run(command, env=told, capture_output=True, text=True, check=True, timeout=300)
    assert ran.stdout.strip() == hashlib.sha256(repr(history(api)).encode()).hexdigest()


def test_how_far_the_clock_is_moved_at_once_does_not_matter(api):
    def run(step):
        api.reset()
        api.script(number(0), {"answer": "busy"}, {"answer": "live"})
        people = [number(index) for index in range(30)]
        # It is noon in New York: it goes on there until three minutes past.
        people += [number(index, "212") for index in range(30)]
        wanted = hours("09:00:00", "12:03:00") + retry(2, 1, "BUSY")
        api.send_call(*people, config=voice(common=wanted), rest="<MaxActive>3</MaxActive>")
        for _ in range(0, 600, step):
            api.advance(step)
        return api.request("GET", "/sandbox/carrier"), api.request("GET", "/sandbox/events")

    assert run(600) == run(5) == run(60)
