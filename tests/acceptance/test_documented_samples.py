"""The sample programs of the API documentation run as printed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clients import WSDL

SAMPLES = Path(__file__).parent / "php"


@pytest.fixture
def sample(sandbox):
    """Answer what reads a sample and puts in address and credentials of the sandbox."""

    def read(name, **replacements):
        text = (SAMPLES / name).read_text()
        given = {
            f"http://callfire.com{WSDL}": sandbox.url + WSDL,
            "'YourLoginId'": "'sandbox'",
            "'YourPassword'": "'sandbox'",
            **replacements,
        }
        for printed, wanted in given.items():
            assert printed in text
            text = text.replace(printed, wanted)
        return text

    return read


def test_send_call_starts_a_broadcast_that_calls(php_client, sample, sandbox, api):
    ended = php_client.run(sample("send_call.php"))
    assert (ended.returncode, ended.stderr) == (0, "")
    [broadcast] = re.fullmatch(r"Broadcast ID: (\d+)\n", ended.stdout).groups()

    [call] = api.QueryCalls(BroadcastId=broadcast).Call
    assert (call.State, call.FinalResult, call.CallRecord) == ("READY", None, [])
    assert (call.FromNumber, call.ToNumber["_value_1"]) == ("13105551212", "18185551212")
    assert b"AnswerTime" not in api.transport.received
    assert b"FinalResult" not in api.transport.received
    assert b"CallRecord" not in api.transport.received

    sandbox.advance(600)
    [call] = api.QueryCalls(BroadcastId=broadcast).Call
    assert (call.State, call.FinalResult) == ("FINISHED", "LA")
    [record] = call.CallRecord
    assert record.AnswerTime == datetime(2026, 1, 5, 17, 0, 4, tzinfo=UTC)
    assert api.GetBroadcast(broadcast).Name == "Test API SendCall Broadcast"


def test_create_contact_batch_adds_numbers_to_a_broadcast(php_client, sample, api):
    config = {"FromNumber": "13105551212", "LiveSoundId": 9, "AnsweringMachineConfig": "LIVE_IMMEDIATE"}
    broadcast = api.CreateBroadcast(Broadcast={"Name": "Mine", "VoiceBroadcastConfig": config})
    mine = {"BroadcastId = 3;": f"BroadcastId = {broadcast};"}
    ended = php_client.run(sample("create_contact_batch.php", **mine))

    # The program's second half asks for contact list 79: "currently unavailable".
    assert ended.returncode == 255
    uncaught = r"Fatal error: +Uncaught SoapFault exception: \[\w+:Receiver\] "
    reason = "contact list 79 does not exist"
    printed = re.match(rf"contactBatchId: (\d+)\s+{uncaught}{reason} in ", ended.stdout)
    assert printed, ended.stdout
    [batch] = api.QueryContactBatches(BroadcastId=broadcast).ContactBatch
    assert batch.id == int(printed[1])
    assert (batch.Name, batch.Status) == ("My Test API ContactBatch Numbers List", "ACTIVE")
    assert (batch.Size, batch.Remaining) == (2, 2)
    calls = api.QueryCalls(BroadcastId=broadcast).Call
    assert sorted(call.ToNumber["_value_1"] for call in calls) == ["13105551216", "13105551217"]
