"""The limits of dialplans and their runs; all are recommended figures, none was ever published."""

from dataclasses import dataclass

LONGEST_TEXT = 256 * 1024
# Inferred: what servers read of an address; a longer one is not asked.
LONGEST_ADDRESS = 8 * 1024
DEEPEST = 50
MOST_ELEMENTS = 5_000
# Of one tag, which knows a dozen at most. Reading them all takes time by their square.
MOST_ATTRIBUTES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """What one run may take; times in seconds, lengths in characters."""

    steps: int = 10_000
    # Jumps without anything to hear in between: such a loop would never end.
    idle_jumps: int = 1_000
    seconds: float = 2 * 60 * 60
    # Time of the processor, not that of the call: what all expressions of a run may take together.
    reckoning_seconds: float = 1.0
    # What filling in, reckoning and reading may look at in a run: about a second of work at the very most.
    characters: int = 4_000_000
    variables: int = 500
    longest_value: int = 4 * 1024
    longest_question: int = 255
    longest_response: int = 4_000
    texts: int = 20
    # Answers and texts together. A thousand calls that go alike leave all of it a thousand times, at once.
    left_characters: int = 64 * 1024
    recordings: int = 100
    recording_seconds: float = 10 * 60
    transfer_numbers: int = 10
    fetched_bytes: int = 4 * 1024


RUN_LIMITS = RunLimits()
