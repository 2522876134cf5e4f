"""Go to the payment page and back. Only Stripe's answer decides what was paid, never the way back."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.views import payment_trouble
from jobs.submissions.views.access import NOTHING_TO_PAY, requires, see_other, submission_page
from payments.fulfilment import NotForSale
from payments.gateway import GatewayError
from payments.models import Payment, Refund
from payments.services.checkout import NotPayable, start_checkout
from payments.services.settlement import confirm

logger = logging.getLogger(__name__)


@require_POST
@submission_page
@requires(ActionKey.PAY)
def pay(request: HttpRequest, submission: Submission) -> HttpResponse:
    try:
        url = start_checkout(
            payment=_payment(submission),
            success_url=submission.url_of("paid"),
            cancel_url=submission.manage_url,
        )
    except NotPayable:
        messages.info(request, str(NOTHING_TO_PAY))
    except NotForSale as sold_out:
        messages.error(request, payment_trouble.message_for_sold_out(sold_out))
    except GatewayError as error:
        logger.exception("No payment page for submission %s", submission.pk)
        messages.error(request, payment_trouble.message_for(error))
    else:
        return HttpResponseRedirect(url, status=303)
    return see_other(submission)


@require_safe
@submission_page
def paid(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Settle the payment after the payment page, unless the webhook has done so already."""
    payment = _paid_for(request, submission)
    try:
        payment = confirm(payment=payment)
    except GatewayError:
        logger.exception("Submission %s: Stripe could not be asked whether it is paid", submission.pk)
    if payment.paid_at is not None:
        messages.success(request, _("Payment received. Thank you!"))
    elif payment.status == Payment.Status.PROCESSING:
        messages.info(request, _("Your payment is being processed. You get an email once it has arrived."))
    else:
        messages.info(request, _("We have not heard of your payment yet. This page shows it once we have."))
    return see_other(submission)


@require_safe
@submission_page
def receipts(request: HttpRequest, submission: Submission) -> HttpResponse:
    """List everything that was charged for the listing, and its refunds."""
    payments = Payment.objects.filter(page_id=submission.page_id, amount_paid__gt=0)
    context = {
        "submission": submission,
        "page": submission.page,
        "payments": payments.prefetch_related(
            Prefetch("refunds", Refund.objects.counting().exclude(refund_id=None), to_attr="given_back")
        ),
    }
    return TemplateResponse(request, "submissions/receipts.html", context)


def _paid_for(request: HttpRequest, submission: Submission) -> Payment:
    """Return the payment named in the address; the posting payment when none is. 404 for another listing's."""
    name = request.GET.get("payment")
    if name is None:
        return _payment(submission)
    try:
        return get_object_or_404(Payment, uuid=name, page_id=submission.page_id)
    except ValidationError as not_a_uuid:
        raise Http404 from not_a_uuid


def _payment(submission: Submission) -> Payment:
    payment = posting_payment(submission)
    if payment is None:
        raise Http404
    return payment
