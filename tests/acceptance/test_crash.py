"""Killed in the middle of its work, the service loses no call and makes none twice."""

from tests.benchmarks.crash import crash


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
