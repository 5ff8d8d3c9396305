"""Options made from the table of settings; each has an environment variable, and the command line wins."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from callfire_soap import bootstrap
from callfire_soap.carriers import fetching
from callfire_soap.config import SETTINGS, Config, Setting
from callfire_soap.domain.addresses import listed_host
from callfire_soap.domain.auto_replies import TextRules
from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.opt_outs import words_of
from callfire_soap.sandbox import callers
from callfire_soap.services import administration
from callfire_soap.serving.addresses import proxies_of
from callfire_soap.store.engine import url_of

F = TypeVar("F", bound=Callable[..., Any])


class FiniteRange(click.FloatRange):
    """Numbers between two bounds: what is no number is not smaller than any, and would lie in every range."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 -- a text, or the number that is the default
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Answer the number, or end as wrong usage."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return number


class Checked(click.ParamType[str]):
    """A text that is read later, and refused now if it could not be."""

    def __init__(self, name: str, read: Callable[[str], object]) -> None:
        """Take what the help calls it, and what raises BadRequest for a text that is none."""
        self.name, self._read = name, read

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Answer the text as it is, or end as wrong usage."""
        try:
            self._read(str(value))
        except BadRequest as refusal:
            self.fail(refusal.message, param, ctx)
        return str(value)


def _service_address(text: str) -> None:
    """Raise BadRequest for what programs cannot reach a service at."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    # An address of IPv6 has lost its brackets here, which say in a list that it is none with a port.
    is_host = listed_host(host) is not None and "*" not in host
    is_plain = re.fullmatch(r"https?://[^\s?#@]+", text, re.IGNORECASE) is not None
    if not (is_host and is_plain) or port == 0:
        raise BadRequest(f"{text!r} is no address of a service, such as https://calls.example.com")


@contextmanager
def wrong_usage() -> Iterator[None]:
    """End what raises BadRequest as wrong usage: it is about what was given, not about what was found."""
    try:
        yield
    except BadRequest as refusal:
        raise click.UsageError(refusal.message) from refusal


def _something(text: str) -> None:
    if not text.strip():
        raise BadRequest("it is empty")


SERVICE_ADDRESS = Checked("address", _service_address)
NUMBER = Checked("number", administration.dialable)
_WORDS = Checked("words", words_of)
_SOMETHING = Checked("text", _something)

# What the type of the setting does not say.
_RANGES: dict[str, click.ParamType[Any]] = {
    "host": _SOMETHING,
    "database": Checked("database", url_of),
    "public_url": SERVICE_ADDRESS,
    "trust_hosts": Checked("hosts", callers.hosts_of),
    "trust_proxies": Checked("addresses", proxies_of),
    "fetch_hosts": Checked("hosts", fetching.hosts_of),
    "port": click.IntRange(0, 65535),
    "threads": click.IntRange(1, 256),
    "reply_pause": FiniteRange(0, 60 * 24 * 366),
    "write_wait": FiniteRange(0, 3600),
    "start_delay": FiniteRange(0, 86400),
    "stop_words": _WORDS,
    "start_words": _WORDS,
    "help_words": _WORDS,
    "max_active": click.IntRange(1, 10**9),
    "max_body_bytes": click.IntRange(1),
    "max_depth": click.IntRange(1),
    "max_attributes": click.IntRange(1),
    "max_columns": click.IntRange(1),
    "max_cells": click.IntRange(1),
    "max_recipients": click.IntRange(1),
    "large_requests": click.IntRange(1),
    "max_clients": click.IntRange(1),
    "slow_after": FiniteRange(0, 86400, min_open=True),
    # Slower, and threads would be asked to sleep for longer than they can.
    "speed": FiniteRange(0.001, 86400),
}


def option(name: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401 -- whatever click takes
    """Make one option; `public_url` is `--public-url` and CALLFIRE_SOAP_PUBLIC_URL."""
    dashed = name.replace("_", "-")
    return click.option(f"--{dashed}", envvar=environment_variable(name), show_envvar=True, **attributes)


def settings_of(command: str, *names: str) -> Callable[[F], F]:
    """Make the options of the settings that concern a command, all of them or those named."""
    settings = [each for each in SETTINGS if command in each.commands and (not names or each.name in names)]

    def decorate(function: F) -> F:
        # Decorators apply from the last to the first, help shows them from the first to the last.
        for setting in reversed(settings):
            function = _option_of(setting, is_sandbox=command == "sandbox")(function)
        return function

    return decorate


def text_rules_of(config: Config) -> TextRules:
    """Answer how texts are heard; words that contradict each other are wrong usage."""
    with wrong_usage():
        return bootstrap.text_rules(config)


def environment_variable(name: str) -> str:
    """Answer the environment variable of an option."""
    return f"CALLFIRE_SOAP_{name.upper()}"


def _option_of(setting: Setting, *, is_sandbox: bool) -> Callable[[F], F]:
    has_default = setting.default is not None
    default = setting.default.value if isinstance(setting.default, StrEnum) else setting.default
    attributes = {"default": default, "show_default": has_default}
    attributes["help"] = setting.sandbox_help if is_sandbox else setting.help
    return option(setting.name, **attributes, **_kind_of(setting))


def _kind_of(setting: Setting) -> dict[str, Any]:
    if setting.type is bool:
        return {"is_flag": True}
    if issubclass(setting.type, StrEnum):
        # Click would offer the names of an enumeration, not its values.
        choices = [member.value for member in setting.type]
        return {"type": click.Choice(choices), "callback": _member(setting.type)}
    return {"type": _RANGES.get(setting.name, setting.type)}


def _member(choices: type[StrEnum]) -> Callable[..., StrEnum | None]:
    return lambda _context, _parameter, value: None if value is None else choices(value)
