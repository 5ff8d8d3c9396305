"""Where the sources contradict each other, what was decided: C1 to C30."""

import base64
from decimal import Decimal
from itertools import product

import pytest

from callfire_soap.media import tones
from tests.behaviour.outside import (
    OWN_NUMBER,
    Refused,
    fields,
    hours,
    ivr,
    number,
    number_of,
    numbers,
    retry,
    text,
    voice,
)
from tests.clients import Program, Sandbox, Zeep

ANN, BOB = number(0), number(1)
CONFIGS = ("VoiceBroadcastConfig", "TextBroadcastConfig", "IvrBroadcastConfig")


def refused_with(api, body):
    with pytest.raises(Refused) as refused:
        api(body)
    return refused.value


def update(api, broadcast_id, name):
    api(f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{name}{voice()}</d:Broadcast></UpdateBroadcast>')


def test_c1_an_update_stores_a_name_that_is_not_empty(api):
    broadcast_id = api.create(voice(), name="Old")
    update(api, broadcast_id, fields(Name="New"))
    assert api.broadcast(broadcast_id).Name == "New"
    for nothing in "", "<d:Name/>":
        update(api, broadcast_id, nothing)
        assert api.broadcast(broadcast_id).Name == "New"


def test_c3_an_element_of_several_numbers_is_a_schema_fault(api):
    sends = (
        f"<SendCall>{{}}{voice()}</SendCall>",
        f"<SendText>{{}}{text()}</SendText>",
        f"<CreateContactBatch><BroadcastId>{api.create(text())}</BroadcastId>{{}}</CreateContactBatch>",
    )
    together = "13105551216, 13105551217", "13105551216,13105551217", "13105551216 13105551217"
    for send, listed in product(sends, together):
        fault = refused_with(api, send.format(numbers(listed)))
        assert (fault.fault_code, fault.text[:37]) == (None, "Unmarshalling Error: cvc-pattern-vali")


def test_c4_both_members_of_a_choice_are_a_schema_fault(api):
    broadcast_id = api.create(voice())
    both = f"<BroadcastId>{broadcast_id}</BroadcastId>{numbers(ANN)}<ContactListId>79</ContactListId>"
    fault = refused_with(api, f"<CreateContactBatch>{both}</CreateContactBatch>")
    assert fault.fault_code is None
    assert fault.text.startswith("Unmarshalling Error: cvc-complex-type.2.4")


@pytest.mark.parametrize("half", [{"BeginTime": "09:00:00"}, {"EndTime": "17:00:00"}])
@pytest.mark.parametrize("kind", [voice, text, ivr])
def test_c5_half_a_time_zone_restriction_is_refused(api, half, kind):
    restriction = f"<d:LocalTimeZoneRestriction>{fields(**half)}</d:LocalTimeZoneRestriction>"
    config = kind(common=restriction)
    fault = refused_with(api, f"<CreateBroadcast><d:Broadcast>{config}</d:Broadcast></CreateBroadcast>")
    assert fault.fault_code == "BAD_REQUEST"
    broadcast_id = api.create(kind(common="<d:LocalTimeZoneRestriction/>"))
    changed = f'<d:Broadcast id="{broadcast_id}">{config}</d:Broadcast>'
    fault = refused_with(api, f"<UpdateBroadcast>{changed}</UpdateBroadcast>")
    assert fault.fault_code == "BAD_REQUEST"


def test_c6_dnt_means_that_the_number_must_not_be_texted(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, ANN)
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    api.control(broadcast_id, "START")
    api.advance(1)
    [only] = api.texts("<Result>DNT</Result>")
    assert (number_of(only), only.State, api.carrier()) == (ANN, "DNC", [])


def test_c7_whoever_is_tried_again_is_ready_and_never_callback(api):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY")))
    api.advance(60)
    assert api.calls()[0].State == "READY"
    assert api.calls("<State>CALLBACK</State>") == []
    assert {event["state"] for event in api.events(kind="action")} == {"READY", "SELECTED"}


def test_c8_late_words_are_accepted_and_those_of_2014_shown(api):
    api.send_call("19005551212")
    assert api.calls()[0].State == "INVALID"
    assert (
        api.calls("<State>RESTRICTED_NUMBER PERIOD_LIMIT DISABLED SKIPPED CALLBACK</State>")[0].State
        == "INVALID"
    )
    assert api.calls("<Result>SD POSTPONED ABANDONED SKIPPED INVALID_NUMBER</Result>") == []
    late = fields(LiveSoundText="Bonjour", LiveSoundTextVoice="FRENCHCANADIAN1")
    assert api.create(voice(late, live=None))
    assert api("<QueryBroadcasts><Type>CCC</Type></QueryBroadcasts>").TotalResults == "0"


def test_c8_late_results_may_be_tried_again_and_are_not_answered(api):
    late = "SD POSTPONED ABANDONED SKIPPED INVALID_NUMBER"
    for make in voice, text, ivr:
        shown = api.broadcast(api.create(make(common=retry(2, 5, f"BUSY {late} SENT"))))
        config = next(filter(None, map(shown.find, CONFIGS)))
        assert sorted(config.find("RetryConfig", "RetryResults").words) == ["BUSY", "SENT"]


@pytest.mark.parametrize(
    "status",
    [
        "TEST",
        "SETUP",
        "SCHEDULED",
        "SUSPENDED",
        "VALIDATING_EMAIL",
        "VALIDATING_START",
        "BLOCKED_SUSPICIOUS",
        "APPROVED",
        "DECLINED",
        "PAUSED",
        "CANCELED",
        "RUNNING",
        "ARCHIVED",
    ],
)
def test_c8_every_status_may_be_sent_and_none_of_it_counts(api, status):
    told = fields(Name="x", Status=status) + voice()
    broadcast_id = api.id(f"<CreateBroadcast><d:Broadcast>{told}</d:Broadcast></CreateBroadcast>")
    api(f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{told}</d:Broadcast></UpdateBroadcast>')
    assert api.status(broadcast_id) == "STOPPED"


def test_c8_refusals_list_the_words_of_2014(api):
    fault = refused_with(api, "<QueryCalls><State>READY DONE</State></QueryCalls>")
    assert fault.fault_code is None
    assert "'[READY, SELECTED, FINISHED, DNC, DUP, INVALID, TIMEOUT]'" in fault.text


def test_c9_statistics_need_an_id(api):
    bounds = "<IntervalBegin>2026-01-01T00:00:00Z</IntervalBegin>"
    fault = refused_with(api, f"<GetBroadcastStats>{bounds}</GetBroadcastStats>")
    assert fault.fault_code is None


def test_c10_schedules_go_by_their_zone_and_not_by_the_number_called(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, number(0, "212"), number(0, "213"))
    api.schedule(broadcast_id, "10:00:00", "11:00:00", zone="America/Los_Angeles")
    api.advance(hours=3)
    assert {at for at, _ in api.dialled()} == {"18:00:00"}


@pytest.mark.parametrize(("type_", "config"), [("TEXT", text()), ("VOICE", voice()), ("IVR", ivr())])
def test_c11_name_and_type_are_optional(api, type_, config):
    for name in "", "<d:Name/>":
        broadcast = f"<d:Broadcast>{name}{config}</d:Broadcast>"
        shown = api.broadcast(api.id(f"<CreateBroadcast>{broadcast}</CreateBroadcast>"))
        assert (bool(shown.Name), shown.Type) == (True, type_)


@pytest.mark.parametrize(
    "source",
    [
        f"<Data>{base64.b64encode(tones.tone(1).wav).decode()}</Data>",
        f"<RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall>",
        "<SoundText>Hello</SoundText>",
    ],
)
def test_c12_a_sound_can_be_made_in_three_ways(api, source):
    assert api.id(f"<CreateSound>{source}</CreateSound>") == 10
    for other in "<Data/>", "<SoundText>Hi</SoundText>", "<RecordingCall/>":
        assert refused_with(api, f"<CreateSound>{source}{other}</CreateSound>").fault_code is None
    assert refused_with(api, "<CreateSound><Name>None of them</Name></CreateSound>").fault_code is None


def test_c13_moments_end_with_z(api):
    assert api.broadcast(api.create(voice())).LastModified == "2026-01-05T17:00:00Z"
    # The sample of 2013 with another zone was an answer to this.
    assert api("<GetSoundMeta><Id>1</Id></GetSoundMeta>").Created == "2026-01-05T17:00:00Z"
    api.send_call(ANN)
    api.advance(60)
    [call] = api.calls()
    record = call.find("CallRecord")
    assert (call.Created, call.Modified) == ("2026-01-05T17:00:00Z", "2026-01-05T17:00:11Z")
    assert (record.OriginateTime, record.AnswerTime) == ("2026-01-05T17:00:00Z", "2026-01-05T17:00:04Z")
    assert record.FinishTime == "2026-01-05T17:00:11Z"


def test_c14_only_a_dollar_makes_a_variable(api):
    api.send_text(f'<ToNumber u_name="Ann">{ANN}</ToNumber>', config=text("{u_name} ${u_name}"))
    api.advance(1)
    assert api.carrier()[0]["message"] == "{u_name} Ann"


def test_c14_a_schedule_runs_on_the_days_it_lists_and_not_on_all_of_its_dates(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, ANN)
    dates = {"begin": "2026-01-05", "end": "2026-01-14"}
    api.schedule(
        broadcast_id, "09:00:00", "17:00:00", zone="America/New_York", days="SATURDAY SUNDAY", **dates
    )
    api.advance(days=8)
    assert api.history(broadcast_id)[1][1] == "01-10T14:00:00"
    assert len(api.carrier()) == 1


def test_c15_what_is_archived_is_hidden_from_queries_and_read_by_id(api):
    broadcast_id = api.create(voice())
    api.control(broadcast_id, "ARCHIVE")
    for filters in "", "<Type>VOICE</Type>", "<Running>false</Running>":
        assert api(f"<QueryBroadcasts>{filters}</QueryBroadcasts>").TotalResults == "0"
    assert api.status(broadcast_id) == "ARCHIVED"
    assert api.stats(broadcast_id).UsageStats.Attempts == "0"


def test_c16_broadcasts_take_labels_when_they_are_created_and_updated(api):
    labelled = f"<d:Broadcast>{fields(Name='x', Label='one')}{voice()}</d:Broadcast>"
    broadcast_id = api.id(f"<CreateBroadcast>{labelled}</CreateBroadcast>")
    labelled = f'<d:Broadcast id="{broadcast_id}">{fields(Name="x", Label="two")}{voice()}</d:Broadcast>'
    api(f"<UpdateBroadcast>{labelled}</UpdateBroadcast>")
    assert [each.text for each in api.broadcast(broadcast_id).all("Label")] == ["one", "two"]
    for label in "one", "two":
        assert api(f"<QueryBroadcasts><LabelName>{label}</LabelName></QueryBroadcasts>").TotalResults == "1"


@pytest.mark.parametrize("strategy", [None, "TRIM", "DO_NOT_SEND", "SEND_MULTIPLE"])
def test_c17_the_strategy_for_big_messages_is_answered(api, strategy):
    shown = api.broadcast(api.create(text(strategy=strategy))).TextBroadcastConfig
    assert shown.BigMessageStrategy == (strategy or "SEND_MULTIPLE")
    api.send_text(ANN, config=text(strategy=strategy))
    for each in api("<QueryBroadcasts><Type>TEXT</Type></QueryBroadcasts>").all("Broadcast"):
        assert each.TextBroadcastConfig.BigMessageStrategy == shown.BigMessageStrategy


def test_c18_statistics_follow_from_the_records(api):
    people = [number(index) for index in range(24)]
    for each in people[:4]:
        api.script(each, {"answer": "carrier_error"})
    broadcast_id = api.send_text(*people)
    api.advance(1)
    stats = api.stats(broadcast_id)
    # The captured answer has a duration of 1, and 25 actions that were not attempted, among 24 texts.
    assert stats.UsageStats.values() == {
        "Duration": "0",
        "BilledDuration": "0",
        "BilledAmount": "20.0",
        "Attempts": "24",
        "Actions": "24",
    }
    found = {each.Result: (each.Attempts, each.Actions) for each in stats.all("ResultStat")}
    assert found == {"SENT": ("20", "20"), "CARRIER_ERROR": ("4", "4")}
    assert stats.ActionStatistics.values() == {"Unattempted": "0", "RetryWait": "0", "Finished": "24"}


@pytest.mark.parametrize(
    ("rate", "seconds", "billed", "amount"),
    [
        ("1", 58, "60", "1.0"),
        ("1", 60, "60", "1.0"),
        ("1", 61, "120", "2.0"),
        ("1.1667", 1, "60", "1.1667"),
        ("1.6667", 3, "60", "1.6667"),
        ("1.6667", 121, "180", "5.0001"),
        ("1.6667", 0, "0", "0.0"),
    ],
)
def test_c19_every_started_minute_costs_the_rate_of_the_account(api, plan, rate, seconds, billed, amount):
    plan(credits_per_minute=Decimal(rate), credits=Decimal(100))
    api.script(ANN, {"answer": "live", "talk": seconds})
    broadcast_id = api.send_call(ANN, config=voice(fields(LiveSoundText="word " * 500), live=None))
    api.advance(hours=1)
    record = api.calls()[0].find("CallRecord")
    assert (record.Duration, record.BilledAmount) == (str(seconds), amount)
    usage = api.stats(broadcast_id).UsageStats
    assert (usage.Duration, usage.BilledDuration, usage.BilledAmount) == (str(seconds), billed, amount)


def test_c20_more_than_1000_results_are_asked_for_without_a_fault(api):
    api.send_call(*(number(index) for index in range(1_003)))
    for many in 1_001, 5_000, 10_000, 2_147_483_647:
        answer = api(f"<QueryCalls><MaxResults>{many}</MaxResults></QueryCalls>")
        assert (answer.TotalResults, len(answer.all("Call"))) == ("1003", 1_000)


def test_c21_an_inbound_text_is_finished_and_received(api):
    arrived = api.text_arrives(ANN, OWN_NUMBER, "Hello")
    shown = api(f"<GetText><Id>{arrived}</Id></GetText>")
    assert (shown.State, shown.FinalResult) == ("FINISHED", "RECEIVED")
    assert [each["id"] for each in api.texts("<State>FINISHED</State>")] == [str(arrived)]
    assert api.texts("<State>READY</State>") == []


def test_c22_a_batch_is_answered_with_its_own_id(api):
    api.create(voice())
    broadcast_id = api.create(voice())
    batch = api.add_batch(broadcast_id, ANN)
    assert api.batch(batch).BroadcastId == str(broadcast_id)
    # "delete" is spoken of, and no operation does it.
    fault = refused_with(api, f"<DeleteContactBatch><Id>{batch}</Id></DeleteContactBatch>")
    assert "DeleteContactBatch was not recognized" in fault.text
    assert api.batch(batch).Size == "1"


def test_c23_an_auto_reply_may_come_without_match(api):
    body = f"<d:AutoReply><d:Number>{OWN_NUMBER}</d:Number><d:Message>Thanks</d:Message></d:AutoReply>"
    reply = api.id(f"<CreateAutoReply>{body}</CreateAutoReply>")
    shown = api(f"<GetAutoReply><Id>{reply}</Id></GetAutoReply>")
    assert shown.values() == {"Number": OWN_NUMBER, "Match": "", "Message": "Thanks"}
    api.text_arrives(ANN, OWN_NUMBER, "anything")
    assert [entry["message"] for entry in api.carrier()] == ["Thanks"]


def test_c24_a_transferred_call_ends_with_xfer_leg(api):
    api.script(ANN, {"answer": "live", "keys": ["1"]})
    api.send_call(ANN, config=voice(fields(TransferDigit=1, TransferNumber=OWN_NUMBER)))
    api.advance(minutes=5)
    [call] = api.calls()
    assert call.FinalResult == "XFER_LEG"
    assert [record.Result for record in call.all("CallRecord")] == ["XFER_LEG", "XFER"]
    assert [each["id"] for each in api.calls("<Result>XFER_LEG</Result>")] == [call["id"]]
    assert api.calls("<Result>XFER</Result>") == []


def test_c24_a_transferred_call_ends_with_xfer_where_the_operator_wants_it(tmp_path):
    with Program(tmp_path).serving("sandbox", "--clock", "manual", "--final-xfer") as service:
        sandbox, client = Sandbox(service.url), Zeep(service.url)
        config = {
            "FromNumber": OWN_NUMBER,
            "LiveSoundId": 9,
            "TransferDigit": "1",
            "TransferNumber": OWN_NUMBER,
        }
        client.SendCall(ToNumber=["12136550115"], VoiceBroadcastConfig=config)
        sandbox.advance(300)
        [call] = client.QueryCalls(Result=["XFER"]).Call
        assert (call.FinalResult, [each.Result for each in call.CallRecord]) == ("XFER", ["XFER_LEG", "XFER"])
        client.close()
        sandbox.close()


def test_c25_retry_results_that_were_not_given_are_answered_empty(api):
    defaults = {
        "MaxAttempts": "1",
        "MinutesBetweenAttempts": "60",
        "RetryResults": "",
        "RetryPhoneTypes": "FIRST_NUMBER",
    }
    for common in "", "<d:RetryConfig><d:RetryResults/></d:RetryConfig>", retry("", "", "", ""):
        for make in voice, ivr:
            shown = api.broadcast(api.create(make(common=common)))
            config = next(filter(None, map(shown.find, CONFIGS)))
            assert config.RetryConfig.values() == defaults


def test_c26_a_send_answers_the_id_of_a_broadcast(api):
    for send, query in (api.send_call, api.calls), (api.send_text, api.texts):
        broadcast_id = send(ANN)
        assert api.broadcast(broadcast_id).Name == "API Send"
        assert len(query(f"<BroadcastId>{broadcast_id}</BroadcastId>")) == 1


def test_c27_malformed_numbers_of_the_documentation_are_invalid_recipients(api):
    api.send_call("1310555145", "112132212384")
    api.advance(60)
    for call in api.calls():
        assert (call.State, call.FinalResult, call.all("CallRecord")) == ("INVALID", None, [])
        assert (call.BatchId, call.BroadcastId, bool(call.ContactId)) == ("1", "1", True)
    assert [number_of(call) for call in api.calls()] == ["11310555145", "112132212384"]
    assert api.carrier() == []


def test_c28_max_attempts_counts_all_attempts(api):
    api.script(ANN, {"answer": "busy"})
    for most in 1, 2:
        api.send_call(ANN, config=voice(common=retry(most, 1, "BUSY")))
        api.advance(hours=1)
    assert [len(call.all("CallRecord")) for call in api.calls()] == [1, 2]


def test_c29_doubles_are_marked_only_when_scrubbing(api):
    for scrub, states in ("false", ["READY", "READY"]), ("true", ["READY", "DUP"]):
        rest = f"<ScrubBroadcastDuplicates>{scrub}</ScrubBroadcastDuplicates>"
        broadcast_id = api.send_call(ANN, ANN, rest=rest)
        assert [call.State for call in api.calls(f"<BroadcastId>{broadcast_id}</BroadcastId>")] == states


def test_c30_results_with_commas_are_a_schema_fault(api):
    config = voice(common=retry(results="BUSY,NO_ANS,AM"))
    fault = refused_with(api, f"<SendCall>{numbers(ANN)}{config}</SendCall>")
    assert fault.fault_code is None
    assert "'BUSY,NO_ANS,AM' is not facet-valid" in fault.text


def test_a_restriction_that_begins_when_it_ends_restricts_nothing(api):
    api.send_call(BOB, config=voice(common=hours("04:10:10", "04:10:10")))
    api.advance(1)
    assert len(api.carrier()) == 1


def test_c2_a_contact_list_makes_a_batch(api):
    people = api.contact_list({"homePhone": ANN}, {"homePhone": BOB})
    broadcast_id = api.create(voice())
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    assert (api.batch(batch).Size, api.batch(batch).Status) == ("2", "ACTIVE")
