"""How much faster the edge is than Spyne as it comes: without a server, and over HTTP."""

import base64
import io
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.benchmarks.baseline import baseline_app
from tests.benchmarks.edge import edge_app
from tests.benchmarks.load import measure
from tests.benchmarks.messages import baseline_body, request_body

PATH = "/api/1.1/soap12/broadcast"
ROUNDS = {"GetBroadcast": 1_000, "QueryCalls": 5, "SendCall": 1_000, "SendCall to many": 2}


def ask(app, body):
    """Send one request through WSGI."""
    statuses = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "CONTENT_TYPE": "application/soap+xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"sandbox:sandbox").decode(),
        "wsgi.input": io.BytesIO(body),
    }
    answer = b"".join(app(environ, lambda status, headers, exc_info=None: statuses.append(status)))
    assert statuses == ["200 OK"], answer[:500]
    return answer


def seconds_per_request(app, body, rounds):
    """Return the CPU time of one request: other programs on the machine do not count."""
    begin = time.process_time()
    for _ in range(rounds):
        ask(app, body)
    return (time.process_time() - begin) / rounds


@pytest.mark.parametrize("name", ROUNDS)
def test_in_process(name):
    edge, baseline = (edge_app(), request_body(name)), (baseline_app(), baseline_body(name))
    rounds = ROUNDS[name]
    for app, body in (edge, baseline):
        ask(app, body)
    times = [(seconds_per_request(*edge, rounds), seconds_per_request(*baseline, rounds)) for _ in range(5)]
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"\n{name}: edge {ours * 1e6:,.0f} us, baseline {theirs * 1e6:,.0f} us, {theirs / ours:.1f} times")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(module):
    """Run one of the two services in a process of its own."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", module, str(port)], stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield process.pid, f"http://127.0.0.1:{port}{PATH}"
        finally:
            process.kill()


def _await(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def cpu_seconds(pid):
    """Return what a process has used, where /proc tells it."""
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 -- not a file of ours
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", ["GetBroadcast", "QueryCalls"])
def test_over_http(name):
    results = {}
    for module in ("tests.benchmarks.edge", "tests.benchmarks.baseline"):
        with running(module) as (pid, url):
            measure(url, request_body(name), seconds=1)
            before = cpu_seconds(pid)
            figures = measure(url, request_body(name), seconds=4)
            cpu = (cpu_seconds(pid) - before) / figures.requests
            assert figures.errors == 0
        results[module] = figures.per_second
        who = module.rpartition(".")[2]
        print(
            f"\n{name} over HTTP, {who}: {figures.per_second:,.0f} a second, "
            f"median {figures.median_ms:.1f} ms, worst {figures.worst_ms:.0f} ms, "
            f"CPU {cpu * 1e6:,.0f} us each"
        )
    ours, theirs = results.values()
    print(f"{name} over HTTP: {ours / theirs:.1f} times as many requests")
