"""Contacts, from outside: sections 1 and 9 of what is known of the service."""

import pytest
from zeep.exceptions import Fault

from tests.clients import fault_code, post

CALLS = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
ONE, TWO, THREE = "12132201001", "12132201002", "12132201003"


def make_list(api, *contacts, validate=False, name="People"):
    return api.CreateContactList(Name=name, Validate=validate, ContactSource={"Contact": list(contacts)})


def ids(answer):
    return [contact.id for contact in answer.Contact]


def fields_of(contact):
    """Answer the fields of the account's own, as zeep names them."""
    return contact["_attr_1"]


def code_of(action):
    with pytest.raises(Fault) as caught:
        action()
    return fault_code(caught.value)


@pytest.fixture
def people(api):
    """Answer a list of three contacts, ids 1 to 3."""
    return make_list(
        api,
        {"firstName": "Ann", "lastName": "Contact2", "homePhone": "+" + ONE, "_attr_1": {"A": "data 3"}},
        {"firstName": "Bob", "zipcode": "1234", "workPhone": TWO, "_attr_1": {"B": "50% off_now"}},
        {"firstName": "Zoë", "mobilePhone": THREE, "externalId": "x-7", "externalSystem": "SALES_FORCE"},
    )


class TestQueryContacts:
    def test_without_filters_all_are_listed_in_the_order_of_their_ids(self, api, people):
        answer = api.QueryContacts()
        assert (answer.TotalResults, ids(answer)) == (3, [1, 2, 3])

    @pytest.mark.parametrize(
        ("field", "text", "found"),
        [
            ("lastName", "contact", [1]),
            ("lastName", "TACT2", [1]),
            ("homePhone", "220100", [1]),
            ("homePhone", ONE, [1]),
            ("homePhone", ONE[1:], [1]),
            ("homePhone", "+" + ONE, [1]),
            ("workPhone", "+1213", [2]),
            ("homePhone", TWO, []),
            ("workPhone", TWO, [2]),
            ("mobilePhone", THREE, [3]),
            ("zipcode", "123", [2]),
            ("externalId", "X-7", [3]),
            ("A", "DATA", [1]),
            ("B", "50%", [2]),
            ("B", "5%o", []),
            ("B", "f_n", [2]),
            ("A", "off", []),
            ("nothing", "a", []),
            ("firstName", "ZOË", [3]),
            (None, "data 3", [1]),
            (None, "bob", [2]),
            (None, "2201", [1, 2, 3]),
            (None, '"A"', []),
            ("firstName", None, [1, 2, 3]),
            ("firstName", "", [1, 2, 3]),
        ],
    )
    def test_a_text_is_found_in_a_field_or_in_any(self, api, people, field, text, found):
        answer = api.QueryContacts(Field=field, String=text)
        assert (answer.TotalResults, ids(answer)) == (len(found), found)

    def test_a_number_is_found_within_a_longer_one(self, api):
        make_list(
            api, {"homePhone": "111222333444"}, {"homePhone": "22233344455"}, {"homePhone": "2223334445"}
        )
        assert ids(api.QueryContacts(Field="homePhone", String="2223334445")) == [2, 3]
        assert ids(api.QueryContacts(Field="homePhone", String="111222333444")) == [1]
        assert ids(api.QueryContacts(Field="homePhone", String="11222333444")) == [1]

    def test_filters_hold_together(self, api, people):
        other = make_list(api, {"firstName": "Ann", "homePhone": "12132201009"}, name="Other")
        assert ids(api.QueryContacts(String="ann")) == [1, 4]
        assert ids(api.QueryContacts(ContactListId=other, String="ann")) == [4]
        assert ids(api.QueryContacts(ContactListId=people, Field="homePhone", String=ONE)) == [1]
        assert ids(api.QueryContacts(ContactListId=other, Field="homePhone", String=ONE)) == []

    def test_pages_are_cut_out_of_all_matches(self, api, people):
        answer = api.QueryContacts(ContactListId=people, FirstResult=1, MaxResults=1)
        assert (answer.TotalResults, ids(answer)) == (3, [2])
        assert ids(api.QueryContacts(FirstResult=600)) == []

    def test_an_unknown_list_or_one_of_another_account_has_no_contacts(self, api, stranger, people):
        assert api.QueryContacts(ContactListId=999).TotalResults == 0
        assert stranger.QueryContacts(ContactListId=people).TotalResults == 0
        assert stranger.QueryContacts().TotalResults == 0


class TestGetContact:
    def test_all_fields_are_answered_and_nothing_that_is_empty(self, api, people):
        contact = api.GetContact(1)
        assert (contact.firstName, contact.homePhone, fields_of(contact)) == ("Ann", ONE, {"A": "data 3"})
        for name in (b"zipcode", b"workPhone", b"mobilePhone", b"externalId", b"B="):
            assert name not in api.transport.received
        assert (api.GetContact(2).zipcode, api.GetContact(3).externalSystem) == ("1234", "SALES_FORCE")

    @pytest.mark.parametrize("name", ["age", "_x-1.y", "Straße", "xmlish", "A"])
    def test_any_attribute_name_is_answered_as_it_was_sent(self, sandbox, api, name):
        body = (
            "<svc:CreateContactList><svc:Name>x</svc:Name><svc:ContactSource>"
            f'<data:Contact homePhone="{ONE}" {name}="a &lt; b" p:{name}="of another" xmlns:p="urn:p"/>'
            "</svc:ContactSource></svc:CreateContactList>"
        )
        assert post(sandbox.url, body).status_code == 200
        found = fields_of(api.GetContact(1))
        assert found[name] == "a < b"
        assert found["{urn:p}" + name] == "of another"

    def test_unknown_ids_and_those_of_others_are_not_found(self, api, stranger, people):
        assert code_of(lambda: api.GetContact(99)) == "NOT_FOUND"
        assert code_of(lambda: stranger.GetContact(1)) == "NOT_FOUND"


class TestUpdateContacts:
    def test_only_what_is_given_changes(self, api, people):
        api.UpdateContacts(Contact=[{"id": 1, "lastName": "New", "mobilePhone": "+15712655344"}])
        contact = api.GetContact(1)
        assert (contact.firstName, contact.lastName, contact.homePhone) == ("Ann", "New", ONE)
        assert (contact.mobilePhone, fields_of(contact)) == ("15712655344", {"A": "data 3"})

    def test_fields_of_the_account_are_added_and_overwritten(self, api, people):
        api.UpdateContacts(Contact=[{"id": 1, "_attr_1": {"A": "other", "C": "30"}}])
        assert fields_of(api.GetContact(1)) == {"A": "other", "C": "30"}

    def test_an_empty_value_clears_a_field(self, api, people):
        api.UpdateContacts(Contact=[{"id": 1, "firstName": "", "_attr_1": {"A": ""}}])
        contact = api.GetContact(1)
        assert (contact.firstName, fields_of(contact)) == (None, {})

    def test_unknown_ids_are_skipped_and_the_others_changed(self, api, stranger, people):
        api.UpdateContacts(Contact=[{"id": 169299440000, "lastName": "x"}, {"id": 2, "lastName": "y"}])
        assert api.GetContact(2).lastName == "y"
        stranger.UpdateContacts(Contact=[{"id": 2, "lastName": "stolen"}])
        assert api.GetContact(2).lastName == "y"

    def test_phones_need_not_exist(self, api, people):
        api.UpdateContacts(Contact=[{"id": 1, "homePhone": "111"}])
        assert api.GetContact(1).homePhone == "111"

    def test_an_id_is_needed(self, api, people):
        assert code_of(lambda: api.UpdateContacts(Contact=[{"lastName": "x"}])) == "BAD_REQUEST"

    def test_no_contact_at_all_is_fine(self, api):
        assert api.UpdateContacts() is None


class TestRemoveContacts:
    def test_a_removed_contact_is_on_no_list_and_in_no_search(self, api, people):
        api.RemoveContacts(ContactId=[1, 169299440000])
        assert ids(api.QueryContacts()) == ids(api.QueryContacts(ContactListId=people)) == [2, 3]
        assert api.QueryContacts(Field="homePhone", String=ONE).TotalResults == 0
        assert api.GetContactList(people).Size == 2

    def test_removal_is_soft_k21(self, api, people):
        api.RemoveContacts(ContactId=[1])
        assert api.GetContact(1).firstName == "Ann"

    def test_ids_may_be_missing_k19(self, sandbox, api, people):
        for ids_ in ("", "<svc:ContactId/>", "<svc:ContactId> </svc:ContactId>"):
            answer = post(sandbox.url, f"<svc:RemoveContacts>{ids_}</svc:RemoveContacts>")
            assert answer.status_code == 200, answer.text
        assert api.QueryContacts().TotalResults == 3

    def test_nobody_removes_contacts_of_others(self, api, stranger, people):
        stranger.RemoveContacts(ContactId=[1, 2, 3])
        assert api.QueryContacts().TotalResults == 3

    def test_history_stays(self, api, sandbox):
        api.SendText(ToNumber=ONE, TextBroadcastConfig={"Message": "Hello"})
        [text] = api.QueryTexts().Text
        api.RemoveContacts(ContactId=[text.ContactId])
        history = (
            f"<svc:GetContactHistory><svc:ContactId>{text.ContactId}</svc:ContactId></svc:GetContactHistory>"
        )
        assert f'<Text id="{text.id}"' in post(sandbox.url, history).text


class TestGetContactHistory:
    @pytest.fixture
    def history(self, api, sandbox):
        make_list(api, {"homePhone": ONE})
        api.SendText(ToNumber=ONE, TextBroadcastConfig={"Message": "Hello"})
        retries = {"MaxAttempts": 2, "MinutesBetweenAttempts": 1, "RetryResults": ["BUSY"]}
        sandbox.advance(60)
        sandbox.script(ONE, {"answer": "busy"}, {"answer": "live"})
        api.SendCall(ToNumber=ONE, VoiceBroadcastConfig=CALLS | {"RetryConfig": retries})
        sandbox.advance(600)

    def test_calls_come_first_each_with_its_records_newest_first(self, api, sandbox, history):
        answer = post(
            sandbox.url, "<svc:GetContactHistory><svc:ContactId>1</svc:ContactId></svc:GetContactHistory>"
        )
        text = answer.text
        assert text.index("Call>") < text.index("Text>")
        assert "TotalResults" not in text
        assert text.count("CallRecord id=") == 2
        assert text.count("TextRecord id=") == 1

    def test_pages_are_cut_in_the_order_of_creation(self, sandbox, history):
        page = "<svc:MaxResults>1</svc:MaxResults><svc:FirstResult>{}</svc:FirstResult>"
        body = f"<svc:GetContactHistory>{page}<svc:ContactId>1</svc:ContactId></svc:GetContactHistory>"
        first, second, third = (post(sandbox.url, body.format(at)).text for at in range(3))
        assert ("TextRecord" in first, "CallRecord" in first) == (True, False)
        assert ("TextRecord" in second, "CallRecord" in second) == (False, True)
        assert ("TextRecord" in third, "CallRecord" in third) == (False, False)

    @pytest.mark.parametrize("contact", [0, 99])
    def test_an_unknown_contact_has_no_history(self, sandbox, contact):
        body = f"<svc:GetContactHistory><svc:ContactId>{contact}</svc:ContactId></svc:GetContactHistory>"
        answer = post(sandbox.url, body)
        assert answer.status_code == 200
        assert "Record" not in answer.text

    def test_nobody_sees_the_history_of_others(self, sandbox, history):
        body = "<svc:GetContactHistory><svc:ContactId>1</svc:ContactId></svc:GetContactHistory>"
        assert "Record" not in post(sandbox.url, body, login="sandbox2").text


@pytest.mark.parametrize(
    ("slots", "dialled"),
    [
        ({"homePhone": ONE, "workPhone": TWO, "mobilePhone": THREE}, ONE),
        ({"workPhone": TWO, "mobilePhone": THREE}, TWO),
        ({"mobilePhone": THREE}, THREE),
    ],
)
def test_the_first_slot_that_is_filled_is_dialled(api, sandbox, slots, dialled):
    listed = make_list(api, slots)
    broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})
    api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
    [call] = api.QueryCalls(BroadcastId=broadcast).Call
    assert call.ToNumber["_value_1"] == dialled
    assert call.ContactId == 1


def test_retries_use_the_slots_that_are_asked_for(api, sandbox):
    listed = make_list(api, {"homePhone": ONE, "workPhone": TWO, "mobilePhone": THREE})
    sandbox.script(TWO, {"answer": "busy"})
    sandbox.script(THREE, {"answer": "busy"})
    retries = {
        "MaxAttempts": 2,
        "MinutesBetweenAttempts": 1,
        "RetryResults": ["BUSY"],
        "RetryPhoneTypes": ["MOBILE_PHONE", "WORK_PHONE"],
    }
    config = CALLS | {"RetryConfig": retries}
    broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": config})
    api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed, Start=True)
    sandbox.advance(600)
    assert {entry["to"] for entry in sandbox.carrier()} == {TWO, THREE}
