import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.guards import (
    refuse_live_key,
    refuse_mixed_modes,
    refuse_sandbox,
    refuse_unknown_second_factor,
    require,
)


def test_missing_and_blank_variables_are_named_together() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        require(
            {"SECRET_KEY": " ", "DATABASE_URL": "sqlite:///x"}, ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL"]
        )

    assert "SECRET_KEY, EMAIL_URL" in str(refusal.value)
    assert "DATABASE_URL" not in str(refusal.value)


def test_nothing_missing_is_no_complaint() -> None:
    require({"SECRET_KEY": "x"}, ["SECRET_KEY"])


@pytest.mark.parametrize(
    "configuration",
    [
        {"secret_key": "sk_test_sandbox", "webhook_secrets": ["whsec_a"], "api_base": ""},
        {"secret_key": "sk_test_a", "webhook_secrets": ["whsec_a", "whsec_sandbox"], "api_base": ""},
        {"secret_key": "sk_test_a", "webhook_secrets": ["whsec_a"], "api_base": "http://127.0.0.1:12111"},
    ],
)
def test_any_part_of_the_sandbox_is_refused(configuration) -> None:
    with pytest.raises(ImproperlyConfigured):
        refuse_sandbox(**configuration)


@pytest.mark.parametrize(
    ("mode", "key"),
    [("live", "sk_live_a"), ("live", "rk_live_a"), ("test", "sk_test_a"), ("test", "rk_test_a")],
)
def test_a_key_of_the_declared_mode_passes(mode: str, key: str) -> None:
    refuse_mixed_modes(mode=mode, secret_key=key, webhook_secrets=["whsec_a"])


@pytest.mark.parametrize(
    ("mode", "key"),
    [
        ("live", "sk_test_a"),
        ("test", "sk_live_a"),
        ("test", "rk_live_a"),
        ("live", "pk_live_a"),
        ("test", "whsec_a"),
        ("", "sk_live_a"),
    ],
)
def test_a_key_of_another_mode_or_kind_is_refused_without_being_shown(mode: str, key: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_mixed_modes(mode=mode, secret_key=key, webhook_secrets=["whsec_a"])

    assert key not in str(refusal.value)


def test_a_key_in_the_place_of_a_webhook_secret_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        refuse_mixed_modes(mode="live", secret_key="sk_live_a", webhook_secrets=["whsec_a", "sk_live_b"])


def test_development_refuses_live_keys() -> None:
    refuse_live_key("sk_test_a")
    with pytest.raises(ImproperlyConfigured):
        refuse_live_key("rk_live_a")


def test_a_second_factor_that_nobody_understands_is_refused() -> None:
    for word in ("optional", "superusers", "everybody"):
        refuse_unknown_second_factor(word)
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR"):
        refuse_unknown_second_factor("superuser")
