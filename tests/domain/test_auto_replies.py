"""Which answer a text gets."""

from typing import NamedTuple

import pytest

from callfire_soap.domain.auto_replies import best_reply, first_word, fits


class Answer(NamedTuple):
    match: str = ""
    keyword: str | None = None


@pytest.mark.parametrize(
    ("message", "word"),
    [("", ""), ("  ", ""), ("pizza", "PIZZA"), (" Pizza\tnow ", "PIZZA"), ("Pizza, now!", "PIZZA")],
)
def test_the_first_word_counts_in_any_case(message, word):
    assert first_word(message) == word


@pytest.mark.parametrize(
    ("answer", "message", "fit"),
    [
        (Answer(), "", True),
        (Answer(), "anything", True),
        (Answer("open"), "are you OPEN?", True),
        (Answer("open"), "opening", False),
        (Answer("open hours"), "hours when open", True),
        (Answer("open hours"), "open", False),
        (Answer("yes, please!"), "Please, yes", True),
        (Answer("c++"), "I like C++!", True),
        (Answer(keyword="pizza"), "Pizza please", True),
        (Answer(keyword="pizza"), "a pizza please", False),
        (Answer("please", "pizza"), "pizza please", True),
        (Answer("please", "pizza"), "pizza now", False),
    ],
)
def test_words_have_to_occur_whole_and_in_any_case(answer, message, fit):
    assert fits(answer, message) is fit


def test_the_most_specific_answer_wins():
    answers = [Answer(), Answer(keyword="pizza"), Answer("please"), Answer("please", "pizza")]
    assert best_reply(answers, "pizza please") == Answer("please", "pizza")
    assert best_reply(answers, "please") == Answer("please")
    assert best_reply(answers, "pizza") == Answer(keyword="pizza")
    assert best_reply(answers, "anything") == Answer()
    assert best_reply(answers[1:], "anything") is None


def test_words_are_more_specific_than_a_keyword():
    answers = [Answer(keyword="pizza"), Answer("please"), Answer()]
    assert best_reply(answers, "pizza please") == Answer("please")
    assert best_reply(answers[::-1], "pizza please") == Answer("please")


def test_the_newest_of_equal_answers_wins():
    newest, oldest = Answer("please"), Answer("please")
    assert best_reply([newest, oldest], "please") is newest
