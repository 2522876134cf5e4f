"""Tokens are derived from a row and SECRET_KEY: nothing in the database opens a page."""

import pytest
from pytest_django.fixtures import Settings

from boards import tokens

OLD, NEW = "an-old-key-" * 5, "a-new-key-" * 5


def test_a_token_says_its_row_and_version() -> None:
    token = tokens.sign(salt="one", pk=7, version=12)
    assert tokens.read(token, salt="one") == (7, 12)


def test_a_token_is_of_one_purpose() -> None:
    assert tokens.read(tokens.sign(salt="one", pk=7, version=12), salt="other") is None


def test_a_token_may_stand_in_an_address_as_it_is() -> None:
    token = tokens.sign(salt="one", pk=2**63 - 1, version=tokens.MAX_VERSION)
    assert token.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert token.isascii() and len(token) < 80


@pytest.mark.parametrize("token", ["", ".", "7", "7.12", "7.12.", "7.12.x", "\0", "🙂", "." * 5000, "x" * 43])
def test_what_was_not_signed_is_nothing(token: str) -> None:
    assert tokens.read(token, salt="one") is None


@pytest.mark.parametrize("changed", ["8.12", "7.13", "07.12", "7.012", "7.12.0", " 7.12"])
def test_a_changed_claim_is_nothing(changed: str) -> None:
    signature = tokens.sign(salt="one", pk=7, version=12).rpartition(".")[2]
    assert tokens.read(f"{changed}.{signature}", salt="one") is None


def test_a_key_that_is_rotated_out_stays_good_while_it_is_a_fallback(settings: Settings) -> None:
    settings.SECRET_KEY = OLD
    token = tokens.sign(salt="one", pk=7, version=12)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert tokens.read(token, salt="one") == (7, 12)
    assert tokens.sign(salt="one", pk=7, version=12) != token
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.read(token, salt="one") is None


def test_no_two_rows_start_with_the_same_version() -> None:
    """Ids are given out again after a restored backup; an old link must not open a new row."""
    assert len({tokens.new_version() for _ in range(50)}) > 45
