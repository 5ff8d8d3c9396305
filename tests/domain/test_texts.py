"""The rules of text messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.texts import (
    LONGEST_MESSAGE,
    MOST_TOGETHER,
    PART_LENGTH,
    BigMessageStrategy,
    check_length,
    check_lengths_together,
    has_variables,
    is_blank,
    may_be_big,
    parts_of,
    render,
    template_values,
)
from tests.growth import assert_linear

MULTIPLE, REFUSE, TRIM = BigMessageStrategy


@pytest.mark.parametrize("strategy", BigMessageStrategy)
@pytest.mark.parametrize("length", [0, 1, 160])
def test_160_characters_are_one_text(strategy, length):
    assert parts_of("x" * length, strategy) == ("x" * length,)


def test_161_characters_are_two_texts_or_one_or_none():
    message = "x" * 160 + "y"
    assert parts_of(message, MULTIPLE) == ("x" * 160, "y")
    assert parts_of(message, TRIM) == ("x" * 160,)
    assert parts_of(message, REFUSE) == ()


@pytest.mark.parametrize(
    ("template", "may"),
    [("", False), ("x" * 160, False), ("x" * 161, True), ("${name}", True), ("$5", False)],
)
def test_a_message_may_be_big_when_it_is_or_its_values_may_be(template, may):
    assert may_be_big(template) is may


@given(st.text(max_size=1000))
def test_parts_make_up_the_message(message):
    parts = parts_of(message, MULTIPLE)
    assert "".join(parts) == message
    assert all(len(part) == PART_LENGTH for part in parts[:-1])
    assert len(parts[-1]) <= PART_LENGTH


@given(st.text(max_size=400), st.sampled_from(BigMessageStrategy))
def test_no_text_is_longer_than_a_text_may_be(message, strategy):
    assert all(len(part) <= PART_LENGTH for part in parts_of(message, strategy))


VALUES = {"name": "Ann", "contact.firstName": "Bob", "u_name": "Cy", "nested": "${name}"}


@pytest.mark.parametrize(
    ("template", "rendered"),
    [
        ("Hi ${name}!", "Hi Ann!"),
        ("${name}${name}", "AnnAnn"),
        ("Hi ${contact.firstName}", "Hi Bob"),
        ("Hi ${ name }", "Hi Ann"),
        ("Hi ${Name}", "Hi "),
        ("Hi ${unknown}.", "Hi ."),
        ("Hi {u_name}", "Hi {u_name}"),
        ("Hi $name", "Hi $name"),
        ("costs $5, ${", "costs $5, ${"),
        ("${}", ""),
        # What a value holds is not looked at again.
        ("${nested}", "${name}"),
    ],
)
def test_values_take_the_place_of_their_names(template, rendered):
    assert render(template, VALUES) == rendered


@pytest.mark.parametrize(("most", "length"), [(0, 1), (9, 10), (10, 10), (11, 10)])
def test_a_text_is_cut_off_one_character_behind_its_end(most, length):
    assert render("${x}y" * 2, {"x": "1234"}, most) == "1234y1234y"[:length]


class Counting(dict):
    asked = 0

    def get(self, *name):
        self.asked += 1
        return super().get(*name)


def test_no_more_values_are_put_in_than_there_is_room_for():
    values = Counting(x="1" * 1000)
    assert len(render("${x}" * 10_000, values, 5_500)) == 5_501
    assert values.asked == 6


@pytest.mark.parametrize("unit", ["${x}", "${", "}", "${x", "$", "${ ", "x"])
def test_filling_in_grows_with_the_length_of_the_template(unit):
    assert_linear(lambda size: render(unit * size, {"x": "1" * size}), lambda size: size)


def test_a_message_has_255_parts_at_most():
    whole = "x" * 255 * 160
    assert len(parts_of(whole, MULTIPLE)) == 255
    assert parts_of(whole + "x", MULTIPLE) == ()
    assert parts_of(whole + "x", TRIM) == ("x" * 160,)


@pytest.mark.parametrize(
    "blank", ["", " ", "\n\t", "\u00a0", "\u200b", "\u3164", "\u2800", " \u200b\u3164\n"]
)
def test_a_message_of_nothing_that_can_be_seen_is_blank(blank):
    assert is_blank(blank)
    assert parts_of("x" * PART_LENGTH + blank, MULTIPLE) == ("x" * PART_LENGTH,)


@pytest.mark.parametrize("sign", ["a", "1", ".", "\u00e9", "\u65e5", "\U0001f44d", "-", "\u0663"])
@pytest.mark.parametrize("before", ["", " ", "\u200b", "\u3164"])
def test_a_single_sign_makes_a_message(before, sign):
    assert not is_blank(before + sign)
    assert not is_blank(before + sign + " ")


@pytest.mark.parametrize("unit", [" ", "\u200b", "\u0301", " \u0301\u200b\t"])
def test_looking_for_something_to_read_grows_with_the_length(unit):
    assert_linear(is_blank, lambda size: unit * size)


@given(st.text().filter(lambda text: "${" not in text))
def test_a_template_without_variables_is_its_own_message(template):
    assert not has_variables(template)
    assert render(template, VALUES) == template


def test_a_template_with_variables_is_known():
    assert has_variables("Hi ${name}")


def test_what_came_with_the_number_comes_before_the_contact():
    values = template_values({"firstName": "Ann", "zipcode": "90210"}, {"firstName": "Bob", "a": "b"})
    template = "${firstName} ${contact.firstName} ${zipcode} ${contact.zipcode} ${a} ${contact.a}"
    assert render(template, values) == "Bob Bob 90210 90210 b b"


def test_a_value_may_be_named_with_its_prefix():
    assert render("${contact.a}", template_values({"a": "1"}, {"contact.a": "2"})) == "2"


def test_a_message_that_can_never_be_sent_is_refused():
    check_length("x" * LONGEST_MESSAGE)
    with pytest.raises(BadRequest, match=f"^Message has at most {LONGEST_MESSAGE} characters$"):
        check_length("x" * (LONGEST_MESSAGE + 1))


@pytest.mark.parametrize(
    ("length", "recipients", "most"),
    [
        # What fits into a part is never too much.
        (PART_LENGTH, MOST_TOGETHER, None),
        (200, MOST_TOGETHER // 200, None),
        (200, MOST_TOGETHER // 200 + 1, MOST_TOGETHER // 200),
        (PART_LENGTH + 1, MOST_TOGETHER, MOST_TOGETHER // (PART_LENGTH + 1)),
    ],
)
def test_a_long_message_goes_to_so_many_at_once(length, recipients, most):
    if most is None:
        check_lengths_together("x" * length, recipients)
    else:
        told = f"^a message of {length} characters may go to at most {most} numbers at once$"
        with pytest.raises(BadRequest, match=told):
            check_lengths_together("x" * length, recipients)
