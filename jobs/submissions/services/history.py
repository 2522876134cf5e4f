"""Write what employers do into the history of their listings, which editors read in Wagtail."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import Revision

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission


def log_by_employer(
    page: JobPage, action: str, *, submission: Submission, revision: Revision | None = None, **data: Any
) -> None:
    """Add an entry to the history. With a revision, editors can compare it with the one before."""
    log(
        instance=page,
        action=action,
        # Employers have no account. The history outlives their data, so it names them no closer than this.
        data={"employer": masked(submission.contact_email), **data},
        revision=revision,
        content_changed=revision is not None,
    )


def masked(email: str) -> str:
    """Shorten an address to what tells people apart: r…@wagonworks.example."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"
