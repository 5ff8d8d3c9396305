"""Fetching reaches the hosts that are allowed, and nothing else."""

import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic, sleep

import pytest

from callfire_soap.carriers.fetching import WebFetcher
from tests.growth import assert_linear


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/found")
            self.end_headers()
            return
        self.send_response(404 if self.path == "/missing" else 200)
        self.end_headers()
        self.wfile.write(f"{self.command} {self.path} é".encode())

    do_POST = do_GET  # noqa: N815 -- the name that the server calls

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def port():
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


LISTED = WebFetcher(["127.0.0.1", "localhost", "::1"])


def test_a_listed_address_answers(port):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/a?b=1", 100) == "GET /a?b=1 é"
    assert LISTED.fetch("POST", f"http://localhost:{port}", 100) == "POST / é"


@pytest.mark.parametrize("before", ["http://", "http:\n//", "//", "x//http://", "http://a@", "http:////"])
def test_marks_in_a_host_take_no_more_work_than_their_length_asks_for(before):
    assert_linear(
        lambda address: LISTED.fetch("GET", address, 100),
        lambda size: f"{before}a" + "\u0301\u0316" * size + "/",
        most=1 << 14,
    )


def test_an_answer_is_cut_off(port):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 3) == "GET"
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 8) == "GET / é"[:7]


@pytest.mark.parametrize(
    ("type_", "content"),
    [
        (b"text/plain; charset=iso-8859-1", b"caf\xe9!"),
        (b"text/plain;CHARSET = 'Windows-1252'; x=y", b"caf\xe9!"),
        (b'text/plain; charset="utf-16"', "café!".encode("utf-16")),
        (b"text/plain; charset=utf-16le", "café!".encode("utf-16-le")),
        (b"text/plain; charset=utf-8", b"caf\xe9!"),
        (b"text/plain; charset=zip", "café!".encode()),
        (b"text/plain; charset=\xe9", "café!".encode()),
        (b"text/plain", b"caf\xe9!"),
    ],
)
def test_no_letter_of_an_answer_is_lost(type_, content):
    head = OK + b"content-type: %s\r\nContent-Length: %d\r\n\r\n" % (type_, len(content))
    with Host(lambda connection: connection.sendall(head + content)) as host:
        assert LISTED.fetch("GET", f"http://127.0.0.1:{host.port}/", 100) == "café!"


def test_an_answer_that_is_cut_within_a_letter_keeps_all_others(port):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 7) == "GET / "


@pytest.mark.parametrize("path", ["missing", "elsewhere"])
def test_failures_and_redirections_are_no_answer(port, path):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/{path}", 100) is None


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "127.0.0.1",
        "",
        "http://",
        "http://user:word@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.2/",
        "http://[::1",
        "http://2130706433/",
        "http://example.com/",
        "http://127.0.0.1:1/",
        "http://127.0.0.1/\r\nHost: x",
    ],
)
def test_other_addresses_are_no_answer(address):
    assert LISTED.fetch("GET", address, 100) is None


def leading_to(*ips):
    """Answer a name look-up that finds these addresses for every name."""
    return lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]


@pytest.mark.parametrize(
    "ips",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["224.0.0.1"],
        [],
    ],
)
def test_a_listed_name_does_not_lead_inside(port, ips):
    fetcher = WebFetcher(["inside.example"], look_up=leading_to(*ips))
    assert fetcher.fetch("GET", f"http://inside.example:{port}/", 10) is None


@pytest.mark.parametrize(
    ("hosts", "host", "reached"),
    [
        (["a.example"], "a.example", True),
        (["A.Example. "], "a.EXAMPLE", True),
        (["*.example"], "b.a.example", True),
        (["*.example"], "example", False),
        (["a.example"], "b.a.example", False),
        ([], "a.example", False),
    ],
)
def test_names_are_allowed_as_they_are_listed(port, hosts, host, reached):
    fetcher = WebFetcher([*hosts, "127.0.0.1"], look_up=leading_to("127.0.0.1"))
    assert (fetcher.fetch("GET", f"http://{host}:{port}/", 3) == "GET") is reached


DRIPS = 2_000
OK = b"HTTP/1.1 200 OK\r\n"


class Host:
    """Listens, and treats its one visitor as it likes; `was_left` tells whether that went before the end."""

    def __init__(self, treat=None):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.was_left = False
        self._treat = treat
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self):
        if self._treat is not None:
            self._thread.start()
        return self

    def __exit__(self, *_):
        if self._treat is not None:
            self._thread.join()
        self._server.close()

    def _serve(self):
        connection, _ = self._server.accept()
        with connection:
            try:
                self._treat(connection)
            except OSError:
                self.was_left = True


def drip(connection, *pieces, every=0.01):
    """Send the first pieces at once and the last again and again, as long as somebody listens."""
    for piece in pieces[:-1]:
        connection.sendall(piece)
    for _ in range(DRIPS):
        connection.sendall(pieces[-1])
        if select.select([connection], [], [], every)[0] and connection.recv(4096) == b"":
            raise BrokenPipeError


def flood(connection, *pieces):
    connection.recv(4096)
    drip(connection, *pieces, every=0)


UNRULY = {
    "says nothing": lambda connection: drip(connection, b""),
    "drips its status": lambda connection: drip(connection, b"HTTP/1.1 200 ", b"O"),
    "drips a header": lambda connection: drip(connection, OK, b"X: ", b"x"),
    "drips headers": lambda connection: drip(connection, OK, b"X: x\r\n"),
    "drips its body": lambda connection: drip(connection, OK, b"Connection: close\r\n\r\n", b"x"),
    "drips a body of known length": lambda connection: drip(
        connection, OK, b"Content-Length: 9000\r\nConnection: close\r\n\r\n", b"x"
    ),
    "drips chunks": lambda connection: drip(
        connection, OK, b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"
    ),
    "drips a trailer": lambda connection: drip(
        connection, OK, b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"X: x\r\n"
    ),
    "drips good news": lambda connection: drip(connection, b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "says nothing more and reads no more": lambda connection: (
        connection.shutdown(socket.SHUT_RD),
        drip(connection, OK, b""),
    ),
    "floods with headers": lambda connection: flood(connection, OK, b"X: " + b"x" * 1_000 + b"\r\n"),
    "floods with one header": lambda connection: flood(connection, OK, b"X: ", b"x" * 1_000),
    "floods with good news": lambda connection: flood(connection, b"HTTP/1.1 103 A\r\n\r\n" * 100),
    "floods with small chunks": lambda connection: flood(
        connection, OK, b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 1_000 + b"\r\nx\r\n"
    ),
}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", UNRULY)
def test_a_host_that_has_no_manners_is_left(name, scheme):
    with Host(UNRULY[name]) as host:
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.3)
        assert fetcher.fetch("GET", f"{scheme}://127.0.0.1:{host.port}/", 10_000) is None


@pytest.mark.parametrize("name", [each for each in UNRULY if "drips" in each])
def test_a_host_that_drips_is_left_in_the_middle(name):
    with Host(UNRULY[name]) as host:
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.3)
        assert fetcher.fetch("GET", f"http://127.0.0.1:{host.port}/", 10_000) is None
    assert host.was_left


def test_a_handshake_that_drips_is_left_in_the_middle():
    """The head of a handshake of 16,000 bytes, which come one by one."""
    with Host(lambda connection: drip(connection, b"\x16\x03\x03\x3e\x80\x02", b"\0")) as host:
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.3)
        assert fetcher.fetch("GET", f"https://127.0.0.1:{host.port}/", 10_000) is None
    assert host.was_left


def test_a_host_that_accepts_nobody_is_given_up():
    with Host() as host:
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.1)
        assert fetcher.fetch("GET", f"http://127.0.0.1:{host.port}/", 10) is None


def test_a_body_that_ends_too_soon_is_no_answer():
    with Host(lambda connection: connection.sendall(OK + b"Content-Length: 9\r\n\r\nabc")) as host:
        assert LISTED.fetch("GET", f"http://127.0.0.1:{host.port}/", 100) is None


def test_a_packed_answer_is_not_unpacked():
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n"
    with Host(lambda connection: connection.sendall(head + b"\x1f\x8b")) as host:
        assert LISTED.fetch_bytes("GET", f"http://127.0.0.1:{host.port}/", 100) == b"\x1f\x8b"


@pytest.fixture
def slow_names():
    """Answer a name look-up that answers only when the test is over, and how often it was asked."""
    over, asked = threading.Event(), []

    def look_up(host, port, **_):
        asked.append(host)
        over.wait(60)
        return leading_to("127.0.0.1")(host, port)

    yield look_up, asked
    over.set()


def test_a_name_that_takes_too_long_is_given_up(port, slow_names):
    look_up, asked = slow_names
    fetcher = WebFetcher(["a.example", "127.0.0.1"], seconds=0.5, look_up=look_up)
    assert fetcher.fetch("GET", f"http://a.example:{port}/", 10) is None
    assert asked == ["a.example"]


def test_few_names_are_looked_up_at_once(slow_names):
    look_up, asked = slow_names
    fetcher = WebFetcher(["*.example"], seconds=0.01, look_up=look_up)
    for each in range(40):
        fetcher.fetch("GET", f"http://a{each}.example/", 10)
    # Their threads may begin later than they were given up.
    until = monotonic() + 60
    while len(asked) < 16 and monotonic() < until:
        sleep(0.01)
    assert len(asked) == 16


def test_a_name_is_looked_up_once_for_each_fetch(port):
    """Who answers another address the second time leads nowhere."""
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked = []

    def look_up(host, given, **_):
        asked.append(host)
        return leading_to(next(answers))(host, given)

    fetcher = WebFetcher(["a.example", "127.0.0.1"], look_up=look_up)
    assert fetcher.fetch("GET", f"http://a.example:{port}/", 3) == "GET"
    assert asked == ["a.example"]
    assert fetcher.fetch("GET", f"http://a.example:{port}/", 3) is None


def test_a_host_that_let_all_the_time_pass_is_left_alone_for_a_while(port, slow_names):
    look_up, asked = slow_names
    fetcher = WebFetcher(["127.0.0.1", "a.example"], seconds=0.05, look_up=look_up)
    for _ in range(20):
        assert fetcher.fetch("GET", f"http://a.example:{port}/", 10) is None
    assert len(asked) < 5


def test_all_that_is_fetched_in_a_round_takes_no_longer_than_one_address_may(slow_names):
    look_up, asked = slow_names
    fetcher = WebFetcher(["*.example"], seconds=0.5, look_up=look_up)
    fetcher.begin_round()
    for each in range(10):
        fetcher.fetch("GET", f"http://a{each}.example/", 10)
    assert asked == ["a0.example"]
    fetcher.begin_round()
    fetcher.fetch("GET", "http://b.example/", 10)
    assert asked == ["a0.example", "b.example"]


@pytest.mark.parametrize(
    ("listed", "host", "reached"),
    [
        ("bücher.example", "xn--bcher-kva.example", True),
        ("xn--bcher-kva.example", "BÜCHER.example.", True),
        ("a.example", "a。example", True),
        ("a.example", "a%2eexample", False),
        ("a.example", "b@a.example", False),
        ("a.example", "b\\@a.example", False),
        ("a.example", "a.example\\.b", False),
        ("a.example", "a.example:0", False),
        ("a.example", "[a.example]", False),
    ],
)
def test_hosts_are_compared_as_they_are_spelled(port, listed, host, reached):
    fetcher = WebFetcher([listed, "127.0.0.1"], look_up=leading_to("127.0.0.1"))
    where = host if ":" in host else f"{host}:{port}"
    assert (fetcher.fetch("GET", f"http://{where}/", 3) == "GET") is reached


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1"])
def test_numbers_are_no_way_around_the_list(port, host):
    """Programs that look names up read all of these as 127.0.0.1."""
    assert WebFetcher(["a.example"]).fetch("GET", f"http://{host}:{port}/", 3) is None
    assert WebFetcher([host]).fetch("GET", f"http://{host}:{port}/", 3) is None


def test_what_is_no_ascii_is_escaped(port):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/José?a=%20b", 100) == "GET /Jos%C3%A9?a=%20b é"


def test_the_environment_knows_no_proxy_for_it(port, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 3) == "GET"


def test_a_host_that_shows_no_certificate_is_not_trusted(port):
    assert LISTED.fetch("GET", f"https://127.0.0.1:{port}/", 10) is None


def why(fetcher, address):
    """Answer why an address gives no answer."""
    reasons = []
    assert fetcher.fetch("GET", address, 100, reasons.append) is None
    [reason] = reasons
    return reason


def test_it_is_told_why_there_is_no_answer(port):
    here = f"http://127.0.0.1:{port}"
    assert why(LISTED, f"{here}/missing") == "its status is 404"
    assert "redirections are not followed" in why(LISTED, f"{here}/elsewhere")
    assert "none of those that may be asked" in why(LISTED, "http://example.com/")
    assert "no address" in why(LISTED, "file:///etc/passwd")
    assert "no connection" in why(LISTED, "http://127.0.0.1:1/")
    inside = WebFetcher(["inside.example"], look_up=leading_to("127.0.0.1"))
    assert "open to everybody" in why(inside, f"http://inside.example:{port}/")
    with Host(lambda connection: connection.sendall(b"hello\r\n\r\n")) as host:
        assert "no HTTP" in why(LISTED, f"http://127.0.0.1:{host.port}/")


def test_a_failure_is_logged_once_without_what_an_address_carries(port, caplog):
    fetcher = WebFetcher(["127.0.0.1"])
    for each in range(3):
        why(fetcher, f"http://127.0.0.1:{port}/missing#secret{each}")
        why(fetcher, f"http://me:secret@127.0.0.1:{port}/?secret={each}")
    logged = [record.getMessage() for record in caplog.records if "gets no answer" in record.getMessage()]
    assert len(logged) == 2
    assert all(f"127.0.0.1:{port}" in line and "secret" not in line for line in logged)
    assert "404" in logged[0]
