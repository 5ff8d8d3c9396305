"""What the sandbox starts with."""

import pytest

from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.media.audio import decode_to_wav
from callfire_soap.sandbox.provisioning import provision
from callfire_soap.services.accounts import Logins
from callfire_soap.store import accounts, senders, sounds
from tests.builders import NOW, make_store


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "test.db")
    with store.writing() as unit:
        provision(unit, NOW, max_active=100)
        unit.commit()
    yield store
    store.close()


@pytest.fixture
def connection(store):
    with store.reading() as unit:
        yield unit.connection


@pytest.mark.parametrize("login", ["sandbox", "sandbox2"])
def test_both_accounts_sign_in_with_their_name(store, login):
    assert Logins(store).verify(login, login).login == login


def test_the_account_has_credits_and_a_time_zone(connection):
    row = accounts.get_account(connection, accounts.find_login(connection, "sandbox").id)
    assert (row.credits, row.time_zone) == (1_000_000, "America/Los_Angeles")


def test_it_may_call_from_the_numbers_of_the_samples(connection):
    account_id = accounts.find_login(connection, "sandbox").id
    total, numbers = senders.page_of_caller_ids(connection, account_id, 0, 10)
    assert (total, list(numbers)) == (3, ["13105551212", "12135551189", "15712655344"])


def test_it_owns_three_numbers_one_of_them_toll_free(connection):
    owned = [
        senders.find_own_number(connection, number)
        for number in ("12135551126", "14246528111", "18555551234")
    ]
    assert [(row.takes_calls, row.takes_texts) for row in owned] == [
        (True, True),
        (True, True),
        (True, False),
    ]
    assert {row.account_id for row in owned} == {accounts.find_login(connection, "sandbox").id}


def test_its_nine_sounds_can_be_heard(connection):
    account_id = accounts.find_login(connection, "sandbox").id
    total, rows = sounds.page_of_sounds(connection, account_id, 0, 100)
    assert (total, [row.id for row in rows]) == (9, list(range(1, 10)))
    assert {row.status for row in rows} == {SoundStatus.ACTIVE}
    for row in rows:
        heard = decode_to_wav(sounds.wav_of(connection, row.id))
        assert heard.seconds == row.seconds
        assert 2 <= row.seconds <= 7


def test_the_other_account_owns_nothing(connection):
    account_id = accounts.find_login(connection, "sandbox2").id
    assert senders.page_of_caller_ids(connection, account_id, 0, 10) == (0, [])
    assert sounds.page_of_sounds(connection, account_id, 0, 10) == (0, [])
