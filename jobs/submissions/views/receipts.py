"""Receipts, behind the manage link and behind the link of *My listings*; and what is wanted on the invoice."""

import logging
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from boards import limits
from boards.limits import limited
from boards.requests import board_of
from jobs.submissions.forms import InvoiceDetailsForm
from jobs.submissions.models import Submission
from jobs.submissions.services import receipts as services
from jobs.submissions.services.actions import ActionKey
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.rights import sees_receipts
from jobs.submissions.views import payment_trouble
from jobs.submissions.views.access import (
    MANAGING,
    NOT_YOURS,
    NOTHING_TO_PAY,
    View,
    refuse,
    requires,
    see_other,
    submission_page,
)
from jobs.submissions.views.mine import mine_page
from payments.gateway import GatewayError
from payments.models import Payment, PaymentSettings
from payments.papers import paper_of
from payments.pdf import pdf_of
from payments.services.invoice_details import set_invoice_details

logger = logging.getLogger(__name__)

# A PDF takes a quarter of a second to write.
PDF_RATE = "120/hour"


def with_receipts(view: View) -> View:
    """Let only those run the view who may see what was paid: the contact, and the roles that `rights` says."""

    @wraps(view)
    def guarded(request: HttpRequest, submission: Submission, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_receipts(submission.person):
            return refuse(request, submission, NOT_YOURS)
        return view(request, submission, *args, **kwargs)

    return guarded


@require_safe
@submission_page
@with_receipts
def receipts(request: HttpRequest, submission: Submission) -> HttpResponse:
    """List everything that was paid for the listing, and its refunds."""
    return _list(
        request, services.of_listing(submission.page_id), submission, "submissions:receipt", submission.token
    )


@require_safe
@submission_page
@with_receipts
def receipt(request: HttpRequest, submission: Submission, pk: int) -> HttpResponse:
    back = reverse("submissions:receipts", args=[submission.token])
    pdf = reverse("submissions:receipt_pdf", args=[submission.token, pk])
    return _show(request, services.of_listing(submission.page_id), pk, back=back, pdf=pdf)


@require_safe
@submission_page
@with_receipts
def receipt_pdf(request: HttpRequest, submission: Submission, pk: int) -> HttpResponse:
    back = reverse("submissions:receipt", args=[submission.token, pk])
    return _pdf(request, services.of_listing(submission.page_id), pk, back=back)


@require_safe
@mine_page
def my_receipts(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    return _list(request, _mine(request, submission), None, "submissions:my_receipt", token)


@require_safe
@mine_page
def my_receipt(request: HttpRequest, submission: Submission, token: str, pk: int) -> HttpResponse:
    back = reverse("submissions:my_receipts", args=[token])
    pdf = reverse("submissions:my_receipt_pdf", args=[token, pk])
    return _show(request, _mine(request, submission), pk, back=back, pdf=pdf)


@require_safe
@mine_page
def my_receipt_pdf(request: HttpRequest, submission: Submission, token: str, pk: int) -> HttpResponse:
    back = reverse("submissions:my_receipt", args=[token, pk])
    return _pdf(request, _mine(request, submission), pk, back=back)


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.PAY)
def invoice_details(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Ask for a PO number and a cost centre before the listing is paid for."""
    payment = posting_payment(submission)
    if payment is None or not PaymentSettings.of(payment.site).create_invoices:
        raise Http404
    stored = {"purchase_order": payment.purchase_order, "cost_centre": payment.cost_centre}
    form = InvoiceDetailsForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_bound and form.is_valid():
        return _save_details(request, submission, payment, form)
    context = {"submission": submission, "form": form}
    return TemplateResponse(request, "submissions/invoice_details.html", context)


def _save_details(
    request: HttpRequest, submission: Submission, payment: Payment, form: InvoiceDetailsForm
) -> HttpResponse:
    try:
        is_stored = set_invoice_details(payment=payment, **form.cleaned_data)
    except GatewayError as error:
        logger.exception("The invoice details of submission %s could not be stored", submission.pk)
        return refuse(request, submission, payment_trouble.message_for(error))
    if not is_stored:
        return refuse(request, submission, NOTHING_TO_PAY)
    messages.success(request, _("Saved. It will be on the invoice."))
    return see_other(submission)


def _mine(request: HttpRequest, submission: Submission) -> "QuerySet[Payment]":
    return services.of_address(board_of(request), submission.contact_email)


def _list(
    request: HttpRequest,
    payments: "QuerySet[Payment]",
    submission: Submission | None,
    name: str,
    token: str,
) -> HttpResponse:
    """`name` and `token` make the address of one receipt."""
    context = {
        "submission": submission,
        "entries": services.entries(payments),
        "receipt_url": name,
        "pdf_url": f"{name}_pdf",
        "token": token,
    }
    if submission is not None:
        context["page"] = submission.page.get_latest_revision_as_object()
    return TemplateResponse(request, "submissions/receipts.html", context)


def _show(
    request: HttpRequest, payments: "QuerySet[Payment]", pk: int, *, back: str, pdf: str
) -> HttpResponse:
    found = services.receipt_of(payments, pk)
    if found is None:
        raise Http404
    context = {"paper": paper_of(found), "back": back, "pdf": pdf}
    return TemplateResponse(request, "submissions/receipt.html", context)


def _pdf(request: HttpRequest, payments: "QuerySet[Payment]", pk: int, *, back: str) -> HttpResponse:
    found = services.receipt_of(payments, pk)
    if found is None:
        raise Http404
    if not limits.allow(request, "receipt-pdf", PDF_RATE):
        messages.error(request, _("Too many PDFs for now. Please wait a while, or print this page."))
        return HttpResponseRedirect(back)
    paper = paper_of(found)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(paper.number)}.pdf"'}
    return HttpResponse(pdf_of(paper), content_type="application/pdf", headers=headers)


def _file_name(number: str) -> str:
    """A receipt's prefix is typed by editors: keep what every file system takes."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in number)
