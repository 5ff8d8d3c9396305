"""What every test may ask for, and what none may do."""

import ipaddress
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest

from callfire_soap.domain.time_zones import use_newest_rules

# Whatever the order of the tests is: a service that is built goes by these.
use_newest_rules()

# Machines differ too much for a time limit per example, or for one that examples are made in.
_USUAL = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("callfire-soap", _USUAL)
hypothesis.settings.load_profile("callfire-soap")

# While rules are changed one by one, that an example fails is enough: nobody wants to see the smallest. What is random
# would find a change in one run and miss it in the next.
hypothesis.settings.register_profile(
    "mutants", _USUAL, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], derandomize=True
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew: their diff is then what there is to judge."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden from what is answered now"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def _refuse_the_network(event: str, arguments: tuple) -> None:
    """Let no test reach beyond this machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_loopback(arguments[1][0]):
        raise PermissionError(f"a test wants to connect to {arguments[1]}")


sys.addaudithook(_refuse_the_network)


@pytest.fixture(autouse=True)
def _usual_log() -> Iterator[None]:
    """Let what a command says of the log hold for its own test alone."""
    logger = logging.getLogger("callfire_soap")
    logger.setLevel(logging.NOTSET)
    yield
    logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def php() -> str:
    """Answer the path of a PHP with the SOAP extension; without one skip, or fail where `CI` is set."""
    path = shutil.which("php")
    if path:
        modules = subprocess.run([path, "-m"], capture_output=True, text=True, check=True).stdout
        if "soap" in modules.split():
            return path
    return _miss("PHP with its SOAP extension (php-cli and php-soap)")


@pytest.fixture(scope="session")
def wsimport() -> list[str]:
    """Answer the command that makes Java classes of a WSDL; without it skip, or fail where `CI` is set."""
    script = "/usr/share/jaxws/bin/wsimport.sh"
    if shutil.which("java") and Path(script).exists():
        return ["sh", script]
    return _miss("Java with JAX-WS (default-jre-headless and jaxws)")


def _miss(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Answer the top folder of the checkout."""
    return Path(__file__).parent.parent
