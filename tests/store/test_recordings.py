"""Recordings that calls leave behind."""

import pytest

from callfire_soap.store import attempts, recordings
from callfire_soap.store.attempts import AttemptKind, NewAttempt
from tests.builders import NOW, add_actions, add_broadcast, los_angeles


@pytest.fixture
def calls(connection, mine):
    """Answer three calls, each with its attempt."""
    action_ids = add_actions(connection, mine, add_broadcast(connection, mine), los_angeles(3))
    ids = attempts.reserve_attempts(connection, 3)
    pairs = list(zip(ids, action_ids, strict=True))
    rows = [NewAttempt(attempt, action, "12135551212") for attempt, action in pairs]
    attempts.begin_attempts(connection, AttemptKind.CALL, rows, NOW)
    return pairs


def add(connection, account, call, name="voicemail", wav=b"RIFF"):
    attempt, action = call
    return recordings.add_recording(connection, account, action, attempt, name, NOW, wav=wav, seconds=7.0)


def test_recordings_are_found_by_their_attempts(connection, mine, calls):
    assert recordings.recordings_of(connection, [calls[0][0]]) == {}
    first, second = add(connection, mine, calls[0], "a"), add(connection, mine, calls[0], "b")
    add(connection, mine, calls[2])
    found = recordings.recordings_of(connection, [attempt for attempt, _ in calls[:2]])
    assert [(row.id, row.name, row.seconds) for row in found[calls[0][0]]] == [
        (first, "a", 7.0),
        (second, "b", 7.0),
    ]
    assert set(found) == {calls[0][0]}
    assert recordings.recordings_of(connection, []) == {}


def test_audio_is_found_by_id(connection, mine, others, calls):
    kept = add(connection, mine, calls[0])
    assert recordings.wav_by_id(connection, mine, kept) == b"RIFF"
    assert recordings.wav_by_id(connection, others, kept) is None
    assert recordings.wav_by_id(connection, mine, kept + 1) is None


def test_the_last_recording_under_a_name_counts(connection, mine, others, calls):
    add(connection, mine, calls[0], wav=b"first")
    add(connection, mine, calls[0], wav=b"last")
    add(connection, mine, calls[1], wav=b"elsewhere")
    _, action = calls[0]
    assert recordings.wav_by_name(connection, mine, action, "voicemail") == b"last"
    assert recordings.wav_by_name(connection, mine, action, "other") is None
    assert recordings.wav_by_name(connection, others, action, "voicemail") is None
