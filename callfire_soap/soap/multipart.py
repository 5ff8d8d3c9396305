"""MTOM requests: the parts of a multipart body, and the binary ones put back into the document.

Only requests: "looks like we got no XML document" is what PHP says to a multipart answer.
"""

import string
from collections.abc import Mapping
from email.parser import BytesHeaderParser
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from callfire_soap.soap import faults
from callfire_soap.soap.media_types import MediaType, read_media_type
from callfire_soap.wire.lexical import read_base64, write_base64
from callfire_soap.wire.xerces import SchemaViolation

XOP_MEDIA_TYPE = "application/xop+xml"

_INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
# How the bytes of a part may be written; without the header they are "7bit".
_VERBATIM = frozenset({"", "binary", "8bit", "7bit"})
_DIGITS = f"{string.ascii_letters}{string.digits}+/=".encode()
_NO_DIGITS = bytes(set(range(256)) - set(_DIGITS))


class Part(NamedTuple):
    """One part: its id without the angle brackets, its type, its bytes."""

    content_id: str
    media_type: MediaType
    content: bytes


class Package(NamedTuple):
    """The part with the envelope, and the others by their ids."""

    root: Part
    attachments: Mapping[str, Part]


def read_package(body: bytes, media_type: MediaType) -> Package:
    """Split a multipart/related body; raises the fault for one that is not MTOM."""
    parameters = media_type.parameters
    if parameters.get("type", "").lower() != XOP_MEDIA_TYPE or not parameters.get("boundary"):
        raise faults.unsupported("Of multipart requests only MTOM is read here")
    parts = _parts(body, parameters["boundary"])
    start = parameters.get("start", "").strip().strip("<>")
    root = next((part for part in parts if part.content_id == start), parts[0]) if start else parts[0]
    return Package(root, {part.content_id: part for part in parts if part is not root})


def inline(root: etree._Element, attachments: Mapping[str, Part]) -> None:
    """Replace each xop:Include by the base64 text of the part it names."""
    unused = dict(attachments)
    for include in list(root.iter(_INCLUDE)):
        parent = include.getparent()
        content_id = unquote(include.get("href", "").removeprefix("cid:"))
        # A part is used once: otherwise a short request could ask for any length of text.
        part = unused.pop(content_id, None)
        if parent is None or part is None:
            raise faults.sender(f"The request has no part {content_id}, or refers to it more than once")
        parent.remove(include)
        parent.text = write_base64(part.content)


def _parts(body: bytes, boundary: str) -> list[Part]:
    # What precedes the first boundary is a preamble, what follows the closing one an epilogue.
    delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
    _, *sections = (b"\r\n" + body).split(delimiter)
    parts = [_part(section) for section in sections if not section.startswith(b"--")]
    if not parts or len(parts) == len(sections):
        raise faults.sender("The multipart body does not end with its boundary")
    return parts


def _part(section: bytes) -> Part:
    head, blank_line, content = section.partition(b"\r\n\r\n")
    if not blank_line:
        raise faults.sender("A part of the multipart body has no end of its headers")
    headers = BytesHeaderParser().parsebytes(head.lstrip(b" \t").removeprefix(b"\r\n"))
    return Part(
        content_id=str(headers.get("Content-ID", "")).strip().strip("<>"),
        media_type=read_media_type(str(headers.get("Content-Type", ""))),
        content=_verbatim(content, str(headers.get("Content-Transfer-Encoding", "")).strip().lower()),
    )


def _verbatim(content: bytes, encoding: str) -> bytes:
    if encoding in _VERBATIM:
        return content
    if encoding != "base64":
        raise faults.unsupported(f"Parts in the transfer encoding {encoding} are not read here")
    try:
        # "All line breaks or other characters not found in Table 1 must be ignored" -- RFC 2045, 6.8.
        return read_base64(content.translate(None, _NO_DIGITS).decode("ascii"))
    except SchemaViolation as error:
        raise faults.sender("A part of the multipart body is not base64 as it says") from error
