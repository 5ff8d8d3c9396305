"""Subscriptions to what happens, and the notifications they get."""

from collections.abc import Mapping
from dataclasses import dataclass

from callfire_soap.contract import actions
from callfire_soap.contract.broadcasts import Broadcast
from callfire_soap.contract.common import PhoneNumber, QueryResult
from callfire_soap.contract.xsd import (
    Abstract,
    Attribute,
    DataElement,
    DataLocal,
    Long,
    NotificationElement,
    NotificationType,
    ServiceElement,
    ServiceType,
    Uri,
)
from callfire_soap.domain.subscriptions import NotificationFormat, SubscriptionTriggerEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionFilter(DataLocal):
    """What a subscription is narrowed down to."""

    broadcast_id: Long | None = None
    batch_id: Long | None = None
    from_number: PhoneNumber | None = None
    to_number: PhoneNumber | None = None
    inbound: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(DataElement):
    """Who is told of what, and in which form."""

    id: Attribute[Long | None] = None
    enabled: bool | None = None
    non_strict_ssl: bool | None = None
    endpoint: Uri | None = None
    notification_format: NotificationFormat = NotificationFormat.XML
    trigger_event: SubscriptionTriggerEvent | None = None
    expires_at: Long | None = None
    subscription_filter: SubscriptionFilter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionQueryResult(QueryResult, ServiceElement):
    """A page of subscriptions."""

    subscription: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRequest(ServiceType):
    """A subscription to create or to update."""

    request_id: Uri | None = None
    subscription: Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification(NotificationType, Abstract):
    """What every notification says."""

    subscription_id: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotification(Notification, NotificationType):
    """A text that was sent or received."""

    text: actions.Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFinished(Notification, NotificationElement):
    """A call that has ended."""

    call: actions.Call


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastNotification(Notification, NotificationType):
    """A broadcast that started, stopped or finished."""

    broadcast: Broadcast


# The root elements that share a type with others; CallFinished is an element of its own.
NOTIFICATION_ELEMENTS: Mapping[str, type[Notification]] = {
    "TextNotification": TextNotification,
    "TextReceived": TextNotification,
    "TextSent": TextNotification,
    "BroadcastNotification": BroadcastNotification,
    "BroadcastFinished": BroadcastNotification,
    "BroadcastStarted": BroadcastNotification,
    "BroadcastStopped": BroadcastNotification,
}
