"""The vocabulary of columns, and the one metadata object all tables belong to."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Integer, MetaData, String, Text, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TEN_THOUSANDTHS = Decimal(10_000)


def micros(moment: datetime) -> int:
    """Answer a moment as it is stored: microseconds since 1970, exact."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=8192)
def moment(stored: int) -> datetime:
    """Answer the stored moment as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=stored)


def ten_thousandths(credits_: Decimal) -> int:
    """Answer an amount of credits as it is stored: "4 decimals" -- billing."""
    return int((credits_ * _TEN_THOUSANDTHS).to_integral_value())


class Moment(TypeDecorator[datetime]):
    """A moment, stored as integer microseconds: it compares, sorts and indexes on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- base
        """Store a moment."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- base
        """Read a moment."""
        # Cached: the rows of a page share most of their moments.
        return None if value is None else moment(value)


class Credits(TypeDecorator[Decimal]):
    """An amount of credits with four decimals, stored as an integer."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- base
        """Store an amount."""
        return None if value is None else ten_thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 -- base
        """Read an amount."""
        return None if value is None else Decimal(value) / _TEN_THOUSANDTHS


class Word(TypeDecorator[StrEnum]):
    """A word of an enumeration, stored as text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Store the words of this enumeration."""
        super().__init__()
        self.words = words
        self._by_text = {str(word): word for word in words}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- base
        """Store a word."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 -- base
        """Read a word."""
        return None if value is None else self._by_text[value]


class Document(TypeDecorator[Any]):
    """A small JSON document, stored as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 -- base
        """Store a document."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:  # noqa: ARG002 -- base
        """Read a document."""
        return None if value is None else json.loads(value)


Long = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit id; SQLite makes it the row's own number only under the name INTEGER."""


def identity() -> Column[int]:
    """Declare the primary key."""
    return Column("id", Long, primary_key=True)


def belongs_to(target: str, *, optional: bool = False) -> Column[int]:
    """Declare a reference, named after the table it points to."""
    return Column(f"{target}_id", Long, ForeignKey(f"{target}.id"), nullable=optional)


def at(name: str, *, optional: bool = False) -> Column[datetime]:
    """Declare a moment, named `<name>_at`."""
    return Column(f"{name}_at", Moment, nullable=optional)


def word(name: str, words: type[StrEnum], *, optional: bool = False) -> Column[StrEnum]:
    """Declare a word of an enumeration."""
    return Column(name, Word(words), nullable=optional)


def text(name: str, *, optional: bool = False) -> Column[str]:
    """Declare a text of any length."""
    return Column(name, Text, nullable=optional)


def number(name: str, *, optional: bool = False) -> Column[str]:
    """Declare a normalized phone number."""
    return Column(name, String(32), nullable=optional)


def count(name: str) -> Column[int]:
    """Declare a counter that starts at 0."""
    return Column(name, Integer, nullable=False, default=0, server_default="0")
