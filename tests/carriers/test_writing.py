"""Outcomes survive being written down."""

from datetime import UTC, datetime, timedelta

import pytest

from callfire_soap.carriers.writing import read, written
from callfire_soap.domain.outcomes import (
    Answer,
    Connection,
    Effects,
    Leg,
    Outcome,
    Pressed,
    Recording,
    SentText,
)

NOW = datetime(2026, 1, 5, 17, tzinfo=UTC)
LEG = Leg(NOW, NOW + timedelta(seconds=4), NOW + timedelta(seconds=11.5))
EFFECTS = Effects(
    by_machine=True,
    answers=(("What's up", "fine"), ("b", "")),
    recordings=(Recording("message", NOW, 7.25, alias="v"), Recording("r", NOW, 1)),
    connections=(Connection("15551234567", LEG, hung_up=True),),
    forbidden=("12136001000",),
    texts=(SentText("12136001000", "Thank you"),),
)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Answer.BUSY, Leg(NOW, None, NOW)),
        Outcome(Answer.LIVE, LEG, Pressed.TRANSFER, LEG),
        Outcome(Answer.LIVE, LEG, spoken_seconds=3.5),
        Outcome(Answer.MACHINE, LEG, transfer=LEG, effects=EFFECTS),
        Outcome(Answer.LIVE, LEG, effects=Effects()),
    ],
)
def test_an_outcome_is_read_as_it_was_written(outcome):
    assert read(written(outcome, (), ("END",))) == outcome
