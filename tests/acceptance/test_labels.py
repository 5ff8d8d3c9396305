"""Labels, from outside: section 4 of what is known of the service."""

import pytest
from zeep.exceptions import Fault

from tests.clients import fault_code, post

CALLS = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
ONE = "12132201001"
OWN, OTHER_OWN = "12135551126", "14246528111"


@pytest.fixture
def broadcast(api):
    return api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})


def fault_of(action):
    with pytest.raises(Fault) as caught:
        action()
    return fault_code(caught.value), caught.value.message


def names(api):
    answer = api.QueryLabels()
    assert answer.TotalResults == len(answer.Label)
    return [label.Name for label in answer.Label]


def found(api, label):
    return [row.id for row in api.QueryBroadcasts(LabelName=label).Broadcast]


class TestBroadcasts:
    def test_a_label_is_made_when_it_is_used_first(self, api, broadcast):
        assert api.LabelBroadcast(broadcast, "shop") is None
        assert (names(api), found(api, "shop")) == (["shop"], [broadcast])
        assert api.GetBroadcast(broadcast).Label == ["shop"]

    def test_twice_is_once_and_case_means_nothing(self, api, broadcast):
        for name in ("Größe", "GRÖSSE ", " größe", "größe"):
            api.LabelBroadcast(broadcast, name)
        assert names(api) == ["Größe"]
        assert found(api, "GRÖßE") == [broadcast]

    def test_labels_of_broadcasts_and_calls_find_the_same_label(self, api, broadcast):
        api.LabelBroadcast(broadcast, "Shop")
        api.SendCall(ToNumber=ONE, VoiceBroadcastConfig=CALLS, Label=["SHOP", "new"])
        assert names(api) == ["Shop", "new"]
        [call] = api.QueryCalls(LabelName="shop").Call
        assert [label.Name for label in call.Label] == ["Shop", "new"]

    def test_an_unlabelled_broadcast_keeps_the_label_defined(self, api, broadcast):
        api.LabelBroadcast(broadcast, "shop")
        assert api.UnlabelBroadcast(broadcast, "SHOP") is None
        assert (names(api), found(api, "shop")) == (["shop"], [])

    def test_unknown_broadcasts_make_no_label(self, api, stranger, broadcast):
        assert fault_of(lambda: api.LabelBroadcast(99, "shop"))[0] == "NOT_FOUND"
        assert fault_of(lambda: stranger.LabelBroadcast(broadcast, "shop"))[0] == "NOT_FOUND"
        assert names(api) == names(stranger) == []

    def test_what_is_not_attached_cannot_be_detached(self, api, stranger, broadcast):
        api.LabelBroadcast(broadcast, "shop")
        other = api.CreateBroadcast(Broadcast={"Name": "y", "VoiceBroadcastConfig": CALLS})
        for client, id_, name in (
            (api, other, "shop"),
            (api, broadcast, "nothing"),
            (api, 99, "shop"),
            (stranger, broadcast, "shop"),
        ):
            code, message = fault_of(lambda: client.UnlabelBroadcast(id_, name))  # noqa: B023 -- called at once
            assert (code, "no label" in message) == ("NOT_FOUND", True)
        assert found(api, "shop") == [broadcast]


class TestNumbers:
    def test_what_arrives_at_a_labelled_number_shows_the_label(self, api, sandbox):
        api.LabelNumber("+" + OWN, "front desk")
        for own in (OWN, OTHER_OWN):
            sandbox.have("POST", "texts", {"from": ONE, "to": own, "message": "Hi"})
            sandbox.have("POST", "calls", {"from": ONE, "to": own, "reaction": {"answer": "live"}})
        for query, name in ((api.QueryTexts, "Text"), (api.QueryCalls, "Call")):
            answer = query(LabelName="FRONT desk")
            assert answer.TotalResults == 1
            [row] = answer[name]
            assert (row.ToNumber["_value_1"], [label.Name for label in row.Label]) == (OWN, ["front desk"])
            assert query(LabelName="front desk", Inbound=False).TotalResults == 0
            assert query(LabelName="front desk", FromNumber=ONE, Inbound=True).TotalResults == 1
            unlabelled = next(each for each in query()[name] if each.ToNumber["_value_1"] == OTHER_OWN)
            assert unlabelled.Label == []

    def test_labels_of_broadcasts_and_numbers_are_found_together(self, api, sandbox, broadcast):
        api.LabelNumber(OWN, "shop")
        api.LabelBroadcast(broadcast, "shop")
        api.CreateContactBatch(BroadcastId=broadcast, ToNumber=[ONE])
        sandbox.have("POST", "calls", {"from": ONE, "to": OWN, "reaction": {"answer": "live"}})
        answer = api.QueryCalls(LabelName="shop")
        assert (answer.TotalResults, [call.Inbound for call in answer.Call]) == (2, [True, False])
        assert api.QueryCalls(LabelName="shop", BroadcastId=broadcast).TotalResults == 1
        assert api.QueryCalls(LabelName="shop", State=["READY"]).TotalResults == 1

    def test_a_label_can_be_taken_off(self, api):
        api.LabelNumber(OWN, "shop")
        api.LabelNumber(OWN, "Shop")
        assert api.UnlabelNumber(OWN, "shop") is None
        code, message = fault_of(lambda: api.UnlabelNumber(OWN, "shop"))
        assert (code, "no label" in message) == ("NOT_FOUND", True)
        assert names(api) == ["shop"]

    @pytest.mark.parametrize("operation", ["LabelNumber", "UnlabelNumber"])
    def test_numbers_of_others_are_not_found_k16(self, api, stranger, operation):
        for client, number in ((api, "12132201999"), (stranger, OWN), (api, "13105551212")):
            code, message = fault_of(lambda: getattr(client, operation)(number, "x"))  # noqa: B023 -- called at once
            assert code == "NOT_FOUND"
            assert message == f"number {number} does not exist, or is inactive"
        assert names(api) == []


class TestLabels:
    def test_labels_are_sorted_by_name_and_paged(self, api, stranger, broadcast):
        for name in ("pear", "apple", "fig"):
            api.LabelBroadcast(broadcast, name)
        assert names(api) == ["apple", "fig", "pear"]
        page = api.QueryLabels(FirstResult=1, MaxResults=1)
        assert (page.TotalResults, [label.Name for label in page.Label]) == (3, ["fig"])
        assert names(stranger) == []

    def test_a_deleted_label_is_on_nothing(self, api, broadcast):
        api.LabelBroadcast(broadcast, "shop")
        api.LabelNumber(OWN, "shop")
        assert api.DeleteLabel(" SHOP ") is None
        assert (names(api), api.GetBroadcast(broadcast).Label) == ([], [])
        assert fault_of(lambda: api.UnlabelNumber(OWN, "shop"))[0] == "NOT_FOUND"

    def test_an_unknown_label_cannot_be_deleted(self, api, stranger, broadcast):
        api.LabelBroadcast(broadcast, "shop")
        for client, name in ((api, "nothing"), (stranger, "shop")):
            code, message = fault_of(lambda: client.DeleteLabel(name))  # noqa: B023 -- called at once
            assert (code, message) == ("NOT_FOUND", f"no label {name}")

    @pytest.mark.parametrize(
        ("name", "sought"), [("", "BAD_REQUEST"), ("  ", "BAD_REQUEST"), ("x" * 256, "NOT_FOUND")]
    )
    def test_names_have_1_to_255_characters(self, api, broadcast, name, sought):
        for make in (lambda: api.LabelBroadcast(broadcast, name), lambda: api.LabelNumber(OWN, name)):
            assert fault_of(make)[0] == "BAD_REQUEST"
        for seek in (
            lambda: api.UnlabelBroadcast(broadcast, name),
            lambda: api.UnlabelNumber(OWN, name),
            lambda: api.DeleteLabel(name),
        ):
            assert fault_of(seek)[0] == sought

    @pytest.mark.parametrize(
        "body",
        [
            "<svc:LabelBroadcast><svc:Id>1</svc:Id></svc:LabelBroadcast>",
            "<svc:UnlabelBroadcast><svc:Id>1</svc:Id></svc:UnlabelBroadcast>",
            f"<svc:LabelNumber><svc:Number>{OWN}</svc:Number></svc:LabelNumber>",
            f"<svc:UnlabelNumber><svc:Number>{OWN}</svc:Number></svc:UnlabelNumber>",
            "<svc:DeleteLabel/>",
        ],
    )
    def test_a_name_is_needed(self, sandbox, body):
        answer = post(sandbox.url, body)
        assert answer.status_code == 500
        assert "Unmarshalling Error" in answer.text
        assert "ServiceFaultInfo" not in answer.text
