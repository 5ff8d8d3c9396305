"""Requests as they come in: where they end is never guessed, and what is discarded is not stored."""

import re
from io import BytesIO
from math import inf
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import (
    BadRequest,
    Error,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
)

# A body of this length is received before its sender is known.
FREE_BYTES = 64 * 1024
# A request with a longer body is a large one, which costs many times its length in memory.
LARGE_BYTES = 1024 * 1024

_MOST_CHUNK_HEAD_BYTES = 4 * 1024
_MOST_TRAILER_BYTES = 16 * 1024
# What chunks may take besides their content, once and for each byte of it: reading a chunk of a byte costs as much as
# reading a long one. Half as long again is more than clients make that send what they have, some dozen bytes at once.
_FREE_FRAMING_BYTES = 1024 * 1024
_FRAMING_SHARE = 0.5
# Likewise for a body that is thrown away.
_FREE_FRAMING_BYTES_UNREAD = 64 * 1024
# Inferred: servers take a hundred lines. The library adds up those of one name, which takes time by their square.
_MOST_LINES = 200

# "uri-host [ ":" port ]" -- RFC 9110; empty where the target has no host.
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+;=%]*)(?::[0-9]*)?")
# Lines that begin with a blank go on with the line before, "obs-fold" -- RFC 9112: "MUST either reject the message
# or replace each [...] with one or more SP octets". Those in front may have done otherwise.
_FOLDS = (b"\r\n ", b"\r\n\t")
_TRANSFER_ENCODING = re.compile(rb"\r\ntransfer-encoding:([^\r]*)")
_VERSIONS = ("1.0", "1.1")
# "method SP request-target SP HTTP-version" -- RFC 9112. What is no such line takes the library time by the square of
# its length to find out, and so do many blanks before a value, which mean nothing.
_FIRST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [^ ]+(?: HTTP/[0-9]\.[0-9])?[ \t]*")
_BLANKS_BEFORE_VALUE = re.compile(rb"(\r\n[^\r\n:]*:)[ \t]+")


class NotSupported(Error):
    """The request is of another version of HTTP."""

    code = 505
    reason = "HTTP Version Not Supported"


class Request(HTTPRequestParser):
    """One request, and what is known of it before all of it is here."""

    completed: bool = False
    expect_continue: bool = False

    def __init__(self, adj: Any, most_chunk_bytes: float = inf) -> None:  # noqa: ANN401 -- the library's own settings
        super().__init__(adj)
        self._most_chunk_bytes = most_chunk_bytes
        # Whether the sender waits for permission to send the body.
        self.awaits_continue = False
        # Whether the application wants the body, and what it answered if not.
        self.is_admitted = False
        self.answer: tuple[str, list[tuple[str, str]], bytes] | None = None
        # Whether it counts among the large ones that are answered at once.
        self.is_entered = False
        self._framing_bytes = 0

    @property
    def authorization(self) -> str:
        """The Authorization header."""
        return str(self.headers.get("AUTHORIZATION", ""))

    @property
    def needs_admission(self) -> bool:
        """Tell whether somebody has to be asked before more of the body is received."""
        if self.is_admitted or self.answer is not None or not self.headers_finished or self.completed:
            return False
        return self.awaits_continue or max(self.content_length, self.body_bytes_received) > FREE_BYTES

    @property
    def is_large(self) -> bool:
        """Tell whether it may take much memory to answer; a packed body may be of any length."""
        length = max(self.content_length, self.body_bytes_received)
        return self.answer is None and (
            length > LARGE_BYTES or (length > 0 and "CONTENT_ENCODING" in self.headers)
        )

    def received(self, some: bytes) -> int:
        """Take the next bytes, and answer how many of them belong to this request."""
        if not self.chunked:
            consumed = int(super().received(some))
            if self.empty:
                self.error = BadRequest("The first line is no request line")
            return consumed
        body: Any = self.body_rcv
        before = _content_bytes(body)
        # The reader of chunks copies what is left for each of them, which many short ones made slow.
        consumed = int(super().received(some[:_MOST_CHUNK_HEAD_BYTES]))
        self._framing_bytes += consumed - (_content_bytes(body) - before)
        error = None if self.completed else self._chunk_error()
        if error is not None:
            self.error = error
            self.completed = True
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of the request, and refuse what others could take for another request."""
        if _FOLDS[0] in header_plus or _FOLDS[1] in header_plus:
            raise ParsingError("A header is folded over several lines")
        if not _FIRST_LINE.fullmatch(header_plus.partition(b"\r\n")[0]):
            raise ParsingError("The first line is no request line")
        if header_plus.count(b"\r\n") > _MOST_LINES:
            self.error = RequestHeaderFieldsTooLarge(f"there are more than {_MOST_LINES} lines")
            self.completed = True
            return
        try:
            super().parse_header(_BLANKS_BEFORE_VALUE.sub(rb"\1", header_plus))
        except ValueError:
            raise ParsingError("The address is none") from None
        self._check_version()
        # In small letters, because patterns that do not mind are slow.
        head = header_plus.lower()
        self._check_encodings(head)
        self._check_host(head)
        # The library would permit at once, and forget that a request without a body is complete.
        self.awaits_continue = self.expect_continue and self.body_rcv is not None
        self.expect_continue = False

    def discard(self) -> None:
        """Throw away what has come of the body, and what is still to come."""
        if self.body_rcv is not None:
            length = len(self.body_rcv)
            self.body_rcv.getbuf().close()
            self.body_rcv.buf = _Nothing(length)

    def _check_version(self) -> None:
        if self.version not in _VERSIONS:
            self.error = NotSupported("HTTP/1.1 and HTTP/1.0 are spoken here")
            self.completed = True

    def _check_encodings(self, head: bytes) -> None:
        encodings = [each.strip(b" \t") for each in _TRANSFER_ENCODING.findall(head)]
        if not encodings:
            return
        # "a server that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat the
        # message as if the framing is faulty"; "ought to be handled as an error" of both headers -- RFC 9112.
        if self.version != "1.1" or "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Transfer-Encoding goes with HTTP/1.1 and without Content-Length")
        if encodings != [b"chunked"]:
            raise ParsingError("The only Transfer-Encoding is chunked, once")

    def _check_host(self, head: bytes) -> None:
        # "A server MUST respond with a 400 status code to any HTTP/1.1 request message that lacks a Host header field
        # and to any request message that contains more than one" -- RFC 9112.
        host = self.headers.get("HOST")
        if host is None:
            if self.version == "1.1":
                raise ParsingError("The Host header is missing")
        elif head.count(b"\r\nhost:") > 1 or not _HOST.fullmatch(host):
            raise ParsingError("The Host header is not one host")
        if self.proxy_netloc:
            # "MUST ignore the received Host header field (if any) and instead use the host information of the
            # request-target" -- RFC 9112.
            self.headers["HOST"] = self.proxy_netloc

    def _chunk_error(self) -> Error | None:
        """Answer what is wrong with the chunks so far, before more of them is received."""
        body: Any = self.body_rcv
        if len(body.control_line) > _MOST_CHUNK_HEAD_BYTES or len(body.trailer) > _MOST_TRAILER_BYTES:
            return BadRequest("The head of a chunk or the trailer is too long")
        content_bytes = _content_bytes(body)
        if content_bytes + body.chunk_remainder > self._most_chunk_bytes:
            return RequestEntityTooLarge(f"the chunks exceed {self._most_chunk_bytes} bytes")
        free = _FREE_FRAMING_BYTES if self.answer is None else _FREE_FRAMING_BYTES_UNREAD
        if self._framing_bytes > free + _FRAMING_SHARE * content_bytes:
            return BadRequest("The chunks are too short")
        return None


def _content_bytes(body: Any) -> int:  # noqa: ANN401 -- the library's own reader of chunks
    """Answer how many bytes of chunks have come, kept or not."""
    return body.buf.given if isinstance(body.buf, _Nothing) else len(body)


class _Nothing:
    """A buffer that keeps nothing but how many bytes it was given."""

    def __init__(self, given: int) -> None:
        self.given = given

    def append(self, some: bytes) -> None:
        """Forget it."""
        self.given += len(some)

    def __len__(self) -> int:
        return 0

    def getfile(self) -> BytesIO:
        """Answer an empty file."""
        return BytesIO()

    def close(self) -> None:
        """There is nothing to close."""
