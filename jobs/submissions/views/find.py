"""Email an employer their manage links; neither the answer nor its time tells whether the address posted here."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from boards import limits
from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.requests import board_of
from jobs.submissions.forms import FindLinksForm
from jobs.submissions.services import links
from jobs.submissions.views.access import secret_page

ANSWER = gettext_lazy(
    "If listings were posted here with this address, an email with their links is on its way. "
    "Please check the spam folder too."
)


@secret_page
def too_often(request: HttpRequest) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = FindLinksForm(request.POST)
    form.full_clean()
    form.add_error(None, ValidationError(TOO_MANY_TRIES))
    return _form_page(request, form, status=429)


@limited(Limit("find-form", "30/hour"), Limit("find-links", "5/day", "email"), refused=too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def find_links(request: HttpRequest) -> HttpResponse:
    site = board_of(request)
    form = FindLinksForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form)
    if not limits.allow(request, "find-links", settings.FIND_LINKS_RATE):
        form.add_error(None, ValidationError(TOO_MANY_TRIES))
        return _form_page(request, form, status=429)
    if not form.cleaned_data["website"]:
        links.ask(site=site, email=form.cleaned_data["email"])
    messages.success(request, str(ANSWER))
    return HttpResponseRedirect(reverse("submissions:find_links"), status=303)


def _form_page(request: HttpRequest, form: FindLinksForm, status: int = 200) -> HttpResponse:
    return TemplateResponse(request, "submissions/find_links.html", {"form": form}, status=status)
