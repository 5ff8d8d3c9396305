"""TextService."""

from dataclasses import dataclass

from callfire_soap.conduct.lifecycle import default_text_broadcast
from callfire_soap.conduct.recipients import Destination, add_recipients
from callfire_soap.contract.actions import (
    ActionQuery,
    AutoReply,
    AutoReplyQueryResult,
    CreateAutoReply,
    QueryAutoReplies,
    SendText,
    Text,
    TextQueryResult,
)
from callfire_soap.contract.common import CreatedId, IdRequest
from callfire_soap.contract.services import TextService
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.broadcasts import BroadcastType
from callfire_soap.domain.configs import TextConfig
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.labels import given_labels
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.domain.texts import (
    check_lengths_together,
)
from callfire_soap.services import auto_replies, sending, views
from callfire_soap.services.actions import page_of_actions
from callfire_soap.services.configs import read_config, type_of
from callfire_soap.services.recipients import read_recipients
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.services.views_of_actions import text_views
from callfire_soap.store import actions, batches, labels
from callfire_soap.store import auto_replies as auto_reply_rows
from callfire_soap.store.broadcasts import BroadcastRow


@dataclass(frozen=True, slots=True)
class Texts(TextService):
    """Text messages, sent and received."""

    scope: Scope

    def send_text(self, request: SendText) -> CreatedId:
        """Send a text to numbers: through a broadcast of its own, the one named, or the default one."""
        type_ = type_of(request.text_broadcast_config, request.type)
        config = read_config(self.scope, request.text_broadcast_config)
        if not isinstance(config, TextConfig):
            message = "SendText sends texts only"
            raise BadRequest(message)
        row = self._broadcast(request, type_, config)
        is_default = request.broadcast_id is None and request.use_default_broadcast
        self._add(request, row, config, is_default=is_default)
        sending.start(self.scope, row)
        return CreatedId(row.id)

    def query_texts(self, request: ActionQuery) -> TextQueryResult:
        """List texts with their records, newest first, inbound and outbound."""
        total, rows = page_of_actions(self.scope, ActionKind.TEXT, request)
        return TextQueryResult(total_results=total, text=tuple(text_views(self.scope, rows)))

    def get_text(self, request: IdRequest) -> Text:
        """Show a text."""
        row = actions.find_action(self.scope.connection, self.scope.account_id, ActionKind.TEXT, request.id)
        if row is None:
            raise NotFound
        return text_views(self.scope, [row])[0]

    def create_auto_reply(self, request: CreateAutoReply) -> CreatedId:
        """Answer texts by itself: those to an own number, or to an own keyword on the short code."""
        return CreatedId(auto_replies.add(self.scope, request.auto_reply))

    def query_auto_replies(self, request: QueryAutoReplies) -> AutoReplyQueryResult:
        """List auto replies, oldest first; an unknown number has none."""
        page, number = page_of(request), request.number and normalize(request.number)
        total, rows = auto_reply_rows.page_of_auto_replies(
            self.scope.connection, self.scope.account_id, number or None, page.first, page.limit
        )
        return AutoReplyQueryResult(total_results=total, auto_reply=tuple(map(views.auto_reply_view, rows)))

    def get_auto_reply(self, request: IdRequest) -> AutoReply:
        """Show an auto reply."""
        return views.auto_reply_view(auto_replies.get(self.scope, request.id))

    def delete_auto_reply(self, request: IdRequest) -> None:
        """Delete an auto reply; "not editable: delete and create again"."""
        row = auto_replies.get(self.scope, request.id)
        auto_reply_rows.remove_auto_reply(self.scope.connection, row.id)

    def _broadcast(self, request: SendText, type_: BroadcastType, config: TextConfig) -> BroadcastRow:
        # Inferred: a broadcast that is named wins over the default one.
        if request.broadcast_id is not None:
            row = sending.get_broadcast(self.scope, request.broadcast_id)
            if row.type is not BroadcastType.TEXT:
                message = f"broadcast {row.id} sends no texts"
                raise BadRequest(message)
            self._label(row, request)
            return row
        if request.use_default_broadcast:
            return self._default_broadcast(request)
        # "default: API Send" -- SendText, BroadcastName.
        name = usable_name(request.broadcast_name, "API Send", "BroadcastName")
        created = sending.add_broadcast(self.scope, name, type_, config, request.label)
        return sending.get_broadcast(self.scope, created)

    def _default_broadcast(self, request: SendText) -> BroadcastRow:
        row = default_text_broadcast(self.scope.unit, self.scope.account_id, self.scope.now)
        self._label(row, request)
        return row

    def _label(self, row: BroadcastRow, request: SendText) -> None:
        names = given_labels(request.label)
        labels.label_broadcast(self.scope.connection, self.scope.account_id, row.id, names)

    def _add(self, request: SendText, row: BroadcastRow, config: TextConfig, *, is_default: bool) -> None:
        """Add the recipients.

        Inferred: in a broadcast that was there before, each text keeps the message and sender of its request,
        and what the request says about a message that is too long. An UpdateBroadcast changes none of them: it is the
        texts of the broadcast that it speaks of. When to try again and the calling hours are those of the broadcast.
        """
        is_shared = request.broadcast_id is not None or is_default
        if is_shared:
            check_lengths_together(config.message or "", len(request.to_number))
        connection = self.scope.connection
        batch = None
        if not is_default:
            batch = batches.add_batch(
                connection, self.scope.account_id, row.id, sending.BATCH_NAME, self.scope.now
            )
        destination = Destination(
            broadcast_id=row.id,
            batch_id=batch,
            kind=ActionKind.TEXT,
            from_number=config.from_number,
            message=config.message if is_shared else None,
            big_message=config.big_message,
            scrubs_duplicates=request.scrub_broadcast_duplicates,
        )
        given = read_recipients(request.to_number)
        add_recipients(self.scope.unit, self.scope.account_id, destination, given, self.scope.now)
