"""Rows have names: what is given to the store says what it is, and what it is made of."""

import ast

import pytest

from tests.architecture.sources import modules

# What runs statements takes rows as they are stored.
STATEMENTS = {"store.bulk", "store.prepared"}
BY_POSITION = {"Row", "tuple"}


def taken_by_position(function):
    """Find the parameters of a function that are rows without names."""
    arguments = function.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        parts = ast.walk(each.annotation) if each.annotation else ()
        named = {node.id for node in parts if isinstance(node, ast.Name)}
        if named & BY_POSITION:
            yield each.arg


def test_rows_are_found():
    taken = """def add(connection: Connection, rows: Sequence[Row], pair: tuple[int, str], name: str) -> Row: ..."""
    assert list(taken_by_position(ast.parse(taken).body[0])) == ["rows", "pair"]


@pytest.mark.parametrize(
    "module",
    [each for each in modules() if each.name.startswith("store.") and each.name not in STATEMENTS],
    ids=lambda module: module.name,
)
def test_the_store_takes_no_row_by_position(module):
    public = [
        each
        for each in module.tree.body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    ]
    assert {each.name: found for each in public if (found := list(taken_by_position(each)))} == {}
