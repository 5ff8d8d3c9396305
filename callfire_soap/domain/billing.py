"""What calls and texts cost, in credits."""

from decimal import Decimal

SECONDS_PER_STARTED_MINUTE = 60

# "1 credit = 1 text or 1 minute" -- the platform's price list.
CREDITS_PER_TEXT = Decimal(1)


def billed_seconds(seconds: int) -> int:
    """Answer the length that is billed: full minutes, so a call of one second bills 60."""
    return -(-seconds // SECONDS_PER_STARTED_MINUTE) * SECONDS_PER_STARTED_MINUTE


def call_credits(seconds: int, rate: Decimal) -> Decimal:
    """Answer what a connected call costs: every started minute at the account's rate.

    Inferred: a call whose shown duration is 0 has started none, so it costs nothing.
    """
    return billed_seconds(seconds) // SECONDS_PER_STARTED_MINUTE * rate
