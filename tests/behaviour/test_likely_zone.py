"""The setting by which a number of several time zones goes by the likeliest. It is Monday, 17:00 UTC."""

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.services.administration import add_number
from tests.behaviour.outside import Account, hours, number, voice

NEVADA, DAKOTA = number(0, "775"), number(0, "701")


@pytest.fixture(params=[False, True], ids=["all zones", "the likeliest"])
def likely(request):
    return request.param


@pytest.fixture
def api(tmp_path, likely):
    database = str(tmp_path / "sandbox.db")
    bootstrap.upgrade_database(database)
    config = Config(sandbox=True, database=database, clock=ClockChoice.MANUAL, likely_zone=likely)
    system = bootstrap.build(config)
    yield Account(system)
    system.stop()


def test_the_zone_of_most_people_decides_if_wanted(api, likely):
    api.advance_to("2026-07-06 03:30")
    # 20:30 in Reno, where nearly everybody lives, 21:30 at the border; 22:30 in Fargo, 21:30 in the west.
    api.send_call(NEVADA, DAKOTA, config=voice(common=hours("09:00:00", "21:00:00")))
    api.advance(days=1)
    moments = {each["to"]: each["at"] for each in api.carrier()}
    nevada, dakota = ("06T03:30", "06T14:00") if likely else ("06T16:00", "06T15:00")
    assert moments == {NEVADA: f"2026-07-{nevada}:00Z", DAKOTA: f"2026-07-{dakota}:00Z"}


def test_a_region_shows_the_zone_by_which_the_hours_go(api, likely):
    with api.system.store.writing() as unit:
        add_number(unit, api.system.clock.now(), "sandbox", NEVADA)
        unit.commit()
    shown = api(f"<GetNumber><Number>{NEVADA}</Number></GetNumber>").find("Region").TimeZone
    assert shown == ("America/Los_Angeles" if likely else None)
    zone = "<d:Region><d:TimeZone>America/Los_Angeles</d:TimeZone></d:Region>"
    found = [each.Number for each in api(f"<QueryNumbers>{zone}</QueryNumbers>").all("Number")]
    assert (NEVADA in found) is likely
