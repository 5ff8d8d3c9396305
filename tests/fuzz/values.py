"""Texts of simple types: usual ones, and those at the edges of the type, the database and the calendar."""

import base64

IDS = ["0", "-1", "1", "9", "2147483647", "9223372036854775807", "-9223372036854775808"]
COUNTS = ["0", "1", "5", "1000", "-1", "2147483647", "-2147483648"]
LONGS = [*IDS, "9007199254740993", "4611686018427387904"]

_LENGTHS = (1, 16, 161, 300, 1_001, 50_001, 50_001, 50_001)
_SIGNS = [
    "%",
    "_",
    "*",
    "?",
    "[",
    "\\",
    "'",
    '"',
    "a",
    "é",
    "\U0001f600",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "\u202e",
    ",",
    "${",
    "\n",
    ".",
]
WORDS = [
    *(
        "",
        " ",
        "People",
        "people",
        "a b",
        "STOP",
        "HELP",
        "null",
        "None",
        "1",
        "0",
        "-0",
        "NaN",
        "1e309",
        "true",
    ),
    *(
        "'; DROP TABLE account; --",
        "%",
        "100%",
        "_",
        "*",
        "a*",
        "\\",
        "${first name}",
        "${",
        "}",
        "${a:${b}}",
    ),
    *("]]>", "<a/>", "&amp;", "\ufffd", "\u0085", "\u2028", "e\u0301", "\u0130", "\u1e9e", "=1+1", "\r\n"),
]
ZONES = [
    *(
        "",
        "EST",
        "America/Los_Angeles",
        "Europe/Berlin",
        "GMT+14:00",
        "GMT-99:99",
        "UTC+1",
        "../../etc/passwd",
    ),
    *("America", "/", "a" * 300, "localtime", "posixrules", "GMT+00:60", "\u00e9", "America/Los_Angeles "),
]
MOMENTS = [
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "0001-01-01T14:00:00+14:00", "9999-12-31T23:59:59Z"),
    *(
        "9999-12-31T23:59:59.999999",
        "9999-12-31T09:59:59-14:00",
        "1969-12-31T23:59:59Z",
        "2026-03-08T02:30:00",
    ),
    *("2026-01-05T17:00:00Z", "2026-01-05T24:00:00Z", "2026-01-06T00:00:00+05:30", "2025-12-31T00:00:00Z"),
]
DATES = [
    "0001-01-01",
    "9999-12-31",
    "9999-12-31+14:00",
    "2026-01-05",
    "2026-01-06Z",
    "2024-02-29",
    "1970-01-01",
]
CLOCKS = ["00:00:00", "24:00:00", "23:59:59", "09:00:00Z", "17:00:00-14:00", "12:00:00.999999999", "00:00:01"]
FLOATS = ["0", "1.5", "-1", "INF", "-INF", "NaN", "1e308", "1e-320", "9" * 400]
DECIMALS = ["0", "1.50", "-1", "9" * 400, "0." + "1" * 400]
INTEGERS = [*LONGS, "9" * 4300, "-" + "9" * 25]
NUMBERS = [
    *("12135551126", "13105551212", "67076", "18185551212", "2135551189", "+12135550110", "18185550115"),
    *("18185550111", "12135550117", "0", "1", "911", "1" * 40, "9" * 5_000, "client_first_name", "a_b", "_"),
]
DIALPLANS = [
    "<dialplan><play type='tts'>Hi ${name}</play></dialplan>",
    "<dialplan><menu maxDigits='1'><keypress pressed='1'><hangup/></keypress></menu></dialplan>",
    "<dialplan name='Root'><setvar varname='a'>${a}${a}</setvar><goto>Root</goto></dialplan>",
    "<dialplan><stash varname='x'>" + "y" * 5_000 + "</stash></dialplan>",
    "<dialplan>" * 50 + "</dialplan>" * 50,
    "<dialplan><if expr='1 == 1'><play type='callfireid'>9</play></if></dialplan>",
    "<dialplan><transfer>${call.callerid}</transfer></dialplan>",
    "<dialplan><play type='callfireid'>99999999999999999999</play></dialplan>",
    "<dialplan><sms><to>1</to><message>" + "z" * 2_000 + "</message></sms></dialplan>",
    "no dialplan",
    "",
]
FILES = [
    *(b"", b"\0", b"\xff\xfe", b"RIFF\0\0\0\0WAVEfmt ", b"ID3", b"\xef\xbb\xbf12135551189\n", b"homePhone\n"),
    *(b"12135551189,Ann\n13105551213,Bob\n", b'homePhone,name\n12135551189,"x\n', b"," * 3_000 + b"\n"),
    *(
        b"firstName,homePhone\n" + b"A,2135551189\n" * 1_200,
        b"1" * 5_000,
        "\u00e9;\u00e8\n1;2\n".encode("latin-1"),
    ),
]


USUAL = {
    "string": lambda random: random.choice(["People", "People", "Ann ${firstName}"]),
    "anyURI": lambda random: random.choice(["", f"key-{random.randrange(1_000)}"]),
    "boolean": lambda random: random.choice(["true", "false"]),
    "int": lambda random: random.choice(["1", "2", "5", "60"]),
    # Ids begin at 1 in every table.
    "long": lambda random: str(random.randint(1, 9)),
    "integer": lambda random: str(random.randint(1, 9)),
    "decimal": lambda _: "1.5",
    "float": lambda _: "1.5",
    "dateTime": lambda random: f"2026-01-{random.randint(1, 28):02}T{random.randint(0, 23):02}:00:00Z",
    "date": lambda random: f"2026-01-{random.randint(1, 28):02}",
    "time": lambda random: f"{random.randint(0, 23):02}:{random.randint(0, 59):02}:00",
    "base64Binary": lambda _: base64.b64encode(b"homePhone,firstName\n2135551189,Ann\n").decode(),
}
USUAL_NUMBERS = ["12135551126", "13105551212", "18185551212", "18185550115", "2135551189", "18185550111"]
USUAL_BY_NAME = {
    "FromNumber": ["13105551212", "12135551126"],
    "TimeZone": ["", "EST", "America/Los_Angeles"],
    "DialplanXml": DIALPLANS[:2],
    "AnsweringMachineConfig": ["LIVE_IMMEDIATE", "AM_AND_LIVE"],
    "fieldName": ["homePhone", "workPhone"],
    "Number": ["12135551126"],
}


def text(random):
    """Answer any text: a strange one, or many times one sign."""
    if random.random() < 0.6:
        return random.choice(WORDS)
    return random.choice(_SIGNS) * random.choice(_LENGTHS)


def file(random):
    """Answer the base64 of a file."""
    return base64.b64encode(random.choice(FILES)).decode()


EXTREME = {
    "string": text,
    "anyURI": text,
    "boolean": lambda random: random.choice(["true", "false", "1", "0"]),
    "int": lambda random: random.choice(COUNTS),
    "long": lambda random: random.choice(LONGS),
    "integer": lambda random: random.choice(INTEGERS),
    "decimal": lambda random: random.choice(DECIMALS),
    "float": lambda random: random.choice(FLOATS),
    "dateTime": lambda random: random.choice(MOMENTS),
    "date": lambda random: random.choice(DATES),
    "time": lambda random: random.choice(CLOCKS),
    "base64Binary": file,
}
