"""What holds a text is found in time that grows with the texts, and LIKE is asked only for short ones."""

from sqlalchemy import literal, select

from callfire_soap.store.containing import contains
from tests.growth import assert_linear


def test_a_long_text_is_looked_for_in_linear_time(connection):
    def look(size):
        nearly = "a" * size + "b"
        condition = contains(literal("a" * size * 2), nearly)
        assert not connection.execute(select(condition)).scalar_one()

    assert_linear(look, lambda size: size)


def test_nothing_holds_no_text(connection):
    assert not connection.execute(select(contains(literal(None), "None" * 100))).scalar()
