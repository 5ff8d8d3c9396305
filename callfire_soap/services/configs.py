"""The configuration of a broadcast: checked on the way in, shown on the way out."""

from typing import TypeAlias

from callfire_soap.contract.broadcasts import (
    CccBroadcastConfig,
    IvrBroadcastConfig,
    LocalTimeZoneRestriction,
    RetryConfig,
    TextBroadcastConfig,
    VoiceBroadcastConfig,
)
from callfire_soap.domain.answering import AnsweringMachineConfig, check_sounds
from callfire_soap.domain.broadcasts import BroadcastType
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.configs import Config, IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.errors import BadRequest, NotImplementedYet
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE, may_be_connected, normalize
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.sounds import Voice
from callfire_soap.domain.texts import check_length, is_blank
from callfire_soap.ivr.checks import program_of
from callfire_soap.services.scope import Scope
from callfire_soap.services.sounds import sound_of_text, usable_sound
from callfire_soap.store import senders

WireConfig: TypeAlias = VoiceBroadcastConfig | TextBroadcastConfig | IvrBroadcastConfig | CccBroadcastConfig

_TYPES: dict[type[object], BroadcastType] = {
    VoiceBroadcastConfig: BroadcastType.VOICE,
    TextBroadcastConfig: BroadcastType.TEXT,
    IvrBroadcastConfig: BroadcastType.IVR,
    CccBroadcastConfig: BroadcastType.CCC,
}


def type_of(config: WireConfig, claimed: BroadcastType | None) -> BroadcastType:
    """Answer the type that a configuration implies; a claim that differs raises BadRequest.

    "SendText with Type VOICE or IVR: business fault". Inferred: so is every other mismatch.
    """
    implied = _TYPES[type(config)]
    if claimed is not None and claimed is not implied:
        message = f"Type {claimed} does not agree with {type(config).__name__}"
        raise BadRequest(message)
    return implied


def read_config(scope: Scope, config: WireConfig) -> Config:
    """Check a configuration as it came and answer it as it is kept."""
    if isinstance(config, VoiceBroadcastConfig):
        return _read_voice(scope, config)
    if isinstance(config, TextBroadcastConfig):
        return _read_text(scope, config)
    if isinstance(config, IvrBroadcastConfig):
        return _read_ivr(scope, config)
    message = f"{type(config).__name__} is not implemented"
    raise NotImplementedYet(message)


def _read_voice(scope: Scope, config: VoiceBroadcastConfig) -> VoiceConfig:
    answering = config.answering_machine_config or AnsweringMachineConfig.AM_AND_LIVE
    check_sounds(
        answering,
        has_live=_names_sound(config.live_sound_id, config.live_sound_text),
        has_machine=_names_sound(config.machine_sound_id, config.machine_sound_text),
    )
    _check_keys(config)
    return VoiceConfig(
        from_number=_calling_number(scope, config.from_number),
        calling_hours=_read_hours(config.local_time_zone_restriction),
        retry=_read_retry(config.retry_config) or RetryPolicy(),
        answering=answering,
        live_sound=_sound(scope, config.live_sound_id, config.live_sound_text, config.live_sound_text_voice),
        machine_sound=_sound(
            scope, config.machine_sound_id, config.machine_sound_text, config.machine_sound_text_voice
        ),
        transfer_sound=_sound(
            scope, config.transfer_sound_id, config.transfer_sound_text, config.transfer_sound_text_voice
        ),
        dnc_sound=_sound(scope, config.dnc_sound_id, config.dnc_sound_text, config.dnc_sound_text_voice),
        transfer_digit=config.transfer_digit,
        transfer_number=config.transfer_number and normalize(config.transfer_number),
        dnc_digit=config.dnc_digit,
        max_active_transfers=config.max_active_transfers,
    )


def _read_text(scope: Scope, config: TextBroadcastConfig) -> TextConfig:
    if is_blank(config.message or ""):
        message = "Message is required"
        raise BadRequest(message)
    check_length(config.message or "")
    return TextConfig(
        from_number=_texting_number(scope, config.from_number),
        message=config.message,
        calling_hours=_read_hours(config.local_time_zone_restriction),
        retry=_read_retry(config.retry_config),
        big_message=config.big_message_strategy,
    )


def _read_ivr(scope: Scope, config: IvrBroadcastConfig) -> IvrConfig:
    """Check a dialplan; it is kept to the letter."""
    if not config.dialplan_xml:
        message = "DialplanXml is required"
        raise BadRequest(message)
    scope.aside(program_of, config.dialplan_xml)
    return IvrConfig(
        from_number=_calling_number(scope, config.from_number),
        dialplan_xml=config.dialplan_xml,
        calling_hours=_read_hours(config.local_time_zone_restriction),
        retry=_read_retry(config.retry_config) or RetryPolicy(),
    )


def _calling_number(scope: Scope, given: str | None) -> str:
    """Answer the sender of calls: "a verified caller id or an own number".

    "1234 is not a valid from number" -- recorded answer to SendCall.
    """
    if given is None:
        message = "FromNumber is required: a verified caller id or a number of the account"
        raise BadRequest(message)
    number = normalize(given)
    if senders.is_caller_id(scope.connection, scope.account_id, number) or _rents(scope, number, texts=False):
        return number
    message = f"{given} is not a valid from number"
    raise BadRequest(message)


def _texting_number(scope: Scope, given: str | None) -> str:
    """Answer the sender of texts: "default short code 67076", or an own number that takes texts.

    "invalid from number" -- recorded answer to SendText.
    """
    number = normalize(given or SHARED_SHORT_CODE)
    if number != SHARED_SHORT_CODE and not _rents(scope, number, texts=True):
        message = "invalid from number"
        raise BadRequest(message)
    return number


def _rents(scope: Scope, number: str, *, texts: bool) -> bool:
    own = senders.find_own_number(scope.connection, number)
    if own is None or own.account_id != scope.account_id:
        return False
    return own.takes_texts if texts else own.takes_calls


def _names_sound(sound_id: int | None, text: str | None) -> bool:
    return sound_id is not None or not is_blank(text or "")


def _sound(scope: Scope, sound_id: int | None, text: str | None, voice: Voice | None) -> int | None:
    if sound_id is not None:
        return usable_sound(scope, sound_id)
    # "default FEMALE1" -- voices.
    return sound_of_text(scope, text, voice or Voice.FEMALE1) if text else None


def _check_keys(config: VoiceBroadcastConfig) -> None:
    # Inferred: half a transfer and two meanings of one key are mistakes that cost calls later.
    if (config.transfer_digit is None) != (config.transfer_number is None):
        message = "TransferDigit and TransferNumber are required together"
        raise BadRequest(message)
    if config.transfer_number is not None and not may_be_connected(normalize(config.transfer_number)):
        # In the words of "1234 is not a valid from number".
        message = f"{config.transfer_number} is not a valid transfer number"
        raise BadRequest(message)
    if config.dnc_digit is not None and config.dnc_digit == config.transfer_digit:
        message = "DncDigit and TransferDigit must differ"
        raise BadRequest(message)


def _read_hours(restriction: LocalTimeZoneRestriction | None) -> CallingHours | None:
    if restriction is None:
        return None
    begin, end = restriction.begin_time, restriction.end_time
    if begin is None and end is None:
        return None
    if begin is None or end is None:
        # "BeginTime only, EndTime only: refused by SOAP" although the schema allows them.
        message = "LocalTimeZoneRestriction requires both BeginTime and EndTime"
        raise BadRequest(message)
    return CallingHours(begin, end)


def _read_retry(config: RetryConfig | None) -> RetryPolicy | None:
    if config is None:
        return None
    return RetryPolicy(
        max_attempts=max(config.max_attempts, 1),
        minutes_between_attempts=config.minutes_between_attempts,
        results=tuple(dict.fromkeys(config.retry_results)),
        phone_types=tuple(dict.fromkeys(config.retry_phone_types)) or (RetryPhoneType.FIRST_NUMBER,),
    )
