"""RequestId: the same request is not carried out twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
import requests
import zeep

from tests.acceptance.golden_cases import SOUND, number
from tests.clients import Zeep, fault_code, post

NUMBERS = [number("18185551212")]
SEND_CALL = """
<svc:SendCall><svc:RequestId>{key}</svc:RequestId><svc:ToNumber>18185551212</svc:ToNumber>
<data:VoiceBroadcastConfig><data:FromNumber>13105551212</data:FromNumber>
<data:AnsweringMachineConfig>LIVE_IMMEDIATE</data:AnsweringMachineConfig><data:LiveSoundId>9</data:LiveSoundId>
</data:VoiceBroadcastConfig></svc:SendCall>
"""


def send(api, key, **others):
    return api.SendCall(RequestId=key, **{"ToNumber": NUMBERS, "VoiceBroadcastConfig": SOUND} | others)


def created_by(url, key):
    """Send a call by plain HTTP and answer the id."""
    answer = post(url, SEND_CALL.format(key=key))
    return int(re.search("<CreatedId[^>]*>([0-9]+)<", answer.text)[1])


def test_the_same_key_answers_the_same_id_and_calls_once(api, sandbox):
    assert send(api, "a") == send(api, "a") == send(api, "a", BroadcastName="Another") == 1
    sandbox.advance(600)
    assert send(api, "a") == 1
    sandbox.advance(600)
    assert api.QueryBroadcasts().TotalResults == 1
    assert len(sandbox.carrier()) == 1


def test_twenty_requests_at_once_make_one_broadcast(api, sandbox):
    start = Barrier(20)

    def request(_):
        start.wait()
        return created_by(sandbox.url, "a")

    with ThreadPoolExecutor(20) as threads:
        assert set(threads.map(request, range(20))) == {1}
    assert api.QueryBroadcasts().TotalResults == 1
    assert api.QueryCalls().TotalResults == 1


@pytest.mark.parametrize("key", ["", None])
def test_an_empty_key_is_none(api, key):
    assert [send(api, key) for _ in range(3)] == [1, 2, 3]


def test_keys_differ_by_operation(api):
    assert send(api, "a") == 1
    assert api.SendText(RequestId="a", ToNumber=NUMBERS, TextBroadcastConfig={"Message": "Hello"}) == 2
    assert api.CreateContactBatch(RequestId="a", BroadcastId=1, ToNumber=NUMBERS) == 3
    api.ControlBroadcast(RequestId="a", Id=1, Command="STOP")
    assert api.GetBroadcast(1).Status == "STOPPED"


def test_keys_differ_by_every_character(api):
    keys = ["a", "A", "a/", "é", "urn:a", "a" * 2000]
    assert [send(api, key) for key in keys] == [1, 2, 3, 4, 5, 6]
    assert [send(api, key) for key in keys] == [1, 2, 3, 4, 5, 6]


def test_a_command_is_carried_out_once(api):
    send(api, "a")
    api.ControlBroadcast(RequestId="stop", Id=1, Command="STOP")
    api.ControlBroadcast(Id=1, Command="START")
    api.ControlBroadcast(RequestId="stop", Id=1, Command="STOP")
    assert api.GetBroadcast(1).Status == "START_PENDING"


def test_a_request_that_failed_may_be_repeated(api):
    with pytest.raises(zeep.exceptions.Fault) as refused:
        send(api, "a", VoiceBroadcastConfig={**SOUND, "FromNumber": "1234"})
    assert fault_code(refused.value) == "BAD_REQUEST"
    assert send(api, "a") == 1
    assert send(api, "a") == 1


def test_a_batch_is_added_once(api):
    send(api, "")
    added = [api.CreateContactBatch(RequestId="a", BroadcastId=1, ToNumber=NUMBERS) for _ in range(2)]
    assert added == [2, 2]
    assert api.QueryContactBatches(BroadcastId=1).TotalResults == 2


def test_a_key_survives_the_end_of_the_service(program):
    arguments = ["sandbox", "--clock", "manual", "--database", "kept.db"]
    with program.serving(*arguments) as service:
        assert [created_by(service.url, key) for key in ("a", "b")] == [1, 2]
        service.kill()
    with program.serving(*arguments) as service:
        assert [created_by(service.url, key) for key in ("b", "a", "c")] == [2, 1, 3]
        client = Zeep(service.url)
        assert client.QueryBroadcasts().TotalResults == 3
        client.close()


def test_requests_that_a_kill_cut_off_are_repeated_safely(program):
    arguments = ["sandbox", "--clock", "manual", "--database", "kept.db"]
    keys = [f"key {each}" for each in range(200)]
    answered = {}

    def request(url, key):
        with suppress(requests.ConnectionError):
            answered[key] = created_by(url, key)

    with program.serving(*arguments) as service, ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(request, service.url, key) for key in keys]
        for each in waiting[:40]:
            each.result()
        service.kill()
    assert 40 <= len(answered) < 200
    with program.serving(*arguments) as service:
        created = {key: created_by(service.url, key) for key in keys}
        client = Zeep(service.url)
        assert client.QueryBroadcasts().TotalResults == len(set(created.values())) == 200
        client.close()
    assert {key: created[key] for key in answered} == answered
