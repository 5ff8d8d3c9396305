"""Which address answers what, to which method, and to whom."""

import json
import re

import pytest

from callfire_soap.contract.operations import OPERATIONS
from tests.soap.doubles import (
    BROADCAST,
    DATA,
    MEDIA_TYPES,
    PUBLIC_URL,
    SERVICE,
    SOAP_11,
    SOAP_12,
    ScriptedHandler,
    basic,
    envelope,
    get_broadcast,
    send,
    site,
)

SERVICES = ["broadcast", "subscription", "text", "call", "ccc", "contact", "number", "label"]
DOCUMENTS = [
    "callfire-service-http-soap12.wsdl",
    "callfire-service.wsdl",
    "callfire-service.xsd",
    "callfire-data.xsd",
]


@pytest.mark.parametrize("version", [SOAP_12, SOAP_11])
def test_a_request_is_answered_in_its_own_version(version):
    handler = ScriptedHandler()
    body = envelope(get_broadcast(), version=version)
    reply = send(site(handler), body, content_type=MEDIA_TYPES[version])
    assert (reply.status, reply.headers["Content-Type"]) == ("200 OK", MEDIA_TYPES[version])
    assert reply.headers["Content-Length"] == str(len(reply.body))
    assert (reply.namespace, reply.answer.tag, reply.answer.get("id")) == (
        version,
        f"{{{DATA}}}Broadcast",
        "7",
    )
    [(account, operation, request)] = handler.calls
    assert (account, operation, request.id) == ("account of me", "GetBroadcast", 7)


@pytest.mark.parametrize("service", SERVICES)
def test_any_operation_is_answered_at_any_endpoint(service):
    reply = send(site(), envelope(get_broadcast()), path=f"/api/1.1/soap12/{service}")
    assert reply.status == "200 OK"


def test_the_version_of_the_envelope_counts_more_than_the_content_type():
    reply = send(site(), envelope(get_broadcast(), version=SOAP_11), content_type=MEDIA_TYPES[SOAP_12])
    assert reply.headers["Content-Type"] == MEDIA_TYPES[SOAP_11]


def test_an_action_that_names_another_operation_is_ignored():
    content_type = 'application/soap+xml; charset=utf-8; action="http://elsewhere/QueryCalls"'
    reply = send(site(), envelope(get_broadcast()), content_type=content_type, HTTP_SOAPACTION='"Other"')
    assert reply.status == "200 OK"


def test_a_request_without_a_content_type_is_read_for_what_it_is():
    assert send(site(), envelope(get_broadcast()), content_type=None).status == "200 OK"


def test_an_empty_answer_is_an_empty_body():
    body = envelope(f'<DeleteBroadcastSchedule xmlns="{SERVICE}"><Id>3</Id></DeleteBroadcastSchedule>')
    reply = send(site(ScriptedHandler(None)), body)
    assert (reply.status, reply.answer) == ("200 OK", None)


def test_a_created_id_is_a_bare_number():
    body = envelope(
        f'<CreateBroadcast xmlns="{SERVICE}"><Broadcast xmlns="{DATA}"><VoiceBroadcastConfig/></Broadcast>'
        "</CreateBroadcast>",
    )
    reply = send(site(ScriptedHandler(12)), body)
    assert (reply.answer.tag, reply.answer.text) == (f"{{{SERVICE}}}CreatedId", "12")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_is_found_by_its_element(operation):
    name = operation.request_element.partition("}")[2]
    reply = send(site(), envelope(f'<{name} xmlns="{SERVICE}"><Wrong/></{name}>'))
    assert reply.fault[1].startswith("Unmarshalling Error: cvc-")


@pytest.mark.parametrize("folder", ["/api/1.1/wsdl", "/api/1.0/wsdl", "/api/1.1/soap12"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_stand_beside_each_other(folder, name):
    app = site()
    reply = send(app, method="GET", path=f"{folder}/{name}", HTTP_AUTHORIZATION=None)
    assert (reply.status, reply.headers["Content-Type"]) == ("200 OK", "text/xml; charset=utf-8")
    for location in re.findall(r'(?:schemaLocation|location)="([^":]+)"', reply.body.decode()):
        assert send(app, method="GET", path=f"{folder}/{location}").status == "200 OK"


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "wsdl=1"])
def test_an_endpoint_asked_for_its_wsdl_answers_the_wsdl(query):
    app = site()
    reply = send(app, method="GET", QUERY_STRING=query, HTTP_AUTHORIZATION=None)
    assert reply.body == send(app, method="GET", path=f"/api/1.1/wsdl/{DOCUMENTS[0]}").body


def test_addresses_in_the_wsdl_are_those_of_the_settings_never_of_the_host_header():
    reply = send(site(), method="GET", path=f"/api/1.1/wsdl/{DOCUMENTS[0]}")
    addresses = re.findall(r'address location="([^"]+)"', reply.body.decode())
    assert addresses == [f"{PUBLIC_URL}/api/1.1/soap12/{service}" for service in SERVICES]
    assert b"evil" not in reply.body


def test_the_wsdl_follows_a_public_url_that_is_known_late():
    urls = iter(["http://127.0.0.1:8080", "http://127.0.0.1:8081", "http://127.0.0.1:8081"])
    app = site(public_url=lambda: next(urls))
    bodies = [send(app, method="GET", QUERY_STRING="wsdl").body for _ in range(3)]
    assert b"127.0.0.1:8080" in bodies[0]
    assert b"127.0.0.1:8081" in bodies[1]
    assert bodies[1] == bodies[2]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_than_post_are_refused_with_a_fault(method):
    reply = send(site(), method=method, HTTP_AUTHORIZATION=None)
    assert (reply.status, reply.headers["Allow"]) == ("405 Method Not Allowed", "POST")
    assert reply.fault[:2] == ("Sender", f"{method} is not possible here, only POST")


def test_head_is_answered_without_a_body():
    reply = send(site(), method="HEAD")
    assert (reply.status, reply.body) == ("405 Method Not Allowed", b"")
    wsdl = send(site(), method="HEAD", QUERY_STRING="wsdl")
    assert (wsdl.status, wsdl.body, int(wsdl.headers["Content-Length"]) > 10_000) == ("200 OK", b"", True)


def test_a_document_can_only_be_read():
    reply = send(site(), method="POST", path=f"/api/1.1/wsdl/{DOCUMENTS[0]}")
    assert (reply.status, reply.headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/api/1.1/soap12/other", "/sandbox/clock"])
def test_an_address_where_nothing_is_answers_a_fault(path):
    reply = send(site(), envelope(get_broadcast()), path=path)
    assert (reply.status, reply.headers["Content-Type"]) == ("404 Not Found", MEDIA_TYPES[SOAP_12])
    assert reply.fault[1] == f"There is nothing at {path.rstrip('/') or '/'}"


def test_the_sandbox_gets_what_is_below_its_address():
    def sandbox(environ, start_response):
        start_response("204 No Content", [])
        return []

    app = site(sandbox=sandbox)
    assert send(app, path="/sandbox/reset").status == "204 No Content"
    assert send(app, path="/sandboxes").status == "404 Not Found"


@pytest.mark.parametrize(
    ("is_healthy", "status", "word"),
    [(lambda: True, "200 OK", "ok"), (lambda: False, "503 Service Unavailable", "unavailable")],
)
def test_health_is_told_as_json(is_healthy, status, word):
    reply = send(site(is_healthy=is_healthy), method="GET", path="/health", HTTP_AUTHORIZATION=None)
    assert (reply.status, json.loads(reply.body)) == (status, {"status": word})


def test_a_health_check_that_fails_is_bad_health(caplog):
    def is_healthy():
        raise OSError("no disk")

    reply = send(site(is_healthy=is_healthy), method="GET", path="/health")
    assert (reply.status, b"disk" in reply.body) == ("503 Service Unavailable", False)
    assert "no disk" in caplog.text


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Basic", "Basic !!!", "Bearer abc", "Basic " + "bWU", basic(password="wrong"), "Basic bWU="],
)
@pytest.mark.parametrize("version", [SOAP_12, SOAP_11])
def test_without_good_credentials_nothing_is_read(authorization, version):
    handler = ScriptedHandler()
    reply = send(
        site(handler),
        b"not even XML",
        content_type=MEDIA_TYPES[version],
        HTTP_AUTHORIZATION=authorization,
    )
    # Of nothing PHP makes the fault that programs test for.
    assert (reply.status, reply.body) == ("401 Unauthorized", b"")
    assert set(reply.headers) == {"WWW-Authenticate", "Content-Length"}
    assert reply.headers["WWW-Authenticate"].startswith('Basic realm="')
    assert handler.calls == []


def test_an_error_while_checking_credentials_tells_nothing(caplog):
    def authenticate(login, password):
        raise OSError("database is locked")

    reply = send(site(login=authenticate), envelope(get_broadcast()))
    assert (reply.status, reply.fault[0], b"locked" in reply.body) == (
        "500 Internal Server Error",
        "Receiver",
        False,
    )
    assert "database is locked" in caplog.text


def test_the_answer_is_the_handlers():
    assert send(site(ScriptedHandler(BROADCAST)), envelope(get_broadcast())).answer[0].text == "Reminder"


@pytest.mark.parametrize("sign", ["HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE"])
def test_a_page_has_to_name_a_media_type_that_browsers_do_not_send_unasked(sign):
    handler = ScriptedHandler()
    body = envelope(get_broadcast())
    reply = send(site(handler), body, content_type=None, **{sign: "null"})
    assert (reply.status, handler.calls) == ("415 Unsupported Media Type", [])
    assert send(site(handler), body, **{sign: "null"}).status == "200 OK"
    assert send(site(handler), body, content_type=None).status == "200 OK"
