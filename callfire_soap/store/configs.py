"""How the configuration of a broadcast is written into its row, and read back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import time
from functools import lru_cache
from typing import Any

from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.broadcasts import BroadcastType
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.configs import Config, IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.texts import BigMessageStrategy

_CLASSES: Mapping[BroadcastType, type[Any]] = {
    BroadcastType.VOICE: VoiceConfig,
    BroadcastType.TEXT: TextConfig,
    BroadcastType.IVR: IvrConfig,
}


def to_document(config: Config) -> dict[str, Any]:
    """Answer a configuration as JSON values."""
    document = asdict(config)
    if config.calling_hours is not None:
        hours = config.calling_hours
        document["calling_hours"] = [hours.begin.isoformat(), hours.end.isoformat()]
    return {name: value for name, value in document.items() if value is not None}


def from_document(kind: BroadcastType, document: Mapping[str, Any]) -> Config:
    """Read a configuration back."""
    values = dict(document)
    for name, read in _READERS.items():
        if name in values:
            values[name] = read(values[name])
    config: Config = _CLASSES[kind](**values)
    return config


@lru_cache(maxsize=1024)
def _hours(begin: str, end: str) -> CallingHours:
    return CallingHours(time.fromisoformat(begin), time.fromisoformat(end))


def _retry(document: Mapping[str, Any]) -> RetryPolicy:
    return RetryPolicy(
        max_attempts=document["max_attempts"],
        minutes_between_attempts=document["minutes_between_attempts"],
        results=tuple(Disposition(text) for text in document["results"]),
        phone_types=tuple(RetryPhoneType(text) for text in document["phone_types"]),
    )


_READERS: Mapping[str, Callable[[Any], object]] = {
    "calling_hours": lambda pair: _hours(*pair),
    "retry": _retry,
    "answering": AnsweringMachineConfig,
    "big_message": BigMessageStrategy,
}
