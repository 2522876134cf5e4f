"""Remember in the session who has opened an emailed link, until they press a button."""

from django.http import HttpRequest

from jobs.submissions.models import Submission
from jobs.submissions.services.proof import is_proof, prove


def remember(request: HttpRequest, submission: Submission) -> None:
    request.session[_key(submission)] = submission.address_signature


def is_remembered(request: HttpRequest, submission: Submission) -> bool:
    return is_proof(submission, str(request.session.get(_key(submission), "")))


def prove_if_remembered(request: HttpRequest, submission: Submission) -> None:
    """Count the address as proved when a person who opened the emailed link presses any button."""
    if request.method == "POST" and not submission.is_proved and is_remembered(request, submission):
        prove(submission)


def _key(submission: Submission) -> str:
    return f"emailed-link:{submission.pk}"
