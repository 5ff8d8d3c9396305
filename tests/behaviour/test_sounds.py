"""Sounds: uploaded, spoken, recorded by phone; what is known of them and what they sound like."""

import base64
import io
import wave

import pytest

from callfire_soap.media import tones
from callfire_soap.media.audio import SAMPLE_RATE, decode_to_wav, wav_to_mp3
from tests.behaviour.outside import Refused, hours, number, voice

ANN = number(0)


def upload(api, content, name=None):
    named = f"<Name>{name}</Name>" if name else ""
    return api.id(f"<CreateSound>{named}<Data>{base64.b64encode(content).decode()}</Data></CreateSound>")


def meta(api, sound):
    return api(f"<GetSoundMeta><Id>{sound}</Id></GetSoundMeta>")


def content_of(api, sound, format_=None):
    wanted = f"<Format>{format_}</Format>" if format_ else ""
    answer = api(f"<GetSoundData><Id>{sound}</Id>{wanted}</GetSoundData>")
    assert answer.name == "SoundData"
    return base64.b64decode(answer.text)


def stereo(seconds, rate=44_100):
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((2, 2, rate, 0, "NONE", ""))
        writer.writeframes(b"\0\1\0\2" * int(seconds * rate))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["wav", "mp3"])
@pytest.mark.parametrize("seconds", [1, 2, 5])
def test_what_was_uploaded_can_be_fetched_and_played(api, kind, seconds):
    tone = tones.tone(seconds).wav
    sound = upload(api, tone if kind == "wav" else wav_to_mp3(tone), "Mine")
    assert sound == 10
    shown = meta(api, sound)
    # Frames of an MP3 have a fixed length, so it may last a little longer.
    assert shown.values() == {
        "Status": "ACTIVE",
        "Name": "Mine",
        "Created": "2026-01-05T17:00:00Z",
        "LengthInSeconds": shown.LengthInSeconds,
    }
    assert int(shown.LengthInSeconds) in {seconds, seconds + (kind == "mp3")}
    wav = content_of(api, sound, "WAV")
    with wave.open(io.BytesIO(wav)) as reader:
        assert (reader.getframerate(), reader.getsampwidth(), reader.getnchannels()) == (SAMPLE_RATE, 2, 1)
        assert reader.getnframes() / SAMPLE_RATE == pytest.approx(seconds, abs=0.2)
        frames = reader.readframes(reader.getnframes())
    assert max(frames) > 0
    for mp3 in content_of(api, sound, "MP3"), content_of(api, sound):
        assert mp3[:4] != b"RIFF"
        assert decode_to_wav(mp3).seconds == pytest.approx(seconds, abs=0.3)


def test_a_wav_at_8_khz_comes_back_as_it_was(api):
    tone = tones.tone(2).wav
    assert content_of(api, upload(api, tone), "WAV") == tone


def test_stereo_at_another_rate_becomes_telephone_sound(api):
    sound = upload(api, stereo(3))
    assert meta(api, sound).LengthInSeconds == "3"
    with wave.open(io.BytesIO(content_of(api, sound, "WAV"))) as reader:
        assert (reader.getframerate(), reader.getnchannels()) == (SAMPLE_RATE, 1)


def test_the_same_file_again_answers_the_earlier_sound_whatever_its_name(api):
    content = tones.tone(1, 300).wav
    first = upload(api, content, "One")
    assert upload(api, content, "Two") == first
    assert meta(api, first).Name == "One"
    assert api("<QuerySoundMeta/>").TotalResults == "10"
    assert upload(api, tones.tone(1, 400).wav) != first


def test_the_same_file_of_another_account_is_another_sound(api):
    content = tones.tone(1, 300).wav
    mine = upload(api, content)
    body = f"<CreateSound><Data>{base64.b64encode(content).decode()}</Data></CreateSound>"
    theirs = api.id(body, login="sandbox2")
    assert theirs != mine
    with pytest.raises(Refused) as refused:
        api(f"<GetSoundData><Id>{mine}</Id></GetSoundData>", login="sandbox2")
    assert refused.value.fault_code == "NOT_FOUND"


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\x89PNG\r\n\x1a\n" + bytes(500), b"RIFF\0\0\0\0WAVE", b"ID3" + bytes(50), bytes(1000)],
)
def test_what_is_no_audio_is_refused(api, content):
    with pytest.raises(Refused) as refused:
        upload(api, content)
    assert refused.value.fault_code == "BAD_REQUEST"
    assert api("<QuerySoundMeta/>").TotalResults == "9"


def test_a_sound_without_a_name_has_one(api):
    assert meta(api, upload(api, tones.tone(1).wav)).Name


def test_a_text_is_spoken_and_equal_ones_are_one_sound(api):
    spoken = "<CreateSound>{}<SoundText>{}</SoundText>{}</CreateSound>"
    first = api.id(spoken.format("<Name>Hello</Name>", "Hello world", ""))
    assert api.id(spoken.format("", "Hello world", "<SoundTextVoice>FEMALE1</SoundTextVoice>")) == first
    assert api.id(spoken.format("", "Hello world", "<SoundTextVoice>MALE1</SoundTextVoice>")) != first
    shown = meta(api, first)
    assert (shown.Status, shown.Name) == ("ACTIVE", "Hello")
    wav = content_of(api, first, "WAV")
    with wave.open(io.BytesIO(wav)) as reader:
        seconds = reader.getnframes() / reader.getframerate()
    assert seconds > 0.5
    assert int(shown.LengthInSeconds) - 1 <= seconds <= int(shown.LengthInSeconds) + 1


@pytest.mark.parametrize("voice_", ["MALE1", "FEMALE1", "FEMALE2", "SPANISH1", "FRENCHCANADIAN1"])
def test_every_voice_speaks(api, voice_):
    sound = api.id(
        f"<CreateSound><SoundText>Hola</SoundText><SoundTextVoice>{voice_}</SoundTextVoice></CreateSound>"
    )
    assert decode_to_wav(content_of(api, sound, "WAV")).seconds > 0.1


def test_an_empty_text_is_refused(api):
    with pytest.raises(Refused) as refused:
        api("<CreateSound><SoundText/></CreateSound>")
    assert refused.value.fault_code == "BAD_REQUEST"


def test_a_sound_is_recorded_by_phone(api):
    api.script(ANN, {"answer": "live", "records": [{"seconds": 7}]})
    sound = api.id(
        f"<CreateSound><Name>Mine</Name><RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall></CreateSound>"
    )
    shown = meta(api, sound)
    assert (shown.Status, shown.Name, shown.LengthInSeconds) == ("PENDING", "Mine", None)
    for operation in "WAV", "MP3":
        with pytest.raises(Refused) as refused:
            content_of(api, sound, operation)
        assert refused.value.fault_code == "UNAVAILABLE"
    api.advance(60)
    shown = meta(api, sound)
    assert (shown.Status, shown.LengthInSeconds) == ("ACTIVE", "7")
    assert decode_to_wav(content_of(api, sound)).seconds == pytest.approx(7, abs=0.3)


@pytest.mark.parametrize("answer", ["busy", "no_answer", "carrier_error", "machine"])
def test_a_recording_that_nobody_speaks_fails(api, answer):
    api.script(ANN, {"answer": answer})
    sound = api.id(f"<CreateSound><RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall></CreateSound>")
    api.advance(60)
    assert (meta(api, sound).Status, meta(api, sound).LengthInSeconds) == ("FAILED", None)
    with pytest.raises(Refused) as refused:
        content_of(api, sound)
    assert refused.value.fault_code == "UNAVAILABLE"


def test_recording_calls_are_no_calls_of_a_broadcast(api):
    api.id(f"<CreateSound><RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall></CreateSound>")
    api.advance(60)
    assert api.calls() == []
    assert [entry["to"] for entry in api.carrier()] == [ANN]


def test_a_recorded_sound_can_be_called_with(api):
    sound = api.id(f"<CreateSound><RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall></CreateSound>")
    api.advance(60)
    api.send_call(number(1), config=voice(live=sound))
    api.advance(60)
    assert api.carrier()[-1]["played"] == [sound]


def recorded_by(api, phone):
    return api.id(f"<CreateSound><RecordingCall><ToNumber>{phone}</ToNumber></RecordingCall></CreateSound>")


def test_a_recording_whose_call_got_lost_fails_after_an_hour(api):
    api.script(ANN, {"answer": "lost"})
    sound = recorded_by(api, ANN)
    api.advance(minutes=59)
    assert meta(api, sound).Status == "PENDING"
    api.advance(minutes=1)
    assert meta(api, sound).Status == "FAILED"


def scheduled(api, sound):
    """Answer a broadcast whose window opens at once."""
    created = api.create(voice(live=sound))
    api.add_batch(created, number(1))
    api.schedule(created, "00:00:00", "23:59:00", zone="UTC")
    return created


def test_a_schedule_waits_for_a_sound_that_is_still_being_recorded(api):
    api.script(ANN, {"answer": "live", "ring": 30, "records": [{"seconds": 7}]})
    sound = recorded_by(api, ANN)
    created = scheduled(api, sound)
    api.advance(20)
    assert api.status(created) == "START_PENDING"
    assert [entry["to"] for entry in api.carrier()] == [ANN]
    api.advance(minutes=2)
    assert (api.status(created), api.carrier()[-1]["played"]) == ("FINISHED", [sound])


def test_a_schedule_does_not_start_what_would_play_a_sound_that_failed(api):
    api.script(ANN, {"answer": "busy", "ring": 30})
    created = scheduled(api, recorded_by(api, ANN))
    api.advance(minutes=2)
    assert (api.status(created), len(api.carrier())) == ("STOPPED", 1)
    with pytest.raises(Refused, match="is FAILED"):
        api.control(created, "START")


def test_a_running_broadcast_does_not_take_a_sound_that_cannot_be_heard_yet(api):
    created = api.send_call(number(1), config=voice(common=hours("01:00:00", "02:00:00")))
    api.advance(1)
    sound = recorded_by(api, ANN)
    with pytest.raises(Refused) as refused:
        api(
            f'<UpdateBroadcast><d:Broadcast id="{created}">{voice(live=sound)}</d:Broadcast></UpdateBroadcast>'
        )
    assert refused.value.fault_code == "UNAVAILABLE"
    assert api.broadcast(created).find("VoiceBroadcastConfig").LiveSoundId == "9"


def test_the_sounds_of_the_samples_are_there(api):
    found = api("<QuerySoundMeta/>")
    assert found.TotalResults == "9"
    assert [each["id"] for each in found.all("SoundMeta")] == [str(index) for index in range(1, 10)]
    assert {each.Status for each in found.all("SoundMeta")} == {"ACTIVE"}
    for each in found.all("SoundMeta")[:2]:
        seconds = decode_to_wav(content_of(api, each["id"], "WAV")).seconds
        assert abs(seconds - int(each.LengthInSeconds)) < 1


def test_uploads_to_try_the_login_cost_nothing(api):
    for _ in range(3):
        upload(api, tones.tone(1).wav)
    assert api("<QuerySoundMeta/>").TotalResults == "10"


@pytest.mark.parametrize("wanted", ["<RecordingId>9</RecordingId>", "<CallId>9</CallId><Name>x</Name>"])
def test_an_unknown_recording_is_not_found(api, wanted):
    with pytest.raises(Refused) as refused:
        api(f"<GetRecordingData>{wanted}</GetRecordingData>")
    assert refused.value.fault_code == "NOT_FOUND"
