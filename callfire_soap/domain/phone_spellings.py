"""Phone numbers as people and spreadsheets write them: what can mean one number only is read, nothing is guessed."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from phonenumbers import convert_alpha_characters_in_number

from callfire_soap.domain.extension_words import EXTENSION_WORDS
from callfire_soap.domain.phone_numbers import is_toll_free, normalize, without_plus
from callfire_soap.domain.plain_letters import plain_character, plain_letters
from callfire_soap.domain.spreadsheet_cells import shown

_MOST_CHARACTERS = 255
# "E.164": a number has 15 digits at most. Inferred: fewer than 7 are part of a number, or a short code.
_MOST_DIGITS = 15
_FEWEST_DIGITS = 7
_NATIONAL = 10
_WITH_COUNTRY = 11

_USUAL = re.compile(r"(?:\+?1)?[-. ]?\(?[0-9]{3}\)?[-. /]?[-. ]?[0-9]{3}[-. ]?[0-9]{4}")
_NO_DIGIT = {ord(mark): None for mark in "+-. ()/"}
# PhoneNumber in the schema takes words too, like Front_Desk.
_WORD = re.compile(r"[a-zA-Z_]+")

_DASHES = "\u2212\u02d7\u2043\u30fc\uff70\u00ac"
_DOTS = "\u00b7\u2022\u2219\u22c5\u2027\u30fb\uff65"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u2032\u00b4`"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_LIKE_OTHERS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DOTS, "."),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_QUOTES, '"'),
    **dict.fromkeys("\n\r\v\f\x85", "\n"),
}
_BY_CATEGORY = {
    "Pd": "-",
    "Zs": " ",
    "Zl": "\n",
    "Zp": "\n",
    "Cc": " ",
    "Cf": "",
    "Mn": "",
    "Me": "",
    "Co": "",
}

_LABELS = (
    "telephone|telefon|tel|phone|ph|callto|call|sms|text|home|work|office|cellular|cell|mobile|mob|main|voice"
    "|business|direct|day|evening"
)
# "tel:" of RFC 3966, and the words that people put before a number or behind it.
_LABEL_BEFORE = re.compile(rf"(?:{_LABELS}|[thwcmop](?=[:.]))\b\s*[:.#]?\s*", re.IGNORECASE)
_LABEL_BEHIND = re.compile(
    rf"(?<=[\d)])\s*(?:\((?:{_LABELS}|[hwcmop])\)|\b(?:{_LABELS})|\s[hwcmop])", re.IGNORECASE
)
_PARAMETERS = re.compile(r"(?:;[a-z-]+=[^;=]*)+", re.IGNORECASE)
_LETTER = r"[^\W\d_]"
_SCIENTIFIC = re.compile(r"\+?([0-9]+)(?:[.,]([0-9]*))?\s*[eE]\s*\+?([0-9]{1,3})")
_DECIMAL = re.compile(r"(\+?[0-9]{10,})[.,]0*|(\+?[0-9]+)[.,]0{0,2}")
_FRACTION = re.compile(r"[0-9]{10,}\.[0-9]{1,3}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+)(?:\.0*)?")
_NUMBER = re.compile(r"[-.\s(\[/]*(?:\+[-.\s(\[/]*)?[0-9][-.\s()\[\]/_0-9]*")
_WHOLE = re.compile(r"\+?1?[2-9][0-9]{9}|\+[1-9][0-9]{7,14}")
_SEVERAL = re.compile(r"\s*(?:[,;|&\n]|\s/|/\s|\b(?:or|and|oder|y|o|und)\b)\s*", re.IGNORECASE)
_VANITY = re.compile(
    r"(\+?1[-. ]?)?\(?[2-9][0-9]{2}\)?([-. ]*)(?=[-. a-z0-9]*[a-z]{3})((?:[a-z0-9][-. ]?){7})", re.IGNORECASE
)
_LAST_FOUR_KEYS = r"[-.](?=.{4}\Z)[0-9]?[A-Z]{3}[0-9A-Z]?"
_EXCHANGE_IN_DIGITS = re.compile(rf"[2-9][0-9]{{2}}{_LAST_FOUR_KEYS}")
_EXCHANGE_IN_KEYS = re.compile(rf"[2-9A-Z][0-9A-Z]{{2}}{_LAST_FOUR_KEYS}")
# Letters that are written for digits: 213-555-1OOO.
_LIKE_DIGITS = re.compile(r"[^A-Z]*+(?:[OIL][^A-Z]*+)++", re.IGNORECASE)
_ENDS = " \t\n'\"<>.,;:"


class Misread(StrEnum):
    """Why a text is not read as a phone number."""

    NO_NUMBER = "it is no phone number"
    UNKNOWN_WORD = "it has an unknown word behind it"
    LOST_DIGITS = "a spreadsheet has rounded it: scientific notation without all digits"
    SEVERAL = "it holds more than one number"
    TOO_LONG = "it has too many digits"


class Reading(NamedTuple):
    """What a text says of a phone: a number, or why not."""

    number: str | None
    misread: Misread | None = None


class _Alike(dict[int, str]):
    """What each character stands for; looked up once for each character that ever comes."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


def read_phone(text: str) -> Reading:
    """Read a phone number as people and spreadsheets write it: its digits, with a country code only if one is given.

    Digits stay as they are given, also those that nobody can dial. Extensions are left out: a carrier dials none.
    What may be one of several numbers is not read, nor what has lost digits.
    """
    if text.isdigit() and text.isascii() and text[0] != "0":
        return Reading(text)
    if _USUAL.fullmatch(text):
        return Reading(text.translate(_NO_DIGIT))
    if len(text) > _MOST_CHARACTERS:
        return Reading(None, Misread.NO_NUMBER)
    is_plain = text.isascii()
    plain = _unwrapped(text.translate(_ALIKE))
    if _WORD.fullmatch(plain):
        return Reading(plain)
    found = _numeral(plain) or _bare(_unlabelled(plain)) or _one_of_several(plain) or _with_word(plain)
    # Marks, or digits of another script, around something that is no whole number, mean nothing.
    is_part = not is_plain and len(found.number or "long enough") < _FEWEST_DIGITS
    return Reading(None, Misread.NO_NUMBER) if is_part else found


def _plain(character: str) -> str:
    if character in _LIKE_OTHERS:
        return _LIKE_OTHERS[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in _BY_CATEGORY and character != "\t":
        return _BY_CATEGORY[category]
    if character.isascii() or category == "No":
        return character
    # Full-width signs, as of Japanese keyboards.
    return plain_character(character)


_ALIKE = _Alike()


def _extension() -> re.Pattern[str]:
    """Make what an extension looks like. A form that was not filled in to its end leaves a word without digits."""
    # Accents that come as characters of their own are gone from a text, and many people leave them out.
    plain = {each for word in EXTENSION_WORDS for each in (word.translate(_ALIKE), plain_letters(word))}
    # Of words that begin alike the longer one first: no letter may follow, but a full stop between two words may.
    words = "|".join(re.escape(word) for word in sorted(plain, key=len, reverse=True))
    by_word = (
        rf"(?<!{_LETTER})(?={_LETTER})(?:{words})(?!{_LETTER})[\s.:=#-]*+"
        rf"(?:n[o°](?!{_LETTER})\.?\s*+)?(?:[0-9]{{1,7}}|_+|n/?a|none)?"
    )
    return re.compile(
        rf"(?<!\s)\s*+(?:(?:[-,;/]\s*+)?(?:\(\s*+)?(?:{by_word}|[#~]\s*+[.:=]?\s*+[0-9]{{1,7}})\s*+\)?"
        r"|[,;pw]+\.?\s*+[0-9]{1,6}\#?)",
        re.IGNORECASE,
    )


_EXTENSION = _extension()


def _unwrapped(text: str) -> str:
    """Take away what a spreadsheet puts around a text so that it stays one: `="..."`, an apostrophe, quotes."""
    return shown(shown(text.strip()).strip(_ENDS) + '"').strip(_ENDS).removeprefix("=").strip(_ENDS)


def _numeral(text: str) -> Reading | None:
    """Read a number as a spreadsheet writes it: with decimals, in groups, or in scientific notation."""
    if match := _DECIMAL.fullmatch(text):
        return _dialled(match[1] or match[2])
    if _GROUPED.fullmatch(text):
        return _dialled(re.sub(r"\.0*$|[,']", "", text))
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return Reading(None, Misread.NO_NUMBER) if _FRACTION.fullmatch(text) else None
    whole, fraction, exponent = match[1], match[2] or "", int(match[3])
    if len(fraction) < exponent:
        return Reading(None, Misread.LOST_DIGITS)
    if fraction[exponent:].strip("0"):
        return Reading(None, Misread.NO_NUMBER)
    return _dialled(whole + fraction[:exponent])


def _unlabelled(text: str) -> str:
    """Take away the words and the extension around a number."""
    if label := _LABEL_BEFORE.match(text):
        text = text[label.end() :]
    text = text.removeprefix("//")
    for ending in (_PARAMETERS, _LABEL_BEHIND, _EXTENSION, _LABEL_BEHIND):
        text = _without_ending(text, ending)
    return text.strip(_ENDS + "#")


def _without_ending(text: str, ending: re.Pattern[str]) -> str:
    for match in ending.finditer(text):
        before = text[: match.start()]
        is_end = match.end() == len(text)
        if is_end and (_digits_in(before) >= _FEWEST_DIGITS or _vanity(before.strip(_ENDS))):
            return before
    return text


def _bare(text: str) -> Reading | None:
    """Read digits with nothing but punctuation between them; several numbers have too many, or a slash too much."""
    if vanity := _vanity(text):
        return _dialled(vanity)
    if not _NUMBER.fullmatch(text):
        return None
    if _are_several(text):
        return _one_of_several(text) or Reading(None, Misread.SEVERAL)
    if text.lstrip("-. ([/").startswith("+"):
        # "+44 (0)20": the zero is dialled within the country only.
        text = text.replace("(0)", "")
    return _dialled(("+" if "+" in text else "") + re.sub("[^0-9]", "", text))


def _vanity(text: str) -> str | None:
    """Answer the digits of a number that is given by letters on the keys: `1-800-FLOWERS`.

    Inferred: any seven letters behind three digits can be dialled, also the word in `212 Manager` or in a number whose
    end is missing, `213 555 home`. So a number is toll-free, as those are that are sold for their words; its letters
    are capitals, or follow a 1 or a hyphen. Elsewhere capitals follow a 1, or come in the groups of a number:
    `213-555-HELP`, `(213) GOT-MILK`.
    """
    match = _VANITY.fullmatch(text)
    if match is None or _LIKE_DIGITS.fullmatch(text):
        return None
    country, joint, keys = match.groups()
    digits = re.sub("[^0-9]", "", convert_alpha_characters_in_number(text))
    is_whole_word = not _digits_in(keys)
    if is_toll_free(normalize(digits)):
        follows = country or (joint and " " not in joint)
        is_meant = (is_whole_word and follows) or (keys.isupper() and (is_whole_word or " " not in keys))
    else:
        is_in_groups = ")" in text or (joint and " " not in joint)
        is_meant = (
            (keys.isupper() and is_whole_word and country)
            or _EXCHANGE_IN_DIGITS.fullmatch(keys)
            or (is_in_groups and _EXCHANGE_IN_KEYS.fullmatch(keys))
        )
    return digits if is_meant else None


def _are_several(text: str) -> bool:
    """Tell whether digits are more than one number: `213-555-5001/02`, or two whole numbers side by side."""
    before, _, behind = text.partition("/")
    if _digits_in(before) >= _NATIONAL and _digits_in(behind):
        return True
    if min(_digits_in(before), _digits_in(behind)) >= _FEWEST_DIGITS:
        return True
    return len([part for part in text.split() if _digits_in(part) >= _NATIONAL]) > 1 or (
        "\n" in text and sum(_digits_in(part) >= _FEWEST_DIGITS for part in text.split("\n")) > 1
    )


def _one_of_several(text: str) -> Reading | None:
    """Read a number that is written more than once; different ones are several."""
    between = next((mark for mark in "/\n" if mark in text), r"\s+") if _NUMBER.fullmatch(text) else _SEVERAL
    parts = [part.strip() for part in re.split(between, text) if part.strip()]
    if sum(_digits_in(part) >= _FEWEST_DIGITS for part in parts) <= 1:
        return None
    read = [_numeral(part) or _bare(_unlabelled(part)) for part in parts]
    numbers = {normalize(each.number) for each in read if each is not None and each.number}
    if len(numbers) == 1 and all(read):
        return Reading(numbers.pop())
    return Reading(None, Misread.SEVERAL)


def _with_word(text: str) -> Reading:
    """Say why a text is not read that is neither one number nor several: what is behind a whole one may be a word."""
    text = _unlabelled(text)
    number = _NUMBER.match(text)
    behind = text[number.end() :] if number else ""
    is_whole = number is not None and _WHOLE.fullmatch(re.sub("[^+0-9]", "", number[0]))
    is_word = any(map(str.isalpha, behind)) and _digits_in(behind) < _FEWEST_DIGITS
    return Reading(None, Misread.UNKNOWN_WORD if is_whole and is_word else Misread.NO_NUMBER)


def _dialled(digits: str) -> Reading:
    """Take away the prefix of calls abroad: 00 as in most countries, 011 as in the United States."""
    has_country = digits.startswith("+")
    digits = digits.removeprefix("+")
    for prefix in ("00", "011"):
        behind = digits.removeprefix(prefix)
        if not has_country and behind != digits and len(behind) >= _WITH_COUNTRY and behind[0] != "0":
            digits = behind
            break
    if len(digits) > _MOST_DIGITS:
        is_two = len(digits) >= 2 * _NATIONAL
        return Reading(None, Misread.SEVERAL if is_two else Misread.TOO_LONG)
    return Reading(without_plus("+" + digits) if has_country else digits)


def _digits_in(text: str) -> int:
    return sum(map(str.isdigit, text))
