"""The WSGI server, with an end: it stops listening, answers what has arrived, then returns."""

import logging
import socket
from threading import Event
from time import monotonic
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.server import create_server

# Above the limit of the SOAP edge: what exceeds that one gets a fault instead of a bare status.
_LARGEST_BODY = 256 * 1024 * 1024
_MOST_CONNECTIONS = 1000
_BACKLOG = 1024

# Long enough for the slowest answer: draining the sandbox takes up to 30 seconds.
_LONGEST_GOODBYE = 35.0


def listen(host: str, port: int) -> socket.socket:
    """Bind an address; port 0 takes a free one. Raises OSError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


def url_of(listener: socket.socket) -> str:
    """Answer the URL of a bound address."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server:
    """Serves one application on one address with a few threads."""

    def __init__(self, application: WSGIApplication, listener: socket.socket, *, threads: int) -> None:
        # A request that waits for a thread is nothing to warn of.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._sockets: dict[int, Any] = {}
        self._stopping = Event()
        # The published types of waitress are wrong about what is used here and below.
        options: dict[str, Any] = {
            "sockets": [listener],
            "threads": threads,
            "backlog": _BACKLOG,
            "connection_limit": _MOST_CONNECTIONS,
            "max_request_body_size": _LARGEST_BODY,
            "ident": "callfire-soap",
            "clear_untrusted_proxy_headers": True,
        }
        self._server: Any = create_server(
            application,
            map=self._sockets,
            **options,
        )

    def run(self) -> None:
        """Serve until `stop` is called, then answer what has arrived."""
        while not self._stopping.is_set():
            self._wait(1.0)
        self._finish()

    def stop(self) -> None:
        """Let `run` come to its end; may be called from other threads and from signal handlers."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._server.pull_trigger()

    def _wait(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _finish(self) -> None:
        deadline = monotonic() + _LONGEST_GOODBYE
        # Whoever connected before the end is in the backlog: take them in, then close the door.
        self._wait(0.05)
        self._wait(0.05)
        self._server.del_channel(self._sockets)
        self._server.socket.close()
        while self._is_busy() and monotonic() < deadline:
            self._wait(0.1)
        self._server.task_dispatcher.shutdown()
        for channel in self._channels():
            channel.handle_close()
        wasyncore.close_all(self._sockets)

    def _channels(self) -> list[Any]:
        return list(self._server.active_channels.values())

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.request is not None or channel.total_outbufs_len
            for channel in self._channels()
        )
