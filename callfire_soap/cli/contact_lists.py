"""`callfire-soap contact-list`."""

from collections.abc import Iterable
from itertools import groupby

import click

from callfire_soap.cli.changes import reading
from callfire_soap.cli.options import settings_of
from callfire_soap.domain.left_out import MOST_LINES, Part
from callfire_soap.ivr.showing import printable
from callfire_soap.services import administration
from callfire_soap.store.contact_remarks import RemarkRow


@click.group("contact-list")
def contact_list() -> None:
    """Contact lists, and what of their sources is not on them."""


@contact_list.command("list")
@click.argument("login")
@settings_of("contact-list", "database")
def list_contact_lists(login: str, database: str | None) -> None:
    """List the contact lists of an account: id, status, size, how many rows were left out, name."""
    with reading(database) as unit:
        for row, left_out in administration.contact_lists_of(unit, login):
            click.echo(f"{row.id}  {row.status}  {row.size}  {left_out} left out  {_in_one_line(row.name)}")


@contact_list.command("show")
@click.argument("login")
@click.argument("list_id", metavar="ID", type=int)
@settings_of("contact-list", "database")
def show_contact_list(login: str, list_id: int, database: str | None) -> None:
    """Say what of the sources of a contact list was left out, why, and in which lines it is.

    What a request names without a file is counted as if each were in a line of its own.
    """
    with reading(database) as unit:
        row, remarks = administration.remarks_on_list(unit, login, list_id)
    click.echo(f"{_in_one_line(row.name)}: {row.status}, {row.size} contacts")
    for (_, moment), some in groupby(remarks, lambda each: (each.contact_import_id, each.created_at)):
        click.echo(f"source of {moment:%Y-%m-%d %H:%M:%S} UTC:")
        for line in _told(some):
            click.echo(line)


def _told(remarks: Iterable[RemarkRow]) -> Iterable[str]:
    for each in remarks:
        if each.part is Part.SOURCE:
            yield f"  nothing of it is used: {_in_one_line(each.reason)}"
            continue
        lines = _runs(each.lines)
        more = f", ... (the first {MOST_LINES})" if each.how_many > len(each.lines) else ""
        plural = "s" if each.how_many > 1 else ""
        yield f"  {each.how_many} {each.part}{plural} left out, {each.reason}: in line{plural} {lines}{more}"


def _runs(lines: Iterable[int]) -> str:
    """Write lines shortly, and not as phone numbers are written: `2, 4 to 6`."""
    written: list[str] = []
    for _, run in groupby(enumerate(sorted(lines)), lambda item: item[1] - item[0]):
        numbers = [line for _, line in run]
        written.append(f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else str(numbers[0]))
    return ", ".join(written)


def _in_one_line(text: str) -> str:
    return printable(" ".join(text.split()))
