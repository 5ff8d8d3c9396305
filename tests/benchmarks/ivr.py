"""Calls with a dialplan against calls with a message; every figure is a ratio of one run.

Run by hand: `python -m tests.benchmarks.ivr`.
"""

import gc
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import CALLER_ID, Account, fields, voice

CALLS = 10_000
TIMES = 3
MOST_TIMES_SLOWER = 6
DIALPLAN = (Path(__file__).parents[1] / "ivr" / "dialplans" / "charity.xml").read_text(encoding="utf-8")


def ivr():
    return (
        f"<d:IvrBroadcastConfig>{fields(FromNumber=CALLER_ID)}"
        f"<d:DialplanXml>{escape(DIALPLAN)}</d:DialplanXml></d:IvrBroadcastConfig>"
    )


def dispatch(config, *, named=False, pressed=False):
    """Answer the seconds that it takes to bring all calls to their end."""
    with TemporaryDirectory() as folder:
        database = f"{folder}/benchmark.db"
        bootstrap.upgrade_database(database)
        system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
        try:
            api = Account(system)
            numbers = [13102000000 + n for n in range(CALLS)]
            if pressed:
                for number in numbers:
                    api.script(number, {"answer": "live", "keys": ["7", "1"], "transfers": ["answered"]})
            people = [f'<ToNumber firstName="P{n}">{n}</ToNumber>' for n in numbers] if named else numbers
            api.send_call(*people, config=config)
            gc.collect()
            begun = time.perf_counter()
            system.dispatcher.advance(system.clock.now() + timedelta(hours=6))
            took = time.perf_counter() - begun
            assert (
                int(
                    api(
                        "<QueryCalls><MaxResults>1</MaxResults><State>FINISHED</State></QueryCalls>"
                    ).TotalResults
                )
                == CALLS
            )
            return took
        finally:
            system.stop()


CASES = {
    "silent callees": {},
    "callees with names": {"named": True},
    "callees who press keys and are connected": {"pressed": True},
}


def main():
    for case, settings in CASES.items():
        ratios = []
        for _ in range(TIMES):
            spoken, asked = dispatch(voice(), **settings), dispatch(ivr(), **settings)
            ratios.append(asked / spoken)
        print(
            f"{CALLS} IVR calls, {case}: {asked:.2f} s, {median(ratios):.1f} times as long as {spoken:.2f} s"
            f" for voice calls (at most {MOST_TIMES_SLOWER})"
        )


if __name__ == "__main__":
    main()
