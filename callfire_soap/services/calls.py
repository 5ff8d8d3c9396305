"""CallService."""

from dataclasses import dataclass

from callfire_soap.contract.actions import ActionQuery, Call, CallQueryResult, SendCall
from callfire_soap.contract.common import CreatedId, IdRequest, Query
from callfire_soap.contract.numbers import (
    GetCallerIdsResponse,
    SendVerificationCodeToCallerIdRequest,
    VerifyCallerIdRequest,
    VerifyCallerIdResponse,
)
from callfire_soap.contract.services import CallService
from callfire_soap.contract.sounds import (
    CreateSound,
    GetRecordingData,
    GetSoundData,
    RecordingData,
    SoundData,
    SoundMeta,
    SoundMetaQueryResult,
)
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.domain.texts import is_blank
from callfire_soap.services import caller_ids, sending, views
from callfire_soap.services.actions import page_of_actions
from callfire_soap.services.configs import read_config, type_of
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.services.sounds import audio_of, in_format, sound_by_phone, sound_of_audio, sound_of_text
from callfire_soap.services.views_of_actions import call_views
from callfire_soap.store import actions, recordings, senders, sounds
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
        name = usable_name(request.broadcast_name, "API Send", "BroadcastName")
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
        return CallQueryResult(total_results=total, call=tuple(call_views(self.scope, rows)))

    def get_call(self, request: IdRequest) -> Call:
        """Show a call."""
        connection = self.scope.connection
        row = actions.find_action(connection, self.scope.account_id, ActionKind.CALL, request.id)
        if row is None:
            message = f"call {request.id} does not exist"
            raise NotFound(message)
        return call_views(self.scope, [row])[0]

    def create_sound(self, request: CreateSound) -> CreatedId:
        """Make a sound of a WAV or MP3 file, or of a text; the same source again answers the earlier sound."""
        if request.data is not None:
            return CreatedId(sound_of_audio(self.scope, request.data, request.name))
        if request.recording_call is not None:
            phone = request.recording_call.to_number
            return CreatedId(sound_by_phone(self.scope, phone, request.name))
        if request.sound_text is None or is_blank(request.sound_text):
            message = "SoundText is required"
            raise BadRequest(message)
        return CreatedId(
            sound_of_text(self.scope, request.sound_text, request.sound_text_voice, request.name)
        )

    def query_sound_meta(self, request: Query) -> SoundMetaQueryResult:
        """List the sounds that are not archived, oldest first."""
        page = page_of(request)
        total, rows = sounds.page_of_sounds(
            self.scope.connection, self.scope.account_id, page.first, page.limit
        )
        return SoundMetaQueryResult(total_results=total, sound_meta=tuple(map(views.sound_view, rows)))

    def get_sound_meta(self, request: IdRequest) -> SoundMeta:
        """Show what is known of a sound, an archived one too."""
        return views.sound_view(self._sound(request.id))

    def get_sound_data(self, request: GetSoundData) -> SoundData:
        """Answer a sound itself: "default MP3"."""
        return SoundData(audio_of(self.scope, self._sound(request.id), request.format))

    def get_recording_data(self, request: GetRecordingData) -> RecordingData:
        """Answer a recording itself, by its id or by its call and name: "default MP3"."""
        connection, account = self.scope.connection, self.scope.account_id
        if request.recording_id is not None:
            wav = recordings.wav_by_id(connection, account, request.recording_id)
        else:
            wav = recordings.wav_by_name(connection, account, request.call_id or 0, request.name or "")
        if wav is None:
            message = "the recording does not exist"
            raise NotFound(message)
        return RecordingData(in_format(self.scope, wav, request.format))

    def send_verification_code_to_caller_id(self, request: SendVerificationCodeToCallerIdRequest) -> None:
        """Make a code that shows whose number it is; an earlier code dies."""
        caller_ids.offer_code(self.scope, request.caller_id)

    def verify_caller_id(self, request: VerifyCallerIdRequest) -> VerifyCallerIdResponse:
        """Tell whether the code is right, after which the number may be called from."""
        is_right = caller_ids.verify(self.scope, request.caller_id, request.verification_code)
        return VerifyCallerIdResponse(verified=is_right)

    def get_caller_ids(self, request: Query) -> GetCallerIdsResponse:
        """List the numbers that were verified; rented ones are not among them."""
        page = page_of(request)
        total, numbers = senders.page_of_caller_ids(
            self.scope.connection, self.scope.account_id, page.first, page.limit
        )
        return GetCallerIdsResponse(total_results=total, caller_id=tuple(numbers))

    def _sound(self, sound_id: int) -> SoundRow:
        row = sounds.find_sound(self.scope.connection, self.scope.account_id, sound_id)
        if row is None:
            message = f"sound {sound_id} does not exist"
            raise NotFound(message)
        return row
