"""The panel of a submission, on top of its listing's edit screen."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import editor_actions
from payments.models import Payment


class SubmissionPanel(Panel):
    """Who sent the listing, the plan and the payment; only for listings that an employer submitted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=_("Submission and payment"), icon="receipt", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "submissions/admin/submission_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown()) and self.submission is not None

        @cached_property
        def submission(self) -> Submission | None:
            return Submission.objects.filter(page_id=self.instance.pk).first()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            payment = Payment.objects.posting_for(self.instance.pk).first()
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "submission": self.submission,
                "named": JobPage.objects.naming_a_verified_company().filter(pk=self.instance.pk).exists(),
                "payment": payment,
                "problems": payment.problems.open().most_pressing_first() if payment else [],
                "actions": list(editor_actions(self.instance, payment, self.request.user)) if payment else [],
            }
