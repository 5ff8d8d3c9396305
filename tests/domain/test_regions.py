"""Where numbers are at home, and which of them a question finds."""

from dataclasses import fields

import pytest

from callfire_soap.domain.regions import Region, region_of

NAPERVILLE = Region(
    prefix="1630555",
    city="Naperville",
    state="IL",
    zipcode="60540",
    country="US",
    lata="358",
    rate_center="NAPERVILLE",
    latitude=41.75,
    longitude=-88.15,
    time_zone="America/Chicago",
)


def test_a_number_is_at_home_where_its_digits_say():
    known = Region(prefix="1312555", country="US", time_zone="America/Chicago")
    assert region_of("13125551212") == known
    assert region_of("16045551212").country == "CA"


@pytest.mark.parametrize("name", [each.name for each in fields(Region)])
def test_each_field_that_is_asked_for_must_fit(name):
    assert NAPERVILLE.lies_in(Region(**{name: getattr(NAPERVILLE, name)}))
    assert not NAPERVILLE.lies_in(Region(**{name: 1.5 if name.endswith("tude") else "else"}))


def test_all_fields_must_fit_and_none_ask_for_nothing():
    assert NAPERVILLE.lies_in(Region())
    assert NAPERVILLE.lies_in(NAPERVILLE)
    assert not NAPERVILLE.lies_in(Region(city="Naperville", state="NY"))


@pytest.mark.parametrize(
    ("wanted", "lies"),
    [
        (Region(city="NAPERVILLE"), True),
        (Region(city="Naper"), False),
        (Region(city=""), True),
        (Region(prefix=""), True),
        (Region(prefix="1630"), True),
        (Region(prefix="1630555"), True),
        (Region(prefix="630"), False),
        (Region(latitude=0.0), False),
    ],
)
def test_a_prefix_fits_by_its_beginning_and_texts_whole_in_any_case(wanted, lies):
    assert NAPERVILLE.lies_in(wanted) is lies


def test_what_is_not_known_fits_no_wish():
    assert not Region(prefix="1630555").lies_in(Region(city="Naperville"))
    assert not Region().lies_in(Region(latitude=0.0))
