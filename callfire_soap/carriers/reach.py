"""Whether a carrier can be reached, told when that changes and not with each order that suffers from it."""

from logging import ERROR, WARNING, getLogger

from callfire_soap.logs import tell

_LOG = getLogger(__name__)


class CarrierDown(Exception):
    """A carrier cannot be reached; the message says why. What it was to be given is asked for again and goes later."""


class Reach:
    """Remembers whether a carrier is up."""

    def __init__(self, carrier: str) -> None:
        """Speak of the carrier by this name, and take it for up."""
        self._carrier = carrier
        self.is_up = True

    def lose(self, reason: str) -> None:
        """Note that the carrier could not be reached."""
        if self.is_up:
            tell(_LOG, ERROR, "carrier down", carrier=self._carrier, reason=reason)
        self.is_up = False

    def find(self) -> None:
        """Note that the carrier took or reported something."""
        if not self.is_up:
            tell(_LOG, WARNING, "carrier up", carrier=self._carrier)
        self.is_up = True
