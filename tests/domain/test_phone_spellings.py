"""Phone numbers as people and spreadsheets write them."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.extension_words import EXTENSION_WORDS
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.domain.phone_spellings import Misread, read_phone
from callfire_soap.domain.plain_letters import plain_letters
from tests.growth import assert_linear

READ = {
    "2135555001": "2135555001",
    "(213) 555-5001": "2135555001",
    "+1 (213) 555-5001": "12135555001",
    "12135555001.0": "12135555001",
    "2135555001.00": "2135555001",
    "1.2132212384E10": "12132212384",
    "1.2132212384E+10": "12132212384",
    "1,2132212384E+10": "12132212384",
    '="12135555001"': "12135555001",
    '="213-555-5001"': "2135555001",
    "=12135555001": "12135555001",
    "'12135555001": "12135555001",
    "\u201912135555001": "12135555001",
    "213\u2013555\u20135001": "2135555001",
    "213\u2014555\u22125001": "2135555001",
    "213\xa0555\xa05001": "2135555001",
    "213\u2009555\u200a5001": "2135555001",
    "\u202a+12135555001\u202c": "12135555001",
    "\u2066+12135555001\u2069": "12135555001",
    "213\u200b5555001": "2135555001",
    "\ufeff2135555001": "2135555001",
    "tel:+1-213-555-5001": "12135555001",
    "tel:+1-213-555-5001;ext=5": "12135555001",
    "TEL: 213 555 5001": "2135555001",
    "Phone: (213) 555-5001": "2135555001",
    "213-555-5001 x12": "2135555001",
    "213-555-5001x12": "2135555001",
    "213-555-5001 ext. 5": "2135555001",
    "213-555-5001 Ext 5": "2135555001",
    "213-555-5001;ext=5": "2135555001",
    "213-555-5001 #5": "2135555001",
    "213-555-5001#5": "2135555001",
    "213-555-5001 extension 1234": "2135555001",
    "2135555001,,5": "2135555001",
    "213-555-5001 (ext 12)": "2135555001",
    "213-555-5001, ext. 7": "2135555001",
    "213-555-5001 ext: 7": "2135555001",
    "\uff12\uff11\uff13\uff15\uff15\uff15\uff15\uff10\uff10\uff11": "2135555001",
    "\uff0b\uff11\uff08\uff12\uff11\uff13\uff09\uff15\uff15\uff15\uff0d\uff15\uff10\uff10\uff11": "12135555001",
    "\u0662\u0661\u0663\u0665\u0665\u0665\u0665\u0660\u0660\u0661": "2135555001",
    "(213) 555.5001": "2135555001",
    "213.555.5001": "2135555001",
    "001 213 555 5001": "12135555001",
    "00 1 213 555 5001": "12135555001",
    "0012135555001": "12135555001",
    "011 1 213 555 5001": "12135555001",
    "1-213-555-5001": "12135555001",
    "+1.213.555.5001": "12135555001",
    "1 (213) 555 5001": "12135555001",
    "(1) 213-555-5001": "12135555001",
    "+1(213)5555001": "12135555001",
    "(+1) 213 555 5001": "12135555001",
    "21355550012135555002": "21355550012135555002",
    "213-555-5001 / (213) 555 5001": "12135555001",
    "213/555-5001": "2135555001",
    "2,135,555,001": "2135555001",
    "12,135,555,001.00": "12135555001",
    "1-800-FLOWERS": "18003569377",
    "1 800 GO FEDEX": "18004633339",
    "(800) 555-CALL": "8005552255",
    "213-555-5001 (cell)": "2135555001",
    "213-555-5001 cell": "2135555001",
    "cell 213-555-5001": "2135555001",
    "c: 213-555-5001": "2135555001",
    "+47 22 34 56 78": "+4722345678",
    "tel:+6562345678": "+6562345678",
    '="+6562345678"': "+6562345678",
    "\uff0b65 6234 5678": "+6562345678",
    "(+65) 6234-5678": "+6562345678",
    "+(213) 555-5001": "+2135555001",
    "+6562345678.0": "+6562345678",
    "+65 6234 5678 x12": "+6562345678",
    "none": "none",
    "Front_Desk": "Front_Desk",
    "111": "111",
    "112": "112",
    "67076": "67076",
    "169299452001": "169299452001",
    "+44 (0)20 7946 0958": "442079460958",
    "0044 20 7946 0958": "442079460958",
    "+48 94 531 79 21": "48945317921",
    "-2135555001": "2135555001",
    "(213) 555-5001.": "2135555001",
    "[213] 555-5001": "2135555001",
    "213\xb7555\xb75001": "2135555001",
    "213_555_5001": "2135555001",
    "<tel:+12135555001>": "12135555001",
    "111.0": "111",
    "213.555.0000": "2135550000",
    "213555.0000": "2135550000",
    "12135555001E0": "12135555001",
    "1.21355550010E10": "12135555001",
    "1.213555500100E+10": "12135555001",
    "213-555-5001 p5": "2135555001",
    "213\xad555\xad5001": "2135555001",
    "\t213-555-5001": "2135555001",
    "213-555-50011": "21355550011",
    "Home 213-555-5001": "2135555001",
    "213\u2010555\u20105001": "2135555001",
    "213\ufe63555\uff0d5001": "2135555001",
    "tel.: 213-555-5001": "2135555001",
    "213-555-5001 x": "2135555001",
    "213-555-5001x": "2135555001",
    "(213) 555-5001 ext": "2135555001",
    "213-555-5001 ext.": "2135555001",
    "213-555-5001, Ext.:": "2135555001",
    "213-555-5001 (ext. )": "2135555001",
    "213-555-5001 x____": "2135555001",
    "213-555-5001 Extension": "2135555001",
    "213-555-5001;ext=": "2135555001",
    "213-555-5001;ext": "2135555001",
    "213-555-5001 poste 5": "2135555001",
    "213-555-5001, poste no 5": "2135555001",
    "213-555-5001 POSTE": "2135555001",
    "213-555-5001 extensi\u00f3n 5": "2135555001",
    "213-555-5001 extensio\u0301n 5": "2135555001",
    "213-555-5001 anexo 12": "2135555001",
    "213-555-5001 int. 12": "2135555001",
    "213-555-5001 Durchwahl 12": "2135555001",
    "213-555-5001 DW-12": "2135555001",
    "213-555-5001 Nebenstelle 12": "2135555001",
    "213-555-5001 ramal 12": "2135555001",
    "213-555-5001 local 12": "2135555001",
    "213-555-5001 \u0434\u043e\u0431. 5": "2135555001",
    "213-555-5001 Ext#5": "2135555001",
    "213-555-5001 p. 5": "2135555001",
    "213-555-5001 ext: none": "2135555001",
    "213-555-5001 ext N/A": "2135555001",
    "213-555-5001 Klappe 5": "2135555001",
    "213-555-5001 \u5185\u7dda5": "2135555001",
    "213-555-5001 Ext. # 5": "2135555001",
    "213-555-5001\xa0ext.\xa05": "2135555001",
    "213-555-5001 - x5": "2135555001",
    "213-555-5001/x5": "2135555001",
    "213-555-5001 ~5": "2135555001",
    "213-555-5001 x5 (work)": "2135555001",
    "213-555-5001 (work) x5": "2135555001",
    "1-800-FLOWERS ext. 5": "18003569377",
    '=T("213-555-5001")': "2135555001",
    '= t( "213-555-5001" )': "2135555001",
    "800-GOT-JUNK": "8004685865",
    "800 FLOWERS": "8003569377",
    "1800FLOWERS": "18003569377",
    "1-800-Flowers": "18003569377",
    "1 800 Got Junk": "18004685865",
    "(888) 555-HELP": "8885554357",
    "213-555-HELP": "2135554357",
    "(213) 555.HELP": "2135554357",
    "1-212-MATTRES": "12126288737",
    "213-GOT-MILK": "2134686455",
    "(213) HOT-DOGS": "2134683647",
    "(213)HOT-DOGS": "2134683647",
    "213.GOT.MILK": "2134686455",
    "(213) 4MY-CARS": "2134692277",
    "213\u2013CAR\u2013LOAN": "2132275626",
}
SEVERAL = [
    "213-555-5001 / 213-555-5002",
    "213-555-5001/213-555-5002",
    "2135555001, 2135555002",
    "2135555001 2135555002",
    "213-555-5001 or 213-555-5002",
    "213-555-5001;213-555-5002",
    "213-555-5001\n213-555-5002",
    "213-555-5001/02",
    "213 555 5001 213 555 5002",
    "555-5001 / 555-5002",
    "213-555-5001 & 213-555-5002",
    "213-555-5001 213-555-5002",
]
ROUNDED = [
    "1.21322E+10",
    "1.2E+10",
    "1E10",
    "1.213555E10",
    "1,2136E+10",
]
NOTHING = [
    "(c) 213-555-5001",
    "n/a",
    "n/a!",
    "",
    "---",
    "+",
    "\u0662\u0663",
    "\xb2",
    "2135555001.5",
    "#N/A",
    "#REF!",
    "213555500l",
    "2135555O01",
    "sip:+12135555001@x.com",
    "fax: 213-555-5001",
    "212 Manager",
    "212 manager",
    "212 MANAGER",
    "212-Manager",
    "888 Manager",
    "800 - Manager",
    "212 The Boss",
    "212 4people",
    "213 555 home",
    "213 555 HOME",
    "213-555-home",
    "213555cell",
    "800 555 home",
    "Room 212 Manager",
    "800-FLOWER",
    "800-FLOWERSX",
    "213-555-5001 ext. 12345678",
    "212 THE-BOSS",
    "212-The-Boss",
    "212 TOP BOSS",
    "213-EXT-5001",
    "213-555-1OOO",
    "213-OOO-IOOI",
    "Bob 213-555-5001",
    "555-5001 Bob",
]
UNKNOWN_WORDS = [
    "213-555-5001w",
    "213-555-5001 box",
    "213-555-5001 extra",
    "213-555-5001 (Bob)",
    "213-555-5001, Bob 2",
    "213-555-5001 \u0441\u043e\u0442",
    "+1-213-555-5001 Ext. 5 or 6",
    "+44 20 7946 0958 maybe",
]


@pytest.mark.parametrize("text", READ)
def test_what_can_mean_one_number_only_is_read(text):
    assert read_phone(text) == (READ[text], None)


@pytest.mark.parametrize("text", SEVERAL)
def test_what_may_be_one_of_several_is_not_read(text):
    assert read_phone(text) == (None, Misread.SEVERAL)


@pytest.mark.parametrize("text", ROUNDED)
def test_what_has_lost_digits_is_not_read(text):
    assert read_phone(text) == (None, Misread.LOST_DIGITS)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_number_is_not_read(text):
    assert read_phone(text) == (None, Misread.NO_NUMBER)


@pytest.mark.parametrize("text", UNKNOWN_WORDS)
def test_an_unknown_word_behind_a_whole_number_is_a_reason_of_its_own(text):
    assert read_phone(text) == (None, Misread.UNKNOWN_WORD)


@pytest.mark.parametrize("word", sorted(EXTENSION_WORDS))
def test_extensions_are_left_out_in_many_languages(word):
    for each in (word, word.upper(), plain_letters(word)):
        for form in ("{} 5", "{}. 5", "{}5", "({} 5)", "- {}: 5", "{}"):
            assert read_phone(f"213 555 5001 {form.format(each)}") == ("2135555001", None)
    assert read_phone(f"213 555 5001 {word}zz 5") == (None, Misread.UNKNOWN_WORD)


def test_more_digits_than_a_number_has_are_none():
    assert read_phone("+1 213 555 5001 99999") == (None, Misread.TOO_LONG)
    assert read_phone("(213) 555-5001" + "x" * 300) == (None, Misread.NO_NUMBER)


NATIONAL = st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)
INVISIBLE = "\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u00ad\u2060"
BLANKS = " \u00a0\u2000\u2007\u2009\u202f\u3000"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"


@given(NATIONAL, st.data())
def test_a_number_is_the_same_with_all_kinds_of_marks_in_it(national, choice):
    between = st.text(BLANKS + INVISIBLE, max_size=3)
    marks = [
        choice.draw(between) + choice.draw(st.sampled_from(DASHES + ". ")) + choice.draw(between)
        for _ in "12"
    ]
    before = choice.draw(st.sampled_from(["", "+1", "1-", "001 ", "tel:+1", "'", '="', "Phone: "]))
    written = f"{choice.draw(between)}{before}{national[:3]}{marks[0]}{national[3:6]}{marks[1]}{national[6:]}"
    assert normalize(read_phone(written).number) == "1" + national


@given(NATIONAL, st.sampled_from([0, 1, 2, 3]))
def test_what_the_library_writes_is_read(national, style):
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(national), extension="123")
    assert normalize(read_phone(phonenumbers.format_number(number, style)).number) == "1" + national


@given(st.text(max_size=40))
def test_any_text_is_read_as_digits_or_a_word_or_not_at_all(text):
    number, misread = read_phone(text)
    assert (number is None) != (misread is None)
    assert number is None or normalize(number)
    assert number is None or (number.isascii() and (number.isdigit() or number.replace("_", "a").isalpha()))


@given(NATIONAL, NATIONAL, st.sampled_from([" / ", "/", ", ", ";", " or ", " ", "\n", " & "]))
def test_two_numbers_are_never_read_as_one(one, other, between):
    found = read_phone(one + between + other)
    assert found.number is None if one != other else normalize(found.number) == "1" + one


HOSTILE = [
    "(",
    "+",
    "1",
    "1-",
    " ",
    "x",
    "ext ",
    "tel:",
    '="',
    "2135555001 ",
    ";a=",
    "1,",
    "1E",
    "/",
    "\n",
    "\u200b",
    "a",
    "2135555001 -",
    "2135555001( ",
    "A-",
    "n. ",
    "=T(",
    "2135555001 a",
    "AAA-",
    "O",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_reading_takes_no_more_work_than_there_is_text(piece):
    assert_linear(
        lambda text: [read_phone(text[at : at + 255]) for at in range(0, len(text), 255)],
        lambda size: piece * size,
    )
