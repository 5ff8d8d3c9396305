"""Where a request ends: nothing that two servers could read in two ways is read here."""

import re
import socket
from contextlib import suppress

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


HEAD = "Host: a", "Transfer-Encoding: chunked"


@pytest.mark.parametrize("before", [b"\r\n", b"\r\n\r\n", b"\n", b"\r\n" * 8])
def test_a_few_empty_lines_before_a_request_are_passed_over(server, before):
    sent = before + post("Host: a", LENGTH, body=GOOD)
    with connect(server) as connection:
        for _ in range(3):
            connection.sendall(sent)
            assert read_answer(connection).status == "200 OK"


@pytest.mark.parametrize(
    "before", [b"\r\n" * 9, b"\n" * 100, b"\r" * 100, b" \r\n\r\n", b"\t\r\n\x0b\r\n\r\n"]
)
def test_many_empty_lines_before_a_request_are_refused(server, before):
    assert answers(server, before + SECOND) == [400, None]


def test_empty_lines_are_counted_over_all_that_comes(server):
    with connect(server) as connection:
        with suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(b"\r\n")
        assert read_answer(connection).status == "400 Bad Request"
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "announced", [b"ffffffffffffffffff", b"fffffffff", b"186a1", b"f" * 4000, b"186a1;name=value"]
)
def test_a_chunk_that_is_too_large_is_refused_when_it_is_announced(announced):
    with serving(site(), max_chunk_bytes=100_000) as server:
        assert answers(server, post(*HEAD, body=announced + b"\r\n")) == [413, None]


def test_chunks_that_are_too_large_together_are_refused_when_the_last_is_announced():
    body = b"c350\r\n" + b" " * 50_000 + b"\r\nc351\r\n"
    with serving(site(), max_chunk_bytes=100_000) as server:
        assert answers(server, post(*HEAD, body=body)) == [413, None]


@pytest.mark.parametrize("chunk", [b"1\r\n \r\n", b"1;a=" + b"b" * 4000 + b"\r\n \r\n"])
def test_chunks_that_are_mostly_frame_are_refused(chunk):
    with serving(site()) as server:
        assert answers(server, post(*HEAD, body=chunk * (2_000_000 // len(chunk)))) == [400, None]


def test_what_is_thrown_away_may_be_framed_less():
    def app(_environ, start_response):
        start_response("401 Unauthorized", [("Content-Length", "0")])
        return [b""]

    with serving(app) as server:
        assert answers(server, post(*HEAD, body=b"1\r\n \r\n" * 50_000)) == [400, None]
        long = b"1000\r\n" + b" " * 4096 + b"\r\n"
        with connect(server) as connection:
            connection.sendall(post(*HEAD, body=long * 100 + b"0\r\n\r\n"))
            assert read_answer(connection).status == "401 Unauthorized"


@pytest.mark.parametrize(
    "head",
    [
        b"GET a://" + b"0" * 200_000 + b" x y\r\nHost: a",
        b"GET / HTTP/1.1\r\nHost: a\r\nX:" + b" " * 200_000 + b"\0",
        b"GET http://[::1 HTTP/1.1\r\nHost: a",
        b"GET  / HTTP/1.1\r\nHost: a",
    ],
    ids=["line", "blanks", "bracket", "two blanks"],
)
def test_a_head_that_cannot_be_read_is_refused_at_once(server, head):
    # By the square of their length, the first two would take hours.
    assert answers(server, head + b"\r\n\r\n" + SECOND) == [400, None]


def test_a_head_with_many_lines_is_refused(server):
    assert answers(server, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"x:\r\n" * 50_000 + b"\r\n") == [431, None]


def test_blanks_around_a_value_are_no_part_of_it(server):
    blanks = " " * 100_000
    sent = post("Host: a", f"X:{blanks}", f"Content-Length:{blanks}\t{len(GOOD)}", body=GOOD)
    assert exchange(server, sent).status == "200 OK"
