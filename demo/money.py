"""Settle the demo's payments with the services of real ones and an invented Checkout Session."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from demo.content import Listing, Settlement
from payments import stripe_objects
from payments.models import CheckoutAttempt, Payment
from payments.services.settlement import apply_session, settle_free
from payments.services.waiver import waive

SESSION_PREFIX = "cs_test_demo_"


def invented_charges() -> QuerySet[CheckoutAttempt]:
    """Return the charges that Stripe, or the sandbox in its place, has never heard of."""
    invented = CheckoutAttempt.objects.filter(session_id__startswith=SESSION_PREFIX, amount_total__gt=0)
    return invented.select_related("payment").order_by("pk")


def settle(payment: Payment, listing: Listing, *, editor: User) -> None:
    """Waive or pay an open payment, as the listing says; no-op for one that is settled already."""
    if payment.status != Payment.Status.OPEN:
        return
    if listing.settlement == Settlement.WAIVED:
        waive(payment=payment, user=editor, reason=listing.note)
    elif payment.amount == 0:
        settle_free(payment=payment)
    else:
        _pay(payment)


def _pay(payment: Payment) -> None:
    name = payment.uuid.hex
    attempt = CheckoutAttempt.objects.create(
        payment=payment,
        status=CheckoutAttempt.Status.OPEN,
        params={"mode": "payment", "client_reference_id": str(payment.uuid)},
        session_id=f"{SESSION_PREFIX}{name}",
        livemode=False,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    apply_session(
        session=stripe_objects.CheckoutSession(
            id=str(attempt.session_id),
            url="",
            status="complete",
            payment_status="paid",
            livemode=False,
            currency=payment.currency,
            subtotal=payment.amount,
            total=payment.amount,
            discount=0,
            tax=0,
            payment_intent=f"pi_demo_{name}",
            expires_at=timezone.now() + timedelta(hours=1),
            buyer=stripe_objects.Buyer(name="Sandbox Payer"),
            method=stripe_objects.Method(kind="card", brand="visa", last4="4242"),
        )
    )
