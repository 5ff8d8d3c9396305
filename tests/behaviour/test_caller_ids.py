"""Numbers that an account proves to be its own, and may call from then."""

import pytest

from tests.behaviour.outside import Refused, number, voice

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
