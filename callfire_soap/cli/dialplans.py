"""`callfire-soap dialplan`: try a dialplan without sending anything."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.cli.options import option
from callfire_soap.domain.file_texts import decoded
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.phone_numbers import number_of
from callfire_soap.domain.reactions import (
    PRESSED,
    FarEnd,
    Reaction,
    RecordEnd,
    RecordReaction,
    TransferReaction,
)
from callfire_soap.ivr.checks import Looked, look_through, program_of
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.nodes import Program
from callfire_soap.ivr.variables import CallFacts
from callfire_soap.media.speech import estimate_seconds

_CONTACT = "contact."
_TRANSFERS = ", ".join(TransferReaction)
_TRANSFER_HELP = (
    "What becomes of a number that is rung: answered, or 12135551189=answered@9 (seconds) for one number."
)
# "blocked, restricted, unknown, anonymous" -- call.callerid of inbound calls.
_HIDDEN = ("blocked", "restricted", "unknown", "anonymous")
_LONGEST_RECORD = 3600
# The tags without which an option says nothing; another dialplan may bring any of them.
_ASKED_BY = {
    "keys": {"menu"},
    "record": {"record"},
    "transfer": {"transfer"},
    "http": {"get", "post"},
}
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
    """Say all that is wrong with a dialplan; exits with 1 when it cannot run."""
    looked = look_through(_text_of(file), is_inbound=inbound)
    for warning in looked.warnings:
        click.echo(f"{file}:{warning.line}: warning: {warning.problem}")
    _end_with_mistakes(file, looked)
    click.echo(f"{file}: the dialplan can run, {len(looked.warnings)} warnings")


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
@option("short", is_flag=True, help="Cut long texts off, and leave addresses, answers and sent texts out.")
def run_file(
    file: Path,
    *,
    inbound: bool,
    now: datetime | None,
    short: bool,
    **given: Any,  # noqa: ANN401 -- by name
) -> None:
    """Run a dialplan against a scripted callee and print the trace; nothing is sent or fetched."""
    _refuse_what_is_no_text(given)
    reaction, facts = _reaction(given), _facts(given, inbound=inbound)
    text = _text_of(file)
    _end_with_mistakes(file, look_through(text, is_inbound=inbound))
    program = program_of(text)
    for name in _unused(program, given):
        click.echo(f"{file}: --{name} changes nothing: the dialplan asks for none", err=True)
    begun = now.replace(tzinfo=UTC) if now is not None else datetime.now(UTC)
    for each in run(program, facts, ScriptedLine(reaction, begun), in_short=short).trace:
        click.echo(each)


class _Answers(Mapping[str, str]):
    """What addresses answer, given as URL=BODY; both may hold `=`, so only the address asked tells where it ends."""

    def __init__(self, given: tuple[str, ...]) -> None:
        for each in given:
            if not re.fullmatch(r"https?://[^\s=]+.*=.*", each, re.DOTALL | re.IGNORECASE):
                raise click.UsageError(f"{each!r} is not URL=BODY with an address of http or https")
        self._given = given

    def __getitem__(self, address: str) -> str:
        return next(self._bodies(address))

    def __contains__(self, address: object) -> bool:
        return next(self._bodies(str(address)), None) is not None

    def __iter__(self) -> Iterator[str]:
        return (each.rpartition("=")[0] for each in self._given)

    def __len__(self) -> int:
        return len(self._given)

    def _bodies(self, address: str) -> Iterator[str]:
        # A scheme and a host are the same in whatever case, and end at the first of `/?#` after the `//`.
        asked = f"{_same_case(address)}="
        return (each[len(asked) :] for each in self._given if _same_case(each).startswith(asked))


def _same_case(address: str) -> str:
    return re.sub(
        r"\Ahttps?://[!-\"$-.0-<>@-~]*", lambda found: found[0].lower(), address, count=1, flags=re.IGNORECASE
    )


def _refuse_what_is_no_text(given: Mapping[str, Any]) -> None:
    for value in given.values():
        for each in value if isinstance(value, tuple) else (value,):
            try:
                str(each).encode()
            except UnicodeEncodeError:
                raise click.UsageError(f"{each!r} is no text") from None


def _unused(program: Program, given: Mapping[str, Any]) -> list[str]:
    """Answer the options that say something of tags which the dialplan has not."""
    tags = {node.tag for node in program.root.walk()}
    if "gotoXML" in tags:
        return []
    return [name for name, needed in _ASKED_BY.items() if given[name] and not needed & tags]


def _pressed(given: str) -> str:
    if not PRESSED.fullmatch(given):
        raise click.UsageError(f"{given!r} is neither keys out of 0-9 * # nor TIMEOUT or HANGUP")
    return given


def _number(given: str, name: str, words: tuple[str, ...] = ()) -> str:
    number = given if given in words else number_of(given)
    if number is None:
        raise click.UsageError(f"--{name}: {given!r} is no number that can be dialled")
    return number


def _reaction(given: Mapping[str, Any]) -> Reaction:
    return Reaction(
        answer=Answer(given["answer"]),
        keys=tuple(map(_pressed, given["keys"].split())),
        records=tuple(map(_record, given["record"])),
        transfers=tuple(map(_transfer, given["transfer"])),
        http=_Answers(given["http"]),
    )


def _facts(given: Mapping[str, Any], *, inbound: bool) -> CallFacts:
    values = _pairs(given["set"])
    return CallFacts(
        from_number=_number(given["from_number"], "from-number", _HIDDEN if inbound else ()),
        to_number=_number(given["to_number"], "to-number"),
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


def _text_of(file: Path) -> str:
    try:
        return decoded(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file}: {error}") from None


def _end_with_mistakes(file: Path, looked: Looked) -> None:
    """End with a line for each mistake, if there is any."""
    for mistake in looked.mistakes:
        click.echo(f"{file}:{mistake.line}: error: {mistake.problem}", err=True)
    if looked.mistakes:
        raise SystemExit(1)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    for each in given:
        if not re.fullmatch(r"[\w\-./+]+=.*", each, re.DOTALL):
            raise click.UsageError(f"{each!r} is not NAME=VALUE with a name of letters, digits and . _ - + /")
    return {name: value for name, _, value in (each.partition("=") for each in given)}


def _record(given: str) -> RecordReaction:
    for end in RecordEnd:
        seconds = given.removesuffix(end)
        if seconds != given and _is_time(seconds) and float(seconds) <= _LONGEST_RECORD:
            return RecordReaction(float(seconds), end)
    raise click.UsageError(f"{given!r} is not SECONDS and #, LIMIT or HANGUP, such as 7#")


def _transfer(given: str) -> TransferReaction | FarEnd:
    number, mark, reaction = given.rpartition("=")
    answer, at, seconds = reaction.partition("@")
    known = number_of(number)
    if (
        answer not in set(TransferReaction)
        or (mark and not known)
        or (at and not (mark and _is_time(seconds)))
    ):
        raise click.UsageError(
            f"{given!r} is none of {_TRANSFERS}, nor NUMBER=ANSWER or NUMBER=ANSWER@SECONDS"
        )
    if known is None:
        return TransferReaction(answer)
    return FarEnd(known, TransferReaction(answer), float(seconds) if at else None)


def _is_time(seconds: str) -> bool:
    return re.fullmatch(r"\d{1,6}(\.\d{1,6})?", seconds, re.ASCII) is not None
