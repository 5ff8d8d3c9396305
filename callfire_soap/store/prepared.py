"""Statements that run for nearly every request, prepared once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.dml import ReturningUpdate

_Convert: TypeAlias = Callable[[Any], Any] | None


class _Compiled(NamedTuple):
    """A statement as one database takes it."""

    sql: str
    # The parameters in their order, and how their values are stored.
    bound: Sequence[tuple[str, _Convert]]
    readers: Sequence[_Convert]
    fixed: Mapping[str, Any]


class Prepared:
    """A select, or an update that returns, with named parameters.

    SQLAlchemy takes 100 us to look a statement up, bind it and wrap its rows, SQLite 5 us to answer it: what does not
    change from call to call is done once here, by SQLAlchemy as well. Parameters are given by name.
    """

    def __init__(self, statement: Select[Any] | ReturningUpdate[Any]) -> None:
        """Prepare a statement; it is compiled for a database when it runs there first."""
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **parameters: object) -> list[tuple[Any, ...]]:
        """Run the statement and answer its rows, as the columns' types read them."""
        sql, bound, readers, fixed = self._for(connection)
        values = {**fixed, **parameters}
        given = [write(values[name]) if write is not None else values[name] for name, write in bound]
        if not connection.in_transaction() and not _commits_by_itself(connection):
            connection.begin()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, given)
            found = list(cursor.fetchall())
        finally:
            cursor.close()
        if not any(readers):
            return found
        return [
            tuple(
                [read(value) if read is not None else value for value, read in zip(row, readers, strict=True)]
            )
            for row in found
        ]

    def first(self, connection: Connection, **parameters: object) -> tuple[Any, ...] | None:
        """Run the statement and answer its first row, if there is one."""
        found = self.rows(connection, **parameters)
        return found[0] if found else None

    def _for(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect)
        return self._compiled[dialect.name]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self.statement.compile(dialect=dialect)
        names = compiled.positiontup or list(compiled.params)
        bound = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
        ]
        columns = self.statement.exported_columns
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        # Values that stand in the statement itself, such as a state.
        fixed = {name: bind.value for name, bind in compiled.binds.items() if bind.value is not None}
        return _Compiled(str(compiled), bound, readers, fixed)


def _commits_by_itself(connection: Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
