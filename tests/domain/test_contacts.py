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
