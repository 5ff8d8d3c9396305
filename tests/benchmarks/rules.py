"""A broadcast with every rule that dispatch knows, against the plain sqlite3 script that knows none.

Run by hand: `python -m tests.benchmarks.rules`. Prints a ratio of the same run.

A schedule opens the broadcast; calling hours hold back each of four time zones until its morning; every twentieth line
is busy and called once more an hour later; one number in a hundred is on the do-not-call list; duplicates are looked
for.
"""

from datetime import timedelta
from statistics import median

from tests.behaviour.outside import Account, hours, retry, voice
from tests.benchmarks.foundation import RECIPIENTS, plain_script, seconds, whole_stack

AREAS = ("212", "646", "312", "773", "303", "720", "310", "213")
RULES = hours("09:00:00", "17:00:00") + retry(2, 60, "BUSY NO_ANS")
MOST_TIMES_SLOWER = 5
BUSY, FORBIDDEN = RECIPIENTS // 20, RECIPIENTS // 100
SCRUB = "<ScrubBroadcastDuplicates>true</ScrubBroadcastDuplicates>"


def number(index):
    """Answer the number of a recipient: all different, every twentieth a line that is always busy."""
    if index % 20 == 0:
        area, exchange = divmod(index // 20, 700)
        return f"1{AREAS[area]}{220 + exchange}0111"
    return f"1{AREAS[index % 8]}{220 + index // 8 % 700}{2000 + index // 5600}"


def finish(recipients):
    """Call everybody; answers the seconds."""
    numbers = [number(index) for index in range(recipients)]
    assert len(set(numbers)) == recipients
    with whole_stack() as system:
        api = Account(system)
        forbid(api, numbers[1::100])
        broadcast_id = api.create(voice(common=RULES))
        # Before seven in New York: everybody waits.
        api.advance(hours=18)
        api.schedule(broadcast_id, "08:00:00", "20:00:00", zone="EST")

        def run():
            api.add_batch(broadcast_id, *numbers, rest=SCRUB)
            system.dispatcher.advance(system.clock.now() + timedelta(days=1))

        taken = seconds(run)
        check(api, broadcast_id, recipients)
        return taken


def forbid(api, numbers):
    """Put numbers on the do-not-call list of the account."""
    listed = f"<Numbers>{' '.join(numbers)}</Numbers>"
    api(f"<CreateDncListRequest><Name>Never</Name>{listed}</CreateDncListRequest>")


def check(api, broadcast_id, recipients):
    """Look whether everybody was called as the rules say."""
    assert api.status(broadcast_id) == "FINISHED"
    live = recipients - BUSY - FORBIDDEN
    assert [total(api, wanted) for wanted in ("Result>LA", "Result>BUSY", "State>DNC")] == [
        live,
        BUSY,
        FORBIDDEN,
    ]
    assert int(api.stats(broadcast_id).UsageStats.Attempts) == live + 2 * BUSY


def total(api, wanted):
    """Count the calls with a state or result."""
    field = wanted.partition(">")[0]
    answer = api(f"<QueryCalls><MaxResults>1</MaxResults><{wanted}</{field}></QueryCalls>")
    return int(answer.TotalResults)


def main():
    """Print the ratio."""
    pairs = [(finish(RECIPIENTS), seconds(lambda: plain_script(RECIPIENTS))) for _ in range(3)]
    ours, theirs = (median(column) for column in zip(*pairs, strict=True))
    print(
        f"{RECIPIENTS} recipients to FINISHED under all rules: {ours / theirs:.2f} times a plain sqlite3 script"
        f" (at most {MOST_TIMES_SLOWER})"
    )


if __name__ == "__main__":
    main()
