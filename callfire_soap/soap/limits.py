"""What a request may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """The bounds of one request; what exceeds them is answered with a fault before it can do harm."""

    # 100,000 recipients are 5.5 MB, and a few times that with attributes.
    max_body_bytes: int = 64 * 1024 * 1024
    # Requests of the contract are some ten levels deep.
    max_depth: int = 100
    # Per element. ToNumber takes any attributes: they are the variables of a text.
    max_attributes: int = 1_000
    # Per element, too. Validation takes time by their square.
    max_namespaces: int = 100
    # Elements and attributes together, counted before the tree is built: by the signs < and =. A tree
    # takes some thirty times the room of the shortest elements it is made of.
    max_nodes: int = 4_000_000
    # Numbers, contacts or ids of one request: what is more is refused before the tree is built.
    max_recipients: int = 500_000
    # What else a request may have, such as its configuration, whose texts may hold tags as well.
    other_elements: int = 10_000
