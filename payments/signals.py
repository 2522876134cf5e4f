"""Signals that rooms above receive, sent inside the transaction of the change, with the payment's lock held.

A receiver may write to the database and queue emails; it must not call the network. One that raises undoes the change.
What a payment gives once it is settled is no signal: see `payments.fulfilment`.
"""

from django.dispatch import Signal

# Arguments: payment. Stripe confirmed it, or its amount is zero.
payment_settled = Signal()
# Arguments: payment, task_state. A workflow has reached the payment task, and the page is unpaid.
payment_awaited = Signal()
# Arguments: payment, refund (the ledger row). Stripe has accepted the refund.
payment_refunded = Signal()
# Arguments: payment, use (payments.CreditUse). The credit that settled the payment was given back.
credit_given_back = Signal()
# Arguments: receipt. It has all that it will have, Stripe's invoice or credit note included; sent once for each.
receipt_ready = Signal()
# Arguments: payment. All of its charge has gone back, by refunds or a lost dispute.
payment_reversed = Signal()
