"""From configurations to what clients see of them."""

from datetime import datetime

from callfire_soap.contract.broadcasts import (
    IvrBroadcastConfig,
    LocalTimeZoneRestriction,
    RetryConfig,
    TextBroadcastConfig,
    VoiceBroadcastConfig,
)
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.configs import Config, IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.dispositions import LATE_DISPOSITIONS
from callfire_soap.domain.retries import RetryPolicy


def config_view(
    config: Config, created: datetime
) -> VoiceBroadcastConfig | TextBroadcastConfig | IvrBroadcastConfig:
    """Show a configuration."""
    hours, retry = _hours_view(config.calling_hours), _retry_view(config.retry)
    if isinstance(config, VoiceConfig):
        return VoiceBroadcastConfig(
            created=created,
            from_number=config.from_number,
            local_time_zone_restriction=hours,
            retry_config=retry,
            answering_machine_config=config.answering,
            live_sound_id=config.live_sound,
            machine_sound_id=config.machine_sound,
            transfer_sound_id=config.transfer_sound,
            transfer_digit=config.transfer_digit,
            transfer_number=config.transfer_number,
            dnc_sound_id=config.dnc_sound,
            dnc_digit=config.dnc_digit,
            max_active_transfers=config.max_active_transfers,
        )
    if isinstance(config, TextConfig):
        return TextBroadcastConfig(
            created=created,
            from_number=config.from_number,
            local_time_zone_restriction=hours,
            retry_config=retry,
            message=config.message,
            big_message_strategy=config.big_message,
        )
    return _ivr_view(config, created, hours, retry)


def _ivr_view(
    config: IvrConfig, created: datetime, hours: LocalTimeZoneRestriction | None, retry: RetryConfig | None
) -> IvrBroadcastConfig:
    return IvrBroadcastConfig(
        created=created,
        from_number=config.from_number,
        local_time_zone_restriction=hours,
        retry_config=retry,
        dialplan_xml=config.dialplan_xml,
    )


def _hours_view(hours: CallingHours | None) -> LocalTimeZoneRestriction | None:
    return None if hours is None else LocalTimeZoneRestriction(begin_time=hours.begin, end_time=hours.end)


def _retry_view(policy: RetryPolicy | None) -> RetryConfig | None:
    return (
        None
        if policy is None
        else RetryConfig(
            max_attempts=policy.max_attempts,
            minutes_between_attempts=policy.minutes_between_attempts,
            # "sent BUSY, NO_ANS, returned NO_ANS BUSY": the order is not the client's.
            retry_results=tuple(sorted(set(policy.results) - LATE_DISPOSITIONS, reverse=True)),
            retry_phone_types=policy.phone_types,
        )
    )
