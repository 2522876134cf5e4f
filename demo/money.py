"""Settles the demo's payments on the way real ones go, with a made-up answer in Stripe's place."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from demo.content import Listing, Settlement
from payments import stripe_objects
from payments.models import CheckoutAttempt, Payment
from payments.services.settlement import apply_session, settle_free
from payments.services.waiver import waive


def settle(payment: Payment, listing: Listing, *, editor: User) -> None:
    """No-op for a free listing that counts as settled from the start, because it is reviewed."""
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
        session_id=f"cs_test_demo_{name}",
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
        )
    )
