"""Connections: one request at a time, its sender known before much of it is received, and none slow for ever."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from waitress.channel import HTTPChannel
from waitress.utilities import BadRequest

from callfire_soap.serving.addresses import client_address
from callfire_soap.serving.large import LargeRequests
from callfire_soap.serving.login_checks import Check, LoginChecks
from callfire_soap.serving.requests import Request
from callfire_soap.serving.settings import MIB, ServerSettings
from callfire_soap.serving.tasks import Busy, ClientTask, FaultTask, Preview, TooSlow
from callfire_soap.soap.authentication import credentials

# How long, and for how many bytes, a client may go on sending after it was refused, so that it reads the answer:
# a connection closed over its head loses the answer, too.
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 16 * MIB
# Inferred: some lines; "SHOULD ignore at least one empty line (CRLF) received prior to the request-line" -- RFC 9112.
_MOST_EMPTY_BYTES = 8 * len("\r\n")


class LoginGate(Protocol):
    """Checks Authorization headers."""

    def is_settled(self, authorization: str) -> bool:
        """Tell whether the application knows at once what to think of a header."""

    def settle(self, authorization: str) -> bool:
        """Check a header, slowly; tells whether it lets in."""


@dataclass(slots=True)
class House:
    """What all connections share."""

    settings: ServerSettings
    checks: LoginChecks
    large: LargeRequests
    gate: LoginGate | None = None


class Channel(HTTPChannel):
    """One connection.

    Requests that are sent ahead wait as bytes until the one before is answered. A request is held, and nothing more of
    it received, while its login is checked or the application is asked whether it wants the body.
    """

    parser_class = Request
    task_class = ClientTask
    error_task_class = FaultTask
    # The one that has begun to come.
    request: Request | None = None

    def __init__(self, house: House, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 -- the library's own
        self._house = house
        self._ahead = b""
        # How many bytes of empty lines have come since the last request.
        self._empty_bytes = 0
        self._held: Request | None = None
        self._lingers = False
        self._lingering_bytes: int | None = None
        self._answered_bytes = 0
        # The Authorization header that was settled last.
        self._settled: str | None = None
        # Since when it is in its state: idle, receiving, held, answering or lingering; and since when in the way.
        self.since = self.busy_since = monotonic()
        self._was_served = False
        # Whether a login was right here.
        self.is_known = False
        super().__init__(*arguments, **options)

    # What the main loop asks and calls.

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

    def readable(self) -> bool:
        """Tell whether the main loop should read."""
        if self._lingering_bytes is not None:
            return not self.will_close
        if self.requests or self._held is not None or self._ahead:
            return False
        return bool(super().readable())

    def handle_read(self) -> None:
        """Receive what has come."""
        if self._lingering_bytes is None:
            super().handle_read()
            return
        with suppress(OSError):
            self._lingering_bytes += len(self.recv(self.adj.recv_bytes))
            return
        self.handle_close()

    def handle_write(self) -> None:
        """Send what waits to be sent; then go on with what was sent ahead, or end as is due."""
        if self._lingers and self.close_when_flushed and not self.requests:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self._begin_to_linger()
            if not self.will_close:
                return
        was_sending = self.total_outbufs_len > 0
        super().handle_write()
        if was_sending and not self.total_outbufs_len and not self.requests:
            # Only now the client can begin with the next request.
            self.since = self.busy_since = monotonic()
        if self._ahead and not self.requests:
            with self.requests_lock:
                self._advance()

    def received(self, some: bytes) -> bool:
        """Take what has been received."""
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            self._ahead += some
            self._advance()
        return True

    # What workers and checks call.

    def service(self) -> None:
        """Answer the request."""
        request: Any = self.requests[0]
        try:
            super().service()
        except BaseException:
            # Not even a fault could be written, and nobody else would close the connection.
            self.cancel()
            request.close()
            raise
        finally:
            if request.is_entered:
                self._house.large.leave()
        with self.requests_lock:
            self.since, self._was_served = monotonic(), True
            self._answered_bytes = self.total_outbufs_len
            if not self._answered_bytes:
                self.busy_since = self.since
            if self._ahead and not self._is_ending():
                self._advance()
                self.server.pull_trigger()

    def decide(self, request: Request, answer: tuple[str, list[tuple[str, str]], bytes] | None) -> None:
        """Go on with a request that the application wants whole, or has answered without its body."""
        with self.requests_lock:
            if self._held is not request:
                return
            self._held = None
            request.answer = answer
            if answer is None:
                request.is_admitted = True
                if request.awaits_continue and not request.body_bytes_received:
                    self.send_continue()
            elif request.awaits_continue and not request.body_bytes_received:
                self.request = None
                self._take(request)
            else:
                request.discard()
            self._advance()
        self.server.pull_trigger()

    def note_login(self, environ: Mapping[str, Any]) -> None:
        """Remember whether the application has found a login right; any other header may be made up."""
        self.is_known = self.is_known or "REMOTE_USER" in environ

    def address_of(self, request: Request) -> str:
        """Answer the address of the client that sends a request."""
        return client_address(
            str(self.addr[0]), request.headers.get("X_FORWARDED_FOR", ""), self._house.settings.proxies
        )

    # What the server asks, from the thread of the main loop.

    def is_answering(self) -> bool:
        """Tell whether a request is being answered."""
        return bool(self.requests or self.total_outbufs_len)

    def is_receiving(self) -> bool:
        """Tell whether a request has begun but not ended."""
        return self.request is not None or self._held is not None

    def is_busy(self) -> bool:
        """Tell whether anything is under way."""
        return self.is_receiving() or self.is_answering()

    def is_over(self, now: float) -> bool:
        """Tell whether the time of this connection is over; a request that is too slow is answered first."""
        elapsed, settings = now - self.since, self._house.settings
        if self._lingering_bytes is not None:
            return elapsed > _LINGER_SECONDS or self._lingering_bytes > _LINGER_BYTES
        if self.requests:
            return False
        if self.total_outbufs_len:
            return elapsed > settings.allowed_seconds(self._answered_bytes - self.total_outbufs_len)
        if not self.is_receiving():
            return elapsed > settings.idle_seconds
        self._give_up_slow(elapsed)
        return False

    # How requests go on; `requests_lock` is held.

    def _advance(self) -> None:
        """Read the next request from what has been received, as far as it may go on."""
        while (
            self._ahead
            and not self.requests
            and self._held is None
            and self.total_outbufs_len < MIB
            and not self._is_ending()
        ):
            request = self.request
            if request is None:
                if not self._skip_empty_lines():
                    return
                request = self.request = Request(self.adj, self._house.settings.max_chunk_bytes)
                # The first one has the time since the connection was made, so that whoever comes last is not taken
                # for slower than those whose bytes are read in the same moment.
                if self._was_served:
                    self.since = self.busy_since = monotonic()
            consumed = request.received(self._ahead)
            self._ahead = self._ahead[consumed:]
            if request.completed:
                self.request = None
                self._hold_or_take(request)
            elif request.needs_admission:
                self._held = request
                self._ask_about(request)

    def _skip_empty_lines(self) -> bool:
        """Pass over empty lines before a request, in which no time of it passes; answers whether it has begun."""
        begun = self._ahead.lstrip(b"\r\n")
        self._empty_bytes += len(self._ahead) - len(begun)
        self._ahead = begun
        if self._empty_bytes > _MOST_EMPTY_BYTES:
            request = Request(self.adj)
            request.completed = True
            request.error = BadRequest("There are too many empty lines before the request")
            self._take(request)
            return False
        if begun:
            self._empty_bytes = 0
        return bool(begun)

    def _is_ending(self) -> bool:
        """Tell whether nothing more is answered: what was sent behind the last request counts for nothing."""
        return (
            self.will_close
            or self.close_when_flushed
            or self._lingering_bytes is not None
            or not self.connected
        )

    def _hold_or_take(self, request: Request) -> None:
        if request.error or request.answer or request.is_admitted or self._is_settled(request):
            self._take(request)
            return
        self._held = request
        self._check(request)

    def _ask_about(self, request: Request) -> None:
        if self._is_settled(request):
            self.server.add_task(Preview(self, request))
        else:
            self._check(request)

    def _take(self, request: Request) -> None:
        """Let a request be answered."""
        self._lingers = bool(request.error) or not request.completed
        self.requests.append(request)
        if request.is_large and not request.error:
            request.is_entered = self._house.large.enter(self._begin)
            if request.is_entered:
                return
            request.error = Busy("too many large requests are being answered; send it again later")
        self.server.add_task(self)

    def _begin(self) -> None:
        self.server.add_task(self)
        self.server.pull_trigger()

    def _is_settled(self, request: Request) -> bool:
        gate, authorization = self._house.gate, request.authorization
        if gate is None or request.command != "POST" or authorization == self._settled:
            return True
        if not gate.is_settled(authorization):
            return False
        self._settled = authorization
        return True

    def _check(self, request: Request) -> None:
        gate: Any = self._house.gate
        pair = credentials(request.authorization)
        self._house.checks.add(
            Check(
                self.address_of(request),
                pair[0] if pair else "",
                lambda: bool(gate.settle(request.authorization)),
                lambda: self.connected and self._held is request,
                lambda: self._checked(request),
            )
        )

    def _checked(self, request: Request) -> None:
        with self.requests_lock:
            if self._held is not request:
                return
            if request.completed:
                self._held = None
                self._take(request)
            else:
                self.server.add_task(Preview(self, request))
        self.server.pull_trigger()

    def _give_up_slow(self, elapsed: float) -> None:
        with self.requests_lock:
            request = self._held or self.request
            if request is None or self.requests:
                return
            received = 0 if request.answer else request.body_bytes_received
            if elapsed <= self._house.settings.allowed_seconds(received):
                return
            is_waiting = self._held is not None
            self._held = self.request = None
            request.completed = True
            request.error = (
                Busy("too many logins are being checked; try again later")
                if is_waiting
                else TooSlow("the request did not come in time")
            )
            self._take(request)

    def _begin_to_linger(self) -> None:
        self.close_when_flushed = False
        self._lingering_bytes, self.since = 0, monotonic()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
