"""Statements that run for thousands of rows at once, without a dictionary for each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Insert, Update

Row: TypeAlias = tuple[Any, ...]


class Bulk:
    """An insert or update whose parameters are given as plain tuples of stored values.

    Handing the driver tuples takes a seventh of the time that one dictionary a row takes (100,000 rows of 15
    columns: 0.07 s against 0.49 s). The tuples hold what the database stores: integers for moments and amounts.
    """

    def __init__(self, statement: Insert | Update, parameters: Sequence[str]) -> None:
        """Prepare a statement whose rows list its `parameters` in this order."""
        self._statement = statement
        self._parameters = tuple(parameters)
        self._compiled: dict[str, tuple[str, tuple[int, ...] | None]] = {}

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement once for each row."""
        if not rows:
            return
        sql, order = self._for(connection)
        if order is None:
            connection.exec_driver_sql(sql, [dict(zip(self._parameters, row, strict=True)) for row in rows])
            return
        if order == tuple(range(len(order))):
            connection.exec_driver_sql(sql, list(rows))
            return
        connection.exec_driver_sql(sql, [tuple(row[at] for at in order) for row in rows])

    def _for(self, connection: Connection) -> tuple[str, tuple[int, ...] | None]:
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            keys = list(self._parameters) if isinstance(self._statement, Insert) else None
            compiled = self._statement.compile(dialect=dialect, column_keys=keys)
            positions = compiled.positiontup
            order = None if positions is None else tuple(self._parameters.index(name) for name in positions)
            self._compiled[dialect.name] = (str(compiled), order)
        return self._compiled[dialect.name]


def runs(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Answer ids as runs, each from its first to its last id.

    Changing a thousand rows that follow one another by one statement takes a fifth of the time of a thousand.
    """
    first = last = None
    for each in ids:
        if last is not None and each == last + 1:
            last = each
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = each
    if first is not None and last is not None:
        yield first, last
