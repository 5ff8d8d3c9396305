"""`callfire-soap wsdl` and `callfire-soap operations`."""

from pathlib import Path

import click

from callfire_soap.cli.options import SERVICE_ADDRESS, option
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.services.handling import method_of
from callfire_soap.soap.wsdl import wsdl_documents


@click.command()
@option(
    "output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("wsdl"),
    show_default=True,
    help="The folder to write to.",
)
@option(
    "base_url",
    type=SERVICE_ADDRESS,
    default="https://www.callfire.com",
    show_default=True,
    help="Where clients reach the service; the original was there.",
)
@option(
    "strict_faults",
    is_flag=True,
    help="Write callfire-service-strict.wsdl instead of the original WSDL: soap12:fault in faults, for wsimport.",
)
def wsdl(output: Path, base_url: str, *, strict_faults: bool) -> None:
    """Write the WSDLs and XSDs."""
    output.mkdir(parents=True, exist_ok=True)
    for name, content in wsdl_documents(OPERATIONS, base_url, strict_faults=strict_faults).items():
        (output / name).write_bytes(content)
        click.echo(output / name)


@click.command()
def operations() -> None:
    """List the operations, and which of them are implemented."""
    implemented = [operation for operation in OPERATIONS if method_of(operation) is not None]
    for operation in OPERATIONS:
        mark = "implemented" if operation in implemented else "not implemented"
        click.echo(f"{operation.service:20} {operation.name:40} {mark}")
    click.echo(f"{len(implemented)} of {len(OPERATIONS)} operations are implemented")
