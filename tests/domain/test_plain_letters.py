"""Letters are made plain one by one, so that no run of marks takes more work than its length asks for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.addresses import listed_host, spelled_host
from callfire_soap.domain.opt_outs import THE_USUAL
from callfire_soap.domain.plain_letters import plain_character, plain_letters
from tests.growth import assert_linear

MARKS = "\u0301\u0316"
"""Two marks in an order that sorting would change: above, then below."""

HOSTILE = {
    "marks above and below": MARKS,
    "Hebrew points": "\u05c1\u05bc\u05b7",
    "marks of many classes": "\u0345\u0360\u035c\u0301\u0327\u0334",
    "letters with marks": "\u1e69\u0323",
    "what grows when it is decomposed": "\ufdfa",
    "tone marks": "\u302e\u302a",
    "viramas": "\u094d\u093c",
}


@given(st.text() | st.text(alphabet="aS\u00e9\u0301\u0316\u0327\u302e\u094d\u1e69\ufb01\uff21\u200b\uac00"))
def test_letters_are_what_is_left_when_marks_are_sorted_and_dropped(text):
    whole = unicodedata.normalize("NFKD", text)  # noqa: TID251 -- what it is compared with
    left = [each for each in whole if unicodedata.category(each) not in {"Mn", "Me", "Cf"}]
    # A sorted mark that takes room of its own may stand on the other side of another one.
    assert sorted(plain_letters(text)) == sorted(left)
    assert [each for each in plain_letters(text) if each.isalnum()] == [
        each for each in left if each.isalnum()
    ]


def test_a_run_of_marks_is_no_character():
    assert plain_character("\uff21") == "A"
    with pytest.raises(ValueError, match="one character"):
        plain_character("a" + MARKS)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "read",
    [plain_letters, THE_USUAL.wish_of, THE_USUAL.keyword_in, spelled_host, listed_host],
    ids=["letters", "wish", "keyword", "host", "list"],
)
def test_marks_take_no_more_work_than_their_length_asks_for(read, unit):
    assert_linear(read, lambda size: "STOP a" + unit * size, most=1 << 15)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_word_under_many_marks_is_still_that_word(unit):
    if unicodedata.category(unit[0]) == "Mn" and unit != HOSTILE["tone marks"]:
        assert THE_USUAL.wish_of("S" + unit * 1000 + "TOP") is not None
