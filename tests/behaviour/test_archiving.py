"""ARCHIVE ends a broadcast for good: nothing in it waits for ever."""

import pytest

from tests.behaviour.outside import number, retry, text, voice

ANN, BOB, CID = (number(index) for index in range(3))
ENDED = {"Unattempted": "0", "RetryWait": "0"}
MANY = 1_200
"""So many contacts of a list are populated by the dispatcher, not by the request."""


def retried(minutes=60, results="BUSY NO_ANS"):
    return voice(common=retry(3, minutes, results))


def ends(actions):
    """Answer state and final result of each action."""
    return [(action.State, action.FinalResult) for action in actions]


def disable(api, batch_id):
    api(f"<ControlContactBatch><Id>{batch_id}</Id><Enabled>false</Enabled></ControlContactBatch>")


def check_ended(api, broadcast_id, how_many):
    """Check all counters, also after everything that could still happen."""
    for _ in range(2):
        assert api.status(broadcast_id) == "ARCHIVED"
        for interval in "", "<IntervalBegin>2026-01-01T00:00:00Z</IntervalBegin>":
            counted = api.stats(broadcast_id, interval).ActionStatistics.values()
            assert counted == {**ENDED, "Finished": str(how_many)}
        found = api(f"<QueryContactBatches><BroadcastId>{broadcast_id}</BroadcastId></QueryContactBatches>")
        assert {batch.Remaining for batch in found.all("ContactBatch")} <= {"0"}
        waiting = f"<BroadcastId>{broadcast_id}</BroadcastId><State>READY</State>"
        assert api.calls(waiting) == api.texts(waiting) == []
        tried = len(api.carrier())
        api.advance(days=2)
        assert len(api.carrier()) == tried


def test_a_call_that_waits_for_another_attempt_ends_as_its_last_one_did(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "no_answer"})
    api.script(BOB, {"answer": "busy"})
    broadcast_id = api.send_call(ANN, BOB, CID, config=retried(10))
    api.advance(minutes=15)
    assert api.stats(broadcast_id).ActionStatistics.RetryWait == "2"
    began = api.now()
    api.control(broadcast_id, "ARCHIVE")
    calls = api.calls()
    assert ends(calls) == [("FINISHED", "NO_ANS"), ("FINISHED", "BUSY"), ("FINISHED", "LA")]
    assert [record.Result for record in calls[0].all("CallRecord")] == ["NO_ANS", "BUSY"]
    assert [call.Modified for call in calls[:2]] == [began] * 2
    told = [event for event in api.events(kind="action", state="FINISHED") if event["at"] == began]
    assert [event["action"] for event in told] == [int(call["id"]) for call in calls[:2]]
    check_ended(api, broadcast_id, 3)


def test_a_text_that_waits_for_another_attempt_ends_as_its_last_one_did(api):
    fails_once = "12135550114"
    broadcast_id = api.send_text(fails_once, config=text(common=retry(2, 5, "CARRIER_TEMP_ERROR")))
    api.advance(1)
    api.control(broadcast_id, "ARCHIVE")
    assert ends(api.texts()) == [("FINISHED", "CARRIER_TEMP_ERROR")]
    check_ended(api, broadcast_id, 1)


@pytest.mark.parametrize("is_disabled", [False, True])
def test_calls_that_are_up_end_as_they_go_and_are_not_tried_again(api, is_disabled):
    api.script(ANN, {"answer": "busy", "ring": 30})
    api.script(BOB, {"answer": "no_answer", "ring": 20})
    broadcast_id = api.create(retried())
    batch_id = api.add_batch(broadcast_id, ANN, BOB, CID, rest="<Start>true</Start>")
    api.advance(2)
    if is_disabled:
        disable(api, batch_id)
    api.control(broadcast_id, "ARCHIVE")
    assert [state for state, _ in ends(api.calls())] == ["SELECTED"] * 3
    assert api.batch(batch_id).Remaining == "3"
    api.advance(minutes=5)
    assert ends(api.calls()) == [("FINISHED", "BUSY"), ("FINISHED", "NO_ANS"), ("FINISHED", "LA")]
    assert len(api.carrier()) == 3
    for call in api.calls():
        assert api.events(kind="action", action=int(call["id"]))[-1]["state"] == "FINISHED"
    check_ended(api, broadcast_id, 3)


def test_calls_of_other_broadcasts_that_end_meanwhile_are_tried_again(api):
    for each in ANN, BOB:
        api.script(each, {"answer": "busy"}, {"answer": "live"})
    gone = api.send_call(ANN, config=retried())
    kept = api.send_call(BOB, config=retried())
    api.advance(2)
    api.control(gone, "ARCHIVE")
    api.advance(days=1)
    assert ends(api.calls()) == [("FINISHED", "BUSY"), ("FINISHED", "LA")]
    assert api.status(kept) == "FINISHED"


def test_what_waits_in_a_disabled_batch_ends_too(api):
    api.script(ANN, {"answer": "busy"})
    broadcast_id = api.create(retried())
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>1</MaxActive></ControlBroadcast>")
    batch_id = api.add_batch(broadcast_id, ANN, BOB, CID, rest="<Start>true</Start>")
    # Ann was busy, Bob is on the phone, Cid comes next.
    api.advance(6)
    disable(api, batch_id)
    untouched = api.create(voice())
    held = api.add_batch(untouched, number(9))
    disable(api, held)
    api.control(broadcast_id, "ARCHIVE")
    mine = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert ends(api.calls(mine)) == [("FINISHED", "BUSY"), ("SELECTED", None), ("FINISHED", "UNDIALED")]
    api.advance(60)
    assert ends(api.calls(mine))[1] == ("FINISHED", "LA")
    check_ended(api, broadcast_id, 3)
    assert (api.batch(held).Remaining, api.stats(untouched).ActionStatistics.Unattempted) == ("1", "1")


@pytest.mark.parametrize("is_disabled", [False, True])
def test_a_batch_that_is_populated_after_the_archive_ends_at_once(api, is_disabled):
    people = api.contact_list(*({"homePhone": number(index)} for index in range(MANY)))
    broadcast_id = api.create(voice())
    batch_id = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    if is_disabled:
        disable(api, batch_id)
    api.control(broadcast_id, "ARCHIVE")
    assert api.batch(batch_id).Status == "NEW"
    api.sandbox("POST", "drain")
    filled = api.batch(batch_id)
    assert (filled.Status, filled.Size, filled.Remaining) == ("ACTIVE", str(MANY), "0")
    assert set(ends(api.calls())) == {("FINISHED", "UNDIALED")}
    assert api.carrier() == []
    check_ended(api, broadcast_id, MANY)


@pytest.mark.parametrize("config", [voice(), text()], ids=["calls", "texts"])
def test_numbers_that_are_added_after_the_archive_end_at_once(api, config):
    broadcast_id = api.create(config)
    api.control(broadcast_id, "ARCHIVE")
    batch_id = api.add_batch(broadcast_id, ANN, BOB, ANN)
    assert ends(api.calls() + api.texts()) == [("FINISHED", "UNDIALED")] * 3
    assert (api.batch(batch_id).Size, api.batch(batch_id).Remaining) == ("3", "0")
    actions = {event["action"] for event in api.events(kind="action", state="FINISHED")}
    assert actions == {int(action["id"]) for action in api.calls() + api.texts()}
    check_ended(api, broadcast_id, 3)


def test_a_short_list_that_is_added_after_the_archive_ends_at_once(api):
    people = api.contact_list({"homePhone": ANN}, {"homePhone": BOB})
    broadcast_id = api.create(voice())
    api.schedule(broadcast_id, "00:00:00", "23:59:59")
    api.control(broadcast_id, "ARCHIVE")
    batch_id = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    assert ends(api.calls()) == [("FINISHED", "UNDIALED")] * 2
    assert (api.batch(batch_id).Size, api.batch(batch_id).Remaining) == ("2", "0")
    check_ended(api, broadcast_id, 2)


def test_what_was_not_to_be_called_anyway_keeps_its_state(api):
    broadcast_id = api.create(voice())
    api.control(broadcast_id, "ARCHIVE")
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    api.add_batch(broadcast_id, ANN, ANN, "123", rest=scrub)
    assert ends(api.calls()) == [("FINISHED", "UNDIALED"), ("DUP", None), ("INVALID", None)]
    check_ended(api, broadcast_id, 3)


def test_archiving_again_changes_nothing(api):
    api.script(ANN, {"answer": "busy"})
    broadcast_id = api.send_call(ANN, config=retried())
    api.advance(60)
    api.control(broadcast_id, "ARCHIVE")
    before, told = api.calls()[0].values(), len(api.events())
    api.advance(60)
    api.control(broadcast_id, "ARCHIVE")
    assert (api.calls()[0].values(), len(api.events())) == (before, told)
    check_ended(api, broadcast_id, 1)
