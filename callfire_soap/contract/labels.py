"""Labels on broadcasts and numbers."""

from dataclasses import dataclass

from callfire_soap.contract.common import IdRequest, PhoneNumber, QueryResult
from callfire_soap.contract.xsd import DataElement, ServiceElement, ServiceType


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(DataElement):
    """A word to find broadcasts and numbers by."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelQueryResult(QueryResult, ServiceElement):
    """A page of labels."""

    label: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteLabel(ServiceElement):
    """Which label to delete, from everything that carries it."""

    label_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdLabelRequest(IdRequest, ServiceType):
    """Which broadcast to label or to free of a label."""

    label_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLabelRequest(ServiceType):
    """Which number to label or to free of a label."""

    number: PhoneNumber
    label_name: str
