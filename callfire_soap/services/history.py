"""What an account has had to do with a contact."""

from callfire_soap.contract.contacts import ContactHistory
from callfire_soap.domain.actions import ActionKind
from callfire_soap.services.scope import Page, Scope
from callfire_soap.services.views_of_actions import call_views, text_views
from callfire_soap.store import actions


def of_contact(scope: Scope, contact_id: int, page: Page) -> ContactHistory:
    """Show the calls and texts of a contact, "calls first"; pages are cut in the order of creation."""
    rows = actions.actions_of_contact(scope.connection, scope.account_id, contact_id, page.first, page.limit)
    calls = [row for kind, row in rows if kind is ActionKind.CALL]
    texts = [row for kind, row in rows if kind is ActionKind.TEXT]
    return ContactHistory(items=(*call_views(scope, calls), *text_views(scope, texts)))
