"""GetBroadcastStats and what calls and texts cost, to the digit."""

import base64
from decimal import Decimal

import pytest

from callfire_soap.media import tones
from tests.behaviour.outside import fields, number, retry, text, voice

ANN, BOB = number(0), number(1)


@pytest.fixture
def speech(api):
    """Answer the config of a message that lasts longer than anybody listens."""
    silence = base64.b64encode(tones.silence(125).wav).decode()
    return voice(live=api.id(f"<CreateSound><Data>{silence}</Data></CreateSound>"))


def talking(api, seconds, *people):
    for each in people or [ANN]:
        api.script(each, {"answer": "live", "talk": seconds})


def usage(stats):
    return stats.UsageStats.values()


def by_result(stats):
    return {each.Result: (each.Attempts, each.Actions) for each in stats.all("ResultStat")}


def where(stats):
    return tuple(int(each) for each in stats.ActionStatistics.values().values())


def test_24_texts_of_which_4_were_refused(api):
    """The captured answer of GetBroadcastStats."""
    people = [number(index) for index in range(24)]
    for each in people[:4]:
        api.script(each, {"answer": "carrier_error"})
    broadcast_id = api.send_text(*people)
    api.advance(1)
    stats = api.stats(broadcast_id)
    assert usage(stats) == {
        "Duration": "0",
        "BilledDuration": "0",
        "BilledAmount": "20.0",
        "Attempts": "24",
        "Actions": "24",
    }
    assert by_result(stats) == {"SENT": ("20", "20"), "CARRIER_ERROR": ("4", "4")}
    assert where(stats) == (0, 0, 24)


def test_one_forbidden_and_one_who_listened_for_a_second_at_a_dearer_minute(api, plan, speech):
    """The sample of statistics: duration 1, billed duration 60, billed amount 1.6667."""
    plan(credits_per_minute=Decimal("1.6667"))
    api.script(BOB, {"answer": "live", "keys": ["9"]})
    api.send_call(BOB, config=voice(fields(DncDigit=9)))
    api.advance(60)
    talking(api, 1)
    broadcast_id = api.send_call(ANN, BOB, config=speech)
    api.advance(60)
    stats = api.stats(broadcast_id)
    assert usage(stats) == {
        "Duration": "1",
        "BilledDuration": "60",
        "BilledAmount": "1.6667",
        "Attempts": "1",
        "Actions": "1",
    }
    assert by_result(stats) == {"LA": ("1", "1")}
    assert where(stats) == (0, 0, 2)
    assert [call.State for call in api.calls(f"<BroadcastId>{broadcast_id}</BroadcastId>")] == [
        "FINISHED",
        "DNC",
    ]


def test_busy_and_then_58_seconds(api, speech):
    api.script(ANN, {"answer": "busy"}, {"answer": "live", "talk": 58})
    config = speech.replace("<d:AnsweringMachineConfig>", retry(2, 10, "BUSY") + "<d:AnsweringMachineConfig>")
    broadcast_id = api.send_call(ANN, config=config)
    api.advance(hours=1)
    stats = api.stats(broadcast_id)
    assert usage(stats) == {
        "Duration": "58",
        "BilledDuration": "60",
        "BilledAmount": "1.0",
        "Attempts": "2",
        "Actions": "1",
    }
    assert by_result(stats) == {"BUSY": ("1", "1"), "LA": ("1", "1")}
    assert where(stats) == (0, 0, 1)


def test_25_contacts_that_were_loaded_and_not_started(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, *(number(index) for index in range(25)))
    stats = api.stats(broadcast_id)
    assert usage(stats) == {
        "Duration": "0",
        "BilledDuration": "0",
        "BilledAmount": "0.0",
        "Attempts": "0",
        "Actions": "0",
    }
    assert by_result(stats) == {}
    assert where(stats) == (25, 0, 0)


@pytest.mark.parametrize(
    ("seconds", "rate", "amount"),
    [
        (1, "1", "1.0"),
        (58, "1", "1.0"),
        (60, "1", "1.0"),
        (61, "1", "2.0"),
        (121, "1", "3.0"),
        (3, "1.6667", "1.6667"),
        (60, "1.6667", "1.6667"),
        (58, "1.1667", "1.1667"),
        (61, "1.6667", "3.3334"),
    ],
)
def test_every_started_minute_is_billed_at_the_rate_of_the_account(api, plan, speech, seconds, rate, amount):
    plan(credits_per_minute=Decimal(rate))
    talking(api, seconds)
    broadcast_id = api.send_call(ANN, config=speech)
    api.advance(minutes=10)
    record = api.calls()[0].find("CallRecord")
    assert (record.Duration, record.BilledAmount) == (str(seconds), amount)
    assert api.stats(broadcast_id).UsageStats.BilledAmount == amount
    assert api.stats(broadcast_id).UsageStats.BilledDuration == str(-(-seconds // 60) * 60)


def test_several_attempts_with_one_result_are_one_action(api):
    api.script(ANN, {"answer": "busy"})
    broadcast_id = api.send_call(ANN, BOB, config=voice(common=retry(3, 10, "BUSY")))
    api.advance(hours=1)
    stats = api.stats(broadcast_id)
    assert by_result(stats) == {"BUSY": ("3", "1"), "LA": ("1", "1")}
    assert (stats.UsageStats.Attempts, stats.UsageStats.Actions) == ("4", "2")


def test_actions_that_are_never_attempted_count_as_finished(api):
    broadcast_id = api.send_call(
        ANN, ANN, "111", rest="<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    )
    assert where(api.stats(broadcast_id)) == (1, 0, 2)
    api.advance(60)
    assert where(api.stats(broadcast_id)) == (0, 0, 3)


def test_a_disabled_batch_is_unattempted(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, ANN)
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    assert where(api.stats(broadcast_id)) == (1, 0, 0)


def test_a_call_under_way_is_unattempted_until_it_ends(api):
    broadcast_id = api.send_call(ANN)
    api.advance(1)
    assert (where(api.stats(broadcast_id)), usage(api.stats(broadcast_id))["Attempts"]) == ((1, 0, 0), "0")


def test_a_transfer_counts_both_records_and_bills_one(api):
    api.script(ANN, {"answer": "live", "keys": ["1"], "talk": 50})
    broadcast_id = api.send_call(ANN, config=voice(fields(TransferDigit=1, TransferNumber="12135551126")))
    api.advance(minutes=5)
    stats = api.stats(broadcast_id)
    leg, original = api.calls()[0].all("CallRecord")
    assert by_result(stats) == {"XFER": ("1", "1"), "XFER_LEG": ("1", "1")}
    assert usage(stats) == {
        "Duration": str(int(leg.Duration) + int(original.Duration)),
        "BilledDuration": "60",
        "BilledAmount": "1.0",
        "Attempts": "2",
        "Actions": "1",
    }


def interval(begin=None, end=None):
    bounds = {"IntervalBegin": begin, "IntervalEnd": end}
    return "".join(f"<{name}>{value}</{name}>" for name, value in bounds.items() if value)


def test_an_interval_selects_records_by_their_finish_time(api):
    broadcast_id = api.send_call(ANN, BOB, rest="<MaxActive>1</MaxActive>")
    api.advance(minutes=1)
    # They finish at 17:00:11 and 17:00:22.
    for begin, end, attempts in (
        ("2026-01-05T17:00:11Z", "2026-01-05T17:00:11Z", 1),
        ("2026-01-05T17:00:12Z", None, 1),
        (None, "2026-01-05T17:00:21Z", 1),
        (None, "2026-01-05T17:00:10Z", 0),
        ("2026-01-05T17:00:00Z", "2026-01-05T18:00:00Z", 2),
        ("2026-01-05T17:00:23Z", None, 0),
    ):
        stats = api.stats(broadcast_id, interval(begin, end))
        assert stats.UsageStats.Attempts == str(attempts), (begin, end)
        assert stats.ActionStatistics.Finished == str(attempts)


def test_an_action_belongs_to_every_interval_that_holds_one_of_its_records(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(2, 60, "BUSY")))
    api.advance(hours=3)
    # The records finish at 17:00:04 and 18:00:15.
    for begin, end, results in (
        (None, "2026-01-05T17:30:00Z", {"BUSY": ("1", "1")}),
        ("2026-01-05T17:30:00Z", None, {"LA": ("1", "1")}),
        ("2026-01-05T17:00:01Z", "2026-01-05T18:30:00Z", {"BUSY": ("1", "1"), "LA": ("1", "1")}),
    ):
        stats = api.stats(broadcast_id, interval(begin, end))
        assert by_result(stats) == results
        assert (stats.UsageStats.Actions, where(stats)) == ("1", (0, 0, 1))
    for begin, end in ("2026-01-05T17:30:00Z", "2026-01-05T17:59:00Z"), ("2026-01-05T19:00:00Z", None):
        stats = api.stats(broadcast_id, interval(begin, end))
        assert (by_result(stats), stats.UsageStats.Actions, where(stats)) == ({}, "0", (0, 0, 0))


def test_an_action_without_record_belongs_to_when_it_was_created(api):
    api.script(ANN, {"answer": "lost"})
    broadcast_id = api.create(voice())
    lost, held = api.add_batch(broadcast_id, ANN), api.add_batch(broadcast_id, BOB, "111")
    api.advance(hours=1)
    api(f"<ControlContactBatch><Id>{held}</Id><Enabled>false</Enabled></ControlContactBatch>")
    api.control(broadcast_id, "START")
    first, later = interval(None, "2026-01-05T17:00:00Z"), interval("2026-01-05T17:00:01Z")
    assert where(api.stats(broadcast_id, first)) == (2, 0, 1)
    # What is under way, disabled or given up has moved since, and has no record all the same.
    api.advance(hours=2)
    assert api.calls(f"<BatchId>{lost}</BatchId>")[0].State == "TIMEOUT"
    assert where(api.stats(broadcast_id, first)) == (1, 0, 2)
    assert where(api.stats(broadcast_id, later)) == (0, 0, 0)


def test_an_interval_that_ends_before_it_begins_holds_nothing(api):
    broadcast_id = api.send_call(ANN)
    api.advance(60)
    stats = api.stats(broadcast_id, interval("2026-01-05T18:00:00Z", "2026-01-05T17:00:00Z"))
    assert (usage(stats)["Attempts"], by_result(stats), where(stats)) == ("0", {}, (0, 0, 0))


def test_bounds_without_zone_are_utc_and_other_zones_are_kept_to(api):
    broadcast_id = api.send_call(ANN)
    api.advance(60)
    for begin, attempts in (
        ("2026-01-05T17:00:11", "1"),
        ("2026-01-05T17:00:12", "0"),
        ("2026-01-05T09:00:11-08:00", "1"),
        ("2026-01-05T09:00:12-08:00", "0"),
    ):
        assert api.stats(broadcast_id, interval(begin)).UsageStats.Attempts == attempts


def test_the_last_second_of_time_may_end_an_interval(api):
    broadcast_id = api.send_call(ANN)
    api.advance(60)
    assert where(api.stats(broadcast_id, interval(None, "9999-12-31T23:59:59Z"))) == (0, 0, 1)


def test_a_retry_that_waits_or_is_held_back_counts_in_retry_wait(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, BOB, config=voice(common=retry(2, 60, "BUSY")))
    api.advance(minutes=5)
    assert where(api.stats(broadcast_id)) == (0, 1, 1)
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    assert where(api.stats(broadcast_id)) == (0, 1, 1)
    api("<ControlContactBatch><Id>1</Id><Enabled>true</Enabled></ControlContactBatch>")
    api.control(broadcast_id, "START")
    api.advance(hours=2)
    assert where(api.stats(broadcast_id)) == (0, 0, 2)


def test_statistics_can_be_read_in_every_status(api):
    for command in "STOP", "ARCHIVE":
        broadcast_id = api.send_call(ANN, BOB, rest="<MaxActive>1</MaxActive>")
        api.advance(12)
        api.control(broadcast_id, command)
        api.advance(60)
        stats = api.stats(broadcast_id)
        assert (usage(stats)["Attempts"], by_result(stats)) == ("2", {"LA": ("2", "2")})


def test_an_interval_that_holds_everything_answers_what_none_answers(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    config = voice(fields(TransferDigit=1, TransferNumber="12135551126"), common=retry(2, 1, "BUSY"))
    calls = api.send_call(ANN, BOB, "12136550115", "111", config=config)
    texts = api.send_text(ANN, BOB, config=text("x" * 200, sender="12135551126"))
    api.advance(minutes=10)
    api.text_arrives(ANN, "12135551126", "Hello")
    everything = interval("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")
    for broadcast_id in calls, texts:
        whole, part = api.stats(broadcast_id), api.stats(broadcast_id, everything)
        assert usage(part) == usage(whole)
        assert by_result(part) == by_result(whole)
        assert where(part) == where(whole)


def test_records_and_statistics_agree(api, speech):
    people = [number(index) for index in range(12)]
    for index, each in enumerate(people):
        api.script(
            each, {"answer": ("live", "busy", "machine", "no_answer")[index % 4], "talk": 10 * (index + 1)}
        )
    config = speech.replace("LIVE_IMMEDIATE", "LIVE_WITH_AMD")
    broadcast_id = api.send_call(*people, config=config)
    api.advance(hours=1)
    records = [record for call in api.calls() for record in call.all("CallRecord")]
    stats = api.stats(broadcast_id)
    assert stats.UsageStats.Duration == str(sum(int(record.Duration) for record in records))
    assert float(stats.UsageStats.BilledAmount) == sum(float(record.BilledAmount) for record in records)
    assert stats.UsageStats.Attempts == str(len(records))


def test_without_credits_the_broadcast_stops_and_the_rest_stays_ready(api, plan):
    plan(credits=Decimal(2))
    people = [number(index) for index in range(5)]
    broadcast_id = api.send_call(*people, rest="<MaxActive>1</MaxActive>")
    api.advance(hours=1)
    assert api.status(broadcast_id) == "STOPPED"
    assert [call.State for call in api.calls()] == ["FINISHED"] * 2 + ["READY"] * 3
    plan(credits=Decimal(100))
    api.control(broadcast_id, "START")
    api.advance(hours=1)
    assert api.status(broadcast_id) == "FINISHED"


def test_texts_stop_without_credits_too(api, plan):
    plan(credits=Decimal(0))
    broadcast_id = api.send_text(ANN)
    api.advance(1)
    assert (api.status(broadcast_id), api.texts()[0].State, api.carrier()) == ("STOPPED", "READY", [])
