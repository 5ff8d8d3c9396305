"""What the detail of a fault says."""

from dataclasses import dataclass

from callfire_soap.contract.xsd import ServiceElement
from callfire_soap.domain.errors import FaultCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFaultInfo(ServiceElement):
    """Why an operation was refused."""

    fault_code: FaultCode
    message: str | None = None
    detail: str | None = None
