"""Of several numbers that ring, who answers."""

import pytest

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.domain.lines import HungUp, TransferWish
from callfire_soap.domain.reactions import FarEnd, Reaction, TransferReaction
from tests.ivr.conftest import MONDAY

A, B, C = "12135551126", "12135551189", "14246528111"
ANSWERED, BUSY, NO_ANSWER, HANGUP = TransferReaction


def rung(*script, numbers=(A, B, C), together=True, seconds=60, times=1):
    """Answer who was connected (None: nobody; HANGUP: the callee hung up), and after how many seconds."""
    line = ScriptedLine(Reaction(transfers=script), MONDAY)
    found = []
    for _ in range(times):
        begun = line.now()
        wish = TransferWish(numbers=numbers, caller_id=A, all_at_once=together, seconds=seconds)
        try:
            connection = line.transfer(wish)
        except HungUp:
            return "HANGUP", (line.now() - begun).total_seconds()
        answered = connection.leg.answered_at if connection else line.now()
        found.append((connection and connection.number, (answered - begun).total_seconds()))
    return found[0] if times == 1 else found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ([BUSY, ANSWERED], (B, 4)),
        ([BUSY, BUSY, ANSWERED], (C, 4)),
        ([ANSWERED, ANSWERED], (A, 4)),
        ([BUSY, BUSY, BUSY], (None, 4)),
        ([BUSY, NO_ANSWER], (None, 60)),
        ([], (None, 60)),
        ([HANGUP], ("HANGUP", 0)),
        ([FarEnd(B, ANSWERED)], (B, 4)),
        ([FarEnd(B, ANSWERED, 9)], (B, 9)),
        ([FarEnd(A, ANSWERED, 9), FarEnd(C, ANSWERED, 5)], (C, 5)),
        ([FarEnd(C, ANSWERED, 3), ANSWERED, ANSWERED], (C, 3)),
        ([FarEnd(A, BUSY), BUSY, ANSWERED], (C, 4)),
        ([FarEnd(B, ANSWERED, 61)], (None, 60)),
        ([FarEnd(B, ANSWERED, 20), FarEnd(C, HANGUP, 10)], ("HANGUP", 10)),
        ([FarEnd(B, ANSWERED, 10), FarEnd(C, HANGUP, 20)], (B, 10)),
        ([FarEnd("19995550000", ANSWERED)], (None, 60)),
    ],
)
def test_the_first_to_answer_wins(script, expected):
    assert rung(*script) == expected


def test_numbers_that_ring_one_after_the_other_take_their_items_in_turn():
    assert rung(BUSY, FarEnd(B, NO_ANSWER), ANSWERED, together=False, seconds=10) == (C, 18)


def test_the_last_reaction_of_a_number_repeats():
    assert rung(FarEnd(A, BUSY, 2), FarEnd(A, ANSWERED, 1), numbers=(f"{A}x300",), times=3) == [
        (None, 2),
        (A, 1),
        (A, 1),
    ]
