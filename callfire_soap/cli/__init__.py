"""The command line: `callfire-soap` and `python -m callfire_soap`."""

from callfire_soap.cli.commands import main

__all__ = ["main"]
