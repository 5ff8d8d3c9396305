"""`callfire-soap sandbox` and `callfire-soap serve`."""

import gc
import logging
import signal
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import click

from callfire_soap import __version__, bootstrap, logs
from callfire_soap.bootstrap import System
from callfire_soap.cli.options import settings_of, text_rules_of
from callfire_soap.config import DEFAULT_DATABASE, Config
from callfire_soap.sandbox.callers import is_loopback
from callfire_soap.serving import Server, ServerSettings
from callfire_soap.serving.addresses import proxies_of

logger = logging.getLogger(__name__)

_WSDL = "/api/1.1/wsdl/callfire-service-http-soap12.wsdl"


@click.command()
@settings_of("sandbox")
def sandbox(**settings: Any) -> None:  # noqa: ANN401 -- the settings have many types
    """Serve with everything needed to try it: a database, an account, scripted phones."""
    text_rules_of(Config(**settings))
    with ExitStack() as ends:
        if settings["database"] is None:
            folder = ends.enter_context(TemporaryDirectory(prefix="callfire-soap-"))
            settings["database"] = str(Path(folder) / "sandbox.db")
        else:
            _say_that_it_starts(settings["database"])
        bootstrap.upgrade_database(settings["database"])
        _serve(Config(sandbox=True, **settings), ["login     sandbox", "password  sandbox"])


@click.command()
@settings_of("serve")
def serve(**settings: Any) -> None:  # noqa: ANN401 -- the settings have many types
    """Serve the accounts of a database."""
    config = Config(**settings)
    text_rules_of(config)
    bootstrap.open_store(config.database).close()
    _say_that_it_starts(config.database)
    _serve(config, [])


def _say_that_it_starts(database: str | None) -> None:
    """Say it before what may take seconds or minutes: a migration, a look for damage."""
    click.echo(f"starting  {database or DEFAULT_DATABASE}")


def _serve(config: Config, introduction: list[str]) -> None:
    # A sandbox says little: who starts one in tests may never read its stderr.
    usual = logs.LogLevel.WARNING if config.sandbox else logs.LogLevel.EVERYTHING
    logs.begin(config.log_format, config.log_level or usual)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return system.wsgi(environ, start_response)

    # An address is taken only for a database that can be served.
    bootstrap.check_database(config)
    # The system needs the port for its WSDL, and it is known once it is bound.
    server = _bind(application, config)
    url = _url(*server.address)
    public_url = (config.public_url or url).rstrip("/")
    system = bootstrap.build(replace(config, public_url=public_url))
    system.store.turns.wait_aside(server.waiting, server.is_answering)
    server.guard(system.gate)
    _stop_on_signals(server.stop)
    # What was made so far stays until the end: looking through it for cycles takes 60 ms each time.
    gc.collect()
    gc.freeze()
    system.start()
    if config.sandbox and not is_loopback(config.host):
        logger.warning(
            "The sandbox API asks nobody for a password, and listens at %s for whoever can reach this machine",
            config.host,
        )
    try:
        _tell_start(system, config, url)
        click.echo("\n".join([f"WSDL      {public_url}{_WSDL}", *introduction, f"ready {url}"]))
        server.run()
    finally:
        system.stop()
        logs.tell(logger, logging.INFO, "stopped", address=url, defects=logs.DEFECTS.seen)


def _tell_start(system: System, config: Config, url: str) -> None:
    facts = {"version": __version__, "database": system.store.name, "address": url}
    role = "sandbox" if config.sandbox else "service"
    logs.tell(logger, logging.INFO, "started", **facts, role=role)


def _bind(application: WSGIApplication, config: Config) -> Server:
    settings = ServerSettings(
        threads=config.threads,
        max_body_bytes=2 * config.max_body_bytes,
        max_chunk_bytes=config.max_body_bytes,
        max_connections=config.max_clients,
        request_seconds=config.slow_after,
        large_requests=config.large_requests,
        proxies=proxies_of(config.trust_proxies) if config.trust_proxies else frozenset(),
    )
    try:
        return Server(application, config.host, config.port, settings)
    except OSError as error:
        # Python appends the address, which stands there already.
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise click.ClickException(f"cannot listen at {config.host}:{config.port}: {reason}") from error


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _stop_on_signals(stop: Callable[[], None]) -> None:
    """Stop cleanly from now on, also before the server runs."""

    def handle(_signal: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
