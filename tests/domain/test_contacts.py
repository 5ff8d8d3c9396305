"""What a contact is, and what lists are checked for."""

import pytest

from callfire_soap.domain.contacts import (
    COLUMN_BY_NAME,
    LIST_IN_PROGRESS,
    RESOLUTIONS,
    ContactListStatus,
    Person,
    Resolution,
    Safeguard,
    shown_status,
)


@pytest.mark.parametrize(
    ("phones", "number"),
    [(("1", "2", "3"), "1"), ((None, "2", "3"), "2"), ((None, None, "3"), "3"), ((None, None, None), None)],
)
def test_the_first_slot_is_dialled(phones, number):
    home, work, mobile = phones
    assert Person(home_phone=home, work_phone=work, mobile_phone=mobile).number == number


def test_newer_information_overwrites_older_and_leaves_the_rest():
    old = Person("Ann", "Old", home_phone="1", fields={"a": "1", "b": "2"})
    newer = Person(last_name="New", work_phone="2", fields={"b": "3"})
    assert old.with_newer(newer) == Person(
        "Ann", "New", home_phone="1", work_phone="2", fields={"a": "1", "b": "3"}
    )
    assert old.with_newer(Person()) == old
    assert Person().with_newer(Person()) == Person()


ANN, BOB, CID, DOT = (f"1213555{ending}" for ending in ("2001", "2002", "2003", "2004"))


def phones_of(*phones):
    home, work, mobile = phones
    return Person(home_phone=home, work_phone=work, mobile_phone=mobile)


@pytest.mark.parametrize(
    ("mine", "more", "together"),
    [
        # Each in its own slot, or else in another that is free.
        ((ANN, None, None), (None, BOB, CID), (ANN, BOB, CID)),
        ((ANN, None, None), (BOB, None, None), (ANN, BOB, None)),
        ((None, ANN, None), (None, BOB, CID), (BOB, ANN, CID)),
        ((ANN, None, None), (BOB, CID, None), (ANN, CID, BOB)),
        ((None, ANN, BOB), (None, CID, DOT), (CID, ANN, BOB)),
        ((None, None, ANN), (None, None, BOB), (BOB, None, ANN)),
        # Nobody gives way where there is no room.
        ((ANN, BOB, CID), (DOT, None, None), (ANN, BOB, CID)),
        # A number that is known, however it is spelled, comes once; what follows it comes all the same.
        ((ANN, None, None), (ANN[1:], BOB, None), (ANN, BOB, None)),
        ((ANN, None, None), (None, "+" + ANN, BOB), (ANN, None, BOB)),
        ((ANN, None, None), (BOB, BOB[1:], None), (ANN, BOB, None)),
    ],
)
def test_more_phones_go_where_there_is_room(mine, more, together):
    assert phones_of(*mine).with_more(more) == phones_of(*together)


def test_a_phone_that_gives_way_to_a_newer_one_is_kept_where_there_is_room():
    assert phones_of(ANN, BOB, None).with_newer(phones_of(CID, None, None)) == phones_of(CID, BOB, ANN)
    assert phones_of(ANN, BOB, CID).with_newer(phones_of(DOT, None, None)) == phones_of(DOT, BOB, CID)


def test_a_contact_loses_the_phones_with_some_numbers():
    assert phones_of(ANN[1:], BOB, None).without({ANN, CID}) == phones_of(None, BOB, None)


def test_statuses_are_shown_in_the_words_of_2014():
    shown = {str(each): str(shown_status(each)) for each in ContactListStatus}
    assert {each: word for each, word in shown.items() if each != word} == {
        "IMPORTING": "VALIDATING",
        "IMPORT_FAILED": "ERRORS",
    }


def test_columns_and_fields_are_the_same():
    assert (*COLUMN_BY_NAME.values(), "fields") == Person._fields


def test_there_are_seven_safeguards_each_with_its_resolution_k7():
    assert len(Safeguard) == 7
    assert set(RESOLUTIONS) == set(Safeguard)


@pytest.mark.parametrize(
    ("name", "resolution"),
    [
        ("LIST_COLUMNS_UNMAPPED", Resolution.USE_DEFAULT_COLUMNS),
        ("LIST_HAS_DUPLICATE_NUMBERS", Resolution.SCRUB),
        ("LIST_HAS_DNC_CONTACTS", Resolution.SCRUB),
        ("LIST_HAS_CONTACT_CONFLICTS", Resolution.MERGE),
        ("LIST_HAS_INVALID_NUMBERS", Resolution.SCRUB),
    ],
)
def test_errors_are_resolved_as_documented(name, resolution):
    assert RESOLUTIONS[Safeguard(name)] is resolution


def test_only_lists_in_progress_change_by_themselves():
    assert {str(status) for status in LIST_IN_PROGRESS} == {"VALIDATING", "IMPORTING"}
    assert [str(status) for status in ContactListStatus][-2:] == ["PARSE_FAILED", "COLUMN_TOO_LARGE"]
