"""What a submission owes, from the plan it bought."""

from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.board import is_reviewed
from payments.models import Payment
from payments.services.settlement import settle_free


def owe(*, submission: Submission, plan: Plan, site: Site) -> Payment:
    payment = Payment(
        site=site,
        page=submission.page,
        page_title=submission.page.title,
        amount=plan.amount,
        currency=plan.currency,
        description=_("%(plan)s, %(days)d days") % {"plan": plan.name, "days": plan.days},
        payer_email=submission.contact_email,
    )
    payment.full_clean()
    payment.save()
    return payment


def settle_free_if_reviewed(payment: Payment, page: JobPage) -> None:
    """A free listing that an editor reviews needs no other proof; without review the mailed link is the proof."""
    if payment.amount == 0 and is_reviewed(page):
        settle_free(payment=payment)


def posting_payment(submission: Submission) -> Payment | None:
    """The payment that counts: the newest for the posting."""
    return Payment.objects.posting_for(submission.page_id).first()
