"""Edit a posted listing; a live one stays as it is until the editors have approved the edit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.requests import board_of
from boards.storage import STORAGE_ERRORS
from jobs.listings.models import JobPage
from jobs.submissions.forms import EditListingForm
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.board_workflow import is_reviewed
from jobs.submissions.services.refusals import SubmissionRefused, edit_lock_of
from jobs.submissions.services.submission import LOGO_WAITS, update
from jobs.submissions.views.access import MANAGING, refusal_of, refuse, see_other, submission_page
from jobs.submissions.views.reshow import keep_sent_logo, keep_without_logo, retry_later


@submission_page
def too_often(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = edit_form(request, submission)
    form.unchecked(str(TOO_MANY_TRIES))
    return form_page(request, submission, form, status=429)


@limited(*MANAGING, Limit("edit", "20/hour", "link"), refused=too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
def edit(request: HttpRequest, submission: Submission) -> HttpResponse:
    if not may(submission, ActionKey.EDIT):
        return _not_now(request, submission)
    form = edit_form(request, submission)
    if request.method != "POST":
        return form_page(request, submission, form)
    if "add_location" in request.POST:
        form.unchecked()
        form.add_location_row()
        return form_page(request, submission, form)
    if not form.is_valid():
        return form_page(request, submission, form)
    try:
        logo_waits = update(submission=submission, data=form.to_data())
    except SubmissionRefused as refused:
        return _shown_again(request, submission, form, str(refused))
    except STORAGE_ERRORS as error:
        if form.cleaned_data.get("company_logo") is None:
            raise
        keep_without_logo(form, error)
        return retry_later(form_page(request, submission, form, status=503))
    messages.success(request, _("Your changes are saved."))
    for words in form.pay_warnings:
        messages.warning(request, words)
    if logo_waits:
        messages.info(request, str(LOGO_WAITS))
    return see_other(submission)


def _not_now(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Refuse the edit; a lock ends again, so that what was typed is kept for then."""
    if request.method == "POST" and (words := edit_lock_of(submission.page)):
        return _shown_again(request, submission, edit_form(request, submission), words)
    return refuse(request, submission, refusal_of(submission, ActionKey.EDIT))


def _shown_again(
    request: HttpRequest, submission: Submission, form: EditListingForm, message: str
) -> HttpResponse:
    form.unchecked(message)
    return form_page(request, submission, form, status=409)


def edit_form(request: HttpRequest, submission: Submission) -> EditListingForm:
    page: JobPage = submission.page.get_latest_revision_as_object()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return EditListingForm(*sent, site=board_of(request), submission=submission, page=page)


def form_page(
    request: HttpRequest, submission: Submission, form: EditListingForm, status: int = 200
) -> HttpResponse:
    keep_sent_logo(request, form)
    page = submission.page
    context = {
        "form": form,
        "submission": submission,
        "page": page,
        "effect": _effect_of_saving(page),
        "action": reverse("submissions:edit", args=[submission.token]),
    }
    return TemplateResponse(request, "submissions/edit.html", context, status=status)


def _effect_of_saving(page: JobPage) -> str:
    """Say when readers will see the change; empty for a listing that is not live."""
    if not page.live:
        return ""
    if is_reviewed(page):
        return _("Your listing stays up as it is until the editors have reviewed the change.")
    return _("Your listing is live: readers see your changes at once.")
