"""Large requests: a few at once, without a thread for those that wait."""

import gzip
import threading

import pytest

from callfire_soap.serving.large import LargeRequests
from callfire_soap.serving.tasks import FaultTask
from tests.serving.sockets import PATIENCE, connect, exchange, raw_request, read_answer, serving, several
from tests.soap.doubles import basic


def test_so_many_begin_at_once_and_the_others_when_one_leaves():
    large, begun = LargeRequests(2, 2), []
    entered = [large.enter(lambda number=number: begun.append(number)) for number in range(5)]
    assert (entered, begun) == ([True] * 4 + [False], [0, 1])
    large.leave()
    assert begun == [0, 1, 2]
    for _ in range(3):
        large.leave()
    assert begun == [0, 1, 2, 3]
    assert large.enter(lambda: begun.append(5))
    assert begun[-1] == 5


class Working:
    """An application whose large requests last until they may end."""

    def __init__(self):
        self.may_end = threading.Event()
        self.begun = threading.Semaphore(0)
        self._lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/large":
            environ["wsgi.input"].read()
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            self.begun.release()
            assert self.may_end.wait(PATIENCE)
            with self._lock:
                self.now -= 1
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]


LONG = raw_request(b"x" * 2_000_000, path="/large")
PACKED = raw_request(
    packed := gzip.compress(b"x" * 2_000_000),
    path="/large",
    headers=[f"Content-Length: {len(packed)}", "Content-Encoding: gzip"],
)


@pytest.mark.parametrize("sent", [LONG, PACKED], ids=["long", "packed"])
def test_large_requests_wait_for_each_other_and_nobody_else_does(sent):
    app = Working()
    with serving(app, large_requests=2, threads=4) as server, several(server, 6) as large:
        for connection in large:
            connection.sendall(sent)
        for _ in range(2):
            assert app.begun.acquire(timeout=PATIENCE)
        for _ in range(5):
            assert exchange(server, raw_request()).body == b"done"
        app.may_end.set()
        assert [read_answer(connection).body for connection in large] == [b"done"] * 6
        assert app.most == 2


def test_when_too_many_wait_the_next_one_is_told_to_come_again():
    app = Working()
    with serving(app, large_requests=1, large_waiting=1, threads=4) as server, several(server, 2) as large:
        for connection in large:
            connection.sendall(LONG)
        assert app.begun.acquire(timeout=PATIENCE)
        replies = [exchange(server, LONG)]
        app.may_end.set()
        replies += [read_answer(connection) for connection in large]
        refused = [reply for reply in replies if reply.status == "503 Service Unavailable"]
        assert len(refused) == 1
        assert refused[0].fault[2].find("{*}ServiceFaultInfo/{*}FaultCode").text == "UNAVAILABLE"


def test_who_leaves_while_waiting_takes_no_place():
    app = Working()
    with serving(app, large_requests=1, threads=4) as server:
        with connect(server) as first:
            first.sendall(LONG)
            assert app.begun.acquire(timeout=PATIENCE)
            with connect(server) as second:
                second.sendall(LONG)
            app.may_end.set()
            assert read_answer(first).body == b"done"
        for _ in range(3):
            assert exchange(server, LONG).body == b"done"


def test_a_failure_that_cannot_even_be_told_takes_no_place_and_ends_the_connection(monkeypatch):
    def app(environ, start_response):
        environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/large":
            raise MemoryError
        start_response("200 OK", [("Content-Length", "0")])
        return []

    def fail(task):
        raise MemoryError

    with serving(app, large_requests=1, large_waiting=0) as server:
        with monkeypatch.context() as patch, connect(server) as connection:
            patch.setattr(FaultTask, "execute", fail)
            connection.sendall(LONG)
            assert connection.recv(1) == b""
        assert exchange(server, raw_request(b"x" * 2_000_000)).status == "200 OK"


def test_a_large_request_that_is_refused_by_its_head_takes_no_place():
    def app(environ, start_response):
        if environ["HTTP_AUTHORIZATION"] == basic():
            environ["wsgi.input"].read()
            start_response("200 OK", [("Content-Length", "0")])
        else:
            start_response("401 Unauthorized", [("Content-Length", "0")])
        return []

    with serving(app, large_requests=1, large_waiting=0) as server:
        for _ in range(3):
            wrong = raw_request(b"x" * 2_000_000, authorization=basic(password="wrong"))
            assert exchange(server, wrong).status == "401 Unauthorized"
            assert exchange(server, LONG).status == "200 OK"
