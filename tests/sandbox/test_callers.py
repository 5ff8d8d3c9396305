"""Who may use the sandbox API: programs of this machine and pages that come from it, and whom the operator trusts."""

import pytest

from callfire_soap.sandbox.application import build_application
from callfire_soap.sandbox.callers import TrustedHosts, is_loopback
from tests.sandbox.conftest import Client


def trusting(control, *listed):
    return Client(build_application(control, TrustedHosts(listed)))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "app.localhost:1",
        "127.0.0.1:8080",
        "127.9.9.9",
        "[::1]",
        "[::1]:80",
    ],
)
def test_names_of_this_machine_are_answered(client, host):
    assert client.get("/sandbox/clock", HTTP_HOST=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[::2]",
        "169.254.1.1",
        "evil@localhost",
        "localhost@evil.example",
        "localhost:x",
        "",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "clock"), ("POST", "reset"), ("DELETE", "phones/12135550100")]
)
def test_other_names_are_refused_for_they_may_stand_for_this_machine(client, control, host, method, path):
    answer = client.send(method, f"/sandbox/{path}", HTTP_HOST=host)
    assert (answer.status, control.asked) == (403, [])
    assert "--trust-hosts" in answer.error


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:1", "http://a.localhost"]
)
def test_pages_of_this_machine_may_ask_and_see_the_answer(client, origin):
    answer = client.post("/sandbox/reset", HTTP_ORIGIN=origin, HTTP_SEC_FETCH_SITE="cross-site")
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, origin)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "https://evil.example:8080",
        "http://localhost.evil.example",
        "file://",
        "localhost",
        "",
        "http://localhost@evil.example",
        "chrome-extension://abc",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "clock"), ("POST", "reset"), ("OPTIONS", "reset")])
def test_pages_of_others_are_refused(client, control, origin, method, path):
    answer = client.send(method, f"/sandbox/{path}", HTTP_ORIGIN=origin)
    assert (answer.status, control.asked) == (403, [])
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "--trust-hosts" in answer.error


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 200), ("same-origin", 200), ("none", 200)]
)
def test_a_request_that_another_site_asks_for_without_its_name_is_refused(client, site, status):
    assert client.get("/sandbox/clock", HTTP_SEC_FETCH_SITE=site).status == status


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/jsonp",
    ],
)
def test_a_body_has_to_say_that_it_is_json(client, control, media_type):
    answer = client.post("/sandbox/clock/advance", {"seconds": 1}, CONTENT_TYPE=media_type or "")
    assert (answer.status, control.asked) == (415, [])
    assert "Content-Type: application/json" in answer.error


@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON; charset=utf-8", "application/json;x"]
)
def test_json_may_have_parameters(client, media_type):
    assert client.put("/sandbox/clock", {"mode": "real"}, CONTENT_TYPE=media_type).status == 200


def test_without_a_body_there_is_nothing_to_be_said_of_it(client):
    assert client.post("/sandbox/reset", CONTENT_TYPE="").status == 204


@pytest.mark.parametrize(
    ("listed", "host", "origin", "is_trusted"),
    [
        ("a.example", "a.example:99", None, True),
        ("a.example", "b.a.example", None, False),
        ("a.example", "a.example", "https://a.example", True),
        ("a.example", "localhost", "http://a.example:1", True),
        ("a.example:81", "a.example:81", None, True),
        ("a.example:81", "a.example:82", None, False),
        ("*.a.example", "b.a.example", None, True),
        ("*.a.example", "a.example", None, False),
        ("*.a.example", "ba.example", None, False),
        ("https://a.example", "a.example", "https://a.example:443", True),
        ("https://a.example", "a.example:8443", None, True),
        ("https://a.example", "localhost", "http://a.example", False),
        ("http://a.example:81", "localhost", "http://a.example:82", False),
        ("192.168.1.5", "192.168.1.5:8080", "http://192.168.1.5:8080", True),
        ("2001:db8::1", "[2001:db8::1]:8080", None, True),
        ("*", "anything.example", "https://evil.example", True),
        ("*", "", "null", True),
    ],
)
def test_the_operator_says_who_else_may(control, listed, host, origin, is_trusted):
    named = {"HTTP_HOST": host} | ({"HTTP_ORIGIN": origin} if origin else {})
    answer = trusting(control, "", listed).get("/sandbox/clock", **named)
    assert answer.status == (200 if is_trusted else 403)


def test_a_page_that_asks_first_is_told_what_it_may(client, control):
    answer = client.send("OPTIONS", "/sandbox/phones/12135550100", HTTP_ORIGIN="http://localhost:3000")
    assert (answer.status, control.asked) == (204, [])
    assert answer.headers["Access-Control-Allow-Methods"] == "PUT, DELETE"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize(
    ("host", "is_so"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.1.1.1", False),
    ],
)
def test_an_address_is_of_this_machine_alone_or_not(host, is_so):
    assert is_loopback(host) is is_so
