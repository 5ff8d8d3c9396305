"""The server over real sockets, and what clients send to it as bytes."""

import http.client
import socket
import threading
import time
from contextlib import ExitStack, contextmanager

from callfire_soap.serving import Server, ServerSettings
from tests.soap.doubles import ENDPOINT, MEDIA_TYPES, SOAP_12, Reply, basic, envelope, get_broadcast

GOOD = envelope(get_broadcast())

# How long an answer may take before a test says that the server hangs.
PATIENCE = 60


@contextmanager
def serving(app, gate=None, **settings):
    server = Server(app, "127.0.0.1", 0, ServerSettings(**settings))
    if gate is not None:
        server.guard(gate)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def connect(server):
    return socket.create_connection(server.address, timeout=PATIENCE)


@contextmanager
def several(server, count):
    """Connect so many times."""
    with ExitStack() as ends:
        yield [ends.enter_context(connect(server)) for _ in range(count)]


def read_answer(connection):
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    body = answer.read()
    return Reply(f"{answer.status} {answer.reason}", dict(answer.headers), body)


def raw_request(body=GOOD, *, method="POST", path=ENDPOINT, headers=(), authorization=None):
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: evil.example.net",
        f"Authorization: {authorization or basic()}",
        f"Content-Type: {MEDIA_TYPES[SOAP_12]}",
        *(headers or [f"Content-Length: {len(body)}"]),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def exchange(server, sent):
    with connect(server) as connection:
        connection.sendall(sent)
        return read_answer(connection)


def eventually(is_so):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
