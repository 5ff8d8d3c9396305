"""`callfire-soap dialplan`: try a dialplan without sending anything."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.cli.options import option
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import FarEnd, Reaction, RecordEnd, RecordReaction, TransferReaction
from callfire_soap.ivr.calls import number_of
from callfire_soap.ivr.checks import Checked, check
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.reading import BadDialplan
from callfire_soap.ivr.variables import CallFacts
from callfire_soap.media.speech import estimate_seconds

_CONTACT = "contact."
_TRANSFERS = ", ".join(TransferReaction)
_TRANSFER_HELP = (
    "What becomes of a number that is rung: answered, or 12135551189=answered@9 (seconds) for one number."
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_VALUES = "A field of the contact, contact.firstName=Ann, or a variable of the dialplan."
_INBOUND = option("inbound", is_flag=True, help="The dialplan answers calls.")


@click.group()
def dialplan() -> None:
    """Check and try IVR dialplans."""


@dialplan.command("check")
@click.argument("file", type=_FILE)
@_INBOUND
def check_file(file: Path, *, inbound: bool) -> None:
    """Say what is wrong with a dialplan; exits with 1 when it cannot run."""
    checked = _checked(file, inbound=inbound)
    for warning in checked.warnings:
        click.echo(f"{file}:{warning.line}: warning: {warning.problem}")
    click.echo(f"{file}: the dialplan can run, {len(checked.warnings)} warnings")


@dialplan.command("run")
@click.argument("file", type=_FILE)
@_INBOUND
@option("keys", default="", help='For each menu: "1 TIMEOUT 12345# HANGUP".')
@option(
    "answer", type=click.Choice(["live", "machine"]), default="live", show_default=True, help="Who answers."
)
@option("record", multiple=True, help="Length and end of a recording, such as 7# or 5HANGUP.")
@option("transfer", multiple=True, metavar="[NUMBER=]ANSWER[@SECONDS]", help=_TRANSFER_HELP)
@option("http", multiple=True, metavar="URL=BODY", help="What an address answers to get and post.")
@option("set", multiple=True, metavar="NAME=VALUE", help=_VALUES)
@option("from_number", default="12135551126", show_default=True, help="Who calls.")
@option("to_number", default="12135551189", show_default=True, help="Who is called.")
@option("now", type=click.DateTime(), help="The moment of the answer, in UTC; else the present one.")
def run_file(file: Path, *, inbound: bool, now: datetime | None, **given: Any) -> None:  # noqa: ANN401 -- by name
    """Run a dialplan against a scripted callee and print the trace; nothing is sent or fetched."""
    checked = _checked(file, inbound=inbound)
    begun = now.replace(tzinfo=UTC) if now is not None else datetime.now(UTC)
    line = ScriptedLine(_reaction(given), begun)
    for each in run(checked.program, _facts(given, inbound=inbound), line).trace:
        click.echo(each)


def _reaction(given: Mapping[str, Any]) -> Reaction:
    return Reaction(
        answer=Answer(given["answer"]),
        keys=tuple(given["keys"].split()),
        records=tuple(map(_record, given["record"])),
        transfers=tuple(map(_transfer, given["transfer"])),
        http={address: body for each in given["http"] for address, _, body in [each.rpartition("=")]},
    )


def _facts(given: Mapping[str, Any], *, inbound: bool) -> CallFacts:
    values = _pairs(given["set"])
    return CallFacts(
        from_number=given["from_number"],
        to_number=given["to_number"],
        is_inbound=inbound,
        call_id="1",
        contact={
            name.removeprefix(_CONTACT): value for name, value in values.items() if name.startswith(_CONTACT)
        },
        variables={name: value for name, value in values.items() if not name.startswith(_CONTACT)},
        # Whatever the account's sounds are, they can be heard here.
        sound_seconds=lambda _: 1.0,
        address_seconds=_one_second,
        speech_seconds=estimate_seconds,
    )


def _one_second(address: str, *, anew: bool) -> float:  # noqa: ARG001 -- as long as any other
    return 1.0


def _checked(file: Path, *, inbound: bool) -> Checked:
    try:
        return check(file.read_text(encoding="utf-8"), is_inbound=inbound)
    except BadDialplan as mistake:
        raise click.ClickException(f"{file}:{mistake.line}: error: {mistake.problem}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from None


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    for each in given:
        if "=" not in each:
            raise click.UsageError(f"{each!r} is not NAME=VALUE")
    return {name: value for name, _, value in (each.partition("=") for each in given)}


def _record(given: str) -> RecordReaction:
    for end in RecordEnd:
        seconds = given.removesuffix(end)
        if seconds != given and seconds.replace(".", "", 1).isdigit():
            return RecordReaction(float(seconds), end)
    raise click.UsageError(f"{given!r} is not SECONDS and #, LIMIT or HANGUP, such as 7#")


def _transfer(given: str) -> TransferReaction | FarEnd:
    number, mark, reaction = given.rpartition("=")
    answer, at, seconds = reaction.partition("@")
    known, is_time = number_of(number), seconds.replace(".", "", 1).isdigit() and seconds.isascii()
    if answer not in set(TransferReaction) or (mark and not known) or (at and not (mark and is_time)):
        raise click.UsageError(
            f"{given!r} is none of {_TRANSFERS}, nor NUMBER=ANSWER or NUMBER=ANSWER@SECONDS"
        )
    if known is None:
        return TransferReaction(answer)
    return FarEnd(known, TransferReaction(answer), float(seconds) if at else None)
