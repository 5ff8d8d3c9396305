"""A number belongs to one contact, whatever comes in and how, and none is lost on the way."""

import base64
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callfire_soap.store import contact_remarks
from tests.behaviour.outside import OWN_NUMBER, number

ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN = NUMBERS = [number(at) for at in range(7)]
SLOTS = ("homePhone", "workPhone", "mobilePhone")
NAMES = ("firstName", *SLOTS)


def of_file(*rows):
    text = ",".join(NAMES) + "\n" + "".join(",".join(row) + "\n" for row in rows)
    return f"<File>{base64.b64encode(text.encode()).decode()}</File>"


def of_contacts(*rows):
    return "".join(
        "<d:Contact"
        + "".join(f' {name}="{value}"' for name, value in zip(NAMES, row, strict=True) if value)
        + "/>"
        for row in rows
    )


def create(api, source):
    return api.id(
        f"<CreateContactList><Name>x</Name><ContactSource>{source}</ContactSource></CreateContactList>"
    )


def people(api, listed=None):
    """Answer the contacts as rows, in the order of their ids."""
    of_list = "" if listed is None else f"<ContactListId>{listed}</ContactListId>"
    found = api(f"<QueryContacts>{of_list}</QueryContacts>").all("Contact")
    return [tuple(each[name] or "" for name in NAMES) for each in found]


def sizes(api):
    return {int(each["id"]): int(each.Size) for each in api("<QueryContactLists/>").all("ContactList")}


def holders(api):
    """Answer each number of the account with how many contacts have it."""
    return Counter(phone for row in people(api) for phone in set(filter(None, row[1:])))


def told(api, listed):
    with api.system.store.reading() as unit:
        found = contact_remarks.remarks_on(unit.connection, listed)
    return [(str(each.part), each.reason, each.lines) for each in found]


@pytest.mark.parametrize("source", [of_file, of_contacts])
def test_a_row_whose_phones_belong_to_two_contacts_is_about_the_first(api, source):
    create(api, source(("A", ONE, "", TWO), ("B", THREE, "", FOUR)))
    listed = create(api, source(("C", TWO, "", THREE)))
    assert people(api) == [("C", TWO, ONE, ""), ("B", THREE, "", FOUR)]
    assert people(api, listed) == [("C", TWO, ONE, "")]
    [(part, reason, lines)] = told(api, listed)
    assert (part, reason) == ("phone", "it belongs to another contact")
    assert lines == ([2] if source is of_file else [1])


def test_a_phone_that_gives_way_goes_where_there_is_room(api):
    create(api, of_file(("A", ONE, TWO, "")))
    create(api, of_file(("B", ONE, THREE, "")))
    assert people(api) == [("B", ONE, THREE, TWO)]


def test_a_phone_for_which_there_is_no_room_gets_a_contact_of_its_own(api):
    create(api, of_file(("A", ONE, TWO, THREE)))
    other = create(api, of_file(("C", SIX, "", "")))
    listed = create(api, of_file(("B", ONE, FOUR, FIVE)))
    assert people(api) == [("B", ONE, FOUR, FIVE), ("C", SIX, "", ""), ("A", TWO, THREE, "")]
    assert people(api, listed) == [("B", ONE, FOUR, FIVE)]
    assert people(api, 1) == [("B", ONE, FOUR, FIVE), ("A", TWO, THREE, "")]
    assert people(api, other) == [("C", SIX, "", "")]
    assert sizes(api) == {1: 2, other: 1, listed: 1}


def test_a_row_may_be_about_numbers_that_an_earlier_one_made_give_way(api):
    create(api, of_file(("B", ONE, TWO, THREE)))
    listed = create(api, of_file(("A", TWO, FOUR, FIVE), ("F", ONE, "", "")))
    found = [("A", TWO, FOUR, FIVE), ("F", ONE, THREE, "")]
    assert people(api) == people(api, 1) == people(api, listed) == found
    assert told(api, listed) == []
    assert sizes(api) == {1: 2, listed: 2}


@pytest.mark.parametrize("behind", [0, 12_000])
def test_a_row_may_be_about_numbers_that_a_scrubbed_one_left_over(api, behind):
    create(api, of_file(("B", ONE, TWO, THREE)))
    others = [("", number(at, area="310"), "", "") for at in range(behind)]
    rows = (("A", ONE, "", ""), ("C", TWO, FOUR, ""), *others, ("D", FOUR, "", ""))
    listed = create(api, of_file(*rows))
    api.advance(1)
    found = [row for row in people(api, listed) if row[0]]
    assert found[0] == ("A", ONE, TWO, THREE)
    assert behind or found[1:] == [("D", FOUR, "", "")]
    assert sizes(api) == {1: 1, listed: 2 + behind}
    assert told(api, listed) == [("row", "its number is on the list already", [3])]


def test_further_phones_of_a_new_contact_stay_with_whom_they_belong_to(api):
    create(api, of_file(("A", ONE, "", "")))
    create(api, of_file(("B", TWO, ONE, THREE)))
    assert people(api) == [("A", ONE, "", ""), ("B", TWO, "", THREE)]


@pytest.mark.parametrize("behind", [0, 12_000])
def test_rows_of_one_file_are_judged_alike_wherever_they_stand(api, behind):
    others = [(str(at), number(at, area="310"), "", "") for at in range(behind)]
    listed = create(api, of_file(("A", ONE, TWO, ""), *others, ("B", TWO, "", THREE), ("C", FOUR, ONE, "")))
    api.advance(1)
    found = [row for row in people(api, listed) if row[0] in "ABC"]
    assert found[0] == ("A", ONE, TWO, THREE)
    if not behind:
        assert found == [("A", ONE, TWO, THREE), ("C", FOUR, "", "")]
    assert ("row", "its number is on the list already", [behind + 3]) in told(api, listed)
    assert ("phone", "it belongs to another contact", [behind + 4]) in told(api, listed)


def test_words_and_signs_are_no_numbers(api):
    create(api, of_file(("A", ONE, "none", ""), ("B", TWO, "none", "")))
    assert people(api) == [("A", ONE, "none", ""), ("B", TWO, "none", "")]


class TestUpdates:
    @pytest.mark.parametrize("spelled", [THREE, "+" + THREE, THREE[1:]])
    def test_a_number_that_a_contact_is_given_is_no_longer_that_of_another(self, api, spelled):
        create(api, of_file(("A", ONE, "", ""), ("B", TWO, THREE, "")))
        api(f'<UpdateContacts><d:Contact id="1" mobilePhone="{spelled}"/></UpdateContacts>')
        assert people(api) == [("A", ONE, "", spelled.removeprefix("+")), ("B", TWO, "", "")]

    def test_two_contacts_may_swap_their_numbers(self, api):
        create(api, of_file(("A", ONE, "", ""), ("B", TWO, "", "")))
        changes = f'<d:Contact id="1" homePhone="{TWO}"/><d:Contact id="2" homePhone="{ONE}"/>'
        api(f"<UpdateContacts>{changes}</UpdateContacts>")
        assert people(api) == [("A", TWO, "", ""), ("B", ONE, "", "")]

    def test_a_number_that_a_contact_has_already_is_nobody_elses_loss(self, api):
        twins = "".join(f'<d:Contact homePhone="{ONE}"/>' for _ in "12")
        api(
            "<CreateContactList><Name>x</Name><Validate>false</Validate>"
            f"<ContactSource>{twins}</ContactSource></CreateContactList>"
        )
        api(f'<UpdateContacts><d:Contact id="1" firstName="A" homePhone="{ONE}"/></UpdateContacts>')
        assert people(api) == [("A", ONE, "", ""), ("", ONE, "", "")]

    def test_nobody_takes_numbers_from_other_accounts(self, api):
        create(api, of_file(("A", ONE, "", "")))
        source = f"<ContactSource><Numbers>{TWO}</Numbers></ContactSource>"
        api(f"<CreateContactList><Name>x</Name>{source}</CreateContactList>", login="sandbox2")
        api(f'<UpdateContacts><d:Contact id="1" homePhone="{TWO}"/></UpdateContacts>')
        found = api("<QueryContacts/>", login="sandbox2").all("Contact")
        assert [each["homePhone"] for each in found] == [TWO]


def test_a_slot_that_is_named_does_not_make_a_second_contact(api):
    create(api, of_file(("A", ONE, "", "")))
    api.send_text(f'<ToNumber fieldName="workPhone">{ONE}</ToNumber>')
    assert people(api) == [("A", ONE, "", "")]
    assert [each.ContactId for each in api.texts()] == ["1"]


PHONE = st.sampled_from(NUMBERS)
MAYBE = st.sampled_from(["", *NUMBERS])
ROWS = st.lists(st.tuples(st.sampled_from("ABC"), PHONE, MAYBE, MAYBE), min_size=1, max_size=4)
STEPS = st.one_of(
    st.tuples(st.just("file"), ROWS),
    st.tuples(st.just("contacts"), ROWS),
    st.tuples(st.just("more"), ROWS),
    st.tuples(st.just("text"), st.tuples(PHONE, st.sampled_from(["", *SLOTS]))),
    st.tuples(st.just("arrival"), PHONE),
    st.tuples(st.just("update"), st.tuples(st.integers(1, 4), st.sampled_from(SLOTS), PHONE)),
)


def take(api, step, given_):
    """Carry out a step; answers the numbers that were given so far and not taken away by an update."""
    kind, what = step
    if kind in ("file", "contacts", "more"):
        source = (of_contacts if kind == "contacts" else of_file)(*what)
        if kind == "more":
            api(
                f"<AddContactsToList><ContactListId>1</ContactListId><ContactSource>{source}</ContactSource>"
                "</AddContactsToList>"
            )
        else:
            create(api, source)
        return given_ | {phone for row in what for phone in row[1:] if phone}
    if kind == "text":
        phone, slot = what
        attribute = slot and f' fieldName="{slot}"'
        api.send_text(f"<ToNumber{attribute}>{phone}</ToNumber>")
        return given_ | {phone}
    if kind == "arrival":
        api.text_arrives(what, OWN_NUMBER, "Hello")
        return given_ | {what}
    contact_id, slot, phone = what
    found = {each["id"]: each for each in api("<QueryContacts/>").all("Contact")}
    mine = found.get(str(contact_id))
    if mine is None:
        return given_
    before = mine[slot]
    api(f'<UpdateContacts><d:Contact id="{contact_id}" {slot}="{phone}"/></UpdateContacts>')
    kept = {mine[name] for name in SLOTS if name != slot}
    return (given_ - ({before} - kept)) | {phone}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=1, max_size=7))
def test_after_any_steps_each_number_that_was_given_is_that_of_one_contact(api, steps):
    api.reset()
    create(api, f"<Numbers>{SEVEN}</Numbers>")
    given_ = {SEVEN}
    for step in steps:
        given_ = take(api, step, given_)
        found = holders(api)
        assert set(found) == given_, step
        assert set(found.values()) == {1}, step


FILES = st.lists(ROWS, min_size=2, max_size=4)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(FILES)
def test_each_number_of_a_file_is_on_its_list_and_stays_there(api, files):
    api.reset()
    wanted = {}
    for rows in files:
        listed = create(api, of_file(*rows))
        wanted[listed] = {row[1] for row in rows}
        for listed_before, called in wanted.items():
            there = {phone for row in people(api, listed_before) for phone in row[1:]}
            assert called <= there, listed_before
        assert {reason for part, reason, _ in told(api, listed) if part == "row"} <= {
            "its number is on the list already"
        }
