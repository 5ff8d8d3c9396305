"""The command line as a program of its own, in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from callfire_soap.cli import main

# What a service tells of itself is looked at where it is meant.
QUIET = {"CALLFIRE_SOAP_LOG_LEVEL": "warning"}


class Ended(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Program:
    """The command line: short commands run in this process, servers in one of their own."""

    folder: Path
    environment: dict
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture

    def run(self, *arguments, **environment):
        with self.monkeypatch.context() as patch:
            patch.chdir(self.folder)
            for name, text in environment.items():
                patch.setenv(name, text)
            with pytest.raises(SystemExit) as ended:
                main(arguments)
        return Ended(ended.value.code, *self.capsys.readouterr())

    def run_apart(self, *arguments):
        """Run a command as users do: the installed package, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "callfire_soap", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @contextmanager
    def serving(self, *arguments, **environment):
        """Start a server, wait until it is ready, and see it end well; answers what it printed."""
        process = subprocess.Popen(
            [sys.executable, "-m", "callfire_soap", *arguments],
            cwd=self.folder,
            env={**self.environment, **QUIET, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            printed = []
            for line in process.stdout:
                printed.append(line.rstrip("\n"))
                if line.startswith("ready "):
                    break
            yield Served(process, printed)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            rest, errors = process.communicate(timeout=300)
        assert (process.returncode, rest, errors) == (0, "", "")


@dataclass
class Served:
    """A server that is ready."""

    process: subprocess.Popen
    printed: list

    @property
    def url(self):
        return re.fullmatch(r"ready (http://\S+)", self.printed[-1])[1]


@pytest.fixture(scope="session")
def environment(repository, tmp_path_factory):
    """Answer an environment without settings, in which the installed package is preferred to the checkout."""
    plain = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("CALLFIRE_SOAP_", "PYTHONPATH"))
    }
    is_installed = not subprocess.run(
        [sys.executable, "-c", "import callfire_soap"],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env=plain,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode
    return plain if is_installed else {**plain, "PYTHONPATH": str(repository)}


@pytest.fixture
def program(tmp_path, environment, monkeypatch, capsys):
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    return Program(tmp_path, environment, monkeypatch, capsys)
