from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "jobs.alerts"
    verbose_name = _("Alerts")

    def ready(self) -> None:
        from jobs.alerts import mail_samples

        mail_samples.register_samples()
