"""`callfire-soap wsdl`, `operations` and `--version`."""

import re

from lxml import etree

from callfire_soap import __version__
from callfire_soap.contract.operations import OPERATIONS

FILES = {
    "callfire-service-http-soap12.wsdl",
    "callfire-service.wsdl",
    "callfire-service.xsd",
    "callfire-data.xsd",
}


def test_the_version_is_shown(program):
    assert program.run("--version").stdout == f"callfire-soap, version {__version__}\n"


def test_the_package_runs_as_a_program(program):
    ended = program.run_apart("--version")
    assert (ended.returncode, ended.stdout) == (0, f"callfire-soap, version {__version__}\n")


def test_the_exit_status_of_the_program_tells_how_it_ended(program):
    assert program.run_apart("account", "list").returncode == 1
    assert program.run_apart("dance").returncode == 2


def test_help_names_every_command(program):
    shown = program.run("--help").stdout
    for command in ("sandbox", "serve", "database", "account", "caller-id", "number", "wsdl", "operations"):
        assert re.search(rf"^  {command} ", shown, re.MULTILINE)


def test_the_documents_are_written(program):
    ended = program.run("wsdl", "--output", "a/b", "--base-url", "https://calls.example.com/")
    assert (ended.returncode, ended.stderr) == (0, "")
    written = {path.name: path.read_bytes() for path in (program.folder / "a" / "b").iterdir()}
    assert set(written) == FILES
    assert all(etree.fromstring(content) is not None for content in written.values())
    assert (
        b'location="https://calls.example.com/api/1.1/soap12/call"'
        in written["callfire-service-http-soap12.wsdl"]
    )


def test_strict_faults_are_written_under_a_name_of_their_own(program):
    assert program.run("wsdl", "--strict-faults", "--output", "strict").returncode == 0
    written = {path.name: path.read_bytes() for path in (program.folder / "strict").iterdir()}
    assert set(written) == FILES - {"callfire-service-http-soap12.wsdl"} | {"callfire-service-strict.wsdl"}
    assert written["callfire-service-strict.wsdl"].count(b'<soap12:fault name="Fault"') == len(OPERATIONS)


def test_by_default_the_documents_are_those_of_the_repository(program, repository):
    assert program.run("wsdl").returncode == 0
    for path in (repository / "wsdl").iterdir():
        assert (program.folder / "wsdl" / path.name).read_bytes() == path.read_bytes()


def test_a_folder_that_cannot_be_made_is_reported_in_one_line(program):
    (program.folder / "file").write_text("in the way")
    ended = program.run("wsdl", "--output", "file/below")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_every_operation_is_listed_with_its_state(program):
    lines = program.run("operations").stdout.splitlines()
    listed = [tuple(line.split()[:2]) for line in lines[:-1]]
    assert listed == [(operation.service, operation.name) for operation in OPERATIONS]
    assert len(listed) == 98
    implemented = sum("not implemented" not in line for line in lines[:-1])
    assert lines[-1] == f"{implemented} of 98 operations are implemented"
