"""A service under fuzz: requests, time that passes, texts and calls that arrive, and what must never happen."""

import re
from contextlib import contextmanager
from random import Random

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.contract.operations import OPERATIONS
from tests.behaviour.outside import Account, ivr, number, text, voice
from tests.fuzz import values
from tests.fuzz.requests import Requests

_FAULT = re.compile(rb"<soap:Reason>.*</soap:Reason>", re.DOTALL)
_SHOWN = 1_500
_STEPS_OF_TIME = (0, 1, 59, 3_600, 86_400, 86_400 * 3)


# What is not implemented is answered in one way; what makes calls and texts has consequences.
_IMPLEMENTED = [each for each in OPERATIONS if each.name in bootstrap.implemented_operations()]
_EFFECTIVE = [
    each
    for each in _IMPLEMENTED
    if each.name.startswith(
        ("Send", "CreateBroadcast", "CreateContactBatch", "UpdateBroadcast", "ControlBroadcast")
    )
]
_OFTEN = _IMPLEMENTED + 4 * _EFFECTIVE


class Broken(AssertionError):
    """What must never happen, and how to make it happen again."""


@contextmanager
def service(folder):
    """Open a service with a manual clock on a database of its own."""
    database = str(folder / "fuzz.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    try:
        yield Fuzz(system)
    finally:
        system.stop()


class Fuzz:
    """Takes steps against one service; the same seed takes the same steps."""

    def __init__(self, system):
        self.outside = Account(system)

    def run(self, seed, steps):
        """Begin anew and take so many steps; raises Broken."""
        self.outside.reset()
        self.furnish()
        random = Random(seed)
        requests = Requests(random)
        for step in range(steps):
            where = f"python -m tests.fuzz --seed {seed} --steps {step + 1}"
            self._ask(requests, random.choice(_OFTEN if random.random() < 0.9 else OPERATIONS), where)
            if random.random() < 0.1:
                self._arrive(random, where)
            if random.random() < 0.05:
                self._pass(random.choice(_STEPS_OF_TIME), where)
        self._pass(0, where)

    def furnish(self):
        """Make some of everything that requests refer to, in the usual way."""
        api = self.outside
        for config in (voice(), text(), ivr("<dialplan><play type='tts'>Hi</play></dialplan>")):
            broadcast = api.create(config)
            api.add_batch(broadcast, number(1), number(2))
            api.schedule(broadcast, "09:00:00", "17:00:00")
            api(f"<LabelBroadcast><Id>{broadcast}</Id><LabelName>People</LabelName></LabelBroadcast>")
            api.control(broadcast, "START")
        api.send_text(number(3), number(4))
        api.contact_list({"homePhone": number(5), "firstName": "Ann"}, {"workPhone": number(6)})
        api.auto_reply("12135551126", "Thank you")
        api.id(
            f"<CreateDncListRequest><Name>People</Name><Numbers>{number(7)}</Numbers></CreateDncListRequest>"
        )

    def _ask(self, requests, operation, where):
        body = requests.request(operation)
        status, answer = self.outside.post(body)
        told = f"{where}: {body[:_SHOWN]} of {len(body)} answered {status}: {answer[:_SHOWN]!r}"
        if b"Internal error" in answer or status not in {200, 500}:
            raise Broken(told)
        if (status == 500) != bool(_FAULT.search(answer)):
            raise Broken(told)

    def _arrive(self, random, where):
        from_number, to_number = random.choice(values.NUMBERS), random.choice(values.NUMBERS)
        path, content = random.choice(
            [("texts", {"message": values.text(random)}), ("calls", {"reaction": {"answer": "live"}})]
        )
        self._sandbox(path, {"from": from_number, "to": to_number, **content}, {200, 400, 404}, where)

    def _pass(self, seconds, where):
        self._sandbox("clock/advance", {"seconds": seconds}, {200}, where)
        self._sandbox("drain", None, {200}, where)

    def _sandbox(self, path, content, expected, where):
        status, answer = self.outside.try_sandbox("POST", path, content)
        if status not in expected:
            raise Broken(
                f"{where}: POST /sandbox/{path} {str(content)[:_SHOWN]} answered {status}: {answer!r}"
            )
