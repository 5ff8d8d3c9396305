"""A sandbox that runs for all tests and begins anew for each of them."""

import pytest

from tests.clients import Php, Program, Sandbox, Zeep


@pytest.fixture
def program(tmp_path):
    """Answer the command line in a folder of its own."""
    return Program(tmp_path)


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """Answer a sandbox whose clock stands still; tests take `sandbox`, which resets it."""
    with Program(tmp_path_factory.mktemp("sandbox")).serving("sandbox", "--clock", "manual") as service:
        sandbox = Sandbox(service.url)
        yield sandbox
        sandbox.close()


@pytest.fixture
def sandbox(running):
    """Answer the sandbox, freshly provisioned: Monday 2026-01-05, 17:00 UTC, all ids from 1."""
    running.reset()
    return running


def _client(url, *arguments):
    client = Zeep(url, *arguments)
    yield client
    client.close()


@pytest.fixture(scope="session")
def _zeep(running):
    yield from _client(running.url)


@pytest.fixture(scope="session")
def _other_zeep(running):
    yield from _client(running.url, "sandbox2")


@pytest.fixture
def api(sandbox, _zeep):
    """Answer zeep for the account `sandbox`."""
    return _zeep


@pytest.fixture
def stranger(sandbox, _other_zeep):
    """Answer zeep for the account `sandbox2`, which owns nothing."""
    return _other_zeep


@pytest.fixture
def php_client(sandbox, php):
    """Answer PHP, pointed at the sandbox."""
    return Php(php, sandbox.url)
