"""How many numbers, contacts and ids one request may name."""

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import Account, Refused, number, numbers, voice

MOST = 20


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Answer a service whose requests may name few."""
    database = str(tmp_path_factory.mktemp("recipients") / "sandbox.db")
    bootstrap.upgrade_database(database)
    config = Config(sandbox=True, database=database, clock=ClockChoice.MANUAL, max_recipients=MOST)
    system = bootstrap.build(config)
    yield Account(system)
    system.stop()


@pytest.fixture
def api(small):
    small.reset()
    return small


def some(count):
    return [number(each) for each in range(count)]


REQUESTS = {
    "SendCall": lambda n: f"<SendCall>{numbers(*some(n))}{voice()}</SendCall>",
    "CreateContactBatch": lambda n: (
        f"<CreateContactBatch><BroadcastId>1</BroadcastId>{numbers(*some(n))}</CreateContactBatch>"
    ),
    "contacts": lambda n: (
        "<CreateContactList><Name>People</Name><ContactSource>"
        + "".join(f'<d:Contact homePhone="{each}"/>' for each in some(n))
        + "</ContactSource></CreateContactList>"
    ),
    "numbers": lambda n: (
        "<CreateContactList><Name>People</Name><ContactSource><Numbers>"
        + " ".join(some(n))
        + "</Numbers></ContactSource></CreateContactList>"
    ),
    "numbers with commas": lambda n: (
        "<CreateContactList><Name>People</Name><ContactSource><Numbers>"
        + ",".join(some(n))
        + "</Numbers></ContactSource></CreateContactList>"
    ),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_a_request_names_so_many_and_no_more(api, request_of):
    api.create(voice())
    api(request_of(MOST))
    before = len(api.events()), api.sandbox("GET", "carrier")
    with pytest.raises(Refused) as refused:
        api(request_of(MOST + 1))
    assert refused.value.fault_code == "BAD_REQUEST"
    assert refused.value.message.startswith(f"a request may name at most {MOST} numbers, contacts or ids")
    assert (len(api.events()), api.sandbox("GET", "carrier")) == before


def test_far_too_many_are_refused_before_they_are_read(api):
    with pytest.raises(Refused) as refused:
        api("<SendCall>" + "<ToNumber>" * 20_000)
    assert refused.value.message.startswith(f"a request may name at most {MOST}")


def test_what_is_sent_in_several_requests_arrives(api):
    broadcast = api.create(voice())
    for begin in range(0, 3 * MOST, MOST):
        api.add_batch(broadcast, *[number(begin + each) for each in range(MOST)])
    assert len(api.calls(f"<BroadcastId>{broadcast}</BroadcastId>")) == 3 * MOST
