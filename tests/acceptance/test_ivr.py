"""IVR broadcasts from a client's point of view: their dialplan runs on every answered call."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from xml.sax.saxutils import escape

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import CALLER_ID, Account, Refused, fields, number, retry

CHARITY = (Path(__file__).parents[1] / "ivr" / "dialplans" / "charity.xml").read_text(encoding="utf-8")
ANN, BOB, CAT = number(0), number(1), number(2)
ASK = """<dialplan name="Root">\r\n\t<menu name="ask"><play type="tts">Well?</play>
    <keypress pressed="1"><stash varname="What's up">fine</stash><goto>more</goto></keypress></menu>
    <hangup/><stash varname="colour" name="more">${call.lastinput} blue</stash></dialplan>"""


@pytest.fixture(scope="module")
def _system(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("ivr") / "sandbox.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    yield system
    system.stop()


@pytest.fixture
def api(_system):
    account = Account(_system)
    account.reset()
    return account


def ivr(dialplan, common=""):
    """Write an IvrBroadcastConfig."""
    text = (
        "" if dialplan is None else f"<d:DialplanXml>{escape(dialplan, {chr(13): '&#13;'})}</d:DialplanXml>"
    )
    return f"<d:IvrBroadcastConfig>{fields(FromNumber=CALLER_ID)}{common}{text}</d:IvrBroadcastConfig>"


def called(api, dialplan, reaction, to=ANN):
    """Answer the call after it ended, and its trace."""
    api.script(to, reaction)
    api.send_call(to, config=ivr(dialplan))
    api.advance(hours=1)
    return api.calls()[-1], api.carrier()[-1].get("trace")


def records(call):
    return call.all("CallRecord")


def answers(record):
    return [(each.Question, each.Response) for each in record.all("QuestionResponse")]


def test_what_was_answered_stands_on_the_record(api):
    call, trace = called(api, ASK, {"answer": "live", "keys": ["1"]})
    assert (call.State, call.FinalResult) == ("FINISHED", "LA")
    [record] = records(call)
    assert answers(record) == [("What's up", "fine"), ("colour", "1 blue")]
    assert trace == ["MENU ask", "PLAY Well?", "IN 1", "KEY 1", "STASH What's up=fine", "GOTO more",
                     "STASH colour=1 blue", "END"]  # fmt: skip


def test_a_call_without_an_answer_has_none(api):
    call, trace = called(api, ASK, {"answer": "live", "keys": ["HANGUP"]})
    assert answers(records(call)[0]) == []
    assert trace[-1] == "HANGUP callee"


@pytest.mark.parametrize(("answer", "result"), [("busy", "BUSY"), ("no_answer", "NO_ANS")])
def test_a_dialplan_does_not_run_before_the_answer(api, answer, result):
    call, trace = called(api, ASK, {"answer": answer})
    assert (call.FinalResult, trace) == (result, None)


def test_a_retry_starts_with_no_answers(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live", "keys": ["1"]})
    api.send_call(ANN, config=ivr(ASK, retry(attempts=2, minutes=1, results="BUSY")))
    api.advance(hours=1)
    newest, oldest = records(api.calls()[-1])
    assert (newest.Result, len(answers(newest))) == ("LA", 2)
    assert (oldest.Result, len(answers(oldest))) == ("BUSY", 0)


@pytest.mark.parametrize(("answer", "result"), [("live", "LA"), ("machine", "AM")])
def test_machines_are_found_where_the_dialplan_asks(api, answer, result):
    call, trace = called(api, CHARITY, {"answer": answer})
    assert call.FinalResult == result
    assert trace[0] == f"AMD {answer}"
    without = called(api, ASK, {"answer": "machine"}, to=BOB)[0]
    assert without.FinalResult == "LA"


def test_a_transfer_has_a_record_of_its_own(api):
    call, _ = called(api, CHARITY, {"answer": "live", "keys": ["1"], "transfers": ["answered"]})
    leg, original = records(call)
    assert (leg.Result, original.Result, call.FinalResult) == ("XFER_LEG", "XFER", "XFER_LEG")
    assert answers(original) == [("order", "Yes")]
    assert (answers(leg), leg.Duration) == ([], "30")


def test_a_recording_has_audio_of_its_length(api):
    dialplan = '<dialplan><record name="message" varname="voice"/></dialplan>'
    call, trace = called(api, dialplan, {"answer": "live", "records": [{"seconds": 7, "end": "HANGUP"}]})
    [meta] = records(call)[0].all("RecordingMeta")
    assert (meta.Name, meta.LengthInSeconds) == ("message", "7")
    assert trace == ["REC message", "HANGUP callee"]
    recording, of_call = f"<RecordingId>{meta['id']}</RecordingId>", f"<CallId>{call['id']}</CallId><Name>"
    by_id, by_name, by_variable = (
        api(f"<GetRecordingData>{which}<Format>WAV</Format></GetRecordingData>")
        for which in (recording, f"{of_call}message</Name>", f"{of_call}voice</Name>")
    )
    assert by_id.text == by_name.text == by_variable.text
    assert len(by_id.text) * 3 // 4 == pytest.approx(7 * 8000 * 2, rel=0.01)


def test_texts_and_do_not_call_entries_are_made(api):
    dialplan = f'<dialplan><sms to="{BOB}">Thank you</sms><dnc/></dialplan>'
    called(api, dialplan, {"answer": "live"})
    [text] = api.texts()
    assert (text.find("ToNumber").text, text.Message, text.FinalResult) == (BOB, "Thank you", "SENT")
    api.send_call(ANN, config=ivr(dialplan))
    api.advance(hours=1)
    assert api.calls()[-1].State in {"DNC", "DO_NOT_CALL"}


def test_each_callee_hears_what_is_known_of_them(api):
    dialplan = '<dialplan><play type="tts">Hello ${contact.firstName}, ${contact.Color}</play></dialplan>'
    recipients = [
        f'<ToNumber firstName="{name}" Color="red">{to}</ToNumber>'
        for name, to in [("Ann", ANN), ("Bob", BOB)]
    ]
    api.send_call(*recipients, config=ivr(dialplan))
    api.advance(hours=1)
    assert [entry["trace"][0] for entry in api.carrier()] == ["PLAY Hello Ann, red", "PLAY Hello Bob, red"]


def test_sounds_of_the_account_are_played_and_others_are_not(api):
    dialplan = '<dialplan><play type="callfireid">9</play><play type="callfireid">999</play></dialplan>'
    call, trace = called(api, dialplan, {"answer": "live"})
    assert trace == ["PLAY 9", "LOG <play> there is no sound '999'", "END"]
    assert records(call)[0].Duration == "7"


def test_addresses_answer_only_what_is_scripted(api):
    dialplan = '<dialplan><get varname="a">http://a.example/x</get><stash varname="q">${a}</stash></dialplan>'
    call, _ = called(api, dialplan, {"answer": "live", "http": {"http://a.example/x": "yes"}})
    assert answers(records(call)[0]) == [("q", "yes")]
    assert answers(records(called(api, dialplan, {"answer": "live"}, to=BOB)[0])[0]) == []


class Shop(BaseHTTPRequestHandler):
    """Answers the path it is asked for."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        """Say nothing."""


def test_listed_hosts_are_fetched_from(tmp_path):
    database = str(tmp_path / "fetching.db")
    bootstrap.upgrade_database(database)
    config = Config(sandbox=True, database=database, clock=ClockChoice.MANUAL, fetch_hosts="127.0.0.1")
    system = bootstrap.build(config)
    with HTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/price?of=${{call.phonenumber}}"
        dialplan = f'<dialplan><get varname="a">{url}</get><stash varname="q">${{a}}</stash></dialplan>'
        call, _ = called(Account(system), dialplan, {"answer": "live"})
        thread.join()
    system.stop()
    assert answers(records(call)[0]) == [("q", f"/price?of={ANN}")]


def test_the_text_is_answered_to_the_letter(api):
    created = api.create(ivr(ASK))
    assert api.broadcast(created).find("IvrBroadcastConfig").DialplanXml == ASK
    api(
        f'<UpdateBroadcast><d:Broadcast id="{created}"><d:Name>x</d:Name>{ivr(CHARITY)}</d:Broadcast></UpdateBroadcast>'
    )
    assert api.broadcast(created).find("IvrBroadcastConfig").DialplanXml == CHARITY


@pytest.mark.parametrize(
    ("dialplan", "words"),
    [
        (None, "DialplanXml is required"),
        ("", "DialplanXml is required"),
        ("Ivr <dialplan/>", "line 1: column 1: not well-formed"),
        ("<dialplan>\n<play>\n</dialplan>", "line 3"),
        ("<dialplan>\n<goto>nowhere</goto></dialplan>", "line 2: <goto> leads to 'nowhere'"),
    ],
)
def test_a_dialplan_that_cannot_run_is_a_business_fault(api, dialplan, words):
    for send in (api.create, lambda config: api.send_call(ANN, config=config)):
        with pytest.raises(Refused) as refused:
            send(ivr(dialplan))
        assert refused.value.fault_code == "BAD_REQUEST"
        assert words in refused.value.message


def test_the_fixed_phones_press_one(api):
    to = "12136000117"
    api.send_call(to, config=ivr(CHARITY))
    api.advance(hours=1)
    assert answers(records(api.calls()[-1])[0]) == [("order", "Yes")]
