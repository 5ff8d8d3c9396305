"""How simulated phones react."""

import json

import pytest

from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import (
    LISTENS_TO_THE_END,
    FarEnd,
    Reaction,
    RecordEnd,
    RecordReaction,
    TransferReaction,
    default_reaction,
    scripted_reaction,
)


@pytest.mark.parametrize(
    "reaction",
    [
        Reaction(),
        Reaction(
            answer=Answer.MACHINE,
            ring=0,
            talk=12.5,
            keys=("1", "TIMEOUT"),
            records=(RecordReaction(7), RecordReaction(3, RecordEnd.HANGUP)),
            transfers=(TransferReaction.BUSY, FarEnd("12135551212", TransferReaction.NO_ANSWER, 2.5)),
            http={"http://example.com": "body"},
        ),
    ],
)
def test_a_reaction_survives_being_stored_as_json(reaction):
    assert Reaction.from_dict(json.loads(json.dumps(reaction.to_dict()))) == reaction


def test_a_phone_listens_to_the_end_unless_its_number_says_otherwise():
    assert default_reaction("12135551234", 0) == LISTENS_TO_THE_END
    assert (LISTENS_TO_THE_END.answer, LISTENS_TO_THE_END.ring, LISTENS_TO_THE_END.talk) == (
        Answer.LIVE,
        4,
        None,
    )


@pytest.mark.parametrize(
    ("ending", "answer"),
    [
        ("0110", Answer.MACHINE),
        ("0111", Answer.BUSY),
        ("0112", Answer.NO_ANSWER),
        ("0113", Answer.CARRIER_ERROR),
        ("0115", Answer.LIVE),
        ("0116", Answer.LIVE),
        ("0117", Answer.LIVE),
    ],
)
def test_the_last_four_digits_decide_at_every_attempt(ending, answer):
    assert [default_reaction(f"1213555{ending}", index).answer for index in range(3)] == [answer] * 3


def test_a_phone_that_fails_once_answers_the_second_attempt():
    answers = [default_reaction("12135550114", index).answer for index in range(3)]
    assert answers == [Answer.CARRIER_TEMP_ERROR, Answer.LIVE, Answer.LIVE]


def test_some_phones_press_keys():
    assert default_reaction("12135550115", 0).keys == ("TRANSFER",)
    assert default_reaction("12135550116", 0).keys == ("DNC",)
    assert set(default_reaction("12135550117", 0).keys) == {"1"}
    assert len(default_reaction("12135550117", 0).keys) >= 50


def test_the_last_reaction_of_a_script_repeats():
    script = (Reaction(answer=Answer.BUSY), Reaction(answer=Answer.NO_ANSWER))
    answers = [scripted_reaction(script, index).answer for index in range(4)]
    assert answers == [Answer.BUSY, Answer.NO_ANSWER, Answer.NO_ANSWER, Answer.NO_ANSWER]
