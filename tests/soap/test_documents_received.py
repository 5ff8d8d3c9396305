"""Hostile and odd bodies: whatever arrives, the answer is a SOAP fault, soon, and tells nothing else."""

import base64
import gzip
import io
import random
import resource
import time
import zlib
from pathlib import Path

import pytest

from callfire_soap.serving.large import _give_back_memory
from callfire_soap.soap.limits import HttpLimits
from tests.soap.doubles import (
    MEDIA_TYPES,
    SERVICE,
    SOAP_12,
    ScriptedHandler,
    envelope,
    get_broadcast,
    send,
    site,
)

GOOD = envelope(get_broadcast())
MIB = 1024 * 1024
UNREADABLE = "500 Internal Server Error"

# Of the processor, which no other program lengthens; each takes some seconds at the most.
SECONDS = 120


@pytest.fixture(autouse=True)
def _in_time():
    begin = time.process_time()
    yield
    assert time.process_time() - begin < SECONDS


def refusal(body, *, limits=None, **environ):
    """Send a body that must be refused; return status, code and reason."""
    handler = ScriptedHandler()
    reply = send(site(handler, limits=limits), body, **environ)
    assert handler.calls == []
    assert reply.headers["Content-Type"] in MEDIA_TYPES.values()
    assert b"Traceback" not in reply.body
    code, reason, detail = reply.fault
    assert detail is None
    return reply.status, code, reason


def accepted(body, **environ):
    handler = ScriptedHandler()
    reply = send(site(handler), body, **environ)
    return reply.status == "200 OK" and len(handler.calls) == 1


def contact_batch(recipients):
    name = "<BroadcastId>1</BroadcastId><Name>b</Name>"
    return f'<CreateContactBatch xmlns="{SERVICE}">{name}{recipients}</CreateContactBatch>'


# Documents that are none ----------------------------------------------------------------------------


def test_an_empty_body_is_named():
    assert refusal(b"") == (UNREADABLE, "Sender", "The request has no body")


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"\n\n",
        b"hello",
        b"{}",
        b"<",
        b"<a",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<a></b>",
        b"<a/><b/>",
        b"&x;",
    ],
)
def test_what_is_not_xml_is_said_to_be_so(body):
    status, code, reason = refusal(body)
    assert (status, code) == (UNREADABLE, "Sender")
    assert "not well-formed" in reason


@pytest.mark.parametrize("length", range(0, len(GOOD), 7))
def test_a_truncated_document_is_refused(length):
    assert refusal(GOOD[:length])[0] == UNREADABLE


def test_random_bytes_are_refused():
    source = random.Random(7)
    for _ in range(300):
        assert refusal(source.randbytes(source.randrange(1, 400)))[0] == UNREADABLE


def test_a_damaged_document_never_ends_in_an_internal_error(caplog):
    source = random.Random(11)
    app = site()
    for _ in range(1_000):
        damaged = bytearray(GOOD)
        for _ in range(source.randrange(1, 4)):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        assert b"Internal error" not in send(app, bytes(damaged)).body
    assert caplog.text == ""


def test_64_mebibytes_of_junk_are_refused():
    assert refusal(b"x" * (64 * MIB))[1] == "Sender"
    assert refusal(b"<a>" + b"x" * (64 * MIB - 3))[1] == "Sender"


# Document types, entities, instructions -------------------------------------------------------------

DOCTYPE_FAULT = (UNREADABLE, "Sender", "A SOAP message must not have a document type declaration")
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x PUBLIC "-//x" "http://192.0.2.1/x.dtd">',
        BOMB,
    ],
)
@pytest.mark.parametrize(
    "before", [b"", b"  ", b'<?xml version="1.0"?>', b"<!-- a --><!-- b -->\n", b"\xef\xbb\xbf"]
)
def test_a_document_type_is_refused_before_it_is_read(doctype, before):
    body = before + doctype + GOOD.replace(b">7<", b">&j;<")
    # Blanks before an XML declaration are not XML, blanks before a document type are.
    assert refusal(body) == DOCTYPE_FAULT


def test_a_document_type_in_another_charset_is_refused():
    body = ("\ufeff" + '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x>' + GOOD.decode()).encode(
        "utf-16-le"
    )
    assert refusal(body) == DOCTYPE_FAULT


@pytest.mark.parametrize("filling", [b" " * 270_000, b"<!--" + b"x" * 270_000 + b"-->", b"<!-- -->" * 40_000])
def test_a_document_type_cannot_hide_behind_a_long_prolog(filling):
    assert (
        refusal(filling + b"<!DOCTYPE x>" + GOOD)[2] == "The envelope must begin within the first 65536 bytes"
    )


def test_entities_without_a_declaration_are_not_well_formed():
    assert "not well-formed" in refusal(GOOD.replace(b">7<", b">&xxe;<"))[2]


@pytest.mark.parametrize(
    "body",
    [
        b"<?php x?>" + GOOD,
        b'<?xml version="1.0"?><?xml-stylesheet href="x"?>' + GOOD,
        GOOD.replace(b"<soap:Body>", b"<?x y?><soap:Body>"),
        GOOD.replace(b">7<", b">7<?x y?><"),
        GOOD + b"<?x y?>",
    ],
)
def test_processing_instructions_are_refused(body):
    assert refusal(body)[2] == "A SOAP message must not contain processing instructions"


def test_an_instruction_across_two_pieces_is_seen():
    filling = b" " * (256 * 1024 - len(GOOD.partition(b"<soap:Body>")[0]) - len(b"<soap:Body>") - 1)
    body = GOOD.replace(b"<soap:Body>", b"<soap:Body>" + filling + b"<?x y?>")
    assert body[256 * 1024 - 1 :].startswith(b"<?x")
    assert refusal(body)[2] == "A SOAP message must not contain processing instructions"


def test_what_looks_like_an_instruction_or_a_document_type_in_text_is_text():
    name = "<![CDATA[<?x?><!DOCTYPE x>]]>"
    inside = f"<CreateSound xmlns='{SERVICE}'><Name>{name}</Name><SoundText>a</SoundText></CreateSound>"
    handler = ScriptedHandler(1)
    send(site(handler), envelope(inside))
    assert handler.calls[0][2].name == "<?x?><!DOCTYPE x>"


# Shapes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [101, 500, 10_000, 200_000])
def test_deep_nesting_is_refused(levels):
    body = envelope("<a>" * levels + "</a>" * levels)
    assert refusal(body)[1] == "Sender"
    assert refusal(envelope(get_broadcast("<a>" * levels + "</a>" * levels)))[1] == "Sender"
    assert (
        refusal(envelope(get_broadcast(), header="<x:a xmlns:x='u'>" * levels + "</x:a>" * levels))[1]
        == "Sender"
    )


def test_the_depth_is_a_setting():
    body = envelope(get_broadcast())
    assert refusal(body, limits=HttpLimits(max_depth=3))[2] == (
        "The elements of the request are nested deeper than 3 levels"
    )
    assert send(site(limits=HttpLimits(max_depth=4)), body).status == "200 OK"


def test_two_hundred_thousand_attributes_are_refused():
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    assert refusal(envelope(get_broadcast(attributes=" " + attributes)))[2] == (
        "An element of the request has more than 1000 attributes"
    )


def test_two_hundred_thousand_namespaces_are_refused():
    declarations = " ".join(f'xmlns:a{n}="u{n}"' for n in range(200_000))
    assert refusal(envelope(get_broadcast(), attributes=" " + declarations))[2] == (
        "An element of the request has more than 100 namespaces"
    )


def test_namespaces_declared_again_on_each_of_many_elements_are_no_harm():
    recipient = f'<s:ToNumber xmlns:s="{SERVICE}" xmlns:a="urn:a" xmlns:b="urn:b">13105551212</s:ToNumber>'
    assert accepted(envelope(contact_batch(recipient * 20_000)))


def test_the_words_of_a_declaration_in_text_are_text():
    text = "xmlns" * 90
    body = f'<CreateSound xmlns="{SERVICE}"><Name>{text}</Name><SoundText>{text}</SoundText></CreateSound>'
    assert accepted(envelope(body))


def test_repeated_attributes_are_not_well_formed():
    assert "not well-formed" in refusal(envelope(get_broadcast(attributes=' a="1" a="2"')))[2]


def test_the_number_of_elements_and_attributes_is_a_setting():
    body = envelope("<a b='c'/>" * 100)
    assert refusal(body, limits=HttpLimits(max_nodes=200))[2] == (
        "The request has more than 200 elements and attributes"
    )


def test_a_flood_of_tiny_elements_is_refused():
    handler = ScriptedHandler()
    code, reason, detail = send(site(handler), envelope("<a/>" * (8 * MIB))).fault
    assert (code, handler.calls) == ("Receiver", [])
    assert reason.startswith(
        "a request may name at most 500000 numbers, contacts or ids, and this one has more than 510000 elements;"
    )
    assert detail.find("{*}ServiceFaultInfo/{*}FaultCode").text == "BAD_REQUEST"


def test_a_flood_of_elements_and_attributes_is_refused():
    element = "<a " + " ".join(f'a{n}=""' for n in range(20)) + "/>"
    assert (
        refusal(envelope(element * 200_000))[2] == "The request has more than 4000000 elements and attributes"
    )


def resident():
    """Answer the memory of this process in bytes, without what is free."""
    _give_back_memory()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


MANY = ("<a " + " ".join(f'a{n}=""' for n in range(20)) + "/>") * 10_000
LATE = {
    "too many nodes": (envelope(MANY + "<a b=''/>" * 10_000), {"limits": HttpLimits(max_nodes=225_000)}),
    "too many numbers": (envelope(MANY + "<a/>" * 10_000), {"limits": HttpLimits(max_recipients=5_000)}),
    "too many namespaces": (envelope(MANY + "<a " + "xmlns:a='u' " * 200), {}),
    "malformed": (envelope(MANY + "</b>"), {}),
    "cut off": (envelope(MANY)[:-10], {}),
    "packed badly": (gzip.compress(envelope(MANY))[:-10], {"HTTP_CONTENT_ENCODING": "gzip"}),
}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is looked up in /proc")
@pytest.mark.parametrize("name", LATE)
def test_what_is_refused_after_much_of_it_was_read_leaves_no_memory_behind(name):
    def refused():
        body, options = LATE[name]
        limits = options.get("limits")
        return send(site(limits=limits), body, **{key: options[key] for key in options if key != "limits"})

    assert refused().status != "200 OK"
    before = resident()
    for _ in range(4):
        refused()
    # The tree of one alone takes some 45 MB.
    assert resident() - before < 20 * MIB


def test_one_hundred_thousand_recipients_with_attributes_are_read():
    recipient = '<ToNumber ClientData="order 4711" first="Ann" city="Springfield">13105551212</ToNumber>'
    handler = ScriptedHandler(5)
    assert send(site(handler), envelope(contact_batch(recipient * 100_000))).status == "200 OK"
    assert len(handler.calls[0][2].to_number) == 100_000


def test_a_sound_of_forty_megabytes_is_read():
    sound = base64.b64encode(b"RIFF" * (10 * MIB)).decode()
    handler = ScriptedHandler(5)
    body = envelope(f'<CreateSound xmlns="{SERVICE}"><Name>s</Name><Data>{sound}</Data></CreateSound>')
    assert send(site(handler), body).status == "200 OK"
    assert len(handler.calls[0][2].data) == 40 * MIB


# Lengths --------------------------------------------------------------------------------------------


def test_a_body_over_the_limit_is_refused_unread():
    status, _, reason = refusal(GOOD, limits=HttpLimits(max_body_bytes=len(GOOD) - 1))
    # Python 3.13 has a new phrase for 413.
    assert status.startswith("413 ")
    assert reason == f"The request is longer than {len(GOOD) - 1} bytes"
    assert send(site(limits=HttpLimits(max_body_bytes=len(GOOD))), GOOD).status == "200 OK"


def test_a_body_without_a_length_is_read_to_its_end():
    environ = {"CONTENT_LENGTH": None, "wsgi.input_terminated": True}
    assert accepted(GOOD, **environ)
    status, _, _ = refusal(GOOD, limits=HttpLimits(max_body_bytes=20), **environ)
    assert status.startswith("413 ")


def test_a_body_whose_end_cannot_be_known_is_no_body():
    assert refusal(GOOD, CONTENT_LENGTH="")[2] == "The request has no body"


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "\u0663", "1 2"])
def test_a_length_that_is_no_number_is_refused(length):
    assert refusal(GOOD, CONTENT_LENGTH=length)[1] == "Sender"


def test_a_body_that_ends_too_early_is_refused():
    assert refusal(GOOD[:50], CONTENT_LENGTH=str(len(GOOD)))[1] == "Sender"


# Packed bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("GZIP", gzip.compress), ("deflate", zlib.compress)],
)
def test_packed_bodies_are_read(encoding, pack):
    assert accepted(pack(GOOD), HTTP_CONTENT_ENCODING=encoding)


def test_a_body_that_is_not_packed_needs_no_word_for_it():
    assert accepted(GOOD, HTTP_CONTENT_ENCODING="identity")


def test_a_bomb_is_stopped_at_the_limit():
    bomb = gzip.compress(b"<a>" + b" " * (300 * MIB), 9)
    assert len(bomb) < MIB
    assert refusal(bomb, HTTP_CONTENT_ENCODING="gzip")[0].startswith("413 ")


PACKED = gzip.compress(GOOD, mtime=0)


def test_members_of_a_packed_body_are_joined():
    # "A gzip file consists of a series of "members" (compressed data sets)" -- RFC 1952.
    several = b"".join(gzip.compress(GOOD[at : at + 7]) for at in range(0, len(GOOD), 7)) + gzip.compress(b"")
    assert accepted(several, HTTP_CONTENT_ENCODING="gzip")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", PACKED + b"x"),
        ("gzip", PACKED + b"\0"),
        ("gzip", PACKED + GOOD),
        ("gzip", PACKED + zlib.compress(b" ")),
        ("gzip", PACKED + gzip.compress(b" ")[:-1]),
        ("gzip", PACKED + gzip.compress(b"") * 100_000),
        ("deflate", zlib.compress(GOOD) + b"x"),
        ("deflate", zlib.compress(GOOD) + zlib.compress(b" ")),
    ],
)
def test_what_follows_a_packed_body_is_refused(encoding, body):
    assert refusal(body, HTTP_CONTENT_ENCODING=encoding)[1] == "Sender"


def test_a_bomb_of_several_members_is_stopped_at_the_limit():
    bomb = gzip.compress(b"<a>") + gzip.compress(b" " * MIB) * 100
    assert refusal(bomb, HTTP_CONTENT_ENCODING="gzip")[0].startswith("413 ")


@pytest.mark.parametrize("body", [b"", b"x", GOOD, PACKED[:-9], PACKED[:40]])
def test_a_damaged_packed_body_is_refused(body):
    assert refusal(body, HTTP_CONTENT_ENCODING="gzip")[1] == "Sender"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "\x00"])
def test_an_unknown_packing_is_refused(encoding):
    assert refusal(GOOD, HTTP_CONTENT_ENCODING=encoding)[0] == "415 Unsupported Media Type"


# Content types and charsets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json",
        "application/x-www-form-urlencoded",
        "text/html",
        "application/xml",
        "x",
        ";",
    ],
)
def test_other_content_types_are_refused(content_type):
    if content_type == ";":
        assert accepted(GOOD, content_type=content_type)
        return
    status, code, _ = refusal(GOOD, content_type=content_type)
    assert (status, code) == ("415 Unsupported Media Type", "Sender")


def named(text, encoding, *, declared=None, header=None, mark=""):
    """Send a sound's name in some charset and return the name that the handler sees."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    inside = f'<CreateSound xmlns="{SERVICE}"><Name>{text}</Name><SoundText>a</SoundText></CreateSound>'
    body = (mark + declaration + envelope(inside).decode()).encode(encoding)
    handler = ScriptedHandler(1)
    content_type = "application/soap+xml" + (f"; charset={header}" if header else "")
    reply = send(site(handler), body, content_type=content_type)
    return handler.calls[0][2].name if handler.calls else reply.fault[1]


@pytest.mark.parametrize(
    ("encoding", "given"),
    [
        ("utf-8", {}),
        ("utf-8", {"header": "UTF-8"}),
        ("utf-8", {"header": '"utf-8"'}),
        ("utf-8", {"mark": "\ufeff"}),
        ("utf-8", {"declared": "iso-8859-1", "header": "utf-8"}),
        ("utf-8", {"declared": "utf-16"}),
        ("iso-8859-1", {"declared": "ISO-8859-1"}),
        ("iso-8859-1", {"header": "iso-8859-1"}),
        ("iso-8859-1", {"declared": "utf-8", "header": "iso-8859-1"}),
        ("cp1252", {"declared": "windows-1252"}),
        ("utf-16", {}),
        ("utf-16", {"declared": "utf-16", "header": "utf-16"}),
        ("utf-16", {"header": "utf-8"}),
        ("utf-16-be", {}),
        ("utf-16-le", {"header": "utf-16"}),
        ("utf-16-le", {"declared": "UTF-16"}),
        ("utf-32", {}),
    ],
)
def test_the_charset_is_the_one_of_the_mark_then_the_header_then_the_declaration(encoding, given):
    assert named("Grüße", encoding, **given) == "Grüße"


def test_text_beyond_the_basic_plane_arrives():
    assert named("\U0001f600", "utf-8") == "\U0001f600" == named("\U0001f600", "utf-16")


@pytest.mark.parametrize(
    "charset", ["klingon", "base64", "rot13", "idna", "punycode", "utf-7", "unicode_escape", "x" * 900]
)
def test_an_unknown_charset_is_refused(charset):
    assert named("a", "utf-8", header=charset).endswith("is not read here")
    assert "is not read here" in named("a", "utf-8", declared=charset[:40])


def test_bytes_that_are_not_of_the_charset_are_refused():
    assert "not well-formed" in named("Grüße", "iso-8859-1", header="utf-8")
    assert named("Grüße", "utf-8", header="shift_jis").startswith(("The request is not written in", "Gr"))
    body = ("\ufeff" + GOOD.decode()).encode("utf-16-le") + b"\x00"
    assert refusal(body)[2] == "The request is not written in utf-16 as it says"


def test_lone_surrogates_are_refused():
    body = GOOD.decode().replace(">7<", ">\ud800<").encode("utf-8", "surrogatepass")
    assert refusal(body)[1] == "Sender"
    assert "&#" not in refusal(GOOD.replace(b">7<", b">&#xD800;<"))[2]


# Other clients --------------------------------------------------------------------------------------


def test_the_body_is_never_read_further_than_its_length():
    stream = io.BytesIO(GOOD + b"POST /next HTTP/1.1")
    assert accepted(GOOD, **{"wsgi.input": stream})
    assert stream.read() == b"POST /next HTTP/1.1"


def test_the_envelope_is_of_soap_1_2_when_nothing_tells_its_version():
    reply = send(site(), b"x", content_type=None)
    assert reply.namespace == SOAP_12
