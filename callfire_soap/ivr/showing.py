"""Texts of others in lines that people read: on one line, and no longer than wished."""

# Joiners are no letters, but parts of words and of emoji.
_JOINERS = frozenset("\u200c\u200d")


def printable(text: str) -> str:
    r"""Write what would break a line, move the cursor or turn the direction as an escape, such as \\n or \\u2028."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _JOINERS else repr(each)[1:-1] for each in text)


def shortened(text: str, most: int) -> str:
    """Cut a text off after so many characters, and say so."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
