"""The link to all listings of an email address on a board. It is only emailed there, and works for a day.

It names one submission instead of the address, which would be read in addresses and browsers' histories.
"""

import re
import time
from datetime import timedelta

from django.urls import reverse

from boards import tokens
from jobs.submissions.models import Submission
from jobs.submissions.services.refusals import site_of

LINK_SALT = "submissions.mine"
LIFETIME = timedelta(hours=24)
# Ids that every database can compare.
_CLAIMED_ID = re.compile(r"(\d{1,18})\.", re.ASCII)


def url_of(submission: Submission) -> str:
    """Return the link for the submission's contact, which works from now on."""
    token = tokens.sign(salt=_salt(submission), pk=submission.pk, version=int(time.time()))
    return submission.site_root + reverse("submissions:mine", args=[token])


def submission_of(token: str) -> Submission | None:
    """Return the submission whose contact the link was emailed to; None for a wrong, changed or old link."""
    claimed = _CLAIMED_ID.match(token)
    if claimed is None:
        return None
    submission = Submission.objects.select_related("page").filter(pk=claimed[1]).first()
    if submission is None or not submission.contact_email:
        return None
    # The claim is only believed now.
    said = tokens.read(token, salt=_salt(submission))
    if said is None or not 0 <= time.time() - said[1] < LIFETIME.total_seconds():
        return None
    return submission


def _salt(submission: Submission) -> str:
    """Sign board and address too: after a restored backup, the same id may be another contact's."""
    return f"{LINK_SALT}:{site_of(submission.page).pk}:{submission.contact_email.lower()}"
