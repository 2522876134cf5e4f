"""What can be set is what is written down."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)\"""")
LISTED = re.compile(r"^#?\s?([A-Z_]+)=", re.MULTILINE)


def read_by_settings() -> set[str]:
    return {
        name
        for path in (ROOT / "site" / "settings").glob("*.py")
        for name in READ.findall(path.read_text(encoding="utf-8"))
    }


def test_every_variable_that_the_settings_read_is_in_the_example() -> None:
    listed = set(LISTED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))

    assert "SECRET_KEY" in read_by_settings()
    assert read_by_settings() - listed == set()


def test_the_example_names_no_variable_that_nothing_reads() -> None:
    listed = set(LISTED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    # boto3 reads these itself, gunicorn's configuration the others.
    elsewhere = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "WEB_CONCURRENCY", "WEB_THREADS"}
    # compose reads it by itself.
    elsewhere |= {"COMPOSE_FILE"}

    assert listed - read_by_settings() - elsewhere - read_by_compose() == set()


def read_by_compose() -> set[str]:
    return {
        name
        for path in ROOT.glob("compose*.yaml")
        for name in re.findall(r"(?<!\$)\$\{([A-Z_]+)", path.read_text())
    }


def test_every_variable_of_compose_is_in_the_example() -> None:
    listed = set(LISTED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))

    assert "POSTGRES_PASSWORD" in read_by_compose()
    assert read_by_compose() - listed == set()


def test_every_variable_of_production_is_in_the_deployment_guide() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    development_only = {"DEBUG", "PORT", "SANDBOX_PORT", "STRIPE_API_BASE"}

    assert {name for name in read_by_settings() - development_only if f"`{name}`" not in guide} == set()
