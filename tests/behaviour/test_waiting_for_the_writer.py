"""What takes long happens while nobody waits for the writer, and means what it would have meant at once."""

import base64
import threading
from contextlib import contextmanager, nullcontext
from operator import attrgetter

import pytest
from sqlalchemy import func, select

from callfire_soap.conduct import list_batches
from callfire_soap.conduct.intake import Intake
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.domain.file_rows import ROWS_AT_ONCE
from callfire_soap.media import speech, tones
from callfire_soap.media.audio import NotAudio, from_samples
from callfire_soap.services import configs, sounds
from callfire_soap.services import contact_lists as contact_list_services
from callfire_soap.services import dnc as dnc_services
from callfire_soap.store import turns
from callfire_soap.store.accounts import account
from callfire_soap.store.contact_lists import contact_list
from tests.behaviour.outside import Refused, ivr, number, voice

ANN, BOB = number(0), number(1)
LABEL = f"<LabelNumber><Number>{12135551126}</Number><LabelName>while</LabelName></LabelNumber>"


EMPTY_LIST = (
    "<CreateContactList><Name>mine</Name><ContactSource><ContactId>4711</ContactId></ContactSource>"
    "</CreateContactList>"
)
LISTS_OF_ANOTHER = (
    select(func.count())
    .select_from(contact_list.join(account, contact_list.c.account_id == account.c.id))
    .where(account.c.login == "sandbox2")
)
MANY = 3 * ROWS_AT_ONCE + 1


def long_list(api, name):
    """Make a list that takes several slices to read."""
    rows = "\n".join(["homePhone", *(number(at) for at in range(MANY))])
    content = base64.b64encode(rows.encode()).decode()
    return api.id(
        f"<CreateContactList><Name>{name}</Name><ContactSource><File>{content}</File></ContactSource>"
        "</CreateContactList>"
    )


def spoken(text="A long text"):
    return f"<CreateSound><Name>long</Name><SoundText>{text}</SoundText></CreateSound>"


def called_with_text(key=""):
    return (
        f"<SendCall><RequestId>{key}</RequestId><ToNumber>{ANN}</ToNumber><d:VoiceBroadcastConfig>"
        "<d:FromNumber>13105551212</d:FromNumber><d:AnsweringMachineConfig>LIVE_IMMEDIATE</d:AnsweringMachineConfig>"
        "<d:LiveSoundText>Good day</d:LiveSoundText></d:VoiceBroadcastConfig></SendCall>"
    )


def uploaded(content):
    return f"<CreateSound><Data>{base64.b64encode(content).decode()}</Data></CreateSound>"


def wav(seconds=1):
    return tones.tone(seconds).wav


class Held:
    """Some work that takes as long as the test likes."""

    def __init__(self, work):
        self._work = work
        self.begun, self._go_on = threading.Event(), threading.Event()
        self.times = 0

    def __call__(self, *given, **named):
        self.times += 1
        self.begun.set()
        assert self._go_on.wait(60)
        return self._work(*given, **named)

    def release(self):
        self._go_on.set()


@pytest.fixture
def hold(monkeypatch):
    """Answer a function that lets something that takes long take as long as the test likes."""
    held = []

    def replace(module, name):
        work = Held(getattr(module, name))
        monkeypatch.setattr(module, name, work)
        held.append(work)
        return work

    yield replace
    for each in held:
        each.release()


class Asked(threading.Thread):
    """A request that is on its way; `answer` waits for what comes back."""

    def __init__(self, ask, body):
        super().__init__()
        self._ask, self._body = ask, body
        self._found = self._error = None
        self.start()

    def run(self):
        try:
            self._found = self._ask(self._body)
        except Refused as error:
            self._error = error

    def answer(self):
        self.join(60)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error
        return self._found


def say(text, *_):
    return from_samples(text.encode() * 400)


@pytest.fixture
def between(api, monkeypatch):
    """Answer a function by which another account asks for a list whenever some work does a slice.

    It answers a list: how many of those requests were served before each slice.
    """
    is_in_line, asked, served = threading.Event(), [], []

    @contextmanager
    def aside():
        is_in_line.set()
        yield

    def replace(place, name, connection_of):
        work = getattr(place, name)

        def slice_(*given):
            served.append(connection_of(given[0]).execute(LISTS_OF_ANOTHER).scalar_one())
            is_in_line.clear()
            asked.append(Asked(lambda body: api(body, login="sandbox2"), EMPTY_LIST))
            assert is_in_line.wait(60)
            return work(*given)

        monkeypatch.setattr(place, name, slice_)
        return served

    monkeypatch.setattr(turns, "_MOMENT", 0.001)
    api.system.store.turns.wait_aside(aside, lambda: True)
    yield replace
    api.system.store.turns.wait_aside(nullcontext, lambda: True)
    for each in asked:
        each.answer()


LONG = {
    "a text": (speech, "speak", spoken),
    "the text of a broadcast": (
        speech,
        "speak",
        called_with_text,
    ),
    "a file with a sound": (sounds, "_decoded", lambda: uploaded(wav())),
    "the mark of a file": (sounds, "_digest", lambda: uploaded(wav(2))),
    "a dialplan": (
        configs,
        "program_of",
        lambda: f"<SendCall><ToNumber>{ANN}</ToNumber>{ivr()}</SendCall>",
    ),
    "a file of contacts": (
        contact_list_services,
        "_read",
        lambda: (
            "<CreateContactList><Name>People</Name><ContactSource><File>"
            f"{base64.b64encode(f'homePhone{chr(10)}{ANN}'.encode()).decode()}</File></ContactSource>"
            "</CreateContactList>"
        ),
    ),
    "numbers for a do-not-call list": (
        dnc_services,
        "_well_formed",
        lambda: f"<CreateDncListRequest><Name>Never</Name><Numbers>{ANN}</Numbers></CreateDncListRequest>",
    ),
    "an hour of MP3": (
        sounds,
        "wav_to_mp3",
        lambda: "<GetSoundData><Id>9</Id><Format>MP3</Format></GetSoundData>",
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_others_write_while_something_takes_long(api, hold, monkeypatch, name):
    module, work, body = LONG[name]
    monkeypatch.setattr(speech, "speak", say)
    long = hold(module, work)
    asked = Asked(api, body())
    assert long.begun.wait(60)
    # Nobody holds the writer, or this would wait for what waits for this.
    label = Asked(api, LABEL)
    label.answer()
    api.send_call(BOB)
    long.release()
    asked.answer()
    assert long.times == 1


def test_the_same_request_twice_at_once_is_carried_out_once(api, hold, monkeypatch):
    monkeypatch.setattr(speech, "speak", say)
    long = hold(sounds, "_speak")
    both = [Asked(api.id, called_with_text("once")) for _ in range(2)]
    assert long.begun.wait(60)
    long.release()
    first, second = (each.answer() for each in both)
    assert first == second
    api.advance(60)
    assert [to for _, to in api.dialled()] == [ANN]


def test_the_same_text_meanwhile_is_the_same_sound(api, hold, monkeypatch):
    monkeypatch.setattr(speech, "speak", say)
    long = hold(sounds, "_speak")
    asked = Asked(api.id, spoken("Hello"))
    assert long.begun.wait(60)
    monkeypatch.setattr(sounds, "_speak", lambda *_: (say("Hello"), 1.0))
    earlier = api.id(spoken("Hello"))
    long.release()
    assert asked.answer() == earlier


def test_what_is_gone_meanwhile_is_not_found(api, hold):
    people = api.contact_list({"homePhone": ANN})
    long = hold(contact_list_services, "_read")
    source = f"<ContactSource><d:Contact homePhone='{BOB}'/></ContactSource>"
    asked = Asked(
        api, f"<AddContactsToList><ContactListId>{people}</ContactListId>{source}</AddContactsToList>"
    )
    assert long.begun.wait(60)
    api(f"<DeleteContactList><Id>{people}</Id></DeleteContactList>")
    long.release()
    with pytest.raises(Refused) as refused:
        asked.answer()
    assert refused.value.fault_code == "NOT_FOUND"


def test_a_text_that_cannot_be_spoken_is_refused_and_leaves_nothing(api, monkeypatch):
    def too_long(*_):
        raise NotAudio("the text takes longer than 3600 seconds to speak")

    monkeypatch.setattr(speech, "speak", too_long)
    with pytest.raises(Refused) as refused:
        api(spoken("on and on"))
    assert (refused.value.fault_code, refused.value.message) == (
        "BAD_REQUEST",
        "the text takes longer than 3600 seconds to speak",
    )
    assert not [each for each in api("<QuerySoundMeta/>").all("SoundMeta") if each.Name == "long"]


def test_others_write_between_the_slices_of_lists(api, between):
    lists = [long_list(api, name) for name in ("first", "second")]
    served = between(Intake, "take_portion", attrgetter("_connection"))
    api.advance()
    assert served == list(range(8))
    for each in lists:
        found = api(f"<GetContactList><Id>{each}</Id></GetContactList>")
        assert (found.Status, found.Size) == ("ACTIVE", str(MANY))
    assert api("<QueryContacts><MaxResults>1</MaxResults></QueryContacts>").TotalResults == str(MANY)


def test_others_write_between_the_slices_of_a_batch(api, between):
    people = long_list(api, "people")
    api.advance()
    broadcast = api.create(voice())
    batch = api.add_batch(broadcast, rest=f"<ContactListId>{people}</ContactListId>")
    served = between(list_batches, "add_actions", attrgetter("connection"))
    api.advance()
    assert served == list(range(4))
    assert (api.batch(batch).Status, api.batch(batch).Size) == ("ACTIVE", str(MANY))


def test_calls_go_out_between_the_slices_of_a_list(api, monkeypatch):
    """A round of the dispatcher follows each slice: who is to be called now does not wait for a long list."""
    long_list(api, "people")
    take, dialled = Intake.take_portion, []

    def slice_(intake, portion):
        dialled.append(len(api.carrier()))
        take(intake, portion)

    monkeypatch.setattr(Intake, "take_portion", slice_)
    api.send_call(ANN, BOB, config=voice())
    api.advance()
    # One round starts the broadcast, the next one dials.
    assert dialled == [0, 2, 2, 2]


def test_others_write_between_the_pieces_of_a_long_sound(api, monkeypatch):
    kept, labels = sounds.sounds.add_piece, []

    def keep(*piece):
        kept(*piece)
        # Whoever waits meanwhile is next.
        writer = threading.Thread(target=lambda: labels.append(api(LABEL)))
        writer.start()
        writers.append(writer)

    writers = []
    monkeypatch.setattr(sounds.sounds, "add_piece", keep)
    content = wav(3 * sounds.PIECE_BYTES // 16_000)
    sound = api.id(uploaded(content))
    for writer in writers:
        writer.join()
    assert len(writers) == len(labels) == -(-len(content) // sounds.PIECE_BYTES)
    data = api(f"<GetSoundData><Id>{sound}</Id><Format>WAV</Format></GetSoundData>")
    assert base64.b64decode(data.text) == content
    assert api.id(uploaded(content)) == sound


def test_nothing_stays_of_a_long_sound_that_cannot_be_written(api, monkeypatch):
    kept, ids = sounds.sounds.add_piece, []

    def keep(connection, audio_id, position, audio):
        if position:
            raise DatabaseUnavailable("The disk is full")
        ids.append(connection)
        kept(connection, audio_id, position, audio)

    dropped = []
    drop = sounds.sounds.drop_pieces
    monkeypatch.setattr(sounds.sounds, "add_piece", keep)
    monkeypatch.setattr(
        sounds.sounds,
        "drop_pieces",
        lambda connection, audio_id: dropped.append(
            (drop(connection, audio_id), list(sounds.sounds.unclaimed_pieces(connection)))[1]
        ),
    )
    with pytest.raises(Refused) as refused:
        api(uploaded(wav(2 * sounds.PIECE_BYTES // 16_000)))
    assert refused.value.fault_code == "UNAVAILABLE"
    assert (len(ids), dropped) == (1, [[]])
    monkeypatch.undo()
    assert api.id(uploaded(wav())) == 10
