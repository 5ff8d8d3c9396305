"""The words of agent campaigns."""

from enum import StrEnum


class AgentState(StrEnum):
    """What an agent is doing in a session."""

    DISCONNECTED = "DISCONNECTED"
    CONNECTED = "CONNECTED"
    AVAILABLE = "AVAILABLE"
    TALKING_CONTACT = "TALKING_CONTACT"
    DIALING_ASSISTED_TRANSFER = "DIALING_ASSISTED_TRANSFER"
    TALKING_CONTACT_AND_TRANSFER = "TALKING_CONTACT_AND_TRANSFER"
    TALKING_TRANSFER = "TALKING_TRANSFER"
    POSTCALL = "POSTCALL"
    PAUSE = "PAUSE"


class QuestionResponseType(StrEnum):
    """What answers a question of a script takes."""

    STRING = "STRING"
    CHOICE = "CHOICE"
    NUMERIC = "NUMERIC"
