"""The versions of a listing that its employer can look at: what readers see, and what is to come."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from jobs.listings.models import JobPage
from jobs.submissions.services.stages import Stage

VersionKey = Literal["public", "newest"]


@dataclass(frozen=True)
class Version:
    """`public` is the page as readers get it; `newest` is the newest revision, published or not."""

    key: VersionKey
    heading: str
    text: str


def versions_of(page: JobPage, stage: Stage) -> list[Version]:
    """List them, the one that readers see first; a listing that was never published has only the newest."""
    newest = _newest(page, stage)
    if page.first_published_at is None:
        return [newest]
    versions = [_public(page)]
    if page.is_readable and page.live_revision_id != page.latest_revision_id:
        versions.append(newest)
    return versions


def _public(page: JobPage) -> Version:
    if page.is_readable:
        return Version("public", _("What readers see"), _("The version that is live now."))
    return Version(
        "public",
        _("What readers see"),
        _("The listing is closed: this is all that readers get from its link."),
    )


def _newest(page: JobPage, stage: Stage) -> Version:
    if page.first_published_at is not None:
        if stage == Stage.LIVE_EDIT_IN_REVIEW:
            return Version(
                "newest", _("Your edit"), _("It waits for the editors. Readers do not see it yet.")
            )
        return Version("newest", _("The newest draft"), _("It is not live. Readers do not see it."))
    texts = {
        Stage.IN_REVIEW: _("This version waits for the editors. Readers do not see it yet."),
        Stage.CHANGES_REQUESTED: _("The editors asked for changes to this version. Readers do not see it."),
        Stage.SCHEDULED: _("This version is approved and goes live by itself at the time chosen."),
    }
    text = texts.get(stage, _("A draft: readers do not see it yet."))
    return Version("newest", _("What readers will see"), text)
