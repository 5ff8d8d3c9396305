"""The server: accepts, receives, answers, makes room, and ends."""

import math
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.server import create_server

from callfire_soap.serving.channels import Channel, House, LoginGate
from callfire_soap.serving.large import LargeRequests
from callfire_soap.serving.login_checks import LoginChecks
from callfire_soap.serving.settings import MIB, ServerSettings
from callfire_soap.workers import Workers

BACKLOG = 1024
# So few that the limit of connections, which is looked at in between, means something.
_ACCEPTED_AT_ONCE = 50
# How often connections are looked at that may have been slow for too long, in seconds.
_LOOK_AFTER = 1.0
# For so long nobody is taken for slow: among many who are being answered the one who has just come is none.
_AT_LEAST = 0.5


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
        self.waiting, self.is_answering = self._workers.waiting, self._workers.is_one
        large = LargeRequests(settings.large_requests, settings.large_waiting)
        self._house = House(settings, LoginChecks(), large)
        self._look_at = 0.0
        self._server = _waitress(app, self._listening, self._sockets, self._house, self._workers)

    @property
    def address(self) -> tuple[str, int]:
        """Answer host and port as bound: the port is a real one also when 0 was asked for."""
        return self._address

    def guard(self, gate: LoginGate) -> None:
        """Let a gate check the logins of requests before the application sees them; to be called before `run`."""
        self._house.gate = gate

    def run(self) -> None:
        """Serve until stopped; in the main thread SIGTERM and Ctrl-C stop as well."""
        with _stopped_by_signals(self):
            self._house.checks.start()
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
        # Connections are closed here, where no event of theirs can be under way.
        now = monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_AFTER
            for channel in tuple(self._server.active_channels.values()):
                if channel.is_over(now):
                    channel.handle_close()
        if len(self._server.active_channels) > self._settings.max_connections:
            self._make_room()
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _make_room(self) -> None:
        """Close those who are in the way of others, so that there is always room for those who are quick."""
        channels = tuple(self._server.active_channels.values())
        newest = monotonic() - _AT_LEAST
        for channel in in_the_way(channels, len(channels) - self._settings.max_connections, newest):
            channel.handle_close()

    def _end(self) -> None:
        # What clients sent before the end may still wait in the kernel. A poll accepts connections, and the next
        # one reads from them.
        begin = monotonic()
        while _is_awaited(self._listening) and monotonic() - begin < self._settings.receiving_seconds:
            self._poll(0.05)
        self._poll(0.0)
        self._server.del_channel()
        self._listening.close()
        while self._close_idle(monotonic() - begin):
            self._poll(0.05)
        self._house.checks.stop(timeout=1)
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


def in_the_way(channels: Iterable[Channel], over: int, newest: float) -> list[Channel]:
    """Answer who goes when so many are over the limit; nobody who is being answered, nor for a while who is new.

    Strangers make room, the oldest first. So many at once that it has to be before they are slow go all the same. Who
    has a login goes only for others who have, those first who have nothing under way.
    """
    strangers: list[Channel] = []
    known: list[Channel] = []
    for channel in sorted(channels, key=lambda each: each.busy_since):
        (known if channel.is_known else strangers).append(channel)
    waiting = [each for each in strangers if not each.requests]
    slow = sum(each.busy_since < newest for each in waiting)
    going = waiting[: max(0, min(over, slow), min(over - _ACCEPTED_AT_ONCE, len(waiting)))]
    idle_first = sorted(known, key=lambda each: each.is_busy())
    old = [each for each in idle_first if not each.requests and each.busy_since < newest]
    return going + old[: max(0, over - len(strangers))]


def _waitress(
    app: WSGIApplication,
    listening: socket.socket,
    sockets: dict[int, Any],
    house: House,
    workers: Workers,
) -> Any:  # noqa: ANN401 -- the stubs of waitress know little of what a server has
    settings = house.settings
    server: Any = create_server(
        app,
        _dispatcher=workers,  # waitress adds tasks to it, and no more
        map=sockets,
        sockets=[listening],
        threads=settings.threads,
        max_request_body_size=settings.max_body_bytes,
        # There is room for some who are new, and for all who are accepted at once.
        connection_limit=settings.max_connections + 2 * _ACCEPTED_AT_ONCE,
        backlog=BACKLOG,
        recv_bytes=MIB // 16,
        outbuf_overflow=4 * MIB,
        asyncore_use_poll=True,
        ident="callfire-soap",
    )
    # It would look for idle connections itself.
    server.next_channel_cleanup = math.inf
    vars(server)["channel_class"] = partial(Channel, house)
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
