"""Contact lists, from outside: sections 2, 9 and 11 of what is known of the service."""

import base64

import pytest
from zeep.exceptions import Fault

from tests.clients import fault_code, post

CALLS = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
NUMBERS = [f"1213220{line}" for line in range(1001, 1010)]
ONE, TWO, THREE, FOUR = NUMBERS[:4]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"


def make(api, *, validate=True, name="List", **source):
    return api.CreateContactList(Name=name, Validate=validate, ContactSource=source)


def numbers(*given, slot=None):
    return {"_value_1": list(given)} | ({} if slot is None else {"fieldName": slot})


def of_file(api, text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return make(api, File=content, **options)


def members(api, listed):
    return api.QueryContacts(ContactListId=listed).Contact


def homes(api, listed):
    return [contact.homePhone for contact in members(api, listed)]


def state(api, listed):
    row = api.GetContactList(listed)
    return row.Status, row.Size


def code_of(action):
    with pytest.raises(Fault) as caught:
        action()
    return fault_code(caught.value)


def many(how_many, first=0):
    """Answer different numbers that can be called."""
    return [f"1213{220 + at // 9000}{1000 + at % 9000}" for at in range(first, first + how_many)]


class TestSources:
    def test_contacts_are_made_with_all_their_fields(self, api):
        listed = make(api, Contact=[{"firstName": "Ann", "homePhone": "+" + ONE, "_attr_1": {"age": "30"}}])
        [contact] = members(api, listed)
        assert (contact.firstName, contact.homePhone, contact["_attr_1"]) == ("Ann", ONE, {"age": "30"})
        assert state(api, listed) == ("ACTIVE", 1)

    def test_an_id_that_is_sent_along_is_ignored(self, api):
        listed = make(api, Contact=[{"id": 77, "homePhone": ONE}])
        assert [contact.id for contact in members(api, listed)] == [1]

    @pytest.mark.parametrize("slot", ["homePhone", "workPhone", "mobilePhone", None])
    def test_bare_numbers_go_into_one_slot_and_nothing_else_is_known(self, api, slot):
        listed = make(api, Numbers=numbers(ONE, TWO, slot=slot))
        found = members(api, listed)
        assert [contact[slot or "homePhone"] for contact in found] == [ONE, TWO]
        assert all(contact["_attr_1"] == {} and contact.firstName is None for contact in found)

    def test_another_slot_is_refused(self, api):
        assert code_of(lambda: make(api, Numbers=numbers(ONE, slot="fax"))) == "BAD_REQUEST"
        assert api.QueryContacts().TotalResults == 0

    def test_contacts_that_exist_join_without_copies_and_unknown_ids_are_skipped(self, api, stranger):
        make(api, Contact=[{"homePhone": ONE}, {"homePhone": TWO}])
        listed = make(api, ContactId=[2, 99, 2])
        assert [contact.id for contact in members(api, listed)] == [2]
        assert api.QueryContacts().TotalResults == 2
        assert members(stranger, make(stranger, ContactId=[1, 2])) == []

    def test_of_two_kinds_of_source_the_schema_lets_in_one_k2(self, sandbox):
        body = (
            "<svc:CreateContactList><svc:Name>x</svc:Name><svc:ContactSource>"
            f'<data:Contact homePhone="{ONE}"/><svc:Numbers>{TWO}</svc:Numbers>'
            "</svc:ContactSource></svc:CreateContactList>"
        )
        answer = post(sandbox.url, body)
        assert answer.status_code == 500
        assert "Unmarshalling Error" in answer.text
        assert "ServiceFaultInfo" not in answer.text

    @pytest.mark.parametrize(
        "content",
        [
            "<svc:Name>x</svc:Name>",
            f"<svc:ContactSource><svc:Numbers>{ONE}</svc:Numbers></svc:ContactSource>",
            "<svc:Name>x</svc:Name><svc:ContactSource/>",
        ],
    )
    def test_name_and_source_are_needed(self, sandbox, content):
        answer = post(sandbox.url, f"<svc:CreateContactList>{content}</svc:CreateContactList>")
        assert answer.status_code == 500
        assert "ServiceFaultInfo" not in answer.text


class TestFiles:
    def test_headers_say_what_columns_are(self, api):
        text = (
            "firstName, Last Name,ZIPCODE,home_phone,workPhone,mobilePhone\n"
            f' Ann ,"O\'Neil, ""Jr.""",90210,({ONE[1:4]}) {ONE[4:7]}-{ONE[7:]},,{TWO}\r\n\n'
        )
        [contact] = members(api, of_file(api, text))
        assert (contact.firstName, contact.lastName, contact.zipcode) == ("Ann", 'O\'Neil, "Jr."', "90210")
        assert (contact.homePhone, contact.workPhone, contact.mobilePhone) == (ONE, None, TWO)

    def test_unmapped_columns_are_named_by_their_letter_k6(self, api):
        text = (
            f"firstName,lastName,zipcode,homePhone,workPhone,custom data1, custom data2\nA,B,1,{ONE},,x,y,z\n"
        )
        [contact] = members(api, of_file(api, text))
        assert contact["_attr_1"] == {"F": "x", "G": "y", "H": "z"}

    @pytest.mark.parametrize("text", [ONE, ONE + "\n", f"{ONE}\n{TWO}", f"\ufeff{ONE}\r\n{TWO}\r\n"])
    def test_a_file_may_hold_nothing_but_numbers(self, api, text):
        assert homes(api, of_file(api, text)) == [each for each in (ONE, TWO) if each in text]

    def test_a_number_that_does_not_exist_is_one_all_the_same(self, api):
        # The file of the C# test suite.
        listed = of_file(api, "169299452001", validate=False)
        assert homes(api, listed) == ["169299452001"]
        assert state(api, of_file(api, "169299452001")) == ("ACTIVE", 0)

    def test_without_headers_the_column_of_phones_is_found(self, api):
        [contact] = members(api, of_file(api, f"Ann,{ONE},x\n"))
        assert (contact.homePhone, contact["_attr_1"]) == (ONE, {"A": "Ann", "C": "x"})

    def test_a_first_column_of_numbers_will_do(self, api):
        [contact] = members(api, of_file(api, f"number,name\n{ONE},Ann\n"))
        assert (contact.homePhone, contact["_attr_1"]) == (ONE, {"B": "Ann"})

    @pytest.mark.parametrize("text", ["name,city\nAnn,Paris\n", " ", "\n\n", "homephone_of\n"])
    def test_without_any_number_to_call_a_list_is_unusable(self, api, text):
        assert state(api, of_file(api, text)) == ("ERRORS", 0)

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (f"firstName,homePhone\nZoë,{ONE}\n".encode(), "Zoë"),
            (f"firstName,homePhone\nZoë,{ONE}\n".encode("utf-8-sig"), "Zoë"),
            (f"firstName,homePhone\nZoë €,{ONE}\n".encode("cp1252"), "Zoë €"),
            (f"firstName;homePhone\rZoë;{ONE}\r".encode("utf-16"), "Zoë"),
        ],
    )
    def test_files_are_read_in_their_encoding(self, api, content, name):
        [contact] = members(api, of_file(api, content))
        assert (contact.firstName, contact.homePhone) == (name, ONE)

    @pytest.mark.parametrize("validate", [True, False])
    def test_text_that_is_no_table_fails_to_parse(self, api, validate):
        listed = of_file(api, f'homePhone,firstName\n{ONE},"Ann\n', validate=validate)
        assert state(api, listed) == ("PARSE_FAILED", 0)
        assert api.QueryContacts().TotalResults == 0

    @pytest.mark.parametrize("validate", [True, False])
    @pytest.mark.parametrize(
        ("length", "status"), [(255, "ACTIVE"), (256, "COLUMN_TOO_LARGE"), (200_000, "COLUMN_TOO_LARGE")]
    )
    def test_cells_have_255_characters(self, api, length, status, validate):
        listed = of_file(api, f"homePhone,firstName\n{ONE},{'x' * length}\n", validate=validate)
        assert state(api, listed) == (status, int(status == "ACTIVE"))

    def test_a_picture_is_refused_over_soap_k3(self, api):
        assert code_of(lambda: of_file(api, PNG)) == "BAD_REQUEST"
        assert api.QueryContactLists().ContactList == []

    def test_files_may_come_as_attachments(self, api, sandbox):
        content = base64.b64encode(f"homePhone\n{ONE}\n".encode()).decode()
        body = (
            "<svc:CreateContactList><svc:Name>x</svc:Name><svc:ContactSource>"
            f"<svc:File>{content}</svc:File></svc:ContactSource></svc:CreateContactList>"
        )
        assert post(sandbox.url, body).status_code == 200
        assert homes(api, 1) == [ONE]


class TestSafeguards:
    def test_the_first_of_several_rows_with_a_number_stays_k5(self, api):
        text = f"firstName,homePhone\nAnn,{ONE}\nBob,{ONE}\nCid,{ONE[1:]}\n"
        assert [contact.firstName for contact in members(api, of_file(api, text))] == ["Ann"]

    @pytest.mark.parametrize(
        "number", ["48945317921", "111", "11234567890", "12130201001", "112", "999999999999", "67076"]
    )
    def test_numbers_that_cannot_be_called_are_scrubbed_k7(self, api, number):
        assert homes(api, make(api, Numbers=numbers(number, ONE))) == [ONE]

    @pytest.mark.parametrize(("calls", "texts"), [(True, False), (False, True)])
    def test_numbers_on_a_list_of_the_account_are_scrubbed(self, api, calls, texts):
        api.CreateDncList(Name="x", CallDnc=calls, TextDnc=texts, Numbers=[ONE])
        broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})
        api.CreateDncList(Name="of one broadcast", CampaignId=broadcast, Numbers=[TWO])
        assert homes(api, make(api, Numbers=numbers(ONE, TWO))) == [TWO]

    @pytest.mark.parametrize("slot", ["homePhone", "workPhone", "mobilePhone"])
    def test_who_is_known_already_is_brought_up_to_date_and_joins(self, api, slot):
        make(
            api, Contact=[{"firstName": "Ann", "lastName": "Old", slot: ONE, "_attr_1": {"a": "1", "b": "2"}}]
        )
        new = {"lastName": "New", "homePhone": ONE, "_attr_1": {"b": "3"}}
        listed = make(api, Contact=[new])
        [contact] = members(api, listed)
        assert (contact.id, contact.firstName, contact.lastName) == (1, "Ann", "New")
        assert contact["_attr_1"] == {"a": "1", "b": "3"}
        assert api.QueryContacts().TotalResults == 1

    def test_a_second_row_of_somebody_known_is_a_duplicate(self, api):
        make(api, Contact=[{"firstName": "Ann", "homePhone": ONE}])
        text = f"lastName,homePhone\nFirst,{ONE}\nSecond,{ONE}\n"
        assert [contact.lastName for contact in members(api, of_file(api, text))] == ["First"]

    def test_ten_digits_are_completed(self, api):
        assert homes(api, make(api, Numbers=numbers(ONE[1:]))) == [ONE]

    def test_who_has_no_phone_is_dropped_or_refused(self, api):
        assert state(api, make(api, Contact=[{"firstName": "Ann"}, {"homePhone": ONE}])) == ("ACTIVE", 1)
        assert code_of(lambda: make(api, Contact=[{"firstName": "Ann"}], validate=False)) == "BAD_REQUEST"

    def test_members_by_id_are_checked_as_well(self, api):
        make(api, Contact=[{"homePhone": ONE}, {"workPhone": ONE}, {"homePhone": "111"}], validate=False)
        assert [contact.id for contact in members(api, make(api, ContactId=[1, 2, 3]))] == [1]
        assert len(members(api, make(api, ContactId=[1, 2, 3], validate=False))) == 3

    def test_without_validation_everything_stays_as_it_is(self, api):
        given = ["111", "112", ONE, ONE, "555000", "111222333444"]
        listed = make(api, Numbers=numbers(*given), validate=False)
        assert homes(api, listed) == given
        assert state(api, listed) == ("ACTIVE", 6)
        assert api.QueryContacts(Field="homePhone", String="555000").TotalResults == 1


class TestLifeOfALargeList:
    """More than a thousand contacts are checked behind the request."""

    @pytest.mark.parametrize("kind", ["numbers", "contacts", "file"])
    def test_it_is_validated_when_there_is_time(self, api, sandbox, kind):
        given = many(1500)
        source = {
            "numbers": {"Numbers": numbers(*given, ONE, slot="workPhone")},
            "contacts": {"Contact": [{"workPhone": each, "lastName": 'a"\n,b'} for each in given]},
            "file": {"File": ("workPhone\n" + "\n".join(given)).encode()},
        }[kind]
        listed = make(api, **source)
        assert state(api, listed) == ("VALIDATING", 0)
        assert api.QueryContacts().TotalResults == 0
        sandbox.drain()
        assert state(api, listed) == ("ACTIVE", 1500)
        assert api.QueryContacts(ContactListId=listed, Field="workPhone", String=given[7]).TotalResults == 1
        assert members(api, listed)[3].lastName == ('a"\n,b' if kind == "contacts" else None)

    def test_without_validation_it_is_active_at_once(self, api):
        assert state(api, make(api, Numbers=numbers(*many(1500)), validate=False)) == ("ACTIVE", 1500)

    @pytest.mark.parametrize(
        ("ending", "status"), [('"Ann\n', "PARSE_FAILED"), ("x" * 256 + "\n", "COLUMN_TOO_LARGE")]
    )
    def test_of_a_file_that_turns_out_unusable_nothing_is_kept(self, api, sandbox, ending, status):
        text = "homePhone,firstName\n" + "".join(f"{each},Ann\n" for each in many(12_000))
        listed = of_file(api, f"{text}{ONE},{ending}")
        broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})
        batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
        sandbox.drain()
        assert state(api, listed) == (status, 0)
        assert api.QueryContacts().TotalResults == 0
        assert api.GetContactBatch(batch).Status == "SOURCE_ERROR"

    def test_duplicates_are_found_far_apart(self, api, sandbox):
        listed = make(api, Numbers=numbers(*many(15_000), *many(15_000)))
        sandbox.drain()
        assert state(api, listed) == ("ACTIVE", 15_000)

    def test_more_may_be_added_while_it_waits(self, api, sandbox):
        listed = make(api, Numbers=numbers(*many(1500)))
        api.AddContactsToList(ContactListId=listed, ContactSource={"Numbers": numbers(*many(3, first=1499))})
        assert state(api, listed)[0] == "VALIDATING"
        sandbox.drain()
        assert state(api, listed) == ("ACTIVE", 1502)

    def test_it_may_be_deleted_before(self, api, sandbox):
        listed = make(api, Numbers=numbers(*many(1500)))
        api.DeleteContactList(listed)
        sandbox.drain()
        assert state(api, listed) == ("DELETED", 0)
        assert api.QueryContacts().TotalResults == 0


class TestLists:
    def test_names_need_not_be_unique(self, api):
        assert make(api, Numbers=numbers(ONE)) != make(api, Numbers=numbers(ONE))

    def test_all_lists_are_listed_but_not_counted_k1(self, api, stranger):
        first, second = (make(api, Numbers=numbers(ONE), name=name) for name in ("a", "b"))
        answer = api.QueryContactLists()
        assert answer.TotalResults == -1
        assert [(row.id, row.Name) for row in answer.ContactList] == [(first, "a"), (second, "b")]
        assert [row.id for row in api.QueryContactLists(FirstResult=1, MaxResults=1).ContactList] == [second]
        assert (
            stranger.QueryContactLists().ContactList
            == api.QueryContactLists(FirstResult=600).ContactList
            == []
        )

    def test_a_deleted_list_can_be_read_but_is_not_listed(self, api):
        listed = make(api, Numbers=numbers(ONE, TWO))
        api.DeleteContactList(listed)
        api.DeleteContactList(listed)
        assert state(api, listed) == ("DELETED", 0)
        assert api.QueryContactLists().ContactList == members(api, listed) == []
        assert api.QueryContacts().TotalResults == 2

    def test_unknown_lists(self, api, stranger):
        listed, source = make(api, Numbers=numbers(ONE)), {"Numbers": numbers(TWO)}
        assert api.DeleteContactList(999) is None
        stranger.DeleteContactList(listed)
        assert state(api, listed) == ("ACTIVE", 1)
        for client, id_ in ((api, 999), (stranger, listed)):
            assert code_of(lambda: client.GetContactList(id_)) == "NOT_FOUND"  # noqa: B023 -- called at once
            add = {"ContactListId": id_, "ContactSource": source}
            assert code_of(lambda: client.AddContactsToList(**add)) == "NOT_FOUND"  # noqa: B023 -- likewise
            remove = {"ContactListId": id_, "Numbers": [ONE]}
            assert code_of(lambda: client.RemoveContactsFromList(**remove)) == "NOT_FOUND"  # noqa: B023
        api.DeleteContactList(listed)
        assert (
            code_of(lambda: api.AddContactsToList(ContactListId=listed, ContactSource=source)) == "NOT_FOUND"
        )

    def test_all_four_sources_may_be_added_k4(self, api):
        listed = make(api, Numbers=numbers(ONE))
        make(api, Numbers=numbers(FOUR))
        for source in (
            {"Numbers": numbers(TWO)},
            {"Contact": [{"homePhone": THREE}]},
            {"ContactId": [2]},
            {"File": NUMBERS[4].encode()},
        ):
            api.AddContactsToList(ContactListId=listed, ContactSource=source)
        assert sorted(homes(api, listed)) == sorted([ONE, TWO, THREE, FOUR, NUMBERS[4]])
        assert state(api, listed) == ("ACTIVE", 5)

    def test_a_contact_is_on_a_list_once(self, api):
        listed = make(api, Numbers=numbers(ONE))
        for source in ({"Numbers": numbers(ONE)}, {"ContactId": [1]}, {"Contact": [{"homePhone": ONE}]}):
            api.AddContactsToList(ContactListId=listed, ContactSource=source)
        assert state(api, listed) == ("ACTIVE", 1)

    def test_additions_without_validation_count_at_once(self, api):
        listed = make(api, Numbers=numbers(ONE), validate=False)
        source = {"Numbers": numbers(ONE)}
        api.AddContactsToList(ContactListId=listed, Validate=False, ContactSource=source)
        assert state(api, listed) == ("ACTIVE", 2)

    @pytest.mark.parametrize("text", ["a,b\nc,d\n", f'homePhone\n{TWO},"x'])
    def test_a_list_survives_a_bad_addition(self, api, text):
        listed = make(api, Numbers=numbers(ONE))
        add = {"ContactListId": listed, "ContactSource": {"File": text.encode()}}
        assert code_of(lambda: api.AddContactsToList(**add)) == "BAD_REQUEST"
        assert state(api, listed) == ("ACTIVE", 1)

    def test_members_leave_by_id_and_stay_in_the_account(self, api):
        listed = make(api, Numbers=numbers(ONE, TWO, THREE))
        api.RemoveContactsFromList(ContactListId=listed, ContactId=[1, 99, 1])
        assert (homes(api, listed), state(api, listed)) == ([TWO, THREE], ("ACTIVE", 2))
        assert api.QueryContacts().TotalResults == 3

    def test_members_leave_by_any_of_their_numbers_k25(self, api):
        listed = make(
            api, Contact=[{"homePhone": ONE}, {"homePhone": TWO, "mobilePhone": THREE}, {"workPhone": FOUR}]
        )
        api.RemoveContactsFromList(ContactListId=listed, Numbers=[THREE, "+" + FOUR, "12132209999"])
        assert homes(api, listed) == [ONE]

    def test_who_is_to_leave_has_to_be_said(self, sandbox, api):
        listed = make(api, Numbers=numbers(ONE))
        body = "<svc:RemoveContactsFromList><svc:ContactListId>{}</svc:ContactListId></svc:RemoveContactsFromList>"
        answer = post(sandbox.url, body.format(listed))
        assert answer.status_code == 500
        assert "ServiceFaultInfo" not in answer.text


class TestBatches:
    @pytest.fixture
    def broadcast(self, api):
        return api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})

    def test_a_list_becomes_a_batch(self, api, sandbox, broadcast):
        listed = make(api, Numbers=numbers(ONE, TWO))
        batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed, Name="Mine", Start=True)
        found = api.GetContactBatch(batch)
        assert (found.Name, found.Status, found.Size, found.Remaining) == ("Mine", "ACTIVE", 2, 2)
        sandbox.advance(600)
        assert {entry["to"] for entry in sandbox.carrier()} == {ONE, TWO}
        assert api.GetContactBatch(batch).Remaining == 0

    def test_unknown_lists_make_no_batch(self, api, stranger, broadcast):
        listed = make(stranger, Numbers=numbers(ONE))
        for id_ in (listed + 100, listed):
            batch = {"BroadcastId": broadcast, "ContactListId": id_}
            assert code_of(lambda: api.CreateContactBatch(**batch)) == "NOT_FOUND"  # noqa: B023 -- called at once
        assert api.QueryContactBatches(BroadcastId=broadcast).TotalResults == 0

    def test_a_list_that_cannot_be_used_makes_a_batch_that_cannot(self, api, broadcast):
        batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=of_file(api, "a,b\nc,d"))
        assert (api.GetContactBatch(batch).Status, api.GetContactBatch(batch).Size) == ("SOURCE_ERROR", 0)

    def test_duplicates_across_lists_are_scrubbed_if_wanted_k7(self, api, broadcast):
        for scrub in (False, False, True):
            listed = make(api, Numbers=numbers(ONE))
            api.CreateContactBatch(
                BroadcastId=broadcast, ContactListId=listed, ScrubBroadcastDuplicates=scrub
            )
        assert [call.State for call in api.QueryCalls(BroadcastId=broadcast).Call] == [
            "DUP",
            "READY",
            "READY",
        ]

    def test_numbers_that_were_never_checked_are_invalid(self, api, broadcast):
        listed = make(api, Numbers=numbers("111", ONE[1:]), validate=False)
        api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
        calls = api.QueryCalls(BroadcastId=broadcast).Call
        assert [(call.State, call.ToNumber["_value_1"]) for call in calls] == [
            ("READY", ONE),
            ("INVALID", "111"),
        ]

    def test_fields_of_contacts_go_into_messages(self, api, sandbox):
        text = f"firstName,homePhone,city\nAnn,{ONE},Paris\nBob,{TWO},\n"
        message = "Hi ${contact.firstName}/${firstName} of ${C}!"
        broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "TextBroadcastConfig": {"Message": message}})
        api.CreateContactBatch(BroadcastId=broadcast, ContactListId=of_file(api, text), Start=True)
        sandbox.drain()
        sent = {entry["to"]: entry["message"] for entry in sandbox.carrier()}
        assert sent == {ONE: "Hi Ann/Ann of Paris!", TWO: "Hi Bob/Bob of !"}

    def test_everything_at_once_goes_out_when_the_window_opens(self, api, sandbox, broadcast):
        """Nobody waits for the list, the batch or the window: what OpenEMR does."""
        listed = make(api, Numbers=numbers(*many(1200)))
        batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
        window = {
            "StartTimeOfDay": "10:00:00",
            "StopTimeOfDay": "18:00:00",
            "TimeZone": "America/Los_Angeles",
        }
        api.CreateBroadcastSchedule(BroadcastId=broadcast, BroadcastSchedule=window | {"DaysOfWeek": []})
        assert (state(api, listed), api.GetContactBatch(batch).Status) == (("VALIDATING", 0), "NEW")
        sandbox.advance(1800)
        assert (state(api, listed), api.GetContactBatch(batch).Status) == (("ACTIVE", 1200), "ACTIVE")
        assert (sandbox.carrier(), api.GetBroadcast(broadcast).Status) == ([], "STOPPED")
        sandbox.advance(3600)
        assert (len(sandbox.carrier()), api.GetBroadcast(broadcast).Status) == (1200, "FINISHED")

    def test_a_broadcast_that_is_started_waits_for_its_list(self, api, sandbox, broadcast):
        listed = make(api, Numbers=numbers(*many(1200)))
        api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed, Start=True)
        assert api.GetBroadcast(broadcast).Status == "START_PENDING"
        sandbox.advance(3600)
        assert (len(sandbox.carrier()), api.GetBroadcast(broadcast).Status) == (1200, "FINISHED")
