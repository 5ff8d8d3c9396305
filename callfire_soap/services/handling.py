"""One call of an operation: its units of work, its RequestId, its commit, and the dispatcher's wake."""

from collections.abc import Callable, Mapping
from typing import Any

from callfire_soap.contract import services as contract
from callfire_soap.contract.operations import Operation
from callfire_soap.domain.clock import Clock
from callfire_soap.domain.errors import NotImplementedYet
from callfire_soap.domain.recipients import too_many_recipients
from callfire_soap.services.accounts import SignedIn
from callfire_soap.services.aside import Aside
from callfire_soap.services.broadcasts import Broadcasts
from callfire_soap.services.calls import Calls
from callfire_soap.services.contacts import Contacts
from callfire_soap.services.labels import Labels
from callfire_soap.services.numbers import Numbers
from callfire_soap.services.scope import Scope, ServiceSettings
from callfire_soap.services.texts import Texts
from callfire_soap.store import request_keys
from callfire_soap.store.unit_of_work import Store

SERVICES: Mapping[str, type[Any]] = {
    contract.BroadcastService.__name__: Broadcasts,
    contract.CallService.__name__: Calls,
    contract.ContactService.__name__: Contacts,
    contract.LabelService.__name__: Labels,
    contract.NumberService.__name__: Numbers,
    contract.TextService.__name__: Texts,
}


def method_of(operation: Operation) -> Callable[..., Any] | None:
    """Answer what carries an operation out, or None while nothing does."""
    service = SERVICES.get(operation.service)
    # The services inherit the stubs of the contract, so only their own methods count.
    return vars(service).get(operation.method) if service else None


class Handling:
    """Carries operations out."""

    def __init__(
        self, store: Store, clock: Clock, wake: Callable[[], None], settings: ServiceSettings
    ) -> None:
        """Wake the dispatcher after everything that may have made work."""
        self._store, self._clock, self._wake, self._settings = store, clock, wake, settings

    def handle(self, account: object, operation: Operation, request: object) -> object:
        """Answer a request that is valid by the schema; a Fault leaves everything as it was.

        The account is what `accounts.Logins` answered; the edge passes it on without knowing it.
        """
        if not isinstance(account, SignedIn):
            message = f"{account!r} is no account"
            raise TypeError(message)
        method = method_of(operation)
        if method is None:
            message = f"{operation.name} is not implemented"
            raise NotImplementedYet(message)
        _check_recipients(request, self._settings.max_recipients)
        aside = Aside()
        carry_out = self._query if operation.is_query else self._change
        answer = aside.begin_anew(lambda: carry_out(account, operation, method, request, aside))
        if not operation.is_query:
            self._wake()
        return answer

    def _query(
        self,
        account: SignedIn,
        operation: Operation,
        method: Callable[..., Any],
        request: object,
        aside: Aside,
    ) -> object:
        with self._store.reading() as unit:
            scope = Scope(unit, account.id, self._clock.now(), self._settings, aside, self._store)
            return method(SERVICES[operation.service](scope), request)

    def _change(
        self,
        account: SignedIn,
        operation: Operation,
        method: Callable[..., Any],
        request: object,
        aside: Aside,
    ) -> object:
        # "An empty RequestId is no key": clients send it with every request and expect new things each time.
        key = getattr(request, "request_id", None) or None
        with self._store.writing() as unit:
            scope = Scope(unit, account.id, self._clock.now(), self._settings, aside, self._store)
            if key is not None:
                # The writer is alone: a second request with the key that comes at the same moment waits here.
                known = request_keys.find_answer(unit.connection, account.id, operation.name, key)
                if known is not None:
                    return known[0]
            answer = method(SERVICES[operation.service](scope), request)
            if key is not None:
                request_keys.keep_answer(unit.connection, account.id, operation.name, key, answer, scope.now)
            unit.commit()
            return answer


def _check_recipients(request: object, most: int) -> None:
    """Raise BadRequest for a request, or a part of it, that names more numbers, contacts or ids than are allowed."""
    # Looked up here, since every request pays: `is_dataclass` takes ten times as long.
    for name in getattr(request, "__dataclass_fields__", ()):
        value = getattr(request, name)
        if isinstance(value, tuple):
            if len(value) > most:
                raise too_many_recipients(most)
        else:
            _check_recipients(value, most)
