"""The names of labels, and how many there may be."""

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.labels import (
    MOST_AT_ONCE,
    MOST_LABELS,
    check_room,
    given_labels,
    label_name,
    sought_label,
)

LONGEST = "x" * 255
LENGTHS = "^LabelName has 1 to 255 characters$"


def test_names_are_trimmed():
    assert label_name("  My label\n") == sought_label(" My label ") == "My label"
    assert label_name(f" {LONGEST} ") == LONGEST


@pytest.mark.parametrize("given", ["", " ", "\n"])
def test_a_name_has_a_character_at_least(given):
    for read in label_name, sought_label:
        with pytest.raises(BadRequest, match=LENGTHS):
            read(given)


def test_a_name_that_is_too_long_may_be_looked_for_and_not_made():
    assert sought_label(LONGEST + "x") == LONGEST + "x"
    with pytest.raises(BadRequest, match=LENGTHS):
        label_name(LONGEST + "x")


def test_something_has_room_for_so_many_labels():
    check_room(MOST_LABELS - 1)
    with pytest.raises(BadRequest, match=rf"^a broadcast or number has at most {MOST_LABELS} labels$"):
        check_room(MOST_LABELS)


def test_a_request_brings_so_many_and_empty_ones_say_nothing():
    names = [f"label {index}" for index in range(MOST_AT_ONCE)]
    assert given_labels(["", *(f" {name} " for name in names), " "]) == names
    with pytest.raises(BadRequest, match=rf"^a request may attach at most {MOST_AT_ONCE} labels$"):
        given_labels([*names, "one more"])
