"""Whatever comes before, around and beside an operation, reading it takes no more work than its length asks for."""

import pytest

from callfire_soap.soap import envelope, multipart
from callfire_soap.soap.limits import HttpLimits
from callfire_soap.soap.media_types import MediaType, read_media_type
from callfire_soap.soap.trees import read_tree
from callfire_soap.soap.versions import SOAP_12
from tests.growth import assert_linear

LIMITS = HttpLimits()
PACKAGE = MediaType("multipart/related", {"type": "application/xop+xml", "boundary": "b", "start": "<x>"})


def tree(document):
    return read_tree(iter((document,)), None, LIMITS)


def in_pieces(document):
    return read_tree(iter([document[at : at + 7] for at in range(0, len(document), 7)]), None, LIMITS)


def body(document):
    root = tree(document.encode())
    return envelope.body_element(root, envelope.version_of(root))


def package(document):
    read = multipart.read_package(document, PACKAGE)
    multipart.inline(tree(read.root.content), read.attachments)


@pytest.mark.parametrize(
    "begin", [b"", b"<?xml ", b"<?xml version='1.0' encoding", b"<a ", b"<!--", b"\xef\xbb\xbf"]
)
@pytest.mark.parametrize(
    "piece",
    [
        b" ",
        b"<!---->",
        b"<!--",
        b"<?",
        b"<",
        b"<?xml ",
        b"encoding ",
        b"<!",
        b"<!-- -",
        b" xmlns",
        b"\0",
        b"=",
        b"'",
    ],
)
@pytest.mark.parametrize("read", [tree, in_pieces])
def test_what_begins_a_document_is_read_in_linear_time(read, begin, piece):
    assert_linear(read, lambda size: begin + piece * size, most=1 << 15)


ENVELOPES = {
    "headers": ('<t:a xmlns:t="u"/>', ""),
    "headers that must be understood": ('<t:a xmlns:t="u" e:mustUnderstand="1"/>', ""),
    "bodies": ("", "<a/>"),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_envelopes_are_read_in_linear_time(name):
    header, element = ENVELOPES[name]

    def written(size):
        headers = f"<e:Header>{header * size}</e:Header>"
        return f'<e:Envelope xmlns:e="{SOAP_12.namespace}">{headers}<e:Body><a/>{element * size}</e:Body></e:Envelope>'

    assert_linear(body, written, most=1 << 14)


def part(content_id, content):
    return b"\r\n--b\r\nContent-ID: <%s>\r\n\r\n%s" % (content_id, content)


def included(size, separate):
    include = '<i:Include href="cid:%d"/>'
    each = f"<b>{include}</b>" if separate else include
    root = (
        "<a xmlns:i='http://www.w3.org/2004/08/xop/include'>"
        + "".join(each % place for place in range(size))
        + "</a>"
    )
    parts = b"".join(part(b"%d" % place, b"x") for place in range(size))
    return part(b"x", root.encode()) + parts + b"\r\n--b--"


PACKAGES = {
    "parts": lambda size: part(b"x", b"<a/>") + part(b"y", b"z") * size + b"\r\n--b--",
    "includes": lambda size: included(size // 4, separate=True),
    "includes in one element": lambda size: included(size // 4, separate=False),
    "headers": lambda size: b"--b\r\n" + b"A: b\r\n" * size + b"\r\n<a/>\r\n--b--",
    "a folded header": lambda size: b"--b\r\nContent-ID: " + b"\r\n " * size + b"\r\n\r\n<a/>\r\n--b--",
    "a long header": lambda size: b"--b\r\nContent-Type: " + b"a;b=c" * size + b"\r\n\r\n<a/>\r\n--b--",
    "an encoded header": lambda size: (
        b"--b\r\nContent-ID: " + b"=?utf-8?q?" * size + b"\xff\r\n\r\n<a/>\r\n--b--"
    ),
    "angle brackets": lambda size: b"--b\r\nContent-ID: " + b"<" * size + b"\r\n\r\n<a/>\r\n--b--",
    "boundaries": lambda size: b"--b" * size,
    "half boundaries": lambda size: b"\r\n-" * size,
    "base64": lambda size: b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=A" * size + b"\r\n--b--",
}


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_are_read_in_linear_time(name):
    assert_linear(package, PACKAGES[name], most=1 << 14)


@pytest.mark.parametrize("begin", ["a/b", 'a/b;a="', "a/b;a"])
@pytest.mark.parametrize("piece", [";", " ", "=", '"', "\\", ";a=", "; ;", ';a="\\', 'a;b="', "\t"])
def test_media_types_are_read_in_linear_time(begin, piece):
    # Beside the memory of the last ones: no test reads the same twice.
    assert_linear(read_media_type.__wrapped__, lambda size: begin + piece * size, most=1 << 15)
