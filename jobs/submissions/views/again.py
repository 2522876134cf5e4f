"""Post a listing again: one press of a button; a page to choose on only if its plan or category is gone."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from boards import limits
from boards.limits import Limit, limited
from boards.requests import board_of
from boards.storage import STORAGE_ERRORS
from jobs.listings.services.pay_rules import findings, posting_of_page, rules_of
from jobs.submissions.forms import AgainForm
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.post_again import Gone, gone_since, post_again
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.submission import LOGO_WAITS
from jobs.submissions.views.access import MANAGING, refuse, requires, see_other, submission_page
from jobs.submissions.views.nonces import nonce_of, sent_before
from jobs.submissions.views.post import MAILS_TO_CONTACT

LOGO_AWAY = gettext_lazy("The logo cannot be copied at the moment. Please try again in a while.")

logger = logging.getLogger(__name__)


@limited(*MANAGING, Limit("again", "20/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@submission_page
@requires(ActionKey.POST_AGAIN)
def again(request: HttpRequest, submission: Submission) -> HttpResponse:
    nonce = nonce_of(request, submission.pk) if request.method == "POST" else None
    if (done := sent_before(nonce)) is not None:
        return _to_draft(request, submission, done)
    try:
        gone = gone_since(submission)
    except SubmissionRefused as refused:
        return refuse(request, submission, refused)
    chosen = request.POST if request.POST.keys() & {"chosen", "plan", "category"} else None
    if request.method == "POST" and chosen is None and not gone:
        return _post_again(request, submission, gone)
    if request.method == "POST" and chosen is None:
        return HttpResponseRedirect(reverse("submissions:again", args=[submission.token]), status=303)
    form = AgainForm(
        chosen,
        site=board_of(request),
        needs_category=bool(gone.category),
        initial={} if gone.plan else {"plan": submission.plan_id},
    )
    if form.is_bound and form.is_valid():
        return _post_again(request, submission, gone, form)
    return _form_page(request, submission, form, gone)


def _post_again(
    request: HttpRequest, submission: Submission, gone: Gone, form: AgainForm | None = None
) -> HttpResponse:
    if not _is_within_limits(request, submission):
        return render(request, "429.html", status=429)
    chosen = form.cleaned_data if form is not None else {}
    try:
        draft = post_again(
            submission=submission,
            plan=chosen.get("plan"),
            category=chosen.get("category"),
            nonce=nonce_of(request, submission.pk),
        )
    except SubmissionRefused as refused:
        if form is None:
            return refuse(request, submission, refused)
        form.add_error("plan", str(refused))
        return _form_page(request, submission, form, gone)
    except STORAGE_ERRORS as error:
        logger.error("A logo could not be copied: %s", type(error).__name__)
        return refuse(request, submission, LOGO_AWAY)
    return _to_draft(request, submission, draft)


def _is_within_limits(request: HttpRequest, submission: Submission) -> bool:
    """Count it as a listing that is posted, and as an email to its contact."""
    return limits.allow(request, "post", settings.SUBMISSION_RATE) and limits.is_mailbox_within(
        MAILS_TO_CONTACT, submission.person.email if submission.person else submission.contact_email
    )


def _to_draft(request: HttpRequest, submission: Submission, draft: Submission) -> HttpResponse:
    draft = draft.reached_by(submission.person)
    title = draft.page.title
    if may(draft, ActionKey.PAY):
        words = _("A new draft of “%(title)s”. It goes live once you have paid.")
    else:
        words = _("A new draft of “%(title)s”.")
    messages.success(request, words % {"title": title})
    # No form has asked for it; the employer can still say it before paying.
    page = draft.page.get_latest_revision_as_object()
    for finding in findings(posting_of_page(page), rules_of(board_of(request))):
        messages.warning(request, finding.message)
    if draft.proposed_logo:
        messages.info(request, str(LOGO_WAITS))
    return see_other(draft)


def _form_page(request: HttpRequest, submission: Submission, form: AgainForm, gone: Gone) -> HttpResponse:
    context = {
        "submission": submission,
        "form": form,
        "plans": form.plans,
        "page": submission.page.get_latest_revision_as_object(),
        "gone": gone,
    }
    return TemplateResponse(request, "submissions/again.html", context)
