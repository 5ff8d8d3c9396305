"""What README gives to try runs as it stands there: its programs, its test, its requests, its tables."""

import re
import shlex
import subprocess
import sys
import textwrap
from collections import Counter

import pytest
import requests

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.services.handling import method_of
from tests.clients import Php, Program, environment

ADDRESS = "http://127.0.0.1:8080"
SECONDS = 300


@pytest.fixture(scope="module")
def readme(repository):
    return (repository / "README.rst").read_text()


@pytest.fixture(scope="module")
def hurried(tmp_path_factory):
    """Answer the address of a sandbox in which a minute passes in a second."""
    with Program(tmp_path_factory.mktemp("hurried")).serving("sandbox", "--speed", "60") as service:
        yield service.url


def programs(readme, language):
    """Answer the code blocks in a language, in their order."""
    blocks = re.findall(rf"^\.\. code-block:: {language}\n\n((?:    .*\n|\n)+)", readme, re.MULTILINE)
    return [textwrap.dedent(block).strip() + "\n" for block in blocks]


def run_python(*arguments, folder):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_the_php_program_sends_a_call(readme, hurried, php):
    [program] = programs(readme, "php")
    assert ADDRESS in program
    ended = Php(php, hurried).run(program.replace(ADDRESS, hurried))
    assert ended.returncode == 0, ended.stdout
    assert re.fullmatch(r"Broadcast ID: \d+\n", ended.stdout)


def test_the_zeep_program_sees_its_calls_end(readme, hurried, tmp_path):
    program, _ = programs(readme, "python")
    assert ADDRESS in program
    (tmp_path / "program.py").write_text(program.replace(ADDRESS, hurried))
    ended = run_python("program.py", folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "18185550111 BUSY\n18185551212 LA\n"
    assert all(f"``{line}``" in readme for line in ended.stdout.splitlines())


def test_the_test_passes(readme, tmp_path):
    _, test = programs(readme, "python")
    (tmp_path / "test_mine.py").write_text(test)
    ended = run_python("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_mine.py", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout


def test_the_requests_to_the_sandbox_are_answered(readme, sandbox):
    commands = re.findall(r"^ +(curl (?:.*\\\n)*.*)$", readme, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        _, _, method, address, _, header, _, content = shlex.split(command.replace("\\\n", " "))
        url, headers = address.replace(ADDRESS, sandbox.url), dict([header.split(": ")])
        response = requests.request(method, url, data=content, headers=headers, timeout=SECONDS)
        assert response.status_code == 200, command + response.text


def test_the_table_of_services_counts_right(readme):
    table = re.findall(r"^(\w+Service) +(\d+) +(\d+)$", readme, re.MULTILINE)
    all_of = Counter(operation.service for operation in OPERATIONS)
    done = Counter(operation.service for operation in OPERATIONS if method_of(operation) is not None)
    assert table == [(name, str(count), str(done[name])) for name, count in all_of.items()]
