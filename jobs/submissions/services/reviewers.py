"""Tell reviewers of a listing that waits for them: once, until one of the editors has done something with it."""

from typing import Any

from django.contrib.auth.models import User
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import PageLogEntry, TaskState

from emails import services as emails
from jobs.submissions.models import Submission

KIND = "review"


class OnceNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's notifier, which emails each reviewer again at every edit of the employer."""

    def get_valid_recipients(self, instance: TaskState, **kwargs: Any) -> set[User]:
        reviewers: set[User] = super().get_valid_recipients(instance, **kwargs)
        page_id = instance.workflow_state.object_id
        if not Submission.objects.filter(page_id=page_id).exists():
            return reviewers
        event = f"review:{page_id}:task:{instance.task_id}:since:{_last_act_of_editors(page_id)}"
        return {
            reviewer
            for reviewer in reviewers
            if emails.claim(event=event, kind=KIND, recipient=str(reviewer.email))
        }


def _last_act_of_editors(page_id: str) -> int:
    """Return the number of the newest entry in the history that an editor made; 0 for none."""
    acts = PageLogEntry.objects.filter(page_id=page_id, user__isnull=False)
    return acts.order_by("-pk").values_list("pk", flat=True).first() or 0
