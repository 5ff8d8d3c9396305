"""Dialplans on a scripted line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import Reaction, RecordEnd, RecordReaction, TransferReaction
from callfire_soap.ivr.checks import program_of
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.limits import RUN_LIMITS
from callfire_soap.ivr.variables import CallFacts

MONDAY = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)


def ran(body, *keys, limits=RUN_LIMITS, now=MONDAY, in_short=True, **settings):
    """Run a dialplan, or what is inside of one, against a callee."""
    text = body if "<dialplan" in body else f"<dialplan>{body}</dialplan>"
    records = tuple(RecordReaction(seconds, RecordEnd(end)) for seconds, end in settings.pop("records", ()))
    reaction = Reaction(
        answer=Answer(settings.pop("answer", "live")),
        keys=keys,
        records=records,
        transfers=tuple(map(TransferReaction, settings.pop("transfers", ()))),
        talk=settings.pop("talk", None),
        http=settings.pop("http", {}),
    )
    facts = CallFacts(**{"from_number": "12135551126", "to_number": "12135551189", **settings})
    return run(program_of(text), facts, ScriptedLine(reaction, now), limits, in_short=in_short)


def traced(body, *keys, **settings):
    """Answer the trace of a run."""
    return list(ran(body, *keys, **settings).trace)


@pytest.fixture(scope="session")
def charity():
    """The dialplan of the guide: a charity asks for help."""
    return (Path(__file__).parent / "dialplans" / "charity.xml").read_text(encoding="utf-8")
