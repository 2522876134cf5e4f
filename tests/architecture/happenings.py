"""One long story in which everything that talks to Stripe does so, with the usual failures on the way."""

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.submissions.models import Submission
from jobs.submissions.services.moderation import decline
from jobs.submissions.services.pruning import prune_drafts
from jobs.submissions.views.returning import path_back
from payments import gateway
from payments.models import Payment
from payments.services.reconcile import reconcile
from payments.services.refunds import refund
from payments.tests.signing import post, post_event
from stripe_sandbox import Sandbox, cards
from stripe_sandbox.errors import CardDeclined
from tests.factories import (
    Board,
    FeaturedPlanFactory,
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    open_checkout,
    payment_of,
)

EMPLOYER = "robin.private@wagonworks.example"


@dataclass
class Stage:
    """Where it happens. `deliver` posts the sandbox's events to the webhook."""

    board: Board
    client: Client
    sandbox: Sandbox
    deliver: Any


def everything_happens(stage: Stage) -> Submission:
    """Bought over the pages, renewed, refunded, disputed, declined, pruned and swept; returns the first of all."""
    submission = _bought(stage)
    _refused_requests(stage)
    _renewed(stage, submission)
    _given_back(stage, submission)
    _declined()
    _pruned(stage)
    _swept(stage)
    return submission


def _bought(stage: Stage) -> Submission:
    submission = UnpaidSubmissionFactory(board=stage.board, contact_email=EMPLOYER)
    pay = reverse("submissions:pay", args=[submission.token])
    stage.sandbox.faults.set("timeout_after", match="POST /v1/checkout/sessions")
    stage.client.post(pay)
    stage.client.post(pay)
    session = payment_of(submission).attempts.get().session_id
    with contextlib.suppress(CardDeclined):
        stage.sandbox.pay(session, cards.DECLINES)
    stage.sandbox.pay(session)
    stage.client.get(path_back(payment_of(submission), "paid"))
    stage.deliver()
    assert payment_of(submission).status == Payment.Status.PAID
    return submission


def _refused_requests(stage: Stage) -> None:
    post(stage.client, '{"card": "4242424242424242"}', "t=1,v1=00")
    post_event(stage.client, "[]")
    stage.client.get(reverse("submissions:manage", args=["A" * 43]))
    event = stage.sandbox.events("checkout.session.completed")[0]
    post_event(stage.client, event | {"id": "evt_of_the_other_mode", "livemode": True})
    stage.sandbox.faults.set("server_error")
    post_event(stage.client, event | {"id": "evt_out_of_reach"})


def _renewed(stage: Stage, submission: Submission) -> None:
    chosen = [submission.plan, FeaturedPlanFactory(site=stage.board.site)]
    for plan in chosen:
        url = reverse("submissions:renew", args=[submission.token])
        assert stage.client.post(url, {"plan": plan.pk}).status_code == 303
    payment = Payment.objects.get(purpose=Payment.Purpose.RENEWAL, status=Payment.Status.OPEN)
    stage.sandbox.pay(str(payment.attempts.get().session_id))
    stage.deliver()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PAID


def _given_back(stage: Stage, submission: Submission) -> None:
    stage.sandbox.faults.set("timeout_after", times=3, match="POST /v1/refunds")
    with contextlib.suppress(gateway.GatewayUnavailable):
        refund(payment=payment_of(submission), amount=1000, reason="A discount.", user=None)
    charge = stage.sandbox.charge_of(str(payment_of(submission).attempts.get().session_id))
    dispute = stage.sandbox.dispute(charge["id"], amount=1000)
    stage.deliver()
    stage.sandbox.close_dispute(dispute["id"], "won")
    stage.deliver()


def _declined() -> None:
    board = make_board(hostname="reviewed.example", name="Reviewed", review="after")
    for factory in (PaidSubmissionFactory, UnpaidSubmissionFactory):
        submission = factory(board=board, contact_email=EMPLOYER)
        if factory is UnpaidSubmissionFactory:
            open_checkout(payment_of(submission))
        decline(page=submission.page, user=SuperuserFactory(), reason="Not for this board.")


def _pruned(stage: Stage) -> None:
    submission = UnpaidSubmissionFactory(board=stage.board, contact_email=EMPLOYER)
    open_checkout(payment_of(submission))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert prune_drafts() == 1


def _swept(stage: Stage) -> None:
    submission = UnpaidSubmissionFactory(board=stage.board, contact_email=EMPLOYER)
    stage.sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        reconcile()
    assert payment_of(submission).status == Payment.Status.PROCESSING
