"""Load from outside: keep-alive connections, in a process that leaves the server its own GIL."""

import argparse
import asyncio
import base64
import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
SOAP_12 = "application/soap+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of load saw."""

    requests: int
    errors: int
    seconds: float
    median_ms: float
    worst_ms: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


class Client(asyncio.Protocol):
    """One connection that sends the same request again as soon as it is answered."""

    def __init__(self, request, deadline, latencies, on_end):
        self._request = request
        self._deadline = deadline
        self._latencies = latencies
        self._on_end = on_end
        self.errors = 0

    def connection_made(self, transport):
        self._transport = transport
        self._send()

    def _send(self):
        self._received = b""
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data):
        self._received += data
        head, blank_line, body = self._received.partition(b"\r\n\r\n")
        if not blank_line:
            return
        length = _LENGTH.search(head)
        if length is not None and len(body) < int(length[1]):
            return
        now = time.perf_counter()
        self._latencies.append(now - self._sent_at)
        self.errors += not head.startswith(b"HTTP/1.1 200")
        if now < self._deadline:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, error):
        if not self._on_end.done():
            self._on_end.set_result(None)


def http_request(url, body, *, login="sandbox", password="sandbox", content_type=SOAP_12):
    """Return the bytes of a POST with Basic credentials."""
    parts = urlsplit(url)
    credentials = base64.b64encode(f"{login}:{password}".encode()).decode()
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Basic {credentials}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _run(url, request, connections, seconds):
    loop = asyncio.get_running_loop()
    parts = urlsplit(url)
    latencies, clients, ends = [], [], []
    begin = time.perf_counter()
    for _ in range(connections):
        end = loop.create_future()
        client = Client(request, begin + seconds, latencies, end)
        await loop.create_connection(lambda client=client: client, parts.hostname, parts.port)
        clients.append(client)
        ends.append(end)
    await asyncio.gather(*ends)
    elapsed = time.perf_counter() - begin
    latencies.sort()
    return Figures(
        requests=len(latencies),
        errors=sum(client.errors for client in clients),
        seconds=elapsed,
        median_ms=latencies[len(latencies) // 2] * 1000,
        worst_ms=latencies[-1] * 1000,
    )


def measure(url, body, *, connections=16, seconds=3.0):
    """Load `url` with `body` from another process and return the figures."""
    command = [sys.executable, __file__, url, str(connections), str(seconds)]
    ended = subprocess.run(command, input=body, stdout=subprocess.PIPE, check=True)
    return Figures(**json.loads(ended.stdout))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("connections", type=int, nargs="?", default=16)
    parser.add_argument("seconds", type=float, nargs="?", default=3.0)
    parser.add_argument("--body", type=Path, help="a file; else the body is read from standard input")
    arguments = parser.parse_args()
    body = arguments.body.read_bytes() if arguments.body else sys.stdin.buffer.read()
    request = http_request(arguments.url, body)
    figures = asyncio.run(_run(arguments.url, request, arguments.connections, arguments.seconds))
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()
