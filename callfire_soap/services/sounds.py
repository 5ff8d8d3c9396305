"""Sounds as operations use them: uploaded, spoken, found, played."""

from contextlib import suppress
from hashlib import sha256
from secrets import randbits

from callfire_soap.domain.configs import Config, VoiceConfig
from callfire_soap.domain.errors import BadRequest, DatabaseUnavailable, NotFound, Unavailable
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.domain.sounds import SoundFormat, SoundStatus, Voice
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.domain.texts import has_variables
from callfire_soap.media import speech
from callfire_soap.media.audio import LONGEST_SECONDS, NotAudio, Sound, decode_to_wav, wav_to_mp3
from callfire_soap.services.scope import Scope
from callfire_soap.store import sounds
from callfire_soap.store.sounds import SoundRow
from callfire_soap.store.unit_of_work import Store

PIECE_BYTES = 2**20
"""How much audio is written at once: a minute of it, which takes some 10 ms."""

# As many as SQLite has room for in an id.
_ID_BITS = 63

_ESTIMATES_MISS_BY = 2

DEFAULT_NAME = "API Sound"
"""Inferred: Name is required of every sound that is shown, so a missing one gets this."""


def usable_sound(scope: Scope, sound_id: int) -> int:
    """Answer the id of a sound that a broadcast may play; an archived one may still be."""
    found = sounds.find_sound(scope.connection, scope.account_id, sound_id)
    if found is None:
        message = f"sound {sound_id} does not exist"
        raise NotFound(message)
    if found.status is SoundStatus.FAILED:
        message = f"sound {sound_id} cannot be played"
        raise Unavailable(message)
    return sound_id


def check_ready(scope: Scope, config: Config) -> None:
    """Raise Unavailable when a broadcast would play a sound that cannot be heard yet, or never will.

    Inferred: "Sounds must be ACTIVE to be dialed".
    """
    if not isinstance(config, VoiceConfig):
        return
    for sound_id in sorted(config.sounds):
        found = sounds.find_sound(scope.connection, scope.account_id, sound_id)
        if found and found.status in {SoundStatus.PENDING, SoundStatus.FAILED}:
            message = f"sound {found.id} is {found.status}"
            raise Unavailable(message)


def sound_of_audio(scope: Scope, content: bytes, name: str | None) -> int:
    """Keep a WAV or MP3 file; the same file again answers the earlier sound."""
    named = usable_name(name, DEFAULT_NAME)
    digest = scope.aside(_digest, content)
    known = sounds.find_sound_by_digest(scope.connection, scope.account_id, digest)
    if known is not None:
        return known
    sound = scope.aside(_decoded, content)
    row = SoundRow(0, SoundStatus.ACTIVE, named, scope.now, sound.seconds, None, None)
    return _added(scope, row, digest, sound.wav)


def sound_of_text(scope: Scope, text: str, voice: Voice, name: str | None = None) -> int:
    """Keep a text to be spoken; "two equal texts gave the same id" -- for the same voice."""
    named = usable_name(name, DEFAULT_NAME)
    digest = scope.aside(_digest_of_text, text, voice)
    known = sounds.find_sound_by_digest(scope.connection, scope.account_id, digest)
    if known is not None:
        return known
    spoken, seconds = scope.aside(_speak, text, voice)
    row = SoundRow(0, SoundStatus.ACTIVE, named, scope.now, seconds, text, str(voice))
    return _added(scope, row, digest, spoken.wav if spoken else None)


def sound_by_phone(scope: Scope, given: str, name: str | None) -> int:
    """Call a number so that a sound is spoken into it; it is PENDING until then, FAILED if nobody answers."""
    phone = normalize(given)
    if not is_dialable(phone):
        message = f"{given} cannot be called"
        raise BadRequest(message)
    return sounds.add_pending(
        scope.connection, scope.account_id, usable_name(name, DEFAULT_NAME), phone, scope.now
    )


def audio_of(scope: Scope, row: SoundRow, wanted: SoundFormat) -> bytes:
    """Answer a sound in the wanted format; what cannot be heard raises Unavailable."""
    wav = sounds.wav_of(scope.connection, row.id)
    if wav is None:
        wav = scope.aside(_spoken, row.id, row.status, row.spoken, row.voice)
    return in_format(scope, wav, wanted)


def in_format(scope: Scope, wav: bytes, wanted: SoundFormat) -> bytes:
    """Answer audio in the wanted format."""
    return wav if wanted is SoundFormat.WAV else scope.aside(wav_to_mp3, wav)


def _added(scope: Scope, row: SoundRow, digest: str, wav: bytes | None) -> int:
    """Keep a sound. Long audio is written before it, in pieces: all of it at once would hold up other writers."""
    audio_id = None
    if scope.store is not None and wav is not None and len(wav) > PIECE_BYTES:
        audio_id = scope.aside(_kept_ahead, scope.store, wav)
    return sounds.add_sound(scope.connection, scope.account_id, row, digest, wav, audio_id)


def _kept_ahead(store: Store, wav: bytes) -> int:
    """Write audio in pieces, each in a unit of its own, and answer its id; nothing stays of what cannot be written."""
    audio_id = randbits(_ID_BITS)
    try:
        for position, at in enumerate(range(0, len(wav), PIECE_BYTES)):
            with store.writing() as unit:
                sounds.add_piece(unit.connection, audio_id, position, wav[at : at + PIECE_BYTES])
                unit.commit()
    except BaseException:
        # Otherwise they go when the service starts.
        with suppress(DatabaseUnavailable), store.writing() as unit:
            sounds.drop_pieces(unit.connection, audio_id)
            unit.commit()
        raise
    return audio_id


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _digest_of_text(text: str, voice: Voice) -> str:
    return _digest(f"{voice}\0{text}".encode())


def _decoded(content: bytes) -> Sound:
    try:
        return decode_to_wav(content)
    except NotAudio as error:
        # "Not audio (a PNG): business fault".
        raise BadRequest(str(error)) from error


def _speak(text: str, voice: Voice) -> tuple[Sound | None, float]:
    """Answer a text as it is spoken, if it can be here, and how long it takes; too long raises BadRequest."""
    spoken: Sound | None = None
    seconds = speech.estimate_seconds(" ".join(text.split()))
    try:
        # Nobody hears the names of variables: what each callee hears is another text. And what is far too long by any
        # estimate need not be spoken for an hour first.
        if not has_variables(text) and seconds <= _ESTIMATES_MISS_BY * LONGEST_SECONDS:
            spoken = speech.speak(text, voice)
            seconds = spoken.seconds
    except speech.SpeechMissing:
        pass
    except NotAudio as error:
        raise BadRequest(str(error)) from error
    if seconds > LONGEST_SECONDS:
        message = f"the text takes longer than {LONGEST_SECONDS:g} seconds to speak"
        raise BadRequest(message)
    return spoken, seconds


def _spoken(sound_id: int, status: SoundStatus, text: str | None, voice: str | None) -> bytes:
    if text is None or voice is None:
        message = f"sound {sound_id} is {status}"
        raise Unavailable(message)
    try:
        return speech.speak(text, Voice(voice)).wav
    except (speech.SpeechMissing, NotAudio) as error:
        raise Unavailable(str(error)) from error
