"""The numbers of forms that make a listing: one form makes one, however often it is sent."""

import uuid

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from jobs.submissions.forms.listing import parse_nonce
from jobs.submissions.models import Submission


def nonce_of(request: HttpRequest, *about: object) -> uuid.UUID | None:
    """Return the form's number, bound to the browser: who knows another's number does not get their listing.

    What the form is about is bound too, such as the listing that it posts again.
    """
    return bound_nonce(request, parse_nonce(request.POST.get("nonce", "")), *about)


def bound_nonce(request: HttpRequest, nonce: uuid.UUID | None, *about: object) -> uuid.UUID | None:
    browser = request.META.get("CSRF_COOKIE")
    if nonce is None or not browser:
        return None
    said = ":".join(map(str, (nonce, browser, *about)))
    return uuid.UUID(bytes=salted_hmac("submissions.form-nonce", said, algorithm="sha256").digest()[:16])


def sent_before(nonce: uuid.UUID | None) -> Submission | None:
    """Return the listing that this form has already created, after a double click or the browser's Back."""
    return Submission.objects.filter(form_nonce=nonce).first() if nonce else None
