from .attempts import CheckoutAttempt
from .board import PaymentSettings
from .credits import Credit, CreditUse
from .disputes import Dispute
from .events import StripeEvent
from .payments import Payment
from .problems import Problem
from .receipts import Receipt, ReceiptSeries
from .refunds import Refund
from .tasks import PaymentTask
from .tax_rates import TaxRate

__all__ = [
    "CheckoutAttempt",
    "Credit",
    "CreditUse",
    "Dispute",
    "Payment",
    "PaymentSettings",
    "PaymentTask",
    "Problem",
    "Receipt",
    "ReceiptSeries",
    "Refund",
    "StripeEvent",
    "TaxRate",
]
