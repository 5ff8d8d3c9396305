"""While a dialplan waits for an address outside, its own call waits and little else."""

import socket
import threading
from contextlib import contextmanager

import pytest

from callfire_soap import bootstrap
from callfire_soap.carriers.fetching import WebFetcher
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import Account, ivr, number, voice

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"


class Host:
    """Answers each request when it is told to."""

    def __init__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.asked = []
        self.is_asked, self._may_answer = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                request = connection.recv(4096)
                if not request:
                    return
                self.asked.append(request.split()[1].decode())
                self.is_asked.set()
                self._may_answer.wait(60)
                connection.sendall(OK)

    def answer(self):
        self._may_answer.set()

    def close(self):
        self.answer()
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._server.close()


@pytest.fixture
def host():
    found = Host()
    yield found
    found.close()


@pytest.fixture
def api(tmp_path):
    database = str(tmp_path / "sandbox.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(
        Config(sandbox=True, database=database, clock=ClockChoice.MANUAL, fetch_hosts="127.0.0.1")
    )
    system.loop.start()
    yield Account(system)
    system.stop()


@contextmanager
def meanwhile(work):
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join(60)
        assert not thread.is_alive()


def asking(host, path="?of=${call.phonenumber}"):
    address = f"http://127.0.0.1:{host.port}/{path}"
    return ivr(f"<dialplan><get varname='x'>{address}</get><stash varname='x'>${{x}}</stash></dialplan>")


def test_everybody_else_is_answered_meanwhile(api, host):
    api.send_call(number(0), config=asking(host))
    try:
        with meanwhile(lambda: api.advance(60)):
            assert host.is_asked.wait(60)
            assert api.request("GET", "/health")[0] == 200
            assert api.status(api.send_call(number(1))) == "START_PENDING"
            host.answer()
    finally:
        host.answer()
    api.advance(60)
    assert [call.State for call in api.calls()] == ["FINISHED", "FINISHED"]


def test_calls_that_ask_take_turns_with_all_others(api, host):
    """Each of them asks by itself, so that one is begun in a round, and all other calls of that round are."""
    host.answer()
    first = api.send_call(*[number(n) for n in range(4)], config=asking(host))
    second = api.send_call(
        *[number(n) for n in range(10, 14)], config=asking(host, "second?of=${call.phonenumber}")
    )
    api.send_call(*[number(n) for n in range(20, 40)], config=voice())
    api.advance(120)
    assert api.status(first) == api.status(second) == "FINISHED"
    begun = [entry["to"] for entry in api.carrier()]
    asking_now = [at for at, to in enumerate(begun) if to in {number(0), number(10)}]
    assert len(begun) == 28
    # The calls that ask nothing do not stand behind the last of those that do.
    assert max(at for at, to in enumerate(begun) if to == number(39)) < begun.index(number(3))
    assert asking_now[1] < begun.index(number(1))
    assert [path.partition("?")[0] for path in host.asked] == ["/", "/second"] * 4


def test_calls_that_nothing_tells_apart_ask_once(api, host):
    host.answer()
    api.send_call(*[number(n) for n in range(50)], config=asking(host, "same"))
    api.advance(120)
    assert host.asked == ["/same"]
    assert {call.State for call in api.calls()} == {"FINISHED"}


def test_nobody_has_to_do_with_the_time_that_another_has_left(api, host, monkeypatch):
    """What is asked in a round shares one limit of time, so only one broadcast asks in it."""
    asked = []
    monkeypatch.setattr(WebFetcher, "begin_round", lambda _: asked.append([]))
    monkeypatch.setattr(WebFetcher, "fetch", lambda _, _method, address, *_most: asked[-1].append(address))
    paths = ["one", "two", "three", "four?of=${call.phonenumber}"]
    sent = [
        api.send_call(number(10 * n), number(10 * n + 1), config=asking(host, path))
        for n, path in enumerate(paths)
    ]
    api.advance(120)
    assert [api.status(each) for each in sent] == ["FINISHED"] * 4
    assert sorted(len(each) for each in asked if each) == [1] * 5


def test_the_trace_says_why_an_address_gives_no_answer(api, host):
    host.answer()
    plan = (
        "<dialplan><get varname='x'>http://example.com/</get>"
        f"<gotoXML>http://me@127.0.0.1:{host.port}/</gotoXML></dialplan>"
    )
    api.send_call(number(0), config=ivr(plan))
    api.advance(60)
    [entry] = api.carrier()
    trace = "\n".join(entry["trace"])
    assert "LOG <get> the address gives no answer: its host is none of those that may be asked" in trace
    assert "LOG <gotoXML> the address gives no answer: it is no address that is asked" in trace
    assert host.asked == []
