"""MTOM requests."""

import base64

import pytest

from callfire_soap.soap.limits import HttpLimits
from tests.soap.doubles import SERVICE, SOAP_11, ScriptedHandler, envelope, send, site

SOUND = bytes(range(256)) * 4
INCLUDE = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{}"/>'
REFERENCE = INCLUDE.format("sound%40x")
RELATED = (
    'multipart/related; type="application/xop+xml"; start="<root>"; start-info="application/soap+xml"; '
    'boundary="b;1"'
)


def document(reference=REFERENCE, **kwargs):
    return envelope(
        f'<CreateSound xmlns="{SERVICE}"><Name>s</Name><Data>{reference}</Data></CreateSound>',
        **kwargs,
    )


def part(headers, content):
    return b"--b;1\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n"


def package(*parts, end=b"--b;1--\r\n"):
    return b"".join(parts) + end


ROOT_HEADERS = (
    'Content-Type: application/xop+xml; charset=utf-8; type="application/soap+xml"\r\nContent-ID: <root>'
)
SOUND_HEADERS = "Content-Type: audio/mpeg\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <sound@x>"


def sent(body, content_type=RELATED, limits=None):
    handler = ScriptedHandler(3)
    reply = send(site(handler, limits=limits), body, content_type=content_type)
    return reply, handler.calls


def sound_of(calls):
    [(_, _, request)] = calls
    return request.data


@pytest.mark.parametrize("order", [1, -1])
def test_a_part_is_read_in_place_of_its_reference_and_the_answer_is_plain(order):
    parts = [part(ROOT_HEADERS, document()), part(SOUND_HEADERS, SOUND)][::order]
    reply, calls = sent(b"preamble\r\n" + package(*parts) + b"epilogue")
    assert (reply.status, reply.headers["Content-Type"]) == ("200 OK", "application/soap+xml; charset=utf-8")
    assert sound_of(calls) == SOUND


def test_without_a_start_the_first_part_is_the_root():
    content_type = "multipart/related; type=application/xop+xml; boundary=b;1".replace("b;1", '"b;1"')
    root = part("Content-Type: application/xop+xml", document(version=SOAP_11))
    reply, calls = sent(package(root, part(SOUND_HEADERS, SOUND)), content_type)
    assert (reply.namespace, sound_of(calls)) == (SOAP_11, SOUND)


def test_a_part_in_base64_may_hold_other_characters_which_count_for_nothing():
    headers = SOUND_HEADERS.replace("binary", "base64")
    content = b" - ".join(base64.encodebytes(SOUND).splitlines()) + b"\xff\r\n"
    _, calls = sent(package(part(ROOT_HEADERS, document()), part(headers, content)))
    assert sound_of(calls) == SOUND


def test_a_part_may_be_base64():
    headers = SOUND_HEADERS.replace("binary", "base64")
    _, calls = sent(package(part(ROOT_HEADERS, document()), part(headers, base64.encodebytes(SOUND))))
    assert sound_of(calls) == SOUND


def test_a_package_may_do_without_attachments():
    _, calls = sent(package(part(ROOT_HEADERS, document("AAAA"))))
    assert sound_of(calls) == b"\0\0\0"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b;1--",
        b"no boundary",
        package(part(ROOT_HEADERS, document()), end=b""),
        package(b"--b;1\r\nno headers end"),
        package(part(ROOT_HEADERS, document())),
        package(part(ROOT_HEADERS, document(REFERENCE * 2)), part(SOUND_HEADERS, SOUND)),
        package(
            part(ROOT_HEADERS, document().replace(b"cid:", b"http://192.0.2.1/")), part(SOUND_HEADERS, SOUND)
        ),
        package(part(ROOT_HEADERS, document()), part(SOUND_HEADERS.replace("binary", "base64"), b"A")),
        package(part(ROOT_HEADERS, b"<!DOCTYPE x>" + document()), part(SOUND_HEADERS, SOUND)),
        package(part(ROOT_HEADERS, REFERENCE.encode()), part(SOUND_HEADERS, SOUND)),
    ],
)
def test_a_package_that_is_not_in_order_is_refused(body):
    reply, calls = sent(body)
    assert (reply.status, reply.fault[0] in {"Sender", "VersionMismatch"}) == (
        "500 Internal Server Error",
        True,
    )
    assert calls == []


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/related",
        'multipart/related; type="text/xml"; boundary=b',
        "multipart/related; type=application/xop+xml",
    ],
)
def test_other_packages_are_not_read(content_type):
    assert sent(b"x", content_type)[0].status == "415 Unsupported Media Type"


def test_other_encodings_of_parts_are_not_read():
    headers = SOUND_HEADERS.replace("binary", "x-uuencode")
    assert sent(package(part(ROOT_HEADERS, document()), part(headers, SOUND)))[0].status.startswith("415 ")


def test_a_package_obeys_the_limit_too():
    body = package(part(ROOT_HEADERS, document()), part(SOUND_HEADERS, SOUND))
    assert sent(body, limits=HttpLimits(max_body_bytes=100))[0].status.startswith("413 ")
