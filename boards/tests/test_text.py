"""Texts from outside: cleaned of what nobody sees, and compared by what people see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.addresses import mailto
from boards.text import clean_line, clean_text, identity_key

odd_text = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "a \t\n\r\x0b\x0c\x85\u2028\u200b\u200c\u200d\u202e\ufeff\u00ad\u0301\ufe0f\u094d😀\u115f"
        ),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Nacht\u00adzug\u200b\ufeff", "Nachtzug"),
        ("\u202eexe.txt\u202c and \u2066more\u2069", "exe.txt and more"),
        ("a\0b\x07c\ufffe\ufdd0d", "abcd"),
        ("one\x0btwo\x0cthree\x85four\u2028five\r\nsix", "one two three four five six"),
        ("\u3000wide\u00a0 space ", "wide space"),
        ("Cafe\u0301", "Café"),
        ("\u115f\u3164\u2800", ""),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("x" + "\u0335" * 200, "x" + "\u0335" * 8),
        # What a joiner or a selector makes visible stays.
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍💻 ❤️ 葛\U000e0100", "👩‍💻 ❤️ 葛\U000e0100"),
        ("क्‍ष", "क्‍ष"),
    ],
)
def test_a_line_holds_what_is_seen(typed: str, line: str) -> None:
    assert clean_line(typed) == line


def test_vertical_white_space_ends_a_line_and_never_glues_words() -> None:
    typed = "We are engineers\x0bOwn it\x0cShip it\x85Run it\u2028Mend it\u2029Rest\r\nEnd\rStop"
    assert clean_text(typed).split("\n") == [
        *("We are engineers", "Own it", "Ship it", "Run it", "Mend it", "Rest", "End", "Stop"),
    ]


@given(odd_text)
def test_cleaning_again_changes_nothing(text: str) -> None:
    for clean in (clean_line, clean_text, identity_key):
        assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "same",
    [
        *("ACME Tools", "acme tools", "Acme\u200b Tools", "Acme  Tools ", "Ａｃｍｅ Tools"),
        *("Acme\u00a0Tools\ufe0f", "Ac\u00adme Tools"),
    ],
)  # fmt: skip
def test_names_that_read_the_same_have_one_key(same: str) -> None:
    assert identity_key(same) == identity_key("Acme Tools")


def test_other_names_have_other_keys() -> None:
    assert identity_key("Cafe") != identity_key("Café")
    assert identity_key("Cafe\u0301") == identity_key("CAFÉ")
    assert len({identity_key(name) for name in ("Acme", "Acme Ltd", "Ac me")}) == 3


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("foo?cc=v@example.com", "mailto:foo%3Fcc%3Dv@example.com"),
        ("hire#berlin@example.com", "mailto:hire%23berlin@example.com"),
        ("a&bcc=v%20@example.com", "mailto:a%26bcc%3Dv%2520@example.com"),
        ("jobs+go@example.com", "mailto:jobs+go@example.com"),
    ],
)
def test_a_link_holds_the_address_whole(address: str, link: str) -> None:
    assert mailto(address) == link
    assert mailto(address, subject="C# & more?") == f"{link}?subject=C%23%20%26%20more%3F"
