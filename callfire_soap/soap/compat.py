"""What Spyne 2.14 needs before it can be imported on current Python versions."""

import importlib
import sys

# What Spyne looks for below `spyne.util.six`.
MOVED_MODULES = (
    "moves",
    "moves.collections_abc",
    "moves.http_cookies",
    "moves.urllib",
    "moves.urllib.error",
    "moves.urllib.parse",
    "moves.urllib.request",
)


def prepare() -> None:
    """Let the moved modules of the `six` package stand in for those of the copy inside Spyne.

    The copy finds its modules by an import hook that Python 3.12 no longer calls; the package offers the
    same names through a current hook.
    """
    for name in MOVED_MODULES:
        sys.modules.setdefault(f"spyne.util.six.{name}", importlib.import_module(f"six.{name}"))
