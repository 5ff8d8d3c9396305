"""What records show adds up, also for calls that begin on a fraction of a second."""

from datetime import datetime

import pytest

from tests.behaviour.outside import OWN_NUMBER, ivr, number, voice

ANN = number(0)
FAR = "12125551212"
TRANSFERS = f"""<dialplan><record name="greeting" timeout="9000"/>
  <transfer callerid="12135551126">{FAR}</transfer><record name="farewell" timeout="9000"/>
</dialplan>"""


def seconds_between(begin, end):
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds())


def check(record):
    """Check that the times of a call's record fit its duration, its bill and its recordings."""
    connected = seconds_between(record.AnswerTime, record.FinishTime) if record.AnswerTime else 0
    assert int(record.Duration) == connected
    assert record.OriginateTime <= (record.AnswerTime or record.FinishTime) <= record.FinishTime
    if record.Result != "XFER_LEG":
        assert float(record.BilledAmount) == -(-connected // 60)
    for recording in record.all("RecordingMeta"):
        assert record.AnswerTime <= recording.Created
        assert seconds_between(recording.Created, record.FinishTime) >= int(recording.LengthInSeconds)
    return connected


REACTION = {"answer": "live", "ring": 1.7}
FRACTIONS = [0, 0.000001, 0.25, 0.5, 0.75, 0.999999]


@pytest.mark.parametrize("fraction", FRACTIONS)
@pytest.mark.parametrize(("spoken", "talk"), [(0.4, None), (1.25, None), (3.75, 19.6), (2.5, 12.2)])
def test_a_call_with_a_dialplan_adds_up_with_its_legs_and_recordings(api, fraction, spoken, talk):
    api.advance(fraction)
    reaction = {
        "answer": "live",
        "ring": 3.3,
        "records": [{"seconds": spoken, "end": "#"}] * 2,
        "transfers": ["answered"],
    }
    api.script(ANN, reaction | ({} if talk is None else {"talk": talk}))
    broadcast_id = api.send_call(ANN, config=ivr(TRANSFERS))
    api.advance(minutes=10)
    [call] = api.calls()
    records = call.all("CallRecord")
    lengths = [check(record) for record in records]
    own = [record for record in records if record.Result != "XFER_LEG"]
    legs = [record for record in records if record.Result == "XFER_LEG"]
    assert len(own) == 1
    assert legs
    for leg in legs:
        assert own[0].AnswerTime <= leg.OriginateTime
        assert leg.FinishTime <= own[0].FinishTime
    stats = api.stats(broadcast_id).UsageStats
    assert (int(stats.Duration), int(stats.BilledDuration)) == (sum(lengths), -(-check(own[0]) // 60) * 60)


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_a_short_recording_ends_with_the_call_of_whoever_hangs_up(api, fraction):
    api.advance(fraction)
    records = [{"seconds": 0.4, "end": "#"}, {"seconds": 0.2, "end": "HANGUP"}]
    api.script(ANN, {"answer": "live", "ring": 3, "records": records})
    one = '<record name="{}" timeout="9000"/>'
    api.send_call(ANN, config=ivr(f"<dialplan>{one.format('a')}{one.format('b')}</dialplan>"))
    api.advance(minutes=10)
    [record] = api.calls()[0].all("CallRecord")
    assert len(record.all("RecordingMeta")) == 2
    check(record)


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_a_voice_call_with_a_transfer_adds_up(api, fraction):
    api.advance(fraction)
    api.script(ANN, {"answer": "live", "ring": 2.6, "keys": ["1"], "transfers": ["answered"]})
    keys = f"<d:TransferDigit>1</d:TransferDigit><d:TransferNumber>{FAR}</d:TransferNumber>"
    broadcast_id = api.send_call(ANN, config=voice(f"<d:TransferSoundId>9</d:TransferSoundId>{keys}"))
    api.advance(minutes=10)
    [call] = api.calls()
    records = call.all("CallRecord")
    assert len(records) == 2
    assert int(api.stats(broadcast_id).UsageStats.Duration) == sum(map(check, records))


@pytest.mark.parametrize("fraction", FRACTIONS)
@pytest.mark.parametrize("talk", [0.9, 7, 61.5])
def test_a_call_that_arrives_adds_up(api, fraction, talk):
    api.advance(fraction)
    api.sandbox("POST", "calls", {"from": ANN, "to": OWN_NUMBER, "reaction": REACTION | {"talk": talk}})
    [call] = api.calls()
    [record] = call.all("CallRecord")
    assert check(record) == int(talk)
