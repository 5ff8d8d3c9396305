"""What a configuration says when nothing is said."""

from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.configs import IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.texts import BigMessageStrategy


def test_voice_broadcasts_speak_to_persons_and_machines():
    assert VoiceConfig(from_number="12135551212").answering is AnsweringMachineConfig.AM_AND_LIVE


def test_texts_are_sent_in_parts():
    assert TextConfig(from_number="67076", message="x").big_message is BigMessageStrategy.SEND_MULTIPLE


def test_calls_are_tried_once_an_hour_apart_on_the_first_number():
    policy = IvrConfig(from_number="12135551212", dialplan_xml="<dialplan/>").retry
    assert policy == VoiceConfig(from_number="12135551212").retry == RetryPolicy()
    assert (policy.max_attempts, policy.minutes_between_attempts) == (1, 60)
    assert policy.phone_types == (RetryPhoneType.FIRST_NUMBER,)
