"""What the operator does to accounts and numbers."""

import pytest

from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.services import administration
from callfire_soap.services.accounts import Logins
from callfire_soap.store import accounts, auto_replies, senders
from tests.builders import NOW, make_store


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "test.db")
    yield store
    store.close()


@pytest.fixture
def unit(store):
    with store.writing() as unit:
        administration.add_account(unit, NOW, "ada", "secret")
        yield unit


def test_a_new_account_can_sign_in(store):
    with store.writing() as unit:
        administration.add_account(unit, NOW, "ada", "secret")
        unit.commit()
    logins = Logins(store)
    assert logins.verify("ada", "secret").login == "ada"
    assert logins.verify("ada", "Secret") is None


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(store):
    def change(*, enabled):
        with store.writing() as unit:
            administration.set_enabled(unit, "ada", enabled=enabled)
            unit.commit()
        return Logins(store).verify("ada", "secret")

    with store.writing() as unit:
        administration.add_account(unit, NOW, "ada", "secret")
        unit.commit()
    assert change(enabled=False) is None
    assert change(enabled=True) is not None


def test_a_login_is_given_once(unit):
    with pytest.raises(BadRequest, match="already an account ada"):
        administration.add_account(unit, NOW, "ada", "other")
    assert accounts.count_accounts(unit.connection) == 1


@pytest.mark.parametrize("login", ["", "a:b", "a b", "a\n", "\x7f", "x" * 129])
def test_a_login_that_cannot_be_sent_is_refused(unit, login):
    with pytest.raises(BadRequest, match="cannot be a login"):
        administration.add_account(unit, NOW, login, "secret")


def test_an_empty_password_is_refused(unit):
    with pytest.raises(BadRequest, match="password"):
        administration.add_account(unit, NOW, "bob", "")


@pytest.mark.parametrize(
    "spelling", ["13105551212", "3105551212", "+13105551212", "(310) 555-1212", "310.555.1212"]
)
def test_a_caller_id_is_taken_however_it_is_spelled(unit, spelling):
    assert administration.add_caller_id(unit, NOW, "ada", spelling) == "13105551212"
    account_id = accounts.find_login(unit.connection, "ada").id
    assert senders.is_caller_id(unit.connection, account_id, "13105551212")


@pytest.mark.parametrize("text", ["", "67076", "48945317921", "1234567890", "someone"])
@pytest.mark.parametrize("add", [administration.add_caller_id, administration.add_number])
def test_what_is_no_number_is_refused(unit, add, text):
    with pytest.raises(BadRequest, match="is not a phone number"):
        add(unit, NOW, "ada", text)


@pytest.mark.parametrize(("number", "takes_texts"), [("12135551126", True), ("18555551234", False)])
def test_an_own_number_takes_calls_and_unless_toll_free_texts(unit, number, takes_texts):
    administration.add_number(unit, NOW, "ada", number)
    found = senders.find_own_number(unit.connection, number)
    assert (found.takes_calls, found.takes_texts) == (True, takes_texts)


def test_a_number_has_one_owner(unit):
    administration.add_number(unit, NOW, "ada", "12135551126")
    administration.add_account(unit, NOW, "bob", "secret")
    with pytest.raises(BadRequest, match="belongs to an account already"):
        administration.add_number(unit, NOW, "bob", "2135551126")


def test_a_keyword_has_one_owner(unit):
    administration.add_keyword(unit, NOW, "ada", "PIZZA")
    administration.add_account(unit, NOW, "bob", "secret")
    with pytest.raises(BadRequest, match="belongs to an account already"):
        administration.add_keyword(unit, NOW, "bob", "pizza")


@pytest.mark.parametrize("word", ["x", "7", "Pizza2", "x" * 64])
def test_a_keyword_has_1_to_64_letters_and_digits(unit, word):
    administration.add_keyword(unit, NOW, "ada", word)
    assert auto_replies.owner_of_keyword(unit.connection, SHARED_SHORT_CODE, word) == 1


@pytest.mark.parametrize("word", ["", "two words", "x" * 65, "pizza!", "caf\u00e9", "pizza\n"])
def test_what_is_no_word_is_no_keyword(unit, word):
    with pytest.raises(BadRequest, match="cannot be a keyword: one word of 1 to 64 letters and digits can"):
        administration.add_keyword(unit, NOW, "ada", word)


def test_nobody_is_not_found(unit):
    for change in (
        lambda: administration.set_enabled(unit, "bob", enabled=True),
        lambda: administration.add_caller_id(unit, NOW, "bob", "13105551212"),
        lambda: administration.add_number(unit, NOW, "bob", "12135551126"),
    ):
        with pytest.raises(NotFound, match="there is no account bob"):
            change()
