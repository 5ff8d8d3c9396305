"""Text and names that go into XML, made so that no value can break the document."""

import re
from collections.abc import Mapping
from typing import Final

# Characters that XML 1.0 cannot hold, not even as references.
_FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_SPECIAL_IN_TEXT = re.compile(rf"[&<>\r{_FORBIDDEN}]")
_SPECIAL_IN_ATTRIBUTE = re.compile(rf'[&<>"\t\n\r{_FORBIDDEN}]')
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_REFERENCES: Final[Mapping[str, str]] = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    # Written as they are, a reader would turn these into blanks or line feeds.
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}

_NAME_START = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_REST = rf"{_NAME_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
_NAME = re.compile(rf"[{_NAME_START}][{_NAME_REST}]*")
_NOT_IN_NAMES = re.compile(rf"[^{_NAME_REST}]")


def escape_text(value: str) -> str:
    """Escape what stands between tags; a character that XML cannot hold becomes U+FFFD."""
    if _SPECIAL_IN_TEXT.search(value) is None:
        return value
    return _SPECIAL_IN_TEXT.sub(_reference, value)


def escape_attribute(value: str) -> str:
    """Escape what stands between double quotes."""
    if _SPECIAL_IN_ATTRIBUTE.search(value) is None:
        return value
    return _SPECIAL_IN_ATTRIBUTE.sub(_reference, value)


def legal_name(name: str) -> str:
    """Make an XML name of any text: what a name cannot hold becomes an underscore."""
    if _NAME.fullmatch(name) and not name.lower().startswith("xmlns"):
        return name
    name = _NOT_IN_NAMES.sub("_", name)
    if _NAME.fullmatch(name) and not name.lower().startswith("xmlns"):
        return name
    return f"_{name}"


def _reference(match: re.Match[str]) -> str:
    return _REFERENCES.get(match[0], _REPLACEMENT)
