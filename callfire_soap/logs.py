"""What operators are told: one line for each thing that happened, with facts that programs can read.

Who has something to tell says what happened in words that are always the same, and what differs as facts.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from queue import Full, Queue
from threading import Thread
from typing import Any, TextIO

_PLAIN = re.compile(r"[\w./:@+-]+")


class LogFormat(StrEnum):
    """How a line is written."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on something is written."""

    EVERYTHING = "info"
    WARNING = "warning"
    ERROR = "error"


class Defects:
    """How many defects showed since the program started: what nobody foresaw, and somebody has to mend."""

    def __init__(self) -> None:
        """Begin with none."""
        self._numbers = count(1)
        self.seen = 0

    def add(self) -> int:
        """Count one more; answers how many there are."""
        self.seen = next(self._numbers)
        return self.seen


DEFECTS = Defects()


def tell(logger: logging.Logger, level: int, what: str, **facts: object) -> None:
    """Log what happened, and its facts in the order in which they are given."""
    if logger.isEnabledFor(level):
        logger.log(level, what, extra={"facts": facts}, stacklevel=2)


def tell_defect(
    logger: logging.Logger, what: str, error: BaseException | None = None, **facts: object
) -> None:
    """Log a defect with where it came from, by default the error that is being handled, and count it."""
    facts = {**facts, "defect": DEFECTS.add()}
    logger.error(what, exc_info=error or True, extra={"facts": facts}, stacklevel=2)


def facts_of(record: logging.LogRecord) -> Mapping[str, object]:
    """Answer what was told with a message."""
    found: Mapping[str, object] = getattr(record, "facts", {})
    return found


def begin(format_: LogFormat, level: LogLevel) -> None:
    """Write what this program tells from a level on, and warnings of others, to stderr."""
    handler = Aside(sys.stderr)
    handler.setFormatter(JsonLines() if format_ is LogFormat.JSON else TextLines())
    logging.basicConfig(handlers=[handler])
    logging.getLogger("callfire_soap").setLevel(level.value.upper())


class Aside(logging.Handler):
    """Writes lines in a thread of its own: a stream that nobody reads keeps nobody from calling.

    Lines beyond `MOST_WAITING` are lost then.
    """

    MOST_WAITING = 10_000
    SECONDS_AT_THE_END = 2.0
    """For so long the last lines are waited for."""

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream."""
        super().__init__()
        self._stream = stream
        self._lines: Queue[str | None] = Queue(self.MOST_WAITING)
        self._thread = Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Let a record be written."""
        with suppress(Full):
            self._lines.put_nowait(self.format(record))

    def close(self) -> None:
        """Wait until all is written, but not for ever."""
        with suppress(Full):
            self._lines.put(None, timeout=self.SECONDS_AT_THE_END)
            self._thread.join(self.SECONDS_AT_THE_END)
        super().close()

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            # Whoever read them may have gone.
            with suppress(OSError, ValueError):
                self._stream.write(line + "\n")
                self._stream.flush()


class TextLines(logging.Formatter):
    """Lines for people: when, how grave, who, what happened, and the facts as name=value."""

    def __init__(self) -> None:
        """Begin lines as they always did."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the library's name
        """Write the line without the error that may follow it."""
        facts = [f" {name}={_word(value)}" for name, value in facts_of(record).items()]
        return super().formatMessage(record) + "".join(facts)


class JsonLines(logging.Formatter):
    """A JSON object for each line: `at`, `level`, `logger`, `message`, the facts, and `error` with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **facts_of(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def _word(value: object) -> str:
    """Write a fact so that it cannot begin a line, or another fact, of its own."""
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in shown)
