"""The sandbox interface, request by request, against a system that notes what it is asked."""

import logging
from datetime import UTC, datetime

import pytest

from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import LISTENS_TO_THE_END, Reaction
from callfire_soap.sandbox.control import ClockMode, ClockState


def test_reset_answers_without_content(client, control):
    answer = client.post("/sandbox/reset")
    assert (answer.status, answer.body) == (204, b"")
    assert control.asked == ["reset"]


def test_the_clock_is_shown_in_utc(client):
    assert client.get("/sandbox/clock").json == {
        "now": "2026-01-05T17:00:00Z",
        "mode": "manual",
        "speed": 1.0,
    }


def test_fractions_of_a_second_are_shown(client, control):
    control.state = ClockState(datetime(2026, 1, 5, 17, 0, 0, 250000, tzinfo=UTC), ClockMode.REAL, 60.0)
    assert client.get("/sandbox/clock").json == {
        "now": "2026-01-05T17:00:00.250000Z",
        "mode": "real",
        "speed": 60.0,
    }


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ({"now": "2026-01-05T18:00:00Z"}, ("2026-01-05T18:00:00Z", "manual")),
        ({"now": "2026-01-05T18:00:00-08:00"}, ("2026-01-06T02:00:00Z", "manual")),
        ({"mode": "real"}, ("2026-01-05T17:00:00Z", "real")),
        ({"now": "2026-02-01T00:00:00+00:00", "mode": "real"}, ("2026-02-01T00:00:00Z", "real")),
    ],
)
def test_the_clock_can_be_set(client, content, shown):
    answer = client.put("/sandbox/clock", content)
    assert answer.status == 200
    assert (answer.json["now"], answer.json["mode"]) == shown
    assert client.get("/sandbox/clock").json == answer.json


def test_the_clock_cannot_go_back(client):
    answer = client.put("/sandbox/clock", {"now": "2026-01-05T16:59:59Z"})
    assert answer.status == 409
    assert answer.error == "the clock cannot go back"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"now": "2026-01-05T18:00:00"},
        {"now": "tomorrow"},
        {"now": 1767632400},
        {"now": None},
        {"now": "9999-12-31T23:59:59-12:00"},
        {"now": "0001-01-01T00:00:00+12:00"},
        {"now": "2200-01-01T00:00:00Z"},
        {"mode": "fast"},
        {"mode": None},
        {"mode": ["manual"]},
        {"speed": 2},
        {"now": "2026-01-05T18:00:00Z", "zone": "UTC"},
        [],
        "manual",
        None,
    ],
)
def test_a_clock_that_cannot_be_understood_is_refused(client, control, content):
    before = control.state
    answer = client.put("/sandbox/clock", content)
    assert answer.status == 400
    assert answer.error
    assert control.state == before


@pytest.mark.parametrize("seconds", [0, 600, 0.5])
def test_advancing_answers_the_time_and_the_events(client, control, seconds):
    answer = client.post("/sandbox/clock/advance", {"seconds": seconds})
    assert answer.status == 200
    assert answer.json["events"] == 3
    assert datetime.fromisoformat(answer.json["now"]) == control.state.now
    assert (control.state.now - datetime(2026, 1, 5, 17, tzinfo=UTC)).total_seconds() == seconds


def test_a_real_clock_cannot_be_advanced(client):
    client.put("/sandbox/clock", {"mode": "real"})
    assert client.post("/sandbox/clock/advance", {"seconds": 1}).status == 409


@pytest.mark.parametrize(
    "content",
    [{}, {"seconds": -1}, {"seconds": "600"}, {"seconds": True}, {"seconds": 1e12}, {"minutes": 10}],
)
def test_advancing_by_no_sensible_number_is_refused(client, content):
    assert client.post("/sandbox/clock/advance", content).status == 400


@pytest.mark.parametrize("raw", [b'{"seconds": NaN}', b'{"seconds": Infinity}', b'{"seconds": 1e999}'])
def test_advancing_by_no_finite_number_is_refused(client, raw):
    assert client.post("/sandbox/clock/advance", raw=raw).status == 400


def test_draining_answers_the_clock_when_nothing_is_left(client, control):
    answer = client.post("/sandbox/drain")
    assert answer.status == 200
    assert answer.json["now"] == "2026-01-05T17:00:00Z"
    assert control.asked == ["drain"]


def test_draining_that_takes_too_long_is_unavailable(client, control):
    control.is_idle = False
    answer = client.post("/sandbox/drain")
    assert answer.status == 503
    assert "30 seconds" in answer.error


@pytest.mark.parametrize("path", ["/sandbox/drain", "/sandbox/reset"])
def test_an_empty_object_is_as_good_as_no_body(client, path):
    assert client.post(path, {}).status < 300
    assert client.post(path, {"force": True}).status == 400


@pytest.mark.parametrize("number", ["12135550001", "2135550001", "+12135550001"])
def test_a_phone_is_scripted_however_its_number_is_spelled(client, control, number):
    answer = client.put(f"/sandbox/phones/{number}", {"reactions": [{"answer": "busy"}, {}]})
    assert answer.status == 200
    assert answer.json["number"] == "12135550001"
    assert [reaction["answer"] for reaction in answer.json["reactions"]] == ["busy", "live"]
    assert control.asked == [("set phone", "12135550001", (Reaction(answer=Answer.BUSY), LISTENS_TO_THE_END))]


@pytest.mark.parametrize("number", ["2135550", "67076", "111111"])
def test_short_numbers_are_kept_as_they_are(client, control, number):
    client.send("DELETE", f"/sandbox/phones/{number}")
    assert control.asked == [("delete phone", number)]


def test_a_script_is_deleted_without_an_answer(client, control):
    answer = client.send("DELETE", "/sandbox/phones/2135550001")
    assert (answer.status, answer.body) == (204, b"")
    assert control.asked == [("delete phone", "12135550001")]


@pytest.mark.parametrize(
    "number", ["213-555-0001", "phone", "12", "1234567890123", " 2135550001", "²135550001"]
)
def test_a_number_that_is_none_is_refused(client, control, number):
    for method in ("PUT", "DELETE"):
        answer = client.send(method, f"/sandbox/phones/{number}", {"reactions": [{}]})
        assert answer.status == 400
        assert "phone number" in answer.error
    assert control.asked == []


@pytest.mark.parametrize(
    "content", [{}, {"reactions": []}, {"reactions": {}}, {"reactions": [{}] * 101}, {"reaction": {}}]
)
def test_a_script_needs_its_reactions(client, control, content):
    assert client.put("/sandbox/phones/2135550001", content).status == 400
    assert control.asked == []


def test_an_inbound_text_answers_its_id(client, control):
    content = {"from": "+13105551212", "to": "2135551126", "message": "STOP é 😀\n"}
    answer = client.post("/sandbox/texts", content)
    assert (answer.status, answer.json) == (200, {"id": 17})
    assert control.asked == [("text", "13105551212", "12135551126", "STOP é 😀\n")]


@pytest.mark.parametrize(
    "change",
    [
        {"from": 13105551212},
        {"from": "someone"},
        {"to": ""},
        {"to": None},
        {"message": None},
        {"message": 1},
        {"message": "\0"},
        {"message": "\x1b[0m"},
        {"message": "\ud800"},
        {"media": "x"},
    ],
)
def test_an_inbound_text_that_cannot_be_is_refused(client, control, change):
    content = {"from": "13105551212", "to": "12135551126", "message": "hello", **change}
    answer = client.post("/sandbox/texts", content)
    assert answer.status == 400
    assert next(iter(change)) in answer.error
    assert control.asked == []


@pytest.mark.parametrize("missing", ["from", "to", "message"])
def test_an_inbound_text_needs_every_field(client, missing):
    content = {"from": "13105551212", "to": "12135551126", "message": "hello"}
    del content[missing]
    answer = client.post("/sandbox/texts", content)
    assert (answer.status, answer.error) == (400, f"the body needs the field '{missing}'")


def test_an_inbound_call_reacts_as_asked(client, control):
    content = {"from": "3105551212", "to": "12135551126", "reaction": {"keys": ["1"], "talk": 20}}
    answer = client.post("/sandbox/calls", content)
    assert (answer.status, answer.json) == (200, {"id": 18})
    assert control.asked == [("call", "13105551212", "12135551126", Reaction(keys=("1",), talk=20))]


def test_an_inbound_call_listens_to_the_end_unless_told_otherwise(client, control):
    client.post("/sandbox/calls", {"from": "3105551212", "to": "12135551126"})
    assert control.asked[0][-1] == LISTENS_TO_THE_END


@pytest.mark.parametrize("reaction", [None, [], "live", {"answer": "maybe"}])
def test_an_inbound_call_with_a_wrong_reaction_is_refused(client, control, reaction):
    content = {"from": "3105551212", "to": "12135551126", "reaction": reaction}
    answer = client.post("/sandbox/calls", content)
    assert answer.status == 400
    assert "reaction" in answer.error
    assert control.asked == []


@pytest.mark.parametrize(("path", "more"), [("/sandbox/texts", {"message": "hi"}), ("/sandbox/calls", {})])
def test_a_number_that_nobody_has_is_not_found(client, path, more):
    answer = client.post(path, {"from": "3105551212", "to": "12135550000", **more})
    assert (answer.status, answer.error) == (404, "nobody has the number 12135550000")


@pytest.mark.parametrize(("path", "name"), [("/sandbox/carrier", "entries"), ("/sandbox/events", "events")])
def test_a_journal_is_read_page_by_page(client, path, name):
    first = client.get(path).json[name]
    assert first == [{"id": 1, "at": "2026-01-05T17:00:00Z", "limit": 1000}]
    assert client.get(f"{path}?after=41&limit=5").json[name] == [
        {"id": 42, "at": "2026-01-05T17:00:00Z", "limit": 5}
    ]


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=",
        "after=99999999999999999999",
        "limit=0",
        "limit=10001",
        "first=1",
        "after=²",
    ],
)
def test_a_page_that_cannot_be_is_refused(client, query):
    for path in ("/sandbox/carrier", "/sandbox/events"):
        assert client.get(f"{path}?{query}").status == 400


def test_a_pending_verification_code_is_shown(client, control):
    control.codes["13105551212"] = "1234"
    assert client.get("/sandbox/caller-ids/3105551212/code").json == {"code": "1234"}
    answer = client.get("/sandbox/caller-ids/3105551213/code")
    assert (answer.status, answer.error) == (404, "no verification code is pending for 13105551213")


@pytest.mark.parametrize(
    "path", ["", "/", "/clocks", "/clock/", "/phones", "/phones/", "/phones/1/2", "/caller-ids/1", "/é"]
)
def test_other_paths_are_not_found(client, path):
    answer = client.get(f"/sandbox{path}".encode().decode("latin-1"))
    assert answer.status == 404
    assert "nothing at /sandbox" in answer.error


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/sandbox/reset", "POST"),
        ("POST", "/sandbox/clock", "GET, PUT"),
        ("GET", "/sandbox/phones/2135550001", "PUT, DELETE"),
        ("DELETE", "/sandbox/carrier", "GET"),
    ],
)
def test_other_methods_are_not_allowed(client, method, path, allow):
    answer = client.send(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allow)
    assert allow in answer.error


@pytest.mark.parametrize(
    "raw", [b"{", b"now", b"\xff", b'{"a": 01}', b"[" * 100_000, b"1" * 5000, b'"\xed\xa0\x80"']
)
def test_a_body_that_is_not_json_is_refused(client, raw):
    answer = client.put("/sandbox/clock", raw=raw)
    assert answer.status == 400
    assert answer.error


def test_a_body_above_the_limit_is_not_even_read(client):
    answer = client.put("/sandbox/clock", CONTENT_LENGTH=str(1024 * 1024 + 1))
    assert answer.status == 413


def test_a_length_that_is_no_number_is_refused(client):
    assert client.put("/sandbox/clock", CONTENT_LENGTH="9" * 30).status == 400


def test_an_unexpected_error_shows_nothing_of_itself(client, control, caplog):
    control.clock_state = lambda: 1 / 0
    with caplog.at_level(logging.ERROR):
        answer = client.get("/sandbox/clock")
    assert answer.status == 500
    assert "division" not in answer.error
    assert "division" in caplog.text
