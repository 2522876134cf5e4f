"""The message for an employer whose payment page cannot be opened."""

from django.utils.translation import gettext as _

from payments.fulfilment import NotForSale
from payments.gateway import GatewayError, GatewayRefused


def message_for(error: GatewayError) -> str:
    """Ask to try again when Stripe did not answer; not when it refused, which only the board can repair."""
    if isinstance(error, GatewayRefused):
        return _(
            "The payment page cannot be opened. Nothing was charged and your listing is kept; "
            "please write to us, as we have to repair it."
        )
    return _(
        "The payment service does not answer at the moment. Your listing is kept and nothing was charged; "
        "please try again in a while."
    )


def message_for_pack(error: GatewayError) -> str:
    """Say the same to who buys a pack, and has no listing yet."""
    if isinstance(error, GatewayRefused):
        return _(
            "The payment page cannot be opened. Nothing was charged; please write to us, as we have to repair it."
        )
    return _(
        "The payment service does not answer at the moment. Nothing was charged; please try again in a while."
    )


def message_for_sold_out(sold_out: NotForSale) -> str:
    return _("%(reason)s Nothing was charged: choose another plan, or pay once a place is free.") % {
        "reason": sold_out
    }
