"""The time zones of numbers, held against a second source.

`border_exchanges.csv` has exchanges of the area codes along borders of time zones. Its columns `town` and `zone` are
the second source: libphonenumber's geocoding names the town of an exchange, the npm package `zipcodes` 8.0.0 has the
coordinates of towns, and the PyPI package `timezonefinder` 9.2.0 the zone of a place, from OpenStreetMap's boundaries.
None of this is where our answer comes from. The column `zones` is the whole answer, the likeliest first.
"""

import csv
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from callfire_soap.domain import time_zones
from callfire_soap.domain.area_zones import ZONES_OF_AREAS, ZONES_OF_EXCHANGES
from callfire_soap.domain.phone_numbers import is_dialable, is_toll_free
from callfire_soap.domain.regions import region_of
from callfire_soap.domain.time_zones import use_newest_rules, zones_of

with (Path(__file__).parent / "border_exchanges.csv").open() as file:
    SAMPLE = list(csv.DictReader(file))

# Personal and non-geographic numbers of the United States and Canada.
NOWHERE = {
    "500",
    "521",
    "522",
    "523",
    "524",
    "525",
    "526",
    "527",
    "528",
    "529",
    "532",
    "533",
    "544",
    "566",
    "577",
}
NOWHERE |= {"588", "600", "622", "633"}


def clock(zone):
    """Answer what tells zones apart: how far they are from UTC in winter and in summer."""
    moments = datetime(2025, 1, 15, tzinfo=UTC), datetime(2025, 7, 15, tzinfo=UTC)
    return [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments]


def test_the_sample_has_more_than_a_hundred_exchanges_of_every_area_with_several_zones():
    assert len({row["number"] for row in SAMPLE}) >= 200
    sampled = {row["number"][1:4] for row in SAMPLE}
    # No landline is known in overlays, and none in the Indiana one.
    overlays = {
        "236",
        "257",
        "273",
        "364",
        "367",
        "448",
        "458",
        "474",
        "581",
        "639",
        "672",
        "689",
        "879",
        "930",
        "986",
    }
    assert set(ZONES_OF_AREAS) - overlays <= sampled


@pytest.mark.parametrize("row", SAMPLE, ids=[f"{row['number']} {row['town']}" for row in SAMPLE])
def test_the_zone_of_the_town_is_among_those_of_its_exchange(row):
    zones = zones_of(row["number"])
    assert zones == tuple(row["zones"].split())
    assert clock(row["zone"]) in map(clock, zones)
    assert zones_of(row["number"], likeliest=True) == zones[:1]


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        # Exchanges that nobody lists, of mobile phones for example, may be anywhere in their area.
        ("17755302000", {"America/Los_Angeles", "America/Denver"}),
        ("14239992000", {"America/New_York", "America/Chicago"}),
        ("18123332000", {"America/New_York", "America/Chicago"}),
        ("18129992000", {"America/New_York", "America/Chicago"}),
        # Overlays share the places of the area codes that they lie over.
        ("19862012000", {"America/Boise", "America/Los_Angeles"}),
        ("14582012000", {"America/Los_Angeles", "America/Boise"}),
        ("19302012000", {"America/New_York", "America/Chicago"}),
        ("13642012000", {"America/Chicago", "America/New_York"}),
        ("14482012000", {"America/Chicago", "America/New_York"}),
        ("18792012000", {"America/St_Johns", "America/Goose_Bay"}),
        ("14742012000", {"America/Regina", "America/Edmonton"}),
        ("16892012000", {"America/New_York"}),
        # Whoever keeps standard time beside those who do not.
        ("19075922000", {"America/Adak"}),
        ("12504282000", {"America/Creston"}),
        ("18075972000", {"America/Atikokan"}),
        ("18676332000", {"America/Whitehorse"}),
        ("18679792000", {"America/Toronto"}),
        # The most that there are: an exchange of the three territories that nobody lists.
        (
            "18672002000",
            {"America/Edmonton", "America/Whitehorse", "America/Iqaluit", "America/Rankin_Inlet"},
        ),
        ("17875552000", {"America/Puerto_Rico"}),
        ("13405552000", {"America/St_Thomas"}),
        ("16715552000", {"Pacific/Guam"}),
        ("16705552000", {"Pacific/Saipan"}),
        ("16845552000", {"Pacific/Pago_Pago"}),
        ("18765552000", {"America/Jamaica"}),
        # Nowhere.
        ("18005551212", set()),
        ("15005551212", set()),
        ("67076", set()),
        ("1775530200", set()),
        ("17755302000\n", set()),
        ("27755302000", set()),
    ],
)
def test_a_number_may_be_in_all_zones_of_its_area(number, zones):
    found = zones_of(number)
    assert set(found) == zones
    assert len(found) == len(zones)


def test_every_area_with_several_zones_is_in_the_table_with_the_likeliest_first():
    areas = {prefix[1:4] for prefix in TIMEZONE_DATA if prefix.startswith("1") and len(prefix) >= 4}
    several = {
        area
        for area in areas
        if len(
            {zone for known, zones in TIMEZONE_DATA.items() if known.startswith("1" + area) for zone in zones}
        )
        > 1
    }
    assert several <= set(ZONES_OF_AREAS)


def test_every_area_code_that_can_be_dialled_has_a_zone():
    areas = [f"1{area}" for area in range(200, 1000)]
    dialled = [area for area in areas if any(map(is_dialable, (area + "2222222", area + "5222222")))]
    assert len(dialled) > 380
    homeless = {
        area[1:] for area in dialled if not zones_of(area + "2222222") and not zones_of(area + "5222222")
    }
    assert {area for area in homeless if not is_toll_free(f"1{area}2222222")} == NOWHERE


def test_every_zone_of_the_tables_exists():
    zones = {
        zone for table in (ZONES_OF_AREAS, ZONES_OF_EXCHANGES) for found in table.values() for zone in found
    }
    assert zones <= zoneinfo.available_timezones()


@pytest.mark.parametrize(
    ("number", "zone", "likely"),
    [
        ("12135551212", "America/Los_Angeles", "America/Los_Angeles"),
        ("17755302000", None, "America/Los_Angeles"),
        ("19286972000", None, "America/Denver"),
        ("16892012000", "America/New_York", "America/New_York"),
    ],
)
def test_a_region_shows_the_zone_that_is_certain_or_the_likeliest_where_that_is_wanted(number, zone, likely):
    assert (region_of(number).time_zone, region_of(number, likely_zone=True).time_zone) == (zone, likely)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Answer what gives the machine rules of its own; the ones before are used again afterwards."""
    before = zoneinfo.TZPATH
    monkeypatch.delenv("PYTHONTZPATH", raising=False)

    def rules(version):
        (tmp_path / "tzdata.zi").write_text(f"# version {version}\n")
        zoneinfo.reset_tzpath([str(tmp_path)])
        use_newest_rules()
        return (str(tmp_path),) == zoneinfo.TZPATH

    yield rules
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


@pytest.mark.parametrize(("version", "is_used"), [("2019c", False), ("2025b", False), ("2999a", True)])
def test_the_newer_rules_count(machine, version, is_used):
    assert machine(version) is is_used


def test_whoever_chose_a_place_for_the_rules_gets_them(machine, monkeypatch):
    monkeypatch.setenv("PYTHONTZPATH", "/somewhere")
    assert machine("2019c")


def test_vancouver_stays_on_daylight_time_from_2026_on(machine):
    assert not machine("2025b")
    december = datetime(2026, 12, 15, 20, tzinfo=UTC)
    assert december.astimezone(ZoneInfo("America/Vancouver")).hour == 13
    assert time_zones.zones_of("16045551212") == ("America/Vancouver",)
