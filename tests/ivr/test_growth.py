"""Whatever a text holds, reading it takes no more work than its length asks for."""

import pytest

from callfire_soap.domain.texts import render
from callfire_soap.ivr.templates import template
from tests.growth import assert_linear

HOSTILE_TEXTS = {
    "unclosed": lambda n: "${" * n,
    "unclosed with names": lambda n: "${a " * n,
    "unclosed around references": lambda n: "${" * n + "${x}" * n,
    "closed at last": lambda n: "${" * n + "!" + "}" * n,
    "nested": lambda n: "${" * n + "x" + "}" * n,
    "nested beside each other": lambda n: "${" * n + "${x}}" * n,
    "blanks that name nothing": lambda n: "${" + " " * n + "!}",
    "blanks around a name": lambda n: "${" + " " * n + "x" + "\t" * n + "}",
    "long names": lambda n: "${" + "a" * n + "!}" + "${" + "a" * n,
    "many references": lambda n: "${x}" * n,
    "many names that are none": lambda n: "${!}" * n,
    "a name of many references": lambda n: "${" + "${x}" * n + "}",
    "a name of many that are none": lambda n: "${" + "${!}" * n + "}",
    "dollars": lambda n: "$" * n,
    "dollars and braces": lambda n: "$${{" * n,
    "closing braces": lambda n: "}" * n,
    "quotation marks": lambda n: "'\"" * n + "${x}",
    "quoted references": lambda n: "'${x}' \"${x}\"" * n,
    "backslashes": lambda n: "'" + "\\" * n + "${x}",
    "backslashes before references": lambda n: "'" + "\\${x}" * n,
    "line breaks": lambda n: "${\n" * n,
    "digits": lambda n: "${" + "9" * n + "}",
}
hostile_texts = pytest.mark.parametrize(
    "hostile", HOSTILE_TEXTS.values(), ids=[name.replace(" ", "-") for name in HOSTILE_TEXTS]
)


def values(name):
    return "1" if name == "x" else ""


@hostile_texts
def test_templates_are_read_and_filled(hostile):
    def read(text):
        read = template(text)
        assert list(read.names()) is not None
        return read.fill(values), read.fill_expression(values)

    assert_linear(read, hostile)


@hostile_texts
def test_texts_are_rendered(hostile):
    assert_linear(lambda text: render(text, {"x": "1"}), hostile)
