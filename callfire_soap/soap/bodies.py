"""The bytes of a request: measured, unpacked, and never more than the limit."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import InputStream, WSGIEnvironment

from callfire_soap.soap import faults
from callfire_soap.soap.limits import HttpLimits

CHUNK_BYTES = 256 * 1024

# What zlib is told to expect, per Content-Encoding: gzip and zlib headers differ.
_GZIP_BITS = 31
_WINDOW_BITS = {"gzip": _GZIP_BITS, "x-gzip": _GZIP_BITS, "deflate": 15}

_PIECE_BYTES = 16 * 1024
# Each takes as long as much of a text does; the usual programs make members of 64 KiB at the least.
_MOST_MEMBERS = 100_000


def read_body(environ: WSGIEnvironment, limits: HttpLimits) -> Iterator[bytes]:
    """Yield the body of a request as its sender wrote it, in pieces that are never empty.

    Raises the fault for a body that is longer than the limit, as sent or unpacked, or packed in a way
    that is not known.
    """
    chunks = _limited(_received(environ, limits.max_body_bytes), limits.max_body_bytes)
    encoding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding in {"", "identity"}:
        return chunks
    if encoding not in _WINDOW_BITS:
        raise faults.unsupported(f"The content encoding {encoding} is not read here, only gzip and deflate")
    return _limited(_unpacked(chunks, _WINDOW_BITS[encoding]), limits.max_body_bytes)


def _received(environ: WSGIEnvironment, max_bytes: int) -> Iterator[bytes]:
    stream: InputStream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH")
    if length:
        return _of_length(stream, _checked_length(length, max_bytes))
    # A chunked request has no length; servers that can tell its end say so.
    if environ.get("wsgi.input_terminated"):
        return iter(_reader(stream), b"")
    return iter(())


def _checked_length(length: str, max_bytes: int) -> int:
    if not length.isascii() or not length.isdecimal():
        raise faults.sender("The Content-Length is not a number")
    if int(length) > max_bytes:
        raise faults.too_large(max_bytes)
    return int(length)


def _reader(stream: InputStream) -> Callable[[], bytes]:
    return lambda: stream.read(CHUNK_BYTES)


def _of_length(stream: InputStream, length: int) -> Iterator[bytes]:
    while length > 0 and (chunk := stream.read(min(length, CHUNK_BYTES))):
        length -= len(chunk)
        yield chunk


def _limited(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise faults.too_large(max_bytes)
        yield chunk


def _unpacked(chunks: Iterator[bytes], window_bits: int) -> Iterator[bytes]:
    # A bomb grows only as it is read: each step gives at most one chunk, and the reader counts them.
    unpacker: Any = zlib.decompressobj(window_bits)
    members = 1
    for piece in _pieces(chunks):
        rest = piece
        while rest:
            if unpacker.eof:
                # "A gzip file consists of a series of "members"" -- RFC 1952; of zlib's format there is one.
                members += 1
                if window_bits != _GZIP_BITS or members > _MOST_MEMBERS:
                    raise faults.sender("Something follows the packed body")
                unpacker = zlib.decompressobj(window_bits)
            yield from _steps(unpacker, rest)
            rest = unpacker.unused_data
    if not unpacker.eof:
        raise faults.sender("The packed body ends too early")


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut chunks: what follows a member is copied for each of them."""
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE_BYTES):
            yield chunk[at : at + _PIECE_BYTES]


def _steps(unpacker: Any, chunk: bytes) -> Iterator[bytes]:  # noqa: ANN401 -- zlib does not name the class
    while chunk and not unpacker.eof:
        try:
            unpacked = unpacker.decompress(chunk, CHUNK_BYTES)
        except zlib.error as error:
            raise faults.sender("The body is not packed as its Content-Encoding says") from error
        if unpacked:
            yield unpacked
        chunk = unpacker.unconsumed_tail
