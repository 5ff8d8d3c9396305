"""Modules and functions stay small enough to be read at once."""

from statistics import median, quantiles

import pytest

from tests.architecture.sources import lines_of, modules

# Tables of facts grow with the facts.
TABLES = ("contract.", "soap.wsdl_names")


@pytest.fixture(scope="module")
def lengths():
    return {
        f"{module.name}:{function.lineno} {function.name}": lines_of(function)
        for module in modules()
        for function in module.functions()
        if not module.is_contract
    }


def test_no_function_is_longer_than_40_lines(lengths):
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}


def test_half_of_the_functions_have_at_most_8_lines(lengths):
    assert median(lengths.values()) <= 8


def test_nine_of_ten_functions_have_at_most_25_lines(lengths):
    assert quantiles(lengths.values(), n=10)[-1] <= 25


def test_no_module_is_longer_than_400_lines():
    sizes = {module.name: module.lines for module in modules() if not module.name.startswith(TABLES)}
    assert {name: lines for name, lines in sizes.items() if lines > 400} == {}


def test_half_of_the_modules_have_at_most_120_lines():
    assert median(module.lines for module in modules()) <= 120
