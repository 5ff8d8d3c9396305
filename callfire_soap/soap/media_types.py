"""Content-Type headers, read once each: the same few arrive again and again."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

# A parameter: its name, and its value in quotes or bare.
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')
_ESCAPED = re.compile(r"\\(.)")


class MediaType(NamedTuple):
    """A media type in lower case, and its parameters by their names in lower case."""

    name: str
    parameters: Mapping[str, str]


@lru_cache(maxsize=256)
def read_media_type(header: str) -> MediaType:
    """Answer what a Content-Type header says; of a parameter given twice the last counts."""
    name, semicolon, rest = header.partition(";")
    parameters = {
        match[1].lower(): _ESCAPED.sub(r"\1", match[2]) if match[2] is not None else match[3]
        for match in _PARAMETER.finditer(semicolon + rest)
    }
    return MediaType(name.strip().lower(), MappingProxyType(parameters))
