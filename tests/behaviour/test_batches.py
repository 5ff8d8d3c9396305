"""Batches of numbers: what they count, who is scrubbed, what disabling holds back."""

import pytest

from tests.behaviour.outside import OWN_NUMBER, Refused, fields, number, number_of, text, voice


@pytest.fixture
def broadcast_id(api):
    return api.create(voice())


def test_a_batch_answers_its_own_id_and_is_active_at_once(api, broadcast_id):
    batch = api.batch(api.add_batch(broadcast_id, number(0), number(1), number(2)))
    assert batch.values() == {
        "Name": "API Contact Batch",
        "Status": "ACTIVE",
        "BroadcastId": str(broadcast_id),
        "Created": "2026-01-05T17:00:00Z",
        "Size": "3",
        "Remaining": "3",
    }


def test_invalid_and_double_numbers_count_in_size_but_not_in_remaining(api, broadcast_id):
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    batch_id = api.add_batch(broadcast_id, number(0), "111111", "+" + number(0), number(1), rest=scrub)
    batch = api.batch(batch_id)
    assert (batch.Size, batch.Remaining) == ("4", "2")
    states = [call.State for call in api.calls(f"<BatchId>{batch_id}</BatchId>")]
    assert states == ["READY", "INVALID", "DUP", "READY"]


def test_forbidden_numbers_count_in_size_but_not_in_what_remains_after_a_start(api, broadcast_id):
    api.script(number(0), {"answer": "live", "keys": ["9"]})
    api.send_call(number(0), config=voice(fields(DncDigit=9)))
    api.text_arrives(number(1), OWN_NUMBER, "STOP")
    api.advance(60)
    texts = api.create(text())
    for broadcast, people in (broadcast_id, (number(0), number(2))), (texts, (number(1), number(3))):
        batch = api.add_batch(broadcast, *people)
        api.control(broadcast, "START")
        api.advance(60)
        assert (api.batch(batch).Size, api.batch(batch).Remaining) == ("2", "0")
        assert api.status(broadcast) == "FINISHED"
    assert [to for _, to in api.dialled()] == [number(0), number(2), number(3)]


def test_remaining_sinks_as_calls_end(api):
    api.send_call(number(0), number(1), rest="<MaxActive>1</MaxActive>")
    api.advance(5)
    assert api.batch(1).Remaining == "2"
    api.advance(10)
    assert api.batch(1).Remaining == "1"
    api.advance(30)
    assert (api.batch(1).Remaining, api.batch(1).Size) == ("0", "2")


def test_doubles_are_dialled_unless_scrubbed(api):
    api.send_call(number(0), number(0), number(0))
    api.advance(60)
    assert [to for _, to in api.dialled()] == [number(0)] * 3
    assert {call["id"] for call in api.calls()} == {"1", "2", "3"}


def test_scrubbing_looks_at_earlier_batches_and_compares_normalized_numbers(api, broadcast_id):
    api.add_batch(broadcast_id, number(0))
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    second = api.add_batch(broadcast_id, number(0).removeprefix("1"), "+" + number(1), number(1), rest=scrub)
    states = [call.State for call in api.calls(f"<BatchId>{second}</BatchId>")]
    assert states == ["DUP", "READY", "DUP"]
    api.control(broadcast_id, "START")
    api.advance(60)
    assert sorted(to for _, to in api.dialled()) == [number(0), number(1)]
    assert api.status(broadcast_id) == "FINISHED"
    assert api.batch(second).Remaining == "0"


def test_scrubbing_does_not_look_at_other_broadcasts(api):
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    for _ in range(2):
        api.send_call(number(0), rest=scrub)
    assert [call.State for call in api.calls()] == ["READY", "READY"]


def test_a_double_has_neither_result_nor_record(api):
    api.send_call(number(0), number(0), rest="<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>")
    api.advance(60)
    double = api.calls()[1]
    assert (double.State, double.FinalResult, double.all("CallRecord")) == ("DUP", None, [])


def control(api, batch_id, rest):
    assert api(f"<ControlContactBatch><Id>{batch_id}</Id>{rest}</ControlContactBatch>") is None


def test_a_disabled_batch_is_not_dialled_until_it_is_enabled_again(api, broadcast_id):
    kept = api.add_batch(broadcast_id, number(0))
    held = api.add_batch(broadcast_id, number(1))
    control(api, held, "<Enabled>false</Enabled>")
    # The schema of 2014 has no DISABLED: it was READY then.
    assert [call.State for call in api.calls()] == ["READY", "READY"]
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [call.State for call in api.calls()] == ["FINISHED", "READY"]
    assert [to for _, to in api.dialled()] == [number(0)]
    assert (api.batch(kept).Remaining, api.batch(held).Remaining) == ("0", "1")
    control(api, held, "<Enabled>true</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [to for _, to in api.dialled()] == [number(0), number(1)]


def test_a_batch_disabled_while_running_is_dialled_no_further(api, broadcast_id):
    batch = api.add_batch(broadcast_id, *(number(index) for index in range(4)))
    other = api.add_batch(broadcast_id, number(9))
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>1</MaxActive></ControlBroadcast>")
    api.control(broadcast_id, "START")
    api.advance(12)
    control(api, batch, "<Enabled>false</Enabled>")
    api.advance(60)
    assert [to for _, to in api.dialled()] == [number(0), number(1), number(9)]
    control(api, batch, "<Enabled>true</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [to for _, to in api.dialled()][3:] == [number(2), number(3)]
    assert (api.batch(batch).Remaining, api.batch(other).Remaining) == ("0", "0")


def test_a_broadcast_whose_only_batch_is_disabled_is_finished(api, broadcast_id):
    batch = api.add_batch(broadcast_id, number(0))
    control(api, batch, "<Enabled>false</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert (api.status(broadcast_id), api.carrier()) == ("FINISHED", [])


def test_a_batch_may_be_renamed_alone_or_with_the_rest(api, broadcast_id):
    batch = api.add_batch(broadcast_id, number(0), rest="")
    for rest, name in (
        ("<Name>One</Name>", "One"),
        ("<Enabled>false</Enabled>", "One"),
        ("<Name>Two</Name><Enabled>true</Enabled>", "Two"),
        ("", "Two"),
    ):
        control(api, batch, rest)
        assert api.batch(batch).Name == name


def test_enabling_twice_changes_nothing(api, broadcast_id):
    batch = api.add_batch(broadcast_id, number(0))
    for enabled in "true", "true", "false", "false", "true":
        control(api, batch, f"<Enabled>{enabled}</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert len(api.carrier()) == 1


def test_a_batch_may_start_its_broadcast(api, broadcast_id):
    batch = api.add_batch(broadcast_id, number(0), rest="<Start>true</Start>")
    assert batch == 1
    assert api.status(broadcast_id) == "START_PENDING"
    api.advance(60)
    assert api.status(broadcast_id) == "FINISHED"
    api.add_batch(broadcast_id, number(1), rest="<Start>false</Start>")
    assert api.status(broadcast_id) == "FINISHED"


def test_a_short_code_and_the_sender_itself_may_be_recipients(api, broadcast_id):
    api.add_batch(broadcast_id, "67076", "13105551212")
    assert [number_of(call) for call in api.calls()] == ["67076", "13105551212"]


def test_batches_are_listed_with_their_names(api, broadcast_id):
    body = "<BroadcastId>{}</BroadcastId><Name>{}</Name><ToNumber>{}</ToNumber>"
    body = f"<CreateContactBatch>{body}</CreateContactBatch>"
    for index in range(3):
        api.id(body.format(broadcast_id, f"Batch {index}", number(index)))
    answer = api(f"<QueryContactBatches><BroadcastId>{broadcast_id}</BroadcastId></QueryContactBatches>")
    assert answer.TotalResults == "3"
    assert [each.Name for each in answer.all("ContactBatch")] == ["Batch 0", "Batch 1", "Batch 2"]


def test_texts_are_sent_from_batches_alike(api):
    broadcast_id = api.create(text("Hi"))
    batch = api.add_batch(broadcast_id, number(0), number(1))
    api.control(broadcast_id, "START")
    api.advance(1)
    assert [(each.State, each.BatchId) for each in api.texts()] == [("FINISHED", str(batch))] * 2
    assert api.batch(batch).Remaining == "0"


def test_a_batch_of_both_kinds_of_source_is_a_schema_fault(api, broadcast_id):
    with pytest.raises(Refused, match=r"cvc-complex-type\.2\.4"):
        api.add_batch(broadcast_id, number(0), rest="<ContactListId>1</ContactListId>")


def test_an_unknown_contact_list_is_not_found(api, broadcast_id):
    with pytest.raises(Refused) as refused:
        api.add_batch(broadcast_id, rest="<ContactListId>4711</ContactListId>")
    assert refused.value.fault_code == "NOT_FOUND"
    assert api.calls() == []


def test_a_batch_of_a_contact_list_calls_its_contacts(api, broadcast_id):
    people = api.contact_list({"homePhone": number(0), "firstName": "Ann"}, {"homePhone": number(1)})
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(60)
    assert (api.batch(batch).Status, api.batch(batch).Size, api.batch(batch).Remaining) == (
        "ACTIVE",
        "2",
        "0",
    )
    assert sorted(to for _, to in api.dialled()) == [number(0), number(1)]
    assert api.status(broadcast_id) == "FINISHED"


def test_a_broadcast_may_be_started_before_its_contacts_are_populated(api, broadcast_id):
    people = api.contact_list(*({"homePhone": number(index)} for index in range(1_500)))
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    api.control(broadcast_id, "START")
    assert api.status(broadcast_id) == "START_PENDING"
    assert api.batch(batch).Status in {"NEW", "VALIDATING"}
    api.advance(60)
    assert (api.batch(batch).Status, api.batch(batch).Size, api.batch(batch).Remaining) == (
        "ACTIVE",
        "1500",
        "0",
    )
    assert api.status(broadcast_id) == "FINISHED"


def test_a_batch_that_is_disabled_before_it_is_populated_is_not_dialled(api, broadcast_id):
    people = api.contact_list(*({"homePhone": number(index)} for index in range(1_500)))
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    control(api, batch, "<Enabled>false</Enabled>")
    assert api.batch(batch).Status in {"NEW", "VALIDATING"}
    api.control(broadcast_id, "START")
    api.advance(60)
    assert (api.batch(batch).Status, api.batch(batch).Remaining, api.carrier()) == ("ACTIVE", "1500", [])
    control(api, batch, "<Enabled>true</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert (api.batch(batch).Remaining, len(api.carrier(kind="call"))) == ("0", 1_500)


def test_scrubbing_looks_at_contacts_of_lists_too(api, broadcast_id):
    api.add_batch(broadcast_id, number(0))
    people = api.contact_list({"homePhone": number(0)}, {"homePhone": number(1)})
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>{scrub}")
    assert sorted(call.State for call in api.calls(f"<BatchId>{batch}</BatchId>")) == ["DUP", "READY"]


def test_a_batch_disabled_while_others_run_goes_on_when_it_is_enabled(api, broadcast_id):
    first = api.add_batch(broadcast_id, *(number(index) for index in range(6)))
    second = api.add_batch(broadcast_id, *(number(index) for index in range(10, 20)))
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>2</MaxActive></ControlBroadcast>")
    api.control(broadcast_id, "START")
    # A call takes 11 seconds: two are over, two are up.
    api.advance(15)
    control(api, first, "<Enabled>false</Enabled>")
    api.advance(20)
    assert [to for _, to in api.dialled()] == [number(index) for index in (0, 1, 2, 3, 10, 11, 12, 13)]
    assert api.status(broadcast_id) == "RUNNING"
    control(api, first, "<Enabled>true</Enabled>")
    api.advance(minutes=5)
    # The oldest batch comes first again, without another START.
    rest = (4, 5, 14, 15, 16, 17, 18, 19)
    assert [to for _, to in api.dialled()][8:] == [number(index) for index in rest]
    assert (api.batch(first).Remaining, api.batch(second).Remaining) == ("0", "0")
    assert api.status(broadcast_id) == "FINISHED"


def test_a_batch_disabled_before_its_contacts_are_populated_is_not_dialled(api, broadcast_id):
    people = api.contact_list(*({"homePhone": number(index)} for index in range(1_200)))
    batch = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    assert api.batch(batch).Status == "NEW"
    control(api, batch, "<Enabled>false</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    filled = api.batch(batch)
    assert (filled.Status, filled.Size, filled.Remaining) == ("ACTIVE", "1200", "1200")
    assert api.carrier() == []
    assert api.stats(broadcast_id).ActionStatistics.Unattempted == "1200"
    control(api, batch, "<Enabled>true</Enabled>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert len(api.carrier()) == 1_200


def test_why_somebody_is_not_reached_is_found_in_order(api):
    """INVALID, DUP, DNC, RESTRICTED_NUMBER; the last is INVALID in the words of 2014."""
    premium, other_premium, plain = "19005551212", "19005551213", number(0)
    listed = f"<Numbers>{premium} {plain}</Numbers>"
    api(f"<CreateDncListRequest><Name>No</Name>{listed}</CreateDncListRequest>")
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    people = ("1234", "1234", plain, plain, premium, premium, other_premium, other_premium)
    for send, find in (api.send_call, api.calls), (api.send_text, api.texts):
        broadcast_id = send(*people, rest=scrub)
        api.advance(60)
        found = find(f"<BroadcastId>{broadcast_id}</BroadcastId>")
        assert [each.State for each in found] == [
            *("INVALID", "INVALID", "DNC", "DUP"),
            *("DNC", "DUP", "INVALID", "DUP"),
        ]
        assert [each.names() for each in found if each.find("CallRecord") or each.find("TextRecord")] == []
        restricted = find(f"<BroadcastId>{broadcast_id}</BroadcastId><State>RESTRICTED_NUMBER</State>")
        assert [number_of(each) for each in restricted] == [other_premium]
    assert api.carrier() == []


def test_a_reply_is_no_copy_of_a_number(api):
    broadcast_id = api.send_text(number(0), config=text(sender=OWN_NUMBER))
    api.advance(1)
    api.text_arrives(number(0), OWN_NUMBER, "Yes")
    scrub = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"
    batch = api.add_batch(broadcast_id, OWN_NUMBER, number(0), rest=scrub)
    states = [each.State for each in api.texts(f"<BatchId>{batch}</BatchId>")]
    assert states == ["READY", "DUP"]
