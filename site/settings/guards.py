"""Refuse settings that production must not start with, each with one plain sentence."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ImproperlyConfigured

TEST_KEYS = ("sk_test_", "rk_test_")
LIVE_KEYS = ("sk_live_", "rk_live_")
SANDBOX_KEY = "sk_test_sandbox"
SANDBOX_WEBHOOK_SECRET = "whsec_sandbox"  # noqa: S105 - known to everyone; production refuses it


def require(environment: Mapping[str, str], names: Sequence[str]) -> None:
    """Raise ImproperlyConfigured with the names of all variables that are missing or blank."""
    blank = [name for name in names if not environment.get(name, "").strip()]
    if blank:
        raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(blank)}.")


def refuse_sandbox(*, secret_key: str, webhook_secrets: Sequence[str], api_base: str) -> None:
    if api_base:
        raise ImproperlyConfigured(
            "STRIPE_API_BASE points away from Stripe, which only development may do: unset it."
        )
    if secret_key == SANDBOX_KEY or SANDBOX_WEBHOOK_SECRET in webhook_secrets:
        raise ImproperlyConfigured(
            "Production cannot run on the Stripe sandbox: set the keys of a Stripe account."
        )


def refuse_mixed_modes(*, mode: str, secret_key: str, webhook_secrets: Sequence[str]) -> None:
    """Check that the key is of the declared mode. Webhook secrets do not show theirs; each event does."""
    if mode not in ("live", "test"):
        raise ImproperlyConfigured("STRIPE_MODE must be “live” or “test”.")
    if not secret_key.startswith(LIVE_KEYS if mode == "live" else TEST_KEYS):
        raise ImproperlyConfigured(
            f"STRIPE_MODE is “{mode}”, but STRIPE_SECRET_KEY is not a secret or restricted {mode} key."
        )
    if not all(secret.startswith("whsec_") for secret in webhook_secrets):
        raise ImproperlyConfigured(
            "STRIPE_WEBHOOK_SECRETS holds something that is not a webhook's signing secret (whsec_…)."
        )


def refuse_live_key(secret_key: str) -> None:
    if secret_key.startswith(LIVE_KEYS):
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is a live key, and development must not move real money: use a test key."
        )


def refuse_live_staging(*, mode: str, secret_key: str) -> None:
    if mode == "live" or secret_key.startswith(LIVE_KEYS):
        raise ImproperlyConfigured(
            "Staging must not move real money: set STRIPE_MODE=test and a test key, or use settings.production."
        )


def refuse_stray_sandbox(*, secret_key: str, api_base: str) -> None:
    """Check that the sandbox's key goes to a sandbox, and that no other key leaves for an address of ours."""
    if secret_key == SANDBOX_KEY and not api_base:
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is the sandbox's: set STRIPE_API_BASE to its address, such as http://127.0.0.1:12111."
        )
    if api_base and secret_key != SANDBOX_KEY:
        raise ImproperlyConfigured(
            f"STRIPE_API_BASE is the sandbox's address: set STRIPE_SECRET_KEY={SANDBOX_KEY}, or unset the address."
        )


def refuse_unknown_second_factor(value: str) -> None:
    """Check the setting: a word that nobody reads would demand a second factor of nobody."""
    if value not in ("optional", "superusers", "everybody"):
        raise ImproperlyConfigured("SECOND_FACTOR must be “optional”, “superusers” or “everybody”.")
