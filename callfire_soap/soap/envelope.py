"""The rules of the SOAP envelope: what is in it, and which headers we would have to understand."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from callfire_soap.soap import faults
from callfire_soap.soap.versions import SOAP_11, SOAP_12, VERSION_BY_ENVELOPE, FaultKind, SoapVersion
from callfire_soap.wire.lexical import WHITE_SPACE

# How many header blocks a fault names at most.
MOST_BLOCKS = 50

_TRUE = frozenset({"1", "true"})


def version_of(root: etree._Element) -> SoapVersion:
    """Answer the version of SOAP that the envelope is written in, or raise VersionMismatch."""
    version = VERSION_BY_ENVELOPE.get(root.tag)
    if version is None:
        raise faults.version_mismatch(root.tag)
    return version


def body_element(root: etree._Element, version: SoapVersion) -> etree._Element:
    """Answer the one element in the Body, or raise the fault for an envelope that is not in order."""
    header, body = _header_and_body(root, version)
    frame = [root, body] if header is None else [root, header, body]
    _check_frame(frame, version)
    if header is not None:
        _check_header(header, version)
    if len(body) != 1:
        found = "is empty" if len(body) == 0 else f"has {len(body)} elements"
        raise faults.sender(f"The Body {found}; exactly one element, the operation, is expected")
    _check_encoding_style(frame, body[0], version)
    return body[0]


def _header_and_body(
    root: etree._Element,
    version: SoapVersion,
) -> tuple[etree._Element | None, etree._Element]:
    children = list(root)
    header = children.pop(0) if children and children[0].tag == version.clark("Header") else None
    if not children or children[0].tag != version.clark("Body"):
        raise faults.sender("The Envelope has no Body where one is expected")
    body, *after = children
    # "[The children are] An optional Header element information item [and] A mandatory Body" -- SOAP 1.2.
    if after and version is SOAP_12:
        raise faults.sender("Nothing may follow the Body")
    # "These MUST be namespace qualified and MUST follow the Body" -- SOAP 1.1, whose schema lets them be of any other
    # namespace than its own.
    if any(etree.QName(child).namespace in {None, version.namespace} for child in after):
        raise faults.sender("Only elements of other namespaces may follow the Body")
    return header, body


def _check_frame(frame: list[etree._Element], version: SoapVersion) -> None:
    """Refuse text between the elements of the envelope, and attributes without a namespace on its parts."""
    for part in frame:
        # Spelled out, since every request pays for it.
        for text in [part.text, *[child.tail for child in part]]:
            if text and text.strip(WHITE_SPACE):
                raise faults.sender(f"The {_local_name(part)} holds text between its elements")
        # "namespace-qualified attribute information items" -- SOAP 1.2, of all three; SOAP 1.1 says so of the Envelope,
        # its schema of the Header, but "does not specify that attributes are allowed on the Body", and allows any.
        if version is SOAP_11 and part is frame[-1]:
            continue
        for name in map(str, part.attrib):
            if not name.startswith("{"):
                raise faults.sender(f"The attribute {name} of the {_local_name(part)} has no namespace")


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _check_header(header: etree._Element, version: SoapVersion) -> None:
    names = tuple(islice(_mandatory_blocks(header, version), MOST_BLOCKS))
    if names:
        # No header block is understood here, so each mandatory one is one too many.
        raise faults.not_understood(names, version)


def _mandatory_blocks(header: etree._Element, version: SoapVersion) -> Iterator[tuple[str, str]]:
    for block in header:
        name = etree.QName(block)
        if name.namespace is None:
            raise faults.sender(f"The header block {name.localname} has no namespace")
        if version.has_relay:
            # Nothing is passed on here, so the value counts for nothing once it is a boolean.
            _flag(block, "relay", version)
        is_mandatory = _flag(block, "mustUnderstand", version)
        if is_mandatory and _role_of(block, version) in version.own_roles:
            yield name.namespace, name.localname


def _role_of(block: etree._Element, version: SoapVersion) -> str:
    return block.get(version.clark(version.role_attribute), "").strip(WHITE_SPACE)


def _flag(block: etree._Element, name: str, version: SoapVersion) -> bool:
    """Tell whether an attribute of the envelope's namespace is there and true."""
    value = block.get(version.clark(name), "0").strip(WHITE_SPACE)
    if value not in version.booleans:
        raise faults.sender(
            f"The value {value} of {name} is not one of {', '.join(sorted(version.booleans))}"
        )
    return value in _TRUE


def _check_encoding_style(
    frame: list[etree._Element],
    operation: etree._Element,
    version: SoapVersion,
) -> None:
    attribute = version.clark("encodingStyle")
    # "[encodingStyle] MUST NOT appear on any element other than [children of Header, Body, Detail]" --
    # SOAP 1.2. In SOAP 1.1 it may stand anywhere, and says nothing about a document without encoded parts.
    if version is not SOAP_11 and any(element.get(attribute) is not None for element in frame):
        raise faults.sender("The encodingStyle attribute must not stand on the parts of the envelope")
    style = operation.get(attribute)
    if style is None:
        return
    if style.strip(WHITE_SPACE) not in version.encoding_styles:
        raise faults.SoapFault(FaultKind.ENCODING_UNKNOWN, f"The encoding style {style} is not read here")
    # The schema does not have the attribute, although it may stand there.
    del operation.attrib[attribute]
