"""Who must not be called or texted: the lists, and when they are asked."""

import pytest

from tests.behaviour.outside import OWN_NUMBER, Refused, fields, ivr, number, number_of, retry, text, voice
from tests.clients import SOAP_11

ANN, BOB, CID = number(0), number(1), number(2)
BOTH = "<CallDnc>true</CallDnc><TextDnc>true</TextDnc>"
CALLS, TEXTS = "<CallDnc>true</CallDnc>", "<TextDnc>true</TextDnc>"
NEITHER = "<CallDnc>false</CallDnc><TextDnc>false</TextDnc>"


def listed(api, *given, flags="", campaign="", name="Complaints"):
    """Make a list; answers its id."""
    campaign = campaign and f"<CampaignId>{campaign}</CampaignId>"
    body = f"<Name>{name}</Name>{campaign}{flags}<Numbers>{' '.join(given)}</Numbers>"
    return api.id(f"<CreateDncListRequest>{body}</CreateDncListRequest>")


def add(api, list_id, *given, flags=""):
    body = f"<Id>{list_id}</Id>{flags}<Numbers>{' '.join(given)}</Numbers>"
    assert api(f"<AddNumbersToDncListRequest>{body}</AddNumbersToDncListRequest>") is None


def remove(api, list_id, *given, flags=""):
    body = f"<Id>{list_id}</Id>{flags}<Numbers>{' '.join(given)}</Numbers>"
    assert api(f"<RemoveNumbersFromDncListRequest>{body}</RemoveNumbersFromDncListRequest>") is None


def update(api, number_, flags):
    body = f"<Number>{number_}</Number>{flags}"
    assert api(f"<UpdateDncNumberRequest>{body}</UpdateDncNumberRequest>") is None


def delete(api, list_id):
    assert api(f"<DeleteDncListRequest><Id>{list_id}</Id></DeleteDncListRequest>") is None


def size(api, list_id):
    return int(api(f"<GetDncListRequest><Id>{list_id}</Id></GetDncListRequest>").Size)


def lists(api, filters="", **options):
    return api(f"<QueryDncListsRequest>{filters}</QueryDncListsRequest>", **options).all("DncList")


def entries(api, filters="", **options):
    """Answer each entry: its number, and C for calls, T for texts."""
    found = api(f"<QueryDncNumbersRequest>{filters}</QueryDncNumbersRequest>", **options).all("DncNumber")
    return [(each.Number, "C" * (each.CallDnc == "true") + "T" * (each.TextDnc == "true")) for each in found]


def reached(api):
    """Answer who was called or texted, in order."""
    return [to for _, to in api.dialled()]


@pytest.fixture
def busy(api):
    """Answer the service; nobody of whom it is asked answers."""
    for each in ANN, BOB, CID:
        api.script(each, {"answer": "busy"})
    return api


# What the lists say of a number, and whether a campaign may reach it: "deny if any applicable list denies".
LISTED = [
    ({}, True),
    ({"account": CALLS}, False),
    ({"account": BOTH}, False),
    ({"account": TEXTS}, True),
    ({"account": NEITHER}, True),
    ({"campaign": CALLS}, False),
    ({"campaign": TEXTS}, True),
    ({"other": BOTH}, True),
    ({"account": NEITHER, "campaign": CALLS}, False),
    ({"account": CALLS, "campaign": NEITHER}, False),
    ({"account": TEXTS, "campaign": NEITHER, "other": CALLS}, True),
    ({"account": CALLS, "campaign": CALLS}, False),
]


@pytest.mark.parametrize(("flags", "may_be_called"), LISTED)
def test_any_list_of_the_account_or_the_campaign_keeps_calls_away(api, flags, may_be_called):
    broadcast_id, other = api.create(voice()), api.create(voice())
    scopes = {"account": "", "campaign": broadcast_id, "other": other}
    for scope, written in flags.items():
        listed(api, ANN, flags=written, campaign=scopes[scope])
    api.add_batch(broadcast_id, ANN, BOB)
    api.control(broadcast_id, "START")
    api.advance(minutes=5)
    assert reached(api) == [ANN, BOB] if may_be_called else [BOB]
    ann, bob = api.calls()
    assert (ann.State, bob.State) == ("FINISHED" if may_be_called else "DNC", "FINISHED")
    assert len(ann.all("CallRecord")) == may_be_called
    assert api.status(broadcast_id) == "FINISHED"


@pytest.mark.parametrize(("flags", "may_be_called"), LISTED)
def test_any_list_of_the_account_or_the_campaign_keeps_texts_away(api, flags, may_be_called):
    turned = {CALLS: TEXTS, TEXTS: CALLS}
    broadcast_id, other = api.create(text()), api.create(text())
    scopes = {"account": "", "campaign": broadcast_id, "other": other}
    for scope, written in flags.items():
        listed(api, ANN, flags=turned.get(written, written), campaign=scopes[scope])
    api.add_batch(broadcast_id, ANN, BOB)
    api.control(broadcast_id, "START")
    api.advance(minutes=5)
    assert reached(api) == [ANN, BOB] if may_be_called else [BOB]
    assert [each.State for each in api.texts()] == ["FINISHED" if may_be_called else "DNC", "FINISHED"]


def test_lists_of_one_account_mean_nothing_to_another(api):
    listed(api, ANN)
    api.id(f"<SendText><ToNumber>{ANN}</ToNumber>{text()}</SendText>", login="sandbox2")
    api.advance(1)
    assert reached(api) == [ANN]
    assert entries(api, login="sandbox2") == []


def test_of_two_lists_the_other_one_still_forbids_when_one_is_deleted(api):
    first, second = listed(api, ANN), listed(api, ANN, BOB)
    delete(api, first)
    api.send_call(ANN, BOB)
    api.advance(minutes=1)
    assert reached(api) == []
    delete(api, second)
    api.send_call(ANN, BOB)
    api.advance(minutes=1)
    assert reached(api) == [ANN, BOB]


@pytest.mark.parametrize("campaign", [False, True])
def test_the_list_of_a_campaign_that_was_archived_can_still_be_read_and_deleted(api, campaign):
    broadcast_id = api.create(voice())
    list_id = listed(api, ANN, campaign=broadcast_id)
    if campaign:
        api.control(broadcast_id, "ARCHIVE")
    [row] = lists(api, f"<CampaignId>{broadcast_id}</CampaignId>")
    assert (row["id"], row.CampaignId, row.Size) == (str(list_id), str(broadcast_id), "1")
    delete(api, list_id)
    assert lists(api, f"<CampaignId>{broadcast_id}</CampaignId>") == []


def test_what_changes_between_loading_and_dialling_counts(api):
    freed, kept = listed(api, ANN), listed(api, BOB)
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, ANN, BOB, CID)
    assert [call.State for call in api.calls()] == ["READY"] * 3
    remove(api, freed, ANN)
    add(api, kept, CID)
    api.control(broadcast_id, "START")
    api.advance(minutes=5)
    assert reached(api) == [ANN]
    assert [call.State for call in api.calls()] == ["FINISHED", "DNC", "DNC"]
    assert (api.batch(1).Size, api.batch(1).Remaining) == ("3", "0")


def test_what_is_listed_while_a_broadcast_is_stopped_is_not_dialled_after_it(api):
    broadcast_id = api.send_call(ANN, BOB, rest="<MaxActive>1</MaxActive>")
    api.advance(1)
    api.control(broadcast_id, "STOP")
    api.advance(minutes=1)
    listed(api, BOB)
    api.control(broadcast_id, "START")
    api.advance(minutes=1)
    assert reached(api) == [ANN]


def test_a_call_that_is_under_way_is_not_cut_off(api):
    api.send_call(ANN)
    api.advance(2)
    listed(api, ANN)
    api.advance(minutes=1)
    assert [(call.State, call.FinalResult) for call in api.calls()] == [("FINISHED", "LA")]


def test_who_is_listed_while_waiting_for_a_retry_is_not_tried_again(busy):
    broadcast_id = busy.send_call(ANN, BOB, config=voice(common=retry(3, 10, "BUSY")))
    busy.advance(minutes=1)
    listed(busy, ANN, flags=CALLS)
    busy.advance(hours=1)
    assert reached(busy) == [ANN, BOB, BOB, BOB]
    ann, _ = busy.calls()
    assert (ann.State, [each.Result for each in ann.all("CallRecord")]) == ("DNC", ["BUSY"])
    stats = busy.stats(broadcast_id).ActionStatistics.values()
    assert stats == {"Unattempted": "0", "RetryWait": "0", "Finished": "2"}
    assert (busy.status(broadcast_id), busy.batch(1).Remaining) == ("FINISHED", "0")


def test_a_text_is_not_tried_again_either(api):
    api.script(ANN, {"answer": "carrier_temp_error"})
    api.send_text(ANN, config=text(common=retry(3, 10, "CARRIER_TEMP_ERROR")))
    api.advance(minutes=1)
    listed(api, ANN, flags=TEXTS)
    api.advance(hours=1)
    assert reached(api) == [ANN]


def test_who_is_freed_while_waiting_for_a_retry_is_tried_again(busy):
    list_id = listed(busy, ANN, flags=TEXTS)
    busy.send_call(ANN, config=voice(common=retry(3, 10, "BUSY")))
    busy.advance(minutes=1)
    update(busy, ANN, BOTH)
    update(busy, ANN, NEITHER)
    busy.advance(hours=1)
    assert reached(busy) == [ANN] * 3
    assert (entries(busy), size(busy, list_id)) == ([], 0)


def test_a_number_with_nothing_forbidden_is_on_no_list(api):
    first, second = listed(api, ANN, BOB), listed(api, ANN, flags=CALLS)
    update(api, ANN, "<TextDnc>false</TextDnc>")
    assert entries(api) == [(ANN, "C"), (BOB, "CT"), (ANN, "C")]
    update(api, ANN, NEITHER)
    assert (entries(api), size(api, first), size(api, second)) == ([(BOB, "CT")], 1, 0)
    assert [int(row.Size) for row in lists(api)] == [0, 1, 0]
    with pytest.raises(Refused) as refused:
        update(api, ANN, NEITHER)
    assert refused.value.fault_code == "NOT_FOUND"
    add(api, first, CID, BOB, flags=NEITHER)
    add(api, second, CID, flags="<CallDnc>false</CallDnc>")
    assert (entries(api), size(api, first), size(api, second)) == ([], 0, 0)
    assert size(api, listed(api, ANN, BOB, flags=NEITHER)) == 0
    answer = api("<QueryDncNumbersRequest><CallDnc>false</CallDnc></QueryDncNumbersRequest>")
    assert answer.TotalResults == "0"
    add(api, first, ANN, CID)
    assert (entries(api), size(api, first)) == ([(ANN, "CT"), (CID, "CT")], 2)


@pytest.mark.parametrize("spelling", [BOB, BOB[1:], "+" + BOB])
def test_a_retry_on_another_phone_is_kept_from_a_listed_number_however_it_is_spelled(busy, spelling):
    busy.contact_list({"homePhone": ANN})
    busy(f'<UpdateContacts><d:Contact id="1" workPhone="{spelling}"/></UpdateContacts>')
    listed(busy, BOB, flags=CALLS)
    broadcast_id = busy.create(voice(common=retry(4, 10, "BUSY", "FIRST_NUMBER WORK_PHONE")))
    busy.add_batch(broadcast_id, rest="<ContactListId>1</ContactListId><Start>true</Start>")
    busy.advance(hours=1)
    assert reached(busy) == [ANN]
    assert busy.calls()[0].State == "DNC"


def test_a_retry_dials_other_phones_as_they_are_dialled_and_skips_what_nobody_can_dial(busy):
    phones = f'homePhone="{ANN}" workPhone="111" mobilePhone="{BOB[1:]}"'
    source = f"<ContactSource><d:Contact {phones}/></ContactSource>"
    made = f"<Name>x</Name><Validate>false</Validate>{source}"
    people = busy.id(f"<CreateContactList>{made}</CreateContactList>")
    types = "HOME_PHONE WORK_PHONE MOBILE_PHONE"
    broadcast_id = busy.create(voice(common=retry(3, 10, "BUSY", types)))
    busy.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    busy.advance(hours=1)
    assert reached(busy) == [ANN, BOB, ANN]


def test_answers_and_texts_of_dialplans_are_kept_away_too(api):
    listed(api, ANN, flags=TEXTS)
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    api.send_call(BOB, config=ivr(f'<dialplan><sms to="{ANN}">Hello</sms></dialplan>'))
    api.advance(minutes=1)
    assert [(entry["kind"], entry["to"]) for entry in api.carrier()] == [("call", BOB)]


def test_what_arrives_from_a_listed_number_is_taken(api):
    listed(api, ANN)
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    api.sandbox("POST", "calls", {"from": ANN, "to": OWN_NUMBER, "reaction": {"answer": "live"}})
    api.advance(minutes=1)
    assert [each.State for each in (*api.texts(), *api.calls())] == ["FINISHED", "FINISHED"]


def test_stop_and_a_dialplan_write_into_the_list_of_the_account(api):
    [mine] = lists(api)
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    assert entries(api, f"<DncListId>{mine['id']}</DncListId>") == [(ANN, "T")]
    api.send_call(ANN, config=ivr(f"<dialplan><dnc/><dnc>{BOB[1:]}</dnc><dnc>12</dnc></dialplan>"))
    api.advance(minutes=1)
    assert entries(api, f"<DncListId>{mine['id']}</DncListId>") == [(ANN, "CT"), (BOB, "C")]
    assert (len(lists(api)), size(api, mine["id"])) == (1, 2)
    assert api.calls()[0].FinalResult == "LA"


def test_an_account_always_has_a_list_for_who_opts_out(api):
    [first] = lists(api)
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    delete(api, first["id"])
    [second] = lists(api)
    assert (second["id"] != first["id"], second.Name, second.Size) == (True, first.Name, "0")
    with pytest.raises(Refused):
        size(api, first["id"])
    api.send_text(ANN)
    api.advance(1)
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    assert (reached(api), size(api, second["id"])) == ([ANN], 1)
    delete(api, listed(api, BOB))
    assert [each["id"] for each in lists(api)] == [second["id"]]


@pytest.mark.parametrize(("flags", "is_kept"), [("", False), (CALLS, False), (TEXTS, False), (NEITHER, True)])
@pytest.mark.parametrize(
    "source",
    [
        f'<d:Contact homePhone="{ANN[1:]}"/><d:Contact homePhone="{BOB}"/>',
        "<ContactId>1 2</ContactId>",
        f"<Numbers>+{ANN} {BOB}</Numbers>",
    ],
)
def test_validation_drops_who_is_listed_for_the_account_for_calls_or_texts(api, source, flags, is_kept):
    made = f'<d:Contact homePhone="{ANN}"/><d:Contact homePhone="{BOB}"/>'
    everybody = api.id(
        "<CreateContactList><Name>x</Name><Validate>false</Validate>"
        f"<ContactSource>{made}</ContactSource></CreateContactList>"
    )
    listed(api, ANN, flags=flags)
    listed(api, BOB, campaign=api.create(voice()))
    source = f"<ContactSource>{source}</ContactSource>"
    people = api.id(f"<CreateContactList><Name>x</Name>{source}</CreateContactList>")
    extended = api.contact_list({"homePhone": CID})
    assert (
        api(f"<AddContactsToList><ContactListId>{extended}</ContactListId>{source}</AddContactsToList>")
        is None
    )
    unchecked = f"<Name>x</Name><Validate>false</Validate>{source}"
    as_given = api.id(f"<CreateContactList>{unchecked}</CreateContactList>")
    sizes = [
        int(api(f"<GetContactList><Id>{each}</Id></GetContactList>").Size)
        for each in (everybody, people, extended, as_given)
    ]
    assert sizes == [2, 1 + is_kept, 2 + is_kept, 2]


def test_a_batch_of_numbers_keeps_who_is_listed_and_a_validated_list_does_not(api):
    listed(api, ANN)
    people = api.contact_list({"homePhone": ANN}, {"homePhone": BOB})
    broadcast_id = api.create(voice())
    of_numbers = api.add_batch(broadcast_id, ANN, CID)
    of_list = api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId>")
    assert [api.batch(each).Size for each in (of_numbers, of_list)] == ["2", "1"]
    api.control(broadcast_id, "START")
    api.advance(minutes=1)
    states = [(number_of(call), call.State) for call in api.calls()]
    assert states == [(ANN, "DNC"), (CID, "FINISHED"), (BOB, "FINISHED")]


def test_thousands_of_numbers_are_added_found_paged_and_removed(api):
    many = [number(index) for index in range(2_345)]
    list_id = listed(api, *many, *many[:10])
    assert size(api, list_id) == len(many)
    add(api, list_id, *many[1_000:], flags="<CallDnc>false</CallDnc>")
    answer = api("<QueryDncNumbersRequest><CallDnc>false</CallDnc></QueryDncNumbersRequest>")
    assert (answer.TotalResults, len(answer.all("DncNumber"))) == ("1345", 1_000)
    last = entries(api, "<MaxResults>10</MaxResults><FirstResult>2340</FirstResult>")
    assert [each for each, _ in last] == many[2_340:]
    assert entries(api, "<FirstResult>2345</FirstResult>") == []
    remove(api, list_id, *many[:2_000], flags=TEXTS)
    assert size(api, list_id) == 1_345
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, *many)
    api.control(broadcast_id, "START")
    api.advance(minutes=1)
    assert sorted(reached(api)) == sorted(many[:2_000])


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("1", [ANN, BOB]),
        ("1213", [ANN, BOB]),
        ("+1213", [ANN, BOB]),
        (" +1 (213) ", [ANN, BOB]),
        ("1-213", [ANN, BOB]),
        ("1.213", [ANN, BOB]),
        ("1\u2011213", [ANN, BOB]),
        ("+", []),
        ("()", []),
        (f"+{ANN[:10]}", [ANN, BOB]),
        (f"+{ANN}", [ANN]),
        ("+213", []),
        (ANN[:10], [ANN, BOB]),
        (ANN, [ANN]),
        ("213", []),
        ("1424", []),
        ("9", []),
        ("%", []),
        ("", [ANN, BOB]),
    ],
)
def test_a_prefix_is_compared_from_the_first_digit(api, prefix, found):
    listed(api, ANN, BOB[1:])
    assert [each for each, _ in entries(api, f"<Prefix>{prefix}</Prefix>")] == found


def test_filters_of_lists_and_names_that_nobody_has_find_nothing(api):
    listed(api, ANN, name="50% off_list")
    for filters in "<DncListId>99</DncListId>", "<DncListName>50 off</DncListName>":
        assert entries(api, filters) == []
    assert entries(api, "<DncListName>0% OFF_</DncListName>") == [(ANN, "CT")]
    for filters in "<CampaignId>99</CampaignId>", "<Name>_%</Name>":
        assert lists(api, filters) == []
    answer = api("<QueryDncListsRequest><FirstResult>2</FirstResult></QueryDncListsRequest>")
    assert (answer.TotalResults, answer.all("DncList")) == ("2", [])


def test_k23_parameters_mean_what_they_are_called(api):
    broadcast_id = api.create(voice())
    mine = listed(api, ANN, campaign=broadcast_id, name="1213")
    # A campaign, and not "prefix of numbers" or "DNC list name".
    assert [each["id"] for each in lists(api, f"<CampaignId>{broadcast_id}</CampaignId>")] == [str(mine)]
    assert [each.Name for each in lists(api, "<Name>21</Name>")] == ["1213"]
    # Flags that are written, and not a filter.
    update(api, ANN, CALLS + "<TextDnc>false</TextDnc>")
    update(api, ANN, "<CallDnc>false</CallDnc>" + TEXTS)
    assert entries(api) == [(ANN, "T")]


def test_k24_lists_have_ids_by_which_they_are_named(api):
    first, second = listed(api, ANN, name="source"), listed(api, ANN, name="source")
    assert first != second
    for list_id in first, second:
        row = api(f"<GetDncListRequest><Id>{list_id}</Id></GetDncListRequest>")
        assert (row["id"], row.Name, row.Size) == (str(list_id), "source", "1")
    found = api("<QueryDncNumbersRequest/>").all("DncNumber")
    assert [int(each.DncListId) for each in found] == [first, second]


def test_the_operations_are_answered_in_soap_1_1_too(api):
    body = f"<Name>x</Name><Numbers>{ANN}</Numbers>"
    made = api.id(f"<CreateDncListRequest>{body}</CreateDncListRequest>", version=SOAP_11)
    assert entries(api, f"<DncListId>{made}</DncListId>", version=SOAP_11) == [(ANN, "CT")]


def test_the_dnc_digit_reaches_the_number_that_was_dialled(api):
    api.script(ANN, {"answer": "busy"})
    api.script(BOB, {"answer": "live", "keys": ["9"]})
    people = api.contact_list({"homePhone": ANN, "workPhone": BOB})
    digit = fields(DncSoundId=4, DncDigit="9")
    config = voice(digit, common=retry(2, 10, "BUSY", "HOME_PHONE WORK_PHONE"))
    broadcast_id = api.create(config)
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(hours=1)
    assert entries(api) == [(BOB, "C")]
