"""The clients that people use read the emitted documents."""

import subprocess

import pytest
import zeep

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.soap.wsdl import BINDING_FILE, STRICT_FILE, wsdl_documents


def written(folder, name, **options):
    for each, text in wsdl_documents(OPERATIONS, "http://127.0.0.1:8080", **options).items():
        (folder / each).write_bytes(text)
    return folder / name


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return written(tmp_path_factory.mktemp("original"), BINDING_FILE)


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    return written(tmp_path_factory.mktemp("strict"), STRICT_FILE, strict_faults=True)


@pytest.fixture(params=["original", "strict"])
def wsdl(request):
    return request.getfixturevalue(request.param)


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


def read_by_java(wsimport, wsdl, folder):
    """Answer the names of the classes that Java makes of a WSDL, and what it says."""
    command = [*wsimport, "-extension", "-Xnocompile", "-keep", "-d", str(folder), str(wsdl)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return {path.stem: path for path in folder.rglob("*.java")}, ended.stdout + ended.stderr


def test_java_refuses_the_faults_of_the_original(wsimport, original, tmp_path):
    classes, said = read_by_java(wsimport, original, tmp_path)
    assert not classes
    assert 'invalid extension element: "soap12:body"' in said


def test_java_reads_the_strict_wsdl_and_every_fault_in_it(wsimport, strict, tmp_path):
    classes, said = read_by_java(wsimport, strict, tmp_path)
    assert "[ERROR]" not in said
    services = {operation.service for operation in OPERATIONS}
    ports = [classes[f"{service}PortType"].read_text() for service in services]
    assert sum(port.count("@WebMethod(") for port in ports) == len(OPERATIONS)
    assert sum(port.count("        throws ServiceFault\n") for port in ports) == len(OPERATIONS)
