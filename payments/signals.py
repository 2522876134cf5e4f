"""What travels upwards from the money: sent inside the transaction of the change, with the lock held.

A receiver may write to the database and queue mail; it must not call the network.
"""

from django.dispatch import Signal

# Arguments: payment. Stripe confirmed it (or nothing was to be paid).
payment_settled = Signal()
# Arguments: payment. The same, for what is bought after the posting, sent in a savepoint: a receiver that raises
# un-records no payment, and is sent it again by the sweep.
purchase_settled = Signal()
# Arguments: payment, user. An editor let it go.
payment_waived = Signal()
# Arguments: payment, task_state. A workflow has come to the payment task, and the page still owes.
payment_awaited = Signal()
# Arguments: payment. A person must look at it; kind and detail are on the payment.
payment_needs_attention = Signal()
# Arguments: payment, refund (the ledger row). Stripe has taken it in hand.
payment_refunded = Signal()
# Arguments: payment. All of it has gone back, by refunds or a lost dispute.
payment_reversed = Signal()
# Arguments: payment, dispute. A payer's bank has opened a dispute.
payment_disputed = Signal()
