"""The rules of the envelope, in both versions of SOAP."""

import pytest

from tests.soap.doubles import MEDIA_TYPES, SERVICE, SOAP_11, SOAP_12, envelope, get_broadcast, send, site

SOAP_12_ENCODING = "http://www.w3.org/2003/05/soap-encoding"
NEXT_12 = "http://www.w3.org/2003/05/soap-envelope/role/next"
NONE_12 = "http://www.w3.org/2003/05/soap-envelope/role/none"
ULTIMATE_12 = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
NEXT_11 = "http://schemas.xmlsoap.org/soap/actor/next"


def sent(body, version=SOAP_12):
    return send(site(), body, content_type=MEDIA_TYPES[version])


def with_header(block, version=SOAP_12):
    return sent(envelope(get_broadcast(), header=block, version=version), version)


@pytest.mark.parametrize(
    "root", ["<Envelope/>", '<e:Envelope xmlns:e="urn:other"/>', f'<x xmlns="{SOAP_12}"/>']
)
@pytest.mark.parametrize("version", [SOAP_12, SOAP_11])
def test_an_unknown_root_is_a_version_mismatch_that_names_both_versions(root, version):
    reply = sent(root.encode(), version)
    assert (reply.status, reply.headers["Content-Type"]) == (
        "500 Internal Server Error",
        MEDIA_TYPES[version],
    )
    assert reply.fault[0] == "VersionMismatch"
    supported = reply.root.findall(f"{{{version}}}Header/{{{SOAP_12}}}Upgrade/{{{SOAP_12}}}SupportedEnvelope")
    prefixes = [each.get("qname").partition(":")[::2] for each in supported]
    assert [each.nsmap[prefix] for each, (prefix, _) in zip(supported, prefixes, strict=True)] == [
        SOAP_12,
        SOAP_11,
    ]
    assert [name for _, name in prefixes] == ["Envelope", "Envelope"]


@pytest.mark.parametrize("value", ["true", "1", " true "])
@pytest.mark.parametrize(
    "role",
    [
        "",
        f' soap:role="{NEXT_12}"',
        f' soap:role="{ULTIMATE_12}"',
        ' soap:role=""',
        f' soap:role=" {NEXT_12}&#10;"',
    ],
)
def test_a_mandatory_header_for_us_is_not_understood(value, role):
    reply = with_header(
        f'<t:Token xmlns:t="urn:t" soap:mustUnderstand="{value}"{role}/><t:Other xmlns:t="urn:t"/>'
    )
    assert (reply.status, reply.fault[0]) == ("500 Internal Server Error", "MustUnderstand")
    [block] = reply.root.find(f"{{{SOAP_12}}}Header")
    prefix, _, name = block.get("qname").partition(":")
    assert (block.tag, block.nsmap[prefix], name) == (f"{{{SOAP_12}}}NotUnderstood", "urn:t", "Token")


def test_all_headers_that_are_not_understood_are_named():
    blocks = "".join(f'<t:T{n} xmlns:t="urn:{n}&amp;" soap:mustUnderstand="1"/>' for n in range(3))
    reply = with_header(blocks)
    assert [block.get("qname") for block in reply.root[0]] == ["h:T0", "h:T1", "h:T2"]
    assert reply.fault[1].endswith("{urn:0&}T0, {urn:1&}T1, {urn:2&}T2")


def test_a_header_in_the_namespace_of_xml_itself_keeps_its_prefix():
    reply = with_header('<xml:note soap:mustUnderstand="1"/>')
    assert reply.root[0][0].get("qname") == "xml:note"


def test_a_flood_of_headers_is_not_repeated():
    reply = with_header('<t:T xmlns:t="urn:t" soap:mustUnderstand="1"/>' * 10_000)
    assert (reply.fault[0], len(reply.root[0])) == ("MustUnderstand", 50)


@pytest.mark.parametrize(
    "block",
    [
        '<t:Token xmlns:t="urn:t"/>',
        '<t:Token xmlns:t="urn:t" soap:mustUnderstand="false"/>',
        '<t:Token xmlns:t="urn:t" soap:mustUnderstand="0"/>',
        '<t:Token xmlns:t="urn:t" mustUnderstand="1"/>',
        f'<t:Token xmlns:t="urn:t" soap:mustUnderstand="1" soap:role="{NONE_12}"/>',
        '<t:Token xmlns:t="urn:t" soap:mustUnderstand="1" soap:role="urn:someone-else"/>',
        f'<t:Token xmlns:t="urn:t" s:mustUnderstand="1" xmlns:s="{SOAP_11}"/>',
        "",
    ],
)
def test_other_headers_are_ignored(block):
    assert with_header(block).status == "200 OK"


@pytest.mark.parametrize("actor", ["", f' soap:actor="{NEXT_11}"'])
def test_a_mandatory_header_of_soap_1_1_has_no_list(actor):
    reply = with_header(f'<t:Token xmlns:t="urn:t" soap:mustUnderstand="1"{actor}/>', SOAP_11)
    assert (reply.fault[0], reply.root.find(f"{{{SOAP_11}}}Header")) == ("MustUnderstand", None)


def test_a_header_of_soap_1_1_for_another_actor_is_ignored():
    block = '<t:Token xmlns:t="urn:t" soap:mustUnderstand="1" soap:actor="urn:x"/>'
    assert with_header(block, SOAP_11).status == "200 OK"


@pytest.mark.parametrize(
    "block",
    [
        '<t:T xmlns:t="urn:t" soap:mustUnderstand="maybe"/>',
        '<t:T xmlns:t="urn:t" soap:mustUnderstand="&#160;1"/>',
        "<Token/>",
    ],
)
def test_a_malformed_header_blames_the_sender(block):
    assert with_header(block).fault[0] == "Sender"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "The Body is empty; exactly one element, the operation, is expected"),
        ("<a/><b/>", "The Body has 2 elements; exactly one element, the operation, is expected"),
    ],
)
def test_the_body_has_exactly_one_element(body, reason):
    assert sent(envelope(body)).fault == ("Sender", reason, None)


@pytest.mark.parametrize(
    "children",
    ["", "<soap:Header/>", "<soap:Header/><soap:Header/>", "<a/>", "<soap:Header/><a/>", "<a/><soap:Body/>"],
)
@pytest.mark.parametrize(("version", "code"), [(SOAP_12, "Sender"), (SOAP_11, "Client")])
def test_an_envelope_needs_a_body_in_its_place(children, version, code):
    reply = sent(f'<soap:Envelope xmlns:soap="{version}">{children}</soap:Envelope>'.encode(), version)
    assert reply.fault == (code, "The Envelope has no Body where one is expected", None)


def followed(after, version):
    body = envelope(get_broadcast(), version=version)
    return body.replace(b"</soap:Envelope>", after.encode() + b"</soap:Envelope>")


def test_only_soap_1_1_lets_something_follow_the_body():
    after = "<a:b xmlns:a='urn:a'/><a:c xmlns:a='urn:c' x='y'>text</a:c>"
    assert sent(followed(after, SOAP_12)).fault == ("Sender", "Nothing may follow the Body", None)
    assert sent(followed(after, SOAP_11), SOAP_11).status == "200 OK"


@pytest.mark.parametrize("after", ["<soap:Body/>", "<soap:Header/>", "<a/>", "<a:b xmlns:a='urn:a'/><b/>"])
@pytest.mark.parametrize(("version", "code"), [(SOAP_12, "Sender"), (SOAP_11, "Client")])
def test_what_follows_the_body_is_of_another_namespace(after, version, code):
    assert sent(followed(after, version), version).fault[0] == code


@pytest.mark.parametrize(
    "text", ["text", "0", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "&amp;", "<![CDATA[x]]>"]
)
@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("{0}<soap:Header/><soap:Body>{1}</soap:Body>", "Envelope"),
        ("<soap:Header/>{0}<soap:Body>{1}</soap:Body>", "Envelope"),
        ("<soap:Body>{1}</soap:Body>{0}", "Envelope"),
        ("<soap:Body>{1}</soap:Body><!-- a -->{0}", "Envelope"),
        ('<soap:Header>{0}<t:T xmlns:t="urn:t"/></soap:Header><soap:Body>{1}</soap:Body>', "Header"),
        ('<soap:Header><t:T xmlns:t="urn:t"/>{0}</soap:Header><soap:Body>{1}</soap:Body>', "Header"),
        ("<soap:Header>{0}</soap:Header><soap:Body>{1}</soap:Body>", "Header"),
        ("<soap:Body>{0}{1}</soap:Body>", "Body"),
        ("<soap:Body>{1}<!-- a -->{0}</soap:Body>", "Body"),
        ("<soap:Body>{0}</soap:Body>", "Body"),
    ],
)
@pytest.mark.parametrize("version", [SOAP_12, SOAP_11])
def test_between_the_elements_of_the_envelope_there_is_no_text(place, part, text, version):
    inside = place.format(text, get_broadcast())
    reply = sent(f'<soap:Envelope xmlns:soap="{version}">{inside}</soap:Envelope>'.encode(), version)
    assert reply.fault[1] == f"The {part} holds text between its elements"


@pytest.mark.parametrize("part", ["Envelope", "Header", "Body"])
@pytest.mark.parametrize(
    ("attribute", "is_fine"),
    [
        (' a="b"', False),
        (' encodingStyle=""', False),
        (' id="1" xmlns:x="urn:x" x:id="1"', False),
        (' xmlns:x="urn:x" x:id="1"', True),
        (' xml:lang="en"', True),
        (' xmlns="urn:default"', True),
        (' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a a.xsd"', True),
    ],
)
@pytest.mark.parametrize("version", [SOAP_12, SOAP_11])
def test_attributes_of_the_parts_of_the_envelope_have_a_namespace(part, attribute, is_fine, version):
    parts = {name: attribute if name == part else "" for name in ("Envelope", "Header", "Body")}
    body = (
        f'<soap:Envelope xmlns:soap="{version}"{parts["Envelope"]}><soap:Header{parts["Header"]}/>'
        f"<soap:Body{parts['Body']}>{get_broadcast()}</soap:Body></soap:Envelope>"
    )
    reply = sent(body.encode(), version)
    # The schema of SOAP 1.1 allows any on its Body.
    if is_fine or (version == SOAP_11 and part == "Body"):
        assert reply.status == "200 OK"
    else:
        name = attribute.partition("=")[0].strip()
        assert reply.fault[1] == f"The attribute {name} of the {part} has no namespace"


@pytest.mark.parametrize(
    ("value", "is_fine"),
    [
        ("1", True),
        ("0", True),
        ("true", True),
        (" false\n", True),
        ("q", False),
        ("", False),
        ("TRUE", False),
    ],
)
@pytest.mark.parametrize("name", ["relay", "mustUnderstand"])
def test_what_header_blocks_say_yes_or_no_to_is_a_boolean(name, value, is_fine):
    reply = with_header(f'<t:T xmlns:t="urn:t" soap:role="urn:other" soap:{name}="{value}"/>')
    assert (reply.status == "200 OK") is is_fine
    if not is_fine:
        assert reply.fault[:2] == ("Sender", f"The value {value} of {name} is not one of 0, 1, false, true")


@pytest.mark.parametrize(("value", "is_fine"), [("1", True), ("0", True), ("true", False), ("no", False)])
def test_soap_1_1_writes_must_understand_by_digits(value, is_fine):
    block = f'<t:T xmlns:t="urn:t" soap:actor="urn:other" soap:mustUnderstand="{value}"/>'
    assert (with_header(block, SOAP_11).status == "200 OK") is is_fine


def test_soap_1_1_knows_no_relay():
    assert with_header('<t:T xmlns:t="urn:t" soap:relay="q"/>', SOAP_11).status == "200 OK"


def test_blanks_around_a_role_are_nothing():
    reply = with_header(f'<t:T xmlns:t="urn:t" soap:mustUnderstand="1" soap:role=" {NEXT_12} "/>')
    assert reply.fault[0] == "MustUnderstand"


def test_white_space_and_comments_between_the_parts_are_nothing():
    body = f"""<?xml version="1.0"?>
        <!-- a --><soap:Envelope xmlns:soap="{SOAP_12}"> <!-- b -->
          <soap:Body> <!-- c -->
            <GetBroadcast xmlns="{SERVICE}"> <Id>7<!-- d --></Id> </GetBroadcast> </soap:Body>
        </soap:Envelope> <!-- e -->"""
    assert sent(body.encode()).status == "200 OK"


def test_encoded_content_is_refused():
    attribute = f' xmlns:soap="{SOAP_12}" soap:encodingStyle="{SOAP_12_ENCODING}"'
    reply = sent(envelope(get_broadcast(attributes=attribute)))
    assert (reply.fault[0], SOAP_12_ENCODING in reply.fault[1]) == ("DataEncodingUnknown", True)


def test_encoded_content_of_soap_1_1_blames_the_client():
    attribute = f' xmlns:soap="{SOAP_11}" soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
    assert sent(envelope(get_broadcast(attributes=attribute), version=SOAP_11), SOAP_11).fault[0] == "Client"


@pytest.mark.parametrize("style", ["", "http://www.w3.org/2003/05/soap-envelope/encoding/none"])
def test_an_encoding_style_that_says_nothing_is_accepted(style):
    attribute = f' xmlns:soap="{SOAP_12}" soap:encodingStyle="{style}"'
    assert sent(envelope(get_broadcast(attributes=attribute))).status == "200 OK"


def test_the_encoding_style_must_not_stand_on_the_frame_of_soap_1_2():
    attribute = ' soap:encodingStyle="urn:x"'
    assert sent(envelope(get_broadcast(), attributes=attribute)).fault[0] == "Sender"
    assert sent(envelope(get_broadcast(), version=SOAP_11, attributes=attribute), SOAP_11).status == "200 OK"


def test_other_attributes_on_the_operation_are_schema_faults():
    attribute = f' xmlns:soap="{SOAP_12}" soap:mustUnderstand="1"'
    assert (
        sent(envelope(get_broadcast(attributes=attribute))).fault[1].startswith("Unmarshalling Error: cvc-")
    )


def test_an_xml_id_on_the_operation_is_a_schema_fault_also_when_given_twice():
    reply = sent(envelope(get_broadcast(attributes=' xml:id="a"').replace("<Id>", '<Id xml:id="a">')))
    assert reply.fault[1].startswith("Unmarshalling Error: cvc-complex-type.3.2.2")
