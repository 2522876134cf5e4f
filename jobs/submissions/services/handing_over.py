"""Give the listings that a person posted through the company's page another contact, when that person leaves."""

from django.db.models import QuerySet

from boards import tokens
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services import mails


def posted_by(person: CompanyPerson) -> int:
    """Return of how many listings the person is the contact because they posted them for the company."""
    return _own(person).count()


def hand_over(*, person: CompanyPerson, to: CompanyPerson) -> None:
    """Make `to` the contact: the old manage links end, and the new ones are emailed to them."""
    for submission in _own(person).select_for_update(of=("self",)).select_related("page"):
        submission.contact_email, submission.contact_name = to.email, to.contact_name
        submission.posted_by = to
        submission.link_version = tokens.new_version()
        submission.save(update_fields=["contact_email", "contact_name", "posted_by", "link_version"])
        mails.link_changed(submission=submission)


def _own(person: CompanyPerson) -> "QuerySet[Submission]":
    return Submission.objects.filter(posted_by=person, contact_email__iexact=person.email)
