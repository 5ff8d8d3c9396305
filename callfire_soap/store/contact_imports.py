"""What waits to be read into contact lists: files and other sources, kept until the whole of them is in."""

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    delete,
    insert,
    select,
    update,
)

from callfire_soap.domain.left_out import LeftOut, Part, Remark
from callfire_soap.store.columns import Document, Long, at, belongs_to, identity, metadata
from callfire_soap.store.ids import reserve

contact_import = Table(
    "contact_import",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("contact_list"),
    Column("layout", Document, nullable=False),
    # Whether the list is made of it: if it cannot be read, the list is unusable.
    Column("is_first", Boolean, nullable=False),
    at("created"),
    # How far it is read; nothing before that begins.
    Column("progress", Document),
    Index(None, "contact_list_id"),
    sqlite_autoincrement=True,
)

contact_import_part = Table(
    "contact_import_part",
    metadata,
    Column("contact_import_id", Long, ForeignKey("contact_import.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

_PART_BYTES = 1024 * 1024


class Progress(NamedTuple):
    """How far a source is read: so many rows, with what was left out of them; what its members are marked with."""

    intake_id: int | None
    rows: int
    left_out: LeftOut

    def to_document(self) -> list[Any]:
        """Answer it as it is stored."""
        return [self.intake_id, self.rows, self.left_out.remarks()]

    @classmethod
    def from_document(cls, document: list[Any]) -> Self:
        """Read it as it was stored."""
        intake_id, rows, remarks = document
        known = (Remark(Part(part), *rest) for part, *rest in remarks)
        return cls(intake_id, rows, LeftOut(known))


class ImportRow(NamedTuple):
    """A source that waits, or of which a part is read."""

    id: int
    account_id: int
    contact_list_id: int
    layout: dict[str, Any]
    is_first: bool
    progress: Progress | None


_ROW = tuple(contact_import.c[name] for name in ImportRow._fields)


def add_import(
    connection: Connection,
    account_id: int,
    list_id: int,
    layout: dict[str, Any],
    content: bytes,
    now: datetime,
    *,
    is_first: bool,
) -> None:
    """Keep a source until it is read."""
    values = {"account_id": account_id, "contact_list_id": list_id, "layout": layout, "created_at": now}
    statement = insert(contact_import).values(is_first=is_first, **values).returning(contact_import.c.id)
    import_id = connection.execute(statement).scalar_one()
    for position, begin in enumerate(range(0, len(content), _PART_BYTES)):
        part = {"position": position, "content": content[begin : begin + _PART_BYTES]}
        connection.execute(insert(contact_import_part).values(contact_import_id=import_id, **part))


def reserve_intake(connection: Connection) -> int:
    """Take an id to mark what one source brings, other than that of every other source."""
    return reserve(connection, contact_import, 1)[0]


def next_import(connection: Connection) -> ImportRow | None:
    """Answer the source that has waited longest."""
    row = connection.execute(select(*_ROW).order_by(contact_import.c.id).limit(1)).first()
    if row is None:
        return None
    found = ImportRow(*row)
    return found if found.progress is None else found._replace(progress=Progress.from_document(row.progress))


def keep_progress(connection: Connection, import_id: int, progress: Progress) -> None:
    """Note how far a source is read."""
    changed = update(contact_import).where(contact_import.c.id == import_id)
    connection.execute(changed.values(progress=progress.to_document()))


def is_there(connection: Connection, import_id: int) -> bool:
    """Tell whether a source is still to be read."""
    query = select(contact_import.c.id).where(contact_import.c.id == import_id)
    return connection.execute(query).first() is not None


def is_waiting(connection: Connection, list_id: int) -> bool:
    """Tell whether anything waits to be read into a list."""
    query = select(contact_import.c.id).where(contact_import.c.contact_list_id == list_id).limit(1)
    return connection.execute(query).first() is not None


def remove_import(connection: Connection, import_id: int) -> None:
    """Forget a source."""
    part = contact_import_part
    connection.execute(delete(part).where(part.c.contact_import_id == import_id))
    connection.execute(delete(contact_import).where(contact_import.c.id == import_id))


def remove_imports_of(connection: Connection, list_id: int) -> None:
    """Forget all that waits to be read into a list."""
    query = select(contact_import.c.id).where(contact_import.c.contact_list_id == list_id)
    for import_id in connection.execute(query).scalars().all():
        remove_import(connection, import_id)


def lines_in(content: bytes, encoding: str) -> Iterable[str]:
    """Answer the lines of a source that is at hand."""
    return _lines(io.BytesIO(content), encoding)


def part_of(connection: Connection, import_id: int, position: int) -> bytes:
    """Answer a part of a source that waits; nothing behind its end, or when it is forgotten."""
    part = contact_import_part.c
    query = select(part.content).where(part.contact_import_id == import_id, part.position == position)
    return connection.execute(query).scalar() or b""


def lines_of(part_at: Callable[[int], bytes], encoding: str) -> Iterable[str]:
    """Answer the lines of a source whose parts are asked for one by one; only one of them is in memory at a time."""
    return _lines(io.BufferedReader(_Parts(part_at)), encoding)


def _lines(content: io.BytesIO | io.BufferedReader, encoding: str) -> Iterable[str]:
    # Some bytes mean nothing in windows-1252; line ends are left to the reader of the rows.
    return io.TextIOWrapper(content, encoding, errors="replace", newline="")


class _Parts(io.RawIOBase):
    """The parts of a source as one file."""

    def __init__(self, part_at: Callable[[int], bytes]) -> None:
        super().__init__()
        self._part_at = part_at
        self._position, self._part = 0, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 -- any writable buffer
        if not self._part:
            self._part = memoryview(self._part_at(self._position))
            self._position += 1
        step = min(len(buffer), len(self._part))
        buffer[:step] = self._part[:step]
        self._part = self._part[step:]
        return step
