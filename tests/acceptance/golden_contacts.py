"""One call of each operation on contacts, lists, DNC and labels; the last call of a case is kept."""

PEOPLE = [
    {
        "firstName": "Zoë",
        "lastName": "O'Neil & <Sons>",
        "homePhone": "12132201001",
        "externalId": "7",
        "_attr_1": {"age": "30"},
    },
    {"firstName": "Bob", "zipcode": "90210", "workPhone": "12132201002", "mobilePhone": "12132201003"},
]
FILE = 'firstName,lastName,homePhone,city\nZoë,"O\'Neil, Jr.",(213) 220-1001,Köln\nBob,,12132201002,\n'
SOUND = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
OWN = "12135551126"


def create_contact_list(api, _sandbox):
    return api.CreateContactList(
        RequestId="people", Name="People", Validate=True, ContactSource={"Contact": PEOPLE}
    )


def query_contacts(api, sandbox):
    listed = create_contact_list(api, sandbox)
    api.QueryContacts(MaxResults=5, FirstResult=0, Field="firstName", ContactListId=listed, String="zo")


def update_contacts(api, sandbox):
    create_contact_list(api, sandbox)
    api.UpdateContacts(Contact=[{"id": 1, "lastName": "New", "_attr_1": {"age": "31"}}, {"id": 99}])


def remove_contacts(api, sandbox):
    create_contact_list(api, sandbox)
    api.RemoveContacts(ContactId=[1, 99])


def get_contact(api, sandbox):
    update_contacts(api, sandbox)
    api.GetContact(1)


def get_contact_history(api, sandbox):
    create_contact_list(api, sandbox)
    api.SendText(ToNumber="12132201001", TextBroadcastConfig={"Message": "Hello"})
    api.SendCall(ToNumber="12132201001", VoiceBroadcastConfig=SOUND)
    sandbox.advance(600)
    api.GetContactHistory(ContactId=1, MaxResults=10, FirstResult=0)


def query_contact_lists(api, sandbox):
    create_contact_list(api, sandbox)
    api.CreateContactList(Name="File", ContactSource={"File": FILE.encode()})
    api.QueryContactLists(MaxResults=10, FirstResult=0)


def delete_contact_list(api, sandbox):
    api.DeleteContactList(create_contact_list(api, sandbox))


def add_contacts_to_list(api, sandbox):
    listed = create_contact_list(api, sandbox)
    numbers = {"_value_1": ["12132201004", "12132201005"], "fieldName": "workPhone"}
    api.AddContactsToList(ContactListId=listed, Validate=False, ContactSource={"Numbers": numbers})


def get_contact_list(api, sandbox):
    add_contacts_to_list(api, sandbox)
    api.GetContactList(1)


def remove_contacts_from_list(api, sandbox):
    api.RemoveContactsFromList(ContactListId=create_contact_list(api, sandbox), Numbers=["12132201003"])


def create_dnc_list(api, _sandbox):
    return api.CreateDncList(
        Name="Complaints", CallDnc=True, TextDnc=False, Numbers=["12132201001", "2132201002"]
    )


def query_dnc_numbers(api, sandbox):
    listed = create_dnc_list(api, sandbox)
    wanted = {"DncListId": listed, "DncListName": "plain", "CallDnc": True, "TextDnc": False}
    api.QueryDncNumbers(MaxResults=10, FirstResult=0, Prefix="1213", **wanted)


def update_dnc_number(api, sandbox):
    create_dnc_list(api, sandbox)
    api.UpdateDncNumber(Number="12132201001", CallDnc=False, TextDnc=True)


def query_dnc_lists(api, sandbox):
    create_dnc_list(api, sandbox)
    broadcast = api.CreateBroadcast(Broadcast={"Name": "Calls", "VoiceBroadcastConfig": SOUND})
    api.CreateDncList(Name="Of one", CampaignId=broadcast, Numbers=["12132201003"])
    api.QueryDncLists(MaxResults=10, FirstResult=0)


def get_dnc_list(api, sandbox):
    api.GetDncList(create_dnc_list(api, sandbox))


def delete_dnc_list(api, sandbox):
    api.DeleteDncList(create_dnc_list(api, sandbox))


def add_numbers_to_dnc_list(api, sandbox):
    api.AddNumbersToDncList(Id=create_dnc_list(api, sandbox), TextDnc=True, Numbers=["+12132201004"])


def remove_numbers_from_dnc_list(api, sandbox):
    api.RemoveNumbersFromDncList(Id=create_dnc_list(api, sandbox), CallDnc=True, Numbers=["12132201001"])


def label_broadcast(api, _sandbox):
    broadcast = api.CreateBroadcast(Broadcast={"Name": "Calls", "VoiceBroadcastConfig": SOUND})
    api.LabelBroadcast(Id=broadcast, LabelName="spring sale")
    return broadcast


def unlabel_broadcast(api, sandbox):
    api.UnlabelBroadcast(Id=label_broadcast(api, sandbox), LabelName="spring sale")


def label_number(api, _sandbox):
    api.LabelNumber(Number=OWN, LabelName="front desk")


def unlabel_number(api, sandbox):
    label_number(api, sandbox)
    api.UnlabelNumber(Number=OWN, LabelName="front desk")


def query_numbers(api, _sandbox):
    api.LabelNumber(Number="12135551126", LabelName="shop")
    return api.QueryNumbers(MaxResults=10, Region={"Prefix": "1213", "Country": "US"}, LabelName="shop")


def get_number(api, _sandbox):
    return api.GetNumber(Number="18555551234")


def query_keywords(api, _sandbox):
    return api.QueryKeywords(MaxResults=10)


def query_labels(api, sandbox):
    label_broadcast(api, sandbox)
    label_number(api, sandbox)
    api.QueryLabels(MaxResults=10, FirstResult=0)


def delete_label(api, sandbox):
    label_number(api, sandbox)
    api.DeleteLabel(LabelName="front desk")


CASES = {
    "QueryContacts": query_contacts,
    "UpdateContacts": update_contacts,
    "RemoveContacts": remove_contacts,
    "GetContact": get_contact,
    "GetContactHistory": get_contact_history,
    "CreateContactList": create_contact_list,
    "QueryContactLists": query_contact_lists,
    "DeleteContactList": delete_contact_list,
    "AddContactsToList": add_contacts_to_list,
    "GetContactList": get_contact_list,
    "RemoveContactsFromList": remove_contacts_from_list,
    "QueryDncNumbers": query_dnc_numbers,
    "UpdateDncNumber": update_dnc_number,
    "QueryDncLists": query_dnc_lists,
    "CreateDncList": create_dnc_list,
    "GetDncList": get_dnc_list,
    "DeleteDncList": delete_dnc_list,
    "AddNumbersToDncList": add_numbers_to_dnc_list,
    "RemoveNumbersFromDncList": remove_numbers_from_dnc_list,
    "DeleteLabel": delete_label,
    "QueryLabels": query_labels,
    "QueryNumbers": query_numbers,
    "GetNumber": get_number,
    "QueryKeywords": query_keywords,
    "LabelBroadcast": label_broadcast,
    "UnlabelBroadcast": unlabel_broadcast,
    "LabelNumber": label_number,
    "UnlabelNumber": unlabel_number,
}
