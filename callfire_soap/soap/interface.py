"""Where Spyne asks for its interface document: here it gets the four files that CallFire served, and a strict WSDL."""

from collections.abc import Mapping
from typing import Any

from spyne.interface._base import InterfaceDocumentBase, InterfaceDocumentsBase

from callfire_soap.soap.wsdl import BINDING_FILE, wsdl_documents

ENTRY_DOCUMENT = BINDING_FILE


class ContractDocument(InterfaceDocumentBase):
    """The WSDLs and schemas of one application, written from the contract.

    Spyne's own writer knows neither lists nor open attributes, and fixes addresses, actions and message
    names in ways that are not CallFire's.
    """

    def __init__(self, interface: Any) -> None:  # noqa: ANN401
        super().__init__(interface)
        self.url: str | None = None
        self.files: Mapping[str, bytes] = {}

    def build_interface_document(self, url: str) -> None:
        """Write all files for the public URL at which the service is reached."""
        operations = [
            method.udd.operation
            for service in self.interface.services
            for method in service.public_methods.values()
        ]
        strict = wsdl_documents(operations, url, strict_faults=True)
        self.files = {**strict, **wsdl_documents(operations, url)}
        self.url = url

    def get_interface_document(self) -> bytes | None:
        """Answer the file that clients are pointed to, once it is written."""
        return self.files.get(ENTRY_DOCUMENT)


class Documents(InterfaceDocumentsBase):
    """The container in which Spyne keeps its one interface document."""

    def __init__(self, interface: Any) -> None:  # noqa: ANN401
        super().__init__(interface, wsdl11=ContractDocument(interface))
