"""XML to values of the contract and back."""

from functools import cache
from typing import Any

from callfire_soap.contract.operations import Operation
from callfire_soap.wire.decoding import decoder_of
from callfire_soap.wire.elements import XmlElement
from callfire_soap.wire.encoding import Encoder, fragment_encoder
from callfire_soap.wire.shape import global_elements, shape_of


def decode(element: XmlElement, operation: Operation) -> Any:  # noqa: ANN401 -- of the request's type
    """Read the body element of a request; raises SchemaViolation for what no value can hold."""
    return decode_element(element, operation.request_type)


def encode(value: object, operation: Operation) -> str:
    """Write the body element of an answer; '' where the operation answers nothing."""
    if operation.response_element is None:
        return ""
    return encode_element(value, operation.response_element)


def decode_element(element: XmlElement, cls: type) -> Any:  # noqa: ANN401 -- an instance of cls
    """Read an element as a value of a class of the contract, whatever the element's name."""
    return decoder_of(shape_of(cls))(element)


def encode_element(value: object, clark_name: str) -> str:
    """Write a value as a global element of the contract, `{namespace}Local`."""
    return _encoder(clark_name)(value)


@cache
def _encoder(clark_name: str) -> Encoder:
    return fragment_encoder(clark_name, global_elements()[clark_name])
