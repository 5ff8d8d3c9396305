"""Small things to try the layers with, each with defaults that a test need not care about."""

import importlib
import pkgutil
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import callfire_soap.store
from callfire_soap.bootstrap import upgrade_database
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastStatus, BroadcastType
from callfire_soap.domain.configs import IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.store import (
    accounts,
    actions,
    batches,
    broadcasts,
    contacts,
    new_actions,
    sounds,
    statistics,
)
from callfire_soap.store.new_actions import NewActions
from callfire_soap.store.sounds import SoundRow
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import Store

NOW = datetime(2026, 1, 5, 17, tzinfo=UTC)
"""A Monday, at nine in the morning in Los Angeles and at noon in New York."""

FROM = "13105551212"

_serial = count(1)


def declare_tables():
    """Make sure that the metadata knows all tables, whichever modules a test needs."""
    for module in pkgutil.iter_modules(callfire_soap.store.__path__, "callfire_soap.store."):
        importlib.import_module(module.name)


def make_store(path) -> Store:
    """Answer a new database as the service has it: the order of its indexes counts when one of them is chosen."""
    declare_tables()
    Path(path).write_bytes(_empty_database())
    return Store.open(str(path))


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        upgrade_database(str(file))
        return file.read_bytes()


def los_angeles(how_many=1, start=1000):
    """Answer different dialable numbers in Los Angeles, without a fixed behaviour."""
    return [f"1213{exchange}{line:04}" for exchange, line in _lines(how_many, start)]


def _lines(how_many, start):
    lines = ((at // 8000, at % 8000) for at in range(start, start + how_many))
    return [(220 + exchange, 1000 + line) for exchange, line in lines]


def add_account(connection, **settings):
    """Add an account with plenty of everything."""
    values = {
        "time_zone": "America/Los_Angeles",
        "credits": Decimal(1_000_000),
        "credits_per_minute": Decimal(1),
        "max_active": 10_000,
        **settings,
    }
    login = values.pop("login", f"account {next(_serial)}")
    return accounts.add_account(connection, login, "secret", NOW, **values)


def add_sound(connection, account_id, *, seconds=4, status=SoundStatus.ACTIVE, digest=None, name="Sound"):
    """Add a sound of some length."""
    row = SoundRow(0, status, name, NOW, seconds, None, None)
    return sounds.add_sound(connection, account_id, row, digest or f"digest {next(_serial)}", None)


def voice(sound=None, **settings):
    return VoiceConfig(**{"from_number": FROM, "live_sound": sound, **settings})


def text(message="Hello", **settings):
    return TextConfig(**{"from_number": "67076", "message": message, **settings})


def ivr(dialplan_xml="<dialplan/>", **settings):
    return IvrConfig(**{"from_number": FROM, "dialplan_xml": dialplan_xml, **settings})


_TYPES = {VoiceConfig: BroadcastType.VOICE, TextConfig: BroadcastType.TEXT, IvrConfig: BroadcastType.IVR}


def add_broadcast(connection, account_id, config=None, *, name="Broadcast", now=NOW, **settings):
    """Add a broadcast, STOPPED unless said otherwise, with its counters."""
    config = config or voice()
    status = settings.pop("status", None)
    kind = _TYPES[type(config)]
    broadcast_id = broadcasts.add_broadcast(connection, account_id, name, kind, config, now, **settings)
    statistics.begin_statistics(connection, broadcast_id)
    if status is not None:
        broadcasts.change_broadcast(connection, broadcast_id, now, status=status)
    return broadcast_id


def start(connection, broadcast_id, now=NOW):
    broadcasts.change_broadcast(connection, broadcast_id, now, status=BroadcastStatus.START_PENDING)


def add_actions(
    connection,
    account_id,
    broadcast_id,
    numbers,
    *,
    batch_id=None,
    contact_ids=None,
    state=ActionState.READY,
    kind=ActionKind.CALL,
    from_number=FROM,
    result=None,
    is_inbound=False,
    created=NOW,
    due=None,
    attributes=None,
    message=None,
):
    """Add an action for each number, and count it; answers their ids."""
    contact_ids = contact_ids or contacts.add_on_the_fly(connection, account_id, numbers, created)
    shared = NewActions(
        account_id,
        broadcast_id,
        batch_id,
        kind,
        from_number,
        created,
        message,
        is_inbound,
        results={} if result is None else {state: result},
    )
    how_many = len(numbers)
    columns = ([state] * how_many, [attributes] * how_many)
    ids = new_actions.add_actions(connection, shared, contact_ids, numbers, *columns)
    if due is not None:
        actions.put_off(connection, {due: ids})
    _count(connection, broadcast_id, batch_id, len(numbers), state)
    return ids


def _count(connection, broadcast_id, batch_id, how_many, state):
    waiting = how_many if state in {ActionState.READY, ActionState.SELECTED, ActionState.DISABLED} else 0
    if broadcast_id is not None:
        change = Progress(unattempted=waiting, finished=how_many - waiting)
        statistics.add_progress(connection, broadcast_id, change)
    if batch_id is not None:
        batches.grow_batch(connection, batch_id, how_many, waiting)


def add_batch(connection, account_id, broadcast_id, numbers, *, name="Batch", **settings):
    """Add a batch of numbers; answers its id and those of its actions."""
    batch_id = batches.add_batch(connection, account_id, broadcast_id, name, NOW)
    return batch_id, add_actions(connection, account_id, broadcast_id, numbers, batch_id=batch_id, **settings)
