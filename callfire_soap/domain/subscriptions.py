"""What a subscriber is told, and in which form."""

from enum import StrEnum


class NotificationFormat(StrEnum):
    """The form of a postback."""

    XML = "XML"
    JSON = "JSON"
    SOAP = "SOAP"
    EMAIL = "EMAIL"
    LEGACY = "LEGACY"


class SubscriptionTriggerEvent(StrEnum):
    """What a subscription waits for."""

    UNDEFINED_EVENT = "UNDEFINED_EVENT"
    INBOUND_CALL_FINISHED = "INBOUND_CALL_FINISHED"
    INBOUND_TEXT_FINISHED = "INBOUND_TEXT_FINISHED"
    OUTBOUND_CALL_FINISHED = "OUTBOUND_CALL_FINISHED"
    OUTBOUND_TEXT_FINISHED = "OUTBOUND_TEXT_FINISHED"
    CAMPAIGN_STARTED = "CAMPAIGN_STARTED"
    CAMPAIGN_STOPPED = "CAMPAIGN_STOPPED"
    CAMPAIGN_FINISHED = "CAMPAIGN_FINISHED"
