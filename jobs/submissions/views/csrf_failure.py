"""Show a form again, with everything typed into it, when its CSRF token has expired."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from boards.requests import board_of
from jobs.submissions.forms import ListingForm
from jobs.submissions.models import Submission
from jobs.submissions.views import company, edit, post, saved
from jobs.submissions.views.access import secret_page, submission_page

PRESS_AGAIN = gettext_lazy(
    "The form was open for so long that its security token expired. Nothing is lost: please check it, "
    "then press the button again."
)
COMPANY_FORMS = {
    "submissions:company_post": company.post_shown_again,
    "submissions:company_face": company.face_shown_again,
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer as Django's CSRF_FAILURE_VIEW; the form is shown again with a fresh token."""
    match = request.resolver_match
    if match is not None and match.view_name == "submissions:post":
        form = ListingForm(request.POST, request.FILES, site=board_of(request))
        form.unchecked(str(PRESS_AGAIN))
        return post.form_page(request, form, status=403)
    if match is not None and match.view_name == "submissions:saved":
        return _saved_again(request, **match.kwargs)
    if match is not None and match.view_name == "submissions:edit":
        return _edit_again(request, **match.kwargs)
    if match is not None and match.view_name in COMPANY_FORMS:
        shown_again = COMPANY_FORMS[match.view_name]
        return shown_again(request, **match.kwargs, message=str(PRESS_AGAIN), status=403)
    return render(request, "403_csrf.html", status=403)


@secret_page
def _saved_again(request: HttpRequest, token: str) -> HttpResponse:
    return saved.shown_again(request, token, str(PRESS_AGAIN), status=403)


@submission_page
def _edit_again(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = edit.edit_form(request, submission)
    form.unchecked(str(PRESS_AGAIN))
    return edit.form_page(request, submission, form, status=403)
