"""Who may see a board's payments, and who may refund them."""

from boards.permissions import BoardPermissionPolicy, User
from payments.models import Payment

payment_policy = BoardPermissionPolicy(Payment, actions={"view", "refund"})


class MayNotRefund(Exception):
    """Something has been paid, and the user may not refund it on this board."""


def may_refund(user: User, payment: Payment) -> bool:
    """Return whether the user may refund this payment, and resolve its problems."""
    return payment_policy.user_has_permission_for_instance(user, "refund", payment)
