"""Post a job: fill in the form, send it, and see the listing before anything is paid."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from boards import limits
from boards.limits import Limit, limited
from boards.requests import board_of
from boards.storage import STORAGE_ERRORS
from jobs.submissions.forms import ListingForm
from jobs.submissions.forms.listing import parse_nonce
from jobs.submissions.models import CompanyPerson, Plan, PostingSettings, Submission
from jobs.submissions.services import saved_forms
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.corrections import is_correctable
from jobs.submissions.services.featured import sold_out, with_stock
from jobs.submissions.services.packs import offers_of
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.submission import LOGO_WAITS, submit
from jobs.submissions.views import corrections, pack_links
from jobs.submissions.views.access import see_other
from jobs.submissions.views.nonces import bound_nonce, nonce_of, sent_before
from jobs.submissions.views.reshow import keep_sent_logo, keep_without_logo, retry_later
from jobs.submissions.views.told import POSTED, SAVED, TOO_MANY_TRIES

MAILS_TO_CONTACT = Limit("post-mails", "20/day", "contact_email")
LINKS_TO_SAVED_FORMS = Limit("saved-form-mails", "5/day", "contact_email")
SAVE_RATE = "40/hour"

# A browser throws away its copy of an address that it sends something to; the form itself is kept for Back.
SENT = "?sent"

SAVED_FIRST = gettext_lazy(
    "Saved. An email with the link to this form is on its way: go on with it here, or on any other device."
)
SAVED_AGAIN = gettext_lazy("Saved. The link in our email shows this version now.")


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
        return _kept_by_browser(open_form(request, site))
    return answer(request, ListingForm(request.POST, request.FILES, site=site))


def open_form(request: HttpRequest, site: Site, person: CompanyPerson | None = None) -> HttpResponse:
    """Show a new form; or, after the browser's Back, the form of the draft that it has made.

    static/kept_form.js writes the number of a form that is sent into its address.
    """
    number = parse_nonce(request.GET.get("form", ""))
    initial = {"plan": request.GET.get("plan", "")} | ({"nonce": number} if number else {})
    draft = sent_before(bound_nonce(request, number, *_about(person)))
    if number is None or draft is None:
        return form_page(request, ListingForm(site=site, initial=initial, person=person))
    draft = draft.reached_by(person)
    if is_correctable(draft):
        return form_page(request, ListingForm.of_draft(draft, site=site, nonce=number, person=person))
    if may(draft, ActionKey.EDIT):
        return HttpResponseRedirect(reverse("submissions:edit", args=[draft.token]))
    return redirect(draft)


def _kept_by_browser(response: HttpResponse) -> HttpResponse:
    """Have Back show the very form that was sent, with its number, although cookies have changed since."""
    response.varies_by_cookie = False  # type: ignore[attr-defined]
    return response


def answer(request: HttpRequest, form: ListingForm) -> HttpResponse:
    """Do what the button that was pressed says: add a row, save the form, or post the listing."""
    if request.POST.get("website"):
        return TemplateResponse(request, "submissions/post_received.html")
    if "add_location" in request.POST:
        form.unchecked()
        form.add_location_row()
        return form_page(request, form)
    if (done := sent_before(form_nonce(request, form))) is not None:
        return sent_again(request, form, done.reached_by(form.person))
    if "save" in request.POST:
        return _save(request, form)
    if not limits.allow(request, "post", settings.SUBMISSION_RATE):
        form.unchecked(str(TOO_MANY_TRIES))
        return form_page(request, form, status=429)
    if not form.is_valid():
        return form_page(request, form)
    # Anybody can type anybody's address, and each listing sends an email there.
    if form.person is None and not limits.is_within(request, MAILS_TO_CONTACT):
        form.add_error(None, str(TOO_MANY_TRIES))
        return form_page(request, form, status=429)
    return _submit(request, form)


def form_page(request: HttpRequest, form: ListingForm, status: int = 200) -> HttpResponse:
    keep_sent_logo(request, form)
    board = PostingSettings.for_site(form.site)
    saved = form.saved
    context = {
        "form": form,
        "saved": saved,
        # Not as it was sent just now: the browser may have kept something newer (static/kept_form.js).
        "shows_saved": saved is not None and request.method == "GET",
        "action": _action(form),
        "plans": with_stock(form.plans),
        "packs_left": pack_links.left_to_post_with(request),
        "sells_packs": offers_of(form.site).exists(),
        "intro": board.form_intro,
        "terms_page": board.terms_page,
    }
    return TemplateResponse(request, "submissions/post.html", context, status=status)


def form_nonce(request: HttpRequest, form: ListingForm) -> uuid.UUID | None:
    """Return the form's number, bound to the browser, and to the person who posts for their company."""
    return nonce_of(request, *_about(form.person))


def _about(person: CompanyPerson | None) -> tuple[int, ...]:
    return () if person is None else (person.pk,)


def _action(form: ListingForm) -> str:
    if form.saved is not None:
        return form.saved.get_absolute_url()
    if form.person is not None:
        return f"{reverse('submissions:company_post', args=[form.person.token])}{SENT}"
    return f"{reverse('submissions:post')}{SENT}"


def sent_again(request: HttpRequest, form: ListingForm, draft: Submission) -> HttpResponse:
    answered = corrections.answer(request, form, draft)
    return form_page(request, form, status=200) if answered is None else answered


def _save(request: HttpRequest, form: ListingForm) -> HttpResponse:
    """Keep the form as it is, and redirect to its own address, which is emailed."""
    values = form.values_to_save()
    if form.errors:
        return form_page(request, form)
    email, nonce = form.cleaned_data["contact_email"], form_nonce(request, form)
    emails = saved_forms.would_email(email=email, nonce=nonce, saved=form.saved)
    if not limits.allow(request, "save-form", SAVE_RATE) or (
        emails and form.person is None and not limits.is_within(request, LINKS_TO_SAVED_FORMS)
    ):
        form.unchecked(str(TOO_MANY_TRIES))
        return form_page(request, form, status=429)
    try:
        saved = saved_forms.save(
            site=form.site,
            email=email,
            values=values,
            logo=form.sent_logo() or form.pending_logo(),
            nonce=nonce,
            saved=form.saved,
            opened_on=form.opened_on,
            person=form.person,
        )
    except saved_forms.SavedElsewhere as refused:
        form.unchecked(str(refused))
        form.show_newest_version()
        return form_page(request, form, status=409)
    except STORAGE_ERRORS as error:
        form.unchecked()
        keep_without_logo(form, error)
        return retry_later(form_page(request, form, status=503))
    messages.success(request, str(SAVED_FIRST if emails else SAVED_AGAIN), extra_tags=SAVED)
    return HttpResponseRedirect(saved.get_absolute_url(), status=303)


def _submit(request: HttpRequest, form: ListingForm) -> HttpResponse:
    plan = form.cleaned_data["plan"]
    try:
        submission = submit(
            site=form.site,
            plan=plan,
            data=form.to_data(),
            form_nonce=form_nonce(request, form),
            saved=form.saved,
            person=form.person,
        )
    except saved_forms.SavedFormEnded:
        raise
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
    said = (
        _("Saved. An email with the link to this page is on its way.") if form.person is None else _("Saved.")
    )
    messages.success(request, said, extra_tags=POSTED)
    for words in form.pay_warnings:
        messages.warning(request, words)
    if form.mended_title:
        messages.info(request, _("We wrote the title in small letters. You can edit it."))
    if submission.proposed_logo:
        messages.info(request, str(LOGO_WAITS))
    if form.saved is not None:
        # The browser's Back finds the saved form ended, and is led to its draft.
        request.session[posted_key(form.saved.pk)] = submission.pk
    return see_other(submission.reached_by(form.person))


def posted_key(pk: int) -> str:
    return f"posted-form:{pk}"
