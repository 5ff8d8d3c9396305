"""How a phone reacts, as JSON."""

import pytest

from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import FarEnd, Reaction, RecordEnd, RecordReaction, TransferReaction
from callfire_soap.sandbox.fields import Refused
from callfire_soap.sandbox.reactions import read_reaction, read_reactions

EVERYTHING = {
    "answer": "machine",
    "ring": 2.5,
    "talk": 20,
    "keys": ["1", "TIMEOUT", "12345#", "*", "HANGUP"],
    "records": [{"seconds": 7, "end": "LIMIT"}, {"seconds": 0.5}],
    "transfers": [
        "answered",
        "busy",
        "no_answer",
        "HANGUP",
        {"number": "2135551189", "answer": "busy", "after": 9.5},
        {"number": "+12135551189", "answer": "answered"},
    ],
    "http": {"http://example.com/next": "<play/>"},
}


def test_every_field_is_read():
    assert read_reaction(EVERYTHING, "reaction") == Reaction(
        answer=Answer.MACHINE,
        ring=2.5,
        talk=20,
        keys=("1", "TIMEOUT", "12345#", "*", "HANGUP"),
        records=(RecordReaction(7, RecordEnd.LIMIT), RecordReaction(0.5, RecordEnd.POUND)),
        transfers=(
            *TransferReaction,
            FarEnd("12135551189", TransferReaction.BUSY, 9.5),
            FarEnd("12135551189", TransferReaction.ANSWERED),
        ),
        http={"http://example.com/next": "<play/>"},
    )


def test_what_is_read_can_be_stored_and_read_back():
    reaction = read_reaction(EVERYTHING, "reaction")
    assert Reaction.from_dict(reaction.to_dict()) == reaction


def test_what_is_absent_keeps_its_default():
    assert read_reaction({}, "reaction") == Reaction(answer=Answer.LIVE, ring=4, talk=None)
    assert read_reaction({"talk": None}, "reaction").talk is None


@pytest.mark.parametrize("answer", list(Answer))
def test_every_answer_has_its_word(answer):
    assert read_reaction({"answer": answer.value}, "reaction").answer is answer


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "reactions[0] must be an object, not a list"),
        ({"mood": "bad"}, "unknown field 'mood' in reactions[0]; known are: answer, ring, talk, keys"),
        (
            {"answer": "LIVE"},
            "reactions[0].answer must be one of live, machine, busy, no_answer, carrier_error",
        ),
        ({"answer": None}, "reactions[0].answer must be one of"),
        ({"ring": "4"}, 'reactions[0].ring must be a number from 0 to 600, not "4"'),
        ({"ring": -1}, "reactions[0].ring must be a number from 0 to 600, not -1"),
        ({"ring": None}, "reactions[0].ring must be a number"),
        ({"ring": True}, "reactions[0].ring must be a number from 0 to 600, not true"),
        ({"talk": 14401}, "reactions[0].talk must be a number from 0 to 14400, not 14401"),
        ({"keys": "1"}, 'reactions[0].keys must be a list, not "1"'),
        ({"keys": [1]}, "reactions[0].keys[0] must be a text, not 1"),
        ({"keys": ["1", ""]}, "reactions[0].keys[1] must be keys out of 0-9 * #, TIMEOUT or HANGUP, not ''"),
        ({"keys": ["TRANSFER"]}, "reactions[0].keys[0] must be keys"),
        ({"keys": ["timeout"]}, "reactions[0].keys[0] must be keys"),
        ({"keys": ["1"] * 101}, "reactions[0].keys may hold at most 100 items, not 101"),
        ({"records": [7]}, "reactions[0].records[0] must be an object, not 7"),
        ({"records": [{"end": "#"}]}, "reactions[0].records[0] needs the field 'seconds'"),
        ({"records": [{"seconds": 3601}]}, "reactions[0].records[0].seconds must be a number from 0 to 3600"),
        (
            {"records": [{"seconds": 1, "end": "1"}]},
            "reactions[0].records[0].end must be one of #, LIMIT, HANGUP",
        ),
        ({"records": [{"seconds": 1, "name": "x"}]}, "unknown field 'name' in reactions[0].records[0]"),
        ({"transfers": [{"answer": "busy"}]}, "reactions[0].transfers[0] needs the field 'number'"),
        ({"transfers": [{"number": "2135551189"}]}, "reactions[0].transfers[0] needs the field 'answer'"),
        (
            {"transfers": [{"number": "abc", "answer": "busy"}]},
            "reactions[0].transfers[0].number must be a phone",
        ),
        (
            {"transfers": [{"number": "911", "answer": "busy"}]},
            "reactions[0].transfers[0].number must be a number that can be dialled, not '911'",
        ),
        (
            {"transfers": [{"number": "2135551189", "answer": "live"}]},
            "reactions[0].transfers[0].answer must be one of answered, busy, no_answer, HANGUP",
        ),
        (
            {"transfers": [{"number": "2135551189", "answer": "busy", "after": -1}]},
            "reactions[0].transfers[0].after must be a number from 0 to 600, not -1",
        ),
        (
            {"transfers": [{"number": "2135551189", "answer": "busy", "ring": 1}]},
            "unknown field 'ring' in reactions[0].transfers[0]; known are: number, answer, after",
        ),
        (
            {"transfers": ["hangup"]},
            "reactions[0].transfers[0] must be one of answered, busy, no_answer, HANGUP",
        ),
        ({"http": []}, "reactions[0].http must be an object, not a list"),
        ({"http": {"http://x": 1}}, "reactions[0].http['http://x'] must be a text, not 1"),
        ({"ring": "x" * 500}, "..."),
    ],
)
def test_what_cannot_be_understood_is_named(content, message):
    with pytest.raises(Refused) as refused:
        read_reactions([content], "reactions")
    assert message in str(refused.value)
    assert len(str(refused.value)) < 200
