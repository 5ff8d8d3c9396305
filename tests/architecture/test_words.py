"""Names say what a thing is; the text holds no promises."""

import ast
import re

import pytest

from tests.architecture.sources import modules

EMPTY_WORDS = {"process", "manage", "manager", "do", "data", "info", "util", "utils", "helper", "helpers"}

# Names that others gave, each with who did.
GIVEN_NAMES = {
    "data_schema": "the file is callfire-data.xsd",
    "_DataSchema": "the file is callfire-data.xsd",
    "process_request": "Spyne's service context",
    "event_manager": "Spyne's event handlers",
    "process_bind_param": "SQLAlchemy's type decorators",
    "process_result_value": "SQLAlchemy's type decorators",
}

# The do-not-call list is called so.
DO_NOT = re.compile(r"do_?not", re.IGNORECASE)


def words_of(name):
    """Split `snake_case`, `CamelCase` and `UPPER_CASE` into words."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", DO_NOT.sub("", name))
    return {part.lower() for part in parts}


def names_in(tree):
    """Find every name that the code gives: modules name themselves elsewhere."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


@pytest.fixture(scope="module")
def contract_names():
    """Answer the names that the contract gives, which the rest must repeat."""
    return {name for module in modules() if module.is_contract for name in names_in(module.tree)}


@pytest.mark.parametrize("module", [m for m in modules() if not m.is_contract], ids=lambda m: m.name)
def test_names_hold_no_empty_words(module, contract_names):
    names = (set(names_in(module.tree)) - contract_names - set(GIVEN_NAMES)) | set(module.name.split("."))
    assert {name for name in names if words_of(name) & EMPTY_WORDS} == set()


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_nothing_is_left_for_later(module):
    assert re.findall(r"\b(?:TODO|FIXME|XXX|HACK)\b", module.text) == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_every_module_says_what_it_is_for(module):
    assert ast.get_docstring(module.tree)


def test_words_are_told_apart():
    assert words_of("get_sound_data") == {"get", "sound", "data"}
    assert words_of("ServiceFaultInfo") == {"service", "fault", "info"}
    assert words_of("DO_NOT_CALL") == {"call"}
    assert words_of("XMLDataReader") == {"xml", "data", "reader"}
