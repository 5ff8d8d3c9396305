"""Auto replies as operations use them."""

from callfire_soap.contract.actions import AutoReply
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE, normalize
from callfire_soap.domain.text_lengths import check_lengths
from callfire_soap.domain.texts import check_length, is_blank
from callfire_soap.services.scope import Scope
from callfire_soap.store import auto_replies, senders
from callfire_soap.store.auto_replies import AutoReplyRow


def add(scope: Scope, wanted: AutoReply) -> int:
    """Add an answer at an own number, or to an own keyword on the short code; the same one twice is fine."""
    number = normalize(wanted.number)
    if number != SHARED_SHORT_CODE:
        _check_number(scope, number)
    elif not wanted.keyword:
        message = f"Keyword is required for {SHARED_SHORT_CODE}"
        raise BadRequest(message)
    if wanted.keyword:
        # "Number or keyword not owned: a business fault". Inferred: also where none is needed, at an own number.
        _check_keyword(scope, wanted.keyword)
    if is_blank(wanted.message or ""):
        message = "Message is required"
        raise BadRequest(message)
    check_length(wanted.message or "")
    # Each text that arrives is searched for each of its words.
    check_lengths({"Match": wanted.match})
    row = AutoReplyRow(0, number, wanted.keyword or None, wanted.match or "", wanted.message)
    return auto_replies.add_auto_reply(scope.connection, scope.account_id, row, scope.now)


def get(scope: Scope, reply_id: int) -> AutoReplyRow:
    """Answer an answer of the account, or raise NotFound: "Not Found" for one that was deleted."""
    row = auto_replies.find_auto_reply(scope.connection, scope.account_id, reply_id)
    if row is None:
        raise NotFound
    return row


def _check_number(scope: Scope, number: str) -> None:
    own = senders.find_own_number(scope.connection, number)
    if own is None or own.account_id != scope.account_id or not own.takes_texts:
        # "number 213342682 does not exist, or is inactive" -- recorded answer.
        message = f"number {number} does not exist, or is inactive"
        raise NotFound(message)


def _check_keyword(scope: Scope, keyword: str) -> None:
    owner = auto_replies.owner_of_keyword(scope.connection, SHARED_SHORT_CODE, keyword)
    if owner != scope.account_id:
        message = f"keyword {keyword} does not exist, or is inactive"
        raise NotFound(message)
