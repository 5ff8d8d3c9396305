"""Files of contacts as programs and people write them, and what is told of rows that are left out."""

import base64

import pytest

from callfire_soap.store import contact_remarks
from tests.behaviour.outside import Refused, number, voice

ANN, BOB, CID, DAN = (number(at) for at in range(4))
PLAIN = f"homePhone,firstName\n{ANN},Ann\n{BOB},Zoë\n"
ODD_FILES = {
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "bars": PLAIN.replace(",", "|"),
    "a delimiter that is said": "sep=;\n" + PLAIN.replace(",", ";"),
    "a delimiter that is said in a row filled up": "sep=,,,\n" + PLAIN,
    "a delimiter that is said in a quoted cell of a row": '"sep=,",,\n' + PLAIN,
    "a delimiter that was another before": '"sep=;",,\n' + PLAIN,
    "a delimiter that is said behind blank lines": "\n\nsep=;;\n\n" + PLAIN.replace(",", ";"),
    "an unusual delimiter that is said": "sep=^\r\n" + PLAIN.replace(",", "^"),
    "the end of a text of old": PLAIN + "\x1a",
    "an end that is filled up": PLAIN + "\x1a" * 100,
    "a page break": PLAIN + "\x0c\n",
    "vertical tabs": PLAIN.replace("Ann", "\x0bAnn\x0b"),
    "stray controls": PLAIN.replace("Ann", "Ann\x01") + "\x00\n",
    "CR": PLAIN.replace("\n", "\r"),
    "CR LF": PLAIN.replace("\n", "\r\n"),
    "CR CR LF": PLAIN.replace("\n", "\r\r\n"),
    "NEL": PLAIN.replace("\n", "\x85"),
    "line separators": PLAIN.replace("\n", "\u2028"),
    "blank lines": "\n \n,\n" + PLAIN.replace("\n", "\n\n"),
    "quotes": f'"homePhone","firstName"\n"{ANN}","Ann"\n"{BOB}" ,"Zoë" ',
    "files that were joined": PLAIN.replace(BOB, f"\ufeff{BOB}")
    .replace("Ann", '\ufeff"Ann"')
    .replace("Zoë", "\ufeffZoë"),
    "invisible marks in headers": "\ufeff\ufeff" + PLAIN.replace("Phone", "\u00a0phone\u200b"),
}
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-be",
    "cp1252",
    "latin-1",
]


def of_file(content, validate="true"):
    encoded = content if isinstance(content, bytes) else content.encode()
    return (
        f"<CreateContactList><Name>x</Name><Validate>{validate}</Validate>"
        f"<ContactSource><File>{base64.b64encode(encoded).decode()}</File></ContactSource></CreateContactList>"
    )


def contacts(api, listed):
    found = api(f"<QueryContacts><ContactListId>{listed}</ContactListId></QueryContacts>").all("Contact")
    return [{name: value for name, value in each.element.items() if name != "id"} for each in found]


def state(api, listed):
    row = api(f"<GetContactList><Id>{listed}</Id></GetContactList>")
    return row.Status, int(row.Size)


def remarks(api, listed):
    """Answer what the operator is told of a list: what, how many, which lines."""
    with api.system.store.reading() as unit:
        found = contact_remarks.remarks_on(unit.connection, listed)
    return [(str(each.part), each.reason, each.how_many, each.lines) for each in found]


PEOPLE = [{"homePhone": ANN, "firstName": "Ann"}, {"homePhone": BOB, "firstName": "Zoë"}]


@pytest.mark.parametrize("name", ODD_FILES)
def test_odd_files_are_read_like_plain_ones(api, name):
    listed = api.id(of_file(ODD_FILES[name]))
    assert (contacts(api, listed), remarks(api, listed)) == (PEOPLE, [])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_told_apart(api, encoding):
    assert contacts(api, api.id(of_file(PLAIN.encode(encoding)))) == PEOPLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_files_that_were_joined_are_read_in_any_encoding(api, encoding):
    joined = PLAIN.replace("Zoë", '\ufeff"Zoë"').encode(encoding)
    assert contacts(api, api.id(of_file(joined))) == PEOPLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("cid", ["Cid", ""])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_that_was_joined_to_one_without_a_last_line_break_begins_a_line(api, encoding, cid, mark):
    content = f"homePhone,firstName\n{CID},{cid}\ufeff{PLAIN}".replace(",", mark).encode(encoding)
    listed = api.id(of_file(content))
    first = {"homePhone": CID, "firstName": cid} if cid else {"homePhone": CID}
    assert contacts(api, listed) == [first, *PEOPLE]
    # The second header is a row like others.
    assert [(part, lines) for part, _, _, lines in remarks(api, listed)] == [("row", [3])]


HEADERS = ["Customer,Phone", "Name;Phone Number", "Nombre\tTel\u00e9fono", "First Name,Last Name,Phone"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_column_that_has_a_phone_in_every_row_is_called_whatever_its_header(api, header):
    mark = next(each for each in ",;\t" if each in header)
    width = header.count(mark)
    rows = "".join(mark.join([*["Ann"] * width, phone]) + "\n" for phone in (ANN, BOB))
    listed = api.id(of_file(f"{header}\n{rows}"))
    assert [each["homePhone"] for each in contacts(api, listed)] == [ANN, BOB]
    assert remarks(api, listed) == []


def test_where_no_column_can_be_told_the_headers_are_named_that_would_be(api):
    listed = api.id(of_file(f"Customer,Phone\nAnn,{ANN}\nBob,\n"))
    [(part, reason, _, _)] = remarks(api, listed)
    assert (state(api, listed), part) == (("ERRORS", 0), "source")
    assert "no header is homePhone, workPhone or mobilePhone, the first column holds 'Ann'" in reason


def test_files_of_old_macs_are_read(api):
    assert contacts(api, api.id(of_file(PLAIN.replace("\n", "\r").encode("mac_roman")))) == PEOPLE


def test_a_delimiter_within_quotes_is_none(api):
    listed = api.id(of_file(f'homePhone\tfirstName\t"city, state"\n{ANN}\tAnn\t"Reno, NV"\n'))
    assert contacts(api, listed) == [{"homePhone": ANN, "firstName": "Ann", "C": "Reno, NV"}]


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04\x14\x00", bytes(range(256)) * 10, b"\x00"]
)
def test_what_is_no_text_is_refused(api, content):
    with pytest.raises(Refused) as refused:
        api(of_file(content))
    assert refused.value.fault_code == "BAD_REQUEST"


def test_large_odd_files_are_read_behind_the_request(api):
    rows = "".join(f"{number(at)};\x0bName\n" for at in range(1_200))
    listed = api.id(of_file(f"sep=;\nhomePhone;firstName\n{rows}1.21322E+10;x\n\x1a"))
    assert state(api, listed) == ("VALIDATING", 0)
    api.advance(1)
    assert state(api, listed) == ("ACTIVE", 1_200)
    [(part, _, how_many, lines)] = remarks(api, listed)
    assert (part, how_many, lines) == ("row", 1, [1_203])


WRITTEN = [
    f"{ANN}.0",
    f"{ANN[0]}.{ANN[1:]}E10",
    f'="{ANN}"',
    f"'{ANN}",
    f"{ANN[1:4]}\u2013{ANN[4:7]}\u2013{ANN[7:]}",
    f"{ANN[1:4]}\u00a0{ANN[4:7]}\u00a0{ANN[7:]}",
    f"\u202a+{ANN}\u202c",
    f"tel:+{ANN}",
    f"({ANN[1:4]}) {ANN[4:7]}-{ANN[7:]} ext. 12",
    f"001 {ANN[1:]}",
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("slot", ["homePhone", "mobilePhone"])
def test_numbers_are_read_as_people_and_spreadsheets_write_them(api, written, slot):
    quoted = written.replace('"', '""')
    listed = api.id(of_file(f'firstName,{slot}\nAnn,"{quoted}"\n'))
    assert (contacts(api, listed), remarks(api, listed)) == ([{"firstName": "Ann", slot: ANN}], [])


MIXED = f"""firstName,homePhone,mobilePhone
Ann,{ANN},
Bob,1.21322E+10,
Cid,,
Dan,{ANN},
Eve,12135550111 or 12135550112,
Fay,n/a,{BOB}
Gus,48945317921,
Hal,11234567890,
Ida,{CID},
"""


def test_nothing_is_left_out_without_a_word(api):
    api(f"<CreateDncListRequest><Numbers>{CID}</Numbers></CreateDncListRequest>")
    listed = api.id(of_file(MIXED))
    assert contacts(api, listed) == [
        {"firstName": "Ann", "homePhone": ANN},
        {"firstName": "Fay", "mobilePhone": BOB},
    ]
    assert remarks(api, listed) == [
        ("row", "a spreadsheet has rounded it: scientific notation without all digits", 1, [3]),
        ("row", "it holds more than one number", 1, [6]),
        ("row", "its number is not of the United States or Canada", 1, [8]),
        ("row", "its number is on a do-not-contact list", 1, [10]),
        ("row", "its number is on the list already", 1, [5]),
        ("row", "nobody can have its number", 1, [9]),
        ("row", "there is no phone number in it", 1, [4]),
        ("phone", "it is no phone number", 1, [7]),
    ]


def test_without_validation_rows_stay_as_they_are(api):
    listed = api.id(of_file(MIXED, validate="false"))
    assert state(api, listed) == ("ACTIVE", 9)
    found = contacts(api, listed)
    assert [each["firstName"] for each in found] == [
        "Ann",
        "Bob",
        "Cid",
        "Dan",
        "Eve",
        "Fay",
        "Gus",
        "Hal",
        "Ida",
    ]
    assert found[1] == {"firstName": "Bob", "B": "1.21322E+10"}
    assert found[3] == {"firstName": "Dan", "homePhone": ANN}
    assert found[7]["homePhone"] == "11234567890"


def test_of_a_great_many_rows_all_are_counted_and_the_first_are_named(api):
    listed = api.id(of_file("homePhone\n" + "n/a!\n" * 5_000))
    api.advance(1)
    [(_, _, how_many, lines)] = remarks(api, listed)
    assert (state(api, listed), how_many, lines) == (("ACTIVE", 0), 5_000, list(range(2, 1_002)))


def test_other_sources_are_told_by_position(api):
    numbers = f"<Numbers>{ANN} 111 {ANN} {BOB}</Numbers>"
    listed = api.id(
        f"<CreateContactList><Name>x</Name><ContactSource>{numbers}</ContactSource></CreateContactList>"
    )
    assert {(each[1], *each[3]) for each in remarks(api, listed)} == {
        ("its number has too few digits: an area code and seven more are dialled", 2),
        ("its number is on the list already", 3),
    }
    people = f'<d:Contact firstName="x"/><d:Contact homePhone="{CID}"/><d:Contact/>'
    api(
        f"<AddContactsToList><ContactListId>{listed}</ContactListId><ContactSource>{people}</ContactSource>"
        "</AddContactsToList>"
    )
    assert remarks(api, listed)[-1] == ("row", "there is no phone number in it", 2, [1, 3])
    ids = api.id(
        "<CreateContactList><Name>x</Name><ContactSource><ContactId>99 2 1 2</ContactId></ContactSource>"
        "</CreateContactList>"
    )
    unknown = [("row", "the account has no such contact", 1, [1])]
    assert (state(api, ids), remarks(api, ids)) == (("ACTIVE", 2), unknown)


@pytest.mark.parametrize("rows", [1, 1_200])
def test_a_list_that_cannot_be_used_says_why(api, rows):
    content = "homePhone,firstName\n" + "".join(f"{number(at)},x\n" for at in range(rows)) + f'{ANN},"x'
    listed = api.id(of_file(content))
    api.advance(1)
    [(part, reason, _, _)] = remarks(api, listed)
    assert (state(api, listed), part) == (("PARSE_FAILED", 0), "source")
    assert f"line {rows + 2}" in reason
    api(f"<DeleteContactList><Id>{listed}</Id></DeleteContactList>")
    assert remarks(api, listed) == []


class TestLimits:
    @pytest.mark.parametrize(
        "content",
        ["homePhone" + ",x" * 2_000_000, f"homePhone,x\n{ANN}" + "," * 1_000, '"",' * 400_000 + ANN],
    )
    def test_a_file_with_too_many_columns_is_refused(self, api, content):
        with pytest.raises(Refused) as refused:
            api(of_file(content))
        assert refused.value.fault_code == "BAD_REQUEST"
        assert "a row may have 1000 columns (--max-columns)" in refused.value.text
        assert api("<QueryContactLists/>").all("ContactList") == []

    def test_one_that_turns_out_to_have_too_many_is_unusable(self, api):
        rows = "".join(f"{number(at)},x\n" for at in range(1_200))
        listed = api.id(of_file(f"homePhone,firstName\n{rows}{ANN}{',' * 1_000}\n"))
        api.advance(1)
        [(_, reason, _, _)] = remarks(api, listed)
        assert (state(api, listed), reason) == (
            ("ERRORS", 0),
            "line 1202: a row may have 1000 columns (--max-columns)",
        )

    def test_as_many_columns_as_may_be_are_read(self, api):
        listed = api.id(of_file("homePhone" + ",x" * 999 + f"\n{ANN}" + ",y" * 999))
        [found] = contacts(api, listed)
        assert len(found) == 1_000


class TestMarkedTexts:
    @pytest.mark.parametrize("validate", ["true", "false"])
    @pytest.mark.parametrize("marked", ['="00501"', '"=""00501"""', '=T("00501")', "'00501"])
    def test_what_is_marked_as_a_text_for_a_spreadsheet_is_that_text(self, api, marked, validate):
        content = f"homePhone,zipcode,lastName,x\n{ANN},{marked},{marked},{marked}\n{BOB},,,\n"
        listed = api.id(of_file(content, validate))
        known = dict.fromkeys(("zipcode", "lastName", "D"), "00501")
        assert contacts(api, listed) == [{"homePhone": ANN, **known}, {"homePhone": BOB}]

    def test_headers_may_be_marked(self, api):
        listed = api.id(of_file(f'=T("homePhone"),="zipcode"\n="{ANN}",="00501"\n'))
        assert contacts(api, listed) == [{"homePhone": ANN, "zipcode": "00501"}]

    def test_an_empty_text_is_nothing(self, api):
        listed = api.id(of_file(f'homePhone,workPhone,zipcode\n="",="{ANN}",=""\n'))
        assert (contacts(api, listed), remarks(api, listed)) == ([{"workPhone": ANN}], [])


FOREIGN, SHORT = "+6562345678", "5550123"
UNUSABLE = {
    FOREIGN: "its number is not of the United States or Canada",
    SHORT: "its number has too few digits: an area code and seven more are dialled",
    "11234567890": "nobody can have its number",
    "Manager": "it is no phone number",
    "212 Manager": "it is no phone number",
    "2135555001 Manager": "it has an unknown word behind it",
    "1.21356E+10": "a spreadsheet has rounded it: scientific notation without all digits",
}


class TestFurtherPhones:
    @pytest.mark.parametrize("given", UNUSABLE)
    @pytest.mark.parametrize("slot", ["workPhone", "mobilePhone"])
    def test_behind_a_phone_that_cannot_be_called_the_next_one_is(self, api, given, slot):
        listed = api.id(of_file(f"firstName,homePhone,{slot}\nAnn,{given},{ANN}\nBob,{BOB},\n"))
        assert contacts(api, listed) == [
            {"firstName": "Ann", slot: ANN},
            {"firstName": "Bob", "homePhone": BOB},
        ]
        assert remarks(api, listed) == [("phone", UNUSABLE[given], 1, [2])]

    @pytest.mark.parametrize("given", UNUSABLE)
    def test_alone_it_is_a_reason_of_its_own(self, api, given):
        listed = api.id(of_file(f"firstName,homePhone\nAnn,{given}\nBob,{BOB}\n"))
        assert [each["firstName"] for each in contacts(api, listed)] == ["Bob"]
        assert remarks(api, listed) == [("row", UNUSABLE[given], 1, [2])]

    def test_it_may_be_the_third(self, api):
        listed = api.id(of_file(f"homePhone,workPhone,mobilePhone\n{FOREIGN},{SHORT},{ANN}\n"))
        assert contacts(api, listed) == [{"mobilePhone": ANN}]
        told = [("phone", UNUSABLE[SHORT], 1, [2]), ("phone", UNUSABLE[FOREIGN], 1, [2])]
        assert remarks(api, listed) == told

    def test_if_none_can_be_called_the_row_is_left_out_for_its_first(self, api):
        listed = api.id(of_file(f"homePhone,workPhone\n{FOREIGN},{SHORT}\n{ANN},\n"))
        assert (contacts(api, listed), remarks(api, listed)) == (
            [{"homePhone": ANN}],
            [("row", UNUSABLE[FOREIGN], 1, [2])],
        )

    @pytest.mark.parametrize("phones", [f"{CID},{ANN}", f"{FOREIGN},{CID}", f"{SHORT},{CID}"])
    def test_who_has_forbidden_a_number_is_not_called_by_another(self, api, phones):
        api(f"<CreateDncListRequest><Numbers>{CID}</Numbers></CreateDncListRequest>")
        listed = api.id(of_file(f"homePhone,workPhone\n{phones}\n{BOB},\n"))
        assert contacts(api, listed) == [{"homePhone": BOB}]
        assert remarks(api, listed) == [("row", "its number is on a do-not-contact list", 1, [2])]

    def test_a_number_that_is_on_the_list_already_is_no_reason_to_call_another(self, api):
        listed = api.id(of_file(f"homePhone,workPhone\n{ANN},\n{ANN},{BOB}\n{FOREIGN},{ANN}\n"))
        assert contacts(api, listed) == [{"homePhone": ANN, "workPhone": BOB}]
        assert remarks(api, listed) == [
            ("row", "its number is on the list already", 2, [3, 4]),
            ("phone", UNUSABLE[FOREIGN], 1, [4]),
        ]

    def test_what_is_behind_the_first_that_can_be_called_stays(self, api):
        listed = api.id(of_file(f"homePhone,workPhone\n{ANN},{FOREIGN}\n"))
        assert contacts(api, listed) == [{"homePhone": ANN, "workPhone": FOREIGN}]
        assert remarks(api, listed) == []

    def test_contacts_of_a_request_are_taken_likewise(self, api):
        people = f'<d:Contact homePhone="{FOREIGN}" mobilePhone="{ANN}"/><d:Contact homePhone="{SHORT}"/>'
        source = f"<ContactSource>{people}</ContactSource>"
        listed = api.id(f"<CreateContactList><Name>x</Name>{source}</CreateContactList>")
        assert contacts(api, listed) == [{"mobilePhone": ANN}]
        assert remarks(api, listed) == [
            ("row", UNUSABLE[SHORT], 1, [2]),
            ("phone", UNUSABLE[FOREIGN], 1, [1]),
        ]

    def test_the_number_that_can_be_called_is_called(self, api):
        listed = api.id(of_file(f"homePhone,mobilePhone\n{FOREIGN},{ANN}\n"))
        batch = f"<ContactListId>{listed}</ContactListId><Start>true</Start>"
        api.add_batch(api.create(voice()), rest=batch)
        api.advance(minutes=5)
        assert [dialled for _, dialled in api.dialled()] == [ANN]


ABROAD = ["+6562345678", "+47 22 34 56 78", "tel:+3223456789", "\uff0b64 6 234 5678", "(+65) 6234-5678"]


@pytest.mark.parametrize("given", ABROAD)
def test_a_country_code_with_few_digits_behind_it_is_no_area_code(api, given):
    listed = api.id(of_file(f"firstName,homePhone\nAnn,{given}\nBob,{BOB}\n"))
    assert contacts(api, listed) == [{"firstName": "Bob", "homePhone": BOB}]
    assert remarks(api, listed) == [("row", "its number is not of the United States or Canada", 1, [2])]


def test_a_number_abroad_is_never_dialled_at_home(api):
    api.send_call("+6562345678", "+4722345678")
    api.send_text("+6562345678")
    api.advance(minutes=5)
    assert [each.State for each in (*api.calls(), *api.texts())] == ["INVALID"] * 3
    assert api.dialled() == []
    listed = api.id(of_file("homePhone\n+6562345678\n", validate="false"))
    assert contacts(api, listed) == [{"homePhone": "+6562345678"}]
    given = "<ContactSource><d:Contact homePhone='+6562345678'/></ContactSource>"
    api.id(f"<CreateContactList><Name>x</Name>{given}</CreateContactList>")
    found = api("<QueryContacts><Field>homePhone</Field><String>16562345678</String></QueryContacts>")
    assert found.all("Contact") == []
    with pytest.raises(Refused, match=r"not phone numbers: \+6562345678"):
        api("<CreateDncListRequest><Numbers>+6562345678</Numbers></CreateDncListRequest>")


ODD_BEGINNINGS = ["1.21356E+10", "########", "#N/A", "2l35555001", f"{ANN} or {CID}"]
PLACES = ["{}\n%s\n", "Zed,{}\nBob,%s\n", "{},Zed\n%s,Bob\n", "{}\nx\n%s\n"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("given", ODD_BEGINNINGS)
def test_a_first_line_that_cannot_be_read_is_a_row(api, given, place):
    content = (place % BOB).format(given)
    listed = api.id(of_file(content))
    assert [each["homePhone"] for each in contacts(api, listed) if each["homePhone"] != "x"] == [BOB]
    assert [1 in lines for part, _, _, lines in remarks(api, listed) if part == "row"].count(True) == 1
    kept = api.id(of_file(content, validate="false"))
    assert state(api, kept) == ("ACTIVE", content.count("\n"))
    assert given in contacts(api, kept)[0].values()
    assert remarks(api, kept) == []


@pytest.mark.parametrize("header", ["Phone 2", "number 2024", "homePhone", "n/a", "phone", "Tel. #1"])
def test_a_first_line_that_names_columns_is_none(api, header):
    listed = api.id(of_file(f"{header}\n{BOB}\n"))
    assert (contacts(api, listed), remarks(api, listed)) == ([{"homePhone": BOB}], [])


def test_what_cannot_be_read_beside_a_phone_is_kept_without_validation(api):
    content = f"homePhone,workPhone\n1.21356E+10,{BOB}\n{ANN},?!\n"
    listed = api.id(of_file(content, validate="false"))
    assert contacts(api, listed) == [{"workPhone": BOB, "A": "1.21356E+10"}, {"homePhone": ANN, "B": "?!"}]
    assert remarks(api, listed) == []


@pytest.mark.parametrize("validate", ["true", "false"])
def test_ids_that_nobody_has_are_told(api, validate):
    api.id(of_file(PLAIN))
    source = "<ContactSource><ContactId>999 1 998</ContactId></ContactSource>"
    listed = api.id(
        f"<CreateContactList><Name>x</Name><Validate>{validate}</Validate>{source}</CreateContactList>"
    )
    assert state(api, listed) == ("ACTIVE", 1)
    assert remarks(api, listed) == [("row", "the account has no such contact", 2, [1, 3])]
