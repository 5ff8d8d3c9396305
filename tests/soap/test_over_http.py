"""zeep and PHP against the running edge: the WSDL over HTTP, a call, a fault."""

import json
import subprocess
import threading

import pytest
import requests
import zeep
from requests.auth import HTTPBasicAuth

from callfire_soap.domain.errors import BadRequest
from callfire_soap.serving import Server, ServerSettings
from tests.soap.doubles import BROADCAST, ScriptedHandler, site

WSDL = "/api/1.1/wsdl/callfire-service-http-soap12.wsdl"
WSDL_ADDRESSES = [WSDL, WSDL.replace("1.1", "1.0"), "/api/1.1/soap12/broadcast?wsdl"]


@pytest.fixture(scope="module")
def handler():
    return ScriptedHandler()


@pytest.fixture(scope="module")
def url(handler):
    app = site(handler, public_url=lambda: "http://{}:{}".format(*server.address))
    server = Server(app, "127.0.0.1", 0, ServerSettings())
    thread = threading.Thread(target=server.run)
    thread.start()
    yield "http://{}:{}".format(*server.address)
    server.stop()
    thread.join()


@pytest.fixture(autouse=True)
def _answers_again(handler):
    yield
    handler.answer = BROADCAST


@pytest.fixture
def session():
    with requests.Session() as session:
        session.auth = HTTPBasicAuth("me", "secret")
        yield session


@pytest.mark.parametrize("address", WSDL_ADDRESSES)
def test_zeep_loads_the_wsdl_and_calls(url, session, address):
    client = zeep.Client(url + address, transport=zeep.Transport(session=session))
    [service] = client.wsdl.services.values()
    assert sum(len(port.binding.all()) for port in service.ports.values()) == 98
    answer = client.bind(service.name, "BroadcastServicePort").GetBroadcast(Id=7)
    assert (answer.id, answer.Name, answer.VoiceBroadcastConfig.FromNumber) == (7, "Reminder", "13105551212")


def test_zeep_shows_a_business_fault(url, session, handler):
    handler.answer = BadRequest("1234 is not a valid from number")
    client = zeep.Client(url + WSDL, transport=zeep.Transport(session=session))
    with pytest.raises(zeep.exceptions.Fault) as caught:
        client.service.GetBroadcast(Id=7)
    assert caught.value.message == "1234 is not a valid from number"
    assert caught.value.code.endswith("Receiver")
    assert [child.text for child in caught.value.detail[0]] == [
        "BAD_REQUEST",
        "1234 is not a valid from number",
    ]


def test_zeep_shows_wrong_credentials(url):
    client = zeep.Client(url + WSDL)
    with pytest.raises(zeep.exceptions.TransportError, match="401") as caught:
        client.service.GetBroadcast(Id=7)
    assert caught.value.status_code == 401


PHP = """
[, $wsdl, $version, $password] = $argv;
try {
    $client = new SoapClient($wsdl, ["soap_version" => (int) $version, "login" => "me",
        "password" => $password, "cache_wsdl" => WSDL_CACHE_NONE]);
    $answer = $client->GetBroadcast(["Id" => 7]);
    echo json_encode([count($client->__getFunctions()), $answer->id, $answer->Name]);
} catch (SoapFault $fault) {
    $code = $fault->detail->ServiceFaultInfo->FaultCode ?? null;
    echo json_encode([$fault->faultcode, $fault->getMessage(), $code]);
}
"""


def run_php(php, url, *, version, password="secret", address=WSDL):
    command = [php, "-r", PHP, "--", url + address, str(version), password]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("address", WSDL_ADDRESSES)
def test_php_loads_the_wsdl_and_calls_in_both_versions(php, url, version, address):
    assert run_php(php, url, version=version, address=address) == [98, 7, "Reminder"]


@pytest.mark.parametrize(("version", "code"), [(1, "SOAP-ENV:Server"), (2, "env:Receiver")])
def test_php_shows_a_business_fault(php, url, handler, version, code):
    handler.answer = BadRequest("invalid from number")
    got_code, message, fault_code = run_php(php, url, version=version)
    assert (message, fault_code) == ("invalid from number", "BAD_REQUEST")
    assert got_code.endswith(code.partition(":")[2])


@pytest.mark.parametrize("version", [1, 2])
def test_php_shows_wrong_credentials_as_it_did_with_the_original(php, url, version):
    assert run_php(php, url, version=version, password="wrong") == ["HTTP", "Unauthorized", None]
