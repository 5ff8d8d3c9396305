"""The faults a service may answer."""

import pytest

from callfire_soap.domain.errors import (
    BadRequest,
    Fault,
    FaultCode,
    Forbidden,
    NotFound,
    NotImplementedYet,
    TimedOut,
    Unavailable,
)

FAULTS = [BadRequest, Forbidden, NotFound, Unavailable, TimedOut, NotImplementedYet]


def test_there_is_one_fault_for_each_code():
    assert [fault.code for fault in FAULTS] == list(FaultCode)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_says_what_is_wrong(fault):
    raised = fault("1234 is not a valid from number")
    assert isinstance(raised, Fault)
    assert str(raised) == raised.message == "1234 is not a valid from number"


def test_what_is_not_found_needs_no_words():
    assert NotFound().message == "Not Found"
