"""What Prometheus reads, and that the example alerts ask for nothing that is not there."""

import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.urls import reverse

from operations.jobs import all_jobs
from payments.models import Problem
from tests.factories import PaidSubmissionFactory, payment_of

TOKEN = "the-token-of-prometheus"
MONITORING: Path = project.BASE_DIR / "deploy" / "monitoring"
LINE = re.compile(r'(hitchpost_\w+)\{(?:\w+="[^"]*",?)+\} (\d+)')


@pytest.fixture
def figures(client, board, settings):
    settings.METRICS_TOKEN = TOKEN

    def read() -> str:
        answer = client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return answer.content.decode()

    return read


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Bearer {TOKEN}x"])
def test_without_the_token_there_is_no_such_address(client, db, settings, given):
    settings.METRICS_TOKEN = TOKEN
    assert client.get(reverse("metrics"), headers={"Authorization": given}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get(reverse("metrics"), headers={"Authorization": "Bearer "}).status_code == 404


def test_every_line_is_what_prometheus_reads(figures):
    call_command("run_job", "publish_scheduled")
    lines = figures().splitlines()
    assert [line for line in lines if not line.startswith("#") and not LINE.fullmatch(line)] == []
    assert f'hitchpost_job_late_after_seconds{{job="{all_jobs()[0].command}"}} ' in "\n".join(lines)
    assert any(
        line.startswith('hitchpost_job_last_success_seconds{job="publish_scheduled"} ') for line in lines
    )


def test_money_is_there_by_state_and_problems_by_kind(figures, board, sandbox):
    payment = payment_of(PaidSubmissionFactory(board=board))
    Problem.objects.create(payment=payment, kind=Problem.Kind.DISPUTED)
    said = figures()
    state = f'{{state="{payment.status}",currency="{payment.currency}"}}'
    assert f"hitchpost_payments{state} 1" in said
    assert f"hitchpost_payments_paid_minor_units{state} {payment.amount_paid}" in said
    assert f'hitchpost_problems_open{{kind="{Problem.Kind.DISPUTED}"}} 1' in said
    assert payment.payer_email not in said


def test_the_examples_ask_for_nothing_that_is_not_there(figures, board, sandbox):
    PaidSubmissionFactory(board=board)
    call_command("run_job", "publish_scheduled")
    known = set(re.findall(r"^# TYPE (\w+)", figures(), re.MULTILINE))
    checks = set(re.findall(r'hitchpost_check_ok\{check="([^"]+)"', figures()))
    asked = "".join(path.read_text() for path in MONITORING.iterdir())
    assert set(re.findall(r"hitchpost_[a-z_]+", asked)) <= known
    for pattern in re.findall(r'check=~?"([^"]+)"', asked):
        assert any(re.fullmatch(pattern, check) for check in checks), pattern
