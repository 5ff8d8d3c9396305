"""What all operations have in common: ids, numbers, times, lists, defaults, pages, labels."""

import pytest

from tests.behaviour.outside import Refused, fields, hours, number, number_of, retry, text, voice


def test_ids_are_given_out_in_order_and_those_of_clients_are_ignored(api):
    given = '<d:Broadcast id="14898"><d:Name>Mine</d:Name><d:Status>RUNNING</d:Status>'
    given += "<d:LastModified>2001-01-01T00:00:00Z</d:LastModified>"
    config = voice().replace("<d:VoiceBroadcastConfig>", '<d:VoiceBroadcastConfig id="77">', 1)
    config = config.replace('id="77">', 'id="77"><d:Created>2001-01-01T00:00:00Z</d:Created>')
    first = api.id(f"<CreateBroadcast>{given}{config}</d:Broadcast></CreateBroadcast>")
    assert first != 14898
    assert api.create(voice()) > first
    shown = api.broadcast(first)
    assert (shown.Status, shown.LastModified) == ("STOPPED", "2026-01-05T17:00:00Z")
    assert shown.VoiceBroadcastConfig.Created == "2026-01-05T17:00:00Z"


def test_ids_of_clients_are_ignored_wherever_they_may_stand(api):
    broadcast_id = api.create(voice())
    creations = {
        "BroadcastSchedule": (
            f"<CreateBroadcastSchedule><BroadcastId>{broadcast_id}</BroadcastId><d:BroadcastSchedule id='77'>"
            "<d:StartTimeOfDay>09:00:00</d:StartTimeOfDay><d:StopTimeOfDay>10:00:00</d:StopTimeOfDay>"
            "<d:TimeZone/><d:DaysOfWeek/></d:BroadcastSchedule></CreateBroadcastSchedule>"
        ),
        "AutoReply": (
            "<CreateAutoReply><d:AutoReply id='77'><d:Number>12135551126</d:Number><d:Match/>"
            "<d:Message>Hello</d:Message></d:AutoReply></CreateAutoReply>"
        ),
    }
    for subject, creation in creations.items():
        created = api.id(creation)
        assert created != 77
        assert api(f"<Get{subject}><Id>{created}</Id></Get{subject}>")["id"] == str(created)
    api.contact_list({"id": "77", "homePhone": "18185551212"})
    [contact] = api("<QueryContacts/>").all("Contact")
    assert contact["id"] != "77"


def test_an_id_is_never_given_out_twice(api):
    broadcast_id = api.create(voice())
    for subject, create in (
        ("BroadcastSchedule", lambda: api.schedule(broadcast_id, "09:00:00", "10:00:00")),
        ("AutoReply", lambda: api.auto_reply("12135551126", "Hello")),
        ("ContactList", lambda: api.contact_list({"homePhone": "18185551212"})),
    ):
        first = create()
        api(f"<Delete{subject}><Id>{first}</Id></Delete{subject}>")
        assert create() > first


@pytest.mark.parametrize("given", ["+18185551212", "18185551212", "8185551212"])
def test_numbers_are_returned_with_11_digits(api, given):
    api.send_call(given, config=voice(sender="+13105551212"))
    [call] = api.calls()
    assert (number_of(call), call.FromNumber) == ("18185551212", "13105551212")


def test_a_short_code_is_returned_as_it_is(api):
    api.send_text(18185551212, config=text(sender="67076"))
    assert api.texts()[0].FromNumber == "67076"
    assert api.send_call(67076)
    assert number_of(api.calls()[0]) == "67076"


@pytest.mark.parametrize(
    "undialable", ["111111", "1234", "1234567890", "48945317921", "911", "PIZZA", "4420712345678"]
)
def test_a_recipient_that_cannot_be_dialled_is_invalid_and_no_fault(api, undialable):
    broadcast_id = api.send_call(undialable, 18185551212)
    api.advance(minutes=10)
    invalid, valid = api.calls()
    assert (invalid.State, invalid.FinalResult, invalid.all("CallRecord")) == ("INVALID", None, [])
    assert all((invalid.BatchId, invalid.BroadcastId, invalid.ContactId))
    assert valid.State == "FINISHED"
    assert api.status(broadcast_id) == "FINISHED"
    assert [to for _, to in api.dialled()] == ["18185551212"]


def test_premium_numbers_are_refused_and_shown_as_the_schema_of_2014_can(api):
    api.send_call(19005551212)
    assert api.calls()[0].State == "INVALID"
    assert len(api.calls("<ToNumber>19005551212</ToNumber>")) == 1


def test_texts_to_undialable_numbers_are_invalid_too(api):
    api.send_text(1234)
    api.advance(60)
    [only] = api.texts()
    assert (only.State, only.FinalResult, only.all("TextRecord")) == ("INVALID", None, [])


@pytest.mark.parametrize(
    "blanks", ["18185551212 18185551213", "18185551212,18185551213", "818-555-1212", "(818)5551212"]
)
def test_an_element_holds_one_number_without_punctuation(api, blanks):
    with pytest.raises(Refused, match="cvc-pattern-valid"):
        api.send_call(blanks)


def test_moments_are_in_utc_whole_seconds_with_z(api):
    api.send_call(18185551212)
    api.advance(60)
    [call] = api.calls()
    [record] = call.all("CallRecord")
    assert (call.Created, call.Modified) == ("2026-01-05T17:00:00Z", "2026-01-05T17:00:11Z")
    assert (record.OriginateTime, record.AnswerTime) == ("2026-01-05T17:00:00Z", "2026-01-05T17:00:04Z")


@pytest.mark.parametrize("given", ["10:10:10", "10:10:10Z", "10:10:10.1234567-08:00", "10:10:10.9+05:30"])
def test_wall_clock_times_keep_their_digits_and_gain_a_meaningless_z(api, given):
    broadcast_id = api.create(voice(common=hours(given, "17:20:00")))
    restriction = api.broadcast(broadcast_id).VoiceBroadcastConfig.LocalTimeZoneRestriction
    assert restriction.values() == {"BeginTime": "10:10:10Z", "EndTime": "17:20:00Z"}
    schedule = api.schedule(broadcast_id, given, "17:20:00", begin="2016-07-05", end="2016-07-05-08:00")
    shown = api(f"<GetBroadcastSchedule><Id>{schedule}</Id></GetBroadcastSchedule>")
    assert (shown.StartTimeOfDay, shown.StopTimeOfDay) == ("10:10:10Z", "17:20:00Z")
    assert (shown.BeginDate, shown.EndDate) == ("2016-07-05Z", "2016-07-05Z")


def test_a_moment_without_a_zone_is_utc(api):
    api.send_call(18185551212)
    at = "<IntervalBegin>{}</IntervalBegin><IntervalEnd>{}</IntervalEnd>"
    assert len(api.calls(at.format("2026-01-05T17:00:00", "2026-01-05T17:00:00"))) == 1
    assert len(api.calls(at.format("2026-01-05T09:00:00-08:00", "2026-01-05T18:00:00+01:00"))) == 1
    assert api.calls(at.format("2026-01-05T17:00:01", "2026-01-05T18:00:00")) == []


def test_an_interval_that_ends_when_a_call_was_made_has_it_in_it_to_the_second(api):
    api.advance(0.4)
    broadcast_id = api.send_call(18185551212)
    api.advance(60)
    [call] = api.calls()
    [record] = call.all("CallRecord")
    bounds = "<IntervalBegin>{0}</IntervalBegin><IntervalEnd>{0}</IntervalEnd>"
    assert call.Created == "2026-01-05T17:00:00Z"
    assert [each["id"] for each in api.calls(bounds.format(call.Created))] == [call["id"]]
    stats = api.stats(broadcast_id, bounds.format(record.FinishTime))
    assert (stats.UsageStats.Attempts, stats.ActionStatistics.Finished) == ("1", "1")
    assert api.calls("<IntervalEnd>2026-01-05T16:59:59Z</IntervalEnd>") == []
    assert api.calls("<IntervalBegin>2026-01-05T17:00:01Z</IntervalBegin>") == []


def test_empty_lists_are_valid_and_mean_none(api):
    broadcast_id = api.create(voice(common=retry(results="")))
    shown = api.broadcast(broadcast_id).VoiceBroadcastConfig.RetryConfig
    assert shown.RetryResults in {None, ""}
    schedule = api.schedule(broadcast_id, "09:00:00", "17:00:00", days="")
    assert api(f"<GetBroadcastSchedule><Id>{schedule}</Id></GetBroadcastSchedule>").DaysOfWeek in {None, ""}
    assert api.calls("<State/><Result/>") == []


def test_lists_come_back_in_an_order_of_their_own(api):
    broadcast_id = api.create(voice(common=retry(results="BUSY NO_ANS")))
    assert api.broadcast(broadcast_id).VoiceBroadcastConfig.RetryConfig.RetryResults == "NO_ANS BUSY"


def test_defaults_count_for_missing_and_for_empty_elements(api):
    filters = "<MaxResults/><FirstResult/>"
    api.send_call(18185551212, rest="<ScrubBroadcastDuplicates/>")
    assert len(api.calls(filters)) == 1
    broadcast_id = api.create(
        voice(common="<d:RetryConfig><d:MaxAttempts/><d:RetryResults/></d:RetryConfig>")
    )
    assert api.broadcast(broadcast_id).VoiceBroadcastConfig.RetryConfig.MaxAttempts == "1"


def test_a_page_has_1000_items_at_most(api):
    api.send_call(*(number(index) for index in range(1_005)))
    for wanted in (
        "",
        "<MaxResults>1000</MaxResults>",
        "<MaxResults>5000</MaxResults>",
        "<MaxResults>0</MaxResults>",
    ):
        page = api(f"<QueryCalls>{wanted}</QueryCalls>")
        assert (page.TotalResults, len(page.all("Call"))) == ("1005", 1000)
    assert page.names()[0] == "TotalResults"
    late = api("<QueryCalls><MaxResults>10000</MaxResults><FirstResult>1003</FirstResult></QueryCalls>")
    assert (late.TotalResults, [number_of(call) for call in late.all("Call")]) == (
        "1005",
        [number(1), number(0)],
    )


def test_a_page_beyond_the_end_is_empty_and_still_counts(api):
    api.send_call(number(0), number(1))
    page = api("<QueryCalls><FirstResult>80</FirstResult></QueryCalls>")
    assert page.names() == ["TotalResults"]
    assert page.TotalResults == "2"
    sounds = api("<QuerySoundMeta><FirstResult>80</FirstResult></QuerySoundMeta>")
    assert (sounds.TotalResults, sounds.all("SoundMeta")) == ("9", [])
    assert len(api.calls("<MaxResults>-1</MaxResults><FirstResult>-3</FirstResult>")) == 2


def test_calls_and_texts_come_newest_first_and_the_rest_oldest_first(api):
    broadcast_id = api.send_call(number(0), number(1))
    api.send_text(number(0), number(1))
    api.add_batch(broadcast_id, number(2))
    for _ in range(2):
        api.schedule(broadcast_id, "09:00:00", "10:00:00")
        api.auto_reply("12135551126", "Hello")
    of_broadcast = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    listings = {
        "QueryCalls": ("", "Call", True),
        "QueryTexts": ("", "Text", True),
        "QueryBroadcasts": ("", "Broadcast", False),
        "QueryContactBatches": (of_broadcast, "ContactBatch", False),
        "QueryBroadcastSchedules": (of_broadcast, "BroadcastSchedule", False),
        "QueryAutoReplies": ("", "AutoReply", False),
        "QuerySoundMeta": ("", "SoundMeta", False),
    }
    for operation, (filters, item, is_newest_first) in listings.items():
        found = [int(each["id"]) for each in api(f"<{operation}>{filters}</{operation}>").all(item)]
        assert len(found) >= 2
        assert found == sorted(found, reverse=is_newest_first), operation


def test_pages_of_every_listing_join_without_gaps(api):
    _fill_all_listings(api)
    for operation, filters, item in LISTINGS:
        # The schema puts the bounds first in every query.
        whole = [_identity(each) for each in _page(api, operation, filters, item, 0, 1000)]
        pages = [_page(api, operation, filters, item, first, 2) for first in range(0, len(whole) + 2, 2)]
        assert [_identity(each) for page in pages for each in page] == whole
        assert len(set(whole)) == len(whole) >= 3


@pytest.mark.parametrize("far", [50, 2**31, 2**63 - 1])
def test_every_listing_counts_what_is_not_on_the_page(api, far):
    _fill_all_listings(api)
    for operation, filters, item in LISTINGS:
        whole = api(f"<{operation}>{filters}</{operation}>")
        assert whole.TotalResults == str(len(whole.all(item)))
        for bounds in f"<FirstResult>{far}</FirstResult>", "<MaxResults>1</MaxResults>":
            page = api(f"<{operation}>{bounds}{filters}</{operation}>")
            assert page.TotalResults == whole.TotalResults, operation
            assert len(page.all(item)) == ("Max" in bounds)
        # Inferred: what makes no sense means the default.
        for most, first in (0, 0), (-1, -1), (-(2**63), -(2**63)), (5_000, -far):
            assert len(_page(api, operation, filters, item, first, most)) == len(whole.all(item))


OF_BROADCAST = "<BroadcastId>1</BroadcastId>"
LISTINGS = [
    ("QueryCalls", OF_BROADCAST, "Call"),
    ("QueryTexts", "", "Text"),
    ("QueryBroadcasts", "", "Broadcast"),
    ("QueryContactBatches", OF_BROADCAST, "ContactBatch"),
    ("QueryBroadcastSchedules", OF_BROADCAST, "BroadcastSchedule"),
    ("QueryAutoReplies", "", "AutoReply"),
    ("QuerySoundMeta", "", "SoundMeta"),
    ("QueryContacts", "", "Contact"),
    ("QueryLabels", "", "Label"),
    ("GetCallerIdsRequest", "", "CallerId"),
    ("QueryNumbers", "<d:Region/>", "Number"),
]


def _fill_all_listings(api):
    assert api.send_call(*(number(index) for index in range(5))) == 1
    for index in range(4):
        api.add_batch(1, number(10 + index))
        api.schedule(1, "09:00:00", "10:00:00", days="SUNDAY")
        api.send_text(number(index), rest=f"<Label>{index}</Label>")
        api.auto_reply("12135551126", "Hello")


def _identity(item):
    """Answer what tells an item of a list from the others: its id, or all that it says."""
    return item["id"] or "".join(item.element.itertext())


def _page(api, operation, filters, item, first, most):
    bounds = f"<MaxResults>{most}</MaxResults><FirstResult>{first}</FirstResult>"
    return api(f"<{operation}>{bounds}{filters}</{operation}>").all(item)


def test_labels_are_made_on_the_fly_and_may_hold_blanks(api):
    label = "<Label>red shoes</Label><Label>sale</Label>"
    api.send_call(18185551212, before="", rest=label)
    api.send_text(18185551212, rest=label)
    for found in (*api.calls("<LabelName>red shoes</LabelName>"), *api.texts("<LabelName>sale</LabelName>")):
        assert [each.find("Name").text for each in found.all("Label")] == ["red shoes", "sale"]
    broadcasts = api("<QueryBroadcasts><LabelName>sale</LabelName></QueryBroadcasts>")
    assert broadcasts.TotalResults == "2"


@pytest.mark.parametrize("operation", ["QueryCalls", "QueryTexts", "QueryBroadcasts"])
def test_an_unknown_label_is_a_fault_and_an_empty_one_no_filter(api, operation):
    api.send_call(18185551212)
    api.send_text(18185551212)
    with pytest.raises(Refused) as refused:
        api(f"<{operation}><LabelName>nobody's</LabelName></{operation}>")
    assert refused.value.fault_code == "NOT_FOUND"
    assert int(api(f"<{operation}><LabelName/></{operation}>").TotalResults) > 0


def test_attributes_of_a_number_come_back_with_it(api):
    recipient = '<ToNumber ClientData="order 7" colour="dark blue">18185551212</ToNumber>'
    api.send_call(recipient, 18185551213)
    first, second = api.calls()
    assert (first.find("ToNumber")["ClientData"], first.find("ToNumber")["colour"]) == (
        "order 7",
        "dark blue",
    )
    assert second.find("ToNumber").element.attrib == {}


def test_what_is_unknown_is_absent_not_empty(api):
    api.send_call(18185551212)
    api.send_text(18185551212)
    [call], [text_] = api.calls(), api.texts()
    assert not {"FinalResult", "CallRecord", "Label", "AgentCall"} & set(call.names())
    assert not {"FinalResult", "TextRecord", "Label"} & set(text_.names())
    api.script("18185551213", {"answer": "busy"})
    api.send_call(18185551213)
    api.advance(60)
    [record] = api.calls()[1].all("CallRecord")
    assert not {"AnswerTime", "QuestionResponse", "RecordingMeta"} & set(record.names())


def test_empty_answers_have_an_empty_body(api):
    broadcast_id = api.send_call(18185551212)
    assert api(f"<ControlBroadcast><Id>{broadcast_id}</Id></ControlBroadcast>") is None
    assert b"Body/>" in api.received or b"Body></" in api.received
    update = f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{fields(Name="New")}{voice()}</d:Broadcast>'
    assert api(update + "</UpdateBroadcast>") is None


def test_a_recipient_given_as_a_number_becomes_a_contact_that_is_used_again(api):
    api.send_call(18185551212)
    api.send_text(18185551212)
    api.send_call(18185551213)
    first, other = api.calls()
    [same] = api.texts()
    assert first.ContactId == same.ContactId != other.ContactId


def test_the_same_number_twice_with_attributes_is_two_contacts(api):
    api.send_call(
        '<ToNumber firstName="Ann">18185551212</ToNumber>', '<ToNumber firstName="Bob">18185551212</ToNumber>'
    )
    ann, bob = api.calls()
    assert ann.ContactId != bob.ContactId


PADDED = [
    ("QueryCalls", "<IntervalBegin>\n\t2026-01-05T17:00:00Z\n</IntervalBegin>"),
    ("QueryCalls", "<IntervalEnd> 2026-01-05T17:00:00 </IntervalEnd>"),
    ("QueryCalls", "<MaxResults>&#13; 5\n</MaxResults><BroadcastId>\t1 </BroadcastId>"),
    ("QueryBroadcasts", "<Running> true\n</Running>"),
]


@pytest.mark.parametrize(("operation", "filters"), PADDED)
def test_white_space_around_values_that_are_no_strings_is_nothing(api, operation, filters):
    assert api(f"<{operation}>{filters}</{operation}>").find("TotalResults").text == "0"


def test_white_space_around_the_times_of_a_schedule_is_nothing(api):
    broadcast = api.create(voice())
    schedule = api.schedule(
        broadcast,
        "\n 09:00:00 ",
        "\t17:00:00Z\n",
        begin=" 2026-01-06 ",
        end="\n2026-02-06Z\n",
        days=" MONDAY\n\tFRIDAY ",
    )
    shown = api(f"<GetBroadcastSchedule><Id>\n{schedule}\n</Id></GetBroadcastSchedule>")
    assert (shown.StartTimeOfDay, shown.StopTimeOfDay) == ("09:00:00Z", "17:00:00Z")
    assert (shown.BeginDate, shown.EndDate) == ("2026-01-06Z", "2026-02-06Z")
    assert sorted(shown.DaysOfWeek.split()) == ["FRIDAY", "MONDAY"]


def test_a_no_break_space_is_no_white_space(api):
    with pytest.raises(Refused, match="is not a valid value for 'dateTime'"):
        api("<QueryCalls><IntervalBegin>&#xA0;2026-01-05T17:00:00Z</IntervalBegin></QueryCalls>")
