"""`python -m tests.fuzz --minutes 30 --seed 7`: many rounds, each of a seed of its own."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.fuzz.service import Broken, service

_STEPS = 500


def main():
    """Run rounds until the time is over; ends with 1 when something broke, and says how to repeat it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long to go on; one round unless given")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first round")
    parser.add_argument("--steps", type=int, default=_STEPS, help="how many requests a round has")
    given = parser.parse_args()
    ends = monotonic() + 60 * (given.minutes or 0)
    seed, broken = given.seed, 0
    with TemporaryDirectory() as folder, service(Path(folder)) as fuzz:
        while True:
            try:
                fuzz.run(seed, given.steps)
            except Broken as error:
                broken += 1
                sys.stdout.write(f"{error}\n")
            seed += 1
            if monotonic() >= ends:
                break
    sys.stdout.write(f"seeds {given.seed} to {seed - 1}: {broken} broken\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
