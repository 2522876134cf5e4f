"""`make check`: check the code without running its tests. Runs every check, then names those that failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
NOT_OURS = {"node_modules", "var"}
TEMPLATES = sorted(
    str(path.relative_to(ROOT))
    for folder in ROOT.iterdir()
    if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NOT_OURS
    for path in folder.rglob("*.html")
)
MANAGE = [sys.executable, "manage.py"]

DEVELOPMENT = {"PYTHONPATH": str(ROOT / "site"), "DJANGO_SETTINGS_MODULE": "settings.dev"}
# None of these is real; they let the production settings start.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": "not-a-secret-only-long-enough-for-the-check-of-its-length-0123456789",
    "ALLOWED_HOSTS": "board.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "jobs@board.example",
    "WAGTAILADMIN_BASE_URL": "https://board.example",
    "STRIPE_MODE": "test",
    "STRIPE_SECRET_KEY": "sk_test_not_a_real_key",
    "STRIPE_WEBHOOK_SECRETS": "whsec_not_a_real_secret",
    "STRIPE_API_BASE": "",
}
STAGING = PRODUCTION | {
    "DJANGO_SETTINGS_MODULE": "settings.staging",
    "STRIPE_SECRET_KEY": "sk_test_sandbox",
    "STRIPE_API_BASE": "https://pay.board.example",
}

CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
    ("style", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
    ("types", [str(BIN / "mypy"), "--no-error-summary"], {}),
    ("imports", [str(BIN / "lint-imports")], {}),
    ("template indentation", [str(BIN / "djhtml"), "--tabwidth", "4", "--check", *TEMPLATES], {}),
    ("template markup", [str(BIN / "curlylint"), "--quiet", *TEMPLATES], {}),
    ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("site", [*MANAGE, "check", "--fail-level", "WARNING"], {}),
    ("production", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("staging", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], STAGING),
]


def main() -> int:
    failed = [name for name, command, environment in CHECKS if not passes(name, command, environment)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.")
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(os.environ) | DEVELOPMENT | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "FAILED" if result.returncode else "ok"
    print(f"{name:22} {verdict:6} {time.monotonic() - started:6.1f} s", flush=True)
    if result.returncode:
        print(result.stdout.rstrip(), flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
