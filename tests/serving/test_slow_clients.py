"""Whoever is slow keeps nobody else out, and does not stay for ever."""

import http.client
import threading
from contextlib import suppress

import pytest

from callfire_soap.serving.server import in_the_way
from tests.serving.sockets import (
    GOOD,
    PATIENCE,
    connect,
    eventually,
    exchange,
    raw_request,
    read_answer,
    serving,
    several,
)
from tests.soap.doubles import ENDPOINT, MEDIA_TYPES, SOAP_11, basic, site

SOME = 12
"""How many connections the servers of these tests take."""

HEAD = raw_request()[:40]
WITHOUT_END = raw_request()[:-1]


def begin(connection, sent):
    """Send something, unless others have taken the place of the connection already."""
    with suppress(ConnectionError):
        connection.sendall(sent)


def is_closed(connection):
    """Tell whether the server closes a connection on which nothing is left to be read."""
    try:
        return connection.recv(1) == b""
    except OSError:
        return True


@pytest.mark.parametrize("begun", [b"", HEAD, WITHOUT_END], ids=["silent", "head", "body"])
def test_more_slow_connections_than_there_is_room_for_keep_nobody_out(begun):
    with serving(site(), max_connections=SOME) as server, several(server, 3 * SOME) as slow:
        for connection in slow:
            begin(connection, begun)
        for _ in range(5):
            assert exchange(server, raw_request()).status == "200 OK"
        # The others had to go.
        eventually(lambda: sum(map(is_gone, slow)) >= 2 * SOME)


def is_gone(connection):
    """Tell whether the server has closed a connection, without waiting for it."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_whoever_reads_no_answers_keeps_nobody_out():
    large = b"x" * (16 * 1024 * 1024)

    def app(environ, start_response):
        body = large if environ["PATH_INFO"] == "/large" else b"small"
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    with serving(app, max_connections=4) as server, several(server, 8) as slow:
        for connection in slow:
            begin(connection, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(5):
            assert exchange(server, raw_request()).body == b"small"


def test_who_has_a_login_stays_longer_than_who_has_none():
    with serving(site(), max_connections=SOME) as server, connect(server) as known:
        known.sendall(raw_request())
        assert read_answer(known).status == "200 OK"
        with several(server, 3 * SOME) as slow:
            for connection in slow:
                begin(connection, HEAD)
            assert exchange(server, raw_request()).status == "200 OK"
            known.sendall(raw_request())
            assert read_answer(known).status == "200 OK"


def test_who_sends_with_a_login_is_not_cut_off_by_strangers():
    sent = raw_request(GOOD + b" " * 100_000)
    with serving(site(), max_connections=SOME) as server, connect(server) as known:
        known.sendall(sent[:-1])
        eventually(lambda: any(each.is_known for each in server._server.active_channels.values()))  # noqa: SLF001
        for each in server._server.active_channels.values():  # noqa: SLF001 -- so slow that others come first
            each.busy_since -= PATIENCE
        with several(server, 3 * SOME) as strangers:
            for stranger in strangers:
                begin(stranger, HEAD)
            assert exchange(server, raw_request()).status == "200 OK"
            known.sendall(sent[-1:])
            assert read_answer(known).status == "200 OK"


@pytest.mark.parametrize(
    ("method", "path", "authorization", "status"),
    [
        ("GET", "/health", "Bearer made-up", "200 OK"),
        ("GET", "/nowhere", basic(), "404 Not Found"),
        ("GET", ENDPOINT, basic(password="wrong"), "405 Method Not Allowed"),
        ("POST", ENDPOINT, basic(password="wrong"), "401 Unauthorized"),
    ],
)
def test_a_login_that_nobody_has_found_right_makes_nobody_known(method, path, authorization, status):
    body = GOOD if method == "POST" else b""
    with serving(site()) as server, connect(server) as stranger:
        stranger.sendall(raw_request(body, method=method, path=path, authorization=authorization))
        assert read_answer(stranger).status == status
        (channel,) = server._server.active_channels.values()  # noqa: SLF001 -- what the server thinks of it
        eventually(lambda: not channel.requests)
        assert not channel.is_known
        stranger.sendall(raw_request())
        assert read_answer(stranger).status == "200 OK"
        eventually(lambda: channel.is_known)


class Connected:
    """What the server knows of a connection."""

    def __init__(self, name, age, *, is_known=False, is_busy=False, is_answering=False):
        self.name, self.busy_since, self.is_known = name, -age, is_known
        self._is_busy, self.requests = is_busy, [None] * is_answering

    def is_busy(self):
        return self._is_busy


def going(connected, over):
    return [each.name for each in in_the_way(connected, over, newest=-1)]


def test_strangers_make_room_the_oldest_first():
    assert going([Connected("a", 2), Connected("b", 3), Connected("c", 0)], 1) == ["b"]


def test_who_is_new_stays_for_a_while():
    assert going([Connected("a", 2), Connected("b", 0), Connected("c", 0)], 2) == ["a"]


def test_of_too_many_who_are_new_the_oldest_go():
    new = [Connected(number, 1 - number / 1000) for number in range(70)]
    assert going(new, 60) == list(range(10))


def test_who_has_a_login_goes_only_for_others_who_have():
    known = [Connected(f"known {age}", age, is_known=True) for age in (5, 6)]
    strangers = [Connected("new", 0), Connected("answered", 3, is_answering=True)]
    assert going(known + strangers, 2) == []
    assert going(known + strangers, 3) == ["known 6"]


def test_of_those_who_have_a_login_the_idle_go_first():
    connected = [
        Connected("sends", 9, is_known=True, is_busy=True),
        Connected("idle", 2, is_known=True),
        Connected("has just been answered", 0, is_known=True),
    ]
    assert going(connected, 1) == ["idle"]
    assert going(connected, 2) == ["idle", "sends"]


def test_a_request_being_answered_is_not_what_makes_room():
    begun, may_end = threading.Event(), threading.Event()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/long":
            begun.set()
            may_end.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    with serving(app, max_connections=2) as server, connect(server) as working:
        working.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
        assert begun.wait(PATIENCE)
        with several(server, 6):
            assert exchange(server, raw_request()).body == b"done"
            may_end.set()
            assert read_answer(working).body == b"done"


@pytest.mark.parametrize("begun", [HEAD, WITHOUT_END], ids=["head", "body"])
def test_a_request_that_does_not_come_in_time_is_answered_and_over(begun):
    with serving(site(), request_seconds=0.2) as server, connect(server) as slow:
        slow.sendall(begun)
        assert read_answer(slow).status == "408 Request Timeout"
        assert is_closed(slow)


def test_bytes_that_drip_do_not_make_the_time_longer():
    with serving(site(), request_seconds=0.5) as server, connect(server) as slow:
        dripping = threading.Event()

        def drip():
            for byte in raw_request():
                if dripping.wait(0.1):
                    break
                try:
                    slow.sendall(bytes([byte]))
                except OSError:
                    break

        thread = threading.Thread(target=drip)
        thread.start()
        reply = read_answer(slow)
        dripping.set()
        thread.join()
    assert (reply.status, reply.fault[0]) == ("408 Request Timeout", "Sender")


def test_the_answer_to_a_slow_request_is_in_its_version():
    head = f"POST {ENDPOINT} HTTP/1.1\r\nHost: a\r\nContent-Type: {MEDIA_TYPES[SOAP_11]}\r\n"
    # Time enough for the head to arrive.
    with serving(site(), request_seconds=1) as server:
        reply = exchange(server, f"{head}Content-Length: 9\r\n\r\n".encode())
    assert (reply.status, reply.namespace) == ("408 Request Timeout", SOAP_11)


def test_an_answer_that_nobody_reads_is_over_some_time():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", str(64 * 1024 * 1024))])
        return [b"x" * (64 * 1024 * 1024)]

    with serving(app, request_seconds=0.2) as server, connect(server) as reader:
        reader.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = http.client.HTTPResponse(reader)
        answer.begin()
        eventually(lambda: not server._server.active_channels)  # noqa: SLF001 -- who is connected
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()


def test_who_has_taken_a_large_answer_slowly_is_not_idle_since_it_began():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", str(64 * 1024 * 1024))])
        return [b"x" * (64 * 1024 * 1024)]

    with serving(app) as server, connect(server) as reader:
        reader.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: any(is_sending(each) for each in server._server.active_channels.values()))  # noqa: SLF001
        (channel,) = server._server.active_channels.values()  # noqa: SLF001
        channel.since = channel.busy_since = began = channel.since - 30
        assert len(read_answer(reader).body) == 64 * 1024 * 1024
        eventually(lambda: min(channel.since, channel.busy_since) >= began + 30)


def is_sending(channel):
    """Tell whether only the client is waited for."""
    return channel.total_outbufs_len and channel._answered_bytes and not channel.requests  # noqa: SLF001


class Wanting:
    """An application that notes what it reads, and answers some requests without reading."""

    def __init__(self):
        self.read = []
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        if environ.get("HTTP_AUTHORIZATION") != basic():
            start_response("401 Unauthorized", [("Content-Length", "0")])
            return []
        self.read.append(len(environ["wsgi.input"].read()))
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]


def posts(length, authorization=None, *, headers=(), body=True):
    named = [f"Content-Length: {length}", *headers]
    return raw_request(b"x" * length if body else b"", headers=named, authorization=authorization)


WRONG = basic(password="wrong")


@pytest.mark.parametrize("length", [100, 70_000, 3_000_000])
def test_a_body_of_any_length_is_read_once_its_sender_is_known(length):
    app = Wanting()
    with serving(app) as server, connect(server) as connection:
        for _ in range(2):
            connection.sendall(posts(length))
            assert read_answer(connection).body == b"done"
    assert app.read == [length] * 2


@pytest.mark.parametrize("length", [100, 70_000, 3_000_000])
def test_after_a_refused_body_the_connection_goes_on(length):
    app = Wanting()
    with serving(app) as server, connect(server) as connection:
        for authorization, status in ((WRONG, "401 Unauthorized"), (None, "200 OK")) * 2:
            connection.sendall(posts(length, authorization))
            assert read_answer(connection).status == status
    assert app.read == [length] * 2


def test_a_long_body_of_nobody_is_not_stored():
    app = Wanting()
    with serving(app) as server, connect(server) as connection:
        connection.sendall(posts(5_000_000, WRONG)[:-1])
        assert exchange(server, raw_request()).body == b"done"
        eventually(lambda: app.asked == 2 and holds_nothing(server))
        connection.sendall(b"x")
        assert read_answer(connection).status == "401 Unauthorized"
    assert app.read == [len(GOOD)]


def holds_nothing(server):
    """Tell whether the request that is being received has no body stored."""
    requests = [channel.request for channel in server._server.active_channels.values()]  # noqa: SLF001 -- stored where
    return all(len(request.body_rcv) == 0 for request in requests if request is not None and request.body_rcv)


def test_who_waits_for_permission_is_refused_instead_of_permitted():
    app = Wanting()
    with serving(app) as server, connect(server) as connection:
        connection.sendall(posts(1_000, WRONG, headers=["Expect: 100-continue"], body=False))
        reply = read_answer(connection)
        assert (reply.status, reply.headers["Connection"]) == ("401 Unauthorized", "close")
        # It may have begun to send meanwhile, and still reads the answer.
        connection.sendall(b"x" * 1_000)
        assert is_closed(connection)
    assert app.read == []


def test_who_waits_for_permission_with_a_login_gets_it_each_time():
    app = Wanting()
    with serving(app) as server, connect(server) as connection:
        for _ in range(3):
            connection.sendall(posts(100_000, headers=["Expect: 100-continue"], body=False))
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(b"x" * 100_000)
            assert read_answer(connection).body == b"done"
    assert app.read == [100_000] * 3


def test_who_expects_permission_for_nothing_is_answered():
    app = Wanting()
    with serving(app) as server:
        assert exchange(server, posts(0, headers=["Expect: 100-continue"])).body == b"done"


def test_chunks_of_nobody_are_thrown_away_and_those_of_a_login_read():
    app = Wanting()
    body = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    with serving(app) as server, connect(server) as connection:
        for authorization, status in ((WRONG, "401 Unauthorized"), (None, "200 OK")) * 2:
            connection.sendall(
                raw_request(
                    body * 10 + b"0\r\n\r\n",
                    headers=["Transfer-Encoding: chunked"],
                    authorization=authorization,
                )
            )
            assert read_answer(connection).status == status
    assert app.read == [655_360] * 2


def test_a_body_that_is_far_too_long_does_not_cost_its_sender_the_answer():
    with serving(site(), max_body_bytes=100_000) as server, connect(server) as connection:
        connection.sendall(raw_request(b"x" * 2_000_000))
        assert read_answer(connection).status == "413 Request Entity Too Large"
