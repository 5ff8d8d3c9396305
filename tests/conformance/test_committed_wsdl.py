"""The folder wsdl/ holds what the service emits."""

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.soap.wsdl import wsdl_documents


def test_the_committed_documents_are_the_emitted_ones(repository):
    emitted = wsdl_documents(OPERATIONS, "https://www.callfire.com")
    committed = {path.name: path.read_bytes() for path in (repository / "wsdl").iterdir()}
    assert committed == emitted, (
        "write them anew: callfire-soap wsdl --output wsdl --base-url https://www.callfire.com"
    )
