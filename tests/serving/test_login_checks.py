"""Logins that nobody has tried before: whose turn it is, and who is kept waiting."""

import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from callfire_soap.serving.login_checks import Allowance, Check, LoginChecks, Turns
from callfire_soap.soap.authentication import Gate, credentials
from tests.serving.sockets import PATIENCE, connect, exchange, raw_request, read_answer, serving, several
from tests.soap.doubles import basic, site


def check(address="a", login="ada", settle=lambda: False, is_wanted=lambda: True, done=lambda: None):
    return Check(address, login, settle, is_wanted, done)


def taken(turns, count, now=0.0):
    """Answer for whom so many checks are made, each failing."""
    who = []
    for _ in range(count):
        taken = turns.next_check(now)
        if taken is None:
            break
        turns.note_failure(taken, now)
        who.append((taken.address, taken.login))
    return who


def waiting(*who):
    turns = Turns()
    for address, login in who:
        turns.add(check(address, login))
    return turns


def test_addresses_and_logins_take_turns():
    turns = waiting(*[("flood", "ada")] * 4, ("home", "ada"), ("flood", "bob"))
    assert taken(turns, 9) == [("flood", "ada"), ("home", "ada"), ("flood", "bob"), *[("flood", "ada")] * 3]


def test_failures_of_long_logins_take_little_memory():
    turns = Turns()
    tracemalloc.start()
    try:
        for number in range(100):
            turns.note_failure(check(f"address {number}", f"{number}" * 100_000), 0.0)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 100_000


def test_nobody_waiting_is_nobody_served():
    turns = Turns()
    assert (turns.next_check(0.0), turns.seconds(0.0)) == (None, None)


BURST = int(Allowance.BURST)


@pytest.mark.parametrize(
    "flood",
    [
        [("flood", "ada")] * 100,
        [("flood", f"login {n}") for n in range(100)],
        [(f"address {n}", "ada") for n in range(100)],
    ],
    ids=["one of both", "one address", "one login"],
)
def test_after_some_failures_an_address_or_a_login_is_checked_every_now_and_then(flood):
    turns = waiting(*flood)
    assert len(taken(turns, 100)) == BURST
    assert turns.seconds(0.0) == pytest.approx(1 / Allowance.A_SECOND)
    assert len(taken(turns, 100, now=2.0)) == int(2 * Allowance.A_SECOND)
    assert len(taken(turns, 100, now=1_000.0)) == BURST


def test_who_comes_from_elsewhere_with_another_login_does_not_wait_for_a_flood():
    turns = waiting(*[("flood", "ada")] * 100)
    taken(turns, 100)
    turns.add(check("home", "bob"))
    assert taken(turns, 100) == [("home", "bob")]


@pytest.mark.parametrize("honest", [("flood", "bob"), ("home", "ada"), ("flood", "ada")])
def test_who_shares_address_or_login_with_a_flood_gets_a_turn_too(honest):
    turns = waiting(*[("flood", "ada")] * (BURST + 5))
    taken(turns, 100)
    turns.add(check(*honest))
    assert honest in taken(turns, 100, now=6 / Allowance.A_SECOND)


def test_what_is_counted_is_bounded():
    allowance = Allowance()
    for number in range(3 * Allowance.MOST_KEPT):
        allowance.take(f"address {number}", number)
    assert len(allowance._left) <= Allowance.MOST_KEPT  # noqa: SLF001 -- its memory


@pytest.fixture
def checks():
    checks = LoginChecks()
    checks.start()
    yield checks
    checks.stop(PATIENCE)


def test_a_check_that_fails_is_over_too(checks, caplog):
    def broken():
        raise OSError("no disk")

    done = threading.Event()
    checks.add(check(settle=broken, done=done.set))
    assert done.wait(PATIENCE)
    assert "no disk" in caplog.text


def test_who_is_gone_is_not_checked(checks):
    settled, done = [], threading.Event()
    checks.add(check(settle=lambda: settled.append("gone"), is_wanted=lambda: False))
    checks.add(check(login="bob", settle=lambda: True, done=done.set))
    assert done.wait(PATIENCE)
    assert settled == []


class Memory:
    """Logins whose checks last until they may end, and which are remembered then."""

    def __init__(self):
        self.may_end = threading.Event()
        self.known = {("known", "secret")}
        self.checked = []

    def is_remembered(self, login, password):
        return (login, password) in self.known

    def verify(self, login, password):
        if not self.is_remembered(login, password):
            self.checked.append(login)
            assert self.may_end.wait(PATIENCE)
            self.known.add((login, password))
        return login if password == "secret" else None


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def server(memory):
    with serving(site(login=memory.verify), Gate(memory), threads=2) as server:
        yield server
        memory.may_end.set()


def wrong(number):
    return raw_request(authorization=basic(f"flood{number}", f"guess {number}"))


def test_a_flood_of_wrong_logins_keeps_nobody_waiting_who_is_known(server, memory):
    with several(server, 20) as flood:
        for number, connection in enumerate(flood):
            connection.sendall(wrong(number))
        for _ in range(5):
            assert exchange(server, raw_request(authorization=basic("known"))).status == "200 OK"
            assert exchange(server, raw_request(b"", method="GET", path="/health")).status == "200 OK"
        assert len(memory.checked) <= 1
        memory.may_end.set()
        assert {read_answer(connection).status for connection in flood[:15]} == {"401 Unauthorized"}


def test_who_logs_in_for_the_first_time_during_a_flood_gets_in(server, memory):
    with several(server, 10) as flood:
        for number, connection in enumerate(flood):
            connection.sendall(wrong(number))
        with connect(server) as honest:
            honest.sendall(raw_request(authorization=basic("honest")))
            memory.may_end.set()
            assert read_answer(honest).status == "200 OK"


def test_a_long_body_waits_for_the_check_of_its_sender(server, memory):
    body = b"x" * 3_000_000
    with ThreadPoolExecutor() as threads, connect(server) as stranger, connect(server) as honest:
        sent = [
            threads.submit(each.sendall, raw_request(body, authorization=basic(login, password)))
            for each, login, password in ((stranger, "stranger", "wrong"), (honest, "honest", "secret"))
        ]
        assert exchange(server, raw_request(authorization=basic("known"))).status == "200 OK"
        memory.may_end.set()
        assert read_answer(stranger).status == "401 Unauthorized"
        # It is no XML, so it was read.
        assert read_answer(honest).status == "500 Internal Server Error"
        assert [each.result(PATIENCE) for each in sent] == [None, None]


def test_who_waits_too_long_for_a_check_is_told_to_come_again(memory):
    with serving(site(login=memory.verify), Gate(memory), request_seconds=1) as server:
        reply = exchange(server, wrong(1))
        memory.may_end.set()
    assert reply.status == "503 Service Unavailable"
    assert reply.fault[2].find("{*}ServiceFaultInfo/{*}FaultCode").text == "UNAVAILABLE"


def test_the_gate_knows_headers_without_a_login_at_once(memory):
    gate = Gate(memory)
    assert gate.is_settled("")
    assert gate.is_settled("Bearer x")
    assert not gate.settle("Basic !")
    assert credentials(basic("known")) == ("known", "secret")
    assert gate.is_settled(basic("known"))
    assert not gate.is_settled(basic("other"))
