"""The keys of requests."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from callfire_soap.store.request_keys import KEPT_FOR, find_answer, keep_answer
from tests.builders import NOW


def test_a_repeated_request_is_known_by_its_key(connection, mine):
    assert find_answer(connection, mine, "SendCall", "key") is None
    keep_answer(connection, mine, "SendCall", "key", 17, NOW)
    assert find_answer(connection, mine, "SendCall", "key") == (17,)


def test_an_answer_may_be_empty(connection, mine):
    keep_answer(connection, mine, "ControlBroadcast", "key", None, NOW)
    assert find_answer(connection, mine, "ControlBroadcast", "key") == (None,)


def test_a_key_belongs_to_an_operation_and_an_account(connection, mine, others):
    keep_answer(connection, mine, "SendCall", "key", 17, NOW)
    assert find_answer(connection, mine, "SendText", "key") is None
    assert find_answer(connection, others, "SendCall", "key") is None
    assert find_answer(connection, mine, "SendCall", "KEY") is None
    keep_answer(connection, mine, "SendText", "key", 18, NOW)
    keep_answer(connection, others, "SendCall", "key", 19, NOW)
    assert find_answer(connection, mine, "SendCall", "key") == (17,)


def test_a_key_is_used_once(connection, mine):
    keep_answer(connection, mine, "SendCall", "key", 17, NOW)
    with pytest.raises(IntegrityError):
        keep_answer(connection, mine, "SendCall", "key", 18, NOW)


def test_keys_are_forgotten_after_a_month(connection, mine):
    assert timedelta(hours=24) <= KEPT_FOR
    keep_answer(connection, mine, "SendCall", "old", 17, NOW)
    keep_answer(connection, mine, "SendCall", "new", 18, NOW + KEPT_FOR)
    assert find_answer(connection, mine, "SendCall", "old") == (17,)
    keep_answer(connection, mine, "SendCall", "newer", 19, NOW + KEPT_FOR + timedelta(microseconds=1))
    assert find_answer(connection, mine, "SendCall", "old") is None
    assert find_answer(connection, mine, "SendCall", "new") == (18,)
