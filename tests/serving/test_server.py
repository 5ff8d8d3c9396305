"""The server over real sockets: odd clients, slow clients, and the end."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from callfire_soap.serving import Server, ServerSettings
from tests.serving.sockets import GOOD, PATIENCE, connect, exchange, raw_request, read_answer, serving
from tests.soap.doubles import ENDPOINT, MEDIA_TYPES, SOAP_11, SOAP_12, envelope, get_broadcast, site


@pytest.fixture(scope="module")
def server():
    with serving(site(), max_body_bytes=1_000_000) as server:
        yield server


def test_the_port_is_known_as_soon_as_the_server_is_made(server):
    host, port = server.address
    assert (host, port > 0) == ("127.0.0.1", True)


def test_a_connection_takes_many_requests(server):
    with connect(server) as connection:
        for _ in range(20):
            connection.sendall(raw_request())
            reply = read_answer(connection)
            assert (reply.status, reply.answer.get("id")) == ("200 OK", "7")


def test_requests_sent_ahead_are_answered_in_order(server):
    with connect(server) as connection:
        connection.sendall(raw_request() * 2 + raw_request(envelope("<Foo/>")))
        reader = connection.makefile("rb")
        statuses = []
        for _ in range(3):
            statuses.append(reader.readline().split()[1])
            length = 0
            while (line := reader.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            reader.read(length)
    assert statuses == [b"200", b"200", b"500"]


def test_a_chunked_request_is_read(server):
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(GOOD[n : n + 9]), GOOD[n : n + 9]) for n in range(0, len(GOOD), 9)
    )
    reply = exchange(server, raw_request(chunks + b"0\r\n\r\n", headers=["Transfer-Encoding: chunked"]))
    assert reply.status == "200 OK"


def test_a_client_that_waits_for_permission_to_send_gets_it(server):
    with connect(server) as connection:
        connection.sendall(raw_request(b"", headers=[f"Content-Length: {len(GOOD)}", "Expect: 100-continue"]))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(GOOD)
        assert read_answer(connection).status == "200 OK"


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS", "TRACE"])
def test_other_methods_get_an_answer(server, method):
    client = http.client.HTTPConnection(*server.address, timeout=PATIENCE)
    client.request(method, ENDPOINT)
    answer = client.getresponse()
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    client.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_malformed_http_is_answered_with_a_fault(server, sent):
    reply = exchange(server, sent)
    assert reply.status.partition(" ")[0] in {"400", "431", "501"}
    assert reply.headers["Content-Type"] == MEDIA_TYPES[SOAP_12]
    assert reply.fault[0] in {"Sender", "Receiver"}


def test_far_too_long_a_body_is_answered_with_a_fault_in_the_version_of_the_client(server):
    head = f"POST {ENDPOINT} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 99999999999\r\n\r\n"
    reply = exchange(server, head.encode())
    assert (reply.status, reply.namespace) == ("413 Request Entity Too Large", SOAP_11)


def test_an_application_that_fails_is_answered_with_a_fault(caplog):
    def broken(environ, start_response):
        raise ZeroDivisionError("secret")

    with serving(broken) as server:
        reply = exchange(server, raw_request())
    assert (reply.status, reply.fault[0], b"secret" in reply.body) == (
        "500 Internal Server Error",
        "Receiver",
        False,
    )
    assert "secret" in caplog.text


def test_slow_senders_keep_nobody_waiting(server):
    slow = [connect(server) for _ in range(40)]
    for connection in slow:
        connection.sendall(raw_request()[:-20])
    begin = time.monotonic()
    for _ in range(20):
        assert exchange(server, raw_request()).status == "200 OK"
    assert time.monotonic() - begin < PATIENCE
    for connection in slow:
        connection.sendall(raw_request()[-20:])
    assert {read_answer(connection).status for connection in slow} == {"200 OK"}
    for connection in slow:
        connection.close()


def test_all_who_wait_are_accepted_before_anybody_is_answered():
    server = Server(site(), "127.0.0.1", 0, ServerSettings())
    waiting = [connect(server) for _ in range(30)]
    server._poll(PATIENCE)  # noqa: SLF001 -- one round of the server
    assert len(server._server.active_channels) == len(waiting)  # noqa: SLF001 -- likewise
    server.stop()
    server.run()
    for connection in waiting:
        connection.close()


def test_clients_that_leave_without_an_answer_do_no_harm(server):
    for length in (1, 30, 200, len(raw_request())):
        with connect(server) as connection:
            connection.sendall(raw_request()[:length])
    assert exchange(server, raw_request()).status == "200 OK"


def test_a_silent_connection_is_closed_after_its_time():
    with serving(site(), idle_seconds=1) as server, connect(server) as connection:
        assert connection.recv(1) == b""


def test_clients_at_the_same_time_get_their_own_answers_only():
    wrong = []
    with serving(site()) as server:

        def client(number):
            for turn in range(30):
                mark = f"client{number}turn{turn}"
                body = envelope(get_broadcast(mark) if turn % 2 else f"<{mark}/>")
                reply = exchange(server, raw_request(body))
                others = reply.body.decode().replace(mark, "")
                if mark not in reply.fault[1] or "client" in others:
                    wrong.append(reply.body)

        threads = [threading.Thread(target=client, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_stopping_answers_what_has_begun_and_takes_nothing_new():
    begun, may_end = threading.Event(), threading.Event()

    def slow(environ, start_response):
        begun.set()
        may_end.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    with serving(slow) as server, connect(server) as idle, connect(server) as busy:
        busy.sendall(raw_request())
        assert begun.wait(PATIENCE)
        server.stop()
        assert idle.recv(1) == b""
        with pytest.raises(OSError, match="refused"):
            connect(server)
        may_end.set()
        assert read_answer(busy).body == b"done"


def test_a_large_answer_that_is_read_slowly_keeps_nobody_waiting_and_arrives_in_full():
    large = 48 * 1024 * 1024

    def app(environ, start_response):
        length = large if environ["PATH_INFO"] == "/large" else 4
        start_response("200 OK", [("Content-Length", str(length))])
        for begin in range(0, length, 1024 * 1024):
            yield b"x" * min(length - begin, 1024 * 1024)

    with serving(app) as server, connect(server) as reader:
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        answer = http.client.HTTPResponse(reader)
        answer.begin()
        for _ in range(20):
            assert exchange(server, raw_request()).body == b"xxxx"
        server.stop()
        assert len(answer.read()) == large


def test_stopping_does_not_wait_for_those_who_never_end():
    with serving(site(), receiving_seconds=0.1) as server:
        stuck = connect(server)
        stuck.sendall(raw_request()[:-1])
        assert exchange(server, raw_request()).status == "200 OK"
        begin = time.monotonic()
        server.stop()
        assert stuck.recv(1) == b""
        assert time.monotonic() - begin < PATIENCE
        stuck.close()


def test_stopping_before_running_is_stopping():
    server = Server(site(), "127.0.0.1", 0, ServerSettings())
    server.stop()
    server.run()


def test_a_port_in_use_is_an_error_at_once(server):
    with pytest.raises(OSError, match="in use"):
        Server(site(), *server.address, ServerSettings())


PROGRAM = """
import time
from callfire_soap.serving import Server, ServerSettings

def app(environ, start_response):
    print("begun", flush=True)
    time.sleep(0.5)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

server = Server(app, "127.0.0.1", 0, ServerSettings())
print(server.address[1], flush=True)
server.run()
print("ended", flush=True)
"""


@pytest.fixture
def program():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as running:
        running.port = int(running.stdout.readline())
        yield running
        running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_gently(program, number):
    with socket.create_connection(("127.0.0.1", program.port), timeout=PATIENCE) as connection:
        connection.sendall(raw_request())
        assert program.stdout.readline() == "begun\n"
        program.send_signal(number)
        assert read_answer(connection).body == b"done"
    assert program.stdout.read() == "ended\n"
    assert program.wait(PATIENCE) == 0


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are counted in /proc")
def test_everything_lives_in_one_process(program):
    assert Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text() == ""
    program.kill()
    program.wait(PATIENCE)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", program.port), timeout=PATIENCE)
