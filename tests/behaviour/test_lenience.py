"""What comes in is judged more kindly than the schema says, where the original service was kind."""

import pytest

from tests.behaviour.outside import Refused, number

ANN, BOB = number(0), number(1)


def members(api, list_id):
    found = api(f"<QueryContacts><ContactListId>{list_id}</ContactListId></QueryContacts>")
    return sorted(contact["homePhone"] for contact in found.all("Contact"))


@pytest.mark.parametrize("separator", [" ", ",", ", ", " , ", "\n,"])
def test_numbers_are_separated_by_blanks_or_commas(api, separator):
    body = f"<Name>People</Name><ContactSource><Numbers>{ANN}{separator}{BOB}</Numbers></ContactSource>"
    created = api.id(f"<CreateContactList>{body}</CreateContactList>")
    assert members(api, created) == [ANN, BOB]


@pytest.mark.parametrize("separator", [" ", ",", ", "])
def test_ids_are_separated_by_blanks_or_commas(api, separator):
    created = api.contact_list({"homePhone": ANN}, {"homePhone": BOB})
    ids = [each["id"] for each in api("<QueryContacts/>").all("Contact")]
    api(
        f"<RemoveContactsFromList><ContactListId>{created}</ContactListId>"
        f"<ContactId>{separator.join(ids)}</ContactId></RemoveContactsFromList>"
    )
    assert members(api, created) == []


@pytest.mark.parametrize(("numbers", "wrong"), [("1310x", "1310x"), (f"{ANN},13-10", "13-10")])
def test_each_item_is_still_looked_at(api, numbers, wrong):
    body = f"<Name>People</Name><ContactSource><Numbers>{numbers}</Numbers></ContactSource>"
    with pytest.raises(Refused) as refused:
        api(f"<CreateContactList>{body}</CreateContactList>")
    assert str(refused.value).startswith(
        f"schema fault: Unmarshalling Error: cvc-pattern-valid: Value '{wrong}' is not"
    )
    assert refused.value.fault_code is None


def test_words_of_enumerations_are_separated_by_blanks_only(api):
    with pytest.raises(Refused, match="cvc-enumeration-valid: Value 'READY,FINISHED'"):
        api("<QueryCalls><State>READY,FINISHED</State></QueryCalls>")


def test_an_empty_phone_of_a_contact_is_none(api):
    api.contact_list({"homePhone": ANN, "workPhone": BOB, "mobilePhone": ""})
    [contact] = api("<QueryContacts/>").all("Contact")
    assert (contact["homePhone"], contact["workPhone"], contact["mobilePhone"]) == (ANN, BOB, None)
    api(f'<UpdateContacts><d:Contact id="{contact["id"]}" workPhone=""/></UpdateContacts>')
    [contact] = api("<QueryContacts/>").all("Contact")
    assert (contact["homePhone"], contact["workPhone"]) == (ANN, None)


def test_a_phone_that_is_not_empty_is_still_looked_at(api):
    with pytest.raises(Refused, match="cvc-pattern-valid: Value '310-555' is not facet-valid"):
        api('<UpdateContacts><d:Contact id="1" workPhone="310-555"/></UpdateContacts>')
