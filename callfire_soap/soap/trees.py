"""From bytes to a tree, safely: no document type, no entities, no network, no deep or wide trees."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain

from lxml import etree

from callfire_soap.domain.recipients import too_many_recipients
from callfire_soap.soap import faults
from callfire_soap.soap.limits import HttpLimits

# The first element must begin within this many bytes, so that a document type cannot hide behind comments.
PROLOG_BYTES = 64 * 1024

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16: its little-endian mark begins like the one of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^>]*\?>)?(?:\s|<!--.*?-->)*", re.DOTALL)
# Of Python's codecs some are no charsets, and some take long on purpose-made text.
_CHARSETS = re.compile(
    r"utf-(?:8|16|16-le|16-be|32|32-le|32-be)|ascii|iso8859-\d+|cp125\d|koi8-[ru]|shift_jis|cp932|euc_jp"
    r"|euc_kr|gb2312|gbk|gb18030|big5",
)
_UTF_8_LIKE = frozenset({"utf-8", "ascii"})

_INSTRUCTIONS = etree.XPath("//processing-instruction()")


def read_tree(chunks: Iterator[bytes], charset: str | None, limits: HttpLimits) -> etree._Element:
    """Answer the root of the document; `charset` is the one of the Content-Type header.

    Raises the fault that tells what is wrong with the document.
    """
    head = _head(chunks)
    if not head:
        raise faults.sender("The request has no body")
    encoding = _encoding(head, charset)
    pieces = chain((head,), chunks)
    if encoding not in _UTF_8_LIKE:
        head = _as_utf_8(b"".join(pieces), encoding)
        pieces = chain((head,))
    _check_prolog(head)
    return _parse(pieces, limits)


def _head(chunks: Iterator[bytes]) -> bytes:
    head = next(chunks, b"")
    while len(head) < PROLOG_BYTES and (chunk := next(chunks, b"")):
        head += chunk
    return head


def _encoding(head: bytes, charset: str | None) -> str:
    # RFC 7303: the byte order mark counts first, then the header, then the declaration inside.
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head[:4]:
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    if charset is None and (declared := _DECLARED.match(head)):
        charset = declared[1].decode("ascii")
    return _known(charset or "utf-8")


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        name = ""
    if not _CHARSETS.fullmatch(name):
        raise faults.sender(f"The character set {charset} is not read here")
    # Two bytes a character, but no NUL at the start: the declaration tells something else than the bytes.
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def _as_utf_8(document: bytes, encoding: str) -> bytes:
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError as error:
        raise faults.sender(f"The request is not written in {encoding} as it says") from error
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode(errors="replace")


def _check_prolog(head: bytes) -> None:
    match = _PROLOG.match(head)
    begin = head[match.end() if match else 0 :][:9]
    if begin.startswith(b"<!DOCTYPE"):
        raise faults.sender("A SOAP message must not have a document type declaration")
    if begin.startswith(b"<?"):
        raise _instruction_fault()
    if len(head) >= PROLOG_BYTES and (not begin or begin.startswith(b"<!")):
        raise faults.sender(f"The envelope must begin within the first {PROLOG_BYTES} bytes")


def _parse(pieces: Iterator[bytes], limits: HttpLimits) -> etree._Element:
    # A parser of its own for each document: parsers keep the errors of their last one, and cost a
    # microsecond. Huge trees are allowed because a sound may be longer than 10 MB; with that libxml2 no
    # longer guards against entities, but without a document type there are none.
    parser = etree.XMLParser(
        encoding="utf-8",
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        collect_ids=False,
    )
    try:
        may_have_instructions = _feed(parser, _counted(pieces, limits))
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise faults.sender(f"The request is not well-formed XML: {error.msg}") from error
    if may_have_instructions and _INSTRUCTIONS(root.getroottree()):
        raise _instruction_fault()
    _check_shape(root, limits)
    return root


def _counted(pieces: Iterator[bytes], limits: HttpLimits) -> Iterator[bytes]:
    nodes = elements = 0
    most_elements = limits.max_recipients + limits.other_elements
    for piece in pieces:
        tags = piece.count(b"<")
        nodes += tags + piece.count(b"=")
        elements += tags - piece.count(b"</")
        if elements > most_elements:
            raise too_many_recipients(limits.max_recipients, most_elements)
        if nodes > limits.max_nodes:
            raise faults.sender(f"The request has more than {limits.max_nodes} elements and attributes")
        # A tag holds no further "<"; one that is cut in two by the end of a piece may have twice the limit.
        if piece.count(b"xmlns") > limits.max_namespaces and any(
            tag.count(b"xmlns") > limits.max_namespaces for tag in piece.split(b"<")
        ):
            raise faults.sender(f"An element of the request has more than {limits.max_namespaces} namespaces")
        yield piece


def _feed(parser: etree.XMLParser, pieces: Iterator[bytes]) -> bool:
    # Looking for "<?" is much cheaper than a walk through the tree, which nearly no request then needs.
    # The declaration at the very beginning is none.
    begin, found = 1, False
    try:
        for piece in pieces:
            parser.feed(piece)
            found = found or piece.find(b"<?", begin) >= 0 or piece.endswith(b"<")
            begin = 0
    except BaseException:
        # A parser that is left in the middle of a document never gives back what it has read of it.
        with suppress(etree.XMLSyntaxError):
            parser.close()
        raise
    return found


def _instruction_fault() -> faults.SoapFault:
    return faults.sender("A SOAP message must not contain processing instructions")


def _check_shape(root: etree._Element, limits: HttpLimits) -> None:
    if _deeper_than(limits.max_depth)(root):
        raise faults.sender(f"The elements of the request are nested deeper than {limits.max_depth} levels")
    if _wider_than(limits.max_attributes)(root):
        raise faults.sender(f"An element of the request has more than {limits.max_attributes} attributes")


@lru_cache(maxsize=8)
def _deeper_than(levels: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (levels + 1)})")


@lru_cache(maxsize=8)
def _wider_than(attributes: int) -> etree.XPath:
    return etree.XPath(f"boolean(//@*[{attributes + 1}])")
