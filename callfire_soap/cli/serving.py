"""`callfire-soap sandbox` and `callfire-soap serve`."""

import logging
import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import click

from callfire_soap import bootstrap
from callfire_soap.cli.options import settings_of
from callfire_soap.cli.server import Server, listen, url_of
from callfire_soap.config import Config

_WSDL = "/api/1.1/wsdl/callfire-service-http-soap12.wsdl"


@click.command()
@settings_of("sandbox")
def sandbox(**settings: Any) -> None:  # noqa: ANN401 -- the settings have many types
    """Serve with everything needed to try it: a database, an account, scripted phones."""
    with ExitStack() as ends:
        if settings["database"] is None:
            folder = ends.enter_context(TemporaryDirectory(prefix="callfire-soap-"))
            settings["database"] = str(Path(folder) / "sandbox.db")
        bootstrap.upgrade_database(settings["database"])
        _serve(Config(sandbox=True, **settings), ["login     sandbox", "password  sandbox"])


@click.command()
@settings_of("serve")
def serve(**settings: Any) -> None:  # noqa: ANN401 -- the settings have many types
    """Serve the accounts of a database."""
    _serve(Config(**settings), [])


def _serve(config: Config, introduction: list[str]) -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with _listen(config) as listener:
        url = url_of(listener)
        public_url = config.public_url or url
        system = bootstrap.build(replace(config, public_url=public_url))
        server = Server(system.wsgi, listener, threads=config.threads)
        _stop_on_signals(server.stop)
        system.start()
        try:
            click.echo("\n".join([f"WSDL      {public_url}{_WSDL}", *introduction, f"ready {url}"]))
            server.run()
        finally:
            system.stop()


def _listen(config: Config) -> Any:  # noqa: ANN401
    try:
        return listen(config.host, config.port)
    except OSError as error:
        # Python appends the address, which stands there already.
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise click.ClickException(f"cannot listen at {config.host}:{config.port}: {reason}") from error


def _stop_on_signals(stop: Callable[[], None]) -> None:
    def handle(_signal: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
