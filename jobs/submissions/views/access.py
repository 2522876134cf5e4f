"""What all pages behind a submission's token share: the token, the board, and which actions are possible."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control

from boards.limits import Limit
from boards.requests import board_of
from jobs.submissions.forms import FindLinksForm
from jobs.submissions.models import Pack, Submission
from jobs.submissions.services.actions import EDITING, ActionKey, may
from jobs.submissions.services.history import acting
from jobs.submissions.services.reach import LinkEnded, submission_of
from jobs.submissions.services.refusals import NOT_POSSIBLE_NOW, edit_lock_of, lock_of
from jobs.submissions.services.rights import allowed
from jobs.submissions.views.address_proof import prove_if_remembered

View = Callable[Concatenate[HttpRequest, Submission, ...], HttpResponse]

# What all pages behind a manage link take together.
MANAGING = (Limit("manage", "120/hour"), Limit("manage", "60/hour", "link"))

NOT_YOURS = gettext_lazy(
    "Your role in the company does not include this. An owner of the company can change that."
)
NOTHING_TO_PAY = gettext_lazy("There is nothing left to pay here.")
REFUSALS = {ActionKey.PAY: NOTHING_TO_PAY}


def submission_page(view: View) -> Callable[..., HttpResponse]:
    """Pass the submission of the manage link to the view, on the submission's own board only.

    Whoever has the address manages the listing, so caches, search engines and other sites must not learn it.
    """
    return _page_of_link(view, Submission.LINK_SALT)


def preview_page(view: View) -> Callable[..., HttpResponse]:
    """Pass the submission of the preview link to the view, which must not lead to the manage page."""
    return _page_of_link(view, Submission.PREVIEW_SALT)


def secret_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the address of the page, and what it says, out of caches, search engines and other sites."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not even this site gets the address as a Referer, which ends up in logs and error reports.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def _page_of_link(view: View, salt: str) -> Callable[..., HttpResponse]:
    @wraps(view)
    @secret_page
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            submission = submission_of(token, salt=salt)
        except LinkEnded:
            return link_ended(request)
        if submission is None:
            raise Http404
        if (elsewhere := on_own_board(request, submission)) is not None:
            return elsewhere
        if salt == Submission.LINK_SALT and submission.person is None:
            prove_if_remembered(request, submission)
        with acting(submission.person):
            return view(request, submission, *args, **kwargs)

    return guarded


def link_ended(request: HttpRequest) -> HttpResponse:
    """Say that a person's link is dead, with the form that emails the links that are not."""
    context = {"form": FindLinksForm()}
    return TemplateResponse(request, "submissions/link_ended.html", context, status=410)


def contact_only(view: View) -> Callable[..., HttpResponse]:
    """Refuse the company's people what is the listing's contact's alone; goes below `submission_page`."""

    @wraps(view)
    def guarded(request: HttpRequest, submission: Submission, *args: Any, **kwargs: Any) -> HttpResponse:
        if submission.person is not None:
            return refuse(request, submission, NOT_YOURS)
        return view(request, submission, *args, **kwargs)

    return guarded


def requires(key: ActionKey) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let the view run only when the action is possible now; goes below `submission_page`."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, submission: Submission, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(submission, key):
                return refuse(request, submission, refusal_of(submission, key))
            return view(request, submission, *args, **kwargs)

        return guarded

    return decorate


def refusal_of(submission: Submission, key: ActionKey) -> str:
    """Say why the action is not possible now, or not for this person."""
    if key not in allowed(submission.person):
        return str(NOT_YOURS)
    lock = edit_lock_of(submission.page) if key in EDITING else lock_of(submission.page)
    return lock or str(REFUSALS.get(key, NOT_POSSIBLE_NOW))


def refuse(request: HttpRequest, submission: Submission, reason: object) -> HttpResponse:
    """Redirect to the manage page with the reason as an error."""
    messages.error(request, str(reason))
    return see_other(submission)


def see_other(row: Submission | Pack) -> HttpResponseRedirect:
    """Redirect to the manage page, or to the page of a pack, after a POST."""
    return HttpResponseRedirect(row.get_absolute_url(), status=303)


def on_own_board(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    """Redirect to the submission's own board; None when the visitor is there."""
    own_site = submission.page.get_site()
    if own_site is None:
        raise Http404
    if own_site.pk == board_of(request).pk:
        return None
    if request.method not in ("GET", "HEAD"):
        raise Http404
    return redirect(own_site.root_url + request.get_full_path())
