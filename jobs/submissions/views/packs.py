"""Packs: buy one, see what is left of it, and pay for a listing with one of its credits."""

import logging
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.links import rows_of_token
from boards.requests import board_of
from jobs.submissions.forms import PackForm
from jobs.submissions.models import Pack, Submission
from jobs.submissions.services import packs as services
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.pack_view import describe_pack
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.views import pack_links, payment_trouble
from jobs.submissions.views.access import (
    MANAGING,
    NOTHING_TO_PAY,
    refuse,
    requires,
    secret_page,
    see_other,
    submission_page,
)
from jobs.submissions.views.nonces import nonce_of
from jobs.submissions.views.returning import to_payment_page
from payments.gateway import GatewayError
from payments.services.checkout import NotPayable, close_checkout

# The listing that waits for the pack, as its link.
WAITING = "pack-for"

logger = logging.getLogger(__name__)


def too_often(request: HttpRequest) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = PackForm(request.POST, site=board_of(request))
    form.full_clean()
    form.add_error(None, str(TOO_MANY_TRIES))
    return _form_page(request, form, status=429)


@limited(Limit("packs", "30/hour"), refused=too_often)
@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest) -> HttpResponse:
    """Choose a pack, say who buys it, and go to the payment page."""
    site = board_of(request)
    if not services.offers_of(site).exists():
        return redirect("submissions:post")
    form = PackForm(request.POST if request.method == "POST" else None, site=site)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form)
    if form.cleaned_data["website"]:
        return redirect("submissions:packs")
    try:
        pack = services.buy(
            offer=form.cleaned_data["offer"], email=form.cleaned_data["email"], nonce=nonce_of(request)
        )
    except SubmissionRefused as refused:
        form.add_error("offer", str(refused))
        return _form_page(request, form)
    try:
        return _to_payment(request, pack)
    except GatewayError as error:
        logger.exception("No payment page for pack %s", pack.pk)
        form.add_error(None, payment_trouble.message_for_pack(error))
        return _form_page(request, form)


def pack_page(view: Callable[[HttpRequest, Pack], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the pack of the link to the view, on the pack's own board only."""

    @wraps(view)
    @secret_page
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        rows = Pack.objects.filter(site=board_of(request)).select_related("payment", "site", "plan")
        return view(request, get_object_or_404(rows_of_token(rows, token)))

    return guarded


@require_safe
@pack_page
def pack(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Show what is left of a pack. From then on this browser may use its credits."""
    pack_links.remember(request, pack)
    waiting = _waiting(request)
    context = {"pack": pack, "view": describe_pack(pack), "waiting": waiting}
    return TemplateResponse(request, "submissions/pack.html", context)


@limited(*MANAGING, Limit("pay", "20/hour", "link"))
@require_POST
@pack_page
def pay_pack(request: HttpRequest, pack: Pack) -> HttpResponse:
    try:
        return _to_payment(request, pack)
    except GatewayError as error:
        logger.exception("No payment page for pack %s", pack.pk)
        messages.error(request, payment_trouble.message_for_pack(error))
        return HttpResponseRedirect(pack.get_absolute_url(), status=303)


@limited(*MANAGING)
@require_POST
@submission_page
@requires(ActionKey.BUY_PACK)
def pack_for(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Choose a pack to pay for this listing with; its page leads back here."""
    request.session[WAITING] = submission.token
    return HttpResponseRedirect(reverse("submissions:packs"), status=303)


@limited(*MANAGING, Limit("pay", "20/hour", "link"))
@require_POST
@submission_page
@requires(ActionKey.PAY)
def use_credit(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Pay with a credit of the pack that ends first."""
    left = pack_links.left_for(request, submission)
    payment = posting_payment(submission)
    if not left or payment is None:
        return refuse(request, submission, services.NO_CREDIT)
    try:
        # Nobody may pay for it in another tab.
        close_checkout(payment=payment)
        services.use(submission=submission, pack=left[0].pack)
    except GatewayError as error:
        return refuse(request, submission, payment_trouble.message_for(error))
    except SubmissionRefused as refused:
        return refuse(request, submission, refused)
    messages.success(request, _("Paid with one posting of your pack. Thank you!"))
    return see_other(submission)


def _waiting(request: HttpRequest) -> Submission | None:
    """Return the listing that the visitor came from, while it still waits for its payment."""
    rows = Submission.objects.select_related("page")
    found = rows_of_token(rows, request.session.get(WAITING, "")).first()
    return found if found is not None and may(found, ActionKey.PAY) else None


def _to_payment(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Redirect to the payment page. Raises gateway.GatewayError."""
    try:
        return to_payment_page(request, pack, pack.payment)
    except NotPayable:
        messages.info(request, str(NOTHING_TO_PAY))
    return HttpResponseRedirect(pack.get_absolute_url(), status=303)


def _form_page(request: HttpRequest, form: PackForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "offers": form.offers}
    return TemplateResponse(request, "submissions/packs.html", context, status=status)
