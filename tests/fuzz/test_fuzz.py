"""A short fuzz of all operations; `python -m tests.fuzz` goes on for as long as one likes."""

from random import Random

import pytest

from callfire_soap.contract.operations import OPERATIONS
from tests.fuzz.requests import Requests
from tests.fuzz.service import Broken, service

STEPS = 500


@pytest.fixture(scope="module")
def fuzz(tmp_path_factory):
    with service(tmp_path_factory.mktemp("fuzz")) as running:
        yield running


@pytest.mark.parametrize("seed", range(20_261_129, 20_261_141))
def test_no_request_is_an_internal_error_and_the_dispatcher_goes_on(fuzz, seed):
    fuzz.run(seed, STEPS)


def test_what_breaks_is_told_with_the_command_that_repeats_it(fuzz, monkeypatch):
    monkeypatch.setattr(fuzz.outside, "post", lambda _: (500, b"<soap:Reason>Internal error 1</soap:Reason>"))
    monkeypatch.setattr(fuzz, "furnish", lambda: None)
    with pytest.raises(Broken, match=r"python -m tests\.fuzz --seed 7 --steps 1: <.*Internal error"):
        fuzz.run(7, STEPS)


def test_a_fault_without_an_error_status_is_seen(fuzz, monkeypatch):
    monkeypatch.setattr(fuzz.outside, "post", lambda _: (200, b"<soap:Reason>no</soap:Reason>"))
    monkeypatch.setattr(fuzz, "furnish", lambda: None)
    with pytest.raises(Broken):
        fuzz.run(7, STEPS)


def test_the_same_seed_makes_the_same_requests():
    first, second = (Requests(Random(5)) for _ in range(2))
    assert [first.request(each) for each in OPERATIONS] == [second.request(each) for each in OPERATIONS]
