"""By which words people ask for no more texts."""

from string import ascii_lowercase, ascii_uppercase, digits

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.opt_outs import (
    HELP_WORDS,
    START_WORDS,
    STOP_WORDS,
    THE_USUAL,
    OptOutRules,
    Wish,
    plain_words,
    words_of,
)
from tests.growth import assert_linear

STRICT = OptOutRules(is_strict=True)

# What people and their phones put around a word, or make of it.
DRESSED = [
    "{}",
    " {}\n",
    "{}.",
    "{}!!!",
    "...{}",
    '"{}"',
    "'{}'",
    "`{}`",
    "\u201c{}\u201d",
    "\u2018{}\u2019",
    "\u00ab {} \u00bb",
    "\u201e{}\u201c",
    "({})",
    "*{}*",
    "_{}_",
    "#{}",
    "{} :-)",
    "\U0001f6d1 {}",
    "{}\U0001f64f\U0001f3fd",
    "{} \u2764\ufe0f",
    "{} \u2139\ufe0f",
    "{}\u2122",
    "\u24c2\ufe0f{}",
    "{} 1\ufe0f\u20e3",
    "{}\ufe0f",
    "\ufeff{}\u200b",
    "\u2068{}\u2069",
    "\r\n\u2028{}\u0085",
    "\u00a0{}\u3000",
    "{}\x00",
    "{}\u3164",
    "\u2800{}\u1160",
    "{0} {0}",
    "{0}! {0}!",
]


@pytest.mark.parametrize("dress", DRESSED)
@pytest.mark.parametrize(
    ("word", "wish"), [("Stop", Wish.STOP), ("qUIT", Wish.STOP), ("unstop", Wish.START), ("Info", Wish.HELP)]
)
def test_what_stands_around_a_word_says_nothing(word, wish, dress):
    assert THE_USUAL.wish_of(dress.format(word)) is wish


@pytest.mark.parametrize(
    "written",
    [
        "\uff33\uff34\uff2f\uff30",
        "\uff53\uff54\uff4f\uff50",
        "\U0001d412\U0001d413\U0001d40e\U0001d40f",
        "\u24c8\u24c9\u24c4\u24c5",
        "S\u200bT\u200bO\u200bP",
        "ST\u00adOP",
        "S.T.O.P.",
        "s t o p",
        "STOP ALL",
        "stop-all",
        "StopAll",
        "Opt out",
        "OPT-OUT",
        "optout",
        "Arr\u00eat",
        "ARRE\u0302T",
        "Stop, unsubscribe!",
    ],
)
def test_a_word_is_heard_however_it_is_written(written):
    assert THE_USUAL.wish_of(written) is Wish.STOP


def test_every_letter_and_digit_belongs_to_a_word():
    word = ascii_uppercase + digits + ascii_lowercase
    assert plain_words(f"-{word}_") == [word.upper()]


def test_all_words_count():
    for words, wish in (STOP_WORDS, Wish.STOP), (START_WORDS, Wish.START), (HELP_WORDS, Wish.HELP):
        assert {THE_USUAL.wish_of(word) for word in words} == {wish}


@pytest.mark.parametrize(
    "message",
    [
        "please don't stop",
        "stop by at 5",
        "end of story",
        "The End",
        "STOP it",
        "non-stop",
        "stopp",
        "nonstop",
        "Quit smoking!",
        "Can I cancel my order?",
        "help me",
        "start over",
        "STOP START",
        "STOP 2",
        "yes",
        "",
        " ",
        "!?",
        "\U0001f6d1",
        "\u0441\u0442\u043e\u043f",
    ],
)
def test_other_words_ask_for_nothing(message):
    assert THE_USUAL.wish_of(message) is None


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("STOP pizza", (Wish.STOP, "PIZZA")),
        ("stop: 'Pizza'!", (Wish.STOP, "PIZZA")),
        ("opt out pizza", (Wish.STOP, "PIZZA")),
        ("unsubscribe pizza", (Wish.STOP, "PIZZA")),
        ("start pizza", (Wish.START, "PIZZA")),
        ("help pizza", (Wish.HELP, "PIZZA")),
        ("pizza STOP", (Wish.STOP, "PIZZA")),
        ("Pizza. Stop.", (Wish.STOP, "PIZZA")),
        ("pizza: opt out!", (Wish.STOP, "PIZZA")),
        ("PIZZA stop all", (Wish.STOP, "PIZZA")),
        ("#pizza - stop, quit", (Wish.STOP, "PIZZA")),
        ("stop pizza stop", (Wish.STOP, "PIZZA")),
        ("pizza pizza stop", (Wish.STOP, "PIZZA")),
        ("pizza unstop", (Wish.START, "PIZZA")),
        ("pizza help", (Wish.HELP, "PIZZA")),
        # A word that is written apart stands on one side of the keyword.
        ("opt pizza out", None),
        ("pizza stop now", None),
        ("don't stop pizza", None),
        ("pizza stop start", None),
        ("stop help pizza", None),
        ("pizza", None),
        ("STOP", None),
        ("STOP a b", None),
        ("go pizza", None),
        ("", None),
    ],
)
def test_a_keyword_may_be_named(message, asked):
    assert THE_USUAL.keyword_in(message) == asked


@pytest.mark.parametrize(("message", "wish"), [("STOP", Wish.STOP), (" stop\n", Wish.STOP)])
def test_strictly_stop_alone_is_heard(message, wish):
    assert STRICT.wish_of(message) is wish


@pytest.mark.parametrize("message", ["Stop.", '"STOP"', "STOPALL", "QUIT", "START", "HELP", ""])
def test_strictly_nothing_else_is(message):
    assert STRICT.wish_of(message) is None


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("STOP pizza!", (Wish.STOP, "PIZZA")),
        ("quit pizza", None),
        ("pizza STOP", None),
        ("STOP", None),
        ("", None),
        ("STOP a b", None),
    ],
)
def test_strictly_a_keyword_follows_stop(message, asked):
    assert STRICT.keyword_in(message) == asked


@pytest.mark.parametrize(
    ("wish", "text", "names"),
    [
        (Wish.HELP, "Call us for help.", True),
        (Wish.STOP, "Text STOP to stop", True),
        (Wish.STOP, "opt out", True),
        (Wish.STOP, "opt out, or not", False),
        (Wish.STOP, "Reply HELP", False),
        (Wish.START, "Welcome back", False),
        (Wish.START, "", False),
    ],
)
def test_a_text_names_a_wish_among_other_words(wish, text, names):
    assert THE_USUAL.names(wish, text) is names


def test_each_wish_has_an_answer_of_its_own():
    rules = OptOutRules(stop_answer="a", start_answer="b", help_answer="c")
    assert [rules.answer_to(wish) for wish in (Wish.STOP, Wish.START, Wish.HELP)] == ["a", "b", "c"]


def test_other_words_may_be_set():
    rules = OptOutRules(stop_words=words_of("basta, no mas"), help_words=words_of("ayuda"))
    heard = [
        rules.wish_of(message) for message in ("Basta!", "no m\u00e1s", "NOMAS", "AYUDA", "STOP", "start")
    ]
    assert heard == [Wish.STOP, Wish.STOP, Wish.STOP, Wish.HELP, None, Wish.START]


def test_a_word_asks_for_one_thing():
    with pytest.raises(BadRequest, match="WIN cannot be a STOP word and a HELP word"):
        OptOutRules(stop_words=words_of("win"), help_words=words_of("INFO, W\u00ccN"))
    rules = OptOutRules(stop_words=words_of("win"), start_words=words_of("stop"))
    assert (rules.wish_of("STOP"), rules.wish_of("win")) == (Wish.START, Wish.STOP)


@pytest.mark.parametrize("listed", ["", ",", "STOP,", "!"])
def test_lists_without_words_are_refused(listed):
    with pytest.raises(BadRequest, match="is no list of words"):
        words_of(listed)


@pytest.mark.parametrize(
    "unit",
    [
        "STOP ",
        "!",
        "\u200b",
        "\ufdfa",
        "stop",
        "\u2139\ufe0f",
        "e\u0301",
        "STOP x,,,,",
        "x STOP y ",
        "\u00e9",
    ],
)
@pytest.mark.parametrize("rules", [THE_USUAL, STRICT], ids=["usual", "strict"])
def test_reading_takes_as_long_as_the_text(rules, unit):
    assert_linear(
        lambda message: (rules.wish_of(message), rules.keyword_in(message)), lambda n: unit * n + "x"
    )
