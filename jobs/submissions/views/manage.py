"""The manage page: the listing's stage, its preview, and what the employer can do with it."""

import csv
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.exports import disarm
from boards.limits import Limit, limited
from boards.requests import board_of
from jobs.listings.models import JobPage
from jobs.submissions.forms import CloseForm, PlanForm
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import links, manage
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.mails import free_link_is_valid
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.previews import versions_of
from jobs.submissions.services.proof import is_proof
from jobs.submissions.services.refusals import NOT_POSSIBLE_NOW, SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.stages import stage_of
from jobs.submissions.services.statistics import rows_of, statistics_of
from jobs.submissions.services.unpaid_drafts import delete_unpaid
from jobs.submissions.views import address_proof, pack_links, payment_trouble
from jobs.submissions.views.access import (
    MANAGING,
    contact_only,
    preview_page,
    refuse,
    requires,
    see_other,
    submission_page,
)
from jobs.submissions.views.dead_page import without_ways_out
from payments.gateway import GatewayError
from payments.models import PaymentSettings
from payments.services.checkout import close_checkout


@require_safe
@submission_page
def overview(request: HttpRequest, submission: Submission) -> HttpResponse:
    stage = describe(submission, pack_links.left_for(request, submission))
    plan_name, plan_days = submission.plan_now()
    payment = stage.payment
    is_payable = payment is not None and ActionKey.PAY in {action.key for action in stage.actions}
    context = {
        "submission": submission,
        "page": submission.page.get_latest_revision_as_object(),
        "stage": stage,
        "asks_for_address": submission.person is None
        and not submission.is_proved
        and address_proof.is_remembered(request, submission),
        "payment": payment,
        "is_invoiced": is_payable and PaymentSettings.of(board_of(request)).create_invoices,
        "plan_name": plan_name,
        "plan_days": plan_days,
        "statistics": statistics_of(submission.page),
        "versions": versions_of(submission.page, stage.key),
    }
    return TemplateResponse(request, "submissions/manage.html", context)


@require_safe
@submission_page
@contact_only
def emailed(request: HttpRequest, submission: Submission, signature: str) -> HttpResponse:
    """Show the manage page to whoever opened a link that was only emailed, and remember it for their first button."""
    if is_proof(submission, signature):
        address_proof.remember(request, submission)
    return redirect(submission)


@limited(*MANAGING)
@require_POST
@submission_page
@contact_only
def prove_address(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The button for who has nothing else to press; any button proves the address, see `submission_page`."""
    if submission.is_proved:
        messages.success(request, _("Thank you. Your email address is confirmed."))
    else:
        messages.error(request, _("Open the link in our email first."))
    return see_other(submission)


@require_safe
@xframe_options_sameorigin
@preview_page
def preview(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show what readers see, or with `?version=newest` the newest revision; no link or form in it does anything."""
    page = JobPage.objects.select_related("company", "submission").get(pk=submission.page_id)
    versions = versions_of(page, stage_of(page))
    wanted = [version for version in versions if version.key == request.GET.get("version")]
    version = (wanted or versions)[0]
    if version.key == "public":
        response: TemplateResponse = page.serve(request)
    else:
        newest: JobPage = page.get_latest_revision_as_object()
        response = newest.serve_preview(request, newest.default_preview_mode)
    html = response.render().content.decode()
    note = f"{_('Preview')} · {version.heading}: {version.text}"
    return HttpResponse(without_ways_out(html, note=note, alone="alone" in request.GET))


@limited(*MANAGING, Limit("plan", "10/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.CHANGE_PLAN)
def plan(request: HttpRequest, submission: Submission) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(
        sent, site=board_of(request), page_id=submission.page_id, initial={"plan": submission.plan_id}
    )
    if form.is_bound and form.is_valid():
        return _change_plan(request, submission, form.cleaned_data["plan"])
    context = {"submission": submission, "form": form, "plans": form.plans}
    return TemplateResponse(request, "submissions/plan.html", context)


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.CLOSE)
def close(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _do(
            request,
            submission,
            lambda: manage.close(submission=submission, reason=form.cleaned_data["reason"]),
            _("Your listing is closed. Thank you for telling us."),
        )
    context = {"submission": submission, "form": form}
    return TemplateResponse(request, "submissions/close.html", context)


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.WITHDRAW)
def withdraw(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Delete an unpaid draft, after a page that says so. Its link is dead afterwards, so the form comes next."""
    if request.method != "POST":
        context = {"submission": submission, "page": submission.page}
        return TemplateResponse(request, "submissions/withdraw.html", context)
    try:
        if not delete_unpaid(submission, is_withdrawn=True):
            return refuse(request, submission, NOT_POSSIBLE_NOW)
    except GatewayError as error:
        return refuse(request, submission, payment_trouble.message_for(error))
    messages.success(request, _("Your draft is withdrawn and deleted. Nothing was charged."))
    return HttpResponseRedirect(reverse("submissions:post"), status=303)


@limited(*MANAGING)
@require_safe
@submission_page
def statistics_csv(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Send views by day and source, and clicks by day, for a spreadsheet."""
    if submission.page.first_published_at is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{submission.page.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Spreadsheets take a file without this mark for one in another encoding.
    response.write("\ufeff")
    writer = csv.writer(response)
    for row in rows_of(submission.page):
        writer.writerow([disarm(cell) for cell in row])
    return response


@limited(*MANAGING)
@require_POST
@submission_page
@requires(ActionKey.REOPEN)
def reopen(request: HttpRequest, submission: Submission) -> HttpResponse:
    return _do(
        request,
        submission,
        lambda: manage.reopen(submission=submission),
        _("Your listing is on the board again."),
    )


@limited(*MANAGING, Limit("change-link", "5/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@contact_only
def change_link(request: HttpRequest, submission: Submission) -> HttpResponse:
    """End the link that leaked. The new one is only emailed: whoever else has the old one must not get it."""
    if request.method == "POST":
        links.change(submission=submission)
        messages.success(request, _("The link is changed. An email with the new one is on its way."))
        return HttpResponseRedirect(reverse("submissions:find_links"), status=303)
    return TemplateResponse(request, "submissions/change_link.html", {"submission": submission})


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@contact_only
def publish_free(request: HttpRequest, submission: Submission, signature: str) -> HttpResponse:
    """Publish a free listing from its emailed link; a button, as email programs open links by themselves."""
    if not free_link_is_valid(submission, signature):
        raise Http404
    if not may(submission, ActionKey.PUBLISH_FREE):
        return see_other(submission)
    if request.method == "POST":
        return _do(request, submission, lambda: manage.publish_free(submission=submission), _("Thank you."))
    context = {"submission": submission, "page": submission.page}
    return TemplateResponse(request, "submissions/confirm.html", context)


def _change_plan(request: HttpRequest, submission: Submission, plan: Plan) -> HttpResponse:
    payment = posting_payment(submission)
    try:
        if payment is not None:
            close_checkout(payment=payment)
    except GatewayError as error:
        return refuse(request, submission, payment_trouble.message_for(error))
    return _do(
        request,
        submission,
        lambda: manage.change_plan(submission=submission, plan=plan),
        _("Your listing has the plan “%(plan)s” now.") % {"plan": plan.name},
    )


def _do(request: HttpRequest, submission: Submission, verb: Callable[[], None], done: str) -> HttpResponse:
    try:
        verb()
    except SubmissionRefused as refused:
        return refuse(request, submission, refused)
    messages.success(request, done)
    return see_other(submission)
