from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from payments import mail_samples
        from payments.fulfilment import register
        from payments.models import Payment
        from payments.services.posting import continue_workflow

        register(Payment.Purpose.POSTING, continue_workflow)
        mail_samples.register_samples()
