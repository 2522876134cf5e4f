"""Publish a listing again as readers last saw it, never an unreviewed draft."""

from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, WorkflowState

from jobs.listings.models import JobPage

# Not "wagtail.revert": Wagtail logs it when an old version is saved again, also as a draft only.
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


def republish(page: JobPage) -> None:
    """Publish the revision that was last live. The caller sets the end and holds the locks."""
    revision = last_live_revision(page) or _as_the_row_has_it(page)
    state = page.current_workflow_state
    revision.publish(user=None, changed=False)
    # Publishing and closing end a running workflow; an edit that waits for review needs a new one.
    waits = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    if (waits or _edited_by_employer_since(page, revision)) and (workflow := page.get_workflow()):
        workflow.start(JobPage.objects.get(pk=page.pk), user=None)


def _edited_by_employer_since(page: JobPage, revision: Revision) -> bool:
    latest = page.get_latest_revision()
    return latest.pk != revision.pk and latest.user_id is None


def _as_the_row_has_it(page: JobPage) -> Revision:
    """Make a revision from the row, when `purge_revisions` has deleted the last live one.

    It gets the date of publication, so that the newest revision stays the newest.
    """
    return Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
        created_at=page.last_published_at or timezone.now(),
    )


def last_live_revision(page: JobPage) -> Revision | None:
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=PUBLISHED, revision__isnull=False)
    entry = entries.select_related("revision").order_by("-timestamp", "-pk").first()
    return entry.revision if entry else None
