"""The clients that people use read the emitted documents."""

import subprocess

import pytest
import zeep

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.soap.wsdl import BINDING_FILE, wsdl_documents


@pytest.fixture(scope="module")
def wsdl(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wsdl")
    for name, text in wsdl_documents(OPERATIONS, "http://127.0.0.1:8080").items():
        (folder / name).write_bytes(text)
    return folder / BINDING_FILE


def test_zeep_finds_every_operation_at_its_address(wsdl):
    [service] = zeep.Client(str(wsdl)).wsdl.services.values()
    found = [
        (port.name.removesuffix("Port"), name, port.binding_options["address"])
        for port in service.ports.values()
        for name in port.binding.all()
    ]
    path = "http://127.0.0.1:8080/api/1.1/soap12/"
    assert sorted(found) == sorted(
        (operation.service, operation.name, path + operation.service.removesuffix("Service").lower())
        for operation in OPERATIONS
    )


def test_php_finds_every_operation(wsdl, php):
    code = (
        '$client = new SoapClient($argv[1], ["soap_version" => SOAP_1_2, "cache_wsdl" => WSDL_CACHE_NONE]);'
        r'foreach ($client->__getFunctions() as $line) { echo $line, "\n"; }'
    )
    answer = subprocess.run([php, "-r", code, "--", str(wsdl)], capture_output=True, text=True, check=True)
    names = [line.split("(")[0].split()[-1] for line in answer.stdout.splitlines()]
    assert names == [operation.name for operation in OPERATIONS]
