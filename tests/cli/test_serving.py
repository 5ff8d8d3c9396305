"""`callfire-soap sandbox` and `callfire-soap serve`, from the first line to the last."""

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from callfire_soap import __version__
from callfire_soap.store import sounds
from callfire_soap.store.unit_of_work import Store

WSDL = "/api/1.1/wsdl/callfire-service-http-soap12.wsdl"


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def test_the_sandbox_says_how_to_use_it_and_is_ready(program):
    with program.serving("sandbox", "--port", "0") as served:
        url = served.url
        assert [line.split() for line in served.printed] == [
            ["WSDL", url + WSDL],
            ["login", "sandbox"],
            ["password", "sandbox"],
            ["ready", url],
        ]
        assert json.loads(get(f"{url}/health"))
        assert f'location="{url}/api/1.1/soap12/call"'.encode() in get(url + WSDL)


def test_a_manual_clock_stands_still(program):
    with program.serving("sandbox", "--port", "0", "--clock", "manual") as served:
        first, second = (json.loads(get(f"{served.url}/sandbox/clock")) for _ in range(2))
    assert first == second
    assert first["mode"] == "manual"


def test_settings_come_from_the_environment_and_the_command_line_wins(program):
    environment = {"CALLFIRE_SOAP_PORT": "0", "CALLFIRE_SOAP_CLOCK": "manual", "CALLFIRE_SOAP_SPEED": "60"}
    with program.serving("sandbox", "--clock", "real", **environment) as served:
        clock = json.loads(get(f"{served.url}/sandbox/clock"))
    assert (clock["mode"], clock["speed"]) == ("real", 60)


def test_the_public_url_goes_into_the_wsdl(program):
    with program.serving("sandbox", "--port", "0", "--public-url", "https://calls.example.com/") as served:
        assert served.printed[0].split() == ["WSDL", f"https://calls.example.com{WSDL}"]
        assert b'location="https://calls.example.com/api/1.1/soap12/call"' in get(served.url + WSDL)


def test_a_sandbox_leaves_nothing_behind(program):
    with program.serving("sandbox", "--port", "0", TMPDIR=str(program.folder)):
        assert [path.name[:14] for path in program.folder.iterdir()] == ["callfire-soap-"]
    assert list(program.folder.iterdir()) == []


def test_a_sandbox_keeps_a_database_of_its_own(program):
    for _ in range(2):
        with program.serving("sandbox", "--port", "0", "--database", "kept.db") as served:
            assert served.printed[0].split() == ["starting", "kept.db"]
            get(f"{served.url}/health")
    assert (program.folder / "kept.db").exists()


def test_serving_has_no_sandbox(program):
    program.run("database", "upgrade")
    with program.serving("serve", "--port", "0") as served:
        assert [line.split()[0] for line in served.printed] == ["starting", "WSDL", "ready"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(f"{served.url}/sandbox/clock")
        refused.value.close()
    assert refused.value.code == 404


def test_what_is_left_of_an_upload_that_broke_off_goes_at_the_start(program):
    program.run("database", "upgrade")
    with closing(Store.open(str(program.folder / "callfire-soap.db"))) as store:
        with store.writing() as unit:
            sounds.add_piece(unit.connection, 7, 0, b"lost")
            unit.commit()
        with program.serving("serve", "--port", "0") as served:
            get(f"{served.url}/health")
        with store.reading() as unit:
            assert sounds.unclaimed_pieces(unit.connection) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_right_after_the_last_line_ends_it_well(program, number):
    with program.serving("sandbox", "--port", "0") as served:
        served.process.send_signal(number)
        served.process.wait(300)


def test_a_second_signal_changes_nothing(program):
    with program.serving("sandbox", "--port", "0") as served:
        served.process.send_signal(signal.SIGTERM)
        served.process.send_signal(signal.SIGINT)
        served.process.wait(300)


def test_a_port_in_use_is_reported_in_one_line(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = program.run("sandbox", "--port", str(port))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: cannot listen at 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["sandbox", "--port", "70000"],
        ["sandbox", "--port", "http"],
        ["sandbox", "--clock", "slow"],
        ["sandbox", "--speed", "0"],
        ["sandbox", "--colour", "red"],
        ["sandbox", "now"],
        ["serve", "--clock", "manual"],
        ["serve", "--threads", "0"],
        ["dance"],
        *(
            [command, name, number]
            for command, names in {
                "sandbox": ["--speed", "--write-wait", "--start-delay", "--reply-pause", "--slow-after"],
                "serve": ["--write-wait", "--start-delay", "--reply-pause", "--slow-after"],
            }.items()
            for name in names
            for number in ("nan", "-nan", "inf", "-inf", "1e300", "-1")
        ),
        *(
            ["account", "set", "ada", name, number]
            for name in ("--credits", "--minute-price")
            for number in ("nan", "inf", "1e300", "-1")
        ),
        *(
            ["sandbox", "--trust-hosts", listed]
            for listed in (
                "",
                "a.example,",
                "a b",
                "c/d",
                "https://a.example/app",
                "https://a.example?x",
                "http://",
                "ftp://a.example",
                "http//a.example",
                "me@a.example",
                "a.example:0",
                "a.example:65536",
                "a.example:123456",
                "a.example:http",
                "a.example:",
                "a.example;b.example",
                "a..example",
                ".a.example",
                "-a.example",
                "*a.example",
                "a.*.example",
                "**",
                "*.",
                "*.10.0.0.1",
                "10.0.0.0/8",
                "10.0.0",
                "10.0.0.256",
                "[a.example]",
                "[::1",
                "::1]:80",
                "x" * 64,
            )
        ),
        *(
            [command, "--fetch-hosts", listed]
            for command in ("sandbox", "serve")
            for listed in (
                "",
                "*",
                "http://a.example",
                "a.example:80",
                "a.example/b",
                "a b",
                "a.example;b",
                "10.0.0.0/8",
            )
        ),
        *(
            [command, "--trust-proxies", listed]
            for command in ("sandbox", "serve")
            for listed in (
                "",
                "*",
                "proxy",
                "10.0.0.1:80",
                "10.0.0.0/8",
                "10.0.0.1;10.0.0.2",
                "http://10.0.0.1",
            )
        ),
        *(
            [*command, address]
            for command in (["sandbox", "--public-url"], ["serve", "--public-url"], ["wsdl", "--base-url"])
            for address in (
                "",
                "calls.example.com",
                "//calls.example.com",
                "ftp://calls.example.com",
                "http://",
                "http://a b",
                "http://a.example:99999",
                "http://a.example:0",
                "http://a.example?x=1",
                "http://a.example#b",
                "http://me:secret@a.example",
                "http://*.a.example",
            )
        ),
        ["sandbox", "--host", ""],
        ["sandbox", "--database", ""],
        ["account", "list", "--database", " "],
        ["sandbox", "--speed", "1e-300"],
        ["sandbox", "--max-active", "0"],
        ["serve", "--max-body-bytes", "-1"],
        ["keyword", "add", "ada", "pizza", "--stop-words", "pizza,start"],
        ["account"],
        ["account", "add"],
    ],
)
def test_wrong_usage_ends_with_2(program, arguments):
    ended = program.run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Usage:" in ended.stderr


@pytest.mark.parametrize("command", ["sandbox", "serve"])
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--stop-words", "STOP,START"], "START cannot be a STOP word and a START word"),
        (["--start-words", "\uff53t\u00f6p"], "STOP cannot be a STOP word and a START word"),
        (["--help-words", "opt out"], "OPTOUT cannot be a STOP word and a HELP word"),
        (["--help-words", "info,unstop", "--strict-stop"], "UNSTOP cannot be a START word and a HELP word"),
        (["--start-words", "yes", "--help-words", "Yes!"], "YES cannot be a START word and a HELP word"),
        (["--stop-words", ""], "Invalid value for '--stop-words'"),
        (["--start-words", ",,"], "Invalid value for '--start-words'"),
        (["--help-words", "info,!!!"], "Invalid value for '--help-words'"),
    ],
)
def test_wrong_words_are_wrong_usage_before_anything_is_made(program, command, options, problem):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = program.run(command, *options, "--database", "new.db", "--port", port)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert problem in ended.stderr.splitlines()[-1]
    assert not (program.folder / "new.db").exists()


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        (
            "--trust-hosts",
            "callfire, https://tests.example.com/,*.a_b.example:81,[2001:db8::1]:8080,2001:db8::2",
        ),
        ("--trust-hosts", "moz-extension://0b1c,b\u00fccher.example"),
        ("--trust-hosts", "*"),
        ("--fetch-hosts", "a.example, *.b.example,127.0.0.1,[::1],b\u00fccher.example"),
        ("--trust-proxies", "127.0.0.1, ::1,[2001:db8::1],::ffff:10.0.0.1"),
        ("--public-url", "https://[2001:db8::1]:8443/callfire/"),
    ],
)
def test_lists_of_what_can_be_are_taken(program, name, listed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = program.run("sandbox", name, listed, "--port", str(taken.getsockname()[1]))
    # So far that only the port is missing.
    assert "Address already in use" in ended.stderr


def test_an_empty_environment_variable_says_nothing(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = program.run(
            "sandbox",
            "--port",
            str(taken.getsockname()[1]),
            CALLFIRE_SOAP_TRUST_HOSTS="",
            CALLFIRE_SOAP_HOST="",
        )
    assert "Address already in use" in ended.stderr


@pytest.mark.parametrize("command", ["sandbox", "serve"])
def test_the_help_says_which_database_a_command_takes_by_itself(program, command):
    said = "".join(program.run(command, "--help").stdout.split())
    assert ("callfire-soap.dbunlessgiven" in said) == (command == "serve")
    assert ("unlessgiven,anewone" in said) == (command == "sandbox")


def test_a_service_says_that_it_starts_and_stops(program):
    program.run("database", "upgrade")
    arguments = [sys.executable, "-m", "callfire_soap", "serve", "--port", "0", "--log-format", "json"]
    process = subprocess.Popen(
        arguments,
        cwd=program.folder,
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = next(line for line in process.stdout if line.startswith("ready ")).split()[1]
    process.terminate()
    _, errors = process.communicate(timeout=300)
    started, stopped = (json.loads(line) for line in errors.splitlines())
    assert (started["message"], started["level"], started["role"]) == ("started", "info", "service")
    assert (started["version"], started["address"]) == (__version__, url)
    assert started["database"] == "sqlite:///callfire-soap.db"
    assert (stopped["message"], stopped["address"], stopped["defects"]) == ("stopped", url, 0)
