"""Open Stripe's payment page for a payment, at most one at a time."""

import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments import gateway
from payments.fulfilment import refuse_if_not_for_sale
from payments.models import CheckoutAttempt, Payment, PaymentSettings, Problem
from payments.models.attempts import new_idempotency_key

from .session_params import session_params
from .settlement import apply_session, confirm
from .tax_rates import forget_tax_rates, tax_rate_id

# A session that expires sooner leaves no time to find a card; another one is opened.
MIN_USE = timedelta(minutes=2)

# After these errors nobody has the session's URL, so another attempt may be made.
ENDS_ATTEMPT = (gateway.GatewayRefused, gateway.GatewayStuck)


class NotPayable(Exception):
    """The payment is not open, or must not be charged until an editor has decided."""


def start_checkout(*, payment: Payment, success_url: str, cancel_url: str) -> str:
    """Return the URL of Stripe's payment page; clicking twice gives the same page.

    Raises NotPayable, NotForSale, gateway.GatewayUnavailable (try again: nothing is lost, and the same key is used)
    and gateway.GatewayRefused.
    """
    tax_rate = tax_rate_id(PaymentSettings.of(payment.site))
    attempt, is_new = _claim_attempt(payment, tax_rate, success_url=success_url, cancel_url=cancel_url)
    try:
        attempt = _with_session(attempt)
    except ENDS_ATTEMPT as ended:
        if is_new and isinstance(ended, gateway.GatewayRefused):
            raise
        # Its expiry is too near for Stripe by now, or its key only repeats a failure: use a new attempt.
        attempt, _ = _claim_attempt(payment, tax_rate, success_url=success_url, cancel_url=cancel_url)
        attempt = _with_session(attempt)
    if _is_usable(attempt):
        return attempt.url
    return _replace(attempt, tax_rate, success_url=success_url, cancel_url=cancel_url)


def close_checkout(*, payment: Payment) -> None:
    """Expire the payment's open session, so that a withdrawn listing cannot be paid for any more.

    Raises gateway.GatewayUnavailable; a session that turns out to be paid is settled instead.
    """
    attempt = payment.attempts.unfinished().first()
    if attempt is None:
        return
    try:
        attempt = _with_session(attempt)
    except ENDS_ATTEMPT:
        return
    _expire(attempt)
    confirm(payment=payment)


def open_session(attempt: CheckoutAttempt) -> CheckoutAttempt:
    """Ask Stripe, with the attempt's own key and parameters, for its session.

    Raises gateway.GatewayUnavailable, which leaves the attempt as it is, and ENDS_ATTEMPT, which end it.
    """
    try:
        session = gateway.create_session(attempt.params, idempotency_key=attempt.idempotency_key)
    except ENDS_ATTEMPT:
        CheckoutAttempt.objects.filter(pk=attempt.pk, status=CheckoutAttempt.Status.CREATING).update(
            status=CheckoutAttempt.Status.FAILED
        )
        forget_tax_rates(attempt.params)
        raise
    CheckoutAttempt.objects.filter(pk=attempt.pk, status=CheckoutAttempt.Status.CREATING).update(
        status=CheckoutAttempt.Status.OPEN,
        session_id=session.id,
        url=session.url,
        livemode=session.livemode,
        expires_at=session.expires_at,
    )
    attempt.refresh_from_db()
    return attempt


@transaction.atomic
def _claim_attempt(
    payment: Payment, tax_rate: str, *, success_url: str, cancel_url: str
) -> tuple[CheckoutAttempt, bool]:
    """The live attempt, and whether it was made just now."""
    locked = Payment.objects.lock(payment.pk)
    # After a wrong charge an editor decides; until then nothing more may be charged.
    wrong_sum = Problem.Kind.AMOUNT_MISMATCH in locked.open_kinds
    if locked.status != Payment.Status.OPEN or locked.amount == 0 or wrong_sum:
        raise NotPayable
    if (attempt := locked.attempts.unfinished().first()) is not None:
        return attempt, False
    refuse_if_not_for_sale(payment=locked)
    key = new_idempotency_key()
    params = session_params(
        payment=locked, attempt=key, tax_rate=tax_rate, success_url=success_url, cancel_url=cancel_url
    )
    attempt = CheckoutAttempt.objects.create(
        payment=locked,
        idempotency_key=key,
        params=params,
        expires_at=datetime.fromtimestamp(params["expires_at"], tz=UTC),
    )
    return attempt, True


def _with_session(attempt: CheckoutAttempt) -> CheckoutAttempt:
    return open_session(attempt) if attempt.status == CheckoutAttempt.Status.CREATING else attempt


def _is_usable(attempt: CheckoutAttempt) -> bool:
    # It may have been closed, or paid, while it was being opened.
    is_open = attempt.status == CheckoutAttempt.Status.OPEN
    return is_open and attempt.expires_at is not None and attempt.expires_at > timezone.now() + MIN_USE


def _replace(attempt: CheckoutAttempt, tax_rate: str, *, success_url: str, cancel_url: str) -> str:
    """Expire a session that is too old, apply how it ended, and open another if the payment is still open."""
    _expire(attempt)
    session = gateway.retrieve_session(str(attempt.session_id))
    apply_session(session=session)
    fresh, _ = _claim_attempt(attempt.payment, tax_rate, success_url=success_url, cancel_url=cancel_url)
    return _with_session(fresh).url


def _expire(attempt: CheckoutAttempt) -> None:
    # A new key each time: Stripe repeats its failures for a key, and expiring twice does no harm.
    key = f"expire-{uuid.uuid4()}"
    # Stripe refuses when the session is complete or expired already; `confirm` finds out which.
    with suppress(gateway.GatewayRefused):
        gateway.expire_session(str(attempt.session_id), idempotency_key=key)
