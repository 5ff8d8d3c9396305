"""Spyne's events, at no cost when nobody listens."""

# ruff: noqa: ANN401 -- Spyne has no types.

from typing import Any

from spyne.evmgr import EventManager


class QuietEvents(EventManager):
    """An event manager for many events and few listeners."""

    def fire_event(self, event_name: str, ctx: Any, *args: Any, **kwargs: Any) -> None:
        """Call the listeners of an event.

        Spyne's own builds an ordered set even if there are none, which only the garbage collector can take apart.
        """
        if event_name in self.handlers:
            super().fire_event(event_name, ctx, *args, **kwargs)
