"""QueryCalls and QueryTexts: every filter alone and together, pages, totals."""

import pytest
from sqlalchemy import update

from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.contact_lists import contact_list
from tests.behaviour.outside import (
    CALLER_ID,
    OWN_NUMBER,
    SHORT_CODE,
    Refused,
    number,
    number_of,
    text,
    voice,
)

ANN, BOB, CAT = number(0), number(1), number(2)
LATER = "2026-01-05T18:00:00Z"


@pytest.fixture
def world(api):
    """Answer the ids of a broadcast that ended, one that waits, and an inbound call an hour later."""
    api.script(BOB, {"answer": "busy"})
    ended = api.send_call(ANN, BOB, "111", rest="<Label>sale</Label>")
    api.advance(hours=1)
    waiting = api.create(voice(sender=OWN_NUMBER))
    batch = api.add_batch(waiting, ANN, CAT)
    inbound = api.sandbox("POST", "calls", {"from": ANN, "to": OWN_NUMBER})["id"]
    return {"ended": ended, "waiting": waiting, "batch": batch, "inbound": inbound}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("<BroadcastId>{ended}</BroadcastId>", [1, 2, 3]),
        ("<BroadcastId>{waiting}</BroadcastId>", [4, 5]),
        ("<BroadcastId>4711</BroadcastId>", []),
        ("<BroadcastId>0</BroadcastId>", [1, 2, 3, 4, 5, 6]),
        ("<BatchId>{batch}</BatchId>", [4, 5]),
        ("<BatchId>4711</BatchId>", []),
        ("<BatchId>0</BatchId>", []),
        ("<BatchId>0</BatchId><LabelName>sale</LabelName>", []),
        ("<State/><Result/><LabelName/>", [1, 2, 3, 4, 5, 6]),
        ("<BroadcastId>{ended}</BroadcastId><BatchId>{batch}</BatchId>", []),
        ("<BroadcastId>{waiting}</BroadcastId><BatchId>{batch}</BatchId>", [4, 5]),
        ("<State>READY</State>", [4, 5]),
        ("<State>FINISHED</State>", [1, 2, 6]),
        ("<State>INVALID READY</State>", [3, 4, 5]),
        ("<State>SELECTED DNC DUP TIMEOUT</State>", []),
        ("<Result>LA</Result>", [1, 6]),
        ("<Result>BUSY LA</Result>", [1, 2, 6]),
        ("<Result>SENT RECEIVED</Result>", []),
        ("<State>FINISHED</State><Result>BUSY</Result>", [2]),
        ("<State>READY</State><Result>BUSY</Result>", []),
        ("<Inbound>true</Inbound>", [6]),
        ("<Inbound>false</Inbound>", [1, 2, 3, 4, 5]),
        ("<BroadcastId>{ended}</BroadcastId><Inbound>true</Inbound>", []),
        ("<IntervalBegin>2026-01-05T18:00:00Z</IntervalBegin>", [4, 5, 6]),
        ("<IntervalEnd>2026-01-05T17:59:59Z</IntervalEnd>", [1, 2, 3]),
        (
            "<IntervalBegin>2026-01-05T17:00:00Z</IntervalBegin><IntervalEnd>2026-01-05T17:00:00Z</IntervalEnd>",
            [1, 2, 3],
        ),
        ("<IntervalBegin>2026-01-05T18:00:01Z</IntervalBegin>", []),
        (f"<FromNumber>{CALLER_ID}</FromNumber>", [1, 2, 3]),
        (f"<FromNumber>{OWN_NUMBER}</FromNumber>", [4, 5]),
        (f"<FromNumber>{ANN}</FromNumber>", [6]),
        (f"<ToNumber>{ANN}</ToNumber>", [1, 4]),
        (f"<ToNumber>+{ANN}</ToNumber>", [1, 4]),
        (f"<ToNumber>{ANN[1:]}</ToNumber>", [1, 4]),
        (f"<ToNumber>{OWN_NUMBER}</ToNumber>", [6]),
        ("<ToNumber>67076</ToNumber>", []),
        (f"<FromNumber>{CALLER_ID}</FromNumber><ToNumber>{BOB}</ToNumber>", [2]),
        ("<LabelName>sale</LabelName>", [1, 2, 3]),
        ("<BroadcastId>{waiting}</BroadcastId><LabelName>sale</LabelName>", []),
        ("<State>FINISHED</State><LabelName>sale</LabelName>", [1, 2]),
        (
            (
                "<BroadcastId>{ended}</BroadcastId><State>FINISHED</State><Result>LA</Result><Inbound>false</Inbound>"
                "<IntervalBegin>2026-01-05T17:00:00Z</IntervalBegin><IntervalEnd>2026-01-05T17:00:00Z</IntervalEnd>"
                f"<FromNumber>{CALLER_ID}</FromNumber><ToNumber>{ANN}</ToNumber><LabelName>sale</LabelName>"
            ),
            [1],
        ),
    ],
)
def test_filters_select_what_they_say_and_are_anded(api, world, filters, found):
    answer = api(f"<QueryCalls>{filters.format(**world)}</QueryCalls>")
    assert [int(call["id"]) for call in answer.all("Call")] == found[::-1]
    assert answer.TotalResults == str(len(found))


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "<State>READY FINISHED</State>",
        "<Result>LA BUSY</Result>",
        "<Inbound>false</Inbound>",
        "<IntervalBegin>2026-01-05T17:00:00Z</IntervalBegin>",
        "<LabelName>sale</LabelName>",
        f"<ToNumber>{ANN}</ToNumber>",
    ],
)
def test_pages_of_a_filter_join_to_the_whole(api, world, filters):
    whole = [call["id"] for call in api(f"<QueryCalls>{filters}</QueryCalls>").all("Call")]
    for size in 1, 2, 4:
        joined = []
        for first in range(0, len(whole) + size, size):
            bounds = f"<MaxResults>{size}</MaxResults><FirstResult>{first}</FirstResult>"
            page = api(f"<QueryCalls>{bounds}{filters}</QueryCalls>")
            assert page.TotalResults == str(len(whole))
            joined += [call["id"] for call in page.all("Call")]
        assert joined == whole


def test_what_is_new_does_not_move_the_pages_behind_it(api):
    api.send_call(ANN, BOB)
    first = api("<QueryCalls><MaxResults>1</MaxResults></QueryCalls>").all("Call")
    api.send_call(CAT)
    behind = api("<QueryCalls><MaxResults>2</MaxResults><FirstResult>1</FirstResult></QueryCalls>").all(
        "Call"
    )
    assert [call["id"] for call in behind] == [first[0]["id"], "1"]


def test_an_interval_until_the_moment_that_is_shown_includes_it(api):
    api.sandbox("PUT", "clock", {"now": "2026-01-05T17:00:10.400000Z"})
    api.send_call(ANN)
    api.sandbox("PUT", "clock", {"now": "2026-01-05T17:00:11Z"})
    api.send_call(BOB)
    [ann, bob] = api.calls()
    assert (ann.Created, bob.Created) == ("2026-01-05T17:00:10Z", "2026-01-05T17:00:11Z")
    shown = f"<IntervalBegin>{ann.Created}</IntervalBegin><IntervalEnd>{ann.Created}</IntervalEnd>"
    assert [call["id"] for call in api.calls(shown)] == [ann["id"]]
    assert api.calls("<IntervalEnd>2026-01-05T17:00:10.300Z</IntervalEnd>") == []


@pytest.mark.parametrize("operation", ["QueryCalls", "QueryTexts"])
@pytest.mark.parametrize("element", ["FromNumber", "ToNumber"])
@pytest.mark.parametrize("impossible", ["48945317921", "1234567890", "PIZZA"])
def test_an_impossible_number_is_a_business_fault(api, operation, element, impossible):
    with pytest.raises(Refused) as refused:
        api(f"<{operation}><{element}>{impossible}</{element}></{operation}>")
    assert refused.value.fault_code == "BAD_REQUEST"


# "accept the superset": every word of the last schema may be asked for, what is shown is of 2014.
STATES = [state.value for state in ActionState]
RESULTS = [result.value for result in Disposition]
STATES_OF_2014 = {"READY", "SELECTED", "FINISHED", "DNC", "DUP", "INVALID", "TIMEOUT"}


@pytest.mark.parametrize("state", STATES)
def test_every_state_may_be_asked_for(api, world, state):
    found = api.calls(f"<State>{state}</State>") + api.texts(f"<State>{state}</State>")
    assert {call.State for call in found} <= STATES_OF_2014


@pytest.mark.parametrize("result", RESULTS)
def test_every_result_may_be_asked_for(api, world, result):
    assert {call.FinalResult for call in api.calls(f"<Result>{result}</Result>")} <= {result}
    assert api.texts(f"<Result>{result}</Result>") == []


def test_a_disabled_action_is_found_as_ready(api, world):
    api(f"<ControlContactBatch><Id>{world['batch']}</Id><Enabled>false</Enabled></ControlContactBatch>")
    assert [call.State for call in api.calls("<State>READY</State>")] == ["READY", "READY"]
    assert api.calls("<State>READY</State><Inbound>true</Inbound>") == []


@pytest.mark.parametrize("status", ContactListStatus)
def test_the_status_of_a_contact_list_is_a_word_of_2014(api, status):
    list_id = api.contact_list({"homePhone": ANN})
    with api.system.store.writing() as unit:
        unit.connection.execute(update(contact_list).values(status=status))
        unit.commit()
    late = {"IMPORTING": "VALIDATING", "IMPORT_FAILED": "ERRORS"}
    shown = late.get(status, status)
    assert api(f"<GetContactList><Id>{list_id}</Id></GetContactList>").Status == shown
    listed = api("<QueryContactLists/>").all("ContactList")
    assert [each.Status for each in listed] == ([] if status == "DELETED" else [shown])


@pytest.mark.parametrize("type_", ["VOICE", "IVR", "TEXT", "CCC"])
def test_every_broadcast_type_may_be_asked_for(api, world, type_):
    found = api(f"<QueryBroadcasts><Type>{type_}</Type></QueryBroadcasts>").all("Broadcast")
    assert {each.Type for each in found} <= {type_}


def test_records_are_listed_with_their_calls(api, world):
    ended = api.calls(f"<BroadcastId>{world['ended']}</BroadcastId>")
    assert [[record.Result for record in call.all("CallRecord")] for call in ended] == [["LA"], ["BUSY"], []]
    assert [number_of(call) for call in ended] == [ANN, BOB, "111"]


def test_a_call_is_shown_alike_in_a_query_and_alone(api, world):
    for call in api.calls():
        alone = api(f"<GetCall><Id>{call['id']}</Id></GetCall>")
        assert alone.values() == call.values()
        assert [record.values() for record in alone.all("CallRecord")] == [
            record.values() for record in call.all("CallRecord")
        ]


@pytest.fixture
def texts(api):
    """Answer the ids of a broadcast of texts that ended, one that waits, and what arrives an hour later."""
    api.script(BOB, {"answer": "carrier_error"})
    ended = api.send_text(
        ANN, BOB, "1234", rest="<Label>sale</Label>", config=text("x" * 161, strategy="TRIM")
    )
    api.advance(hours=1)
    waiting = api.create(text("Later", sender=OWN_NUMBER))
    batch = api.add_batch(waiting, ANN, CAT)
    api.text_arrives(ANN, SHORT_CODE, "Yes")
    api.text_arrives(CAT, OWN_NUMBER, "Hello")
    api.send_call(ANN)
    return {"ended": ended, "waiting": waiting, "batch": batch}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7]),
        ("<BroadcastId>{ended}</BroadcastId>", [1, 2, 3, 6]),
        ("<BroadcastId>{ended}</BroadcastId><Inbound>true</Inbound>", [6]),
        ("<BroadcastId>{ended}</BroadcastId><Inbound>false</Inbound>", [1, 2, 3]),
        ("<BroadcastId>4711</BroadcastId>", []),
        ("<BroadcastId>0</BroadcastId>", [1, 2, 3, 4, 5, 6, 7]),
        ("<BatchId>{batch}</BatchId>", [4, 5]),
        ("<BatchId>4711</BatchId>", []),
        ("<State>READY</State>", [4, 5]),
        ("<State>FINISHED INVALID</State>", [1, 2, 3, 6, 7]),
        ("<State>SELECTED DNC DUP TIMEOUT</State>", []),
        ("<State/>", [1, 2, 3, 4, 5, 6, 7]),
        ("<Result>SENT</Result>", [1]),
        ("<Result>SENT CARRIER_ERROR RECEIVED</Result>", [1, 2, 6, 7]),
        ("<Result>TOO_BIG DNT INTERNAL_ERROR CARRIER_TEMP_ERROR</Result>", []),
        ("<Result>LA AM BUSY DNC XFER XFER_LEG NO_ANS UNDIALED SD POSTPONED</Result>", []),
        ("<Inbound>true</Inbound>", [6, 7]),
        ("<Inbound>false</Inbound>", [1, 2, 3, 4, 5]),
        ("<IntervalBegin>2026-01-05T18:00:00Z</IntervalBegin>", [4, 5, 6, 7]),
        ("<IntervalEnd>2026-01-05T17:59:59</IntervalEnd>", [1, 2, 3]),
        (f"<FromNumber>{SHORT_CODE}</FromNumber>", [1, 2, 3]),
        (f"<FromNumber>+{OWN_NUMBER}</FromNumber>", [4, 5]),
        (f"<FromNumber>{ANN}</FromNumber>", [6]),
        (f"<ToNumber>{ANN[1:]}</ToNumber>", [1, 4]),
        (f"<ToNumber>{OWN_NUMBER}</ToNumber>", [7]),
        (f"<ToNumber>{SHORT_CODE}</ToNumber>", [6]),
        ("<LabelName>sale</LabelName>", [1, 2, 3, 6]),
        ("<LabelName/>", [1, 2, 3, 4, 5, 6, 7]),
        ("<State>FINISHED</State><Result>SENT</Result><LabelName>sale</LabelName>", [1]),
    ],
)
def test_filters_of_texts_select_what_they_say_and_are_anded(api, texts, filters, found):
    answer = api(f"<QueryTexts>{filters.format(**texts)}</QueryTexts>")
    assert [int(each["id"]) for each in answer.all("Text")] == found[::-1]
    assert answer.TotalResults == str(len(found))


def test_texts_of_a_label_that_is_not_there_are_a_business_fault(api, texts):
    with pytest.raises(Refused) as refused:
        api("<QueryTexts><LabelName>nothing</LabelName></QueryTexts>")
    assert refused.value.fault_code == "NOT_FOUND"


def test_pages_of_texts_join_to_the_whole(api, texts):
    joined = []
    for first in range(10):
        bounds = f"<MaxResults>1</MaxResults><FirstResult>{first}</FirstResult>"
        page = api(f"<QueryTexts>{bounds}</QueryTexts>")
        assert page.TotalResults == "7"
        joined += page.all("Text")
    assert [each["id"] for each in joined] == [each["id"] for each in api.texts()[::-1]]


def test_a_text_is_shown_alike_in_a_query_and_alone(api, texts):
    for shown in api.texts():
        alone = api(f"<GetText><Id>{shown['id']}</Id></GetText>")
        assert alone.values() == shown.values()
        assert [each.values() for each in alone.all("TextRecord")] == [
            each.values() for each in shown.all("TextRecord")
        ]
        assert "Duration" not in {name for each in shown.all("TextRecord") for name in each.names()}


def test_what_is_no_text_cannot_be_got_as_one(api, texts):
    [call] = api.calls()
    for nothing in 0, 4711, call["id"]:
        with pytest.raises(Refused) as refused:
            api(f"<GetText><Id>{nothing}</Id></GetText>")
        assert (refused.value.fault_code, refused.value.text) == ("NOT_FOUND", "Not Found")


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("0001-01-01T00:00:00", "9999-12-31T23:59:59.9999999-08:00"),
        ("0001-01-01T00:00:00+01:00", "9999-12-31T24:00:00Z"),
        ("-0044-03-15T00:00:00Z", "12026-01-05T00:00:00Z"),
    ],
)
def test_moments_beyond_all_calendars_are_the_first_and_the_last(api, early, late):
    broadcast_id = api.send_call(number(0))
    api.advance(100)
    whole, before, after = (
        f"<IntervalBegin>{begin}</IntervalBegin><IntervalEnd>{end}</IntervalEnd>"
        for begin, end in ((early, late), (early, early), (late, late))
    )
    assert [len(api.calls(each)) for each in (whole, before, after)] == [1, 0, 0]
    stats = [api.stats(broadcast_id, each).UsageStats.Attempts for each in (whole, before, after)]
    assert stats == ["1", "0", "0"]


def test_days_beyond_all_calendars_come_back_as_the_first_and_the_last(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, number(0))
    api.schedule(broadcast_id, "00:00:00", "00:00:00", begin="-0044-03-15", end="12026-01-05")
    shown = api(
        f"<QueryBroadcastSchedules><BroadcastId>{broadcast_id}</BroadcastId></QueryBroadcastSchedules>"
    )
    [schedule] = shown.all("BroadcastSchedule")
    assert (schedule.BeginDate, schedule.EndDate) == ("0001-01-01Z", "9999-12-31Z")
    api.advance(days=8)
    assert len(api.calls("")) == 1
