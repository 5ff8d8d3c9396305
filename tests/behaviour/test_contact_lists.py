"""Contacts and contact lists, case by case, through envelopes of both versions."""

import base64

import pytest

from tests.behaviour.outside import Refused, ivr, number, retry, text, voice
from tests.clients import SOAP_11, SOAP_12

ANN, BOB, CID = number(0), number(1), number(2)
NO_TABLE = "a,b\nc,d\n"


def create(api, source, *, validate="true", **options):
    return api.id(
        f"<CreateContactList><Name>x</Name><Validate>{validate}</Validate>"
        f"<ContactSource>{source}</ContactSource></CreateContactList>",
        **options,
    )


def extend(api, listed, source, validate="true"):
    api(
        f"<AddContactsToList><ContactListId>{listed}</ContactListId><Validate>{validate}</Validate>"
        f"<ContactSource>{source}</ContactSource></AddContactsToList>"
    )


def shorten(api, listed, whom):
    api(f"<RemoveContactsFromList><ContactListId>{listed}</ContactListId>{whom}</RemoveContactsFromList>")


def numbers(*given, slot=None):
    attribute = "" if slot is None else f' fieldName="{slot}"'
    return f"<Numbers{attribute}>{' '.join(given)}</Numbers>"


def many(first=0, how_many=1_200):
    return numbers(*(number(at) for at in range(first, first + how_many)))


def of_file(content):
    return f"<File>{base64.b64encode(content.encode()).decode()}</File>"


def contact(**attributes):
    return "<d:Contact" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + "/>"


def contacts(api, listed=None, rest=""):
    """Answer the attributes of the contacts, without their ids."""
    of_list = "" if listed is None else f"<ContactListId>{listed}</ContactListId>"
    found = api(f"<QueryContacts>{of_list}{rest}</QueryContacts>").all("Contact")
    return [{name: value for name, value in each.element.items() if name != "id"} for each in found]


def state(api, listed):
    row = api(f"<GetContactList><Id>{listed}</Id></GetContactList>")
    return row.Status, int(row.Size)


def batch_of(api, broadcast_id, listed, rest=""):
    return api.add_batch(broadcast_id, rest=f"<ContactListId>{listed}</ContactListId>{rest}")


def fault_code(api, body, **options):
    with pytest.raises(Refused) as refused:
        api(body, **options)
    return refused.value.fault_code


SOURCE = f"<ContactSource>{numbers(ANN)}</ContactSource>"
PICTURE = f"<ContactSource>{of_file(chr(0))}</ContactSource>"
OTHER_SLOT = f"<ContactSource>{numbers(ANN, slot='fax')}</ContactSource>"
LIST = "<ContactListId>{}</ContactListId>"
NAME = "<Name>x</Name>"
FAULTS = {
    "UpdateContacts without an id": (
        '<UpdateContacts><d:Contact id="1"/><d:Contact lastName="x"/></UpdateContacts>',
        "BAD_REQUEST",
    ),
    "GetContact, unknown": ("<GetContact><Id>4711</Id></GetContact>", "NOT_FOUND"),
    "GetContact, none": ("<GetContact/>", None),
    "CreateContactList without a name": (f"<CreateContactList>{SOURCE}</CreateContactList>", None),
    "CreateContactList without a source": (f"<CreateContactList>{NAME}</CreateContactList>", None),
    "CreateContactList, a picture": (
        f"<CreateContactList>{NAME}{PICTURE}</CreateContactList>",
        "BAD_REQUEST",
    ),
    "CreateContactList, another slot": (
        f"<CreateContactList>{NAME}{OTHER_SLOT}</CreateContactList>",
        "BAD_REQUEST",
    ),
    "GetContactList, unknown": ("<GetContactList><Id>4711</Id></GetContactList>", "NOT_FOUND"),
    "AddContactsToList, unknown": (
        f"<AddContactsToList>{LIST.format(4711)}{SOURCE}</AddContactsToList>",
        "NOT_FOUND",
    ),
    "AddContactsToList, a picture": (
        f"<AddContactsToList>{LIST.format(1)}{PICTURE}</AddContactsToList>",
        "BAD_REQUEST",
    ),
    "RemoveContactsFromList, nobody": (
        f"<RemoveContactsFromList>{LIST.format(1)}</RemoveContactsFromList>",
        None,
    ),
    "RemoveContactsFromList, unknown": (
        f"<RemoveContactsFromList>{LIST.format(4711)}<Numbers>{ANN}</Numbers></RemoveContactsFromList>",
        "NOT_FOUND",
    ),
}
NO_FAULTS = {
    "QueryContacts of an unknown list": f"<QueryContacts>{LIST.format(4711)}</QueryContacts>",
    "UpdateContacts, unknown": '<UpdateContacts><d:Contact id="169299440000" lastName="x"/></UpdateContacts>',
    "UpdateContacts, none": "<UpdateContacts/>",
    "RemoveContacts, unknown": "<RemoveContacts><ContactId>169299440000</ContactId></RemoveContacts>",
    "RemoveContacts, none": "<RemoveContacts/>",
    "GetContactHistory, unknown": "<GetContactHistory><ContactId>0</ContactId></GetContactHistory>",
    "DeleteContactList, unknown": "<DeleteContactList><Id>4711</Id></DeleteContactList>",
    "RemoveContactsFromList, unknown contacts": (
        f"<RemoveContactsFromList>{LIST.format(1)}<ContactId>169299440000 4711</ContactId>"
        "</RemoveContactsFromList>"
    ),
}


@pytest.mark.parametrize("version", [SOAP_11, SOAP_12])
@pytest.mark.parametrize("case", FAULTS)
def test_what_is_refused_changes_nothing(api, case, version):
    create(api, contact(homePhone=ANN, lastName="Old"))
    body, code = FAULTS[case]
    with pytest.raises(Refused) as refused:
        api(body, version=version)
    assert (refused.value.fault_code, refused.value.status) == (code, 500)
    assert contacts(api, 1) == [{"homePhone": ANN, "lastName": "Old"}]
    assert len(api("<QueryContactLists/>").all("ContactList")) == 1


@pytest.mark.parametrize("version", [SOAP_11, SOAP_12])
@pytest.mark.parametrize("case", NO_FAULTS)
def test_what_is_unknown_is_no_fault(api, case, version):
    create(api, numbers(ANN))
    answer = api(NO_FAULTS[case], version=version)
    assert answer is None or not answer.all("Contact") + answer.all("Call")
    assert (state(api, 1), contacts(api)) == (("ACTIVE", 1), [{"homePhone": ANN}])


def test_a_list_is_made_once_for_one_key(api):
    body = f"<CreateContactList><RequestId>mine</RequestId><Name>x</Name>{SOURCE}</CreateContactList>"
    assert [api.id(body), api.id(body), api.id(body, login="sandbox2")] == [1, 1, 2]
    assert contacts(api) == [{"homePhone": ANN}]


class TestWhoHoldsANumber:
    """ "A contact already holding that number is reused", and brought up to date by lists that are checked."""

    @pytest.mark.parametrize("slot", ["homePhone", "workPhone", "mobilePhone"])
    @pytest.mark.parametrize("spelled", [ANN, ANN[1:]])
    def test_it_may_be_any_phone_of_a_contact_however_it_is_spelled(self, api, slot, spelled):
        create(api, contact(**{slot: spelled}), validate="false")
        api.send_text(ANN, ANN[1:], "+" + ANN, BOB)
        assert [each.ContactId for each in api.texts()] == ["1", "1", "1", "2"]
        assert contacts(api) == [{slot: spelled}, {"homePhone": BOB}]

    def test_home_phones_come_first_and_of_those_the_oldest(self, api):
        create(
            api,
            contact(workPhone=ANN) + contact(homePhone=ANN[1:]) + contact(homePhone=ANN) * 2,
            validate="false",
        )
        api.send_text(ANN)
        [sent] = api.texts()
        assert sent.ContactId == "3"

    @pytest.mark.parametrize("slot", ["homePhone", "workPhone", "mobilePhone"])
    def test_a_list_that_is_checked_merges_what_was_never_checked(self, api, slot):
        create(api, contact(firstName="Ann", **{slot: ANN[1:]}), validate="false")
        listed = create(api, contact(lastName="New", **{slot: ANN}) + contact(homePhone=BOB))
        assert contacts(api, listed) == [
            {"firstName": "Ann", "lastName": "New", slot: ANN},
            {"homePhone": BOB},
        ]
        assert len(contacts(api)) == 2

    def test_numbers_of_other_countries_are_nobody_elses_with_a_digit_less(self, api):
        create(api, contact(homePhone="8945317921"), validate="false")
        api.send_text("48945317921")
        assert contacts(api) == [{"homePhone": "8945317921"}, {"homePhone": "48945317921"}]


class TestSlotsOfRecipients:
    """ "The phone number the To parameter represents (default homePhone)"."""

    @pytest.mark.parametrize("slot", ["homePhone", "workPhone", "mobilePhone"])
    def test_a_recipient_may_say_which_phone_its_number_is(self, api, slot):
        broadcast_id = api.create(text("Hi"))
        api.add_batch(broadcast_id, f'<ToNumber fieldName="{slot}">{ANN}</ToNumber>', BOB)
        ann, bob = (
            api(f"<GetContact><Id>{each.ContactId}</Id></GetContact>").element.attrib for each in api.texts()
        )
        assert ann == {"id": ann["id"], slot: ANN}
        assert bob == {"id": bob["id"], "homePhone": BOB}

    def test_whoever_has_the_number_there_is_used_again(self, api):
        create(api, contact(workPhone=ANN) + contact(mobilePhone=ANN), validate="false")
        api.send_text(f'<ToNumber fieldName="mobilePhone">{ANN}</ToNumber>', ANN)
        assert [each.ContactId for each in api.texts()] == ["2", "1"]

    def test_the_name_of_a_phone_alone_is_no_attribute_that_makes_another_contact(self, api):
        named = f'<ToNumber fieldName="workPhone">{ANN}</ToNumber>'
        api.send_text(named, named, named.replace(" field", ' size="9" field'))
        first, second, other = (each.ContactId for each in api.texts())
        assert first == second != other

    def test_any_other_value_is_an_attribute_like_all_others(self, api):
        api.send_text(
            f'<ToNumber fieldName="fax">{ANN}</ToNumber>', config=text("${fieldName} of ${homePhone}")
        )
        api.advance(1)
        assert [entry["message"] for entry in api.carrier()] == [f"fax of {ANN}"]

    def test_retries_find_the_phone_in_its_slot(self, api):
        create(api, contact(homePhone=BOB, workPhone=ANN))
        api.script(ANN, {"answer": "busy"})
        config = voice(common=retry(2, 1, "BUSY", "WORK_PHONE HOME_PHONE"))
        api.send_call(f'<ToNumber fieldName="workPhone">{ANN}</ToNumber>', config=config)
        api.advance(minutes=5)
        assert [to for _, to in api.dialled()] == [ANN, BOB]


class TestMembersLeave:
    @pytest.mark.parametrize("stored", [ANN, ANN[1:]])
    @pytest.mark.parametrize("given", [ANN, ANN[1:], "+" + ANN])
    def test_by_number_however_it_is_spelled_k25(self, api, stored, given):
        listed = create(api, contact(workPhone=stored) + contact(homePhone=BOB), validate="false")
        shorten(api, listed, f"<Numbers>{given}</Numbers>")
        assert (contacts(api, listed), state(api, listed)) == ([{"homePhone": BOB}], ("ACTIVE", 1))
        assert len(contacts(api)) == 2

    @pytest.mark.parametrize("whom", ["<Numbers/>", "<ContactId/>", "<ContactId>4711</ContactId>"])
    def test_nobody_leaves_who_is_not_named(self, api, whom):
        listed = create(api, numbers(ANN))
        shorten(api, listed, whom)
        assert state(api, listed) == ("ACTIVE", 1)

    def test_of_a_list_that_is_being_checked_when_they_have_come(self, api):
        known = create(api, numbers(number(7)))
        listed = create(api, many())
        shorten(api, listed, f"<Numbers>{number(5)} {CID[1:]}</Numbers>")
        shorten(api, listed, "<ContactId>1 4711</ContactId>")
        extend(api, listed, numbers(CID))
        assert state(api, listed) == ("VALIDATING", 0)
        api.advance(1)
        assert state(api, listed) == ("ACTIVE", 1_198)
        assert contacts(api, listed, f"<String>{number(5)}</String>") == []
        assert contacts(api, listed, f"<String>{CID}</String>") == [{"homePhone": CID}]
        assert state(api, known) == ("ACTIVE", 1)

    def test_nobody_leaves_a_list_that_turns_out_unusable(self, api):
        rows = "".join(f"{number(at)},x\n" for at in range(1_200))
        listed = create(api, of_file(f'homePhone,firstName\n{rows}{ANN},"x'))
        shorten(api, listed, f"<Numbers>{ANN}</Numbers>")
        api.advance(1)
        assert (state(api, listed), contacts(api)) == (("PARSE_FAILED", 0), [])


class TestUnusableLists:
    @pytest.fixture
    def listed(self, api):
        listed = create(api, of_file(NO_TABLE))
        assert state(api, listed) == ("ERRORS", 0)
        return listed

    @pytest.mark.parametrize("source", [numbers(ANN), many()])
    @pytest.mark.parametrize("validate", ["true", "false"])
    def test_a_good_addition_makes_them_usable(self, api, listed, source, validate):
        extend(api, listed, source, validate)
        api.advance(1)
        size = 1_200 if source == many() else 1
        assert state(api, listed) == ("ACTIVE", size)
        batch = batch_of(api, api.create(voice()), listed)
        api.advance(1)
        assert (api.batch(batch).Status, api.batch(batch).Size) == ("ACTIVE", str(size))

    def test_a_bad_addition_leaves_them_unusable(self, api, listed):
        add = (
            f"<AddContactsToList>{LIST.format(listed)}<ContactSource>{{}}</ContactSource></AddContactsToList>"
        )
        assert fault_code(api, add.format(of_file(NO_TABLE))) == "BAD_REQUEST"
        assert state(api, listed) == ("ERRORS", 0)
        rows = "".join(f"{number(at)},x\n" for at in range(1_200))
        api(add.format(of_file(f'homePhone,firstName\n{rows}{ANN},"x')))
        assert state(api, listed) == ("VALIDATING", 0)
        api.advance(1)
        assert (state(api, listed), contacts(api)) == (("PARSE_FAILED", 0), [])

    def test_their_batches_say_so_and_their_broadcasts_end(self, api, listed):
        broadcast_id = api.create(voice())
        batch = batch_of(api, broadcast_id, listed, "<Start>true</Start>")
        api.advance(1)
        assert (api.batch(batch).Status, api.batch(batch).Size) == ("SOURCE_ERROR", "0")
        assert (api.status(broadcast_id), api.carrier()) == ("FINISHED", [])


class TestFiles:
    def test_blanks_around_values_are_trimmed_also_around_quoted_ones(self, api):
        content = f'"firstName" , "homePhone" ,lastName\n "Ann ""A."" , Dr." , "{ANN}" , Lee \n'
        assert contacts(api, create(api, of_file(content))) == [
            {"firstName": 'Ann "A." , Dr.', "homePhone": ANN, "lastName": "Lee"}
        ]

    @pytest.mark.parametrize("validate", ["true", "false"])
    def test_what_is_no_phone_number_is_never_shown_as_one(self, api, validate):
        content = f"homePhone,workPhone,mobilePhone\n{ANN},n/a!,\u0662\u0663\nnone!,,{BOB}\n"
        listed = create(api, of_file(content), validate=validate)
        kept = ({}, {}) if validate == "true" else ({"B": "n/a!", "C": "\u0662\u0663"}, {"A": "none!"})
        assert contacts(api, listed) == [{"homePhone": ANN, **kept[0]}, {"mobilePhone": BOB, **kept[1]}]

    def test_a_file_without_contents_is_unusable(self, api):
        assert state(api, create(api, "<File/>")) == ("ERRORS", 0)


class TestBatches:
    @pytest.fixture
    def broadcast_id(self, api):
        return api.create(voice())

    def test_a_deleted_list_makes_no_batch(self, api, broadcast_id):
        listed = create(api, numbers(ANN))
        api(f"<DeleteContactList><Id>{listed}</Id></DeleteContactList>")
        batch = f"<BroadcastId>{broadcast_id}</BroadcastId>{LIST.format(listed)}"
        assert fault_code(api, f"<CreateContactBatch>{batch}</CreateContactBatch>") == "NOT_FOUND"

    def test_a_batch_outlives_its_list(self, api, broadcast_id):
        listed = create(api, numbers(ANN))
        batch = batch_of(api, broadcast_id, listed)
        api(f"<DeleteContactList><Id>{listed}</Id></DeleteContactList>")
        api.control(broadcast_id, "START")
        api.advance(60)
        assert (api.batch(batch).Status, [to for _, to in api.dialled()]) == ("ACTIVE", [ANN])

    def test_a_list_that_is_deleted_while_it_is_checked_is_no_source(self, api, broadcast_id):
        listed = create(api, many())
        batch = batch_of(api, broadcast_id, listed, "<Start>true</Start>")
        api(f"<DeleteContactList><Id>{listed}</Id></DeleteContactList>")
        api.advance(60)
        assert (api.batch(batch).Status, api.batch(batch).Size) == ("SOURCE_ERROR", "0")
        assert (api.status(broadcast_id), api.carrier()) == ("FINISHED", [])

    def test_an_empty_list_makes_an_empty_batch(self, api, broadcast_id):
        batch = batch_of(api, broadcast_id, create(api, "<Numbers/>"), "<Start>true</Start>")
        api.advance(60)
        assert (api.batch(batch).Status, api.batch(batch).Size) == ("ACTIVE", "0")
        assert api.status(broadcast_id) == "FINISHED"

    def test_a_batch_is_what_its_list_was_when_it_was_made(self, api, broadcast_id):
        listed = create(api, numbers(ANN))
        batch = batch_of(api, broadcast_id, listed)
        extend(api, listed, numbers(BOB))
        shorten(api, listed, f"<Numbers>{ANN}</Numbers>")
        api.control(broadcast_id, "START")
        api.advance(60)
        assert (api.batch(batch).Size, [to for _, to in api.dialled()]) == ("1", [ANN])

    @pytest.mark.parametrize(("scrub", "states"), [("true", ["READY", "DUP"]), ("false", ["READY", "READY"])])
    def test_doubles_within_a_list_that_was_never_checked(self, api, broadcast_id, scrub, states):
        listed = create(api, numbers(ANN, ANN[1:]), validate="false")
        batch_of(api, broadcast_id, listed, f"<ScrubBroadcastDuplicates>{scrub}</ScrubBroadcastDuplicates>")
        assert [call.State for call in api.calls()] == states

    def test_who_is_put_on_the_do_not_call_list_later_is_not_called(self, api, broadcast_id):
        batch_of(api, broadcast_id, create(api, numbers(ANN, BOB)))
        api(f"<CreateDncListRequest><Name>x</Name><Numbers>{ANN}</Numbers></CreateDncListRequest>")
        api.control(broadcast_id, "START")
        api.advance(60)
        assert [call.State for call in api.calls()] == ["DNC", "FINISHED"]
        assert [to for _, to in api.dialled()] == [BOB]

    def test_who_lost_all_phones_or_was_removed_is_left_out(self, api, broadcast_id):
        listed = create(api, numbers(ANN, BOB, CID))
        api("<RemoveContacts><ContactId>2</ContactId></RemoveContacts>")
        batch = batch_of(api, broadcast_id, listed)
        assert (api.batch(batch).Size, [call.ContactId for call in api.calls()]) == ("2", ["1", "3"])


class TestFieldsOfContacts:
    def test_columns_of_a_file_are_said_by_dialplans(self, api):
        content = f"firstName,homePhone,when,zz\nAnn,{ANN},10:30,x\nBob,{BOB},11:45,\n"
        plan = (
            '<dialplan><play type="tts">${contact.firstName} at ${contact.c} ${contact.D}'
            " ${call.field.C} ${contact.homePhone}</play></dialplan>"
        )
        listed = create(api, of_file(content))
        batch_of(api, api.create(ivr(plan)), listed, "<Start>true</Start>")
        api.advance(60)
        said = {entry["to"]: entry["trace"][0] for entry in api.carrier()}
        assert said == {
            ANN: f"PLAY Ann at 10:30 x 10:30 {ANN}",
            BOB: f"PLAY Bob at 11:45 11:45 {BOB}",
        }

    def test_everybody_hears_their_own_field_whatever_the_case_of_its_letter(self, api):
        listed = create(api, contact(homePhone=ANN, b="ten") + contact(homePhone=BOB, b="eleven"))
        plan = '<dialplan><play type="tts">at ${contact.B}</play></dialplan>'
        batch_of(api, api.create(ivr(plan)), listed, "<Start>true</Start>")
        api.advance(60)
        said = {entry["to"]: entry["trace"][0] for entry in api.carrier()}
        assert said == {ANN: "PLAY at ten", BOB: "PLAY at eleven"}

    def test_fields_that_change_before_the_text_goes_out_are_sent_as_they_are_then(self, api):
        listed = create(api, contact(homePhone=ANN, firstName="Ann", age="30"))
        broadcast_id = api.create(text("${contact.firstName} is ${age}${nothing}"))
        batch_of(api, broadcast_id, listed)
        api('<UpdateContacts><d:Contact id="1" age="31"/></UpdateContacts>')
        api.control(broadcast_id, "START")
        api.advance(1)
        assert [entry["message"] for entry in api.carrier()] == ["Ann is 31"]


@pytest.mark.parametrize(
    "wanted", ["12135555001", "+12135555001", "+1 (213) 555-5001", "213.555.5001", "+1213555500", "555-5001"]
)
@pytest.mark.parametrize("field", ["<Field>homePhone</Field>", ""])
def test_a_phone_is_found_in_whatever_way_it_is_written(api, field, wanted):
    api.contact_list({"homePhone": "12135555001"}, {"homePhone": "12135556001"})
    found = api(f"<QueryContacts>{field}<String>{wanted}</String></QueryContacts>").all("Contact")
    assert [each["homePhone"] for each in found] == ["12135555001"]


PARTS = ["+1213", "+1213555", "(213)", "213-555", "(213) 5", "1 213", "1-213-555", "1.213.555"]


@pytest.mark.parametrize("wanted", PARTS)
def test_what_one_phone_holds_is_found_in_any_field(api, wanted):
    api.contact_list(
        {"workPhone": "12135555001"},
        {"homePhone": "13105556001", "size": wanted},
        {"homePhone": "13125556001"},
    )
    fields = ("", "<Field>workPhone</Field>", "<Field>size</Field>")
    found = [api(f"<QueryContacts>{each}<String>{wanted}</String></QueryContacts>") for each in fields]
    anywhere, in_phone, in_own = [{each["id"] for each in some.all("Contact")} for some in found]
    assert (len(in_phone), len(in_own)) == (1, 1)
    assert anywhere == in_phone | in_own


def test_a_few_digits_with_punctuation_are_looked_for_as_they_are_where_no_phone_is_meant(api):
    api.contact_list({"homePhone": "12135555001", "size": "2-5"}, {"homePhone": "12135552501"})
    found = api("<QueryContacts><String>2-5</String></QueryContacts>").all("Contact")
    assert [each["homePhone"] for each in found] == ["12135555001"]
