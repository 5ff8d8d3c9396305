"""The command line beside a running service."""

import re
import signal
from http.client import HTTPConnection

import pytest
import requests
import zeep

import callfire_soap
from tests.acceptance.golden_cases import SOUND, number
from tests.clients import SOAP_12, Program, Zeep, envelope, post

COUNT = "<svc:QueryBroadcasts/>"
FILES = {
    "callfire-service-http-soap12.wsdl",
    "callfire-service.wsdl",
    "callfire-service.xsd",
    "callfire-data.xsd",
}
# So many that the service is still at work when it is told to end.
MANY = "".join(f"<svc:ToNumber>1818{each:07}</svc:ToNumber>" for each in range(2_000_000, 2_005_000))
SEND_TEXT = (
    f"<svc:SendText>{MANY}<data:TextBroadcastConfig><data:Message>Hello</data:Message>"
    "</data:TextBroadcastConfig></svc:SendText>"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Answer the command line in a folder with a database, and the service that runs on it."""
    program = Program(tmp_path_factory.mktemp("served"))
    assert program.run("database", "upgrade").returncode == 0
    with program.serving("serve") as service:
        yield program, service.url


def status_of(url, login, password):
    return post(url, COUNT, login=login, password=password).status_code


def test_the_version_is_that_of_the_package(program):
    ended = program.run("--version")
    assert (ended.returncode, ended.stdout) == (0, f"callfire-soap, version {callfire_soap.__version__}\n")


def test_serving_needs_a_database_and_names_the_command_that_makes_one(program):
    ended = program.run("serve", "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    assert "callfire-soap database upgrade" in ended.stderr


def test_a_generated_password_works_and_is_printed_once(served):
    program, url = served
    added = program.run("account", "add", "ada")
    [password] = added.stdout.splitlines()
    assert (added.returncode, added.stderr) == (0, "")
    assert status_of(url, "ada", password) == 200
    assert status_of(url, "ada", password + "x") == 401
    assert password not in program.run("account", "list").stdout


def test_an_account_is_let_out_and_in_while_the_service_runs(served):
    program, url = served
    program.run("account", "add", "bob", "--password", "secret")
    assert status_of(url, "bob", "secret") == 200
    assert program.run("account", "disable", "bob").returncode == 0
    assert status_of(url, "bob", "secret") == 401
    assert program.run("account", "enable", "bob").returncode == 0
    assert status_of(url, "bob", "secret") == 200


def test_a_number_that_is_given_to_an_account_may_be_called_from(served):
    program, url = served
    program.run("account", "add", "carol", "--password", "secret")
    client = Zeep(url, "carol", "secret")

    def call_from(sender):
        config = {**SOUND, "LiveSoundId": None, "LiveSoundText": "Hello", "FromNumber": sender}
        try:
            return client.SendCall(ToNumber=[number("18185551212")], VoiceBroadcastConfig=config)
        except zeep.exceptions.Fault as fault:
            return fault.message

    def text_from(sender):
        config = {"FromNumber": sender, "Message": "Hello"}
        try:
            return client.SendText(ToNumber=[number("18185551212")], TextBroadcastConfig=config)
        except zeep.exceptions.Fault as fault:
            return fault.message

    assert call_from("3105551212") == "3105551212 is not a valid from number"
    assert program.run("caller-id", "add", "carol", "(310) 555-1212").returncode == 0
    assert isinstance(call_from("3105551212"), int)
    assert client.GetCallerIds().CallerId == ["13105551212"]

    assert text_from("3105551212") == text_from("2135551126") == "invalid from number"
    assert program.run("number", "add", "carol", "2135551126").returncode == 0
    assert isinstance(text_from("2135551126"), int)
    assert isinstance(call_from("2135551126"), int)
    client.close()


def test_a_short_code_can_be_given_to_an_account_but_not_the_shared_one(served):
    program, _ = served
    assert program.run("account", "add", "erin").returncode == 0
    assert program.run("number", "add", "erin", "54321").returncode == 0
    for none in "67076", "1234", "1234567":
        refused = program.run("number", "add", "erin", none)
        assert refused.returncode == 2
        assert refused.stderr.endswith(f" {none} is not a phone number of the United States or Canada\n")


def test_a_number_that_somebody_has_cannot_be_given_away(served):
    program, _ = served
    program.run("account", "add", "dan")
    assert program.run("number", "add", "dan", "2135551199").returncode == 0
    taken = program.run("number", "add", "dan", "2135551199")
    assert (taken.returncode, taken.stdout) == (1, "")
    assert taken.stderr == "Error: 12135551199 belongs to an account already\n"


def test_the_written_documents_are_those_that_are_served(served):
    program, url = served
    assert program.run("wsdl", "--output", "written", "--base-url", url).returncode == 0
    written = {path.name: path.read_bytes() for path in (program.folder / "written").iterdir()}
    assert set(written) == FILES
    for name, content in written.items():
        assert requests.get(f"{url}/api/1.1/wsdl/{name}", timeout=60).content == content

    assert (
        program.run("wsdl", "--output", "elsewhere", "--base-url", "https://calls.example.com").returncode
        == 0
    )
    for name, content in written.items():
        elsewhere = (program.folder / "elsewhere" / name).read_text()
        assert elsewhere.replace("https://calls.example.com", url) == content.decode()


def test_health_is_told_without_signing_in(served):
    _, url = served
    answer = requests.get(f"{url}/health", timeout=60)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["Content-Type"] == "application/json"


def sent(url):
    """Send a large request, and leave its answer for later."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
    headers = {"Content-Type": "application/soap+xml", "Authorization": "Basic c2FuZGJveDpzYW5kYm94"}
    connection.request("POST", "/api/1.1/soap12/text", envelope(SEND_TEXT).encode(), headers)
    return connection


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_requests_in_flight_are_answered_before_the_end(program, number):
    arguments = ["sandbox", "--clock", "manual", "--database", "kept.db"]
    with program.serving(*arguments) as service:
        # Some of them are being answered then, some being received, some not even accepted.
        connections = [sent(service.url) for _ in range(6)]
        assert service.stop(number) == (0, "")
    created = set()
    for connection in connections:
        answer = connection.getresponse()
        assert answer.status == 200
        created.add(int(re.search(rb">(\d+)</CreatedId>", answer.read())[1]))
        connection.close()
    with program.serving(*arguments) as service:
        client = Zeep(service.url)
        assert {each.id for each in client.QueryBroadcasts().Broadcast} == created
        assert client.QueryTexts(MaxResults=1).TotalResults == 30_000
        client.close()


def test_there_is_no_page_at_an_endpoint(served):
    _, url = served
    refused = requests.get(f"{url}/api/1.1/soap12/call", timeout=60)
    assert refused.status_code == 405
    assert SOAP_12 in refused.text
