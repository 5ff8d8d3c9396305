"""Fetching reaches the hosts that are allowed, and nothing else."""

import select
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from callfire_soap.carriers.fetching import WebFetcher


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


def test_an_answer_is_cut_off(port):
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 3) == "GET"
    assert LISTED.fetch("GET", f"http://127.0.0.1:{port}/", 8) == "GET / é"[:7]


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


def test_a_slow_host_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.1)
        assert fetcher.fetch("GET", f"http://127.0.0.1:{silent.getsockname()[1]}/", 10) is None


def test_a_host_that_drips_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as dripping:
        thread = threading.Thread(target=drip, args=[dripping])
        thread.start()
        fetcher = WebFetcher(["127.0.0.1"], seconds=0.2)
        assert fetcher.fetch("GET", f"http://127.0.0.1:{dripping.getsockname()[1]}/", 10_000) is None
        thread.join()


def drip(server):
    """Send a header that never ends, until the other side goes."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while select.select([connection], [], [], 0.01)[0] == [] or connection.recv(4096):
            connection.sendall(b"x")


def test_a_host_that_shows_no_certificate_is_not_trusted(port):
    assert LISTED.fetch("GET", f"https://127.0.0.1:{port}/", 10) is None
