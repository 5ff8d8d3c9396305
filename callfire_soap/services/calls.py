"""CallService."""

from dataclasses import dataclass

from callfire_soap.contract.actions import ActionQuery, Call, CallQueryResult, SendCall
from callfire_soap.contract.common import CreatedId, IdRequest, Query
from callfire_soap.contract.services import CallService
from callfire_soap.contract.sounds import CreateSound, GetSoundData, SoundData, SoundMeta, SoundMetaQueryResult
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.errors import BadRequest, NotFound, NotImplementedYet
from callfire_soap.services import sending, views
from callfire_soap.services.actions import labels_of, page_of_actions
from callfire_soap.services.configs import read_config, type_of
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.services.sounds import audio_of, sound_of_audio, sound_of_text
from callfire_soap.store import actions, attempts, sounds
from callfire_soap.store.sounds import SoundRow


@dataclass(frozen=True, slots=True)
class Calls(CallService):
    """Calls, the sounds they play, and the recordings they leave."""

    scope: Scope

    def send_call(self, request: SendCall) -> CreatedId:
        """Create a broadcast with one batch and start it; answers the id of the broadcast."""
        type_ = type_of(request.config, request.type)
        config = read_config(self.scope, request.config)
        if request.max_active is not None and request.max_active <= 0:
            message = "MaxActive must be at least 1"
            raise BadRequest(message)
        # "default: API Send" -- SendCall, BroadcastName.
        name = request.broadcast_name or "API Send"
        created = sending.add_broadcast(
            self.scope, name, type_, config, request.label, max_active=request.max_active
        )
        row = sending.get_broadcast(self.scope, created)
        scrub = request.scrub_broadcast_duplicates
        sending.add_batch(self.scope, row, sending.BATCH_NAME, request.to_number, scrub=scrub)
        sending.start(self.scope, row)
        return CreatedId(created)

    def query_calls(self, request: ActionQuery) -> CallQueryResult:
        """List calls with their records, newest first, inbound and outbound."""
        total, rows = page_of_actions(self.scope, ActionKind.CALL, request)
        records = attempts.attempts_of(self.scope.unit.connection, [row.id for row in rows])
        named = labels_of(self.scope, rows)
        found = [views.call_view(row, records.get(row.id, ()), named.get(row.broadcast_id, ())) for row in rows]
        return CallQueryResult(total_results=total, call=tuple(found))

    def get_call(self, request: IdRequest) -> Call:
        """Show a call."""
        connection = self.scope.unit.connection
        row = actions.find_action(connection, self.scope.account_id, ActionKind.CALL, request.id)
        if row is None:
            message = f"call {request.id} does not exist"
            raise NotFound(message)
        records = attempts.attempts_of(connection, [row.id]).get(row.id, ())
        return views.call_view(row, records, labels_of(self.scope, [row]).get(row.broadcast_id, ()))

    def create_sound(self, request: CreateSound) -> CreatedId:
        """Make a sound of a WAV or MP3 file, or of a text; the same source again answers the earlier sound."""
        if request.data is not None:
            return CreatedId(sound_of_audio(self.scope, request.data, request.name))
        if request.recording_call is not None:
            message = "recording a sound by a call is not implemented"
            raise NotImplementedYet(message)
        if not request.sound_text:
            message = "SoundText is required"
            raise BadRequest(message)
        return CreatedId(
            sound_of_text(self.scope, request.sound_text, request.sound_text_voice, request.name)
        )

    def query_sound_meta(self, request: Query) -> SoundMetaQueryResult:
        """List the sounds that are not archived, oldest first."""
        page = page_of(request)
        total, rows = sounds.page_of_sounds(
            self.scope.unit.connection, self.scope.account_id, page.first, page.limit
        )
        return SoundMetaQueryResult(total_results=total, sound_meta=tuple(map(views.sound_view, rows)))

    def get_sound_meta(self, request: IdRequest) -> SoundMeta:
        """Show what is known of a sound, an archived one too."""
        return views.sound_view(self._sound(request.id))

    def get_sound_data(self, request: GetSoundData) -> SoundData:
        """Answer a sound itself: "default MP3"."""
        return SoundData(audio_of(self.scope, self._sound(request.id), request.format))

    def _sound(self, sound_id: int) -> SoundRow:
        row = sounds.find_sound(self.scope.unit.connection, self.scope.account_id, sound_id)
        if row is None:
            message = f"sound {sound_id} does not exist"
            raise NotFound(message)
        return row
