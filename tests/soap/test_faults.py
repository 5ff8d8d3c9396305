"""What a refusal looks like on the wire."""

import re

import pytest

from callfire_soap.domain.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    NotImplementedYet,
    TimedOut,
    Unavailable,
)
from tests.soap.doubles import (
    MEDIA_TYPES,
    SERVICE,
    SOAP_11,
    SOAP_12,
    ScriptedHandler,
    envelope,
    get_broadcast,
    send,
    site,
)


def refused(error, version=SOAP_12, body=None):
    body = body or envelope(get_broadcast(), version=version)
    return send(site(ScriptedHandler(error)), body, content_type=MEDIA_TYPES[version])


def test_a_business_fault_has_the_recorded_shape():
    reply = refused(BadRequest("1234 is not a valid from number"))
    assert reply.status == "500 Internal Server Error"
    assert reply.body.decode() == (
        f'<soap:Envelope xmlns:soap="{SOAP_12}"><soap:Body><soap:Fault>'
        "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>"
        '<soap:Reason><soap:Text xml:lang="en">1234 is not a valid from number</soap:Text></soap:Reason>'
        f'<soap:Detail><ServiceFaultInfo xmlns="{SERVICE}"><FaultCode>BAD_REQUEST</FaultCode>'
        "<Message>1234 is not a valid from number</Message></ServiceFaultInfo></soap:Detail>"
        "</soap:Fault></soap:Body></soap:Envelope>"
    )


def test_a_business_fault_to_soap_1_1_says_the_same():
    reply = refused(NotFound(), SOAP_11)
    assert (reply.status, reply.headers["Content-Type"]) == (
        "500 Internal Server Error",
        MEDIA_TYPES[SOAP_11],
    )
    code, reason, detail = reply.fault
    assert (code, reason) == ("Server", "Not Found")
    [told] = detail
    assert {child.tag: child.text for child in told} == {
        f"{{{SERVICE}}}FaultCode": "NOT_FOUND",
        f"{{{SERVICE}}}Message": "Not Found",
    }


@pytest.mark.parametrize("error", [BadRequest, Forbidden, NotFound, Unavailable, TimedOut, NotImplementedYet])
def test_each_business_fault_tells_its_code(error):
    _, reason, detail = refused(error("Because")).fault
    assert (reason, detail[0][0].text) == ("Because", error.code.value)


def test_markup_and_forbidden_characters_in_a_message_stay_text():
    _, reason, detail = refused(BadRequest('<b> & "\x00\x1f\ufffe" ]]>')).fault
    assert reason == detail[0][1].text == '<b> & "\ufffd\ufffd\ufffd" ]]>'


@pytest.mark.parametrize(("version", "code"), [(SOAP_12, "Sender"), (SOAP_11, "Client")])
def test_a_schema_fault_has_no_detail_and_ends_with_a_blank(version, code):
    body = envelope(get_broadcast("abc"), version=version)
    reply = send(site(), body, content_type=MEDIA_TYPES[version])
    assert reply.status == "500 Internal Server Error"
    text = "Unmarshalling Error: cvc-datatype-valid.1.2.1: 'abc' is not a valid value for 'integer'. "
    assert reply.fault == (code, text, None)


@pytest.mark.parametrize(
    ("element", "name"),
    [
        (f'<Foo xmlns="{SERVICE}"/>', f"{{{SERVICE}}}Foo"),
        ("<Foo/>", "Foo"),
        ('<GetBroadcast xmlns="urn:other"/>', "{urn:other}GetBroadcast"),
        ("<soap:Fault/>", f"{{{SOAP_12}}}Fault"),
        (f'<CreatedId xmlns="{SERVICE}">1</CreatedId>', f"{{{SERVICE}}}CreatedId"),
    ],
)
def test_an_unknown_body_element_is_named_with_two_blanks(element, name):
    reply = send(site(), envelope(element))
    assert reply.status == "500 Internal Server Error"
    assert reply.fault == (
        "Sender",
        f"Message part {name} was not recognized.  (Does it exist in service WSDL?)",
        None,
    )


@pytest.mark.parametrize(("version", "code"), [(SOAP_12, "Receiver"), (SOAP_11, "Server")])
def test_an_unexpected_error_shows_only_the_id_under_which_it_is_logged(version, code, caplog):
    reply = refused(ZeroDivisionError("secret figure"), version)
    got_code, reason, detail = reply.fault
    assert (reply.status, got_code, detail) == ("500 Internal Server Error", code, None)
    error_id = re.fullmatch("Internal error ([0-9a-f]{12})", reason)[1]
    assert error_id in caplog.text
    assert "secret figure" in caplog.text
    assert b"secret" not in reply.body


def test_an_answer_that_cannot_be_written_is_an_unexpected_error(caplog):
    reply = send(site(ScriptedHandler("no broadcast")), envelope(get_broadcast()))
    assert (reply.status, reply.fault[0]) == ("500 Internal Server Error", "Receiver")
    assert reply.fault[1].startswith("Internal error ")
    assert "Traceback" in caplog.text


def test_an_expected_refusal_is_not_logged(caplog):
    refused(NotFound())
    send(site(), envelope("<Foo/>"))
    assert caplog.text == ""


def test_the_reason_of_soap_1_2_tells_its_language():
    text = refused(NotFound()).root.find(f".//{{{SOAP_12}}}Text")
    assert text.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_fault_quotes_no_more_than_anybody_reads():
    _, reason, _ = send(site(), envelope(get_broadcast("x" * 1_000_000))).fault
    assert (len(reason), reason.endswith("xxx...")) == (10_003, True)
