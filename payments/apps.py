from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from caching.watching import OWN_BOARD, Watched, watch
        from payments import mail_samples
        from payments.fulfilment import register
        from payments.models import Payment
        from payments.services.posting import continue_workflow

        # Readers see prices with their tax.
        watch(Watched(model="payments.PaymentSettings", boards=OWN_BOARD))
        register(Payment.Purpose.POSTING, continue_workflow)
        mail_samples.register_samples()
