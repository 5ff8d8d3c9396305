"""The do-not-call list."""

from callfire_soap.domain.actions import ActionKind
from callfire_soap.store import dnc
from tests.builders import NOW, los_angeles

CALL, TEXT = ActionKind
ONE, TWO = los_angeles(2)


def listed(connection, account, kind):
    return dnc.forbidden(connection, account, kind, [ONE, TWO])


def test_nothing_is_forbidden_at_first(connection, mine):
    assert listed(connection, mine, CALL) == set()


def test_calls_and_texts_are_forbidden_apart(connection, mine):
    dnc.forbid(connection, mine, ONE, CALL, NOW)
    dnc.forbid(connection, mine, TWO, TEXT, NOW)
    assert listed(connection, mine, CALL) == {ONE}
    assert listed(connection, mine, TEXT) == {TWO}


def test_what_a_number_is_listed_for_stays(connection, mine):
    for kind in (CALL, TEXT, CALL):
        dnc.forbid(connection, mine, ONE, kind, NOW)
    assert listed(connection, mine, CALL) == listed(connection, mine, TEXT) == {ONE}


def test_every_account_has_a_list_of_its_own(connection, mine, others):
    dnc.forbid(connection, others, ONE, CALL, NOW)
    assert listed(connection, mine, CALL) == set()
    dnc.forbid(connection, mine, TWO, CALL, NOW)
    assert listed(connection, mine, CALL) == {TWO}
    assert listed(connection, others, CALL) == {ONE}


def test_only_what_is_asked_for_is_answered(connection, mine):
    dnc.forbid(connection, mine, ONE, CALL, NOW)
    assert dnc.forbidden(connection, mine, CALL, [TWO]) == set()
    assert dnc.forbidden(connection, mine, CALL, []) == set()


def test_ten_thousand_numbers_may_be_asked_for(connection, mine):
    dnc.forbid(connection, mine, ONE, CALL, NOW)
    assert dnc.forbidden(connection, mine, CALL, set(los_angeles(10_000))) == {ONE}
