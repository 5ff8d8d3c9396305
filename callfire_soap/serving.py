"""The HTTP server: waitress, in this process, with faults instead of error pages and a gentle end."""

import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from callfire_soap.soap import faults
from callfire_soap.soap.media_types import read_media_type
from callfire_soap.soap.requests import version_for
from callfire_soap.soap.versions import FaultKind
from callfire_soap.workers import Workers

BACKLOG = 1024
# So few that the limit of connections, which is looked at in between, means something.
_ACCEPTED_AT_ONCE = 50
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What the server allows itself and its clients."""

    # How many requests may be worked on at once; more than one only while others wait for the disk.
    threads: int = 8
    # Bodies are kept from the services by the edge, with a fault; far longer ones are not even received.
    max_body_bytes: int = 2 * 64 * MIB
    max_connections: int = 500
    # A connection on which nothing moves is closed after this time.
    idle_seconds: int = 60
    # How long to wait, at the end, for requests being answered and for requests still being received.
    answering_seconds: float = 30.0
    receiving_seconds: float = 2.0


class FaultTask(ErrorTask):
    """Answers what waitress itself refuses, such as malformed HTTP, with a SOAP fault."""

    def execute(self) -> None:
        """Write the answer and close the connection: where the next request begins is not known."""
        request: Any = self.request
        error = request.error
        kind = FaultKind.RECEIVER if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR else FaultKind.SENDER
        version = version_for(read_media_type(request.headers.get("CONTENT_TYPE", "")))
        body = faults.document(faults.SoapFault(kind, f"{error.reason}: {error.body}"), version)
        self.status = f"{error.code} {error.reason}"
        self.content_length = len(body)
        self.response_headers = [("Content-Type", version.content_type)]
        self.set_close_on_finish()
        self.write(body)


class Channel(HTTPChannel):
    """One connection."""

    error_task_class = FaultTask

    def writable(self) -> bool:
        """Tell whether the main loop should write.

        Not while a worker writes: the loop could not, would ask again at once, and by that keep the
        interpreter from the worker. Measured, that costs up to 20 ms a request. Only when so much piles
        up that the worker waits for the loop, the loop has to.
        """
        if self.will_close or self.close_when_flushed:
            return True
        waiting: int = self.total_outbufs_len
        return waiting > 0 and (not self.requests or waiting >= self.adj.outbuf_high_watermark)

    def is_answering(self) -> bool:
        """Tell whether a request is being answered."""
        return bool(self.requests or self.total_outbufs_len)

    def is_receiving(self) -> bool:
        """Tell whether a request has begun but not ended."""
        return self.request is not None


class Server:
    """Serves a WSGI application from this process; it listens from the moment it is made."""

    def __init__(self, app: WSGIApplication, host: str, port: int, settings: ServerSettings) -> None:
        self._settings = settings
        self._is_stopping = False
        self._has_ended = False
        self._listening = _listen(host, port)
        bound_host, bound_port = self._listening.getsockname()[:2]
        self._address = (str(bound_host), int(bound_port))
        self._sockets: dict[int, Any] = {}
        self._workers = Workers(settings.threads)
        self.waiting = self._workers.waiting
        self._server = _waitress(app, self._listening, self._sockets, settings, self._workers)

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port as bound: the port is a real one also when 0 was asked for."""
        return self._address

    def run(self) -> None:
        """Serve until stopped; in the main thread SIGTERM and Ctrl-C stop as well."""
        with _stopped_by_signals(self):
            self._workers.run(self._poll, lambda: self._is_stopping)
            self._end()

    def stop(self) -> None:
        """Make `run` answer what has been received and return; for any thread, and for signal handlers."""
        self._is_stopping = True
        if not self._has_ended:
            # The end may come in between, and takes the trigger with it.
            with suppress(OSError):
                self._server.pull_trigger()

    def _poll(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _end(self) -> None:
        # What clients sent before the end may still wait in the kernel. A poll accepts connections, and the next
        # one reads from them.
        begin = time.monotonic()
        while _is_awaited(self._listening) and time.monotonic() - begin < self._settings.receiving_seconds:
            self._poll(0.05)
        self._poll(0.0)
        self._server.del_channel()
        self._listening.close()
        while self._close_idle(time.monotonic() - begin):
            self._poll(0.05)
        self._workers.shutdown(timeout=1)
        self._has_ended = True
        for channel in tuple(self._server.active_channels.values()):
            # What is left of a large answer lies in a file.
            channel.handle_close()
        self._server.trigger.close()
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _close_idle(self, elapsed: float) -> bool:
        # A connection that is let go takes no further request, so that busy clients cannot delay the end.
        is_waiting = False
        for channel in tuple(self._server.active_channels.values()):
            answers = channel.is_answering() and elapsed < self._settings.answering_seconds
            receives = channel.is_receiving() and elapsed < self._settings.receiving_seconds
            is_waiting = is_waiting or answers or receives
            channel.will_close = not (answers or receives)
        return is_waiting


def _waitress(
    app: WSGIApplication,
    listening: socket.socket,
    sockets: dict[int, Any],
    settings: ServerSettings,
    workers: Workers,
) -> Any:  # noqa: ANN401 -- the stubs of waitress know little of what a server has
    server: Any = create_server(
        app,
        _dispatcher=workers,  # type: ignore[arg-type]  # waitress adds tasks to it, and no more
        map=sockets,
        sockets=[listening],
        threads=settings.threads,
        max_request_body_size=settings.max_body_bytes,
        connection_limit=settings.max_connections,
        channel_timeout=settings.idle_seconds,
        cleanup_interval=max(1, settings.idle_seconds // 2),
        backlog=BACKLOG,
        recv_bytes=MIB // 16,
        outbuf_overflow=4 * MIB,
        asyncore_use_poll=True,
        ident="callfire-soap",
    )
    vars(server)["channel_class"] = Channel
    vars(server)["handle_accept"] = _accepting_all(server.handle_accept, listening, _ACCEPTED_AT_ONCE)
    return server


def _accepting_all(accept: Callable[[], None], listening: socket.socket, most: int) -> Callable[[], None]:
    """Accept whoever waits: waitress takes one between two rounds of answers, the hundredth waits for a hundred."""

    def accept_all() -> None:
        accept()
        for _ in range(most):
            if not _is_awaited(listening):
                break
            accept()

    return accept_all


def _is_awaited(listening: socket.socket) -> bool:
    """Tell whether a client waits to be accepted."""
    poll = select.poll()
    poll.register(listening, select.POLLIN)
    return bool(poll.poll(0))


def _listen(host: str, port: int) -> socket.socket:
    # The first address that a name stands for: each of several would get a port of its own.
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    is_ipv6 = family == socket.AF_INET6
    return socket.create_server(
        address[:2],
        family=family,
        backlog=BACKLOG,
        dualstack_ipv6=is_ipv6 and host == "::" and socket.has_dualstack_ipv6(),
    )


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, lambda *_: server.stop())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
