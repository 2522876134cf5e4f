"""The employer's side of a listing, on top of its edit screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class SubmissionPanel(Panel):
    """Who sent it, what was bought, whether it is paid, until when it is up; shown for submitted listings only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=_("Submission and payment"), icon="receipt", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "jobs/admin/submission_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            # Imported late: the page class itself is built with this panel.
            from jobs.models import Submission
            from payments.models import Payment

            page_id = self.instance.pk
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "page": self.instance,
                "submission": Submission.objects.filter(page_id=page_id).first(),
                "payment": Payment.objects.posting_for(page_id).first(),
            }
