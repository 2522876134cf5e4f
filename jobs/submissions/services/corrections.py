"""Correct a draft from its own form: the browser's Back, a change, and the form is sent once more.

The form's number is bound to the browser (`views.nonces`), so nobody else's form gets here. It changes the draft
as long as nothing is paid and nothing was published; after that, employers edit on the manage page.
"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from wagtail.log_actions import log

from boards import tokens
from jobs.listings.models import JobPage
from jobs.listings.shared_hosts import email_host
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import mails, manage
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.post_again import data_of
from jobs.submissions.services.posting_payments import (
    create_posting_payment,
    posting_payment,
    settle_free_if_reviewed,
)
from jobs.submissions.services.refusals import NOT_POSSIBLE_NOW, SubmissionRefused, plan_on_sale, site_of
from jobs.submissions.services.submission import update
from payments.ledger import locked
from payments.models import Payment
from payments.services.cancellation import NotCancellable, cancel


def is_correctable(submission: Submission) -> bool:
    """Whether the draft is unpaid, was never published, and is as its employer left it."""
    page = JobPage.objects.get(pk=submission.page_id)
    newest = page.latest_revision
    return (
        page.first_published_at is None
        # What an editor has changed is not to be overwritten unseen.
        and (newest is None or newest.user_id is None)
        and may(submission, ActionKey.EDIT)
        and may(submission, ActionKey.CHANGE_PLAN)
    )


def is_other(submission: Submission, data: ListingData, plan: Plan | None) -> bool:
    """Whether the form says something else than the draft; a double click says the same."""
    page: JobPage = submission.page.get_latest_revision_as_object()
    stored = data_of(submission, page)
    if plan is not None and plan.pk != submission.plan_id:
        return True
    same_texts = all(
        _comparable(getattr(stored, each.name)) == _comparable(getattr(data, each.name))
        for each in fields(ListingData)
        if each.name != "company_logo"
    )
    return not same_texts or not _is_known(data.company_logo, (submission.proposed_logo, page.company.logo))


def correct(*, submission: Submission, data: ListingData, plan: Plan | None) -> bool:
    """Change the draft to what the form says now; return whether its logo waits for an editor.

    Another contact gets a link of their own, and the old link ends: the first may have gone to a stranger. Close an
    open payment page before, when plan or contact change (payments.services.checkout.close_checkout). Raises
    SubmissionRefused.
    """
    with locked(submission.page_id) as payments:
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        page = JobPage.objects.get(pk=submission.page_id)
        if page.first_published_at is not None or not payments or payments[0].status != Payment.Status.OPEN:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        logo_waits = update(submission=submission, data=data)
        submission.refresh_from_db()
        is_new_contact = has_new_contact(submission, data)
        if is_new_contact:
            _change_contact(submission, data.contact_email)
        if plan is not None and plan.pk != submission.plan_id:
            manage.change_plan(submission=submission, plan=plan)
        elif is_new_contact:
            _replace_payment(submission, payments[0])
        if is_new_contact:
            submission.refresh_from_db()
            _send_link(submission)
        return logo_waits


def has_new_contact(submission: Submission, data: ListingData) -> bool:
    """Whether the form names another address, which only counts until the first one is proved."""
    changed = submission.contact_email.casefold() != data.contact_email.casefold()
    return changed and not submission.is_proved


def _change_contact(submission: Submission, email: str) -> None:
    submission.contact_email, submission.link_version = email, tokens.new_version()
    submission.save(update_fields=["contact_email", "link_version"])
    JobPage.objects.filter(pk=submission.page_id).update(sent_from=email_host(email))
    log(instance=submission.page, action="submissions.change_link", user=None)


def _replace_payment(submission: Submission, payment: Payment) -> None:
    """Make a payment that asks the new contact to pay."""
    if submission.plan is None:
        raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
    site = site_of(submission.page)
    plan = plan_on_sale(site, submission.plan)
    try:
        cancel(payment=payment)
    except NotCancellable as error:
        raise SubmissionRefused(str(NOT_POSSIBLE_NOW)) from error
    fresh = create_posting_payment(submission=submission, plan=plan, site=site)
    settle_free_if_reviewed(fresh, submission.page)


def _send_link(submission: Submission) -> None:
    payment = posting_payment(submission)
    if payment is not None:
        mails.draft_saved(submission=submission, payment=payment)


def _comparable(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return sorted(each.casefold() for each in value)
    return value


def _is_known(logo: ContentFile[bytes] | None, stored: Iterable[FieldFile]) -> bool:
    if logo is None:
        return True
    sent = logo.read()
    logo.seek(0)
    return any(sent == _content(file) for file in stored if file)


def _content(file: FieldFile) -> bytes:
    try:
        with file.open() as opened:
            content: bytes = opened.read()
    except FileNotFoundError:
        return b""
    return content
