"""Sounds: uploaded, spoken, recorded by phone; what is known of them and what they sound like."""

import base64
import io
import itertools
import os
import struct
import wave

import pytest
import zeep
from sqlalchemy import update

from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.media import tones
from callfire_soap.media.audio import SAMPLE_RATE, decode_to_wav, wav_to_mp3
from callfire_soap.store.sounds import sound as sound_table
from tests.behaviour.outside import Refused, fields, hours, number, voice
from tests.clients import Program, Sandbox, Zeep, environment, fault_code

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


def wav_of(form, bits, samples, *, rate=SAMPLE_RATE, channels=1):
    """Write a WAV file of another format than the module `wave` can: 1 PCM, 3 floats, 6 A-law, 7 u-law."""
    frame = channels * bits // 8
    head = struct.pack("<HHIIHHH", form, channels, rate, rate * frame, frame, bits, 0)
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head
    body += b"LIST" + struct.pack("<I", 4) + b"INFO"
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tagged(mp3, size=300_000):
    """Put a tag with a picture before an MP3, and the old kind of tag behind it."""
    picture = b"APIC" + struct.pack(">IH", size - 10, 0) + b"\0image/jpeg\0\3\0\xff\xd8\xff\xe0"
    length = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + length + picture.ljust(size, b"\xff") + mp3 + b"TAG" + bytes(125)


# A square wave of 500 Hz in each format: eight samples up, eight samples down.
SQUARES = {
    "8 bit": wav_of(1, 8, (b"\xc0" * 8 + b"\x40" * 8) * 1_000),
    "16 bit": wav_of(1, 16, (b"\x00\x40" * 8 + b"\x00\xc0" * 8) * 1_000),
    "24 bit": wav_of(1, 24, (b"\0\0\x40" * 8 + b"\0\0\xc0" * 8) * 1_000),
    "floats": wav_of(3, 32, (struct.pack("<f", 0.5) * 8 + struct.pack("<f", -0.5) * 8) * 1_000),
    # 0x8f and 0x0f stand for 16764 up and down, 0xa5 and 0x25 for 16896.
    "u-law": wav_of(7, 8, (b"\x8f" * 8 + b"\x0f" * 8) * 1_000),
    "A-law": wav_of(6, 8, (b"\xa5" * 8 + b"\x25" * 8) * 1_000),
    "stereo": wav_of(1, 16, (b"\x00\x40" * 16 + b"\x00\xc0" * 16) * 1_000, channels=2),
}


@pytest.mark.parametrize("name", SQUARES)
def test_every_kind_of_wav_sounds_as_it_did(api, name):
    sound = upload(api, SQUARES[name])
    assert meta(api, sound).LengthInSeconds == "2"
    with wave.open(io.BytesIO(content_of(api, sound, "WAV"))) as reader:
        assert (reader.getframerate(), reader.getsampwidth(), reader.getnchannels()) == (SAMPLE_RATE, 2, 1)
        samples = memoryview(reader.readframes(reader.getnframes())).cast("h")
    assert len(samples) == 16_000
    loud = 0x4000
    assert max(samples) == pytest.approx(loud, rel=0.04)
    assert min(samples) == pytest.approx(-loud, rel=0.04)
    rises = sum(before < 0 <= after for before, after in itertools.pairwise(samples))
    assert rises == pytest.approx(1_000, abs=2)


def test_tags_around_an_mp3_are_skipped(api):
    mp3 = wav_to_mp3(tones.tone(2).wav)
    sound = upload(api, tagged(mp3))
    plain = upload(api, mp3)
    assert sound != plain
    assert content_of(api, sound, "WAV") == content_of(api, plain, "WAV")


@pytest.mark.parametrize("kind", ["wav", "mp3"])
def test_of_a_truncated_file_what_there_is_is_taken(api, kind):
    whole = tones.tone(4).wav if kind == "wav" else wav_to_mp3(tones.tone(4).wav)
    sound = upload(api, whole[: len(whole) // 2 + 1])
    assert meta(api, sound).LengthInSeconds == "2"
    assert decode_to_wav(content_of(api, sound)).seconds == pytest.approx(2, abs=0.3)


def test_data_may_be_broken_into_lines(api):
    lines = base64.encodebytes(tones.tone(1).wav).decode()
    sound = api.id(f"<CreateSound><Data>\n{lines}\n</Data></CreateSound>")
    assert upload(api, tones.tone(1).wav) == sound


def test_data_may_come_as_an_attachment_and_is_answered_inline(api):
    wav = tones.tone(1).wav
    request = (
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>'
        '<CreateSound xmlns="http://api.callfire.com/service/xsd"><Data><xop:Include href="cid:sound"'
        ' xmlns:xop="http://www.w3.org/2004/08/xop/include"/></Data></CreateSound></e:Body></e:Envelope>'
    )
    root = 'Content-Type: application/xop+xml; type="application/soap+xml"\r\nContent-ID: <root>'
    sound = "Content-Type: audio/wav\r\nContent-ID: <sound>"
    package = f"--x\r\n{root}\r\n\r\n{request}\r\n--x\r\n{sound}\r\n\r\n".encode() + wav + b"\r\n--x--\r\n"
    kind = 'multipart/related; type="application/xop+xml"; start="<root>"; boundary=x'
    login = "Basic c2FuZGJveDpzYW5kYm94"
    status, answered = api.request(
        "POST", "/api/1.1/soap12/call", package, CONTENT_TYPE=kind, HTTP_AUTHORIZATION=login
    )
    assert (status, b">10</CreatedId>" in answered) == (200, True)
    assert content_of(api, 10, "WAV") == wav


def test_a_sound_of_an_hour_is_taken_and_no_longer_one(api):
    def silence(rate):
        return wav_of(1, 8, b"\x80" * 36_000, rate=rate)

    assert meta(api, upload(api, silence(10))).LengthInSeconds == "3600"
    with pytest.raises(Refused, match="longer than 3600 seconds") as refused:
        upload(api, silence(9))
    assert refused.value.fault_code == "BAD_REQUEST"


def test_a_text_that_takes_longer_than_an_hour_is_refused(api):
    words = "word " * 15_000
    for body in (
        f"<CreateSound><SoundText>{words}</SoundText></CreateSound>",
        f"<SendCall><ToNumber>{ANN}</ToNumber>{voice(fields(LiveSoundText=words), live=None)}</SendCall>",
    ):
        with pytest.raises(Refused, match="longer than 3600 seconds to speak") as refused:
            api(body)
        assert refused.value.fault_code == "BAD_REQUEST"
    assert api("<QueryBroadcasts/>").TotalResults == "0"
    assert api("<QuerySoundMeta/>").TotalResults == "9"


@pytest.mark.parametrize("status", [SoundStatus.ARCHIVED, SoundStatus.SCRUBBED])
def test_an_archived_sound_is_hidden_from_queries_and_still_of_use(api, status):
    with api.system.store.writing() as unit:
        unit.connection.execute(update(sound_table).where(sound_table.c.id == 9).values(status=status))
        unit.commit()
    found = api("<QuerySoundMeta/>")
    assert (found.TotalResults, "9" in [each["id"] for each in found.all("SoundMeta")]) == ("8", False)
    assert meta(api, 9).Status == status
    assert decode_to_wav(content_of(api, 9)).seconds > 1
    api.send_call(ANN, config=voice(live=9))
    api.advance(60)
    assert (api.calls()[0].FinalResult, api.carrier()[0]["played"]) == ("LA", [9])


def test_sounds_are_paged_oldest_first(api):
    def page(bounds):
        found = api(f"<QuerySoundMeta>{bounds}</QuerySoundMeta>")
        return found.TotalResults, [each["id"] for each in found.all("SoundMeta")]

    assert page("<MaxResults>2</MaxResults><FirstResult>7</FirstResult>") == ("9", ["8", "9"])
    assert page("<FirstResult>80</FirstResult>") == ("9", [])
    assert page("<MaxResults>-1</MaxResults><FirstResult>-4</FirstResult>") == page("")


@pytest.mark.parametrize("operation", ["GetSoundMeta", "GetSoundData"])
@pytest.mark.parametrize("sound", [0, -1, 4711])
def test_an_unknown_sound_is_not_found(api, operation, sound):
    with pytest.raises(Refused) as refused:
        api(f"<{operation}><Id>{sound}</Id></{operation}>")
    assert refused.value.fault_code == "NOT_FOUND"


def test_without_the_extra_texts_are_called_with_but_not_fetched(tmp_path):
    # Loaded by Python before anything else, this lets the extra seem not installed.
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['espeakng_loader'] = None\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    with Program(tmp_path).serving("sandbox", "--clock", "manual", PYTHONPATH=path) as service:
        sandbox, client = Sandbox(service.url), Zeep(service.url)
        sound = client.CreateSound(SoundText="Hello world, how are you")
        assert client.CreateSound(SoundText="Hello world, how are you") == sound
        shown = client.GetSoundMeta(Id=sound)
        assert (shown.Status, shown.LengthInSeconds) == ("ACTIVE", 1)
        for format_ in "WAV", "MP3":
            with pytest.raises(zeep.exceptions.Fault, match="pip install callfire-soap") as fault:
                client.GetSoundData(Id=sound, Format=format_)
            assert fault_code(fault.value) == "UNAVAILABLE"
        with pytest.raises(zeep.exceptions.Fault, match="longer than 3600 seconds") as fault:
            client.CreateSound(SoundText="word " * 15_000)
        assert fault_code(fault.value) == "BAD_REQUEST"
        config = {"FromNumber": "13105551212", "LiveSoundId": sound}
        client.SendCall(ToNumber=[ANN], VoiceBroadcastConfig=config)
        sandbox.advance(60)
        [call] = client.QueryCalls().Call
        assert (call.FinalResult, call.CallRecord[0].Duration) == ("LA", 1)
        client.close()
        sandbox.close()


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


@pytest.mark.parametrize("text_", ["", " ", "\u00a0\u200b\n"])
def test_an_empty_text_is_refused(api, text_):
    for ask in (
        f"<CreateSound><SoundText>{text_}</SoundText></CreateSound>",
        f"<SendCall><ToNumber>{ANN}</ToNumber>{voice(fields(LiveSoundText=text_), live=None)}</SendCall>",
    ):
        with pytest.raises(Refused) as refused:
            api(ask)
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
