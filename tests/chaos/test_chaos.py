"""The short form of `make chaos`, and what a seed promises."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.chaos.plan import make_plan

ROOT = Path(__file__).resolve().parents[2]


def test_a_seed_gives_the_same_run():
    first, again = (make_plan(seed=4, submissions=50, kills=3) for _ in range(2))
    assert first == again
    assert first != make_plan(seed=5, submissions=50, kills=3)


@pytest.mark.postgres
def test_the_books_agree_after_faults_and_dead_workers(transactional_db):
    """In processes of their own, on a copy of this run's database, which PostgreSQL makes when nobody uses it."""
    connections.close_all()
    ours = connection.settings_dict
    server = f"postgres://{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT'] or 5432}/postgres"
    command = [
        *[sys.executable, "-m", "tests.chaos", "--seed", "1", "--submissions", "30", "--kills", "2"],
        *["--postgres", server, "--template", ours["NAME"]],
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    assert "the books agree" in ended.stdout
