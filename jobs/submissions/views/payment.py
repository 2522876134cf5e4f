"""Go to the payment page and back. Only Stripe's answer decides what was paid, never the way back."""

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from boards import limits
from boards.limits import Limit, limited
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.views import payment_trouble
from jobs.submissions.views.access import (
    MANAGING,
    NOTHING_TO_PAY,
    requires,
    secret_page,
    see_other,
    submission_page,
)
from jobs.submissions.views.returning import (
    Words,
    on_own_board,
    own_row,
    page_of_return,
    payment_of_ticket,
    to_payment_page,
)
from payments.fulfilment import NotForSale
from payments.gateway import GatewayError
from payments.models import Payment
from payments.services.checkout import NotPayable
from payments.services.settlement import confirm

# How often one visitor may have Stripe asked; beyond it the page shows what is known here.
ASK_RATE = "30/hour"

logger = logging.getLogger(__name__)


@limited(*MANAGING, Limit("pay", "20/hour", "link"))
@require_POST
@submission_page
@requires(ActionKey.PAY)
def pay(request: HttpRequest, submission: Submission) -> HttpResponse:
    try:
        return to_payment_page(request, submission, _payment(submission))
    except NotPayable:
        messages.info(request, str(NOTHING_TO_PAY))
    except NotForSale as sold_out:
        messages.error(request, payment_trouble.message_for_sold_out(sold_out))
    except GatewayError as error:
        logger.exception("No payment page for submission %s", submission.pk)
        messages.error(request, payment_trouble.message_for(error))
    return see_other(submission)


@require_safe
@secret_page
def paid(request: HttpRequest, ticket: str) -> HttpResponse:
    """Settle the payment after the payment page, unless the webhook has done so already."""
    payment = payment_of_ticket(ticket)
    if (elsewhere := on_own_board(request, payment)) is not None:
        return elsewhere
    if limits.allow(request, "ask-stripe", ASK_RATE):
        try:
            payment = confirm(payment=payment)
        except GatewayError:
            logger.exception("Payment %s: Stripe could not be asked whether it is paid", payment.uuid)
    if payment.paid_at is not None:
        paid = _("Nothing to pay: the code covers the whole price. Thank you!")
        if not payment.is_discounted_to_nothing:
            paid = _("Payment received. Thank you!")
        level, words = messages.SUCCESS, Words(paid, "")
    elif payment.status == Payment.Status.PROCESSING:
        title = _("Your payment is being processed.")
        level, words = messages.INFO, Words(title, _("You get an email once it has arrived."))
    else:
        title = _("We have not heard of your payment yet.")
        shown = _("The listing’s page shows it once we have.") if payment.is_for_listing else ""
        level, words = messages.INFO, Words(title, shown)
    return _back(request, payment, words, level=level)


@require_safe
@secret_page
def unpaid(request: HttpRequest, ticket: str) -> HttpResponse:
    """Come back from the payment page without having paid; Stripe need not be asked."""
    payment = payment_of_ticket(ticket)
    if (elsewhere := on_own_board(request, payment)) is not None:
        return elsewhere
    kept = (
        _("Nothing was charged, and the listing is kept.")
        if payment.is_for_listing
        else _("Nothing was charged.")
    )
    words = Words(_("You have not paid."), kept)
    return _back(request, payment, words)


def _back(request: HttpRequest, payment: Payment, words: Words, *, level: int | None = None) -> HttpResponse:
    """Redirect to the page of what was paid for, with the words as a message; show them alone to another browser."""
    row = own_row(request, payment)
    if row is None:
        return page_of_return(request, payment, words)
    if level is not None:
        messages.add_message(request, level, f"{words.title} {words.text}".strip())
    return see_other(row)


def _payment(submission: Submission) -> Payment:
    payment = posting_payment(submission)
    if payment is None:
        raise Http404
    return payment
