"""Sounds and their audio."""

from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.store import sounds
from callfire_soap.store.sounds import SoundRow
from tests.builders import NOW, add_sound


def test_a_sound_is_kept_with_its_audio(connection, mine, others):
    row = SoundRow(0, SoundStatus.ACTIVE, "Hello", NOW, 2.5, "Hello there", "FEMALE1")
    kept = sounds.add_sound(connection, mine, row, "digest", b"RIFF")
    assert sounds.find_sound(connection, mine, kept) == row._replace(id=kept)
    assert sounds.wav_of(connection, kept) == b"RIFF"
    assert sounds.find_sound(connection, others, kept) is None


def test_a_sound_may_choose_its_id(connection, mine):
    row = SoundRow(7, SoundStatus.ACTIVE, "Seven", NOW, 2.5, None, None)
    assert sounds.add_sound(connection, mine, row, "digest", None) == 7
    assert add_sound(connection, mine) == 8


def test_a_sound_without_audio_gets_it_later(connection, mine):
    pending = add_sound(connection, mine, status=SoundStatus.PENDING, seconds=None)
    assert sounds.wav_of(connection, pending) is None
    sounds.keep_wav(connection, pending, b"RIFF", 3.25)
    row = sounds.find_sound(connection, mine, pending)
    assert (row.status, row.seconds) == (SoundStatus.ACTIVE, 3.25)
    assert sounds.wav_of(connection, pending) == b"RIFF"


def test_the_first_sound_from_the_same_source_is_found(connection, mine, others):
    add_sound(connection, others, digest="same")
    add_sound(connection, mine, digest="same", status=SoundStatus.FAILED)
    first = add_sound(connection, mine, digest="same")
    add_sound(connection, mine, digest="same")
    assert sounds.find_sound_by_digest(connection, mine, "same") == first
    assert sounds.find_sound_by_digest(connection, mine, "other") is None


def test_sounds_are_listed_oldest_first_but_for_archived_ones(connection, mine, others):
    by_status = {status: add_sound(connection, mine, status=status) for status in SoundStatus}
    add_sound(connection, others)
    shown = [by_status[status] for status in (SoundStatus.PENDING, SoundStatus.ACTIVE, SoundStatus.FAILED)]

    def page(first, limit):
        total, rows = sounds.page_of_sounds(connection, mine, first, limit)
        return total, [row.id for row in rows]

    assert page(0, 1000) == (3, shown)
    assert page(1, 1) == (3, shown[1:2])
    assert page(80, 10) == (3, [])
    archived = by_status[SoundStatus.ARCHIVED]
    assert sounds.find_sound(connection, mine, archived).id == archived


def test_audio_in_pieces_is_put_together_and_what_no_sound_has_is_found(connection, mine):
    for audio_id, position, wav in ((7, 1, b"FF"), (7, 0, b"RI"), (8, 0, b"lost")):
        sounds.add_piece(connection, audio_id, position, wav)
    row = SoundRow(0, SoundStatus.ACTIVE, "Hello", NOW, 2.5, None, None)
    kept = sounds.add_sound(connection, mine, row, "digest", b"RIFF", 7)
    assert sounds.wav_of(connection, kept) == b"RIFF"
    assert sounds.unclaimed_pieces(connection) == [8]
    sounds.drop_pieces(connection, 8)
    assert sounds.unclaimed_pieces(connection) == []
    assert sounds.wav_of(connection, kept) == b"RIFF"
