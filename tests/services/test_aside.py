"""Work that is done aside: once, outside of the operation that asks for it."""

import gc

import pytest

from callfire_soap.services import aside as aside_module
from callfire_soap.services.aside import Aside


@pytest.fixture
def aside():
    return Aside()


def test_an_operation_begins_anew_with_what_was_done(aside):
    steps = []

    def double(number):
        steps.append(f"double {number}")
        return 2 * number

    def operation():
        steps.append("begin")
        return aside(double, aside(double, 1)) + aside(double, 1)

    assert aside.begin_anew(operation) == 6
    assert steps == ["begin", "double 1", "begin", "double 2", "begin"]


def test_what_the_work_raises_is_raised_where_it_was_asked_for(aside):
    def fail():
        raise ValueError("no sound")

    def operation():
        try:
            aside(fail)
        except ValueError as error:
            return f"refused: {error}"
        return "taken"

    assert aside.begin_anew(operation) == "refused: no sound"


def test_things_are_told_apart_by_what_they_are(aside):
    same, other = ["a"], ["a"]
    done = []

    def read(given, *, validates):
        done.append((given is same, validates))
        return len(done)

    def operation():
        return [
            aside(read, same, validates=True),
            aside(read, other, validates=True),
            aside(read, same, validates=False),
            aside(read, same, validates=True),
        ]

    assert aside.begin_anew(operation) == [1, 2, 3, 1]
    assert done == [(True, True), (False, True), (True, False)]


def test_an_operation_that_asks_for_ever_new_things_ends(aside, monkeypatch):
    monkeypatch.setattr(aside_module, "_MOST_WORKS", 5)
    with pytest.raises(RuntimeError, match="asks for more than 5 works"):
        aside.begin_anew(lambda: aside(len, ["made anew"]))


def test_nothing_is_kept_afterwards(aside):
    class Answer:
        pass

    def fail(_):
        raise ValueError

    def operation():
        aside(Answer)
        aside(fail, Answer)

    gc.collect()
    with pytest.raises(ValueError):  # noqa: PT011 -- it has no words
        aside.begin_anew(operation)
    assert not [each for each in gc.get_objects() if isinstance(each, Answer)]
