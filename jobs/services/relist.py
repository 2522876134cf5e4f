"""Put a listing up again exactly as readers last saw it, never as somebody's unreviewed draft."""

from wagtail.models import PageLogEntry, Revision, WorkflowState

from jobs.models import JobPage

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled", "wagtail.revert")


def republish(page: JobPage) -> None:
    """Publish the revision that was last live. The caller has seen to the listing's end, and holds its locks."""
    revision = last_live_revision(page) or page.get_latest_revision()
    state = page.current_workflow_state
    revision.publish(user=None, changed=False)
    # Publishing ends whatever workflow was under way; an edit that waits for its review still waits.
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.workflow.start(JobPage.objects.get(pk=page.pk), user=None)


def last_live_revision(page: JobPage) -> Revision | None:
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=PUBLISHED, revision__isnull=False)
    entry = entries.select_related("revision").order_by("-timestamp", "-pk").first()
    return entry.revision if entry else None
