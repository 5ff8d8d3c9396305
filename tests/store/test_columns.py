"""What is stored is read back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from callfire_soap.domain.actions import ActionState
from callfire_soap.store.columns import Credits, Document, Moment, Word, micros, moment, ten_thousandths

DIALECT = sqlite.dialect()


def there_and_back(kind, value):
    return kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT)


@pytest.mark.parametrize("kind", [Moment(), Credits(), Word(ActionState), Document()])
def test_nothing_stays_nothing(kind):
    assert there_and_back(kind, None) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_exact_to_the_microsecond(value):
    assert there_and_back(Moment(), value) == value == moment(micros(value))


@given(st.datetimes(timezones=st.timezones()))
def test_moments_of_other_zones_are_read_in_utc(value):
    try:
        in_utc = value.astimezone(UTC)
    except OverflowError:
        return
    assert there_and_back(Moment(), value) == in_utc
    assert there_and_back(Moment(), value).tzinfo is UTC


@given(st.tuples(st.datetimes(), st.datetimes()))
def test_stored_moments_sort_like_moments(pair):
    first, second = (each.replace(tzinfo=UTC) for each in pair)
    assert (micros(first) < micros(second)) == (first < second)


def test_a_moment_has_to_name_its_zone():
    with pytest.raises(TypeError):
        micros(datetime(2026, 1, 5))  # noqa: DTZ001 -- the point


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_credits_have_four_decimals(value):
    assert there_and_back(Credits(), value) == value


@pytest.mark.parametrize(
    ("value", "stored"), [("1.6667", 16667), ("0.00004", 0), ("0.00006", 1), ("-1", -10000)]
)
def test_credits_are_stored_as_integers(value, stored):
    assert ten_thousandths(Decimal(value)) == stored


@pytest.mark.parametrize("word", ActionState)
def test_words_are_stored_as_they_are_spelled(word):
    assert Word(ActionState).process_bind_param(word, DIALECT) == word.value
    assert there_and_back(Word(ActionState), word) is word


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_documents_are_read_as_they_were_written(value):
    assert there_and_back(Document(), value) == value
