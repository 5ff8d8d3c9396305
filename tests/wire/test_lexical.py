"""Built-in types: what is read, how it is written, in which words it is refused."""

import base64
import contextlib
import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.wire.lexical import BUILTINS, read_base64
from callfire_soap.wire.xerces import SchemaViolation

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

READ = [
    ("string", " a\t b ", " a\t b "),
    ("anyURI", "  My unique\n id ", "My unique id"),
    ("anyURI", "http://[x :: %zz", "http://[x :: %zz"),
    ("boolean", "true", True),
    ("boolean", " 1\n", True),
    ("boolean", "false", False),
    ("boolean", "0", False),
    ("int", "+12", 12),
    ("int", "-2147483648", -(2**31)),
    ("long", " 9223372036854775807 ", 2**63 - 1),
    ("long", "0" * 5000 + "7", 7),
    ("integer", "99999999999999999999", 99999999999999999999),
    ("integer", "-" + "9" * 100, 1 - 10**100),
    ("decimal", "-.50", Decimal("-0.50")),
    ("float", "1.", 1.0),
    ("float", "-1.5e+3", -1500.0),
    ("float", "INF", math.inf),
    ("float", "-INF", -math.inf),
    ("dateTime", "2016-05-16T12:53:10Z", datetime(2016, 5, 16, 12, 53, 10, tzinfo=UTC)),
    ("dateTime", " 2016-05-16T12:53:10 ", datetime(2016, 5, 16, 12, 53, 10, tzinfo=UTC)),
    ("dateTime", "2013-03-07T10:44:36-08:00", datetime(2013, 3, 7, 18, 44, 36, tzinfo=UTC)),
    ("dateTime", "2016-05-16T12:53:10.1234567Z", datetime(2016, 5, 16, 12, 53, 10, 123456, tzinfo=UTC)),
    ("dateTime", "2016-12-31T24:00:00Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ("dateTime", "9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("time", "14:35:07.1234567-08:00", time(14, 35, 7)),
    ("time", "24:00:00", time(0, 0)),
    ("date", "2016-07-05-14:00", date(2016, 7, 5)),
    ("date", "10000-01-01", date.max),
    ("date", "-0001-12-31Z", date.min),
    # .NET writes its first and last moments with the zone of the machine.
    ("dateTime", "0001-01-01T00:00:00+01:00", FIRST),
    ("dateTime", "0001-01-01T13:59:59+14:00", FIRST),
    ("dateTime", "9999-12-31T23:59:59.9999999-08:00", LAST),
    ("dateTime", "9999-12-31T24:00:00", LAST),
    ("dateTime", "12026-01-05T00:00:00Z", LAST),
    ("dateTime", "12024-02-29T00:00:00+14:00", LAST),
    ("dateTime", "-0044-03-15T00:00:00Z", FIRST),
    ("dateTime", "-12024-02-29T00:00:00", FIRST),
    ("dateTime", "9" * 5000 + "-01-01T00:00:00", LAST),
    ("base64Binary", "", b""),
    ("base64Binary", " QU\r\n JD ", b"ABC"),
    ("base64Binary", "QQ==", b"A"),
]

REFUSED = [
    ("boolean", "yes", "boolean"),
    ("boolean", "TRUE", "boolean"),
    ("int", "", "integer"),
    ("int", "1.0", "integer"),
    ("long", "1_000", "integer"),
    ("long", "\N{ARABIC-INDIC DIGIT ONE}", "integer"),
    ("integer", "9" * 4301, "integer"),
    ("decimal", "1e3", "decimal"),
    ("decimal", "NaN", "decimal"),
    ("float", "infinity", "float"),
    ("float", "nan", "float"),
    ("float", "1_0", "float"),
    ("dateTime", "2012-01-01 21:32:52", "dateTime"),
    ("dateTime", "2012-02-30T00:00:00", "dateTime"),
    ("dateTime", "2012-01-01T23:59:60", "dateTime"),
    ("dateTime", "2012-01-01T24:00:01", "dateTime"),
    ("dateTime", "2012-01-01T10:00:00+14:01", "dateTime"),
    ("dateTime", "2012-01-01T10:00:00+0100", "dateTime"),
    ("dateTime", "0000-01-01T00:00:00", "dateTime"),
    ("dateTime", "-0000-01-01T00:00:00", "dateTime"),
    ("dateTime", "12345-02-29T00:00:00", "dateTime"),
    ("dateTime", "012345-01-01T00:00:00", "dateTime"),
    ("dateTime", "12345-01-01T25:00:00", "dateTime"),
    ("dateTime", "-0005-01-01T00:00:00+15:00", "dateTime"),
    ("date", "0000-01-01", "date"),
    ("date", "12345-04-31", "date"),
    ("time", "9am", "time"),
    ("time", "1:2:3", "time"),
    ("time", "23:60:00", "time"),
    ("time", "10:00:00+99:00", "time"),
    ("date", "2012-13-01", "date"),
    ("date", "2012-01-01+14:01", "date"),
    ("base64Binary", "***", "base64Binary"),
    ("base64Binary", "QUJ", "base64Binary"),
    ("base64Binary", "QUJ=", "base64Binary"),
    ("base64Binary", "QR==", "base64Binary"),
    ("base64Binary", "=", "base64Binary"),
    ("base64Binary", "QQ==QQ==", "base64Binary"),
]

WRITTEN = [
    ("boolean", True, "true"),
    ("boolean", False, "false"),
    ("int", 7, "7"),
    ("float", 1.1667, "1.1667"),
    ("float", 5, "5.0"),
    ("float", math.inf, "INF"),
    ("float", -math.inf, "-INF"),
    ("float", math.nan, "NaN"),
    ("decimal", Decimal("1E+3"), "1000"),
    ("dateTime", datetime(2016, 5, 16, 12, 53, 10, 999999, tzinfo=UTC), "2016-05-16T12:53:10Z"),
    ("dateTime", datetime(16, 5, 16, 12, tzinfo=timezone(timedelta(hours=-8))), "0016-05-16T20:00:00Z"),
    ("time", time(4, 10, 10, 500), "04:10:10Z"),
    ("dateTime", FIRST, "0001-01-01T00:00:00Z"),
    ("dateTime", LAST, "9999-12-31T23:59:59Z"),
    ("date", date(2016, 7, 5), "2016-07-05Z"),
    ("base64Binary", b"ABC", "QUJD"),
]


@pytest.mark.parametrize(("type_name", "text", "value"), READ)
def test_a_text_is_read_as_its_value(type_name, text, value):
    assert BUILTINS[type_name].read(text) == value


@pytest.mark.parametrize(("type_name", "text", "primitive"), REFUSED)
def test_a_text_that_is_no_value_is_refused_in_the_words_of_xerces(type_name, text, primitive):
    with pytest.raises(SchemaViolation) as refused:
        BUILTINS[type_name].read(text)

    assert refused.value.text == (
        f"cvc-datatype-valid.1.2.1: '{text}' is not a valid value for '{primitive}'."
    )


@pytest.mark.parametrize(("type_name", "value", "text"), WRITTEN)
def test_a_value_is_written_as_its_text(type_name, value, text):
    assert BUILTINS[type_name].write(value) == text


@pytest.mark.parametrize(
    ("type_name", "digits", "facet", "limit"),
    [
        ("long", "99999999999999999999", "maxInclusive", 2**63 - 1),
        ("long", "-99999999999999999999", "minInclusive", -(2**63)),
        ("long", "9" * 5000, "maxInclusive", 2**63 - 1),
        ("long", "-" + "9" * 5000, "minInclusive", -(2**63)),
        ("int", "2147483648", "maxInclusive", 2**31 - 1),
        ("int", "-2147483649", "minInclusive", -(2**31)),
    ],
)
def test_a_number_beyond_its_type_is_refused_with_the_limit(type_name, digits, facet, limit):
    with pytest.raises(SchemaViolation) as refused:
        BUILTINS[type_name].read(digits)

    assert refused.value.text == (
        f"cvc-{facet}-valid: Value '{digits}' is not facet-valid with respect to {facet} "
        f"'{limit}' for type '{type_name}'."
    )


def test_white_space_around_a_refused_value_is_left_out_of_the_text():
    with pytest.raises(SchemaViolation, match="'a b' is not a valid"):
        BUILTINS["int"].read(" a \n b ")


@given(text=st.text() | st.text("0123456789-+:.TZeEINFa =", max_size=30))
def test_no_text_breaks_a_reader(text):
    for builtin in BUILTINS.values():
        with contextlib.suppress(SchemaViolation):
            builtin.read(text)


@given(value=st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(microsecond=0)))
def test_an_instant_of_whole_seconds_reads_back(value):
    date_time = BUILTINS["dateTime"]

    assert date_time.read(date_time.write(value)) == value


@given(value=st.floats(allow_nan=False))
def test_a_float_reads_back(value):
    assert BUILTINS["float"].read(BUILTINS["float"].write(value)) == value


@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_reads_back(value):
    assert BUILTINS["decimal"].read(BUILTINS["decimal"].write(value)) == value


@given(value=st.binary())
def test_bytes_read_back(value):
    assert BUILTINS["base64Binary"].read(BUILTINS["base64Binary"].write(value)) == value


@pytest.mark.parametrize("line", [7, 76, 2**20])
@pytest.mark.parametrize("length", [2**18 // 4 * 3 + more for more in (-4, -3, -2, -1, 0, 1, 2, 3)])
def test_long_base64_is_read_in_pieces_as_at_once(line, length):
    content = bytes(at * 7 % 251 for at in range(length))
    digits = base64.b64encode(content).decode()
    text = "\r\n".join(digits[at : at + line] for at in range(0, len(digits), line))
    assert read_base64(f"{text}\n") == content


@pytest.mark.parametrize("end", ["*", "=", "Q", "QQ==QQ==", "QR==", "=QUJ"])
@pytest.mark.parametrize("before", [2**18 - 4, 2**18, 2**18 + 4])
def test_what_is_no_base64_is_refused_wherever_a_piece_ends(before, end):
    for text in ("A" * before + end, "A" * before + end + " " * 2**18, "A" * before + end + "A" * 2**18):
        with pytest.raises(SchemaViolation):
            read_base64(text)
