"""Filters of any length: what holds them is found, and nothing else happens."""

import pytest

from tests.behaviour.outside import number

HELD_LENGTHS = [99, 101, 240]
LONGER_THAN_ANY = [300, 50_001, 200_000]
LENGTHS = HELD_LENGTHS + LONGER_THAN_ANY
SIGNS = ["a", "%", "_", "/", "7", "\u00e9", "\U0001f600"]


def found(api, filters):
    return [each["id"] for each in api(f"<QueryContacts>{filters}</QueryContacts>").all("Contact")]


@pytest.mark.parametrize("length", HELD_LENGTHS)
@pytest.mark.parametrize("sign", SIGNS)
def test_contacts_are_found_by_texts_of_any_length(api, sign, length):
    api.contact_list({"homePhone": number(0), "story": f"Once {sign * length} ago"}, {"homePhone": number(1)})
    [holder] = [each["id"] for each in api("<QueryContacts/>").all("Contact") if each["story"]]

    assert found(api, f"<String>{sign * length}</String>") == [holder]
    assert found(api, f"<Field>story</Field><String>{sign * length}</String>") == [holder]
    assert found(api, f"<Field>story</Field><String>{sign * (length + 1)}</String>") == []
    assert found(api, f"<Field>homePhone</Field><String>{sign * length}</String>") == []


@pytest.mark.parametrize("length", LONGER_THAN_ANY)
@pytest.mark.parametrize("sign", SIGNS)
def test_no_contact_holds_a_text_longer_than_any_field(api, sign, length):
    api.contact_list({"homePhone": number(0), "story": sign * 255})

    assert found(api, f"<String>{sign * length}</String>") == []
    assert found(api, f"<Field>story</Field><String>{sign * length}</String>") == []


def test_case_means_nothing_in_long_texts_either(api):
    api.contact_list({"homePhone": number(0), "story": "Abc \u00c9" * 50})

    wanted = "aBC \u00e9" * 49
    assert len(found(api, f"<String>{wanted}</String>")) == 1


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("name", ["Name", "DncListName"])
def test_do_not_contact_lists_are_looked_for_by_names_of_any_length(api, name, sign):
    api.id(f"<CreateDncListRequest><Name>People</Name><Numbers>{number(0)}</Numbers></CreateDncListRequest>")
    request = {"Name": "QueryDncListsRequest", "DncListName": "QueryDncNumbersRequest"}[name]

    for length in LENGTHS:
        answer = api(f"<{request}><{name}>{sign * length}</{name}></{request}>")
        assert answer.TotalResults == "0"
