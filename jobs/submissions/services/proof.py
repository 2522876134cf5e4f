"""The proof that a contact reads the email address given: somebody has opened a link that was only emailed there.

The link of the manage page proves nothing, because the form's sender sees it. Emailed links carry a signature of their
own. Opening one is not enough either, since mail programs open links by themselves: what counts is the first button
that is pressed by whoever opened it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from jobs.listings.models import JobPage
from jobs.listings.services import companies
from jobs.submissions.models import Submission
from payments.ledger import locked


def is_proof(submission: Submission, signature: str) -> bool:
    return constant_time_compare(submission.address_signature, signature)


def prove(submission: Submission) -> None:
    """Count the contact's address as proved, and put the listing under the company that it speaks for."""
    if submission.contact_proved_at is not None:
        return
    with transaction.atomic(), locked(submission.page_id):
        now = timezone.now()
        Submission.objects.filter(pk=submission.pk, contact_proved_at=None).update(contact_proved_at=now)
        submission.contact_proved_at = now
        JobPage.objects.filter(pk=submission.page_id).update(sender_proved=True)
        companies.settle(JobPage.objects.get(pk=submission.page_id))


def prove_all_of(company_id: int, email: str) -> None:
    """Count the address as proved for the listings of a company that its owner has just verified."""
    same = Submission.objects.filter(page__company=company_id, contact_email__iexact=email)
    for submission in same.select_related("page"):
        prove(submission)
