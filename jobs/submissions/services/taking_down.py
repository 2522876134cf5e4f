"""Take down or delete what an employer has paid for: with a reason, which they get by email, and their money."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from jobs.listings.models import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.services.reports import mark_handled
from jobs.submissions.models import Submission
from jobs.submissions.services import mails
from jobs.submissions.services.packs import credits_of
from payments import gateway
from payments.ledger import locked
from payments.models import CheckoutAttempt, Payment, Refund
from payments.permissions import MayNotRefund, may_refund
from payments.services.credits import give_back
from payments.services.refunds import charges_left, is_disputed, plan_refund, send_refund

# For the readers who have reported it; why, the editors tell its employer.
OUTCOME = _("The editors have taken the listing down.")


def with_customers(pages: JobQuerySet) -> JobQuerySet:
    """Return those listings whose employer has paid, was let off paying, or posted for nothing.

    A charge of a wrong sum counts as well.
    """
    charged = CheckoutAttempt.objects.filter(amount_total__gt=0).values("payment_id")
    settled = Q(paid_at__isnull=False) | Q(status=Payment.Status.WAIVED) | Q(pk__in=charged)
    payments = Payment.objects.filter(settled, page__isnull=False)
    return pages.filter(submission__isnull=False, pk__in=payments.values("page_id"))


def money_left(pages: Iterable[JobPage]) -> list[tuple[Payment, str, int]]:
    """List what can be refunded of every charge for these listings: payment, payment intent, minor units.

    Without disputed charges: their banks decide about the money.
    """
    payments = Payment.objects.filter(page__in=[page.pk for page in pages]).order_by("pk")
    return [
        (payment, intent, left)
        for payment in payments
        for intent, left in charges_left(payment).items()
        if not is_disputed(payment, intent)
    ]


def take_down(*, page: JobPage, user: User, reason: str, refund: bool) -> None:
    """Unpublish the listing, email the reason, and give money and credit back if it says so.

    The refunds are committed with the rest; what Stripe does not answer, the sweep asks again. Raises GatewayRefused at
    the end, when Stripe refused one: a problem has been opened for it.
    """
    with locked(page.pk):
        page = JobPage.objects.get(pk=page.pk)
        submission = Submission.objects.select_for_update().select_related("page").get(page=page)
        if (state := page.current_workflow_state) is not None:
            # Otherwise approving an edit would publish the listing again.
            state.cancel(user=user)
        submission.taken_down_reason = reason
        submission.save(update_fields=["taken_down_reason"])
        page.unpublish(user=user, log_action=False)
        log(instance=page, action="submissions.take_down", user=user, data={"reason": reason})
        mark_handled(page=page, user=user, outcome=OUTCOME)
        refunds = _plan_refunds(page, user, reason) if refund else []
        mails.taken_down(
            submission=submission,
            reason=reason,
            refunds=refunds,
            has_credit=refund and _give_credits_back(page),
            is_deleted=False,
        )
    _send(refunds)


def delete(*, page: JobPage, user: User, reason: str, refund: bool) -> None:
    """Delete the listing, and email the reason. What is to go back goes first, so that the employer is told.

    Raises gateway.GatewayError when Stripe did not accept a refund; then nothing is deleted.
    """
    if refund:
        with locked(page.pk):
            _plan_refunds(page, user, reason)
    # Also those of an earlier try that Stripe has not answered.
    _send(list(Refund.objects.unanswered().filter(payment__page_id=page.pk)), wait=True)
    with locked(page.pk):
        page = JobPage.objects.get(pk=page.pk)
        submission = Submission.objects.select_related("page").get(page=page)
        given_back = list(Refund.objects.counting().filter(payment__page_id=page.pk))
        mails.taken_down(
            submission=submission,
            reason=reason,
            refunds=given_back,
            has_credit=refund and _give_credits_back(page),
            is_deleted=True,
        )
        log(instance=page, action="submissions.take_down", user=user, data={"reason": reason})
        mark_handled(page=page, user=user, outcome=OUTCOME)
        page.delete(user=user)


def _plan_refunds(page: JobPage, user: User, reason: str) -> list[Refund]:
    """Raises MayNotRefund, before anything is changed."""
    if not all(may_refund(user, payment) for payment, _intent, _left in money_left([page])):
        raise MayNotRefund
    return [
        plan_refund(payment=payment, amount=left, reason=reason, user=user, payment_intent=intent)
        for payment, intent, left in money_left([page])
    ]


def _give_credits_back(page: JobPage) -> bool:
    """Give back the credit that paid for the listing; return whether there was one."""
    given_back = [give_back(payment=payment) for payment in credits_of([page])]
    return any(given_back)


def _send(refunds: list[Refund], *, wait: bool = False) -> None:
    """Ask Stripe for all of them, then raise what went wrong; no answer is an error only if `wait` says so."""
    errors: list[gateway.GatewayError] = []
    for refund in refunds:
        try:
            send_refund(refund)
        except gateway.GatewayError as error:
            errors.append(error)
    worse = [error for error in errors if wait or isinstance(error, gateway.GatewayRefused)]
    if worse:
        raise worse[0]
