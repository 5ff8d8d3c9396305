"""What Spyne 2.14 needs before it can be imported on current Python versions."""

import importlib
import sys

import six

# What Spyne looks for below `spyne.util.six.moves`.
MOVED_MODULES = (
    "collections_abc",
    "http_cookies",
    "urllib",
    "urllib.error",
    "urllib.parse",
    "urllib.request",
)


def prepare() -> None:
    """Let the moved modules of the `six` package stand in for those of the copy inside Spyne.

    The copy finds its modules by an import hook that Python 3.12 no longer calls; the package offers the
    same names through a current hook.
    """
    sys.modules.setdefault("spyne.util.six.moves", six.moves)
    for name in MOVED_MODULES:
        moved = importlib.import_module(f"six.moves.{name}")
        sys.modules.setdefault(f"spyne.util.six.moves.{name}", moved)
