"""The life of an order of numbers and keywords."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands; the later words belong to payments."""

    NEW = "NEW"
    PROCESSING = "PROCESSING"
    FINISHED = "FINISHED"
    ERRORED = "ERRORED"
    PAYMENT_ERROR = "PAYMENT_ERROR"
    VOID = "VOID"
    WAIT_FOR_PAYMENT = "WAIT_FOR_PAYMENT"
    PARTIALLY_ADJUSTED = "PARTIALLY_ADJUSTED"
    ADJUSTED = "ADJUSTED"
    APPROVE_TIER_ONE = "APPROVE_TIER_ONE"
    APPROVE_TIER_TWO = "APPROVE_TIER_TWO"
    REJECTED = "REJECTED"
    PROCESSING_ACH = "PROCESSING_ACH"
    ACH_ERROR = "ACH_ERROR"
