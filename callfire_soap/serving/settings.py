"""What the server allows itself and its clients."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The bounds of connections and requests; times are in seconds."""

    # How many requests may be worked on at once; more than one only while others wait for the disk.
    threads: int = 8
    # Bodies are kept from the services by the edge, with a fault; far longer ones are not even received.
    max_body_bytes: int = 2 * 64 * MIB
    # How much chunks may hold together; more is refused as soon as it is announced.
    max_chunk_bytes: int = 64 * MIB
    # Whoever comes when there are so many takes the place of one that has been slow for longest.
    max_connections: int = 500
    # A connection on which nothing moves is closed after this time.
    idle_seconds: float = 60.0
    # Within this time a request must have come and its answer be taken, each with a second more per 64 KiB.
    request_seconds: float = 60.0
    # How many requests of more than a MiB may be worked on at once, and how many more may wait for them.
    large_requests: int = 2
    large_waiting: int = 32
    # The servers in front, whose X-Forwarded-For is believed.
    proxies: frozenset[str] = frozenset()
    # How long to wait, at the end, for requests being answered and for requests still being received.
    answering_seconds: float = 30.0
    receiving_seconds: float = 2.0

    def allowed_seconds(self, moved_bytes: int) -> float:
        """Answer how long a request or an answer may take of which so much has moved."""
        return self.request_seconds + moved_bytes / (64 * 1024)
