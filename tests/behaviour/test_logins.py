"""Who is let in, and that a change of a login counts with the next request."""

import base64

import pytest

from callfire_soap.services import administration
from callfire_soap.services.administration import AccountSettings
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW
from tests.clients import envelope


def asks(api, password, login="sandbox"):
    """Answer the status of a request with a login."""
    pair = base64.b64encode(f"{login}:{password}".encode()).decode()
    headers = {"CONTENT_TYPE": "application/soap+xml", "HTTP_AUTHORIZATION": f"Basic {pair}"}
    body = envelope("<svc:QueryBroadcasts/>").encode()
    return api.request("POST", "/api/1.1/soap12/broadcast", body, **headers)[0]


@pytest.fixture
def operator(api):
    """Answer the database as the commands of an operator open it, in another process."""
    store = Store.open(str(api.system.store.engine.url.database))
    yield store
    store.close()


def change(store, **settings):
    with store.writing() as unit:
        administration.change_account(unit, NOW, "sandbox", AccountSettings(**settings))
        unit.commit()


def test_a_changed_password_lets_the_old_one_in_no_more(api, operator):
    assert (asks(api, "sandbox"), asks(api, "changed")) == (200, 401)
    change(operator, password="changed")
    assert (asks(api, "sandbox"), asks(api, "changed")) == (401, 200)
    change(operator, password="sandbox")
    assert (asks(api, "sandbox"), asks(api, "changed")) == (200, 401)


@pytest.mark.parametrize("ending", ["\0", "\0\0\0", "\n", "\x7f"])
def test_control_characters_make_a_login_wrong(api, ending):
    # "The user-id and password MUST NOT contain any control characters" -- RFC 7617.
    assert asks(api, "sandbox") == 200
    assert asks(api, "sandbox" + ending) == 401
    assert asks(api, ending + "sandbox") == 401
    assert asks(api, "sandbox", "sandbox" + ending) == 401


def test_a_disabled_account_is_out_with_the_next_request_and_enabled_in_again(api, operator):
    for enabled in (True, False, True):
        with operator.writing() as unit:
            administration.set_enabled(unit, "sandbox", enabled=enabled)
            unit.commit()
        assert asks(api, "sandbox") == (200 if enabled else 401)
        assert asks(api, "sandbox2", "sandbox2") == 200


def test_a_reset_sandbox_lets_in_with_its_first_password_alone(api, operator):
    change(operator, password="changed")
    with operator.writing() as unit:
        administration.add_account(unit, NOW, "ada", "secret")
        administration.set_enabled(unit, "sandbox2", enabled=False)
        unit.commit()
    assert (asks(api, "changed"), asks(api, "secret", "ada"), asks(api, "sandbox2", "sandbox2")) == (
        200,
        200,
        401,
    )
    api.reset()
    assert (asks(api, "changed"), asks(api, "secret", "ada"), asks(api, "sandbox2", "sandbox2")) == (
        401,
        401,
        200,
    )
    assert asks(api, "sandbox") == 200
