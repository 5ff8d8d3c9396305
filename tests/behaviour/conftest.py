"""One sandbox with a manual clock in this process, freshly provisioned for each test."""

import pytest
from sqlalchemy import update

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.store.accounts import account
from tests.behaviour.outside import Account
from tests.clients import Php, Program, Sandbox


@pytest.fixture(scope="session")
def _system(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("behaviour") / "sandbox.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    yield system
    system.stop()


@pytest.fixture
def api(_system):
    """Answer the service: Monday 2026-01-05, 17:00 UTC, nine in the morning in California, all ids from 1."""
    account = Account(_system)
    account.reset()
    return account


@pytest.fixture
def plan(api):
    """Answer what gives the account another price per minute, or other credits, as its operator would."""

    def change(**terms):
        with api.system.store.writing() as unit:
            unit.connection.execute(update(account).where(account.c.login == "sandbox").values(terms))
            unit.commit()

    return change


@pytest.fixture(scope="session")
def _running(tmp_path_factory):
    with Program(tmp_path_factory.mktemp("clients")).serving("sandbox", "--clock", "manual") as service:
        sandbox = Sandbox(service.url)
        yield sandbox
        sandbox.close()


@pytest.fixture
def sandbox(_running):
    """Answer a sandbox that listens on a port, freshly provisioned."""
    _running.reset()
    return _running


@pytest.fixture
def php_client(sandbox, php):
    """Answer PHP, pointed at that sandbox."""
    return Php(php, sandbox.url)
