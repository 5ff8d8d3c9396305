"""Phone numbers as they are spelled and judged."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.phone_numbers import (
    SHARED_SHORT_CODE,
    is_dialable,
    is_foreign,
    is_number,
    is_restricted,
    is_short_code,
    is_toll_free,
    may_be_connected,
    normalize,
    number_of,
    part_of_number,
    spellings_of,
)


@pytest.mark.parametrize(
    ("spelled", "stored"),
    [
        ("+12135551212", "12135551212"),
        ("12135551212", "12135551212"),
        ("2135551212", "12135551212"),
        ("+2135551212", "+2135551212"),
        ("+6562345678", "+6562345678"),
        ("+33123456789", "33123456789"),
        ("+4712345", "4712345"),
        ("67076", "67076"),
        ("1234", "1234"),
        ("48945317921", "48945317921"),
        ("abcdefghij", "abcdefghij"),
        ("Front_Desk", "Front_Desk"),
        ("", ""),
    ],
)
def test_numbers_are_stored_with_11_digits_and_no_plus(spelled, stored):
    assert normalize(spelled) == stored


@given(st.from_regex(r"(\+?[0-9]+|[a-zA-Z_]+)", fullmatch=True))
def test_a_stored_number_stays_as_it_is(spelled):
    assert normalize(normalize(spelled)) == normalize(spelled)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("12135551126", "Los Angeles"),
        ("12125551212", "New York"),
        ("14165551212", "Toronto"),
        ("16045551212", "Vancouver"),
        ("18005551234", "toll-free"),
        ("18555551234", "toll-free"),
    ],
)
def test_numbers_of_the_united_states_and_canada_are_dialled(number, why):
    assert is_dialable(number), why


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("11234567890", "no area code begins with 1"),
        ("10005551212", "nor with 0"),
        ("12131551212", "no exchange begins with 1"),
        ("19995551212", "nobody has this area code"),
        ("12425551212", "the Bahamas"),
        ("18765551212", "Jamaica"),
        ("18095551212", "the Dominican Republic"),
        ("19005551212", "premium rate"),
        ("2135551212", "not normalized"),
        ("+12135551212", "not normalized"),
        ("112135551212", "too long"),
        ("1213555121", "too short"),
        ("48945317921", "Poland"),
        ("111111", "the sample of an invalid recipient of a call"),
        ("1234", "the sample of an invalid recipient of a text"),
        ("67076", "a short code"),
        ("911", "emergency"),
        ("Front_Desk", "letters"),
        ("", "nothing"),
    ],
)
def test_other_numbers_are_not_dialled(number, why):
    assert not is_dialable(number), why


@given(st.from_regex(r"[2-9][0-9]{2}[1-9][0-9]{6}", fullmatch=True))
def test_the_library_agrees_on_what_is_a_number_of_the_united_states_or_canada(national):
    parsed = phonenumbers.PhoneNumber(country_code=1, national_number=int(national))
    region = phonenumbers.region_code_for_number(parsed)
    kind = phonenumbers.number_type(parsed)
    premium = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.UAN}
    assert is_dialable("1" + national) == (region in {"US", "CA"} and kind not in premium)


def test_premium_numbers_are_refused():
    assert is_restricted("19005551212")
    assert not is_restricted("12135551212")
    assert not is_restricted("1900")


def test_the_shared_short_code_is_a_sender_only():
    assert not is_dialable(SHARED_SHORT_CODE)


@pytest.mark.parametrize("area", ["800", "833", "844", "855", "866", "877", "888"])
def test_calls_to_some_areas_cost_the_caller_nothing(area):
    assert is_toll_free(f"1{area}5551212")


@pytest.mark.parametrize("number", ["12135551212", "1800", "8005551212", "67076", ""])
def test_calls_elsewhere_cost_the_caller_something(number):
    assert not is_toll_free(number)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("213", "213"),
        ("(213) 555-12", "21355512"),
        ("+1 213", "1213"),
        ("\u200e213\u2010555.1212\u202c", "2135551212"),
        ("2135551212", "2135551212"),
        # Ten digits behind a plus are in Singapore, and begin with 1 all the same where they are in this country.
        ("+6512345678", "+6512345678"),
        ("+1213555121", "1213555121"),
        (" none ", "none"),
        ("+", "+"),
        ("\u0662\u0663", "\u0662\u0663"),
    ],
)
def test_parts_of_numbers_are_looked_for_as_numbers_are_stored(text, part):
    assert part_of_number(text) == part


@pytest.mark.parametrize(
    ("phone", "number", "foreign"),
    [
        ("12135551212", True, False),
        ("+12135551212", True, False),
        ("442071838750", True, True),
        ("+442071838750", True, True),
        ("67076", True, False),
        ("2135551212", True, False),
        ("+6512345678", True, True),
        ("911", True, False),
        ("none", False, False),
        ("whoever it is", False, False),
        ("", False, False),
        ("+", False, False),
    ],
)
def test_numbers_are_told_from_words_and_foreign_ones_from_others(phone, number, foreign):
    assert (is_number(phone), is_foreign(phone)) == (number, foreign)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(213) 555-1212", "12135551212"),
        ("+1.213.555.1212", "12135551212"),
        ("15551234567", "15551234567"),
        ("11135551212", None),
        ("10135551212", None),
        ("911", None),
        ("1213555121", None),
        ("22135551212", None),
        ("1213555121x", None),
        ("121355512123", None),
    ],
)
def test_a_dialplan_may_dial_whatever_has_the_shape_of_a_number(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("12135551212", True),
        ("18005551212", True),
        ("19005551212", False),
        ("911", False),
        ("67076", False),
        ("442071838750", False),
        ("none", False),
    ],
)
def test_nobody_is_connected_with_whom_the_service_may_not_call(number, may):
    assert may_be_connected(number) is may


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("12135551212", ("12135551212", "2135551212")),
        ("2135551212", ("12135551212", "2135551212")),
        ("+12135551212", ("12135551212", "2135551212")),
        ("442071838750", ("442071838750",)),
        ("44207183875", ("44207183875",)),
        ("1213555", ("1213555",)),
        ("67076", ("67076",)),
    ],
)
def test_a_number_of_this_country_may_be_spelled_without_its_country(given, spelled):
    assert spellings_of(given) == spelled


@pytest.mark.parametrize(
    ("number", "is_short"),
    [("67076", True), ("123456", True), ("1234567", False), ("", False), ("none", False)],
)
def test_up_to_six_digits_are_a_short_code(number, is_short):
    assert is_short_code(number) is is_short
