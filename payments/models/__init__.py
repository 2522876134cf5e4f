from .attempts import CheckoutAttempt
from .board import PaymentSettings
from .credits import Credit, CreditUse
from .disputes import Dispute
from .events import StripeEvent
from .payments import Payment
from .problems import Problem
from .refunds import Refund
from .tasks import PaymentTask

__all__ = [
    "CheckoutAttempt",
    "Credit",
    "CreditUse",
    "Dispute",
    "Payment",
    "PaymentSettings",
    "PaymentTask",
    "Problem",
    "Refund",
    "StripeEvent",
]
