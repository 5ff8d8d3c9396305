"""Contacts, do-not-call lists and labels: which mistake is which fault, and which is none."""

import base64
import re
from itertools import product

import pytest

from callfire_soap.bootstrap import implemented_operations
from callfire_soap.contract.services import ContactService, LabelService
from tests.behaviour.outside import OWN_NUMBER, Refused, fields, number, voice
from tests.clients import SOAP_11, SOAP_12

ANN, BOB, LISTED, NOBODY = number(0), number(1), number(2), number(3)
THEIRS = "12135551127"
DELETED, EMPTY_LIST, DNC_LIST, UNKNOWN = 2, 3, 3, 99
BROADCAST, BARE_BROADCAST = 1, 2

BARE, SILENT = "schema fault", "no fault"
SERVICE, SHARED = "http://api.callfire.com/service/xsd", "http://api.callfire.com/data"
PATTERN = r"'([a-zA-Z_]+)|(\+?[0-9]+)'"
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))).decode()


def incomplete(element, *expected, space=SERVICE):
    """Answer what is said of an element that lacks one."""
    names = ", ".join(f'"{space}":{each}' for each in expected)
    return (
        f"Unmarshalling Error: cvc-complex-type.2.4.b: The content of element '{element}' is not complete. "
        f"One of '{{{names}}}' is expected. "
    )


def misplaced(element, *expected):
    """Answer what is said of an element that stands where another one is missing."""
    names = ", ".join(f'"{SERVICE}":{each}' for each in expected)
    return (
        "Unmarshalling Error: cvc-complex-type.2.4.a: Invalid content was found starting with element "
        f"'{{\"{SERVICE}\":{element}}}'. One of '{{{names}}}' is expected. "
    )


def by_id(operation, id_=UNKNOWN, rest=""):
    return f"<{operation}><Id>{id_}</Id>{rest}</{operation}>"


def with_source(operation, before, source):
    return f"<{operation}>{before}<ContactSource>{source}</ContactSource></{operation}>"


def create(source):
    return with_source("CreateContactList", "<Name>x</Name>", source)


def extend(list_id, source=f"<Numbers>{NOBODY}</Numbers>"):
    return with_source("AddContactsToList", f"<ContactListId>{list_id}</ContactListId>", source)


def shorten(list_id, rest):
    body = f"<ContactListId>{list_id}</ContactListId>{rest}"
    return f"<RemoveContactsFromList>{body}</RemoveContactsFromList>"


def listing(operation, list_id, *numbers):
    return by_id(operation, list_id, f"<Numbers>{' '.join(numbers)}</Numbers>")


def updating(number_, flags="<CallDnc>false</CallDnc>"):
    return f"<UpdateDncNumberRequest><Number>{number_}</Number>{flags}</UpdateDncNumberRequest>"


def label_of(operation, thing, name="sale"):
    named = "Number" if operation.endswith("Number") else "Id"
    return f"<{operation}><{named}>{thing}</{named}><LabelName>{name}</LabelName></{operation}>"


def is_unknown(what, id_=UNKNOWN):
    return "NOT_FOUND", f"{what} {id_} does not exist"


# A condition, the request that has it, the kind of the fault, and what it says.
MATRIX = {
    "QueryContacts: unknown list": (
        f"<QueryContacts><ContactListId>{UNKNOWN}</ContactListId></QueryContacts>",
        *(SILENT, 'TotalResults="0"'),
    ),
    "QueryContacts: deleted list": (
        f"<QueryContacts><ContactListId>{DELETED}</ContactListId></QueryContacts>",
        *(SILENT, 'TotalResults="0"'),
    ),
    "QueryContacts: list of letters": (
        "<QueryContacts><ContactListId>x</ContactListId></QueryContacts>",
        *(BARE, "Unmarshalling Error: cvc-datatype-valid.1.2.1: 'x' is not a valid value for 'integer'. "),
    ),
    "UpdateContacts: unknown id": (
        f'<UpdateContacts><d:Contact id="{UNKNOWN}" lastName="x"/></UpdateContacts>',
        *(SILENT, None),
    ),
    "UpdateContacts: no contact": ("<UpdateContacts/>", SILENT, None),
    "UpdateContacts: no id": (
        '<UpdateContacts><d:Contact id="1" lastName="x"/><d:Contact lastName="y"/></UpdateContacts>',
        *("BAD_REQUEST", "Contact id is required"),
    ),
    "RemoveContacts: unknown id": (
        f"<RemoveContacts><ContactId>{UNKNOWN} 0 -1</ContactId></RemoveContacts>",
        *(SILENT, None),
    ),
    "RemoveContacts: no id": ("<RemoveContacts/>", SILENT, None),
    "RemoveContacts: empty id": ("<RemoveContacts><ContactId/></RemoveContacts>", SILENT, None),
    "GetContact: unknown id": (by_id("GetContact"), *is_unknown("contact")),
    "GetContact: id 0": (by_id("GetContact", 0), *is_unknown("contact", 0)),
    "GetContact: no id": ("<GetContact/>", BARE, incomplete("GetContact", "Id")),
    "GetContactHistory: unknown id": (
        f"<GetContactHistory><ContactId>{UNKNOWN}</ContactId></GetContactHistory>",
        *(SILENT, ""),
    ),
    "GetContactHistory: id 0": (
        "<GetContactHistory><ContactId>0</ContactId></GetContactHistory>",
        *(SILENT, ""),
    ),
    "GetContactHistory: no id": (
        "<GetContactHistory/>",
        *(BARE, incomplete("GetContactHistory", "MaxResults", "FirstResult", "ContactId")),
    ),
    "CreateContactList: no name": (
        with_source("CreateContactList", "", f"<Numbers>{NOBODY}</Numbers>"),
        *(BARE, misplaced("ContactSource", "RequestId", "Name")),
    ),
    "CreateContactList: no source": (
        "<CreateContactList><Name>x</Name></CreateContactList>",
        *(BARE, incomplete("CreateContactList", "Validate", "ContactSource")),
    ),
    "CreateContactList: empty source": (
        create(""),
        BARE,
        (
            "Unmarshalling Error: cvc-complex-type.2.4.b: The content of element 'ContactSource' is not complete. "
            f'One of \'{{"{SHARED}":Contact, "{SERVICE}":ContactId, "{SERVICE}":File, "{SERVICE}":Numbers}}\' '
            "is expected. "
        ),
    ),
    "CreateContactList: two sources": (
        create(f"<ContactId>1</ContactId><Numbers>{NOBODY}</Numbers>"),
        BARE,
        (
            "Unmarshalling Error: cvc-complex-type.2.4.d: Invalid content was found starting with element "
            "'Numbers'. No child element is expected at this point. "
        ),
    ),
    "CreateContactList: binary file": (
        create(f"<File>{PICTURE}</File>"),
        *("BAD_REQUEST", "File is not a text file with comma-separated values"),
    ),
    "CreateContactList: binary file, unvalidated": (
        with_source(
            "CreateContactList",
            "<Name>x</Name><Validate>false</Validate>",
            f"<File>{PICTURE}</File>",
        ),
        *("BAD_REQUEST", "File is not a text file with comma-separated values"),
    ),
    "CreateContactList: bad fieldName": (
        create(f'<Numbers fieldName="faxPhone">{NOBODY}</Numbers>'),
        *("BAD_REQUEST", "fieldName is homePhone or workPhone or mobilePhone"),
    ),
    "CreateContactList: nobody has a phone, unvalidated": (
        with_source(
            "CreateContactList",
            "<Name>x</Name><Validate>false</Validate>",
            '<d:Contact firstName="Ann"/>',
        ),
        *("BAD_REQUEST", "a contact needs a homePhone, workPhone or mobilePhone"),
    ),
    "GetContactList: unknown": (by_id("GetContactList"), *is_unknown("contact list")),
    "GetContactList: no id": ("<GetContactList/>", BARE, incomplete("GetContactList", "Id")),
    "GetContactList: deleted": (by_id("GetContactList", DELETED), SILENT, 'Size="0" Status="DELETED"'),
    "DeleteContactList: unknown": (by_id("DeleteContactList"), SILENT, None),
    "DeleteContactList: deleted": (by_id("DeleteContactList", DELETED), SILENT, None),
    "DeleteContactList: no id": ("<DeleteContactList/>", BARE, incomplete("DeleteContactList", "Id")),
    "AddContactsToList: unknown list": (extend(UNKNOWN), *is_unknown("contact list")),
    "AddContactsToList: deleted list": (extend(DELETED), *is_unknown("contact list", DELETED)),
    "AddContactsToList: binary file": (
        extend(EMPTY_LIST, f"<File>{PICTURE}</File>"),
        *("BAD_REQUEST", "File is not a text file with comma-separated values"),
    ),
    "AddContactsToList: bad fieldName": (
        extend(EMPTY_LIST, f'<Numbers fieldName="firstName">{NOBODY}</Numbers>'),
        *("BAD_REQUEST", "fieldName is homePhone or workPhone or mobilePhone"),
    ),
    "AddContactsToList: unknown contacts": (
        extend(EMPTY_LIST, f"<ContactId>{UNKNOWN}</ContactId>"),
        *(SILENT, None),
    ),
    "AddContactsToList: no source": (
        f"<AddContactsToList><ContactListId>{EMPTY_LIST}</ContactListId></AddContactsToList>",
        *(BARE, incomplete("AddContactsToList", "Validate", "ContactSource")),
    ),
    "RemoveContactsFromList: neither choice": (
        shorten(1, ""),
        *(BARE, incomplete("RemoveContactsFromList", "ContactId", "Numbers")),
    ),
    "RemoveContactsFromList: unknown contacts": (
        shorten(1, f"<ContactId>{UNKNOWN} 0</ContactId>"),
        *(SILENT, None),
    ),
    "RemoveContactsFromList: unknown numbers": (
        shorten(1, f"<Numbers>{NOBODY} 111</Numbers>"),
        *(SILENT, None),
    ),
    "RemoveContactsFromList: unknown list": (
        shorten(UNKNOWN, "<ContactId>1</ContactId>"),
        *is_unknown("contact list"),
    ),
    "RemoveContactsFromList: deleted list": (
        shorten(DELETED, f"<Numbers>{ANN}</Numbers>"),
        *is_unknown("contact list", DELETED),
    ),
    "GetDncList: unknown": (by_id("GetDncListRequest"), *is_unknown("DNC list")),
    "GetDncList: no id": ("<GetDncListRequest/>", BARE, incomplete("GetDncListRequest", "Id")),
    "DeleteDncList: unknown": (by_id("DeleteDncListRequest"), *is_unknown("DNC list")),
    "DeleteDncList: no id": ("<DeleteDncListRequest/>", BARE, incomplete("DeleteDncListRequest", "Id")),
    "AddNumbersToDncList: unknown list": (
        listing("AddNumbersToDncListRequest", UNKNOWN, NOBODY),
        *is_unknown("DNC list"),
    ),
    "RemoveNumbersFromDncList: unknown list": (
        listing("RemoveNumbersFromDncListRequest", UNKNOWN, LISTED),
        *is_unknown("DNC list"),
    ),
    "RemoveNumbersFromDncList: unknown numbers": (
        listing("RemoveNumbersFromDncListRequest", DNC_LIST, NOBODY, "123", "abc"),
        *(SILENT, None),
    ),
    "RemoveNumbersFromDncList: no numbers": (
        by_id("RemoveNumbersFromDncListRequest", DNC_LIST),
        *(BARE, incomplete("RemoveNumbersFromDncListRequest", "CallDnc", "TextDnc", "Numbers")),
    ),
    "AddNumbersToDncList: malformed number": (
        listing("AddNumbersToDncListRequest", DNC_LIST, NOBODY, "123", LISTED, "123456789012"),
        *("BAD_REQUEST", "not phone numbers: 123 123456789012"),
    ),
    "AddNumbersToDncList: word": (
        listing("AddNumbersToDncListRequest", DNC_LIST, NOBODY, "abc"),
        *("BAD_REQUEST", "not phone numbers: abc"),
    ),
    "AddNumbersToDncList: number with hyphens": (
        listing("AddNumbersToDncListRequest", DNC_LIST, NOBODY, "1-213-555-1212"),
        BARE,
        (
            "Unmarshalling Error: cvc-pattern-valid: Value '1-213-555-1212' is not facet-valid with respect to "
            f"pattern {PATTERN} for type 'PhoneNumber'. "
        ),
    ),
    "AddNumbersToDncList: no numbers": (
        by_id("AddNumbersToDncListRequest", DNC_LIST),
        *(BARE, incomplete("AddNumbersToDncListRequest", "CallDnc", "TextDnc", "Numbers")),
    ),
    "CreateDncList: malformed number": (
        f"<CreateDncListRequest><Name>x</Name><Numbers>{NOBODY} 67076</Numbers></CreateDncListRequest>",
        *("BAD_REQUEST", "not phone numbers: 67076"),
    ),
    "CreateDncList: unknown campaign": (
        (
            f"<CreateDncListRequest><Name>x</Name><CampaignId>{UNKNOWN}</CampaignId><Numbers>{NOBODY}</Numbers>"
            "</CreateDncListRequest>"
        ),
        *is_unknown("broadcast"),
    ),
    "QueryDncNumbers: unknown list": (
        f"<QueryDncNumbersRequest><DncListId>{UNKNOWN}</DncListId></QueryDncNumbersRequest>",
        *(SILENT, 'TotalResults="0"'),
    ),
    "QueryDncLists: unknown campaign": (
        f"<QueryDncListsRequest><CampaignId>{UNKNOWN}</CampaignId></QueryDncListsRequest>",
        *(SILENT, 'TotalResults="0"'),
    ),
    "UpdateDncNumber: unknown number": (
        updating(NOBODY),
        *("NOT_FOUND", f"number {NOBODY} is on no DNC list"),
    ),
    "UpdateDncNumber: no number": (
        "<UpdateDncNumberRequest/>",
        *(BARE, incomplete("UpdateDncNumberRequest", "Number")),
    ),
    "DeleteLabel: unknown": (
        "<DeleteLabel><LabelName>nobody's</LabelName></DeleteLabel>",
        *("NOT_FOUND", "no label nobody's"),
    ),
    "LabelBroadcast: unknown broadcast": (
        label_of("LabelBroadcast", UNKNOWN, "new"),
        *is_unknown("broadcast"),
    ),
    "LabelBroadcast: id 0": (label_of("LabelBroadcast", 0, "new"), *is_unknown("broadcast", 0)),
    "UnlabelBroadcast: unknown broadcast": (
        label_of("UnlabelBroadcast", UNKNOWN),
        *("NOT_FOUND", f"broadcast {UNKNOWN} has no label sale"),
    ),
    "UnlabelBroadcast: label not attached": (
        label_of("UnlabelBroadcast", BARE_BROADCAST),
        *("NOT_FOUND", f"broadcast {BARE_BROADCAST} has no label sale"),
    ),
    "UnlabelBroadcast: unknown label": (
        label_of("UnlabelBroadcast", BROADCAST, "nobody's"),
        *("NOT_FOUND", "no label nobody's"),
    ),
    "UnlabelNumber: label not attached": (
        label_of("UnlabelNumber", "14246528111"),
        *("NOT_FOUND", "number 14246528111 has no label sale"),
    ),
    "UnlabelNumber: unknown label": (
        label_of("UnlabelNumber", OWN_NUMBER, "nobody's"),
        *("NOT_FOUND", "no label nobody's"),
    ),
    "LabelNumber: not owned": (
        label_of("LabelNumber", THEIRS, "new"),
        *("NOT_FOUND", f"number {THEIRS} does not exist, or is inactive"),
    ),
    "UnlabelNumber: not owned": (
        label_of("UnlabelNumber", THEIRS),
        *("NOT_FOUND", f"number {THEIRS} does not exist, or is inactive"),
    ),
    "LabelBroadcast: no name": (by_id("LabelBroadcast", 1), BARE, incomplete("LabelBroadcast", "LabelName")),
    "UnlabelBroadcast: no name": (
        by_id("UnlabelBroadcast", 1),
        *(BARE, incomplete("UnlabelBroadcast", "LabelName")),
    ),
    "LabelNumber: no name": (
        f"<LabelNumber><Number>{OWN_NUMBER}</Number></LabelNumber>",
        *(BARE, incomplete("LabelNumber", "LabelName")),
    ),
    "UnlabelNumber: no name": (
        f"<UnlabelNumber><Number>{OWN_NUMBER}</Number></UnlabelNumber>",
        *(BARE, incomplete("UnlabelNumber", "LabelName")),
    ),
    "DeleteLabel: no name": ("<DeleteLabel/>", BARE, incomplete("DeleteLabel", "LabelName")),
    "LabelBroadcast: no id": (
        "<LabelBroadcast><LabelName>new</LabelName></LabelBroadcast>",
        *(BARE, misplaced("LabelName", "Id")),
    ),
    "LabelNumber: no number": (
        "<LabelNumber><LabelName>new</LabelName></LabelNumber>",
        *(BARE, misplaced("LabelName", "Number")),
    ),
    "LabelBroadcast: empty name": (
        label_of("LabelBroadcast", 1, ""),
        *("BAD_REQUEST", "LabelName has 1 to 255 characters"),
    ),
    "LabelNumber: name too long": (
        label_of("LabelNumber", OWN_NUMBER, "x" * 256),
        *("BAD_REQUEST", "LabelName has 1 to 255 characters"),
    ),
    "DeleteLabel: blank name": (
        "<DeleteLabel><LabelName>  </LabelName></DeleteLabel>",
        *("BAD_REQUEST", "LabelName has 1 to 255 characters"),
    ),
}

LISTS = (
    *("<QueryContacts/>", "<QueryContactLists/>", "<QueryDncListsRequest/>", "<QueryDncNumbersRequest/>"),
    *("<QueryLabels/>", "<QueryBroadcasts/>", "<QueryCalls/>", "<QueryTexts/>", "<QuerySoundMeta/>"),
    "<QueryAutoReplies/>",
)
EVERYTHING = (
    *LISTS,
    *(by_id("GetContactList", each) for each in (1, DELETED, EMPTY_LIST)),
    f"<QueryContactBatches><BroadcastId>{BROADCAST}</BroadcastId></QueryContactBatches>",
    f"<QueryBroadcastSchedules><BroadcastId>{BROADCAST}</BroadcastId></QueryBroadcastSchedules>",
)


@pytest.fixture
def owner(api):
    """Answer an account that owns one of everything, and what is named in the matrix."""
    api.contact_list({"homePhone": ANN})
    api.contact_list({"homePhone": BOB})
    api(by_id("DeleteContactList", DELETED))
    assert api.id(create("<ContactId/>")) == EMPTY_LIST
    assert api.create(voice()) == BROADCAST
    assert api.create(voice()) == BARE_BROADCAST
    api.add_batch(BROADCAST, ANN)
    api.schedule(BROADCAST, "09:00:00", "10:00:00")
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(BOB, OWN_NUMBER, "Hello")
    listed = f"<Name>x</Name><Numbers>{LISTED}</Numbers>"
    assert api.id(f"<CreateDncListRequest>{listed}</CreateDncListRequest>") == DNC_LIST
    scoped = f"<CampaignId>{BROADCAST}</CampaignId><Numbers/>"
    api.id(f"<CreateDncListRequest>{scoped}</CreateDncListRequest>")
    api(label_of("LabelBroadcast", BROADCAST))
    api(label_of("LabelNumber", OWN_NUMBER))
    return api


def everything(api):
    """Answer all that both accounts can see, as it goes over the wire, by the account and the question."""
    seen = {"events": api.sandbox("GET", "events", limit=10_000)}
    for login, body in (*product(["sandbox"], EVERYTHING), *product(["sandbox2"], LISTS)):
        api(body, login=login)
        seen[login, body] = api.received
    return seen


# Who is to blame, in SOAP 1.2 and in 1.1: the sender for what the schema refuses.
BLAMED = {True: {"Sender", "Client"}, False: {"Receiver", "Server"}}


def told_by(fault):
    """Answer the kind of a fault and what it says."""
    is_bare = fault.fault_code is None
    assert fault.status == 500
    assert fault.code in BLAMED[is_bare]
    assert fault.message == (None if is_bare else fault.text)
    return fault.fault_code or BARE, fault.text


def answer_to(api, body, **options):
    """Answer the kind of the fault and what it says, or what is answered without one."""
    try:
        answered = api(body, **options)
    except Refused as refused:
        return told_by(refused)
    if answered is None:
        return SILENT, None
    shown = answered.values()
    told = [f'{name}="{shown[name]}"' for name in ("TotalResults", "Size", "Status") if name in shown]
    return SILENT, " ".join(told)


@pytest.mark.parametrize("condition", MATRIX)
def test_a_mistake_is_answered_as_it_always_was_and_nothing_is_stored(owner, condition):
    body, kind, said = MATRIX[condition]
    before = everything(owner)
    for version in SOAP_12, SOAP_11:
        assert answer_to(owner, body, version=version) == (kind, said)
    assert everything(owner) == before


def named(operation, rest="", field="Id"):
    """Answer the request that names something of this id."""
    return f"<{operation}><{field}>{{}}</{field}>{rest}</{operation}>"


SOURCE = f"<ContactSource><Numbers>{NOBODY}</Numbers></ContactSource>"
DAY = "<d:StartTimeOfDay>09:00:00</d:StartTimeOfDay><d:StopTimeOfDay>17:00:00</d:StopTimeOfDay>"
NAMING = {
    "GetContact": named("GetContact"),
    "GetContactHistory": named("GetContactHistory", field="ContactId"),
    "UpdateContacts": '<UpdateContacts><d:Contact id="{}" lastName="Theirs"/></UpdateContacts>',
    "RemoveContacts": named("RemoveContacts", field="ContactId"),
    "QueryContacts": named("QueryContacts", field="ContactListId"),
    "GetContactList": named("GetContactList"),
    "DeleteContactList": named("DeleteContactList"),
    "AddContactsToList": named("AddContactsToList", SOURCE, "ContactListId"),
    "RemoveContactsFromList": named("RemoveContactsFromList", f"<Numbers>{ANN}</Numbers>", "ContactListId"),
    "QueryDncNumbers": named("QueryDncNumbersRequest", field="DncListId"),
    "QueryDncLists": named("QueryDncListsRequest", field="CampaignId"),
    "CreateDncList": named("CreateDncListRequest", f"<Numbers>{NOBODY}</Numbers>", "CampaignId"),
    "GetDncList": named("GetDncListRequest"),
    "DeleteDncList": named("DeleteDncListRequest"),
    "AddNumbersToDncList": named("AddNumbersToDncListRequest", f"<Numbers>{NOBODY}</Numbers>"),
    "RemoveNumbersFromDncList": named("RemoveNumbersFromDncListRequest", f"<Numbers>{LISTED}</Numbers>"),
    "LabelBroadcast": named("LabelBroadcast", "<LabelName>new</LabelName>"),
    "UnlabelBroadcast": named("UnlabelBroadcast", "<LabelName>sale</LabelName>"),
    "GetBroadcast": named("GetBroadcast"),
    "UpdateBroadcast": (
        f'<UpdateBroadcast><d:Broadcast id="{{}}">{fields(Name="x")}'
        "<d:TextBroadcastConfig><d:Message>x</d:Message></d:TextBroadcastConfig>"
        "</d:Broadcast></UpdateBroadcast>"
    ),
    "GetBroadcastStats": named("GetBroadcastStats"),
    "ControlBroadcast": named("ControlBroadcast", "<Command>START</Command>"),
    "CreateContactBatch": named("CreateContactBatch", f"<ToNumber>{NOBODY}</ToNumber>", "BroadcastId"),
    "QueryContactBatches": named("QueryContactBatches", field="BroadcastId"),
    "GetContactBatch": named("GetContactBatch"),
    "ControlContactBatch": named("ControlContactBatch", "<Enabled>false</Enabled>"),
    "CreateBroadcastSchedule": named(
        "CreateBroadcastSchedule",
        f"<d:BroadcastSchedule>{DAY}<d:TimeZone/><d:DaysOfWeek/></d:BroadcastSchedule>",
        "BroadcastId",
    ),
    "QueryBroadcastSchedule": named("QueryBroadcastSchedules", field="BroadcastId"),
    "GetBroadcastSchedule": named("GetBroadcastSchedule"),
    "DeleteBroadcastSchedule": named("DeleteBroadcastSchedule"),
    "SendText": (
        f"<SendText><ToNumber>{NOBODY}</ToNumber>"
        "<d:TextBroadcastConfig><d:Message>x</d:Message></d:TextBroadcastConfig>"
        "<BroadcastId>{}</BroadcastId></SendText>"
    ),
    "QueryTexts": named("QueryTexts", field="BroadcastId"),
    "GetText": named("GetText"),
    "GetAutoReply": named("GetAutoReply"),
    "DeleteAutoReply": named("DeleteAutoReply"),
    "QueryCalls": named("QueryCalls", field="BatchId"),
    "GetCall": named("GetCall"),
    "GetSoundMeta": named("GetSoundMeta"),
    "GetSoundData": named("GetSoundData", "<Format>MP3</Format>"),
}
TEXT_BROADCAST = 3
# Text 2 arrived behind call 1; the lists of opt-outs of both accounts have the first two ids.
OWNED = {"GetText": 2, **dict.fromkeys((each for each in NAMING if "DncList" in each), DNC_LIST)}
OWNED |= dict.fromkeys(("QueryDncLists", "CreateDncList"), BROADCAST) | {"QueryDncNumbers": DNC_LIST}
OWNED |= dict.fromkeys(("QueryTexts", "SendText"), TEXT_BROADCAST)
ABOUT_NUMBERS = {"LabelNumber", "UnlabelNumber", "DeleteLabel", "UpdateDncNumber"}
ELSEWHERE = {"QueryContactLists", "QueryLabels", "CreateContactList"}


def methods_of(service):
    return {name.title().replace("_", "") for name in vars(service) if not name.startswith("_")}


def test_every_operation_on_contacts_and_labels_is_tried():
    tried = set(NAMING) | ABOUT_NUMBERS | ELSEWHERE
    assert methods_of(ContactService) | methods_of(LabelService) <= tried <= implemented_operations()


@pytest.mark.parametrize("operation", NAMING)
def test_an_id_of_another_account_is_answered_like_one_that_nobody_has(owner, operation):
    body, owned = NAMING[operation], OWNED.get(operation, 1)
    before = everything(owner)
    kind, said = answer_to(owner, body.format(owned), login="sandbox2")
    assert everything(owner) == before
    unknown = answer_to(owner, body.format(UNKNOWN), login="sandbox2")
    assert (kind, said and re.sub(rf"\b{owned}\b", str(UNKNOWN), said)) == unknown
    assert kind in {"NOT_FOUND", SILENT}
    assert kind == "NOT_FOUND" or said in {None, "", 'TotalResults="0"'}


# A history has no total.
@pytest.mark.parametrize("operation", sorted(set(NAMING) - {"GetContactHistory"}))
def test_the_owner_is_answered_something_else(owner, operation):
    body, owned = NAMING[operation], OWNED.get(operation, 1)
    before = everything(owner)
    answer = answer_to(owner, body.format(owned))
    assert answer != answer_to(owner, body.format(UNKNOWN)) or everything(owner) != before


def test_a_list_of_contacts_of_another_account_is_empty(owner):
    before = everything(owner)
    made = owner.id(create("<ContactId>1</ContactId>"), login="sandbox2")
    assert answer_to(owner, by_id("GetContactList", made), login="sandbox2")[1].startswith('Size="0"')
    assert answer_to(owner, "<QueryContacts/>", login="sandbox2") == (SILENT, 'TotalResults="0"')
    after = everything(owner)
    changed = {where for where in before if after[where] != before[where]}
    assert changed == {("sandbox2", "<QueryContactLists/>")}


@pytest.mark.parametrize(
    "body",
    [
        updating(LISTED),
        label_of("LabelNumber", OWN_NUMBER, "new"),
        label_of("UnlabelNumber", OWN_NUMBER),
        "<DeleteLabel><LabelName>sale</LabelName></DeleteLabel>",
    ],
)
def test_a_number_or_a_label_of_another_account_is_answered_like_one_that_nobody_has(owner, body):
    before = everything(owner)
    kind, said = answer_to(owner, body, login="sandbox2")
    unknown = body.replace(LISTED, NOBODY).replace(OWN_NUMBER, THEIRS)
    assert kind == "NOT_FOUND"
    assert everything(owner) == before
    owner("<DeleteLabel><LabelName>sale</LabelName></DeleteLabel>")
    expected = said.replace(LISTED, NOBODY).replace(OWN_NUMBER, THEIRS)
    assert answer_to(owner, unknown, login="sandbox2") == (kind, expected)


@pytest.mark.parametrize("version", [SOAP_11, SOAP_12])
@pytest.mark.parametrize("body", ["<QueryContacts/>", "<QueryDncListsRequest/>", "<QueryLabels/>"])
def test_wrong_credentials_are_status_401_without_a_word(api, body, version):
    assert api.post(body, login="nobody", version=version) == (401, b"")
