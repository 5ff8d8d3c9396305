"""Numbers that an account proves to be its own, and may call from then."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import Account, Refused, number, voice

MINE = number(7)
PROVISIONED = ["12135551189", "13105551212", "15712655344"]


def ask_for_code(api, caller_id=MINE, **options):
    body = f"<CallerId>{caller_id}</CallerId>"
    answer = api(
        f"<SendVerificationCodeToCallerIdRequest>{body}</SendVerificationCodeToCallerIdRequest>", **options
    )
    assert answer is None or not answer.names()
    return api.sandbox("GET", f"caller-ids/{MINE}/code")["code"]


def verify(api, code, caller_id=MINE, **options):
    body = f"<CallerId>{caller_id}</CallerId><VerificationCode>{code}</VerificationCode>"
    answer = api(f"<VerifyCallerIdRequest>{body}</VerifyCallerIdRequest>", **options)
    assert answer.name == "VerifyCallerIdResponse"
    return answer.Verified == "true"


def listed(api, rest="", **options):
    answer = api(f"<GetCallerIdsRequest>{rest}</GetCallerIdsRequest>", **options)
    assert answer.name == "GetCallerIdsResponse"
    return int(answer.TotalResults), sorted(each.text for each in answer.all("CallerId"))


def test_a_number_is_verified_with_the_code_that_was_spoken(api):
    code = ask_for_code(api)
    assert len(code) == 4
    assert code.isdigit()
    with pytest.raises(Refused, match="is not a valid from number"):
        api.send_call(number(0), config=voice(sender=MINE))
    assert verify(api, code)
    assert api.send_call(number(0), config=voice(sender=MINE))
    assert listed(api) == (4, sorted([*PROVISIONED, MINE]))


def test_the_code_is_spoken_into_the_phone(api):
    code = ask_for_code(api)
    api.advance(60)
    [entry] = api.carrier()
    assert (entry["kind"], entry["to"], entry["action"], entry["outcome"]) == ("call", MINE, None, "live")
    assert entry["played"][0]["text"].endswith(" ".join(code))
    assert api.calls() == []


def test_a_new_code_is_spoken_by_a_new_call(api):
    for _ in range(2):
        ask_for_code(api)
        api.advance(60)
    codes = [entry["played"][0]["text"] for entry in api.carrier()]
    assert len(codes) == len(set(codes)) == 2


def test_the_same_steps_bring_the_same_codes(api):
    first = [ask_for_code(api) for _ in range(3)]
    api.reset()
    assert [ask_for_code(api) for _ in range(3)] == first


@pytest.mark.parametrize("spelling", [MINE, MINE[1:], "+" + MINE])
def test_spellings_of_a_number_are_the_same_caller_id(api, spelling):
    assert verify(api, ask_for_code(api, spelling), spelling)
    assert MINE in listed(api)[1]


def test_a_wrong_code_is_false_and_no_fault(api):
    code = ask_for_code(api)
    wrong = f"{(int(code) + 1) % 10_000:04}"
    assert not verify(api, wrong)
    assert verify(api, code)


MOST_WRONG = 5


def wrong_codes(code, count=MOST_WRONG):
    """Answer so many codes that are all wrong."""
    return [f"{(int(code) + 1 + distance) % 10_000:04}" for distance in range(count)]


@pytest.mark.parametrize("guesses", range(MOST_WRONG + 2))
def test_a_code_may_be_guessed_wrong_five_times_and_no_more(api, guesses):
    code = ask_for_code(api)
    assert not any(verify(api, wrong) for wrong in wrong_codes(code, guesses))
    assert verify(api, code) is (guesses < MOST_WRONG)
    assert (MINE in listed(api)[1]) is (guesses < MOST_WRONG)


def test_a_new_code_may_be_guessed_anew_and_the_dead_one_stays_dead(api):
    old = ask_for_code(api)
    for wrong in wrong_codes(old):
        verify(api, wrong)
    new = ask_for_code(api)
    assert not verify(api, old)
    assert not any(verify(api, wrong) for wrong in wrong_codes(new, MOST_WRONG - 2))
    assert verify(api, new)


def test_guesses_of_another_account_and_for_another_number_do_not_count(api):
    code = ask_for_code(api)
    for wrong in wrong_codes(code):
        verify(api, wrong, login="sandbox2")
        verify(api, wrong, number(8))
    assert verify(api, code)


def test_the_same_wrong_guess_counts_each_time(api):
    code = ask_for_code(api)
    [wrong] = wrong_codes(code, 1)
    assert not any(verify(api, wrong) for _ in range(MOST_WRONG))
    assert not verify(api, code)


def test_of_guesses_at_the_same_time_each_one_counts(api):
    code = ask_for_code(api)
    others = [Account(api.system) for _ in range(MOST_WRONG)]
    with ThreadPoolExecutor(MOST_WRONG) as threads:
        assert not any(threads.map(verify, others, wrong_codes(code)))
    assert not verify(api, code)


@contextmanager
def started(database):
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    try:
        yield Account(system)
    finally:
        system.stop()


@pytest.mark.parametrize("guesses", [MOST_WRONG - 1, MOST_WRONG])
def test_wrong_guesses_are_remembered_over_a_restart(tmp_path, guesses):
    database = str(tmp_path / "sandbox.db")
    bootstrap.upgrade_database(database)
    with started(database) as before:
        code = ask_for_code(before)
        for wrong in wrong_codes(code, 3):
            verify(before, wrong)
    with started(database) as after:
        for wrong in wrong_codes(code, guesses - 3):
            verify(after, wrong)
        assert verify(after, code) is (guesses < MOST_WRONG)


def test_without_a_pending_code_nothing_is_verified(api):
    assert not verify(api, "1234")
    code = ask_for_code(api)
    assert verify(api, code)
    status, _ = api.request("GET", f"/sandbox/caller-ids/{MINE}/code")
    assert status == 404


def test_a_new_code_ends_the_old_one(api):
    codes = {ask_for_code(api) for _ in range(5)}
    last = ask_for_code(api)
    for old in codes - {last}:
        assert not verify(api, old)
        break
    assert verify(api, last)


def test_a_code_belongs_to_the_account_that_asked(api):
    code = ask_for_code(api)
    assert not verify(api, code, login="sandbox2")
    assert listed(api, login="sandbox2") == (0, [])
    assert verify(api, code)


@pytest.mark.parametrize("impossible", ["1234", "PIZZA", "48945317921"])
def test_a_number_that_cannot_be_called_is_refused(api, impossible):
    with pytest.raises(Refused) as refused:
        ask_for_code(api, impossible)
    assert refused.value.fault_code == "BAD_REQUEST"


def test_caller_ids_are_paged_and_rented_numbers_are_none(api):
    assert listed(api) == (3, PROVISIONED)
    assert listed(api, "<MaxResults>5000</MaxResults>") == (3, PROVISIONED)
    total, page = listed(api, "<MaxResults>2</MaxResults><FirstResult>2</FirstResult>")
    assert (total, len(page)) == (3, 1)


def test_asking_again_leaves_a_verified_number_verified(api):
    assert verify(api, ask_for_code(api))
    ask_for_code(api)
    assert api.send_call(number(0), config=voice(sender=MINE))
