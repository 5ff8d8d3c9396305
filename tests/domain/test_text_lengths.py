"""How long names may be."""

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.text_lengths import check_lengths, usable_name

LONGEST, TOO_LONG = "x" * 255, "x" * 256


def test_a_name_that_is_not_given_has_a_usual_one():
    assert [usable_name(given, "Usual") for given in (None, "", "Mine", LONGEST)] == [
        "Usual",
        "Usual",
        "Mine",
        LONGEST,
    ]


def test_the_first_field_that_is_too_long_is_named():
    check_lengths({"A": LONGEST, "B": None, "C": ""})
    with pytest.raises(BadRequest, match=r"^B has at most 255 characters$"):
        check_lengths({"A": LONGEST, "B": TOO_LONG, "C": TOO_LONG})
    with pytest.raises(BadRequest, match=r"^Name has at most 255 characters$"):
        usable_name(TOO_LONG, "Usual")
    with pytest.raises(BadRequest, match=r"^Title has at most 255 characters$"):
        usable_name(TOO_LONG, "Usual", "Title")


def test_a_field_is_named_by_no_more_than_a_field_may_have():
    with pytest.raises(BadRequest, match=f"^{LONGEST} has at most"):
        check_lengths({TOO_LONG: TOO_LONG})
