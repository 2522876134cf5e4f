"""What the demo says was paid can be refunded: the sandbox is told of it when it starts."""

import pytest
from django.contrib.auth import get_user_model

from demo.accounts import EDITOR
from demo.loading import Outcome
from demo.management.commands.sandbox import add_demo_charges
from demo.money import invented_charges
from jobs.listings.models import JobPage
from jobs.submissions.services.moderation import decline
from jobs.submissions.services.taking_down import take_down
from payments.models import Payment
from payments.services.reconcile import reconcile
from stripe_sandbox import Sandbox


@pytest.fixture
def told(demo_database: Outcome, db: None, sandbox: Sandbox) -> Sandbox:
    add_demo_charges(sandbox)
    return sandbox


def listing_with(status: Payment.Status, **filters) -> JobPage:
    paid = Payment.objects.filter(status=status, amount_paid__gt=0).values("page_id")
    return JobPage.objects.filter(pk__in=paid, **filters)[0]


@pytest.mark.parametrize("live", [True, False])
def test_a_paid_listing_of_the_demo_can_be_refunded(told: Sandbox, live: bool):
    page = listing_with(Payment.Status.PAID, live=live, first_published_at__isnull=not live)
    editor = get_user_model().objects.get(username=EDITOR.username)
    if live:
        take_down(page=page, user=editor, reason="A test.", refund=True)
    else:
        decline(page=page, user=editor, reason="A test.")
    payment = Payment.objects.posting_for(page.pk)[0]
    assert (payment.status, payment.open_kinds) == (Payment.Status.REFUNDED, [])


def test_the_sandbox_knows_each_charge_once_and_tells_nobody(told: Sandbox):
    add_demo_charges(told)
    known = told.world.store.all("checkout.session")
    assert {each["id"] for each in known} == set(invented_charges().values_list("session_id", flat=True))
    assert len(known) == invented_charges().count() > 0
    assert told.events() == []


def test_the_sweep_finds_nothing_to_say_about_the_demo(told: Sandbox):
    assert reconcile().differences == []
