"""The package as text and as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[2] / "callfire_soap"

# Written by alembic, one per change of the schema, never edited again.
_MIGRATIONS = PACKAGE / "store" / "migrations" / "versions"

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One module: its dotted name below the package, its text and its tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self):
        return self.text.count("\n")

    @property
    def is_contract(self):
        return self.name.startswith("contract.")

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def modules() -> list[Module]:
    paths = sorted(path for path in PACKAGE.rglob("*.py") if _MIGRATIONS not in path.parents)
    return [_module(path) for path in paths]


def lines_of(function: Function) -> int:
    """Count the lines of a function without its docstring and its decorators."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function, clean=False) is not None
    docstring = first.end_lineno - first.lineno + 1 if has_docstring else 0
    return function.end_lineno - function.lineno + 1 - docstring


def _module(path: Path) -> Module:
    text = path.read_text()
    name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    return Module(name, text, ast.parse(text))
