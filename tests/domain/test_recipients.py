"""Which numbers of a batch are going to be reached."""

from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.recipients import states_of

ONE, TWO, THREE = "12135551212", "12125551212", "14165551212"


def judged(numbers, present=None, forbidden=()):
    return [state.value for state in states_of(numbers, present, forbidden)]


def test_a_number_that_can_be_reached_is_ready():
    assert judged([ONE, TWO]) == ["READY", "READY"]


def test_a_number_that_cannot_be_reached_is_invalid_or_restricted():
    assert judged(["1234", "Front_Desk", "19005551212"]) == ["INVALID", "INVALID", "RESTRICTED_NUMBER"]


def test_doubles_are_dialled_where_they_do_not_matter():
    assert judged([ONE, ONE]) == ["READY", "READY"]


def test_later_copies_are_doubles_where_they_matter():
    present = {THREE}
    assert judged([ONE, THREE, ONE, TWO], present) == ["READY", "DUP", "DUP", "READY"]
    assert present == {ONE, TWO, THREE}


def test_invalid_numbers_are_never_doubles():
    assert judged(["1234", "1234"], set()) == ["INVALID", "INVALID"]


def test_a_forbidden_number_is_left_alone():
    assert judged([ONE, TWO], forbidden={TWO}) == ["READY", "DNC"]
    # What is wrong with the number itself is told first, then that it occurs already.
    assert judged(["1234", ONE, ONE], set(), {"1234", ONE}) == ["INVALID", "DNC", "DUP"]


def test_that_a_number_is_restricted_is_told_last():
    premium = "19005551212"
    assert judged([premium, premium], set()) == ["RESTRICTED_NUMBER", "DUP"]
    assert judged([premium, premium], forbidden={premium}) == ["DNC", "DNC"]
    assert judged([premium], {premium}, {premium}) == ["DUP"]


@given(st.lists(st.sampled_from([ONE, TWO, THREE, "1234"])))
def test_every_number_is_judged_and_reached_once_at_most(numbers):
    states = judged(numbers, set())
    assert len(states) == len(numbers)
    ready = [number for number, state in zip(numbers, states, strict=True) if state == "READY"]
    assert sorted(ready) == sorted(set(numbers) - {"1234"})
