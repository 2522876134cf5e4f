"""A saved form behind its emailed link: go on with it, save it again, post it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from boards import tokens
from boards.limits import Limit, limited
from boards.links import rows_of_token
from boards.requests import board_of
from jobs.submissions.forms import ListingForm
from jobs.submissions.models import CompanyPerson, Plan, SavedForm, Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.saved_forms import ENDED, SavedFormEnded
from jobs.submissions.views import post
from jobs.submissions.views.access import secret_page
from jobs.submissions.views.nonces import sent_before
from jobs.submissions.views.told import TOO_MANY_TRIES


@secret_page
def too_often(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form again, as it was typed."""
    return shown_again(request, token, str(TOO_MANY_TRIES), status=429)


@limited(Limit("post-form", "120/hour"), Limit("saved-form", "60/hour", "link"), refused=too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def saved(request: HttpRequest, token: str) -> HttpResponse:
    form = form_of(request, token)
    if form is None:
        return _ended(request, token)
    if not Plan.objects.on_sale(form.site).exists():
        return TemplateResponse(request, "submissions/post_closed.html")
    if request.method != "POST":
        return post.form_page(request, form)
    try:
        return post.answer(request, form)
    except SavedFormEnded:
        return _ended(request, token)


def shown_again(request: HttpRequest, token: str, message: str, *, status: int) -> HttpResponse:
    """Show the form as it was typed, unchecked, with a message above it."""
    form = form_of(request, token) or ListingForm(request.POST, request.FILES, site=board_of(request))
    form.unchecked(message)
    return post.form_page(request, form, status=status)


def form_of(request: HttpRequest, token: str) -> ListingForm | None:
    """Return the form as sent, or as it was saved; None when it has ended. Raises Http404 on another board."""
    row = rows_of_token(SavedForm.objects.filter(person=None).select_related("site"), token).first()
    if row is None:
        return None
    if row.site_id != board_of(request).pk:
        raise Http404
    if request.method == "POST":
        return ListingForm(request.POST, request.FILES, site=row.site, saved=row)
    return ListingForm.of_saved(row)


def _ended(request: HttpRequest, token: str) -> HttpResponse:
    said = tokens.read(token, salt=SavedForm.LINK_SALT)
    if said is None:
        raise Http404
    return ended(request, said[0], site=board_of(request))


def ended(request: HttpRequest, pk: int, *, site: Site, person: CompanyPerson | None = None) -> HttpResponse:
    """Lead who posted it to the draft; whoever has typed meanwhile keeps that in a form of its own."""
    if request.method == "POST":
        form = ListingForm(request.POST, request.FILES, site=site, person=person)
        if (done := sent_before(post.form_nonce(request, form))) is not None:
            return post.sent_again(request, form, done.reached_by(person))
        form.unchecked(str(ENDED))
        return post.form_page(request, form, status=409)
    draft = _posted_by_this_browser(request, pk)
    if draft is not None:
        draft = draft.reached_by(person)
    if draft is not None and may(draft, ActionKey.EDIT):
        return HttpResponseRedirect(reverse("submissions:edit", args=[draft.token]))
    if draft is not None:
        return redirect(draft)
    return TemplateResponse(request, "submissions/saved_form_ended.html", status=410)


def _posted_by_this_browser(request: HttpRequest, pk: int) -> Submission | None:
    key = request.session.get(post.posted_key(pk))
    return Submission.objects.select_related("page").filter(pk=key).first() if key else None
