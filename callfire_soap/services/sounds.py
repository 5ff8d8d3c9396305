"""Sounds as operations use them: uploaded, spoken, found, played."""

from hashlib import sha256

from callfire_soap.domain.configs import Config, VoiceConfig
from callfire_soap.domain.errors import BadRequest, NotFound, Unavailable
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.domain.sounds import SoundFormat, SoundStatus, Voice
from callfire_soap.media import speech
from callfire_soap.media.audio import NotAudio, decode_to_wav, wav_to_mp3
from callfire_soap.services.scope import Scope
from callfire_soap.store import sounds
from callfire_soap.store.sounds import SoundRow

DEFAULT_NAME = "API Sound"
"""Inferred: Name is required of every sound that is shown, so a missing one gets this."""


def usable_sound(scope: Scope, sound_id: int) -> int:
    """Answer the id of a sound that a broadcast may play; an archived one may still be."""
    found = sounds.find_sound(scope.unit.connection, scope.account_id, sound_id)
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
        found = sounds.find_sound(scope.unit.connection, scope.account_id, sound_id)
        if found and found.status in {SoundStatus.PENDING, SoundStatus.FAILED}:
            message = f"sound {found.id} is {found.status}"
            raise Unavailable(message)


def sound_of_audio(scope: Scope, content: bytes, name: str | None) -> int:
    """Keep a WAV or MP3 file; the same file again answers the earlier sound."""
    digest = sha256(content).hexdigest()
    known = sounds.find_sound_by_digest(scope.unit.connection, scope.account_id, digest)
    if known is not None:
        return known
    try:
        sound = decode_to_wav(content)
    except NotAudio as error:
        # "Not audio (a PNG): business fault".
        raise BadRequest(str(error)) from error
    row = SoundRow(0, SoundStatus.ACTIVE, name or DEFAULT_NAME, scope.now, sound.seconds, None, None)
    return sounds.add_sound(scope.unit.connection, scope.account_id, row, digest, sound.wav)


def sound_of_text(scope: Scope, text: str, voice: Voice, name: str | None = None) -> int:
    """Keep a text to be spoken; "two equal texts gave the same id" -- for the same voice."""
    digest = sha256(f"{voice}\0{text}".encode()).hexdigest()
    known = sounds.find_sound_by_digest(scope.unit.connection, scope.account_id, digest)
    if known is not None:
        return known
    spoken = speech.speak(text, voice) if speech.is_available() else None
    seconds = spoken.seconds if spoken else speech.estimate_seconds(text)
    row = SoundRow(0, SoundStatus.ACTIVE, name or DEFAULT_NAME, scope.now, seconds, text, str(voice))
    return sounds.add_sound(
        scope.unit.connection, scope.account_id, row, digest, spoken.wav if spoken else None
    )


def sound_by_phone(scope: Scope, given: str, name: str | None) -> int:
    """Call a number so that a sound is spoken into it; it is PENDING until then, FAILED if nobody answers."""
    phone = normalize(given)
    if not is_dialable(phone):
        message = f"{given} cannot be called"
        raise BadRequest(message)
    return sounds.add_pending(scope.unit.connection, scope.account_id, name or DEFAULT_NAME, phone, scope.now)


def audio_of(scope: Scope, row: SoundRow, wanted: SoundFormat) -> bytes:
    """Answer a sound in the wanted format; what cannot be heard raises Unavailable."""
    wav = sounds.wav_of(scope.unit.connection, row.id)
    if wav is None:
        wav = _spoken(row)
    return in_format(wav, wanted)


def in_format(wav: bytes, wanted: SoundFormat) -> bytes:
    """Answer audio in the wanted format."""
    return wav if wanted is SoundFormat.WAV else wav_to_mp3(wav)


def _spoken(row: SoundRow) -> bytes:
    if row.spoken is None or row.voice is None:
        message = f"sound {row.id} is {row.status}"
        raise Unavailable(message)
    try:
        return speech.speak(row.spoken, Voice(row.voice)).wav
    except speech.SpeechMissing as error:
        raise Unavailable(str(error)) from error
