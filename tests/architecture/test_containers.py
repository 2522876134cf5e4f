"""What the containers are started with, read as an engine reads it."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from scripts import make_env
from settings.guards import SANDBOX_KEY

ROOT: Path = settings.BASE_DIR
MERGED = ["compose.yaml", "compose.staging.yaml"]
# Their images have programs of their own to give up rights, or need a port below 1024.
THIRD_PARTY = {"database", "proxy"}


def services(name: str = "compose.yaml") -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text())["services"]


def seconds(text: str) -> int:
    assert re.fullmatch(r"\d+s", text)
    return int(text[:-1])


@pytest.mark.parametrize("name", sorted(set(services()) - THIRD_PARTY))
def test_a_service_can_write_nowhere_but_where_it_has_to(name):
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_images_of_ours_do_not_run_as_root():
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    run = {stage.split()[2]: stage for stage in stages}
    assert set(run) == {"build", "sandbox", "site"}
    for name in ("sandbox", "site"):
        assert re.search(r"^USER (hitchpost|sandbox)$", run[name], re.MULTILINE)


def test_every_image_has_an_exact_version():
    named = [service["image"] for service in services().values() if "build" not in service]
    named += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert named
    assert [
        image for image in named if not re.search(r":\d+\.\d+(\.\d+)?(-\w+)*(@sha256:[0-9a-f]{64})?$", image)
    ] == []


def test_the_backup_has_the_client_of_the_database_s_version():
    major = services()["database"]["image"].split(":")[1].split(".")[0]
    assert f"postgresql-client-{major}" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_a_service_may_finish_its_longest_question_to_stripe(name, settings):
    grace = seconds(services()[name]["stop_grace_period"])
    # Sent up to three times.
    assert grace > 3 * settings.STRIPE_TIMEOUT_SECONDS
    assert grace > settings.STRIPE_VISITOR_SECONDS


def test_the_web_server_s_own_grace_is_shorter(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings.production")
    configuration = runpy.run_path(str(ROOT / "site" / "gunicorn.conf.py"))
    assert seconds(services()["web"]["stop_grace_period"]) > configuration["graceful_timeout"]
    assert configuration["control_socket_disable"] is True


def test_every_service_is_started_again_but_the_migrations():
    again = {name: service["restart"] for name, service in services().items()}
    assert again.pop("migrate") == "no"
    assert set(again.values()) == {"unless-stopped"}


def test_volumes_and_dependencies_exist():
    for file in MERGED:
        known = yaml.safe_load((ROOT / file).read_text())["volumes"]
        for service in services(file).values():
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                assert (ROOT / source).is_file() if source.startswith(".") else source in known
            assert set(service.get("depends_on", [])) <= set(services())


def test_a_request_waits_while_a_container_is_restarted():
    assert "lb_try_duration" in (ROOT / "deploy" / "containers" / "Caddyfile").read_text()


def start(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the settings as a container does: with the values of .env, and what compose.yaml adds."""
    database = f"postgres://hitchpost:{values['POSTGRES_PASSWORD']}@database:5432/hitchpost"
    module = values.get("DJANGO_SETTINGS_MODULE", "settings.production")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "site"),
        **values,
        "DATABASE_URL": database,
    }
    code = f"import {module} as s; print(s.DATABASES['default']['PASSWORD'])"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def written(path: Path, *options: str) -> dict[str, str]:
    arguments = [
        "--output",
        str(path),
        "--board",
        "jobs.example.com",
        "--board",
        "designers.example.com",
        *options,
    ]
    assert make_env.main(arguments) == 0
    assert path.stat().st_mode & 0o777 == 0o600
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


SENDER = ["--from", "jobs@example.com", "--email-url", "smtp+tls://a:b@mail.example.com:587"]


def test_one_command_writes_what_a_staging_site_starts_with(tmp_path):
    values = written(tmp_path / "env", *SENDER, "--staging", "--pay-host", "pay.example.com")
    assert values["STRIPE_SECRET_KEY"] == SANDBOX_KEY
    started = start(values)
    assert started.stderr == ""
    # Whatever was drawn, the address of the database keeps it.
    assert started.stdout.strip() == values["POSTGRES_PASSWORD"]


def test_in_production_it_names_what_only_stripe_can_give(tmp_path, capsys):
    values = written(tmp_path / "env", *SENDER)
    assert "STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS" in capsys.readouterr().out
    assert "Production needs these environment variables" in start(values).stderr
    keys = {
        "STRIPE_SECRET_KEY": "rk_live_not_a_real_key",
        "STRIPE_WEBHOOK_SECRETS": "whsec_not_a_real_secret",
    }
    assert start(values | keys).stderr == ""


def test_it_draws_new_secrets_each_time_and_overwrites_nothing(tmp_path, capsys):
    first, second = written(tmp_path / "one"), written(tmp_path / "two")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "STATUS_TOKEN"):
        assert first[name] != second[name]
        assert re.fullmatch(r"[\w-]{40,}", first[name])
    before = (tmp_path / "one").read_text()
    assert make_env.main(["--output", str(tmp_path / "one"), "--board", "other.example.com"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "one").read_text() == before


@pytest.mark.parametrize(
    "host", ["https://jobs.example.com", "jobs", "jobs.example.com/x", "JOBS example.com"]
)
def test_it_refuses_what_is_no_host_name(tmp_path, capsys, host):
    assert make_env.main(["--output", str(tmp_path / "env"), "--board", host]) == 1
    assert "is no host name" in capsys.readouterr().err
    assert not (tmp_path / "env").exists()


def test_the_script_of_scheduled_jobs_finds_the_code_from_anywhere(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "STRIPE_API_BASE": "",
    }
    script = str(ROOT / "scripts" / "schedule.py")
    result = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    # It got as far as the settings, which refuse to start with so little.
    assert "Production needs these environment variables" in result.stderr
    assert "ModuleNotFoundError" not in result.stderr


def test_the_third_failed_health_check_ends_the_container(tmp_path, monkeypatch):
    from scripts import healthcheck

    ended = []

    def fail() -> None:
        raise OSError

    monkeypatch.setattr(healthcheck, "FAILURES", tmp_path / "failures")
    monkeypatch.setattr(healthcheck, "check", fail)
    monkeypatch.setattr(healthcheck.os, "kill", lambda *arguments: ended.append(arguments))
    for _ in range(2):
        with pytest.raises(OSError):
            healthcheck.main(["--end-after", "3"])
    assert ended == []
    with pytest.raises(OSError):
        healthcheck.main(["--end-after", "3"])
    assert [number for number, _ in ended] == [1]
    monkeypatch.setattr(healthcheck, "check", lambda: None)
    healthcheck.main(["--end-after", "3"])
    assert not (tmp_path / "failures").exists()
