"""One SOAP request over HTTP: its headers, its document, and in which version to answer."""

from wsgiref.types import WSGIEnvironment

from lxml import etree

from callfire_soap.soap import faults, multipart
from callfire_soap.soap.bodies import read_body
from callfire_soap.soap.limits import HttpLimits
from callfire_soap.soap.media_types import MediaType, read_media_type
from callfire_soap.soap.trees import read_tree
from callfire_soap.soap.versions import SOAP_12, VERSION_BY_MEDIA_TYPE, SoapVersion


class SoapRequest:
    """What one request brings, and the account that sends it.

    `version` is a guess from the Content-Type until the envelope has been seen.
    """

    __slots__ = ("_environ", "_limits", "_media_type", "account", "version")

    def __init__(self, environ: WSGIEnvironment, limits: HttpLimits, account: object = None) -> None:
        self._environ = environ
        self._limits = limits
        self._media_type = read_media_type(environ.get("CONTENT_TYPE") or "")
        self.account = account
        self.version = version_for(self._media_type)

    def read_document(self) -> etree._Element:
        """Answer the envelope, or raise the fault for a body in which there is none."""
        if self._media_type.name == "multipart/related":
            return self._read_package()
        # Without a Content-Type there is nothing to object to: the envelope says what it is.
        if self._media_type.name and self._media_type.name not in VERSION_BY_MEDIA_TYPE:
            known = " or ".join(VERSION_BY_MEDIA_TYPE)
            raise faults.unsupported(f"{self._media_type.name} is not read here, only {known}")
        chunks = read_body(self._environ, self._limits)
        return read_tree(chunks, self._media_type.parameters.get("charset"), self._limits)

    def _read_package(self) -> etree._Element:
        body = b"".join(read_body(self._environ, self._limits))
        package = multipart.read_package(body, self._media_type)
        charset = package.root.media_type.parameters.get("charset")
        root = read_tree(iter((package.root.content,)), charset, self._limits)
        multipart.inline(root, package.attachments)
        return root


def version_for(media_type: MediaType) -> SoapVersion:
    """Answer the version of SOAP that a Content-Type speaks of, or SOAP 1.2 when it speaks of none."""
    name = media_type.name
    if name == "multipart/related":
        name = media_type.parameters.get("start-info", "").partition(";")[0].strip().lower()
    return VERSION_BY_MEDIA_TYPE.get(name, SOAP_12)
