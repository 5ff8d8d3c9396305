"""Numbers that must not be called or texted, from outside: section 3 of what is known of the service."""

import pytest
from zeep.exceptions import Fault

from tests.clients import fault_code

CALLS = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
ONE, TWO, THREE = "12132201001", "12132201002", "12132201003"
OWN = "12135551126"


def code_of(action):
    with pytest.raises(Fault) as caught:
        action()
    return fault_code(caught.value)


def entries(api, **wanted):
    """Answer the flags of each entry: C for calls, T for texts."""
    found = api.QueryDncNumbers(**wanted)
    assert found.TotalResults == len(found.DncNumber)
    return [(row.Number, "C" * row.CallDnc + "T" * row.TextDnc) for row in found.DncNumber]


def call_states(api, broadcast):
    found = [(call.State, call.FinalResult) for call in api.QueryCalls(BroadcastId=broadcast).Call]
    return found[::-1]


class TestLists:
    def test_an_account_has_a_list_from_the_beginning(self, api, stranger):
        for client in (api, stranger):
            [row] = client.QueryDncLists().DncList
            assert (row.Size, row.CampaignId) == (0, None)

    def test_a_list_counts_its_different_numbers(self, api):
        listed = api.CreateDncList(Name="Complaints", Numbers=[ONE, ONE[1:], "+" + TWO])
        row = api.GetDncList(listed)
        assert (row.id, row.Name, row.CampaignId, row.Size) == (listed, "Complaints", None, 2)
        assert entries(api, DncListId=listed) == [(ONE, "CT"), (TWO, "CT")]

    def test_lists_are_found_by_campaign_and_by_a_part_of_their_name_k23(self, api):
        broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})
        first = api.CreateDncList(Name="Complaints 2025", Numbers=[ONE])
        second = api.CreateDncList(Name="Complaints 2026", CampaignId=broadcast, Numbers=[ONE])
        found = {
            "by name": api.QueryDncLists(Name="plaints"),
            "by case": api.QueryDncLists(Name="COMPLAINTS 2026"),
            "by campaign": api.QueryDncLists(CampaignId=broadcast),
            "by both": api.QueryDncLists(CampaignId=broadcast, Name="2025"),
        }
        assert {how: [row.id for row in answer.DncList] for how, answer in found.items()} == {
            "by name": [first, second],
            "by case": [second],
            "by campaign": [second],
            "by both": [],
        }
        page = api.QueryDncLists(Name="Complaints", FirstResult=1, MaxResults=1)
        assert (page.TotalResults, [row.id for row in page.DncList]) == (2, [second])

    def test_lists_have_ids_and_are_read_by_them_k24(self, api, stranger):
        listed = api.CreateDncList(Name="x", Numbers=[ONE])
        for client, id_ in ((api, 999), (stranger, listed)):
            for operation in ("GetDncList", "DeleteDncList"):
                assert code_of(lambda: getattr(client, operation)(id_)) == "NOT_FOUND"  # noqa: B023 -- called at once
            for operation in ("AddNumbersToDncList", "RemoveNumbersFromDncList"):
                change = {"Id": id_, "Numbers": [TWO]}
                assert code_of(lambda: getattr(client, operation)(**change)) == "NOT_FOUND"  # noqa: B023 -- likewise
        assert entries(stranger) == []

    def test_a_list_of_an_unknown_campaign_is_not_made(self, api):
        make = {"Name": "x", "CampaignId": 99, "Numbers": [ONE]}
        assert code_of(lambda: api.CreateDncList(**make)) == "NOT_FOUND"
        assert api.QueryDncLists().TotalResults == 1

    def test_deleting_a_list_frees_its_numbers(self, api):
        first = api.CreateDncList(Name="a", Numbers=[ONE, TWO])
        api.CreateDncList(Name="b", Numbers=[TWO])
        api.DeleteDncList(first)
        assert code_of(lambda: api.GetDncList(first)) == "NOT_FOUND"
        assert entries(api) == [(TWO, "CT")]


class TestNumbers:
    @pytest.mark.parametrize(
        ("flags", "written"),
        [
            ({}, "CT"),
            ({"CallDnc": True}, "C"),
            ({"TextDnc": True}, "T"),
            ({"CallDnc": True, "TextDnc": False}, "C"),
            ({"CallDnc": True, "TextDnc": True}, "CT"),
        ],
    )
    def test_flags_say_what_is_refused(self, api, flags, written):
        listed = api.CreateDncList(Name="x", Numbers=[ONE], **flags)
        api.AddNumbersToDncList(Id=listed, Numbers=[TWO], **flags)
        assert entries(api, DncListId=listed) == [(ONE, written), (TWO, written)]

    def test_adding_again_only_changes_the_flags_that_are_given(self, api):
        listed = api.CreateDncList(Name="x", Numbers=[ONE, TWO], CallDnc=True)
        api.AddNumbersToDncList(Id=listed, Numbers=[ONE], TextDnc=True)
        api.AddNumbersToDncList(Id=listed, Numbers=[TWO], CallDnc=False, TextDnc=True)
        assert entries(api) == [(ONE, "CT"), (TWO, "T")]
        assert api.GetDncList(listed).Size == 2

    @pytest.mark.parametrize("wrong", ["123", "abc", "11234567890", "48945317921", "67076"])
    def test_a_malformed_number_keeps_all_from_being_stored(self, api, wrong):
        listed = api.CreateDncList(Name="x", Numbers=[ONE])
        add = {"Id": listed, "Numbers": [TWO, wrong]}
        assert code_of(lambda: api.AddNumbersToDncList(**add)) == "BAD_REQUEST"
        assert code_of(lambda: api.CreateDncList(Name="y", Numbers=[TWO, wrong])) == "BAD_REQUEST"
        assert entries(api) == [(ONE, "CT")]
        assert api.QueryDncLists().TotalResults == 2

    @pytest.mark.parametrize(
        ("flags", "left"),
        [
            ({}, []),
            ({"CallDnc": True}, [(ONE, "T")]),
            ({"TextDnc": True}, [(ONE, "C")]),
            ({"CallDnc": True, "TextDnc": True}, []),
            ({"CallDnc": False}, [(ONE, "CT")]),
        ],
    )
    def test_removing_clears_the_flags_that_are_given(self, api, flags, left):
        listed = api.CreateDncList(Name="x", Numbers=[ONE])
        api.RemoveNumbersFromDncList(Id=listed, Numbers=["+" + ONE, THREE, "123"], **flags)
        assert entries(api) == left
        assert api.GetDncList(listed).Size == len(left)

    def test_what_is_left_without_a_flag_is_deleted(self, api):
        listed = api.CreateDncList(Name="x", Numbers=[ONE], CallDnc=True)
        api.RemoveNumbersFromDncList(Id=listed, Numbers=[ONE], CallDnc=True)
        assert (entries(api), api.GetDncList(listed).Size) == ([], 0)

    def test_an_update_reaches_every_entry_of_a_number(self, api):
        for name in ("a", "b"):
            api.CreateDncList(Name=name, Numbers=[ONE, TWO])
        api.UpdateDncNumber(Number="+" + ONE, CallDnc=False, TextDnc=True)
        assert entries(api) == [(ONE, "T"), (TWO, "CT"), (ONE, "T"), (TWO, "CT")]
        api.UpdateDncNumber(Number=ONE[1:], CallDnc=False, TextDnc=False)
        assert entries(api) == [(TWO, "CT"), (TWO, "CT")]
        assert code_of(lambda: api.UpdateDncNumber(Number=ONE, CallDnc=True)) == "NOT_FOUND"

    def test_an_unknown_number_cannot_be_updated(self, api, stranger):
        api.CreateDncList(Name="x", Numbers=[ONE])
        assert code_of(lambda: api.UpdateDncNumber(Number=TWO, CallDnc=True)) == "NOT_FOUND"
        assert code_of(lambda: stranger.UpdateDncNumber(Number=ONE, CallDnc=True)) == "NOT_FOUND"

    def test_filters_hold_together(self, api):
        first = api.CreateDncList(Name="Complaints", Numbers=[ONE, "14242201001"], CallDnc=True)
        api.CreateDncList(Name="Lawyers", Numbers=[TWO], TextDnc=True)
        both = [(ONE, "C"), ("14242201001", "C")]
        assert entries(api) == [*both, (TWO, "T")]
        assert entries(api, Prefix="1424") == [("14242201001", "C")]
        assert entries(api, Prefix="1") == [*both, (TWO, "T")]
        assert entries(api, Prefix="213") == []
        assert entries(api, DncListId=first) == entries(api, DncListName="complaint") == both
        assert entries(api, CallDnc=True) == entries(api, TextDnc=False) == both
        assert entries(api, CallDnc=True, Prefix="1213", DncListName="Law") == []
        page = api.QueryDncNumbers(FirstResult=1, MaxResults=1)
        assert (page.TotalResults, [row.Number for row in page.DncNumber]) == (3, ["14242201001"])


class TestEffect:
    @pytest.fixture
    def calls(self, api):
        return api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})

    def run(self, api, sandbox, broadcast):
        api.CreateContactBatch(BroadcastId=broadcast, ToNumber=[ONE, TWO], Start=True)
        sandbox.advance(600)

    def test_calls_are_not_dialled(self, api, sandbox, calls):
        api.CreateDncList(Name="x", Numbers=[ONE], CallDnc=True)
        api.CreateDncList(Name="x", Numbers=[TWO], TextDnc=True)
        self.run(api, sandbox, calls)
        assert call_states(api, calls) == [("DNC", "DNC"), ("FINISHED", "LA")]
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO]

    def test_texts_are_not_sent(self, api, sandbox):
        api.CreateDncList(Name="x", Numbers=[ONE], TextDnc=True)
        api.CreateDncList(Name="x", Numbers=[TWO], CallDnc=True)
        api.SendText(ToNumber=[ONE, TWO], TextBroadcastConfig={"Message": "Hello"})
        sandbox.drain()
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO]
        assert [text.State for text in api.QueryTexts().Text][::-1] == ["DNC", "FINISHED"]

    def test_a_list_of_a_campaign_holds_for_it_alone(self, api, sandbox, calls):
        other = api.CreateBroadcast(Broadcast={"Name": "y", "VoiceBroadcastConfig": CALLS})
        api.CreateDncList(Name="x", CampaignId=calls, Numbers=[ONE])
        self.run(api, sandbox, calls)
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO]
        self.run(api, sandbox, other)
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO, ONE, TWO]

    def test_any_list_that_applies_refuses(self, api, sandbox, calls):
        api.CreateDncList(Name="x", CampaignId=calls, Numbers=[ONE], CallDnc=True)
        api.CreateDncList(Name="y", Numbers=[ONE], CallDnc=False, TextDnc=False)
        self.run(api, sandbox, calls)
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO]

    def test_numbers_may_be_listed_after_the_batch_was_loaded(self, api, sandbox, calls):
        api.CreateContactBatch(BroadcastId=calls, ToNumber=[ONE, TWO])
        api.CreateDncList(Name="x", Numbers=[ONE])
        api.ControlBroadcast(Id=calls, Command="START")
        sandbox.advance(600)
        assert [entry["to"] for entry in sandbox.carrier()] == [TWO]

    def test_numbers_that_were_freed_are_called_again(self, api, sandbox, calls):
        listed = api.CreateDncList(Name="x", Numbers=[ONE])
        api.DeleteDncList(listed)
        self.run(api, sandbox, calls)
        assert {entry["to"] for entry in sandbox.carrier()} == {ONE, TWO}

    def test_a_stop_is_collected_for_texts(self, api, sandbox):
        api.SendText(ToNumber=ONE, TextBroadcastConfig={"Message": "Hello"})
        sandbox.drain()
        sandbox.have("POST", "texts", {"from": ONE, "to": "67076", "message": " stop "})
        [row] = api.QueryDncLists().DncList
        assert (row.Size, entries(api)) == (1, [(ONE, "T")])

    def test_the_dnc_digit_is_collected_for_calls(self, api, sandbox):
        config = CALLS | {"DncDigit": "9", "DncSoundId": 8}
        api.SendCall(ToNumber="12132200116", VoiceBroadcastConfig=config)
        sandbox.advance(600)
        assert entries(api) == [("12132200116", "C")]

    def test_opting_out_works_after_the_list_for_it_was_deleted(self, api, sandbox):
        [row] = api.QueryDncLists().DncList
        api.DeleteDncList(row.id)
        self.test_a_stop_is_collected_for_texts(api, sandbox)

    def test_what_arrives_is_not_affected(self, api, sandbox):
        api.CreateDncList(Name="x", Numbers=[ONE])
        sandbox.have("POST", "texts", {"from": ONE, "to": OWN, "message": "Hello"})
        assert [text.State for text in api.QueryTexts(Inbound=True).Text] == ["FINISHED"]
