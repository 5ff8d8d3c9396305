"""The tags of the language: what each may and must have, and where it may stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

NUMBER = re.compile(r"\d{1,9}", re.ASCII)
PRESSED = re.compile(r"[0-9*#]+|\d+-\d+|default|timeout", re.ASCII | re.IGNORECASE)
_BOOLEAN = re.compile(r"true|false", re.IGNORECASE)
_SOURCE = re.compile(r"tts|url|callfireid", re.IGNORECASE)
_MODE = re.compile(r"ringall|waterfall", re.IGNORECASE)
_EVENT = re.compile(r"hangup|digit")
_CATCH_KEY = re.compile(r"[0-9*]")

VOICES = frozenset({"male1", "female1", "female2", "spanish1", "frenchcanadian1", "femalespanish"})
_MUSIC = "alternative blues celtic classical country instrumental jazz neopunk new_age newage pop rock swing"
HOLD_MUSIC = frozenset({"ringing", "default", "silence", "silent", "techno", *_MUSIC.split()})


class Content(Enum):
    """What stands between the tags."""

    NODES = "other tags"
    TEXT = "text"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One element of the language."""

    content: Content
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    # What the value must look like, unless it has `${` in it.
    literals: Mapping[str, re.Pattern[str]]
    # The tags it may stand in; none means wherever tags may stand.
    inside: frozenset[str] = frozenset()


_TYPES = {
    "loggingEnabled": _BOOLEAN,
    "cache": _BOOLEAN,
    "continue-after": _BOOLEAN,
    "screen": _BOOLEAN,
    "background": _BOOLEAN,
    "timeout": NUMBER,
    "maxDigits": NUMBER,
    "mode": _MODE,
    "pressed": PRESSED,
}


def _tag(
    content: Content,
    required: str = "",
    optional: str = "",
    inside: str = "",
    **literals: re.Pattern[str],
) -> Tag:
    names = (*required.split(), *optional.split(), "loggingEnabled")
    types = {name: _TYPES[name] for name in names if name in _TYPES}
    return Tag(
        content=content,
        required=tuple(required.split()),
        optional=tuple(optional.split()),
        literals={**types, **literals},
        inside=frozenset(inside.split()),
    )


_TRANSFER = "callerid calleridalpha musiconhold continue-after mode timeout whisper-tts screen"

TAGS: Mapping[str, Tag] = {
    "dialplan": _tag(Content.NODES, inside="nothing"),
    "play": _tag(Content.TEXT, "", "type voice cache", type=_SOURCE),
    "menu": _tag(Content.NODES, "", "maxDigits timeout"),
    "keypress": _tag(Content.NODES, "pressed", inside="menu"),
    "goto": _tag(Content.TEXT),
    "gotoXML": _tag(Content.TEXT),
    "setvar": _tag(Content.TEXT, "varname"),
    "stash": _tag(Content.TEXT, "varname"),
    "transfer": _tag(Content.TEXT, "", _TRANSFER),
    "record": _tag(Content.NOTHING, "", "varname background timeout"),
    "amd": _tag(Content.NODES),
    "live": _tag(Content.NODES, inside="amd"),
    "machine": _tag(Content.NODES, inside="amd"),
    "hangup": _tag(Content.NOTHING),
    "if": _tag(Content.NODES, "expr"),
    "else": _tag(Content.NODES, inside="if equal notEqual"),
    "equal": _tag(Content.NODES, "var expr"),
    "notEqual": _tag(Content.NODES, "var expr"),
    "catch": _tag(Content.NODES, "type goto", "value", type=_EVENT, value=_CATCH_KEY),
    "get": _tag(Content.TEXT, "", "varname"),
    "post": _tag(Content.TEXT, "", "varname"),
    "dnc": _tag(Content.TEXT),
    "sms": _tag(Content.TEXT, "to"),
    "text": _tag(Content.TEXT, "to"),
    "dtmf": _tag(Content.TEXT),
    "wait": _tag(Content.TEXT),
    "analytics": _tag(Content.TEXT, "", "account domain category action label value"),
    "gtalk": _tag(Content.TEXT, "", "username password to"),
}


def said_of(pattern: re.Pattern[str]) -> str:
    """Say in words what a value may be."""
    if pattern is NUMBER:
        return "it may be a whole number of at most nine digits"
    if pattern is PRESSED:
        return "it may be keys out of 0-9 * #, a range such as 4-6, default or timeout"
    if pattern is _CATCH_KEY:
        return "it may be a digit or *"
    return f"it may be {pattern.pattern.replace('|', ' or ')}"


SPELLINGS = {"maxdigits": "maxDigits"}
"""Attributes that samples also spell otherwise."""

SECRETS = frozenset({"password"})
"""Attributes whose values are dropped as soon as they are read."""
