"""Recordings that calls leave behind."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Float, Index, LargeBinary, Table, insert, select

from callfire_soap.store.columns import at, belongs_to, identity, metadata, text

recording = Table(
    "recording",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("action"),
    # The attempt whose record shows it.
    belongs_to("attempt"),
    text("name"),
    # The other name under which it is found.
    text("alias", optional=True),
    at("created"),
    Column("seconds", Float, nullable=False),
    Column("wav", LargeBinary, nullable=False),
    Index(None, "action_id", "name"),
    Index(None, "attempt_id"),
    sqlite_autoincrement=True,
)


class RecordingRow(NamedTuple):
    """What is known of a recording."""

    id: int
    attempt_id: int
    name: str
    created_at: datetime
    seconds: float


_ROW = tuple(recording.c[name] for name in RecordingRow._fields)


def add_recording(
    connection: Connection,
    account_id: int,
    action_id: int,
    attempt_id: int,
    name: str,
    now: datetime,
    **audio: object,
) -> int:
    """Keep a recording; `audio` is its `wav`, its length in `seconds`, and perhaps an `alias`."""
    values = {"account_id": account_id, "action_id": action_id, "attempt_id": attempt_id, "name": name}
    statement = insert(recording).values(created_at=now, **values, **audio).returning(recording.c.id)
    return int(connection.execute(statement).scalar_one())


def recordings_of(connection: Connection, attempt_ids: Sequence[int]) -> dict[int, list[RecordingRow]]:
    """Answer the recordings of attempts, in the order they were made."""
    found: dict[int, list[RecordingRow]] = defaultdict(list)
    has_any = select(recording.c.id).limit(1)
    if not attempt_ids or connection.execute(has_any).first() is None:
        return found
    of_page = recording.c.attempt_id.between(min(attempt_ids), max(attempt_ids))
    for row in connection.execute(select(*_ROW).where(of_page).order_by(recording.c.id)):
        found[row[1]].append(RecordingRow(*row))
    return found


def wav_by_id(connection: Connection, account_id: int, recording_id: int) -> bytes | None:
    """Answer the audio of a recording."""
    return _wav(connection, account_id, recording.c.id == recording_id)


def wav_by_name(connection: Connection, account_id: int, action_id: int, name: str) -> bytes | None:
    """Answer the audio of the last recording of a call under a name."""
    is_named = (recording.c.name == name) | (recording.c.alias == name)
    return _wav(connection, account_id, (recording.c.action_id == action_id) & is_named)


def _wav(connection: Connection, account_id: int, which: ColumnElement[bool]) -> bytes | None:
    query = select(recording.c.wav).where(recording.c.account_id == account_id, which)
    wav: bytes | None = connection.execute(query.order_by(recording.c.id.desc()).limit(1)).scalar()
    return wav
