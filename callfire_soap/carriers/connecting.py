"""Connections for the HTTP client: to addresses that were checked, and over at a deadline, whatever the host does."""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any, Self

from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream

LookUp = Callable[..., Sequence[tuple[Any, ...]]]
"""Answers what `socket.getaddrinfo` answers."""

_MOST_LOOK_UPS = 16
"""How many names may be looked up at once: a look-up that hangs cannot be ended, only left alone."""


class Deadline:
    """The moment at which something has to be over."""

    def __init__(self, seconds: float) -> None:
        """So many seconds from now."""
        self._at = monotonic() + seconds

    def remaining(self) -> float:
        """Answer how many seconds are left; raises TimeoutError when none is."""
        left = self._at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Names:
    """Looks names up, and waits for the answer no longer than it may."""

    def __init__(self, look_up: LookUp) -> None:
        """Look up by this."""
        self._look_up = look_up
        self._free = BoundedSemaphore(_MOST_LOOK_UPS)

    def addresses_of(self, host: str, port: int, deadline: Deadline) -> list[str]:
        """Answer the IP addresses of a host; raises OSError when that fails or takes too long."""
        if not self._free.acquire(timeout=deadline.remaining()):
            raise TimeoutError
        answer: SimpleQueue[list[str] | Exception] = SimpleQueue()
        Thread(target=self._ask, args=[host, port, answer], name="look-up", daemon=True).start()
        try:
            found = answer.get(timeout=deadline.remaining())
        except Empty:
            raise TimeoutError from None
        if isinstance(found, Exception):
            raise OSError(str(found)) from None
        return found

    def _ask(self, host: str, port: int, answer: "SimpleQueue[list[str] | Exception]") -> None:
        try:
            found = self._look_up(host, port, type=socket.SOCK_STREAM)
            answer.put([str(each[4][0]) for each in found])
        except Exception as error:  # noqa: BLE001 -- it is for the thread that waits
            answer.put(error)
        finally:
            self._free.release()


class CheckedNetwork(NetworkBackend):
    """Leads each connection to one address, so that no second look-up can lead elsewhere."""

    def __init__(self, ip: str, deadline: Deadline, most_bytes: int) -> None:
        """Receive up to so many bytes until the deadline."""
        self._ip, self._deadline, self._most = ip, deadline, most_bytes

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 -- its address is known
        port: int,
        timeout: float | None = None,  # noqa: ARG002 -- the deadline is for everything together
        local_address: str | None = None,  # noqa: ARG002 -- nobody asks for one
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002 -- likewise
    ) -> NetworkStream:
        """Connect to the address that was checked."""
        connected = socket.create_connection((self._ip, port), self._deadline.remaining())
        return _BoundedStream(connected, self._deadline, self._most)


class _BoundedStream(NetworkStream):
    """A connection on which every step has only the time that is left."""

    def __init__(self, connected: socket.socket, deadline: Deadline, most_bytes: int) -> None:
        self._socket, self._deadline, self._most = connected, deadline, most_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- the deadline
        self._socket.settimeout(self._deadline.remaining())
        piece = self._socket.recv(max_bytes)
        self._most -= len(piece)
        if self._most < 0:
            raise OSError("the answer takes more bytes than it may")
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- the deadline
        waiting = memoryview(buffer)
        while waiting:
            # `sendall` would begin to count anew with each piece that is taken from it.
            self._socket.settimeout(self._deadline.remaining())
            waiting = waiting[self._socket.send(waiting) :]

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- the deadline
    ) -> Self:
        try:
            # The time-out of a socket bounds the whole of a handshake.
            self._socket.settimeout(self._deadline.remaining())
            self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except BaseException:
            self._socket.close()
            raise
        return self
