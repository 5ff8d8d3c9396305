"""Where a request ends: nothing that two servers could read in two ways is read here."""

import re
import socket

import pytest

from tests.serving.sockets import GOOD, connect, eventually, exchange, raw_request, read_answer, serving
from tests.soap.doubles import ENDPOINT, MEDIA_TYPES, SOAP_12, basic, site

CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD)
LENGTH = f"Content-Length: {len(GOOD)}"
LARGE, STEP = 4 * 1024 * 1024, 64 * 1024
SECOND = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def server():
    with serving(site(), max_body_bytes=1_000_000) as server:
        yield server


def post(*headers, version="HTTP/1.1", body=b""):
    lines = [
        f"POST {ENDPOINT} {version}",
        f"Authorization: {basic()}",
        f"Content-Type: {MEDIA_TYPES[SOAP_12]}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def answers(server, sent):
    """Answer the statuses of all answers until the server closes, or None in place of its close."""
    statuses = []
    with connect(server) as connection:
        connection.sendall(sent)
        while not statuses or statuses[-1] is not None:
            try:
                reply = read_answer(connection)
            except (ConnectionError, OSError, ValueError):
                break
            statuses.append(int(reply.status.split()[0]))
            if reply.headers.get("Connection") == "close":
                assert connection.recv(1) == b""
                statuses.append(None)
    return statuses


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([LENGTH, "Transfer-Encoding: chunked"], CHUNKED),
        (["Transfer-Encoding: chunked", LENGTH], CHUNKED),
        (["transfer-encoding:chunked", "content-length:0"], CHUNKED),
        (["Transfer-Encoding: chunked, chunked"], CHUNKED),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], CHUNKED),
        (["Transfer-Encoding: gzip, chunked"], CHUNKED),
        (["Transfer-Encoding: chunked, identity"], CHUNKED),
        (["Transfer-Encoding: identity", LENGTH], GOOD),
        (["Transfer-Encoding:", LENGTH], GOOD),
        (["Transfer-Encoding: xchunked", LENGTH], GOOD),
        (["Transfer-Encoding : chunked"], CHUNKED),
        ([" Transfer-Encoding: chunked", LENGTH], GOOD),
        (["Transfer-Encoding:\r\n chunked"], CHUNKED),
        (["X: a\r\n\tb", LENGTH], GOOD),
        (["Transfer-Encoding: \x0bchunked"], CHUNKED),
        ([LENGTH, LENGTH], GOOD),
        ([LENGTH, "Content-Length: 0"], GOOD),
        ([f"{LENGTH}, {len(GOOD)}"], GOOD),
        ([f"Content-Length: +{len(GOOD)}"], GOOD),
        (["Content-Length: 0x10"], GOOD),
        (["Content-Length: 1_0"], GOOD),
        (["Content-Length:"], GOOD),
        (["Content-Length : 10"], GOOD),
        (["X: a\nTransfer-Encoding: chunked", LENGTH], GOOD),
        (["X: a\rb", LENGTH], GOOD),
        (["X: a\0b", LENGTH], GOOD),
        (["Transfer-Encoding: chunked"], b"+5\r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"0x5\r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"5 \r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"-1\r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"5\r\nhelloXX\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"5;a\x00b\r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"5;" + b"a" * 20_000),
        (["Transfer-Encoding: chunked"], b"0\r\nX: " + b"a" * 40_000),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(server, headers, body):
    statuses = answers(server, post("Host: a", *headers, body=body + SECOND))
    assert statuses in ([400, None], [501, None])


@pytest.mark.parametrize("headers", [["Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", LENGTH]])
def test_http_1_0_has_no_chunks(server, headers):
    assert answers(server, post("Host: a", *headers, version="HTTP/1.0", body=CHUNKED)) == [400, None]


def test_a_chunk_may_have_an_extension_and_the_request_a_trailer(server):
    body = b'%x;name="va lue"\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n' % (len(GOOD), GOOD)
    sent = post("Host: a", "Transfer-Encoding: Chunked", body=body)
    with connect(server) as connection:
        for _ in range(2):
            connection.sendall(sent)
            assert read_answer(connection).status == "200 OK"


def test_many_short_chunks_are_read(server):
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD + b" " * 30_000) + b"0\r\n\r\n"
    assert exchange(server, post("Host: a", "Transfer-Encoding: chunked", body=body)).status == "200 OK"


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["Host: a", "Host: a"],
        ["Host: a", "host: b"],
        ["Host: a, b"],
        ["Host: a b"],
        ["Host: a/b"],
        ["Host: me@a"],
        ["Host: http://a"],
        ["Host: a:b"],
        ["Host: a:80:80"],
        ["Host: [::1"],
        ['Host: "a"'],
    ],
)
def test_http_1_1_names_one_host(server, hosts):
    assert answers(server, post(*hosts, LENGTH, body=GOOD + SECOND)) == [400, None]


@pytest.mark.parametrize("host", ["a", "a.example:8080", "127.0.0.1", "[::1]:80", "a-b_c.example.", "", "a:"])
def test_a_host_is_a_name_or_an_address_with_or_without_a_port(server, host):
    assert exchange(server, post(f"Host: {host}", LENGTH, body=GOOD)).status == "200 OK"


def test_nothing_behind_the_last_request_is_answered_while_its_answer_is_sent():
    asked = []

    def app(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Length", str(LARGE))])
        return [b"x" * LARGE]

    last = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with serving(app) as server, connect(server) as connection:
        # The answer goes out in small steps, as the client takes it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STEP)
        channels = server._server.active_channels  # noqa: SLF001
        eventually(lambda: channels)
        (channel,) = channels.values()
        channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STEP)
        connection.sendall(last + SECOND)
        eventually(lambda: asked and not channel.requests)
        assert len(read_answer(connection).body) == LARGE
        assert connection.recv(1) == b""
    assert asked == ["/last"]


def test_http_1_0_needs_no_host(server):
    reply = exchange(server, post(LENGTH, version="HTTP/1.0", body=GOOD))
    assert (reply.status, reply.headers["Connection"]) == ("200 OK", "close")


def test_the_host_of_the_target_counts_more_than_the_header():
    def shows_host(environ, start_response):
        body = environ["HTTP_HOST"].encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    with serving(shows_host) as server:
        reply = exchange(server, b"GET http://target.example:81/x HTTP/1.1\r\nHost: other\r\n\r\n")
    assert reply.body == b"target.example:81"


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/3.0"])
def test_other_versions_of_http_are_not_spoken(server, version):
    assert answers(server, post("Host: a", LENGTH, version=version, body=GOOD)) == [505, None]


def test_requests_one_after_the_other_are_told_apart(server):
    sent = raw_request() + post("Host: a", "Transfer-Encoding: chunked", body=CHUNKED) + SECOND
    last = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert answers_in_order(server, sent * 3 + last) == [b"200"] * 10


def answers_in_order(server, sent):
    with connect(server) as connection, connection.makefile("rb") as reader:
        connection.sendall(sent)
        received = reader.read()
    return re.findall(rb"HTTP/1\.1 ([0-9]+)", received)
