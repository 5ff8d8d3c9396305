"""Schedules of broadcasts."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    String,
    Table,
    Time,
    delete,
    func,
    insert,
    select,
    update,
)

from callfire_soap.domain.schedules import DayOfWeek, Schedule
from callfire_soap.store.columns import Document, at, belongs_to, identity, metadata

schedule = Table(
    "schedule",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("broadcast"),
    Column("start", Time, nullable=False),
    Column("stop", Time, nullable=False),
    # As the client gave it; empty means the zone of the account.
    Column("zone", String(64), nullable=False),
    Column("begin", Date),
    Column("end", Date),
    Column("days", Document, nullable=False),
    # What the dispatcher has seen of it, and when it opens or closes next.
    at("seen"),
    at("changes", optional=True),
    # The day after one on which work was left, for broadcasts with ResumeNextDay.
    Column("resumes", Date),
    Index(None, "broadcast_id", "id"),
    Index(None, "changes_at"),
    sqlite_autoincrement=True,
)


class ScheduleRow(NamedTuple):
    """A schedule."""

    id: int
    account_id: int
    broadcast_id: int
    start: time
    stop: time
    zone: str
    begin: date | None
    end: date | None
    days: Sequence[str]
    seen_at: datetime
    changes_at: datetime | None
    resumes: date | None = None

    def rule(self, account_zone: str) -> Schedule:
        """Answer when it opens and closes; "empty TimeZone: the account's"."""
        return Schedule(
            start=self.start,
            stop=self.stop,
            zone=self.zone or account_zone,
            begin=self.begin,
            end=self.end,
            days=tuple(DayOfWeek(day) for day in self.days),
            resumes=self.resumes,
        )


_ROW = tuple(schedule.c[name] for name in ScheduleRow._fields)


def add_schedule(connection: Connection, row: ScheduleRow) -> int:
    """Add a schedule; the id in the row is ignored."""
    values = row._asdict()
    del values["id"]
    return int(connection.execute(insert(schedule).values(values).returning(schedule.c.id)).scalar_one())


def find_schedule(connection: Connection, account_id: int, schedule_id: int) -> ScheduleRow | None:
    """Answer a schedule of the account."""
    mine = (schedule.c.id == schedule_id) & (schedule.c.account_id == account_id)
    row = connection.execute(select(*_ROW).where(mine)).first()
    return None if row is None else ScheduleRow(*row)


def remove_schedule(connection: Connection, schedule_id: int) -> None:
    """Remove a schedule; a broadcast that it started goes on."""
    connection.execute(delete(schedule).where(schedule.c.id == schedule_id))


def page_of_schedules(
    connection: Connection, broadcast_id: int, first: int, limit: int
) -> tuple[int, list[ScheduleRow]]:
    """Answer how many schedules a broadcast has, and a page of them, oldest first."""
    mine = schedule.c.broadcast_id == broadcast_id
    total = connection.execute(select(func.count()).select_from(schedule).where(mine)).scalar_one()
    page = select(*_ROW).where(mine).order_by(schedule.c.id).offset(first).limit(limit)
    return int(total), [ScheduleRow(*row) for row in connection.execute(page)]


def schedules_of(connection: Connection, broadcast_id: int) -> list[ScheduleRow]:
    """Answer all schedules of a broadcast, oldest first."""
    rows = connection.execute(
        select(*_ROW).where(schedule.c.broadcast_id == broadcast_id).order_by(schedule.c.id)
    )
    return [ScheduleRow(*row) for row in rows]


def schedules_without_zone(connection: Connection, account_id: int) -> list[ScheduleRow]:
    """Answer the schedules that go by the time zone of their account."""
    mine = (schedule.c.account_id == account_id) & (schedule.c.zone == "")
    return [
        ScheduleRow(*row) for row in connection.execute(select(*_ROW).where(mine).order_by(schedule.c.id))
    ]


def due_schedules(connection: Connection, now: datetime) -> list[ScheduleRow]:
    """Answer the schedules of all accounts that open or close now, or should have before."""
    due = select(*_ROW).where(schedule.c.changes_at <= now).order_by(schedule.c.changes_at, schedule.c.id)
    return [ScheduleRow(*row) for row in connection.execute(due)]


def next_change(connection: Connection) -> datetime | None:
    """Answer when a schedule of any account opens or closes next."""
    found: datetime | None = connection.execute(select(func.min(schedule.c.changes_at))).scalar()
    return found


def see_schedule(
    connection: Connection,
    schedule_id: int,
    now: datetime,
    changes_at: datetime | None,
    resumes: date | None,
) -> None:
    """Note how far a schedule has been followed, when it changes next, and the day added to it."""
    values = {"seen_at": now, "changes_at": changes_at, "resumes": resumes}
    connection.execute(update(schedule).where(schedule.c.id == schedule_id).values(values))
