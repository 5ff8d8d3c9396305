"""The settings of the service, one line each: type, default, what it means, which commands take it."""

from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, NamedTuple, get_args, get_type_hints

from callfire_soap.domain.opt_outs import HELP_ANSWER, HELP_WORDS, START_WORDS, STOP_WORDS
from callfire_soap.logs import LogFormat, LogLevel

_SANDBOX = frozenset({"sandbox"})
_SERVING = frozenset({"sandbox", "serve"})
_WORDS = _SERVING | {"keyword"}
_COMMANDS = frozenset({"database", "account", "caller-id", "number", "keyword", "opt-out", "contact-list"})
_DATABASE = _SERVING | _COMMANDS

DEFAULT_DATABASE = "callfire-soap.db"

MOST_CALLS = 10_000
"""Inferred: no source names a default of MaxActive; this is what the simulated carrier takes easily."""


class ClockChoice(StrEnum):
    """Which clock a sandbox starts with."""

    REAL = "real"
    MANUAL = "manual"


def _setting(
    default: Any,  # noqa: ANN401 -- any type of setting
    help_: str,
    commands: frozenset[str],
    sandbox_help: str | None = None,
) -> Any:  # noqa: ANN401 -- likewise
    helps = {"help": help_, "sandbox_help": sandbox_help or help_}
    return field(default=default, metadata={**helps, "commands": commands})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a running service is told."""

    host: str = _setting("127.0.0.1", "The address to listen at.", _SERVING)
    port: int = _setting(8080, "The port to listen at; 0 takes a free one.", _SERVING)
    database: str | None = _setting(
        None,
        f"An SQLite file or a database URL; {DEFAULT_DATABASE} unless given.",
        _DATABASE,
        "An SQLite file or a database URL, made if it is not there; unless given, a new one that goes at the end.",
    )
    public_url: str | None = _setting(
        None,
        "Where clients reach the service, written into the WSDL; http://HOST:PORT unless given.",
        _SERVING,
    )
    clock: ClockChoice = _setting(  # noqa: RUF009 -- it makes a field
        ClockChoice.REAL, "Whether time passes, or stands until it is moved.", _SANDBOX
    )
    speed: float = _setting(1.0, "How many times as fast a real clock passes.", _SANDBOX)
    threads: int = _setting(8, "How many requests are worked on at once.", _SERVING)
    write_wait: float = _setting(
        10.0, "Seconds for which a change waits for other programs; then it is UNAVAILABLE.", _SERVING
    )
    start_delay: float = _setting(
        1.0, "Seconds a started broadcast stays START_PENDING; a manual clock needs none.", _SERVING
    )
    count_lists: bool = _setting(
        False,  # noqa: FBT003 -- its default
        "Whether QueryContactLists counts, where CallFire answered TotalResults -1.",
        _SERVING,
    )
    keep_headers: bool = _setting(
        False,  # noqa: FBT003 -- its default
        "Whether unknown columns of a contact file keep their headers, where CallFire gave them letters.",
        _SERVING,
    )
    final_xfer: bool = _setting(
        False,  # noqa: FBT003 -- its default
        "Whether a transferred call has the FinalResult XFER, where CallFire said XFER_LEG.",
        _SERVING,
    )
    likely_zone: bool = _setting(
        False,  # noqa: FBT003 -- its default
        "Whether a number that may be in several time zones goes by the likeliest; else all must allow it.",
        _SERVING,
    )
    max_active: int = _setting(
        MOST_CALLS, "The most calls of an account at once, for accounts added now.", _DATABASE
    )
    max_body_bytes: int = _setting(64 * 1024 * 1024, "The largest request, also when unpacked.", _SERVING)
    max_depth: int = _setting(100, "The deepest nesting of a request.", _SERVING)
    max_attributes: int = _setting(1_000, "The most attributes of one element of a request.", _SERVING)
    max_columns: int = _setting(1_000, "The most columns of a file of contacts.", _SERVING)
    max_cells: int = _setting(20_000_000, "The most cells of a file of contacts.", _SERVING)
    fetch_hosts: str | None = _setting(
        None,
        "The hosts that dialplans may fetch from, separated by commas; none unless given.",
        _SERVING,
    )
    stop_words: str | None = _setting(
        None,
        f"The words, separated by commas, that opt out of texts; {','.join(STOP_WORDS)} unless given.",
        _WORDS,
    )
    start_words: str | None = _setting(
        None, f"The words that lift an opt-out; {','.join(START_WORDS)} unless given.", _WORDS
    )
    help_words: str | None = _setting(
        None, f"The words that ask for help; {','.join(HELP_WORDS)} unless given.", _WORDS
    )
    stop_answer: str | None = _setting(
        None, "The text that confirms an opt-out, once; none unless given.", _SERVING
    )
    start_answer: str | None = _setting(
        None, "The text that confirms that an opt-out is lifted; none unless given.", _SERVING
    )
    help_answer: str | None = _setting(
        None,
        f"What HELP is answered, if no auto reply is made for it; {HELP_ANSWER!r} unless given, '' for none.",
        _SERVING,
    )
    strict_stop: bool = _setting(
        False,  # noqa: FBT003 -- its default
        "Whether only STOP alone opts out, and nothing else is heard, as CallFire is known to have done.",
        _SERVING,
    )
    reply_pause: float = _setting(
        60.0, "Minutes for which a person does not get the same reply again; 0 for none.", _SERVING
    )
    max_recipients: int = _setting(500_000, "The most numbers, contacts or ids in one request.", _SERVING)
    large_requests: int = _setting(
        2,
        "How many requests of more than a MiB, or packed ones, are worked on at once; others wait.",
        _SERVING,
    )
    max_clients: int = _setting(500, "The most connections; beyond, whoever is slowest has to go.", _SERVING)
    slow_after: float = _setting(
        60.0,
        "Seconds within which a request must come, and its answer be taken; one more for each 64 KiB.",
        _SERVING,
    )
    trust_hosts: str | None = _setting(
        None,
        "Beyond this machine, the hosts and origins that may use the sandbox API, separated by commas; * for any.",
        _SANDBOX,
    )
    trust_proxies: str | None = _setting(
        None,
        "The addresses of servers in front whose X-Forwarded-For is believed, separated by commas.",
        _SERVING,
    )
    log_format: LogFormat = _setting(  # noqa: RUF009 -- it makes a field
        LogFormat.TEXT, "How the log is written: lines for people, or a JSON object a line.", _SERVING
    )
    log_level: LogLevel | None = _setting(  # noqa: RUF009 -- likewise
        None,
        "From which weight on something is logged; info unless given.",
        _SERVING,
        "From which weight on something is logged; warning unless given.",
    )
    sandbox: bool = False


class Setting(NamedTuple):
    """One setting, as the command line offers it."""

    name: str
    type: type[Any]
    default: Any
    help: str
    # What a sandbox says instead.
    sandbox_help: str
    commands: frozenset[str]


def _settings() -> tuple[Setting, ...]:
    types = get_type_hints(Config)
    return tuple(
        Setting(
            each.name,
            next(iter(get_args(types[each.name])), types[each.name]),
            None if each.default is MISSING else each.default,
            each.metadata["help"],
            each.metadata["sandbox_help"],
            each.metadata["commands"],
        )
        for each in fields(Config)
        if each.metadata
    )


SETTINGS = _settings()
"""All settings that can be given on the command line or in the environment."""
