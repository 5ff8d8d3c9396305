"""The one model that Spyne knows: a message whose XML is the business of `wire`."""

from spyne.model import ModelBase

from callfire_soap.contract.xsd import SERVICE


class Message(ModelBase):
    """Any request or answer.

    Spyne's `ComplexModel` cannot carry the contract: it has no lists, no open attributes and no abstract
    types, moves choices to the end, and matches the attributes of a child against the fields of its parent.
    """

    __namespace__ = SERVICE
    __type_name__ = "Message"
