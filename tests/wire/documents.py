"""Requests as XML in few words, and what becomes of them."""

from lxml import etree

from callfire_soap.contract.operations import OPERATION_BY_ELEMENT
from callfire_soap.wire.codec import decode
from callfire_soap.wire.validation import SchemaViolation, validate_request

SERVICE = "http://api.callfire.com/service/xsd"
DATA = "http://api.callfire.com/data"
NAMESPACES = (
    f'xmlns="{SERVICE}" xmlns:d="{DATA}" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def element(xml):
    """Parse a request whose first tag declares nothing: service elements bare, data elements with d:."""
    name_ends = min(xml.index(end) for end in " />" if end in xml)
    return etree.fromstring(f"{xml[:name_ends]} {NAMESPACES}{xml[name_ends:]}")


def accept(root):
    """Validate and decode as the service does."""
    validate_request(root)
    return decode(root, OPERATION_BY_ELEMENT[root.tag])


def refusal(root):
    """Answer the text with which a request is refused, or '' where it is not."""
    try:
        accept(root)
    except SchemaViolation as violation:
        return violation.text
    return ""
