"""The server answers, and comes to an end without losing a request."""

import http.client
import socket
import time
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from callfire_soap.cli.server import Server, listen, url_of


@contextmanager
def serving(application, **options):
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = Server(application, listener, **{"threads": 4, **options})
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield server, port, thread
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def post(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/", body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_requests_are_answered():
    with serving(echo) as (_, port, _):
        assert post(port, b"hello") == (200, b"hello")
        assert post(port, b"x" * 5_000_000) == (200, b"x" * 5_000_000)


def test_a_request_in_flight_is_answered_after_the_stop():
    arrived, go_on = Event(), Event()

    def slow(_environ, start_response):
        arrived.set()
        go_on.wait(10)
        start_response("200 OK", [("Content-Length", "3000000")])
        return [b"y" * 3_000_000]

    answers = []
    with serving(slow) as (server, port, _):
        client = Thread(target=lambda: answers.append(post(port, b"")))
        client.start()
        assert arrived.wait(10)
        server.stop()
        go_on.set()
        client.join(10)
    assert answers == [(200, b"y" * 3_000_000)]


def test_a_request_that_is_half_there_may_complete():
    with (
        serving(echo) as (server, port, _),
        socket.create_connection(("127.0.0.1", port), timeout=10) as client,
    ):
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        assert client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"ha")
        server.stop()
        client.sendall(b"lf")
        answer = b""
        while piece := client.recv(4096):
            answer += piece
    assert answer.endswith(b"\r\n\r\nhalf")


def test_idle_connections_do_not_delay_the_end():
    with (
        serving(echo) as (server, port, thread),
        socket.create_connection(("127.0.0.1", port), timeout=10) as client,
    ):
        started = time.monotonic()
        server.stop()
        thread.join(10)
        assert time.monotonic() - started < 5
        assert client.recv(10) == b""


def test_nobody_can_connect_after_the_end():
    with serving(echo) as (server, port, thread):
        server.stop()
        thread.join(10)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=2)


def test_the_url_is_that_of_the_bound_address():
    with listen("127.0.0.1", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_address_of_version_6_stands_in_brackets():
    with listen("::1", 0) as listener:
        assert url_of(listener) == f"http://[::1]:{listener.getsockname()[1]}"


def test_a_port_in_use_cannot_be_had():
    with listen("127.0.0.1", 0) as listener, pytest.raises(OSError, match="Address already in use"):
        listen("127.0.0.1", listener.getsockname()[1])
