"""All commands, and how they end: 0 when done, 1 with one line on stderr, 2 for wrong usage."""

import sys
from collections.abc import Sequence

import click

from callfire_soap import __version__
from callfire_soap.cli.accounts import account, caller_id, keyword, number
from callfire_soap.cli.contact_lists import contact_list
from callfire_soap.cli.databases import database
from callfire_soap.cli.dialplans import dialplan
from callfire_soap.cli.documents import operations, wsdl
from callfire_soap.cli.opt_outs import opt_out
from callfire_soap.cli.serving import sandbox, serve
from callfire_soap.domain.errors import Fault
from callfire_soap.domain.time_zones import use_newest_rules


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="callfire-soap")
def program() -> None:
    """Answer like the CallFire API 1.1 (SOAP)."""
    use_newest_rules()


for _command in (
    sandbox,
    serve,
    database,
    account,
    caller_id,
    number,
    keyword,
    opt_out,
    contact_list,
    wsdl,
    operations,
    dialplan,
):
    program.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line, by default that of this program, and exit; never shows a traceback."""
    try:
        program(arguments)
    except Fault as fault:
        _fail(fault.message)
    except Exception as error:  # noqa: BLE001 -- whatever it is, one line says it
        _fail(f"{type(error).__name__}: {error}")


def _fail(message: str) -> None:
    first_line = (message.strip() or "failed").splitlines()[0]
    click.echo(f"Error: {first_line}", err=True)
    sys.exit(1)
