"""The payment of a posting: create it from the plan, find it, settle it when it costs nothing."""

from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.board_workflow import is_reviewed
from jobs.submissions.services.prices import price_of_posting
from payments.models import Payment
from payments.services.settlement import settle_free


def create_posting_payment(*, submission: Submission, plan: Plan, site: Site) -> Payment:
    payment = Payment(
        site=site,
        page=submission.page,
        page_title=submission.page.title,
        amount=price_of_posting(plan),
        currency=plan.currency,
        description=_("%(plan)s, %(days)d days") % {"plan": plan.name, "days": plan.days},
        payer_email=submission.contact_email,
    )
    payment.full_clean()
    payment.save()
    return payment


def settle_free_if_reviewed(payment: Payment, page: JobPage) -> None:
    """Settle a payment of zero at once when an editor reviews the listing.

    Without a review, the employer first proves their address with the emailed link.
    """
    if payment.amount == 0 and is_reviewed(page):
        settle_free(payment=payment)


def posting_payment(submission: Submission) -> Payment | None:
    """Return the newest posting payment, which is the one that counts."""
    return Payment.objects.posting_for(submission.page_id).first()
