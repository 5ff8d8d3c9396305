"""SOAP 1.2 and SOAP 1.1 side by side: what differs between them is data here."""

from dataclasses import dataclass
from enum import StrEnum, auto

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class FaultKind(StrEnum):
    """Who or what is to blame for a fault; each version of SOAP has its own word for it."""

    SENDER = auto()
    RECEIVER = auto()
    VERSION_MISMATCH = auto()
    MUST_UNDERSTAND = auto()
    ENCODING_UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapVersion:
    """The names that one version of SOAP uses."""

    name: str
    namespace: str
    media_type: str
    fault_words: dict[FaultKind, str]
    role_attribute: str
    # The values of the role attribute that mean us: the next node, or the last one.
    own_roles: frozenset[str]
    encoding_styles: frozenset[str]
    # How the attributes of header blocks say yes and no.
    booleans: frozenset[str]
    has_relay: bool

    @property
    def content_type(self) -> str:
        """Answer the Content-Type of every answer."""
        return f"{self.media_type}; charset=utf-8"

    def clark(self, local_name: str) -> str:
        """Answer the name of an element or attribute of the envelope, as lxml writes it."""
        return f"{{{self.namespace}}}{local_name}"


SOAP_12 = SoapVersion(
    name="1.2",
    namespace="http://www.w3.org/2003/05/soap-envelope",
    media_type="application/soap+xml",
    fault_words={
        FaultKind.SENDER: "Sender",
        FaultKind.RECEIVER: "Receiver",
        FaultKind.VERSION_MISMATCH: "VersionMismatch",
        FaultKind.MUST_UNDERSTAND: "MustUnderstand",
        FaultKind.ENCODING_UNKNOWN: "DataEncodingUnknown",
    },
    role_attribute="role",
    own_roles=frozenset(
        {
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
        },
    ),
    encoding_styles=frozenset({"", "http://www.w3.org/2003/05/soap-envelope/encoding/none"}),
    # "The type of the mustUnderstand attribute information item is xs:boolean" -- SOAP 1.2; relay has it, too.
    booleans=frozenset({"0", "1", "false", "true"}),
    has_relay=True,
)

SOAP_11 = SoapVersion(
    name="1.1",
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    media_type="text/xml",
    fault_words={
        FaultKind.SENDER: "Client",
        FaultKind.RECEIVER: "Server",
        FaultKind.VERSION_MISMATCH: "VersionMismatch",
        FaultKind.MUST_UNDERSTAND: "MustUnderstand",
        # SOAP 1.1 has no word for it.
        FaultKind.ENCODING_UNKNOWN: "Client",
    },
    role_attribute="actor",
    own_roles=frozenset({"", "http://schemas.xmlsoap.org/soap/actor/next"}),
    encoding_styles=frozenset({""}),
    # "The value of the mustUnderstand attribute is either "1" or "0"" -- SOAP 1.1.
    booleans=frozenset({"0", "1"}),
    has_relay=False,
)

# In the order in which an Upgrade header names them: the better one first.
VERSIONS = (SOAP_12, SOAP_11)
VERSION_BY_ENVELOPE = {version.clark("Envelope"): version for version in VERSIONS}
VERSION_BY_MEDIA_TYPE = {version.media_type: version for version in VERSIONS}
