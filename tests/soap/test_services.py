"""The service classes that Spyne sees, and the events that it promises."""

import gc
import threading

import pytest

from callfire_soap.contract import services as contract
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.domain.errors import NotFound
from callfire_soap.soap import services
from tests.soap.doubles import BROADCAST, ScriptedHandler, envelope, get_broadcast, send, site


@pytest.mark.parametrize("service", services.SERVICES, ids=lambda service: service.__name__)
def test_a_service_has_the_methods_and_the_words_of_the_contract(service):
    declared = getattr(contract, service.__name__)
    methods = [operation.method for operation in OPERATIONS if operation.service == service.__name__]
    assert list(service.public_methods) == methods
    assert service.__doc__ == declared.__doc__
    assert getattr(services, service.__name__) is service


def test_there_are_98_operations_under_their_names():
    descriptors = [method for service in services.SERVICES for method in service.public_methods.values()]
    assert [each.operation_name for each in descriptors] == [operation.name for operation in OPERATIONS]
    assert len(descriptors) == 98


@pytest.fixture
def events():
    """Record the events of one service, as users of Spyne would."""
    names = [
        "method_accept_document",
        "method_call",
        "method_return_object",
        "method_return_document",
        "method_return_string",
        "method_exception_object",
        "method_exception_document",
        "method_exception_string",
    ]
    seen = []
    manager = services.BroadcastService.event_manager
    listeners = {name: lambda ctx, name=name: seen.append((name, ctx.method_name)) for name in names}
    for name, listener in listeners.items():
        manager.add_listener(name, listener)
    yield seen
    for name in names:
        manager.del_listener(name)


def test_the_events_of_a_call_are_fired_in_order(events):
    send(site(), envelope(get_broadcast()))
    assert [name for name, _ in events] == [
        "method_accept_document",
        "method_call",
        "method_return_object",
        "method_return_document",
        "method_return_string",
    ]
    assert {method for _, method in events} == {"GetBroadcast"}


def test_the_events_of_a_refusal_are_fired_in_order(events):
    send(site(ScriptedHandler(NotFound())), envelope(get_broadcast()))
    assert [name for name, _ in events] == [
        "method_accept_document",
        "method_call",
        "method_exception_object",
        "method_exception_document",
        "method_exception_string",
    ]


def test_the_application_tells_when_a_call_begins_and_ends():
    app = site()
    seen = []
    manager = app._server.app.event_manager  # noqa: SLF001 -- users of Spyne hold the application
    manager.add_listener("method_context_created", lambda _: seen.append("created"))
    manager.add_listener("method_context_closed", lambda ctx: seen.append(("closed", ctx.is_closed)))
    send(app, envelope(get_broadcast()))
    send(app, b"")
    assert seen == ["created", ("closed", True)] * 2


def test_a_listener_that_fails_fails_the_call_with_a_fault(events, caplog):
    app = site()
    manager = app._server.app.event_manager  # noqa: SLF001 -- users of Spyne hold the application
    manager.add_listener("method_return_string", lambda _: 1 / 0)
    reply = send(app, envelope(get_broadcast()))
    assert (reply.status, reply.fault[0]) == ("500 Internal Server Error", "Receiver")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (BROADCAST, envelope(get_broadcast())),
        (NotFound(), envelope(get_broadcast())),
        (BROADCAST, envelope(get_broadcast("seven"))),
        (BROADCAST, envelope("<Unknown/>")),
        (BROADCAST, b"<"),
    ],
    ids=["answer", "refusal", "schema", "operation", "malformed"],
)
def test_a_call_leaves_nothing_to_the_garbage_collector(answer, body):
    app = site(ScriptedHandler(answer))
    send(app, body)
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            send(app, body)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_applications_do_not_share_anything():
    first, second = ScriptedHandler(), ScriptedHandler()
    sites = [site(first), site(second)]
    send(sites[0], envelope(get_broadcast("1")))
    send(sites[1], envelope(get_broadcast("2")))
    assert [handler.calls[0][2].id for handler in (first, second)] == [1, 2]


def test_no_thread_reads_the_schema_by_itself(monkeypatch):
    app = site()
    monkeypatch.setattr("callfire_soap.wire.validation.etree.XMLSchema", None)
    replies = []
    thread = threading.Thread(target=lambda: replies.append(send(app, envelope(get_broadcast()))))
    thread.start()
    thread.join()
    assert [reply.status for reply in replies] == ["200 OK"]
