"""What travels upwards from the money: sent inside the transaction of the change, with the lock held.

A receiver may write to the database and queue mail; it must not call the network.
"""

from django.dispatch import Signal

# Arguments: payment. Stripe confirmed it (or nothing was to be paid).
payment_settled = Signal()
# Arguments: payment, user. An editor let it go.
payment_waived = Signal()
# Arguments: payment, task_state. A workflow has come to the payment task, and the page still owes.
payment_awaited = Signal()
# Arguments: payment. A person must look at it; kind and detail are on the payment.
payment_needs_attention = Signal()
