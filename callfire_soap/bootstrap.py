"""Builds the running system out of its layers; the only module that knows all of them."""

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from shlex import quote
from typing import Any
from wsgiref.types import WSGIApplication

from callfire_soap import __version__
from callfire_soap.carriers.fetching import WebFetcher, hosts_of
from callfire_soap.carriers.simulated import SimulatedCarrier
from callfire_soap.config import DEFAULT_DATABASE, ClockChoice, Config
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.dispatch.broadcast_log import BroadcastLog
from callfire_soap.dispatch.carrier_journal import StoredJournal
from callfire_soap.dispatch.dialplans import SoundsOutside
from callfire_soap.dispatch.dispatcher import Dispatcher
from callfire_soap.dispatch.loop import DispatchLoop
from callfire_soap.domain.auto_replies import TextRules
from callfire_soap.domain.clock import ServiceClock
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import BadRequest, DatabaseUnavailable
from callfire_soap.domain.file_rows import FileLimits
from callfire_soap.domain.opt_outs import OptOutRules, words_of
from callfire_soap.domain.time_zones import use_newest_rules
from callfire_soap.sandbox import event_log
from callfire_soap.sandbox.application import build_application as build_sandbox
from callfire_soap.sandbox.callers import TrustedHosts
from callfire_soap.sandbox.callers import hosts_of as trusted_hosts_of
from callfire_soap.sandbox.provisioning import is_provisioned, provision
from callfire_soap.sandbox.running import RunningSystem
from callfire_soap.services.accounts import Logins
from callfire_soap.services.handling import Handling, method_of
from callfire_soap.services.scope import ServiceSettings
from callfire_soap.soap.application import build_application
from callfire_soap.soap.authentication import Gate
from callfire_soap.soap.limits import HttpLimits
from callfire_soap.store import housekeeping, schema_version, sounds
from callfire_soap.store.damage import find_damage
from callfire_soap.store.exclusion import OnlyService
from callfire_soap.store.turns import WRITE_WAIT
from callfire_soap.store.unit_of_work import Store

MANUAL_START = datetime(2026, 1, 5, 17, tzinfo=UTC)
"""Where a manual clock starts, so that two runs see the same times: a Monday, 9:00 in California."""

_OBJECTS_BETWEEN_COLLECTIONS = 50_000


@dataclass(frozen=True, slots=True)
class System:
    """A service that is ready to answer."""

    store: Store
    clock: ServiceClock
    dispatcher: Dispatcher
    loop: DispatchLoop
    wsgi: WSGIApplication
    gate: Gate
    only_service: OnlyService

    def start(self) -> None:
        """Begin to dispatch."""
        # A large request makes objects by the hundred thousand, and none of them forms a cycle: looking for cycles at
        # every 700th took a quarter of the time of a SendCall to 100,000 numbers.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
        self.store.condition.is_logged = True
        self.loop.start()

    def stop(self) -> None:
        """Finish the round that is under way, and close the database."""
        self.loop.stop()
        self.store.close()
        self.only_service.release()


def build(config: Config) -> System:
    """Build a service; its database must have the current schema, and no other service."""
    use_newest_rules()
    store = open_store(config.database, config.write_wait)
    store.hold()
    only_service = OnlyService(store.engine)
    _drop_unclaimed(store)
    clock = _clock(config, store)
    if config.sandbox:
        _provision(store, clock, config)
    else:
        _end_sandbox(store)
    store.listen(BroadcastLog(store).hear)
    fetcher = WebFetcher(hosts_of(config.fetch_hosts)) if config.fetch_hosts else None
    carrier = SimulatedCarrier(StoredJournal(store), fetcher)
    dispatcher = _dispatcher(config, store, carrier, clock, fetcher)
    loop = DispatchLoop(dispatcher, clock)
    control = RunningSystem(
        store=store,
        clock=clock,
        carrier=carrier,
        dispatcher=dispatcher,
        wake=loop.wake,
        started_manual_at=clock.now() if clock.is_manual else None,
        max_active=config.max_active,
        text_rules=text_rules(config),
    )
    logins = Logins(store)
    wsgi = build_application(
        handler=Handling(store, clock, loop.wake, _settings(config, clock)),
        authenticate=logins.verify,
        settings=_limits(config),
        public_url=config.public_url or f"http://{config.host}:{config.port}",
        sandbox=build_sandbox(control, _trusted_hosts(config)) if config.sandbox else None,
        is_healthy=_health(store, loop),
    )
    return System(store, clock, dispatcher, loop, wsgi, Gate(logins), only_service)


def _dispatcher(
    config: Config, store: Store, carrier: SimulatedCarrier, clock: ServiceClock, fetcher: WebFetcher | None
) -> Dispatcher:
    transferred = Disposition.TRANSFERRED if config.final_xfer else Disposition.TRANSFER_LEG
    return Dispatcher(
        store,
        carrier,
        clock,
        SoundsOutside(fetcher),
        transferred,
        text_rules(config),
        likely_zone=config.likely_zone,
    )


def open_store(database: str | None, write_wait: float = WRITE_WAIT) -> Store:
    """Open a database; one without the current schema raises BadRequest, saying which command makes it."""
    with _opened(database, write_wait) as (name, store):
        command = f"callfire-soap database upgrade --database {quote(name)}"
        if store.is_missing():
            # Opening it would make an empty one.
            raise BadRequest(f"there is no database {name}: {command} makes one")
        if not schema_version.is_current(store):
            if schema_version.is_newer(store):
                raise BadRequest(f"{name} was made by a later release than {__version__}")
            raise BadRequest(f"{name} has not the current schema: run {command}")
        store.tables.expect(schema_version.latest())
    return store


def check_database(config: Config) -> None:
    """Raise a Fault for a database that cannot be served: damaged, not to be written to, locked for long."""
    store = open_store(config.database, config.write_wait)
    with _named(config.database), closing(store):
        with store.reading() as unit:
            damage = find_damage(unit.connection)
        if damage is not None:
            raise DatabaseUnavailable(f"The database is damaged: {damage}")
        store.try_writing()


def upgrade_database(database: str | None, say: Callable[[str], object] = str) -> None:
    """Make a database, or bring it to the current schema; `say` is told first which one has another schema."""
    with _opened(database, WRITE_WAIT) as (name, store), closing(store):
        if schema_version.is_newer(store):
            raise BadRequest(f"{name} was made by a later release than {__version__}")
        if schema_version.current(store) is not None and not schema_version.is_current(store):
            say(name)
        schema_version.upgrade(store)


@contextmanager
def _opened(database: str | None, write_wait: float) -> Iterator[tuple[str, Store]]:
    """Open a database and look into it; it stays open unless that fails."""
    with _named(database) as name:
        store = Store.open(name, write_wait)
        try:
            yield name, store
        except BaseException:
            store.close()
            raise


@contextmanager
def _named(database: str | None) -> Iterator[str]:
    """Say which database it is that cannot be used."""
    name = database or DEFAULT_DATABASE
    try:
        yield name
    except DatabaseUnavailable as refusal:
        raise DatabaseUnavailable(f"{name}: {refusal.message}") from refusal


def _health(store: Store, loop: DispatchLoop) -> Callable[[], bool]:
    return lambda: store.is_alive() and loop.is_alive()


def implemented_operations() -> frozenset[str]:
    """Answer the names of the operations that something carries out."""
    return frozenset(operation.name for operation in OPERATIONS if method_of(operation) is not None)


def _clock(config: Config, store: Store) -> ServiceClock:
    """Start a clock that is not behind what the database says has happened."""
    is_manual = config.clock is ClockChoice.MANUAL
    with store.reading() as unit:
        latest = housekeeping.latest_moment(unit.connection)
    start = MANUAL_START if is_manual else datetime.now(UTC)
    return ServiceClock(max(start, latest or start), speed=config.speed, is_manual=is_manual)


def _settings(config: Config, clock: ServiceClock) -> ServiceSettings:
    return ServiceSettings(
        start_delay=0.0 if clock.is_manual else config.start_delay,
        counts_contact_lists=config.count_lists,
        keeps_column_names=config.keep_headers,
        has_predictable_codes=config.sandbox,
        max_recipients=config.max_recipients,
        likely_zone=config.likely_zone,
        file_limits=FileLimits(columns=config.max_columns, cells=config.max_cells),
    )


def _provision(store: Store, clock: ServiceClock, config: Config) -> None:
    with store.writing() as unit:
        event_log.begin(unit)
        if not is_provisioned(unit):
            provision(unit, clock.now(), config.max_active)
        unit.commit()


def _end_sandbox(store: Store) -> None:
    with store.writing() as unit:
        event_log.end(unit)
        unit.commit()


def _drop_unclaimed(store: Store) -> None:
    """Drop what an upload left that did not come to its end; there is no other service that could go on with it."""
    with store.reading() as unit:
        unclaimed = sounds.unclaimed_pieces(unit.connection)
    for audio_id in unclaimed:
        with store.writing() as unit:
            sounds.drop_pieces(unit.connection, audio_id)
            unit.commit()


def text_rules(config: Config) -> TextRules:
    """Answer how texts are heard and answered; words that cannot be told apart raise BadRequest."""
    words = {
        "stop_words": config.stop_words,
        "start_words": config.start_words,
        "help_words": config.help_words,
    }
    answers = {
        "stop_answer": config.stop_answer,
        "start_answer": config.start_answer,
        "help_answer": config.help_answer,
    }
    given: dict[str, Any] = {name: words_of(listed) for name, listed in words.items() if listed is not None}
    given |= {name: answer for name, answer in answers.items() if answer is not None}
    return TextRules(
        opt_outs=OptOutRules(**given, is_strict=config.strict_stop),
        reply_pause=timedelta(minutes=config.reply_pause),
    )


def _trusted_hosts(config: Config) -> TrustedHosts:
    """Answer who may use the sandbox API: what the operator says that this service is called, or trusts."""
    listed = trusted_hosts_of(config.trust_hosts) if config.trust_hosts else []
    return TrustedHosts([config.host, config.public_url or "", *listed])


def _limits(config: Config) -> HttpLimits:
    return HttpLimits(
        max_body_bytes=config.max_body_bytes,
        max_depth=config.max_depth,
        max_attributes=config.max_attributes,
        max_recipients=config.max_recipients,
    )
