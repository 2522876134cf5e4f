from .attempts import CheckoutAttempt
from .board import PaymentSettings
from .events import StripeEvent
from .payments import Payment
from .tasks import PaymentTask

__all__ = ["CheckoutAttempt", "Payment", "PaymentSettings", "PaymentTask", "StripeEvent"]
