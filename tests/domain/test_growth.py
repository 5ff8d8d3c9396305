"""Reading what is meant to be a phone number takes no more work than its length asks for, whatever it holds."""

import pytest

from callfire_soap.domain.phone_numbers import (
    is_dialable,
    is_restricted,
    is_short_code,
    is_toll_free,
    normalize,
    spellings_of,
)
from callfire_soap.domain.phone_spellings import read_phone
from callfire_soap.domain.regions import region_of
from callfire_soap.domain.time_zones import zones_of
from tests.growth import assert_linear

READERS = [normalize, spellings_of, is_dialable, is_restricted, is_short_code, is_toll_free]
READERS += [zones_of, region_of, read_phone]

HOSTILE = {
    "digits": lambda size: "2" * size,
    "a country code and digits": lambda size: "1" + "213555" * (size // 6),
    "nearly a number": lambda size: "1" + "2" * size + "x",
    "pluses": lambda size: "+" * size,
    "brackets": lambda size: "(" * size + ")" * size,
    "hyphens": lambda size: "1-" * size,
    "blanks": lambda size: " " * size + "1",
    "blanks between digits": lambda size: "1 " * size,
    "dots": lambda size: "213." * size,
    "an exponent": lambda size: "1.2E" + "1" * size,
    "an extension": lambda size: "12135551212" + "x1" * size,
    "digits that are none": lambda size: "٣" * size,
    "letters": lambda size: "A" * size,
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("read", READERS)
def test_readers_of_numbers_grow_with_the_length(read, hostile):
    assert_linear(read, hostile, most=1 << 15)
