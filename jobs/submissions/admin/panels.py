"""What is known of a submission, on top of its listing's edit screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from jobs.submissions.models import Submission
from jobs.submissions.services.moderation import is_declinable
from payments.models import Payment


class SubmissionPanel(Panel):
    """Who sent it, what was bought, whether it is paid, until when it is up; shown for submitted listings only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=_("Submission and payment"), icon="receipt", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "submissions/admin/submission_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page_id = self.instance.pk
            submission = Submission.objects.filter(page_id=page_id).first()
            payment = Payment.objects.posting_for(page_id).first()
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "page": self.instance,
                "submission": submission,
                "payment": payment,
                "problems": payment.problems.open().most_pressing_first() if payment else [],
                "can_decline": submission and payment and is_declinable(self.instance, payment),
            }
