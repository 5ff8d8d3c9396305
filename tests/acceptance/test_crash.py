"""Killed in the middle of its work, the service loses no call and makes none twice."""

from tests.acceptance.golden_cases import SOUND
from tests.benchmarks.crash import crash
from tests.clients import Sandbox, Zeep


def test_no_call_is_lost_or_doubled_by_kills(tmp_path):
    figures = crash(tmp_path, recipients=2_000, kills=4, seed=2026)
    # The kills came while it was calling.
    assert 0 < figures.ended_at_kills[-1] < 2_000
    assert figures.states == {"FINISHED": 2_000}
    assert sum(figures.results.values()) == 2_000
    assert figures.journal_entries == 2_000
    assert figures.doubled_attempts == 0
    assert figures.calls_with_other_than_one_entry == 0
    assert figures.calls_with_other_than_one_record == 0
    assert (figures.counted_attempts, figures.counted_as_finished) == (2_000, 2_000)
    assert figures.remaining_in_batch == 0
    assert figures.ids_answered == {1}


def test_the_clock_does_not_go_back_behind_what_happened(program):
    arguments = ["sandbox", "--clock", "manual", "--database", "kept.db"]
    with program.serving(*arguments) as service:
        sandbox, client = Sandbox(service.url), Zeep(service.url)
        sandbox.script("12132201000", {"answer": "busy", "ring": 300})
        sandbox.script("12132201001", {"answer": "busy", "ring": 600})
        client.SendCall(ToNumber=["12132201000", "12132201001"], VoiceBroadcastConfig=SOUND)
        sandbox.advance(400)
        sandbox.close()
        client.close()
        service.kill()
    with program.serving(*arguments) as service:
        sandbox = Sandbox(service.url)
        assert sandbox.now() == "2026-01-05T17:05:00Z"
        sandbox.close()
