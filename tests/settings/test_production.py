"""The production settings as a process meets them: from its environment alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "not-a-secret-only-long-enough-for-the-check-of-its-length-0123456789",
    "ALLOWED_HOSTS": "board.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "jobs@board.example",
    "WAGTAILADMIN_BASE_URL": "https://board.example",
    "STRIPE_SECRET_KEY": "sk_live_not_a_real_key",
    "STRIPE_WEBHOOK_SECRETS": "whsec_not_a_real_secret",
    # As a developer's .env may have it otherwise.
    "STRIPE_API_BASE": "",
    "STRIPE_MODE": "live",
}


def start(settings: str = "production", **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site"), **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", f"import settings.{settings}"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_a_complete_configuration_starts() -> None:
    assert start().stderr == ""


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "DATABASE_URL"]
)
def test_a_blank_secret_is_refused_by_name(name: str) -> None:
    result = start(**{name: ""})

    assert result.returncode != 0
    assert f"Production needs these environment variables: {name}." in result.stderr


def test_a_test_key_is_refused_unless_test_mode_is_declared() -> None:
    refused = start(STRIPE_SECRET_KEY="sk_test_not_a_real_key")
    declared = start(STRIPE_SECRET_KEY="sk_test_not_a_real_key", STRIPE_MODE="test")

    assert "STRIPE_MODE is “live”" in refused.stderr
    assert declared.returncode == 0


def test_the_sandbox_is_refused() -> None:
    assert "sandbox" in start(STRIPE_SECRET_KEY="sk_test_sandbox", STRIPE_MODE="test").stderr
    assert "STRIPE_API_BASE" in start(STRIPE_API_BASE="http://127.0.0.1:12111").stderr


SANDBOX = {
    "STRIPE_SECRET_KEY": "sk_test_sandbox",
    "STRIPE_API_BASE": "https://pay.board.example",
    "STRIPE_MODE": "",
}


def test_staging_starts_with_the_sandbox_and_with_a_test_key() -> None:
    test_key = {"STRIPE_SECRET_KEY": "rk_test_not_a_real_key", "STRIPE_MODE": ""}

    assert start("staging", **SANDBOX).stderr == ""
    assert start("staging", **test_key).stderr == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"STRIPE_SECRET_KEY": "sk_live_not_a_real_key"}, "Staging must not move real money"),
        ({"STRIPE_MODE": "live"}, "Staging must not move real money"),
        ({"STRIPE_API_BASE": ""}, "set STRIPE_API_BASE to its address"),
        ({"STRIPE_SECRET_KEY": "sk_test_other"}, "STRIPE_API_BASE is the sandbox's address"),
        ({"DATABASE_URL": ""}, "Production needs these environment variables: DATABASE_URL."),
    ],
)
def test_staging_refuses_what_could_go_to_the_wrong_place(changes: dict[str, str], reason: str) -> None:
    assert reason in start("staging", **SANDBOX | changes).stderr
