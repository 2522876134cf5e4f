from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "jobs.submissions"
    verbose_name = _("Submissions")

    def ready(self) -> None:
        from jobs.listings.models import JobPage
        from jobs.submissions import receivers  # noqa: F401 - connects the signals
        from jobs.submissions.admin.panels import SubmissionPanel

        JobPage.put_on_top(SubmissionPanel())
