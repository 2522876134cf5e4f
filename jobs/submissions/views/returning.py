"""The ways back from the payment page, and whom they lead to the manage page, or to the page of a pack.

Stripe keeps the addresses of these pages and shows them to whoever pays, so they hold no manage link: only a ticket,
which names the payment. What leads on to the manage page is a cookie of the browser that opened the payment page.
Whoever comes back with another browser reads what happened, and that the link was emailed.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from boards import tokens
from boards.links import rows_of_token
from boards.requests import board_of
from jobs.submissions.models import Pack, Submission
from jobs.submissions.services.reach import LinkEnded, submission_of
from payments.models import Payment
from payments.services.checkout import start_checkout

TICKET_SALT = "submissions.ticket"
COOKIE_SALT = "submissions.returning"
# Longer than the longest time for which Stripe keeps a payment page open.
COOKIE_LIFETIME = timedelta(days=2)


@dataclass(frozen=True)
class Words:
    """What somebody is told who comes back from the payment page."""

    title: str
    text: str


def to_payment_page(request: HttpRequest, row: Submission | Pack, payment: Payment) -> HttpResponse:
    """Redirect to the payment page. Raises NotPayable and gateway.GatewayError."""
    root = row.site_root
    url = start_checkout(
        payment=payment,
        success_url=root + path_back(payment, "paid"),
        cancel_url=root + path_back(payment, "unpaid"),
    )
    response = HttpResponseRedirect(url, status=303)
    response.set_signed_cookie(
        _cookie(row),
        row.token_for(COOKIE_SALT),
        salt=COOKIE_SALT,
        max_age=COOKIE_LIFETIME,
        path=reverse("submissions:find_links").removesuffix("find/"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def path_back(payment: Payment, name: str) -> str:
    ticket = tokens.sign(salt=TICKET_SALT, pk=payment.pk, version=0)
    return reverse(f"submissions:{name}", args=[ticket])


def payment_of_ticket(ticket: str) -> Payment:
    """Return the payment that the address names. Raises Http404."""
    said = tokens.read(ticket, salt=TICKET_SALT)
    payment = Payment.objects.filter(pk=said[0]).select_related("site").first() if said else None
    if payment is None:
        raise Http404
    return payment


def on_own_board(request: HttpRequest, payment: Payment) -> HttpResponse | None:
    """Redirect to the payment's own board, where its cookie is."""
    if payment.site_id == board_of(request).pk:
        return None
    return redirect(payment.site.root_url + request.get_full_path())


def own_row(request: HttpRequest, payment: Payment) -> Submission | Pack | None:
    """Return what was paid for, if this browser opened the payment page with a link to it that still works."""
    rows: QuerySet[Any] = Pack.objects.filter(payment=payment).select_related("site")
    if payment.is_for_listing:
        rows = Submission.objects.filter(page_id=payment.page_id).select_related("page")
    row: Submission | Pack | None = rows.first()
    if row is None:
        return None
    token = (
        request.get_signed_cookie(_cookie(row), default=None, salt=COOKIE_SALT, max_age=COOKIE_LIFETIME) or ""
    )
    if isinstance(row, Pack):
        return row if rows_of_token(rows.filter(pk=row.pk), token, salt=COOKIE_SALT).exists() else None
    try:
        found = submission_of(token, salt=COOKIE_SALT)
    except LinkEnded:
        return None
    return found if found is not None and found.pk == row.pk else None


def page_of_return(request: HttpRequest, payment: Payment, words: Words) -> HttpResponse:
    """Say what happened, and nothing of whose listing or pack it is."""
    context = {"words": words, "is_for_listing": payment.is_for_listing}
    return TemplateResponse(request, "submissions/returned.html", context)


def _cookie(row: Submission | Pack) -> str:
    kind = "pack-" if isinstance(row, Pack) else ""
    return f"returning-{kind}{row.pk}"
