"""Sounds: what is known of them, and the audio itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.store.columns import Long, at, belongs_to, identity, metadata, number, text, word

_IS_PENDING: ColumnElement[bool] = literal_column("status = 'PENDING'", Boolean)

sound = Table(
    "sound",
    metadata,
    identity(),
    belongs_to("account"),
    text("name"),
    word("status", SoundStatus),
    at("created"),
    Column("seconds", Float),
    # What the sound was made from, so that the same sound is not made twice.
    Column("digest", String(64)),
    text("spoken", optional=True),
    text("voice", optional=True),
    # The phone it is spoken into, and the attempt that calls it.
    number("phone", optional=True),
    Column("attempt_id", Long),
    Index(None, "account_id", "digest"),
    Index("ix_sound_pending", "id", sqlite_where=_IS_PENDING, postgresql_where=_IS_PENDING),
    sqlite_autoincrement=True,
)

# The audio stands apart: lists of sounds must not read it.
sound_audio = Table(
    "sound_audio",
    metadata,
    Column("sound_id", Long, primary_key=True),
    # Empty where it is kept in pieces.
    Column("wav", LargeBinary, nullable=False),
    Column("audio_id", Long),
)

# Long audio is written in pieces before anybody knows of the sound, so that others can write in between.
sound_piece = Table(
    "sound_piece",
    metadata,
    Column("audio_id", Long, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("wav", LargeBinary, nullable=False),
)


class SoundRow(NamedTuple):
    """What is known of a sound."""

    id: int
    status: SoundStatus
    name: str
    created_at: datetime
    seconds: float | None
    spoken: str | None
    voice: str | None


_ROW = tuple(sound.c[name] for name in SoundRow._fields)
_HIDDEN = (SoundStatus.ARCHIVED, SoundStatus.SCRUBBED)


def add_sound(
    connection: Connection,
    account_id: int,
    row: SoundRow,
    digest: str,
    wav: bytes | None,
    audio_id: int | None = None,
) -> int:
    """Keep a sound; an id of 0 in the row means the next one. Its audio may have been kept in pieces."""
    values = row._asdict()
    if not row.id:
        del values["id"]
    statement = insert(sound).values(account_id=account_id, digest=digest, **values).returning(sound.c.id)
    sound_id = int(connection.execute(statement).scalar_one())
    if audio_id is not None:
        connection.execute(insert(sound_audio).values(sound_id=sound_id, wav=b"", audio_id=audio_id))
    elif wav is not None:
        connection.execute(insert(sound_audio).values(sound_id=sound_id, wav=wav))
    return sound_id


def add_piece(connection: Connection, audio_id: int, position: int, wav: bytes) -> None:
    """Keep a piece of audio that no sound has yet."""
    connection.execute(insert(sound_piece).values(audio_id=audio_id, position=position, wav=wav))


def drop_pieces(connection: Connection, audio_id: int) -> None:
    """Drop the pieces of audio that no sound will have."""
    connection.execute(delete(sound_piece).where(sound_piece.c.audio_id == audio_id))


def unclaimed_pieces(connection: Connection) -> Sequence[int]:
    """Answer the audio of which pieces are kept, and that no sound has: an upload broke off, or came twice."""
    claimed = select(sound_audio.c.audio_id).where(sound_audio.c.audio_id.is_not(None))
    found = select(sound_piece.c.audio_id).where(sound_piece.c.audio_id.not_in(claimed)).distinct()
    return connection.execute(found).scalars().all()


def find_sound(connection: Connection, account_id: int, sound_id: int) -> SoundRow | None:
    """Answer a sound of the account."""
    row = connection.execute(
        select(*_ROW).where(sound.c.id == sound_id, sound.c.account_id == account_id)
    ).first()
    return None if row is None else SoundRow(*row)


def find_sound_by_digest(connection: Connection, account_id: int, digest: str) -> int | None:
    """Answer the earlier sound made from the same source, unless that failed."""
    mine = (
        (sound.c.account_id == account_id)
        & (sound.c.digest == digest)
        & (sound.c.status != SoundStatus.FAILED)
    )
    found: int | None = connection.execute(select(sound.c.id).where(mine).order_by(sound.c.id)).scalar()
    return found


def page_of_sounds(
    connection: Connection, account_id: int, first: int, limit: int
) -> tuple[int, Sequence[SoundRow]]:
    """Answer how many sounds an account can see, and a page of them, oldest first."""
    mine = (sound.c.account_id == account_id) & sound.c.status.not_in(_HIDDEN)
    total = connection.execute(select(func.count()).select_from(sound).where(mine)).scalar_one()
    page = select(*_ROW).where(mine).order_by(sound.c.id).offset(first).limit(limit)
    return int(total), [SoundRow(*row) for row in connection.execute(page)]


def statuses_of(connection: Connection, sound_ids: Collection[int]) -> set[SoundStatus]:
    """Answer how sounds stand."""
    if not sound_ids:
        return set()
    return set(connection.execute(select(sound.c.status).where(sound.c.id.in_(sound_ids))).scalars())


def wav_of(connection: Connection, sound_id: int) -> bytes | None:
    """Answer the audio of a sound, if it has any yet."""
    kept = select(sound_audio.c.wav, sound_audio.c.audio_id).where(sound_audio.c.sound_id == sound_id)
    row = connection.execute(kept).first()
    if row is None:
        return None
    wav: bytes = row.wav
    if row.audio_id is None:
        return wav
    pieces = select(sound_piece.c.wav).where(sound_piece.c.audio_id == row.audio_id)
    return b"".join(connection.execute(pieces.order_by(sound_piece.c.position)).scalars())


def keep_wav(connection: Connection, sound_id: int, wav: bytes, seconds: float) -> None:
    """Give a sound its audio, which makes it ACTIVE."""
    connection.execute(insert(sound_audio).values(sound_id=sound_id, wav=wav))
    values = {"status": SoundStatus.ACTIVE, "seconds": seconds}
    connection.execute(update(sound).where(sound.c.id == sound_id).values(values))


class PendingRow(NamedTuple):
    """A sound that is to be spoken into a phone; without an attempt nobody has been called yet."""

    id: int
    phone: str
    attempt_id: int | None
    created_at: datetime


_PENDING = tuple(sound.c[name] for name in PendingRow._fields)


def add_pending(connection: Connection, account_id: int, name: str, phone: str, now: datetime) -> int:
    """Add a sound that is PENDING until somebody speaks it."""
    values = {"account_id": account_id, "name": name, "phone": phone, "created_at": now}
    statement = insert(sound).values(status=SoundStatus.PENDING, **values).returning(sound.c.id)
    return int(connection.execute(statement).scalar_one())


def pending_sounds(connection: Connection) -> list[PendingRow]:
    """Answer the sounds of all accounts that are still to be spoken."""
    query = select(*_PENDING).where(_IS_PENDING, sound.c.phone.is_not(None)).order_by(sound.c.id)
    return [PendingRow(*row) for row in connection.execute(query)]


def call_for_sound(connection: Connection, sound_id: int, attempt_id: int) -> None:
    """Note the attempt that calls for a sound."""
    connection.execute(update(sound).where(sound.c.id == sound_id).values(attempt_id=attempt_id))


def fail_sound(connection: Connection, sound_id: int) -> None:
    """Give a sound up for good."""
    connection.execute(update(sound).where(sound.c.id == sound_id).values(status=SoundStatus.FAILED))
