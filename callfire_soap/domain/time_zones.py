"""The time zones in which somebody with a number may be, and how up to date their rules are."""

import os
import re
import zoneinfo
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from phonenumbers.tzdata import TIMEZONE_DATA

from callfire_soap.domain.area_zones import ZONES_OF_AREAS, ZONES_OF_EXCHANGES

_WHOLE_NUMBER = re.compile(r"1([2-9][0-9]{5})[0-9]{4}")
_AREA = 3


def zones_of(number: str, *, likeliest: bool = False) -> tuple[str, ...]:
    """Answer the zones of a normalized number's area code and exchange, the likeliest first; () when unknown.

    "timezone associated with the number's NPA/NXX" -- SendCall, LocalTimeZoneRestriction. Several zones mean that
    people in any of them may have the number; `likeliest` asks for one only: that in which most people of the area
    code live, since nothing is known of one of them but that. Toll-free numbers live nowhere.
    """
    found = _WHOLE_NUMBER.fullmatch(number)
    zones = _zones_of_exchange(found[1]) if found else ()
    return zones[:1] if likeliest else zones


@lru_cache(maxsize=65536)
def _zones_of_exchange(npa_nxx: str) -> tuple[str, ...]:
    known = ZONES_OF_EXCHANGES.get(npa_nxx)
    if known is not None:
        return known
    everywhere = ZONES_OF_AREAS.get(npa_nxx[:_AREA])
    # libphonenumber sums up neighbours: it counts exchanges of Tallahassee and Terre Haute to those around them, and
    # gives what it does not know the zone of the rest. So where there are several zones only whole exchanges count.
    lengths = range(len(npa_nxx), _AREA - 1 if everywhere is None else len(npa_nxx) - 1, -1)
    found = (TIMEZONE_DATA.get("1" + npa_nxx[:length]) for length in lengths)
    return next((zones for zones in found if zones), everywhere or ())


def use_newest_rules() -> None:
    """Read the rules of time zones from the newer of two places: the machine's, and the package `tzdata`.

    Python takes those of the machine, however old: with rules of 2025 it would be an hour late in the evening in
    Vancouver, which stays on daylight time from 2026 on. Whoever set PYTHONTZPATH has chosen already; so has whoever
    left no place but the package.
    """
    has_choice = zoneinfo.TZPATH and "PYTHONTZPATH" not in os.environ
    if has_choice and _packaged_version() > _version_of_machine():
        zoneinfo.reset_tzpath(())
        zoneinfo.ZoneInfo.clear_cache()


def _packaged_version() -> str:
    return _version(files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8"))


def _version_of_machine() -> str:
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "tzdata.zi").is_file():
            return _version((folder / "tzdata.zi").read_text("utf-8"))
    return ""


def _version(rules: str) -> str:
    """Answer such as 2026f: "# version 2026f" is the first line."""
    return rules.partition("\n")[0].removeprefix("# version ")
