"""One account never sees, changes or uses what another one owns."""

import pytest
import zeep

from callfire_soap.bootstrap import implemented_operations
from tests.acceptance.golden_cases import SOUND, WAV, create_auto_reply, create_schedule, number, send_text
from tests.clients import fault_code

TEXT = {"Message": "Hello"}
VOICE = {"Broadcast": {"Name": "Mine", "VoiceBroadcastConfig": SOUND}}
SCHEDULE = {"StartTimeOfDay": "09:00:00", "StopTimeOfDay": "17:00:00", "TimeZone": "EST", "DaysOfWeek": []}
AUTO_REPLY = {"Number": "12135551126", "Match": "", "Message": "Hello"}
NUMBERS = [number("18185551212")]
REFUSING = "12132209999"
LISTED = {"Numbers": {"_value_1": ["18185551212"]}}

# What the other account tries with the first of everything that `sandbox` owns, and how it fails.
NAMING = {
    "CreateBroadcast": (VOICE, "BAD_REQUEST"),
    "GetBroadcast": ({"Id": 1}, "NOT_FOUND"),
    "UpdateBroadcast": ({"Broadcast": {"id": 1, "Name": "Mine", "TextBroadcastConfig": TEXT}}, "NOT_FOUND"),
    "GetBroadcastStats": ({"Id": 1}, "NOT_FOUND"),
    "ControlBroadcast": ({"Id": 1, "Command": "START"}, "NOT_FOUND"),
    "CreateContactBatch": ({"BroadcastId": 1, "ToNumber": NUMBERS}, "NOT_FOUND"),
    "QueryContactBatches": ({"BroadcastId": 1}, "NOT_FOUND"),
    "GetContactBatch": ({"Id": 1}, "NOT_FOUND"),
    "ControlContactBatch": ({"Id": 1, "Enabled": False}, "NOT_FOUND"),
    "CreateBroadcastSchedule": ({"BroadcastId": 1, "BroadcastSchedule": SCHEDULE}, "NOT_FOUND"),
    "QueryBroadcastSchedule": ({"BroadcastId": 1}, "NOT_FOUND"),
    "GetBroadcastSchedule": ({"Id": 1}, "NOT_FOUND"),
    "DeleteBroadcastSchedule": ({"Id": 1}, "NOT_FOUND"),
    "SendText": ({"BroadcastId": 2, "ToNumber": NUMBERS, "TextBroadcastConfig": TEXT}, "NOT_FOUND"),
    "GetText": ({"Id": 3}, "NOT_FOUND"),
    "CreateAutoReply": ({"AutoReply": AUTO_REPLY}, "NOT_FOUND"),
    "GetAutoReply": ({"Id": 1}, "NOT_FOUND"),
    "DeleteAutoReply": ({"Id": 1}, "NOT_FOUND"),
    "SendCall": ({"ToNumber": NUMBERS, "VoiceBroadcastConfig": SOUND}, "BAD_REQUEST"),
    "GetCall": ({"Id": 1}, "NOT_FOUND"),
    "GetSoundMeta": ({"Id": 1}, "NOT_FOUND"),
    "GetSoundData": ({"Id": 1}, "NOT_FOUND"),
    "GetRecordingData": ({"RecordingId": 1}, "NOT_FOUND"),
    "GetContact": ({"Id": 1}, "NOT_FOUND"),
    "GetContactList": ({"Id": 1}, "NOT_FOUND"),
    "AddContactsToList": ({"ContactListId": 1, "ContactSource": LISTED}, "NOT_FOUND"),
    "RemoveContactsFromList": ({"ContactListId": 1, "Numbers": [REFUSING]}, "NOT_FOUND"),
    "UpdateDncNumber": ({"Number": REFUSING, "CallDnc": False}, "NOT_FOUND"),
    "GetDncList": ({"Id": 3}, "NOT_FOUND"),
    "DeleteDncList": ({"Id": 3}, "NOT_FOUND"),
    "AddNumbersToDncList": ({"Id": 3, "Numbers": ["12132209998"]}, "NOT_FOUND"),
    "RemoveNumbersFromDncList": ({"Id": 3, "Numbers": [REFUSING]}, "NOT_FOUND"),
    "DeleteLabel": ({"LabelName": "shop"}, "NOT_FOUND"),
    "LabelBroadcast": ({"Id": 1, "LabelName": "shop"}, "NOT_FOUND"),
    "UnlabelBroadcast": ({"Id": 1, "LabelName": "shop"}, "NOT_FOUND"),
    "LabelNumber": ({"Number": "12135551126", "LabelName": "shop"}, "NOT_FOUND"),
    "UnlabelNumber": ({"Number": "12135551126", "LabelName": "shop"}, "NOT_FOUND"),
    "GetNumber": ({"Number": "12135551126"}, "NOT_FOUND"),
}
# These skip what they do not know without a fault.
SKIPPING = {
    "UpdateContacts": {"Contact": [{"id": 1, "lastName": "Theirs"}]},
    "RemoveContacts": {"ContactId": [1]},
    "DeleteContactList": {"Id": 1},
    "CreateContactList": {"Name": "Theirs", "ContactSource": {"ContactId": [1]}},
    "QueryContactLists": {},
    "QueryDncLists": {},
}
LISTING = {
    "QueryBroadcasts": {},
    "QueryTexts": {},
    "QueryAutoReplies": {},
    "QueryCalls": {},
    "QuerySoundMeta": {},
    "GetCallerIds": {},
    "QueryContacts": {},
    "QueryDncNumbers": {},
    "QueryLabels": {},
    "QueryNumbers": {"Region": {}},
    "QueryKeywords": {},
}
# These name nothing that anybody could own before.
CREATING = {"CreateSound", "SendVerificationCodeToCallerId", "VerifyCallerId", "CreateDncList"}
# Its answer has no TotalResults: test_contacts.py tries it.
ELSEWHERE = {"GetContactHistory"}


@pytest.fixture
def owner(api, sandbox):
    """Answer the client of an account that owns something of everything."""
    create_schedule(api, sandbox)
    api.CreateContactBatch(BroadcastId=1, ToNumber=NUMBERS, Start=True)
    api.SendText(ToNumber=NUMBERS, TextBroadcastConfig=TEXT)
    send_text(api, sandbox)
    create_auto_reply(api, sandbox)
    api.CreateContactList(Name="Mine", ContactSource=LISTED)
    api.CreateDncList(Name="Mine", Numbers=[REFUSING])
    sandbox.advance(60)
    return api


def everything(api):
    """Answer all that an account can list, as it went over the wire."""
    answers = []
    for operation, arguments in LISTING.items():
        getattr(api, operation)(**arguments)
        answers.append(api.transport.received)
    return answers


def test_every_operation_is_tried():
    assert set(NAMING) | set(LISTING) | set(SKIPPING) | CREATING | ELSEWHERE == implemented_operations()


@pytest.mark.parametrize("operation", NAMING)
def test_what_another_account_owns_cannot_be_named(owner, stranger, operation):
    arguments, code = NAMING[operation]
    before = everything(owner)
    with pytest.raises(zeep.exceptions.Fault) as refused:
        getattr(stranger, operation)(**arguments)
    assert fault_code(refused.value) == code
    assert everything(owner) == before


@pytest.mark.parametrize("operation", SKIPPING)
def test_what_another_account_owns_is_skipped(owner, stranger, operation):
    before = everything(owner)
    getattr(stranger, operation)(**SKIPPING[operation])
    assert everything(owner) == before
    assert stranger.QueryContacts().TotalResults == 0
    assert owner.GetContactList(1).Size == 1


# Nothing records yet.
@pytest.mark.parametrize(
    "operation", [name for name in NAMING if name.startswith(("Get", "Query")) and "Recording" not in name]
)
def test_what_is_ones_own_can_be_named(owner, operation):
    arguments, _ = NAMING[operation]
    assert getattr(owner, operation)(**arguments) is not None


@pytest.mark.parametrize("operation", LISTING)
def test_what_another_account_owns_is_not_listed(owner, stranger, operation):
    assert getattr(owner, operation)(**LISTING[operation]).TotalResults > 0
    assert getattr(stranger, operation)(**LISTING[operation]).TotalResults == 0


@pytest.mark.parametrize("filter_", [{"BroadcastId": 1}, {"BatchId": 1}, {"ToNumber": "18185551212"}])
def test_filters_find_nothing_of_another_account(owner, stranger, filter_):
    assert owner.QueryCalls(**filter_).TotalResults == 1
    assert stranger.QueryCalls(**filter_).TotalResults == 0


def test_a_label_of_another_account_is_unknown(owner, stranger):
    assert owner.QueryTexts(LabelName="shop").TotalResults == 3
    with pytest.raises(zeep.exceptions.Fault) as refused:
        stranger.QueryTexts(LabelName="shop")
    assert fault_code(refused.value) == "NOT_FOUND"


def test_a_request_id_of_another_account_is_a_new_one(owner, stranger):
    first = owner.SendText(RequestId="same", ToNumber=NUMBERS, TextBroadcastConfig=TEXT)
    second = stranger.SendText(RequestId="same", ToNumber=NUMBERS, TextBroadcastConfig=TEXT)
    assert first != second
    assert stranger.GetBroadcast(second).id == second


def test_the_same_sound_belongs_to_each_account_by_itself(owner, stranger):
    mine, other = owner.CreateSound(Data=WAV), stranger.CreateSound(Data=WAV)
    assert mine != other
    assert stranger.QuerySoundMeta().TotalResults == 1


def test_a_code_that_another_account_asked_for_verifies_nothing(sandbox, owner, stranger):
    owner.SendVerificationCodeToCallerId(CallerId="3105551299")
    code = sandbox.have("GET", "caller-ids/13105551299/code")["code"]
    assert stranger.VerifyCallerId(CallerId="3105551299", VerificationCode=code) is False
    assert owner.VerifyCallerId(CallerId="3105551299", VerificationCode=code) is True
    assert stranger.GetCallerIds().TotalResults == 0


def test_texts_to_a_number_reach_its_owner_alone(sandbox, owner, stranger):
    before = owner.QueryTexts(Inbound=True).TotalResults
    sandbox.have("POST", "texts", {"from": "18185551212", "to": "12135551126", "message": "Hello"})
    assert owner.QueryTexts(Inbound=True).TotalResults == before + 1
    assert stranger.QueryTexts().TotalResults == 0
