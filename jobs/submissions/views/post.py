"""Post a job: fill in the form, send it, and see the listing before anything is paid."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from boards import limits
from boards.limits import Limit, limited
from boards.requests import board_of
from boards.storage import STORAGE_ERRORS
from jobs.submissions.forms import ListingForm
from jobs.submissions.models import Plan, PostingSettings
from jobs.submissions.services.featured import sold_out, with_stock
from jobs.submissions.services.packs import offers_of
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.submission import LOGO_WAITS, submit
from jobs.submissions.views import pack_links
from jobs.submissions.views.access import see_other
from jobs.submissions.views.nonces import nonce_of, sent_before
from jobs.submissions.views.reshow import keep_sent_logo, keep_without_logo, retry_later

TOO_MANY_TRIES = gettext_lazy(
    "That was a lot at once. Nothing you typed is lost: wait a while, then press the button again."
)

# With this message the browser forgets what it kept of the form (static/kept_form.js).
POSTED = "posted"
MAILS_TO_CONTACT = Limit("post-mails", "20/day", "contact_email")


def too_often(request: HttpRequest) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = ListingForm(request.POST, request.FILES, site=board_of(request))
    form.unchecked(str(TOO_MANY_TRIES))
    return form_page(request, form, status=429)


# `add_location` and corrections are POSTs too; how many listings may be made is counted below.
@limited(Limit("post-form", "120/hour"), refused=too_often)
@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    site = board_of(request)
    if not Plan.objects.on_sale(site).exists():
        # A form that nobody can send would only waste their time.
        return TemplateResponse(request, "submissions/post_closed.html")
    if request.method != "POST":
        return form_page(request, ListingForm(site=site, initial={"plan": request.GET.get("plan", "")}))
    if request.POST.get("website"):
        return TemplateResponse(request, "submissions/post_received.html")
    form = ListingForm(request.POST, request.FILES, site=site)
    if "add_location" in request.POST:
        form.unchecked()
        form.add_location_row()
        return form_page(request, form)
    if (done := sent_before(nonce_of(request))) is not None:
        messages.info(
            request,
            _("You sent this form before; this is its listing. To change it, edit it here."),
            extra_tags=POSTED,
        )
        return see_other(done)
    if not limits.allow(request, "post", settings.SUBMISSION_RATE):
        form.unchecked(str(TOO_MANY_TRIES))
        return form_page(request, form, status=429)
    if not form.is_valid():
        return form_page(request, form)
    # Anybody can type anybody's address, and each listing sends an email there.
    if not limits.is_within(request, MAILS_TO_CONTACT):
        form.add_error(None, str(TOO_MANY_TRIES))
        return form_page(request, form, status=429)
    return _submit(request, form)


def form_page(request: HttpRequest, form: ListingForm, status: int = 200) -> HttpResponse:
    keep_sent_logo(request, form)
    board = PostingSettings.for_site(form.site)
    context = {
        "form": form,
        "plans": with_stock(form.plans),
        "packs_left": pack_links.left_to_post_with(request),
        "sells_packs": offers_of(form.site).exists(),
        "intro": board.form_intro,
        "terms_page": board.terms_page,
    }
    return TemplateResponse(request, "submissions/post.html", context, status=status)


def _submit(request: HttpRequest, form: ListingForm) -> HttpResponse:
    plan = form.cleaned_data["plan"]
    try:
        submission = submit(site=form.site, plan=plan, data=form.to_data(), form_nonce=nonce_of(request))
    except SubmissionRefused as refused:
        is_to_be_had = form.plans.filter(pk=plan.pk).exists() and not sold_out(plan)
        form.add_error(None if is_to_be_had else "plan", str(refused))
        return form_page(request, form)
    except STORAGE_ERRORS as error:
        if form.cleaned_data.get("company_logo") is None:
            raise
        keep_without_logo(form, error)
        return retry_later(form_page(request, form, status=503))
    # A message is shown on whatever page is opened next, so it must not say the address.
    messages.success(
        request, _("Saved. An email with the link to this page is on its way."), extra_tags=POSTED
    )
    for words in form.pay_warnings:
        messages.warning(request, words)
    if submission.proposed_logo:
        messages.info(request, str(LOGO_WAITS))
    return see_other(submission)
