"""A form that has made a draft is sent once more: a double click changes nothing, a correction the draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boards import limits
from boards.limits import Limit
from jobs.submissions.forms import ListingForm
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import corrections
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.submission import LOGO_WAITS
from jobs.submissions.views import edit, payment_trouble
from jobs.submissions.views.access import refuse, see_other
from jobs.submissions.views.told import POSTED, TOO_MANY_TRIES
from payments.gateway import GatewayError
from payments.services.checkout import close_checkout

CORRECTION_RATE = "20/hour"
LINKS_TO_CONTACT = Limit("post-mails", "20/day", "contact_email")


def answer(request: HttpRequest, form: ListingForm, draft: Submission) -> HttpResponse | None:
    """Answer a form whose number has made this draft; None to show the form again with its errors."""
    if not may(draft, ActionKey.EDIT):
        return _to_draft(request, draft)
    plan = _plan_of(form, draft)
    if form.errors:
        return None
    data = form.to_data()
    if not corrections.is_other(draft, data, plan):
        return _to_draft(request, draft)
    if not corrections.is_correctable(draft):
        return _to_edit_form(request, draft)
    is_new_contact = corrections.has_new_contact(draft, data)
    if not limits.allow(request, "correct", CORRECTION_RATE) or (
        is_new_contact and not limits.is_within(request, LINKS_TO_CONTACT)
    ):
        form.unchecked(str(TOO_MANY_TRIES))
        return None
    return _correct(request, form, draft, data, plan)


def _correct(
    request: HttpRequest, form: ListingForm, draft: Submission, data: ListingData, plan: Plan | None
) -> HttpResponse | None:
    payment = posting_payment(draft)
    try:
        if payment is not None and (corrections.has_new_contact(draft, data) or _is_other_plan(draft, plan)):
            close_checkout(payment=payment)
        logo_waits = corrections.correct(submission=draft, data=data, plan=plan)
    except GatewayError as error:
        return refuse(request, draft, payment_trouble.message_for(error))
    except SubmissionRefused as refused:
        form.add_error(None, str(refused))
        return None
    # Another contact has another link.
    draft.refresh_from_db()
    messages.success(
        request, _("Your changes are saved, in the draft that you made before."), extra_tags=POSTED
    )
    for words in form.pay_warnings:
        messages.warning(request, words)
    if logo_waits:
        messages.info(request, str(LOGO_WAITS))
    return see_other(draft)


def _plan_of(form: ListingForm, draft: Submission) -> Plan | None:
    """Return the plan chosen; None for the draft's own, which may have been withdrawn or sold out meanwhile."""
    if "plan" in form.errors and str(form.data.get("plan", "")) == str(draft.plan_id):
        del form.errors["plan"]
    plan: Plan | None = form.cleaned_data.get("plan")
    return plan if _is_other_plan(draft, plan) else None


def _is_other_plan(draft: Submission, plan: Plan | None) -> bool:
    return plan is not None and plan.pk != draft.plan_id


def _to_draft(request: HttpRequest, draft: Submission) -> HttpResponse:
    messages.info(
        request,
        _("You sent this form before; this is its listing. To change it, edit it here."),
        extra_tags=POSTED,
    )
    return see_other(draft)


def _to_edit_form(request: HttpRequest, draft: Submission) -> HttpResponse:
    """Show the form that edits the listing, with what was typed: too late to change it without being asked."""
    form = edit.edit_form(request, draft)
    form.unchecked(
        _(
            "This form was sent before, and its listing has gone on since. What you typed is here: check it, and save "
            "to change the listing."
        )
    )
    return edit.form_page(request, draft, form, status=409)
