"""The time zones of area codes and exchanges that libphonenumber does not tell, or tells wrongly.

Which towns an exchange serves is known from libphonenumber's geocoding; where zones begin and end, from Title 49 of
the Code of Federal Regulations, part 71, and from the comments of the tz database (its file `northamerica`). The zone
in which most people of an area code live comes first, by the censuses of 2020 (United States) and 2021 (Canada).
"""

# Arizona keeps standard time, the Navajo Nation within it does not -- 49 CFR 71.9, tz database. Its exchanges also
# serve the Hopi, who keep the time of Arizona.
_NAVAJO = ("America/Denver", "America/Phoenix")
_EAST_AND_CENTRAL = ("America/New_York", "America/Chicago")
_CENTRAL_AND_EAST = ("America/Chicago", "America/New_York")
_CENTRAL_AND_MOUNTAIN = ("America/Chicago", "America/Denver")
_IDAHO = ("America/Boise", "America/Los_Angeles")
_OREGON = ("America/Los_Angeles", "America/Boise")
# The Peace River keeps mountain standard time, the East Kootenay the time of Alberta -- tz database.
_BRITISH_COLUMBIA = ("America/Vancouver", "America/Edmonton", "America/Dawson_Creek")
# The Magdalen Islands keep Atlantic time, the Lower North Shore keeps it without daylight saving -- tz database.
_EASTERN_QUEBEC = ("America/Toronto", "America/Halifax", "America/Blanc-Sablon")
# Saskatchewan keeps central standard time, Lloydminster the time of Alberta -- tz database.
_SASKATCHEWAN = ("America/Regina", "America/Edmonton")
_NEWFOUNDLAND = ("America/St_Johns", "America/Goose_Bay")

ZONES_OF_AREAS: dict[str, tuple[str, ...]] = {
    "208": _IDAHO,  # South of the Salmon River mountain time, north of it Pacific time -- 49 CFR 71.9.
    "219": _CENTRAL_AND_EAST,  # Gary; Pulaski and White counties are eastern -- 49 CFR 71.5.
    "236": _BRITISH_COLUMBIA,
    "250": _BRITISH_COLUMBIA,
    "257": _BRITISH_COLUMBIA,
    "270": _CENTRAL_AND_EAST,  # Owensboro, Bowling Green; Elizabethtown -- 49 CFR 71.5.
    "273": _EASTERN_QUEBEC,
    "306": _SASKATCHEWAN,
    "308": _CENTRAL_AND_MOUNTAIN,  # Grand Island; the west of Nebraska -- 49 CFR 71.7.
    "364": _CENTRAL_AND_EAST,  # The overlay of 270.
    "367": _EASTERN_QUEBEC,
    "418": _EASTERN_QUEBEC,
    "423": _EAST_AND_CENTRAL,  # Chattanooga; Marion and Sequatchie counties -- 49 CFR 71.5.
    "448": _CENTRAL_AND_EAST,  # The overlay of 850.
    "458": _OREGON,  # The overlay of 541.
    "474": _SASKATCHEWAN,
    "541": _OREGON,  # Most of Malheur County keeps the time of Boise -- 49 CFR 71.9.
    "574": _EAST_AND_CENTRAL,  # South Bend; Starke County -- 49 CFR 71.5.
    "581": _EASTERN_QUEBEC,
    "605": _CENTRAL_AND_MOUNTAIN,  # Sioux Falls; Rapid City -- 49 CFR 71.7.
    "606": _EAST_AND_CENTRAL,  # Ashland; Clinton County -- 49 CFR 71.5.
    "620": _CENTRAL_AND_MOUNTAIN,  # Dodge City; Greeley and Hamilton counties -- 49 CFR 71.7.
    "639": _SASKATCHEWAN,
    "672": _BRITISH_COLUMBIA,
    "689": ("America/New_York",),  # Orlando, an overlay of 407.
    "701": _CENTRAL_AND_MOUNTAIN,  # Fargo, Bismarck; Dickinson -- 49 CFR 71.7.
    "709": _NEWFOUNDLAND,
    "775": ("America/Los_Angeles", "America/Denver"),  # Reno; West Wendover -- 49 CFR 71.9.
    "778": _BRITISH_COLUMBIA,
    "785": _CENTRAL_AND_MOUNTAIN,  # Topeka; Goodland -- 49 CFR 71.7.
    "807": ("America/Toronto", "America/Winnipeg", "America/Atikokan"),  # Thunder Bay; Kenora; Atikokan.
    "812": _EAST_AND_CENTRAL,  # Terre Haute, Bloomington; Evansville -- 49 CFR 71.5.
    "850": _CENTRAL_AND_EAST,  # Pensacola, Panama City; Tallahassee -- 49 CFR 71.5.
    # The Northwest Territories, Yukon (without daylight saving since 2020), and the three zones of Nunavut.
    "867": ("America/Edmonton", "America/Whitehorse", "America/Iqaluit", "America/Rankin_Inlet"),
    "879": _NEWFOUNDLAND,
    "906": _EAST_AND_CENTRAL,  # Marquette; the four counties along Wisconsin -- 49 CFR 71.5.
    "907": (
        "America/Anchorage",
        "America/Adak",
    ),  # Adak and Atka lie west of 169 degrees 30' -- 49 CFR 71.12.
    "928": ("America/Phoenix", "America/Denver"),
    "930": _EAST_AND_CENTRAL,  # The overlay of 812.
    "986": _IDAHO,
}
"""Area codes of which people live in several zones, and one of which libphonenumber tells a wrong zone."""

_DAWSON_CREEK = ("America/Dawson_Creek",)
_GOOSE_BAY = ("America/Goose_Bay",)
_WHITEHORSE = ("America/Whitehorse",)
_ADAK = ("America/Adak",)
# By law central; by custom they keep the clock of Columbus across the river -- tz database.
_CHATTAHOOCHEE = _CENTRAL_AND_EAST

ZONES_OF_EXCHANGES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("250242", "250261", "250262", "250263", "250719", "250774"), _DAWSON_CREEK),
    **dict.fromkeys(("250782", "250784", "250785", "250787", "250788"), _DAWSON_CREEK),
    "250428": ("America/Creston",),
    "306688": (
        "America/Regina",
        "America/Winnipeg",
    ),  # Creighton, by custom with Flin Flon across the border.
    "306825": ("America/Edmonton",),  # Lloydminster
    **dict.fromkeys(("334291", "334297", "334298", "334448", "334480"), _CHATTAHOOCHEE),  # Phenix City
    **dict.fromkeys(("334576", "334644", "334756", "334768"), _CHATTAHOOCHEE),  # Lanett, Valley
    "580261": _CENTRAL_AND_MOUNTAIN,  # Kenton, by custom with New Mexico.
    **dict.fromkeys(
        ("709282", "709896", "709944"), _GOOSE_BAY
    ),  # Wabush, Happy Valley-Goose Bay, Labrador City
    "807597": ("America/Atikokan",),  # It keeps eastern standard time.
    **dict.fromkeys(("867334", "867393", "867456", "867536"), _WHITEHORSE),
    **dict.fromkeys(("867633", "867667", "867668", "867993"), _WHITEHORSE),
    **dict.fromkeys(
        ("850227", "850229"), _EAST_AND_CENTRAL
    ),  # Port St. Joe, south of the waterway -- 49 CFR 71.5.
    "907581": ("America/Anchorage",),  # Unalaska, which libphonenumber takes for Adak.
    "907592": _ADAK,
    "907839": _ADAK,  # Atka
    **dict.fromkeys(("928283", "928672", "928673", "928674", "928677", "928686"), _NAVAJO),
    **dict.fromkeys(("928697", "928698", "928724", "928725", "928728", "928729"), _NAVAJO),
    **dict.fromkeys(("928755", "928781", "928787", "928871"), _NAVAJO),
}
"""Exchanges of which libphonenumber tells a wrong zone, or not the likeliest one first."""
