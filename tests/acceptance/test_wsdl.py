"""The WSDL as clients load it, at both of its addresses."""

import re
import subprocess

import pytest
import requests

from callfire_soap.contract.operations import OPERATIONS
from tests.clients import OLD_WSDL, WSDL, Php, Zeep

NAMES = [operation.name for operation in OPERATIONS]
PORTS = {operation.service for operation in OPERATIONS}


STRICT_WSDL = "/api/1.1/wsdl/callfire-service-strict.wsdl"


@pytest.fixture(params=[WSDL, OLD_WSDL, STRICT_WSDL], ids=["1.1", "1.0", "strict"])
def wsdl(request):
    return request.param


def addresses(url):
    return {f"{port}Port": f"{url}/api/1.1/soap12/{port.removesuffix('Service').lower()}" for port in PORTS}


def test_zeep_finds_98_operations_at_the_service(sandbox, wsdl):
    client = Zeep(sandbox.url, wsdl=wsdl)
    assert len(NAMES) == 98
    assert sorted(client.operations) == sorted(NAMES)
    assert client.addresses == addresses(sandbox.url)
    assert client.QueryCalls().TotalResults == 0
    client.close()


def test_php_finds_98_operations_at_the_service(php_client, wsdl):
    code = "$client = client(); show([$client->__getFunctions(), $client->QueryCalls()->TotalResults]);"
    functions, total = php_client.answer(code, wsdl)
    assert [function.partition("(")[0].split()[-1] for function in functions] == NAMES
    assert total == 0


def test_php_finds_the_wsdl_beside_an_endpoint(php_client):
    assert php_client.answer("show(count(client()->__getFunctions()));", "/api/1.1/soap12/call?wsdl") == 98


def test_the_public_url_is_what_clients_are_told(program, php):
    public = "https://calls.example.com"
    with program.serving("sandbox", "--public-url", public) as service:
        client = Zeep(service.url)
        assert client.addresses == addresses(public)
        client.close()
        # Clients behind other names set the address themselves.
        moved = (
            f"show(client(['location' => '{service.url}/api/1.1/soap12/call'])->QueryCalls()->TotalResults);"
        )
        assert Php(php, service.url).answer(moved) == 0


def test_the_host_header_changes_nothing(sandbox):
    answer = requests.get(sandbox.url + WSDL, headers={"Host": "evil.example.com"}, timeout=60)
    assert set(re.findall(r'location="(http://[^/"]+)/api/', answer.text)) == {sandbox.url}


def test_java_makes_classes_of_the_strict_wsdl(sandbox, wsimport, tmp_path):
    command = [*wsimport, "-extension", "-quiet", "-Xnocompile", "-keep", "-d", str(tmp_path)]
    subprocess.run([*command, sandbox.url + STRICT_WSDL], check=True)
    [service] = tmp_path.rglob("CallFireApi.java")
    assert service.read_text().count("@WebEndpoint(") == 2 * len(PORTS)
    assert list(tmp_path.rglob("ServiceFault.java"))
