"""Renew or upgrade a listing: choose a plan, then go to the payment page."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boards.limits import Limit, limited
from jobs.submissions.forms import OfferForm
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import purchases
from jobs.submissions.services.actions import ActionKey
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.refusals import SubmissionRefused, site_of
from jobs.submissions.views import payment_trouble
from jobs.submissions.views.access import MANAGING, NOTHING_TO_PAY, requires, see_other, submission_page
from jobs.submissions.views.returning import to_payment_page
from payments.fulfilment import NotForSale
from payments.gateway import GatewayError
from payments.models import Payment, PaymentSettings
from payments.services.checkout import NotPayable, close_checkout
from payments.services.invoice_details import set_invoice_details

logger = logging.getLogger(__name__)


class PaidMeanwhile(Exception):
    """The plan chosen before has been paid in the meantime."""


@limited(*MANAGING, Limit("pay", "20/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.RENEW)
def renew(request: HttpRequest, submission: Submission) -> HttpResponse:
    return _choose(request, submission, Payment.Purpose.RENEWAL, "submissions/renew.html")


@limited(*MANAGING, Limit("pay", "20/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.UPGRADE)
def upgrade(request: HttpRequest, submission: Submission) -> HttpResponse:
    return _choose(request, submission, Payment.Purpose.UPGRADE, "submissions/upgrade.html")


def _choose(
    request: HttpRequest, submission: Submission, purpose: Payment.Purpose, template: str
) -> HttpResponse:
    offers = purchases.offers(submission, purpose)
    sent = request.POST if request.method == "POST" else None
    likely = submission.plan_id if purpose == Payment.Purpose.RENEWAL else offers[0].plan.pk
    posting = posting_payment(submission)
    stored = {
        "plan": likely,
        "purchase_order": posting.purchase_order if posting else "",
        "cost_centre": posting.cost_centre if posting else "",
    }
    is_invoiced = PaymentSettings.of(site_of(submission.page)).create_invoices
    form = OfferForm(sent, offers=offers, is_invoiced=is_invoiced, initial=stored)
    if form.is_bound and form.is_valid():
        return _to_payment(request, submission, form.cleaned_data, purpose)
    context = {"submission": submission, "form": form, "plans": offers, "page": submission.page}
    return TemplateResponse(request, template, context)


def _to_payment(
    request: HttpRequest, submission: Submission, chosen: dict[str, Any], purpose: Payment.Purpose
) -> HttpResponse:
    try:
        return _payment_page(request, submission, chosen, purpose)
    except SubmissionRefused as refused:
        messages.error(request, str(refused))
    except NotForSale as sold_out:
        messages.error(request, payment_trouble.message_for_sold_out(sold_out))
    except PaidMeanwhile:
        messages.success(request, _("Payment received. Thank you!"))
    except NotPayable:
        messages.info(request, str(NOTHING_TO_PAY))
    except GatewayError as error:
        logger.exception("No payment page for a %s of submission %s", purpose, submission.pk)
        messages.error(request, payment_trouble.message_for(error))
    return see_other(submission)


def _payment_page(
    request: HttpRequest, submission: Submission, chosen: dict[str, Any], purpose: Payment.Purpose
) -> HttpResponse:
    """Redirect to a payment page; close the one of another choice first."""
    plan: Plan = chosen["plan"]
    if (other := purchases.other_choice(submission, plan, purpose)) is not None:
        close_checkout(payment=other)
        other.refresh_from_db()
        if other.is_settled:
            raise PaidMeanwhile
    payment = purchases.buy(submission=submission, plan=plan, purpose=purpose).payment
    if "purchase_order" in chosen:
        set_invoice_details(
            payment=payment,
            purchase_order=chosen["purchase_order"],
            cost_centre=chosen["cost_centre"],
        )
    return to_payment_page(request, submission, payment)
