"""The HTTP server: waitress, in this process, with faults instead of error pages, fairness, and a gentle end."""

from callfire_soap.serving.server import Server
from callfire_soap.serving.settings import ServerSettings

__all__ = ["Server", "ServerSettings"]
