"""Options made from the table of settings; each has an environment variable, and the command line wins."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import click

from callfire_soap.config import SETTINGS, Setting

F = TypeVar("F", bound=Callable[..., Any])

# What the type of the setting does not say.
_RANGES: dict[str, click.ParamType[Any]] = {
    "port": click.IntRange(0, 65535),
    "threads": click.IntRange(1, 256),
    "reply_pause": click.FloatRange(0, 60 * 24 * 366),
    "write_wait": click.FloatRange(0, 3600),
    "max_columns": click.IntRange(1),
    "max_cells": click.IntRange(1),
    "max_recipients": click.IntRange(1),
    "large_requests": click.IntRange(1),
    "max_clients": click.IntRange(1),
    "slow_after": click.FloatRange(0, min_open=True),
    "speed": click.FloatRange(0, 86400, min_open=True),
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
            function = _option_of(setting)(function)
        return function

    return decorate


def environment_variable(name: str) -> str:
    """Answer the environment variable of an option."""
    return f"CALLFIRE_SOAP_{name.upper()}"


def _option_of(setting: Setting) -> Callable[[F], F]:
    has_default = setting.default is not None
    default = setting.default.value if isinstance(setting.default, StrEnum) else setting.default
    attributes = {"default": default, "show_default": has_default, "help": setting.help}
    return option(setting.name, **attributes, **_kind_of(setting))


def _kind_of(setting: Setting) -> dict[str, Any]:
    if setting.type is bool:
        return {"is_flag": True}
    if issubclass(setting.type, StrEnum):
        # Click would offer the names of an enumeration, not its values.
        choices = [member.value for member in setting.type]
        return {"type": click.Choice(choices), "callback": _member(setting.type)}
    return {"type": _RANGES.get(setting.name, setting.type)}


def _member(choices: type[StrEnum]) -> Callable[..., StrEnum]:
    return lambda _context, _parameter, value: choices(value)
