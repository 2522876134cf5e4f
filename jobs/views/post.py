"""Posting a job: fill in, send, and see the listing before anything is paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from jobs import limits
from jobs.forms import ListingForm
from jobs.forms.listing import parse_nonce
from jobs.models import JobBoardSettings, Submission
from jobs.services.board import SubmissionRefused
from jobs.services.submission import submit
from jobs.views.access import see_other
from jobs.views.boards import board_of
from jobs.views.reshow import keep_sent_logo

TOO_MANY_TRIES = _("That was a lot of listings at once. Nothing is lost: wait a while, then press the button again.")


@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    site = board_of(request)
    if request.method != "POST":
        form = ListingForm(site=site, initial={"plan": request.GET.get("plan", "")})
        return form_page(request, form)
    if request.POST.get("website"):
        return TemplateResponse(request, "jobs/post_received.html")
    form = ListingForm(request.POST, request.FILES, site=site)
    if "add_location" in request.POST:
        form.unchecked()
        form.add_location_row()
        keep_sent_logo(form)
        return form_page(request, form)
    if (sent_before := _sent_before(request)) is not None:
        messages.info(request, _("You sent this form before, and this is its listing. Choose Edit to change it."))
        return see_other(request, sent_before)
    if not limits.allow(request, limits.SUBMISSION):
        form.unchecked(TOO_MANY_TRIES)
        return form_page(request, form, status=429)
    if not form.is_valid():
        keep_sent_logo(form)
        return form_page(request, form, status=422)
    return _submit(request, form, site)
