"""What a voice broadcast plays to whom."""

from itertools import product

import pytest

from callfire_soap.domain.answering import (
    AnsweringMachineConfig,
    Key,
    Prompt,
    TransferLimit,
    check_sounds,
    voice_plan,
)
from callfire_soap.domain.errors import BadRequest

LIVE, MACHINE = Prompt(1, 8.0), Prompt(2, 5.0)

# "AM_AND_LIVE: LiveSound / MachineSound; AM_ONLY: hang up / MachineSound; LIVE_WITH_AMD: LiveSound / hang up;
# LIVE_IMMEDIATE: no detection, LiveSound at once" -- the platform's description of the modes.
MODES = [
    ("AM_AND_LIVE", True, LIVE, MACHINE),
    ("AM_ONLY", True, None, MACHINE),
    ("LIVE_WITH_AMD", True, LIVE, None),
    ("LIVE_IMMEDIATE", False, LIVE, LIVE),
]


@pytest.mark.parametrize(("mode", "detects", "person", "machine"), MODES)
def test_each_mode_speaks_to_whom_it_says(mode, detects, person, machine):
    plan = voice_plan(AnsweringMachineConfig(mode), live=LIVE, machine=MACHINE)
    assert (plan.detects_machines, plan.for_person, plan.for_machine) == (detects, person, machine)


def test_machines_hear_the_live_sound_when_there_is_no_other():
    plan = voice_plan(AnsweringMachineConfig.AM_AND_LIVE, live=LIVE, machine=None)
    assert plan.for_machine == LIVE


def test_keys_are_taken_over():
    transfer, dnc, limit = Key("1", None, "12135551212"), Key("9"), TransferLimit(7, 2)
    keys = {"transfer": transfer, "dnc": dnc, "transfer_limit": limit}
    plan = voice_plan(AnsweringMachineConfig.AM_AND_LIVE, live=LIVE, machine=None, **keys)
    assert (plan.transfer, plan.dnc, plan.transfer_limit) == (transfer, dnc, limit)


NEEDED = {"AM_AND_LIVE": "LiveSound", "AM_ONLY": "MachineSound", "LIVE_WITH_AMD": "LiveSound"}


@pytest.mark.parametrize(
    ("mode", "has_live", "has_machine"), list(product(AnsweringMachineConfig, [True, False], [True, False]))
)
def test_the_sound_that_a_mode_needs_must_be_there(mode, has_live, has_machine):
    needed = NEEDED.get(mode.value, "LiveSound")
    if has_live if needed == "LiveSound" else has_machine:
        check_sounds(mode, has_live=has_live, has_machine=has_machine)
    else:
        with pytest.raises(BadRequest, match=f"{needed}Text or {needed}Id is required for {mode}"):
            check_sounds(mode, has_live=has_live, has_machine=has_machine)


class TestPersonalPlans:
    """Texts that hold the values of the callee."""

    PERSONAL = Prompt(1, 8.0, "Hi ${name}")

    def test_a_plan_is_personal_when_any_of_its_texts_is(self):
        mode = AnsweringMachineConfig.AM_AND_LIVE
        plain = voice_plan(mode, live=LIVE, machine=MACHINE, dnc=Key("9", LIVE))
        assert not plain.is_personal
        assert voice_plan(mode, live=self.PERSONAL, machine=None).is_personal
        assert voice_plan(mode, live=LIVE, machine=self.PERSONAL).is_personal
        assert voice_plan(mode, live=LIVE, machine=None, dnc=Key("9", self.PERSONAL)).is_personal
        transfer = Key("1", self.PERSONAL, "12135551212")
        assert voice_plan(mode, live=LIVE, machine=None, transfer=transfer).is_personal

    def test_every_text_gets_the_values_and_its_own_length(self):
        keys = {"transfer": Key("1", self.PERSONAL, "12135551212"), "dnc": Key("9", None)}
        plan = voice_plan(AnsweringMachineConfig.AM_AND_LIVE, live=self.PERSONAL, machine=MACHINE, **keys)
        ann = plan.for_callee({"name": "Ann"}, len, 1000)
        spoken = Prompt(1, 6, "Hi Ann")
        assert (ann.for_person, ann.for_machine) == (spoken, MACHINE)
        assert ann.transfer == Key("1", spoken, "12135551212")
        assert ann.dnc == Key("9", None)

    def test_machines_and_who_wants_no_calls_hear_their_own_text_too(self):
        live, machine = Prompt(1, 8.0, "Hi ${name}"), Prompt(2, 5.0, "Bye ${name}")
        keys = {"transfer": Key("1", LIVE, "12135551212"), "dnc": Key("9", Prompt(3, 1.0, "No, ${name}"))}
        plan = voice_plan(AnsweringMachineConfig.AM_AND_LIVE, live=live, machine=machine, **keys)
        ann = plan.for_callee({"name": "Ann"}, len, 1000)
        assert (ann.for_person, ann.for_machine) == (Prompt(1, 6, "Hi Ann"), Prompt(2, 7, "Bye Ann"))
        assert (ann.transfer, ann.dnc) == (keys["transfer"], Key("9", Prompt(3, 7, "No, Ann")))

    @pytest.mark.parametrize(("most", "text"), [(6, "Hi Ann"), (5, "Hi An")])
    def test_a_text_is_cut_off_where_it_gets_too_long(self, most, text):
        plan = voice_plan(AnsweringMachineConfig.LIVE_IMMEDIATE, live=self.PERSONAL, machine=None)
        assert plan.for_callee({"name": "Ann"}, len, most).for_person == Prompt(1, most, text)
